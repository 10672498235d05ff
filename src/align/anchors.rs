//! Anchors: words of two languages that are the same thing by their form alone.
//!
//! Numbers and months by value, equal words in Latin letters, the same punctuation mark, and names and loan words
//! by their skeleton. They are entries of the one table p(target word | source word), like a dictionary's.

use super::words::{Side, Word, WordKind};
use crate::lang::Lang;
use rustc_hash::FxHashMap;

/// A pair of words with its weight, 0 to 1.
pub(super) type Pair = (u32, u32, f64);

/// The same pairs read from the other side.
pub(super) fn turned(pairs: &[Pair]) -> Vec<Pair> {
    let turn = |(a, b, weight): &Pair| (*b, *a, *weight);
    pairs.iter().map(turn).collect()
}

/// How much a shared punctuation mark says, compared with a shared number.
const MARK_WEIGHT: f64 = 0.6;
/// Skeletons that are less alike than this are different words.
const ALIKE: f64 = 0.7;
/// Skeletons that are more alike than this count in full.
const NEARLY_EQUAL: f64 = 0.9;

/// All anchors between two texts.
pub(super) fn anchors(
    source: &Side,
    target: &Side,
    source_lang: &Lang,
    target_lang: &Lang,
) -> Vec<Pair> {
    let mut pairs: FxHashMap<(u32, u32), f64> = FxHashMap::default();
    for (number, word) in source.vocabulary.iter().enumerate() {
        let Some(other) = target.find(&word.key) else {
            continue;
        };
        if let Some(weight) = equal_weight(word, &target.vocabulary[other as usize]) {
            pairs.insert((number as u32, other), weight);
        }
    }
    for (a, b, weight) in cognates(source, target, source_lang, target_lang) {
        let best = pairs.entry((a, b)).or_insert(0.0);
        *best = best.max(weight);
    }
    let mut out: Vec<Pair> = pairs
        .into_iter()
        .map(|((a, b), weight)| (a, b, weight))
        .collect();
    out.sort_unstable_by_key(|(a, b, _)| (*a, *b));
    out
}

fn equal_weight(a: &Word, b: &Word) -> Option<f64> {
    match (a.kind, b.kind) {
        (WordKind::Number, WordKind::Number) | (WordKind::Han, WordKind::Han) => Some(1.0),
        (WordKind::Mark, WordKind::Mark) => Some(MARK_WEIGHT),
        (WordKind::Letters, WordKind::Letters) => (a.key.chars().count() > 1).then_some(1.0),
        _ => None,
    }
}

/// A word's sound, roughly: letters of both alphabets made alike, and its consonants alone.
struct Skeleton {
    word: u32,
    letters: Vec<char>,
    consonants: String,
}

/// Names and loan words: pairs whose skeletons are alike.
fn cognates(source: &Side, target: &Side, source_lang: &Lang, target_lang: &Lang) -> Vec<Pair> {
    let inflected = [source_lang, target_lang]
        .iter()
        .any(|lang| lang.is_turkic());
    let others = skeletons(target, target_lang);
    let mut by_beginning: FxHashMap<&str, Vec<&Skeleton>> = FxHashMap::default();
    for skeleton in &others {
        by_beginning
            .entry(beginning(&skeleton.consonants))
            .or_default()
            .push(skeleton);
    }
    let mut out = Vec::new();
    for a in skeletons(source, source_lang) {
        for b in by_beginning
            .get(beginning(&a.consonants))
            .into_iter()
            .flatten()
        {
            if let Some(alike) = likeness(&a.letters, &b.letters, inflected) {
                out.push((
                    a.word,
                    b.word,
                    if alike < NEARLY_EQUAL {
                        0.5 * alike
                    } else {
                        alike
                    },
                ));
            }
        }
    }
    out
}

fn beginning(consonants: &str) -> &str {
    consonants
        .char_indices()
        .nth(2)
        .map_or(consonants, |(at, _)| &consonants[..at])
}

/// How alike two skeletons are, from [`ALIKE`] to 1. Of an inflected language only the beginning counts.
fn likeness(a: &[char], b: &[char], inflected: bool) -> Option<f64> {
    let shorter = a.len().min(b.len());
    let count = if inflected {
        shorter.min((shorter * 3 / 4).max(5))
    } else {
        shorter
    };
    if count < 4 || !inflected && a.len().abs_diff(b.len()) > 3 {
        return None;
    }
    let alike = 1.0 - distance(&a[..count], &b[..count]) / count as f64;
    (alike >= ALIKE).then_some(alike)
}

/// Edit distance in which one vowel for another costs half.
fn distance(a: &[char], b: &[char]) -> f64 {
    let mut before: Vec<f64> = (0..=b.len()).map(|n| n as f64).collect();
    for (i, x) in a.iter().enumerate() {
        let mut row = vec![(i + 1) as f64];
        for (j, y) in b.iter().enumerate() {
            let change = match (x == y, is_vowel(*x) && is_vowel(*y)) {
                (true, _) => 0.0,
                (false, true) => 0.5,
                (false, false) => 1.0,
            };
            row.push(
                (before[j] + change)
                    .min(before[j + 1] + 1.0)
                    .min(row[j] + 1.0),
            );
        }
        before = row;
    }
    before[b.len()]
}

fn is_vowel(c: char) -> bool {
    matches!(c, 'a' | 'e' | 'i' | 'o' | 'u')
}

fn skeletons(side: &Side, lang: &Lang) -> Vec<Skeleton> {
    side.vocabulary
        .iter()
        .enumerate()
        .filter(|(_, word)| word.kind == WordKind::Letters && word.form.chars().count() >= 4)
        .filter_map(|(number, word)| {
            let letters = plain_letters(&word.form, lang);
            let consonants: String = letters
                .iter()
                .filter(|c| !is_vowel(**c) && **c != 'h')
                .collect();
            (consonants.chars().count() >= 2).then_some(Skeleton {
                word: number as u32,
                letters,
                consonants,
            })
        })
        .collect()
}

/// Azerbaijani letters and the sounds they stand for; S, C and J are sh, ch and dj.
const AZERBAIJANI: [(&str, &str); 11] = [
    ("ə", "a"),
    ("ş", "S"),
    ("ç", "C"),
    ("c", "J"),
    ("ğ", "g"),
    ("x", "h"),
    ("q", "g"),
    ("ö", "o"),
    ("ü", "u"),
    ("ı", "i"),
    ("y", "i"),
];
/// English (and, well enough, other) spellings, long ones first.
const ENGLISH: [(&str, &str); 24] = [
    ("tion", "sia"),
    ("sch", "S"),
    ("tch", "C"),
    ("sh", "S"),
    ("ch", "C"),
    ("ph", "f"),
    ("ck", "k"),
    ("th", "t"),
    ("qu", "kv"),
    ("gh", "g"),
    ("oo", "u"),
    ("ee", "i"),
    ("ce", "se"),
    ("ci", "si"),
    ("cy", "si"),
    ("x", "ks"),
    ("w", "v"),
    ("j", "J"),
    ("c", "k"),
    ("y", "i"),
    ("ä", "a"),
    ("é", "e"),
    ("è", "e"),
    ("ß", "ss"),
];

/// A word with its letters replaced by sounds, doubled letters made one.
fn plain_letters(form: &str, lang: &Lang) -> Vec<char> {
    let table: &[(&str, &str)] = if lang.is_turkic() {
        &AZERBAIJANI
    } else {
        &ENGLISH
    };
    let mut out: Vec<char> = Vec::new();
    let mut rest = form;
    while let Some(first) = rest.chars().next() {
        let (taken, sound) = table
            .iter()
            .find(|(spelling, _)| rest.starts_with(spelling))
            .map_or((first.len_utf8(), None), |(spelling, sound)| {
                (spelling.len(), Some(*sound))
            });
        match sound {
            Some(sound) => out.extend(sound.chars()),
            None if first.is_alphabetic() => out.push(first),
            None => {}
        }
        rest = &rest[taken..];
    }
    out.dedup();
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pairs(source: &str, source_lang: &str, target: &str, target_lang: &str) -> Vec<String> {
        let lang = |tag| Lang::parse(tag).unwrap();
        let none = rustc_hash::FxHashSet::default();
        let a = Side::new(&[source.to_owned()], &lang(source_lang), &none);
        let b = Side::new(&[target.to_owned()], &lang(target_lang), &none);
        let mut out: Vec<String> = anchors(&a, &b, &lang(source_lang), &lang(target_lang))
            .into_iter()
            .map(|(i, j, _)| {
                format!(
                    "{}={}",
                    a.vocabulary[i as usize].key, b.vocabulary[j as usize].key
                )
            })
            .collect();
        out.sort();
        out
    }

    #[test]
    fn numbers_months_marks_names_and_loans() {
        assert_eq!(
            pairs(
                "in April 2025, 3.5 BRI.",
                "en",
                "2025年4月，3.5 BRI。",
                "zh"
            ),
            [
                "#2025=#2025",
                "#3.5=#3.5",
                "#m4=#m4",
                ",=,",
                ".=.",
                "bri=bri"
            ]
        );
        assert_eq!(
            pairs(
                "twenty-one billion on 24 April",
                "en",
                "aprelin 24-də 21 mlrd.",
                "az"
            ),
            ["#21000000000=#21000000000", "#24=#24", "#m4=#m4"]
        );
        assert_eq!(
            pairs(
                "Washington parliament",
                "en",
                "Vaşinqtonda parlamentin",
                "az"
            ),
            ["parliame=parlam", "washingt=vaşinq"]
        );
        assert!(pairs("treaty", "en", "səfər", "az").is_empty());
    }
}
