//! Strict precision, recall and F1 of an alignment against a true one.

use std::collections::HashSet;

/// A bead as sets of segment numbers, which may cross others: hand-made alignments do.
pub type Link = (Vec<usize>, Vec<usize>);

/// Strict figures: a bead is right when the other alignment holds the very same one. Beads with an empty side
/// count segment by segment, in precision only (Sennrich and Volk 2010 score so).
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Quality {
    /// Right beads of all found.
    pub precision: f64,
    /// Linked beads found of all that are true.
    pub recall: f64,
    /// The harmonic mean of the two.
    pub f1: f64,
}

/// Compares found beads with the true ones. Several documents are scored together when their numbers do not meet.
pub fn evaluate(found: &[Link], truth: &[Link]) -> Quality {
    let (found, truth) = (one_by_one(found), one_by_one(truth));
    let linked = |set: &HashSet<Link>| -> HashSet<Link> {
        set.iter()
            .filter(|(a, b)| !a.is_empty() && !b.is_empty())
            .cloned()
            .collect()
    };
    let (true_links, found_links) = (linked(&truth), linked(&found));
    let precision = ratio(found.intersection(&truth).count(), found.len());
    let recall = ratio(
        true_links.intersection(&found_links).count(),
        true_links.len(),
    );
    let f1 = if precision + recall > 0.0 {
        2.0 * precision * recall / (precision + recall)
    } else {
        0.0
    };
    Quality {
        precision,
        recall,
        f1,
    }
}

fn ratio(part: usize, whole: usize) -> f64 {
    if whole == 0 {
        0.0
    } else {
        part as f64 / whole as f64
    }
}

/// Beads with an empty side as beads of one segment each.
fn one_by_one(links: &[Link]) -> HashSet<Link> {
    let mut out = HashSet::new();
    for (source, target) in links {
        if source.is_empty() || target.is_empty() {
            out.extend(source.iter().map(|s| (vec![*s], Vec::new())));
            out.extend(target.iter().map(|t| (Vec::new(), vec![*t])));
        } else {
            out.insert((source.clone(), target.clone()));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_invented_gap_costs_precision_only() {
        let truth = vec![
            (vec![0], vec![0]),
            (vec![1, 2], vec![1]),
            (vec![], vec![2, 3]),
        ];
        let found = vec![
            (vec![0], vec![0]),
            (vec![1], vec![1]),
            (vec![2], vec![]),
            (vec![], vec![2]),
            (vec![], vec![3]),
        ];
        let quality = evaluate(&found, &truth);
        assert!((quality.precision - 3.0 / 5.0).abs() < 1e-12);
        assert!((quality.recall - 0.5).abs() < 1e-12);
        assert!((evaluate(&truth, &truth).f1 - 1.0).abs() < 1e-12);
        assert!(evaluate(&[], &truth).f1.abs() < 1e-12);
    }
}
