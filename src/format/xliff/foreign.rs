//! What Trados Studio (SDLXLIFF) and memoQ (MQXLIFF) add to XLIFF 1.2.

use super::content::{attributes, take};
use crate::format::bilingual::prop;
use crate::format::date;
use crate::format::xml::{Fault, Piece, Xml};
use crate::model::{Annotation, Attributes, Note};
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

/// Reads the rest of `sdl:seg-defs`, up to its end tag.
pub(super) fn segment_definitions<R: Read>(
    xml: &mut Xml<R>,
) -> Result<Vec<SegmentDefinition>, Fault> {
    let mut found: Vec<SegmentDefinition> = Vec::new();
    let mut key = None;
    let mut value = String::new();
    // Inside `sdl:prev-origin` stands what was true before.
    let (mut depth, mut previous) = (1usize, None);
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
                    "sdl:prev-origin" => previous = Some(depth),
                    _ => {}
                }
            }
            Piece::Close => {
                depth -= 1;
                if depth == 0 {
                    return Ok(found);
                }
                if previous.is_some_and(|at| depth < at) {
                    previous = None;
                } else if let (Some(key), Some(last)) = (key.take(), found.last_mut()) {
                    last.take_value(&key, &value);
                }
            }
            Piece::Text(text) => value.push_str(&text),
            Piece::Char(c) => value.push(c),
            Piece::Nothing | Piece::End => {}
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

/// The comments that Trados Studio keeps at the beginning of the file, with the identifiers by which texts refer to
/// them. A file with more than this many has lost its measure.
const MOST_COMMENTS: usize = 100_000;

/// Reads the rest of `doc-info`, up to its end tag: identifiers and texts of comments.
pub(super) fn comments<R: Read>(xml: &mut Xml<R>) -> Result<Vec<(String, String)>, Fault> {
    let mut found: Vec<(String, String)> = Vec::new();
    let (mut depth, mut inside) = (1usize, None);
    loop {
        match xml.next()? {
            Piece::Open(element) => {
                depth += 1;
                let name = element.name().rsplit(':').next().unwrap_or_default();
                match name {
                    "cmt-def" if found.len() < MOST_COMMENTS => {
                        let id = take(&mut attributes(&element)?, "id").unwrap_or_default();
                        found.push((id, String::new()));
                    }
                    "Comment" => inside = Some(depth),
                    _ => element.check()?,
                }
            }
            Piece::Close => {
                depth -= 1;
                if depth == 0 {
                    return Ok(found);
                }
                if inside.is_some_and(|at| depth < at) {
                    inside = None;
                }
            }
            Piece::Text(text) if inside.is_some() => append(&mut found, &text),
            Piece::Char(c) if inside.is_some() => append(&mut found, c.encode_utf8(&mut [0; 4])),
            _ => {}
        }
    }
}

fn append(comments: &mut [(String, String)], text: &str) {
    if let Some((_, comment)) = comments.last_mut() {
        comment.push_str(text);
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
    let mut text: Option<String> = None;
    loop {
        match xml.next()? {
            Piece::Open(element) => {
                depth += 1;
                let own = attributes(&element)?;
                let deleted = own
                    .iter()
                    .any(|(name, value)| name == "deleted" && value == "true");
                if element.name() == "mq:comment" && !deleted {
                    text = Some(String::new());
                }
            }
            Piece::Close => {
                depth -= 1;
                if let Some(text) = text.take().filter(|text| !text.trim().is_empty()) {
                    notes.push(Annotation::Note(Note {
                        text,
                        attributes: Vec::new(),
                    }));
                }
                if depth == 0 {
                    return Ok(());
                }
            }
            Piece::Text(more) => {
                if let Some(text) = &mut text {
                    text.push_str(&more);
                }
            }
            Piece::Char(c) => {
                if let Some(text) = &mut text {
                    text.push(c);
                }
            }
            Piece::Nothing | Piece::End => {}
        }
    }
}
