//! Entries that are scored and wait to be given out, the best on top.

use crate::matching::score::Score;
use crate::store::index::Facts;
use crate::store::index::facts::flags;
use std::cmp::Ordering;

/// A scored entry.
#[derive(Debug, Clone, Copy)]
pub(super) struct Ready {
    /// The highest value that a unit with its text can have.
    pub(super) potential: f64,
    pub(super) entry: u32,
    pub(super) facts: Facts,
    pub(super) score: Score,
}

impl Ready {
    fn key(&self) -> (u64, u32, u32) {
        // Bits of numbers that are not negative are ordered as the numbers are. The last variant of several is not
        // known.
        let many = self.facts.flags & flags::MANY != 0;
        let last = if many { u32::MAX } else { self.entry };
        (self.potential.to_bits(), self.facts.minute, last)
    }
}

impl PartialEq for Ready {
    fn eq(&self, other: &Self) -> bool {
        self.key() == other.key()
    }
}
impl Eq for Ready {}
impl PartialOrd for Ready {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}
impl Ord for Ready {
    fn cmp(&self, other: &Self) -> Ordering {
        self.key().cmp(&other.key())
    }
}
