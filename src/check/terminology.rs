//! The terminology rule: the terms of the source stand in the target as the glossary wants them.
//!
//! - A term is checked only where the source has it. The longest match wins on both sides.
//! - `missing`: the target has fewer of the approved terms than the source has of the term; once a unit and concept.
//!   Where those inside longer terms are counted too, on both sides, there must be too few as well: a longer term of
//!   the target may hold what the source says apart (`the General Assembly of the UN`, `BMT Baş Assambleyası`). The
//!   source must have all words of the longer term: `use of force` is not translated by 不使用武力.
//! - `forbidden`: each place of a forbidden form, which then stands for one occurrence. Words that another concept
//!   of the source claims as its approved term are not forbidden.
//! - What makes a finding must be certain, what clears one need only be possible.

use super::correction::Correction;
use super::mention::Mentioned;
use super::{BilingualUnit, Code, Diagnostic, Fix, Rule, Sink};
use crate::error::{Error, Place, Result};
use crate::lang::Lang;
use crate::model::{Concept, TermStatus};
use crate::termbase::{Entry, Fit, Glossary, Matcher, Occurrence, Prepared, longest};
use std::cell::LazyCell;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::Arc;

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
    /// For each concept how its forbidden forms can be replaced.
    corrections: Vec<Option<Correction>>,
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
        let corrections = Correction::of_concepts(&wanted, glossary.concepts.len());
        Ok(Self {
            concepts: glossary.concepts.clone(),
            preferred,
            source: Matcher::new(terms, source),
            target: Matcher::new(wanted, target),
            target_lang: target.clone(),
            corrections,
            options,
        })
    }

    /// The terms of the source that are certain, also those inside longer ones.
    fn in_source(&self, text: &str) -> Vec<Occurrence> {
        let mut found = self.source.find(&Prepared::new(text));
        found.retain(|o| o.fit == Fit::Certain);
        found
    }

    /// The places of the longest ones, by concept. An abbreviation in brackets behind the term that it stands for is
    /// no second occurrence.
    fn places(&self, text: &str, found: Vec<Occurrence>) -> Wanted {
        let mut places = Wanted::new();
        for o in longest(text, found) {
            let theirs: &mut Vec<(usize, usize)> = places
                .entry(self.source.entries()[o.entry].concept)
                .or_default();
            let explained = theirs.last().is_some_and(|(_, end)| {
                is_bracket(&text[*end..], o.span.start - (*end).min(o.span.start))
            });
            // They come in the order of the text.
            let place = (o.span.start, o.span.end);
            if !explained && theirs.last() != Some(&place) {
                theirs.push(place);
            }
        }
        places
    }

    /// The terms of the target, also those inside longer ones: the approved ones of all concepts and the forbidden
    /// ones of the source's concepts.
    fn in_target(&self, text: &str, wanted: &Wanted) -> Vec<Occurrence> {
        let mut found = self.target.find(&Prepared::new(text));
        found.retain(|o| {
            let entry = self.entry(o);
            entry.status != TermStatus::Forbidden
                || o.fit == Fit::Certain && wanted.contains_key(&entry.concept)
        });
        found
    }

    /// The longest ones, each place once for a concept.
    fn uses(&self, text: &str, found: Vec<Occurrence>, wanted: &Wanted) -> Vec<Use> {
        let mut uses: Vec<Use> = longest(text, found)
            .iter()
            .map(|o| self.to_use(o))
            .collect();
        uses.sort_by_key(|u| {
            (
                u.span.start,
                u.span.end,
                u.concept,
                u.forbidden,
                !u.as_written,
            )
        });
        uses.dedup_by(|a, b| {
            a.span == b.span && a.concept == b.concept && a.forbidden == b.forbidden
        });
        settle(uses, wanted)
    }

    /// Whether there are enough translations of a concept when those inside the terms of other concepts count too,
    /// on both sides. Forbidden forms stand for one only where they are reported.
    fn enough_within(&self, unit: &BilingualUnit, concept: usize, found: &Found) -> bool {
        let own = |all: &[Occurrence], entries: &[Entry]| -> Vec<Occurrence> {
            all.iter()
                .filter(|o| entries[o.entry].concept == concept)
                .cloned()
                .collect()
        };
        let mut target = own(&found.target, self.target.entries());
        // Most terms that are missing are nowhere in the target.
        if target.is_empty() {
            return false;
        }
        let source = LazyCell::new(|| Mentioned::new(&unit.source, &unit.source_lang));
        target.retain(|o| {
            found.uses.iter().all(|longer| {
                longer.concept == concept
                    || !holds(&longer.span, &o.span)
                    || self.is_said(longer.concept, &source)
            })
        });
        let wanted = self.places(&unit.source, own(&found.source, self.source.entries()));
        let count = self
            .uses(&unit.target, target, &wanted)
            .iter()
            .filter(|u| {
                !u.forbidden
                    || found
                        .uses
                        .iter()
                        .any(|r| r.forbidden && r.concept == concept && r.span == u.span)
            })
            .count();
        self.suffices(count, wanted.get(&concept).map_or(0, Vec::len))
    }

    /// Whether the source has all words of one of a concept's terms.
    fn is_said(&self, concept: usize, source: &Mentioned) -> bool {
        // They stand in the order of the glossary.
        let entries = self.source.entries();
        let first = entries.partition_point(|entry| entry.concept < concept);
        entries[first..]
            .iter()
            .take_while(|entry| entry.concept == concept)
            .any(|entry| source.all_of(&entry.text))
    }

    /// Whether so many translations are enough for so many terms.
    fn suffices(&self, count: usize, wanted: usize) -> bool {
        match self.options.counting {
            Counting::Each => count >= wanted,
            Counting::Once => count > 0,
        }
    }

    fn entry(&self, occurrence: &Occurrence) -> &Entry {
        &self.target.entries()[occurrence.entry]
    }

    fn to_use(&self, occurrence: &Occurrence) -> Use {
        let entry = self.entry(occurrence);
        Use {
            span: occurrence.span.clone(),
            concept: entry.concept,
            forbidden: entry.status == TermStatus::Forbidden,
            as_written: entry.as_written(),
        }
    }

    fn preferred(&self, concept: usize) -> Option<&str> {
        self.preferred[concept].as_deref()
    }

    fn forbidden(&self, unit: &Arc<BilingualUnit>, found: &Use, wanted: &Wanted) -> Diagnostic {
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
            fix: self.fix(unit, found),
            ..Diagnostic::new(unit, Code::TermForbidden, message)
        }
    }

    fn fix(&self, unit: &BilingualUnit, found: &Use) -> Option<Fix> {
        let correction = self.corrections[found.concept].as_ref()?;
        let span = found.span.clone();
        let replacement = correction.replacement(&unit.target, &span, &self.target_lang)?;
        Some(Fix { span, replacement })
    }

    fn missing(
        &self,
        unit: &Arc<BilingualUnit>,
        concept: usize,
        term: &str,
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
        let message = format!(
            "{} is not translated as {}{often}",
            quoted(source),
            quoted(term)
        );
        Diagnostic {
            concept: Some(self.concepts[concept].id.clone()),
            term: Some(term.to_owned()),
            source_span: Some(count.first),
            ..Diagnostic::new(unit, Code::TermMissing, message)
        }
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
        for found in all.uses.iter().filter(|u| u.forbidden) {
            sink.emit(self.forbidden(unit, found, &wanted));
        }
        let count = |concept: usize| all.uses.iter().filter(|u| u.concept == concept).count();
        let enough = |concept: usize, places: &[(usize, usize)]| {
            self.suffices(count(concept), places.len()) || self.enough_within(unit, concept, &all)
        };
        for (concept, places) in &wanted {
            let Some(term) = self.preferred(*concept) else {
                continue;
            };
            // The same words can be terms of several concepts: the translation of one of them is enough.
            let cleared = enough(*concept, places)
                || wanted.iter().any(|(other, theirs)| {
                    other != concept && theirs == places && enough(*other, theirs)
                });
            if !cleared && let Some((start, end)) = places.first() {
                let first = *start..*end;
                let number = Count {
                    first,
                    wanted: places.len(),
                    found: count(*concept),
                };
                sink.emit(self.missing(unit, *concept, term, number));
            }
        }
    }
}

/// The concepts of the source with the places of their terms.
type Wanted = BTreeMap<usize, Vec<(usize, usize)>>;

/// How often a term is in the source and in the target, and where it is first.
struct Count {
    first: Range<usize>,
    wanted: usize,
    found: usize,
}

/// Everything that a unit has of terms, with those inside longer ones, and the uses that count at first.
struct Found {
    source: Vec<Occurrence>,
    target: Vec<Occurrence>,
    uses: Vec<Use>,
}

/// A term in the target.
#[derive(Clone)]
struct Use {
    span: Range<usize>,
    concept: usize,
    forbidden: bool,
    as_written: bool,
}

/// Decides between uses of the same words, which stand beside one another. A form forbidden as it is written is not also
/// the approved one that it folds to; else what a concept of the source claims as its approved term is not forbidden.
fn settle(uses: Vec<Use>, wanted: &Wanted) -> Vec<Use> {
    if uses.iter().all(|u| !u.forbidden) {
        return uses;
    }
    let mut kept = Vec::with_capacity(uses.len());
    for same_words in uses.chunk_by(|a, b| a.span == b.span) {
        let forbidden: Vec<&Use> = same_words.iter().filter(|u| u.forbidden).collect();
        let forbidden_as_written = |u: &Use| {
            forbidden
                .iter()
                .any(|other| other.as_written && other.concept == u.concept)
        };
        let claimed = !forbidden.is_empty()
            && same_words.iter().any(|u| {
                !u.forbidden && wanted.contains_key(&u.concept) && !forbidden_as_written(u)
            });
        kept.extend(
            same_words
                .iter()
                .filter(|u| {
                    if u.forbidden {
                        !claimed
                    } else {
                        !forbidden_as_written(u)
                    }
                })
                .cloned(),
        );
    }
    kept
}

/// Whether a span holds another one, and more.
fn holds(longer: &Range<usize>, span: &Range<usize>) -> bool {
    longer != span && longer.start <= span.start && longer.end >= span.end
}

/// Whether the first bytes of a text are nothing but an opening bracket and blanks.
fn is_bracket(text: &str, length: usize) -> bool {
    let between = text.get(..length).map(str::trim);
    matches!(between, Some("(" | "（"))
}

/// A term in quotation marks, in single ones where it has double ones of its own.
pub(super) fn quoted(term: &str) -> String {
    if term.contains(['"', '“', '”', '„', '«', '»']) {
        format!("‘{term}’")
    } else {
        format!("“{term}”")
    }
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
