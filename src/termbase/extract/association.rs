//! How surely two candidates stand for one another.

use super::candidates::Candidate;
use rayon::prelude::*;
use rustc_hash::FxHashMap;

/// Two candidates that stand together.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Association {
    /// The index of the source candidate.
    pub(super) source: usize,
    /// The index of the target candidate.
    pub(super) target: usize,
    /// Pairs that have both.
    pub(super) together: usize,
    /// The log-likelihood ratio.
    pub(super) likelihood: f64,
    rank: f64,
}

/// A log-likelihood ratio that chance reaches once in a thousand times.
const LEAST_LIKELIHOOD: f64 = 10.83;
/// How much each further word of the source term counts, up to two: groups of words are terms sooner than single ones.
const FURTHER_WORD: f64 = 0.5;

/// How much is left of the rank of two groups when one has far more words than the other.
const OTHER_LENGTH: f64 = 0.5;

/// The associations between candidates of two languages over `pairs` pairs, the best first. In at least half of the
/// pairs of either candidate both stand together.
pub(super) fn associate(
    left: &[Candidate],
    right: &[Candidate],
    pairs: usize,
    min_count: usize,
) -> Vec<Association> {
    let mut in_pair: Vec<Vec<u32>> = vec![Vec::new(); pairs];
    for (n, candidate) in right.iter().enumerate() {
        for pair in &candidate.pairs {
            in_pair[*pair as usize].push(n as u32);
        }
    }
    let mut out: Vec<Association> = left
        .par_iter()
        .enumerate()
        .flat_map_iter(|(source, candidate)| {
            let mut together: FxHashMap<u32, usize> = FxHashMap::default();
            for pair in &candidate.pairs {
                for target in &in_pair[*pair as usize] {
                    *together.entry(*target).or_default() += 1;
                }
            }
            let of_source = candidate.pairs.len();
            let further = candidate.words.clamp(1, 3) - 1;
            let links: Vec<Association> = together
                .into_iter()
                .filter_map(|(target, together)| {
                    let of_target = right[target as usize].pairs.len();
                    let sure = together >= min_count
                        && together * 2 >= of_source
                        && together * 2 >= of_target;
                    if !sure {
                        return None;
                    }
                    let likelihood = log_likelihood(together, of_source, of_target, pairs);
                    let words = (candidate.words, right[target as usize].words);
                    let alike = words.0.min(words.1) as f64 / words.0.max(words.1) as f64;
                    (likelihood >= LEAST_LIKELIHOOD).then_some(Association {
                        source,
                        target: target as usize,
                        together,
                        likelihood,
                        rank: likelihood
                            * (1.0 + FURTHER_WORD * further as f64)
                            * (OTHER_LENGTH + (1.0 - OTHER_LENGTH) * alike),
                    })
                })
                .collect();
            links
        })
        .collect();
    // Of targets that are as likely the longer one says more of the source.
    out.sort_by(|a, b| {
        b.rank
            .total_cmp(&a.rank)
            .then_with(|| right[b.target].words.cmp(&right[a.target].words))
            .then_with(|| (a.source, a.target).cmp(&(b.source, b.target)))
    });
    out
}

/// The log-likelihood ratio of two events that were seen `a` and `b` times, `both` of them together, in `all` trials; 0
/// where they are independent. Dunning 1993, as a sum over the four cells of the table.
fn log_likelihood(both: usize, a: usize, b: usize, all: usize) -> f64 {
    let term = |n: usize| {
        if n == 0 {
            0.0
        } else {
            n as f64 * (n as f64).ln()
        }
    };
    let neither = (all + both).saturating_sub(a + b);
    let cells = term(both) + term(a - both) + term(b - both) + term(neither);
    let margins = term(a) + term(b) + term(all - a) + term(all - b);
    (2.0 * (cells - margins + term(all))).max(0.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn likelihood_of_tables() {
        // Independent events say nothing.
        assert!(log_likelihood(25, 50, 50, 100).abs() < 1e-9);
        // The textbook formula over observed and expected counts.
        let (both, a, b, all) = (110.0, 2552.0, 221.0, 31777.0);
        let cell = |observed: f64, expected: f64| observed * (observed / expected).ln();
        let expected = 2.0
            * (cell(both, a * b / all)
                + cell(a - both, a * (all - b) / all)
                + cell(b - both, (all - a) * b / all)
                + cell(all - a - b + both, (all - a) * (all - b) / all));
        assert!((log_likelihood(110, 2552, 221, 31777) - expected).abs() < 1e-6);
    }
}
