//! Which of a concept's terms the entries of one import prefer: the first that is said to be preferred, else the first of all.

use super::pass::{Merger, Place};
use super::said::demote;
use crate::lang::Lang;
use crate::model::{LanguageEntry, TermEntry, TermStatus};
use crate::termbase::union::approved;

impl Merger<'_> {
    pub(super) fn place_of(&self, at: usize, lang: &Lang) -> Place {
        let lang = self.langs.iter().position(|own| own == lang);
        let lang = lang.and_then(|at| u16::try_from(at).ok());
        let at = u32::try_from(at).unwrap_or(u32::MAX);
        (at, lang.unwrap_or(u16::MAX))
    }

    /// Whether an entry of this import said the preferred term of a concept in a language.
    pub(super) fn is_preferred(&self, at: usize, lang: &Lang) -> bool {
        self.preferred.contains(&self.place_of(at, lang))
    }

    /// Remembers the languages in which an entry brings the first approved terms to a concept.
    pub(super) fn bring(&mut self, at: usize, entry: &TermEntry) {
        let has_terms = |lang: &Lang| {
            let own = self.lines.get(at).into_iter();
            let mut own = own.flat_map(|line| &line.entry.languages);
            own.any(|own| own.lang == *lang && approved(own).next().is_some())
        };
        let brings = |own: &&LanguageEntry| approved(own).next().is_some() && !has_terms(&own.lang);
        let brought = entry.languages.iter().filter(brings);
        let places: Vec<Place> = brought.map(|own| self.place_of(at, &own.lang)).collect();
        self.brought.extend(places);
    }

    /// Lets go of the preferred terms of a concept that are so for want of others, where an entry prefers one.
    pub(super) fn give_way(&self, at: usize, own: &mut TermEntry, entry: &TermEntry) {
        let prefers = |own: &&LanguageEntry| {
            let place = self.place_of(at, &own.lang);
            self.brought.contains(&place)
                && !self.preferred.contains(&place)
                && approved(own).any(|term| term.status == TermStatus::Preferred)
        };
        for language in entry.languages.iter().filter(prefers) {
            for term in &mut own.language(&language.lang).terms {
                term.status = term.status.max(TermStatus::Admitted);
            }
        }
    }

    /// An entry as a concept takes it, with the number of its preferred terms that are admitted there.
    pub(super) fn demoted(&self, at: usize, entry: &TermEntry) -> (TermEntry, usize) {
        let mut entry = entry.clone();
        let is_preferred = |lang: &Lang| self.is_preferred(at, lang);
        let second_preferred = demote(&is_preferred, &mut entry, &self.lines[at].entry);
        (entry, second_preferred)
    }
}
