//! What the third text says of a pair: a border between segments of two texts is likely one when both have theirs at the
//! same border of the third (as triangulation in Kumar, Och and Macherey 2007, here over borders).
//!
//! The third text may be coarser than the pair: where neither of two borders is one beside it, it says nothing. Nor does it
//! where it lacks a sentence: it has the same border before and after it, and says so once.

use super::join::PAIRS;
use super::posterior::{Borders, Empty};
use super::rounds::Outcome;

/// How likely a border is to count as that the third text says nothing of...
const UNSAID: f64 = 0.1;
/// ...and how likely at the least one that it contradicts. Contradiction counts less than agreement: it is wrong more often.
const FLOOR: f64 = 0.05;
/// How much that counts against what the two texts say themselves. As the others it was chosen on every second document
/// of `benches/three_texts.py`; from 1.5 to 3 all pairs gain.
const WEIGHT: f64 = 2.0;

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
            .add_at_borders(|source, target, empty| said.gain(source, target, empty));
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
    /// How likely that is so one segment earlier as well, at that very border of the third text: of the first text, and of the
    /// second.
    again: [Borders; 2],
    /// How likely each border of the first text is none beside the third one, and each of the second.
    silent: [Vec<f64>; 2],
}

impl Said {
    fn new(to_first: &Borders, to_second: &Borders, length: usize) -> Self {
        let lists = || to_first.iter().zip(to_second);
        Self {
            together: met(lists().map(|(f, s)| (f.clone(), s.clone())), length),
            again: [
                met(lists().map(|(f, s)| (next(f), s.clone())), length),
                met(lists().map(|(f, s)| (f.clone(), next(s))), length),
            ],
            silent: [silent(to_first), silent(to_second)],
        }
    }

    /// What a border of the two texts gains: nothing where the third says nothing, less than that where its own borders
    /// lead elsewhere. `empty` is the side of the bead before it that has no segment.
    fn gain(&self, first: usize, second: usize, empty: Option<Empty>) -> f64 {
        let silent = |side: usize, at: usize| self.silent[side].get(at).copied().unwrap_or(1.0);
        let together = at(&self.together, first, second);
        let again = match empty {
            None => 0.0,
            Some(Empty::Target) => at(&self.again[0], first, second),
            Some(Empty::Source) => at(&self.again[1], first, second),
        };
        let unsaid = silent(0, first) * silent(1, second) + again;
        let likely = (together - again).max(0.0) + unsaid * UNSAID;
        WEIGHT * ((likely + FLOOR) / (UNSAID + FLOOR)).ln()
    }
}

/// How likely the borders of two texts meet at one of the third.
fn met(
    of_third: impl Iterator<Item = (Vec<(usize, f64)>, Vec<(usize, f64)>)>,
    length: usize,
) -> Borders {
    let mut together: Borders = vec![Vec::new(); length];
    for (firsts, seconds) in of_third {
        for (first, p) in firsts {
            together[first].extend(seconds.iter().map(|(second, q)| (*second, p * q)));
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
    together
}

/// Those borders whose neighbour one segment earlier is in the list too.
fn next(borders: &[(usize, f64)]) -> Vec<(usize, f64)> {
    let pairs = borders.windows(2);
    let follow = pairs.filter(|pair| pair[0].0 + 1 == pair[1].0);
    follow
        .map(|pair| (pair[1].0, pair[0].1.min(pair[1].1)))
        .collect()
}

fn silent(borders: &Borders) -> Vec<f64> {
    let length = borders.iter().flatten().map(|(at, _)| at + 1).max();
    let mut silent = vec![1.0_f64; length.unwrap_or(0)];
    for (at, probability) in borders.iter().flatten() {
        silent[*at] = (silent[*at] - probability).max(0.0);
    }
    silent
}

fn at(borders: &Borders, first: usize, second: usize) -> f64 {
    let row = borders.get(first).map_or(&[][..], Vec::as_slice);
    let at = row.binary_search_by_key(&second, |(second, _)| *second);
    at.map_or(0.0, |at| row[at].1.min(1.0))
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
        let gain = |first, second| said.gain(first, second, None);
        assert!(gain(2, 2) > 1.0);
        // Inside the segment it says nothing.
        assert!(gain(1, 1).abs() < 1e-9);
        assert!(gain(2, 1) < -1.0 && gain(1, 2) < -1.0);
        // Behind all borders neither.
        assert!(gain(9, 9).abs() < 1e-9);
    }

    #[test]
    fn a_sentence_that_the_third_text_lacks_is_not_parted_by_it() {
        // Text 0 lacks the second of two segments of text 1; text 2 has one for both.
        let first = certain(&[(0, 0), (1, 1), (1, 2)], 1);
        let second = certain(&[(0, 0), (1, 1)], 1);
        let said = Said::new(&first, &second, 3);
        let both = said.gain(2, 1, None);
        let parted = said.gain(1, 1, None) + said.gain(2, 1, Some(Empty::Target));
        assert!((both - parted).abs() < 1e-9 && both > 1.0);
        // Where text 0 has it, and text 2 lacks it, the border between them is one.
        let first = certain(&[(0, 0), (1, 1), (2, 2)], 2);
        let second = certain(&[(0, 0), (1, 1), (2, 1)], 2);
        let said = Said::new(&first, &second, 3);
        assert!(said.gain(2, 1, Some(Empty::Target)) > 1.0);
    }

    #[test]
    fn borders_turn() {
        let there = certain(&[(0, 0), (1, 2), (2, 2)], 2);
        let all = [there, Borders::new(), Borders::new()];
        let back = from_to(&all, 1, 0);
        assert_eq!(back, [vec![(0, 1.0)], vec![], vec![(1, 1.0), (2, 1.0)]]);
    }
}
