//! A bead's score: how likely it is right, 0 to 1.
//!
//! What the model thinks of a bead against all other paths (`posterior`) is turned into a share of right beads by a logistic
//! curve (Platt 1999), fitted to the true alignments of 136 documents, each kind of them with the same weight: news in English,
//! Azerbaijani and Chinese, Chinese novels in English, German yearbooks in French. Fitted without a kind of document, it is off by 0.01 to 0.08 on that kind;
//! `docs/alignment.md` has the table.

/// The curve over the logarithm of the odds.
const MIDDLE: f64 = 0.61;
const SLOPE: f64 = 1.22;
/// Odds beyond these say no more: what is left is the share of true alignments that are themselves arguable.
const LEAST_ODDS: f64 = -3.0;
const MOST_ODDS: f64 = 4.0;

/// A bead with a segment that its words do not speak for is shown as doubtful, and marked in the memory, however sure its place is.
const MOST_DOUBTFUL: f64 = 0.88;

/// The score of a linked bead by its posterior probability, with which it grows, and by whether one of its segments is
/// `doubtful`.
pub(super) fn score(posterior: f64, doubtful: bool) -> f64 {
    let odds = (posterior / (1.0 - posterior)).ln();
    let odds = odds.clamp(LEAST_ODDS, MOST_ODDS);
    let score = 1.0 / (1.0 + (-(MIDDLE + SLOPE * odds)).exp());
    score.min(if doubtful { MOST_DOUBTFUL } else { 1.0 })
}

#[cfg(test)]
mod tests {
    use super::score;

    #[test]
    fn more_evidence_scores_higher() {
        let scores: Vec<f64> = [0.1, 0.3, 0.5, 0.8, 0.95]
            .map(|posterior| score(posterior, false))
            .to_vec();
        assert!(scores.windows(2).all(|pair| pair[0] < pair[1]));
        assert!(scores.iter().all(|s| (0.0..=1.0).contains(s)));
    }

    #[test]
    fn what_is_doubtful_is_never_sure() {
        assert!(score(1.0, true) < 0.9);
        assert!((score(0.3, true) - score(0.3, false)).abs() < 1e-12);
    }

    #[test]
    fn what_is_certain_is_not_certain() {
        for (posterior, least, most) in [(0.0, 0.01, 0.05), (1.0, 0.99, 0.999)] {
            assert!((least..most).contains(&score(posterior, false)));
        }
    }
}
