//! karvan's own properties: what TMX has no place for.
//!
//! | property | on | what it holds |
//! | --- | --- | --- |
//! | `x-karvan:before`, `x-karvan:after` | tuv | the neighbouring segment's text |
//! | `x-karvan:before-border`, `x-karvan:after-border` | tuv | empty: the document begins or ends here |
//! | `x-karvan:codes` | tuv | inline codes that TMX allows only in another shape ([`super::codes`]); `[]` before a property of this type that is none of karvan's |
//! | `x-karvan:origin` | tu | the file or document that the unit came from |
//! | `x-karvan:alignment` | tu | how sure its alignment is, 0 to 1 |
//! | `x-karvan:NAME` | header, tu, tuv | the attribute NAME of another tool |
//! | `x-karvan:attribute-NAME` | header, tu, tuv | the same, where NAME would be one of the above |

use super::codes;
use super::context::Sides;
use crate::model::{Annotation, Neighbour, Prop, Tu, Tuv};

const PREFIX: &str = "x-karvan:";
const ESCAPE: &str = "attribute-";
const RESERVED: [&str; 7] = [
    "before",
    "after",
    "before-border",
    "after-border",
    "codes",
    "origin",
    "alignment",
];

/// The property that stands for an attribute of another tool.
pub(super) fn prop(name: &str, value: &str) -> Prop {
    let escape = RESERVED.contains(&name) || name.starts_with(ESCAPE);
    let escape = if escape { ESCAPE } else { "" };
    plain(&format!("{escape}{name}"), value)
}

fn plain(name: &str, value: &str) -> Prop {
    Prop {
        kind: format!("{PREFIX}{name}"),
        value: value.to_owned(),
        attributes: Vec::new(),
    }
}

/// Whether there is any property of karvan's.
pub(super) fn any(annotations: &[Annotation]) -> bool {
    annotations.iter().any(|a| own_name(a).is_some())
}

fn own_name(annotation: &Annotation) -> Option<(&str, &str)> {
    match annotation {
        Annotation::Prop(prop) if prop.attributes.is_empty() => {
            Some((prop.kind.strip_prefix(PREFIX)?, &prop.value))
        }
        _ => None,
    }
}

/// Name and value of the attribute that a property stands for.
pub(super) fn attribute_of(annotation: &Annotation) -> Option<(&str, &str)> {
    let (name, value) = own_name(annotation)?;
    match name.strip_prefix(ESCAPE) {
        Some(rest) if RESERVED.contains(&rest) || rest.starts_with(ESCAPE) => Some((rest, value)),
        Some(_) => None,
        None if RESERVED.contains(&name) => None,
        None => Some((name, value)),
    }
}

/// The properties of a variant, before those for attributes and other tools'.
/// What other properties say of the neighbours already (`said`) is not said a second time.
pub(super) fn of_tuv(tuv: &Tuv, said: Option<&Sides>) -> impl Iterator<Item = Prop> {
    let own = |name: &str, side: usize, of: &Neighbour| {
        let known = said.is_some_and(|said| said[side] == *of);
        neighbour(name, of).filter(|_| !known)
    };
    let (before, after) = (own("before", 0, &tuv.before), own("after", 1, &tuv.after));
    before.into_iter().chain(after)
}

fn neighbour(name: &str, neighbour: &Neighbour) -> Option<Prop> {
    match neighbour {
        Neighbour::Unknown => None,
        Neighbour::Border => Some(plain(&format!("{name}-border"), "")),
        Neighbour::Text(text) => Some(plain(name, text)),
    }
}

/// The property that holds what [`super::codes`] corrected.
pub(super) fn of_codes(corrections: &str) -> Prop {
    plain("codes", corrections)
}

/// The properties of a unit.
pub(super) fn of_tu(tu: &Tu) -> impl Iterator<Item = Prop> {
    let origin = tu.origin.as_deref().map(|text| plain("origin", text));
    let alignment = tu
        .alignment
        .filter(|sure| is_share(*sure))
        .map(|sure| plain("alignment", &sure.to_string()));
    origin.into_iter().chain(alignment)
}

fn is_share(value: f64) -> bool {
    (0.0..=1.0).contains(&value)
}

/// Reads a variant's own properties back and takes them out of its annotations. One that makes no sense, or comes
/// a second time, stays a property like any other.
pub(super) fn take_tuv(tuv: &mut Tuv) {
    if !any(&tuv.annotations) {
        return;
    }
    let Tuv {
        annotations,
        before,
        after,
        ..
    } = tuv;
    annotations.retain(|annotation| {
        let Some((name, value)) = own_name(annotation) else {
            return true;
        };
        let (slot, found) = match name {
            "before" => (&mut *before, Neighbour::Text(value.to_owned())),
            "after" => (&mut *after, Neighbour::Text(value.to_owned())),
            "before-border" if value.is_empty() => (&mut *before, Neighbour::Border),
            "after-border" if value.is_empty() => (&mut *after, Neighbour::Border),
            _ => return true,
        };
        if *slot != Neighbour::Unknown {
            return true;
        }
        *slot = found;
        false
    });
}

fn is_codes(annotation: &Annotation) -> bool {
    matches!(own_name(annotation), Some(("codes", _)))
}

/// The value of `x-karvan:codes` where nothing is to be corrected, but another property of this type, which is not
/// karvan's, would be taken for it.
const NO_CODES: &str = "[]";

/// The property that comes before such other ones.
pub(super) fn no_codes(annotations: &[Annotation]) -> Option<Prop> {
    annotations.iter().any(is_codes).then(|| of_codes(NO_CODES))
}

/// What the first property of this type of a variant says.
enum Codes {
    /// There is none.
    Unsaid,
    /// Nothing is to be corrected.
    Right,
    /// This is.
    Corrected(String),
}

impl Codes {
    fn of(tuv: &Tuv) -> Self {
        let mut all = tuv.annotations.iter().filter(|a| is_codes(a));
        match all.next().and_then(own_name) {
            None => Self::Unsaid,
            // Without another one to stand before, it is not karvan's, and no list of corrections either.
            Some((_, NO_CODES)) if all.next().is_some() => Self::Right,
            Some((_, list)) => Self::Corrected(list.to_owned()),
        }
    }

    fn list(&self) -> Option<&str> {
        match self {
            Self::Corrected(list) => Some(list),
            Self::Unsaid | Self::Right => None,
        }
    }
}

/// Reads back what the codes of a unit's variants really are, and takes those properties out. `false` where the codes are others
/// now than those that the properties were written beside: they stay as they stand, and the properties go.
pub(super) fn take_codes(tu: &mut Tu) -> bool {
    let said: Vec<Codes> = tu.variants.iter().map(Codes::of).collect();
    if said.iter().all(|codes| matches!(codes, Codes::Unsaid)) {
        return true;
    }
    let lists: Vec<Option<&str>> = said.iter().map(Codes::list).collect();
    let is_restored = codes::restore(tu, &lists);
    if !is_restored && !lists.iter().flatten().any(|list| codes::is_value(list)) {
        return true;
    }
    for (tuv, list) in tu.variants.iter_mut().zip(&lists) {
        // What is no list of codes is some other program's.
        let is_own = list.is_none_or(codes::is_value);
        let at = tuv.annotations.iter().position(is_codes);
        if let Some(at) = at.filter(|_| is_restored || is_own) {
            tuv.annotations.remove(at);
        }
    }
    is_restored
}

/// Reads a unit's own properties back, as [`take_tuv`] does.
pub(super) fn take_tu(tu: &mut Tu) {
    if !any(&tu.annotations) {
        return;
    }
    let (origin, alignment) = (&mut tu.origin, &mut tu.alignment);
    tu.annotations.retain(|annotation| {
        match own_name(annotation) {
            Some(("origin", value)) if origin.is_none() => *origin = Some(value.to_owned()),
            Some(("alignment", value)) if alignment.is_none() => {
                let sure = value.parse().ok().filter(|sure| is_share(*sure));
                // Only the spelling that is written back; any other stays as it is.
                if sure.is_none_or(|sure: f64| sure.to_string() != value) {
                    return true;
                }
                *alignment = sure;
            }
            _ => return true,
        }
        false
    });
}
