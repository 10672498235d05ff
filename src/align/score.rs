//! A bead's score: how likely it is right, 0 to 1.
//!
//! What the model thinks of a bead against all other paths (`posterior`) is turned into a share of right beads by a logistic
//! curve (Platt 1999), fitted to the true alignments of 136 documents, each kind of them with the same weight: news in English,
//! Azerbaijani and Chinese, Chinese novels in English, German yearbooks in French. Fitted without a kind of document, it is off by 0.01 to 0.05 on that kind;
//! `docs/alignment.md` has the table.

/// The curve over the logarithm of the odds.
const MIDDLE: f64 = 0.317;
const SLOPE: f64 = 1.329;
/// Odds beyond these say no more: what is left is the share of true alignments that are themselves arguable.
const LEAST_ODDS: f64 = -3.0;
const MOST_ODDS: f64 = 4.0;

/// The score of a linked bead by its posterior probability. It grows with it.
pub(super) fn score(posterior: f64) -> f64 {
    let odds = (posterior / (1.0 - posterior)).ln();
    let odds = odds.clamp(LEAST_ODDS, MOST_ODDS);
    1.0 / (1.0 + (-(MIDDLE + SLOPE * odds)).exp())
}

#[cfg(test)]
mod tests {
    use super::score;

    #[test]
    fn more_evidence_scores_higher() {
        let scores: Vec<f64> = [0.1, 0.3, 0.5, 0.8, 0.95].map(score).to_vec();
        assert!(scores.windows(2).all(|pair| pair[0] < pair[1]));
        assert!(scores.iter().all(|s| (0.0..=1.0).contains(s)));
    }

    #[test]
    fn what_is_certain_is_not_certain() {
        for (posterior, least, most) in [(0.0, 0.01, 0.05), (1.0, 0.99, 0.999)] {
            assert!((least..most).contains(&score(posterior)));
        }
    }
}
