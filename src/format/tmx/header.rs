//! Reading the header.

use super::attributes::{self, Owner};
use super::xml::{Element, Fault, Piece, Xml};
use super::{annotation, rules};
use crate::format::oddity::Remarks;
use crate::model::{Header, UserEncoding};
use std::io::Read;

/// The header of a start tag, with its attributes as written.
pub(super) fn begin(element: &Element<'_>, remarks: &mut Remarks) -> Result<Header, Fault> {
    rules::attributes(element, remarks)?;
    Ok(Header {
        attributes: collect(element)?,
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
                let attributes = collect(&element)?;
                let maps = read_maps(xml)?;
                header.encodings.push(UserEncoding { attributes, maps });
            }
            Piece::Open(element) => {
                let place = "the header";
                let begun = annotation::begin(&element, place, remarks)?;
                annotation::finish(xml, begun, &mut header.annotations, remarks)?;
            }
            Piece::Close => break,
            Piece::Text(text) => rules::stray(&text, "in the header", remarks),
            _ => {}
        }
    }
    attributes::restore(
        Owner::Header,
        &mut header.annotations,
        &mut header.attributes,
    );
    Ok(header)
}

fn read_maps<R: Read>(xml: &mut Xml<R>) -> Result<Vec<Vec<(String, String)>>, Fault> {
    let mut maps = Vec::new();
    loop {
        match xml.next()? {
            Piece::Open(element) => {
                let attributes = collect(&element)?;
                if element.name() == "map" {
                    maps.push(attributes);
                }
                xml.skip()?;
            }
            Piece::Close => return Ok(maps),
            _ => {}
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
