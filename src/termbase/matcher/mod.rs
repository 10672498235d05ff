//! All terms of one language against a text, at a cost that does not grow with the number of terms.
//!
//! A term is a path of labels in a trie, one label a word. What a label accepts is one folded word, or the forms
//! that a [`Recognizer`] knows. Every different word of the texts is looked at once: its labels are remembered.

mod build;
mod longest;
#[cfg(test)]
mod tests;
mod walk;

pub use longest::longest;

use super::cache::{Label, Labels, WordCache};
use super::prepared::{Gap, Prepared};
use super::recognise::{Fit, Recognizer, Stem, recognizer};
use crate::lang::Lang;
use crate::model::TermStatus;
use crate::text::fold_text;
use build::Labelling;
use rustc_hash::FxHashMap;
use std::ops::Range;
use walk::{Edges, Walk};

/// A term to look for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The concept's place in its glossary.
    pub concept: usize,
    /// The term as written.
    pub text: String,
    /// Preferred, admitted or forbidden.
    pub status: TermStatus,
    /// The part of speech, or empty.
    pub pos: String,
    /// Capital letters count.
    pub case: bool,
    /// Hyphens, blanks and their absence count.
    pub layout: bool,
}

impl Entry {
    /// Whether the term is matched as it is written, at least in one respect.
    pub fn as_written(&self) -> bool {
        self.case || self.layout
    }
}

/// A place where a term stands. Places of forms that are only possible are told apart by `fit`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Occurrence {
    /// Bytes of the text.
    pub span: Range<usize>,
    /// The index of the entry, in the order given to [`Matcher::new`].
    pub entry: usize,
    /// How sure it is.
    pub fit: Fit,
}

/// A term as it is matched: the same entry can have several (`cease-fire`, `ceasefire`, `cease fire`).
struct Pattern {
    entry: usize,
    written: Vec<String>,
    gaps: Vec<Gap>,
    /// For each word, whether its capital letters count.
    case: Vec<bool>,
    layout: bool,
    /// An acronym that is a common word in small letters: in a text in capitals it is only possible.
    common: bool,
    /// The term ends in a full stop.
    stop: bool,
    /// How sure it is at best.
    fit: Fit,
}

#[derive(Default)]
struct Node {
    next: FxHashMap<Label, u32>,
    patterns: Vec<u32>,
}

/// Finds the terms of one language. Can be shared between threads.
pub struct Matcher {
    recognizer: Box<dyn Recognizer>,
    lang: Lang,
    entries: Vec<Entry>,
    patterns: Vec<Pattern>,
    nodes: Vec<Node>,
    /// The nodes after the root by their labels, 0 for none: every word of a text is looked up here.
    first: Vec<u32>,
    exact: FxHashMap<String, Label>,
    stems: FxHashMap<String, Vec<(Stem, Label)>>,
    /// Bytes of the longest stem: words of any length are looked at up to there.
    longest_stem: usize,
    known: WordCache,
}

impl Matcher {
    /// Prepares the search for these terms in texts of a language.
    pub fn new(entries: Vec<Entry>, lang: &Lang) -> Self {
        Self::with(recognizer(lang), entries, lang)
    }

    /// The same with a recogniser of one's own.
    pub fn with(recognizer: Box<dyn Recognizer>, entries: Vec<Entry>, lang: &Lang) -> Self {
        let mut matcher = Self {
            recognizer,
            lang: lang.clone(),
            entries: Vec::new(),
            patterns: Vec::new(),
            nodes: vec![Node::default()],
            first: Vec::new(),
            exact: FxHashMap::default(),
            stems: FxHashMap::default(),
            longest_stem: 0,
            known: WordCache::new(),
        };
        let mut labelling = Labelling::default();
        for (index, entry) in entries.iter().enumerate() {
            matcher.add(index, entry, &mut labelling);
        }
        matcher.entries = entries;
        matcher.first = vec![0; labelling.next as usize + 1];
        for (label, next) in &matcher.nodes[0].next {
            matcher.first[*label as usize] = *next;
        }
        matcher
    }

    /// The terms, in the order given.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    fn folded(&self, word: &str) -> String {
        self.recognizer.letters(fold_text(word, &self.lang))
    }

    /// The labels that accept a word of a text.
    fn labels(&self, surface: &str) -> Labels {
        self.known.get(surface, || {
            let folded = self.folded(surface);
            let mut labels: Vec<(Label, Fit)> = self
                .exact
                .get(&folded)
                .map(|label| (*label, Fit::Certain))
                .into_iter()
                .collect();
            for (end, c) in folded.char_indices() {
                let end = end + c.len_utf8();
                if end > self.longest_stem {
                    break;
                }
                for (stem, label) in self.stems.get(&folded[..end]).into_iter().flatten() {
                    if let Some(fit) = self.recognizer.ending(stem, &folded[end..]) {
                        labels.push((*label, fit));
                    }
                }
            }
            // The surest reading of each label.
            labels.sort_unstable_by_key(|(label, fit)| (*label, std::cmp::Reverse(*fit)));
            labels.dedup_by_key(|(label, _)| *label);
            labels.into()
        })
    }

    /// Every place where a term stands, those inside of others too, in the order of the text. A span has each
    /// entry at most once.
    pub fn find(&self, text: &Prepared<'_>) -> Vec<Occurrence> {
        if self.patterns.is_empty() {
            return Vec::new();
        }
        let words = text.words().len();
        let edges: Vec<Edges> = (0..words).map(|n| self.edges(text, n)).collect();
        let mut walk = Walk {
            matcher: self,
            text,
            edges: &edges,
            capitals: is_in_capitals(text),
            path: Vec::new(),
            found: Vec::new(),
        };
        for start in 0..words {
            walk.from(start, 0, Fit::Certain);
        }
        let mut found = walk.found;
        found.sort_by_key(|o| (o.span.start, o.span.end, o.entry, std::cmp::Reverse(o.fit)));
        found.dedup_by(|a, b| a.span == b.span && a.entry == b.entry);
        found
    }
}

/// Whether a text has several words, and no small letter.
fn is_in_capitals(text: &Prepared<'_>) -> bool {
    let has_letters = |n: &usize| text.surface(*n).chars().any(char::is_uppercase);
    !text.text().chars().any(char::is_lowercase)
        && (0..text.words().len()).filter(has_letters).nth(1).is_some()
}
