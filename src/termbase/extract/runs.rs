//! Texts as runs of symbols: stems of words, or Chinese characters. No candidate goes across the border of a run.

use crate::lang::Lang;
use crate::text::az::is_vowel;
use crate::text::{TokenKind, fold_text, stem, tokenize};
use rustc_hash::FxHashMap;
use std::ops::Range;

/// What the symbols stand for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unit {
    /// Words, as the stems of their folded forms.
    Word,
    /// Han characters.
    Character,
}

/// A stretch of a text without marks inside.
#[derive(Debug)]
pub(super) struct Run {
    /// The text's index.
    pub(super) text: u32,
    /// One symbol a word or character.
    pub(super) symbols: Vec<u32>,
    /// The bytes of each in the text.
    pub(super) spans: Vec<Range<usize>>,
}

/// All runs of some texts.
#[derive(Debug)]
pub(super) struct Runs {
    /// In the order of the texts.
    pub(super) stretches: Vec<Run>,
    /// What the symbols stand for.
    pub(super) unit: Unit,
    /// Numbers are symbols below this.
    pub(super) numbers: u32,
}

/// The symbol of every number: figures are no part of a term's meaning, but of some terms.
const NUMBER: u32 = 0;

impl Runs {
    /// Cuts texts of a language.
    pub(super) fn new<'t>(texts: impl Iterator<Item = &'t str>, lang: &Lang) -> Self {
        let unit = if lang.primary() == "zh" {
            Unit::Character
        } else {
            Unit::Word
        };
        let mut symbols: FxHashMap<String, u32> = FxHashMap::default();
        let mut runs = Vec::new();
        for (n, text) in texts.enumerate() {
            let mut run = Run {
                text: n as u32,
                symbols: Vec::new(),
                spans: Vec::new(),
            };
            for token in tokenize(text) {
                let belongs = match token.kind {
                    TokenKind::Word | TokenKind::Number => unit == Unit::Word,
                    TokenKind::Han => unit == Unit::Character,
                    TokenKind::Punctuation => false,
                };
                // In Chinese a blank is a border, too.
                let apart = unit == Unit::Character
                    && run
                        .spans
                        .last()
                        .is_some_and(|last| last.end != token.span.start);
                if (!belongs || apart) && !run.symbols.is_empty() {
                    runs.push(std::mem::replace(
                        &mut run,
                        Run {
                            text: n as u32,
                            symbols: Vec::new(),
                            spans: Vec::new(),
                        },
                    ));
                }
                if !belongs {
                    continue;
                }
                let symbol = if token.kind == TokenKind::Number {
                    NUMBER
                } else {
                    let folded = fold_text(token.text(text), lang);
                    let next = symbols.len() as u32 + NUMBER + 1;
                    *symbols.entry(class(&folded, lang)).or_insert(next)
                };
                run.symbols.push(symbol);
                run.spans.push(token.span);
            }
            if !run.symbols.is_empty() {
                runs.push(run);
            }
        }
        Self {
            stretches: runs,
            unit,
            numbers: NUMBER + 1,
        }
    }

    /// The most symbols of a candidate.
    pub(super) fn longest(&self) -> usize {
        match self.unit {
            Unit::Word => 4,
            Unit::Character => 8,
        }
    }
}

/// The class of a word's forms. Azerbaijani: müqaviləsi is taken for müqavilə first, as its further forms are, and not
/// for an accusative of müqaviləs.
fn class(folded: &str, lang: &Lang) -> String {
    let possessed = (lang.primary() == "az")
        .then(|| {
            ["sı", "si", "su", "sü"]
                .iter()
                .find_map(|si| folded.strip_suffix(si))
        })
        .flatten()
        .filter(|noun| noun.ends_with(is_vowel));
    stem(possessed.unwrap_or(folded), lang).into_owned()
}
