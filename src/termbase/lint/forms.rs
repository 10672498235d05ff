//! The forms of one concept beside each other.

use super::{Lint, LintCode, of};
use crate::model::{Concept, Term, TermStatus};
use crate::termbase::Prepared;
use crate::termbase::entries::skeleton;
use crate::text::fold_text;

pub(super) fn forms(concept: &Concept, out: &mut Vec<Lint>) {
    if concept
        .terms
        .iter()
        .all(|term| term.status == TermStatus::Forbidden)
    {
        out.push(of(
            concept,
            LintCode::NoTerm,
            "the line has no approved term in any language".into(),
        ));
    }
    for (n, term) in concept.terms.iter().enumerate() {
        if Prepared::new(&term.text).words().is_empty() {
            out.push(of(
                concept,
                LintCode::NoWord,
                format!(
                    "the {} form {:?} holds no word, so that it is never found",
                    term.lang, term.text
                ),
            ));
        }
        let same = |other: &&Term| {
            other.lang == term.lang
                && (other.status == TermStatus::Forbidden) == (term.status == TermStatus::Forbidden)
                && fold_text(&other.text, &other.lang) == fold_text(&term.text, &term.lang)
                && (!concept.case_sensitive || other.text == term.text)
        };
        if let Some(other) = concept.terms[..n].iter().find(same) {
            out.push(of(
                concept,
                LintCode::RepeatedForm,
                format!(
                    "{:?} and {:?} are the same {} form",
                    other.text, term.text, term.lang
                ),
            ));
        }
    }
}

/// A forbidden form inside an approved one never fires there: the longer one wins. Worth knowing.
pub(super) fn inside(concept: &Concept, out: &mut Vec<Lint>) {
    for term in concept
        .terms
        .iter()
        .filter(|term| term.status == TermStatus::Forbidden)
    {
        let forbidden = skeleton(&term.text, &term.lang);
        let around = concept.terms.iter().find(|other| {
            let whole = skeleton(&other.text, &other.lang);
            other.status != TermStatus::Forbidden
                && other.lang == term.lang
                && whole != forbidden
                && whole.contains(&forbidden)
        });
        if let Some(around) = around {
            out.push(of(
                concept,
                LintCode::ForbiddenInside,
                format!(
                    "the forbidden {:?} stands inside the approved {:?} and says nothing there",
                    term.text, around.text
                ),
            ));
        }
    }
}
