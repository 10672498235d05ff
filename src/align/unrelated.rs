//! Telling two texts that do not belong together from a poor translation.
//!
//! A test by permutation: the best path by length and anchors is worth clearly more than the best path to the same
//! target in disorder, or it is worth what chance is worth. The limit was chosen on the development documents: the
//! margin, divided by the root of the number of segments, is over 2 on all 136 true pairs (those long enough to be
//! judged), and under the limit on 219 of 236 pairs that do not belong together.

use super::rounds::Evidence;
use crate::error::{Error, Result};

/// A smaller margin is chance.
const LEAST_MARGIN: f64 = 1.5;
/// Fewer segments than this on a side say too little, unless the other side has many times as many.
const FEWEST_SEGMENTS: usize = 8;
const MANY_TIMES: usize = 5;

/// Refuses an alignment without evidence; `source` and `target` are the numbers of segments.
///
/// # Errors
/// [`Error::Unrelated`].
pub(super) fn check(evidence: &Evidence, source: usize, target: usize) -> Result<()> {
    let (fewer, more) = (source.min(target), source.max(target));
    let enough = fewer >= FEWEST_SEGMENTS || more >= MANY_TIMES * FEWEST_SEGMENTS.max(fewer);
    let margin = (evidence.value - evidence.by_chance) / (more as f64).sqrt();
    if !enough || margin >= LEAST_MARGIN {
        return Ok(());
    }
    Err(Error::Unrelated {
        what: "these texts do not seem to be translations of each other: \
               their sentences fit together no better than in disorder"
            .into(),
        help: "check the files and their languages, or align them all the same with --force".into(),
    })
}
