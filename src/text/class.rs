//! Classes of tokens: what may stand for one another at less than the cost of a whole token.
//!
//! Under the score (`docs/score.md`) two words of one stem, two spellings of one character, two forms of one mark and
//! two endings of one figure cost a fraction; tokens of different classes cost a whole token, but for numbers and
//! marks, any two of which are near each other. An index over classes therefore never misses a match.

use super::fold::fold_text;
use super::stem::stem;
use super::token::TokenKind;
use crate::lang::Lang;

/// The digits of a folded number without its ending: `2025` of `2025-ci`.
pub fn figure(number: &str) -> &str {
    let end = number
        .find(|c: char| !c.is_numeric() && !matches!(c, '.' | ',' | ':' | ' '))
        .unwrap_or(number.len());
    &number[..end]
}

/// The letter that a class begins with, so that a word, a mark and a figure of the same spelling stay apart.
pub fn class_letter(kind: TokenKind) -> char {
    match kind {
        TokenKind::Word => 'w',
        TokenKind::Number => 'n',
        TokenKind::Han => 'h',
        TokenKind::Punctuation => 'm',
    }
}

/// The class of a folded token, written after its letter.
pub fn class_of(kind: TokenKind, folded: &str, lang: &Lang) -> String {
    let mut class = String::with_capacity(folded.len() + 1);
    class.push(class_letter(kind));
    match kind {
        TokenKind::Word => class.push_str(&stem(folded, lang)),
        TokenKind::Number => class.push_str(figure(folded)),
        TokenKind::Han | TokenKind::Punctuation => class.push_str(folded),
    }
    class
}

/// The class of a token as it is written.
pub fn class_of_written(kind: TokenKind, written: &str, lang: &Lang) -> String {
    class_of(kind, &fold_text(written, lang), lang)
}
