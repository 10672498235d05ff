//! What the order of matches needs to know about an entry before its text is read: weight, date, penalties.
//!
//! Fourteen bytes each, so that thousands of candidates are told apart without reading their tokens.

use crate::model::LATEST_MINUTE;
use crate::text::WEIGHT_UNIT;

/// Bytes of an entry's facts in its block.
pub(super) const BYTES: usize = 14;
const FLAG_BITS: u32 = 4;
const _: () = assert!(LATEST_MINUTE == u32::MAX >> FLAG_BITS);

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

    /// Reads the bytes of [`Facts::bytes`].
    #[inline]
    pub(super) fn read(bytes: &[u8; BYTES]) -> Self {
        let &[w0, w1, d0, d1, d2, d3, ref signature @ ..] = bytes;
        let date = u32::from_le_bytes([d0, d1, d2, d3]);
        Self {
            weight: u32::from(u16::from_le_bytes([w0, w1])) * WEIGHT_UNIT,
            minute: date >> FLAG_BITS,
            flags: (date & ((1 << FLAG_BITS) - 1)) as u8,
            signature: u64::from_le_bytes(*signature),
        }
    }

    /// The bytes that a block keeps of them.
    pub(super) fn bytes(self) -> [u8; BYTES] {
        let weight = u16::try_from(self.weight / WEIGHT_UNIT).unwrap_or(u16::MAX);
        let minute = self.minute.min(LATEST_MINUTE);
        let date = (minute << FLAG_BITS) | u32::from(self.flags);
        let [w0, w1] = weight.to_le_bytes();
        let [d0, d1, d2, d3] = date.to_le_bytes();
        let [s0, s1, s2, s3, s4, s5, s6, s7] = self.signature.to_le_bytes();
        [w0, w1, d0, d1, d2, d3, s0, s1, s2, s3, s4, s5, s6, s7]
    }

    /// As a block keeps them: the weight cut to what fits.
    #[must_use]
    pub fn kept(self) -> Self {
        Self::read(&self.bytes())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn facts_come_back(weight in 0u32..400_000, minute in 0u32..=LATEST_MINUTE, bits in 0u8..16, signature in any::<u64>()) {
            let facts = Facts { weight: weight / WEIGHT_UNIT * WEIGHT_UNIT, minute, flags: bits, signature };
            let back = facts.kept();
            prop_assert_eq!((back.minute, back.flags, back.signature), (minute, bits, signature));
            prop_assert_eq!(back.weight, facts.weight.min(u32::from(u16::MAX) * WEIGHT_UNIT));
        }
    }
}
