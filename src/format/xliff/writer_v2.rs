//! Writing XLIFF 2.0.

use super::ids::Ids;
use super::v2::{self, Originals};
use super::writer_v1::{is_plain_note, write_attributes};
use super::{METADATA, NAMESPACE_2, NOTE, PROP, content};
use crate::format::UnitWriter;
use crate::format::bilingual::{self, Extra, own_prop};
use crate::format::left_out::LeftOut;
use crate::format::xml::escape;
use crate::lang::Lang;
use crate::model::{Annotation, Segment, Tu, Tuv};
use std::io::{self, Write};

/// Writes units that have both languages as XLIFF 2.0, each `unit` at the beginning of a line; units of one document
/// that follow one another share a `file`. What comes back from it is the same unit.
///
/// Further variants are left out and counted.
#[derive(Debug)]
pub struct Writer<W> {
    out: W,
    source: Lang,
    target: Lang,
    /// The origin that the open `file` names; empty for none.
    file: Option<String>,
    files: usize,
    begun: bool,
    ids: Ids,
    buffer: String,
    left_out: LeftOut,
}

impl<W: Write> Writer<W> {
    /// A writer of the pairs of these languages.
    pub fn new(out: W, source: Lang, target: Lang) -> Self {
        Self {
            out,
            source,
            target,
            file: None,
            files: 0,
            begun: false,
            ids: Ids::default(),
            buffer: String::new(),
            left_out: LeftOut::default(),
        }
    }

    fn begin(&mut self) {
        if std::mem::replace(&mut self.begun, true) {
            return;
        }
        let out = &mut self.buffer;
        out.push_str("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<xliff version=\"2.0\"");
        escape::attribute(out, "xmlns", NAMESPACE_2);
        escape::attribute(out, "xmlns:mda", METADATA);
        escape::attribute(out, "srcLang", self.source.as_str());
        escape::attribute(out, "trgLang", self.target.as_str());
        out.push_str(" xml:space=\"preserve\">\n");
    }

    fn begin_file(&mut self, origin: &str) {
        if self.file.as_deref() == Some(origin) {
            return;
        }
        self.end_file();
        self.files += 1;
        self.ids = Ids::default();
        self.file = Some(origin.to_owned());
        let out = &mut self.buffer;
        out.push_str("<file");
        escape::attribute(out, "id", &format!("f{}", self.files));
        if !origin.is_empty() {
            escape::attribute(out, "original", origin);
        }
        out.push_str(">\n");
    }

    fn end_file(&mut self) {
        if self.file.take().is_some() {
            self.buffer.push_str("</file>\n");
        }
    }

    fn flush_buffer(&mut self) -> io::Result<()> {
        self.left_out.replace(escape::settle(&mut self.buffer));
        self.out.write_all(self.buffer.as_bytes())?;
        self.buffer.clear();
        Ok(())
    }
}

impl<W: Write> UnitWriter for Writer<W> {
    fn write(&mut self, tu: &Tu) -> io::Result<()> {
        self.begin();
        let Some((source, target)) =
            super::pair(tu, &self.source, &self.target, &mut self.left_out)
        else {
            return Ok(());
        };
        self.begin_file(tu.origin.as_deref().unwrap_or_default());
        let unit = Unit {
            tu,
            source,
            target,
            from: &self.source,
            to: &self.target,
        };
        unit.write(&mut self.buffer, &mut self.ids);
        self.flush_buffer()
    }

    fn finish(&mut self) -> io::Result<()> {
        self.begin();
        // There is no XLIFF 2 without a unit; what has none is as valid as it can be.
        self.end_file();
        self.buffer.push_str("</xliff>\n");
        self.flush_buffer()?;
        self.out.flush()
    }

    fn left_out(&self) -> LeftOut {
        self.left_out.clone()
    }
}

/// A unit with what the file says of its languages.
struct Unit<'a> {
    tu: &'a Tu,
    source: &'a Tuv,
    target: &'a Tuv,
    from: &'a Lang,
    to: &'a Lang,
}

impl Unit<'_> {
    fn write(&self, out: &mut String, ids: &mut Ids) {
        let mut originals = Originals::default();
        let (mut source, mut target) = (String::new(), String::new());
        v2::write(&mut source, &self.source.segment, &mut originals);
        v2::write(&mut target, &self.target.segment, &mut originals);
        let data = originals.data();
        let back = |written: &str, tuv: &Tuv| -> Option<Segment> {
            if !tuv.segment.has_codes() {
                return Some(tuv.segment.clone());
            }
            content::read_back(written, |element, remarks| {
                v2::meaning(element, "", &data, remarks)
            })
        };
        let (source_back, target_back) = (back(&source, self.source), back(&target, self.target));

        out.push_str("<unit");
        let has_id = super::write_id(out, self.tu.tuid.as_deref(), "name", ids);
        let mut of_unit = write_attributes(out, &self.tu.annotations, |name, value| match name {
            "translate" => matches!(value, "yes" | "no"),
            "name" => has_id,
            _ => false,
        });
        out.push_str(">\n");
        let mut segment_start = String::from("  <segment");
        let mut of_target = write_attributes(
            &mut segment_start,
            &self.target.annotations,
            |name, value| {
                name == "state" && matches!(value, "initial" | "translated" | "reviewed" | "final")
            },
        );
        let mut of_source = Vec::new();
        let mut notes = String::new();
        // A segment's attributes are read after the notes.
        let attributes = std::mem::take(&mut of_target);
        write_notes(&mut notes, &self.tu.annotations, None, &mut of_unit);
        write_notes(
            &mut notes,
            &self.source.annotations,
            Some("source"),
            &mut of_source,
        );
        write_notes(
            &mut notes,
            &self.target.annotations,
            Some("target"),
            &mut of_target,
        );
        of_target.extend(attributes);

        let groups = [
            (
                "x-karvan-unit",
                bilingual::of_unit(self.tu, self.from, &of_unit),
            ),
            (
                "x-karvan-source",
                bilingual::of_variant(self.source, self.from, source_back.as_ref(), &of_source),
            ),
            (
                "x-karvan-target",
                bilingual::of_variant(self.target, self.to, target_back.as_ref(), &of_target),
            ),
        ];
        write_metadata(out, &groups);
        if !notes.is_empty() {
            out.push_str("  <notes>\n");
            out.push_str(&notes);
            out.push_str("  </notes>\n");
        }
        if !originals.all().is_empty() {
            out.push_str("  <originalData>\n");
            for (id, text) in originals.all() {
                out.push_str("    <data");
                escape::attribute(out, "id", id);
                out.push('>');
                v2::write_text(out, text);
                out.push_str("</data>\n");
            }
            out.push_str("  </originalData>\n");
        }
        out.push_str(&segment_start);
        out.push_str(">\n    <source>");
        out.push_str(&source);
        out.push_str("</source>\n    <target>");
        out.push_str(&target);
        out.push_str("</target>\n  </segment>\n</unit>\n");
    }
}

fn write_notes(
    out: &mut String,
    annotations: &[Annotation],
    side: Option<&str>,
    native: &mut Vec<usize>,
) {
    for (at, annotation) in annotations.iter().enumerate() {
        let Annotation::Note(note) = annotation else {
            continue;
        };
        if !is_plain_note(note) || !note.attributes.is_empty() {
            continue;
        }
        out.push_str("    <note");
        if let Some(side) = side {
            escape::attribute(out, "appliesTo", side);
        }
        native.push(at);
        let mut next = at + 1;
        while let Some((name, value)) = annotations.get(next).and_then(|next| own_prop(next, PROP))
        {
            let Some(name) = name.strip_prefix(NOTE) else {
                break;
            };
            let category = name == "category" && next == at + 1;
            if !category || !escape::is_whole(value) {
                break;
            }
            escape::attribute(out, name, value);
            native.push(next);
            next += 1;
        }
        out.push('>');
        escape::text(out, &note.text);
        out.push_str("</note>\n");
    }
}

fn write_metadata(out: &mut String, groups: &[(&str, Vec<Extra>)]) {
    if groups.iter().all(|(_, extras)| extras.is_empty()) {
        return;
    }
    out.push_str("  <mda:metadata>\n");
    for (category, extras) in groups.iter().filter(|(_, extras)| !extras.is_empty()) {
        out.push_str("    <mda:metaGroup");
        escape::attribute(out, "category", category);
        out.push_str(">\n");
        for extra in extras {
            out.push_str("      <mda:meta");
            escape::attribute(out, "type", &extra.name);
            out.push('>');
            escape::text(out, &extra.value);
            out.push_str("</mda:meta>\n");
        }
        out.push_str("    </mda:metaGroup>\n");
    }
    out.push_str("  </mda:metadata>\n");
}
