//! Translations through a third language: a unit that has the source and the pivot, and one that has the same text in
//! the pivot and the target.

use super::answer::{SecondRank, translation_key, unit_name};
use super::behind;
use crate::error::{Error, Result};
use crate::lang::{Fit, Lang};
use crate::matching::Leg;
use crate::model::{Tuv, minute};
use crate::store::{Store, StoredTu, UnitId};
use crate::text::normalize;
use rustc_hash::{FxHashMap, FxHashSet};
use std::ops::ControlFlow;
use std::rc::Rc;

/// Which languages may stand between source and target.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Pivot {
    /// Every third language of the memory.
    Auto,
    /// This one.
    Through(Lang),
}

impl Pivot {
    /// Makes sure that three languages are named.
    ///
    /// # Errors
    /// When source and target answer for one another, or the pivot for one of them.
    pub fn check(&self, source: &Lang, target: &Lang) -> Result<()> {
        if source.fit(target).is_some() {
            return Err(Error::usage(
                format!("no pivot stands between {source} and {target}: they are one language"),
                "leave out --pivot, or name another language with -s or -t",
            ));
        }
        let Self::Through(pivot) = self else {
            return Ok(());
        };
        for (side, lang) in [("source", source), ("target", target)] {
            if pivot.fit(lang).is_some() {
                return Err(Error::usage(
                    format!("the pivot {pivot} is no third language: the {side} is {lang}"),
                    "name another one with --pivot, or `auto` for every third language of the memory",
                ));
            }
        }
        Ok(())
    }

    /// Whether the memory has texts in such a language.
    ///
    /// # Errors
    /// When the memory cannot be read.
    pub fn is_held(&self, store: &Store, source: &Lang, target: &Lang) -> Result<bool> {
        let held = store.families()?;
        Ok(match self {
            Self::Auto => {
                let known = [source.family(), target.family()];
                held.iter().any(|family| !known.contains(family))
            }
            Self::Through(lang) => held.contains(&lang.family()),
        })
    }

    /// Whether a text in this language can lead from one language to the other.
    fn leads_through(&self, lang: &Lang, source: &Lang, target: &Lang) -> bool {
        match self {
            Self::Auto => source.fit(lang).is_none() && target.fit(lang).is_none(),
            Self::Through(pivot) => pivot.fit(lang).is_some(),
        }
    }
}

/// How a pivoted match was reached: from its own unit to a text of the pivot, and from there to another unit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PivotPath {
    /// The tag of the pivot's text.
    pub lang: Lang,
    /// The pivot's text, as the match's own unit has it.
    pub text: String,
    /// The unit that has the same text and the translation.
    pub unit: UnitId,
    /// The identifier that a file gave it.
    pub tuid: Option<String>,
}

impl PivotPath {
    /// How the unit with the translation is named to people and in JSON: its tuid, or `#N`.
    pub fn target_name(&self) -> String {
        unit_name(self.tuid.as_deref(), self.unit)
    }
}

/// A way from a text of the pivot to a translation.
#[derive(Debug)]
pub(super) struct SecondLeg {
    pub(super) leg: Leg,
    pub(super) rank: SecondRank,
    /// Which of the unit's translations it is.
    pub(super) nth: usize,
    pub(super) unit: UnitId,
    pub(super) tuid: Option<String>,
    pub(super) target: String,
    /// What makes it the same translation as another one.
    pub(super) key: String,
    pub(super) target_lang: Lang,
    pub(super) author: Option<String>,
    /// Whether another region than the target's answers.
    pub(super) fallback: bool,
    /// How many units translate the text so.
    pub(super) units: usize,
}

/// Where the same texts are found.
#[derive(Debug)]
enum Source {
    /// By the hashes and the index of the memory.
    Index,
    /// Among the variants that a scan found, by their normalized text, with family and number.
    Scan(FxHashMap<String, Vec<(String, i64)>>),
}

/// The second legs of one question, each looked for once.
#[derive(Debug)]
pub(super) struct Pivoting<'a> {
    pivot: &'a Pivot,
    source: &'a Lang,
    target: &'a Lang,
    found: Source,
    legs: FxHashMap<(String, String), Rc<[SecondLeg]>>,
}

impl<'a> Pivoting<'a> {
    pub(super) fn new(pivot: &'a Pivot, source: &'a Lang, target: &'a Lang) -> Self {
        Self {
            pivot,
            source,
            target,
            found: Source::Index,
            legs: FxHashMap::default(),
        }
    }

    /// The variants of a unit through which a translation can be reached, with their numbers.
    pub(super) fn pivots<'u>(
        &self,
        stored: &'u StoredTu,
    ) -> impl Iterator<Item = (&'u Tuv, i64)> + use<'u, 'a> {
        let (pivot, source, target) = (self.pivot, self.source, self.target);
        let variants = stored.tu.variants.iter().zip(&stored.numbers);
        variants
            .filter(move |(tuv, _)| pivot.leads_through(&tuv.lang, source, target))
            .map(|(tuv, number)| (tuv, *number))
    }

    /// Finds the same texts by reading every variant of the memory, for first legs that begin at these variants: no
    /// hash and no index takes part.
    pub(super) fn scan(
        &mut self,
        store: &Store,
        variants: impl Iterator<Item = i64>,
    ) -> Result<()> {
        let mut same: FxHashMap<String, Vec<(String, i64)>> = FxHashMap::default();
        for variant in variants {
            behind::visit_variant(store, variant, &mut |stored, _, _| {
                for (tuv, _) in self.pivots(stored) {
                    same.entry(normalize(&tuv.segment.text())).or_default();
                }
                Ok(())
            })?;
        }
        store.scan_all(|row| {
            if let Some(same) = same.get_mut(&normalize(&row.text)) {
                same.push((row.lang.family(), row.id));
            }
            Ok(ControlFlow::Continue(()))
        })?;
        self.found = Source::Scan(same);
        Ok(())
    }

    /// The ways on from a text of the pivot, which is the variant with this number.
    pub(super) fn second_legs(
        &mut self,
        store: &Store,
        tuv: &Tuv,
        number: i64,
    ) -> Result<Rc<[SecondLeg]>> {
        let (family, text) = (tuv.lang.family(), normalize(&tuv.segment.text()));
        if text.is_empty() {
            return Ok(Rc::default());
        }
        let key = (family, text);
        if let Some(known) = self.legs.get(&key) {
            return Ok(Rc::clone(known));
        }
        let mut legs = Legs {
            family: &key.0,
            other_pivot: tuv.lang.primary() != "en",
            target: self.target,
            all: Vec::new(),
            units: FxHashMap::default(),
            counted: FxHashSet::default(),
        };
        let mut add = |stored: &StoredTu, place, units| {
            legs.add(stored, place, units);
            Ok(())
        };
        match &self.found {
            Source::Index => {
                // A text that no other unit has leads nowhere.
                if let Some((entry, true)) = store.entry_of(number)? {
                    behind::visit_entry(store, entry, true, false, &mut add)?;
                }
            }
            Source::Scan(same) => {
                let same = same.get(&key.1).into_iter().flatten();
                for (_, variant) in same.filter(|(family, _)| *family == key.0) {
                    behind::visit_variant(store, *variant, &mut add)?;
                }
            }
        }
        let legs = legs.counted();
        self.legs.insert(key, Rc::clone(&legs));
        Ok(legs)
    }
}

/// Second legs as their units come.
struct Legs<'a> {
    /// That of the pivot.
    family: &'a str,
    other_pivot: bool,
    target: &'a Lang,
    all: Vec<SecondLeg>,
    /// How many units have a translation.
    units: FxHashMap<String, usize>,
    counted: FxHashSet<(UnitId, String)>,
}

impl Legs<'_> {
    /// Adds the translations of a unit whose variant at `place` has the pivot's text.
    fn add(&mut self, stored: &StoredTu, place: usize, units: usize) {
        let (tu, pivot) = (&stored.tu, &stored.tu.variants[place]);
        if pivot.lang.family() != self.family {
            return;
        }
        for (nth, target) in tu.translations(self.target).enumerate() {
            let text = target.segment.text();
            let key = (stored.id, translation_key(&text));
            if key.1.is_empty() {
                continue;
            }
            if self.counted.insert(key.clone()) {
                *self.units.entry(key.1.clone()).or_default() += units;
            }
            self.all.push(SecondLeg {
                leg: Leg::from(tu, pivot),
                rank: SecondRank {
                    other_pivot: self.other_pivot,
                    minute: minute(stored.date()),
                    variant: stored.numbers[place],
                },
                nth,
                unit: stored.id,
                tuid: tu.tuid.clone(),
                target: text,
                key: key.1,
                target_lang: target.lang.clone(),
                author: tu.author(target).map(str::to_owned),
                fallback: self.target.fit(&target.lang) == Some(Fit::Fallback),
                units: 0,
            });
        }
    }

    /// All of them, each with the units that have its translation.
    fn counted(mut self) -> Rc<[SecondLeg]> {
        for leg in &mut self.all {
            leg.units = self.units.get(&leg.key).copied().unwrap_or_default();
        }
        self.all.into()
    }
}
