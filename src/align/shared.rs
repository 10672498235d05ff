//! What the documents of a set teach one another: a lexicon over all of them (IBM Model 1 over their first ladders).
//!
//! A short text teaches itself little, and a wrong bead in it teaches what is wrong. So only pairs of words that
//! beads of several documents hold are handed on, and only those that explain each other in both directions.

use super::anchors::{Pair, turned};
use super::chinese::Sightings;
use super::lexicon::{BeadWords, mutual, table, train_both};
use super::rounds::known_of;
use super::words::Side;
use super::{AlignedTexts, Options};
use crate::lang::Lang;
use rustc_hash::{FxHashMap, FxHashSet};
use std::ops::Range;

/// Beads that are less sure teach nothing.
const LEAST_SCORE: f64 = 0.5;
/// A pair of words that stands in the beads of fewer documents is not handed on.
const FEWEST_DOCUMENTS: u32 = 2;
/// A pair of words that explain each other less is not handed on: the root of both probabilities.
const LEAST_WEIGHT: f64 = 0.1;
/// Words that translate each other in the documents of a set. It can be handed to every alignment of the set by
/// [`Options::shared`].
#[derive(Debug, Clone, Default, PartialEq)]
pub struct SharedLexicon {
    pub(super) pairs: Vec<Taught>,
}

/// What is known between two languages: for each word of the first its translations with their weights.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Taught {
    pub(super) langs: (Lang, Lang),
    pub(super) words: FxHashMap<String, Vec<(String, f64)>>,
    /// How often Chinese words were seen in each language where it was learned; texts are cut by them too.
    pub(super) seen: (Sightings, Sightings),
}

impl SharedLexicon {
    /// Learns from aligned documents, all with the same languages in the same order. `options` are those that they
    /// were aligned with.
    pub fn learn(documents: &[AlignedTexts], options: &Options) -> Self {
        let Some(first) = documents.first() else {
            return Self::default();
        };
        let count = first.texts.len();
        let sides = (0..count).flat_map(|a| (a + 1..count).map(move |b| (a, b)));
        Self {
            pairs: sides
                .map(|(a, b)| Taught {
                    langs: (first.texts[a].lang.clone(), first.texts[b].lang.clone()),
                    words: learn(documents, a, b, options),
                    seen: Default::default(),
                })
                .collect(),
        }
    }

    /// This lexicon and another one.
    #[must_use]
    pub fn with(mut self, other: &Self) -> Self {
        self.pairs.extend(other.pairs.iter().cloned());
        self
    }

    /// How many pairs of words it holds.
    pub fn len(&self) -> usize {
        let taught = self.pairs.iter().flat_map(|pair| pair.words.values());
        taught.map(Vec::len).sum()
    }

    /// Whether it holds no pair of words.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// How often Chinese words were seen in each of two languages.
    pub(super) fn seen(&self, langs: (&Lang, &Lang)) -> (Sightings, Sightings) {
        let (mut first, mut second) = (Sightings::default(), Sightings::default());
        for taught in &self.pairs {
            let (there, back) = match (&taught.langs.0, &taught.langs.1) {
                (a, b) if a == langs.0 && b == langs.1 => (&taught.seen.0, &taught.seen.1),
                (a, b) if b == langs.0 && a == langs.1 => (&taught.seen.1, &taught.seen.0),
                _ => continue,
            };
            for (all, seen) in [(&mut first, there), (&mut second, back)] {
                for (word, count) in seen {
                    *all.entry(word.clone()).or_default() += count;
                }
            }
        }
        (first, second)
    }

    /// The pairs of it between the words of two texts.
    pub(super) fn pairs(&self, source: &Side, target: &Side, langs: (&Lang, &Lang)) -> Vec<Pair> {
        let mut out = Vec::new();
        for taught in &self.pairs {
            let (from, to, turned) = match (&taught.langs.0, &taught.langs.1) {
                (a, b) if a == langs.0 && b == langs.1 => (source, target, false),
                (a, b) if b == langs.0 && a == langs.1 => (target, source, true),
                _ => continue,
            };
            for (number, word) in from.vocabulary.iter().enumerate() {
                for (other, weight) in taught.words.get(&word.key).into_iter().flatten() {
                    if let Some(other) = to.find(other) {
                        let number = number as u32;
                        let (a, b) = if turned {
                            (other, number)
                        } else {
                            (number, other)
                        };
                        out.push((a, b, *weight));
                    }
                }
            }
        }
        out
    }
}

/// The words of all documents of one language.
#[derive(Default)]
struct Vocabulary {
    index: FxHashMap<String, u32>,
    words: Vec<String>,
}

impl Vocabulary {
    /// The numbers here of the words of a text.
    fn take(&mut self, side: &Side) -> Vec<u32> {
        let words = side.vocabulary.iter().map(|word| {
            *self.index.entry(word.key.clone()).or_insert_with(|| {
                self.words.push(word.key.clone());
                self.words.len() as u32 - 1
            })
        });
        words.collect()
    }
}

fn learn(
    documents: &[AlignedTexts],
    a: usize,
    b: usize,
    options: &Options,
) -> FxHashMap<String, Vec<(String, f64)>> {
    let (mut sources, mut targets) = (Vocabulary::default(), Vocabulary::default());
    let mut seeds: FxHashMap<(u32, u32), f64> = FxHashMap::default();
    let mut beads: Vec<BeadWords> = Vec::new();
    let mut ends = Vec::with_capacity(documents.len());
    for document in documents {
        let (from, to) = (&document.texts[a], &document.texts[b]);
        let (source, target, known) = known_of(
            &from.segments,
            &to.segments,
            (&from.lang, &to.lang),
            options,
        );
        let (source_words, target_words) = (sources.take(&source), targets.take(&target));
        for (x, y, weight) in known {
            let key = (source_words[x as usize], target_words[y as usize]);
            let best = seeds.entry(key).or_default();
            *best = best.max(weight);
        }
        let beads_of_pair = document.rows.iter().flat_map(|row| row.pair(a, b));
        for bead in beads_of_pair.filter(|bead| bead.score >= LEAST_SCORE) {
            let words = |side: &Side, numbers: &[u32], segments: Range<usize>| -> Vec<u32> {
                let segments = &side.segments[segments];
                segments
                    .iter()
                    .flatten()
                    .map(|w| numbers[*w as usize])
                    .collect()
            };
            let bead = (
                words(&source, &source_words, bead.source),
                words(&target, &target_words, bead.target),
            );
            if !bead.0.is_empty() && !bead.1.is_empty() {
                beads.push(bead);
            }
        }
        ends.push(beads.len());
    }
    let mut seeds: Vec<Pair> = seeds.into_iter().map(|((x, y), w)| (x, y, w)).collect();
    seeds.sort_unstable_by_key(|(x, y, _)| (*x, *y));
    let (many, others) = (sources.words.len(), targets.words.len());
    let counts = train_both(&beads, (many, others), &seeds);
    let forward = table(many, &seeds, Some(&counts.0));
    let backward = table(others, &turned(&seeds), Some(&counts.1));
    let weights: FxHashMap<(u32, u32), f64> =
        mutual(&forward, &backward, many as u32, LEAST_WEIGHT)
            .into_iter()
            .map(|(word, other, weight)| ((word, other), weight))
            .collect();
    let spread = in_documents(&beads, &ends, &weights);
    let mut out: FxHashMap<String, Vec<(String, f64)>> = FxHashMap::default();
    for ((word, other), weight) in weights {
        if spread
            .get(&(word, other))
            .is_some_and(|n| *n >= FEWEST_DOCUMENTS)
        {
            out.entry(sources.words[word as usize].clone())
                .or_default()
                .push((targets.words[other as usize].clone(), weight));
        }
    }
    for translations in out.values_mut() {
        translations.sort_by(|x, y| x.0.cmp(&y.0));
    }
    out
}

/// In the beads of how many documents each pair stands.
fn in_documents(
    beads: &[BeadWords],
    ends: &[usize],
    pairs: &FxHashMap<(u32, u32), f64>,
) -> FxHashMap<(u32, u32), u32> {
    let mut counts: FxHashMap<(u32, u32), u32> = FxHashMap::default();
    let mut start = 0;
    for end in ends {
        let mut seen: FxHashSet<(u32, u32)> = FxHashSet::default();
        for (source, target) in &beads[start..*end] {
            for word in source {
                let together = target.iter().map(|other| (*word, *other));
                seen.extend(together.filter(|pair| pairs.contains_key(pair)));
            }
        }
        for pair in seen {
            *counts.entry(pair).or_default() += 1;
        }
        start = *end;
    }
    counts
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::align::words::word_keys;
    use crate::align::{AlignedRow, InputText};

    /// A document whose sentences translate each other one by one.
    fn document(pairs: &[(&str, &str)]) -> AlignedTexts {
        let text = |tag: &str, segments: Vec<String>| InputText {
            name: tag.into(),
            lang: Lang::parse(tag).unwrap(),
            segments,
            paragraphs: Vec::new(),
        };
        let (left, right) = pairs
            .iter()
            .map(|(a, b)| ((*a).to_owned(), (*b).to_owned()))
            .unzip();
        let row = |n| AlignedRow::new(vec![n..n + 1, n..n + 1], 0.9);
        AlignedTexts {
            texts: vec![text("en", left), text("eo", right)],
            rows: (0..pairs.len()).map(row).collect(),
        }
    }

    #[test]
    fn what_several_documents_hold_is_handed_on() {
        let documents = [
            document(&[("red bridge", "ruga ponto"), ("old house", "malnova domo")]),
            document(&[("old bridge", "malnova ponto"), ("red house", "ruga domo")]),
            document(&[("green tree", "verda arbo"), ("green field", "verda kampo")]),
        ];
        let shared = SharedLexicon::learn(&documents, &Options::default());
        let best = |word: &str| -> Option<&str> {
            let key = word_keys(word, &Lang::parse("en").unwrap()).remove(0);
            let translations = shared.pairs[0].words.get(&key)?;
            let best = translations.iter().max_by(|a, b| a.1.total_cmp(&b.1))?;
            Some(best.0.as_str())
        };
        assert_eq!(best("bridge"), Some("ponto"));
        assert_eq!(best("house"), Some("domo"));
        // One document alone is no witness.
        assert_eq!(best("green"), None);
        assert!(SharedLexicon::learn(&[], &Options::default()).is_empty());
    }

    #[test]
    fn it_serves_in_both_directions() {
        let documents = [
            document(&[("red bridge", "ruga ponto"), ("red house", "ruga domo")]),
            document(&[("old bridge", "malnova ponto"), ("red house", "ruga domo")]),
        ];
        let shared = SharedLexicon::learn(&documents, &Options::default());
        let side =
            |text: &str, lang: &Lang| Side::new(&[text.to_owned()], lang, &FxHashSet::default());
        let (en, eo) = (Lang::parse("en").unwrap(), Lang::parse("eo").unwrap());
        let (a, b) = (side("the red roof", &en), side("la ruga tegmento", &eo));
        let there = shared.pairs(&a, &b, (&en, &eo));
        let back = shared.pairs(&b, &a, (&eo, &en));
        assert_eq!(there.len(), 1);
        assert_eq!(there[0].0, back[0].1);
        assert_eq!(there[0].1, back[0].0);
        assert!(shared.pairs(&a, &b, (&eo, &en)).is_empty());
    }
}
