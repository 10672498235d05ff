//! Chinese: a term is a run of characters whose ends are borders of words.
//!
//! The tokeniser gives Han characters one by one, so that a term is found inside a sentence wherever its
//! characters follow one another, in Simplified or in Traditional ones. Then the borders are weighed
//! ([`borders`]), whatever its length: 主权 is a word in 国家主权 and none in 自主权, 制裁 is none in 限制裁员.
//! A group of words across an end leaves the term possible: 国际社会 in 国际社会科学, 数字经济 in 数字经济体制.
//! Words in other scripts are whole words.

use super::prepared::Gap;
use super::{Fit, Prepared, Recognizer, Slot, Stem, TermWords, words};
use crate::text::is_han;
use crate::text::zh::{borders, simplified, simplify};
use std::ops::Range;

/// Chinese in Han characters.
#[derive(Debug, Clone, Copy)]
pub(super) struct Chinese;

/// By how much, in nats, a reading with a word across an end must be worse than a certain term: nine times less likely.
const CLEARLY: f32 = 2.2;
/// By how much such a reading may be better than a possible term.
const POSSIBLY: f32 = 2.0;
/// Terms of so many characters hardly come about by chance.
const LONG: usize = 5;
/// By how much such a reading may be better than a certain term that is long.
const BY_CHANCE: f32 = 4.0;
/// How much better a reading with a longer word around a certain term may be.
const AROUND_CERTAIN: f32 = 1.0;
/// How much better a reading with a longer word around a possible term may be.
const AROUND_POSSIBLE: f32 = 2.0;
/// Characters beside a term that its borders are judged by; no fewer than the lattice looks at.
const AROUND: usize = 8;

impl Recognizer for Chinese {
    fn slots(&self, term: &TermWords<'_>) -> Vec<Slot> {
        words::exact_but_tied(term)
    }

    fn ending(&self, _stem: &Stem, rest: &str) -> Option<Fit> {
        words::tied(rest)
    }

    /// The particles behind a verb: certain behind one of two characters (交换了意见), which is then no accident.
    fn may_part(&self, word: &str, before: usize) -> Option<Fit> {
        matches!(word, "了" | "过" | "過").then_some(if before == 2 {
            Fit::Certain
        } else {
            Fit::Possible
        })
    }

    fn letters(&self, folded: String) -> String {
        simplify(&folded)
    }

    fn stands(&self, text: &Prepared<'_>, words: Range<usize>) -> Option<Fit> {
        if !words.clone().all(|n| han(text, n).is_some()) {
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
        let (certain, possible) = if words.len() < LONG {
            (CLEARLY, -POSSIBLY)
        } else {
            (-BY_CHANCE, -BY_CHANCE - POSSIBLY)
        };
        let ends = borders(&around, run);
        if ends.across.min(ends.grouped) >= certain
            && ends.within.min(ends.at_head) >= -AROUND_CERTAIN
        {
            return Some(Fit::Certain);
        }
        (ends.across >= possible && ends.within >= -AROUND_POSSIBLE).then_some(Fit::Possible)
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
