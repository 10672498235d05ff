//! What the status of an entry, a row or a language makes of its terms.

use super::rows::add_note;
use super::{ADMITTED_ALONE, AS_NOTE, AS_STATUS, ReadTerms, picklist};
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
/// about a language that is not known stays as a note of it. One about the entry forbids nothing in the languages of `approved`.
pub(super) fn apply_status(
    out: &mut ReadTerms,
    entry: &mut TermEntry,
    whose: Whose<'_>,
    approved: &[Lang],
    word: &str,
) {
    let lang = match whose {
        Whose::Language(lang) | Whose::Cell(lang) => Some(lang),
        Whose::Entry | Whose::Translations(_) => None,
    };
    let is_cell = matches!(whose, Whose::Cell(_));
    let said = picklist::status(word);
    let status = said.status;
    if said.keeps {
        return keep_in_translations(out, entry, word);
    }
    if !said.is_known {
        let kept = if lang.is_some() { AS_NOTE } else { AS_STATUS };
        out.unknown_status(entry.line, "status", word, status, kept);
    } else if !said.is_plain && (lang.is_some() || status == TermStatus::Forbidden) {
        out.leave_out(format!("status {word:?}, read as {}", status.name()));
    }
    match lang {
        None if status != TermStatus::Forbidden || !said.is_known => {
            add_note(&mut entry.status, word);
        }
        Some(lang) if !said.is_known => {
            add_note(&mut entry.language(lang).note, &format!("status {word:?}"));
        }
        _ => {}
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
        let own = &language.lang;
        let is_approved = lang.is_none() && approved.contains(own);
        let concerned = is_concerned(language, whose, alone) && !is_approved;
        if is_approved {
            out.leave_out(format!(
                "statuses that forbid a row, for its terms in {own}: another one of these terms approves them"
            ));
        } else if !concerned && lang.is_none() && !language.terms.is_empty() {
            out.leave_out(format!(
                "statuses that forbid a row, for its terms in {own}: they are the source (the first language, or the one after -s), and stay approved"
            ));
        }
        for term in language.terms.iter_mut().filter(|_| concerned) {
            term.status = status;
        }
    }
}

/// Counts a status that approves terms, as another one of the same terms forbids them.
pub(super) fn tell_overruled(out: &mut ReadTerms, word: &str) {
    out.leave_out(format!(
        "status {word:?} of terms that another status forbids"
    ));
}

/// That a term is not translated is a flag of the glossary's line.
fn keep_in_translations(out: &mut ReadTerms, entry: &mut TermEntry, word: &str) {
    const FLAG: &str = "dnt";
    let mut flags = entry.flags.split_whitespace();
    if !flags.any(|flag| flag.eq_ignore_ascii_case(FLAG)) {
        let blank = if entry.flags.is_empty() { "" } else { " " };
        entry.flags.push_str(blank);
        entry.flags.push_str(FLAG);
    }
    out.leave_out(format!("status {word:?}, read as the flag {FLAG:?}"));
}

/// Counts a language of which a word says that its terms are admitted, where none of them is preferred: in a glossary the first one is.
pub(super) fn tell_admitted(out: &mut ReadTerms, entry: &TermEntry, whose: Whose<'_>, word: &str) {
    if let Whose::Language(lang) = whose
        && !has_preferred(entry, lang)
        && !admitted_by(entry, whose, word).is_empty()
    {
        out.leave_out(ADMITTED_ALONE);
    }
}

/// The languages of which a word says that their terms are admitted, none of them being preferred.
pub(super) fn admitted_by(entry: &TermEntry, whose: Whose<'_>, word: &str) -> Vec<Lang> {
    let said = picklist::status(word);
    if said.status != TermStatus::Admitted {
        return Vec::new();
    }
    let approves = |language: &&LanguageEntry| {
        let mut terms = language.terms.iter();
        terms.any(|term| term.status != TermStatus::Forbidden)
    };
    match whose {
        Whose::Cell(lang) if has_preferred(entry, lang) => Vec::new(),
        Whose::Language(lang) | Whose::Cell(lang) => {
            let mut own = entry.languages.iter().filter(approves);
            let own = own.find(|language| language.lang == *lang);
            own.map(|language| language.lang.clone())
                .into_iter()
                .collect()
        }
        // That a row is approved says nothing of one term beside another.
        Whose::Entry | Whose::Translations(_) if !said.is_plain => Vec::new(),
        Whose::Entry | Whose::Translations(_) => {
            let languages = concerned(entry, whose).filter(approves);
            languages.map(|language| language.lang.clone()).collect()
        }
    }
}

/// The languages that the status of an entry or a row is about.
pub(super) fn concerned<'e>(
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
pub(super) fn has_preferred(entry: &TermEntry, lang: &Lang) -> bool {
    let mut languages = entry.languages.iter();
    let own = languages.find(|language| language.lang == *lang);
    let mut terms = own.iter().flat_map(|language| &language.terms);
    terms.any(|term| term.status == TermStatus::Preferred)
}

/// Makes the preferred terms of a language admitted ones.
pub(super) fn demote(entry: &mut TermEntry, lang: &Lang) {
    let languages = entry.languages.iter_mut();
    let languages = languages.filter(|language| *lang == language.lang);
    for term in languages.flat_map(|language| &mut language.terms) {
        term.status = term.status.max(TermStatus::Admitted);
    }
}
