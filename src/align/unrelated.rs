//! Telling two texts that do not belong together from a poor translation.
//!
//! A test by permutation: the best path by length and anchors is worth clearly more than the best path to the same
//! target in disorder, or it is worth what chance is worth. The limit was chosen on the development documents: the
//! margin, divided by the root of the number of segments, is over 2 on all 136 true pairs (those long enough to be
//! judged), and under the limit on 219 of 236 pairs that do not belong together. Of those that pass, the beads themselves are
//! doubtful: the mean score of the linked ones is at most 0.56, and at least 0.69 on the true pairs.

use super::bead::Ladder;
use super::posterior::TEMPER;
use super::rounds::Evidence;
use crate::error::{Error, Result};
use crate::lang::Lang;

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

/// Whether there is evidence for an alignment; `source` and `target` are the numbers of segments.
pub(super) fn belong_together(
    evidence: &Evidence,
    ladder: &Ladder,
    source: usize,
    target: usize,
) -> bool {
    let (fewer, more) = (source.min(target), source.max(target));
    let enough = fewer >= FEWEST_SEGMENTS || more >= MANY_TIMES * FEWEST_SEGMENTS.max(fewer);
    let margin = (evidence.value - evidence.by_chance) / (more as f64).sqrt();
    let doubtful = more >= FEWEST_FOR_MEAN && ladder.mean_score() < LEAST_MEAN;
    !doubtful && (!enough || margin >= LEAST_MARGIN)
}

/// What to say of two texts without evidence.
pub(super) fn refused() -> Error {
    Error::Unrelated {
        what: "these texts do not seem to be translations of each other: \
               their sentences fit together no better than in disorder"
            .into(),
        help: HELP.into(),
    }
}

const HELP: &str = "check the files and their languages, or align them all the same with --force";

/// Refuses three texts where a pair of them has no evidence. `together` says of each of the pairs whether it has; `pairs` are the
/// numbers of their texts.
///
/// # Errors
/// [`Error::Unrelated`], with the text that belongs to neither of the others, where there is one.
pub(super) fn check_three(
    langs: [&Lang; 3],
    together: [bool; 3],
    pairs: [(usize, usize); 3],
) -> Result<()> {
    let apart: Vec<(usize, usize)> = pairs
        .into_iter()
        .zip(together)
        .filter_map(|(pair, together)| (!together).then_some(pair))
        .collect();
    let strangers = |text: &usize| apart.iter().all(|(a, b)| a == text || b == text);
    let what = match apart.as_slice() {
        [] => return Ok(()),
        [(a, b)] => format!(
            "the texts in {} and {} do not seem to be translations of each other",
            langs[*a], langs[*b]
        ),
        [_, _] => {
            let text = (0..3).find(strangers).unwrap_or_default();
            format!(
                "the text in {} does not seem to be a translation of the two others",
                langs[text]
            )
        }
        _ => "none of these three texts seems to be a translation of another".into(),
    };
    Err(Error::Unrelated {
        what: format!("{what}: their sentences fit together no better than in disorder"),
        help: HELP.into(),
    })
}
