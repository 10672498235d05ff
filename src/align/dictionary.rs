//! Dictionaries that are handed in: files of the user, the terms of a glossary.

use super::anchors::{Pair, turned};
use super::phrase::{Finder, crossed, phrase};
use super::seed::chinese_words;
use crate::lang::Lang;
use crate::text::is_han;
use rustc_hash::FxHashSet;

/// Pairs of words or terms that translate each other.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Dictionary {
    /// The languages of the two sides. Without them the entries are tried in both directions.
    pub langs: Option<(Lang, Lang)>,
    /// The entries.
    pub entries: Vec<Entry>,
}

/// An entry of a dictionary, both sides as they are written.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// A word or a term of the first language.
    pub left: String,
    /// Its translation.
    pub right: String,
    /// How much it says compared with a shared number, 0 to 1.
    pub weight: f64,
}

/// The longest word of a dictionary that a Chinese text is cut by, in characters; longer ones are mostly terms.
const LONGEST_WORD: usize = 4;

impl Dictionary {
    /// Whether it translates between two languages; one that does not name its languages may.
    fn serves(&self, a: &Lang, b: &Lang) -> bool {
        self.langs.as_ref().is_none_or(|(left, right)| {
            let fits = |lang: &Lang, other: &Lang| lang.fit(other).is_some();
            fits(a, left) && fits(b, right) || fits(b, left) && fits(a, right)
        })
    }
}

/// The Chinese words to cut a Chinese text by: the built-in ones and those of the dictionaries that translate between the
/// languages. Without the translations, finer words only make what the text teaches thinner.
pub(super) fn known_words<'a>(
    dictionaries: &'a [Dictionary],
    langs: (&Lang, &Lang),
) -> FxHashSet<&'a str> {
    let mut known: FxHashSet<&'a str> = chinese_words().clone();
    if !langs.0.is_chinese() && !langs.1.is_chinese() {
        return known;
    }
    for dictionary in dictionaries {
        if dictionary.serves(langs.0, langs.1) {
            let sides = dictionary
                .entries
                .iter()
                .flat_map(|entry| [&entry.left, &entry.right]);
            known.extend(sides.map(String::as_str).filter(|text| {
                text.starts_with(is_han) && text.chars().nth(LONGEST_WORD).is_none()
            }));
        }
    }
    known
}

/// A text in which entries are looked for, with its language.
pub(super) type Text<'a> = (&'a Finder<'a>, &'a Lang);

/// The pairs of the dictionaries between the words of two texts.
pub(super) fn dictionary_pairs(
    source: Text<'_>,
    target: Text<'_>,
    dictionaries: &[Dictionary],
) -> Vec<Pair> {
    let mut out = Vec::new();
    for dictionary in dictionaries {
        let entries = &dictionary.entries;
        let Some((left, _)) = &dictionary.langs else {
            let there = direct(source, target, entries);
            let back = turned(&direct(target, source, entries));
            out.extend(if there.len() >= back.len() {
                there
            } else {
                back
            });
            continue;
        };
        if dictionary.serves(source.1, target.1) {
            out.extend(if source.1.fit(left).is_some() {
                direct(source, target, entries)
            } else {
                turned(&direct(target, source, entries))
            });
        }
    }
    out
}

/// Entries whose left side is in one text and whose right side is in the other.
fn direct(left: Text<'_>, right: Text<'_>, entries: &[Entry]) -> Vec<Pair> {
    let mut out = Vec::new();
    for entry in entries {
        // The language that needs no tokenising is asked first: most entries of a large dictionary are in neither text.
        if right.1.is_chinese() && !right.0.has(&entry.right) {
            continue;
        }
        let found = find(left, &entry.left);
        if !found.is_empty() {
            let others = find(right, &entry.right);
            out.extend(crossed(&found, &others, entry.weight));
        }
    }
    out
}

/// The words of a text that an entry's side names, with their shares squared: a part of a term says little of the whole.
fn find(text: Text<'_>, side: &str) -> Vec<(u32, f64)> {
    if text.1.is_chinese() && !text.0.has(side) {
        return Vec::new();
    }
    let mut found = text.0.all(&[phrase(side, text.1)]);
    for (_, share) in &mut found {
        *share *= *share;
    }
    found
}
