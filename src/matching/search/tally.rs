//! Counting what the entries of posting lists share with the query: a table that stays small enough to be at hand,
//! because a counter for every entry of a large memory does not.
//!
//! Keys are counted by a hash of theirs, without being compared, and written down in a row. Keys that meet in one
//! counter are both counted too high, so a count is an upper bound, and an upper bound is all that a filter needs.

use crate::store::index::{PostingKey, TallyRoom};

const LEAST_BITS: u32 = 14;
/// Counters of two bytes; more of them are further away than they are worth.
const MOST_BITS: u32 = 21;
/// Counters for each key, so that few of them meet: each that meets another is looked at for nothing.
const COUNTERS_A_KEY: usize = 4;

/// Counts by key.
#[derive(Debug)]
pub(super) struct Tally {
    room: TallyRoom,
    bits: u32,
    /// Something was counted, written down or not.
    counted: bool,
}

impl Tally {
    /// An empty tally in the room of an earlier one.
    pub(super) fn in_room(mut room: TallyRoom) -> Self {
        room.counts.clear();
        room.counts.resize(1 << LEAST_BITS, 0);
        room.keys.clear();
        Self {
            room,
            bits: LEAST_BITS,
            counted: false,
        }
    }

    /// The room of the tally, for another one.
    pub(super) fn into_room(self) -> TallyRoom {
        self.room
    }

    /// How many keys were written down, those of several lists as often.
    pub(super) fn len(&self) -> usize {
        self.room.keys.len()
    }

    #[inline]
    fn counter(key: PostingKey, bits: u32) -> usize {
        (key.number().wrapping_mul(0x9e37_79b9_7f4a_7c15) >> (64 - bits)) as usize
    }

    /// Adds to the counts of keys, and shows each with its count.
    #[inline]
    pub(super) fn count(
        &mut self,
        keys: &[PostingKey],
        units: u16,
        mut show: impl FnMut(PostingKey, u16),
    ) {
        let bits = self.bits;
        self.counted |= !keys.is_empty();
        let counts = self.room.counts.as_mut_slice();
        for key in keys {
            if let Some(count) = counts.get_mut(Self::counter(*key, bits)) {
                *count = count.saturating_add(units);
                show(*key, *count);
            }
        }
    }

    /// Writes sorted keys down.
    pub(super) fn note(&mut self, keys: &[PostingKey]) {
        self.room.keys.extend_from_slice(keys);
    }

    /// Makes ready for about so many keys. Keys that were counted already stay so.
    pub(super) fn reserve(&mut self, keys: usize) {
        self.room.keys.reserve(keys.saturating_sub(self.len()));
        let wanted = keys.saturating_mul(COUNTERS_A_KEY);
        let bits = (usize::BITS - wanted.leading_zeros()).clamp(self.bits, MOST_BITS);
        if bits > self.bits {
            // The first bits of the hash stay, so what was counted together bounds each of those who now part.
            let apart = bits - self.bits;
            let counts: Vec<u16> = if self.counted {
                let split = |at: usize| self.room.counts[at >> apart];
                (0..1usize << bits).map(split).collect()
            } else {
                vec![0; 1 << bits]
            };
            self.room.counts = counts;
            self.bits = bits;
        }
    }

    /// The count of a key, or more.
    #[inline]
    pub(super) fn count_of(&self, key: PostingKey) -> u16 {
        self.room.counts[Self::counter(key, self.bits)]
    }

    /// The keys that were written down and whose count is at least what their bucket asks for, sorted, each once. The
    /// others are forgotten.
    pub(super) fn reaching(&mut self, least: &[u32; 128]) -> &[PostingKey] {
        let mut keys = std::mem::take(&mut self.room.keys);
        keys.retain(|key| u32::from(self.count_of(*key)) >= least[usize::from(key.bucket() & 127)]);
        // A few sorted runs, one a list: the stable sort merges them.
        keys.sort();
        keys.dedup();
        self.room.keys = keys;
        &self.room.keys
    }

    /// What was written down.
    pub(super) fn keys(&self) -> &[PostingKey] {
        &self.room.keys
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::{BTreeMap, BTreeSet};

    proptest! {
        #[test]
        fn counts_are_never_too_low(
            adds in proptest::collection::vec((1u32..900, 0u32..4_000, 0u16..9, any::<bool>()), 0..6_000),
            reserves in proptest::collection::vec((0usize..6_000, 0usize..40_000), 0..3),
        ) {
            let room = TallyRoom { counts: vec![7; 3], keys: vec![PostingKey::LAST] };
            let mut tally = Tally::in_room(room);
            let mut map: BTreeMap<PostingKey, u16> = BTreeMap::new();
            let mut noted = BTreeSet::new();
            for (n, (weight, entry, units, note)) in adds.into_iter().enumerate() {
                for (at, more) in &reserves {
                    if *at == n {
                        tally.reserve(*more);
                    }
                }
                let key = PostingKey::new(weight, entry);
                if note {
                    noted.insert(key);
                    tally.note(&[key]);
                }
                let mut count = 0;
                tally.count(&[key], units, |_, n| count = n);
                *map.entry(key).or_default() += units;
                prop_assert!(count >= map[&key]);
            }
            let all = tally.reaching(&[0; 128]).to_vec();
            prop_assert_eq!(&all, &noted.iter().copied().collect::<Vec<_>>());
            for key in &all {
                prop_assert!(tally.count_of(*key) >= map[key]);
            }
            let reaching: Vec<_> = all.into_iter().filter(|key| tally.count_of(*key) >= 9).collect();
            prop_assert_eq!(tally.reaching(&[9; 128]), reaching);
        }

        #[test]
        fn few_keys_are_counted_exactly(keys in proptest::collection::btree_set((1u32..900, 0u32..4_000), 0..300)) {
            let mut tally = Tally::in_room(TallyRoom::default());
            let keys: BTreeSet<PostingKey> = keys.into_iter().map(|(w, e)| PostingKey::new(w, e)).collect();
            tally.reserve(keys.len() * 16);
            let keys: Vec<PostingKey> = keys.into_iter().collect();
            tally.note(&keys);
            tally.count(&keys, 4, |_, _| ());
            let wrong = keys.iter().filter(|key| tally.count_of(**key) != 4).count();
            prop_assert!(wrong <= 4 + keys.len() / 10, "{wrong} of {}", keys.len());
        }
    }
}
