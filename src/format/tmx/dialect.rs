//! Where other tools keep the context of a unit, and the document that it comes from.
//!
//! | tool | on | before, after | document |
//! | --- | --- | --- | --- |
//! | OmegaT | tu | `prev`, `next` | `file` |
//! | memoQ | source tuv | `x-context-pre`, `x-context-post`, as `<seg>…</seg>` | `x-document` |
//! | Trados Studio | tu | `x-ContextContent`: source and target of the segment before | |
//! | MateCat, Lara | tu | `x-context-pre`, `x-context-post` | `x-MateCAT-filename` |
//! | Phrase | tuv | `context_prev`, `context_next` | `filename` |
//! | XTM | tu | `x-previous-source-text`, `x-next-source-text`, and the same with `target` | |
//!
//! All are read. The properties stay where they are; what they say is not written a second time as karvan's own.

use super::xml::{Piece, Xml};
use super::{own, segment};
use crate::format::oddity::Remarks;
use crate::format::units::DOCUMENTS;
use crate::model::{Annotation, Header, Neighbour, Prop, Tu, Tuv};
use std::borrow::Cow;

/// Which tool an export is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Dialect {
    /// Any: context stands in karvan's own properties, unless other ones say it already.
    #[default]
    Plain,
    /// OmegaT: `prev`, `next` and `file`. Other properties of a unit that has all of these move to its variants,
    /// because OmegaT compares each of them with the place of the segment.
    Omegat,
    /// Trados Studio: `x-ContextContent`.
    Trados,
    /// memoQ: `x-context-pre`, `x-context-post` and `x-document`.
    Memoq,
}

/// The neighbours of a variant: before, after.
pub(super) type Sides = [Neighbour; 2];

/// What a unit's properties say about the neighbours of its variants, in their order; none where there are no
/// properties.
pub(super) fn neighbours(tu: &Tu) -> Vec<Sides> {
    if tu.annotations.is_empty() && tu.variants.iter().all(|tuv| tuv.annotations.is_empty()) {
        return Vec::new();
    }
    let mut found: Vec<Sides> = tu.variants.iter().map(of_variant).collect();
    if !props(&tu.annotations).any(|prop| is_context(&prop.kind)) {
        return found;
    }
    let Some(source) = source(tu) else {
        return found;
    };
    let target = (0..tu.variants.len()).find(|at| *at != source);
    let said = |kind: &str| value(&tu.annotations, kind);
    for (at, kinds) in [
        (
            Some(source),
            [
                ["prev", "x-context-pre", "x-previous-source-text"],
                ["next", "x-context-post", "x-next-source-text"],
            ],
        ),
        (
            target,
            [
                ["x-previous-target-text", "", ""],
                ["x-next-target-text", "", ""],
            ],
        ),
    ] {
        let Some(at) = at else { continue };
        for (side, kinds) in kinds.into_iter().enumerate() {
            let text = kinds
                .into_iter()
                .find_map(said)
                .filter(|text| !text.is_empty());
            if let Some(text) = text {
                set(&mut found[at][side], &plain_text(text));
            }
        }
    }
    if let Some([from, to]) = said("x-ContextContent").and_then(trados) {
        set(&mut found[source][0], &from);
        if let Some(target) = target {
            set(&mut found[target][0], &to);
        }
    }
    found
}

fn is_context(kind: &str) -> bool {
    matches!(
        kind,
        "prev"
            | "next"
            | "x-context-pre"
            | "x-context-post"
            | "x-previous-source-text"
            | "x-next-source-text"
            | "x-previous-target-text"
            | "x-next-target-text"
            | "x-ContextContent"
    )
}

fn of_variant(tuv: &Tuv) -> Sides {
    let mut found = [Neighbour::Unknown, Neighbour::Unknown];
    for (side, kinds) in [
        ["x-context-pre", "context_prev"],
        ["x-context-post", "context_next"],
    ]
    .into_iter()
    .enumerate()
    {
        let text = kinds
            .into_iter()
            .find_map(|kind| value(&tuv.annotations, kind));
        if let Some(text) = text.filter(|text| !text.is_empty()) {
            set(&mut found[side], &plain_text(text));
        }
    }
    found
}

fn set(neighbour: &mut Neighbour, text: &str) {
    if *neighbour == Neighbour::Unknown && !text.is_empty() {
        *neighbour = Neighbour::Text(text.to_owned());
    }
}

fn props(annotations: &[Annotation]) -> impl Iterator<Item = &Prop> {
    annotations
        .iter()
        .filter_map(|annotation| match annotation {
            Annotation::Prop(prop) => Some(prop),
            Annotation::Note(_) => None,
        })
}

/// The value of the one property of a type; several contexts of one unit are none.
fn value<'a>(annotations: &'a [Annotation], kind: &str) -> Option<&'a str> {
    let mut found = props(annotations).filter(|prop| prop.kind == kind);
    let prop = found.next()?;
    found.next().is_none().then_some(prop.value.as_str())
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

/// The unit as a tool wants it.
pub(super) fn dressed(tu: &Tu, dialect: Dialect) -> Cow<'_, Tu> {
    if dialect == Dialect::Plain {
        return Cow::Borrowed(tu);
    }
    let Some(at) = source(tu) else {
        return Cow::Borrowed(tu);
    };
    let mut dressed = tu.clone();
    let text = |neighbour: &Neighbour| match neighbour {
        Neighbour::Text(text) => Some(text.clone()),
        Neighbour::Unknown | Neighbour::Border => None,
    };
    let (before, after) = (text(&tu.variants[at].before), text(&tu.variants[at].after));
    let document = document(tu, at);
    // Where karvan itself knows the document, OmegaT may want the unit for any other one too.
    let origin = tu.origin.as_deref().filter(|_| dialect != Dialect::Omegat);
    let document = document.or(origin).map(str::to_owned);
    match dialect {
        Dialect::Plain => {}
        Dialect::Omegat => {
            let own = &mut dressed.annotations;
            if before.is_some() || after.is_some() {
                add(own, "file", document);
            }
            add(own, "prev", before);
            add(own, "next", after);
            tell_places_only(&mut dressed, at);
        }
        Dialect::Memoq => {
            add(&mut dressed.annotations, "x-document", document);
            let own = &mut dressed.variants[at].annotations;
            // What an export for OmegaT moved there.
            own.retain(|there| {
                let moved = matches!(there, Annotation::Prop(prop) if prop.kind == "x-document");
                !moved || !dressed.annotations.contains(there)
            });
            add(own, "x-context-pre", before.map(|text| as_segment(&text)));
            add(own, "x-context-post", after.map(|text| as_segment(&text)));
        }
        Dialect::Trados => {
            let target = tu
                .variants
                .iter()
                .enumerate()
                .find(|(other, _)| *other != at);
            let there = target.and_then(|(_, tuv)| text(&tuv.before));
            if before.is_some() || there.is_some() {
                let bars = |text: Option<String>| text.unwrap_or_default().replace('|', "||");
                let content = format!("{} |  | {} | ", bars(before), bars(there));
                add(&mut dressed.annotations, "x-ContextContent", Some(content));
            }
        }
    }
    Cow::Owned(dressed)
}

/// The header as a tool wants it: Trados Studio takes contexts only where the header announces them.
pub(super) fn header(header: &Header, dialect: Dialect) -> Cow<'_, Header> {
    if dialect != Dialect::Trados {
        return Cow::Borrowed(header);
    }
    let mut header = header.clone();
    add(
        &mut header.annotations,
        "x-IncludesContextContent",
        Some("True".into()),
    );
    Cow::Owned(header)
}

/// The name of the document that a unit comes from, as another tool gave it: to the unit or to its source variant.
fn document(tu: &Tu, at: usize) -> Option<&str> {
    let places = [&tu.annotations, &tu.variants[at].annotations];
    places
        .into_iter()
        .flat_map(|annotations| DOCUMENTS.iter().filter_map(|kind| value(annotations, kind)))
        .find(|name| !name.trim().is_empty())
}

fn as_segment(text: &str) -> String {
    let mut out = String::from("<seg>");
    crate::format::xml::escape::text(&mut out, text);
    out.push_str("</seg>");
    out
}

/// Adds a property, unless there is one of its type.
fn add(annotations: &mut Vec<Annotation>, kind: &str, value: Option<String>) {
    let Some(value) = value.filter(|_| !props(annotations).any(|prop| prop.kind == kind)) else {
        return;
    };
    annotations.push(Annotation::Prop(Prop {
        kind: kind.to_owned(),
        value,
        attributes: Vec::new(),
    }));
}

/// OmegaT takes a unit with `file` for the translation of one place only, and compares every property of it with that
/// place: those that are none of a place move to the source variant.
fn tell_places_only(tu: &mut Tu, at: usize) {
    let of_place = |kind: &str| matches!(kind, "file" | "id" | "prev" | "next" | "path");
    if !props(&tu.annotations).any(|prop| prop.kind == "file") {
        return;
    }
    let all = std::mem::take(&mut tu.annotations);
    let (places, others) = all.into_iter().partition(|annotation| match annotation {
        Annotation::Prop(prop) => of_place(&prop.kind),
        Annotation::Note(_) => true,
    });
    tu.annotations = places;
    let mut moved: Vec<Annotation> = own::of_tu(tu).map(Annotation::Prop).collect();
    (tu.origin, tu.alignment) = (None, None);
    if let Some(tuv) = tu.variants.get_mut(at) {
        // What an earlier export moved there stands there already.
        let others: Vec<Annotation> = others;
        let new = others.into_iter();
        moved.extend(new.filter(|other| !tuv.annotations.contains(other)));
        moved.append(&mut tuv.annotations);
        tuv.annotations = moved;
    }
}

#[cfg(test)]
mod tests;
