//! A bead's score: how sure it is, 0 to 1.

/// The gain at which a bead is as likely right as wrong, and how fast sureness grows with the gain.
const MIDDLE: f64 = 0.0;
const SLOPE: f64 = 0.35;
/// What each segment beyond one a side takes off: joined beads are wrong more often.
const JOINED: f64 = 1.0;

/// The score of a linked bead by its log-likelihood ratio and its segments on both sides. It grows with the gain.
pub(super) fn score(gain: f64, segments: usize) -> f64 {
    let joined = segments.saturating_sub(2) as f64;
    let evidence = SLOPE * (gain - MIDDLE) - JOINED * joined;
    1.0 / (1.0 + (-evidence).exp())
}

#[cfg(test)]
mod tests {
    use super::score;

    #[test]
    fn more_evidence_scores_higher() {
        let scores: Vec<f64> = [-50.0, -5.0, 0.0, 3.0, 20.0, 500.0]
            .iter()
            .map(|gain| score(*gain, 2))
            .collect();
        assert!(scores.windows(2).all(|pair| pair[0] < pair[1]));
        assert!(scores.iter().all(|s| (0.0..=1.0).contains(s)));
        assert!(score(5.0, 3) < score(5.0, 2));
    }
}
