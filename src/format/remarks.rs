//! What a reader says about a unit that is odd.

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
