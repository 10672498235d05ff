//! The matches of a query as they come, and which of them are shown.

use super::pivot::PivotPath;
use crate::lang::Lang;
use crate::matching::{Adjusted, Penalty, Score, Scored, adjust};
use crate::model::minute;
use crate::store::{StoredTu, UnitId};
use crate::text::normalize;
use rustc_hash::FxHashMap;
use std::cmp::Ordering;

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
    /// The translation with the numbers and dates of the query, where it differs in nothing else and that is certain;
    /// never of a pivoted match.
    pub adjusted: Option<Adjusted>,
    /// The tag of the translation.
    pub target_lang: Lang,
    /// Whether another region answered for the one that was asked for.
    pub fallback: bool,
    /// The unit of the source text; of several with this source and this translation the best and newest.
    pub unit: UnitId,
    /// The identifier that a file gave it.
    pub tuid: Option<String>,
    /// How many units stand behind it; of a pivoted match, how many translate the pivot's text so.
    pub units: usize,
    /// Where the unit came from.
    pub origin: Option<String>,
    /// When the unit was last changed, or made, or brought in: `YYYYMMDDThhmmssZ`.
    pub date: String,
    /// Who made or changed the translation.
    pub author: Option<String>,
    /// How the translation was reached, where its unit has none.
    pub pivot: Option<PivotPath>,
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

/// A match with its place in the order.
#[derive(Debug)]
pub(super) struct Ranked {
    pub(super) found: TranslationMatch,
    pub(super) rank: Rank,
    /// Source and target with marks for their codes, where they have any.
    pub(super) coded: Option<[String; 2]>,
}

impl Ranked {
    /// The match with its numbers exchanged for those of the query, where that is certain.
    fn adjusted(self, query: &str) -> TranslationMatch {
        let mut found = self.found;
        if found.pivot.is_some() {
            return found;
        }
        let [source, target] = match &self.coded {
            Some(coded) => coded.each_ref().map(String::as_str),
            None => [found.source.as_str(), found.target.as_str()],
        };
        let langs = (&found.source_lang, &found.target_lang);
        found.adjusted = adjust(query, source, target, langs.0, langs.1);
        found
    }
}

/// What decides about the place of a match.
#[derive(Debug, Clone, Copy)]
pub(super) struct Rank {
    /// Its final score.
    pub(super) value: f64,
    /// How many of the query's neighbours it has.
    pub(super) context: u8,
    /// Whether another region answered for the one that was asked for.
    pub(super) fallback: bool,
    /// Minutes since 1970 of the unit's latest date.
    pub(super) minute: u32,
    /// The source variant's number.
    pub(super) variant: i64,
    /// The second leg of a pivoted match.
    pub(super) second: Option<SecondRank>,
    /// Which of its unit's translations it is.
    pub(super) nth: usize,
}

/// What decides between ways that begin at the same text.
#[derive(Debug, Clone, Copy)]
pub(super) struct SecondRank {
    /// Whether the pivot is another language than English.
    pub(super) other_pivot: bool,
    /// Minutes since 1970 of the unit's latest date.
    pub(super) minute: u32,
    /// The number of the pivot's variant in it.
    pub(super) variant: i64,
}

/// Direct matches with the same source and translation.
#[derive(Debug)]
struct Group {
    best: Ranked,
    /// The unit that was counted last.
    counted: UnitId,
}

/// The matches of one query as they come: direct ones with the same source and translation as one, pivoted ones with
/// the same translation as one.
///
/// A pivoted match is shown only where no match before it has its translation. A further match therefore never makes
/// the last of the best N a lesser one, and whoever looks for more may leave out what cannot come before it.
#[derive(Debug, Default)]
pub(super) struct Answer {
    direct: Vec<Group>,
    by_texts: FxHashMap<(String, String), usize>,
    pivoted: FxHashMap<String, Ranked>,
    /// The best value of a direct match with this translation; kept only for an answer that may have pivoted ones.
    translations: Option<FxHashMap<String, f64>>,
}

impl Answer {
    /// An empty one. `pivots`: pivoted matches may come.
    pub(super) fn new(pivots: bool) -> Self {
        Self {
            translations: pivots.then(FxHashMap::default),
            ..Self::default()
        }
    }

    /// Adds a direct match. Variants of one unit come one after the other.
    pub(super) fn add(&mut self, new: Ranked) {
        let (unit, value) = (new.found.unit, new.rank.value);
        if let Some(translations) = &mut self.translations {
            let best = translations
                .entry(translation_key(&new.found.target))
                .or_insert(value);
            *best = best.max(value);
        }
        let key = (
            normalize(&new.found.source),
            translation_key(&new.found.target),
        );
        if let Some(at) = self.by_texts.get(&key) {
            let group = &mut self.direct[*at];
            let more = if group.counted == unit {
                0
            } else {
                new.found.units
            };
            let units = group.best.found.units + more;
            if order(&new, &group.best).is_lt() {
                group.best = new;
            }
            group.best.found.units = units;
            group.counted = unit;
        } else {
            self.by_texts.insert(key, self.direct.len());
            self.direct.push(Group {
                best: new,
                counted: unit,
            });
        }
    }

    /// Adds a pivoted match with this place and this key of its translation, made only where it is not needless.
    pub(super) fn add_pivoted(
        &mut self,
        key: &str,
        rank: Rank,
        make: impl FnOnce() -> TranslationMatch,
    ) {
        let best = self.pivoted.get_mut(key);
        if best
            .as_ref()
            .is_some_and(|best| rank.order(&best.rank).is_ge())
        {
            return;
        }
        let new = Ranked {
            found: make(),
            rank,
            coded: None,
        };
        match best {
            Some(best) => *best = new,
            None => {
                self.pivoted.insert(key.to_owned(), new);
            }
        }
    }

    /// Whether no direct match with this translation comes before a pivoted match.
    fn is_shown(&self, key: &str, pivoted: &Ranked) -> bool {
        let direct = self.translations.as_ref().and_then(|t| t.get(key));
        direct.is_none_or(|direct| pivoted.rank.value > *direct)
    }

    /// The match that is the last of the best `limit`, if there are so many.
    pub(super) fn last_of(&self, limit: usize) -> Option<&Ranked> {
        if self.direct.len() + self.pivoted.len() < limit {
            return None;
        }
        let pivoted = self.pivoted.iter();
        let pivoted = pivoted.filter(|(key, ranked)| self.is_shown(key, ranked));
        let direct = self.direct.iter().map(|group| &group.best);
        let mut all: Vec<&Ranked> = direct.chain(pivoted.map(|(_, ranked)| ranked)).collect();
        if all.len() < limit {
            return None;
        }
        let (_, last, _) = all.select_nth_unstable_by(limit - 1, |a, b| order(a, b));
        Some(last)
    }

    /// The best, the numbers of the query fitted into them.
    pub(super) fn best(mut self, limit: usize, query: &str) -> Vec<TranslationMatch> {
        let mut pivoted = std::mem::take(&mut self.pivoted);
        pivoted.retain(|key, ranked| self.is_shown(key, ranked));
        let direct = self.direct.into_iter().map(|group| group.best);
        let mut all: Vec<Ranked> = direct.chain(pivoted.into_values()).collect();
        all.sort_by(order);
        all.truncate(limit);
        all.into_iter().map(|r| r.adjusted(query)).collect()
    }
}

/// What makes two translations the same.
pub(super) fn translation_key(target: &str) -> String {
    normalize(target)
}

impl Rank {
    /// That of a match that begins at the variant at `place`, as far as the variant decides it.
    pub(super) fn begins(stored: &StoredTu, place: usize) -> Self {
        Self {
            value: 0.0,
            context: 0,
            fallback: false,
            minute: minute(stored.date()),
            variant: stored.numbers[place],
            second: None,
            nth: 0,
        }
    }

    /// Best first: score, direct before pivoted, context, the asked region before another one, newest, stored last;
    /// then the second leg: English before another pivot, newest, stored last; then the unit's first translation.
    fn order(&self, other: &Self) -> Ordering {
        let second = || match (&self.second, &other.second) {
            (Some(a), Some(b)) => (a.other_pivot.cmp(&b.other_pivot))
                .then_with(|| b.minute.cmp(&a.minute))
                .then_with(|| b.variant.cmp(&a.variant)),
            _ => Ordering::Equal,
        };
        (other.value.total_cmp(&self.value))
            .then_with(|| self.second.is_some().cmp(&other.second.is_some()))
            .then_with(|| other.context.cmp(&self.context))
            .then_with(|| self.fallback.cmp(&other.fallback))
            .then_with(|| other.minute.cmp(&self.minute))
            .then_with(|| other.variant.cmp(&self.variant))
            .then_with(second)
            .then_with(|| self.nth.cmp(&other.nth))
    }
}

/// Best first.
fn order(a: &Ranked, b: &Ranked) -> Ordering {
    a.rank.order(&b.rank)
}
