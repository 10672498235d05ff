//! Which units of two files are the same, which were changed, and which are in one of them only.
//!
//! Units are paired in steps, each in the order of the files: those that are the same in all; of the others those with
//! the same identifier; of the rest those with the same source text, then those with the same translation. What is left
//! was added or taken out. Of a unit only hashes are kept, so that memory grows by a few bytes a unit.

use super::difference::compared;
use crate::model::{Tu, Tuv};
use rustc_hash::FxHashMap;
use serde::Serialize;
use std::collections::VecDeque;
use xxhash_rust::xxh3::{xxh3_64, xxh3_128};

/// What is kept of a unit.
#[derive(Debug, Clone)]
struct Kept {
    all: u128,
    tuid: Option<u64>,
    source: u64,
    target: Option<u64>,
}

/// Where a unit stands: its number in its file, from 0.
pub type Place = usize;

/// What became of a unit of the first file, or of one that only the second has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// It is the same in both, at these places.
    Same(Place, Place),
    /// It was changed.
    Changed(Place, Place),
    /// Only the first file has it.
    Removed(Place),
    /// Only the second file has it.
    Added(Place),
}

/// Two files that are compared: units are shown to [`Self::first`] and [`Self::second`] in order.
#[derive(Debug, Default)]
pub struct Differences {
    first: Vec<Kept>,
    second: Vec<Kept>,
}

impl Differences {
    /// Takes a unit of the first file.
    pub fn first(&mut self, tu: &Tu) {
        self.first.push(kept(tu));
    }

    /// Takes a unit of the second file.
    pub fn second(&mut self, tu: &Tu) {
        self.second.push(kept(tu));
    }

    /// What became of each unit: in the order of the first file, with what was added where it stands in the second one.
    pub fn fates(&self) -> Vec<Fate> {
        let mut partner: Vec<Option<Place>> = vec![None; self.first.len()];
        let mut taken = vec![false; self.second.len()];
        let mut pair = |key: fn(&Kept) -> Option<u128>| {
            let mut free: FxHashMap<u128, VecDeque<Place>> = FxHashMap::default();
            for (place, unit) in self.second.iter().enumerate() {
                if let Some(key) = key(unit).filter(|_| !taken[place]) {
                    free.entry(key).or_default().push_back(place);
                }
            }
            for (place, unit) in self.first.iter().enumerate() {
                let Some(key) = key(unit).filter(|_| partner[place].is_none()) else {
                    continue;
                };
                if let Some(other) = free.get_mut(&key).and_then(VecDeque::pop_front) {
                    partner[place] = Some(other);
                    taken[other] = true;
                }
            }
        };
        pair(|unit| Some(unit.all));
        pair(|unit| unit.tuid.map(u128::from));
        pair(|unit| Some(u128::from(unit.source)));
        pair(|unit| unit.target.map(u128::from));
        let mut fates = Vec::new();
        let mut next = 0;
        let mut added_up_to = |place: Place, fates: &mut Vec<Fate>| {
            while next < place {
                if !taken[next] {
                    fates.push(Fate::Added(next));
                }
                next += 1;
            }
        };
        for (place, other) in partner.iter().enumerate() {
            let Some(other) = *other else {
                fates.push(Fate::Removed(place));
                continue;
            };
            added_up_to(other, &mut fates);
            fates.push(if self.first[place].all == self.second[other].all {
                Fate::Same(place, other)
            } else {
                Fate::Changed(place, other)
            });
        }
        added_up_to(self.second.len(), &mut fates);
        fates
    }

    /// The paired units that stand in another order: the fewest that would have to be moved.
    pub fn moved(fates: &[Fate]) -> Vec<(Place, Place)> {
        let pairs: Vec<(Place, Place)> = fates
            .iter()
            .filter_map(|fate| match *fate {
                Fate::Same(ours, theirs) | Fate::Changed(ours, theirs) => Some((ours, theirs)),
                Fate::Removed(_) | Fate::Added(_) => None,
            })
            .collect();
        // The longest run of places that grows, by patience sorting; each pair knows the one before it in such a run.
        let mut ends: Vec<usize> = Vec::new();
        let mut before: Vec<Option<usize>> = Vec::with_capacity(pairs.len());
        for (number, (_, theirs)) in pairs.iter().enumerate() {
            let at = ends.partition_point(|end| pairs[*end].1 < *theirs);
            before.push(at.checked_sub(1).map(|at| ends[at]));
            if at == ends.len() {
                ends.push(number);
            } else {
                ends[at] = number;
            }
        }
        let mut stays = vec![false; pairs.len()];
        let mut next = ends.last().copied();
        while let Some(number) = next {
            stays[number] = true;
            next = before[number];
        }
        let moved = pairs.into_iter().zip(stays);
        moved
            .filter(|(_, stays)| !stays)
            .map(|(pair, _)| pair)
            .collect()
    }
}

fn kept(tu: &Tu) -> Kept {
    let tu = &*compared(tu);
    let named = tu.source_lang.as_ref().and_then(|lang| tu.variant(lang));
    let source = named.or(tu.variants.first());
    let target = tu
        .variants
        .iter()
        .find(|tuv| source.is_some_and(|source| source.lang != tuv.lang));
    let hash = |tuv: &Tuv| xxh3_64(tuv.segment.text().as_bytes());
    Kept {
        all: xxh3_128(&bytes(tu)),
        tuid: tu.tuid.as_ref().map(|tuid| xxh3_64(tuid.as_bytes())),
        source: source.map(hash).unwrap_or_default(),
        target: target.map(hash),
    }
}

fn bytes(what: &impl Serialize) -> Vec<u8> {
    // What the model holds can always be written as JSON.
    serde_json::to_vec(what).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::Fate::{Added, Changed, Removed, Same};
    use super::*;
    use crate::lang::Lang;

    fn unit(tuid: &str, en: &str, az: &str) -> Tu {
        let tuv = |tag: &str, text: &str| Tuv::plain(Lang::parse(tag).unwrap(), text);
        Tu {
            tuid: (!tuid.is_empty()).then(|| tuid.to_owned()),
            variants: vec![tuv("en", en), tuv("az", az)],
            ..Tu::default()
        }
    }

    fn fates(first: &[Tu], second: &[Tu]) -> Vec<Fate> {
        let mut differences = Differences::default();
        for tu in first {
            differences.first(tu);
        }
        for tu in second {
            differences.second(tu);
        }
        differences.fates()
    }

    #[test]
    fn units_are_paired_by_all_then_by_name_then_by_their_texts() {
        let [a, b, c] = [unit("1", "A", "a"), unit("2", "B", "b"), unit("", "C", "c")];
        let first = [a.clone(), b.clone(), c.clone()];
        let second = [
            unit("9", "N", "n"),
            b.clone(),
            unit("1", "A, mended", "a"),
            unit("", "C", "x"),
        ];
        let found = fates(&first, &second);
        assert_eq!(found, [Added(0), Changed(0, 2), Same(1, 1), Changed(2, 3)]);
        assert_eq!(Differences::moved(&found), [(0, 2)]);
        assert_eq!(
            fates(&first, &first[..2]),
            [Same(0, 0), Same(1, 1), Removed(2)]
        );
        let d = unit("", "D", "c");
        assert_eq!(fates(std::slice::from_ref(&c), &[d]), [Changed(0, 0)]);
        // Twice the same is once the same and once added.
        assert_eq!(
            fates(std::slice::from_ref(&c), &[c.clone(), c.clone()]),
            [Same(0, 0), Added(1)]
        );
    }
}
