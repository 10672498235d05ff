//! Terms that are one however they are written: an entry's with a blank where the concept has one at which no line breaks, or two. Nothing
//! that a check looks for tells them apart, so that the concept's stays, and there is no conflict.

use super::pass::Merger;
use super::placing::key;
use crate::model::{LanguageEntry, Term, TermEntry, TermStatus};
use crate::text::normalized;
use rustc_hash::{FxHashMap, FxHashSet};
use std::borrow::Cow;

/// Whether a term may be written in another way that means the same.
pub(super) fn is_odd(text: &str) -> bool {
    *normalized(text) != *text
}

/// The ways to write a term.
#[derive(Debug, Default)]
struct Spellings<'a> {
    /// Those of the concept.
    own: Vec<&'a str>,
    /// Whether the entry forbids one.
    is_forbidden: bool,
    /// Whether it approves one.
    is_approved: bool,
}

impl Merger<'_> {
    /// Gives the terms of an entry the spelling that its concept has for them.
    pub(super) fn adopt_spelling(&self, at: usize, entry: &mut TermEntry) {
        for language in &mut entry.languages {
            let spellings = self.spellings(at, language);
            if spellings.is_empty() {
                continue;
            }
            for (n, spelling) in spellings {
                language.terms[n].text = spelling;
            }
            // Two that are one term now; the better status comes first.
            language.terms.sort_by_key(|term| term.status);
            let mut known = FxHashSet::default();
            language.terms.retain(|term| {
                let forbidden = term.status == TermStatus::Forbidden;
                known.insert((term.text.clone(), forbidden))
            });
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
        let asked: Vec<(usize, &Term)> = asked.filter(|(_, term)| may_differ(term)).collect();
        if asked.is_empty() {
            return Vec::new();
        }
        let mut wanted: FxHashMap<Cow<'_, str>, Spellings<'_>> = FxHashMap::default();
        for (_, term) in &asked {
            let spellings = wanted.entry(normalized(&term.text)).or_default();
            match term.status {
                TermStatus::Forbidden => spellings.is_forbidden = true,
                TermStatus::Preferred | TermStatus::Admitted => spellings.is_approved = true,
            }
        }
        let own = self.lines[at].entry.languages.iter();
        let own = own.filter(|own| own.lang == language.lang);
        for term in own.flat_map(|own| &own.terms) {
            if let Some(known) = wanted.get_mut(&normalized(&term.text)) {
                known.own.push(&term.text);
            }
        }
        let found = asked.iter().filter_map(|(n, term)| {
            let known = wanted.get(&normalized(&term.text))?;
            // An entry that forbids one way to write a term and approves another one means two terms.
            if known.is_forbidden && known.is_approved || known.own.contains(&&*term.text) {
                return None;
            }
            // Whatever the order of the concept's terms, which may change.
            Some((*n, (*known.own.iter().min()?).to_owned()))
        });
        found.collect()
    }
}
