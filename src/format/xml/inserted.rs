//! The text of an entity that is read in place of a reference to it, because it stands for markup (XML 1.0, section
//! 4.4.2). Its place is that of the reference.

use super::Piece;
use super::entities::{Content, Entities};
use super::fault::{Fault, fault_of};
use super::markup::line_ends;
use super::prolog::start_ahead;
use crate::format::decoding::Decoding;
use quick_xml::Reader;
use quick_xml::events::Event;
use std::borrow::Cow;
use std::io::{Cursor, Read};
use std::sync::Arc;

/// A text that is read instead of the file, up to its end.
#[derive(Debug)]
pub(super) struct Inserted {
    reader: Reader<Cursor<Arc<[u8]>>>,
}

impl Inserted {
    fn new(text: Arc<[u8]>) -> Self {
        let mut reader = Reader::from_reader(Cursor::new(text));
        configure(&mut reader);
        Self { reader }
    }
}

/// The next event: of the text that was inserted last, up to its end, else of the file, whose place is remembered. `ahead`
/// is told how a document type begins, where one may stand.
pub(super) fn next_event<'b, R: Read>(
    file: &mut Reader<Decoding<R>>,
    inserted: &mut [Inserted],
    ahead: Option<&mut String>,
    buffer: &'b mut Vec<u8>,
) -> Result<Event<'b>, Fault> {
    let event = match inserted.last_mut() {
        None => {
            file.get_mut().set_anchor();
            if let Some(ahead) = ahead {
                *ahead = start_ahead(file.get_mut())?;
            }
            file.read_event_into(buffer)
        }
        Some(inserted) => inserted.reader.read_event_into(buffer),
    };
    event.map_err(|error| fault_of(error, file.get_mut()))
}

fn configure<R>(reader: &mut Reader<R>) {
    let config = reader.config_mut();
    config.expand_empty_elements = true;
    config.check_comments = true;
}

/// The bytes to read for a text: with a mark of the byte order, which the reader takes away.
pub(super) fn bytes_of(text: &str) -> Arc<[u8]> {
    let mut bytes = b"\xef\xbb\xbf".to_vec();
    bytes.extend_from_slice(text.as_bytes());
    bytes.into()
}

/// Whether the markup in the text of an entity begins and ends in it (XML 1.0, section 4.3.2); references are looked at
/// when they are met.
pub(super) fn is_balanced(text: &[u8]) -> bool {
    let mut reader = Reader::from_reader(text);
    configure(&mut reader);
    let mut buffer = Vec::new();
    let mut depth = 0usize;
    loop {
        buffer.clear();
        match reader.read_event_into(&mut buffer) {
            Ok(Event::Start(_)) => depth += 1,
            Ok(Event::End(_)) => depth = depth.saturating_sub(1),
            Ok(Event::Decl(_) | Event::DocType(_)) | Err(_) => return false,
            Ok(Event::Eof) => return depth == 0,
            Ok(_) => {}
        }
    }
}

/// The piece that a reference, between `&` and `;`, stands for; nothing where it stands for markup, which is read from now on.
/// `read` is the length of the file so far.
pub(super) fn refer(
    entities: &Entities,
    inserted: &mut Vec<Inserted>,
    reference: &str,
    read: u64,
) -> Result<Piece<'static>, String> {
    Ok(match entities.content(reference, read, inserted.len())? {
        Content::Char(c) => Piece::Char(c),
        Content::Text(text) => Piece::Text(Cow::Owned(text)),
        Content::Markup(text) => {
            inserted.push(Inserted::new(text));
            Piece::Nothing
        }
    })
}

/// Line ends as XML wants them; those of entities were so when they were declared, and what a reference there stood for stays.
pub(super) fn line_ends_of<'a>(text: Cow<'a, str>, inserted: &[Inserted]) -> Cow<'a, str> {
    if inserted.is_empty() {
        line_ends(text)
    } else {
        text
    }
}
