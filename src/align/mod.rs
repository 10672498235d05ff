//! Alignment: which segments of two or three texts translate each other.
//!
//! The method: one log-likelihood ratio a bead, from a length model that is estimated from the text itself, from
//! anchors (numbers, names, marks), from a built-in lexicon of English, Azerbaijani and Chinese, from dictionaries and
//! examples that are handed in, and from what the text itself teaches (IBM Model 1 in both directions); a dynamic
//! program finds the best ladder; a few rounds of that.

mod anchors;
mod band;
mod bead;
mod borders;
mod chain;
mod chinese;
mod corpus;
mod dictionary;
mod dynamic;
pub mod evaluate;
mod examples;
mod join;
mod length;
mod lexical;
mod lexicon;
mod packed;
mod phrase;
mod posterior;
mod rounds;
mod score;
mod seed;
mod shared;
mod stretches;
mod support;
mod texts;
mod triangle;
mod units;
mod unrelated;
mod words;

pub use bead::{Bead, Ladder};
pub use dictionary::{Dictionary, Entry};
pub use examples::Examples;
pub use join::{AlignedRow, PairBead, join, rows};
pub(crate) use length::LengthModel;
pub use seed::english_words;
pub use shared::SharedLexicon;
pub use texts::{AlignedTexts, InputText, Text, align_texts};
pub use units::LEXICON_FORMAT;
pub use unrelated::FEW_SEGMENTS;

use crate::error::Result;
use std::ops::Range;
use std::sync::Arc;

/// How to align.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Options {
    /// Words and terms that are known beforehand. A word of a text is found in them by its stem; of a term of several
    /// words each says the square of its share.
    pub dictionaries: Vec<Dictionary>,
    /// What other documents of the same set taught, or the units of a memory.
    pub shared: Option<Arc<SharedLexicon>>,
    /// Align also what seems to be no translation.
    pub force: bool,
}

/// Aligns two texts, given as segments. Every segment is in exactly one bead, beads keep the order of both texts.
///
/// # Errors
/// [`crate::error::Error::Unrelated`] when the texts plainly do not belong together, unless `options.force`.
pub fn align(source: Text<'_>, target: Text<'_>, options: &Options) -> Result<Ladder> {
    let (n, m) = (source.segments.len(), target.segments.len());
    if n == 0 || m == 0 {
        return Ok(one_sided(n, m));
    }
    let outcome = rounds::run(source, target, options);
    let ladder = ladder_of(&outcome);
    if options.force || unrelated::belong_together(&outcome.evidence, &ladder, n, m) {
        Ok(ladder)
    } else {
        Err(unrelated::refused(n.min(m)))
    }
}

/// The ladder of the best path, each bead with its score. Remarks that only one text has are taken out of their beads.
fn ladder_of(outcome: &rounds::Outcome) -> Ladder {
    let belief = unrelated::belief(&outcome.evidence);
    let support = &outcome.support;
    let steps = &outcome.steps;
    let cores: Vec<_> = steps
        .iter()
        .map(|step| support.without_remarks(step))
        .collect();
    // Both the bead and what is left of it, in one run over the table.
    let asked: Vec<_> = steps
        .iter()
        .chain(cores.iter().flatten())
        .copied()
        .collect();
    let mut posteriors = outcome.gains.posteriors(&asked);
    let mut of_cores = posteriors.split_off(steps.len()).into_iter();
    let mut beads = Vec::with_capacity(steps.len());
    for ((step, core), posterior) in steps.iter().zip(&cores).zip(posteriors) {
        // What spoke for the bead with its remarks speaks for the one without them.
        let without = core.and_then(|_| of_cores.next()).unwrap_or_default();
        let score = if step.is_linked() {
            let doubtful = support.is_doubtful(step);
            belief * score::score((posterior + without).min(1.0), doubtful)
        } else {
            0.0
        };
        push_around(&mut beads, step, core.as_ref().unwrap_or(step), score);
    }
    Ladder { beads }
}

/// Adds a bead, and the segments around it that were taken out of it.
fn push_around(beads: &mut Vec<Bead>, whole: &dynamic::Step, core: &dynamic::Step, score: f64) {
    let ((a, b), (c, d)) = (whole.size(), core.size());
    let (source_end, target_end) = (core.source + c, core.target + d);
    let alone = |source: Range<usize>, target: Range<usize>| {
        let (source_start, target_start) = (source.start, target.start);
        let of_source = source.map(move |s| (s..s + 1, target_start..target_start));
        let of_target = target.map(move |t| (source_start..source_start, t..t + 1));
        of_source.chain(of_target).map(|(source, target)| Bead {
            source,
            target,
            score: 0.0,
        })
    };
    beads.extend(alone(whole.source..core.source, whole.target..core.target));
    beads.push(Bead {
        source: core.source..source_end,
        target: core.target..target_end,
        score,
    });
    beads.extend(alone(
        source_end..whole.source + a,
        target_end..whole.target + b,
    ));
}

fn one_sided(source: usize, target: usize) -> Ladder {
    let bead = |source, target| Bead {
        source,
        target,
        score: 0.0,
    };
    let beads = (0..source)
        .map(|s| bead(s..s + 1, 0..0))
        .chain((0..target).map(|t| bead(source..source, t..t + 1)));
    Ladder {
        beads: beads.collect(),
    }
}

/// Aligns three texts: each pair by itself, then each with what the other two pairs say of it, joined into rows of three
/// sides.
///
/// # Errors
/// As [`align`], for any pair.
pub fn align3(texts: [Text<'_>; 3], options: &Options) -> Result<Vec<AlignedRow>> {
    let pair = |(a, b): (usize, usize)| align(texts[a], texts[b], options);
    let [first, second, others] = if texts.iter().any(|text| text.segments.is_empty()) {
        // A text without segments says nothing of the others.
        [pair((0, 1))?, pair((0, 2))?, pair((1, 2))?]
    } else {
        let run = |(a, b): (usize, usize)| {
            let mut found = rounds::run(texts[a], texts[b], options);
            found.gains.narrow();
            found
        };
        let mut outcomes = join::PAIRS.map(run);
        // Alone, because two pairs with a text that does not belong here would confirm each other.
        if !options.force {
            let together = [0, 1, 2].map(|pair| {
                let (a, b) = join::PAIRS[pair];
                let (n, m) = (texts[a].segments.len(), texts[b].segments.len());
                let outcome = &outcomes[pair];
                unrelated::belong_together(&outcome.evidence, &ladder_of(outcome), n, m)
            });
            let (langs, sizes) = (texts.map(|t| t.lang), texts.map(|t| t.segments.len()));
            unrelated::check_three(langs, together, join::PAIRS, sizes)?;
        }
        triangle::help_each_other(&mut outcomes);
        outcomes.each_ref().map(ladder_of)
    };
    Ok(join(&first, &second, &others))
}

#[cfg(test)]
mod tests;
