//! The rows of a table beside one another: which term of a concept is preferred, whatever the order of its rows.
//!
//! Rows with one identifier are one concept; of those without, rows that share a term and differ in no text that tells their
//! sense, which is how taking them will find it.

use super::status::{demote, has_preferred};
use super::{ADMITTED_ALONE, ReadTerms};
use crate::lang::Lang;
use crate::model::{TermEntry, TermStatus};
use crate::text::normalized;
use rustc_hash::{FxHashMap, FxHashSet};

/// A row with what words of it say of its languages.
#[derive(Debug)]
pub(super) struct Row {
    pub(super) entry: TermEntry,
    /// The languages of which a word says that their terms are preferred.
    pub(super) preferred: Vec<Lang>,
    /// Those of which a word says that they are admitted, none of them being preferred.
    pub(super) admitted: Vec<Lang>,
    /// Those of which a word says something that it does not say of the whole row.
    pub(super) judged: Vec<Lang>,
    /// Those of which a known word that is about them alone does not forbid the terms, each with the word.
    pub(super) approved: Vec<(Lang, String)>,
}

impl Row {
    pub(super) fn of(entry: TermEntry) -> Self {
        Self {
            entry,
            preferred: Vec::new(),
            admitted: Vec::new(),
            judged: Vec::new(),
            approved: Vec::new(),
        }
    }

    /// What rows of its concept have in common with it.
    fn keys(&self) -> Vec<String> {
        if let Some(id) = &self.entry.id {
            return vec![id.clone()];
        }
        let terms = self.entry.languages.iter().flat_map(|own| &own.terms);
        let approved = terms.filter(|term| term.status != TermStatus::Forbidden);
        // No identifier holds a tab.
        approved
            .map(|term| format!("{}\t{}", term.lang, normalized(&term.text)))
            .collect()
    }

    /// Whether the terms of a row without identifier are those of another one in another sense.
    fn is_homonym(&self, other: &Self) -> bool {
        let (own, other) = (&self.entry, &other.entry);
        let texts = [
            (&own.domain, &other.domain),
            (&own.pos, &other.pos),
            (&own.definition, &other.definition),
        ];
        let differ = |(a, b): (&String, &String)| !a.is_empty() && !b.is_empty() && a != b;
        own.id.is_none() && texts.into_iter().any(differ)
    }
}

/// Of the rows that share a term and say the same of it, so many are looked at.
const MOST_ROWS: usize = 64;

/// Rows that say the same of a language, by what they have in common with others.
#[derive(Debug, Default)]
struct Saying(FxHashMap<(String, Lang), Vec<usize>>);

impl Saying {
    fn add(&mut self, row: &Row, at: usize, lang: &Lang) {
        for key in row.keys() {
            let rows = self.0.entry((key, lang.clone())).or_default();
            if rows.len() < MOST_ROWS {
                rows.push(at);
            }
        }
    }

    /// Whether a row of the concept of this one is among them.
    fn has(&self, rows: &[Row], row: &Row, lang: &Lang) -> bool {
        row.keys().into_iter().any(|key| {
            let found = self.0.get(&(key, lang.clone())).into_iter().flatten();
            let mut found = found.filter_map(|at| rows.get(*at));
            found.any(|other| !row.is_homonym(other))
        })
    }
}

/// The rows of a table.
#[derive(Debug, Default)]
pub(super) struct Rows(Vec<Row>);

impl Rows {
    pub(super) fn push(&mut self, mut row: Row) {
        // A word that forbids has come behind the others.
        let approves = |lang: &Lang| {
            let languages = row.entry.languages.iter();
            let own = languages.filter(|language| language.lang == *lang);
            let mut terms = own.flat_map(|language| &language.terms);
            terms.any(|term| term.status != TermStatus::Forbidden)
        };
        row.admitted.retain(approves);
        self.0.push(row);
    }

    /// Makes entries of the rows. A term without a status is preferred unless another one of its concept is said to be, or has none
    /// either and stands in an earlier row.
    pub(super) fn finish(mut self, out: &mut ReadTerms) {
        self.demote_unsaid();
        self.tell_admitted(out);
        let mut known: FxHashSet<(String, Lang)> = FxHashSet::default();
        for mut row in self.0 {
            for lang in preferring(&row.entry) {
                let Some(id) = &row.entry.id else {
                    continue;
                };
                // Of two that are said to be preferred the second is counted where it is taken.
                if !known.insert((id.clone(), lang.clone())) && !row.preferred.contains(&lang) {
                    demote(&mut row.entry, &lang);
                }
            }
            row.entry.settle();
            out.entries.push(row.entry);
        }
    }

    /// Makes terms without a status admitted ones where a word of the concept says which one is preferred.
    fn demote_unsaid(&mut self) {
        let mut said = Saying::default();
        for (at, row) in self.0.iter().enumerate() {
            let mut langs = preferring(&row.entry);
            langs.retain(|lang| row.preferred.contains(lang));
            for lang in langs {
                said.add(row, at, &lang);
            }
        }
        if said.0.is_empty() {
            return;
        }
        for at in 0..self.0.len() {
            let row = &self.0[at];
            let unsaid = |lang: &Lang| !row.preferred.contains(lang);
            let mut langs = preferring(&row.entry);
            langs.retain(|lang| unsaid(lang) && said.has(&self.0, row, lang));
            for lang in langs {
                demote(&mut self.0[at].entry, &lang);
            }
        }
    }

    /// Counts the languages of concepts whose terms are said to be admitted, none of them preferred: in a glossary the first one is.
    fn tell_admitted(&self, out: &mut ReadTerms) {
        if self.0.iter().all(|row| row.admitted.is_empty()) {
            return;
        }
        let mut told = Saying::default();
        for (at, row) in self.0.iter().enumerate() {
            for lang in preferring(&row.entry) {
                told.add(row, at, &lang);
            }
        }
        for (at, row) in self.0.iter().enumerate() {
            for lang in &row.admitted {
                if !told.has(&self.0, row, lang) {
                    out.leave_out(ADMITTED_ALONE);
                    told.add(row, at, lang);
                }
            }
        }
    }
}

/// The languages in which an entry has a preferred term.
fn preferring(entry: &TermEntry) -> Vec<Lang> {
    let langs = entry.languages.iter().map(|language| &language.lang);
    langs
        .filter(|lang| has_preferred(entry, lang))
        .cloned()
        .collect()
}
