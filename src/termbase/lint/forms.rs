//! The forms of one concept beside each other.

use super::{Lint, LintCode, of};
use crate::model::{Concept, Term, TermStatus};
use crate::termbase::Prepared;
use crate::termbase::entries::skeleton;
use crate::text::fold_text;
use rustc_hash::FxHashMap;

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
    let mut seen = FxHashMap::default();
    for term in &concept.terms {
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
        let form = (
            &term.lang,
            term.status == TermStatus::Forbidden,
            fold_text(&term.text, &term.lang),
            concept.case_sensitive.then_some(&term.text),
        );
        let first: &Term = seen.entry(form).or_insert(term);
        if !std::ptr::eq(first, term) {
            let other = first;
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
    let is_forbidden = |term: &&Term| term.status == TermStatus::Forbidden;
    let (forbidden, approved): (Vec<&Term>, Vec<&Term>) =
        concept.terms.iter().partition(is_forbidden);
    if forbidden.is_empty() {
        return;
    }
    let whole = |term: &Term| skeleton(&term.text, &term.lang);
    let approved: Vec<(&Term, String)> = approved.iter().map(|t| (*t, whole(t))).collect();
    for term in forbidden {
        let forbidden = whole(term);
        let around = approved.iter().find(|(other, whole)| {
            other.lang == term.lang && *whole != forbidden && whole.contains(&forbidden)
        });
        if let Some((around, _)) = around {
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
