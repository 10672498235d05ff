//! The lexicons that a text taught: one of the whole text, and in a short text one for each stretch of it.
//!
//! A bead that teaches the lexicon and is judged by it afterwards confirms itself, be it right or wrong. In a short text that
//! outweighs what all other beads say, so each stretch is judged by what the others teach (cross-fitting). In a long one a bead
//! weighs little, and what a stretch says again and again, names above all, is worth more than it costs.

use super::lexical::Lexicon;
use rayon::prelude::*;
use std::ops::Range;

/// Up to so many segments a side, a text is short.
const SHORT: usize = 128;
/// Into so many stretches a short text is cut, and the fewest source segments of one. A text that has not so many says too little
/// to spare any of it.
const STRETCHES: usize = 10;
const SHORTEST: usize = 3;

/// What a text taught, and what it was taught before.
pub(super) struct Lexicons {
    whole: Lexicon,
    /// For each stretch the lexicon that it taught nothing; none in a long text.
    stretches: Vec<Lexicon>,
    /// Source segments of a stretch.
    length: usize,
}

impl Lexicons {
    /// The same lexicon for all of a text.
    pub(super) fn whole(lexicon: Lexicon) -> Self {
        Self {
            whole: lexicon,
            stretches: Vec::new(),
            length: usize::MAX,
        }
    }

    /// The lexicons of two texts of so many segments, by what one learns where a range of source segments is left out.
    pub(super) fn learn(
        (source, target): (usize, usize),
        learn: impl Fn(Range<usize>) -> Lexicon + Sync,
    ) -> Self {
        let whole = Self::whole(learn(0..0));
        if source.max(target) > SHORT || source < STRETCHES * SHORTEST {
            return whole;
        }
        let length = source.div_ceil(STRETCHES);
        let firsts: Vec<usize> = (0..source).step_by(length).collect();
        let stretches = firsts
            .into_par_iter()
            .map(|first| learn(first..first + length));
        Self {
            stretches: stretches.collect(),
            length,
            ..whole
        }
    }

    /// The lexicons by which source segments are judged, one after another, each for [`Lexicons::length`] of them.
    pub(super) fn judging(&self) -> &[Lexicon] {
        if self.stretches.is_empty() {
            std::slice::from_ref(&self.whole)
        } else {
            &self.stretches
        }
    }

    /// How many source segments are judged by the same lexicon.
    pub(super) fn length(&self) -> usize {
        self.length
    }

    /// What the whole text taught.
    pub(super) fn into_whole(self) -> Lexicon {
        self.whole
    }
}
