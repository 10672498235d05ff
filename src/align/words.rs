//! The words by which two texts are compared: stems, values of numbers, months, folded marks, Han characters.

use crate::lang::Lang;
use crate::text::{TokenKind, find_numbers, fold_text, stem, tokenize};
use rustc_hash::FxHashMap;

/// What a word is for the anchors.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum WordKind {
    /// A word of letters.
    Letters,
    /// A number by its value, or a month.
    Number,
    /// One or two Han characters.
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

/// One text as words: its vocabulary, and each segment as indices into it.
#[derive(Debug, Default)]
pub(super) struct Side {
    pub(super) vocabulary: Vec<Word>,
    pub(super) segments: Vec<Vec<u32>>,
    /// The length of each segment: characters without white space, at least 1.
    pub(super) lengths: Vec<f64>,
    /// The probability of each word in this text.
    pub(super) unigram: Vec<f64>,
    index: FxHashMap<String, u32>,
}

impl Side {
    /// Reads a text.
    pub(super) fn new(segments: &[String], lang: &Lang) -> Self {
        let mut side = Self::default();
        for segment in segments {
            let words = side.words(segment, lang);
            side.segments.push(words);
            let length = segment.chars().filter(|c| !c.is_whitespace()).count();
            side.lengths.push(length.max(1) as f64);
        }
        let mut counts = vec![0_f64; side.vocabulary.len()];
        for word in side.segments.iter().flatten() {
            counts[*word as usize] += 1.0;
        }
        let total: f64 = counts.iter().sum::<f64>().max(1.0);
        side.unigram = counts.into_iter().map(|count| count / total).collect();
        side
    }

    /// The index of a word by its key.
    pub(super) fn find(&self, key: &str) -> Option<u32> {
        self.index.get(key).copied()
    }

    /// Puts the segments into another order: those with odd numbers from the end, then those with even numbers.
    pub(super) fn shuffle(&mut self) {
        let order = disorder(self.segments.len());
        self.segments = order.iter().map(|at| self.segments[*at].clone()).collect();
        self.lengths = order.iter().map(|at| self.lengths[*at]).collect();
    }

    /// Takes one [`Side::shuffle`] back.
    pub(super) fn unshuffle(&mut self) {
        let order = disorder(self.segments.len());
        let (segments, lengths) = (self.segments.clone(), self.lengths.clone());
        for (now, before) in order.into_iter().enumerate() {
            self.segments[before].clone_from(&segments[now]);
            self.lengths[before] = lengths[now];
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

    fn words(&mut self, segment: &str, lang: &Lang) -> Vec<u32> {
        let tokens = tokenize(segment);
        let numbers = find_numbers(segment, lang);
        let mut out = Vec::with_capacity(tokens.len());
        let mut number = numbers.iter().peekable();
        let mut covered = 0;
        let mut last_han: Option<(usize, &str)> = None;
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
                out.push(self.intern(key, "", WordKind::Number));
                continue;
            }
            let text = token.text(segment);
            match token.kind {
                TokenKind::Word => out.push(self.word(text, lang)),
                TokenKind::Number => {
                    let folded = fold_text(text, lang);
                    let key = format!("#{}", stem(&folded, lang));
                    out.push(self.intern(key, "", WordKind::Number));
                }
                TokenKind::Han => {
                    out.push(self.intern(text.to_owned(), text, WordKind::Han));
                    if let Some((_, before)) = last_han.filter(|(end, _)| *end == token.span.start)
                    {
                        let pair = format!("{before}{text}");
                        out.push(self.intern(pair.clone(), &pair, WordKind::Han));
                    }
                    last_han = Some((token.span.end, text));
                }
                TokenKind::Punctuation => {
                    let key = mark(&fold_text(text, lang));
                    if !key.is_empty() {
                        out.push(self.intern(key, "", WordKind::Mark));
                    }
                }
            }
        }
        out
    }

    fn word(&mut self, text: &str, lang: &Lang) -> u32 {
        let folded = fold_text(text, lang);
        if let Some(month) = month(text, &folded, lang) {
            return self.intern(format!("#m{month}"), "", WordKind::Number);
        }
        let key: String = stem(&folded, lang)
            .chars()
            .take(longest_stem(lang))
            .collect();
        self.intern(key, &folded, WordKind::Letters)
    }
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

const ENGLISH_MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];
const AZERBAIJANI_MONTHS: [&str; 12] = [
    "yanvar", "fevral", "mart", "aprel", "may", "iyun", "iyul", "avqust", "sentyabr", "oktyabr",
    "noyabr", "dekabr",
];

/// The number of the month that a word names, endings allowed.
fn month(text: &str, folded: &str, lang: &Lang) -> Option<usize> {
    let number = |at: usize| at + 1;
    match lang.primary().as_str() {
        "en" => ENGLISH_MONTHS
            .iter()
            .position(|name| *name == folded)
            .filter(|at| !matches!(at, 2 | 4) || text.starts_with('M'))
            .map(number),
        "az" => AZERBAIJANI_MONTHS
            .iter()
            .position(|name| {
                folded.strip_prefix(name).is_some_and(|ending| {
                    matches!(
                        ending,
                        "" | "ın"
                            | "in"
                            | "un"
                            | "ün"
                            | "da"
                            | "də"
                            | "dan"
                            | "dən"
                            | "a"
                            | "ə"
                            | "ı"
                            | "i"
                            | "u"
                            | "ü"
                            | "ında"
                            | "ində"
                            | "unda"
                            | "ündə"
                            | "ından"
                            | "indən"
                            | "undan"
                            | "ündən"
                    )
                })
            })
            .map(number),
        _ => None,
    }
}
