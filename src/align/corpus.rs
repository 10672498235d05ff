//! What many units teach about all their words: IBM Model 1 (Brown et al. 1993) in both directions, with little memory.
//!
//! The pairs of each second word are visited one after another and are found again in each pass; of a pair only its
//! expected count is kept between two passes, four bytes. So the memory grows with the pairs of words that stand
//! together in a unit, the time with their sightings.

use super::anchors::Pair;
use rustc_hash::FxHashMap;

/// Passes of expectation maximisation.
const PASSES: usize = 5;
/// A pair stands together in at least so many units.
const FEWEST_UNITS: u32 = 2;
/// What is taken off the expected count of each pair: a unit that is wrong must not confirm itself.
const DISCOUNT: f32 = 0.5;

/// Lists of numbers, one after another.
#[derive(Debug, Default)]
pub(super) struct Lists {
    ends: Vec<u32>,
    numbers: Vec<u32>,
}

impl Lists {
    /// Adds a list.
    pub(super) fn push(&mut self, list: &[u32]) {
        self.numbers.extend_from_slice(list);
        self.ends.push(self.numbers.len() as u32);
    }

    fn len(&self) -> usize {
        self.ends.len()
    }

    fn get(&self, at: usize) -> &[u32] {
        let start = if at == 0 { 0 } else { self.ends[at - 1] };
        &self.numbers[start as usize..self.ends[at] as usize]
    }

    /// For each number below `count` the lists that hold it.
    fn holders(&self, count: usize) -> Self {
        let mut ends = vec![0_u32; count];
        for number in &self.numbers {
            ends[*number as usize] += 1;
        }
        let mut sum = 0;
        for end in &mut ends {
            // The start of each for now; it becomes the end while the lists are filled.
            (*end, sum) = (sum, sum + *end);
        }
        let mut numbers = vec![0; self.numbers.len()];
        for list in 0..self.len() {
            for number in self.get(list) {
                let next = &mut ends[*number as usize];
                numbers[*next as usize] = list as u32;
                *next += 1;
            }
        }
        Self { ends, numbers }
    }
}

/// The pairs of words that explain each other in both directions in units, with the root of both probabilities, as far
/// as it is at least `least`; by the numbers of their words. Each unit holds each word once; `words` are the sizes of
/// the vocabularies.
pub(super) fn learned(
    first: &Lists,
    second: &Lists,
    words: (usize, usize),
    least: f64,
) -> Vec<Pair> {
    let (forward, backward) = rayon::join(
        || train(first, second, words, least),
        || train(second, first, (words.1, words.0), least),
    );
    let there: FxHashMap<(u32, u32), f32> = forward.into_iter().collect();
    let mut out: Vec<Pair> = backward
        .into_iter()
        .filter_map(|((b, a), back)| {
            let weight = (f64::from(*there.get(&(a, b))?) * f64::from(back)).sqrt();
            (weight >= least).then_some((a, b, weight.min(1.0)))
        })
        .collect();
    out.sort_unstable_by_key(|(a, b, _)| (*a, *b));
    out
}

/// p(second | first) with an empty word, for pairs where it can reach `least` in the root of two probabilities.
fn train(
    first: &Lists,
    second: &Lists,
    (firsts, seconds): (usize, usize),
    least: f64,
) -> Vec<((u32, u32), f32)> {
    let holders = second.holders(seconds);
    let empty = firsts as u32;
    // The count of each pair in the last pass, in the order in which pairs are met.
    let mut counts: Vec<f32> = Vec::new();
    let mut totals = vec![0_f64; firsts + 1];
    let mut pairs = LocalPairs::new(firsts + 1);
    let mut out = Vec::new();
    for pass in 0..PASSES {
        let mut sums = vec![0_f64; firsts + 1];
        let mut at = 0;
        for b in 0..seconds {
            let units = holders.get(b);
            pairs.meet(units.iter().map(|unit| first.get(*unit as usize)), empty);
            let many = pairs.words.len();
            let chances: Vec<f32> = if pass == 0 {
                vec![1.0; many]
            } else {
                let last = counts[at..at + many].iter().zip(&pairs.words);
                last.map(|(count, a)| count / totals[*a as usize].max(1e-12) as f32)
                    .collect()
            };
            let new = pairs.expected(&chances);
            for (a, count) in pairs.words.iter().zip(&new) {
                sums[*a as usize] += f64::from(*count);
            }
            if pass == 0 {
                counts.extend_from_slice(&new);
            } else {
                counts[at..at + many].copy_from_slice(&new);
            }
            if pass + 1 == PASSES {
                for ((a, count), seen) in pairs.words.iter().zip(&new).zip(&pairs.seen) {
                    if *a != empty && *seen >= FEWEST_UNITS && *count > DISCOUNT {
                        out.push(((*a, b as u32), count - DISCOUNT));
                    }
                }
            }
            at += many;
        }
        totals = sums;
    }
    for ((a, _), count) in &mut out {
        *count /= totals[*a as usize].max(1e-12) as f32;
    }
    out.retain(|(_, p)| f64::from(*p) >= least * least);
    out
}

/// The pairs of one second word.
struct LocalPairs {
    /// The first words, in the order in which they are met, and in how many units each stands.
    words: Vec<u32>,
    seen: Vec<u32>,
    /// Where each unit ends among the sightings; a sighting is the place of its first word.
    ends: Vec<usize>,
    sightings: Vec<u32>,
    /// For each first word its place, if it has one.
    places: Vec<u32>,
}

impl LocalPairs {
    fn new(firsts: usize) -> Self {
        Self {
            words: Vec::new(),
            seen: Vec::new(),
            ends: Vec::new(),
            sightings: Vec::new(),
            places: vec![u32::MAX; firsts],
        }
    }

    /// Meets the first words of the units that hold a second word, and in each of them the empty word.
    fn meet<'a>(&mut self, units: impl Iterator<Item = &'a [u32]>, empty: u32) {
        for word in self.words.drain(..) {
            self.places[word as usize] = u32::MAX;
        }
        self.seen.clear();
        self.ends.clear();
        self.sightings.clear();
        for unit in units {
            for word in unit.iter().copied().chain([empty]) {
                let place = &mut self.places[word as usize];
                if *place == u32::MAX {
                    *place = self.words.len() as u32;
                    self.words.push(word);
                    self.seen.push(0);
                }
                self.seen[*place as usize] += 1;
                self.sightings.push(*place);
            }
            self.ends.push(self.sightings.len());
        }
    }

    /// How often each first word explains the second one, where these are their chances.
    fn expected(&self, chances: &[f32]) -> Vec<f32> {
        let mut out = vec![0.0; chances.len()];
        let mut start = 0;
        for end in &self.ends {
            let unit = &self.sightings[start..*end];
            let sum: f32 = unit.iter().map(|at| chances[*at as usize]).sum();
            for at in unit {
                out[*at as usize] += chances[*at as usize] / sum.max(1e-12);
            }
            start = *end;
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lists(lists: &[&[u32]]) -> Lists {
        let mut out = Lists::default();
        for list in lists {
            out.push(list);
        }
        out
    }

    #[test]
    fn the_lists_that_hold_a_number_are_found() {
        let all = lists(&[&[0, 2], &[], &[2, 3], &[0]]);
        let holders = all.holders(4);
        let got: Vec<&[u32]> = (0..4).map(|number| holders.get(number)).collect();
        assert_eq!(got, [&[0, 3][..], &[], &[0, 2], &[2]]);
    }

    #[test]
    fn words_that_come_together_explain_each_other() {
        let first = lists(&[&[0, 1], &[0, 2], &[1, 2], &[0, 3]]);
        let second = lists(&[&[0, 1], &[0, 2], &[1, 2], &[0, 3]]);
        let pairs = learned(&first, &second, (4, 4), 0.1);
        let best = |word: u32| {
            let mine = pairs.iter().filter(|pair| pair.0 == word);
            mine.max_by(|x, y| x.2.total_cmp(&y.2)).map(|pair| pair.1)
        };
        assert_eq!([best(0), best(1), best(2)], [Some(0), Some(1), Some(2)]);
        // A pair that stands in one unit only is chance.
        assert_eq!(best(3), None);
    }

    /// The same as the training over the beads of a text, which keeps all pairs.
    #[test]
    fn it_counts_as_the_training_over_beads_does() {
        let sentences: Vec<Vec<u32>> = (0..40_u32)
            .map(|n| {
                let mut words = vec![n % 5, 5 + n % 7, 12 + n % 3];
                words.sort_unstable();
                words
            })
            .collect();
        let beads: Vec<_> = sentences.iter().map(|s| (s.clone(), s.clone())).collect();
        let counts = super::super::lexicon::train(&beads, 15, &[]);
        let table = super::super::lexicon::table(15, &[], Some(&counts));
        let all = lists(&sentences.iter().map(Vec::as_slice).collect::<Vec<_>>());
        for ((a, b), p) in train(&all, &all, (15, 15), 0.1) {
            let row = table.row(a);
            let known = row.iter().find(|(other, _)| *other == b).unwrap().1;
            assert!((known - p).abs() < 1e-3, "{a} {b}: {known} {p}");
        }
    }
}
