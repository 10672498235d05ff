//! Look-up: the nearest earlier sentences with their translations.
//!
//! The answer is complete: every unit that reaches the threshold competes. The index gives entries, the best first, and
//! no more of them are read than can come before those that there are.

use crate::error::{Error, Result};
use crate::lang::{Fit, Lang};
use crate::matching::{
    Adjusted, Candidate, Entry, Penalty, Prepared, Ranking, Score, Scored, Search, adjust,
    score_at_least,
};
use crate::model::{Neighbour, Tuv, minute};
use crate::store::{DerivedState, Store, StoredTu, UnitId};
use crate::text::normalize;
use rustc_hash::FxHashMap;
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
}

/// A match with its translation.
#[derive(Debug, Clone, PartialEq)]
pub struct TranslationMatch {
    /// Its final score, its kind and its penalties.
    pub scored: Scored,
    /// The score before penalties.
    pub score: Score,
    /// The source text as stored.
    pub source: String,
    /// The tag of the source text.
    pub source_lang: Lang,
    /// The translation as stored.
    pub target: String,
    /// The translation with the numbers and dates of the query, where it differs in nothing else and that is certain.
    pub adjusted: Option<Adjusted>,
    /// The tag of the translation.
    pub target_lang: Lang,
    /// Whether another region answered for the one that was asked for.
    pub fallback: bool,
    /// The unit; of several with this source and this translation the best and newest.
    pub unit: UnitId,
    /// The identifier that a file gave it.
    pub tuid: Option<String>,
    /// How many units stand behind it.
    pub units: usize,
    /// Where it came from.
    pub origin: Option<String>,
    /// When it was last changed, or made, or brought in: `YYYYMMDDThhmmssZ`.
    pub date: String,
    /// Who made or changed it.
    pub author: Option<String>,
}

impl TranslationMatch {
    /// What was taken off.
    pub fn penalties(&self) -> &[Penalty] {
        &self.scored.penalties
    }

    /// How the unit is named to people and in JSON: its tuid, or `#N`.
    pub fn name(&self) -> String {
        unit_name(self.tuid.as_deref(), self.unit)
    }
}

/// How a unit is named to people and in JSON: its tuid, or `#N` where it has none.
pub fn unit_name(tuid: Option<&str>, unit: UnitId) -> String {
    match tuid {
        Some(tuid) if !tuid.is_empty() => tuid.to_owned(),
        _ => format!("#{unit}"),
    }
}

/// A query under way.
struct Asked<'a> {
    store: &'a Store,
    query: &'a Query,
    prepared: &'a Prepared,
}

impl Asked<'_> {
    /// The unit of a variant.
    fn unit_of(&self, variant: i64) -> Result<Option<StoredTu>> {
        match self.store.unit_of(variant)? {
            Some(unit) => self.store.unit(unit),
            None => Ok(None),
        }
    }

    /// A score of which the texts themselves say whether they are identical.
    fn resolved(&self, score: Score, tuv: &Tuv) -> Score {
        Score {
            identical: score.cost == 0 && normalize(&tuv.segment.text()) == self.prepared.text(),
            ..score
        }
    }
}

/// A match with what decides between equal scores.
#[derive(Debug)]
struct Ranked {
    found: TranslationMatch,
    /// Minutes since 1970 of the unit's latest date.
    minute: u32,
    /// The source variant's number.
    variant: i64,
    /// The unit that was counted last.
    counted: UnitId,
    /// Source and target with marks for their codes, where they have any.
    coded: Option<[String; 2]>,
}

impl Ranked {
    /// The match with its numbers exchanged for those of the query, where that is certain.
    fn adjusted(self, query: &str) -> TranslationMatch {
        let mut found = self.found;
        let [source, target] = match &self.coded {
            Some(coded) => coded.each_ref().map(String::as_str),
            None => [found.source.as_str(), found.target.as_str()],
        };
        found.adjusted = adjust(
            query,
            source,
            target,
            &found.source_lang,
            &found.target_lang,
        );
        found
    }
}

/// The matches of one query as they come, those with the same source and translation as one.
#[derive(Debug, Default)]
struct Answer {
    ranked: Vec<Ranked>,
    by_texts: FxHashMap<(String, String), usize>,
}

impl Answer {
    fn add(&mut self, new: Ranked) {
        let key = (new.found.source.clone(), new.found.target.clone());
        if let Some(at) = self.by_texts.get(&key) {
            let group = &mut self.ranked[*at];
            // Variants of one unit come one after the other.
            let more = if group.counted == new.counted {
                0
            } else {
                new.found.units
            };
            let (units, counted) = (group.found.units + more, new.counted);
            if order(&new, group).is_lt() {
                *group = new;
            }
            group.found.units = units;
            group.counted = counted;
        } else {
            self.by_texts.insert(key, self.ranked.len());
            self.ranked.push(new);
        }
    }

    /// The match that is the last of the best `limit`, if there are so many.
    fn last_of(&self, limit: usize) -> Option<&Ranked> {
        if self.ranked.len() < limit {
            return None;
        }
        let mut all: Vec<&Ranked> = self.ranked.iter().collect();
        let (_, last, _) = all.select_nth_unstable_by(limit - 1, |a, b| order(a, b));
        Some(last)
    }

    fn best(mut self, limit: usize, query: &str) -> Vec<TranslationMatch> {
        self.ranked.sort_by(order);
        self.ranked.truncate(limit);
        self.ranked.into_iter().map(|r| r.adjusted(query)).collect()
    }
}

impl Lookup {
    /// The matches for a query: by score, context, region, then the newest, then what was stored last.
    ///
    /// # Errors
    /// When the query holds nothing to look up, or the memory cannot be read.
    pub fn find(&self, store: &Store, query: &Query) -> Result<Vec<TranslationMatch>> {
        let prepared = Prepared::new(&query.text, &self.source);
        if prepared.weight() == 0 {
            return Err(Error::usage(
                "there is nothing to look up: the text is empty",
                "give a sentence, or `-` to read one a line from standard input",
            ));
        }
        let _snapshot = store.snapshot()?;
        let mut answer = Answer::default();
        let asked = Asked {
            store,
            query,
            prepared: &prepared,
        };
        if !self.exhaustive
            && store.derived_state()? == DerivedState::Current
            && let Some(search) = Search::new(
                store.index()?,
                &prepared,
                &self.source,
                self.min,
                self.limit,
            )?
        {
            self.answer_by_index(&asked, search, &mut answer)?;
        } else {
            for (variant, score) in self.scan(store, &prepared)? {
                self.take_variant(&asked, variant, score, &mut answer)?;
            }
        }
        Ok(answer.best(self.limit, &query.text))
    }

    /// Takes entries from the index, the best first, until none can come before those that there are.
    fn answer_by_index(
        &self,
        asked: &Asked<'_>,
        mut search: Search<'_, '_>,
        answer: &mut Answer,
    ) -> Result<()> {
        let around = &asked.query.around;
        let has_context = [&around.before, &around.after]
            .iter()
            .any(|n| **n != Neighbour::Unknown);
        loop {
            let last = answer.last_of(self.limit);
            let at_least = last.map_or(self.min, |last| last.found.scored.value);
            let Some(entry) = search.next_entry(at_least)? else {
                break;
            };
            if let Some(last) = last
                && last.found.scored.value == entry.potential
                && !has_context
                && !last.found.fallback
            {
                let newest = if entry.many {
                    i64::MAX
                } else {
                    i64::from(entry.variant)
                };
                if (last.minute, last.variant) > (entry.minute, newest) {
                    break;
                }
            }
            self.take_entry(asked, &entry, has_context, answer)?;
        }
        Ok(())
    }

    /// Adds what the units behind an entry have to show.
    fn take_entry(
        &self,
        asked: &Asked<'_>,
        entry: &Entry,
        has_context: bool,
        answer: &mut Answer,
    ) -> Result<()> {
        if !entry.many {
            return self.take_variant(asked, i64::from(entry.variant), entry.score, answer);
        }
        let crowd = asked.store.crowd(entry.variant)?;
        if has_context || crowd.iter().any(|twins| twins.newest.is_none()) {
            for row in asked.store.same_text(i64::from(entry.variant))? {
                self.take_variant(asked, row.id, entry.score, answer)?;
            }
            return Ok(());
        }
        // The newest of each kind stands for all of it.
        for twins in crowd {
            let Some(stored) = asked.unit_of(twins.newest.unwrap_or_default())? else {
                continue;
            };
            let place = stored.numbers.iter().position(|n| Some(*n) == twins.newest);
            let text = |tuv: &Tuv| normalize(&tuv.segment.text());
            let wanted = place.map(|place| text(&stored.tu.variants[place]));
            for (n, tuv) in stored.tu.variants.iter().enumerate() {
                if Some(n) == place || Some(text(tuv)) == wanted {
                    self.take(
                        &stored,
                        n,
                        asked.resolved(entry.score, tuv),
                        twins.units,
                        asked,
                        answer,
                    );
                }
            }
        }
        Ok(())
    }

    fn take_variant(
        &self,
        asked: &Asked<'_>,
        variant: i64,
        score: Score,
        answer: &mut Answer,
    ) -> Result<()> {
        if let Some(stored) = asked.unit_of(variant)?
            && let Some(place) = stored.numbers.iter().position(|n| *n == variant)
        {
            let score = asked.resolved(score, &stored.tu.variants[place]);
            self.take(&stored, place, score, 1, asked, answer);
        }
        Ok(())
    }

    /// The source variants that reach the threshold before penalties, by scoring every one.
    fn scan(&self, store: &Store, query: &Prepared) -> Result<Vec<(i64, Score)>> {
        let mut found = Vec::new();
        store.scan(&self.source, |row| {
            let unit = Prepared::new(&row.text, &self.source);
            if let Some(score) = score_at_least(query, &unit, self.min) {
                found.push((row.id, score));
            }
            Ok(ControlFlow::Continue(()))
        })?;
        Ok(found)
    }

    /// Adds a match of the variant at `place` for each translation of its unit into the target language. `units` stand
    /// behind it.
    fn take(
        &self,
        stored: &StoredTu,
        place: usize,
        score: Score,
        units: usize,
        asked: &Asked<'_>,
        answer: &mut Answer,
    ) {
        let variants = &stored.tu.variants;
        let source = &variants[place];
        let fits = |v: &Tuv| self.target.fit(&v.lang);
        let best = variants.iter().filter_map(fits).min();
        if best.is_none() || self.source.fit(&source.lang).is_none() {
            return;
        }
        for (n, target) in variants.iter().enumerate() {
            if n == place || fits(target) != best {
                continue;
            }
            let around = &asked.query.around;
            let mut found = self.translation_match(stored, score, source, target, around);
            found.units = units;
            if found.scored.value >= self.min && !found.target.trim().is_empty() {
                answer.add(Ranked {
                    minute: minute(&found.date),
                    variant: stored.numbers[place],
                    counted: stored.id,
                    coded: (source.segment.has_codes() || target.segment.has_codes())
                        .then(|| [source, target].map(|tuv| tuv.segment.text_with_codes())),
                    found,
                });
            }
        }
    }

    fn translation_match(
        &self,
        stored: &StoredTu,
        score: Score,
        source: &Tuv,
        target: &Tuv,
        around: &Ranking,
    ) -> TranslationMatch {
        let tu = &stored.tu;
        let scored = around.judge(&Candidate {
            score,
            codes: source.segment.has_codes(),
            reversed: tu.is_reversed(source),
            alignment: tu.alignment,
            before: &source.before,
            after: &source.after,
        });
        let author = |a: &crate::model::Attributes| a.change_id.clone().or(a.creation_id.clone());
        let other_region = |wanted: &Lang, tuv: &Tuv| wanted.fit(&tuv.lang) == Some(Fit::Fallback);
        TranslationMatch {
            score,
            source: source.segment.text(),
            source_lang: source.lang.clone(),
            target: target.segment.text(),
            adjusted: None,
            target_lang: target.lang.clone(),
            fallback: other_region(&self.source, source) || other_region(&self.target, target),
            unit: stored.id,
            tuid: tu.tuid.clone(),
            units: 1,
            origin: tu.origin.clone().or_else(|| stored.brought_by.clone()),
            date: tu.newest().unwrap_or(&stored.brought_at).to_owned(),
            author: author(&target.attributes).or_else(|| author(&tu.attributes)),
            scored,
        }
    }
}

/// Best first: score, context, the asked region before another one, newest, stored last.
fn order(a: &Ranked, b: &Ranked) -> std::cmp::Ordering {
    let (x, y) = (&a.found, &b.found);
    y.scored
        .value
        .total_cmp(&x.scored.value)
        .then_with(|| y.scored.context.cmp(&x.scored.context))
        .then_with(|| x.fallback.cmp(&y.fallback))
        .then_with(|| b.minute.cmp(&a.minute))
        .then_with(|| b.variant.cmp(&a.variant))
}
