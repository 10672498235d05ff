//! Concordance: where a word or a phrase occurs in the memory, with the words around it and the translation.
//!
//! Hits come in the order of the texts' numbers, what was stored last first. The first texts are simply read, because
//! what is frequent stands among them. For what is not, the index names the texts that can hold the pattern
//! (`required`, `candidates`), and each of them is looked at as every text would be: the answer is that of a scan.

mod candidates;
mod pattern;
mod required;
#[cfg(test)]
mod tests;

pub use pattern::Pattern;

use crate::error::{Error, Result};
use crate::lang::Lang;
use crate::store::index::facts::flags;
use crate::store::{DerivedState, Store, TextRow, Trust, UnitId};
use candidates::{Candidates, candidates};
use std::ops::{ControlFlow, Range};

/// When texts are read in a row instead of being looked up by the index.
#[derive(Debug, Clone, Copy)]
struct Reading {
    /// So many texts are read before the index is asked.
    first: u64,
    /// To look a text up takes as long as to read so many in a row.
    look_up: u64,
}

const READING: Reading = Reading {
    first: 500,
    look_up: 4,
};

/// Reading goes on for so many times the texts in which enough hits should be.
const PATIENCE: u64 = 4;

/// A text that holds the pattern.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hit {
    /// The unit's number.
    pub unit: UnitId,
    /// The identifier that a file gave it.
    pub tuid: Option<String>,
    /// The text that holds it.
    pub text: String,
    /// The tag of that text.
    pub lang: Lang,
    /// Byte ranges of the hits in it.
    pub spans: Vec<Range<usize>>,
    /// The translations that were asked for, or all of them.
    pub translations: Vec<(Lang, String)>,
    /// Where the unit came from.
    pub origin: Option<String>,
}

/// What is searched for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wanted {
    /// A word or a phrase, see [`Pattern::phrase`].
    Phrase(String),
    /// A regular expression, see [`Pattern::regex`].
    Regex(String),
}

/// Which texts are searched.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Side {
    /// Those in the source language.
    #[default]
    Source,
    /// The translations.
    Target,
    /// Both.
    Both,
}

/// How to search.
#[derive(Debug, Clone)]
pub struct Concordance {
    /// The source language.
    pub lang: Lang,
    /// The language of the translations; `None` for all, which goes only with [`Side::Source`].
    pub target: Option<Lang>,
    /// Which of the two is searched.
    pub side: Side,
    /// How many texts at most.
    pub limit: usize,
    /// Read every text, without the index.
    pub exhaustive: bool,
}

/// A pattern with the language of the translations to show.
struct Question {
    pattern: Pattern,
    shown: Option<Lang>,
}

impl Concordance {
    /// Gives the hits to `visit`, what was stored last first, until it has enough. Returns how many there were.
    ///
    /// # Errors
    /// When the pattern is none, a language is missing for the side, the memory cannot be read, or the first error of
    /// `visit`.
    pub fn search(
        &self,
        store: &Store,
        wanted: &Wanted,
        visit: impl FnMut(Hit) -> Result<()>,
    ) -> Result<usize> {
        self.search_by(READING, store, wanted, visit)
    }

    fn search_by(
        &self,
        reading: Reading,
        store: &Store,
        wanted: &Wanted,
        visit: impl FnMut(Hit) -> Result<()>,
    ) -> Result<usize> {
        let mut search = Search {
            store,
            questions: self.questions(wanted)?,
            limit: self.limit,
            found: 0,
            trust: Trust::default(),
            visit,
        };
        let _snapshot = store.snapshot()?;
        let state = store.derived_state()?;
        search.trust = store.trust()?;
        let newest = store.newest_variant()?;
        let by_index = !self.exhaustive && state == DerivedState::Current;
        if by_index {
            search.run(newest, reading)?;
        } else {
            search.read(newest, u64::MAX)?;
        }
        Ok(search.found)
    }

    fn questions(&self, wanted: &Wanted) -> Result<Vec<Question>> {
        let question = |lang: &Lang, shown: Option<&Lang>| -> Result<Question> {
            Ok(Question {
                pattern: match wanted {
                    Wanted::Phrase(text) => Pattern::phrase(text, lang),
                    Wanted::Regex(expression) => Pattern::regex(expression, lang),
                }?,
                shown: shown.cloned(),
            })
        };
        let target = || {
            self.target.as_ref().ok_or_else(|| {
                Error::usage(
                    "no language is named for the translations to search",
                    "name it with -t",
                )
            })
        };
        Ok(match self.side {
            Side::Source => vec![question(&self.lang, self.target.as_ref())?],
            Side::Target => vec![question(target()?, Some(&self.lang))?],
            Side::Both => vec![
                question(&self.lang, Some(target()?))?,
                question(target()?, Some(&self.lang))?,
            ],
        })
    }
}

/// A search under way.
struct Search<'s, V> {
    store: &'s Store,
    questions: Vec<Question>,
    limit: usize,
    found: usize,
    /// What tells a damaged unit.
    trust: Trust,
    visit: V,
}

impl<V: FnMut(Hit) -> Result<()>> Search<'_, V> {
    fn is_done(&self) -> bool {
        self.found >= self.limit
    }

    /// Searches the texts from a number down: reads the first ones, and asks the index for the others.
    fn run(&mut self, newest: i64, reading: Reading) -> Result<()> {
        let next = self.read(newest, reading.first)?;
        if self.is_done() || next <= 0 {
            return Ok(());
        }
        let index = self.store.index()?;
        let mut all: Vec<Candidates> = Vec::new();
        for question in &self.questions {
            let Some(need) = question.pattern.need() else {
                self.read(next, u64::MAX)?;
                return Ok(());
            };
            all.extend(candidates(&index, question.pattern.lang(), need)?);
        }
        let count: u64 = all.iter().map(|c| c.entries.count()).sum();
        if count == 0 {
            return Ok(());
        }
        let texts = newest.unsigned_abs();
        let by_index = count.saturating_mul(reading.look_up);
        let missing = (self.limit - self.found) as u64;
        let by_reading = (texts / count).saturating_mul(missing);
        let next = if by_index >= texts {
            self.read(next, u64::MAX)?
        } else if by_reading < by_index {
            self.read(next, by_reading.saturating_mul(PATIENCE).min(by_index))?
        } else {
            next
        };
        if self.is_done() || next <= 0 {
            return Ok(());
        }
        for variant in self.variants(&all, next)? {
            self.look_at(variant)?;
            if self.is_done() {
                break;
            }
        }
        Ok(())
    }

    /// Reads at most so many texts from a number down, and gives the number to go on with; 0: that was all.
    fn read(&mut self, from: i64, most: u64) -> Result<i64> {
        let mut left = most;
        let mut next = 0;
        let store = self.store;
        store.scan_newest(from, |row| {
            if left == 0 {
                next = row.variant;
                return Ok(ControlFlow::Break(()));
            }
            left -= 1;
            if let Some((question, spans)) = find(&self.questions, &row) {
                self.take(question, row.variant, row.lang, row.text, spans)?;
            }
            Ok(if self.is_done() {
                ControlFlow::Break(())
            } else {
                ControlFlow::Continue(())
            })
        })?;
        Ok(next)
    }

    /// The variants with the texts of these entries, from a number down, the greatest first.
    fn variants(&self, all: &[Candidates], from: i64) -> Result<Vec<i64>> {
        let index = self.store.index()?;
        let mut out = Vec::new();
        for (family, entry) in all.iter().flat_map(Candidates::iter) {
            // An entry has the least number of those with its text.
            if i64::from(entry) > from {
                continue;
            }
            if index.facts(family, entry)?.flags & flags::MANY == 0 {
                out.push(i64::from(entry));
                continue;
            }
            let same = self.store.same_text(i64::from(entry))?;
            out.extend(same.iter().map(|row| row.id).filter(|id| *id <= from));
        }
        out.sort_unstable_by(|a, b| b.cmp(a));
        out.dedup();
        Ok(out)
    }

    fn look_at(&mut self, variant: i64) -> Result<()> {
        let questions = &self.questions;
        let held = self.store.text_of(variant, |row| {
            find(questions, &row)
                .map(|(question, spans)| (question, spans, row.lang.clone(), row.text.to_owned()))
        })?;
        match held {
            Some(Some((question, spans, lang, text))) => {
                self.take(question, variant, &lang, &text, spans)
            }
            Some(None) => Ok(()),
            None => Err(self.store.index_damaged()),
        }
    }

    /// Makes a hit of a text that holds the pattern, where its unit has what is to be shown.
    fn take(
        &mut self,
        question: usize,
        variant: i64,
        lang: &Lang,
        text: &str,
        spans: Vec<Range<usize>>,
    ) -> Result<()> {
        let Some(unit) = self.store.unit_of(variant)? else {
            return Ok(());
        };
        let stored = self.store.unit_as_stored(unit, self.trust)?;
        let Some(stored) = stored else {
            return Ok(());
        };
        let shown = self.questions[question].shown.as_ref();
        let others = stored.numbers.iter().zip(&stored.tu.variants);
        let translations: Vec<(Lang, String)> = others
            .filter(|(number, tuv)| match shown {
                Some(shown) => **number != variant && shown.fit(&tuv.lang).is_some(),
                None => tuv.lang != *lang,
            })
            .map(|(_, tuv)| (tuv.lang.clone(), tuv.segment.text()))
            .collect();
        if shown.is_some() && translations.is_empty() {
            return Ok(());
        }
        self.found += 1;
        (self.visit)(Hit {
            unit,
            tuid: stored.tu.tuid,
            text: text.to_owned(),
            lang: lang.clone(),
            spans,
            translations,
            origin: stored.tu.origin.or(stored.brought_by),
        })
    }
}

/// The first question that a text answers, by its place, with the hits.
fn find(questions: &[Question], row: &TextRow<'_>) -> Option<(usize, Vec<Range<usize>>)> {
    questions.iter().enumerate().find_map(|(place, question)| {
        question.pattern.lang().fit(row.lang)?;
        let spans = question.pattern.find(row.text);
        (!spans.is_empty()).then_some((place, spans))
    })
}
