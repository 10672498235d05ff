//! Which runs of Chinese characters hold together and end where something else may begin, without a dictionary.
//!
//! A run holds together when it is more frequent than its parts would make it by chance: the least mutual information
//! over all ways to cut it in two. Its ends are borders when many different characters stand beside it: the entropy
//! of its neighbours (Tung and Lee 1994). The end of a clause counts as another neighbour each time.

use super::candidates::Key;
use super::runs::Runs;
use rustc_hash::{FxHashMap, FxHashSet};

/// The least mutual information, in nats.
const LEAST_INFORMATION: f64 = 3.0;
/// The least entropy of the neighbours on either side, in nats.
const LEAST_ENTROPY: f64 = 0.9;

/// What stands beside a run.
#[derive(Debug, Default)]
struct Neighbours {
    beside: FxHashMap<u32, u32>,
    ends: u32,
}

impl Neighbours {
    fn add(&mut self, symbol: Option<&u32>) {
        match symbol {
            Some(symbol) => *self.beside.entry(*symbol).or_default() += 1,
            None => self.ends += 1,
        }
    }

    /// In nats.
    fn entropy(&self) -> f64 {
        let all = f64::from(self.beside.values().sum::<u32>() + self.ends);
        // In the order of the counts, so that the sum is the same each time.
        let mut counts: Vec<u32> = self.beside.values().copied().collect();
        counts.sort_unstable();
        let of = |count: f64| -(count / all) * (count / all).ln();
        counts.into_iter().map(|n| of(f64::from(n))).sum::<f64>() + f64::from(self.ends) * of(1.0)
    }
}

/// The groups that may be words.
pub(super) fn cohesive(runs: &Runs, frequent: &FxHashMap<Key, u32>) -> FxHashSet<Key> {
    let characters: usize = runs.stretches.iter().map(|run| run.symbols.len()).sum();
    let holds = |key: &[u32]| {
        let count = |part: &[u32]| f64::from(frequent.get(part).copied().unwrap_or(1));
        (1..key.len()).all(|cut| {
            let (a, b) = key.split_at(cut);
            let chance = count(a) * count(b) / characters as f64;
            (count(key) / chance).ln() >= LEAST_INFORMATION
        })
    };
    let mut sides: FxHashMap<&[u32], (Neighbours, Neighbours)> = frequent
        .keys()
        .filter(|key| key.len() > 1 && holds(key))
        .map(|key| (&**key, <(Neighbours, Neighbours)>::default()))
        .collect();
    for run in &runs.stretches {
        for length in 2..=runs.longest() {
            for (start, key) in run.symbols.windows(length).enumerate() {
                if let Some((left, right)) = sides.get_mut(key) {
                    left.add(start.checked_sub(1).and_then(|n| run.symbols.get(n)));
                    right.add(run.symbols.get(start + length));
                }
            }
        }
    }
    sides
        .into_iter()
        .filter(|(_, (left, right))| {
            left.entropy() >= LEAST_ENTROPY && right.entropy() >= LEAST_ENTROPY
        })
        .map(|(key, _)| key.into())
        .collect()
}
