//! What a reader says about a unit that is odd.

use crate::text::one_line;
use std::borrow::Cow;

/// The most remarks on one unit; a unit with more is odd in every part of it.
const MAX_REMARKS: usize = 20;

/// Adds a remark, once.
pub(super) fn note(remarks: &mut Vec<String>, remark: impl FnOnce() -> String) {
    if remarks.len() < MAX_REMARKS {
        let remark = remark();
        if !remarks.contains(&remark) {
            remarks.push(remark);
        }
    }
}

/// The beginning of a text in quotes, for a message.
pub fn excerpt(text: &str) -> Cow<'static, str> {
    let text = text.trim();
    let mut shown: String = text.chars().take(40).collect();
    if shown.len() < text.len() {
        shown.push('…');
    }
    format!("{shown:?}").into()
}

/// So many code points of a message are shown at its beginning, and so many at its end.
const SHOWN: (usize, usize) = (200, 100);

/// A message that quotes a file: on one line, without what drives a terminal, and no longer than is read.
pub fn in_short(text: impl Into<String>) -> String {
    let text = text.into();
    let is_plain = |b: u8| (0x20..0x7f).contains(&b);
    if text.len() <= SHOWN.0 + SHOWN.1 && text.bytes().all(is_plain) {
        return text;
    }
    let end = text.char_indices().nth(SHOWN.0).map(|(at, _)| at);
    let rest = text.char_indices().nth_back(SHOWN.1).map(|(at, _)| at);
    match (end, rest) {
        (Some(end), Some(rest)) if end < rest => {
            one_line(format!("{}…{}", &text[..end], &text[rest..]))
        }
        _ => one_line(text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_is_one_short_line() {
        assert_eq!(in_short("a\nb\u{1b}[0m ə"), "a b\u{fffd}[0m ə");
        let long = in_short(format!("<{}> has no place here", "ə".repeat(1_000_000)));
        assert!(long.starts_with("<əə") && long.ends_with("ə> has no place here"));
        assert_eq!(long.chars().count(), 302);
        let fits = "ə".repeat(300);
        assert_eq!(in_short(fits.as_str()), fits);
    }
}
