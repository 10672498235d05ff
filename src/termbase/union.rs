//! One concept of two: the terms and texts of an entry beside those of a concept, and what contradicts what.

use crate::lang::Lang;
use crate::model::{LanguageEntry, Term, TermEntry, TermStatus};

/// The approved terms of a language.
pub(super) fn approved(language: &LanguageEntry) -> impl Iterator<Item = &Term> {
    let terms = language.terms.iter();
    terms.filter(|term| term.status != TermStatus::Forbidden)
}

/// Says where a concept has a term from, as messages name it.
pub(super) type Whence<'a> = dyn Fn(&Lang, &str) -> &'static str + 'a;

/// Adds the terms of a language to a concept, or says what contradicts it; `whence` says where that is from.
pub(super) fn merge_terms(
    own: &mut TermEntry,
    other: &LanguageEntry,
    theirs: bool,
    whence: &Whence<'_>,
    conflicts: &mut Vec<String>,
) {
    let lang = &other.lang;
    let known = own.language(lang);
    let preferred = known
        .terms
        .iter()
        .find(|term| term.status == TermStatus::Preferred)
        .map(|term| term.text.clone());
    let has_preferred = preferred.is_some();
    for term in &other.terms {
        let at = known.terms.iter().position(|own| own.text == term.text);
        let Some(at) = at else {
            let second = has_preferred && term.status == TermStatus::Preferred;
            known.terms.push(Term {
                status: if second {
                    TermStatus::Admitted
                } else {
                    term.status
                },
                ..term.clone()
            });
            if second {
                prefer(known, term, preferred.as_deref(), theirs, conflicts);
            }
            continue;
        };
        let status = known.terms[at].status;
        let forbidden = |status| status == TermStatus::Forbidden;
        if forbidden(status) != forbidden(term.status) {
            if theirs {
                known.terms[at].status = TermStatus::Admitted.max(term.status);
                if term.status == TermStatus::Preferred {
                    prefer(known, term, preferred.as_deref(), theirs, conflicts);
                }
            } else {
                conflicts.push(format!(
                    "{lang}: {:?} is {} there and {} {}",
                    term.text,
                    term.status.name(),
                    status.name(),
                    whence(lang, &term.text)
                ));
            }
        } else if term.status < status && !has_preferred {
            known.terms[at].status = term.status;
        } else if term.status < status {
            prefer(known, term, preferred.as_deref(), theirs, conflicts);
        }
    }
    known.terms.sort_by_key(|term| term.status);
    let mut approved = known.terms.iter_mut();
    if let Some(first) = approved.next().filter(|t| t.status == TermStatus::Admitted) {
        first.status = TermStatus::Preferred;
    }
}

/// Makes a term the preferred one, or says that the glossary has another one.
fn prefer(
    known: &mut LanguageEntry,
    term: &Term,
    preferred: Option<&str>,
    theirs: bool,
    conflicts: &mut Vec<String>,
) {
    if theirs {
        for own in &mut known.terms {
            if own.text == term.text {
                own.status = TermStatus::Preferred;
            } else if own.status == TermStatus::Preferred {
                own.status = TermStatus::Admitted;
            }
        }
    } else {
        let preferred = preferred.unwrap_or_default();
        // An entry of the same file that prefers a term makes those of later ones admitted.
        conflicts.push(format!(
            "{}: the preferred term is {:?} there and {preferred:?} in the glossary",
            known.lang, term.text
        ));
    }
}

/// A form that is approved and forbidden.
pub(super) fn contradiction(entry: &TermEntry) -> Option<String> {
    entry.languages.iter().find_map(|language| {
        let forbidden = |term: &&Term| term.status == TermStatus::Forbidden;
        let twice = language
            .terms
            .iter()
            .filter(forbidden)
            .find(|term| approved(language).any(|other| other.text == term.text))?;
        Some(format!(
            "{}: {:?} is approved and forbidden",
            language.lang, twice.text
        ))
    })
}
