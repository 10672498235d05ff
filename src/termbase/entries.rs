//! The terms of a concept as a matcher takes them.

use super::matcher::Entry;
use super::prepared::{Gap, Prepared, is_quote};
use super::words::is_acronym;
use crate::lang::Lang;
use crate::model::{Concept, Term, TermStatus};
use crate::text::fold_text;
use rustc_hash::FxHashMap;
use unicode_normalization::UnicodeNormalization;

/// The terms of one concept as entries. A forbidden one that differs from an approved one only by what folding
/// leaves out is to be matched as written in what it differs in: capital letters, or hyphens and blanks.
pub(super) fn entries_of<'a>(
    n: usize,
    concept: &'a Concept,
    lang: &'a Lang,
) -> impl Iterator<Item = Entry> + 'a {
    let is_forbidden = |term: &Term| term.status == TermStatus::Forbidden;
    // The approved terms by skeleton, where they are asked for.
    let mut approved: FxHashMap<String, Vec<&str>> = FxHashMap::default();
    if concept.terms_in(lang).any(is_forbidden) {
        for term in concept.terms_in(lang).filter(|term| !is_forbidden(term)) {
            let alike = approved.entry(skeleton(&term.text, lang)).or_default();
            alike.push(&term.text);
        }
    }
    concept.terms_in(lang).map(move |term| {
        let twins = Some(term).filter(|term| is_forbidden(term));
        let twins = twins.and_then(|term| approved.get(&skeleton(&term.text, lang)));
        let twins = twins.map_or(&[][..], Vec::as_slice);
        Entry {
            concept: n,
            text: term.text.clone(),
            status: term.status,
            pos: concept.pos.clone(),
            case: concept.case_sensitive && !has_acronym(&term.text)
                || twins
                    .iter()
                    .any(|twin| letters(twin) != letters(&term.text)),
            layout: twins.iter().any(|twin| gaps(twin) != gaps(&term.text)),
        }
    })
}

/// Whether one of several words is an acronym, which is told by its capitals already: `UN Refugee Agency` is written `UN
/// refugee agency` as well, whatever the flag `case` guards in the other terms of its concept.
fn has_acronym(term: &str) -> bool {
    let prepared = Prepared::new(term);
    let count = prepared.words().len();
    let mut words = (0..count).map(|n| prepared.surface(n));
    // BMT-nin
    count > 1 && words.any(|word| is_acronym(word.split(['-', '\'', '’']).next().unwrap_or(word)))
}

/// The letters and digits of a term with their case.
fn letters(term: &str) -> String {
    term.nfc().filter(|c| c.is_alphanumeric()).collect()
}

/// What stands between the words of a term.
fn gaps(term: &str) -> Vec<Gap> {
    Prepared::new(term)
        .words()
        .iter()
        .map(|word| word.gap)
        .collect()
}

/// What is left of a term when case, hyphens, blanks and quotation marks are left out.
pub fn skeleton(term: &str, lang: &Lang) -> String {
    fold_text(term, lang)
        .chars()
        .filter(|c| !(c.is_whitespace() || *c == '-' || is_quote(*c)))
        .collect()
}
