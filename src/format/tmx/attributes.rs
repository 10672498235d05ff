//! Which attributes TMX 1.4 has where, and what becomes of the others.
//!
//! An attribute that TMX has no place for is written as a `prop` of type `x-karvan:NAME` and comes back as the
//! attribute. A date that is none stays such a property, since a date attribute can only hold a date.

use super::{date, excerpt, own};
use crate::format::Oddity;
use crate::format::oddity::Remarks;
use crate::model::{Annotation, Attributes, Prop};

/// Where attributes stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Owner {
    Header,
    Tu,
    Tuv,
}

/// The values that the DTD allows for `segtype`.
const SEGMENT_TYPES: [&str; 4] = ["block", "paragraph", "sentence", "phrase"];

/// Whether TMX 1.4 lets this attribute stand here with this value. The attributes that the model keeps apart
/// (`tuid`, `xml:lang`, `lang`) are no others; a unit's `srclang` is one only where it says what the header says, so that it is
/// written again.
pub(super) fn has_place(owner: Owner, name: &str, value: &str) -> bool {
    match name {
        "o-encoding"
        | "datatype"
        | "creationtool"
        | "creationtoolversion"
        | "creationid"
        | "changeid"
        | "o-tmf" => true,
        "segtype" => owner != Owner::Tuv && SEGMENT_TYPES.contains(&value),
        "creationdate" | "changedate" => date::is_normal(value),
        "lastusagedate" => owner != Owner::Header && date::is_normal(value),
        "usagecount" => owner != Owner::Header,
        "srclang" => owner != Owner::Tuv,
        "adminlang" => owner == Owner::Header,
        _ => false,
    }
}

/// Whether the value of this attribute is a date.
pub(super) fn is_date(name: &str) -> bool {
    matches!(name, "creationdate" | "changedate" | "lastusagedate")
}

/// Whether TMX 1.4 lets this attribute stand on a note or a property.
pub(super) fn annotation_has_place(name: &str) -> bool {
    matches!(name, "xml:lang" | "lang" | "o-encoding")
}

/// Takes one attribute of a `tu` or `tuv` into the model. A date in another spelling is converted, one that is not
/// recognised becomes a property; both with a remark.
pub(super) fn take(
    owner: Owner,
    attributes: &mut Attributes,
    annotations: &mut Vec<Annotation>,
    remarks: &mut Remarks,
    (name, value): (&str, &str),
) {
    if !is_date(name) {
        match name {
            "creationid" => attributes.creation_id = Some(value.to_owned()),
            "changeid" => attributes.change_id = Some(value.to_owned()),
            _ => {
                let is_count = name == "usagecount";
                if is_count && (value.is_empty() || !value.bytes().all(|b| b.is_ascii_digit())) {
                    remarks.note(Oddity::AttributeValue, || {
                        let value = excerpt(value);
                        format!("usagecount={value} is not a number of uses; kept as it is")
                    });
                }
                told(owner, name, value, remarks);
                attributes.other.push((name.to_owned(), value.to_owned()));
            }
        }
        return;
    }
    let Some(normal) = date::normalise(value) else {
        remarks.note(Oddity::Date, || {
            let value = excerpt(value);
            format!("{name}={value} is not a date that is recognised; kept as a property")
        });
        annotations.push(Annotation::Prop(own::prop(name, value)));
        return;
    };
    if normal != value {
        remarks.note(Oddity::Date, || {
            let value = excerpt(value);
            format!("{name}={value} was read as {normal}")
        });
    }
    let normal = normal.into_owned();
    match name {
        "creationdate" => attributes.creation_date = Some(normal),
        "changedate" => attributes.change_date = Some(normal),
        _ => attributes.other.push((name.to_owned(), normal)),
    }
}

/// Remarks on an attribute of a `tu` or `tuv` that becomes a property.
pub(super) fn told(owner: Owner, name: &str, value: &str, remarks: &mut Remarks) {
    if !has_place(owner, name, value) && !name.starts_with("xmlns") {
        remarks.note(Oddity::UnknownAttribute, || {
            let element = if owner == Owner::Tu { "tu" } else { "tuv" };
            let value = excerpt(value);
            format!("<{element}> of TMX has no {name}={value}; kept as a property")
        });
    }
}

/// Remarks on an attribute of the header that an export cannot write as it stands.
pub(super) fn told_in_header(name: &str, value: &str, remarks: &mut Remarks) {
    if has_place(Owner::Header, name, value) || name.starts_with("xmlns") {
        return;
    }
    if !is_date(name) || name == "lastusagedate" {
        // Where the letter counts, it was told already.
        if !remarks.wants_forbidden() {
            remarks.note(Oddity::UnknownAttribute, || {
                let value = excerpt(value);
                format!("<header> of TMX has no {name}={value}; kept as a property")
            });
        }
        return;
    }
    remarks.note(Oddity::Date, || {
        let shown = excerpt(value);
        match date::normalise(value) {
            Some(normal) => format!("{name}={shown} was read as {normal}"),
            None => format!("{name}={shown} is not a date that is recognised; kept as a property"),
        }
    });
}

/// Takes the properties that stand for attributes out of the annotations and gives the attributes back.
pub(super) fn restore(
    owner: Owner,
    annotations: &mut Vec<Annotation>,
    other: &mut Vec<(String, String)>,
) {
    if !own::any(annotations) {
        return;
    }
    annotations.retain_mut(|annotation| {
        let Some((name, value)) = own::attribute_of(annotation) else {
            return true;
        };
        let stays = is_date(name)
            || has_place(owner, name, value)
            || other.iter().any(|(there, _)| there == name);
        if !stays {
            other.push((name.to_owned(), value.to_owned()));
        }
        stays
    });
}

/// What of the attributes can be written as such, and which become properties; names and values.
pub(super) struct Split<'a> {
    pub(super) attributes: Vec<(&'a str, &'a str)>,
    pub(super) props: Vec<Prop>,
}

/// Divides the attributes of a `tu` or `tuv` for writing.
pub(super) fn split(owner: Owner, attributes: &Attributes) -> Split<'_> {
    let typed = [
        ("creationdate", &attributes.creation_date),
        ("creationid", &attributes.creation_id),
        ("changedate", &attributes.change_date),
        ("changeid", &attributes.change_id),
    ];
    let typed = typed
        .into_iter()
        .filter_map(|(name, value)| Some((name, value.as_deref()?)));
    let other = attributes
        .other
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()));
    divide(owner, typed.chain(other))
}

/// Divides names and values for writing; dates that are none come last, as reading leaves them in the annotations.
pub(super) fn divide<'a>(owner: Owner, all: impl Iterator<Item = (&'a str, &'a str)>) -> Split<'a> {
    let mut attributes: Vec<(&str, &str)> = Vec::new();
    let mut props = Vec::new();
    let mut dates = Vec::new();
    for (name, value) in all {
        let free = !attributes.iter().any(|(there, _)| *there == name);
        if free && has_place(owner, name, value) {
            attributes.push((name, value));
        } else if is_date(name) {
            dates.push(own::prop(name, value));
        } else {
            props.push(own::prop(name, value));
        }
    }
    props.append(&mut dates);
    Split { attributes, props }
}
