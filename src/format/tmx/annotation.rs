//! Reading notes and properties, which the header, units and variants share.

use super::attributes::annotation_has_place;
use super::xml::{Element, Fault, Piece, Xml};
use super::{lost, rules};
use crate::format::Oddity;
use crate::format::oddity::Remarks;
use crate::model::{Annotation, Note, Prop};
use std::io::Read;

/// The note or property of a start tag that stands in `place`; an element that is neither is left out with a remark.
pub(super) fn begin(
    element: &Element<'_>,
    place: &str,
    remarks: &mut Remarks,
) -> Result<Option<Begun>, Fault> {
    let begun = Begun::new(element, remarks)?;
    if begun.is_none() {
        element.check()?;
        let name = element.name();
        remarks.note(Oddity::UnknownElement, || {
            format!("<{name}> has no place in {place}: it was left out")
        });
    } else {
        rules::attributes(element, remarks)?;
    }
    Ok(begun)
}

/// Reads up to the end tag of what [`begin`] found.
pub(super) fn finish<R: Read>(
    xml: &mut Xml<R>,
    begun: Option<Begun>,
    annotations: &mut Vec<Annotation>,
    remarks: &mut Remarks,
) -> Result<(), Fault> {
    match begun {
        Some(begun) => annotations.push(begun.finish(xml, remarks)?),
        None => xml.skip()?,
    }
    Ok(())
}

/// The start tag of a note or a property.
#[derive(Debug)]
pub(super) struct Begun {
    /// The property's type; `None`: a note.
    kind: Option<String>,
    attributes: Vec<(String, String)>,
}

impl Begun {
    /// `None` where the element is neither.
    fn new(element: &Element<'_>, remarks: &mut Remarks) -> Result<Option<Self>, Fault> {
        let element_name = element.name();
        let is_prop = match element_name {
            "prop" => true,
            "note" => false,
            _ => return Ok(None),
        };
        let (mut kind, mut called) = (None, None);
        let mut attributes = Vec::new();
        element.attributes(|name, value| match name {
            "type" if is_prop => kind = Some(value.into_owned()),
            "name" if is_prop => called = Some(value.into_owned()),
            _ if annotation_has_place(name) => {
                attributes.push((name.to_owned(), value.into_owned()));
            }
            _ if name.starts_with("xmlns") => {}
            _ => remarks.note(Oddity::UnknownAttribute, || {
                format!("<{element_name}>: TMX has no attribute {name}; \"{value}\" was left out")
            }),
        })?;
        match (&kind, called) {
            (None, Some(name)) => {
                remarks.note(Oddity::Property, || {
                    "<prop name=...> was read as <prop type=...>".to_owned()
                });
                kind = Some(name);
            }
            (Some(_), Some(name)) => remarks.note(Oddity::UnknownAttribute, || {
                format!("<prop>: TMX has no attribute name; \"{name}\" was left out")
            }),
            (None, None) if is_prop => {
                remarks.note(Oddity::Property, || "a <prop> has no type".to_owned());
                kind = Some(String::new());
            }
            _ => {}
        }
        Ok(Some(Self { kind, attributes }))
    }

    /// Reads up to the end tag.
    fn finish<R: Read>(self, xml: &mut Xml<R>, remarks: &mut Remarks) -> Result<Annotation, Fault> {
        let text = read_text(xml, remarks)?;
        let attributes = self.attributes;
        Ok(match self.kind {
            Some(kind) => Annotation::Prop(Prop {
                kind,
                value: text,
                attributes,
            }),
            None => Annotation::Note(Note { text, attributes }),
        })
    }
}

/// The text up to the end tag of the element opened last, white space as it stands.
fn read_text<R: Read>(xml: &mut Xml<R>, remarks: &mut Remarks) -> Result<String, Fault> {
    let mut text = String::new();
    let mut inside = 0usize;
    loop {
        remarks.place(|| xml.place().line);
        match xml.next()? {
            Piece::Open(element) => {
                lost::check(&element, lost::IN_ANNOTATION, remarks)?;
                let name = element.name();
                if name == "tu" {
                    remarks.note(Oddity::UnknownElement, || {
                        "a unit begins inside of a note or property: only its text was read, as a part of that".into()
                    });
                } else {
                    remarks.note(Oddity::UnknownElement, || {
                        format!("<{name}> in a note or property: only its text was read")
                    });
                }
                inside += 1;
            }
            Piece::Close if inside == 0 => return Ok(text),
            Piece::Close => inside -= 1,
            Piece::Text(part) => text.push_str(&part),
            Piece::Char(c) => text.push(c),
            Piece::Comment => rules::comment("a note or property", remarks),
            Piece::Nothing | Piece::End => {}
        }
    }
}
