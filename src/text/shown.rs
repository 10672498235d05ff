//! Texts as they are shown, and as they stand in a cell.

use super::fold::is_ignorable;
use std::iter::once;
use unicode_normalization::{IsNormalized, is_nfc, is_nfc_quick};

/// A text as it can be shown on a terminal: every blank is one column wide, and control characters and those that turn
/// the direction of a line, which a stored text could drive the terminal with, are replacement characters.
pub fn one_line(text: impl AsRef<str>) -> String {
    let shown = |c: char| match c {
        c if c.is_whitespace() => ' ',
        '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => {
            char::REPLACEMENT_CHARACTER
        }
        c if c.is_control() => char::REPLACEMENT_CHARACTER,
        c => c,
    };
    text.as_ref().chars().map(shown).collect()
}

/// A text with each run of blanks, tabs and line ends as one blank, and none at its ends.
pub fn single_spaced(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(word);
    }
    out
}

/// A text without blanks at its ends and with one blank for each run of blanks, tabs and line ends; blanks of other kinds, such as the
/// one at which no line breaks, stay inside. With it the number of runs without a line end that were not one blank.
pub fn single_blanks(text: &str) -> (String, usize) {
    let is_line_end = |c: char| matches!(c, '\n'..='\r' | '\u{85}' | '\u{2028}' | '\u{2029}');
    let is_blank = |c: char| matches!(c, ' ' | '\t') || is_line_end(c);
    let mut out = String::with_capacity(text.len());
    let mut shortened = 0;
    let mut rest = text.trim();
    while let Some(at) = rest.find(is_blank) {
        let (before, run) = rest.split_at(at);
        rest = run.trim_start_matches(is_blank);
        let run = &run[..run.len() - rest.len()];
        shortened += usize::from(run != " " && !run.contains(is_line_end));
        out.push_str(before);
        out.push(' ');
    }
    out.push_str(rest);
    (out, shortened)
}

/// A character by its number in Unicode: `U+00A0`.
pub fn code_point(c: char) -> String {
    format!("U+{:04X}", u32::from(c))
}

/// A text in which what cannot be seen, or not told from something else, stands by its number: `a<U+00A0>b`.
pub fn with_code_points(text: &str) -> String {
    let shown = told_apart(text).map(|(c, is_seen)| {
        if is_seen {
            c.to_string()
        } else {
            format!("<{}>", code_point(c))
        }
    });
    shown.collect()
}

/// Whether two texts differ in what cannot be seen.
pub fn differ_unseen(one: &str, other: &str) -> bool {
    let unseen = |text: &str| -> String {
        let unseen = told_apart(text).filter(|(_, is_seen)| !is_seen);
        unseen.map(|(c, _)| c).collect()
    };
    unseen(one) != unseen(other)
}

/// The characters of a text, and whether each is seen for what it is: all but a second blank, one at the ends, other white
/// space, what has no width, and letters in parts that NFC joins.
fn told_apart(text: &str) -> impl Iterator<Item = (char, bool)> {
    let is_joined = is_nfc(text);
    let mut before = None;
    let mut characters = text.chars().peekable();
    std::iter::from_fn(move || {
        let c = characters.next()?;
        let is_edge = |beside: Option<char>| beside.is_none_or(char::is_whitespace);
        let is_seen = match c {
            ' ' => !is_edge(before) && !is_edge(characters.peek().copied()),
            c if c.is_whitespace() || c.is_control() || is_ignorable(c) => false,
            c => is_joined || is_nfc_quick(once(c)) == IsNormalized::Yes,
        };
        before = Some(c);
        Some((c, is_seen))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_seen_stands_by_its_number() {
        for (text, shown) in [
            ("a b", "a b"),
            ("a  b", "a<U+0020><U+0020>b"),
            (" a ", "<U+0020>a<U+0020>"),
            ("a\u{a0}b\tc\n", "a<U+00A0>b<U+0009>c<U+000A>"),
            ("ko\u{ad}op\u{200b}", "ko<U+00AD>op<U+200B>"),
            ("caf\u{e9} cafe\u{301}", "caf\u{e9} cafe<U+0301>"),
            ("नमस्ते", "नमस्ते"),
        ] {
            assert_eq!(with_code_points(text), shown);
        }
        assert!(differ_unseen("a b", "a  b"));
        assert!(!differ_unseen("a b", "a c"));
    }
}
