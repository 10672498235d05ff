//! Punctuation of the right width: full width in Chinese, half width elsewhere.

use super::target_finding;
use crate::check::code::About;
use crate::check::diagnostic::quoted;
use crate::check::{BilingualUnit, Code, Fix, Rule, Severity, Sink};
use crate::text::is_han;
use std::sync::Arc;

pub(in crate::check) const WIDTH: About = About {
    name: "punctuation-width",
    rule: "punctuation-width",
    kind: "width",
    description: "A mark has the width of another script: `,` after Chinese characters, `，` after Latin letters.",
    help: "Use `，。；：！？` in Chinese and `,.;:!?` in other languages. `karvan check --fix` does it.",
    severity: Severity::Warning,
    on: false,
};

/// The marks of half and full width.
const MARKS: [(char, char); 6] = [
    (',', '，'),
    ('.', '。'),
    (';', '；'),
    (':', '：'),
    ('!', '！'),
    ('?', '？'),
];

/// The rule.
#[derive(Debug, Clone, Copy, Default)]
pub struct Width;

impl Rule for Width {
    fn codes(&self) -> &'static [Code] {
        &[Code::PunctuationWidth]
    }

    fn check(&self, unit: &Arc<BilingualUnit>, sink: &mut dyn Sink) {
        let text = &unit.target;
        let chinese = unit.target_lang.is_chinese();
        if !chinese && text.is_ascii() {
            return;
        }
        let mut before = None;
        for (at, c) in text.char_indices() {
            let rest = &text[at + c.len_utf8()..];
            let wrong = if chinese {
                half_in_chinese(before, c, rest)
            } else {
                full_elsewhere(before, c, rest)
            };
            before = Some(c);
            let Some(right) = wrong else { continue };
            let mut span = at..at + c.len_utf8();
            let mut replacement = right.to_string();
            if chinese {
                // The blank after a mark is inside a full one.
                span.end += rest.len() - rest.trim_start_matches(' ').len();
            } else if rest.starts_with(char::is_alphanumeric) {
                replacement.push(' ');
            }
            let mut finding = target_finding(
                unit,
                Code::PunctuationWidth,
                at..at + c.len_utf8(),
                format!(
                    "{} is {} in {}",
                    quoted(&c.to_string()),
                    quoted(&right.to_string()),
                    unit.target_lang
                ),
            );
            finding.fix = Some(Fix { span, replacement });
            sink.emit(finding);
        }
    }
}

/// The full mark for a half one that ends a phrase of Chinese characters.
fn half_in_chinese(before: Option<char>, c: char, rest: &str) -> Option<char> {
    let (_, full) = MARKS.iter().find(|(half, _)| *half == c)?;
    let follows_chinese = before.is_some_and(|b| is_han(b) || "”」』》）】".contains(b));
    // `网址:https://…`, `比分2:1`: what belongs to figures and Latin words stays.
    let next = rest.chars().next();
    let bound = next.is_some_and(|n| n.is_ascii_alphanumeric() || n == c || n == '/');
    let after_end = match next {
        None => true,
        Some(n) => n.is_whitespace() || "”’」』》）】\"".contains(n),
    };
    (follows_chinese && !bound && (c != '.' || after_end)).then_some(*full)
}

/// The half mark for a full one that stands beside no Chinese character.
fn full_elsewhere(before: Option<char>, c: char, rest: &str) -> Option<char> {
    let half = match c {
        '、' => ',',
        '．' => '.',
        '（' => '(',
        '）' => ')',
        _ => MARKS.iter().find(|(_, full)| *full == c)?.0,
    };
    let beside = |c: Option<char>| c.is_some_and(|c| is_han(c) || "「」『』《》".contains(c));
    (!beside(before) && !beside(rest.trim_start().chars().next())).then_some(half)
}
