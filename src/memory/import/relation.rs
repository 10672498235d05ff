//! How a unit that comes stands to one that the memory holds.

use crate::format::units::{Question, source};
use crate::model::{Tu, Tuv};

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

/// Exact text, codes, notes and properties count; dates, users and identifiers do not.
fn same_content(a: &Tuv, b: &Tuv) -> bool {
    a.lang == b.lang && a.segment == b.segment && a.annotations == b.annotations
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

/// The known unit with the new one's texts in the languages that both have.
pub(super) fn updated(known: &Tu, new: &Tu) -> Tu {
    let mut tu = known.clone();
    for variant in &new.variants {
        match tu.variants.iter_mut().find(|k| k.lang == variant.lang) {
            Some(old) => *old = variant.clone(),
            None => tu.variants.push(variant.clone()),
        }
    }
    tu.attributes.change_date = new
        .attributes
        .change_date
        .clone()
        .or(tu.attributes.change_date);
    tu.attributes.change_id = new.attributes.change_id.clone().or(tu.attributes.change_id);
    tu
}
