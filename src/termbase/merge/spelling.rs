//! Terms that are one however they are written: an entry's with a blank where the concept has one at which no line breaks, or two. Nothing
//! that a check looks for tells them apart, so that the concept's stays, and there is no conflict.

use super::pass::Merger;
use crate::model::TermEntry;
use crate::text::normalized;
use rustc_hash::{FxHashMap, FxHashSet};
use std::borrow::Cow;

/// Whether a term may be written in another way that means the same.
pub(super) fn is_odd(text: &str) -> bool {
    *normalized(text) != *text
}

impl Merger<'_> {
    /// Gives the terms of an entry the spelling that its concept has for them.
    pub(super) fn adopt_spelling(&self, at: usize, entry: &mut TermEntry) {
        for language in &mut entry.languages {
            let has_odd = || language.terms.iter().any(|term| is_odd(&term.text));
            if !self.index.is_spelled(at) && !has_odd() {
                continue;
            }
            let mut own = self.lines[at].entry.languages.iter();
            let Some(own) = own.find(|own| own.lang == language.lang) else {
                continue;
            };
            let mut spellings: FxHashMap<Cow<'_, str>, &str> = FxHashMap::default();
            let mut taken: FxHashSet<String> = FxHashSet::default();
            for term in &own.terms {
                let spelling = spellings.entry(normalized(&term.text));
                spelling.or_insert(&term.text);
                taken.insert(term.text.clone());
            }
            // Two ways to write a term in one entry are two terms of it.
            let terms = language.terms.iter();
            let here: FxHashSet<String> = terms.map(|term| term.text.clone()).collect();
            for term in &mut language.terms {
                let known = spellings.get(&normalized(&term.text));
                if let Some(known) = known.filter(|known| !here.contains(**known))
                    && !taken.contains(&term.text)
                {
                    (*known).clone_into(&mut term.text);
                }
            }
        }
    }
}
