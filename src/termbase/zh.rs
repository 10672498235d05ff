//! Chinese: a term is a run of characters whose ends are borders of words.
//!
//! The tokeniser gives Han characters one by one, so that a term is found inside a sentence wherever its
//! characters follow one another, in Simplified or in Traditional ones. Then the borders are weighed
//! ([`border_cost`]): 主权 is a word in 国家主权 and none in 自主权, 制裁 is none in 限制裁员.
//! Words in other scripts are whole words.

use super::prepared::Gap;
use super::{Fit, Prepared, Recognizer, Slot, Stem, TermWords, words};
use crate::text::is_han;
use crate::text::zh::{Covering, border_cost, simplified, simplify};
use std::ops::Range;

/// Chinese in Han characters.
#[derive(Debug, Clone, Copy)]
pub(super) struct Chinese;

/// What the borders of a certain term may cost, in nats.
const CERTAIN: f32 = 1.0;
/// What the borders of a possible term may cost.
const POSSIBLE: f32 = 2.0;
/// Runs of so many characters are no accident, whatever stands around them.
const LONG: usize = 4;
/// Characters beside a term that its borders are judged by; no fewer than the lattice looks at.
const AROUND: usize = 8;

impl Recognizer for Chinese {
    fn slots(&self, term: &TermWords<'_>) -> Vec<Slot> {
        words::exact_but_tied(term)
    }

    fn ending(&self, _stem: &Stem, rest: &str) -> Option<Fit> {
        words::tied(rest)
    }

    /// The particles behind a verb: 交换了意见.
    fn may_part(&self, word: &str) -> bool {
        matches!(word, "了" | "过" | "過")
    }

    fn letters(&self, folded: String) -> String {
        simplify(&folded)
    }

    fn stands(&self, text: &Prepared<'_>, words: Range<usize>) -> Option<Fit> {
        if words.len() >= LONG || !words.clone().all(|n| han(text, n).is_some()) {
            return Some(Fit::Certain);
        }
        let first = (words.start.saturating_sub(AROUND)..words.start)
            .rev()
            .take_while(|n| han(text, *n).is_some() && follows(text, n + 1))
            .last()
            .unwrap_or(words.start);
        let around: Vec<char> = (first..text.words().len().min(words.end + AROUND))
            .take_while(|n| *n < words.end || follows(text, *n))
            .map_while(|n| han(text, n))
            .collect();
        let run = words.start - first..words.end - first;
        if border_cost(&around, run.clone(), Covering::Against) <= CERTAIN {
            return Some(Fit::Certain);
        }
        (border_cost(&around, run, Covering::BeginsBefore) <= POSSIBLE).then_some(Fit::Possible)
    }
}

/// The simplified character that a word is, if it is one.
fn han(text: &Prepared<'_>, word: usize) -> Option<char> {
    text.surface(word)
        .chars()
        .next()
        .filter(|c| is_han(*c))
        .map(simplified)
}

/// Whether nothing stands between a word and the one before it. A quotation mark is a border.
fn follows(text: &Prepared<'_>, word: usize) -> bool {
    let word = &text.words()[word];
    word.gap == Gap::Joined && !word.quoted
}
