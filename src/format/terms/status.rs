//! What the status of an entry, a row or a language makes of its terms.

use super::rows::add_note;
use super::{ADMITTED_ALONE, ReadTerms, picklist};
use crate::lang::Lang;
use crate::model::{LanguageEntry, TermEntry, TermStatus};

/// What is said once of entries that are forbidden as a whole.
const ENTRY_FORBIDDEN: &str = "a status of a whole entry forbids its terms in all languages";

/// Which terms of an entry a status is about.
#[derive(Debug, Clone, Copy)]
pub(super) enum Whose<'l> {
    /// All of them.
    Entry,
    /// Those of all languages but the source, of a row: what is forbidden is how it is translated. Where there is no translation, all.
    Translations(&'l Lang),
    /// Those of one language.
    Language(&'l Lang),
    /// Those of one cell in this language, which have their status already.
    Cell(&'l Lang),
}

/// Gives terms of an entry the status that a word says of them. A word about the entry that forbids none stays as its status; one
/// about a language that is not known stays as a note of it.
pub(super) fn apply_status(
    out: &mut ReadTerms,
    entry: &mut TermEntry,
    whose: Whose<'_>,
    word: &str,
) {
    let lang = match whose {
        Whose::Language(lang) | Whose::Cell(lang) => Some(lang),
        Whose::Entry | Whose::Translations(_) => None,
    };
    let is_cell = matches!(whose, Whose::Cell(_));
    let said = picklist::status(word);
    let status = said.status;
    if !said.is_known {
        out.unknown_status(entry.line, "status", word, status);
    } else if !said.is_plain && (lang.is_some() || status == TermStatus::Forbidden) {
        out.leave_out(format!("status {word:?}, read as {}", status.name()));
    }
    match lang {
        None if status != TermStatus::Forbidden || !said.is_known => {
            word.clone_into(&mut entry.status);
        }
        Some(lang) if !said.is_known => {
            add_note(&mut entry.language(lang).note, &format!("status {word:?}"));
        }
        _ => {}
    }
    if status == TermStatus::Admitted && lang.is_none() {
        if said.is_known {
            demote(entry);
        }
    } else if status == TermStatus::Admitted && !(is_cell && has_preferred(entry, lang)) {
        // In a glossary the first approved term is the preferred one.
        out.leave_out(ADMITTED_ALONE);
    }
    if status != TermStatus::Forbidden || is_cell {
        return;
    }
    if let Whose::Entry = whose {
        out.remark(ENTRY_FORBIDDEN);
    }
    let filled = |language: &&LanguageEntry| !language.terms.is_empty();
    let alone = entry.languages.iter().filter(filled).count() == 1;
    for language in &mut entry.languages {
        let concerned = is_concerned(language, whose, alone);
        let own = &language.lang;
        if !concerned && lang.is_none() && !language.terms.is_empty() {
            out.leave_out(format!(
                "statuses that forbid a row, for its terms in {own}: they are the source (the first language, or the one after -s), and stay approved"
            ));
        }
        for term in language.terms.iter_mut().filter(|_| concerned) {
            term.status = status;
        }
    }
}

/// Counts the languages of which a row says that their terms are admitted, none of them preferred: in a glossary the first one is.
pub(super) fn tell_admitted(out: &mut ReadTerms, entry: &TermEntry, whose: Whose<'_>, word: &str) {
    let said = picklist::status(word);
    // That a row is approved says nothing of one term beside another.
    if !said.is_plain || said.status != TermStatus::Admitted {
        return;
    }
    for language in concerned(entry, whose) {
        let mut terms = language.terms.iter();
        if terms.any(|term| term.status != TermStatus::Forbidden) {
            out.leave_out(ADMITTED_ALONE);
        }
    }
}

/// The languages that the status of an entry or a row is about.
fn concerned<'e>(
    entry: &'e TermEntry,
    whose: Whose<'e>,
) -> impl Iterator<Item = &'e LanguageEntry> {
    let filled = |language: &&LanguageEntry| !language.terms.is_empty();
    let alone = entry.languages.iter().filter(filled).count() == 1;
    let languages = entry.languages.iter();
    languages.filter(move |language| is_concerned(language, whose, alone))
}

/// Whether the status of an entry, a row or a language is about a language; `alone`: no other one has terms.
fn is_concerned(language: &LanguageEntry, whose: Whose<'_>, alone: bool) -> bool {
    match whose {
        Whose::Entry => true,
        Whose::Translations(source) => alone || source.fit(&language.lang).is_none(),
        Whose::Language(lang) => *lang == language.lang,
        Whose::Cell(_) => false,
    }
}

/// Whether a language of an entry has a preferred term.
fn has_preferred(entry: &TermEntry, lang: Option<&Lang>) -> bool {
    let mut languages = entry.languages.iter();
    let own = languages.find(|language| Some(&language.lang) == lang);
    let mut terms = own.iter().flat_map(|language| &language.terms);
    terms.any(|term| term.status == TermStatus::Preferred)
}

/// Makes the preferred terms of an entry admitted ones.
pub(super) fn demote(entry: &mut TermEntry) {
    let languages = entry.languages.iter_mut();
    for term in languages.flat_map(|language| &mut language.terms) {
        term.status = term.status.max(TermStatus::Admitted);
    }
}
