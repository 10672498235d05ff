//! Which entries a file has had: gettext takes each once.

use super::entry::Entry;
use crate::format::{Entry as Found, Oddity, Remark};
use rustc_hash::FxHashSet;
use std::hash::{DefaultHasher, Hash, Hasher};

/// The entries before the one that is read, of its domain.
#[derive(Debug, Default)]
pub(super) struct Known {
    header: bool,
    /// Hashes of context and source.
    entries: FxHashSet<u64>,
}

impl Known {
    pub(super) fn has_header(&self) -> bool {
        self.header
    }

    /// Notes a header; whether there was one before.
    pub(super) fn take_header(&mut self) -> bool {
        std::mem::replace(&mut self.header, true)
    }

    /// Notes an entry; whether there was one of this context and source before.
    pub(super) fn take(&mut self, entry: &Entry) -> bool {
        let mut hasher = DefaultHasher::new();
        (&entry.context, &entry.id).hash(&mut hasher);
        !self.entries.insert(hasher.finish())
    }
}

/// Tells what is odd about an entry once, with its first unit.
pub(super) fn tell_once(found: &mut [Found], oddity: Oddity, text: impl Into<String>) {
    let first = found.iter_mut().find_map(|found| match found {
        Found::Unit { remarks, line, .. } => Some((remarks, *line)),
        Found::Rejected(_) => None,
    });
    if let Some((remarks, line)) = first {
        remarks.push(Remark::new(oddity, line, text));
    }
}
