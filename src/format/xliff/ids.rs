//! Identifiers that XLIFF requires and a unit does not have.

use crate::model::{Code, CodeKind};
use rustc_hash::FxHashSet;
use std::hash::{BuildHasher, BuildHasherDefault};

/// What begins an identifier that karvan supplied: it is no part of the unit, and is taken off when it is read.
pub(super) const GENERATED: &str = "karvan-";

/// Numbers what has no identifier, and knows which were used.
#[derive(Debug, Default)]
pub(super) struct Ids {
    last: usize,
    used: FxHashSet<u64>,
    /// The numbers of pairs that were begun under a reference, with whether they have native codes.
    references: FxHashSet<(bool, String)>,
}

impl Ids {
    /// The next identifier of our own.
    pub(super) fn supply(&mut self) -> String {
        self.last += 1;
        format!("{GENERATED}{}", self.last)
    }

    /// Whether a half of a pair can be written with a reference: the first half is the only one of this number, and
    /// the second one follows it.
    pub(super) fn refer(&mut self, code: &Code, number: &str) -> bool {
        let key = (code.content.is_empty(), number.to_owned());
        match code.kind {
            CodeKind::Bpt => is_token(number) && self.references.insert(key),
            _ => self.references.contains(&key),
        }
    }

    /// Whether this identifier can be written: it has the shape that XML Schema calls NMTOKEN, is not shaped as one
    /// of ours, and was not used before. Eight bytes are kept of each, whatever its length.
    pub(super) fn claim(&mut self, id: &str) -> bool {
        let hash = BuildHasherDefault::<rustc_hash::FxHasher>::default().hash_one(id);
        is_token(id) && !id.starts_with(GENERATED) && self.used.insert(hash)
    }
}

/// Whether a text has the shape that XML Schema calls NMTOKEN, whatever edition of XML the reader knows.
pub(super) fn is_token(text: &str) -> bool {
    let letter = |c: char| matches!(c, '\u{c0}'..='\u{d6}' | '\u{d8}'..='\u{f6}' | '\u{f8}'..='\u{131}' | '\u{259}' | '\u{4e00}'..='\u{9fa5}');
    let fits =
        |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_' | ':') || letter(c);
    !text.is_empty() && text.chars().all(fits)
}

/// Whether a text has the shape `PREFIX:NAME`.
pub(super) fn is_prefixed(text: &str) -> bool {
    let part = |part: &str| is_token(part) && !part.contains(':');
    text.split_once(':')
        .is_some_and(|(prefix, name)| part(prefix) && part(name))
}
