//! Where other tools keep the context of a unit, and the document that it comes from.
//!
//! | tool | on | before, after | document |
//! | --- | --- | --- | --- |
//! | OmegaT | tu | `prev`, `next` | `file` |
//! | memoQ | source tuv | `x-context-pre`, `x-context-post`, as `<seg>…</seg>` | `x-document` |
//! | Trados Studio | tu | `x-ContextContent`: source and target of the segment before, or, where the header says so, the sources of those before and after | |
//! | MateCat, Lara | tu | `x-context-pre`, `x-context-post` | `x-MateCAT-filename` |
//! | Phrase | tuv | `context_prev`, `context_next` | `filename` |
//! | XTM | tu | `x-previous-source-text`, `x-next-source-text`, and the same with `target` | |
//!
//! All are read ([`super::context`]). The properties stay where they are; what they say is not written a second time as
//! karvan's own.

use super::context::{Third, props, source, value};
use super::own;
use crate::format::units::DOCUMENTS;
use crate::model::{Annotation, Header, Neighbour, Prop, Tu};
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

/// The unit as a tool wants it; `third`: what the header says of `x-ContextContent`.
pub(super) fn dressed(tu: &Tu, dialect: Dialect, third: Third) -> Cow<'_, Tu> {
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
            let there = match third {
                Third::TargetBefore => target.and_then(|(_, tuv)| text(&tuv.before)),
                Third::SourceAfter => after,
            };
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
