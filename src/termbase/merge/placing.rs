//! Which concept an entry belongs to: the one with its identifier, else the one that has its terms.

use super::pass::Merger;
use super::said::{alike, is_another_sense};
use super::spelling::is_odd;
use crate::lang::Lang;
use crate::model::{LanguageEntry, Term, TermEntry, TermStatus};
use crate::termbase::entries::skeleton;
use crate::termbase::union::approved;
use rustc_hash::{FxHashMap, FxHashSet, FxHasher};
use std::collections::{BTreeMap, BTreeSet};
use std::hash::{Hash as _, Hasher as _};

/// Of the lines that have a term or a definition, so many are looked at; one with more terms of an entry is found by the others.
pub(super) const MOST_LINES: usize = 64;

/// A concept with so many terms of a language gets no more of entries that only share one with it: each of them takes longer.
const MOST_TERMS: usize = 1000;

/// A term by language and skeleton.
pub(super) type Key = (String, String);

/// The lines by what they hold, each list in order.
#[derive(Debug, Default)]
pub(super) struct Index {
    /// Those that have an approved term.
    approving: FxHashMap<Key, Vec<usize>>,
    /// Those that forbid a term.
    forbidding: FxHashMap<Key, Vec<usize>>,
    /// Those with a definition, by its hash.
    defining: FxHashMap<u64, Vec<usize>>,
    /// Those that have a term which may be written in two ways: with blanks of another kind, or letters in parts.
    spelled: FxHashSet<usize>,
}

impl Index {
    /// Adds a line, or what it holds more than before.
    pub(super) fn add(&mut self, at: usize, entry: &TermEntry) {
        for language in &entry.languages {
            for term in &language.terms {
                let index = match term.status {
                    TermStatus::Forbidden => &mut self.forbidding,
                    TermStatus::Preferred | TermStatus::Admitted => &mut self.approving,
                };
                insert(index.entry(key(&language.lang, term)).or_default(), at);
                if is_odd(&term.text) {
                    self.spelled.insert(at);
                }
            }
        }
        if let Some(hash) = hash(&entry.definition) {
            insert(self.defining.entry(hash).or_default(), at);
        }
    }

    /// Whether a line has a term that may be written in two ways.
    pub(super) fn is_spelled(&self, at: usize) -> bool {
        self.spelled.contains(&at)
    }

    /// The lines that judge a term so.
    pub(super) fn judging(&self, key: &Key, forbidden: bool) -> &[usize] {
        let index = if forbidden {
            &self.forbidding
        } else {
            &self.approving
        };
        index.get(key).map_or(&[], Vec::as_slice)
    }

    /// The lines that have the definition of an entry.
    pub(super) fn defining(&self, entry: &TermEntry) -> &[usize] {
        let lines = hash(&entry.definition).and_then(|hash| self.defining.get(&hash));
        lines.map_or(&[], Vec::as_slice)
    }

    /// The lines with a term; one that is forbidden counts `or_forbidden`.
    fn lines(&self, key: &Key, or_forbidden: bool) -> [&[usize]; 2] {
        let forbidden = self.forbidding.get(key).filter(|_| or_forbidden);
        [self.approving.get(key), forbidden].map(|lines| lines.map_or(&[][..], Vec::as_slice))
    }
}

fn insert(lines: &mut Vec<usize>, at: usize) {
    if let Err(place) = lines.binary_search(&at) {
        lines.insert(place, at);
    }
}

fn hash(definition: &str) -> Option<u64> {
    if definition.is_empty() {
        return None;
    }
    let mut hasher = FxHasher::default();
    definition.hash(&mut hasher);
    Some(hasher.finish())
}

pub(super) fn key(lang: &Lang, term: &Term) -> Key {
    (lang.as_str().to_owned(), skeleton(&term.text, lang))
}

/// A line that has terms of an entry.
#[derive(Debug)]
struct Candidate {
    at: usize,
    /// In how many languages.
    languages: usize,
    /// How many.
    terms: usize,
    /// In how many languages the entry takes nothing from its preferred term, and in how many both prefer the same.
    agreeing: (usize, usize),
    /// In how many texts that tell its sense it is alike.
    alike: usize,
}

impl Merger<'_> {
    /// Whether a line approves or forbids a term, however it is written.
    pub(super) fn has(&self, at: usize, key: &Key) -> bool {
        lines_have(self.index.lines(key, true), at)
    }

    /// The line that an entry belongs to, or why that cannot be told; `whole` are those that have it whole.
    pub(super) fn place(
        &self,
        entry: &TermEntry,
        whole: &[usize],
    ) -> Result<Option<usize>, String> {
        if let Some(at) = entry.id.as_ref().and_then(|id| self.by_id.get(id)) {
            return Ok(Some(*at));
        }
        if let Some(at) = self.nearest(entry, whole) {
            return Ok(Some(at));
        }
        let only_forbids = only_forbids(entry);
        let keys: Vec<Vec<Key>> = (entry.languages.iter())
            .map(|language| {
                let terms = language.terms.iter();
                terms
                    .filter(|term| only_forbids || term.status != TermStatus::Forbidden)
                    .map(|term| key(&language.lang, term))
                    .collect()
            })
            .collect();
        let mut found = self.candidates(entry, &keys, only_forbids);
        let least = least_languages(entry);
        // What the file itself has in another sense is another concept.
        found.retain(|line| {
            let is_another = self.lines[line.at].said().is_some_and(|said| {
                is_another_sense(said, entry) || self.forbids_for_others(line.at, entry)
            });
            line.languages >= least && !is_another
        });
        let most = found.iter().map(|line| line.languages).max();
        found.retain(|line| Some(line.languages) == most);
        if entry.id.is_some() {
            found.retain(|line| self.takes_another_id(line.at) && !self.differs(line.at, entry));
        }
        // Of the concepts of the glossary rather one in the same sense.
        let is_another = |line: &Candidate| is_another_sense(&self.lines[line.at].entry, entry);
        if found.len() > 1 && !found.iter().all(is_another) {
            found.retain(|line| !is_another(line));
        }
        self.one_of(&found, keys.iter().map(Vec::len).sum())
    }

    /// Whether an entry of another identifier may belong to a line: it is the glossary's, and no entry of the file has its identifier
    /// or was found to be it. Two identifiers of a file are two concepts.
    pub(super) fn takes_another_id(&self, at: usize) -> bool {
        let line = &self.lines[at];
        let is_named = line
            .entry
            .id
            .as_ref()
            .is_some_and(|id| self.ids.contains_key(id.as_str()));
        line.number.is_some() && !is_named && !self.claimed.contains(&at)
    }

    /// The line among several that has most of an entry's terms, of which there are so many. It cannot be told where the glossary had
    /// several of them before, and none has all the terms.
    fn one_of(&self, found: &[Candidate], terms: usize) -> Result<Option<usize>, String> {
        let rank = |line: &&Candidate| {
            let last = std::cmp::Reverse(line.at);
            let (agreeing, same) = line.agreeing;
            (line.terms, agreeing, line.alike, same, last)
        };
        let Some(best) = found.iter().max_by_key(rank) else {
            return Ok(None);
        };
        let were_there = found
            .iter()
            .any(|line| self.lines[line.at].number.is_some());
        if found.len() == 1 || best.terms == terms || !were_there {
            return Ok(Some(best.at));
        }
        let ids = found.iter().map(|line| {
            let id = self.lines[line.at].entry.id.as_deref();
            id.unwrap_or_default()
        });
        Err(format!(
            "several concepts have its term: {}",
            ids.collect::<Vec<_>>().join(", ")
        ))
    }

    /// The lines that have terms of an entry, in order; `keys` are its terms by language.
    fn candidates(
        &self,
        entry: &TermEntry,
        keys: &[Vec<Key>],
        or_forbidden: bool,
    ) -> Vec<Candidate> {
        let mut ats: BTreeSet<usize> = BTreeSet::new();
        for list in (keys.iter().flatten()).flat_map(|key| self.index.lines(key, or_forbidden)) {
            ats.extend(list.iter().take(MOST_LINES));
        }
        ats.extend(self.index.defining(entry).iter().take(MOST_LINES));
        let is_full = |at: &usize| {
            let mut languages = self.lines[*at].entry.languages.iter();
            languages.any(|language| language.terms.len() >= MOST_TERMS)
        };
        ats.retain(|at| !is_full(at));
        let mut found: BTreeMap<usize, (usize, usize)> = BTreeMap::new();
        for keys in keys {
            for (at, count) in self.terms_of(&ats, keys, or_forbidden) {
                let (languages, terms) = found.entry(at).or_default();
                *languages += 1;
                *terms += count;
            }
        }
        let candidate = |(at, (languages, terms))| Candidate {
            at,
            languages,
            terms,
            agreeing: self.agreeing(at, entry),
            alike: alike(&self.lines[at].entry, entry),
        };
        found.into_iter().map(candidate).collect()
    }

    /// How many of these terms of a language each of the lines has, where it has one. An entry can have as many terms as there are
    /// lines, so that not every line is asked for every term.
    fn terms_of(
        &self,
        ats: &BTreeSet<usize>,
        keys: &[Key],
        or_forbidden: bool,
    ) -> FxHashMap<usize, usize> {
        let mut counts: FxHashMap<usize, usize> = FxHashMap::default();
        for key in keys {
            let lists = self.index.lines(key, or_forbidden);
            let [approving, forbidding] = lists;
            if approving.len() + forbidding.len() > MOST_LINES {
                for at in ats.iter().filter(|at| lines_have(lists, **at)) {
                    *counts.entry(*at).or_default() += 1;
                }
                continue;
            }
            let also = forbidding.iter().filter(|at| !approving.contains(at));
            for at in approving.iter().chain(also).filter(|at| ats.contains(at)) {
                *counts.entry(*at).or_default() += 1;
            }
        }
        counts
    }

    /// Whether one of a line and an entry forbids a term, and they have no term in common in the language that the entry names first:
    /// what is forbidden for a treaty is not so for an accord, though both are `müqavilə`.
    fn forbids_for_others(&self, at: usize, entry: &TermEntry) -> bool {
        let line = &self.lines[at].entry;
        let mut languages = entry.languages.iter().chain(&line.languages);
        let mut first =
            (entry.languages.iter()).filter(|language| approved(language).next().is_some());
        let Some(first) = first.next() else {
            return false;
        };
        let forbids = |language: &LanguageEntry| {
            let mut terms = language.terms.iter();
            terms.any(|term| term.status == TermStatus::Forbidden)
        };
        let keys = |language: &LanguageEntry| -> Vec<Key> {
            (approved(language).map(|term| key(&language.lang, term))).collect()
        };
        let own = line.languages.iter().find(|own| own.lang == first.lang);
        let own = own.map(keys).unwrap_or_default();
        languages.any(forbids)
            && !own.is_empty()
            && !keys(first).iter().any(|key| own.contains(key))
    }

    /// Whether a line has terms of a language and does not know the one that an entry prefers there: a head of government is
    /// a prime minister in one concept, a premier in the other, and `Baş nazir` in both.
    fn differs(&self, at: usize, entry: &TermEntry) -> bool {
        entry.languages.iter().any(|language| {
            let preferred = preferred(language).or_else(|| approved(language).next());
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

    /// In how many languages an entry takes nothing from the term that a line prefers: both prefer the same one, or earlier entries of the
    /// import said the preferred one of the language, so that those of this one are admitted. And in how many both prefer the same.
    fn agreeing(&self, at: usize, entry: &TermEntry) -> (usize, usize) {
        let (mut agreeing, mut same) = (0, 0);
        for language in &entry.languages {
            let mut own = self.lines[at].entry.languages.iter();
            let own = own.find(|own| own.lang == language.lang);
            match (preferred(language), own.and_then(preferred)) {
                (Some(a), Some(b)) if a.text == b.text => {
                    agreeing += 1;
                    same += 1;
                }
                (Some(_), Some(_)) => {
                    agreeing += usize::from(self.is_preferred(at, &language.lang));
                }
                _ => agreeing += 1,
            }
        }
        (agreeing, same)
    }
}

/// Whether an entry approves nothing: it is about the concept that has its terms.
fn only_forbids(entry: &TermEntry) -> bool {
    let mut languages = entry.languages.iter();
    languages.all(|language| approved(language).next().is_none())
}

/// In how many languages a concept must have terms of an entry at least. With a key of its own that is another concept unless it says
/// the same in two languages, or in all it has, and nothing else in a further one.
fn least_languages(entry: &TermEntry) -> usize {
    if entry.id.is_some() {
        entry.languages.len().min(2)
    } else {
        1
    }
}

/// Whether an entry says enough to be the concept that has it whole.
pub(super) fn says_enough(entry: &TermEntry) -> bool {
    let mut languages = entry.languages.len();
    if !only_forbids(entry) {
        let speaks = |language: &&LanguageEntry| approved(language).next().is_some();
        languages = entry.languages.iter().filter(speaks).count();
    }
    languages >= least_languages(entry)
}

fn lines_have(lists: [&[usize]; 2], at: usize) -> bool {
    let mut lists = lists.into_iter();
    lists.any(|lines| lines.binary_search(&at).is_ok())
}

pub(super) fn preferred(language: &LanguageEntry) -> Option<&Term> {
    approved(language).find(|term| term.status == TermStatus::Preferred)
}
