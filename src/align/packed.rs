//! A lexicon as bytes: words in order, each without what it begins with like the one before it, and small numbers.

use std::collections::BTreeMap;

/// Writes bytes.
#[derive(Debug, Default)]
pub(super) struct Packer {
    bytes: Vec<u8>,
}

impl Packer {
    /// A number, seven bits a byte, the lowest first.
    pub(super) fn number(&mut self, mut number: u64) {
        while number >= 0x80 {
            self.bytes.push((number & 0x7f) as u8 | 0x80);
            number >>= 7;
        }
        self.bytes.push(number as u8);
    }

    /// Words in order, with a number each.
    pub(super) fn words<'a>(&mut self, words: impl ExactSizeIterator<Item = (&'a str, u64)>) {
        self.number(words.len() as u64);
        let mut last: &str = "";
        for (word, number) in words {
            let same = last.bytes().zip(word.bytes()).take_while(|(a, b)| a == b);
            let same = same.count();
            self.number(same as u64);
            self.number((word.len() - same) as u64);
            self.bytes.extend_from_slice(&word.as_bytes()[same..]);
            self.number(number);
            last = word;
        }
    }

    /// What was written.
    pub(super) fn finish(self) -> Vec<u8> {
        self.bytes
    }
}

/// Reads what [`Packer`] wrote. What is damaged gives nothing.
#[derive(Debug)]
pub(super) struct Unpacker<'a> {
    bytes: &'a [u8],
}

impl<'a> Unpacker<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        Self { bytes }
    }

    /// A number.
    pub(super) fn number(&mut self) -> Option<u64> {
        let mut out = 0;
        for shift in (0..63).step_by(7) {
            let (first, rest) = self.bytes.split_first()?;
            self.bytes = rest;
            out |= u64::from(first & 0x7f) << shift;
            if first & 0x80 == 0 {
                return Some(out);
            }
        }
        None
    }

    /// Words with a number each.
    pub(super) fn words(&mut self) -> Option<Vec<(String, u64)>> {
        let count = self.number()?;
        let mut out: Vec<(String, u64)> = Vec::new();
        let mut last: Vec<u8> = Vec::new();
        for _ in 0..count {
            let same = self.number()? as usize;
            let own = self.number()? as usize;
            if same > last.len() || own > self.bytes.len() {
                return None;
            }
            let (word, rest) = self.bytes.split_at(own);
            self.bytes = rest;
            last.truncate(same);
            last.extend_from_slice(word);
            let word = std::str::from_utf8(&last).ok()?.to_owned();
            out.push((word, self.number()?));
        }
        Some(out)
    }

    /// Whether all was read.
    pub(super) fn is_at_end(&self) -> bool {
        self.bytes.is_empty()
    }
}

/// Numbers for words, in their order.
pub(super) fn numbered<'a>(words: impl Iterator<Item = &'a str>) -> BTreeMap<&'a str, usize> {
    let mut out: BTreeMap<&str, usize> = words.map(|word| (word, 0)).collect();
    for (number, place) in out.values_mut().enumerate() {
        *place = number;
    }
    out
}
