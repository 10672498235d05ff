//! Chinese: a term is a run of characters.
//!
//! The tokeniser gives Han characters one by one, so that a term is found inside a sentence wherever its
//! characters follow one another. Words in other scripts are whole words. Whether a word border lies at both ends
//! of the run (主权 in 自主权, 制裁 in 限制裁员) is a question for word frequencies; [`Recognizer::stands`] is
//! the place for it.

use super::{Fit, Recognizer, Slot, Stem, TermWords, words};

/// Chinese in Han characters.
#[derive(Debug, Clone, Copy)]
pub(super) struct Chinese;

impl Recognizer for Chinese {
    fn slots(&self, term: &TermWords<'_>) -> Vec<Slot> {
        words::exact_but_tied(term)
    }

    fn ending(&self, _stem: &Stem, rest: &str) -> Option<Fit> {
        words::tied(rest)
    }
}
