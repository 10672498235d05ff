//! Telling two texts that do not belong together from a poor translation.
//!
//! A test by permutation: the best path by length and anchors is worth clearly more than the best path to the same
//! target in disorder, or it is worth what chance is worth. The limit was chosen on the development documents: the
//! margin, divided by the root of the number of segments, is over 2 on all 136 true pairs (those long enough to be
//! judged), and under the limit on 219 of 236 pairs that do not belong together. Of those that pass, the beads themselves are
//! doubtful: the mean score of the linked ones is at least 0.73 on the true pairs.
//!
//! Of a text of up to five sentences no order says anything. What is asked there is what the path gains by length and
//! words ([`enough_for_few`]); the figures are in `docs/alignment.md`.

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
/// A text of so many segments says little by itself.
pub const FEW_SEGMENTS: usize = 5;
/// Two such texts must gain so much a segment of the longer one, but for what chance may take away.
const LEAST_GAIN: f64 = 0.5;
const BY_CHANCE: f64 = 1.25;
/// One of them must gain so much a segment where the other text is longer: there it had a choice.
const LEAST_GAIN_IN_LONGER: f64 = 2.0;

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
    let sure = if has_few(fewer) {
        enough_for_few(evidence.gain, fewer, more)
    } else {
        ladder.mean_score() >= LEAST_MEAN
    };
    sure && (!enough || margin >= LEAST_MARGIN)
}

/// Whether a text has so few segments that a mean of its beads says little.
fn has_few(segments: usize) -> bool {
    segments <= FEW_SEGMENTS
}

fn enough_for_few(gain: f64, fewer: usize, more: usize) -> bool {
    if has_few(more) {
        gain >= LEAST_GAIN * more as f64 - BY_CHANCE
    } else {
        gain >= LEAST_GAIN_IN_LONGER * fewer as f64
    }
}

/// What to say of two texts without evidence, the shorter one of so many segments.
pub(super) fn refused(fewer: usize) -> Error {
    let why = why([fewer]);
    Error::Unrelated {
        what: format!("these texts do not seem to be translations of each other: {why}"),
        help: HELP.into(),
    }
}

/// What speaks against texts of so many segments.
fn why(segments: impl IntoIterator<Item = usize>) -> &'static str {
    if segments.into_iter().any(has_few) {
        "hardly anything in their sentences fits together"
    } else {
        "their sentences fit together no better than in disorder"
    }
}

const HELP: &str = "check the files and their languages, or align them all the same with --force";

/// Refuses three texts where a pair of them has no evidence. `together` says of each of the pairs whether it has; `pairs` are the
/// numbers of their texts, which have so many segments.
///
/// # Errors
/// [`Error::Unrelated`], with the text that belongs to neither of the others, where there is one.
pub(super) fn check_three(
    langs: [&Lang; 3],
    together: [bool; 3],
    pairs: [(usize, usize); 3],
    segments: [usize; 3],
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
        what: format!("{what}: {}", why(segments)),
        help: HELP.into(),
    })
}

#[cfg(test)]
mod tests {
    use super::super::{Options, Text, align};
    use super::*;

    /// Our own article in three pairs, a group a line.
    const TABLES: [(&str, &str, &str); 3] = [
        (
            "en",
            "az",
            include_str!("../../tests/data/communique.en-az.tsv"),
        ),
        (
            "en",
            "zh",
            include_str!("../../tests/data/communique.en-zh.tsv"),
        ),
        (
            "az",
            "zh",
            include_str!("../../tests/data/communique.az-zh.tsv"),
        ),
    ];
    /// So many groups lie between a text and what is no translation of it.
    const APART: usize = 9;

    /// How many stretches of so many groups there are, and how many of these are refused when aligned with what begins so
    /// many groups later.
    fn refused_of(groups: usize, others: usize, later: usize) -> (usize, usize) {
        let (mut all, mut refused) = (0, 0);
        for (a, b, table) in TABLES {
            let rows: Vec<(String, String)> = table
                .lines()
                .filter_map(|line| line.split_once('\t'))
                .filter(|(a, b)| !a.is_empty() && !b.is_empty())
                .map(|(a, b)| (a.to_owned(), b.to_owned()))
                .collect();
            let last = rows.len() - groups.max(others) - later;
            for at in 0..=last {
                let source: Vec<String> =
                    rows[at..at + groups].iter().map(|r| r.0.clone()).collect();
                let target = rows[at + later..at + later + others].iter();
                let target: Vec<String> = target.map(|r| r.1.clone()).collect();
                let (a, b) = (Lang::parse(a).unwrap(), Lang::parse(b).unwrap());
                let (source, target) = (Text::new(&source, &a), Text::new(&target, &b));
                let aligned = align(source, target, &Options::default());
                all += 1;
                refused += usize::from(matches!(aligned, Err(Error::Unrelated { .. })));
            }
        }
        (all, refused)
    }

    #[test]
    fn short_texts_that_belong_together_are_aligned() {
        for groups in [1, 3, FEW_SEGMENTS] {
            let (all, refused) = refused_of(groups, groups, 0);
            assert!(all > 80);
            assert_eq!(refused, 0, "of {all} pairs of {groups}");
        }
        // A summary with the whole.
        let (all, refused) = refused_of(3, 12, 0);
        assert!(refused * 20 <= all, "{refused} of {all}");
    }

    #[test]
    fn clear_strangers_are_refused_however_short() {
        let (all, refused) = refused_of(1, 1, APART);
        assert!(refused > 0, "{refused} of {all}");
        for groups in [4, 5] {
            let (all, refused) = refused_of(groups, groups, APART);
            assert!(refused * 5 > all, "{refused} of {all} pairs of {groups}");
        }
        let (all, refused) = refused_of(3, 12, APART);
        assert!(refused * 2 > all, "{refused} of {all}");
    }
}
