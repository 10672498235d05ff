//! The one tokeniser: words, numbers, Han characters one by one, punctuation marks one by one.
//!
//! A word may hold apostrophes (`don't`), and a capital acronym or a figure keeps the ending that Azerbaijani
//! ties to it (`BMT-nin`, `2025-ci`, `19.00-da`). Other hyphens part words. Blanks are no tokens.

use super::fold::is_ignorable;
use std::convert::Infallible;
use std::ops::Range;
use unicode_normalization::char::is_combining_mark;

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum TokenKind {
    /// A word in a script that writes words.
    Word,
    /// A figure with its separators and its ending.
    Number,
    /// One Han character or one kana.
    Han,
    /// One mark: punctuation or any other symbol.
    Punctuation,
}

/// Every weight is a multiple of this.
pub const WEIGHT_UNIT: u32 = 5;

impl TokenKind {
    /// What a whole token of this kind weighs under the score. Everything with a meaning of its own weighs the
    /// same, a mark a quarter of it.
    pub fn weight(self) -> u32 {
        match self {
            Self::Word | Self::Number | Self::Han => 20,
            Self::Punctuation => 5,
        }
    }
}

/// What a text weighs under the score: the sum over its tokens.
pub fn weight(text: &str) -> u32 {
    tokenize(text)
        .iter()
        .map(|token| token.kind.weight())
        .fold(0, u32::saturating_add)
}

/// A token by its place in the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    /// What it is.
    pub kind: TokenKind,
    /// Its bytes in the text.
    pub span: Range<usize>,
}

impl Token {
    /// The token's own text.
    pub fn text<'a>(&self, text: &'a str) -> &'a str {
        &text[self.span.clone()]
    }
}

/// Cuts a text into tokens. They come in order, do not overlap, lie on character borders, and leave out
/// only white space, zero-width characters and control characters.
pub fn tokenize(text: &str) -> Vec<Token> {
    tokens_by(text, PIECE)
}

/// So many bytes are cut at a time, so that a text of megabytes takes no more room than its tokens.
const PIECE: usize = 1 << 16;

/// The room of a piece of more than so many times that is given back at once.
const MOST_PIECES: usize = 4;

/// The tokens, cut in pieces of some bytes.
fn tokens_by(text: &str, piece: usize) -> Vec<Token> {
    let mut out = Vec::new();
    let Ok(()) = each_piece::<Infallible>(text, piece, |scanner| {
        scanner.tokens(&mut out);
        Ok(())
    });
    out
}

/// Visits the tokens of a text one after another; no room is taken for all of them.
///
/// # Errors
/// The one with which a visit ended.
pub fn each_token<E>(
    text: &str,
    mut visit: impl FnMut(Token) -> std::result::Result<(), E>,
) -> std::result::Result<(), E> {
    let mut found = Vec::new();
    each_piece(text, PIECE, |scanner| {
        scanner.tokens(&mut found);
        if scanner.characters.len() > MOST_PIECES * PIECE {
            // One token of megabytes: its characters take many times its room.
            scanner.characters = Vec::new();
        }
        found.drain(..).try_for_each(&mut visit)
    })
}

/// Visits a text in pieces of some bytes, cut at places where a token begins or ends whatever stands around them.
fn each_piece<E>(
    text: &str,
    piece: usize,
    mut visit: impl FnMut(&mut Scanner) -> std::result::Result<(), E>,
) -> std::result::Result<(), E> {
    let mut scanner = Scanner {
        // Room for all of a piece at once: there are at most as many characters as bytes.
        characters: Vec::with_capacity(text.len().min(2 * piece)),
        start: 0,
        end: 0,
    };
    while scanner.end < text.len() {
        let start = scanner.end;
        let end = piece_end(text, start, piece);
        scanner.characters.clear();
        scanner.characters.reserve(end - start);
        let characters = text[start..end].char_indices();
        let characters = characters.map(|(offset, c)| (offset as u32, c));
        scanner.characters.extend(characters);
        (scanner.start, scanner.end) = (start, end);
        visit(&mut scanner)?;
    }
    Ok(())
}

/// Where the piece that begins here ends: in front of a blank or of a Chinese character, which no token goes on with, or of the
/// second of two marks.
fn piece_end(text: &str, start: usize, piece: usize) -> usize {
    let mut least = start.saturating_add(piece.max(1)).min(text.len());
    while !text.is_char_boundary(least) {
        least += 1;
    }
    let rest = &text[least..];
    let mut before = None;
    let behind = rest.find(|c: char| {
        let is_second = c.is_ascii_punctuation()
            && before.is_some_and(|before: char| before.is_ascii_punctuation());
        before = Some(c);
        c == ' ' || is_second || is_han(c)
    });
    behind.map_or(text.len(), |behind| least + behind)
}

/// Whether a text has a token at all.
pub fn has_token(text: &str) -> bool {
    !text.chars().all(is_between)
}

/// Whether a character is in no token, unless it stands inside of a word.
fn is_between(c: char) -> bool {
    c.is_whitespace() || c.is_control() || is_ignorable(c)
}

/// Whether a character counts as a token of its own as Chinese characters do.
#[inline]
pub fn is_han(c: char) -> bool {
    // Nearly all letters of other scripts.
    if u32::from(c) < 0x2e80 {
        return false;
    }
    matches!(
        u32::from(c),
        0x2e80..=0x2fd5
            | 0x3005..=0x3007
            | 0x3021..=0x3029
            | 0x3041..=0x3096
            | 0x30a1..=0x30fa
            | 0x30fc..=0x30ff
            | 0x31f0..=0x31ff
            | 0x3400..=0x4dbf
            | 0x4e00..=0x9fff
            | 0xf900..=0xfaff
            | 0xff66..=0xff9d
            | 0x1b000..=0x1b16f
            | 0x20000..=0x323af
    )
}

fn is_digit(c: char) -> bool {
    c.is_ascii_digit()
        || (!c.is_ascii() && c.is_numeric() && c.to_digit(10).is_none() && is_decimal(c))
}

/// Decimal digits outside ASCII: full width, Arabic, Persian, Devanagari.
fn is_decimal(c: char) -> bool {
    matches!(u32::from(c), 0xff10..=0xff19 | 0x660..=0x669 | 0x6f0..=0x6f9 | 0x966..=0x96f)
}

fn is_letter(c: char) -> bool {
    // Latin letters without a look into the tables.
    if c.is_ascii() {
        return c.is_ascii_alphabetic();
    }
    if matches!(c, '\u{c0}'..='\u{2af}') {
        return !matches!(c, '×' | '÷');
    }
    (c.is_alphabetic() || combines(c)) && !is_han(c)
}

/// Whether a character combines with what stands before it.
fn combines(c: char) -> bool {
    // The first such character; most others need no look into the tables.
    c >= '\u{300}' && is_combining_mark(c)
}

fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '’' | '‘' | 'ʼ' | 'ʻ' | '`' | '＇' | '´')
}

fn is_hyphen(c: char) -> bool {
    matches!(c, '-' | '‐' | '‑' | '－')
}

/// Cuts a piece of a text.
struct Scanner {
    /// Its characters, each with its place in the piece. A text of 4 GiB is none.
    characters: Vec<(u32, char)>,
    /// Where it begins in the text.
    start: usize,
    /// Where it ends in the text.
    end: usize,
}

impl Scanner {
    fn tokens(&self, out: &mut Vec<Token>) {
        let mut at = 0;
        while let Some(c) = self.get(at) {
            let (kind, end) = if is_between(c) {
                at += 1;
                continue;
            } else if is_han(c) {
                (TokenKind::Han, at + 1)
            } else if is_digit(c) {
                (TokenKind::Number, self.number_end(at))
            } else if is_letter(c) {
                (TokenKind::Word, self.word_end(at))
            } else {
                (TokenKind::Punctuation, at + 1)
            };
            // A mark that combines with what stands before it belongs to it.
            let end = end + self.count_from(end, |c| combines(c) && !is_letter(c));
            out.push(Token {
                kind,
                span: self.offset(at)..self.offset(end),
            });
            at = end;
        }
    }

    fn get(&self, at: usize) -> Option<char> {
        self.characters.get(at).map(|(_, c)| *c)
    }

    fn offset(&self, at: usize) -> usize {
        let offset = self.characters.get(at);
        offset.map_or(self.end, |(offset, _)| self.start + *offset as usize)
    }

    fn is(&self, at: usize, test: impl Fn(char) -> bool) -> bool {
        self.get(at).is_some_and(test)
    }

    fn count_from(&self, at: usize, test: impl Fn(char) -> bool) -> usize {
        self.characters[at.min(self.characters.len())..]
            .iter()
            .take_while(|(_, c)| test(*c))
            .count()
    }

    /// Letters, digits and zero-width characters between them.
    fn letters_end(&self, mut at: usize) -> usize {
        loop {
            if self.is(at, |c| is_letter(c) || is_digit(c)) {
                at += 1;
            } else {
                let hidden = self.count_from(at, is_ignorable);
                if hidden > 0 && self.is(at + hidden, is_letter) {
                    at += hidden;
                } else {
                    return at;
                }
            }
        }
    }

    fn word_end(&self, start: usize) -> usize {
        let mut end = self.letters_end(start);
        while self.is(end, is_apostrophe) && self.is(end + 1, is_letter) {
            end = self.letters_end(end + 1);
        }
        let acronym = end - start >= 2
            && self.characters[start..end]
                .iter()
                .all(|(_, c)| c.is_uppercase() || is_digit(*c));
        if acronym { self.ending_end(end) } else { end }
    }

    fn number_end(&self, start: usize) -> usize {
        let mut end = start + self.count_from(start, is_digit);
        loop {
            let digits = self.count_from(end + 1, is_digit);
            let joined = match self.get(end) {
                Some('.' | ',' | ':' | '．' | '，' | '：') => digits > 0,
                Some('\u{a0}' | '\u{202f}' | '\u{2009}') => digits == 3,
                _ => false,
            };
            if !joined {
                break;
            }
            end += 1 + digits;
        }
        let letters = self.letters_end(end);
        if letters > end {
            letters
        } else {
            self.ending_end(end)
        }
    }

    /// The end of an ending in small letters that a hyphen or an apostrophe ties on, if there is one at `at`.
    fn ending_end(&self, at: usize) -> usize {
        if self.is(at, |c| is_hyphen(c) || is_apostrophe(c))
            && self.is(at + 1, |c| is_letter(c) && c.is_lowercase())
        {
            self.letters_end(at + 1)
        } else {
            at
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn cut(text: &str) -> Vec<&str> {
        tokenize(text).iter().map(|t| t.text(text)).collect()
    }

    #[test]
    fn words_numbers_han_and_marks() {
        for (text, tokens) in [
            (
                "Don't stop, please.",
                vec!["Don't", "stop", ",", "please", "."],
            ),
            (
                "BMT-nin 24-də 2025-ci il",
                vec!["BMT-nin", "24-də", "2025-ci", "il"],
            ),
            ("people-to-people", vec!["people", "-", "to", "-", "people"]),
            (
                "3,5 milyard, 19.00-da",
                vec!["3,5", "milyard", ",", "19.00-da"],
            ),
            ("2021-2025", vec!["2021", "-", "2025"]),
            (
                "阿中BRI合作2025年。",
                vec!["阿", "中", "BRI", "合", "作", "2025", "年", "。"],
            ),
            ("co\u{ad}operate", vec!["co\u{ad}operate"]),
            ("o\u{308}lkə", vec!["o\u{308}lkə"]),
            ("21st G20 5G", vec!["21st", "G20", "5G"]),
            ("1\u{a0}000\u{a0}000 $", vec!["1\u{a0}000\u{a0}000", "$"]),
            ("“Ok…”", vec!["“", "Ok", "…", "”"]),
        ] {
            assert_eq!(cut(text), tokens);
        }
    }

    proptest! {
        #[test]
        fn pieces_of_a_text_have_its_tokens(
            text in proptest::collection::vec(proptest::sample::select(vec![
                "a", "B", "ə", "1", "23", "000", ".", ",", "-", "’", "中", "ば", "\u{3099}", "\u{301}", "\u{20dd}", "\u{ad}",
                "\u{200d}", "\u{a0}", "\u{202f}", " ", "  ", "\n", "。", "🙂",
                "!", "'", "/", "%", "(", ":", "_", "..",
            ]), 0..40),
            piece in 0usize..12,
        ) {
            let text = text.concat();
            let whole = tokens_by(&text, text.len());
            prop_assert_eq!(&tokens_by(&text, piece), &whole);
            let mut visited = Vec::new();
            let Ok(()) = each_token::<Infallible>(&text, |token| {
                visited.push(token);
                Ok(())
            });
            prop_assert_eq!(visited, whole);
        }

        #[test]
        fn tokens_tile_what_is_not_blank(text in any::<String>()) {
            let mut last = 0;
            for token in tokenize(&text) {
                prop_assert!(token.span.start >= last && token.span.end > token.span.start);
                prop_assert!(text.is_char_boundary(token.span.start) && text.is_char_boundary(token.span.end));
                prop_assert!(text[last..token.span.start].chars()
                    .all(|c| c.is_whitespace() || c.is_control() || is_ignorable(c)));
                last = token.span.end;
            }
            prop_assert!(text[last..].chars().all(|c| c.is_whitespace() || c.is_control() || is_ignorable(c)));
        }
    }
}
