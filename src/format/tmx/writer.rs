//! Writing TMX 1.4, valid against its DTD. What is written is a function of the units: no clock, no user name.

use super::attributes::{self, Owner, annotation_has_place};
use super::context::{self, Sides, Third};
use super::dialect::{self, Dialect};
use super::direction::{ALL, directed, source_of};
use super::numbering::Numbering;
use super::{codes, date, header, own};
use crate::format::UnitWriter;
use crate::format::left_out::{LeftOut, TEXTLESS};
use crate::format::xml::escape::{attribute, settle, text};
use crate::lang::Lang;
use crate::model::{Annotation, Header, Inline, Prop, Segment, Tu, Tuv, UserEncoding};
use std::io::{self, Write};

/// Writes units as TMX 1.4 in UTF-8, each `<tu` at the beginning of a line.
///
/// A character that XML cannot hold (a control character from some other format) is written as U+FFFD. A unit
/// without a variant cannot be written and is left out. `out` gets one `write` a unit; it need not be buffered
/// for correctness, only for speed.
#[derive(Debug)]
pub struct Writer<W> {
    out: W,
    header: Header,
    source: String,
    /// The language that every unit that has it is to be read from.
    asked: Option<Lang>,
    third: Third,
    dialect: Dialect,
    begun: bool,
    buffer: String,
    segment: String,
    left_out: LeftOut,
}

impl<W: Write> Writer<W> {
    /// A writer with what is kept of the header; `source` is its `srclang`, and that of each unit that has it, in the
    /// unit's own spelling; else the header's own, else `*all*`.
    pub fn new(out: W, header: &Header, source: Option<&Lang>) -> Self {
        let asked = source.cloned();
        let kept =
            header::attribute(header, "srclang").and_then(|tag| Lang::parse_lenient(tag).ok());
        let source = match (source, &kept) {
            (Some(lang), _) => lang.as_str(),
            (None, Some((lang, _))) => lang.as_str(),
            (None, None) => ALL,
        };
        Self {
            out,
            header: header.clone(),
            source: source.to_owned(),
            asked,
            third: Third::of(header),
            dialect: Dialect::Plain,
            begun: false,
            buffer: String::new(),
            segment: String::new(),
            left_out: LeftOut::default(),
        }
    }

    /// The writer that writes context and documents where a tool looks for them.
    #[must_use]
    pub fn for_tool(mut self, dialect: Dialect) -> Self {
        self.dialect = dialect;
        self
    }

    /// Gives the output back.
    pub fn into_inner(self) -> W {
        self.out
    }

    fn begin(&mut self) {
        if self.begun {
            return;
        }
        self.begun = true;
        self.buffer.push_str(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!DOCTYPE tmx SYSTEM \"tmx14.dtd\">\n<tmx version=\"1.4\">\n",
        );
        let header = dialect::header(&self.header, self.dialect);
        write_header(&mut self.buffer, &header, &self.source);
        self.buffer.push_str("<body>\n");
    }

    fn flush_buffer(&mut self) -> io::Result<()> {
        self.left_out.replace(settle(&mut self.buffer));
        self.out.write_all(self.buffer.as_bytes())?;
        self.buffer.clear();
        Ok(())
    }
}

impl<W: Write> UnitWriter for Writer<W> {
    fn write(&mut self, tu: &Tu) -> io::Result<()> {
        self.begin();
        if tu.variants.is_empty() {
            // As another program leaves it that takes its texts away.
            self.left_out.unit(TEXTLESS);
        } else {
            let tu = directed(tu, self.asked.as_ref());
            let tu = dialect::dressed(&tu, self.dialect, self.third);
            let said = context::neighbours(&tu, self.third);
            let (out, segment) = (&mut self.buffer, &mut self.segment);
            write_unit(out, segment, &tu, &said, &self.source);
        }
        self.flush_buffer()
    }

    fn finish(&mut self) -> io::Result<()> {
        self.begin();
        self.buffer.push_str("</body>\n</tmx>\n");
        self.flush_buffer()?;
        self.out.flush()
    }

    fn left_out(&self) -> LeftOut {
        self.left_out.clone()
    }
}

fn write_header(out: &mut String, header: &Header, source: &str) {
    let kept = |name: &str| header::attribute(header, name);
    let admin = kept("adminlang").and_then(|tag| Lang::parse_lenient(tag).ok());
    let segtype =
        kept("segtype").filter(|kind| attributes::has_place(Owner::Header, "segtype", kind));
    out.push_str("<header");
    attribute(out, "creationtool", "karvan");
    attribute(out, "creationtoolversion", env!("CARGO_PKG_VERSION"));
    attribute(out, "segtype", segtype.unwrap_or("sentence"));
    attribute(out, "o-tmf", kept("o-tmf").unwrap_or("karvan"));
    attribute(
        out,
        "adminlang",
        admin.as_ref().map_or("en", |(lang, _)| lang.as_str()),
    );
    attribute(out, "srclang", source);
    attribute(out, "datatype", kept("datatype").unwrap_or("plaintext"));
    let rest: Vec<(&str, String)> = header
        .attributes
        .iter()
        .filter(|(name, _)| !REQUIRED.contains(&name.as_str()))
        .map(|(name, value)| {
            let normal = date::normalise(value).filter(|_| attributes::is_date(name));
            (
                name.as_str(),
                normal.map_or_else(|| value.clone(), std::borrow::Cow::into_owned),
            )
        })
        .collect();
    let split = attributes::divide(
        Owner::Header,
        rest.iter().map(|(name, value)| (*name, value.as_str())),
    );
    for (name, value) in split.attributes {
        attribute(out, name, value);
    }
    let encodings: Vec<&UserEncoding> = header
        .encodings
        .iter()
        .filter(|e| !e.maps.is_empty())
        .collect();
    if split.props.is_empty() && header.annotations.is_empty() && encodings.is_empty() {
        out.push_str("/>\n");
        return;
    }
    out.push_str(">\n");
    for encoding in encodings {
        write_encoding(out, encoding);
    }
    for prop in &split.props {
        write_prop(out, "  ", prop);
    }
    write_annotations(out, "  ", &header.annotations);
    out.push_str("</header>\n");
}

/// The attributes that every header has; they are written first.
const REQUIRED: [&str; 7] = [
    "creationtool",
    "creationtoolversion",
    "segtype",
    "o-tmf",
    "adminlang",
    "srclang",
    "datatype",
];

/// A user-defined encoding; `name` and `unicode` are required, so a missing one is written empty.
fn write_encoding(out: &mut String, encoding: &UserEncoding) {
    out.push_str("  <ude");
    written(out, &encoding.attributes, "name", &["base"]);
    out.push_str(">\n");
    for map in &encoding.maps {
        out.push_str("    <map");
        written(out, map, "unicode", &["code", "ent", "subst"]);
        out.push_str("/>\n");
    }
    out.push_str("  </ude>\n");
}

fn written(out: &mut String, attributes: &[(String, String)], required: &str, others: &[&str]) {
    let value = |name: &str| {
        attributes
            .iter()
            .find(|(n, _)| n == name)
            .map(|(_, v)| v.as_str())
    };
    attribute(out, required, value(required).unwrap_or(""));
    for name in others {
        if let Some(value) = value(name) {
            attribute(out, name, value);
        }
    }
}

/// `said`: what other tools' properties say of the neighbours.
fn write_unit(
    out: &mut String,
    segment: &mut String,
    tu: &Tu,
    said: &[Sides],
    header_source: &str,
) {
    let split = attributes::split(Owner::Tu, &tu.attributes);
    out.push_str("<tu");
    if let Some(tuid) = &tu.tuid {
        attribute(out, "tuid", tuid);
    }
    let mut is_said = false;
    for (name, value) in &split.attributes {
        if *name == "srclang" {
            is_said = true;
        } else {
            attribute(out, name, value);
        }
    }
    let source = source_of(tu);
    if is_said || source != header_source {
        attribute(out, "srclang", source);
    }
    out.push_str(">\n");
    for prop in own::of_tu(tu).chain(split.props) {
        write_prop(out, "  ", &prop);
    }
    write_annotations(out, "  ", &tu.annotations);
    let numbering = Numbering::of(tu);
    for (at, tuv) in tu.variants.iter().enumerate() {
        write_variant(out, segment, (at, tuv), said.get(at), &numbering);
    }
    out.push_str("</tu>\n");
}

fn write_variant<'a>(
    out: &mut String,
    segment: &mut String,
    (at, tuv): (usize, &'a Tuv),
    said: Option<&Sides>,
    numbering: &Numbering<'a>,
) {
    let split = attributes::split(Owner::Tuv, &tuv.attributes);
    segment.clear();
    let corrections = write_segment(segment, &tuv.segment, at, numbering);
    out.push_str("  <tuv");
    attribute(out, "xml:lang", tuv.lang.as_str());
    for (name, value) in &split.attributes {
        attribute(out, name, value);
    }
    out.push('>');
    let start = out.len();
    let corrected = match &corrections {
        Some(list) => Some(own::of_codes(list)),
        None => own::no_codes(&tuv.annotations),
    };
    for prop in own::of_tuv(tuv, said).chain(corrected).chain(split.props) {
        write_prop(out, "\n    ", &prop);
    }
    write_annotations(out, "\n    ", &tuv.annotations);
    let (before, after) = if out.len() > start {
        ("\n    ", "\n  ")
    } else {
        ("", "")
    };
    out.push_str(before);
    out.push_str("<seg>");
    out.push_str(segment);
    out.push_str("</seg>");
    out.push_str(after);
    out.push_str("</tuv>\n");
}

fn write_annotations(out: &mut String, indent: &str, annotations: &[Annotation]) {
    for annotation in annotations {
        match annotation {
            Annotation::Prop(prop) => write_prop(out, indent, prop),
            Annotation::Note(note) => {
                open_line(out, indent, "note");
                annotation_attributes(out, &note.attributes);
                close_line(out, indent, "note", &note.text);
            }
        }
    }
}

fn write_prop(out: &mut String, indent: &str, prop: &Prop) {
    open_line(out, indent, "prop");
    attribute(out, "type", &prop.kind);
    annotation_attributes(out, &prop.attributes);
    close_line(out, indent, "prop", &prop.value);
}

fn annotation_attributes(out: &mut String, attributes: &[(String, String)]) {
    for (n, (name, value)) in attributes.iter().enumerate() {
        let free = !attributes[..n].iter().any(|(before, _)| before == name);
        if free && annotation_has_place(name) {
            attribute(out, name, value);
        }
    }
}

fn open_line(out: &mut String, indent: &str, name: &str) {
    out.push_str(indent);
    out.push('<');
    out.push_str(name);
}

/// A line ends after the element, unless its indent began the line.
fn close_line(out: &mut String, indent: &str, name: &str, content: &str) {
    out.push('>');
    text(out, content);
    out.push_str("</");
    out.push_str(name);
    out.push('>');
    if !indent.starts_with('\n') {
        out.push('\n');
    }
}

/// Writes a segment's content; returns the value of `x-karvan:codes` where it has one.
fn write_segment<'a>(
    out: &mut String,
    segment: &'a Segment,
    variant: usize,
    numbering: &Numbering<'a>,
) -> Option<String> {
    if !segment.has_codes() {
        write_content(out, &segment.content, &mut std::iter::empty());
        return None;
    }
    let shapes = codes::shapes(segment, variant, numbering);
    write_content(out, &segment.content, &mut shapes.iter());
    codes::corrections(segment, &shapes)
}

fn write_content<'a>(
    out: &mut String,
    content: &[Inline],
    shapes: &mut impl Iterator<Item = &'a codes::Shape<'a>>,
) {
    for piece in content {
        let code = match piece {
            Inline::Text(piece) => {
                text(out, piece);
                continue;
            }
            Inline::Code(code) => code,
        };
        let Some(shape) = shapes.next() else { continue };
        let name = shape.kind.name();
        out.push('<');
        out.push_str(name);
        for (name, value) in &shape.attributes {
            attribute(out, name, value);
        }
        if let Some((name, value)) = &shape.supplied {
            attribute(out, name, value);
        }
        if code.content.is_empty() {
            out.push_str("/>");
            continue;
        }
        out.push('>');
        write_content(out, &code.content, shapes);
        out.push_str("</");
        out.push_str(name);
        out.push('>');
    }
}
