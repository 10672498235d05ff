//! Quotation marks are those of the language. Whether they are in pairs is the business of `quotation_pairs`.
//!
//! English writes “ ”, ‘ ’ and straight ones; Azerbaijani “ ”, « », „ “ and straight ones; Chinese “ ”, ‘ ’, 「 」, 『 』 and
//! 《 》.

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

/// The rule.
#[derive(Debug, Clone, Copy, Default)]
pub struct QuotationMarks;

impl Rule for QuotationMarks {
    fn codes(&self) -> &'static [Code] {
        &[Code::QuotationMarkForeign]
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
