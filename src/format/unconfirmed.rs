//! Translations that are there and not final: the one thing about the state of a translation that PO, XLIFF, Trados Studio and memoQ
//! all can say.

use super::bilingual::own_prop;
use crate::model::{Annotation, Tu, Tuv};

/// Of a target of XLIFF 1.2, the word for it.
pub(super) const NEEDS_REVIEW: &str = "needs-review-translation";

/// The flag of PO for it.
pub(super) const FUZZY: &str = "fuzzy";

/// The property that holds the state of XLIFF.
pub(super) const STATE: &str = "x-xliff:state";

/// The property that holds what XLIFF 1.2 says of a unit as a whole.
pub(super) const APPROVED: &str = "x-xliff:approved";

/// Whether the flags of an entry of PO say it.
pub(super) fn is_fuzzy(flags: &str) -> bool {
    flags.split(", ").any(|flag| flag == FUZZY)
}

/// Whether a property says it. A `new` target of XLIFF may be none yet, and says nothing.
pub(super) fn is_said(kind: &str, value: &str) -> bool {
    match kind {
        "x-po:flags" => is_fuzzy(value),
        STATE => value.starts_with("needs-"),
        "x-sdl:conf" => matches!(value, "Draft" | "RejectedTranslation" | "RejectedSignOff"),
        "x-mq:status" => matches!(value, "PartiallyEdited" | "Rejected"),
        _ => false,
    }
}

/// The properties of a unit and of its translation, without those that have attributes.
fn properties<'a>(tu: &'a Tu, target: &'a Tuv) -> impl Iterator<Item = (&'a str, &'a str)> {
    let all = tu.annotations.iter().chain(&target.annotations);
    all.filter_map(|annotation: &Annotation| own_prop(annotation, ""))
}

/// Whether a translation is not final, by what any format says of it.
pub(super) fn is_unconfirmed(tu: &Tu, target: &Tuv) -> bool {
    properties(tu, target).any(|(kind, value)| is_said(kind, value))
}

/// Whether something else than a state of XLIFF says it, so that XLIFF is to say it too.
pub(super) fn is_said_elsewhere(tu: &Tu, target: &Tuv) -> bool {
    properties(tu, target).any(|(kind, value)| kind != STATE && is_said(kind, value))
}

/// Whether a state of XLIFF 1.2 says that a translation is final; none says so where karvan wrote one.
pub(super) fn is_final(state: Option<&str>) -> bool {
    state.is_none_or(|state| matches!(state, "final" | "signed-off" | "translated"))
}

/// Takes from a unit what else than a state of XLIFF says that it is not final.
pub(super) fn confirm(tu: &mut Tu) {
    let variants = tu.variants.iter_mut().map(|tuv| &mut tuv.annotations);
    for annotations in std::iter::once(&mut tu.annotations).chain(variants) {
        annotations.retain_mut(|annotation| {
            let Some((kind, value)) = own_prop(annotation, "") else {
                return true;
            };
            if kind == STATE || !is_said(kind, value) {
                return true;
            }
            let flags = value.split(", ").filter(|flag| *flag != FUZZY);
            let rest = flags.collect::<Vec<_>>().join(", ");
            let is_left = kind == "x-po:flags" && !rest.is_empty();
            if is_left && let Annotation::Prop(prop) = annotation {
                prop.value = rest;
            }
            is_left
        });
    }
}
