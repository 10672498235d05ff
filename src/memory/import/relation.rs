//! How a unit that comes stands to one that the memory holds.

use crate::format::units::{Question, source};
use crate::lang::Lang;
use crate::model::{Tu, Tuv};
use std::hash::Hash;

pub(super) enum Relation {
    /// The known unit has all that the new one has.
    Holds,
    /// They agree in every language that both have, and the new one has more.
    Extends,
    /// Source, context and target language are the same, the translation is another one.
    OtherTarget,
    /// Another unit.
    Different,
}

/// What makes two variants the same: exact text, codes, notes and properties; not dates, users and identifiers.
pub(super) fn content(tuv: &Tuv) -> impl Hash + PartialEq {
    (&tuv.lang, &tuv.segment, &tuv.annotations)
}

fn same_content(a: &Tuv, b: &Tuv) -> bool {
    content(a) == content(b)
}

pub(super) fn compare(known: &Tu, new: &Tu) -> Relation {
    let (shared, more): (Vec<&Tuv>, Vec<&Tuv>) = new
        .variants
        .iter()
        .partition(|v| known.variants.iter().any(|k| k.lang == v.lang));
    let agree = |v: &&Tuv| known.variants.iter().any(|k| same_content(k, v));
    if known.annotations == new.annotations && shared.iter().all(agree) && !shared.is_empty() {
        return if more.is_empty() {
            Relation::Holds
        } else {
            Relation::Extends
        };
    }
    let source = source(new);
    let same_source = source.is_some_and(|source| {
        let asked = Question::of(new, source);
        let mut variants = known.variants.iter();
        variants.any(|variant| Question::of(known, variant) == asked)
    });
    let other_target = shared
        .iter()
        .any(|v| source.is_some_and(|s| s.lang != v.lang) && !agree(v));
    if same_source && other_target {
        Relation::OtherTarget
    } else {
        Relation::Different
    }
}

/// The known unit with the languages that only the new one has.
pub(super) fn merged(known: &Tu, new: &Tu) -> Tu {
    let mut tu = known.clone();
    for variant in &new.variants {
        if !known.variants.iter().any(|k| k.lang == variant.lang) {
            tu.variants.push(variant.clone());
        }
    }
    tu
}

/// The languages in which the new unit translates its source otherwise than the known one.
pub(super) fn otherwise(known: &Tu, new: &Tu) -> Vec<Lang> {
    let source = source(new).map(|tuv| &tuv.lang);
    let other = new.variants.iter().filter(|tuv| {
        let mut there = known.variants.iter().filter(|k| k.lang == tuv.lang);
        let is_there = there.clone().next().is_some();
        Some(&tuv.lang) != source && is_there && !there.any(|k| same_content(k, tuv))
    });
    let mut langs: Vec<Lang> = other.map(|tuv| tuv.lang.clone()).collect();
    langs.sort_unstable();
    langs.dedup();
    langs
}

/// Whether what two units say beside their translations is the same: of the unit itself and of its source.
pub(super) fn same_frame(known: &Tu, new: &Tu) -> bool {
    let source = source(new);
    let same = |s: &Tuv| known.variants.iter().any(|k| same_content(k, s));
    known.annotations == new.annotations && source.is_some_and(same)
}

/// Whether a unit still says what it said in its languages but for these: of a language it may have several variants.
pub(super) fn same_beside(was: &Tu, is: &Tu, but: &[Lang]) -> bool {
    let has = |lang: &Lang| was.variants.iter().any(|tuv| tuv.lang == *lang);
    let stays = |tuv: &&Tuv| has(&tuv.lang) && !but.contains(&tuv.lang);
    let (before, after) = (was.variants.iter(), is.variants.iter());
    let before = before.filter(stays).map(content);
    before.eq(after.filter(stays).map(content))
}

/// The known unit with the new one's variants and what it says beside them; its identifier and its other languages stay.
pub(super) fn updated(known: &Tu, new: &Tu) -> Tu {
    let mut tu = known.clone();
    let of = |lang: &Lang| {
        let lang = lang.clone();
        let variants = new.variants.iter();
        variants.filter(move |tuv| tuv.lang == lang).cloned()
    };
    let mut done: Vec<Lang> = Vec::new();
    tu.variants.clear();
    for old in known.variants.iter().chain(&new.variants) {
        if of(&old.lang).next().is_none() {
            tu.variants.push(old.clone());
        } else if !done.contains(&old.lang) {
            done.push(old.lang.clone());
            tu.variants.extend(of(&old.lang));
        }
    }
    tu.annotations.clone_from(&new.annotations);
    tu.source_lang = tu.source_lang.or_else(|| new.source_lang.clone());
    tu.attributes.change_date = new
        .attributes
        .change_date
        .clone()
        .or(tu.attributes.change_date);
    tu.attributes.change_id = new.attributes.change_id.clone().or(tu.attributes.change_id);
    tu
}
