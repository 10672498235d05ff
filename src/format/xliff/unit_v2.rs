//! A `unit` of XLIFF 2.0 to 2.2.

use super::content::{self, take};
use super::halves::Halves;
use super::misplaced::is_of_other;
use super::said::{self, Said, attribute_prop, no_source, owned};
use super::{Context, PROP, local, v2};
use crate::format::bilingual::{Extra, prop};
use crate::format::remarks::{excerpt, note as remark};
use crate::format::xml::{Fault, Piece, Xml, is_like};
use crate::format::{Entry, Rejected};
use crate::lang::Lang;
use crate::model::Segment;
use std::io::Read;

/// A `segment` of a unit.
#[derive(Debug, Default)]
struct Part {
    id: Option<String>,
    own: Vec<(String, String)>,
    source: Option<Segment>,
    /// Where it is not that of the file.
    source_lang: Option<Lang>,
    target: Option<Segment>,
    /// The halves of pairs in source and target.
    halves: [Halves; 2],
    line: usize,
}

/// Reads up to the end tag of the `unit` opened last, whose attributes these are: its units, one a segment.
pub(super) fn read<R: Read>(
    xml: &mut Xml<R>,
    mut own: Vec<(String, String)>,
    line: usize,
    context: &Context,
) -> Result<Vec<Entry>, Fault> {
    let mut said = Said {
        id: take(&mut own, "id"),
        ..Said::default()
    };
    for (name, value) in own {
        if name == "name" {
            said.take_name("name", value);
        } else if name != "xml:space" {
            said.unit.push(attribute_prop(&name, value));
        }
    }
    let mut data = v2::Data::default();
    let mut parts: Vec<Part> = Vec::new();
    let mut halves = <[Halves; 2]>::default();
    // How many elements are open that XLIFF has not.
    let mut transparent = 0usize;
    loop {
        let is_other;
        let (name, own) = match xml.next()? {
            Piece::Open(element) => {
                is_other = is_of_other(&element)?;
                owned(&element)?
            }
            Piece::Close if transparent == 0 => break,
            Piece::Close => {
                transparent -= 1;
                continue;
            }
            piece => {
                said.stray(&piece, "a unit");
                continue;
            }
        };
        match local(&name, &context.prefix) {
            "notes" => notes(xml, context, &mut said)?,
            "originalData" => original_data(xml, &mut data)?,
            "segment" => {
                let line = xml.place().line;
                let mut part = segment(xml, own, context, &data, &mut said)?;
                append(&mut halves, std::mem::take(&mut part.halves));
                part.source_lang = said.source_lang.take();
                part.line = if parts.is_empty() {
                    line
                } else {
                    part.line.max(line)
                };
                parts.push(part);
            }
            "ignorable" => {
                let of_blanks = ignorable(xml, context, &data, &mut said)?;
                append(&mut halves, of_blanks);
            }
            name if name.ends_with(":metadata") => metadata(xml, &mut said)?,
            name if name.ends_with(":matches") => {
                for _ in 0..matches(xml)? {
                    said.leave_out("alternative translations (<mtc:match>) were left out");
                }
            }
            // The reader rejects it.
            name if is_like(name, "unit") => xml.skip()?,
            name if is_other || name.contains(':') => {
                let name = name.to_owned();
                xml.skip()?;
                said.leave_out(&format!("<{name}> was left out"));
            }
            name => {
                said.leave_out(&format!(
                    "<{name}> is no element of XLIFF or has no place here: segments in it were read"
                ));
                transparent += 1;
            }
        }
    }
    entries(parts, halves, said, line, context)
}

/// The units of what was read of a unit.
fn entries(
    parts: Vec<Part>,
    halves: [Halves; 2],
    mut said: Said,
    line: usize,
    context: &Context,
) -> Result<Vec<Entry>, Fault> {
    // The other half may stand in a segment that is still to be translated.
    let translated = parts.iter().all(|part| part.target.is_some());
    let [source, target] = halves;
    said.unpaired.extend(source.remarks("the source"));
    if translated {
        said.unpaired.extend(target.remarks("the target"));
    }
    let segments = parts.len();
    let several = segments > 1;
    let mut entries = Vec::new();
    let odd = said.take_remarks();
    for (n, part) in parts.into_iter().enumerate() {
        let mut said = said.of_segment(n, segments);
        said.source_lang = part.source_lang;
        for (name, value) in part.own {
            said.target.push(attribute_prop(&name, value));
        }
        let number = part.id.unwrap_or_else(|| (n + 1).to_string());
        let number = several.then_some(number.as_str());
        let Some(source) = part.source else {
            entries.push(no_source(said.tuid_of(number), part.line));
            continue;
        };
        let target = part
            .target
            .and_then(|target| said.translation(None, target, context));
        let line = if several { part.line } else { line };
        // What stands before the segments in the file comes before what they say themselves.
        entries.push(said.entry(source, target, number, line, context)?);
    }
    if segments == 0 {
        let reason = "there is no <segment>";
        entries.push(Entry::Rejected(Rejected::new(
            line,
            said.tuid_of(None),
            reason,
        )));
    }
    said::tell_once(&mut entries, odd, line, context);
    Ok(entries)
}

fn segment<R: Read>(
    xml: &mut Xml<R>,
    mut own: Vec<(String, String)>,
    context: &Context,
    data: &v2::Data,
    said: &mut Said,
) -> Result<Part, Fault> {
    let mut part = Part {
        id: take(&mut own, "id"),
        own,
        ..Part::default()
    };
    loop {
        let (name, mut own) = match xml.next()? {
            Piece::Open(element) => owned(&element)?,
            Piece::Close => return Ok(part),
            piece => {
                said.stray(&piece, "a segment");
                continue;
            }
        };
        let name = local(&name, &context.prefix).to_owned();
        let read = content::read(xml, &mut said.remarks, |element, remarks| {
            v2::meaning(element, &context.prefix, data, remarks)
        })?;
        match name.as_str() {
            "source" if part.source.is_some() => said.further("source", &read),
            "target" if part.target.is_some() => said.further("target", &read),
            "source" => {
                said.speaks(own, &context.document);
                part.source = Some(read.whole);
                part.halves[0] = read.halves;
            }
            "target" => {
                part.target = Some(read.whole);
                part.halves[1] = read.halves;
                // Where it stands among the translations of the whole.
                part.own
                    .extend(take(&mut own, "order").map(|place| ("order".to_owned(), place)));
            }
            // A note or a match of a segment stands in its unit.
            _ => said.leave_out(&format!("<{name}> of a segment was left out")),
        }
    }
}

/// Takes the halves of pairs of a further part of a unit.
fn append(all: &mut [Halves; 2], more: [Halves; 2]) {
    for (all, more) in all.iter_mut().zip(more) {
        all.append(more);
    }
}

/// Reads what stands between segments: blanks and codes, which are no text to translate, and what else is told. Gives the
/// halves of pairs of source and target; without a target the source stands for it.
fn ignorable<R: Read>(
    xml: &mut Xml<R>,
    context: &Context,
    data: &v2::Data,
    said: &mut Said,
) -> Result<[Halves; 2], Fault> {
    let (mut source, mut target) = (Halves::default(), None);
    loop {
        match xml.next()? {
            Piece::Open(element) => {
                element.check()?;
                let is_target = local(element.name(), &context.prefix) == "target";
                let read = content::read(xml, &mut said.remarks, |element, remarks| {
                    v2::meaning(element, &context.prefix, data, remarks)
                })?;
                let text = read.whole.text();
                if !text.trim().is_empty() {
                    remark(&mut said.remarks, || {
                        format!(
                            "text between segments (<ignorable>) was left out: {}",
                            excerpt(&text)
                        )
                    });
                }
                if is_target {
                    target = Some(read.halves);
                } else {
                    source = read.halves;
                }
            }
            Piece::Close => {
                let target = target.unwrap_or_else(|| source.clone());
                return Ok([source, target]);
            }
            piece => said.stray(&piece, "<ignorable>"),
        }
    }
}

/// How many alternative translations stand up to the end tag.
fn matches<R: Read>(xml: &mut Xml<R>) -> Result<u64, Fault> {
    let mut count = 0;
    loop {
        match xml.next()? {
            Piece::Open(element) => {
                let is_match = element.name().ends_with(":match");
                xml.skip()?;
                count += u64::from(is_match);
            }
            Piece::Close => return Ok(count),
            _ => {}
        }
    }
}

fn notes<R: Read>(xml: &mut Xml<R>, context: &Context, said: &mut Said) -> Result<(), Fault> {
    loop {
        match xml.next()? {
            Piece::Open(element) => {
                let (name, own) = owned(&element)?;
                match local(&name, &context.prefix) {
                    "note" => said::note(xml, own, "appliesTo", said)?,
                    _ => xml.skip()?,
                }
            }
            Piece::Close => return Ok(()),
            _ => {}
        }
    }
}

fn original_data<R: Read>(xml: &mut Xml<R>, data: &mut v2::Data) -> Result<(), Fault> {
    loop {
        match xml.next()? {
            Piece::Open(element) => {
                let (_, mut own) = owned(&element)?;
                let id = take(&mut own, "id").unwrap_or_default();
                let mut remarks = Vec::new();
                let none = v2::Data::default();
                let read = content::read(xml, &mut remarks, |element, remarks| {
                    v2::meaning(element, "", &none, remarks)
                })?;
                data.insert(id, read.whole.text());
            }
            Piece::Close => return Ok(()),
            _ => {}
        }
    }
}

/// Reads metadata, up to its end tag. Groups of karvan's hold what XLIFF has no place for; others are properties.
fn metadata<R: Read>(xml: &mut Xml<R>, said: &mut Said) -> Result<(), Fault> {
    let mut groups: Vec<String> = Vec::new();
    loop {
        let (name, mut own) = match xml.next()? {
            Piece::Open(element) => owned(&element)?,
            Piece::Close => match groups.pop() {
                Some(_) => continue,
                None => return Ok(()),
            },
            _ => continue,
        };
        if !name.ends_with(":meta") {
            groups.push(take(&mut own, "category").unwrap_or_default());
            continue;
        }
        let kind = take(&mut own, "type").unwrap_or_default();
        let value = said::text(xml)?;
        let group = groups.last().cloned().unwrap_or_default();
        match said.extras(&group) {
            Some(extras) => extras.push(Extra { name: kind, value }),
            // Two categories may have a type each of the same name.
            None if group.is_empty() => said.unit.push(prop(format!("{PROP}meta-{kind}"), value)),
            None => said
                .unit
                .push(prop(format!("{PROP}meta-{group}:{kind}"), value)),
        }
    }
}
