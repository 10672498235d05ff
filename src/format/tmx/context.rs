//! What the properties of other tools say of the places that a unit stands in (which ones: [`super::dialect`]).
//!
//! A unit may stand in several: Trados Studio writes one `x-ContextContent` for each. The first is that of the unit, what
//! its variants have as neighbours; a look-up with context asks for all ([`contexts`]).

use super::segment;
use super::xml::{Piece, Xml};
use crate::format::oddity::Remarks;
use crate::model::{Annotation, Header, Neighbour, Prop, Tu};
use std::borrow::Cow;

/// The neighbours of a variant: before, after.
pub type Sides = [Neighbour; 2];

/// What the third field of `x-ContextContent` is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Third {
    /// The target of the segment before.
    #[default]
    TargetBefore,
    /// The source of the segment after.
    SourceAfter,
}

impl Third {
    /// What the headers of a file say of it; where they do not agree, the usual.
    pub(super) fn of(header: &Header) -> Self {
        let mut said = values(&header.annotations, "x-TextContextMatchType").peekable();
        let is_any = said.peek().is_some();
        if is_any && said.all(|value| value.trim() == "PrecedingAndFollowingSource") {
            Self::SourceAfter
        } else {
            Self::TargetBefore
        }
    }

    /// As it was when a unit was read, whose header is not at hand: its first context says.
    fn of_unit(tu: &Tu, source: usize) -> Self {
        let after = &tu.variants[source].after;
        let Some([_, third]) = first_of_trados(tu, source) else {
            return Self::TargetBefore;
        };
        if *after != Neighbour::Unknown && *after == text(Cow::Owned(third)) {
            Self::SourceAfter
        } else {
            Self::TargetBefore
        }
    }
}

/// What a unit's properties say about the neighbours of its variants in the first place that it stands in, in their
/// order; none where there are no properties.
pub(super) fn neighbours(tu: &Tu, third: Third) -> Vec<Sides> {
    if tu.annotations.is_empty() && tu.variants.iter().all(|tuv| tuv.annotations.is_empty()) {
        return Vec::new();
    }
    let sides = [Neighbour::Unknown, Neighbour::Unknown];
    let mut found = vec![sides; tu.variants.len()];
    for (at, found) in found.iter_mut().enumerate() {
        on_variant(tu, at)
            .first()
            .into_iter()
            .for_each(|sides| fill(found, sides));
    }
    let Some(source) = source(tu) else {
        return found;
    };
    if !has_context(tu, source) {
        return found;
    }
    for (at, found) in found.iter_mut().enumerate() {
        on_unit(tu, at, source)
            .first()
            .into_iter()
            .for_each(|sides| fill(found, sides));
    }
    if let Some(fields) = first_of_trados(tu, source) {
        for (at, found) in found.iter_mut().enumerate() {
            fill(found, &of_fields(&fields, at, source, third));
        }
    }
    found
}

/// What a unit's properties say about the neighbours of the variant at `at`, in all the places that the unit stands in.
pub fn contexts(tu: &Tu, at: usize) -> Vec<Sides> {
    let mut found = on_variant(tu, at);
    let Some(source) = source(tu) else {
        return found;
    };
    if !has_context(tu, source) {
        return found;
    }
    found.extend(on_unit(tu, at, source));
    let third = Third::of_unit(tu, source);
    let all = all_of_trados(tu, source).map(|fields| of_fields(&fields, at, source, third));
    found.extend(all);
    found
}

/// Trados Studio's property.
const TRADOS: &str = "x-ContextContent";

/// The properties of a unit that tell the segments before and after its source.
const SOURCE: &[[&str; 2]] = &[
    ["prev", "next"],
    ["x-context-pre", "x-context-post"],
    ["x-previous-source-text", "x-next-source-text"],
];

/// Those of them that mean the same on the source variant, where an export for OmegaT moves them, and that [`VARIANT`]
/// has not.
const MOVED: &[[&str; 2]] = &[["x-previous-source-text", "x-next-source-text"]];

/// The same for its first other variant.
const TARGET: &[[&str; 2]] = &[["x-previous-target-text", "x-next-target-text"]];

/// The properties of a variant that tell the segments before and after it.
const VARIANT: &[[&str; 2]] = &[
    ["x-context-pre", "x-context-post"],
    ["context_prev", "context_next"],
];

/// Whether there is anything that [`on_unit`] or [`all_of_trados`] may find.
fn has_context(tu: &Tu, source: usize) -> bool {
    let is_context = |kind: &str| {
        kind == TRADOS || (SOURCE.iter().chain(TARGET)).any(|kinds| kinds.contains(&kind))
    };
    of_unit(tu, source).any(|own| props(own).any(|prop| is_context(&prop.kind)))
}

/// The properties of a unit, and those of its source variant, where an export for OmegaT moves them.
fn of_unit(tu: &Tu, source: usize) -> impl Iterator<Item = &[Annotation]> {
    [&*tu.annotations, &*tu.variants[source].annotations].into_iter()
}

fn on_variant(tu: &Tu, at: usize) -> Vec<Sides> {
    told(&tu.variants[at].annotations, VARIANT)
}

fn on_unit(tu: &Tu, at: usize, source: usize) -> Vec<Sides> {
    let kinds = if at == source {
        [SOURCE, MOVED]
    } else if at == target(source) {
        [TARGET, TARGET]
    } else {
        return Vec::new();
    };
    let all = of_unit(tu, source).zip(kinds);
    all.flat_map(|(own, kinds)| told(own, kinds)).collect()
}

/// The first variant that is not the source.
fn target(source: usize) -> usize {
    usize::from(source == 0)
}

/// The places that properties tell, those of each pair of types: an export for a tool adds that tool's own. The first has
/// of each side the first type that there is any of.
fn told(annotations: &[Annotation], kinds: &[[&str; 2]]) -> Vec<Sides> {
    if annotations.is_empty() {
        return Vec::new();
    }
    let texts = |kind| {
        let texts = values(annotations, kind).filter(|text| !text.is_empty());
        texts.map(plain_text).map(text).collect::<Vec<_>>()
    };
    let all: Vec<_> = kinds.iter().map(|kinds| kinds.map(texts)).collect();
    let first = |side: usize| all.iter().position(|texts| !texts[side].is_empty());
    let mut found = Vec::new();
    if let (Some(before), Some(after)) = (first(0), first(1))
        && before != after
    {
        let [before, after] = [&all[before][0], &all[after][1]];
        found = paired([before.clone(), after.clone()]);
    }
    found.extend(all.into_iter().flat_map(paired));
    found
}

/// As many texts of one side as of the other belong together in their order; of others nobody knows which.
fn paired([before, after]: [Vec<Neighbour>; 2]) -> Vec<Sides> {
    if before.len() == after.len() {
        return before.into_iter().zip(after).map(<[_; 2]>::from).collect();
    }
    let before = before.into_iter().map(|text| [text, Neighbour::Unknown]);
    let after = after.into_iter().map(|text| [Neighbour::Unknown, text]);
    before.chain(after).collect()
}

/// What the first and the third field of `x-ContextContent` say of the variant at `at`.
fn of_fields([first, third]: &[String; 2], at: usize, source: usize, is: Third) -> Sides {
    let known = |field: &String| text(Cow::Borrowed(field));
    match is {
        Third::TargetBefore if at == source => [known(first), Neighbour::Unknown],
        Third::TargetBefore if at == target(source) => [known(third), Neighbour::Unknown],
        Third::SourceAfter if at == source => [known(first), known(third)],
        _ => [Neighbour::Unknown, Neighbour::Unknown],
    }
}

/// The fields of every `x-ContextContent`.
fn all_of_trados(tu: &Tu, source: usize) -> impl Iterator<Item = [String; 2]> {
    let all = of_unit(tu, source).flat_map(|own| values(own, TRADOS));
    all.filter_map(trados)
}

/// The fields of the first `x-ContextContent` with both, else of the first.
fn first_of_trados(tu: &Tu, source: usize) -> Option<[String; 2]> {
    let mut first = None;
    for fields in all_of_trados(tu, source) {
        if fields.iter().all(|field| !field.is_empty()) {
            return Some(fields);
        }
        first.get_or_insert(fields);
    }
    first
}

fn text(text: Cow<'_, str>) -> Neighbour {
    if text.is_empty() {
        Neighbour::Unknown
    } else {
        Neighbour::Text(text.into_owned())
    }
}

fn fill(found: &mut Sides, sides: &Sides) {
    for (found, side) in found.iter_mut().zip(sides) {
        if *found == Neighbour::Unknown {
            found.clone_from(side);
        }
    }
}

pub(super) fn props(annotations: &[Annotation]) -> impl Iterator<Item = &Prop> {
    annotations
        .iter()
        .filter_map(|annotation| match annotation {
            Annotation::Prop(prop) => Some(prop),
            Annotation::Note(_) => None,
        })
}

fn values<'a>(annotations: &'a [Annotation], kind: &str) -> impl Iterator<Item = &'a str> {
    let of_kind = props(annotations).filter(move |prop| prop.kind == kind);
    of_kind.map(|prop| prop.value.as_str())
}

/// The value of the one property of a type; several are none.
pub(super) fn value<'a>(annotations: &'a [Annotation], kind: &str) -> Option<&'a str> {
    let mut found = values(annotations, kind);
    let value = found.next()?;
    found.next().is_none().then_some(value)
}

/// The place of the source variant.
pub(super) fn source(tu: &Tu) -> Option<usize> {
    let lang = tu.source_lang.as_ref();
    let named = lang.and_then(|lang| tu.variant(lang));
    let at = named.and_then(|tuv| {
        tu.variants
            .iter()
            .position(|other| std::ptr::eq(other, tuv))
    });
    at.or((!tu.variants.is_empty()).then_some(0))
}

/// The text of a segment that stands as XML in a property; anything else is the text itself.
fn plain_text(value: &str) -> Cow<'_, str> {
    let trimmed = value.trim();
    if !trimmed.starts_with("<seg") {
        return Cow::Borrowed(value);
    }
    let mut xml = Xml::new(trimmed.as_bytes());
    let opened = matches!(xml.next(), Ok(Piece::Open(element)) if element.name() == "seg");
    let read = opened.then(|| segment::read(&mut xml, &mut Remarks::default()).ok());
    match read.flatten() {
        Some(segment) => Cow::Owned(segment.text()),
        None => Cow::Borrowed(value),
    }
}

/// `source | codes | target | codes`, with a bar inside of a text doubled.
fn trados(value: &str) -> Option<[String; 2]> {
    let mut parts = vec![String::new()];
    let mut rest = value;
    while let Some(at) = rest.find('|') {
        let (text, after) = rest.split_at(at);
        let last = parts.last_mut()?;
        last.push_str(text);
        if let Some(after) = after.strip_prefix("||") {
            last.push('|');
            rest = after;
        } else {
            parts.push(String::new());
            rest = &after[1..];
        }
    }
    parts.last_mut()?.push_str(rest);
    let count = parts.len();
    let inner = |at: usize| {
        let part = parts.get(at)?;
        let part = if at > 0 {
            part.strip_prefix(' ').unwrap_or(part)
        } else {
            part
        };
        Some(part.strip_suffix(' ').unwrap_or(part).to_owned())
    };
    match count {
        4 => Some([inner(0)?, inner(2)?]),
        _ => None,
    }
}

#[cfg(test)]
pub(super) mod tests;
