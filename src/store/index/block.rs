//! Entries in blocks by their numbers: of each its facts and its tokens, so that one row holds all that a look-up asks
//! about it.
//!
//! A block begins with the bytes that an end takes (2 or 4) and two bytes of bits for the numbers that are taken; then come
//! the facts of those, where their tokens end, and the tokens, so that one is found without reading the others. Blocks are
//! small beside a page, of which else too much would stay empty.

use super::facts::{self, Facts};
use std::collections::BTreeMap;
use std::ops::Range;

/// Numbers in a block.
pub(super) const BLOCK: u32 = 16;
/// Bytes before the facts.
const HEAD: usize = 1 + size_of::<u16>();

/// Where an entry lies in its block.
#[derive(Debug, Clone, Copy)]
struct Place {
    /// Entries before it.
    before: usize,
    /// Entries of the block.
    taken: usize,
    /// Bytes of an end.
    width: usize,
}

impl Place {
    /// `None`: it is not there.
    #[inline]
    fn find(block: &[u8], number: u32) -> Option<Self> {
        let &[width, low, high] = block.first_chunk::<HEAD>()?;
        let taken = u16::from_le_bytes([low, high]);
        let bit = 1u16 << (number % BLOCK);
        (taken & bit != 0).then(|| Self {
            before: (taken & (bit - 1)).count_ones() as usize,
            taken: taken.count_ones() as usize,
            width: usize::from(width),
        })
    }

    #[inline]
    fn facts(self) -> usize {
        HEAD + self.before * facts::BYTES
    }

    /// Where the tokens end of an entry of the block, from the beginning of all tokens.
    #[inline]
    fn end(self, block: &[u8], entry: usize) -> Option<usize> {
        let at = HEAD + self.taken * facts::BYTES + entry * self.width;
        match self.width {
            2 => Some(u16::from_le_bytes(*block.get(at..)?.first_chunk()?) as usize),
            4 => Some(u32::from_le_bytes(*block.get(at..)?.first_chunk()?) as usize),
            _ => None,
        }
    }
}

/// The facts of an entry. `None`: it is not there.
#[inline]
pub(super) fn facts(block: &[u8], number: u32) -> Option<Facts> {
    let at = Place::find(block, number)?.facts();
    block.get(at..)?.first_chunk().map(Facts::read)
}

/// The bytes of an entry's tokens inside its block. `None`: it is not there, or the block is damaged.
#[inline]
pub(super) fn tokens(block: &[u8], number: u32) -> Option<Range<usize>> {
    let place = Place::find(block, number)?;
    let first = HEAD + place.taken * (facts::BYTES + place.width);
    let start = match place.before {
        0 => 0,
        before => place.end(block, before - 1)?,
    };
    let span = first + start..first + place.end(block, place.before)?;
    (span.start <= span.end && span.end <= block.len()).then_some(span)
}

/// A block that is being changed.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct OpenBlock {
    entries: BTreeMap<u8, (Facts, Vec<u8>)>,
}

impl OpenBlock {
    /// Reads the bytes of a block; none are an empty one. `None`: it is damaged.
    pub(super) fn read(bytes: &[u8]) -> Option<Self> {
        let mut entries = BTreeMap::new();
        if !bytes.is_empty() {
            let taken = u16::from_le_bytes(*bytes.get(1..)?.first_chunk()?);
            for place in (0..BLOCK).filter(|place| taken >> place & 1 == 1) {
                let tokens = bytes[tokens(bytes, place)?].to_vec();
                entries.insert(place as u8, (facts(bytes, place)?, tokens));
            }
        }
        Some(Self { entries })
    }

    /// The bytes of the block; none when it is empty.
    pub(super) fn bytes(&self) -> Vec<u8> {
        if self.entries.is_empty() {
            return Vec::new();
        }
        let tokens = || self.entries.values().map(|(_, tokens)| tokens);
        let long = tokens().map(Vec::len).sum::<usize>() > usize::from(u16::MAX);
        let mut out = vec![if long { 4 } else { 2 }];
        let taken = self
            .entries
            .keys()
            .fold(0u16, |all, place| all | 1 << place);
        out.extend(taken.to_le_bytes());
        for (facts, _) in self.entries.values() {
            out.extend(facts.bytes());
        }
        let mut end = 0;
        for tokens in tokens() {
            end += tokens.len();
            if long {
                out.extend((end as u32).to_le_bytes());
            } else {
                out.extend((end as u16).to_le_bytes());
            }
        }
        tokens().for_each(|tokens| out.extend(tokens));
        out
    }

    /// Puts an entry in.
    pub(super) fn put(&mut self, number: u32, facts: Facts, tokens: Vec<u8>) {
        self.entries.insert((number % BLOCK) as u8, (facts, tokens));
    }

    /// Takes an entry out and gives its facts and tokens back.
    pub(super) fn take(&mut self, number: u32) -> Option<(Facts, Vec<u8>)> {
        self.entries.remove(&((number % BLOCK) as u8))
    }

    /// The facts of an entry.
    pub(super) fn facts(&mut self, number: u32) -> Option<&mut Facts> {
        let entry = self.entries.get_mut(&((number % BLOCK) as u8));
        entry.map(|(facts, _)| facts)
    }

    /// The tokens of an entry.
    pub(super) fn record(&self, number: u32) -> Option<&[u8]> {
        let entry = self.entries.get(&((number % BLOCK) as u8));
        entry.map(|(_, record)| record.as_slice())
    }

    /// How many entries it holds.
    pub(super) fn len(&self) -> usize {
        self.entries.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn some_facts() -> impl Strategy<Value = Facts> {
        (1u32..400_000, 0u32..1 << 28, 0u8..16, any::<u64>()).prop_map(
            |(weight, minute, flags, signature)| {
                Facts {
                    weight,
                    minute,
                    flags,
                    signature,
                }
                .kept()
            },
        )
    }

    proptest! {
        #[test]
        fn entries_come_back_and_can_be_taken_out(
            entries in proptest::collection::btree_map(0u32..BLOCK, (some_facts(), proptest::collection::vec(any::<u8>(), 0..200)), 0..12),
            long in any::<bool>(),
        ) {
            let mut entries = entries;
            if long {
                entries.insert(5, (Facts::default(), vec![1; 70_000]));
            }
            let mut block = OpenBlock::default();
            for (number, (facts, tokens)) in &entries {
                block.put(7 * BLOCK + number, *facts, tokens.clone());
            }
            let bytes = block.bytes();
            prop_assert_eq!(OpenBlock::read(&bytes).unwrap(), OpenBlock { entries: block.entries.clone() });
            for number in 0..BLOCK {
                let wanted = entries.get(&number).cloned();
                prop_assert_eq!(facts(&bytes, 3 * BLOCK + number), wanted.as_ref().map(|(facts, _)| *facts));
                let found = tokens(&bytes, 3 * BLOCK + number).map(|span| bytes[span].to_vec());
                prop_assert_eq!(found.as_ref(), wanted.as_ref().map(|(_, tokens)| tokens));
                prop_assert_eq!(block.facts(number).copied(), wanted.as_ref().map(|(facts, _)| *facts));
                prop_assert_eq!(block.take(number), wanted);
                prop_assert_eq!(tokens(&block.bytes(), number), None);
                prop_assert_eq!(facts(&block.bytes(), number), None);
            }
            prop_assert!(block.bytes().is_empty());
        }

        #[test]
        fn any_bytes_are_read_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..60), width in 0u8..5, number in 0..BLOCK) {
            let bytes = [&[width][..], &bytes].concat();
            let _ = tokens(&bytes, number);
            let _ = facts(&bytes, number);
            let _ = OpenBlock::read(&bytes);
        }
    }
}
