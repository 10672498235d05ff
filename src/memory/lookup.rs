//! Look-up: the nearest earlier sentences with their translations.
//!
//! The answer is complete: every unit that reaches the threshold competes, and the index only leaves out units
//! whose weight shows that they cannot.

use crate::error::{Error, Result};
use crate::lang::{Fit, Lang};
use crate::matching::{
    Candidate, Penalty, Prepared, Ranking, Score, Scored, score_at_least, weight_window,
};
use crate::model::Tuv;
use crate::store::{DerivedState, Store, StoredTu, UnitId};
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

/// A source variant that reached the threshold.
struct Found {
    unit: UnitId,
    variant: i64,
    score: Score,
}

impl Lookup {
    /// The matches for a query: by score, then the newest, then the latest unit.
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
        let found = self.candidates(store, &prepared)?;
        let mut groups: Vec<TranslationMatch> = Vec::new();
        let mut by_texts: FxHashMap<(String, String), usize> = FxHashMap::default();
        for candidate in found {
            let Some(stored) = store.unit(candidate.unit)? else {
                continue;
            };
            for found in self.matches_of(&stored, &candidate, &query.around, &prepared) {
                let key = (found.source.clone(), found.target.clone());
                if let Some(at) = by_texts.get(&key) {
                    let group = &mut groups[*at];
                    let units = group.units + usize::from(group.unit != found.unit);
                    if order(&found, group).is_lt() {
                        *group = found;
                    }
                    group.units = units;
                } else {
                    by_texts.insert(key, groups.len());
                    groups.push(found);
                }
            }
        }
        groups.sort_by(order);
        groups.truncate(self.limit);
        Ok(groups)
    }

    /// The source variants that reach the threshold before penalties, complete.
    fn candidates(&self, store: &Store, query: &Prepared) -> Result<Vec<Found>> {
        let mut found = Vec::new();
        let mut judge = |row: crate::store::VariantRow| {
            let unit = Prepared::new(&row.text, &self.source);
            if let Some(score) = score_at_least(query, &unit, self.min) {
                found.push(Found {
                    unit: row.unit,
                    variant: row.id,
                    score,
                });
            }
            Ok(ControlFlow::Continue(()))
        };
        if self.exhaustive || store.derived_state()? != DerivedState::Current {
            store.scan(&self.source, &mut judge)?;
        } else {
            let window = weight_window(query.weight(), self.min);
            for tag in store.tags_for(&self.source)? {
                store.scan_weights(&tag, window.clone(), &mut judge)?;
            }
        }
        // One unit can have several variants in the language; each is a match of its own.
        found.sort_by_key(|f| (f.unit, f.variant));
        Ok(found)
    }

    /// A match for each translation of a unit into the target language.
    fn matches_of(
        &self,
        stored: &StoredTu,
        found: &Found,
        around: &Ranking,
        query: &Prepared,
    ) -> Vec<TranslationMatch> {
        let tu = &stored.tu;
        let best = tu
            .variants
            .iter()
            .filter_map(|v| self.target.fit(&v.lang))
            .min();
        // Of several variants in the source language, the one whose text was scored.
        let source = tu
            .variants
            .iter()
            .filter(|v| self.source.fit(&v.lang).is_some())
            .find(|v| {
                score_at_least(query, &Prepared::new(&v.segment.text(), &self.source), 0.0)
                    .is_some_and(|s| s == found.score)
            });
        let Some(source) = source else {
            return Vec::new();
        };
        let targets = tu.variants.iter().filter(|v| {
            best.is_some() && self.target.fit(&v.lang) == best && !std::ptr::eq(*v, source)
        });
        targets
            .map(|target| self.translation_match(stored, found.score, source, target, around))
            .filter(|m| m.scored.value >= self.min && !m.target.trim().is_empty())
            .collect()
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
            reversed: tu
                .source_lang
                .as_ref()
                .is_some_and(|lang| lang.fit(&source.lang).is_none()),
            alignment: tu.alignment,
            before: &source.before,
            after: &source.after,
        });
        let newest = |a: &crate::model::Attributes| {
            a.change_date
                .clone()
                .into_iter()
                .chain(a.creation_date.clone())
                .max()
        };
        let dates = [newest(&target.attributes), newest(&tu.attributes)];
        let author = |a: &crate::model::Attributes| a.change_id.clone().or(a.creation_id.clone());
        let other_region = |wanted: &Lang, tuv: &Tuv| wanted.fit(&tuv.lang) == Some(Fit::Fallback);
        TranslationMatch {
            score,
            source: source.segment.text(),
            source_lang: source.lang.clone(),
            target: target.segment.text(),
            target_lang: target.lang.clone(),
            fallback: other_region(&self.source, source) || other_region(&self.target, target),
            unit: stored.id,
            tuid: tu.tuid.clone(),
            units: 1,
            origin: tu.origin.clone().or_else(|| stored.brought_by.clone()),
            date: dates
                .into_iter()
                .flatten()
                .max()
                .unwrap_or_else(|| stored.brought_at.clone()),
            author: author(&target.attributes).or_else(|| author(&tu.attributes)),
            scored,
        }
    }
}

/// Best first: score, context, the asked region before another one, newest, latest unit.
fn order(a: &TranslationMatch, b: &TranslationMatch) -> std::cmp::Ordering {
    b.scored
        .value
        .total_cmp(&a.scored.value)
        .then_with(|| b.scored.context.cmp(&a.scored.context))
        .then_with(|| a.fallback.cmp(&b.fallback))
        .then_with(|| b.date.cmp(&a.date))
        .then_with(|| b.unit.cmp(&a.unit))
}
