//! One way through the entries of a file: each is placed, and merged with what is there.

use super::placing::Index;
use super::said::{self, ITS_FLAGS, has_flags, join};
use super::{Conflict, Kept, Opposed};
use crate::lang::Lang;
use crate::model::{LanguageEntry, TermEntry, TermStatus};
use crate::termbase::edit::GlossaryText;
use crate::termbase::exchange;
use crate::termbase::field::Field;
use crate::termbase::glossary::Glossary;
use crate::termbase::union::{approved, contradiction, merge_terms};
use rustc_hash::{FxHashMap, FxHashSet};

/// What became of an entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Outcome {
    /// It is a new concept.
    New(String),
    /// It gave something to a concept.
    Merged(String),
    /// The glossary held it already.
    Unchanged,
    /// It contradicts the glossary, and was not taken.
    Conflict,
}

/// What a pass came to.
#[derive(Debug, Default)]
pub(super) struct Pass {
    /// The new text of the file, if it changed.
    pub(super) text: Option<GlossaryText>,
    /// What became of each entry, in their order.
    pub(super) outcomes: Vec<Outcome>,
    /// As in [`super::MergeReport`].
    pub(super) conflicts: Vec<Conflict>,
    /// As there.
    pub(super) opposed: Vec<Opposed>,
    /// As there.
    pub(super) gave_way: Vec<Conflict>,
    /// As there.
    pub(super) kept: Vec<Kept>,
    /// As there.
    pub(super) second_preferred: usize,
    /// Whether an entry belongs to a concept of another identifier.
    pub(super) claims: bool,
}

/// A line of the new glossary.
pub(super) struct Line {
    /// Its number in the old file.
    pub(super) number: Option<usize>,
    pub(super) entry: TermEntry,
    pub(super) changed: bool,
    /// What entries of this import say of it where the glossary had it before, if any belongs to it.
    said: Option<Box<TermEntry>>,
    /// The texts that it has from entries of this import, where the glossary had it before.
    filled: Vec<Field>,
}

impl Line {
    /// What entries of this import say of it, if any belongs to it.
    pub(super) fn said(&self) -> Option<&TermEntry> {
        match self.number {
            Some(_) => self.said.as_deref(),
            None => Some(&self.entry),
        }
    }

    /// Whether a text of it is from entries of this import.
    pub(super) fn is_filled(&self, field: &Field) -> bool {
        self.number.is_none() || self.filled.contains(field)
    }
}

/// A concept and the number of a language in [`Merger::langs`]: there are many of them.
pub(super) type Place = (u32, u16);

pub(super) struct Merger<'g> {
    /// The glossary as it was; its concepts are the first lines.
    pub(super) glossary: &'g Glossary,
    pub(super) lines: Vec<Line>,
    pub(super) by_id: FxHashMap<String, usize>,
    /// The entries by their identifiers: each is that of a concept of its own.
    pub(super) ids: FxHashMap<&'g str, Vec<&'g TermEntry>>,
    /// The concepts of the glossary to which an entry of another identifier belongs.
    pub(super) claimed: FxHashSet<usize>,
    /// What entries of this import say of terms: concept, language, term, and whether it is forbidden.
    statuses: FxHashMap<(Place, Box<str>), bool>,
    /// The languages whose preferred term an entry of this import said, by concept.
    pub(super) preferred: FxHashSet<Place>,
    /// Those that have approved terms from entries of this import alone. Where none of these said which is preferred, the first is.
    pub(super) brought: FxHashSet<Place>,
    /// The lines that entries belong to, each with its first entry's line in its own file.
    pub(super) placed: FxHashMap<usize, usize>,
    pub(super) index: Index,
    /// The identifiers of the entries of all files: karvan gives none of them.
    reserved: &'g FxHashSet<&'g str>,
    /// The keys up to this one that karvan would give are taken.
    last_id: usize,
    pub(super) langs: Vec<Lang>,
    pub(super) theirs: bool,
    pub(super) out: Pass,
}

/// Takes the entries of a file into a glossary; with `theirs` they win where both contradict each other. `reserved` are the identifiers of
/// all files.
pub(super) fn pass<'g>(
    glossary: &'g Glossary,
    text: &GlossaryText,
    entries: &'g [TermEntry],
    reserved: &'g FxHashSet<&'g str>,
    theirs: bool,
) -> Pass {
    let mut ids: FxHashMap<&str, Vec<&TermEntry>> = FxHashMap::default();
    for entry in entries {
        if let Some(id) = &entry.id {
            ids.entry(id).or_default().push(entry);
        }
    }
    let mut merger = Merger {
        glossary,
        lines: Vec::new(),
        by_id: FxHashMap::default(),
        ids,
        claimed: FxHashSet::default(),
        statuses: FxHashMap::default(),
        preferred: FxHashSet::default(),
        brought: FxHashSet::default(),
        placed: FxHashMap::default(),
        index: Index::default(),
        reserved,
        last_id: 0,
        langs: glossary.languages().cloned().collect(),
        theirs,
        out: Pass::default(),
    };
    for concept in &glossary.concepts {
        let entry = exchange::entry(concept);
        merger.push(entry, Some(concept.line));
    }
    for entry in entries {
        let outcome = merger.take(entry.clone());
        merger.out.outcomes.push(outcome);
    }
    merger.out.opposed = merger.opposed();
    merger.out.claims = !merger.claimed.is_empty();
    let changed = merger.lines.iter().any(|line| line.changed);
    merger.out.text = changed.then(|| merger.write(text));
    merger.out
}

impl Merger<'_> {
    fn push(&mut self, entry: TermEntry, number: Option<usize>) {
        let at = self.lines.len();
        self.by_id.insert(entry.id.clone().unwrap_or_default(), at);
        self.index.add(at, &entry);
        self.lines.push(Line {
            number,
            changed: number.is_none(),
            entry,
            said: None,
            filled: Vec::new(),
        });
    }

    fn take(&mut self, mut entry: TermEntry) -> Outcome {
        self.adopt_languages(&mut entry);
        let whole = self.whole(&entry);
        let place = self.place(&entry, &whole);
        if let Ok(Some(at)) = place
            && !whole.contains(&at)
        {
            self.adopt_spelling(at, &mut entry);
        }
        let outcome = match place {
            Ok(Some(at)) if whole.contains(&at) => self.keep(at, &entry),
            Ok(Some(at)) => self.merge_into(at, &entry),
            Ok(None) => self.add(entry.clone()),
            Err(what) => self.conflict(&entry, None, vec![what]),
        };
        if outcome != Outcome::Conflict {
            // It belongs to each concept that has it whole, whichever it was found to be.
            for at in whole {
                self.note(at, &entry);
            }
        }
        outcome
    }

    /// Gives each language the tag that the glossary has for it.
    fn adopt_languages(&mut self, entry: &mut TermEntry) {
        let mut out: Vec<LanguageEntry> = Vec::new();
        for mut language in std::mem::take(&mut entry.languages) {
            if !self.langs.contains(&language.lang) {
                let fitting = self.langs.iter();
                let fitting = fitting.filter_map(|own| Some((language.lang.fit(own)?, own)));
                match fitting.min_by_key(|(fit, _)| *fit) {
                    Some((_, own)) => language.lang = own.clone(),
                    None => self.langs.push(language.lang.clone()),
                }
            }
            for term in &mut language.terms {
                term.lang = language.lang.clone();
            }
            match out.iter_mut().find(|known| known.lang == language.lang) {
                // Two regions of one language: what is said of either is said of both.
                Some(known) => {
                    for (cell, more) in [
                        (&mut known.definition, &language.definition),
                        (&mut known.note, &language.note),
                    ] {
                        if cell.is_empty() {
                            cell.clone_from(more);
                        } else if cell != more && !more.is_empty() {
                            cell.push_str("; ");
                            cell.push_str(more);
                        }
                    }
                    known.terms.extend(language.terms);
                }
                None => out.push(language),
            }
        }
        entry.languages = out;
    }

    fn add(&mut self, mut entry: TermEntry) -> Outcome {
        if let Some(what) = contradiction(&entry) {
            return self.conflict(&entry, None, vec![what]);
        }
        let id = match &entry.id {
            Some(id) => id.clone(),
            None => self.free_id(),
        };
        entry.id = Some(id.clone());
        let at = self.lines.len();
        // The first approved term is preferred until a further entry says which one is.
        self.note(at, &entry);
        self.bring(at, &entry);
        entry.prefer_first();
        self.placed.insert(at, entry.line);
        self.push(entry, None);
        Outcome::New(id)
    }

    /// Remembers what an entry says of the terms of a concept.
    fn note(&mut self, at: usize, entry: &TermEntry) {
        for language in &entry.languages {
            for term in &language.terms {
                let key = (self.place_of(at, &term.lang), term.text.as_str().into());
                let forbidden = term.status == TermStatus::Forbidden;
                self.statuses.entry(key).or_insert(forbidden);
            }
            if approved(language).any(|term| term.status == TermStatus::Preferred) {
                self.preferred.insert(self.place_of(at, &language.lang));
            }
        }
    }

    /// Whether an entry of this import says a term of a concept.
    pub(super) fn is_said(&self, at: usize, lang: &Lang, text: &str) -> bool {
        let key = (self.place_of(at, lang), text.into());
        self.statuses.contains_key(&key)
    }

    /// The terms of an entry that an earlier one of the file forbids and it does not, or the other way round.
    fn self_contradictions(&self, at: usize, entry: &TermEntry) -> Vec<String> {
        let terms = entry.languages.iter().flat_map(|language| &language.terms);
        let contradicting = terms.filter(|term| {
            let key = (self.place_of(at, &term.lang), term.text.as_str().into());
            let said = self.statuses.get(&key);
            said.is_some_and(|forbidden| *forbidden != (term.status == TermStatus::Forbidden))
        });
        let name = |forbidden: bool| if forbidden { "forbidden" } else { "approved" };
        contradicting
            .map(|term| {
                let forbidden = term.status == TermStatus::Forbidden;
                format!(
                    "{}: {:?} is {} there and {} in an earlier entry of the file",
                    term.lang,
                    term.text,
                    name(forbidden),
                    name(!forbidden)
                )
            })
            .collect()
    }

    /// Whether another entry of the identifier judges a term otherwise; one that stands further down is in the glossary by a pass before.
    fn contradicts_itself(&self, entry: &TermEntry, lang: &Lang, text: &str) -> bool {
        let judged = |entry: &TermEntry, forbidden: bool| {
            let languages = entry.languages.iter();
            let mut terms = languages.flat_map(|language| &language.terms);
            terms.any(|term| {
                let fits = term.lang.fit(lang).is_some();
                fits && term.text == text && (term.status == TermStatus::Forbidden) == forbidden
            })
        };
        let others = entry.id.as_ref().and_then(|id| self.ids.get(id.as_str()));
        let mut others = others.into_iter().flatten();
        let otherwise = !judged(entry, true);
        others.any(|other| judged(other, otherwise))
    }

    /// The first key that is free, and stays so: one that stands further down, or in a further file, is that of another concept.
    fn free_id(&mut self) -> String {
        loop {
            self.last_id += 1;
            let id = format!("new-{:03}", self.last_id);
            if !self.by_id.contains_key(&id) && !self.reserved.contains(id.as_str()) {
                return id;
            }
        }
    }

    /// An entry is not taken, for these reasons: they contradict a concept, or it contradicts itself.
    fn conflict(
        &mut self,
        entry: &TermEntry,
        at: Option<usize>,
        mut reasons: Vec<String>,
    ) -> Outcome {
        let none = TermEntry::default();
        let concept = at.map_or(&none, |at| &self.lines[at].entry);
        let id = if at.is_some() { &concept.id } else { &entry.id };
        let left = said::left_with(concept, entry, &reasons);
        reasons.extend(left);
        let conflict = |what| Conflict {
            line: entry.line,
            id: id.clone().unwrap_or_default(),
            what,
        };
        let told = reasons.into_iter().map(conflict);
        self.out.conflicts.extend(told);
        Outcome::Conflict
    }

    /// What contradicts an entry in a concept.
    fn contradictions(&self, at: usize, entry: &TermEntry) -> Vec<String> {
        let line = &self.lines[at];
        let mut out = if self.theirs {
            self.self_contradictions(at, entry)
        } else {
            Vec::new()
        };
        let place = |lang: &Lang, term: &str| {
            if self.is_said(at, lang, term) {
                "in an earlier entry of the file"
            } else if self.contradicts_itself(entry, lang, term) {
                "in the glossary and in another entry of the file"
            } else {
                "in the glossary"
            }
        };
        let mut merged = said::concerned(&line.entry, entry);
        self.give_way(at, &mut merged, entry);
        for language in &entry.languages {
            merge_terms(&mut merged, language, self.theirs, &place, &mut out);
        }
        let own = &line.entry;
        let differ = !own.flags.is_empty() && !entry.flags.is_empty() && !has_flags(own, entry);
        if differ && !self.theirs {
            let whose = if line.said().is_some_and(|said| has_flags(said, own)) {
                "those of an earlier entry of the file"
            } else {
                "the glossary's"
            };
            out.push(format!(
                "{ITS_FLAGS} {:?}, {whose} {:?}",
                entry.flags, own.flags
            ));
        }
        // The other file wins over the glossary where it does not contradict itself.
        out.extend(contradiction(&merged).or_else(|| contradiction(entry)));
        out
    }

    /// A concept with an entry that does not contradict it.
    fn merged(&self, at: usize, entry: &TermEntry) -> TermEntry {
        let mut merged = self.lines[at].entry.clone();
        self.give_way(at, &mut merged, entry);
        for language in &entry.languages {
            // What would contradict it was looked for before.
            merge_terms(
                &mut merged,
                language,
                self.theirs,
                &|_, _| "",
                &mut Vec::new(),
            );
        }
        self.join_texts(at, &mut merged, entry);
        if !entry.flags.is_empty() && !has_flags(&merged, entry) {
            merged.flags.clone_from(&entry.flags);
        }
        merged.languages.retain(|language| {
            !(language.terms.is_empty()
                && language.definition.is_empty()
                && language.note.is_empty())
        });
        merged
    }

    /// Whether a concept that judges all terms of an entry as that does has it whole: it gains nothing from it, and nothing contradicts
    /// it.
    pub(super) fn gains_nothing(&self, at: usize, entry: &TermEntry) -> bool {
        let (entry, _) = self.demoted(at, entry);
        said::adds_nothing(&self.lines[at].entry, &entry)
            && (!self.theirs || self.self_contradictions(at, &entry).is_empty())
    }

    /// An entry belongs to a concept that has it whole, but for notes and statuses that are joined.
    fn keep(&mut self, at: usize, entry: &TermEntry) -> Outcome {
        let (said, second_preferred) = self.demoted(at, entry);
        let mut merged = self.lines[at].entry.clone();
        self.join_texts(at, &mut merged, &said);
        self.settle(at, &said, second_preferred, merged)
    }

    /// An entry was taken into a concept, which has come to this with it.
    fn settle(
        &mut self,
        at: usize,
        entry: &TermEntry,
        second_preferred: usize,
        merged: TermEntry,
    ) -> Outcome {
        self.out.second_preferred += second_preferred;
        self.tell_kept(at, entry, &merged);
        self.tell_gone(at, entry, &merged);
        self.note(at, entry);
        self.bring(at, entry);
        self.placed.entry(at).or_insert(entry.line);
        let line = &mut self.lines[at];
        if let Some(id) = &entry.id
            && entry.id != line.entry.id
        {
            self.claimed.insert(at);
            // What further entries of this identifier say is said of the same concept.
            self.by_id.entry(id.clone()).or_insert(at);
        }
        if line.number.is_some() {
            join(line.said.get_or_insert_default(), entry);
            for (field, _) in Field::of(entry) {
                if field.text(&line.entry).is_empty() {
                    line.filled.push(field);
                }
            }
        }
        if merged == line.entry {
            return Outcome::Unchanged;
        }
        line.entry = merged;
        line.changed = true;
        let id = line.entry.id.clone().unwrap_or_default();
        self.index.add(at, entry);
        Outcome::Merged(id)
    }

    fn merge_into(&mut self, at: usize, entry: &TermEntry) -> Outcome {
        let (said, second_preferred) = self.demoted(at, entry);
        let conflicts = self.contradictions(at, &said);
        if !conflicts.is_empty() {
            return self.conflict(entry, Some(at), conflicts);
        }
        let merged = self.merged(at, &said);
        self.settle(at, &said, second_preferred, merged)
    }
}
