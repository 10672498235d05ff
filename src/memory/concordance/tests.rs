//! The index leaves nothing out: its answer is that of reading every text.

use super::*;
use crate::model::{Tu, Tuv};
use crate::store::Mode;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

fn lang(tag: &str) -> Lang {
    Lang::parse(tag).unwrap()
}

/// Words whose beginnings, stems, parts and foldings meet.
fn words(tag: &str) -> &'static [&'static str] {
    match tag {
        "az" => &[
            "səfər",
            "Səfərin",
            "səfərdə",
            "SƏFƏR",
            "sə",
            "İpək",
            "ıpək",
            "ipəyi",
            "yol",
            "yolun",
            "BMT",
            "nin",
            "də",
            "Әlaqə",
            "əlaqəy",
            "suverenliyə",
            "suverenlik",
            "dostluğun",
            "dostluq",
            "2025",
            "ci",
            "24",
            "O",
            "合作",
        ],
        "en" => &[
            "agree",
            "Agreements",
            "agreed",
            "DISAGREE",
            "a",
            "visit",
            "Visiting",
            "countries",
            "country",
            "O",
            "Connor",
            "don",
            "t",
            "s",
            "BRI",
            "ＢＲＩ",
            "état",
            "e\u{301}tat",
            "2025",
            "20",
            "25",
            "1",
            "000",
            "21st",
            "K",
            "\u{212a}",
            "ⓐ",
            "½",
            "合作",
            "=\u{345}",
        ],
        _ => &[
            "合",
            "作",
            "合作",
            "两国",
            "国",
            "签署",
            "作合",
            "一带一路",
            "BRI",
            "2025",
            "年",
            "３５",
            "亿",
            "か",
            "ｶﾞ",
            "ガ",
            "ﾞ",
            "豈",
            "\u{2f00}",
            "〇",
            "x",
        ],
    }
}

const GLUE: [&str; 18] = [
    " ", " ", " ", "", "", "", "-", "’", "'", ".", ",", "。", "\u{ad}", "\u{200b}", "\u{a0}",
    "\u{301}", "/", "  ",
];

type Line = Vec<(usize, usize)>;

fn lines() -> impl Strategy<Value = Line> {
    vec((0usize..100, 0usize..100), 0..7)
}

/// Characters that the fold treats, or that part and join tokens.
const ODD: &str = "iIİıəƏәӘ\u{307}\u{308}\u{323}\u{483}\u{ad}\u{200b}\u{feff}–’`ʼ”ＡＢ．１。中文ßẞΣςſǅ\u{345}\u{3099}ｶﾞ￣²Ⅳѝй٣\u{1100}\u{1161}각\u{0}";

fn text(tag: &str, line: &Line) -> String {
    let (words, odd) = (words(tag), ODD.chars().count());
    let mut text = String::new();
    for (word, glue) in line {
        match words.get(word % (words.len() + odd / 4)) {
            Some(word) => text.push_str(word),
            None => text.extend(ODD.chars().nth((word + glue) % odd)),
        }
        text.push_str(GLUE[glue % GLUE.len()]);
    }
    text
}

/// A pattern of one of the kinds that people type.
fn wanted(tag: &str, line: &Line, shape: usize) -> Wanted {
    let text = text(tag, line);
    let words = words(tag);
    let word =
        |n: usize| regex::escape(words[line.get(n).map_or(n, |(word, _)| *word) % words.len()]);
    let (a, b) = (word(0), word(1));
    let short: String = text.chars().take(1 + shape % 3).collect();
    match shape % 24 {
        0..=2 => Wanted::Phrase(text),
        3 | 4 => Wanted::Phrase(short),
        5 => Wanted::Phrase(format!("*{short}")),
        6 => Wanted::Phrase(text.chars().skip(1).collect()),
        7 => Wanted::Phrase(format!("\"{text}\"")),
        8 => Wanted::Phrase(text.replacen('e', "?", 1).replacen('ə', "*", 1)),
        9 => Wanted::Phrase(format!("{short}*{}", text.chars().last().unwrap_or('x'))),
        10 => Wanted::Phrase(format!(
            "?{}",
            text.chars().skip(1).take(3).collect::<String>()
        )),
        11 => Wanted::Regex(regex::escape(&text)),
        12 => Wanted::Regex(format!(r"\b{a}\b")),
        13 => Wanted::Regex(format!("{a}|{b}")),
        14 => Wanted::Regex(format!(r"\b({a}|{b})\s+\w+")),
        15 => Wanted::Regex(format!("({a}){{1,2}}.?{b}")),
        16 => Wanted::Regex(format!("^{a}")),
        17 => Wanted::Regex(format!("{a}$")),
        18 => Wanted::Regex(format!("(?i){a}[^{b}]")),
        19 => Wanted::Regex(r"\d{2,}".into()),
        20 => Wanted::Regex(format!("[合作国]{a}?")),
        21 => Wanted::Regex(format!(r"(?P<Word>{a}+)\W({b})?")),
        22 => Wanted::Regex(format!(r"{a}(?:\s|-){b}")),
        _ => Wanted::Regex(format!(r"\b{}", regex::escape(&short))),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]
    #[test]
    fn the_index_answers_as_a_scan(
        (tag, other) in select(vec![("en", "az"), ("en", "zh"), ("az", "en"), ("az", "zh"), ("zh", "en"), ("zh", "az")]),
        units in vec((lines(), lines(), 0usize..6), 1..24),
        edits in vec((0i64..24, lines()), 0..4),
        pattern in lines(),
        from_text in any::<bool>(),
        shape in 0usize..1000,
        side in select(vec![Side::Source, Side::Target, Side::Both]),
        limit in select(vec![1, 3, usize::MAX]),
        first in select(vec![0, 2]),
        look_up in select(vec![0, 0, 1]),
    ) {
        let unit = |source: &Line, target: &Line, kind: usize| {
            let mut variants = vec![Tuv::plain(lang(tag), text(tag, source))];
            if kind != 1 {
                variants.push(Tuv::plain(lang(other), text(other, target)));
            }
            if kind == 2 {
                variants[0].lang = lang(match tag { "en" => "en-GB", "az" => "az-Latn-AZ", _ => "zh-CN" });
            }
            if kind == 3 {
                variants.push(Tuv::plain(lang("de"), "Vertrag 2025"));
            }
            if kind == 4 {
                variants.reverse();
            }
            Tu { variants, ..Tu::default() }
        };
        let folder = tempfile::tempdir().unwrap();
        let mut store = Store::open(&folder.path().join("tm.db"), Mode::Create).unwrap();
        let mut writing = store.write("import", None, true).unwrap();
        let mut last = 0;
        for (source, target, kind) in &units {
            last = writing.add(&unit(source, target, *kind), None).unwrap();
        }
        writing.commit().unwrap();
        let mut writing = store.write("edit", None, true).unwrap();
        for (n, line) in &edits {
            writing.edit(1 + n % last, &unit(line, line, 0)).unwrap();
        }
        writing.commit().unwrap();

        let pattern = if from_text { &units[shape % units.len()].0 } else { &pattern };
        let wanted = wanted(tag, pattern, shape);
        let ask = |exhaustive: bool, reading: Reading| {
            let search = Concordance { lang: lang(tag), target: Some(lang(other)), side, limit, exhaustive };
            let mut hits = Vec::new();
            search.search_by(reading, &store, &wanted, |hit| { hits.push(hit); Ok(()) }).map(|n| (n, hits))
        };
        let reading = Reading { first, look_up };
        match (ask(false, reading), ask(true, reading)) {
            (Ok(indexed), Ok(scanned)) => prop_assert_eq!(indexed, scanned, "{:?}", wanted),
            (indexed, scanned) => prop_assert!(indexed.is_err() && scanned.is_err()),
        }
    }
}

/// Names what the index is asked for, so that no kind of pattern falls back to a scan unnoticed.
#[test]
fn what_the_index_is_asked_for() {
    for (tag, pattern, asked) in [
        ("en", "agree", "<agree"),
        ("en", "\"agree\"", "<agree>"),
        ("en", "the state visit", "<the> <state> <visit"),
        ("en", "*ship", "ship"),
        ("en", "organi?ation", "<organi ation"),
        ("en", "state*visit 25", "<state visit> <25"),
        ("en", "?ran", "ran"),
        ("en", "—", "-"),
        ("az", "BMT-nin", "<bmt> <nin"),
        ("zh", "两国2025年", "两 国 <2025> 年"),
        ("zh", "两?国", "两 国"),
        ("en", r"regex:\bagree\b", "<agree>"),
        ("en", "regex:202[0-9]", "202"),
        (
            "en",
            r"regex:\b(treaty|accord)s?\s+of",
            "(<treaty | <accord) <of",
        ),
        ("zh", "regex:[中美]国", "(中 | 美) 国"),
        ("en", r"regex:\d+", "-"),
        ("en", "regex:a*", "-"),
        ("en", r"regex:[a-z]+\d+x", "-"),
        ("zh", "ガ", "-"),
    ] {
        let made = match pattern.strip_prefix("regex:") {
            Some(expression) => Pattern::regex(expression, &lang(tag)),
            None => Pattern::phrase(pattern, &lang(tag)),
        };
        let shown = made.unwrap().need().map_or("-".into(), show);
        assert_eq!(shown, asked, "{pattern}");
    }
}

fn show(need: &required::Need) -> String {
    use required::Need;
    let each =
        |needs: &[Need], between: &str| needs.iter().map(show).collect::<Vec<_>>().join(between);
    match need {
        Need::Letters(l) => format!(
            "{}{}{}",
            if l.begins { "<" } else { "" },
            l.text,
            if l.ends { ">" } else { "" }
        ),
        Need::Han(c) => c.to_string(),
        Need::All(needs) => each(needs, " "),
        Need::Any(needs) => format!("({})", each(needs, " | ")),
    }
}

#[test]
fn letters_are_found_where_they_overlap() {
    let letters = |text: &str, begins, ends| super::required::Letters {
        text: text.into(),
        begins,
        ends,
    };
    assert!(letters("00", false, true).are_in("000"));
    assert!(letters("nana", false, true).are_in("banana"));
    assert!(!letters("ana", true, true).are_in("banana"));
}
