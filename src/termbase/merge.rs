//! Taking the entries of another program's glossary into the glossary.
//!
//! An entry is one concept or new as a whole. Where it contradicts the glossary, the glossary's line stays as it is, unless the
//! user wants the other one's terms.

use super::edit::GlossaryText;
use super::entries::skeleton;
use super::exchange;
use super::glossary::{Column, Glossary};
use super::order::by_id;
use super::table::{has_column, same_column};
use super::union::{approved, contradiction, merge_terms, texts};
use crate::lang::Lang;
use crate::model::{LanguageEntry, Term, TermEntry, TermStatus};
use rustc_hash::{FxHashMap, FxHashSet};

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
}

/// A line of the new glossary.
struct Line {
    /// Its number in the old file.
    number: Option<usize>,
    entry: TermEntry,
    changed: bool,
}

struct Merger {
    lines: Vec<Line>,
    by_id: FxHashMap<String, usize>,
    /// The lines that have an approved term, by language and skeleton.
    by_term: FxHashMap<(String, String), Vec<usize>>,
    /// Those that forbid a term.
    by_forbidden: FxHashMap<(String, String), Vec<usize>>,
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
    entries: &[TermEntry],
    theirs: bool,
) -> (GlossaryText, MergeReport) {
    let mut merger = Merger {
        lines: Vec::new(),
        by_id: FxHashMap::default(),
        by_term: FxHashMap::default(),
        by_forbidden: FxHashMap::default(),
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
    let text = merger.write(glossary, text);
    (text, merger.report)
}

impl Merger {
    fn push(&mut self, entry: TermEntry, number: Option<usize>) {
        let at = self.lines.len();
        self.by_id.insert(entry.id.clone().unwrap_or_default(), at);
        self.lines.push(Line {
            number,
            changed: number.is_none(),
            entry,
        });
        self.index(at);
    }

    fn index(&mut self, at: usize) {
        for language in &self.lines[at].entry.languages {
            for term in &language.terms {
                let index = match term.status {
                    TermStatus::Forbidden => &mut self.by_forbidden,
                    TermStatus::Preferred | TermStatus::Admitted => &mut self.by_term,
                };
                let lines = index.entry(key(&language.lang, term)).or_default();
                if !lines.contains(&at) {
                    lines.push(at);
                }
            }
        }
    }

    fn take(&mut self, entry: &TermEntry) {
        let mut entry = entry.clone();
        self.adopt_languages(&mut entry);
        match self.place(&entry) {
            Ok(Some(at)) => self.merge_into(at, &entry),
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

    /// The line that an entry belongs to.
    fn place(&self, entry: &TermEntry) -> Result<Option<usize>, String> {
        if let Some(at) = entry.id.as_ref().and_then(|id| self.by_id.get(id)) {
            return Ok(Some(*at));
        }
        let mut shared: FxHashMap<usize, usize> = FxHashMap::default();
        let mut languages = entry.languages.iter();
        // What approves nothing is about the concept that has its terms.
        let only_forbids = languages.all(|language| approved(language).next().is_none());
        for language in &entry.languages {
            let terms = language.terms.iter();
            let terms = terms.filter(|term| only_forbids || term.status != TermStatus::Forbidden);
            let lines: FxHashSet<usize> = terms
                .map(|term| key(&language.lang, term))
                .flat_map(|key| {
                    let forbidden = self.by_forbidden.get(&key).filter(|_| only_forbids);
                    [self.by_term.get(&key), forbidden]
                })
                .flatten()
                .flatten()
                .copied()
                .collect();
            for line in lines {
                *shared.entry(line).or_default() += 1;
            }
        }
        // With a key of its own it is another concept unless it says the same in two languages, or in all it has, and
        // nothing else in a further one.
        let least = if entry.id.is_some() {
            entry.languages.len().min(2)
        } else {
            1
        };
        let most = shared.values().max().copied().unwrap_or(0);
        if most < least {
            return Ok(None);
        }
        let mut best: Vec<usize> = shared
            .into_iter()
            .filter(|(_, count)| *count == most)
            .map(|(line, _)| line)
            .collect();
        if entry.id.is_some() {
            best.retain(|at| !self.differs(*at, entry));
        }
        best.sort_unstable();
        match best.as_slice() {
            [] => Ok(None),
            [one] => Ok(Some(*one)),
            several => Err(format!(
                "several concepts have its term: {}",
                several
                    .iter()
                    .map(|at| self.lines[*at].entry.id.as_deref().unwrap_or_default())
                    .collect::<Vec<_>>()
                    .join(", ")
            )),
        }
    }

    /// Whether a line has terms of a language and does not know the one that an entry prefers there: a head of government is
    /// a prime minister in one concept, a premier in the other, and `Baş nazir` in both.
    fn differs(&self, at: usize, entry: &TermEntry) -> bool {
        entry.languages.iter().any(|language| {
            let preferred = approved(language)
                .find(|term| term.status == TermStatus::Preferred)
                .or_else(|| approved(language).next());
            let own = &self.lines[at].entry.languages;
            let own = own.iter().find(|own| own.lang == language.lang);
            let own = own.filter(|own| approved(own).next().is_some());
            preferred.zip(own).is_some_and(|(preferred, own)| {
                let wanted = key(&language.lang, preferred);
                // A form that the glossary forbids is of this concept too: the two contradict each other.
                !own.terms.iter().any(|term| key(&own.lang, term) == wanted)
            })
        })
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
        self.push(entry, None);
        self.report.added.push(id);
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

    fn merge_into(&mut self, at: usize, entry: &TermEntry) {
        let own = &self.lines[at].entry;
        let id = own.id.clone().unwrap_or_default();
        let mut merged = own.clone();
        let mut conflicts = Vec::new();
        for language in &entry.languages {
            merge_terms(&mut merged, language, self.theirs, &mut conflicts);
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
                conflicts.push(format!(
                    "its flags are {:?}, the glossary's {:?}",
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
        conflicts.extend(contradiction(&merged));
        merged.languages.retain(|language| {
            !(language.terms.is_empty()
                && language.definition.is_empty()
                && language.note.is_empty())
        });
        if conflicts.is_empty() {
            self.report.kept += kept;
            if merged == self.lines[at].entry {
                self.report.unchanged += 1;
                return;
            }
            // A new line counts as changed from the first.
            if !self.lines[at].changed {
                self.report.merged.push(id);
            }
            self.lines[at].entry = merged;
            self.lines[at].changed = true;
            self.index(at);
            self.report.merged_entries += 1;
        } else {
            self.conflict(entry, &id, conflicts);
        }
    }

    /// The text of the file with what has changed; every other byte stays.
    fn write(&self, glossary: &Glossary, text: &GlossaryText) -> GlossaryText {
        if self.lines.iter().all(|line| !line.changed) {
            return text.clone();
        }
        let mut names: Vec<String> = glossary
            .columns
            .iter()
            .map(|(name, _)| name.clone())
            .collect();
        let mut columns: Vec<Column> = glossary.columns.iter().map(|(_, c)| c.clone()).collect();
        let rows: Vec<Vec<(String, String)>> = self
            .lines
            .iter()
            .map(|line| {
                if line.changed {
                    exchange::cells(&line.entry)
                } else {
                    Vec::new()
                }
            })
            .collect();
        for (name, _) in rows.iter().flatten() {
            if !has_column(&names, &columns, name) {
                columns.push(Column::named(name));
                names.push(name.clone());
            }
        }
        let cells = |row: &[(String, String)]| -> Vec<String> {
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
        let mut added: Vec<(&str, Vec<String>)> = Vec::new();
        for (line, row) in self
            .lines
            .iter()
            .zip(&rows)
            .filter(|(line, _)| line.changed)
        {
            let cells = cells(row);
            match line.number {
                Some(number) => edit.replace(number, &cells),
                None => added.push((line.entry.id.as_deref().unwrap_or_default(), cells)),
            }
        }
        if sorted {
            added.sort_by(|a, b| by_id(a.0, b.0));
        }
        for (id, cells) in added {
            let next = glossary
                .concepts
                .iter()
                .find(|concept| sorted && by_id(&concept.id, id).is_gt());
            edit.insert(next.map(|concept| concept.line), &cells);
        }
        edit.finish()
    }
}

fn key(lang: &Lang, term: &Term) -> (String, String) {
    (lang.as_str().to_owned(), skeleton(&term.text, lang))
}
