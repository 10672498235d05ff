//! A line of text with carets under some of its words, whatever columns its characters take.

use crate::text::one_line;
use std::borrow::Cow;
use std::ops::Range;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// Columns that are shown on each side of the marked words.
const AROUND: usize = 60;

/// Characters that are looked at on each side of them; most take a column or two.
const MOST: usize = 4 * AROUND;

/// What is shown of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Excerpt {
    /// The text in one line, before, in and after the marked words.
    pub(super) parts: [String; 3],
    /// Blanks before the carets, in columns.
    pub(super) indent: usize,
    /// Carets, in columns.
    pub(super) carets: usize,
}

/// The surroundings of a span of a text. An empty span is marked by one caret.
pub(super) fn excerpt(text: &str, span: &Range<usize>) -> Excerpt {
    // A text of any length costs what is shown of it.
    let before = one_line(last_characters(&text[..span.start], MOST));
    let words = one_line(first_characters(&text[span.clone()], 2 * MOST));
    let after = one_line(first_characters(&text[span.end..], MOST));
    let before = last_columns(&before, AROUND);
    let words = first_columns(&words, 2 * AROUND);
    Excerpt {
        indent: before.width(),
        carets: words.width().max(1),
        parts: [before, words, first_columns(&after, AROUND)],
    }
}

/// The beginning of a text, in one line.
pub(super) fn beginning(text: &str) -> String {
    first_columns(&one_line(first_characters(text, 2 * MOST)), 2 * AROUND)
}

/// A text, or where it is long what stands around a span of it: for formats that carry texts along to be read.
pub(super) fn surroundings<'t>(text: &'t str, span: Option<&Range<usize>>) -> Cow<'t, str> {
    if first_characters(text, 2 * MOST).len() == text.len() {
        return text.into();
    }
    let span = span.cloned().unwrap_or(0..0);
    let start = span.start - last_characters(&text[..span.start], MOST).len();
    let end = span.end + first_characters(&text[span.end..], MOST).len();
    let cut = |is_cut: bool| if is_cut { "…" } else { "" };
    format!(
        "{}{}{}",
        cut(start > 0),
        &text[start..end],
        cut(end < text.len())
    )
    .into()
}

fn first_characters(text: &str, most: usize) -> &str {
    text.char_indices()
        .nth(most)
        .map_or(text, |(end, _)| &text[..end])
}

fn last_characters(text: &str, most: usize) -> &str {
    text.char_indices()
        .rev()
        .nth(most)
        .map_or(text, |(at, c)| &text[at + c.len_utf8()..])
}

fn first_columns(text: &str, room: usize) -> String {
    if text.width() <= room {
        return text.to_owned();
    }
    let mut used = 1;
    let fits = |c: &char| {
        used += c.width().unwrap_or(0);
        used <= room
    };
    text.chars().take_while(fits).chain(['…']).collect()
}

fn last_columns(text: &str, room: usize) -> String {
    if text.width() <= room {
        return text.to_owned();
    }
    let (mut used, mut start) = (1, text.len());
    for (at, c) in text.char_indices().rev() {
        used += c.width().unwrap_or(0);
        if used > room {
            break;
        }
        start = at;
    }
    format!("…{}", &text[start..])
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The two lines as they are shown.
    fn shown(text: &str, words: &str) -> String {
        let start = text.find(words).unwrap();
        let e = excerpt(text, &(start..start + words.len()));
        let carets = format!("{}{}", " ".repeat(e.indent), "^".repeat(e.carets));
        format!("{}\n{carets}", e.parts.concat())
    }

    #[test]
    fn carets_stand_under_the_words() {
        for (text, words, expected) in [
            (
                "Saziş qüvvəyə minir.",
                "qüvvəyə",
                "Saziş qüvvəyə minir.\n      ^^^^^^^",
            ),
            // A Chinese character takes two columns.
            ("签署框架协议。", "框架协议", "签署框架协议。\n    ^^^^^^^^"),
            ("a\tb\nc", "b", "a b c\n  ^"),
            ("e\u{301} b", "b", "e\u{301} b\n  ^"),
        ] {
            assert_eq!(shown(text, words), expected);
        }
        assert_eq!(excerpt("ab", &(1..1)).carets, 1);
    }

    #[test]
    fn a_long_text_is_cut_around_the_words() {
        let text = format!("{}sülh{}", "ə".repeat(1_000), "ü".repeat(1_000));
        let start = 1_000 * "ə".len();
        let shown = surroundings(&text, Some(&(start..start + "sülh".len())));
        let side = |c: &str| c.repeat(MOST);
        assert_eq!(shown, format!("…{}sülh{}…", side("ə"), side("ü")));
        assert_eq!(surroundings(&text, None).chars().count(), MOST + 1);
        assert_eq!(surroundings("qısa mətn", None), "qısa mətn");
    }

    proptest! {
        #[test]
        fn an_excerpt_is_never_wider_than_its_room(
            before in "[aə北 ]{0,90}", words in "[aə北 ]{0,150}", after in "[aə北 ]{0,90}"
        ) {
            let text = format!("{before}{words}{after}");
            let e = excerpt(&text, &(before.len()..before.len() + words.len()));
            prop_assert!(e.parts[0].width() <= AROUND);
            prop_assert!(e.parts[1].width() <= 2 * AROUND);
            prop_assert!(e.parts[2].width() <= AROUND);
            prop_assert_eq!(e.indent, e.parts[0].width());
        }
    }
}
