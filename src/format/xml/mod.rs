//! XML as the readers of units see it: elements, text and nothing else, each with its place.
//!
//! What quick-xml leaves to its users is checked here, so that a file that is not well-formed is refused: names,
//! attributes, references, where text may stand, and that every element is closed. No file that a document type names
//! is fetched; entities that the file itself declares are expanded within bounds ([`entities`]). Where that is asked
//! for, what is not well-formed is read as it seems to be meant, and said ([`meant`]).

mod as_meant;
mod declarations;
mod defaults;
mod entities;
pub(super) mod escape;
mod fault;
mod inserted;
mod markup;
mod meant;
mod open;
mod prolog;
mod watch;

use super::{Oddity, Remark, excerpt};
use crate::format::decoding::{Content, Decoding, Mark};
use crate::format::line_list::LineList;
use crate::format::mending::Mend;
use entities::Entities;
pub(in crate::format) use fault::Fault;
use inserted::{Inserted, line_ends_of, next_event, refer};
pub(in crate::format) use markup::is_blank;
use markup::{is_name, is_target, is_white};
use meant::Meant;
pub(in crate::format) use meant::{CutOff, CutTag};
use prolog::declare;
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use std::borrow::Cow;
use std::io::{BufRead, Read};
use watch::Watch;
pub(in crate::format) use watch::{Met, is_like};

/// A part of the file.
#[derive(Debug)]
pub(in crate::format) enum Piece<'a> {
    /// A start tag; an empty element is a start and an end.
    Open(Element<'a>),
    /// The end of the element opened last.
    Close,
    /// Text, line ends normalised, references apart.
    Text(Cow<'a, str>),
    /// A reference, resolved.
    Char(char),
    /// A comment or a processing instruction.
    Comment,
    /// What is no part of the document, such as its type.
    Nothing,
    /// The end of the file.
    End,
}

/// A start tag.
#[derive(Debug)]
pub(in crate::format) struct Element<'a> {
    start: BytesStart<'a>,
    /// The prefix that the format's own names have.
    prefix: &'a str,
    entities: &'a Entities,
    /// Bytes of the file read so far.
    read: u64,
    meant: Option<&'a Meant>,
}

impl Element<'_> {
    /// The element's name, without the prefix that the format's own names have in this file.
    pub(in crate::format) fn name(&self) -> &str {
        let name = self.start.name().into_inner();
        name.strip_prefix(self.prefix).unwrap_or(name)
    }

    /// Calls `take` with each attribute, its value normalised (XML 1.0, section 3.3.3).
    pub(in crate::format) fn attributes(
        &self,
        mut take: impl FnMut(&str, Cow<'_, str>),
    ) -> Result<(), Fault> {
        let declared = self.entities.defaults(self.start.name().into_inner());
        if declared.is_empty() {
            return self.named_attributes(take);
        }
        let mut named = Vec::new();
        self.named_attributes(|name, value| {
            named.push(name.to_owned());
            match declared.iter().find(|own| own.name == name) {
                Some(own) => take(name, own.parted(value)),
                None => take(name, value),
            }
        })?;
        for own in declared.iter().filter(|own| !named.contains(&own.name)) {
            match own.value(self.entities, self.read) {
                Some(Ok(value)) => take(&own.name, Cow::Owned(value)),
                Some(Err(what)) => match self.meant {
                    Some(meant) => meant.left_out(self.name(), &what),
                    None => return Err(Fault::here(format!("<{}>: {what}", self.name()))),
                },
                None => {}
            }
        }
        Ok(())
    }

    /// Those that the start tag names itself.
    fn named_attributes(&self, take: impl FnMut(&str, Cow<'_, str>)) -> Result<(), Fault> {
        let raw = self.start.attributes_raw();
        let expand = &mut |reference: &str, out: &mut String| {
            self.entities.expand(reference, self.read, out)
        };
        match self.meant {
            None => markup::attributes(raw, expand, take)
                .map_err(|what| Fault::here(format!("<{}>: {what}", self.name()))),
            Some(meant) => {
                meant.attributes(self.name(), raw, expand, take);
                Ok(())
            }
        }
    }

    /// Checks the attributes of an element that is otherwise of no interest.
    pub(in crate::format) fn check(&self) -> Result<(), Fault> {
        self.attributes(|_, _| {})
    }
}

/// The stream of pieces.
#[derive(Debug)]
pub(in crate::format) struct Xml<R> {
    reader: Reader<Decoding<R>>,
    buffer: Vec<u8>,
    depth: usize,
    root_seen: bool,
    prefix: String,
    entities: Entities,
    /// The texts of entities that are read in place of a reference, the innermost last.
    inserted: Vec<Inserted>,
    /// How the document type begins, up to its name, while that is what comes next.
    ahead: String,
    /// What is read as it seems to be meant, where that is asked for.
    meant: Option<Meant>,
    /// What is odd about what stands before the first element.
    prolog: Vec<Remark>,
    /// The elements that are noted wherever they stand.
    watch: Option<Watch>,
}

impl<R: Read> Xml<R> {
    /// The stream of a file.
    pub(in crate::format) fn new(input: R) -> Self {
        let mut reader = Reader::from_reader(Decoding::new(input, Content::Xml));
        let config = reader.config_mut();
        config.expand_empty_elements = true;
        config.check_comments = true;
        Self::over(reader)
    }

    fn over(reader: Reader<Decoding<R>>) -> Self {
        Self {
            reader,
            buffer: Vec::with_capacity(1 << 12),
            depth: 0,
            root_seen: false,
            prefix: String::new(),
            entities: Entities::default(),
            inserted: Vec::new(),
            ahead: String::new(),
            meant: None,
            prolog: Vec::new(),
            watch: None,
        }
    }

    /// The stream that reads what is not well-formed as it seems to be meant, instead of refusing it. `unit` is the element
    /// that a unit is: where one begins, what was to end before it has ended.
    pub(in crate::format) fn lenient(input: R, unit: &'static str) -> Self {
        let input = Decoding::new(input, Content::Xml);
        let mut reader = Reader::from_reader(input.mending().resuming_at(unit));
        let config = reader.config_mut();
        config.expand_empty_elements = true;
        config.check_end_names = false;
        config.allow_unmatched_ends = true;
        config.allow_dangling_amp = true;
        Self {
            meant: Some(Meant::with_units(unit)),
            ..Self::over(reader)
        }
    }

    /// From now on this prefix, with its colon, is left out of the names of elements.
    pub(in crate::format) fn set_prefix(&mut self, prefix: String) {
        self.prefix = prefix;
    }

    /// What is odd about what stands before the first element, once that was read.
    pub(in crate::format) fn take_prolog(&mut self) -> Vec<Remark> {
        let mut prolog = std::mem::take(&mut self.prolog);
        if let Some(what) = self.reader.get_mut().take_contradiction() {
            prolog.insert(0, Remark::new(Oddity::Prolog, 1, what));
        }
        prolog
    }

    /// What was not well-formed since this was called last, and how it was read.
    pub(in crate::format) fn take_mends(&mut self) -> Vec<Mend> {
        let mut mends = self.reader.get_mut().take_mends();
        if let Some(meant) = &mut self.meant {
            mends.extend(meant.take());
        }
        mends
    }

    /// What was not well-formed up to the end of the piece read last, since this was called last.
    pub(in crate::format) fn take_mends_so_far(&mut self) -> Vec<Mend> {
        let mut mends = self.reader.get_mut().take_mends_so_far();
        if let Some(meant) = &mut self.meant {
            mends.extend(meant.take());
        }
        mends
    }

    /// Bytes up to the end of the piece read last, since this was called last, that stand for no character in the encoding.
    pub(in crate::format) fn take_unassigned_so_far(&mut self) -> Vec<Mend> {
        self.reader.get_mut().take_unassigned_so_far()
    }

    /// The lines on which units begin that are not read, since this was called last.
    pub(in crate::format) fn take_lost(&mut self) -> LineList {
        self.reader.get_mut().take_lost()
    }

    /// Where the file ended before its elements did, which were closed for it; `None` where it did not.
    pub(in crate::format) fn cut_off(&self) -> Option<CutOff> {
        self.meant.as_ref().and_then(Meant::cut_off)
    }

    /// Whether the unit before was ended where another one began in it, so that what is left of it may follow.
    pub(in crate::format) fn has_unended_unit(&self) -> bool {
        self.meant.as_ref().is_some_and(Meant::has_unended_unit)
    }

    /// The unit in whose start tag the file ends.
    pub(in crate::format) fn cut_tag(&self) -> Option<&CutTag> {
        self.meant.as_ref()?.cut_tag()
    }

    /// Bytes of the file read so far.
    pub(in crate::format) fn position(&self) -> u64 {
        self.reader.get_ref().bytes_read()
    }

    /// The place of the piece read last.
    pub(in crate::format) fn place(&mut self) -> Mark {
        self.reader.get_mut().anchored()
    }

    /// The next piece.
    pub(in crate::format) fn next(&mut self) -> Result<Piece<'_>, Fault> {
        if self.meant.is_some() {
            return self.next_as_meant();
        }
        self.buffer.clear();
        let (reader, buffer) = (&mut self.reader, &mut self.buffer);
        let ahead = (!self.root_seen).then_some(&mut self.ahead);
        let event = next_event(reader, &mut self.inserted, ahead, buffer)?;
        Ok(match event {
            Event::Start(start) | Event::Empty(start) => {
                if self.depth == 0 && self.root_seen {
                    return Err(Fault::here(SECOND_ROOT));
                }
                self.root_seen = true;
                self.depth += 1;
                let element = Element {
                    start,
                    prefix: &self.prefix,
                    entities: &self.entities,
                    read: self.reader.get_ref().bytes_read(),
                    meant: None,
                };
                if !is_name(element.name()) {
                    return Err(Fault::here(
                        "there is a < that begins no element (write it as &lt;)",
                    ));
                }
                if let Some(watch) = &mut self.watch {
                    watch.look_at(&element, || self.reader.get_mut().anchored().line);
                }
                Piece::Open(element)
            }
            Event::End(_) => {
                self.depth = self.depth.saturating_sub(1);
                Piece::Close
            }
            Event::Text(text) => {
                if let Some(at) = text.find(']').and_then(|_| text.find("]]>")) {
                    // The place of an inserted text is that of its reference.
                    let before = if self.inserted.is_empty() { at } else { 0 };
                    return Err(Fault::Here {
                        what: "]]> stands in the text (write ]]&gt;)".into(),
                        after: text[..before].to_owned(),
                    });
                }
                check_outside(self.depth, self.root_seen, &text, || {
                    let ahead = self.reader.get_mut().fill_buf();
                    ahead.is_ok_and(|ahead| ahead.starts_with(b"<?xml"))
                })?;
                Piece::Text(line_ends_of(text.into_inner(), &self.inserted))
            }
            Event::CData(text) => {
                check_outside(self.depth, self.root_seen, "", || false)?;
                Piece::Text(line_ends_of(text.into_inner(), &self.inserted))
            }
            Event::GeneralRef(reference) => {
                check_outside(self.depth, self.root_seen, "", || false)?;
                let read = self.reader.get_ref().bytes_read();
                refer(&self.entities, &mut self.inserted, &reference, read).map_err(Fault::here)?
            }
            Event::Decl(_) if self.reader.get_mut().anchored() != Mark::START => {
                let odd = if self.root_seen {
                    LATE_DECLARATION.to_owned()
                } else {
                    format!(
                        "{LATE_DECLARATION}: a blank, an empty line or a comment stands before it"
                    )
                };
                return Err(Fault::here(odd));
            }
            Event::DocType(_) if self.root_seen => return Err(Fault::here(LATE_DOCUMENT_TYPE)),
            Event::DocType(_) if self.entities.are_declared() => {
                return Err(Fault::here(SECOND_DOCUMENT_TYPE));
            }
            Event::Decl(declaration) => {
                let odd = prolog::check_declaration(&declaration).map_err(Fault::here)?;
                let remark = |what| Remark::new(Oddity::Prolog, 1, what);
                self.prolog.extend(odd.map(remark));
                Piece::Nothing
            }
            Event::DocType(doctype) => {
                let line = self.reader.get_mut().anchored().line;
                let odd = declare(&mut self.entities, &self.ahead, &doctype)?;
                let remark = |what| Remark::new(Oddity::Prolog, line, what);
                self.prolog.extend(odd.into_iter().map(remark));
                Piece::Nothing
            }
            Event::PI(instruction) if !is_target(instruction.target()) => {
                return Err(Fault::here("<? begins no processing instruction"));
            }
            Event::Comment(_) | Event::PI(_) => Piece::Comment,
            Event::Eof if !self.inserted.is_empty() => {
                self.inserted.pop();
                Piece::Nothing
            }
            Event::Eof if self.depth > 0 => {
                return Err(Fault::here(
                    "the file ends before its last end tag: it is cut off",
                ));
            }
            Event::Eof => Piece::End,
        })
    }

    /// Whether an element of this name may begin in the rest of the file, which is looked through, and not read. What cannot be
    /// looked through may hold it.
    pub(in crate::format) fn may_hold(&mut self, name: &str) -> bool {
        // An entity may stand for it.
        self.entities.any() || self.reader.get_mut().may_hold_tag(name).unwrap_or(true)
    }

    /// Skips the rest of the element opened last.
    pub(in crate::format) fn skip(&mut self) -> Result<(), Fault> {
        let mut inside = 1usize;
        while inside > 0 {
            match self.next()? {
                Piece::Open(element) => {
                    element.check()?;
                    inside += 1;
                }
                Piece::Close => inside -= 1,
                _ => {}
            }
        }
        Ok(())
    }
}

const LATE_DECLARATION: &str = "the XML declaration must be the very first thing in the file";
const LATE_DOCUMENT_TYPE: &str = "the document type must stand before the first element";
const SECOND_DOCUMENT_TYPE: &str = "there is a second document type";
const SECOND_ROOT: &str = "something follows after the last end tag";

/// Text outside the root element is an error, white space apart; none stands for a reference or CDATA. `declaration`: whether the XML declaration follows.
fn check_outside(
    depth: usize,
    root_seen: bool,
    text: &str,
    declaration: impl FnOnce() -> bool,
) -> Result<(), Fault> {
    if depth > 0 || !text.is_empty() && is_white(text) {
        return Ok(());
    }
    let begin = text.trim_ascii_start();
    let what = if root_seen {
        SECOND_ROOT.into()
    } else {
        let next = if declaration() {
            "the XML declaration"
        } else {
            "the first element"
        };
        match begin.chars().next() {
            Some(c) if c.is_whitespace() || c == '\u{feff}' => {
                format!(
                    "a character that is no blank in XML stands before {next}: U+{:04X}",
                    u32::from(c)
                )
            }
            Some(_) => format!("text stands before {next}: {}", excerpt(begin)),
            None => format!("text stands before {next}"),
        }
    };
    Err(Fault::Here {
        what,
        after: text[..text.len() - begin.len()].to_owned(),
    })
}
