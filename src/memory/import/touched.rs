//! What an import did to the units that the memory held before it, so that each unit of a file is compared with these as
//! they were, in whatever order it comes.

use super::relation::content;
use crate::error::Result;
use crate::format::units::source;
use crate::lang::Lang;
use crate::model::{Tu, Tuv};
use crate::store::{UnitId, Writing};
use rustc_hash::{FxHashMap, FxHashSet};
use std::hash::{DefaultHasher, Hash, Hasher};

/// The units that an import has changed, and those that it will not change any more.
#[derive(Debug, Clone, Default)]
pub(super) struct Touched {
    units: FxHashMap<UnitId, Touch>,
    /// Units of the import say the same as these in all languages: they do not give way. Of a file that is imported again these
    /// are all its units, so each takes a bit.
    whole: Bits,
    /// A unit of the import says the same as this one in this language, by its number in `langs`.
    held: FxHashSet<(UnitId, usize)>,
    langs: FxHashMap<Lang, usize>,
    /// What units that gave way said, by hashes of all translations that one of them had, and of parts of these; whether it was
    /// brought back.
    gone: FxHashMap<u64, bool>,
}

/// What an import did to a unit.
#[derive(Debug, Clone, Default)]
struct Touch {
    /// It got these languages.
    extended: Vec<Lang>,
    /// Its translations into these gave way.
    gone: Vec<Lang>,
    /// What it says beside its translations is no longer what it was.
    changed: bool,
}

/// Whether a unit that gave way said all of this.
pub(super) enum Gone {
    /// None did.
    No,
    /// One did.
    Yes,
    /// One did, and this import brought it back.
    BroughtBack,
}

impl Touched {
    pub(super) fn extended(&mut self, id: UnitId, by: impl Iterator<Item = Lang>) {
        self.units.entry(id).or_default().extended.extend(by);
    }

    /// A unit of the memory says what this one of the import says: in its languages, it does not give way any more.
    pub(super) fn hold(&mut self, id: UnitId, known: &Tu, tu: &Tu) {
        let has = |lang: &Lang| tu.variants.iter().any(|tuv| tuv.lang == *lang);
        if known.variants.iter().all(|tuv| has(&tuv.lang)) {
            self.whole.set(id);
            return;
        }
        for tuv in &tu.variants {
            let next = self.langs.len();
            let lang = match self.langs.get(&tuv.lang) {
                Some(known) => *known,
                None => *self.langs.entry(tuv.lang.clone()).or_insert(next),
            };
            self.held.insert((id, lang));
        }
    }

    /// The translations of a unit into these languages give way.
    pub(super) fn give_way(&mut self, id: UnitId, was: &Tu, langs: &[Lang], changed: bool) {
        for said in parts(was) {
            self.gone.entry(said).or_insert(false);
        }
        let touch = self.units.entry(id).or_default();
        touch.gone.extend_from_slice(langs);
        touch.changed |= changed;
    }

    /// Whether a unit that gave way said all that this one says.
    pub(super) fn gone(&self, tu: &Tu) -> Gone {
        match self.gone.get(&together(translations(tu))) {
            None => Gone::No,
            Some(false) => Gone::Yes,
            Some(true) => Gone::BroughtBack,
        }
    }

    pub(super) fn bring_back(&mut self, tu: &Tu) {
        for said in parts(tu) {
            self.gone.insert(said, true);
        }
    }

    /// Whether the unit does not give way in a language any more.
    pub(super) fn is_held(&self, id: UnitId, lang: &Lang) -> bool {
        if self.whole.has(id) {
            return true;
        }
        let known = self.langs.get(lang);
        known.is_some_and(|lang| self.held.contains(&(id, *lang)))
    }

    /// Whether what the unit was in the languages of this one is no longer there. Once it is not, it never is again.
    pub(super) fn gave_way(&self, id: UnitId, tu: &Tu) -> bool {
        self.units.get(&id).is_some_and(|touch| {
            touch.changed || tu.variants.iter().any(|v| touch.gone.contains(&v.lang))
        })
    }

    /// Whether the unit has no translation any more that could give way to one of these.
    pub(super) fn is_through(&self, id: UnitId, langs: &[Lang]) -> bool {
        self.units.get(&id).is_some_and(|touch| {
            touch.changed || langs.iter().all(|lang| touch.gone.contains(lang))
        })
    }

    /// Whether the unit's translation into a language gave way.
    pub(super) fn is_gone(&self, id: UnitId, lang: &Lang) -> bool {
        let touch = self.units.get(&id);
        touch.is_some_and(|touch| touch.gone.contains(lang))
    }

    /// A unit as it was before the import, without the translations that gave way; where one of them was into a language
    /// of the unit that is compared with it ([`Self::gave_way`]), the others can still give way, and that is all.
    pub(super) fn as_it_was(&self, writing: &Writing<'_>, id: UnitId) -> Result<Option<Tu>> {
        let touch = self.units.get(&id);
        if touch.is_some_and(|touch| touch.changed) {
            return Ok(None);
        }
        let Some(mut known) = writing.unit(id)?.map(|stored| stored.tu) else {
            return Ok(None);
        };
        if let Some(Touch { extended, gone, .. }) = touch {
            let was = |tuv: &Tuv| !extended.contains(&tuv.lang) && !gone.contains(&tuv.lang);
            known.variants.retain(was);
        }
        Ok(Some(known))
    }

    /// Whether the import has not given the unit a language of this one already. Once it has not, it never has again.
    pub(super) fn has_room(&self, id: UnitId, tu: &Tu) -> bool {
        let extended = self.units.get(&id).map(|touch| &touch.extended);
        let taken = |extended: &Vec<Lang>| tu.variants.iter().any(|v| extended.contains(&v.lang));
        !extended.is_some_and(taken) && !self.gave_way(id, tu)
    }
}

/// A set of units, sixty-four of them in a word: their numbers mostly follow one another.
#[derive(Debug, Clone, Default)]
struct Bits(FxHashMap<UnitId, u64>);

impl Bits {
    fn set(&mut self, id: UnitId) {
        *self.0.entry(id >> 6).or_default() |= 1 << (id & 63);
    }

    fn has(&self, id: UnitId) -> bool {
        let bits = self.0.get(&(id >> 6));
        bits.is_some_and(|bits| bits & (1 << (id & 63)) != 0)
    }
}

/// Of a unit into more languages only single translations, and all of them, are known again when it gave way.
const MOST_IN_PARTS: usize = 4;

/// What a unit says: each choice of its translations.
fn parts(tu: &Tu) -> Vec<u64> {
    let all: Vec<u64> = translations(tu).collect();
    if all.len() > MOST_IN_PARTS {
        let single = all.iter().map(|said| together([*said].into_iter()));
        let whole = together(all.iter().copied());
        return single.chain([whole]).collect();
    }
    let choices = 1..1u32 << all.len();
    let chosen = |choice: u32| {
        let said = all.iter().enumerate();
        let said = said.filter(move |(at, _)| choice & (1 << at) != 0);
        together(said.map(|(_, said)| *said))
    };
    choices.map(chosen).collect()
}

/// Translations that one unit says, in any order.
fn together(said: impl Iterator<Item = u64>) -> u64 {
    let mut said: Vec<u64> = said.collect();
    said.sort_unstable();
    let mut hasher = DefaultHasher::new();
    said.hash(&mut hasher);
    hasher.finish()
}

/// Each translation of a unit, with all that is compared.
fn translations(tu: &Tu) -> impl Iterator<Item = u64> {
    let source = source(tu);
    let targets = tu.variants.iter();
    let targets = targets.filter(move |tuv| source.is_some_and(|source| source.lang != tuv.lang));
    targets.map(move |target| {
        let mut hasher = DefaultHasher::new();
        (&tu.annotations, source.map(content), content(target)).hash(&mut hasher);
        hasher.finish()
    })
}
