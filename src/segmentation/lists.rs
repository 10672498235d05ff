//! Lists inside a line: `1. First item 2. Second item`. Whether a number is the mark of an item, only counting can
//! tell, and no regular expression counts.

mod chinese;

use crate::text::is_han;

/// The place of an item of a list, in bytes of its block.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Item {
    /// Where the item begins, its bullet or bracket included.
    pub(super) start: usize,
    /// Where its mark ends; no segment ends there.
    pub(super) mark_end: usize,
    /// Whether an item of the list stands before it; a segment ends there.
    pub(super) goes_on: bool,
}

/// What a mark looks like; the items of a list look alike.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Style {
    numeral: Numeral,
    bracket: bool,
    close: Close,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Numeral {
    Digits,
    Letter,
    /// `i`, `ii`, `iii`
    Roman,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Close {
    Stop,
    Bracket,
    Both,
    /// `、`, between Chinese characters.
    Comma,
}

struct Mark {
    item: Item,
    style: Style,
    value: u32,
    /// Whether a sentence runs on into it, behind a comma or a conjunction.
    running: bool,
}

/// No item is longer than this many bytes; two marks further apart are no list.
const LONGEST_ITEM: usize = 3000;

/// What is counted outside of lists: Article 1. … Article 2. …
const REFERENCES: [&str; 34] = [
    "article", "section", "rule", "part", "chapter", "room", "number", "figure", "table", "step",
    "phase", "version", "appendix", "annex", "page", "volume", "group", "grade", "class", "no.",
    "fig.", "art.", "vol.", "p.", "pp.", "maddə", "bənd", "fəsil", "hissə", "cədvəl", "şəkil",
    "Şəkil", "nömrə", "№",
];

/// What joins two items of an enumeration inside a sentence.
const CONJUNCTIONS: [&str; 8] = ["and", "or", "və", "ilə", "yaxud", "und", "oder", "et"];

/// The items of the lists in a block, in order: marks of one style that count on from 1 or a, from the mark at
/// the beginning of the block, or inside a sentence from any (Lot 3. Roads, 4. Bridges and 5. Ports).
pub(super) fn items(block: &str) -> Vec<Item> {
    let marks = marks(block);
    let mut is_item = vec![None; marks.len()];
    let mut last: Vec<(Style, usize)> = Vec::new();
    for (number, mark) in marks.iter().enumerate() {
        let open = last.iter().position(|(style, _)| *style == mark.style);
        let before = if mark.running {
            number.checked_sub(1)
        } else {
            open.map(|at| last[at].1)
        };
        let counts_on = before.is_some_and(|before| {
            marks[before].style == mark.style
                && marks[before].value + 1 == mark.value
                && mark.item.start - marks[before].item.start <= LONGEST_ITEM
        });
        if let (true, Some(before)) = (counts_on, before) {
            is_item[before].get_or_insert(false);
            is_item[number] = Some(!mark.running);
        } else if mark.value != 1 && mark.item.start != 0 {
            continue;
        }
        match open {
            Some(at) => last[at].1 = number,
            None => last.push((mark.style, number)),
        }
    }
    marks
        .iter()
        .zip(is_item)
        .filter_map(|(mark, goes_on)| {
            goes_on.map(|goes_on| Item {
                goes_on,
                ..mark.item
            })
        })
        .collect()
}

fn marks(block: &str) -> Vec<Mark> {
    let mut out = Vec::new();
    let mut word_before = "";
    let mut start = 0;
    let mut bullet = None;
    for word in block.split_inclusive(char::is_whitespace) {
        let token = word.trim_end();
        let rest = &block[start + word.len()..];
        if is_bullet(token) {
            bullet = Some(start);
        } else if !token.is_empty() {
            if begins_item(rest) && !is_reference(word_before) {
                for mut mark in read_mark(token, start) {
                    mark.item.start = bullet.unwrap_or(start);
                    mark.running =
                        word_before.ends_with(',') || CONJUNCTIONS.contains(&word_before);
                    out.push(mark);
                }
            }
            bullet = None;
            word_before = token;
        }
        start += word.len();
    }
    chinese::push_marks(block, &mut out);
    out
}

fn is_bullet(token: &str) -> bool {
    let mut characters = token.chars();
    characters.next().is_some_and(is_bullet_sign) && characters.next().is_none()
}

fn is_bullet_sign(c: char) -> bool {
    matches!(c, '•' | '⁃' | '▪' | '●' | '◦')
}

/// A whole word that is a mark: `12.`, `(3)`, `b)`, `4.)`, `⁃9.`; `i.` is a letter and a numeral.
fn read_mark(token: &str, start: usize) -> Vec<Mark> {
    let inner = token.trim_start_matches(is_bullet_sign);
    let (bracket, inner) = match inner.strip_prefix('(') {
        Some(inner) => (true, inner),
        None => (false, inner),
    };
    let closed = if let Some(body) = inner.strip_suffix(".)") {
        Some((body, Close::Both))
    } else if let Some(body) = inner.strip_suffix(')') {
        Some((body, Close::Bracket))
    } else {
        let body = inner.strip_suffix('.').filter(|_| !bracket);
        body.map(|body| (body, Close::Stop))
    };
    let Some((body, close)) = closed else {
        return Vec::new();
    };
    let item = Item {
        start,
        mark_end: start + token.len(),
        goes_on: false,
    };
    numbers(body)
        .into_iter()
        .map(|(numeral, value)| Mark {
            item,
            style: Style {
                numeral,
                bracket,
                close,
            },
            value,
            running: false,
        })
        .collect()
}

/// What the number of a mark may be.
fn numbers(body: &str) -> Vec<(Numeral, u32)> {
    const ROMAN: [&str; 20] = [
        "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii", "xiii", "xiv",
        "xv", "xvi", "xvii", "xviii", "xix", "xx",
    ];
    let digits = body.len() <= 3 && body.bytes().all(|b| b.is_ascii_digit());
    let letter = match body.as_bytes() {
        [letter @ b'a'..=b'z'] => Some(u32::from(letter - b'a') + 1),
        _ => None,
    };
    let roman = (1..).zip(ROMAN).find(|(_, numeral)| *numeral == body);
    let found = [
        (Numeral::Digits, body.parse().ok().filter(|_| digits)),
        (Numeral::Letter, letter),
        (Numeral::Roman, roman.map(|(value, _)| value)),
    ];
    let found = found.into_iter();
    found
        .filter_map(|(numeral, value)| Some((numeral, value?)))
        .collect()
}

/// Whether a text begins as an item does: with a capital letter or a Chinese character, in quotes or not.
fn begins_item(text: &str) -> bool {
    let text = text.trim_start();
    let text = text.trim_start_matches(['“', '"', '«', '„', '‘', '(', '《', '「']);
    text.chars()
        .next()
        .is_some_and(|c| c.is_uppercase() || is_han(c))
}

fn is_reference(word: &str) -> bool {
    let word = word.trim_start_matches(['(', '“', '"']);
    REFERENCES
        .iter()
        .any(|reference| word.eq_ignore_ascii_case(reference))
}

#[cfg(test)]
mod tests {
    use super::items;

    #[test]
    fn items_count_on() {
        for (block, expected) in [
            (
                "1. First item 2. Second item 3. Third",
                vec!["1.", "2.", "3."],
            ),
            ("9) Ninth 10) Tenth 11) Eleventh", vec!["9)", "10)", "11)"]),
            ("• 9. Ninth • 10. Tenth", vec!["• 9.", "• 10."]),
            ("Tasks: (a) Read. (b) Write.", vec!["(a)", "(b)"]),
            ("1. A 1) One 2) Two 2. B", vec!["1.", "1)", "2)", "2."]),
            ("Article 1. Aims. Article 2. Means.", vec![]),
            ("It grew to 1. Then to 5. Then it fell.", vec![]),
            ("He came in 3. Second was Lee.", vec![]),
            ("Lot 3. Roads, 4. Bridges", vec!["3.", "4."]),
            ("1. 打开电源。 2. 按下按钮。", vec!["1.", "2."]),
            (
                "i. Introduction. ii. Methods. iii. Results.",
                vec!["i.", "ii.", "iii."],
            ),
            ("h) Tea i) Cocoa j) Milk", vec!["h)", "i)", "j)"]),
            ("It was Roe v. Wade. Then Lee v. Weisman came.", vec![]),
            // Between Chinese characters no blank parts the items.
            (
                "议程：1. 开幕；2. 报告；3. 选举。",
                vec!["1. ", "2. ", "3. "],
            ),
            ("1、开幕；2、报告；3、选举。", vec!["1、", "2、", "3、"]),
            ("会议议程：一、开幕；二、报告。", vec![]),
            ("（1）打开电源。（2）按下按钮。", vec!["（1）", "（2）"]),
            ("第1、2、3号文件；4、5号文件。", vec![]),
            ("增幅为：1.5亿元；2.3亿元。", vec![]),
            ("时间：1、2月；3、4月。", vec![]),
            ("一、二等奖；三、四等奖。", vec![]),
        ] {
            let found: Vec<&str> = items(block)
                .into_iter()
                .map(|item| &block[item.start..item.mark_end])
                .collect();
            assert_eq!(found, expected, "{block}");
        }
    }

    #[test]
    fn an_enumeration_inside_a_sentence_is_no_border() {
        for (block, borders) in [
            ("Line 1. East, 2. West and 3. North close.", 0),
            ("Tasks: (1) Read, (2) Write. (3) Sign.", 1),
            ("1. East 2. West", 1),
            ("议程：1. 开幕；2. 报告；3. 选举。", 2),
            ("会议讨论了1、贸易，2、运输。", 0),
            ("条件是：1、自愿，2、平等。", 0),
        ] {
            let items = items(block);
            assert_eq!(items.iter().filter(|item| item.goes_on).count(), borders);
        }
    }
}
