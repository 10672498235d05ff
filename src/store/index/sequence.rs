//! The tokens of an entry as numbers: enough to weigh it under the score without its text.
//!
//! A token is the number of its term and, where it is not the term's first form, the number of its form. The marks
//! have the least numbers. Entries lie in blocks by their numbers: one byte says how many bytes an end takes (2 or 4),
//! eight say which places of the block are taken; then come the ends of the records, and the records, so that one is
//! found without reading the others.

use super::varint;
use std::collections::BTreeMap;
use std::ops::Range;

/// Numbers in a block.
pub(super) const BLOCK: u32 = 64;

/// A token of an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Code {
    /// The number of its term in its language.
    pub term: u32,
    /// Which of the term's forms it is, from 0.
    pub form: u32,
}

/// Appends a token.
pub(super) fn put_code(out: &mut Vec<u8>, code: Code) {
    varint::put(out, (u64::from(code.term) << 1) | u64::from(code.form != 0));
    if code.form != 0 {
        varint::put(out, u64::from(code.form));
    }
}

/// Visits the tokens of a record. `None`: the bytes are damaged.
#[inline]
pub fn for_each_code(record: &[u8], mut visit: impl FnMut(Code)) -> Option<()> {
    let mut at = 0;
    while at < record.len() {
        let head = varint::get(record, &mut at)?;
        let form = if head & 1 == 0 {
            0
        } else {
            u32::try_from(varint::get(record, &mut at)?).ok()?
        };
        visit(Code {
            term: u32::try_from(head >> 1).ok()?,
            form,
        });
    }
    Some(())
}

/// Visits the terms of the tokens of a record. `None`: the bytes are damaged.
#[inline]
pub fn for_each_term(record: &[u8], mut visit: impl FnMut(u32)) -> Option<()> {
    let mut rest = record;
    // Nearly all tokens take one to three bytes.
    loop {
        let head = match *rest {
            [] => return Some(()),
            [a, ref after @ ..] if a < 0x80 => {
                rest = after;
                u32::from(a)
            }
            [a, b, ref after @ ..] if b < 0x80 => {
                rest = after;
                u32::from(a & 0x7f) | u32::from(b) << 7
            }
            [a, b, c, ref after @ ..] if c < 0x80 => {
                rest = after;
                u32::from(a & 0x7f) | u32::from(b & 0x7f) << 7 | u32::from(c) << 14
            }
            _ => {
                let mut at = 0;
                let head = varint::get(rest, &mut at)?;
                rest = &rest[at..];
                u32::try_from(head).ok()?
            }
        };
        if head & 1 == 1 {
            match *rest {
                [form, ref after @ ..] if form < 0x80 => rest = after,
                _ => {
                    let mut at = 0;
                    varint::get(rest, &mut at)?;
                    rest = &rest[at..];
                }
            }
        }
        visit(head >> 1);
    }
}

/// Bytes before the ends of the records: how many bytes an end takes, and which places are taken.
const HEAD: usize = 1 + size_of::<u64>();

/// The bytes of an entry's tokens inside its block. `None`: it is not there, or the block is damaged.
#[inline]
pub(super) fn find(block: &[u8], number: u32) -> Option<Range<usize>> {
    let (&width, rest) = block.split_first()?;
    let taken = u64::from_le_bytes(*rest.first_chunk()?);
    let bit = 1u64 << (number % BLOCK);
    if taken & bit == 0 {
        return None;
    }
    let place = (taken & (bit - 1)).count_ones() as usize;
    let records = HEAD + taken.count_ones() as usize * usize::from(width);
    let start = match place {
        0 => 0,
        _ => end(block, width, place - 1)?,
    };
    let span = records + start..records + end(block, width, place)?;
    (span.start <= span.end && span.end <= block.len()).then_some(span)
}

/// Reads where the records of a block end, for nothing but having them near.
#[inline]
pub(super) fn touch(block: &[u8], number: u32) -> u8 {
    let middle = HEAD + 2 * (number % BLOCK) as usize;
    block.get(middle).copied().unwrap_or_default() ^ block.first().copied().unwrap_or_default()
}

/// Where the record at a place ends, from the beginning of the records.
#[inline]
fn end(block: &[u8], width: u8, place: usize) -> Option<usize> {
    let at = HEAD + place * usize::from(width);
    match width {
        2 => Some(u16::from_le_bytes(*block.get(at..)?.first_chunk()?) as usize),
        4 => Some(u32::from_le_bytes(*block.get(at..)?.first_chunk()?) as usize),
        _ => None,
    }
}

/// A block that is being changed.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct OpenBlock {
    records: BTreeMap<u8, Vec<u8>>,
}

impl OpenBlock {
    /// Reads the bytes of a block; none are an empty one. `None`: it is damaged.
    pub(super) fn read(bytes: &[u8]) -> Option<Self> {
        let mut records = BTreeMap::new();
        if !bytes.is_empty() {
            let taken = u64::from_le_bytes(*bytes.get(1..)?.first_chunk()?);
            for place in (0..BLOCK).filter(|place| taken >> place & 1 == 1) {
                records.insert(place as u8, bytes[find(bytes, place)?].to_vec());
            }
        }
        Some(Self { records })
    }

    /// The bytes of the block; none when it is empty.
    pub(super) fn bytes(&self) -> Vec<u8> {
        if self.records.is_empty() {
            return Vec::new();
        }
        let long = self.records.values().map(Vec::len).sum::<usize>() > usize::from(u16::MAX);
        let mut out = vec![if long { 4 } else { 2 }];
        let taken = self
            .records
            .keys()
            .fold(0u64, |all, place| all | 1 << place);
        out.extend(taken.to_le_bytes());
        let mut end = 0;
        for record in self.records.values() {
            end += record.len();
            if long {
                out.extend((end as u32).to_le_bytes());
            } else {
                out.extend((end as u16).to_le_bytes());
            }
        }
        self.records.values().for_each(|record| out.extend(record));
        out
    }

    /// Puts the record of an entry in.
    pub(super) fn put(&mut self, number: u32, record: Vec<u8>) {
        self.records.insert((number % BLOCK) as u8, record);
    }

    /// Takes the record of an entry out and gives it back.
    pub(super) fn take(&mut self, number: u32) -> Option<Vec<u8>> {
        self.records.remove(&((number % BLOCK) as u8))
    }

    /// How many entries it holds.
    pub(super) fn len(&self) -> usize {
        self.records.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn records_come_back_and_can_be_taken_out(
            entries in proptest::collection::btree_map(0u32..BLOCK, proptest::collection::vec((0u32..1 << 27, 0u32..300), 0..200), 0..12),
            long in any::<bool>(),
        ) {
            let mut block = OpenBlock::default();
            let record = |codes: &[(u32, u32)]| {
                let mut out = Vec::new();
                for (term, form) in codes {
                    put_code(&mut out, Code { term: *term, form: *form });
                }
                out
            };
            for (number, codes) in &entries {
                block.put(7 * BLOCK + number, record(codes));
            }
            if long {
                block.put(5, vec![1; 70_000]);
            }
            let bytes = block.bytes();
            prop_assert_eq!(OpenBlock::read(&bytes), Some(OpenBlock { records: block.records.clone() }));
            for (number, codes) in entries.iter().filter(|(number, _)| !long || **number != 5) {
                let span = find(&bytes, 7 * BLOCK + number).unwrap();
                let mut back = Vec::new();
                for_each_code(&bytes[span], |code| back.push((code.term, code.form))).unwrap();
                prop_assert_eq!(&back, codes);
                let span = find(&bytes, 7 * BLOCK + number).unwrap();
                let mut found = Vec::new();
                for_each_term(&bytes[span], |term| found.push(term)).unwrap();
                prop_assert_eq!(found, codes.iter().map(|(term, _)| *term).collect::<Vec<_>>());
            }
            for number in 0..BLOCK {
                let known = entries.contains_key(&number) || long && number == 5;
                prop_assert_eq!(find(&bytes, number).is_some(), known);
                prop_assert_eq!(block.take(number).is_some(), known);
                prop_assert_eq!(find(&block.bytes(), number), None);
            }
            prop_assert!(block.bytes().is_empty());
        }

        #[test]
        fn any_bytes_are_read_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..60), width in 0u8..5, number in 0..BLOCK) {
            let _ = for_each_code(&bytes, |_| ());
            let _ = for_each_term(&bytes, |_| ());
            let bytes = [&[width][..], &bytes].concat();
            let _ = find(&bytes, number);
            let _ = OpenBlock::read(&bytes);
        }
    }
}
