//! Telling two texts that do not belong together from a poor translation.
//!
//! A test by permutation: the best path by length and anchors is worth clearly more than the best path to the same
//! target in disorder, or it is worth what chance is worth. The limit was chosen on the development documents: the
//! margin, divided by the root of the number of segments, is over 2 on all 136 true pairs (those long enough to be
//! judged), and under the limit on 219 of 236 pairs that do not belong together. Of those that pass, the beads themselves are
//! doubtful: the mean score of the linked ones is at most 0.56, and at least 0.69 on the true pairs.

use super::bead::Bead;
use super::posterior::TEMPER;
use super::rounds::Evidence;
use crate::error::{Error, Result};

/// A smaller margin is chance.
const LEAST_MARGIN: f64 = 1.5;
/// Fewer segments than this on a side say too little, unless the other side has many times as many.
const FEWEST_SEGMENTS: usize = 8;
const MANY_TIMES: usize = 5;

/// Beads that are right less often than not say that there is nothing to align.
const LEAST_MEAN: f64 = 0.5;
/// A text of fewer segments is never sure enough to be refused by them.
pub(super) const FEWEST_FOR_MEAN: usize = 6;

/// How likely it is that two texts belong together at all, by what their words and lengths say, both being equally likely
/// before. Only a text of few sentences leaves a doubt.
pub(super) fn belief(evidence: &Evidence) -> f64 {
    1.0 / (1.0 + (-TEMPER * evidence.gain).exp())
}

/// Refuses an alignment without evidence; `source` and `target` are the numbers of segments.
///
/// # Errors
/// [`Error::Unrelated`].
pub(super) fn check(
    evidence: &Evidence,
    beads: &[Bead],
    source: usize,
    target: usize,
) -> Result<()> {
    let (fewer, more) = (source.min(target), source.max(target));
    let enough = fewer >= FEWEST_SEGMENTS || more >= MANY_TIMES * FEWEST_SEGMENTS.max(fewer);
    let margin = (evidence.value - evidence.by_chance) / (more as f64).sqrt();
    let linked = || beads.iter().filter(|bead| bead.is_linked());
    let mean = linked().map(|bead| bead.score).sum::<f64>() / linked().count().max(1) as f64;
    let doubtful = more >= FEWEST_FOR_MEAN && mean < LEAST_MEAN;
    if !doubtful && (!enough || margin >= LEAST_MARGIN) {
        return Ok(());
    }
    Err(Error::Unrelated {
        what: "these texts do not seem to be translations of each other: \
               their sentences fit together no better than in disorder"
            .into(),
        help: "check the files and their languages, or align them all the same with --force".into(),
    })
}
