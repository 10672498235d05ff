//! The rules of `check` against cases that people can read: `tests/data/rules.tsv`.
//!
//! A line is a code, the two languages, `found` or `silent`, the source and the target. `⟦ ⟧` in the target (or in the
//! source) mark what a finding marks. `\n` and `\t` are written so, `␣` is a blank at the border of a cell.

use karvan::check::{BilingualUnit, Checker, Code, Diagnostic, Selection};
use karvan::lang::Lang;
use proptest::prelude::*;
use std::collections::BTreeMap;
use std::path::Path;

struct Case {
    number: usize,
    code: Code,
    found: bool,
    source: String,
    target: String,
    langs: (Lang, Lang),
    /// What is marked in source and target.
    marked: [Option<String>; 2],
}

fn cell(text: &str) -> (String, Option<String>) {
    let text = text
        .replace("\\n", "\n")
        .replace("\\t", "\t")
        .replace("\\u00a0", "\u{a0}")
        .replace('␣', " ");
    let marked = text
        .split_once('⟦')
        .and_then(|(_, rest)| Some(rest.split_once('⟧')?.0.to_owned()));
    (text.replace(['⟦', '⟧'], ""), marked)
}

fn cases() -> Vec<Case> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/rules.tsv");
    let text = std::fs::read_to_string(path).unwrap();
    text.lines()
        .enumerate()
        .filter(|(_, line)| !line.is_empty() && !line.starts_with('#'))
        .map(|(number, line)| {
            let cells: Vec<&str> = line.split('\t').collect();
            assert_eq!(cells.len(), 5, "line {}: {line}", number + 1);
            let (from, to) = cells[1].split_once('>').unwrap();
            let (source, source_mark) = cell(cells[3]);
            let (target, target_mark) = cell(cells[4]);
            Case {
                number: number + 1,
                code: Code::named(cells[0]).unwrap_or_else(|| panic!("line {}", number + 1)),
                found: match cells[2] {
                    "found" => true,
                    "silent" => false,
                    other => panic!("line {}: {other}", number + 1),
                },
                source,
                target,
                langs: (Lang::parse(from).unwrap(), Lang::parse(to).unwrap()),
                marked: [source_mark, target_mark],
            }
        })
        .collect()
}

fn unit(case: &Case) -> BilingualUnit {
    BilingualUnit::new(
        "rules.tsv",
        &case.number.to_string(),
        (&case.source, &case.langs.0),
        (&case.target, &case.langs.1),
    )
}

fn checker(code: Code) -> Checker {
    let mut selection = Selection::default();
    selection.only([code.name()]).unwrap();
    Checker::with_rules(selection, None)
}

fn check(checker: &Checker, case: &Case) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    checker.run([Ok(unit(case))], &mut found).unwrap();
    found
}

#[test]
fn every_case_gives_what_it_expects() {
    let mut wrong = Vec::new();
    // Cases of one code that follow one another are units of one run where the rule knows the units before.
    let mut run: Option<(Code, Checker)> = None;
    for case in cases() {
        let goes_on = case.code.about().rule == "inconsistent"
            && run.as_ref().is_some_and(|(code, _)| *code == case.code);
        if !goes_on {
            run = Some((case.code, checker(case.code)));
        }
        let found = run
            .as_ref()
            .map(|(_, checker)| check(checker, &case))
            .unwrap();
        let marks: Vec<[Option<&str>; 2]> = found
            .iter()
            .map(|d| {
                [
                    d.source_span.clone().map(|s| &d.unit.source[s]),
                    d.span.clone().map(|s| &d.unit.target[s]),
                ]
            })
            .collect();
        let right_marks = marks.iter().any(|marks| {
            marks
                .iter()
                .zip(&case.marked)
                .all(|(got, want)| want.is_none() || *got == want.as_deref())
        });
        if found.is_empty() == case.found || case.found && !right_marks {
            let messages: Vec<&str> = found.iter().map(|d| d.message.as_str()).collect();
            wrong.push(format!(
                "{}: {} should be {}: {messages:?} {marks:?}\n    {}\n    {}",
                case.number,
                case.code.name(),
                if case.found { "found" } else { "silent" },
                case.source,
                case.target
            ));
        }
    }
    assert!(
        wrong.is_empty(),
        "{} wrong\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

/// A quotation that goes on in the next unit has its partner there; in another file it has not.
#[test]
fn a_quotation_may_end_in_the_next_unit() {
    let (en, az) = (Lang::parse("en").unwrap(), Lang::parse("az").unwrap());
    let source = "“We agree,” she said.";
    let targets = |texts: [(&'static str, &'static str); 3]| {
        let mut found = Vec::new();
        let units: Vec<_> = texts
            .iter()
            .map(|(file, text)| Ok(BilingualUnit::new(file, "1", (source, &en), (text, &az))))
            .collect();
        let checker = checker(Code::QuotationMarkUnpaired);
        checker.run(units, &mut found).unwrap();
        found.len()
    };
    let (opened, plain, closed) = ("“Razıyıq.", "Belə düşünürük.", "Buyurun”, – dedi.");
    for (texts, expected) in [
        ([("a", opened), ("a", plain), ("a", closed)], 0),
        ([("a", opened), ("a", plain), ("b", closed)], 2),
        ([("a", opened), ("a", opened), ("a", closed)], 1),
        ([("a", closed), ("a", plain), ("a", opened)], 2),
        ([("a", opened), ("a", plain), ("a", plain)], 1),
    ] {
        assert_eq!(targets(texts), expected, "{texts:?}");
    }
}

/// Half of the cases of a rule are clean, so that a rule that always speaks fails.
#[test]
fn every_rule_has_cases_of_both_kinds() {
    let mut counts: BTreeMap<&str, [usize; 2]> = BTreeMap::new();
    for case in cases() {
        counts.entry(case.code.about().rule).or_default()[usize::from(case.found)] += 1;
    }
    for (rule, [silent, found]) in counts {
        assert!(
            silent >= 8 && found >= 8,
            "{rule}: {silent} silent, {found} found"
        );
    }
}

/// What a fix makes of a target has less to find.
#[test]
fn fixes_lead_to_what_the_rule_accepts() {
    for case in cases().into_iter().filter(|case| case.found) {
        let checker = checker(case.code);
        for finding in check(&checker, &case) {
            let Some(fix) = finding.fix else { continue };
            let mut target = case.target.clone();
            target.replace_range(fix.span.clone(), &fix.replacement);
            let fixed = Case {
                target,
                ..copy(&case)
            };
            let left = check(&checker, &fixed);
            let before = check(&checker, &case).len();
            assert!(
                left.len() < before,
                "line {}: {}",
                case.number,
                fixed.target
            );
        }
    }
}

fn copy(case: &Case) -> Case {
    Case {
        source: case.source.clone(),
        target: case.target.clone(),
        langs: case.langs.clone(),
        marked: case.marked.clone(),
        ..*case
    }
}

/// `docs/rules.md` has a section for each code, with how to switch it off.
#[test]
fn every_code_is_documented() {
    let page = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/rules.md"))
        .unwrap();
    let missing: Vec<&str> = Code::ALL
        .iter()
        .map(|code| code.name())
        .filter(|name| !page.contains(&format!("`{name}`")))
        .collect();
    assert!(missing.is_empty(), "{missing:?}");
}

/// A checker with every rule.
fn everything() -> Checker {
    let mut selection = Selection::default();
    selection.set("all", "on").unwrap();
    Checker::with_rules(selection, None)
}

/// The three ways to write a number of at most four significant digits.
fn written(digits: u32, power: u32) -> [String; 3] {
    let value = u64::from(digits) * 10_u64.pow(power);
    let grouped = |mark: char| {
        let plain = value.to_string();
        let mut out = String::new();
        for (at, c) in plain.chars().enumerate() {
            if at > 0 && (plain.len() - at).is_multiple_of(3) {
                out.push(mark);
            }
            out.push(c);
        }
        out
    };
    let chinese = if value.is_multiple_of(10_000) {
        format!("{}万", value / 10_000)
    } else {
        value.to_string()
    };
    [grouped(','), grouped('.'), chinese]
}

proptest! {
    #[test]
    fn no_text_makes_a_rule_panic(
        source in "[a-cəıİI 0-9.,:;!?%$()<>{}“”\"«»中国國一二十万年月日。，！？：а-вΔ\u{a0}\u{300}\u{feff}\n-]{0,40}",
        target in "[a-cəıİI 0-9.,:;!?%$()<>{}“”\"«»中国國一二十万年月日。，！？：а-вΔ\u{a0}\u{300}\u{feff}\n-]{0,40}",
        pair in proptest::sample::select(vec![("en", "az"), ("az", "zh"), ("zh", "en"), ("en", "zh-TW"), ("de", "fr")]),
    ) {
        let (from, to) = (Lang::parse(pair.0).unwrap(), Lang::parse(pair.1).unwrap());
        let unit = BilingualUnit::new("f", "1", (&source, &from), (&target, &to));
        let mut found = Vec::new();
        everything().run([Ok(unit)], &mut found).unwrap();
        for finding in found {
            if let Some(span) = &finding.span {
                prop_assert!(finding.unit.target.get(span.clone()).is_some(), "{finding:?}");
            }
            if let Some(span) = &finding.source_span {
                prop_assert!(finding.unit.source.get(span.clone()).is_some(), "{finding:?}");
            }
            if let Some(fix) = &finding.fix {
                prop_assert!(finding.unit.target.get(fix.span.clone()).is_some(), "{finding:?}");
            }
            prop_assert!(!finding.message.is_empty());
        }
    }

    #[test]
    fn a_number_is_itself_in_every_language_and_no_other_one(
        digits in 1001_u32..9999, power in 0_u32..7, off in 1_u32..500, sides in (0_usize..3, 0_usize..3),
    ) {
        let langs = ["en", "az", "zh"].map(|tag| Lang::parse(tag).unwrap());
        let text = |lang: usize, number: &str| match lang {
            0 => format!("The fund received {number} manats."),
            1 => format!("Fond {number} manat alıb."),
            _ => format!("该基金获得{number}马纳特。"),
        };
        let checker = checker(Code::NumberDiffers);
        let (from, to) = sides;
        prop_assume!(from != to);
        let source = text(from, &written(digits, power)[from]);
        for (value, count) in [(digits, 0), (digits + off, 1)] {
            let target = text(to, &written(value, power)[to]);
            let unit = BilingualUnit::new("f", "1", (&source, &langs[from]), (&target, &langs[to]));
            let mut found = Vec::new();
            checker.check(&unit.into(), &mut found);
            prop_assert_eq!(found.len(), count, "{} | {}", source, target);
        }
    }
}

/// The findings and their order are the same on one core and on many.
#[test]
fn the_number_of_cores_makes_no_difference() {
    let run = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(threads)
            .build()
            .unwrap();
        pool.install(|| {
            let checker = everything();
            let mut found = Vec::new();
            let all: Vec<_> = cases().iter().map(|case| Ok(unit(case))).collect();
            checker.run(all, &mut found).unwrap();
            let say = |d: &Diagnostic| format!("{} {} {}", d.unit.unit, d.code.name(), d.message);
            found.iter().map(say).collect::<Vec<String>>()
        })
    };
    let alone = run(1);
    assert!(alone.len() > 100);
    assert_eq!(alone, run(7));
}
