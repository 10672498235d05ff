//! What Trados Studio (SDLXLIFF) and memoQ (MQXLIFF) add to XLIFF 1.2.

use super::NOTE;
use super::content::{attributes, take};
use super::said::text;
use crate::format::bilingual::prop;
use crate::format::date;
use crate::format::xml::{Fault, Piece, Xml};
use crate::model::{Annotation, Attributes, Note};
use rustc_hash::FxHashMap;
use std::io::Read;

/// A tracked deletion: the text is gone when the change is accepted, and a memory holds what is accepted.
pub(super) fn is_deleted(mtype: &str) -> bool {
    mtype == "x-sdl-deleted"
}

/// Marks of the reviewer that are no part of the text: tracked insertions, commented stretches, places.
pub(super) fn is_review_mark(mtype: &str) -> bool {
    matches!(
        mtype,
        "x-sdl-added"
            | "x-sdl-comment"
            | "x-sdl-location"
            | "x-sdl-feedback-added"
            | "x-sdl-feedback-comment"
    )
}

/// What Trados Studio says of a segment.
#[derive(Debug)]
pub(super) struct SegmentDefinition {
    /// The number of the segment.
    pub(super) id: String,
    /// Confirmation, origin and the like.
    pub(super) annotations: Vec<Annotation>,
    /// Who and when.
    pub(super) attributes: Attributes,
}

/// Reads the rest of `sdl:seg-defs`, up to its end tag; and how many say where a segment came from before.
pub(super) fn segment_definitions<R: Read>(
    xml: &mut Xml<R>,
) -> Result<(Vec<SegmentDefinition>, u64), Fault> {
    let mut found: Vec<SegmentDefinition> = Vec::new();
    let mut key = None;
    let mut value = String::new();
    // Inside `sdl:prev-origin` stands what was true before.
    let (mut depth, mut previous) = (1usize, None);
    let mut before = 0;
    loop {
        match xml.next()? {
            Piece::Open(element) => {
                depth += 1;
                let mut own = attributes(&element)?;
                match element.name() {
                    _ if previous.is_some() => {}
                    "sdl:seg" => found.push(SegmentDefinition {
                        id: take(&mut own, "id").unwrap_or_default(),
                        annotations: own
                            .into_iter()
                            .map(|(name, value)| prop(format!("x-sdl:{name}"), value))
                            .collect(),
                        attributes: Attributes::default(),
                    }),
                    "sdl:value" => {
                        key = take(&mut own, "key");
                        value.clear();
                    }
                    "sdl:prev-origin" => {
                        previous = Some(depth);
                        before += 1;
                    }
                    _ => {}
                }
            }
            Piece::Close => {
                depth -= 1;
                if depth == 0 {
                    return Ok((found, before));
                }
                if previous.is_some_and(|at| depth < at) {
                    previous = None;
                } else if let (Some(key), Some(last)) = (key.take(), found.last_mut()) {
                    last.take_value(&key, &value);
                }
            }
            Piece::Text(text) => value.push_str(&text),
            Piece::Char(c) => value.push(c),
            Piece::Comment | Piece::Nothing | Piece::End => {}
        }
    }
}

impl SegmentDefinition {
    fn take_value(&mut self, key: &str, value: &str) {
        let date = || studio_date(value);
        let attributes = &mut self.attributes;
        match (key, date()) {
            ("created_on", Some(date)) => attributes.creation_date = Some(date),
            ("modified_on", Some(date)) => attributes.change_date = Some(date),
            ("created_by", _) => attributes.creation_id = Some(value.to_owned()),
            ("last_modified_by", _) => attributes.change_id = Some(value.to_owned()),
            _ => self.annotations.push(prop(format!("x-sdl:{key}"), value)),
        }
    }
}

/// A date as Studio writes it: `MM/DD/YYYY hh:mm:ss`, whatever the language of the program.
fn studio_date(value: &str) -> Option<String> {
    let (day, time) = value.split_once(' ').unwrap_or((value, ""));
    let parts: Vec<&str> = day.split('/').collect();
    let iso = match parts.as_slice() {
        [month, day, year] => format!("{year}-{month:0>2}-{day:0>2}T{time}"),
        _ => value.to_owned(),
    };
    date::normalise(&iso).map(std::borrow::Cow::into_owned)
}

/// The comments that Trados Studio keeps at the beginning of the file, by the identifiers with which texts refer to them: notes
/// with the properties that say who made them, when and how grave they are.
pub(super) type Comments = FxHashMap<String, Vec<Annotation>>;

/// A file with more comments than this has lost its measure.
const MOST_COMMENTS: usize = 100_000;

/// A note with what its element says of it, as properties that follow it.
fn remark(text: String, attributes: Vec<(String, String)>, program: &str) -> Vec<Annotation> {
    let note = Annotation::Note(Note {
        text,
        attributes: Vec::new(),
    });
    let said = attributes
        .into_iter()
        .filter(|(name, value)| !matches!(name.as_str(), "id" | "deleted") && !value.is_empty())
        .map(|(name, value)| prop(format!("{program}{NOTE}{name}"), value));
    std::iter::once(note).chain(said).collect()
}

/// Reads the rest of `doc-info`, up to its end tag; and how many changes it says the author and the date of.
pub(super) fn comments<R: Read>(xml: &mut Xml<R>) -> Result<(Comments, u64), Fault> {
    let mut changes = 0;
    let mut found = Comments::default();
    let mut count = 0usize;
    let mut id = String::new();
    let mut depth = 1usize;
    loop {
        match xml.next()? {
            Piece::Open(element) => {
                let name = element.name().rsplit(':').next().unwrap_or_default();
                match name {
                    "cmt-def" => id = take(&mut attributes(&element)?, "id").unwrap_or_default(),
                    "Comment" if count < MOST_COMMENTS => {
                        let own = attributes(&element)?;
                        let text = text(xml)?;
                        if !text.trim().is_empty() {
                            count += 1;
                            let list = found.entry(id.clone()).or_default();
                            list.extend(remark(text, own, "x-sdl:"));
                        }
                        continue;
                    }
                    "rev-def" => {
                        element.check()?;
                        changes += 1;
                    }
                    _ => element.check()?,
                }
                depth += 1;
            }
            Piece::Close => {
                depth -= 1;
                if depth == 0 {
                    return Ok((found, changes));
                }
            }
            _ => {}
        }
    }
}

/// Takes memoQ's attributes of a unit that are dates and users; the others are properties like any other.
pub(super) fn take_memoq(name: &str, value: &str, to: &mut Attributes) -> bool {
    match name {
        // The first moment of the calendar stands for none.
        "mq:lastchangedtimestamp" if value.starts_with("0001-") => {}
        "mq:lastchangedtimestamp" => match date::normalise(value) {
            Some(date) => to.change_date = Some(date.into_owned()),
            None => return false,
        },
        "mq:lastchanginguser" if !value.is_empty() => to.change_id = Some(value.to_owned()),
        _ => return false,
    }
    true
}

/// Reads the rest of `mq:comments`, up to its end tag; a comment that was deleted is none.
pub(super) fn memoq_comments<R: Read>(
    xml: &mut Xml<R>,
    notes: &mut Vec<Annotation>,
) -> Result<(), Fault> {
    let mut depth = 1usize;
    loop {
        match xml.next()? {
            Piece::Open(element) => {
                let own = attributes(&element)?;
                let is_deleted =
                    |(name, value): &(String, String)| name == "deleted" && value == "true";
                if element.name() == "mq:comment" && !own.iter().any(is_deleted) {
                    let text = text(xml)?;
                    if !text.trim().is_empty() {
                        notes.append(&mut remark(text, own, "x-mq:"));
                    }
                } else {
                    depth += 1;
                }
            }
            Piece::Close => {
                depth -= 1;
                if depth == 0 {
                    return Ok(());
                }
            }
            _ => {}
        }
    }
}
