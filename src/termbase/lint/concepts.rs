//! Concepts beside each other: duplicates, terms that contradict or hide one another, order.

use super::{Lint, LintCode, of};
use crate::lang::Lang;
use crate::model::{Concept, Term, TermStatus};
use crate::termbase::entries::skeleton;
use crate::termbase::glossary::Glossary;
use crate::termbase::order::by_id;
use crate::termbase::shadow::shadows;
use crate::termbase::{Prepared, longest};
use rustc_hash::{FxHashMap, FxHashSet};

/// Two concepts that share their terms in every language that both have, two languages at least.
pub(super) fn duplicates(glossary: &Glossary, out: &mut Vec<Lint>) {
    let languages: Vec<&Lang> = glossary.languages().collect();
    let mut seen: FxHashMap<Vec<String>, &Concept> = FxHashMap::default();
    for concept in &glossary.concepts {
        let preferred: Vec<String> = languages
            .iter()
            .map(|lang| {
                concept
                    .preferred(lang)
                    .map_or_else(String::new, |t| skeleton(&t.text, lang))
            })
            .collect();
        if preferred.iter().filter(|text| !text.is_empty()).count() < languages.len().min(2) {
            continue;
        }
        if let Some(first) = seen.get(&preferred) {
            out.push(of(
                concept,
                LintCode::DuplicateConcept,
                format!("it has the terms of {} in line {}", first.id, first.line),
            ));
        } else {
            seen.insert(preferred, concept);
        }
    }
}

/// Forms that are approved for an earlier concept too: one a pair of concepts, unless the two are [`duplicates`].
pub(super) fn homonyms(glossary: &Glossary, out: &mut Vec<Lint>) {
    let mut told: FxHashSet<(usize, usize)> = FxHashSet::default();
    let mut found = Vec::new();
    for lang in glossary.languages() {
        let mut seen: FxHashMap<String, Vec<(usize, &Term)>> = FxHashMap::default();
        for (n, concept) in glossary.concepts.iter().enumerate() {
            let approved = |term: &&Term| term.status != TermStatus::Forbidden;
            for term in concept.terms_in(lang).filter(approved) {
                let alike = seen.entry(skeleton(&term.text, lang)).or_default();
                let same = |(first, other): &&(usize, &Term)| {
                    let both = concept.case_sensitive && glossary.concepts[*first].case_sensitive;
                    *first != n && (!both || other.text == term.text)
                };
                if let Some((first, _)) = alike.iter().find(same)
                    && told.insert((n, *first))
                {
                    found.push((concept, &glossary.concepts[*first], term));
                }
                alike.push((n, term));
            }
        }
    }
    let duplicate = |concept: &Concept, lint: &Lint| {
        lint.code == LintCode::DuplicateConcept && lint.line == concept.line
    };
    found.retain(|(concept, ..)| !out.iter().any(|lint| duplicate(concept, lint)));
    out.extend(found.into_iter().map(|(concept, first, term)| {
        let message = format!(
            "{:?} is a term of {} in line {} too; in a text the translation of either is enough",
            term.text, first.id, first.line
        );
        of(concept, LintCode::Homonym, message)
    }));
}

/// Forbidden forms that are approved for another concept.
pub(super) fn elsewhere(glossary: &Glossary, out: &mut Vec<Lint>) {
    for lang in glossary.languages() {
        let matcher = glossary.matcher(lang);
        for (n, concept) in glossary.concepts.iter().enumerate() {
            for term in concept
                .terms
                .iter()
                .filter(|t| t.status == TermStatus::Forbidden && t.lang == *lang)
            {
                let prepared = Prepared::new(&term.text);
                let approved = longest(&term.text, matcher.find(&prepared))
                    .into_iter()
                    .find(|found| {
                        let entry = &matcher.entries()[found.entry];
                        entry.concept != n
                            && entry.status != TermStatus::Forbidden
                            && found.span.len() == term.text.len()
                    });
                if let Some(found) = approved {
                    let other = &glossary.concepts[matcher.entries()[found.entry].concept];
                    out.push(of(
                        concept,
                        LintCode::ForbiddenElsewhere,
                        format!(
                            "{:?} is forbidden here and approved for {} in line {}",
                            term.text, other.id, other.line
                        ),
                    ));
                }
            }
        }
    }
}

/// Terms inside longer ones, where that depends on the language.
pub(super) fn hidden(glossary: &Glossary, out: &mut Vec<Lint>) {
    for shadow in shadows(glossary) {
        let (concept, other) = (
            &glossary.concepts[shadow.hidden],
            &glossary.concepts[shadow.by],
        );
        out.push(of(
            concept,
            LintCode::Shadowed,
            format!(
                "in {} it is not counted inside {:?} of {} in line {}, and not so in every language",
                shadow.lang, shadow.longer, other.id, other.line
            ),
        ));
    }
}

pub(super) fn order(glossary: &Glossary, out: &mut Vec<Lint>) {
    if let Some(pair) = glossary
        .concepts
        .windows(2)
        .find(|pair| by_id(&pair[0].id, &pair[1].id).is_gt())
    {
        out.push(of(
            &pair[1],
            LintCode::Unsorted,
            format!(
                "{:?} stands after {:?}: the lines are not in the order of their ids",
                pair[1].id, pair[0].id
            ),
        ));
    }
}
