//! What is said of a term that is missing or forbidden.

use super::Terminology;
use super::uses::{Use, Wanted};
use crate::check::diagnostic::quoted;
use crate::check::{BilingualUnit, Code, Diagnostic, Fix};
use std::ops::Range;
use std::sync::Arc;

/// How often a term is in the source and in the target, and where it is first.
pub(super) struct Count {
    pub(super) first: Range<usize>,
    pub(super) wanted: usize,
    pub(super) found: usize,
}

impl Terminology {
    pub(super) fn preferred(&self, concept: usize) -> Option<&str> {
        self.preferred[concept].as_deref()
    }

    /// A forbidden form. It is put right only where that is `certain` not to change what is right already.
    pub(super) fn forbidden(
        &self,
        unit: &Arc<BilingualUnit>,
        found: &Use,
        wanted: &Wanted,
        certain: bool,
    ) -> Diagnostic {
        let form = &unit.target[found.span.clone()];
        let place = wanted.get(&found.concept).and_then(|places| places.first());
        let source = place.map_or("", |(start, end)| &unit.source[*start..*end]);
        let instead = self
            .preferred(found.concept)
            .map_or_else(String::new, |term| format!("; use {}", quoted(term)));
        let message = format!(
            "{} is not to be used for {}{instead}",
            quoted(form),
            quoted(source)
        );
        Diagnostic {
            concept: Some(self.concepts[found.concept].id.clone()),
            term: Some(form.to_owned()),
            source_span: place.map(|(start, end)| *start..*end),
            span: Some(found.span.clone()),
            fix: certain.then(|| self.fix(unit, found)).flatten(),
            ..Diagnostic::new(unit, Code::TermForbidden, message)
        }
    }

    fn fix(&self, unit: &BilingualUnit, found: &Use) -> Option<Fix> {
        let correction = self.corrections[found.concept].as_ref()?;
        let span = found.span.clone();
        let replacement = correction.replacement(&unit.target, &span, &self.target_lang)?;
        Some(Fix { span, replacement })
    }

    /// A term of the source that is not translated, with the concepts that it can be a term of; at least one.
    pub(super) fn missing(
        &self,
        unit: &Arc<BilingualUnit>,
        concepts: &[usize],
        count: Count,
    ) -> Diagnostic {
        let source = &unit.source[count.first.clone()];
        let often = if count.wanted > 1 {
            format!(
                " (in the source {} times, in the target {})",
                count.wanted, count.found
            )
        } else {
            String::new()
        };
        let mut terms: Vec<&str> = Vec::new();
        for term in concepts.iter().filter_map(|c| self.preferred(*c)) {
            if !terms.contains(&term) {
                terms.push(term);
            }
        }
        let quotes: Vec<String> = terms.iter().map(|term| quoted(term)).collect();
        let message = format!(
            "{} is not translated as {}{often}",
            quoted(source),
            quotes.join(" or ")
        );
        let concept = concepts.first().map(|c| self.concepts[*c].id.clone());
        Diagnostic {
            concept,
            term: terms.first().map(|term| (*term).to_owned()),
            source_span: Some(count.first),
            ..Diagnostic::new(unit, Code::TermMissing, message)
        }
    }
}
