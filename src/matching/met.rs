//! The entries that were met in posting lists, with what they share with the query: a table that stays small enough to
//! be at hand, because a counter for every entry of a large memory does not.

use crate::store::index::PostingKey;

/// Bits of a slot that count; the others are the key.
const COUNT_BITS: u32 = 16;
const LEAST_SLOTS: usize = 1 << 12;

/// Keys with counts, by open addressing; a slot of 0 is free.
#[derive(Debug, Default)]
pub(super) struct Met {
    slots: Vec<u64>,
    used: usize,
}

impl Met {
    /// An empty table in the room of an earlier one.
    pub(super) fn in_room(mut slots: Vec<u64>) -> Self {
        slots.clear();
        slots.resize(LEAST_SLOTS, 0);
        Self { slots, used: 0 }
    }

    /// The room of the table, for another one.
    pub(super) fn into_room(self) -> Vec<u64> {
        self.slots
    }

    /// How many keys were met.
    pub(super) fn len(&self) -> usize {
        self.used
    }

    #[inline]
    fn place(&self, key: PostingKey) -> usize {
        let hash = key.number().wrapping_mul(0x9e37_79b9_7f4a_7c15);
        (hash >> (64 - self.slots.len().trailing_zeros())) as usize
    }

    /// The slot of a key, or the free one where it belongs.
    #[inline]
    fn find(&self, key: PostingKey) -> usize {
        let mask = self.slots.len() - 1;
        let mut at = self.place(key);
        loop {
            let slot = self.slots[at];
            if slot == 0 || slot >> COUNT_BITS == key.number() {
                return at;
            }
            at = (at + 1) & mask;
        }
    }

    /// Adds to the count of a key and gives it.
    #[inline]
    pub(super) fn add(&mut self, key: PostingKey, units: u16) -> u16 {
        let at = self.find(key);
        let slot = &mut self.slots[at];
        if *slot == 0 {
            *slot = key.number() << COUNT_BITS;
            self.used += 1;
        }
        *slot += u64::from(units);
        let count = *slot as u16;
        if self.used * 2 > self.slots.len() {
            self.grow();
        }
        count
    }

    /// Adds to the count of a key that was met.
    #[inline]
    pub(super) fn add_to_known(&mut self, key: PostingKey, units: u16) {
        let at = self.find(key);
        let slot = &mut self.slots[at];
        if *slot != 0 {
            *slot += u64::from(units);
        }
    }

    /// Makes room for about so many keys more, so that it is not made bit by bit.
    pub(super) fn reserve(&mut self, more: usize) {
        while self.slots.len() < (self.used + more) * 2 {
            if self.used == 0 {
                let slots = ((more + 1) * 2).next_power_of_two();
                self.slots.resize(slots.max(LEAST_SLOTS), 0);
                return;
            }
            self.grow();
        }
    }

    fn grow(&mut self) {
        let larger = vec![0; self.slots.len() * 4];
        for slot in std::mem::replace(&mut self.slots, larger) {
            if slot != 0 {
                let at = self.find(PostingKey::from_number(slot >> COUNT_BITS));
                self.slots[at] = slot;
            }
        }
    }

    /// The keys whose count is at least what their bucket asks for, with their counts, in no order.
    pub(super) fn reaching(&self, least: &[u32; 128]) -> Vec<(PostingKey, u16)> {
        let mut out = vec![0u64; self.used + 1];
        let mut n = 0;
        // Without a branch, because nothing foretells which slots are taken.
        for slot in &self.slots {
            let key = PostingKey::from_number(slot >> COUNT_BITS);
            let enough = u32::from(*slot as u16) >= least[usize::from(key.bucket() & 127)];
            out[n] = *slot;
            n += usize::from((*slot != 0) & enough);
        }
        out[..n]
            .iter()
            .map(|slot| (PostingKey::from_number(slot >> COUNT_BITS), *slot as u16))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeMap;

    proptest! {
        #[test]
        fn counts_like_a_map(adds in proptest::collection::vec((1u32..900, 0u32..4_000, 0u16..9, any::<bool>()), 0..6_000)) {
            let mut met = Met::in_room(vec![7; 3]);
            let mut map: BTreeMap<PostingKey, u16> = BTreeMap::new();
            for (weight, entry, units, known) in adds {
                let key = PostingKey::new(weight, entry);
                if known {
                    met.add_to_known(key, units);
                    map.entry(key).and_modify(|n| *n += units);
                } else {
                    let count = map.entry(key).or_default();
                    *count += units;
                    prop_assert_eq!(met.add(key, units), *count);
                }
            }
            prop_assert_eq!(met.len(), map.len());
            let mut least = [0; 128];
            prop_assert_eq!(met.reaching(&least).into_iter().collect::<BTreeMap<_, _>>(), map.clone());
            least.fill(9);
            map.retain(|_, count| *count >= 9);
            prop_assert_eq!(met.reaching(&least).into_iter().collect::<BTreeMap<_, _>>(), map);
        }
    }
}
