//! The lexicon: tables p(target word | source word) in both directions, from handed-in pairs and from the text
//! itself by IBM Model 1 (Brown et al. 1993).

use super::anchors::{Pair, turned};
use rustc_hash::FxHashMap;

/// p(other word | word), sparse, one row a word. What a row leaves open is spread over all words as they come.
#[derive(Debug, Clone, Default)]
pub(super) struct Table {
    starts: Vec<usize>,
    entries: Vec<(u32, f32)>,
    open: Vec<f32>,
}

impl Table {
    /// The words that a word is translated by, with their probabilities.
    pub(super) fn row(&self, word: u32) -> &[(u32, f32)] {
        let word = word as usize;
        &self.entries[self.starts[word]..self.starts[word + 1]]
    }

    /// The probability that a row leaves open.
    pub(super) fn open(&self, word: u32) -> f32 {
        self.open[word as usize]
    }

    /// The same entries by the other word.
    pub(super) fn transposed(&self, words: usize) -> Vec<Vec<(u32, f32)>> {
        let mut out = vec![Vec::new(); words];
        for row in 0..self.open.len() {
            for (other, p) in self.row(row as u32) {
                out[*other as usize].push((row as u32, *p));
            }
        }
        out
    }

    fn from_rows(rows: Vec<Vec<(u32, f64)>>) -> Self {
        let mut table = Self {
            starts: vec![0],
            ..Self::default()
        };
        for row in rows {
            let sum: f64 = row.iter().map(|(_, p)| p).sum();
            table.open.push((1.0 - sum).clamp(0.0, 1.0) as f32);
            table.entries.extend(
                row.into_iter()
                    .filter(|(_, p)| *p > 1e-6)
                    .map(|(w, p)| (w, p as f32)),
            );
            table.starts.push(table.entries.len());
        }
        table
    }
}

/// How many sightings a handed-in pair weighs.
const SEED_SIGHTINGS: f64 = 4.0;
/// A pair that was not handed in must stand together in so many beads.
const FEWEST_BEADS: u32 = 2;
/// What is taken off the expected count of each pair: a bead that is wrong must not confirm itself.
const DISCOUNT: f64 = 0.5;
/// Beads with more pairs of words than this are read in one direction after the other: both at once would take twice the
/// memory, some 16 bytes a pair.
const MOST_AT_ONCE: usize = 8_000_000;
/// Passes of expectation maximisation.
const PASSES: usize = 5;

/// Expected counts of one direction.
#[derive(Debug, Default)]
pub(super) struct Counts {
    /// For each pair that is seen or handed in: how often one word explains the other.
    pairs: Vec<((u32, u32), f64)>,
    /// For each word: how often it explains anything.
    totals: Vec<f64>,
}

/// The table of one direction: handed-in pairs, and counts if there are any (a Dirichlet prior on each row).
pub(super) fn table(words: usize, seeds: &[Pair], counts: Option<&Counts>) -> Table {
    let mut weights = vec![0.0; words];
    for (word, _, weight) in seeds {
        weights[*word as usize] += weight;
    }
    let mut rows: Vec<FxHashMap<u32, f64>> = vec![FxHashMap::default(); words];
    for (word, other, weight) in seeds {
        let share = weight / weights[*word as usize].max(1.0);
        let denominator = counts.map_or(1.0, |c| c.totals[*word as usize] + SEED_SIGHTINGS);
        let numerator = if counts.is_some() {
            SEED_SIGHTINGS * share
        } else {
            share
        };
        *rows[*word as usize].entry(*other).or_default() += numerator / denominator;
    }
    for ((word, other), count) in counts.iter().flat_map(|c| &c.pairs) {
        let at = *word as usize;
        let prior = if weights[at] > 0.0 {
            SEED_SIGHTINGS
        } else {
            0.0
        };
        let total = counts.map_or(0.0, |c| c.totals[at]) + prior;
        *rows[at].entry(*other).or_default() += count / total.max(1e-9);
    }
    let sorted = rows.into_iter().map(|row| {
        let mut row: Vec<(u32, f64)> = row.into_iter().collect();
        row.sort_unstable_by_key(|(other, _)| *other);
        row
    });
    Table::from_rows(sorted.collect())
}

/// Trains IBM Model 1 on pairs of word lists: expected counts of p(second | first) with an empty word.
/// `words` is the size of the first vocabulary.
pub(super) fn train(beads: &[BeadWords], words: usize, seeds: &[Pair]) -> Counts {
    let seeded: FxHashMap<(u32, u32), f64> = seeds.iter().map(|(a, b, w)| ((*a, *b), *w)).collect();
    let mut pairs = Pairs::new(beads, words as u32, &seeded);
    let mut counts = vec![0.0; pairs.keys.len()];
    let mut totals = vec![0.0; words + 1];
    for _ in 0..PASSES {
        counts.fill(0.0);
        for group in pairs.groups() {
            let sum: f64 = group.iter().map(|pair| pairs.chance[*pair as usize]).sum();
            for pair in group {
                counts[*pair as usize] += pairs.chance[*pair as usize] / sum.max(1e-12);
            }
        }
        totals.fill(0.0);
        for (key, count) in pairs.keys.iter().zip(&counts) {
            totals[key.0 as usize] += count;
        }
        for (at, key) in pairs.keys.iter().enumerate() {
            pairs.chance[at] = counts[at] / totals[key.0 as usize].max(1e-12);
        }
    }
    let kept = pairs.keys.iter().enumerate().filter(|(at, key)| {
        (key.0 as usize) < words && (pairs.seen[*at].1 >= FEWEST_BEADS || seeded.contains_key(key))
    });
    Counts {
        pairs: kept
            .map(|(at, key)| (*key, (counts[at] - DISCOUNT).max(0.0)))
            .collect(),
        totals: totals[..words].to_vec(),
    }
}

/// A bead as the words of both its sides.
pub(super) type BeadWords = (Vec<u32>, Vec<u32>);

/// Trains in both directions at once: p(second | first) and p(first | second). The sizes are those of the vocabularies.
pub(super) fn train_both(
    beads: &[BeadWords],
    (words, others): (usize, usize),
    seeds: &[Pair],
) -> (Counts, Counts) {
    let forward = || train(beads, words, seeds);
    let backward = || {
        let swap = |(first, second): &BeadWords| (second.clone(), first.clone());
        let swapped: Vec<BeadWords> = beads.iter().map(swap).collect();
        train(&swapped, others, &turned(seeds))
    };
    let pairs: usize = beads.iter().map(|(a, b)| a.len() * b.len()).sum();
    if pairs > MOST_AT_ONCE {
        (forward(), backward())
    } else {
        rayon::join(forward, backward)
    }
}

/// Pairs of the first `words` words that explain each other in both directions, with the root of both probabilities, as
/// far as it is at least so much.
pub(super) fn mutual(forward: &Table, backward: &Table, words: u32, least: f64) -> Vec<Pair> {
    let mut out = Vec::new();
    for word in 0..words {
        for (other, there) in forward.row(word) {
            let row = backward.row(*other);
            if let Ok(at) = row.binary_search_by_key(&word, |(word, _)| *word) {
                let weight = (f64::from(*there) * f64::from(row[at].1)).sqrt().min(1.0);
                if weight >= least {
                    out.push((word, *other, weight));
                }
            }
        }
    }
    out
}

/// For each second word the beads that hold it, as often as they do.
struct Holders {
    starts: Vec<usize>,
    beads: Vec<u32>,
}

impl Holders {
    fn new(beads: &[BeadWords]) -> Self {
        let all = || {
            let numbered = beads.iter().enumerate();
            numbered.flat_map(|(number, (_, second))| {
                second
                    .iter()
                    .map(move |word| (*word as usize, number as u32))
            })
        };
        let words = all().map(|(word, _)| word + 1).max().unwrap_or(0);
        let mut starts = vec![0; words + 1];
        for (word, _) in all() {
            starts[word + 1] += 1;
        }
        for word in 0..words {
            starts[word + 1] += starts[word];
        }
        let mut next = starts.clone();
        let mut held = vec![0; starts[words]];
        for (word, number) in all() {
            held[next[word]] = number;
            next[word] += 1;
        }
        Self {
            starts,
            beads: held,
        }
    }

    fn words(&self) -> usize {
        self.starts.len() - 1
    }

    fn of(&self, word: u32) -> &[u32] {
        &self.beads[self.starts[word as usize]..self.starts[word as usize + 1]]
    }
}

/// All pairs of words that stand together in a bead, and for each second word the pairs that compete for it.
struct Pairs {
    keys: Vec<(u32, u32)>,
    chance: Vec<f64>,
    /// The last bead a pair was seen in, and the number of beads.
    seen: Vec<(u32, u32)>,
    competitors: Vec<u32>,
    ends: Vec<usize>,
}

impl Pairs {
    /// Goes by the second words, so that the pairs of one of them are found without a table of all pairs.
    fn new(beads: &[BeadWords], empty_word: u32, seeded: &FxHashMap<(u32, u32), f64>) -> Self {
        let mut out = Self {
            keys: Vec::new(),
            chance: Vec::new(),
            seen: Vec::new(),
            competitors: Vec::new(),
            ends: Vec::new(),
        };
        // For each first word where its pair with the second word stands, if it has one.
        let mut places = vec![usize::MAX; empty_word as usize + 1];
        let holders = Holders::new(beads);
        for b in 0..holders.words() as u32 {
            for number in holders.of(b) {
                let (first, _) = &beads[*number as usize];
                for a in first.iter().copied().chain([empty_word]) {
                    let place = &mut places[a as usize];
                    if out.keys.get(*place) != Some(&(a, b)) {
                        *place = out.keys.len();
                        out.keys.push((a, b));
                        let known = seeded.get(&(a, b)).copied().unwrap_or(0.0);
                        out.chance.push(0.01 + 0.5 * known);
                        out.seen.push((u32::MAX, 0));
                    }
                    let seen = &mut out.seen[*place];
                    if seen.0 != *number {
                        *seen = (*number, seen.1 + 1);
                    }
                    out.competitors.push(*place as u32);
                }
                out.ends.push(out.competitors.len());
            }
        }
        out
    }

    fn groups(&self) -> impl Iterator<Item = &[u32]> {
        let starts = [0].into_iter().chain(self.ends.iter().copied());
        starts
            .zip(&self.ends)
            .map(|(start, end)| &self.competitors[start..*end])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_that_come_together_explain_each_other() {
        let beads = vec![
            (vec![0, 1], vec![0, 1]),
            (vec![0, 2], vec![0, 2]),
            (vec![1, 2], vec![1, 2]),
        ];
        let counts = train(&beads, 3, &[]);
        let table = table(3, &[], Some(&counts));
        for word in 0..3 {
            let best = table
                .row(word)
                .iter()
                .max_by(|a, b| a.1.total_cmp(&b.1))
                .unwrap();
            assert_eq!(best.0, word);
        }
    }

    #[test]
    fn a_seed_is_there_before_any_text() {
        let table = table(2, &[(0, 1, 1.0), (1, 0, 0.5)], None);
        assert_eq!(table.row(0), [(1, 1.0)]);
        assert_eq!(table.row(1), [(0, 0.5)]);
        assert!((table.open(1) - 0.5).abs() < 1e-6);
    }
}
