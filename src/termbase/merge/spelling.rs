//! Terms that are one however they are written: an entry's with a blank where the concept has one at which no line breaks, or two. Nothing
//! that a check looks for tells them apart, so that the concept's stays, and there is no conflict.

use super::pass::Merger;
use super::placing::key;
use crate::model::{LanguageEntry, Term, TermEntry};
use crate::text::normalized;
use rustc_hash::{FxHashMap, FxHashSet};
use std::borrow::Cow;
use std::collections::BTreeMap;

/// Whether a term may be written in another way that means the same.
pub(super) fn is_odd(text: &str) -> bool {
    *normalized(text) != *text
}

impl Merger<'_> {
    /// Gives the terms of an entry the spelling that its concept has for them.
    pub(super) fn adopt_spelling(&self, at: usize, entry: &mut TermEntry) {
        for language in &mut entry.languages {
            let spellings = self.spellings(at, language);
            for (n, spelling) in spellings {
                language.terms[n].text = spelling;
            }
        }
    }

    /// The terms of a language of an entry that a concept writes otherwise, by their places, with its spelling.
    fn spellings(&self, at: usize, language: &LanguageEntry) -> Vec<(usize, String)> {
        let is_spelled = self.index.is_spelled(at);
        // Most terms are in no concept yet, and most concepts have one spelling: those need not be looked through.
        let may_differ = |term: &Term| {
            (is_spelled || is_odd(&term.text)) && self.has(at, &key(&term.lang, term))
        };
        let asked = language.terms.iter().enumerate();
        let asked: FxHashMap<Cow<'_, str>, usize> = (asked.filter(|(_, term)| may_differ(term)))
            .map(|(n, term)| (normalized(&term.text), n))
            .collect();
        if asked.is_empty() {
            return Vec::new();
        }
        let here: FxHashSet<&str> = language.terms.iter().map(|term| &*term.text).collect();
        let own = self.lines[at].entry.languages.iter();
        let own = own.filter(|own| own.lang == language.lang);
        let mut found: BTreeMap<usize, &str> = BTreeMap::new();
        for term in own.flat_map(|own| &own.terms) {
            if let Some(n) = asked.get(&normalized(&term.text)) {
                let known = found.entry(*n).or_insert(&term.text);
                // One that the concept has as it stands stays, and two ways to write a term in one entry are two terms of it.
                if here.contains(&*term.text) {
                    *known = &term.text;
                }
            }
        }
        let differs = |(_, spelling): &(usize, &str)| !here.contains(spelling);
        let found = found.into_iter().filter(differs);
        found
            .map(|(n, spelling)| (n, spelling.to_owned()))
            .collect()
    }
}
