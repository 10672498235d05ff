//! The terminology rule: the terms of the source stand in the target as the glossary wants them.
//!
//! - A term is checked only where the source has it. The longest match wins on both sides.
//! - `missing`: the target has fewer of the approved terms than the source has of the term; once a unit and concept.
//!   Where those inside longer terms are counted too, on both sides, there must be too few as well: a longer term of
//!   the target may hold what the source says apart (`the General Assembly of the UN`, `BMT Baş Assambleyası`). The
//!   source must have all words of the longer term, but for those that only join others: `use of force` is not translated by 不使用武力.
//!   Nor does a longer term count that translates another one of the source: 欧盟委员会 beside the European Commission is no 欧盟.
//! - `forbidden`: each place of a forbidden form, which then stands for one occurrence. Words that another concept
//!   of the source claims as its approved term are not forbidden.
//! - What makes a finding must be certain, what clears one need only be possible.

mod coordination;
mod uses;
mod wording;

use super::correction::Correction;
use super::{BilingualUnit, Code, Rule, Sink};
use crate::error::{Error, Place, Result};
use crate::lang::Lang;
use crate::model::{Concept, TermStatus};
use crate::termbase::extract::joining_words;
use crate::termbase::{Entry, Glossary, Matcher};
use coordination::{SeveralWords, folded, of_several_words};
use rustc_hash::{FxHashMap, FxHashSet};
use std::cell::LazyCell;
use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::Arc;
use uses::{Found, Spot};
use wording::Count;

/// How occurrences are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Counting {
    /// Each occurrence of the source asks for one in the target.
    #[default]
    Each,
    /// One in the target is enough, as in running text, where a pronoun may follow.
    Once,
}

/// What a user can choose.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TerminologyOptions {
    /// How occurrences are counted.
    pub counting: Counting,
    /// The domains of the texts: concepts with the flag `domain-only` count only where theirs is one of them.
    pub domains: Vec<String>,
}

/// The rule for one pair of languages.
pub struct Terminology {
    concepts: Vec<Concept>,
    /// For each concept its preferred term in the target language.
    preferred: Vec<Option<String>>,
    source: Matcher,
    target: Matcher,
    target_lang: Lang,
    /// Words of the source's language that a term may lack where it is said in another way.
    joining: FxHashSet<&'static str>,
    /// For each concept how its forbidden forms can be replaced.
    corrections: Vec<Option<Correction>>,
    /// For each concept its approved terms in the target language that have several words.
    of_several_words: Vec<SeveralWords>,
    options: TerminologyOptions,
}

impl Terminology {
    /// Prepares the check of translations from one language into another.
    ///
    /// # Errors
    /// When the glossary has no column for one of the languages, or no concept with terms in both.
    pub fn new(
        glossary: &Glossary,
        source: &Lang,
        target: &Lang,
        options: TerminologyOptions,
    ) -> Result<Self> {
        glossary.require(source)?;
        glossary.require(target)?;
        let counts = |entry: &Entry| {
            let concept = &glossary.concepts[entry.concept];
            !concept.domain_only
                || options
                    .domains
                    .iter()
                    .any(|domain| domain.eq_ignore_ascii_case(&concept.domain))
        };
        let mut wanted = glossary.entries(target);
        wanted.extend(untranslated(glossary, source));
        wanted.retain(counts);
        let known: BTreeSet<usize> = wanted.iter().map(|entry| entry.concept).collect();
        let mut terms = glossary.entries(source);
        terms.retain(|entry| entry.status != TermStatus::Forbidden && counts(entry));
        if !terms.iter().any(|entry| known.contains(&entry.concept)) {
            return Err(Error::malformed(
                Place::file(&glossary.path),
                format!("no concept of the glossary has terms in both {source} and {target}"),
                "fill the columns of both languages, or choose others with -s and -t",
            ));
        }
        let mut preferred = vec![None; glossary.concepts.len()];
        for entry in wanted
            .iter()
            .filter(|entry| entry.status != TermStatus::Forbidden)
        {
            preferred[entry.concept].get_or_insert_with(|| entry.text.clone());
        }
        let of_several_words = of_several_words(&wanted, glossary.concepts.len(), target);
        let corrections = Correction::of_concepts(&wanted, glossary.concepts.len());
        Ok(Self {
            concepts: glossary.concepts.clone(),
            preferred,
            source: Matcher::new(terms, source),
            target: Matcher::new(wanted, target),
            target_lang: target.clone(),
            joining: joining_words(source),
            corrections,
            of_several_words,
            options,
        })
    }
}

impl Rule for Terminology {
    fn codes(&self) -> &'static [Code] {
        &[Code::TermMissing, Code::TermForbidden]
    }

    fn check(&self, unit: &Arc<BilingualUnit>, sink: &mut dyn Sink) {
        let source = self.in_source(&unit.source);
        if source.is_empty() {
            return;
        }
        let wanted = self.places(&unit.source, source.clone());
        let target = self.in_target(&unit.target, &wanted);
        let uses = self.uses(&unit.target, target.clone(), &wanted);
        let all = Found {
            source,
            target,
            uses,
        };
        let mut counts: FxHashMap<usize, usize> = FxHashMap::default();
        for found in &all.uses {
            *counts.entry(found.concept).or_default() += 1;
        }
        let count = |concept: usize| counts.get(&concept).copied().unwrap_or(0);
        for found in all.uses.iter().filter(|u| u.forbidden) {
            // Where the approved terms are enough, the form may well translate something else.
            let asked = wanted.get(&found.concept).map_or(0, Vec::len);
            let certain = count(found.concept) <= asked;
            sink.emit(self.forbidden(unit, found, &wanted, certain));
        }
        let text = LazyCell::new(|| folded(&unit.target, &self.target_lang));
        // Terms that share some of their words, none inside the other: the translation of one of them is enough.
        let crossed = |concept: usize, places: &[Spot]| {
            places.iter().all(|place| {
                all.source.iter().any(|o| {
                    let other = self.source.entries()[o.entry].concept;
                    other != concept && crosses(&o.span, place) && count(other) > 0
                })
            })
        };
        let short: Vec<(usize, &Vec<Spot>)> = wanted
            .iter()
            .filter(|(concept, places)| {
                let count = count(**concept);
                let enough = self.suffices(count, places.len())
                    || self.enough_within(unit, **concept, &all, &wanted)
                    || crossed(**concept, places)
                    || count + 1 >= places.len()
                        && self.is_coordinated(**concept, &unit.target, &text);
                !enough
            })
            .map(|(concept, places)| (*concept, places))
            .collect();
        for (at, (_, places)) in short.iter().enumerate() {
            // The same words can be terms of several concepts: the translation of one of them is enough, and what
            // is missing is told once.
            let holds = |theirs: &Vec<Spot>| places.iter().all(|spot| theirs.contains(spot));
            let concepts = wanted.values().filter(|theirs| holds(theirs)).count();
            let of_short = short.iter().filter(|(_, theirs)| holds(theirs));
            let all_short = concepts == of_short.clone().count();
            let told = short.iter().enumerate().any(|(other, (_, theirs))| {
                holds(theirs) && (other < at || theirs.len() > places.len())
            });
            let named: Vec<usize> = of_short
                .filter(|(concept, theirs)| theirs == places && self.preferred(*concept).is_some())
                .map(|(concept, _)| *concept)
                .collect();
            if let Some((start, end)) = places.first()
                && !told
                && all_short
                && !named.is_empty()
            {
                let number = Count {
                    first: *start..*end,
                    wanted: places.len(),
                    found: named.iter().map(|concept| count(*concept)).sum(),
                };
                sink.emit(self.missing(unit, &named, number));
            }
        }
    }
}

/// Whether two spans share bytes, and neither holds the other.
fn crosses(span: &Range<usize>, (start, end): &Spot) -> bool {
    span.start < *start && *start < span.end && span.end < *end
        || *start < span.start && span.start < *end && *end < span.end
}

/// What is not translated: the source's terms of concepts with the flag `dnt`, to be found in the target as they
/// are written.
fn untranslated(glossary: &Glossary, source: &Lang) -> Vec<Entry> {
    glossary
        .entries(source)
        .into_iter()
        .filter(|entry| {
            entry.status != TermStatus::Forbidden
                && glossary.concepts[entry.concept].do_not_translate
        })
        .map(|entry| Entry {
            case: true,
            ..entry
        })
        .collect()
}

impl std::fmt::Debug for Terminology {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Terminology")
            .field("concepts", &self.concepts.len())
            .field("target", &self.target_lang)
            .finish_non_exhaustive()
    }
}
