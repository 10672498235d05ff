//! Segmentation: cutting running text into sentences by SRX 2.0 rules.
//!
//! The rules stand in `rules/*.srx`, one file a language, and are read like a user's own file. A rule says what
//! stands before and after a place and whether the text is cut there; the first rule that fits decides. What no
//! rule can say, that the items of a list count on, stands in `lists.rs` and goes with karvan's own rules. Line
//! ends are not the rules' business: [`LineMode`] says what a single one is, and a blank line is always a border.

mod edges;
mod entities;
mod icu;
mod joining;
mod lines;
mod lists;
mod properties;
mod quotes;
mod regex;
mod rule;
mod rules;
mod splitter;
mod srx;

pub use joining::clean;
pub(crate) use joining::joint;
pub use lines::{
    Guess, LineMode, agree, file_line_spans, guess_lines, line_spans, lines, paragraphs,
};
pub use rules::{Rule, Rules};
pub use splitter::Splitter;

use crate::error::Result;
use crate::lang::Lang;
use std::ops::Range;

/// Cuts a text into segments. The spans (bytes) tile the text: none is empty, each begins where the one before it
/// ended, all lie on character borders; white space belongs to the segment before it.
///
/// # Errors
/// [`crate::error::Error::Malformed`] when a rule of this language is no regular expression.
pub fn segment(
    text: &str,
    lang: &Lang,
    rules: &Rules,
    lines: LineMode,
) -> Result<Vec<Range<usize>>> {
    Ok(rules.splitter(lang)?.segment(text, lines))
}

/// The segments of a text that hold more than white space, as spans in bytes.
///
/// # Errors
/// As [`segment`].
pub fn filled(
    text: &str,
    lang: &Lang,
    rules: &Rules,
    lines: LineMode,
) -> Result<Vec<Range<usize>>> {
    let mut spans = segment(text, lang, rules, lines)?;
    spans.retain(|span| !text[span.clone()].trim().is_empty());
    Ok(spans)
}

/// The segments of a text as clean texts; segments of nothing but white space are left out.
///
/// # Errors
/// As [`segment`].
pub fn sentences(text: &str, lang: &Lang, rules: &Rules, lines: LineMode) -> Result<Vec<String>> {
    Ok(filled(text, lang, rules, lines)?
        .into_iter()
        .map(|span| clean(&text[span]))
        .collect())
}

#[cfg(test)]
mod tests;
