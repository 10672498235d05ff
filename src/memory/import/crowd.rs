//! Units that share a text with very many others. Comparing each unit of a file with all of them would take a time that
//! grows with the square of their number, so they are read once and sorted by what a comparison asks for.

use super::relation::content;
use super::touched::Touched;
use crate::error::Result;
use crate::format::units::{OnDuplicate, Question, source};
use crate::lang::Lang;
use crate::model::{Tu, Tuv};
use crate::store::UnitId;
use rustc_hash::FxHashMap;
use std::collections::VecDeque;
use std::hash::{DefaultHasher, Hash, Hasher};

/// A text that more variants have is one of a crowd.
pub(super) const FEW: usize = 64;

/// So many members of crowds are kept, about 100 bytes each; before there are more, all are forgotten.
const MOST_MEMBERS: usize = 1 << 20;

/// The crowds that the units of a file have met.
#[derive(Debug, Default)]
pub(super) struct Crowds {
    /// By text, its language, and the languages of the units that are compared with it.
    crowds: FxHashMap<u64, Crowd>,
    members: usize,
}

impl Crowds {
    /// The units with a text in a language, as units with the languages of `tu` see them. `read` visits them as they
    /// were before the import, in the order of the memory.
    pub(super) fn of(
        &mut self,
        lang: &Lang,
        text: &str,
        tu: &Tu,
        read: impl FnOnce(&mut dyn FnMut(UnitId, &Tu)) -> Result<()>,
    ) -> Result<&mut Crowd> {
        let mut langs = languages(tu);
        if langs.len() < tu.variants.len() {
            // It is compared with every member.
            langs.clear();
        }
        let source = source(tu).map(|tuv| tuv.lang.clone());
        let key = fingerprint(&(lang, text, &langs, &source));
        if !self.crowds.contains_key(&key) {
            let mut crowd = Crowd::new(langs, source);
            let mut members = 0;
            read(&mut |id, known| {
                members += 1;
                crowd.add(id, known);
            })?;
            if self.members + members > MOST_MEMBERS {
                self.crowds.clear();
                self.members = 0;
            }
            self.members += members;
            self.crowds.insert(key, crowd);
        }
        Ok(self.crowds.entry(key).or_default())
    }
}

/// The units with a text, sorted for comparison with units of some languages. What it names is compared all the same, so
/// that two contents with one fingerprint are not taken for each other.
#[derive(Debug, Default)]
pub(super) struct Crowd {
    /// The languages of the units that are compared with it, and the one that they are translated from.
    langs: Vec<Lang>,
    source: Option<Lang>,
    /// The sets of languages that members share with these units.
    shared: Vec<Vec<Lang>>,
    /// By all that must be the same in the shared languages: who has it, in the order of the memory.
    agreeing: FxHashMap<u64, Agreeing>,
    /// By source text and context: who may have another translation of it, in the order of the memory.
    rivals: FxHashMap<u64, Vec<Rival>>,
    /// Members with two variants of one language, which are compared one by one.
    twice: Vec<UnitId>,
}

/// The members that say the same in the shared languages.
#[derive(Debug)]
struct Agreeing {
    first: UnitId,
    /// Those that may have room, in the order of the memory.
    rest: VecDeque<UnitId>,
}

/// A member with the same source text.
#[derive(Debug)]
struct Rival {
    id: UnitId,
    /// The place of its languages in [`Crowd::shared`].
    shared: usize,
    /// What it says in each of them but the source.
    said: Vec<u64>,
}

impl Crowd {
    fn new(langs: Vec<Lang>, source: Option<Lang>) -> Self {
        Self {
            langs,
            source,
            ..Self::default()
        }
    }

    fn add(&mut self, id: UnitId, known: &Tu) {
        let own = languages(known);
        if own.len() < known.variants.len() || self.langs.is_empty() {
            self.twice.push(id);
            return;
        }
        let langs = self.langs.iter();
        let langs: Vec<Lang> = langs.filter(|lang| own.contains(lang)).cloned().collect();
        let shared = self.shared.iter().position(|known| *known == langs);
        let shared = shared.unwrap_or_else(|| {
            self.shared.push(langs);
            self.shared.len() - 1
        });
        let same = self.agreement(known, shared);
        let agreeing = self.agreeing.entry(same).or_insert_with(|| Agreeing {
            first: id,
            rest: VecDeque::new(),
        });
        agreeing.rest.push_back(id);
        if let Some(source) = self.source_of(known) {
            let rival = Rival {
                id,
                shared,
                said: self.translations(known, shared),
            };
            self.rivals.entry(source).or_default().push(rival);
        }
    }

    /// The members that decide what becomes of a unit with the languages of this crowd: of those that agree with it in all
    /// languages that both have the first that has room for it, and, where the policy asks for them, those with another
    /// translation.
    pub(super) fn candidates(
        &mut self,
        tu: &Tu,
        on_duplicate: OnDuplicate,
        touched: &Touched,
    ) -> Vec<UnitId> {
        let mut ids = self.twice.clone();
        for shared in 0..self.shared.len() {
            let same = self.agreement(tu, shared);
            if let Some(agreeing) = self.agreeing.get_mut(&same) {
                let rest = &mut agreeing.rest;
                while rest.front().is_some_and(|id| !touched.has_room(*id, tu)) {
                    rest.pop_front();
                }
                ids.extend(rest.front());
                if on_duplicate == OnDuplicate::Keep {
                    // It agrees, whether it has room or not.
                    ids.push(agreeing.first);
                }
            }
        }
        if on_duplicate != OnDuplicate::Add
            && let Some(source) = self.source_of(tu)
        {
            let sets = 0..self.shared.len();
            let own: Vec<Vec<u64>> = sets.map(|shared| self.translations(tu, shared)).collect();
            if let Some(rivals) = self.rivals.get_mut(&source) {
                let source = self.source.as_ref();
                let targets: Vec<Vec<Lang>> = (self.shared.iter())
                    .map(|langs| {
                        langs
                            .iter()
                            .filter(|l| Some(*l) != source)
                            .cloned()
                            .collect()
                    })
                    .collect();
                rivals.retain(|rival| !touched.is_through(rival.id, &targets[rival.shared]));
                let differs = |rival: &Rival, lang: &Lang| {
                    let place = self.shared[rival.shared].iter().position(|l| l == lang);
                    place.is_some_and(|at| rival.said[at] != own[rival.shared][at])
                        && !touched.is_gone(rival.id, lang)
                };
                if on_duplicate == OnDuplicate::Keep {
                    // One for each language is enough to keep the new one out.
                    for lang in &self.langs {
                        let other = rivals.iter().find(|rival| differs(rival, lang));
                        ids.extend(other.map(|rival| rival.id));
                    }
                } else {
                    let others = rivals.iter();
                    let others =
                        others.filter(|rival| self.langs.iter().any(|lang| differs(rival, lang)));
                    ids.extend(others.map(|rival| rival.id));
                }
            }
        }
        ids
    }

    /// What must be the same in two units with these languages for one to hold or to extend the other.
    fn agreement(&self, tu: &Tu, shared: usize) -> u64 {
        let variants = self.variants(tu, shared).map(content);
        fingerprint(&(shared, &tu.annotations, variants.collect::<Vec<_>>()))
    }

    /// What a unit says in each of these languages; 0 for the source.
    fn translations(&self, tu: &Tu, shared: usize) -> Vec<u64> {
        let variants = self.variants(tu, shared);
        let said = variants.map(|tuv| {
            if Some(&tuv.lang) == self.source.as_ref() {
                0
            } else {
                fingerprint(&content(tuv))
            }
        });
        said.collect()
    }

    /// The source text with its context.
    fn source_of(&self, tu: &Tu) -> Option<u64> {
        let mut source = tu.variants.iter();
        let source = source.find(|tuv| Some(&tuv.lang) == self.source.as_ref())?;
        Some(fingerprint(&Question::of(tu, source)))
    }

    fn variants<'a>(&'a self, tu: &'a Tu, shared: usize) -> impl Iterator<Item = &'a Tuv> {
        let langs = self.shared[shared].iter();
        langs.filter_map(|lang| tu.variants.iter().find(|tuv| tuv.lang == *lang))
    }
}

/// The languages of a unit, each once.
fn languages(tu: &Tu) -> Vec<Lang> {
    let mut langs: Vec<Lang> = tu.variants.iter().map(|tuv| tuv.lang.clone()).collect();
    langs.sort_unstable();
    langs.dedup();
    langs
}

fn fingerprint(of: &impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    of.hash(&mut hasher);
    hasher.finish()
}
