//! What translations that are at hand teach: IBM Model 1 in both directions over pairs of texts, asked for the words of
//! the texts that are aligned.

use super::anchors::Pair;
use super::lexicon::{Table, mutual, table, train};
use super::words::{Side, WordKind};
use crate::lang::Lang;

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
const WEIGHT: f64 = 0.9;
/// Weaker pairs are chance.
const LEAST: f64 = 0.1;
/// So many pairs of words are looked at, in each direction; then no further example.
const MOST_WORK: usize = 8_000_000;

/// The pairs of words of two texts that examples teach; `from` and `to` are their sides, row by row.
pub(super) fn example_pairs(source: &Side, target: &Side, from: &Side, to: &Side) -> Vec<Pair> {
    let (from, to) = (Words::new(from, source), Words::new(to, target));
    let (forward, backward) = rayon::join(|| learned(&from, &to), || learned(&to, &from));
    let mut pairs = mutual(&forward, &backward, from.known as u32, LEAST);
    for (.., weight) in &mut pairs {
        *weight *= WEIGHT;
    }
    pairs
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
