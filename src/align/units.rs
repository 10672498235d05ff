//! A lexicon of all the words of many units, and the same as bytes, so that it can be kept.

use super::anchors::Pair;
use super::chinese::Sightings;
use super::corpus::{Lists, learned};
use super::dictionary::known_words;
use super::examples::Examples;
use super::packed::{Packer, Unpacker, numbered};
use super::shared::{SharedLexicon, Taught};
use super::words::{Side, WordKind};
use crate::lang::Lang;
use crate::text::TEXT_VERSION;
use rustc_hash::{FxHashMap, FxHashSet};

/// The format of a lexicon as bytes, and what its words are: one of another number is of no use.
pub const LEXICON_FORMAT: i64 = 1_000 + TEXT_VERSION as i64;

/// How much a pair of words says that always translate each other, compared with a shared number.
const WEIGHT: f64 = 0.9;
/// Weaker pairs are chance.
const LEAST: f64 = 0.1;
/// So many steps lie between the weights 0 and 1 in a lexicon as bytes.
const STEPS: f64 = 250.0;
/// A Chinese word that was seen less often says nothing of how to cut a text.
const FEWEST_SIGHTINGS: f64 = 2.0;

impl SharedLexicon {
    /// Learns all the words of these texts. Time and memory grow with the texts.
    #[must_use]
    pub fn from_units(examples: &Examples) -> Self {
        let langs = (&examples.langs.0, &examples.langs.1);
        let known = known_words(&[], langs);
        let read = |lang: &Lang, second: bool| {
            let none = FxHashSet::default();
            let known = if lang.is_chinese() { &known } else { &none };
            let texts: Vec<String> = examples
                .pairs
                .iter()
                .map(|(a, b)| if second { b.clone() } else { a.clone() })
                .collect();
            Side::cut(&texts, lang, known, &Sightings::default())
        };
        let (source, target) = rayon::join(|| read(langs.0, false), || read(langs.1, true));
        let sizes = (source.vocabulary.len(), target.vocabulary.len());
        let pairs = learned(&words_of(&source), &words_of(&target), sizes, LEAST);
        Self {
            pairs: vec![Taught {
                langs: examples.langs.clone(),
                words: by_word(&source, &target, &pairs),
                seen: (seen_in(&source), seen_in(&target)),
            }],
        }
    }

    /// The lexicon of its first two languages as bytes.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut out = Packer::default();
        let Some(taught) = self.pairs.first() else {
            return out.finish();
        };
        let others = taught.words.values().flatten();
        let others = numbered(others.map(|(word, _)| word.as_str()));
        let mut words: Vec<(&str, &Vec<(String, f64)>)> = taught
            .words
            .iter()
            .map(|(word, all)| (word.as_str(), all))
            .collect();
        words.sort_unstable_by_key(|(word, _)| *word);
        out.words(others.keys().map(|word| (*word, 0)));
        out.words(words.iter().map(|(word, all)| (*word, all.len() as u64)));
        for (other, weight) in words.iter().flat_map(|(_, all)| *all) {
            out.number(others[other.as_str()] as u64);
            out.number((weight * STEPS).round() as u64);
        }
        for seen in [&taught.seen.0, &taught.seen.1] {
            let mut seen: Vec<(&str, u64)> = seen
                .iter()
                .map(|(word, count)| (word.as_str(), *count as u64))
                .collect();
            seen.sort_unstable();
            out.words(seen.into_iter());
        }
        out.finish()
    }

    /// Reads [`SharedLexicon::to_bytes`] back; `None` where they are damaged.
    pub fn from_bytes(langs: &(Lang, Lang), bytes: &[u8]) -> Option<Self> {
        let mut bytes = Unpacker::new(bytes);
        let others = bytes.words()?;
        let known = bytes.words()?;
        let mut words = FxHashMap::default();
        words.reserve(known.len());
        for (word, count) in known {
            let mut all = Vec::new();
            for _ in 0..count {
                let (other, _) = others.get(usize::try_from(bytes.number()?).ok()?)?;
                let weight = bytes.number()? as f64 / STEPS;
                all.push((other.clone(), weight.min(1.0)));
            }
            words.insert(word, all);
        }
        let mut seen = || -> Option<Sightings> {
            let words = bytes.words()?.into_iter();
            Some(
                words
                    .map(|(word, count)| (word, count.min(u64::from(u32::MAX)) as f64))
                    .collect(),
            )
        };
        let seen = (seen()?, seen()?);
        bytes.is_at_end().then(|| Self {
            pairs: vec![Taught {
                langs: langs.clone(),
                words,
                seen,
            }],
        })
    }
}

/// The words of each unit, each once, without those that anchors know.
fn words_of(side: &Side) -> Lists {
    let counts = |word: &u32| {
        let kind = side.vocabulary[*word as usize].kind;
        !matches!(kind, WordKind::Number | WordKind::Mark)
    };
    let mut out = Lists::default();
    for segment in &side.segments {
        let mut words: Vec<u32> = segment.iter().copied().filter(counts).collect();
        words.sort_unstable();
        words.dedup();
        out.push(&words);
    }
    out
}

/// Pairs by the first word, each word's in order, with weights as they come back from bytes.
fn by_word(source: &Side, target: &Side, pairs: &[Pair]) -> FxHashMap<String, Vec<(String, f64)>> {
    let mut out: FxHashMap<String, Vec<(String, f64)>> = FxHashMap::default();
    for (word, other, weight) in pairs {
        let key = |side: &Side, word: u32| side.vocabulary[word as usize].key.clone();
        let weight = (weight * WEIGHT * STEPS).round() / STEPS;
        let all = out.entry(key(source, *word)).or_default();
        all.push((key(target, *other), weight));
    }
    for all in out.values_mut() {
        all.sort_by(|x, y| x.0.cmp(&y.0));
    }
    out
}

/// How often each Chinese word was seen.
fn seen_in(side: &Side) -> Sightings {
    let mut counts = vec![0.0; side.vocabulary.len()];
    for word in side.segments.iter().flatten() {
        counts[*word as usize] += 1.0;
    }
    let words = side.vocabulary.iter().zip(counts);
    words
        .filter(|(word, count)| word.kind == WordKind::Han && *count >= FEWEST_SIGHTINGS)
        .map(|(word, count)| (word.key.clone(), count))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn lexicon(pairs: &[(&str, &str)]) -> SharedLexicon {
        let own = |(a, b): &(&str, &str)| ((*a).to_owned(), (*b).to_owned());
        SharedLexicon::from_units(&Examples {
            langs: (Lang::parse("en").unwrap(), Lang::parse("zh").unwrap()),
            pairs: pairs.iter().map(own).collect(),
        })
    }

    fn small() -> SharedLexicon {
        lexicon(&[
            ("the minister arrived", "部长抵达"),
            ("the minister left", "部长离开"),
            ("the delegation arrived", "代表团抵达"),
            ("the delegation left", "代表团离开"),
        ])
    }

    #[test]
    fn it_learns_all_words_and_comes_back_from_bytes() {
        let small = small();
        let best = |word: &str| {
            let all = small.pairs[0].words.get(word)?.iter();
            all.max_by(|x, y| x.1.total_cmp(&y.1))
                .map(|(word, _)| word.as_str())
        };
        assert_eq!(best("minister"), Some("部长"), "{:?}", small.pairs[0].words);
        assert_eq!(small.pairs[0].seen.1.get("代表团"), Some(&2.0));
        let back = SharedLexicon::from_bytes(&small.pairs[0].langs, &small.to_bytes());
        assert_eq!(back.as_ref(), Some(&small));
    }

    #[test]
    fn damaged_bytes_are_told_or_read_but_never_panic() {
        let (small, bytes) = (small(), small().to_bytes());
        for end in 0..bytes.len() {
            let cut = SharedLexicon::from_bytes(&small.pairs[0].langs, &bytes[..end]);
            assert_eq!(cut, None, "{end}");
        }
    }

    proptest! {
        #[test]
        fn any_bytes_are_read_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            let langs = (Lang::parse("en").unwrap(), Lang::parse("az").unwrap());
            if let Some(read) = SharedLexicon::from_bytes(&langs, &bytes) {
                let again = SharedLexicon::from_bytes(&langs, &read.to_bytes());
                prop_assert_eq!(again.map(|lexicon| lexicon.len()), Some(read.len()));
            }
        }
    }
}
