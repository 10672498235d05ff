//! What becomes of one unit of a file, beside those that the memory held before.

use super::Import;
use super::crowd::{Crowds, FEW};
use super::relation::{Relation, compare, merged, otherwise, same_beside, same_frame, updated};
use super::touched::Gone;
use crate::error::Result;
use crate::format::units::{self, OnDuplicate};
use crate::lang::Lang;
use crate::model::{Tu, Tuv};
use crate::store::{Analysis, UnitId, Writing};

/// What one unit did.
pub(super) enum Fate {
    Added,
    Merged,
    Unchanged,
    /// As [`Fate::Unchanged`], because the memory has another translation, which stays.
    KeptOut,
    /// As [`Fate::Unchanged`], after it had given way to another unit of this import.
    BroughtBack,
}

/// Whether known units have another translation in a language other than those in which others `agree`.
fn is_kept_out(rivals: &[(UnitId, Tu)], agreed: &[Lang], tu: &Tu) -> bool {
    let is_agreed = |lang: &Lang| agreed.contains(lang);
    rivals
        .iter()
        .any(|(_, known)| !otherwise(known, tu).iter().all(is_agreed))
}

/// The languages that a unit has and a known one lacks.
fn brought(known: &Tu, tu: &Tu) -> impl Iterator<Item = Lang> {
    let langs = tu.variants.iter().map(|tuv| tuv.lang.clone());
    langs.filter(|lang| !known.variants.iter().any(|k| k.lang == *lang))
}

impl Import {
    pub(super) fn place(
        &mut self,
        writing: &mut Writing<'_>,
        crowds: &mut Crowds,
        (tu, analyses): (&Tu, &[Analysis]),
        last_before: UnitId,
    ) -> Result<Fate> {
        let mut extends: Option<(UnitId, Tu)> = None;
        let (mut agreed, mut rivals): (Vec<Lang>, Vec<(UnitId, Tu)>) = Default::default();
        for id in self.candidates(writing, crowds, (tu, analyses), last_before)? {
            let Some(known) = self.touched.as_it_was(writing, id)? else {
                continue;
            };
            let gave_way = self.touched.gave_way(id, tu);
            match compare(&known, tu) {
                Relation::Holds | Relation::Extends if gave_way => {}
                // A unit that holds all of it comes before one that could take it up.
                Relation::Holds => {
                    if self.on_duplicate == OnDuplicate::Update {
                        self.touched.hold(id, &known, tu);
                    }
                    return Ok(Fate::Unchanged);
                }
                Relation::Extends => {
                    agreed.extend(known.variants.iter().map(|tuv| tuv.lang.clone()));
                    if extends.is_none() && self.touched.has_room(id, tu) {
                        extends = Some((id, known));
                    }
                }
                Relation::OtherTarget => rivals.push((id, known)),
                Relation::Different => {}
            }
        }
        let replaced = match self.on_duplicate {
            OnDuplicate::Keep if is_kept_out(&rivals, &agreed, tu) => {
                return Ok(Fate::KeptOut);
            }
            OnDuplicate::Update => match self.touched.gone(tu) {
                Gone::BroughtBack => return Ok(Fate::Unchanged),
                Gone::Yes => {
                    self.touched.bring_back(tu);
                    writing.add_analysed(tu, analyses, None)?;
                    return Ok(Fate::BroughtBack);
                }
                Gone::No => self.replace(writing, rivals, (tu, analyses), extends.is_some())?,
            },
            OnDuplicate::Keep | OnDuplicate::Add => false,
        };
        if let Some((id, known)) = extends {
            self.extend(writing, id, &known, tu)?;
            return Ok(Fate::Merged);
        }
        if replaced {
            return Ok(Fate::Merged);
        }
        writing.add_analysed(tu, analyses, None)?;
        Ok(Fate::Added)
    }

    /// Known units with another translation give way to a unit, unless the import has said theirs too. The first that it
    /// can replace becomes this one, unless it has `another` home; the others lose their translation, and a unit without
    /// any goes. Whether any gave way; the unit is then in the memory, or has its other home.
    fn replace(
        &mut self,
        writing: &mut Writing<'_>,
        rivals: Vec<(UnitId, Tu)>,
        (tu, analyses): (&Tu, &[Analysis]),
        another: bool,
    ) -> Result<bool> {
        let source = units::source(tu).map(|tuv| &tuv.lang);
        let (mut replaced, mut at_home) = (false, another);
        for (id, was) in rivals {
            let mut other = otherwise(&was, tu);
            let free = |lang: &Lang| !self.touched.is_held(id, lang);
            let mut targets = tu.variants.iter().map(|tuv| &tuv.lang);
            let all_free = targets.all(|lang| Some(lang) == source || free(lang));
            other.retain(free);
            let Some(now) = writing.unit(id)?.map(|stored| stored.tu) else {
                continue;
            };
            if other.is_empty() {
                continue;
            }
            replaced = true;
            let same_frame = same_frame(&was, tu);
            let own = |tuv: &Tuv| tu.variants.iter().any(|v| v.lang == tuv.lang);
            let becomes = !at_home && all_free && (same_frame || now.variants.iter().all(own));
            let mut rest = now.clone();
            rest.variants.retain(|tuv| !other.contains(&tuv.lang));
            let goes = rest.variants.iter().all(|tuv| Some(&tuv.lang) == source);
            let updated = becomes.then(|| updated(&now, tu));
            let changed = match &updated {
                Some(updated) => !same_frame || !same_beside(&was, updated, &other),
                None => goes,
            };
            self.touched.give_way(id, &was, &other, changed);
            if becomes || goes {
                self.gave_way.units += 1;
            } else {
                let taken = now.variants.len() - rest.variants.len();
                self.gave_way.translations += taken as u64;
            }
            if let Some(updated) = updated {
                at_home = true;
                self.touched.hold(id, &updated, tu);
                self.touched.extended(id, brought(&was, tu));
                writing.edit(id, &updated)?;
            } else if goes {
                writing.delete(id)?;
            } else {
                writing.edit(id, &rest)?;
            }
        }
        if replaced && !at_home {
            writing.add_analysed(tu, analyses, None)?;
        }
        Ok(replaced)
    }

    /// The units up to `last` that share a text with this one; of a text that many have, those that decide what becomes
    /// of it. In the order of the memory.
    fn candidates(
        &self,
        writing: &Writing<'_>,
        crowds: &mut Crowds,
        (tu, analyses): (&Tu, &[Analysis]),
        last: UnitId,
    ) -> Result<Vec<UnitId>> {
        if last == 0 {
            return Ok(Vec::new());
        }
        let mut ids = Vec::new();
        for (variant, text) in tu.variants.iter().zip(analyses) {
            let few = self.few.unwrap_or(FEW);
            if let Some(few) = writing.units_with_text(text, &variant.lang, last, few)? {
                ids.extend(few);
                continue;
            }
            let read = |visit: &mut dyn FnMut(UnitId, &Tu)| {
                let all = writing.units_with_text(text, &variant.lang, last, usize::MAX)?;
                let mut all = all.unwrap_or_default();
                all.sort_unstable();
                all.dedup();
                for id in all {
                    if let Some(known) = self.touched.as_it_was(writing, id)? {
                        visit(id, &known);
                    }
                }
                Ok(())
            };
            let crowd = crowds.of(&variant.lang, text.text(), tu, read)?;
            ids.extend(crowd.candidates(tu, self.on_duplicate, &self.touched));
        }
        ids.sort_unstable();
        ids.dedup();
        Ok(ids)
    }

    fn extend(&mut self, writing: &mut Writing<'_>, id: UnitId, known: &Tu, tu: &Tu) -> Result<()> {
        let Some(now) = writing.unit(id)? else {
            return Ok(());
        };
        let merged = merged(&now.tu, tu);
        writing.edit(id, &merged)?;
        self.touched.extended(id, brought(known, tu));
        if self.on_duplicate == OnDuplicate::Update {
            self.touched.hold(id, &merged, tu);
        }
        Ok(())
    }
}
