//! A `trans-unit` of XLIFF 1.2.

use super::content::{self, Content, take};
use super::foreign::{self, SegmentDefinition};
use super::said::{self, Said, attribute_prop, no_source, owned};
use super::segmentation;
use super::{CONTEXT, Context, Document, PROP, around, local, v1};
use crate::format::bilingual::{Extra, prop};
use crate::format::remarks::excerpt;
use crate::format::xml::{Fault, Piece, Xml};
use crate::format::{Entry, Rejected};
use crate::lang::Lang;
use crate::model::{Annotation, Segment};
use rustc_hash::{FxHashMap, FxHashSet};
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
                    unit.said.further("source", read);
                } else {
                    let own = unit.said.speaks(own, &context.document);
                    let own = own.into_iter().filter(|(name, _)| name != "xml:space");
                    let own = own.map(|(name, value)| attribute_prop(&name, value));
                    unit.said.source.extend(own);
                    unit.source = Some(read);
                }
            }
            "seg-source" => {
                let read = content(xml, context, &mut unit.said)?;
                if unit.seg_source.is_some() {
                    unit.said.further("seg-source", read);
                } else {
                    unit.seg_source = Some(read);
                }
            }
            "target" => {
                let read = content(xml, context, &mut unit.said)?;
                if unit.target.is_some() {
                    unit.said.further("target", read);
                } else {
                    unit.take_target(own, &context.document);
                    unit.target = Some(read);
                }
            }
            "note" => said::note(xml, own, "annotates", &mut unit.said)?,
            "context-group" => contexts(xml, own, context, &mut unit.said)?,
            "prop-group" => props(xml, &own, context, &mut unit.said)?,
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
    let read = content::read(xml, &mut said.remarks, |element, remarks| {
        v1::meaning(element, &context.prefix, &context.tags, remarks)
    })?;
    said.comment_of(&read);
    Ok(read)
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
            piece => said.stray(&piece, "a <context-group>"),
        }
    }
}

/// Reads the properties of XLIFF 1.0, up to the end tag of their group.
fn props<R: Read>(
    xml: &mut Xml<R>,
    own: &[(String, String)],
    context: &Context,
    said: &mut Said,
) -> Result<(), Fault> {
    for (name, _) in own {
        said.leave_out(&format!("{name} of a <prop-group> was left out"));
    }
    loop {
        match xml.next()? {
            Piece::Open(element) => {
                let (name, mut own) = owned(&element)?;
                let kind = take(&mut own, "prop-type").unwrap_or_default();
                let value = said::text(xml)?;
                if local(&name, &context.prefix) != "prop" {
                    said.leave_out(&format!("<{name}> of a <prop-group> was left out"));
                    continue;
                }
                for (name, _) in own {
                    said.leave_out(&format!("{name} of a <prop> was left out"));
                }
                said.unit.push(prop(format!("{PROP}prop-{kind}"), value));
            }
            Piece::Close => return Ok(()),
            piece => said.stray(&piece, "a <prop-group>"),
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
    pub(super) fn entries(self, line: usize, context: &Context) -> Vec<Entry> {
        let Self {
            said,
            source,
            seg_source,
            target,
            target_lang,
            definitions,
        } = self;
        let mut said = said;
        let Some(source) = source else {
            context.tell_of_rejected(said.take_remarks(), line);
            return vec![no_source(said.tuid_of(None), line)];
        };
        let own = target_lang.as_ref();
        let contents = [Some(&source), seg_source.as_ref(), target.as_ref()];
        let mut notes = Notes::on(&contents, context);
        let uncut_target = target.as_ref().is_some_and(Content::is_uncut);
        let in_parts = seg_source.as_ref().filter(|cut| !cut.parts.is_empty());
        let segments = in_parts.unwrap_or(&source).parts.len();
        let several = segments > 1;
        // A translation of the whole belongs to the whole.
        let is_whole = segments == 0 || several && uncut_target;
        let complete = target.as_ref().filter(|it| it.is_translated(segments));
        let sources = [Some(&source), seg_source.as_ref()];
        segmentation::tell_halves(&mut said, sources, complete);
        let cut = seg_source.as_ref();
        if let Some(cut) = cut.filter(|cut| cut.is_cut_or_says() && !source.is_empty()) {
            let read = if is_whole { "the former" } else { "the latter" };
            segmentation::tell_difference(&mut said, &source, cut, read);
        }
        if is_whole {
            let whole = seg_source.filter(|_| source.is_empty());
            let whole = whole.unwrap_or(source).joined();
            let target =
                target.and_then(|content| said.translation(own, content.joined(), context));
            said.target.append(&mut notes.all);
            let several = definitions.len() > 1;
            for definition in definitions {
                if several {
                    said.leave_out(NO_SEGMENT);
                } else {
                    define(&mut said, definition);
                }
            }
            return vec![said.entry(whole, target, None, line, context)];
        }
        let cut = seg_source.filter(|cut| !cut.parts.is_empty());
        let cut = cut.unwrap_or(source);
        segmentation::tell_numbers(&mut said, &cut.parts);
        let cut = around::share_out(cut, None);
        said.outside_of_segments("the source", &cut);
        let translations = match target {
            Some(content) if uncut_target => {
                let mids = cut.parts.iter().map(|(mid, _)| mid.clone());
                mids.zip([content.joined()]).collect()
            }
            Some(content) => {
                let shared = around::share_out(content, Some(&cut.homes));
                said.outside_of_segments("the target", &shared);
                shared.parts
            }
            None => Vec::new(),
        };
        let mut translations = Translations::new(translations);
        let mut entries = Vec::new();
        let mut definitions = by_segment(definitions, &cut.parts, &mut said);
        let odd = said.take_remarks();
        said.target.extend(notes.of_whole());
        for (n, (mid, segment)) in cut.parts.into_iter().enumerate() {
            let mut said = said.of_segment(n, segments);
            let target = translations.take(&mid);
            let target = target.and_then(|target| said.translation(own, target, context));
            said.target.extend(notes.of_segment(&mid));
            if let Some(definition) = definitions.remove(&mid) {
                define(&mut said, definition);
            }
            let number = several.then_some(mid.as_str());
            entries.push(said.entry(segment, target, number, line, context));
        }
        let rest = translations
            .rest()
            .filter(|(_, segment)| !segment.is_blank());
        entries.extend(rest.map(|(mid, segment)| {
            let text = segment.text();
            let text = excerpt(&text);
            let reason =
                format!("the source has no segment {mid:?} for this one of the target: {text}");
            Entry::Rejected(Rejected::new(line, said.tuid_of(None), reason).broken())
        }));
        said::tell_once(&mut entries, odd, line, context);
        entries
    }
}

/// The segments of a target, until those of the source take them.
struct Translations {
    segments: Vec<Option<(String, Segment)>>,
    /// Where those of each number stand, the first one at the end.
    by_mid: FxHashMap<String, Vec<usize>>,
}

impl Translations {
    fn new(segments: Vec<(String, Segment)>) -> Self {
        let mut by_mid: FxHashMap<String, Vec<usize>> = FxHashMap::default();
        for (at, (mid, _)) in segments.iter().enumerate().rev() {
            by_mid.entry(mid.clone()).or_default().push(at);
        }
        let segments = segments.into_iter().map(Some).collect();
        Self { segments, by_mid }
    }

    /// The first one of this number that is still there.
    fn take(&mut self, mid: &str) -> Option<Segment> {
        let at = self.by_mid.get_mut(mid)?.pop()?;
        let (_, segment) = self.segments.get_mut(at)?.take()?;
        Some(segment)
    }

    /// Those that no segment of the source took.
    fn rest(&self) -> impl Iterator<Item = &(String, Segment)> {
        self.segments.iter().flatten()
    }
}

const NO_SEGMENT: &str = "what is said of a segment that is not there (<sdl:seg>) was left out";

/// What Trados Studio says of these segments, by their numbers; what is left over is told.
fn by_segment(
    definitions: Vec<SegmentDefinition>,
    segments: &[(String, Segment)],
    said: &mut Said,
) -> FxHashMap<String, SegmentDefinition> {
    let mut numbers: FxHashSet<&str> = segments.iter().map(|(mid, _)| mid.as_str()).collect();
    let mut found = FxHashMap::default();
    for definition in definitions {
        if numbers.remove(definition.id.as_str()) {
            found.insert(definition.id.clone(), definition);
        } else {
            said.leave_out(NO_SEGMENT);
        }
    }
    found
}

fn define(said: &mut Said, definition: SegmentDefinition) {
    said.target.extend(definition.annotations);
    said.attributes = definition.attributes;
}

/// The comments on a unit as notes, in the order of the file.
#[derive(Default)]
struct Notes {
    all: Vec<Annotation>,
    /// Where those stand that speak of no segment, and of the segment of each number.
    by_mid: FxHashMap<Option<String>, Vec<usize>>,
}

impl Notes {
    /// Those on these contents, each once.
    fn on(contents: &[Option<&Content>], context: &Context) -> Self {
        let mut notes = Self::default();
        let mut seen: FxHashSet<&str> = FxHashSet::default();
        for content in contents.iter().flatten() {
            for (part, id) in &content.comments {
                if !seen.insert(id) {
                    continue;
                }
                let part = part.and_then(|at| content.parts.get(at));
                let places = notes.by_mid.entry(part.map(|part| part.mid.clone()));
                let places = places.or_default();
                for annotation in context.comments.get(id).into_iter().flatten() {
                    places.push(notes.all.len());
                    notes.all.push(annotation.clone());
                }
            }
        }
        notes
    }

    /// Those that speak of no segment.
    fn of_whole(&self) -> impl Iterator<Item = Annotation> {
        self.at(self.by_mid.get(&None))
    }

    /// Those that speak of the segment of this number.
    fn of_segment(&self, mid: &str) -> impl Iterator<Item = Annotation> {
        self.at(self.by_mid.get(&Some(mid.to_owned())))
    }

    fn at(&self, places: Option<&Vec<usize>>) -> impl Iterator<Item = Annotation> {
        let places = places.into_iter().flatten();
        places.filter_map(|at| self.all.get(*at).cloned())
    }
}
