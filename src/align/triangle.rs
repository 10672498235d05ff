//! What the third text says of a pair: a border between segments of two texts is likely one when both have theirs at the
//! same border of the third (as triangulation in Kumar, Och and Macherey 2007, here over borders).
//!
//! The third text may be coarser than the pair: where neither of two borders is one beside it, it says nothing.

use super::join::PAIRS;
use super::posterior::Borders;
use super::rounds::Outcome;

/// How likely a border is to count as that the third text says nothing of...
const UNSAID: f64 = 0.1;
/// ...and how likely at the least one that it contradicts.
const FLOOR: f64 = 0.05;
/// How much that counts against what the two texts say themselves. As the others it was chosen on every second document
/// of `benches/three_texts.py`, where 2 to 3 serve all pairs about alike.
const WEIGHT: f64 = 2.5;

/// Finds the best path of each pair anew with what the other two say; `outcomes` in the order of [`PAIRS`]. What is said
/// are the paths that each pair found alone, so none hears its own opinion.
pub(super) fn help_each_other(outcomes: &mut [Outcome; 3]) {
    let alone = [0, 1, 2].map(|at| outcomes[at].gains.borders());
    for (at, outcome) in outcomes.iter_mut().enumerate() {
        let (a, b) = PAIRS[at];
        let to = |text: usize| from_to(&alone, 3 - a - b, text);
        let said = Said::new(&to(a), &to(b), alone[at].len());
        outcome
            .gains
            .add_at_borders(|source, target| said.gain(source, target));
        outcome.steps = outcome.gains.best_path();
    }
}

/// The borders of two texts, seen from `from`.
fn from_to(borders: &[Borders; 3], from: usize, to: usize) -> Borders {
    let (low, high) = (from.min(to), from.max(to));
    let of_pair = &borders[low + high - 1];
    if from == low {
        return of_pair.clone();
    }
    let length = of_pair.iter().flatten().map(|(at, _)| at + 1).max();
    let mut turned: Borders = vec![Vec::new(); length.unwrap_or(0)];
    for (source, targets) in of_pair.iter().enumerate() {
        for (target, probability) in targets {
            turned[*target].push((source, *probability));
        }
    }
    turned
}

/// What a third text says of the borders of two.
struct Said {
    /// How likely two borders stand at the same one of the third text.
    together: Borders,
    /// How likely each border of the first text is none beside the third one, and each of the second.
    silent: [Vec<f64>; 2],
}

impl Said {
    fn new(to_first: &Borders, to_second: &Borders, length: usize) -> Self {
        let mut together: Borders = vec![Vec::new(); length];
        for (firsts, seconds) in to_first.iter().zip(to_second) {
            for (first, p) in firsts {
                for (second, q) in seconds {
                    together[*first].push((*second, p * q));
                }
            }
        }
        for row in &mut together {
            row.sort_unstable_by_key(|(second, _)| *second);
            row.dedup_by(|next, kept| {
                let same = next.0 == kept.0;
                if same {
                    kept.1 += next.1;
                }
                same
            });
        }
        let silent = |borders: &Borders| {
            let length = borders.iter().flatten().map(|(at, _)| at + 1).max();
            let mut silent = vec![1.0_f64; length.unwrap_or(0)];
            for (at, probability) in borders.iter().flatten() {
                silent[*at] = (silent[*at] - probability).max(0.0);
            }
            silent
        };
        Self {
            together,
            silent: [silent(to_first), silent(to_second)],
        }
    }

    /// What a border of the two texts gains: nothing where the third says nothing, less than that where its own borders
    /// lead elsewhere.
    fn gain(&self, first: usize, second: usize) -> f64 {
        let row = self.together.get(first).map_or(&[][..], Vec::as_slice);
        let at = row.binary_search_by_key(&second, |(second, _)| *second);
        let together = at.map_or(0.0, |at| row[at].1.min(1.0));
        let silent = |side: usize, at: usize| self.silent[side].get(at).copied().unwrap_or(1.0);
        let likely = together + silent(0, first) * silent(1, second) * UNSAID;
        WEIGHT * ((likely + FLOOR) / (UNSAID + FLOOR)).ln()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Borders that are certain.
    fn certain(pairs: &[(usize, usize)], length: usize) -> Borders {
        let mut borders = vec![Vec::new(); length + 1];
        for (source, target) in pairs {
            borders[*source].push((*target, 1.0));
        }
        borders
    }

    #[test]
    fn the_third_text_speaks_where_it_has_borders() {
        // Text 0 holds in one segment what 1 and 2 say in two; then all have one more.
        let first = certain(&[(0, 0), (1, 2), (2, 3)], 2);
        let second = certain(&[(0, 0), (1, 2), (2, 3)], 2);
        let said = Said::new(&first, &second, 4);
        assert!(said.gain(2, 2) > 1.0);
        // Inside the segment it says nothing.
        assert!(said.gain(1, 1).abs() < 1e-9);
        assert!(said.gain(2, 1) < -1.0 && said.gain(1, 2) < -1.0);
        // Behind all borders neither.
        assert!(said.gain(9, 9).abs() < 1e-9);
    }

    #[test]
    fn borders_turn() {
        let there = certain(&[(0, 0), (1, 2), (2, 2)], 2);
        let all = [there, Borders::new(), Borders::new()];
        let back = from_to(&all, 1, 0);
        assert_eq!(back, [vec![(0, 1.0)], vec![], vec![(1, 1.0), (2, 1.0)]]);
    }
}
