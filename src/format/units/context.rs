//! What a unit translates, and where: its source text in its context. Units that ask the same have translations that
//! `--on-duplicate` chooses between; an import and a merge of files compare them by this alone.
//!
//! A context is the segments before and after, and what a tool's properties, on the unit or on its source variant, tell
//! the place by:
//!
//! | tool | properties |
//! | --- | --- |
//! | OmegaT | `file`, `id`, `path` |
//! | memoQ | `x-context-id`, `x-document` |
//! | Trados Studio | `x-Context`, `x-IdContext`, `x-StructureContext` |
//! | Phrase | `context_key`, `filename` |
//! | MateCat | `x-MateCAT-filename` |
//! | XTM | `x-prev-source-text-hash`, `x-next-source-text-hash` |
//! | Crowdin and others | `context`, `x-context` |
//! | PO | `x-po:msgctxt` |
//! | XLIFF | `x-xliff:resname`, and the contexts `element`, `record`, `database`, `sourcefile` |

use crate::lang::Lang;
use crate::model::{Annotation, Neighbour, Segment, Tu, Tuv};
use serde::Serialize;

/// The properties that name the document of a unit, whatever the tool.
pub(in crate::format) const DOCUMENTS: [&str; 4] =
    ["file", "x-document", "filename", "x-MateCAT-filename"];

/// The properties that tell a place in a document.
const PLACES: [&str; 17] = [
    "id",
    "path",
    "x-context-id",
    "x-Context",
    "x-IdContext",
    "x-StructureContext",
    "context_key",
    "x-prev-source-text-hash",
    "x-next-source-text-hash",
    "context",
    "x-context",
    "x-po:msgctxt",
    "x-xliff:resname",
    "x-xliff:context-element",
    "x-xliff:context-record",
    "x-xliff:context-database",
    "x-xliff:context-sourcefile",
];

/// What Trados Studio writes where there is no context.
const NO_HASHES: &str = "0, 0";

/// The variant that a unit was translated from: the one of its source language, else the first.
pub fn source(tu: &Tu) -> Option<&Tuv> {
    let named = tu.source_lang.as_ref().and_then(|lang| tu.variant(lang));
    named.or(tu.variants.first())
}

/// A text that is translated, in its context.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
pub struct Question<'t> {
    lang: &'t Lang,
    segment: &'t Segment,
    before: &'t Neighbour,
    after: &'t Neighbour,
    /// The properties that tell the place: type and value, each once, sorted. Documents have one type.
    places: Vec<(&'t str, &'t str)>,
}

impl<'t> Question<'t> {
    /// What a unit asks where this variant of it is the source.
    pub fn of(tu: &'t Tu, source: &'t Tuv) -> Self {
        let annotations = tu.annotations.iter().chain(&source.annotations);
        let mut places: Vec<_> = annotations.filter_map(place).collect();
        places.sort_unstable();
        places.dedup();
        Self {
            lang: &source.lang,
            segment: &source.segment,
            before: &source.before,
            after: &source.after,
            places,
        }
    }
}

/// What a property tells of the place.
fn place(annotation: &Annotation) -> Option<(&str, &str)> {
    let Annotation::Prop(prop) = annotation else {
        return None;
    };
    if prop.value.trim().is_empty() {
        return None;
    }
    // Trados Studio says after a colon what kind of value it is.
    let kind = match prop.kind.rsplit_once(':') {
        Some((kind, "SingleString" | "MultipleString")) => kind,
        _ => &prop.kind,
    };
    if DOCUMENTS.contains(&kind) {
        return Some((DOCUMENTS[0], &prop.value));
    }
    let told = PLACES.contains(&kind) && !(kind == "x-Context" && prop.value == NO_HASHES);
    told.then_some((kind, &prop.value))
}
