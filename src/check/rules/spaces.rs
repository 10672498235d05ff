//! Blanks that are too many: two in a row, at the ends, before a mark. What the source has too is left alone.

use super::target_finding;
use crate::check::code::About;
use crate::check::{BilingualUnit, Code, Fix, Rule, Severity, Sink};
use std::ops::Range;
use std::sync::Arc;

pub(in crate::check) const DOUBLED: About = About {
    name: "doubled-space",
    rule: "spaces",
    kind: "doubled-space",
    description: "There are two blanks or more in a row, and the source has none such.",
    help: "Leave one blank. `karvan check --fix` does it.",
    severity: Severity::Warning,
    on: false,
};

pub(in crate::check) const AT_END: About = About {
    name: "space-at-end",
    rule: "spaces",
    kind: "space-at-end",
    description: "The translation begins or ends with a blank and the source does not, or the other way round.",
    help: "Begin and end the translation as the source: texts that are put together need their blanks, others must not have any.",
    severity: Severity::Warning,
    on: false,
};

pub(in crate::check) const BEFORE_MARK: About = About {
    name: "space-before-mark",
    rule: "spaces",
    kind: "space-before-mark",
    description: "A blank stands before a mark that closes up to its word.",
    help: "Take the blank out. `karvan check --fix` does it.",
    severity: Severity::Warning,
    on: false,
};

/// The rule.
#[derive(Debug, Clone, Copy, Default)]
pub struct Spaces;

impl Rule for Spaces {
    fn codes(&self) -> &'static [Code] {
        &[Code::DoubledSpace, Code::SpaceAtEnd, Code::SpaceBeforeMark]
    }

    fn check(&self, unit: &Arc<BilingualUnit>, sink: &mut dyn Sink) {
        let (source, target) = (&unit.source, &unit.target);
        if target.trim().is_empty() {
            return;
        }
        let mut emit = |code, span: Range<usize>, message: String, replacement: Option<&str>| {
            let mut finding = target_finding(unit, code, span.clone(), message);
            finding.fix = replacement.map(|text| Fix {
                span,
                replacement: text.to_owned(),
            });
            sink.emit(finding);
        };
        if let Some(span) = doubled(target)
            && doubled(source).is_none()
        {
            let message = format!("{} blanks in a row", target[span.clone()].chars().count());
            emit(Code::DoubledSpace, span, message, Some(" "));
        }
        if let Some(span) = before_mark(target, unit.target_lang.primary() == "fr")
            && before_mark(source, unit.source_lang.primary() == "fr").is_none()
        {
            emit(
                Code::SpaceBeforeMark,
                span,
                "a blank before a mark".to_owned(),
                Some(""),
            );
        }
        for (name, ours, theirs, span) in ends(source, target) {
            if ours == theirs {
                continue;
            }
            let message = if ours {
                format!("the translation {name}s with a blank, the source does not")
            } else {
                format!("the source {name}s with a blank, the translation does not")
            };
            emit(Code::SpaceAtEnd, span, message, ours.then_some(""));
        }
    }
}

/// For both ends: whether the target has a blank there, whether the source has one, and where the target's stands.
fn ends(source: &str, target: &str) -> [(&'static str, bool, bool, Range<usize>); 2] {
    let leading = |text: &str| text.len() - text.trim_start().len();
    let trailing = |text: &str| text.trim_end().len();
    let (start, end) = (leading(target), trailing(target));
    [
        ("begin", start > 0, leading(source) > 0, 0..start),
        (
            "end",
            end < target.len(),
            trailing(source) < source.len(),
            end..target.len(),
        ),
    ]
}

fn is_blank(c: char) -> bool {
    matches!(c, ' ' | '\u{a0}' | '\u{3000}')
}

/// The first run of blanks inside a text.
fn doubled(text: &str) -> Option<Range<usize>> {
    let inside = text.trim();
    let base = text.len() - text.trim_start().len();
    let mut run: Option<Range<usize>> = None;
    for (at, c) in inside.char_indices() {
        if is_blank(c) {
            let end = at + c.len_utf8();
            run = Some(run.map_or(at..end, |run| run.start..end));
            continue;
        }
        if let Some(found) = run.take()
            && inside[found.clone()].chars().nth(1).is_some()
        {
            return Some(base + found.start..base + found.end);
        }
    }
    None
}

/// The first blank before a mark. French parts its high marks from the word.
fn before_mark(text: &str, french: bool) -> Option<Range<usize>> {
    text.char_indices()
        .filter(|(_, c)| is_blank(*c))
        .map(|(at, c)| at..at + c.len_utf8())
        .find(|blank| {
            let mut rest = text[blank.end..].chars();
            let Some(mark) = rest.next().filter(|mark| closes_up(*mark, french)) else {
                return false;
            };
            let (after, next) = (rest.next(), rest.next());
            // ` …`, ` . . .`, ` .NET`, ` ,5`, ` :)` and marks in a row are something else.
            let own = after.is_some_and(|c| {
                c == mark || c.is_alphanumeric() && matches!(mark, '.' | ',' | ':' | '!')
            }) || matches!((mark, after), (':' | ';', Some(')' | '(' | '-' | 'D')))
                || after == Some(' ') && next == Some(mark);
            let word = text[..blank.start]
                .chars()
                .next_back()
                .is_some_and(|c| c.is_alphanumeric() || matches!(c, ')' | '”' | '"' | '»' | '%'));
            word && !own
        })
}

/// Whether a mark stands close to the word before it.
fn closes_up(mark: char, french: bool) -> bool {
    if matches!(mark, ':' | ';' | '!' | '?') {
        return !french;
    }
    ".,)]。，、；：！？）」』》”".contains(mark)
}
