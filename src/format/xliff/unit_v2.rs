//! A `unit` of XLIFF 2.0 to 2.2.

use super::around::{self, Homes};
use super::content::{self, Content, is_code, take};
use super::halves::{Halves, without_other};
use super::misplaced::is_of_other;
use super::said::{self, Said, attribute_prop, no_source, owned};
use super::{Context, PROP, local, segmentation, v2};
use crate::format::bilingual::{Extra, prop};
use crate::format::remarks::{excerpt, note as remark};
use crate::format::xml::{Fault, Piece, Xml, is_like};
use crate::format::{Entry, Rejected};
use crate::lang::Lang;
use crate::model::{Inline, Segment};
use std::io::Read;

/// A `segment` of a unit.
#[derive(Debug, Default)]
struct Part {
    id: Option<String>,
    own: Vec<(String, String)>,
    source: Option<Content>,
    /// Where it is not that of the file.
    source_lang: Option<Lang>,
    target: Option<Content>,
    /// Where it says its language itself.
    target_lang: Option<Lang>,
    line: usize,
}

/// What stands in a unit: segments, and codes between them. Of two, the first is of the source, the second of the target.
#[derive(Debug, Default)]
struct Parts {
    segments: Vec<Part>,
    /// Before how many of the pieces between segments each of them stands.
    places: Vec<[usize; 2]>,
    between: [Vec<Inline>; 2],
    /// The halves of pairs in all of it.
    halves: [Halves; 2],
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
    let mut parts = Parts::default();
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
            "originalData" => original_data(xml, &mut data, &mut said)?,
            "segment" => {
                let line = xml.place().line;
                let mut part = segment(xml, own, context, &data, &mut said)?;
                part.source_lang = said.source_lang.take();
                part.line = if parts.segments.is_empty() {
                    line
                } else {
                    part.line.max(line)
                };
                parts.add(part);
            }
            "ignorable" => parts.put_between(ignorable(xml, context, &data, &mut said)?),
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
    for _ in 0..data.unnamed() {
        said.leave_out("a <data> that no code names was left out");
    }
    Ok(entries(parts, said, line, context))
}

impl Parts {
    fn add(&mut self, mut part: Part) {
        self.places
            .push([0, 1].map(|side| self.between[side].len()));
        let contents = [part.source.as_mut(), part.target.as_mut()];
        for (all, content) in self.halves.iter_mut().zip(contents) {
            all.append(
                content
                    .map(|own| std::mem::take(&mut own.halves))
                    .unwrap_or_default(),
            );
        }
        self.segments.push(part);
    }

    fn put_between(&mut self, contents: [Content; 2]) {
        for (side, content) in contents.into_iter().enumerate() {
            self.halves[side].append(content.halves);
            // Text is told where it is read.
            let codes = content.outside.content.into_iter().filter(is_code);
            self.between[side].extend(codes);
        }
    }

    /// Source and target of each segment, with the codes between segments in them.
    fn contents(&mut self, said: &mut Said) -> Vec<[Option<Segment>; 2]> {
        let mut side =
            |side: usize, take: fn(&mut Part) -> Option<Content>, homes: Option<&Homes>| {
                let contents: Vec<_> = self.segments.iter_mut().map(take).collect();
                let is_there: Vec<bool> = contents.iter().map(Option::is_some).collect();
                let parts = contents.into_iter().zip(&self.places).enumerate();
                let parts = parts.map(|(n, (content, places))| content::Part {
                    mid: n.to_string(),
                    segment: content.unwrap_or_default().outside,
                    at: places[side],
                });
                let content = Content {
                    parts: parts.collect(),
                    outside: Segment {
                        content: std::mem::take(&mut self.between[side]),
                    },
                    ..Content::default()
                };
                let mut shared = around::share_out(content, homes);
                // That of a mark was told with the rest.
                shared.text.clear();
                said.outside_of_segments(["the source", "the target"][side], &shared);
                let parts = shared.parts.into_iter().zip(is_there);
                let segments = parts.map(|((_, segment), is_there)| is_there.then_some(segment));
                (segments.collect::<Vec<_>>(), shared.homes)
            };
        let (sources, homes) = side(0, |part| part.source.take(), None);
        let (targets, _) = side(1, |part| part.target.take(), Some(&homes));
        sources
            .into_iter()
            .zip(targets)
            .map(|(source, target)| [source, target])
            .collect()
    }
}

/// The units of what was read of a unit.
fn entries(mut parts: Parts, mut said: Said, line: usize, context: &Context) -> Vec<Entry> {
    // The other half may stand in a segment that is still to be translated.
    let translated = parts.segments.iter().all(|part| part.target.is_some());
    let [source, target] = &parts.halves;
    said.odd.extend(source.remarks("the source"));
    if translated {
        said.odd.extend(target.remarks("the target"));
    }
    let ids = parts.segments.iter().filter_map(|part| part.id.as_deref());
    segmentation::tell_ids(&mut said, ids);
    let contents = parts.contents(&mut said);
    let parts = parts.segments;
    let segments = parts.len();
    let several = segments > 1;
    let mut entries = Vec::new();
    let odd = said.take_remarks();
    for (n, (part, [source, target])) in parts.into_iter().zip(contents).enumerate() {
        let mut said = said.of_segment(n, segments);
        said.source_lang = part.source_lang;
        for (name, value) in part.own {
            said.target.push(attribute_prop(&name, value));
        }
        let number = part.id.unwrap_or_else(|| (n + 1).to_string());
        let number = several.then_some(number.as_str());
        let Some(source) = source else {
            entries.push(no_source(said.tuid_of(number), part.line));
            continue;
        };
        let own = part.target_lang.as_ref();
        let target = target.and_then(|target| said.translation(own, target, context));
        let line = if several { part.line } else { line };
        // What stands before the segments in the file comes before what they say themselves.
        entries.push(said.entry(source, target, number, line, context));
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
    entries
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
        said.comment_of(&read);
        match name.as_str() {
            "source" if part.source.is_some() => said.further("source", read),
            "target" if part.target.is_some() => said.further("target", read),
            "source" => {
                said.speaks(own, &context.document);
                part.source = Some(read);
            }
            "target" => {
                part.target = Some(read);
                if let Some(tag) = take(&mut own, "xml:lang") {
                    part.target_lang = said.language_of_target(&tag, &context.document);
                }
                // Where it stands among the translations of the whole.
                part.own
                    .extend(take(&mut own, "order").map(|place| ("order".to_owned(), place)));
            }
            // A note or a match of a segment stands in its unit.
            _ => said.leave_out(&format!("<{name}> of a segment was left out")),
        }
    }
}

/// Reads what stands between segments: blanks and codes, which are no text to translate. Text is left out and told, and with it
/// the codes of both sides, but for halves of pairs that go on elsewhere. Gives source and target; without a target the source stands for it.
fn ignorable<R: Read>(
    xml: &mut Xml<R>,
    context: &Context,
    data: &v2::Data,
    said: &mut Said,
) -> Result<[Content; 2], Fault> {
    let (mut source, mut target) = (Content::default(), None);
    let mut has_text = false;
    loop {
        match xml.next()? {
            Piece::Open(element) => {
                element.check()?;
                let is_target = local(element.name(), &context.prefix) == "target";
                let read = content::read(xml, &mut said.remarks, |element, remarks| {
                    v2::meaning(element, &context.prefix, data, remarks)
                })?;
                said.comment_of(&read);
                let text = read.outside.text();
                if !text.trim().is_empty() {
                    has_text = true;
                    remark(&mut said.remarks, || {
                        format!(
                            "text between segments (<ignorable>) was left out: {}",
                            excerpt(&text)
                        )
                    });
                }
                if is_target {
                    target = Some(read);
                } else {
                    source = read;
                }
            }
            Piece::Close => {
                let target = target.unwrap_or_else(|| source.clone());
                let mut both = [source, target];
                if has_text && leave_codes_out(&mut both) {
                    remark(&mut said.remarks, || {
                        "inline codes between segments (<ignorable>) were left out with the text there".into()
                    });
                }
                return Ok(both);
            }
            piece => said.stray(&piece, "<ignorable>"),
        }
    }
}

/// Leaves out the codes of what stands between segments, but for halves of pairs that go on elsewhere; whether there were some.
fn leave_codes_out(both: &mut [Content; 2]) -> bool {
    let mut had_some = false;
    for content in both {
        let (halves, has_others) = without_other(std::mem::take(&mut content.outside.content));
        content.outside.content = halves;
        had_some |= has_others;
    }
    had_some
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
                    name => {
                        said.leave_out(&format!("<{name}> of <notes> was left out"));
                        xml.skip()?;
                    }
                }
            }
            Piece::Close => return Ok(()),
            piece => said.stray(&piece, "<notes>"),
        }
    }
}

fn original_data<R: Read>(
    xml: &mut Xml<R>,
    data: &mut v2::Data,
    said: &mut Said,
) -> Result<(), Fault> {
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
                if data.insert(id, read.outside.text()) {
                    said.leave_out("a <data> with the id of a later one was left out");
                }
            }
            Piece::Close => return Ok(()),
            piece => said.stray(&piece, "<originalData>"),
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
