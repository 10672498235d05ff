//! The terms of both sides: which occurrences count, and whether there are enough of them.

use super::coordination::conjunctions;
use super::{Counting, Terminology};
use crate::check::BilingualUnit;
use crate::check::mention::Mentioned;
use crate::lang::Lang;
use crate::model::TermStatus;
use crate::termbase::{Entry, Fit, Occurrence, Prepared, longest};
use crate::text::{TokenKind, tokenize};
use std::cell::LazyCell;
use std::collections::BTreeMap;
use std::ops::Range;

/// Tokens between two terms of which one is said of the other, at most: `of the`, `'s`.
const MOST_BETWEEN: usize = 2;

/// A place of a text: where it begins and ends, in bytes.
pub(super) type Spot = (usize, usize);

/// The concepts of the source with the places of their terms.
pub(super) type Wanted = BTreeMap<usize, Vec<Spot>>;

/// Everything that a unit has of terms, with those inside longer ones, and the uses that count at first.
pub(super) struct Found {
    pub(super) source: Vec<Occurrence>,
    pub(super) target: Vec<Occurrence>,
    pub(super) uses: Vec<Use>,
}

/// A term in the target.
#[derive(Clone)]
pub(super) struct Use {
    pub(super) span: Range<usize>,
    pub(super) concept: usize,
    pub(super) forbidden: bool,
    as_written: bool,
}

impl Terminology {
    /// The terms of the source that are certain, also those inside longer ones.
    pub(super) fn in_source(&self, text: &str) -> Vec<Occurrence> {
        let mut found = self.source.find(&Prepared::new(text));
        found.retain(|o| o.fit == Fit::Certain);
        found
    }

    /// The places of the longest ones, by concept. An abbreviation in brackets behind the term that it stands for is
    /// no second occurrence.
    pub(super) fn places(&self, text: &str, found: Vec<Occurrence>) -> Wanted {
        let mut places = Wanted::new();
        for o in longest(text, found) {
            let theirs: &mut Vec<Spot> = places
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
    pub(super) fn in_target(&self, text: &str, wanted: &Wanted) -> Vec<Occurrence> {
        let mut found = self.target.find(&Prepared::new(text));
        found.retain(|o| {
            let entry = self.entry(o);
            entry.status != TermStatus::Forbidden
                || o.fit == Fit::Certain && wanted.contains_key(&entry.concept)
        });
        found
    }

    /// The longest ones, each place once for a concept.
    pub(super) fn uses(&self, text: &str, found: Vec<Occurrence>, wanted: &Wanted) -> Vec<Use> {
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
    pub(super) fn enough_within(
        &self,
        unit: &BilingualUnit,
        concept: usize,
        found: &Found,
        wanted: &Wanted,
    ) -> bool {
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
        let mentions = own(&found.source, self.source.entries());
        target.retain(|o| {
            found.uses.iter().all(|longer| {
                longer.concept == concept
                    || !holds(&longer.span, &o.span)
                    || self.is_said(longer.concept, &source)
                        && !is_taken(longer.concept, &mentions, unit, found, wanted)
            })
        });
        let wanted = self.places(&unit.source, mentions);
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
            .any(|entry| source.all_of(&entry.text, &self.joining))
    }

    /// Whether so many translations are enough for so many terms.
    pub(super) fn suffices(&self, count: usize, wanted: usize) -> bool {
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

/// Whether each term of a longer concept in the target translates one of the source that says nothing of a shorter
/// concept, mentioned at these places: 欧盟 in 欧盟委员会 does not translate the European Union beside the European Commission.
fn is_taken(
    longer: usize,
    mentions: &[Occurrence],
    unit: &BilingualUnit,
    found: &Found,
    wanted: &Wanted,
) -> bool {
    let Some(places) = wanted.get(&longer) else {
        return false;
    };
    let uses = found.uses.iter().filter(|u| u.concept == longer).count();
    let belongs = |o: &Occurrence, (start, end): &Spot| {
        let between = if o.span.end <= *start {
            o.span.end..*start
        } else {
            *end..o.span.start
        };
        // They share words, or the one is said of the other: the UN's Security Council.
        between.start >= between.end || is_said_of(&unit.source[between], &unit.source_lang)
    };
    let apart = |place: &Spot| !mentions.iter().any(|o| belongs(o, place));
    uses <= places.len() && places.iter().all(apart)
}

/// Whether what stands between two terms makes one of them belong to the other: nothing, an ending, `of the`, 的.
fn is_said_of(between: &str, lang: &Lang) -> bool {
    let conjunctions = conjunctions(lang);
    let tokens = tokenize(between);
    tokens.len() <= MOST_BETWEEN
        && tokens.iter().all(|token| {
            let text = token.text(between);
            match token.kind {
                TokenKind::Punctuation => text.chars().all(is_apostrophe),
                _ => !conjunctions.contains(&text),
            }
        })
}

fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '’')
}

/// Whether the first bytes of a text are nothing but an opening bracket and blanks.
fn is_bracket(text: &str, length: usize) -> bool {
    let between = text.get(..length).map(str::trim);
    matches!(between, Some("(" | "（"))
}
