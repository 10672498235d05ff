//! The entries of the index that meet a condition: every text that holds the pattern is one of them.

use super::required::{Letters, Need};
use crate::error::Result;
use crate::lang::Lang;
use crate::store::index::{IndexReader, Listed};
use crate::text::{TokenKind, added_letters, class_letter, class_of, fold_text};
use rustc_hash::FxHashMap;

/// So many entries of a list are read in the time in which one text is looked up.
const LIST_OVER_TEXTS: u64 = 500;

/// A set of entries, as bits.
#[derive(Debug, Clone, Default)]
pub(super) struct Entries {
    bits: Vec<u64>,
}

impl Entries {
    fn insert(&mut self, entry: u32) {
        let word = entry as usize / 64;
        if word >= self.bits.len() {
            self.bits.resize(word + 1, 0);
        }
        self.bits[word] |= 1 << (entry % 64);
    }

    fn keep(&mut self, other: &Self) {
        self.bits.truncate(other.bits.len());
        for (word, other) in self.bits.iter_mut().zip(&other.bits) {
            *word &= other;
        }
    }

    fn join(&mut self, other: &Self) {
        if self.bits.len() < other.bits.len() {
            self.bits.resize(other.bits.len(), 0);
        }
        for (word, other) in self.bits.iter_mut().zip(&other.bits) {
            *word |= other;
        }
    }

    /// How many they are.
    pub(super) fn count(&self) -> u64 {
        self.bits
            .iter()
            .map(|word| u64::from(word.count_ones()))
            .sum()
    }

    /// The entries in order.
    pub(super) fn iter(&self) -> impl Iterator<Item = u32> + '_ {
        self.bits.iter().enumerate().flat_map(|(at, word)| {
            let mut rest = *word;
            std::iter::from_fn(move || {
                let bit = (rest != 0).then(|| rest.trailing_zeros())?;
                rest &= rest - 1;
                Some(at as u32 * 64 + bit)
            })
        })
    }
}

/// Terms, and how many entries they have together at most.
#[derive(Debug, Default)]
struct Terms {
    /// The number of each, with how many entries hold it.
    listed: Vec<(u32, u64)>,
    segments: u64,
}

impl Terms {
    /// Takes a term up where one of its forms has the letters.
    fn take(&mut self, letters: &Letters, term: Listed<'_>, lang: &Lang) {
        if term
            .forms()
            .any(|form| letters.are_in(&fold_text(form, lang)))
        {
            self.listed.push((term.number, term.segments));
            self.segments += term.segments;
        }
    }

    fn each_once(&mut self) {
        self.listed.sort_unstable();
        self.listed.dedup();
        self.segments = self.listed.iter().map(|(_, segments)| segments).sum();
    }
}

/// A condition over the vocabulary of one language family.
struct Condition<'i, 's> {
    index: &'i IndexReader<'s>,
    family: i64,
    lang: &'i Lang,
    letters: FxHashMap<Letters, Terms>,
    han: FxHashMap<char, Terms>,
}

/// The entries of a family that meet a condition.
#[derive(Debug)]
pub(super) struct Candidates {
    family: i64,
    pub(super) entries: Entries,
}

impl Candidates {
    /// The entries in order, each with its family.
    pub(super) fn iter(&self) -> impl Iterator<Item = (i64, u32)> + '_ {
        self.entries.iter().map(|entry| (self.family, entry))
    }
}

/// The entries of the language that meet a condition. `None`: the index knows nothing of the language.
pub(super) fn candidates(
    index: &IndexReader<'_>,
    lang: &Lang,
    need: &Need,
) -> Result<Option<Candidates>> {
    let Some(family) = index.family(lang)? else {
        return Ok(None);
    };
    let mut condition = Condition {
        index,
        family,
        lang,
        letters: FxHashMap::default(),
        han: FxHashMap::default(),
    };
    condition.gather(need)?;
    condition.read_vocabulary()?;
    let entries = condition.entries(need)?;
    Ok(Some(Candidates { family, entries }))
}

impl Condition<'_, '_> {
    /// Collects what is asked of the vocabulary.
    fn gather(&mut self, need: &Need) -> Result<()> {
        match need {
            Need::Letters(letters) => {
                self.letters.entry(letters.clone()).or_default();
            }
            Need::Han(c) => {
                let class = class_of(TokenKind::Han, c.encode_utf8(&mut [0; 4]), self.lang);
                let terms = self.han.entry(*c).or_default();
                if let Some(term) = self.index.term(self.family, &class)? {
                    terms.listed = vec![(term.number, term.segments)];
                    terms.segments = term.segments;
                }
            }
            Need::All(needs) | Need::Any(needs) => {
                for need in needs {
                    self.gather(need)?;
                }
            }
        }
        Ok(())
    }

    /// Finds the terms that are written with the letters asked for.
    fn read_vocabulary(&mut self) -> Result<()> {
        if self.letters.is_empty() {
            return Ok(());
        }
        let (index, family, lang) = (self.index, self.family, self.lang);
        let added = added_letters(lang).filter(|_| self.letters.keys().all(|l| l.begins));
        let Some(added) = added else {
            return index.for_each_term(family, |listed| {
                for (letters, terms) in &mut self.letters {
                    terms.take(letters, listed, lang);
                }
            });
        };
        // Letters that a token begins with are found by its class; others stand inside compound forms.
        for (letters, terms) in &mut self.letters {
            if letters.text.starts_with(|c: char| c.is_ascii_digit()) {
                index.for_each_figure(family, |listed| terms.take(letters, listed, lang))?;
                continue;
            }
            let class = format!("{}{}", class_letter(TokenKind::Word), letters.text);
            index.for_each_class(family, &class, |listed| terms.take(letters, listed, lang))?;
            // Shorter classes, whose forms have the letters in their endings.
            for (end, _) in class.char_indices().skip(1) {
                let shorter = &class[..end];
                let other = added.iter().map(|c| format!("{shorter}{c}"));
                for class in other.chain([shorter.to_owned()]) {
                    if let Some(term) = index.term(family, &class)? {
                        terms.take(letters, (&*term).into(), lang);
                    }
                }
            }
        }
        index.for_each_compound(family, |listed| {
            for (letters, terms) in &mut self.letters {
                terms.take(letters, listed, lang);
            }
        })?;
        for terms in self.letters.values_mut() {
            terms.each_once();
        }
        Ok(())
    }

    /// How many entries meet a condition, at most.
    fn at_most(&self, need: &Need) -> u64 {
        match need {
            Need::Letters(letters) => self.letters[letters].segments,
            Need::Han(c) => self.han[c].segments,
            Need::All(needs) => needs.iter().map(|n| self.at_most(n)).min().unwrap_or(0),
            Need::Any(needs) => needs.iter().map(|n| self.at_most(n)).sum(),
        }
    }

    fn entries(&self, need: &Need) -> Result<Entries> {
        let mut found = Entries::default();
        match need {
            Need::Letters(letters) => self.read(&self.letters[letters], &mut found)?,
            Need::Han(c) => self.read(&self.han[c], &mut found)?,
            Need::Any(needs) => {
                for need in needs {
                    found.join(&self.entries(need)?);
                }
            }
            Need::All(needs) => {
                let mut rarest: Vec<&Need> = needs.iter().collect();
                rarest.sort_by_key(|need| self.at_most(need));
                for (n, need) in rarest.into_iter().enumerate() {
                    if n == 0 {
                        found = self.entries(need)?;
                        continue;
                    }
                    // Where few are left, their texts are read sooner than a long list.
                    if self.at_most(need) > LIST_OVER_TEXTS * found.count() {
                        break;
                    }
                    found.keep(&self.entries(need)?);
                }
            }
        }
        Ok(found)
    }

    fn read(&self, terms: &Terms, found: &mut Entries) -> Result<()> {
        for (number, _) in &terms.listed {
            self.index
                .entries_of(self.family, *number, |entry| found.insert(entry))?;
        }
        Ok(())
    }
}
