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
