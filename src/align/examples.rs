//! What translations that are at hand teach: IBM Model 1 in both directions over pairs of texts, asked for the words of
//! the texts that are aligned.

use super::Options;
use super::anchors::Pair;
use super::chinese::Sightings;
use super::dictionary::known_words;
use super::lexicon::{Table, mutual, table, train};
use super::words::{Side, WordKind};
use crate::lang::Lang;
use rustc_hash::{FxHashMap, FxHashSet};

/// Texts that translate each other.
#[derive(Debug, Clone, PartialEq)]
pub struct Examples {
    /// The languages of the first and the second texts.
    pub langs: (Lang, Lang),
    /// The texts, the most useful first.
    pub pairs: Vec<(String, String)>,
}

impl Examples {
    /// The texts in a language, if it is one of the two.
    pub(super) fn texts(&self, lang: &Lang) -> Option<Vec<String>> {
        let first = self.langs.0.fit(lang).is_some();
        let second = self.langs.1.fit(lang).is_some();
        (first || second).then(|| {
            let one = |(a, b): &(String, String)| if first { a.clone() } else { b.clone() };
            self.pairs.iter().map(one).collect()
        })
    }
}

/// How much a pair of words says that always translate each other, compared with a shared number.
pub(super) const WEIGHT: f64 = 0.9;
/// Weaker pairs are chance.
pub(super) const LEAST: f64 = 0.1;
/// So many pairs of words are looked at, in each direction; then no further example.
const MOST_WORK: usize = 8_000_000;

/// The pairs of words of two texts that examples teach; `from` and `to` are their sides, row by row.
fn example_pairs(source: &Side, target: &Side, from: &Side, to: &Side) -> Vec<Pair> {
    let (from, to) = (Words::new(from, source), Words::new(to, target));
    let (forward, backward) = rayon::join(|| learned(&from, &to), || learned(&to, &from));
    let mut pairs = mutual(&forward, &backward, from.known as u32, LEAST);
    for (.., weight) in &mut pairs {
        *weight *= WEIGHT;
    }
    pairs
}

/// Two texts and the examples in their languages as words, all cut alike.
pub(super) struct WithExamples {
    pub(super) source: Side,
    pub(super) target: Side,
    examples: (Side, Side),
}

impl WithExamples {
    /// Reads texts and examples; `known` are words that Chinese is cut into, as those that were `seen` elsewhere in either
    /// language.
    pub(super) fn read(
        texts: (&[String], &[String]),
        langs: (&Lang, &Lang),
        examples: &[Examples],
        known: &FxHashSet<&str>,
        seen: (&Sightings, &Sightings),
    ) -> Self {
        let none = FxHashSet::default();
        let (left, right) = in_languages(langs, examples);
        let read = |segments: &[String], examples: &[String], lang: &Lang, seen| {
            let known = if lang.is_chinese() { known } else { &none };
            Side::with_examples(segments, examples, lang, known, seen)
        };
        let ((source, left), (target, right)) = rayon::join(
            || read(texts.0, &left, langs.0, seen.0),
            || read(texts.1, &right, langs.1, seen.1),
        );
        Self {
            source,
            target,
            examples: (left, right),
        }
    }

    /// The pairs of words of the texts that the examples teach.
    pub(super) fn pairs(&self) -> Vec<Pair> {
        example_pairs(
            &self.source,
            &self.target,
            &self.examples.0,
            &self.examples.1,
        )
    }
}

/// The examples in two languages, each language by itself.
fn in_languages(langs: (&Lang, &Lang), examples: &[Examples]) -> (Vec<String>, Vec<String>) {
    let mut out = (Vec::new(), Vec::new());
    for examples in examples {
        if let (Some(source), Some(target)) = (examples.texts(langs.0), examples.texts(langs.1)) {
            out.0.extend(source);
            out.1.extend(target);
        }
    }
    out
}

/// What the examples of `options` teach about the words of texts: for each word of the first texts its translations with their
/// weights.
pub(super) fn taught(
    texts: (&[String], &[String]),
    langs: (&Lang, &Lang),
    options: &Options,
) -> FxHashMap<String, Vec<(String, f64)>> {
    let known = known_words(&options.dictionaries, langs);
    let none = Sightings::default();
    let read = WithExamples::read(texts, langs, &options.examples, &known, (&none, &none));
    let mut out: FxHashMap<String, Vec<(String, f64)>> = FxHashMap::default();
    for (word, other, weight) in read.pairs() {
        let key = |side: &Side, word: u32| side.vocabulary[word as usize].key.clone();
        let translations = out.entry(key(&read.source, word)).or_default();
        translations.push((key(&read.target, other), weight));
    }
    for translations in out.values_mut() {
        translations.sort_by(|x, y| x.0.cmp(&y.0));
    }
    out
}

/// Examples of one language: their words, those of the text by its numbers, all others by numbers behind them.
struct Words {
    known: usize,
    all: usize,
    segments: Vec<Vec<u32>>,
}

impl Words {
    fn new(examples: &Side, text: &Side) -> Self {
        let known = text.vocabulary.len();
        let numbers: Vec<Option<u32>> = examples
            .vocabulary
            .iter()
            .enumerate()
            .map(|(at, word)| match word.kind {
                // Anchors know them.
                WordKind::Number | WordKind::Mark => None,
                _ => Some(text.find(&word.key).unwrap_or((known + at) as u32)),
            })
            .collect();
        let words = |segment: &Vec<u32>| {
            let mut words: Vec<u32> = segment
                .iter()
                .filter_map(|word| numbers[*word as usize])
                .collect();
            words.sort_unstable();
            words.dedup();
            words
        };
        Self {
            known,
            all: known + examples.vocabulary.len(),
            segments: examples.segments.iter().map(words).collect(),
        }
    }
}

/// p(second | first) for words of the texts.
fn learned(first: &Words, second: &Words) -> Table {
    let mut work = 0;
    let mut beads = Vec::new();
    for (a, b) in first.segments.iter().zip(&second.segments) {
        let explained: Vec<u32> = b
            .iter()
            .copied()
            .filter(|word| (*word as usize) < second.known)
            .collect();
        work += a.len() * explained.len();
        if work > MOST_WORK {
            break;
        }
        if !explained.is_empty() {
            beads.push((a.clone(), explained));
        }
    }
    let counts = train(&beads, first.all, &[]);
    table(first.all, &[], Some(&counts))
}
