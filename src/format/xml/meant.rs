//! Reading what is not well-formed as it seems to be meant. Each place is remembered.

use super::entities::Entities;
use super::inserted::{Inserted, line_ends_of, next_event, refer};
use super::markup::{self, Expand, is_name, is_target, is_white};
use super::prolog;
use super::{
    Element, Fault, LATE_DECLARATION, LATE_DOCUMENT_TYPE, Piece, SECOND_DOCUMENT_TYPE, SECOND_ROOT,
    Xml,
};
use crate::format::decoding::Mark;
use crate::format::mending::{Mend, Mends};
use crate::format::resuming::LESS_THAN;
use crate::format::{Oddity, Remark, excerpt};
use quick_xml::escape::resolve_html5_entity;
use quick_xml::events::{BytesStart, Event};
use std::borrow::Cow;
use std::cell::RefCell;
use std::io::Read;

/// The state of such a reading.
#[derive(Debug, Default)]
pub(super) struct Meant {
    /// The names of the open elements.
    open: Vec<String>,
    /// How many of them the last end tag closed beside its own.
    closing: usize,
    cut_off: bool,
    /// The element that a unit is.
    unit: &'static str,
    /// The variants that ended in the unit that is open, since the last one in it.
    variants: usize,
    /// The start tag of a unit before which elements are closed.
    waiting: Option<BytesStart<'static>>,
    /// End tags that may come for what was closed before its own, the outermost first.
    closed: Vec<String>,
    mends: Mends,
    /// What is wrong with attributes; the place is that of the piece read last.
    unplaced: RefCell<Vec<(String, bool)>>,
}

/// An end tag closes an element that stands at most so many elements further out.
const MOST_UNCLOSED: usize = 64;

const UNIT_OF_TMX: &str = "tu";
const BODY: &str = "body";

const UNENDED_UNIT: &str = "a unit begins before the one round it has ended: that was ended here";
const UNENDED_NOTE: &str =
    "a unit or the body begins before a note or property has ended: that was ended here";

impl Meant {
    pub(super) fn with_units(unit: &'static str) -> Self {
        Self {
            unit,
            ..Self::default()
        }
    }

    /// How many elements end before this one begins, because their end tags are missing: the unit round a unit, and a note or
    /// property round a unit or the body.
    fn ended_by(&mut self, name: &str, prefix: &str) -> usize {
        let local = |name: &'_ str| name.strip_prefix(prefix).unwrap_or(name).to_owned();
        let begun = local(name);
        if begun != self.unit && (begun != BODY || self.unit != UNIT_OF_TMX) {
            return 0;
        }
        let from = self.open.len().saturating_sub(MOST_UNCLOSED);
        let around = self.open[from..].iter().rposition(|open| open == name);
        let inside = from + around.map_or(0, |at| at + 1);
        let within = |names: &[&str]| {
            let mut open = self.open[inside..].iter();
            open.position(|open| names.contains(&local(open).as_str()))
        };
        // One whose variants may follow the unit in it is left open; it is told apart by their number.
        let is_whole = inside == self.open.len() && self.variants > 1;
        let is_unended = is_whole || within(&["tuv"]).is_some();
        let (at, what) = if begun == self.unit && around.is_some() && is_unended {
            (inside - 1, UNENDED_UNIT)
        } else if self.unit == UNIT_OF_TMX
            && let Some(at) = within(&["note", "prop"])
        {
            (inside + at, UNENDED_NOTE)
        } else {
            if around.is_none() && begun == self.unit {
                self.closed.clear();
            }
            return 0;
        };
        self.note(what.into(), false);
        self.closed = self.open.split_off(at);
        self.closed.len()
    }

    pub(super) fn is_cut_off(&self) -> bool {
        self.cut_off
    }

    pub(super) fn take(&mut self) -> Vec<Mend> {
        self.mends.take()
    }

    fn note(&self, what: String, is_character: bool) {
        self.unplaced.borrow_mut().push((what, is_character));
    }

    /// Remembers something about an element that is left out.
    pub(super) fn left_out(&self, name: &str, what: &str) {
        self.note(format!("<{name}>: {what}; left out"), false);
    }

    fn place(&mut self, mark: impl FnOnce() -> Mark) {
        if self.unplaced.get_mut().is_empty() {
            return;
        }
        let mark = mark();
        for (what, is_character) in std::mem::take(self.unplaced.get_mut()) {
            self.mends.add(mark, what, is_character);
        }
    }

    /// Calls `take` with the attributes of an element as far as they can be made out.
    pub(super) fn attributes(
        &self,
        name: &str,
        raw: &str,
        expand: &mut Expand<'_>,
        mut take: impl FnMut(&str, Cow<'_, str>),
    ) {
        let wrong = markup::attributes(raw, expand, |_, _| {}).err();
        let mut replaced = Vec::new();
        let mut expand_all = |reference: &str, out: &mut String| -> Result<(), String> {
            if let Err(what) = expand(reference, out) {
                let (text, how) = as_meant(reference);
                replaced.push((format!("{what}; {how}"), text == REPLACED));
                out.push_str(&text);
            }
            Ok(())
        };
        let mut take = |name: &str, value: Cow<'_, str>| {
            if value.contains(LESS_THAN) {
                take(name, Cow::Owned(value.replace(LESS_THAN, "<")));
            } else {
                take(name, value);
            }
        };
        if wrong.is_none() {
            // What was well-formed is so the second time.
            let _ = markup::attributes(raw, &mut expand_all, take);
            return;
        }
        markup::attributes_as_meant(raw, &mut expand_all, &mut take);
        if replaced.is_empty() {
            let what = wrong.unwrap_or_default();
            replaced.push((
                format!("<{name}>: {what}; read as it seems to be meant"),
                false,
            ));
        }
        for (what, is_character) in replaced {
            self.note(what, is_character);
        }
    }

    /// How many elements an end tag closes; those beyond the first were not closed by their own.
    fn close(&mut self, name: &str) -> usize {
        let from = self.open.len().saturating_sub(MOST_UNCLOSED);
        let Some(at) = self.open[from..].iter().rposition(|open| open == name) else {
            // Where the file was well-formed and odd, it closes what was closed for the next unit.
            if self.closed.last().is_some_and(|closed| closed == name) {
                self.closed.pop();
                return 0;
            }
            self.note(
                format!("</{name}> closes nothing; it was passed over"),
                false,
            );
            return 0;
        };
        let closed = self.open.split_off(from + at);
        for unclosed in closed.iter().skip(1) {
            self.note(
                format!("<{unclosed}> is not closed before </{name}>"),
                false,
            );
        }
        match local_name(name) {
            "tuv" => self.variants += 1,
            local if local == self.unit => self.variants = 0,
            _ => {}
        }
        closed.len()
    }

    /// Closes all that is open, because the file ends.
    fn cut_off(&mut self) {
        if !self.open.is_empty() {
            let what = "the file ends before its last end tag: it is cut off";
            self.note(what.into(), false);
            self.cut_off = true;
            self.closing += self.open.len();
            self.open.clear();
        }
    }
}

const BEFORE_ROOT: &str = "text stands before the first element";
const NO_INSTRUCTION: &str = "<? begins no processing instruction; left out";
const REPLACED: &str = "\u{fffd}";

/// What a reference that stands for nothing in XML is read as, and how to say so.
fn as_meant(reference: &str) -> (String, &'static str) {
    if reference.starts_with('#') {
        (REPLACED.into(), "replaced by U+FFFD")
    } else if let Some(text) = resolve_html5_entity(reference) {
        (text.into(), "read as in HTML")
    } else {
        (format!("&{reference};"), "read as text")
    }
}

impl<R: Read> Xml<R> {
    /// The next piece, whatever the file looks like.
    pub(super) fn next_as_meant(&mut self) -> Result<Piece<'_>, Fault> {
        let Self {
            reader,
            buffer,
            depth,
            root_seen,
            prefix,
            entities,
            inserted,
            ahead,
            meant,
            prolog,
            ..
        } = self;
        let Some(meant) = meant else {
            return Ok(Piece::Nothing);
        };
        meant.place(|| reader.get_mut().anchored());
        if meant.closing > 0 {
            meant.closing -= 1;
            *depth = depth.saturating_sub(1);
            return Ok(Piece::Close);
        }
        let read = reader.get_ref().bytes_read();
        if let Some(start) = meant.waiting.take() {
            *depth += 1;
            return Ok(opened(start, (prefix, entities), read, meant));
        }
        buffer.clear();
        let begins = (!*root_seen).then_some(&mut *ahead);
        let event = match next_event(reader, inserted, begins, buffer) {
            Ok(event) => event,
            Err(fault) => return unreadable(fault, meant),
        };
        Ok(match event {
            Event::Start(start) | Event::Empty(start) => {
                *root_seen = true;
                let ended = meant.ended_by(start.name().into_inner(), prefix);
                if ended > 0 {
                    meant.closing = ended - 1;
                    meant.waiting = Some(start.into_owned());
                    *depth = depth.saturating_sub(1);
                    return Ok(Piece::Close);
                }
                *depth += 1;
                opened(start, (prefix, entities), read, meant)
            }
            Event::End(end) => match meant.close(end.name().into_inner()) {
                0 => Piece::Nothing,
                closed => {
                    meant.closing = closed - 1;
                    *depth = depth.saturating_sub(1);
                    Piece::Close
                }
            },
            Event::CData(_) | Event::GeneralRef(_) if *depth == 0 => {
                outside(*root_seen, meant);
                Piece::Nothing
            }
            Event::Text(text) => {
                text_as_meant(&text, *depth == 0 && !*root_seen, meant);
                Piece::Text(whole(text.into_inner(), inserted))
            }
            Event::CData(text) => Piece::Text(whole(text.into_inner(), inserted)),
            Event::GeneralRef(reference) => {
                let piece = refer(entities, inserted, &reference, read);
                piece.unwrap_or_else(|what| reference_as_meant(&reference, &what, meant))
            }
            Event::DocType(doctype) => {
                let line = reader.get_mut().anchored().line;
                let odd = document_type(&doctype, (ahead, *root_seen), entities, meant);
                let remark = |what| Remark::new(Oddity::Prolog, line, what);
                prolog.extend(odd.into_iter().map(remark));
                Piece::Nothing
            }
            Event::Decl(declaration) => {
                let begins = reader.get_mut().anchored() == Mark::START;
                prolog.extend(declaration_as_meant(&declaration, begins, meant));
                Piece::Nothing
            }
            Event::PI(instruction) => {
                if !is_target(instruction.target()) {
                    meant.note(NO_INSTRUCTION.into(), false);
                }
                Piece::Nothing
            }
            Event::Comment(comment) => comment_as_meant(&comment, meant),
            Event::Eof if !inserted.is_empty() => {
                inserted.pop();
                Piece::Nothing
            }
            Event::Eof => {
                meant.cut_off();
                if meant.closing > 0 {
                    Piece::Nothing
                } else {
                    meant.place(|| reader.get_mut().anchored());
                    Piece::End
                }
            }
        })
    }
}

fn opened<'a>(
    start: BytesStart<'a>,
    (prefix, entities): (&'a str, &'a Entities),
    read: u64,
    meant: &'a mut Meant,
) -> Piece<'a> {
    let name = start.name().into_inner();
    if !is_name(name) {
        meant.note(format!("{} is no name of an element", excerpt(name)), false);
    }
    if local_name(name) == meant.unit {
        meant.variants = 0;
    }
    meant.open.push(name.to_owned());
    Piece::Open(Element {
        start,
        prefix,
        entities,
        read,
        meant: Some(meant),
    })
}

fn local_name(name: &str) -> &str {
    name.rsplit(':').next().unwrap_or(name)
}

fn outside(root_seen: bool, meant: &Meant) {
    let what = if root_seen { SECOND_ROOT } else { BEFORE_ROOT };
    meant.note(format!("{what}; left out"), false);
}

fn text_as_meant(text: &str, is_before: bool, meant: &Meant) {
    if is_before && !is_white(text) {
        outside(false, meant);
    }
    if text.starts_with('&') {
        meant.note("an & begins no reference; read as text".into(), false);
    } else if text.contains("]]>") {
        meant.note("]]> stands in the text; read as it stands".into(), false);
    }
}

fn comment_as_meant(comment: &str, meant: &Meant) -> Piece<'static> {
    // One that ends with `--->` holds the first of the three.
    if comment.contains("--") || comment.ends_with('-') {
        meant.note("-- stands in a comment".into(), false);
    }
    Piece::Nothing
}

/// Gives what is odd about a document type.
fn document_type(
    content: &str,
    (start, is_late): (&str, bool),
    entities: &mut Entities,
    meant: &Meant,
) -> Vec<String> {
    if is_late || entities.are_declared() {
        let what = if is_late {
            LATE_DOCUMENT_TYPE
        } else {
            SECOND_DOCUMENT_TYPE
        };
        meant.note(format!("{what}; left out"), false);
        return Vec::new();
    }
    if let Err(what) = prolog::check_keyword(start) {
        meant.note(format!("{what}; read as that"), false);
    }
    let declared = prolog::internal_subset(content);
    let declared = declared.and_then(|subset| {
        let declared = entities.declare(subset.text, subset.goes_on);
        declared.map_err(|wrong| wrong.1)
    });
    if let Err(what) = declared {
        meant.note(format!("{what}; left out"), false);
    }
    entities.take_unread()
}

fn declaration_as_meant(content: &str, begins: bool, meant: &Meant) -> Option<Remark> {
    match prolog::check_declaration(content) {
        Ok(odd) if begins => return odd.map(|what| Remark::new(Oddity::Prolog, 1, what)),
        Ok(_) => meant.note(LATE_DECLARATION.into(), false),
        Err(what) => meant.note(what, false),
    }
    None
}

/// What does not end before the file does is left out; there is nothing after it.
fn unreadable<'a>(fault: Fault, meant: &Meant) -> Result<Piece<'a>, Fault> {
    match fault {
        Fault::Here { what, .. } => {
            meant.note(format!("{what}; left out"), false);
            Ok(Piece::Nothing)
        }
        other => Err(other),
    }
}

fn reference_as_meant(reference: &str, what: &str, meant: &Meant) -> Piece<'static> {
    let (text, how) = as_meant(reference);
    meant.note(format!("{what}; {how}"), text == REPLACED);
    Piece::Text(Cow::Owned(text))
}

/// The text as its reader gets it.
fn whole<'a>(text: Cow<'a, str>, inserted: &[Inserted]) -> Cow<'a, str> {
    let text = line_ends_of(text, inserted);
    if text.contains(LESS_THAN) {
        return Cow::Owned(text.replace(LESS_THAN, "<"));
    }
    text
}
