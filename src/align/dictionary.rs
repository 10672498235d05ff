//! Dictionaries that are handed in: files of the user, the terms of a glossary.

use super::anchors::Pair;
use super::chinese::LONGEST_KNOWN;
use super::phrase::{Finder, crossed, phrase};
use super::seed::{Bridge, chinese_words};
use crate::lang::Lang;
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

/// How much is left of an entry that is followed through another language.
const THROUGH: f64 = 0.8;

/// The Chinese words to cut a Chinese text by: the built-in ones and those of the dictionaries.
pub(super) fn known_words<'a>(dictionaries: &'a [Dictionary]) -> FxHashSet<&'a str> {
    let mut known: FxHashSet<&'a str> = chinese_words().clone();
    for dictionary in dictionaries {
        let unnamed = dictionary.langs.is_none();
        let (left, right) = match &dictionary.langs {
            Some((left, right)) => (left.is_chinese(), right.is_chinese()),
            None => (true, true),
        };
        let sides = dictionary.entries.iter().flat_map(|entry| {
            let left = left.then_some(entry.left.as_str());
            left.into_iter()
                .chain(right.then_some(entry.right.as_str()))
        });
        known.extend(sides.filter(|text| {
            (!unnamed || !text.is_ascii()) && text.chars().nth(LONGEST_KNOWN).is_none()
        }));
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
        let Some((left, right)) = &dictionary.langs else {
            let there = direct(source, target, entries);
            let back = turned(direct(target, source, entries));
            out.extend(if there.len() >= back.len() {
                there
            } else {
                back
            });
            continue;
        };
        let fits = |text: Text<'_>, lang: &Lang| text.1.fit(lang).is_some();
        match (
            (fits(source, left), fits(source, right)),
            (fits(target, left), fits(target, right)),
        ) {
            ((true, _), (_, true)) => out.extend(direct(source, target, entries)),
            ((_, true), (true, _)) => out.extend(turned(direct(target, source, entries))),
            ((true, _), _) => out.extend(through(source, target, right, entries, false)),
            ((_, true), _) => out.extend(through(source, target, left, entries, true)),
            (_, (true, _)) => out.extend(turned(through(target, source, right, entries, false))),
            (_, (_, true)) => out.extend(turned(through(target, source, left, entries, true))),
            _ => {}
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

/// Entries between the language of one text and a third language, from which the built-in lexicon leads on.
fn through(
    near: Text<'_>,
    far: Text<'_>,
    third: &Lang,
    entries: &[Entry],
    near_is_right: bool,
) -> Vec<Pair> {
    let Some(bridge) = Bridge::new(third, far.1) else {
        return Vec::new();
    };
    let mut out = Vec::new();
    for entry in entries {
        let (own, other) = if near_is_right {
            (&entry.right, &entry.left)
        } else {
            (&entry.left, &entry.right)
        };
        let found = find(near, own);
        if found.is_empty() {
            continue;
        }
        for translations in bridge.across(&phrase(other, third)) {
            out.extend(crossed(
                &found,
                &far.0.all(translations),
                THROUGH * entry.weight,
            ));
        }
    }
    out
}

/// The words of a text that an entry's side names, with their shares.
fn find(text: Text<'_>, side: &str) -> Vec<(u32, f64)> {
    if text.1.is_chinese() && !text.0.has(side) {
        return Vec::new();
    }
    text.0.all(&[phrase(side, text.1)])
}

fn turned(pairs: Vec<Pair>) -> Vec<Pair> {
    pairs.into_iter().map(|(a, b, w)| (b, a, w)).collect()
}
