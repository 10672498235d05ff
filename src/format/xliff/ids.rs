//! Identifiers that XLIFF requires and a unit does not have.

use rustc_hash::FxHashSet;
use std::hash::{BuildHasher, BuildHasherDefault};

/// What begins an identifier that karvan supplied: it is no part of the unit, and is taken off when it is read.
pub(super) const GENERATED: &str = "karvan-";

/// Numbers what has no identifier, and knows which were used.
#[derive(Debug, Default)]
pub(super) struct Ids {
    last: usize,
    used: FxHashSet<u64>,
}

impl Ids {
    /// The next identifier of our own.
    pub(super) fn supply(&mut self) -> String {
        self.last += 1;
        format!("{GENERATED}{}", self.last)
    }

    /// Whether this identifier can be written: it has the shape that XML Schema calls NMTOKEN, is not shaped as one
    /// of ours, and was not used before. Eight bytes are kept of each, whatever its length.
    pub(super) fn claim(&mut self, id: &str) -> bool {
        let shaped = !id.is_empty()
            && id
                .chars()
                .all(|c| c.is_alphanumeric() || matches!(c, '.' | '-' | '_' | ':'));
        let hash = BuildHasherDefault::<rustc_hash::FxHasher>::default().hash_one(id);
        shaped && !id.starts_with(GENERATED) && self.used.insert(hash)
    }
}
