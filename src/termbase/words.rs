//! What all languages share about acronyms, figures and the endings that are tied to them.

use super::{Fit, Slot, Stem, TermWords};

/// The class of a stem that takes any ending after a hyphen or an apostrophe (`BMT-nin`, `UN-led`, `2030-cu`).
pub(super) const TIED: u8 = 0;

/// Whether a word is written as an acronym: two letters or more, all of them capitals.
pub(super) fn is_acronym(written: &str) -> bool {
    let mut letters = 0;
    for c in written.chars().filter(|c| c.is_alphabetic()) {
        // Han characters and other letters without case are no capitals.
        if !c.is_uppercase() {
            return false;
        }
        letters += 1;
    }
    letters >= 2
}

/// Whether endings are tied to the word: acronyms, figures, and what is both (`G20`).
pub(super) fn takes_tied(written: &str) -> bool {
    is_acronym(written)
        || written.starts_with(char::is_numeric)
        || written.starts_with(char::is_uppercase)
            && written.ends_with(char::is_numeric)
            && written.chars().all(|c| c.is_uppercase() || c.is_numeric())
}

/// Slots that are exact, but for a last word that takes tied endings.
pub(super) fn exact_but_tied(term: &TermWords<'_>) -> Vec<Slot> {
    let last = term.written.len().saturating_sub(1);
    term.written
        .iter()
        .zip(term.folded)
        .enumerate()
        .map(|(n, (written, folded))| {
            if n == last && takes_tied(written) {
                Slot::Forms(vec![Stem::new(folded, TIED)])
            } else {
                Slot::Exact
            }
        })
        .collect()
}

/// Whether `rest` is nothing or a tied ending.
pub(super) fn tied(rest: &str) -> Option<Fit> {
    (rest.is_empty() || rest.starts_with(['-', '\''])).then_some(Fit::Certain)
}
