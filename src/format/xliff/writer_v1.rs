//! Writing XLIFF 1.2, valid against its strict schema.

use super::ids::Ids;
use super::{CONTEXT, NAMESPACE_1, NOTE, PROP, content, v1};
use crate::format::UnitWriter;
use crate::format::bilingual::{self, Extra, own_prop};
use crate::format::left_out::LeftOut;
use crate::format::unconfirmed::{self, NEEDS_REVIEW};
use crate::format::xml::escape;
use crate::lang::Lang;
use crate::model::{Annotation, Note, Tu, Tuv};
use std::io::{self, Write};

/// The values of a target's `state`; others begin with `x-`.
const STATES: [&str; 10] = [
    "final",
    "needs-adaptation",
    "needs-l10n",
    "needs-review-adaptation",
    "needs-review-l10n",
    "needs-review-translation",
    "needs-translation",
    "new",
    "signed-off",
    "translated",
];

/// The values of a `context-type`; others begin with `x-`.
const CONTEXTS: [&str; 8] = [
    "database",
    "element",
    "elementtitle",
    "linenumber",
    "numparams",
    "paramnotes",
    "record",
    "sourcefile",
];

/// Writes units that have both languages as XLIFF 1.2, each `trans-unit` at the beginning of a line; units of one
/// document that follow one another share a `file`. What comes back from it is the same unit.
///
/// A character that XML cannot hold is written as U+FFFD. Such units, and further variants, are counted.
#[derive(Debug)]
pub struct Writer<W> {
    out: W,
    source: Lang,
    target: Lang,
    /// What the open `file` says: origin, source and target.
    file: Option<(Option<String>, Lang, Lang)>,
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
            begun: false,
            ids: Ids::default(),
            buffer: String::new(),
            left_out: LeftOut::default(),
        }
    }

    fn begin(&mut self) {
        if !std::mem::replace(&mut self.begun, true) {
            self.buffer
                .push_str("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<xliff version=\"1.2\"");
            escape::attribute(&mut self.buffer, "xmlns", NAMESPACE_1);
            self.buffer.push_str(">\n");
        }
    }

    fn begin_file(&mut self, origin: Option<&str>, source: &Lang, target: &Lang) {
        let fits = |(known, from, to): &(Option<String>, Lang, Lang)| {
            known.as_deref() == origin && from == source && to == target
        };
        if self.file.as_ref().is_some_and(fits) {
            return;
        }
        self.end_file();
        self.ids = Ids::default();
        self.file = Some((origin.map(str::to_owned), source.clone(), target.clone()));
        let out = &mut self.buffer;
        out.push_str("<file");
        escape::attribute(out, "original", origin.unwrap_or_default());
        escape::attribute(out, "source-language", source.as_str());
        escape::attribute(out, "target-language", target.as_str());
        out.push_str(" datatype=\"plaintext\">\n<body>\n");
    }

    fn end_file(&mut self) {
        if self.file.take().is_some() {
            self.buffer.push_str("</body>\n</file>\n");
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
        self.begin_file(
            tu.origin.as_deref().filter(|name| !name.is_empty()),
            &source.lang,
            &target.lang,
        );
        write_unit(&mut self.buffer, tu, source, target, &mut self.ids);
        self.flush_buffer()
    }

    fn finish(&mut self) -> io::Result<()> {
        self.begin();
        if self.file.is_none() {
            let (source, target) = (self.source.clone(), self.target.clone());
            self.begin_file(None, &source, &target);
        }
        self.end_file();
        self.buffer.push_str("</xliff>\n");
        self.flush_buffer()?;
        self.out.flush()
    }

    fn left_out(&self) -> LeftOut {
        self.left_out.clone()
    }
}

fn write_unit(out: &mut String, tu: &Tu, source: &Tuv, target: &Tuv, ids: &mut Ids) {
    out.push_str("<trans-unit");
    let has_id = super::write_id(out, tu.tuid.as_deref(), "resname", ids);
    let is_unconfirmed = unconfirmed::is_said_elsewhere(tu, target);
    let mut native = write_attributes(out, &tu.annotations, |name, value| match name {
        // What contradicts the state is carried along: beside it, it would be another program's word.
        "approved" if is_unconfirmed => value == "no",
        "approved" | "translate" => matches!(value, "yes" | "no"),
        "resname" => has_id,
        "extradata" | "help-id" | "menu" | "menu-option" | "menu-name" => true,
        _ => false,
    });
    out.push_str(" xml:space=\"preserve\">\n");
    let mut segment = String::new();
    v1::write(&mut segment, &source.segment);
    let source_back = read_back(&segment, source);
    out.push_str("  <source>");
    out.push_str(&segment);
    segment.clear();
    v1::write(&mut segment, &target.segment);
    let target_back = read_back(&segment, target);
    out.push_str("</source>\n  <target");
    // The reader takes the state away that is supplied here, so that the same one of its own is carried along.
    let is_supplied = |name: &str, value: &str| {
        let is_other = value == NEEDS_REVIEW || unconfirmed::is_final(Some(value));
        is_unconfirmed && name == "state" && is_other
    };
    let mut has_state = false;
    let mut of_target = write_attributes(out, &target.annotations, |name, value| {
        let is_native = is_target_attribute(name, value) && !is_supplied(name, value);
        has_state |= is_native && name == "state" && escape::is_whole(value);
        is_native
    });
    if is_unconfirmed && !has_state {
        escape::attribute(out, "state", NEEDS_REVIEW);
    }
    out.push('>');
    out.push_str(&segment);
    out.push_str("</target>\n");
    let mut of_source = Vec::new();
    write_elements(out, &tu.annotations, "general", &mut native);
    write_elements(out, &source.annotations, "source", &mut of_source);
    write_elements(out, &target.annotations, "target", &mut of_target);
    let (from, to) = (&source.lang, &target.lang);
    write_group(out, "x-karvan-unit", &bilingual::of_unit(tu, from, &native));
    write_group(
        out,
        "x-karvan-source",
        &bilingual::of_variant(source, from, source_back.as_ref(), &of_source),
    );
    write_group(
        out,
        "x-karvan-target",
        &bilingual::of_variant(target, to, target_back.as_ref(), &of_target),
    );
    out.push_str("</trans-unit>\n");
}

fn read_back(written: &str, tuv: &Tuv) -> Option<crate::model::Segment> {
    if !tuv.segment.has_codes() {
        return Some(tuv.segment.clone());
    }
    content::read_back(written, |element, remarks| {
        v1::meaning(element, "", &super::tag_defs::Tags::default(), remarks)
    })
}

fn is_target_attribute(name: &str, value: &str) -> bool {
    match name {
        "state" => STATES.contains(&value) || value.starts_with("x-"),
        "state-qualifier" => value.starts_with("x-") || super::QUALIFIERS.contains(&value),
        _ => false,
    }
}

/// Writes the properties that are attributes; their places.
pub(super) fn write_attributes(
    out: &mut String,
    annotations: &[Annotation],
    mut has_place: impl FnMut(&str, &str) -> bool,
) -> Vec<usize> {
    let mut written: Vec<(usize, &str)> = Vec::new();
    for (at, annotation) in annotations.iter().enumerate() {
        if let Some((name, value)) = own_prop(annotation, PROP)
            && has_place(name, value)
            && escape::is_whole(value)
            && !written.iter().any(|(_, known)| *known == name)
        {
            escape::attribute(out, name, value);
            written.push((at, name));
        }
    }
    written.into_iter().map(|(at, _)| at).collect()
}

/// Writes the notes and contexts, and adds their places.
fn write_elements(
    out: &mut String,
    annotations: &[Annotation],
    side: &str,
    native: &mut Vec<usize>,
) {
    let mut at = 0;
    while let Some(annotation) = annotations.get(at) {
        let first = at;
        at += 1;
        match annotation {
            Annotation::Note(note) if is_plain_note(note) => {
                out.push_str("  <note");
                for (name, value) in &note.attributes {
                    escape::attribute(out, name, value);
                }
                native.push(first);
                // What the properties after it say of the note.
                let mut seen: Vec<&str> = Vec::new();
                while let Some((name, value)) =
                    annotations.get(at).and_then(|next| own_prop(next, PROP))
                {
                    let Some(name) = name.strip_prefix(NOTE) else {
                        break;
                    };
                    let fits = match name {
                        "from" => escape::is_whole(value),
                        "priority" => {
                            value.len() == 1 && matches!(value.as_bytes()[0], b'1'..=b'9')
                        }
                        _ => false,
                    };
                    if !fits || seen.contains(&name) {
                        break;
                    }
                    seen.push(name);
                    escape::attribute(out, name, value);
                    native.push(at);
                    at += 1;
                }
                if side != "general" {
                    escape::attribute(out, "annotates", side);
                }
                out.push('>');
                escape::text(out, &note.text);
                out.push_str("</note>\n");
            }
            annotation if side == "general" => {
                if let Some((name, value)) = own_prop(annotation, PROP)
                    && let Some(kind) = name.strip_prefix(CONTEXT)
                    && (CONTEXTS.contains(&kind) || kind.starts_with("x-"))
                    && escape::is_whole(value)
                    && escape::is_whole(kind)
                {
                    out.push_str("  <context-group purpose=\"information\"><context");
                    escape::attribute(out, "context-type", kind);
                    out.push('>');
                    escape::text(out, value);
                    out.push_str("</context></context-group>\n");
                    native.push(first);
                }
            }
            _ => {}
        }
    }
}

/// Whether XLIFF gives the note back as it is.
pub(super) fn is_plain_note(note: &Note) -> bool {
    let lang = |(name, value): &(String, String)| {
        name == "xml:lang" && Lang::parse(value).is_ok_and(|lang| lang.as_str() == value)
    };
    note.attributes.len() <= 1 && note.attributes.iter().all(lang) && escape::is_whole(&note.text)
}

fn write_group(out: &mut String, purpose: &str, extras: &[Extra]) {
    if extras.is_empty() {
        return;
    }
    out.push_str("  <context-group");
    escape::attribute(out, "purpose", purpose);
    out.push_str(">\n");
    for extra in extras {
        out.push_str("    <context");
        escape::attribute(out, "context-type", &format!("x-{}", extra.name));
        out.push('>');
        escape::text(out, &extra.value);
        out.push_str("</context>\n");
    }
    out.push_str("  </context-group>\n");
}
