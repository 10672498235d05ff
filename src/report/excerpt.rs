//! A line of text with carets under some of its words, whatever columns its characters take.

use super::text::one_line;
use std::ops::Range;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// Columns that are shown on each side of the marked words.
const AROUND: usize = 60;

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
    let before = one_line(&text[..span.start]);
    let words = one_line(&text[span.clone()]);
    let after = one_line(&text[span.end..]);
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
    first_columns(&one_line(text), 2 * AROUND)
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
