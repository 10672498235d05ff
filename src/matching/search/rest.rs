//! What the lists that were not read can add to what an entry shares with the query.

use super::prefix::List;
use crate::store::index::facts::signature_bit;
use crate::store::index::terms::kind_of;
use crate::text::TokenKind;

/// In units of weight.
#[derive(Debug)]
pub(super) struct Rest {
    total: u32,
    /// What the words with each bit of a signature add, and the bits that words have.
    by_bit: [u32; 64],
    bits: u64,
}

impl Rest {
    /// What marks, which have no lists, can add, and these lists.
    pub(super) fn new(marks: u32, lists: &[List]) -> Self {
        let mut rest = Self {
            total: marks,
            by_bit: [0; 64],
            bits: 0,
        };
        for list in lists {
            rest.total += u32::from(list.units);
            if let Some(bit) = bit(list) {
                rest.bits |= bit;
                rest.by_bit[bit.trailing_zeros() as usize] += u32::from(list.units);
            }
        }
        rest
    }

    /// Takes a list off that was read.
    pub(super) fn remove(&mut self, list: &List) {
        self.total -= u32::from(list.units);
        if let Some(bit) = bit(list) {
            let here = &mut self.by_bit[bit.trailing_zeros() as usize];
            *here -= u32::from(list.units);
            if *here == 0 {
                self.bits &= !bit;
            }
        }
    }

    /// For an entry of which nothing is known.
    #[inline]
    pub(super) fn total(&self) -> u32 {
        self.total
    }

    /// For an entry with this signature.
    #[inline]
    pub(super) fn with(&self, signature: u64) -> u32 {
        let mut missing = self.bits & !signature;
        let mut total = self.total;
        while missing != 0 {
            total -= self.by_bit[missing.trailing_zeros() as usize];
            missing &= missing - 1;
        }
        total
    }
}

fn bit(list: &List) -> Option<u64> {
    match kind_of(list.term.number) {
        TokenKind::Word | TokenKind::Han if !list.is_figures() => {
            Some(signature_bit(list.term.number))
        }
        _ => None,
    }
}
