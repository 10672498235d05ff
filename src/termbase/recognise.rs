//! What a language says about the forms of its terms: the one trait, and the languages that have one.

use super::{Prepared, az, en, words, zh};
use crate::lang::Lang;
use std::ops::Range;

/// How sure it is that a place of a text is the term. A match that makes a finding must be certain, one that
/// clears a finding need not be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Fit {
    /// It may be a form of the term, or of another word.
    Possible,
    /// It is a form of the term.
    Certain,
}

/// What stays the same through some forms of a word, in folded letters. The class says to the recogniser which
/// endings may follow; its values mean something to the recogniser that made it only.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Stem {
    /// The letters.
    pub text: String,
    /// Which endings may follow.
    pub class: u8,
}

impl Stem {
    /// A stem of a class.
    pub fn new(text: impl Into<String>, class: u8) -> Self {
        Self {
            text: text.into(),
            class,
        }
    }
}

/// How one word of a term may look in a text.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Slot {
    /// As it is, after folding.
    Exact,
    /// One of these stems with an ending.
    Forms(Vec<Stem>),
}

/// A term cut into words.
#[derive(Debug, Clone, Copy)]
pub struct TermWords<'a> {
    /// The words as written.
    pub written: &'a [String],
    /// The words folded; as many as `written`.
    pub folded: &'a [String],
    /// The glossary's part of speech (`noun`, `verb`), or empty.
    pub pos: &'a str,
}

/// Recognises the words of terms in one language. The matcher asks it once for every term and once for every
/// different word of the texts; it never sees a whole text but for [`Recognizer::stands`].
pub trait Recognizer: Send + Sync {
    /// How each word of a term may look; one slot a word.
    fn slots(&self, term: &TermWords<'_>) -> Vec<Slot>;

    /// Whether `rest`, folded, can follow the stem.
    fn ending(&self, stem: &Stem, rest: &str) -> Option<Fit>;

    /// Whether a word of a text may stand between two words of a term, `before` of which stand before it, and how surely
    /// that is a form of the term.
    fn may_part(&self, word: &str, before: usize) -> Option<Fit> {
        let _ = (word, before);
        None
    }

    /// The two words that a term of one word may also be written as, in every way that it may come apart. They are
    /// possible forms: they may be words of their own.
    fn open_forms(&self, word: &str) -> Vec<[String; 2]> {
        let _ = word;
        Vec::new()
    }

    /// Whether two words of a term that a blank parts may also be written as one, `roundtable` for `round table`.
    fn may_close(&self, first: &str, second: &str) -> bool {
        let _ = (first, second);
        false
    }

    /// Whether the word before this one may leave a part to the words that follow, and have a hyphen in its place: `small-
    /// and medium-sized`.
    fn may_suspend(&self, conjunction: &str) -> bool {
        let _ = conjunction;
        false
    }

    /// Whether a word in small letters has the letters of an acronym, `who`: in a text in capitals they cannot be told apart.
    fn is_common(&self, word: &str) -> bool {
        let _ = word;
        false
    }

    /// Whether acronyms are also written with points: `U.N.` for `UN`.
    fn points_acronyms(&self) -> bool {
        false
    }

    /// A folded word in the letters that are compared: languages that are written in two ways choose one here.
    fn letters(&self, folded: String) -> String {
        folded
    }

    /// Whether these words of a text, which are the term's, stand there as words of their own. Languages that
    /// write without blanks weigh the word border here.
    fn stands(&self, _text: &Prepared<'_>, _words: Range<usize>) -> Option<Fit> {
        Some(Fit::Certain)
    }
}

/// The recogniser of a language; languages without one of their own get [`Generic`].
pub fn recognizer(lang: &Lang) -> Box<dyn Recognizer> {
    match lang.primary().as_str() {
        "az" => Box::new(az::Azerbaijani),
        "en" => Box::new(en::English),
        "zh" => Box::new(zh::Chinese),
        _ => Box::new(Generic),
    }
}

/// Any language: words as they are, endings only where a hyphen or an apostrophe ties them to an acronym or figure.
#[derive(Debug, Clone, Copy)]
pub struct Generic;

impl Recognizer for Generic {
    fn slots(&self, term: &TermWords<'_>) -> Vec<Slot> {
        words::exact_but_tied(term)
    }

    fn ending(&self, _stem: &Stem, rest: &str) -> Option<Fit> {
        words::tied(rest)
    }
}
