//! The words by which two texts are compared: stems, values of numbers, months, folded marks, Han characters.

use super::borders::{Marks, marks};
use super::chinese::{Segmenter, Sightings};
use crate::lang::Lang;
use crate::text::{TokenKind, find_numbers, fold_text, month, stem, tokenize};
use rustc_hash::{FxHashMap, FxHashSet};
use std::ops::Range;

/// What a word is for the anchors.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum WordKind {
    /// A word of letters.
    Letters,
    /// A number by its value, or a month.
    Number,
    /// A word of Han characters.
    Han,
    /// A punctuation mark.
    Mark,
}

/// An entry of the vocabulary.
#[derive(Debug, Clone)]
pub(super) struct Word {
    /// What counts as the same word.
    pub(super) key: String,
    /// The first folded form met in the text, for comparing names.
    pub(super) form: String,
    pub(super) kind: WordKind,
}

/// So many words that a text might have but has not are counted in: a word of a text of one sentence is not every sixth word of
/// its language.
const UNSEEN: f64 = 100.0;

/// One text as words: its vocabulary, and each segment as indices into it.
#[derive(Debug, Default)]
pub(super) struct Side {
    pub(super) vocabulary: Vec<Word>,
    pub(super) segments: Vec<Vec<u32>>,
    /// The length of each segment: characters without white space, at least 1.
    pub(super) lengths: Vec<f64>,
    /// The marks at the borders of each segment.
    pub(super) marks: Vec<Marks>,
    /// The probability of each word in this text.
    pub(super) unigram: Vec<f64>,
    index: FxHashMap<String, u32>,
    /// The words of letters as they are written, so that each form is folded and stemmed once.
    written: FxHashMap<String, u32>,
}

impl Side {
    /// Reads a text alone.
    #[cfg(test)]
    pub(super) fn new(segments: &[String], lang: &Lang, known: &FxHashSet<&str>) -> Self {
        Self::cut(segments, lang, known, &Sightings::default())
    }

    /// Reads a text. Runs of Han characters are cut into words, among them the `known` ones and those that were `seen`
    /// elsewhere.
    pub(super) fn cut(
        segments: &[String],
        lang: &Lang,
        known: &FxHashSet<&str>,
        seen: &Sightings,
    ) -> Self {
        let mut side = Self::default();
        let pieces: Vec<Vec<Piece>> = segments
            .iter()
            .map(|text| side.pieces(text, lang))
            .collect();
        let segmenter = Segmenter::new(&han_runs(segments, &pieces), known, seen);
        side.fill(segments, &pieces, &segmenter);
        side.marks = marks(segments);
        side
    }

    fn fill(&mut self, segments: &[String], pieces: &[Vec<Piece>], segmenter: &Segmenter) {
        for (segment, pieces) in segments.iter().zip(pieces) {
            let words = self.words(segment, pieces, segmenter);
            self.segments.push(words);
            let length = segment.chars().filter(|c| !c.is_whitespace()).count();
            self.lengths.push(length.max(1) as f64);
        }
        let mut counts = vec![0_f64; self.vocabulary.len()];
        for word in self.segments.iter().flatten() {
            counts[*word as usize] += 1.0;
        }
        let total: f64 = counts.iter().sum::<f64>() + UNSEEN;
        self.unigram = counts.into_iter().map(|count| count / total).collect();
    }

    /// The index of a word by its key.
    pub(super) fn find(&self, key: &str) -> Option<u32> {
        self.index.get(key).copied()
    }

    /// Says which segments begin a paragraph, by their numbers.
    pub(super) fn mark_paragraphs(&mut self, paragraphs: &[usize]) {
        let before = |at: &usize| at.checked_sub(1);
        for at in paragraphs.iter().filter_map(before) {
            if let Some(marks) = self.marks.get_mut(at) {
                marks.end_paragraph();
            }
        }
    }

    /// Puts the segments into another order: those with odd numbers from the end, then those with even numbers.
    pub(super) fn shuffle(&mut self) {
        let order = disorder(self.segments.len());
        self.segments = order.iter().map(|at| self.segments[*at].clone()).collect();
        self.lengths = order.iter().map(|at| self.lengths[*at]).collect();
        self.marks = order.iter().map(|at| self.marks[*at]).collect();
    }

    /// Takes one [`Side::shuffle`] back.
    pub(super) fn unshuffle(&mut self) {
        let order = disorder(self.segments.len());
        let (segments, lengths) = (self.segments.clone(), self.lengths.clone());
        let marks = self.marks.clone();
        for (now, before) in order.into_iter().enumerate() {
            self.segments[before].clone_from(&segments[now]);
            self.lengths[before] = lengths[now];
            self.marks[before] = marks[now];
        }
    }

    fn intern(&mut self, key: String, form: &str, kind: WordKind) -> u32 {
        if let Some(index) = self.index.get(&key) {
            return *index;
        }
        let index = self.vocabulary.len() as u32;
        self.index.insert(key.clone(), index);
        self.vocabulary.push(Word {
            key,
            form: form.to_owned(),
            kind,
        });
        index
    }

    fn words(&mut self, segment: &str, pieces: &[Piece], segmenter: &Segmenter) -> Vec<u32> {
        let mut out = Vec::with_capacity(pieces.len());
        for piece in pieces {
            match piece {
                Piece::Word(word) => out.push(*word),
                Piece::Han(run) => {
                    for word in segmenter.cut(&segment[run.clone()]) {
                        out.push(self.intern(word.to_owned(), word, WordKind::Han));
                    }
                }
            }
        }
        out
    }

    fn pieces(&mut self, segment: &str, lang: &Lang) -> Vec<Piece> {
        let tokens = tokenize(segment);
        let numbers = find_numbers(segment, lang);
        let mut out: Vec<Piece> = Vec::with_capacity(tokens.len());
        let mut number = numbers.iter().peekable();
        let mut covered = 0;
        for token in &tokens {
            while number
                .peek()
                .is_some_and(|n| n.span.end <= token.span.start)
            {
                number.next();
            }
            if token.span.start < covered {
                continue;
            }
            if let Some(found) = number.peek().filter(|n| n.span.start <= token.span.start) {
                covered = found.span.end;
                let month = lang.is_chinese() && segment[covered..].trim_start().starts_with('月');
                let key = format!("#{}{}", if month { "m" } else { "" }, found.value);
                out.push(Piece::Word(self.intern(key, "", WordKind::Number)));
                continue;
            }
            let text = token.text(segment);
            match token.kind {
                TokenKind::Word => out.push(Piece::Word(self.word(text, lang))),
                TokenKind::Number => {
                    let folded = fold_text(text, lang);
                    let key = format!("#{}", stem(&folded, lang));
                    out.push(Piece::Word(self.intern(key, "", WordKind::Number)));
                }
                TokenKind::Han => match out.last_mut() {
                    Some(Piece::Han(run)) if run.end == token.span.start => {
                        run.end = token.span.end;
                    }
                    _ => out.push(Piece::Han(token.span.clone())),
                },
                TokenKind::Punctuation => {
                    let key = mark(&fold_text(text, lang));
                    if !key.is_empty() {
                        out.push(Piece::Word(self.intern(key, "", WordKind::Mark)));
                    }
                }
            }
        }
        out
    }

    fn word(&mut self, text: &str, lang: &Lang) -> u32 {
        if let Some(index) = self.written.get(text) {
            return *index;
        }
        let index = if let Some(month) = month(text, lang) {
            self.intern(format!("#m{}", month.number), "", WordKind::Number)
        } else {
            let folded = fold_text(text, lang);
            self.intern(word_key(&folded, lang), &folded, WordKind::Letters)
        };
        self.written.insert(text.to_owned(), index);
        index
    }
}

/// A piece of a segment on the way to its words.
enum Piece {
    /// A word of the vocabulary.
    Word(u32),
    /// A run of Han characters that is still to be cut.
    Han(Range<usize>),
}

/// The runs of Han characters of some texts.
fn han_runs<'a>(texts: &'a [String], pieces: &[Vec<Piece>]) -> Vec<&'a str> {
    let runs = texts.iter().zip(pieces).flat_map(|(text, pieces)| {
        pieces.iter().filter_map(|piece| match piece {
            Piece::Han(run) => Some(&text[run.clone()]),
            Piece::Word(_) => None,
        })
    });
    runs.collect()
}

/// What counts as the same word for a folded word of letters.
fn word_key(folded: &str, lang: &Lang) -> String {
    stem(folded, lang)
        .chars()
        .take(longest_stem(lang))
        .collect()
}

/// The keys of the words of letters in a piece of text that is no running text.
pub(super) fn word_keys(text: &str, lang: &Lang) -> Vec<String> {
    tokenize(text)
        .iter()
        .filter(|token| token.kind == TokenKind::Word)
        .map(|token| word_key(&fold_text(token.text(text), lang), lang))
        .collect()
}

fn disorder(count: usize) -> Vec<usize> {
    let odd = (0..count).rev().filter(|at| at % 2 == 1);
    odd.chain((0..count).filter(|at| at % 2 == 0)).collect()
}

/// How many letters of a stem tell two words apart; what follows is mostly more endings.
fn longest_stem(lang: &Lang) -> usize {
    match lang.primary().as_str() {
        "az" | "tr" => 6,
        _ => 8,
    }
}

/// A folded mark with the Chinese marks made the ones they stand for.
fn mark(folded: &str) -> String {
    match folded {
        "。" | "｡" => ".".into(),
        "、" => ",".into(),
        "《" | "》" | "〈" | "〉" => "\"".into(),
        "·" | "・" => String::new(),
        _ => folded.to_owned(),
    }
}
