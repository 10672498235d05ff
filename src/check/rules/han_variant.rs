//! Traditional characters in Simplified Chinese, and Simplified ones in Traditional Chinese.
//!
//! Only characters count that belong to one of the two beyond doubt: 乾 is Traditional for 干, but 乾坤 is so in both.
//! `zh` without a script is Simplified, as everywhere.

use super::target_finding;
use crate::check::code::About;
use crate::check::{BilingualUnit, Code, Fix, Rule, Severity, Sink};
use crate::text::zh::{only_simplified, only_traditional};
use std::ops::Range;
use std::sync::Arc;

pub(in crate::check) const VARIANT: About = About {
    name: "han-variant",
    rule: "script",
    kind: "han",
    description: "A Traditional character stands in Simplified Chinese, or a Simplified one in Traditional Chinese.",
    help: "Write the character of the script: 国 in `zh` and `zh-Hans`, 國 in `zh-Hant`, `zh-TW` and `zh-HK`.",
    severity: Severity::Warning,
    on: false,
};

/// The rule.
#[derive(Debug, Clone, Copy, Default)]
pub struct HanVariant;

impl Rule for HanVariant {
    fn codes(&self) -> &'static [Code] {
        &[Code::HanVariant]
    }

    fn check(&self, unit: &Arc<BilingualUnit>, sink: &mut dyn Sink) {
        if !unit.target_lang.is_chinese() {
            return;
        }
        let traditional = unit.target_lang.script().as_deref() == Some("Hant");
        let other = |c: char| {
            if traditional {
                only_simplified(c)
            } else {
                only_traditional(c)
            }
        };
        for (span, right) in runs(&unit.target, other) {
            // What the source writes so is quoted.
            let words = &unit.target[span.clone()];
            if unit.source.contains(words) {
                continue;
            }
            let (wrong, script) = if traditional {
                ("Simplified", "Traditional")
            } else {
                ("Traditional", "Simplified")
            };
            let mut finding = target_finding(
                unit,
                Code::HanVariant,
                span.clone(),
                format!("{words} is {wrong}; it is {right} in {script} Chinese"),
            );
            // Several Traditional characters can stand behind a Simplified one; the way back is certain.
            if !traditional {
                finding.fix = Some(Fix {
                    span,
                    replacement: right,
                });
            }
            sink.emit(finding);
        }
    }
}

/// The runs of characters that have another form, with these forms.
fn runs(text: &str, other: impl Fn(char) -> Option<char>) -> Vec<(Range<usize>, String)> {
    let mut out: Vec<(Range<usize>, String)> = Vec::new();
    for (at, c) in text.char_indices() {
        let Some(right) = other(c) else { continue };
        let end = at + c.len_utf8();
        match out.last_mut() {
            Some((span, words)) if span.end == at => {
                span.end = end;
                words.push(right);
            }
            _ => out.push((at..end, right.to_string())),
        }
    }
    out
}
