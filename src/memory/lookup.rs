//! Look-up: the nearest earlier sentences with their translations.
//!
//! The answer is complete: every unit that reaches the threshold competes. The index gives entries, the best first, and
//! no more of them are read than can come before those that there are.

use super::answer::{Answer, Rank, Ranked, TranslationMatch};
use super::behind;
use super::pivot::{Pivot, PivotPath, Pivoting, SecondLeg};
use crate::error::{Error, Result};
use crate::format::tmx::{Sides, contexts};
use crate::lang::{Fit, Lang};
use crate::matching::{
    Candidate, Entry, Leg, PenaltyKind, Prepared, Ranking, Score, Scored, Search, score_at_least,
};
use crate::model::{Neighbour, Tuv};
use crate::store::{DerivedState, Store, StoredTu};
use crate::text::normalize;
use std::ops::ControlFlow;

/// What is asked.
#[derive(Debug, Clone)]
pub struct Query {
    /// The sentence.
    pub text: String,
    /// What stands around it.
    pub around: Ranking,
}

/// How to answer.
#[derive(Debug, Clone)]
pub struct Lookup {
    /// The language of the queries.
    pub source: Lang,
    /// The language of the translations.
    pub target: Lang,
    /// The least score, 0 to 100, after penalties.
    pub min: f64,
    /// How many matches at most.
    pub limit: usize,
    /// Score every unit, without the index.
    pub exhaustive: bool,
    /// Whether translations are also reached through a third language.
    pub pivot: Option<Pivot>,
}

/// A query under way.
struct Asked<'a> {
    lookup: &'a Lookup,
    store: &'a Store,
    query: &'a Query,
    prepared: &'a Prepared,
    /// Whether something is known of the query's neighbours.
    has_context: bool,
    answer: Answer,
    pivoting: Option<Pivoting<'a>>,
}

impl Lookup {
    /// The matches for a query: by score, direct before pivoted, context, region, then the newest, then what was stored
    /// last. A pivoted match is shown where no match before it has its translation.
    ///
    /// # Errors
    /// When the query holds nothing to look up, the pivot is no third language, or the memory cannot be read.
    pub fn find(&self, store: &Store, query: &Query) -> Result<Vec<TranslationMatch>> {
        let prepared = Prepared::new(&query.text, &self.source);
        if prepared.weight() == 0 {
            return Err(Error::usage(
                "there is nothing to look up: the text is empty",
                "give a sentence, or `-` to read one a line from standard input",
            ));
        }
        if let Some(pivot) = &self.pivot {
            pivot.check(&self.source, &self.target)?;
        }
        let _snapshot = store.snapshot()?;
        let pivoting = |pivot| Pivoting::new(pivot, &self.source, &self.target);
        let around = &query.around;
        let mut asked = Asked {
            lookup: self,
            store,
            query,
            prepared: &prepared,
            has_context: [&around.before, &around.after]
                .iter()
                .any(|n| **n != Neighbour::Unknown),
            answer: Answer::new(self.pivot.is_some()),
            pivoting: self.pivot.as_ref().map(pivoting),
        };
        let state = store.derived_state()?;
        if !self.exhaustive
            && state == DerivedState::Current
            && let Some(search) = Search::new(
                store.index()?,
                &prepared,
                &self.source,
                self.min,
                self.limit,
            )?
        {
            asked.answer_by_index(search)?;
        } else {
            asked.answer_by_scan()?;
        }
        let best = asked.answer.best(self.limit, &query.text);
        let trust = store.trust()?;
        let units = best.iter().map(|found| found.unit);
        let through = best
            .iter()
            .filter_map(|found| Some(found.pivot.as_ref()?.unit));
        units
            .chain(through)
            .try_for_each(|unit| store.unit_as_stored(unit, trust).map(|_| ()))?;
        Ok(best)
    }
}

impl Asked<'_> {
    /// Takes entries from the index, the best first, until none can come before those that there are.
    fn answer_by_index(&mut self, mut search: Search<'_, '_>) -> Result<()> {
        loop {
            let last = self.answer.last_of(self.lookup.limit);
            let at_least = last.map_or(self.lookup.min, |last| last.rank.value);
            let Some(entry) = search.next_entry(at_least)? else {
                return Ok(());
            };
            if let Some(last) = last
                && last.rank.value == entry.potential
                && !self.has_context
                && !last.rank.fallback
                && last.rank.second.is_none()
            {
                let newest = if entry.many {
                    i64::MAX
                } else {
                    i64::from(entry.variant)
                };
                if (last.rank.minute, last.rank.variant) > (entry.minute, newest) {
                    return Ok(());
                }
            }
            self.take_entry(&entry, at_least)?;
        }
    }

    /// Adds what the units behind an entry have to show, by a pivot only where that can reach `at_least`.
    fn take_entry(&mut self, entry: &Entry, at_least: f64) -> Result<()> {
        let (store, each) = (self.store, self.has_context);
        behind::visit_entry(
            store,
            entry.variant,
            entry.many,
            each,
            &mut |stored, place, units| self.take(stored, place, entry.score, units, at_least),
        )
    }

    /// Scores every source variant.
    fn answer_by_scan(&mut self) -> Result<()> {
        let (store, source, min) = (self.store, &self.lookup.source, self.lookup.min);
        let mut reaching = Vec::new();
        store.scan(source, |row| {
            let unit = Prepared::new(&row.text, source);
            if let Some(score) = score_at_least(self.prepared, &unit, min) {
                reaching.push((row.id, score));
            }
            Ok(ControlFlow::Continue(()))
        })?;
        if let Some(pivoting) = &mut self.pivoting {
            pivoting.scan(store, reaching.iter().map(|(variant, _)| *variant))?;
        }
        for (variant, score) in reaching {
            behind::visit_variant(store, variant, &mut |stored, place, units| {
                self.take(stored, place, score, units, min)
            })?;
        }
        Ok(())
    }

    /// Adds the matches of the variant at `place`, which stands for so many units; pivoted ones that have `at_least`.
    fn take(
        &mut self,
        stored: &StoredTu,
        place: usize,
        score: Score,
        units: usize,
        at_least: f64,
    ) -> Result<()> {
        let source = &stored.tu.variants[place];
        if self.lookup.source.fit(&source.lang).is_none() {
            return Ok(());
        }
        // The texts themselves say whether they are identical.
        let score = Score {
            identical: score.cost == 0 && normalize(&source.segment.text()) == self.prepared.text(),
            ..score
        };
        let begins = Rank::begins(stored, place);
        let elsewhere = self.elsewhere(stored, place);
        let first = candidate(stored, source, score, &elsewhere);
        let translations = stored.tu.translations(&self.lookup.target);
        for (nth, target) in translations.enumerate() {
            if std::ptr::eq(source, target) {
                continue;
            }
            let found = self.direct(stored, source, target, &first, units);
            if found.scored.value < self.lookup.min || found.target.trim().is_empty() {
                continue;
            }
            let rank = Rank {
                value: found.scored.value,
                context: found.scored.context,
                fallback: found.fallback,
                nth,
                ..begins
            };
            let coded = (source.segment.has_codes() || target.segment.has_codes())
                .then(|| [source, target].map(|tuv| tuv.segment.text_with_codes()));
            self.answer.add(Ranked { found, rank, coded });
        }
        self.take_pivoted(stored, place, &first, at_least)
    }

    /// Adds the matches that begin at the variant at `place` and lead through a third language, if they have `at_least`.
    fn take_pivoted(
        &mut self,
        stored: &StoredTu,
        place: usize,
        first: &Candidate<'_>,
        at_least: f64,
    ) -> Result<()> {
        let score = first.score;
        if (score.value() - PenaltyKind::Pivot.points()).max(0.0) < at_least {
            return Ok(());
        }
        let Some(mut pivoting) = self.pivoting.take() else {
            return Ok(());
        };
        let source = &stored.tu.variants[place];
        let begins = Rank::begins(stored, place);
        let other_region = is_fallback(&self.lookup.source, source);
        for (pivot, number) in pivoting.pivots(stored) {
            for second in pivoting.second_legs(self.store, pivot, number)?.iter() {
                let scored = self.query.around.judge_pivoted(first, second.leg);
                if scored.value < at_least {
                    continue;
                }
                let fallback = other_region || second.fallback;
                let rank = Rank {
                    value: scored.value,
                    context: scored.context,
                    fallback,
                    second: Some(second.rank),
                    nth: second.nth,
                    ..begins
                };
                self.answer.add_pivoted(&second.key, rank, || {
                    pivoted(stored, place, score, scored, pivot, second, fallback)
                });
            }
        }
        self.pivoting = Some(pivoting);
        Ok(())
    }

    /// The places that a variant stands in as its unit's properties tell; nobody asks without a context.
    fn elsewhere(&self, stored: &StoredTu, place: usize) -> Vec<Sides> {
        if self.has_context {
            contexts(&stored.tu, place)
        } else {
            Vec::new()
        }
    }

    fn direct(
        &self,
        stored: &StoredTu,
        source: &Tuv,
        target: &Tuv,
        first: &Candidate<'_>,
        units: usize,
    ) -> TranslationMatch {
        TranslationMatch {
            scored: self.query.around.judge(first),
            score: first.score,
            source: source.segment.text(),
            source_lang: source.lang.clone(),
            target: target.segment.text(),
            adjusted: None,
            target_lang: target.lang.clone(),
            fallback: is_fallback(&self.lookup.source, source)
                || is_fallback(&self.lookup.target, target),
            unit: stored.id,
            tuid: stored.tu.tuid.clone(),
            units,
            origin: stored.origin(),
            date: stored.date().to_owned(),
            author: stored.tu.author(target).map(str::to_owned),
            pivot: None,
        }
    }
}

/// The match of a source text whose translation another unit has.
fn pivoted(
    stored: &StoredTu,
    place: usize,
    score: Score,
    scored: Scored,
    pivot: &Tuv,
    second: &SecondLeg,
    fallback: bool,
) -> TranslationMatch {
    let source = &stored.tu.variants[place];
    TranslationMatch {
        scored,
        score,
        source: source.segment.text(),
        source_lang: source.lang.clone(),
        target: second.target.clone(),
        adjusted: None,
        target_lang: second.target_lang.clone(),
        fallback,
        unit: stored.id,
        tuid: stored.tu.tuid.clone(),
        units: second.units,
        origin: stored.origin(),
        date: stored.date().to_owned(),
        author: second.author.clone(),
        pivot: Some(PivotPath {
            lang: pivot.lang.clone(),
            text: pivot.segment.text(),
            unit: second.unit,
            tuid: second.tuid.clone(),
        }),
    }
}

/// What ranking needs to know about a unit that begins at a variant.
fn candidate<'a>(
    stored: &StoredTu,
    source: &'a Tuv,
    score: Score,
    elsewhere: &'a [Sides],
) -> Candidate<'a> {
    Candidate {
        score,
        leg: Leg::from(&stored.tu, source),
        before: &source.before,
        after: &source.after,
        elsewhere,
    }
}

/// Whether a text is of another region than the one that was asked for.
fn is_fallback(wanted: &Lang, tuv: &Tuv) -> bool {
    wanted.fit(&tuv.lang) == Some(Fit::Fallback)
}
