//! Reading the header.

use super::attributes::{self, Owner};
use super::unit::{self, Context};
use super::xml::{Element, Fault, Piece, Xml};
use super::{annotation, excerpt, lost, own, root, rules, united};
use crate::format::Oddity;
use crate::format::oddity::Remarks;
use crate::model::{Annotation, Header, Tu, UserEncoding};
use std::io::Read;

/// The header of a start tag, with its attributes as written.
pub(super) fn begin(element: &Element<'_>, remarks: &mut Remarks) -> Result<Header, Fault> {
    rules::attributes(element, remarks)?;
    let attributes = collect(element)?;
    for (name, value) in &attributes {
        attributes::told_in_header(name, value, remarks);
    }
    let header = Header {
        attributes,
        ..Header::default()
    };
    rules::filled_in(&header, remarks);
    Ok(header)
}

/// What becomes of the attributes of a second header of a file that say otherwise than the first: the properties that keep them, and
/// the remark that names them.
pub(super) fn further(first: &Header, second: &Header) -> (Vec<Annotation>, String) {
    let differing = united::differing(first, second);
    let (kept, left): (Vec<_>, Vec<_>) =
        differing.partition(|(name, value)| united::is_kept(name, value));
    let mut said = "there is a second header: its notes and properties were kept".to_owned();
    for (what, attributes) in [
        ("its other attributes became properties", &kept),
        ("did not count", &left),
    ] {
        let named = attributes
            .iter()
            .map(|(name, value)| format!("{name}={}", excerpt(value)));
        let named: Vec<String> = named.collect();
        if !named.is_empty() {
            said.push_str(&format!("; {what}: {}", named.join(", ")));
        }
    }
    let kept = kept
        .iter()
        .map(|(name, value)| Annotation::Prop(own::prop(name, value)));
    (kept.collect(), said)
}

fn collect(element: &Element<'_>) -> Result<Vec<(String, String)>, Fault> {
    let mut attributes = Vec::new();
    element.attributes(|name, value| attributes.push((name.to_owned(), value.into_owned())))?;
    Ok(attributes)
}

/// Where reading a header ended.
pub(super) enum End {
    /// At its end tag.
    Tag,
    /// At a unit that stands in it, so many elements further in.
    Unit(Box<Tu>, usize),
    /// At a body that stands in it, so many elements further in.
    Body(usize),
}

/// An open element in a header.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    Ude,
    Map,
    Unknown,
}

/// Reads the rest of the header, up to its end tag, or to where units begin. What TMX has no place for in a header is left
/// out with a remark.
pub(super) fn finish<R: Read>(
    xml: &mut Xml<R>,
    mut header: Header,
    context: &mut Context,
) -> Result<(Header, End), Fault> {
    let mut open: Vec<Part> = Vec::new();
    let end = loop {
        let remarks = &mut context.remarks;
        remarks.place(|| xml.place().line);
        match xml.next()? {
            Piece::Open(element) => match (element.name(), open.last()) {
                ("tu", _) => {
                    let tu = unit::begin(&element, context)?;
                    break End::Unit(Box::new(tu), open.len());
                }
                ("body", _) => {
                    rules::left_out(&element, remarks)?;
                    break End::Body(open.len());
                }
                ("note" | "prop", None) => {
                    let begun = annotation::begin(&element, "the header", remarks)?;
                    annotation::finish(xml, begun, &mut header.annotations, remarks)?;
                }
                ("ude", None) => {
                    let attributes = collect_known(&element, &["name", "base"], remarks)?;
                    missing(&element, "name", &attributes, remarks);
                    let maps = Vec::new();
                    header.encodings.push(UserEncoding { attributes, maps });
                    open.push(Part::Ude);
                }
                ("map", Some(Part::Ude)) => {
                    let known = ["unicode", "code", "ent", "subst"];
                    let map = collect_known(&element, &known, remarks)?;
                    missing(&element, "unicode", &map, remarks);
                    if let Some(encoding) = header.encodings.last_mut() {
                        encoding.maps.push(map);
                    }
                    open.push(Part::Map);
                }
                (name, around) => {
                    if around != Some(&Part::Unknown) {
                        let place = Part::place(around.copied());
                        remarks.note(Oddity::UnknownElement, || {
                            let case = root::case_of(name);
                            format!("<{name}> has no place in {place}{case}: it was left out")
                        });
                    }
                    lost::check(&element, lost::TOO_DEEP, remarks)?;
                    open.push(Part::Unknown);
                }
            },
            Piece::Close => {
                if open.pop().is_none() {
                    break End::Tag;
                }
            }
            Piece::Text(text) => stray(&text, open.last(), remarks),
            Piece::Char(c) => stray(c.encode_utf8(&mut [0; 4]), open.last(), remarks),
            Piece::Comment | Piece::Nothing | Piece::End => {}
        }
    };
    attributes::restore(
        Owner::Header,
        &mut header.annotations,
        &mut header.attributes,
    );
    Ok((header, end))
}

impl Part {
    fn place(part: Option<Self>) -> &'static str {
        match part {
            Some(Self::Ude) => "a ude",
            Some(Self::Map) => "a map",
            _ => "the header",
        }
    }
}

/// Remarks on text in a header; that of an element that is left out belongs to it.
fn stray(text: &str, around: Option<&Part>, remarks: &mut Remarks) {
    if around != Some(&Part::Unknown) {
        let place = format!("in {}", Part::place(around.copied()));
        rules::stray(text, &place, remarks);
    }
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

/// Remarks on an attribute that an element must have, where it has not.
fn missing(
    element: &Element<'_>,
    wanted: &str,
    attributes: &[(String, String)],
    remarks: &mut Remarks,
) {
    if attributes.iter().all(|(name, _)| name != wanted) {
        remarks.note(Oddity::MissingAttribute, || {
            format!("<{}> has no {wanted}, which it must have", element.name())
        });
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
