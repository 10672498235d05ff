//! A `trans-unit` of XLIFF 1.2.

use super::content::{self, Content, Part, take};
use super::foreign::{self, SegmentDefinition};
use super::said::{self, Said, attribute_prop, no_source, owned};
use super::{CONTEXT, Context, Document, PROP, local, v1};
use crate::format::bilingual::{Extra, prop};
use crate::format::remarks::excerpt;
use crate::format::xml::{Fault, Piece, Xml};
use crate::format::{Entry, Rejected};
use crate::lang::Lang;
use crate::model::Annotation;
use std::io::Read;

/// What was read of a `trans-unit`.
#[derive(Debug, Default)]
pub(super) struct TransUnit {
    said: Said,
    source: Option<Content>,
    seg_source: Option<Content>,
    target: Option<Content>,
    target_lang: Option<Lang>,
    definitions: Vec<SegmentDefinition>,
}

/// Reads up to the end tag of the `trans-unit` opened last, whose attributes these are.
pub(super) fn read<R: Read>(
    xml: &mut Xml<R>,
    mut own: Vec<(String, String)>,
    context: &Context,
) -> Result<TransUnit, Fault> {
    let mut unit = TransUnit::default();
    let said = &mut unit.said;
    said.id = take(&mut own, "id");
    for (name, value) in own {
        // Text is kept to the blank whatever xml:space says.
        if name == "resname" {
            said.take_name("resname", value);
        } else if name != "xml:space" && !foreign::take_memoq(&name, &value, &mut said.attributes) {
            said.unit.push(attribute_prop(&name, value));
        }
    }
    loop {
        let (name, own) = match xml.next()? {
            Piece::Open(element) => owned(&element)?,
            Piece::Close => break,
            piece => {
                unit.said.stray(&piece, "a unit");
                continue;
            }
        };
        match local(&name, &context.prefix) {
            "source" => {
                let read = content(xml, context, &mut unit.said)?;
                if unit.source.is_some() {
                    unit.said.further("source", &read);
                } else {
                    let own = unit.said.speaks(own, &context.document);
                    let own = own.into_iter().filter(|(name, _)| name != "xml:space");
                    let own = own.map(|(name, value)| attribute_prop(&name, value));
                    unit.said.source.extend(own);
                    unit.source = Some(read);
                }
            }
            "seg-source" => {
                unit.seg_source = Some(content(xml, context, &mut unit.said)?);
            }
            "target" => {
                let read = content(xml, context, &mut unit.said)?;
                if unit.target.is_some() {
                    unit.said.further("target", &read);
                } else {
                    unit.take_target(own, &context.document);
                    unit.target = Some(read);
                }
            }
            "note" => said::note(xml, own, "annotates", &mut unit.said)?,
            "context-group" => contexts(xml, own, context, &mut unit.said)?,
            "prop-group" => props(xml, context, &mut unit.said)?,
            "alt-trans" => {
                xml.skip()?;
                unit.said
                    .leave_out("alternative translations (<alt-trans>) were left out");
            }
            "sdl:seg-defs" => {
                let previous;
                (unit.definitions, previous) = foreign::segment_definitions(xml)?;
                for _ in 0..previous {
                    unit.said.leave_out("<sdl:prev-origin> was left out");
                }
            }
            "mq:comments" => foreign::memoq_comments(xml, &mut unit.said.unit)?,
            // The reader rejects it.
            "trans-unit" => xml.skip()?,
            name => {
                let name = name.to_owned();
                xml.skip()?;
                unit.said.leave_out(&format!("<{name}> was left out"));
            }
        }
    }
    Ok(unit)
}

fn content<R: Read>(
    xml: &mut Xml<R>,
    context: &Context,
    said: &mut Said,
) -> Result<Content, Fault> {
    content::read(xml, &mut said.remarks, |element, remarks| {
        v1::meaning(element, &context.prefix, &context.tags, remarks)
    })
}

/// Reads the contexts of a group, up to its end tag.
fn contexts<R: Read>(
    xml: &mut Xml<R>,
    mut own: Vec<(String, String)>,
    context: &Context,
    said: &mut Said,
) -> Result<(), Fault> {
    let group = take(&mut own, "purpose").unwrap_or_default();
    // What a group is for says nothing where it only informs.
    if !matches!(group.as_str(), "" | "information") && said.extras(&group).is_none() {
        said.leave_out("purpose of a <context-group> was left out");
    }
    for (name, _) in &own {
        said.leave_out(&format!("{name} of a <context-group> was left out"));
    }
    loop {
        match xml.next()? {
            Piece::Open(element) => {
                let (name, mut own) = owned(&element)?;
                let kind = take(&mut own, "context-type").unwrap_or_default();
                let value = said::text(xml)?;
                if local(&name, &context.prefix) != "context" {
                    said.leave_out(&format!("<{name}> of a <context-group> was left out"));
                    continue;
                }
                for (name, _) in own {
                    said.leave_out(&format!("{name} of a <context> was left out"));
                }
                match said.extras(&group) {
                    Some(extras) => extras.push(Extra {
                        name: kind.strip_prefix("x-").unwrap_or(&kind).to_owned(),
                        value,
                    }),
                    None => said
                        .unit
                        .push(prop(format!("{PROP}{CONTEXT}{kind}"), value)),
                }
            }
            Piece::Close => return Ok(()),
            _ => {}
        }
    }
}

/// Reads the properties of XLIFF 1.0, up to the end tag of their group.
fn props<R: Read>(xml: &mut Xml<R>, context: &Context, said: &mut Said) -> Result<(), Fault> {
    loop {
        match xml.next()? {
            Piece::Open(element) => {
                let (name, mut own) = owned(&element)?;
                let kind = take(&mut own, "prop-type").unwrap_or_default();
                let value = said::text(xml)?;
                if local(&name, &context.prefix) == "prop" {
                    said.unit.push(prop(format!("{PROP}prop-{kind}"), value));
                }
            }
            Piece::Close => return Ok(()),
            _ => {}
        }
    }
}

impl TransUnit {
    fn take_target(&mut self, mut own: Vec<(String, String)>, document: &Document) {
        if let Some(tag) = take(&mut own, "xml:lang") {
            self.target_lang = self.said.language_of_target(&tag, document);
        }
        for (name, value) in own {
            if name != "xml:space" {
                self.said.target.push(attribute_prop(&name, value));
            }
        }
    }

    /// The units of this element: one, or one a segment where it is cut into several.
    pub(super) fn entries(self, line: usize, context: &Context) -> Result<Vec<Entry>, Fault> {
        let Self {
            said,
            source,
            seg_source,
            target,
            target_lang,
            mut definitions,
        } = self;
        let mut said = said;
        let Some(source) = source else {
            context.tell_of_rejected(said.take_remarks(), line);
            return Ok(vec![no_source(said.tuid_of(None), line)]);
        };
        said.outside_of_segments("the target", target.as_ref());
        tell_halves(&mut said, &source, target.as_ref());
        let own = target_lang.as_ref();
        let of_comments: Vec<&Content> = [Some(&source), seg_source.as_ref(), target.as_ref()]
            .into_iter()
            .flatten()
            .collect();
        let comments = comments(&of_comments, context);
        let notes = |mid: Option<&str>| {
            let fits = move |(part, _): &&(Option<String>, Annotation)| {
                part.as_deref()
                    .is_none_or(|part| mid.is_none_or(|mid| mid == part))
            };
            comments
                .iter()
                .filter(fits)
                .map(|(_, note)| note.clone())
                .collect::<Vec<_>>()
        };
        let cut = seg_source
            .clone()
            .or_else(|| (!source.parts.is_empty()).then(|| source.clone()));
        let uncut_target = target.as_ref().is_some_and(Content::is_uncut);
        let cut = cut.filter(|content| match content.parts.len() {
            0 => false,
            1 => true,
            // A translation of the whole belongs to the whole.
            _ => !uncut_target || source.whole.text().trim().is_empty(),
        });
        let Some(cut) = cut else {
            let target =
                target.and_then(|content| said.translation(own, content.joined(), context));
            said.target.extend(notes(None));
            if let [definition] = definitions.as_mut_slice() {
                define(&mut said, definition);
            }
            return Ok(vec![said.entry(
                source.whole,
                target,
                None,
                line,
                context,
            )?]);
        };
        said.outside_of_segments("the source", Some(&cut));
        let several = cut.parts.len() > 1;
        let mut translations = match target {
            Some(content) if uncut_target && !several => {
                let mid = cut.parts[0].mid.clone();
                let segment = content.whole;
                vec![Part { mid, segment }]
            }
            Some(content) => content.parts,
            None => Vec::new(),
        };
        let mut entries = Vec::new();
        let odd = said.take_remarks();
        let segments = cut.parts.len();
        for (n, part) in cut.parts.into_iter().enumerate() {
            let at = translations.iter().position(|there| there.mid == part.mid);
            let mut said = said.of_segment(n, segments);
            let target = match at {
                Some(at) => {
                    let segment = translations.swap_remove(at).segment;
                    said.translation(own, segment, context)
                }
                None => None,
            };
            said.target.extend(notes(Some(&part.mid)));
            if let Some(definition) = definitions.iter_mut().find(|known| known.id == part.mid) {
                define(&mut said, definition);
            }
            let number = several.then_some(part.mid.as_str());
            entries.push(said.entry(part.segment, target, number, line, context)?);
        }
        let rest = translations.iter().filter(|part| !part.segment.is_blank());
        entries.extend(rest.map(|Part { mid, segment }| {
            let text = segment.text();
            let text = excerpt(&text);
            let reason =
                format!("the source has no segment {mid:?} for this one of the target: {text}");
            Entry::Rejected(Rejected::new(line, said.tuid_of(None), reason))
        }));
        said::tell_once(&mut entries, odd, line, context);
        Ok(entries)
    }
}

/// Tells codes without their other half.
fn tell_halves(said: &mut Said, source: &Content, target: Option<&Content>) {
    let sides = [("the source", Some(source)), ("the target", target)];
    for (place, content) in sides {
        let remarks = content.map(|content| content.halves.remarks(place));
        said.unpaired.extend(remarks.unwrap_or_default());
    }
}

fn define(said: &mut Said, definition: &mut SegmentDefinition) {
    said.target.append(&mut definition.annotations);
    said.attributes = std::mem::take(&mut definition.attributes);
}

/// The comments on these contents as notes, each once, with the segment that it speaks of.
fn comments(contents: &[&Content], context: &Context) -> Vec<(Option<String>, Annotation)> {
    let mut seen: Vec<&str> = Vec::new();
    let mut notes = Vec::new();
    for content in contents {
        for (part, id) in &content.comments {
            if seen.contains(&id.as_str()) {
                continue;
            }
            seen.push(id);
            let mid = part.map(|at| content.parts[at].mid.clone());
            // Those of one list stand together.
            let own = context.comments.iter();
            let own = own.skip_while(|comment| comment.id != *id);
            let own = own.take_while(|comment| comment.id == *id);
            let own = own.flat_map(|comment| &comment.annotations);
            notes.extend(own.map(|annotation| (mid.clone(), annotation.clone())));
        }
    }
    notes
}
