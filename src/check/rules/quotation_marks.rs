//! Quotation marks: those of the language, and each opened one closed.
//!
//! English writes “ ”, ‘ ’ and straight ones; Azerbaijani “ ”, « », „ “ and straight ones; Chinese “ ”, ‘ ’, 「 」, 『 』 and
//! 《 》. A quotation may begin in one sentence and end in the next: marks must be in pairs only where the source has pairs.

use super::target_finding;
use crate::check::code::About;
use crate::check::{BilingualUnit, Code, Rule, Severity, Sink};
use crate::lang::Lang;
use crate::text::is_han;
use std::ops::Range;
use std::sync::Arc;

pub(in crate::check) const FOREIGN: About = About {
    name: "quotation-mark-foreign",
    rule: "quotation-marks",
    kind: "quotation-mark-foreign",
    description: "A quotation mark is not one of the language: `«` in English, `\"` between Chinese characters.",
    help: "Use “ ” in English, “ ” or « » in Azerbaijani, and “ ”, 「 」 or 《 》 in Chinese.",
    severity: Severity::Warning,
    on: false,
};

pub(in crate::check) const UNPAIRED: About = About {
    name: "quotation-mark-unpaired",
    rule: "quotation-marks",
    kind: "quotation-mark-unpaired",
    description: "A quotation mark is opened and not closed, or the other way round, though the source has pairs.",
    help: "Add the mark that is missing, or correct its direction.",
    severity: Severity::Warning,
    on: false,
};

/// The rule.
#[derive(Debug, Clone, Copy, Default)]
pub struct QuotationMarks;

impl Rule for QuotationMarks {
    fn codes(&self) -> &'static [Code] {
        &[Code::QuotationMarkForeign, Code::QuotationMarkUnpaired]
    }

    fn check(&self, unit: &Arc<BilingualUnit>, sink: &mut dyn Sink) {
        if let Some((span, c)) = foreign(&unit.target, &unit.target_lang) {
            sink.emit(target_finding(
                unit,
                Code::QuotationMarkForeign,
                span,
                format!(
                    "{c} is no quotation mark of {}; {}",
                    unit.target_lang,
                    advice(&unit.target_lang)
                ),
            ));
        }
        if !has_pairs(&unit.source) || has_single_marks(&unit.source) {
            return;
        }
        if let Some(span) = unpaired(&unit.target) {
            sink.emit(target_finding(
                unit,
                Code::QuotationMarkUnpaired,
                span,
                "this quotation mark has no partner of its kind".to_owned(),
            ));
        }
    }
}

fn advice(lang: &Lang) -> &'static str {
    match lang.primary().as_str() {
        "zh" => "write “ ”, 「 」 or 《 》",
        "az" => "write “ ” or « »",
        _ => "write “ ”",
    }
}

/// The first mark that the language does not use.
fn foreign(text: &str, lang: &Lang) -> Option<(Range<usize>, char)> {
    let alien: &[char] = match lang.primary().as_str() {
        "en" => &[
            '«', '»', '„', '‟', '「', '」', '『', '』', '《', '》', '〝', '〞', '＂',
        ],
        "az" => &['「', '」', '『', '』', '《', '》', '〝', '〞', '＂'],
        "zh" => &['«', '»', '„', '‟', '‹', '›', '"', '＂'],
        _ => return None,
    };
    let mut before = None;
    for (at, c) in text.char_indices() {
        let after = text[at + c.len_utf8()..].chars().next();
        // Chinese titles may be quoted as they are, and English words in Chinese as English ones are.
        let beside_han = [before, after].into_iter().flatten().any(is_han);
        before = Some(c);
        if alien.contains(&c) && (beside_han == lang.is_chinese()) {
            return Some((at..at + c.len_utf8(), c));
        }
    }
    None
}

/// Whether a text quotes something, and closes what it opens. A text without marks can stand inside a quotation that
/// was opened before it, and its translation need not.
fn has_pairs(text: &str) -> bool {
    text.contains(['"', '“', '”', '«', '»', '„', '「', '『', '《']) && unpaired(text).is_none()
}

/// Whether single marks quote something, which cannot be told from apostrophes well enough to count them.
fn has_single_marks(text: &str) -> bool {
    let mut before = None;
    text.char_indices().any(|(at, c)| {
        let after = text[at + c.len_utf8()..].chars().next();
        let letter = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
        let alone = !letter(before) || !letter(after);
        before = Some(c);
        matches!(c, '\'' | '‘' | '’' | '‹' | '›' | '<' | '>') && alone
    })
}

/// The first mark without a partner.
fn unpaired(text: &str) -> Option<Range<usize>> {
    const PAIRS: [(char, char); 5] = [
        ('“', '”'),
        ('«', '»'),
        ('「', '」'),
        ('『', '』'),
        ('《', '》'),
    ];
    let mut open: Vec<(usize, char)> = Vec::new();
    let mut straight: Option<usize> = None;
    let low = text.contains('„');
    for (at, c) in text.char_indices() {
        let span = at..at + c.len_utf8();
        if c == '"' {
            // After a figure it is an inch or a second.
            let measure = text[..at].ends_with(|c: char| c.is_ascii_digit()) && straight.is_none();
            straight = match straight {
                None if !measure => Some(at),
                _ => None,
            };
        } else if low {
            // „ “ and „ ” close with marks that open elsewhere.
        } else if let Some((first, _)) = PAIRS.iter().find(|(first, _)| *first == c) {
            open.push((at, *first));
        } else if let Some((first, _)) = PAIRS.iter().find(|(_, last)| *last == c) {
            match open.iter().rposition(|(_, c)| c == first) {
                Some(found) => drop(open.remove(found)),
                None => return Some(span),
            }
        }
    }
    let alone = open.first().map(|(at, c)| *at..*at + c.len_utf8());
    alone.or_else(|| straight.map(|at| at..at + 1))
}
