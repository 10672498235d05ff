use super::*;
use crate::check::{Code, Fix};
use crate::lang::Lang;

/// A finding that marks the words between the brackets of the target, in a unit on a line of a file.
fn finding(line: usize, source: &str, target: &str, fix: Option<&str>) -> Diagnostic {
    let [en, az] = ["en", "az"].map(|tag| Lang::parse(tag).unwrap());
    let plain = target.replace(['[', ']'], "");
    let mut unit = BilingualUnit::new("a", "1", (source, &en), (&plain, &az));
    unit.line = Some(line);
    let mut finding = Diagnostic::new(&Arc::new(unit), Code::TermForbidden, "x");
    let span = target.find('[').zip(target.find(']').map(|end| end - 1));
    finding.span = span.map(|(start, end)| start..end);
    finding.fix = finding.span.clone().zip(fix).map(|(span, text)| Fix {
        span,
        replacement: text.into(),
    });
    finding
}

/// The words of the file that a finding leads to, with their line and column, and those of the source.
fn located(file: &str, line: usize, source: &str, target: &str) -> (String, String) {
    let locator = Locator::new(file.into());
    let mut finding = finding(line, source, target, None);
    locator.locate(&mut finding);
    let words = |region: Option<Region>| {
        let Some(r) = region else {
            return "-".to_owned();
        };
        let byte = |line: usize, column: usize| {
            let start = locator.lines[line - 1];
            let rest = &locator.text[start..];
            start
                + rest
                    .char_indices()
                    .nth(column - 1)
                    .map_or(rest.len(), |(at, _)| at)
        };
        let words = &locator.text[byte(r.line, r.column)..byte(r.end_line, r.end_column)];
        format!("{}:{} {}", r.line, r.column, words.replace('\n', "\\n"))
    };
    (
        words(finding.source_place.as_ref().map(|place| place.region)),
        words(finding.region),
    )
}

#[test]
fn words_are_found_where_each_format_writes_them() {
    let cases = include_str!("../../../tests/data/locate-cases.txt");
    let mut seen = 0;
    for case in cases.split("\n== ").skip(1) {
        let (title, rest) = case.split_once('\n').unwrap();
        let (file, rest) = rest.split_once("\n--\n").unwrap();
        let mut lines = rest.lines();
        let mut next = || {
            let line = lines.next();
            line.unwrap_or_else(|| panic!("{title}: too short"))
                .to_owned()
        };
        let line = next().parse().unwrap();
        let [source, target] = [next(), next()].map(|text| text.replace("\\n", "\n"));
        let found = located(&format!("{file}\n"), line, &source, &target);
        assert_eq!(found, (next(), next()), "{title}");
        seen += 1;
    }
    assert!(seen > 12, "{seen}");
}

#[test]
fn lines_are_counted_that_cr_alone_ends() {
    let file = "id\ten\taz\r1\tpeace\tsülh\r2\twar\thərb\r";
    let found = located(file, 3, "war", "[hərb]");
    assert_eq!(found, ("3:3 war".into(), "3:7 hərb".into()));
}

#[test]
fn units_with_the_same_texts_on_a_line_have_places_of_their_own() {
    let tu = "<tu><tuv><seg>a</seg></tuv><tuv><seg>b</seg></tuv></tu>";
    let other = "<tu><tuv><seg>c</seg></tuv><tuv><seg>b</seg></tuv></tu>";
    let locator = Locator::new([tu, other, tu].concat());
    for (before, column) in [(0, Some(38)), (1, Some(148)), (2, None)] {
        let mut found = finding(1, "a", "[b]", None);
        Arc::get_mut(&mut found.unit).unwrap().alike_before = before;
        locator.locate(&mut found);
        assert_eq!(found.column, column, "{before}");
    }
}

#[test]
fn a_fix_is_escaped_as_its_file_needs_it() {
    for (file, target, fix, expected) in [
        (
            "a\tSaziş & sülh\n",
            "[Saziş] & sülh",
            "Müqavilə",
            Some("a\tMüqavilə & sülh\n"),
        ),
        (
            "<tu><seg>a</seg><seg>B &amp; C</seg></tu>",
            "[B & C]",
            "D < E",
            Some("<tu><seg>a</seg><seg>D &lt; E</seg></tu>"),
        ),
        // An inline code inside would be lost.
        (
            "<tu><seg>a</seg><seg>B <bpt i=\"1\">x</bpt>C<ept i=\"1\">x</ept></seg></tu>",
            "[B C]",
            "D",
            None,
        ),
        (
            "msgid \"a\"\nmsgstr \"b \\\"c\\\" d\"\n",
            "b [\"c\"] d",
            "\"e\"",
            Some("msgid \"a\"\nmsgstr \"b \\\"e\\\" d\"\n"),
        ),
        ("a,\"b, c\"\n", "[b], c", "d", Some("a,\"d, c\"\n")),
        ("a,b\n", "[b]", "d, e", None),
        ("a\tb\n", "[b]", "d\te", None),
        ("a\tb  c\n", "b[  ]c", " ", Some("a\tb c\n")),
    ] {
        let locator = Locator::new(file.into());
        let edit = locator.edit(&finding(1, "a", target, Some(fix)));
        let fixed = edit.map(|edit| crate::check::apply(file, &[edit]).0);
        assert_eq!(fixed.as_deref(), expected, "{file}");
    }
}
