//! Brackets come in pairs, at least where those of the source do.

use super::target_finding;
use crate::check::code::About;
use crate::check::{BilingualUnit, Code, Rule, Severity, Sink};
use std::ops::Range;
use std::sync::Arc;

pub(in crate::check) const UNPAIRED: About = About {
    name: "bracket-unpaired",
    rule: "brackets",
    kind: "bracket-unpaired",
    description: "A bracket is opened and not closed, or the other way round, though the source has pairs.",
    help: "Add the bracket that is missing. `1)` at the beginning of a text or after a blank numbers a list and needs none.",
    severity: Severity::Warning,
    on: false,
};

/// The rule.
#[derive(Debug, Clone, Copy, Default)]
pub struct Brackets;

impl Rule for Brackets {
    fn codes(&self) -> &'static [Code] {
        &[Code::BracketUnpaired]
    }

    fn check(&self, unit: &Arc<BilingualUnit>, sink: &mut dyn Sink) {
        let Some(span) = unpaired(&unit.target) else {
            return;
        };
        if unpaired(&unit.source).is_none() {
            sink.emit(target_finding(
                unit,
                Code::BracketUnpaired,
                span,
                "this bracket has no partner".to_owned(),
            ));
        }
    }
}

/// The first bracket without a partner. Half and full width may close one another.
fn unpaired(text: &str) -> Option<Range<usize>> {
    const PAIRS: [(&str, &str); 4] = [
        ("(（", ")）"),
        ("[［", "]］"),
        ("{｛", "}｝"),
        ("【〔", "】〕"),
    ];
    let mut open: Vec<(Range<usize>, usize)> = Vec::new();
    for (at, c) in text.char_indices() {
        let span = at..at + c.len_utf8();
        if let Some(kind) = PAIRS.iter().position(|(first, _)| first.contains(c)) {
            if !is_face(&text[..at], c) {
                open.push((span, kind));
            }
        } else if let Some(kind) = PAIRS.iter().position(|(_, last)| last.contains(c)) {
            match open.iter().rposition(|(_, k)| *k == kind) {
                Some(found) => drop(open.remove(found)),
                None if numbers(&text[..at]) || is_face(&text[..at], c) => {}
                None => return Some(span),
            }
        }
    }
    open.into_iter().next().map(|(span, _)| span)
}

/// Whether what stands before a closing bracket numbers a list: `1`, `a`, `iv`.
fn numbers(before: &str) -> bool {
    let word = before
        .rsplit(|c: char| c.is_whitespace() || "，。；：,;:(".contains(c))
        .next()
        .unwrap_or_default();
    let figures = word.len() <= 3 && word.bytes().all(|b| b.is_ascii_digit());
    let letter = word.chars().count() == 1 && word.chars().all(char::is_alphanumeric);
    let roman = word.chars().all(|c| matches!(c, 'i' | 'v' | 'x'));
    !word.is_empty() && (figures || letter || roman)
}

/// Whether a bracket is the mouth of a face: `:)`, `:-(`.
fn is_face(before: &str, c: char) -> bool {
    c.is_ascii()
        && (before.ends_with([':', ';']) || before.ends_with(":-") || before.ends_with(";-"))
}
