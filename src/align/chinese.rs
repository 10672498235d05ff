//! Cutting Chinese into words for comparing: each character belongs to one word, so that it is heard once.
//!
//! The candidates are known words and what the text itself repeats; a unigram model estimated from the text
//! chooses among them (hard expectation maximisation, as unigram tokenisers are trained).

use rustc_hash::{FxHashMap, FxHashSet};

/// The longest word that the text itself can teach, in characters.
const LONGEST_LEARNED: usize = 4;
/// The longest known word that is looked for, in characters.
const LONGEST_KNOWN: usize = 6;
/// Passes of the estimation.
const PASSES: usize = 3;
/// How many sightings being known is worth to a word.
const KNOWN_SIGHTINGS: f64 = 2.0;
/// What is taken off the sightings of a longer word that is not known: repetition can be chance.
const DISCOUNT: f64 = 1.0;

/// How often words were seen.
pub(super) type Sightings = FxHashMap<String, f64>;

/// Cuts runs of Han characters into words.
#[derive(Debug, Default)]
pub(super) struct Segmenter {
    /// The cost of each word, minus its log probability.
    costs: FxHashMap<String, f64>,
    unseen: f64,
}

impl Segmenter {
    /// Learns the words of a text from its runs of Han characters, from known words, and from what was seen elsewhere.
    pub(super) fn new(runs: &[&str], known: &FxHashSet<&str>, seen: &Sightings) -> Self {
        let mut counts = candidates(runs, known, seen);
        let elsewhere = |word: &str| seen.get(word).copied().unwrap_or(0.0);
        // What was seen elsewhere and cannot be in this text.
        let rest: f64 =
            seen.values().sum::<f64>() - counts.keys().map(|word| elsewhere(word)).sum::<f64>();
        for (word, count) in &mut counts {
            *count += elsewhere(word);
        }
        let weigh = |word: &str, count: f64| {
            let sure = if known.contains(word) {
                KNOWN_SIGHTINGS
            } else if is_single(word) {
                0.1
            } else {
                -DISCOUNT
            };
            (count + sure).max(0.05)
        };
        let model = |counts: &FxHashMap<&str, f64>| {
            let own: f64 = counts.iter().map(|(word, count)| weigh(word, *count)).sum();
            let total = own + rest;
            let costs = counts
                .iter()
                .map(|(word, count)| ((*word).to_owned(), -(weigh(word, *count) / total).ln()))
                .collect();
            Self {
                costs,
                unseen: -(0.05 / total.max(1.0)).ln(),
            }
        };
        let mut segmenter = model(&counts);
        for _ in 0..PASSES {
            let mut seen: FxHashMap<&str, f64> =
                counts.keys().map(|word| (*word, elsewhere(word))).collect();
            for run in runs {
                for word in segmenter.cut(run) {
                    *seen.entry(word).or_default() += 1.0;
                }
            }
            segmenter = model(&seen);
        }
        segmenter
    }

    /// The words of a run.
    pub(super) fn cut<'a>(&self, run: &'a str) -> Vec<&'a str> {
        let borders: Vec<usize> = borders(run);
        let count = borders.len() - 1;
        let mut best = vec![(f64::INFINITY, 0_usize); count + 1];
        best[0].0 = 0.0;
        for start in 0..count {
            let so_far = best[start].0;
            for end in start + 1..=(start + LONGEST_KNOWN).min(count) {
                let cost = self.costs.get(&run[borders[start]..borders[end]]);
                let cost = match cost {
                    Some(cost) => *cost,
                    None if end == start + 1 => self.unseen,
                    None => continue,
                };
                if so_far + cost < best[end].0 {
                    best[end] = (so_far + cost, start);
                }
            }
        }
        let mut out = Vec::new();
        let mut end = count;
        while end > 0 {
            let start = best[end].1;
            out.push(&run[borders[start]..borders[end]]);
            end = start;
        }
        out.reverse();
        out
    }
}

fn is_single(word: &str) -> bool {
    word.chars().nth(1).is_none()
}

fn borders(run: &str) -> Vec<usize> {
    run.char_indices()
        .map(|(at, _)| at)
        .chain([run.len()])
        .collect()
}

/// All single characters, known words, and longer pieces that come at least twice, with their sightings. A piece
/// is counted only when the shorter ones in it come twice themselves, which keeps long texts small.
fn candidates<'a>(
    runs: &[&'a str],
    known: &FxHashSet<&str>,
    seen: &Sightings,
) -> FxHashMap<&'a str, f64> {
    let is_known = |piece: &str| known.contains(piece) || seen.contains_key(piece);
    let mut all: FxHashMap<&str, f64> = FxHashMap::default();
    for length in 1..=LONGEST_KNOWN {
        let mut counts: FxHashMap<&str, f64> = FxHashMap::default();
        for run in runs {
            let borders = borders(run);
            for start in 0..borders.len().saturating_sub(length) {
                let piece = &run[borders[start]..borders[start + length]];
                let repeated = |from: usize, to: usize| {
                    all.get(&run[borders[from]..borders[to]])
                        .is_some_and(|count| *count >= 2.0)
                };
                let teaches = length == 1
                    || length <= LONGEST_LEARNED
                        && repeated(start, start + length - 1)
                        && repeated(start + 1, start + length);
                if teaches || is_known(piece) {
                    *counts.entry(piece).or_default() += 1.0;
                }
            }
        }
        all.extend(
            counts
                .into_iter()
                .filter(|(piece, count)| length == 1 || *count >= 2.0 || is_known(piece)),
        );
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_character_is_in_one_word() {
        let runs = ["巴黎在法国", "他去巴黎", "巴黎很美", "我爱中国"];
        let known = FxHashSet::from_iter(["中国", "法国"]);
        let segmenter = Segmenter::new(&runs, &known, &Sightings::default());
        assert_eq!(segmenter.cut("巴黎在法国"), ["巴黎", "在", "法国"]);
        assert_eq!(segmenter.cut("中国巴黎人"), ["中国", "巴黎", "人"]);
        assert!(segmenter.cut("").is_empty());
        for run in runs {
            assert_eq!(segmenter.cut(run).concat(), run);
        }
    }

    #[test]
    fn what_was_seen_elsewhere_is_a_word() {
        let (runs, none) = (["谈判代表团抵达"], FxHashSet::default());
        let alone = Segmenter::new(&runs, &none, &Sightings::default());
        assert_eq!(alone.cut(runs[0]).len(), 7);
        let seen = [("谈判", 9.0), ("代表团", 9.0), ("抵达", 5.0), ("表团", 1.0)];
        let seen = seen.map(|(word, count)| (word.to_owned(), count));
        let segmenter = Segmenter::new(&runs, &none, &seen.into_iter().collect());
        assert_eq!(segmenter.cut(runs[0]), ["谈判", "代表团", "抵达"]);
    }
}
