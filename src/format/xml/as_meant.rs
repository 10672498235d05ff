//! Reading a file that is not well-formed, piece after piece, as it seems to be meant ([`Meant`]).

use super::entities::Entities;
use super::inserted::{Inserted, line_ends_of, next_event, refer};
use super::markup::{is_name, is_target, is_white};
use super::meant::{Meant, REPLACED, as_meant};
use super::prolog;
use super::{
    Element, Fault, LATE_DECLARATION, LATE_DOCUMENT_TYPE, Piece, SECOND_DOCUMENT_TYPE, SECOND_ROOT,
    Xml,
};
use crate::format::decoding::Mark;
use crate::format::resuming::LESS_THAN;
use crate::format::{Oddity, Remark, excerpt};
use quick_xml::events::{BytesStart, Event};
use std::borrow::Cow;
use std::io::Read;

const BEFORE_ROOT: &str = "text stands before the first element";
const NO_INSTRUCTION: &str = "<? begins no processing instruction; left out";

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
        let read = reader.get_ref().bytes_read();
        if std::mem::take(&mut meant.unread) {
            let expand = &mut |name: &str, out: &mut String| entities.expand(name, read, out);
            meant.take_cut_tag(buffer, expand, || reader.get_mut().anchored());
        }
        if meant.closing > 0 {
            meant.closing -= 1;
            *depth = depth.saturating_sub(1);
            return Ok(Piece::Close);
        }
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
                let is_first = !std::mem::replace(root_seen, true);
                if is_first && let Some(root) = meant.root_before(&start) {
                    *depth += 1;
                    return Ok(opened(root, (prefix, entities), read, meant));
                }
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
                section_ends(&text, inserted, meant, || reader.get_mut().anchored());
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
            Event::PI(instruction) => instruction_as_meant(instruction.target(), meant),
            Event::Comment(comment) => comment_as_meant(&comment, meant),
            Event::Eof if !inserted.is_empty() => {
                inserted.pop();
                Piece::Nothing
            }
            Event::Eof if meant.closes_at_end() => Piece::Nothing,
            Event::Eof => {
                meant.place(|| reader.get_mut().anchored());
                Piece::End
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
    meant.open(name);
    Piece::Open(Element {
        start,
        prefix,
        entities,
        read,
        meant: Some(meant),
    })
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
    }
}

/// Notes where text has what ends a CDATA section.
fn section_ends(
    text: &str,
    inserted: &[Inserted],
    meant: &mut Meant,
    begin: impl FnOnce() -> Mark,
) {
    const END: &str = "]]>";
    if !text.contains(END) {
        return;
    }
    let mut mark = begin();
    let mut stretches = text.split_inclusive(END);
    while let Some(before) = stretches.next().and_then(|one| one.strip_suffix(END)) {
        // The place of an inserted text is that of its reference.
        let is_own = inserted.is_empty();
        let after = |mark: Mark, text: &str| {
            if is_own {
                mark.after(text.as_bytes())
            } else {
                mark
            }
        };
        mark = after(mark, before);
        meant.note_at(mark, "]]> stands in the text; read as it stands");
        mark = after(mark, END);
    }
}

fn instruction_as_meant(target: &str, meant: &Meant) -> Piece<'static> {
    if !is_target(target) {
        meant.note(NO_INSTRUCTION.into(), false);
        return Piece::Nothing;
    }
    Piece::Comment
}

fn comment_as_meant(comment: &str, meant: &Meant) -> Piece<'static> {
    // One that ends with `--->` holds the first of the three.
    if comment.contains("--") || comment.ends_with('-') {
        meant.note("-- stands in a comment".into(), false);
    }
    Piece::Comment
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
fn unreadable<'a>(fault: Fault, meant: &mut Meant) -> Result<Piece<'a>, Fault> {
    meant.unread = true;
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
