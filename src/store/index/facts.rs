//! What the order of matches needs to know about an entry before its text is read: weight, date, penalties.
//!
//! Fourteen bytes for each variant's number, in blocks, so that thousands of candidates are told apart without a row each.

use crate::text::WEIGHT_UNIT;

/// Numbers in a block.
pub(super) const BLOCK: u32 = 256;
const BYTES: usize = 14;
const FLAG_BITS: u32 = 4;

/// Bits of [`Facts::flags`].
pub mod flags {
    /// The text has inline codes.
    pub const CODES: u8 = 1;
    /// The unit names another source language.
    pub const REVERSED: u8 = 2;
    /// The unit's alignment is not sure.
    pub const UNSURE: u8 = 4;
    /// Several variants have this text: the other facts are those of one of them.
    pub const MANY: u8 = 8;
}

/// What is known about an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Facts {
    /// The weight of its text; very long texts have the largest that fits. 0: there is no entry with this number.
    pub weight: u32,
    /// Minutes since 1970 of the unit's latest date.
    pub minute: u32,
    /// See [`flags`].
    pub flags: u8,
    /// A bit for each word of its text (see [`signature_bit`]).
    pub signature: u64,
}

/// The bit of a word's term in a signature. Terms share bits, so a bit that is not set says that the word is not there,
/// and one that is set says little.
#[inline]
#[must_use]
pub fn signature_bit(term: u32) -> u64 {
    1 << (term.wrapping_mul(0x9e37_79b1) >> 26)
}

impl Facts {
    /// Whether the weight is the text's own.
    #[must_use]
    pub fn is_exact(&self) -> bool {
        self.weight < u32::from(u16::MAX) * WEIGHT_UNIT
    }

    /// Reads those of a number from its block.
    pub(super) fn read(block: &[u8], number: u32) -> Self {
        let at = (number % BLOCK) as usize * BYTES;
        let Some(&[w0, w1, d0, d1, d2, d3, ref signature @ ..]) =
            block.get(at..).and_then(<[u8]>::first_chunk::<BYTES>)
        else {
            return Self::default();
        };
        let date = u32::from_le_bytes([d0, d1, d2, d3]);
        Self {
            weight: u32::from(u16::from_le_bytes([w0, w1])) * WEIGHT_UNIT,
            minute: date >> FLAG_BITS,
            flags: (date & ((1 << FLAG_BITS) - 1)) as u8,
            signature: u64::from_le_bytes(*signature),
        }
    }

    /// Writes those of a number into its block, which grows as needed.
    pub(super) fn write(self, block: &mut Vec<u8>, number: u32) {
        let at = (number % BLOCK) as usize * BYTES;
        if block.len() < at + BYTES {
            block.resize(at + BYTES, 0);
        }
        let weight = u16::try_from(self.weight / WEIGHT_UNIT).unwrap_or(u16::MAX);
        let minute = self.minute.min((1 << (32 - FLAG_BITS)) - 1);
        block[at..at + 2].copy_from_slice(&weight.to_le_bytes());
        let date = (minute << FLAG_BITS) | u32::from(self.flags);
        block[at + 2..at + 6].copy_from_slice(&date.to_le_bytes());
        block[at + 6..at + BYTES].copy_from_slice(&self.signature.to_le_bytes());
    }

    /// As a block keeps them: the weight cut to what fits.
    #[must_use]
    pub fn kept(self) -> Self {
        let mut block = Vec::new();
        self.write(&mut block, 0);
        Self::read(&block, 0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn facts_come_back(weight in 0u32..400_000, minute in 0u32..1 << 28, bits in 0u8..16, signature in any::<u64>(), number in any::<u32>()) {
            let facts = Facts { weight: weight / WEIGHT_UNIT * WEIGHT_UNIT, minute, flags: bits, signature };
            let mut block = Vec::new();
            facts.write(&mut block, number);
            let back = Facts::read(&block, number);
            prop_assert_eq!((back.minute, back.flags, back.signature), (minute, bits, signature));
            prop_assert_eq!(back.weight, facts.weight.min(u32::from(u16::MAX) * WEIGHT_UNIT));
            prop_assert_eq!(Facts::read(&block, number ^ 1), Facts::default());
        }
    }
}
