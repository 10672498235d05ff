//! The entries of the index that meet a condition: every text that holds the pattern is one of them.

use super::required::{Letters, Need};
use crate::error::Result;
use crate::lang::Lang;
use crate::store::index::IndexReader;
use crate::text::{TokenKind, class_of, fold_text};
use rustc_hash::FxHashMap;

/// To read a list costs about as much as to look at so many of its entries' share of texts.
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
    numbers: Vec<u32>,
    segments: u64,
}

/// A condition over the vocabulary of one language family.
struct Condition<'i, 's> {
    index: &'i IndexReader<'s>,
    family: i64,
    lang: &'i Lang,
    letters: FxHashMap<Letters, Terms>,
    han: FxHashMap<char, Terms>,
}

/// The entries of the language that meet a condition.
pub(super) fn candidates(index: &IndexReader<'_>, lang: &Lang, need: &Need) -> Result<Entries> {
    let Some(family) = index.family(lang)? else {
        return Ok(Entries::default());
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
    condition.entries(need)
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
                    terms.numbers = vec![term.number];
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
        let (lang, letters) = (self.lang, &mut self.letters);
        self.index.for_each_term(self.family, |listed| {
            for form in listed.forms() {
                let folded = fold_text(form, lang);
                for (wanted, terms) in letters.iter_mut() {
                    if terms.numbers.last() != Some(&listed.number) && wanted.are_in(&folded) {
                        terms.numbers.push(listed.number);
                        terms.segments += listed.segments;
                    }
                }
            }
        })
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
        for number in &terms.numbers {
            self.index
                .entries_of(self.family, *number, |entry| found.insert(entry))?;
        }
        Ok(())
    }
}
