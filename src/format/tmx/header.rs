//! Reading the header.

use super::attributes::{self, Owner};
use super::xml::{Element, Fault, Piece, Xml};
use super::{annotation, excerpt, root, rules};
use crate::format::Oddity;
use crate::format::oddity::Remarks;
use crate::model::{Header, UserEncoding};
use std::io::Read;

/// The header of a start tag, with its attributes as written.
pub(super) fn begin(element: &Element<'_>, remarks: &mut Remarks) -> Result<Header, Fault> {
    rules::attributes(element, remarks)?;
    let attributes = collect(element)?;
    for (name, value) in &attributes {
        attributes::told_in_header(name, value, remarks);
    }
    Ok(Header {
        attributes,
        ..Header::default()
    })
}

fn collect(element: &Element<'_>) -> Result<Vec<(String, String)>, Fault> {
    let mut attributes = Vec::new();
    element.attributes(|name, value| attributes.push((name.to_owned(), value.into_owned())))?;
    Ok(attributes)
}

/// Reads the rest of the header, up to its end tag. What TMX has no place for in a header is left out with a remark.
pub(super) fn finish<R: Read>(
    xml: &mut Xml<R>,
    mut header: Header,
    remarks: &mut Remarks,
) -> Result<Header, Fault> {
    loop {
        remarks.place(|| xml.place().line);
        match xml.next()? {
            Piece::Open(element) if element.name() == "ude" => {
                let attributes = collect_known(&element, &["name", "base"], remarks)?;
                let maps = read_maps(xml, remarks)?;
                header.encodings.push(UserEncoding { attributes, maps });
            }
            Piece::Open(element) => {
                let place = "the header";
                let begun = annotation::begin(&element, place, remarks)?;
                annotation::finish(xml, begun, &mut header.annotations, remarks)?;
            }
            Piece::Close => break,
            Piece::Text(text) => rules::stray(&text, "in the header", remarks),
            Piece::Char(c) => rules::stray(&String::from(c), "in the header", remarks),
            Piece::Nothing | Piece::End => {}
        }
    }
    attributes::restore(
        Owner::Header,
        &mut header.annotations,
        &mut header.attributes,
    );
    Ok(header)
}

/// The attributes of an element that may have these; others are left out with a remark.
fn collect_known(
    element: &Element<'_>,
    known: &[&str],
    remarks: &mut Remarks,
) -> Result<Vec<(String, String)>, Fault> {
    let mut attributes = collect(element)?;
    let tag = element.name();
    attributes.retain(|(name, value)| {
        let stays = known.contains(&name.as_str());
        if !stays && !name.starts_with("xmlns") {
            remarks.note(Oddity::UnknownAttribute, || {
                let value = excerpt(value);
                format!("<{tag}>: TMX has no attribute {name}; {value} was left out")
            });
        }
        stays
    });
    Ok(attributes)
}

fn read_maps<R: Read>(
    xml: &mut Xml<R>,
    remarks: &mut Remarks,
) -> Result<Vec<Vec<(String, String)>>, Fault> {
    let mut maps = Vec::new();
    loop {
        remarks.place(|| xml.place().line);
        match xml.next()? {
            Piece::Open(element) => {
                if element.name() == "map" {
                    let known = ["unicode", "code", "ent", "subst"];
                    maps.push(collect_known(&element, &known, remarks)?);
                } else {
                    let name = element.name();
                    let case = root::case_of(name);
                    remarks.note(Oddity::UnknownElement, || {
                        format!("<{name}> has no place in a ude{case}: it was left out")
                    });
                    element.check()?;
                }
                xml.skip()?;
            }
            Piece::Close => return Ok(maps),
            Piece::Text(text) => rules::stray(&text, "in a ude", remarks),
            Piece::Char(c) => rules::stray(&String::from(c), "in a ude", remarks),
            Piece::Nothing | Piece::End => {}
        }
    }
}

/// A header's attribute.
pub(super) fn attribute<'a>(header: &'a Header, name: &str) -> Option<&'a str> {
    header
        .attributes
        .iter()
        .find(|(there, _)| there == name)
        .map(|(_, value)| value.as_str())
}
