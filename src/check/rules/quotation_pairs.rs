//! Quotation marks come in pairs, where those of the source do.
//!
//! A quotation may begin in one sentence and end in the next, also where the source closes it in between and opens it
//! again: `“We agree,” she said. “We sign.”` So this rule knows the units beside a unit.

use super::target_finding;
use crate::check::code::About;
use crate::check::{BilingualUnit, Code, Diagnostic, SequentialRule, Severity};
use rayon::prelude::*;
use std::ops::Range;
use std::sync::Arc;

pub(in crate::check) const UNPAIRED: About = About {
    name: "quotation-mark-unpaired",
    rule: "quotation-marks",
    kind: "quotation-mark-unpaired",
    description: "A quotation mark is opened and not closed, or the other way round, though the source has pairs.",
    help: "Add the mark that is missing, or correct its direction.",
    severity: Severity::Warning,
    on: false,
};

/// The rule. It remembers the marks without a partner of the last units.
#[derive(Debug, Default)]
pub struct QuotationPairs {
    before: Vec<(Arc<str>, Vec<Alone>)>,
}

/// How many units a quotation may go on for.
const REACH: usize = 3;

impl SequentialRule for QuotationPairs {
    fn codes(&self) -> &'static [Code] {
        &[Code::QuotationMarkUnpaired]
    }

    fn check(&mut self, units: &[Arc<BilingualUnit>], found: &mut [Vec<Diagnostic>]) {
        let earlier = self.before.len();
        let mut marks = std::mem::take(&mut self.before);
        let texts = units.par_iter();
        marks.par_extend(texts.map(|unit| (Arc::clone(&unit.file), alone(&unit.target))));
        for (at, (unit, found)) in units.iter().zip(found).enumerate() {
            let alone = &marks[earlier + at].1;
            // A curly mark says more than a straight one: `"…“` was meant to close.
            let curly = alone.iter().find(|m| !unit.target[m.span.clone()].eq("\""));
            let Some(mark) = curly.or(alone.first()) else {
                continue;
            };
            let certain = has_pairs(&unit.source) && !has_single_marks(&unit.source);
            if certain && !goes_on(&marks, earlier + at) {
                found.push(target_finding(
                    unit,
                    Code::QuotationMarkUnpaired,
                    mark.span.clone(),
                    "this quotation mark has no partner".to_owned(),
                ));
            }
        }
        self.before = marks.split_off(marks.len().saturating_sub(REACH));
    }
}

/// Whether the only mark without a partner of a text has it in a text shortly before or behind in the same file. What
/// stands behind the units that are checked together is not known.
fn goes_on(marks: &[(Arc<str>, Vec<Alone>)], at: usize) -> bool {
    let (file, [mark]) = (&marks[at].0, marks[at].1.as_slice()) else {
        return false;
    };
    let partner = |(other, theirs): &(Arc<str>, Vec<Alone>)| {
        (other == file && !theirs.is_empty()).then(|| theirs.iter().map(|m| m.opens).collect())
    };
    let beside: Option<Vec<bool>> = if mark.opens {
        marks[at + 1..].iter().take(REACH).find_map(partner)
    } else {
        marks[..at].iter().rev().take(REACH).find_map(partner)
    };
    beside.is_some_and(|beside| beside == [!mark.opens])
}

/// Whether a text quotes something, and closes what it opens. A text without marks can stand inside a quotation that
/// was opened before it, and its translation need not.
fn has_pairs(text: &str) -> bool {
    text.contains(['"', '“', '”', '«', '»', '„', '「', '『', '《']) && alone(text).is_empty()
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

/// A mark without a partner.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Alone {
    span: Range<usize>,
    /// Whether a quotation begins with it, or ends.
    opens: bool,
}

/// The marks without a partner, in order. A straight mark may close what a curly one opened, and the other way round.
fn alone(text: &str) -> Vec<Alone> {
    const PAIRS: [(char, char); 5] = [
        ('“', '”'),
        ('«', '»'),
        ('「', '」'),
        ('『', '』'),
        ('《', '》'),
    ];
    // „ “ and „ ” close with marks that open elsewhere.
    let low = text.contains('„');
    let mut open: Vec<(Range<usize>, char)> = Vec::new();
    let mut left: Vec<Alone> = Vec::new();
    let mut before = None;
    for (at, c) in text.char_indices() {
        let span = at..at + c.len_utf8();
        let last = before.replace(c);
        if c == '"' {
            let straight = open.iter().rposition(|(_, c)| *c == '"');
            let next = text[span.end..].chars().next();
            // After a figure it is an inch or a second.
            let measure = last.is_some_and(|c| c.is_ascii_digit());
            let ends = last.is_some_and(|c| !c.is_whitespace())
                && next.is_none_or(|c| !c.is_alphanumeric());
            match straight {
                Some(found) => drop(open.remove(found)),
                None if !open.is_empty() && !low && ends => drop(open.pop()),
                None if measure => {}
                None => open.push((span, c)),
            }
        } else if low {
        } else if PAIRS.iter().any(|(first, _)| *first == c) {
            open.push((span, c));
        } else if let Some((first, _)) = PAIRS.iter().find(|(_, last)| *last == c) {
            let partner = open.iter().rposition(|(_, c)| c == first);
            match partner.or_else(|| open.iter().rposition(|(_, c)| *c == '"')) {
                Some(found) => drop(open.remove(found)),
                None => left.push(Alone { span, opens: false }),
            }
        }
    }
    left.extend(open.into_iter().map(|(span, c)| Alone {
        opens: c != '"' || opens(text, &span),
        span,
    }));
    left.sort_by_key(|mark| mark.span.start);
    left
}

/// Whether a straight mark stands where a quotation begins.
fn opens(text: &str, span: &Range<usize>) -> bool {
    let word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    !word(text[..span.start].chars().next_back()) && word(text[span.end..].chars().next())
}
