//! Taking the entries of another program's glossary into the glossary.
//!
//! An entry is one concept or new as a whole. Where it contradicts the glossary, the glossary's line stays as it is, unless the
//! user wants the other one's terms. Entries of one file that share a term and have no identifiers are one concept, of which the first
//! says the preferred terms, unless their subjects or definitions differ: then they are homonyms ([`placing`]).

mod placing;
mod said;

use super::edit::GlossaryText;
use super::exchange;
use super::glossary::{Column, Glossary};
use super::order::by_id;
use super::table::{has_column, same_column};
use super::union::{contradiction, merge_terms, texts};
use crate::lang::Lang;
use crate::model::{Concept, LanguageEntry, TermEntry, TermStatus};
use placing::Index;
use rustc_hash::{FxHashMap, FxHashSet};
use said::{demote, join};

/// An entry that was not taken as it is, with the reason.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conflict {
    /// Its line or row in its own file.
    pub line: usize,
    /// The concept of the glossary that it contradicts.
    pub id: String,
    /// What contradicts what.
    pub what: String,
}

/// What became of the entries.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct MergeReport {
    /// The ids of new concepts.
    pub added: Vec<String>,
    /// The ids of concepts that gained something.
    pub merged: Vec<String>,
    /// How many entries gave something to a concept.
    pub merged_entries: usize,
    /// How many entries the glossary held already.
    pub unchanged: usize,
    /// How many entries contradict the glossary, in one thing or several.
    pub entries_in_conflict: usize,
    /// What contradicts the glossary.
    pub conflicts: Vec<Conflict>,
    /// How many definitions, notes and the like differ; the glossary's stand.
    pub kept: usize,
    /// How many preferred terms became admitted ones, because an earlier entry of the file says the preferred term of their concept.
    pub second_preferred: usize,
}

/// A line of the new glossary.
struct Line {
    /// Its number in the old file.
    number: Option<usize>,
    entry: TermEntry,
    changed: bool,
    /// What entries of this import say of it where the glossary had it before, if any belongs to it.
    said: Option<Box<TermEntry>>,
}

impl Line {
    /// What entries of this import say of it, if any belongs to it.
    fn said(&self) -> Option<&TermEntry> {
        match self.number {
            Some(_) => self.said.as_deref(),
            None => Some(&self.entry),
        }
    }
}

struct Merger<'g> {
    /// The glossary as it was; its concepts are the first lines.
    glossary: &'g Glossary,
    lines: Vec<Line>,
    by_id: FxHashMap<String, usize>,
    /// The identifiers of the entries: each is that of a concept of its own.
    ids: FxHashSet<String>,
    /// The concepts of the glossary to which an entry of another identifier belongs.
    claimed: FxHashSet<usize>,
    /// What entries of this import say of terms: concept, language, term, and whether it is forbidden.
    statuses: FxHashMap<(usize, Lang, String), bool>,
    index: Index,
    /// The keys up to this one that karvan would give are taken.
    last_id: usize,
    langs: Vec<Lang>,
    theirs: bool,
    report: MergeReport,
}

/// Takes entries into a glossary; with `theirs` they win where both contradict each other. Returns the new text of the file.
pub fn merge(
    glossary: &Glossary,
    text: &GlossaryText,
    entries: Vec<TermEntry>,
    theirs: bool,
) -> (GlossaryText, MergeReport) {
    let mut merger = Merger {
        glossary,
        lines: Vec::new(),
        by_id: FxHashMap::default(),
        ids: entries
            .iter()
            .filter_map(|entry| entry.id.clone())
            .collect(),
        claimed: FxHashSet::default(),
        statuses: FxHashMap::default(),
        index: Index::default(),
        last_id: 0,
        langs: glossary.languages().cloned().collect(),
        theirs,
        report: MergeReport::default(),
    };
    for concept in &glossary.concepts {
        let entry = exchange::entry(concept);
        merger.push(entry, Some(concept.line));
    }
    for entry in entries {
        merger.take(entry);
    }
    let text = merger.write(text);
    (text, merger.report)
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
        });
    }

    fn take(&mut self, mut entry: TermEntry) {
        self.adopt_languages(&mut entry);
        match self.place(&entry) {
            Ok(Some(at)) => self.merge_into(at, entry),
            Ok(None) => self.add(entry),
            Err(what) => self.conflict(&entry, "", vec![what]),
        }
    }

    /// Gives each language the tag that the glossary has for it.
    fn adopt_languages(&mut self, entry: &mut TermEntry) {
        let mut out: Vec<LanguageEntry> = Vec::new();
        for mut language in std::mem::take(&mut entry.languages) {
            let best = self
                .langs
                .iter()
                .filter_map(|own| Some((language.lang.fit(own)?, own.clone())))
                .min_by_key(|(fit, _)| *fit);
            match best {
                Some((_, own)) => language.lang = own,
                None => self.langs.push(language.lang.clone()),
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

    fn add(&mut self, mut entry: TermEntry) {
        let id = match &entry.id {
            Some(id) => id.clone(),
            None => self.free_id(),
        };
        if let Some(what) = contradiction(&entry) {
            // The key that it would have had is free for the next one.
            self.last_id -= usize::from(entry.id.is_none());
            self.conflict(&entry, &id, vec![what]);
            return;
        }
        entry.id = Some(id.clone());
        entry.prefer_first();
        self.note_statuses(self.lines.len(), &entry);
        self.push(entry, None);
        self.report.added.push(id);
    }

    /// Remembers what an entry says of the terms of a concept.
    fn note_statuses(&mut self, at: usize, entry: &TermEntry) {
        for term in entry.languages.iter().flat_map(|language| &language.terms) {
            let key = (at, term.lang.clone(), term.text.clone());
            let forbidden = term.status == TermStatus::Forbidden;
            self.statuses.entry(key).or_insert(forbidden);
        }
    }

    /// The terms of an entry that an earlier one of the file forbids and it does not, or the other way round.
    fn self_contradictions(&self, at: usize, entry: &TermEntry) -> Vec<String> {
        let terms = entry.languages.iter().flat_map(|language| &language.terms);
        let contradicting = terms.filter(|term| {
            let key = (at, term.lang.clone(), term.text.clone());
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

    /// The first key that is free.
    fn free_id(&mut self) -> String {
        loop {
            self.last_id += 1;
            let id = format!("new-{:03}", self.last_id);
            if !self.by_id.contains_key(&id) {
                return id;
            }
        }
    }

    /// An entry is not taken, for these reasons.
    fn conflict(&mut self, entry: &TermEntry, id: &str, reasons: Vec<String>) {
        self.report.entries_in_conflict += 1;
        let conflict = |what| Conflict {
            line: entry.line,
            id: id.to_owned(),
            what,
        };
        self.report
            .conflicts
            .extend(reasons.into_iter().map(conflict));
    }

    /// Whether the line had this term before the import.
    fn had(&self, at: usize, lang: &Lang, text: &str) -> bool {
        let before = self.glossary.concepts.get(at);
        before.is_some_and(|concept| {
            let mut terms = concept.terms.iter();
            terms.any(|term| term.lang == *lang && term.text == text)
        })
    }

    fn merge_into(&mut self, at: usize, mut entry: TermEntry) {
        let mut second_preferred = 0;
        if let Some(said) = self.lines[at].said() {
            second_preferred = demote(said, &mut entry, &self.lines[at].entry);
        }
        let entry = &entry;
        let own = &self.lines[at].entry;
        let id = own.id.clone().unwrap_or_default();
        let mut merged = own.clone();
        let mut conflicts = if self.theirs {
            self.self_contradictions(at, entry)
        } else {
            Vec::new()
        };
        let place = |lang: &Lang, term: &str| {
            if self.had(at, lang, term) {
                "in the glossary"
            } else {
                "in an earlier entry of the file"
            }
        };
        for language in &entry.languages {
            merge_terms(&mut merged, language, self.theirs, &place, &mut conflicts);
        }
        let mut kept = 0;
        for (cell, text) in texts(&mut merged, entry) {
            if cell.is_empty() {
                text.clone_into(cell);
            } else if *cell != text && !text.is_empty() {
                kept += 1;
            }
        }
        if !entry.flags.is_empty() && merged.flags != entry.flags {
            if merged.flags.is_empty() || self.theirs {
                merged.flags.clone_from(&entry.flags);
            } else {
                let whose = if self.glossary.concepts.get(at).is_some() {
                    "the glossary's"
                } else {
                    "those of an earlier entry of the file"
                };
                conflicts.push(format!(
                    "its flags are {:?}, {whose} {:?}",
                    entry.flags, merged.flags
                ));
            }
        }
        for (name, value) in &entry.other {
            match merged.other.iter().find(|(own, _)| own == name) {
                Some((_, own)) => kept += usize::from(own != value),
                None => merged.other.push((name.clone(), value.clone())),
            }
        }
        // The other file wins over the glossary where it does not contradict itself.
        conflicts.extend(contradiction(&merged).or_else(|| contradiction(entry)));
        merged.languages.retain(|language| {
            !(language.terms.is_empty()
                && language.definition.is_empty()
                && language.note.is_empty())
        });
        if conflicts.is_empty() {
            self.report.kept += kept;
            self.report.second_preferred += second_preferred;
            self.note_statuses(at, entry);
            if entry.id.as_ref().is_some_and(|own| *own != id) {
                self.claimed.insert(at);
            }
            let line = &mut self.lines[at];
            if line.number.is_some() {
                join(line.said.get_or_insert_default(), entry);
            }
            if merged == line.entry {
                self.report.unchanged += 1;
                return;
            }
            // A new line counts as changed from the first.
            if !line.changed {
                self.report.merged.push(id);
            }
            line.entry = merged;
            line.changed = true;
            self.index.add(at, entry);
            self.report.merged_entries += 1;
        } else {
            let left = said::left_with(&self.lines[at].entry, entry, &conflicts);
            conflicts.extend(left);
            self.conflict(entry, &id, conflicts);
        }
    }

    /// The text of the file with what has changed; every other byte stays.
    fn write(&self, text: &GlossaryText) -> GlossaryText {
        let glossary = self.glossary;
        if self.lines.iter().all(|line| !line.changed) {
            return text.clone();
        }
        let mut names: Vec<String> = glossary
            .columns
            .iter()
            .map(|(name, _)| name.clone())
            .collect();
        let mut columns: Vec<Column> = glossary.columns.iter().map(|(_, c)| c.clone()).collect();
        for line in self.lines.iter().filter(|line| line.changed) {
            for (name, _) in exchange::cells(&line.entry) {
                if !has_column(&names, &columns, &name) {
                    columns.push(Column::named(&name));
                    names.push(name);
                }
            }
        }
        let cells = |line: &Line| -> Vec<String> {
            let row = exchange::cells(&line.entry);
            names
                .iter()
                .zip(&columns)
                .map(|(name, column)| {
                    let is_here = |(own, _): &&(String, String)| same_column(own, name, column);
                    row.iter()
                        .find(is_here)
                        .map_or_else(String::new, |(_, v)| v.clone())
                })
                .collect()
        };
        let sorted = glossary
            .concepts
            .windows(2)
            .all(|pair| by_id(&pair[0].id, &pair[1].id).is_le());
        let mut edit = text.rows(names.len() - glossary.columns.len(), &names);
        let mut added: Vec<(&str, &Line)> = Vec::new();
        for line in self.lines.iter().filter(|line| line.changed) {
            match line.number {
                Some(number) => edit.replace(number, &cells(line)),
                None => added.push((line.entry.id.as_deref().unwrap_or_default(), line)),
            }
        }
        if sorted {
            added.sort_by(|a, b| by_id(a.0, b.0));
        }
        for (id, line) in added {
            let behind = |concept: &Concept| by_id(&concept.id, id).is_gt();
            let next = if sorted {
                let at = glossary
                    .concepts
                    .partition_point(|concept| !behind(concept));
                glossary.concepts.get(at)
            } else {
                None
            };
            edit.insert(next.map(|concept| concept.line), &cells(line));
        }
        edit.finish()
    }
}
