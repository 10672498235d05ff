//! Blocks that lie beside each other, as a look-up holds them: it asks for the facts of thousands of entries and for the
//! tokens of hundreds, far apart, so what counts is how few steps each takes in memory.

use super::block::{self, BLOCK};
use super::facts::{self, Facts};

/// Blocks of a group: together they take less than a page.
pub(super) const BLOCKS: u32 = 8;
/// Numbers in a group.
pub(super) const NUMBERS: u32 = BLOCKS * BLOCK;

/// Room for the tokens of a group that does not have to grow as a rule.
const USUAL_BYTES: usize = 8 << 10;

/// The entries of a group's numbers.
#[derive(Debug)]
pub(super) struct Group {
    /// The facts of each number; zeros where there is no entry.
    facts: [[u8; facts::BYTES]; NUMBERS as usize],
    /// Where the tokens of each number end.
    ends: [u32; NUMBERS as usize],
    tokens: Box<[u8]>,
}

/// Takes up the blocks of a group one after the other.
#[derive(Debug)]
pub(super) struct GroupBuilder {
    facts: [[u8; facts::BYTES]; NUMBERS as usize],
    ends: [u32; NUMBERS as usize],
    tokens: Vec<u8>,
    /// Numbers that were passed.
    passed: u32,
}

impl GroupBuilder {
    pub(super) fn new() -> Self {
        Self {
            facts: [[0; facts::BYTES]; NUMBERS as usize],
            ends: [0; NUMBERS as usize],
            tokens: Vec::with_capacity(USUAL_BYTES),
            passed: 0,
        }
    }

    /// The next block, with its place in the group. What is damaged counts as missing.
    pub(super) fn add(&mut self, place: u32, block: &[u8]) {
        self.pass(place * BLOCK);
        for number in place * BLOCK..(place + 1) * BLOCK {
            let facts = block::facts(block, number);
            if let (Some(facts), Some(tokens)) = (facts, block::tokens(block, number)) {
                self.facts[number as usize] = facts.bytes();
                self.tokens.extend_from_slice(&block[tokens]);
            }
            self.pass(number + 1);
        }
    }

    fn pass(&mut self, end: u32) {
        for number in self.passed..end.min(NUMBERS) {
            self.ends[number as usize] = self.tokens.len() as u32;
        }
        self.passed = end;
    }

    pub(super) fn build(mut self) -> Group {
        self.pass(NUMBERS);
        Group {
            facts: self.facts,
            ends: self.ends,
            tokens: Box::from(self.tokens.as_slice()),
        }
    }
}

impl Group {
    /// Bytes that it takes.
    pub(super) fn bytes(&self) -> usize {
        size_of::<Self>() + self.tokens.len()
    }

    /// The facts of an entry; the default where there is none with this number.
    #[inline]
    pub(super) fn facts(&self, entry: u32) -> Facts {
        Facts::read(&self.facts[(entry % NUMBERS) as usize])
    }

    /// The tokens of an entry; empty where there is none with this number.
    #[inline]
    pub(super) fn tokens(&self, entry: u32) -> &[u8] {
        let number = (entry % NUMBERS) as usize;
        let start = match number {
            0 => 0,
            number => self.ends[number - 1] as usize,
        };
        let span = start..self.ends[number] as usize;
        self.tokens.get(span).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::super::block::OpenBlock;
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeMap;

    proptest! {
        #[test]
        fn a_group_has_what_its_blocks_have(
            entries in proptest::collection::btree_map(0..NUMBERS, (1u32..4_000, proptest::collection::vec(any::<u8>(), 1..40)), 0..100),
        ) {
            let mut blocks: BTreeMap<u32, OpenBlock> = BTreeMap::new();
            let facts = |weight: u32| Facts { weight, signature: u64::from(weight), ..Facts::default() }.kept();
            for (number, (weight, tokens)) in &entries {
                blocks.entry(number / BLOCK).or_default().put(*number, facts(*weight), tokens.clone());
            }
            let mut builder = GroupBuilder::new();
            for (place, block) in &blocks {
                builder.add(*place, &block.bytes());
            }
            let group = builder.build();
            for number in 0..NUMBERS {
                let wanted = entries.get(&number).map_or_else(
                    || (Facts::default(), &[][..]),
                    |(weight, tokens)| (facts(*weight), tokens.as_slice()),
                );
                prop_assert_eq!((group.facts(3 * NUMBERS + number), group.tokens(3 * NUMBERS + number)), wanted);
            }
        }
    }
}
