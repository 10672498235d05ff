//! Terms that stand inside longer ones in one language and not in another.
//!
//! The longest term wins, so a term inside a longer one is not counted there. Where that happens in all languages it
//! is as it should be (`agreement` in `trade agreement`, `saziş` in `ticarət sazişi`). Where it happens in one only,
//! the same sentence is judged in one direction by the longer term alone, and in the other by both.

use super::glossary::Glossary;
use super::matcher::Matcher;
use super::prepared::Prepared;
use crate::lang::Lang;
use crate::model::TermStatus;
use std::collections::BTreeSet;

/// A term that a longer one of another concept hides in a language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Shadow<'g> {
    /// The concept that is hidden, by its place in the glossary.
    pub(super) hidden: usize,
    /// The concept that hides it.
    pub(super) by: usize,
    /// The longer term.
    pub(super) longer: &'g str,
    /// The language of both.
    pub(super) lang: &'g Lang,
}

/// All of them: one for each pair of concepts, in the first language that has it. Terms that are hidden in every
/// language that both concepts have are left out.
pub(super) fn shadows(glossary: &Glossary) -> Vec<Shadow<'_>> {
    let languages: Vec<&Lang> = glossary.languages().collect();
    let by_language: Vec<Vec<Shadow>> = languages
        .iter()
        .map(|lang| in_language(glossary, lang))
        .collect();
    let pairs: Vec<BTreeSet<(usize, usize)>> = by_language
        .iter()
        .map(|shadows| shadows.iter().map(|s| (s.hidden, s.by)).collect())
        .collect();
    let elsewhere_not = |shadow: &Shadow| {
        languages.iter().zip(&pairs).any(|(lang, pairs)| {
            let has = |concept: usize| glossary.concepts[concept].preferred(lang).is_some();
            has(shadow.hidden) && has(shadow.by) && !pairs.contains(&(shadow.hidden, shadow.by))
        })
    };
    let mut seen = BTreeSet::new();
    by_language
        .into_iter()
        .flatten()
        .filter(|shadow| elsewhere_not(shadow) && seen.insert((shadow.hidden, shadow.by)))
        .collect()
}

fn in_language<'g>(glossary: &'g Glossary, lang: &'g Lang) -> Vec<Shadow<'g>> {
    let matcher = Matcher::new(glossary.entries(lang), lang);
    let approved = |status: TermStatus| status != TermStatus::Forbidden;
    let mut out = Vec::new();
    for (by, concept) in glossary.concepts.iter().enumerate() {
        for term in concept.terms_in(lang).filter(|term| approved(term.status)) {
            for found in matcher.find(&Prepared::new(&term.text)) {
                let entry = &matcher.entries()[found.entry];
                if entry.concept != by
                    && approved(entry.status)
                    && found.span.len() < term.text.len()
                {
                    out.push(Shadow {
                        hidden: entry.concept,
                        by,
                        longer: &term.text,
                        lang,
                    });
                }
            }
        }
    }
    out
}
