//! What a format of one source and one target has no place for, as named values that it carries along.
//!
//! XLIFF lets a unit carry values under names of one's own. These are karvan's names; each belongs to the unit, its
//! source or its target:
//!
//! | name | what it holds |
//! | --- | --- |
//! | `attribute:NAME` | an attribute of TMX (`creationdate`, `changeid`, `usagecount`, ...) |
//! | `prop:TYPE` | a property of that type |
//! | `annotation` | a note, or a property with attributes or of a type that is no name, as JSON |
//! | `attribute` | name and value, as JSON, of an attribute whose name is none in XML |
//! | `order` | where the notes and properties stood: of each the place, from 0, at which it is read |
//! | `before`, `after`, `before-border`, `after-border` | the neighbouring segment, or that there is none |
//! | `alignment` | how sure the alignment is, 0 to 1 |
//! | `source-language` | the unit's source language, where it is not that of the source; `*all*` for none |
//! | `language` | the very tag, where the file names another one |
//! | `content` | the segment with its codes as JSON, where the format gives them back otherwise; counts only as long as text and codes are those that were written |

use super::xml::escape;
use crate::lang::Lang;
use crate::model::{Annotation, Attributes, Neighbour, Prop, Segment, Tu, Tuv};

/// What a unit that names no source language is said to be from.
const ALL: &str = "*all*";

/// A value under a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Extra {
    pub(super) name: String,
    pub(super) value: String,
}

fn extra(name: impl Into<String>, value: impl Into<String>) -> Extra {
    Extra {
        name: name.into(),
        value: value.into(),
    }
}

/// What a unit has beside its identifier, origin, variants and the annotations that are written elsewhere: `native`
/// are the places of those, in the order in which they will be read. `source` is the language of the source.
pub(super) fn of_unit(tu: &Tu, source: &Lang, native: &[usize]) -> Vec<Extra> {
    let mut extras = Vec::new();
    if tu.source_lang.as_ref() != Some(source) {
        let lang = tu.source_lang.as_ref().map_or(ALL, Lang::as_str);
        extras.push(extra("source-language", lang));
    }
    if let Some(sure) = tu.alignment {
        extras.push(extra("alignment", sure.to_string()));
    }
    of_attributes(&tu.attributes, &mut extras);
    of_annotations(&tu.annotations, native, &mut extras);
    extras
}

/// What a variant has beside its text and the annotations at the places `native`. `lang` is what the file says of
/// its language; `read_back` the segment as the format gives it back.
pub(super) fn of_variant(
    tuv: &Tuv,
    lang: &Lang,
    read_back: Option<&Segment>,
    native: &[usize],
) -> Vec<Extra> {
    let mut extras = Vec::new();
    if tuv.lang != *lang {
        extras.push(extra("language", tuv.lang.as_str()));
    }
    if read_back.is_none_or(|segment| *segment != tuv.segment)
        && let Ok(content) = serde_json::to_string(&tuv.segment)
    {
        extras.push(extra("content", content));
    }
    for (name, neighbour) in [("before", &tuv.before), ("after", &tuv.after)] {
        match neighbour {
            Neighbour::Unknown => {}
            Neighbour::Border => extras.push(extra(format!("{name}-border"), "")),
            Neighbour::Text(text) => extras.push(extra(name, text)),
        }
    }
    of_attributes(&tuv.attributes, &mut extras);
    of_annotations(&tuv.annotations, native, &mut extras);
    extras
}

fn of_attributes(attributes: &Attributes, extras: &mut Vec<Extra>) {
    let known = [
        ("creationdate", &attributes.creation_date),
        ("creationid", &attributes.creation_id),
        ("changedate", &attributes.change_date),
        ("changeid", &attributes.change_id),
    ];
    let known = known
        .into_iter()
        .filter_map(|(name, value)| Some((name, value.as_deref()?)));
    let other = attributes.other.iter();
    let other = other.map(|(name, value)| (name.as_str(), value.as_str()));
    for (name, value) in known.chain(other) {
        if is_name(name) {
            extras.push(extra(format!("attribute:{name}"), value));
        } else if let Ok(json) = serde_json::to_string(&(name, value)) {
            extras.push(extra("attribute", json));
        }
    }
}

/// Whether it can be part of a name in any format.
fn is_name(text: &str) -> bool {
    text.bytes().all(|b| b.is_ascii_graphic())
}

fn of_annotations(annotations: &[Annotation], native: &[usize], extras: &mut Vec<Extra>) {
    let rest = (0..annotations.len()).filter(|at| !native.contains(at));
    let read: Vec<usize> = native.iter().copied().chain(rest).collect();
    for annotation in read[native.len()..].iter().map(|at| &annotations[*at]) {
        match annotation {
            Annotation::Prop(Prop {
                kind,
                value,
                attributes,
            }) if attributes.is_empty() && is_name(kind) => {
                extras.push(extra(format!("prop:{kind}"), value));
            }
            _ => {
                if let Ok(json) = serde_json::to_string(annotation) {
                    extras.push(extra("annotation", json));
                }
            }
        }
    }
    if !read.is_sorted() {
        let mut order = vec![0; read.len()];
        for (place, at) in read.iter().enumerate() {
            order[*at] = place;
        }
        let order: Vec<String> = order.iter().map(ToString::to_string).collect();
        extras.push(extra("order", order.join(",")));
    }
}

/// Gives a unit back what [`of_unit`] took from it. What makes no sense is left out.
pub(super) fn restore_unit(tu: &mut Tu, extras: Vec<Extra>) {
    let mut order = None;
    for Extra { name, value } in extras {
        match name.as_str() {
            "source-language" if value == ALL => tu.source_lang = None,
            "source-language" => {
                if let Ok((lang, _)) = Lang::parse_lenient(&value) {
                    tu.source_lang = Some(lang);
                }
            }
            "alignment" => {
                tu.alignment = value.parse().ok().filter(|sure| (0.0..=1.0).contains(sure));
            }
            "order" => order = Some(value),
            _ => restore_common(&name, value, &mut tu.attributes, &mut tu.annotations),
        }
    }
    reorder(&mut tu.annotations, order.as_deref());
}

/// Gives a variant back what [`of_variant`] took from it; `as_read` tells how the format gives a segment back. `false` where the segment
/// is another one now than the one that was written: it stays as it stands.
pub(super) fn restore_variant(
    tuv: &mut Tuv,
    extras: Vec<Extra>,
    as_read: impl Fn(&Segment) -> Option<Segment>,
) -> bool {
    let mut order = None;
    let mut is_so = true;
    for Extra { name, value } in extras {
        match name.as_str() {
            "language" => {
                if let Ok((lang, _)) = Lang::parse_lenient(&value) {
                    tuv.lang = lang;
                }
            }
            "content" => {
                // What was changed since holds, and the codes that went with the old segment do not.
                let segment = serde_json::from_str::<Segment>(&value).ok();
                let segment = segment.filter(|segment| match as_read(segment) {
                    Some(read) => read == tuv.segment,
                    None => is_written_as(&segment.text(), &tuv.segment.text()),
                });
                is_so = segment.is_some();
                tuv.segment = segment.unwrap_or_else(|| std::mem::take(&mut tuv.segment));
            }
            "before" => tuv.before = Neighbour::Text(value),
            "after" => tuv.after = Neighbour::Text(value),
            "before-border" => tuv.before = Neighbour::Border,
            "after-border" => tuv.after = Neighbour::Border,
            "order" => order = Some(value),
            _ => restore_common(&name, value, &mut tuv.attributes, &mut tuv.annotations),
        }
    }
    reorder(&mut tuv.annotations, order.as_deref());
    is_so
}

/// Whether a format writes the one text as the other one: as it is, or without what XML cannot hold.
fn is_written_as(text: &str, written: &str) -> bool {
    let as_written = |c| {
        if escape::is_allowed(c) {
            c
        } else {
            char::REPLACEMENT_CHARACTER
        }
    };
    text == written || text.chars().map(as_written).eq(written.chars())
}

fn restore_common(
    name: &str,
    value: String,
    attributes: &mut Attributes,
    annotations: &mut Vec<Annotation>,
) {
    if let Some(kind) = name.strip_prefix("prop:") {
        annotations.push(prop(kind, value));
    } else if name == "attribute" {
        attributes
            .other
            .extend(serde_json::from_str::<(String, String)>(&value));
    } else if name == "annotation" {
        annotations.extend(serde_json::from_str::<Annotation>(&value));
    } else if let Some(name) = name.strip_prefix("attribute:") {
        match name {
            "creationdate" => attributes.creation_date = Some(value),
            "creationid" => attributes.creation_id = Some(value),
            "changedate" => attributes.change_date = Some(value),
            "changeid" => attributes.change_id = Some(value),
            _ => attributes.other.push((name.to_owned(), value)),
        }
    }
}

/// Puts annotations back where they stood, unless some came or went since.
fn reorder(annotations: &mut Vec<Annotation>, order: Option<&str>) {
    let Some(order) = order else { return };
    let places: Vec<usize> = order
        .split(',')
        .filter_map(|place| place.parse().ok())
        .collect();
    let mut sorted = places.clone();
    sorted.sort_unstable();
    if sorted.len() == annotations.len() && sorted.iter().copied().eq(0..annotations.len()) {
        *annotations = places
            .iter()
            .map(|place| annotations[*place].clone())
            .collect();
    }
}

/// A property without attributes.
pub(super) fn prop(kind: impl Into<String>, value: impl Into<String>) -> Annotation {
    Annotation::Prop(Prop {
        kind: kind.into(),
        value: value.into(),
        attributes: Vec::new(),
    })
}

/// The value of a property of this format (`FORMAT` is a prefix such as `x-po:`) that has no attributes, with its name.
pub(super) fn own_prop<'a>(annotation: &'a Annotation, format: &str) -> Option<(&'a str, &'a str)> {
    match annotation {
        Annotation::Prop(prop) if prop.attributes.is_empty() => {
            Some((prop.kind.strip_prefix(format)?, &prop.value))
        }
        _ => None,
    }
}
