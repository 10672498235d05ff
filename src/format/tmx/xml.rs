//! XML as the TMX reader sees it: elements, text and nothing else, each with its place.
//!
//! What quick-xml leaves to its users is checked here, so that a file that is not well-formed is refused: names,
//! attributes, references, where text may stand, and that every element is closed. A document type is skipped: no
//! file is fetched and no entity of its own is expanded (the five of XML are), so nothing can blow up.

use crate::error::{Error, Place};
use crate::format::decoding::{Content, Decoding, Mark};
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use std::borrow::Cow;
use std::io::{self, Read};
use std::path::Path;

/// The most attributes that one element may have; no format needs so many.
const MAX_ATTRIBUTES: usize = 500;

/// An error inside a file, before it is known how the file is called.
#[derive(Debug)]
pub(super) enum Fault {
    /// The content is wrong at the piece read last, after this beginning of its text.
    Here { what: String, after: String },
    /// The content is wrong at a place.
    At(Mark, String),
    /// The file is of another kind.
    Foreign(String),
    /// The file cannot be read on.
    Io(io::Error),
}

impl Fault {
    /// The content is wrong at the piece read last.
    pub(super) fn here(what: impl Into<String>) -> Self {
        Self::Here {
            what: what.into(),
            after: String::new(),
        }
    }

    /// The error for people; `here` is the place of the piece read last.
    pub(super) fn in_file(self, path: &Path, here: Mark) -> Error {
        let (mark, what) = match self {
            Self::Io(source) => return Error::read(path, source),
            Self::Foreign(what) => {
                return Error::malformed(Place::file(path), what, "karvan reads TMX and TSV");
            }
            Self::Here { what, after } => (here.after(after.as_bytes()), what),
            Self::At(mark, what) => (mark, what),
        };
        Error::malformed(
            Place::at(path, mark.line, mark.column),
            what,
            "nothing was taken from this file; mend it, or export it again from its program",
        )
    }
}

/// A part of the file.
#[derive(Debug)]
pub(super) enum Piece<'a> {
    /// A start tag; an empty element is a start and an end.
    Open(Element<'a>),
    /// The end of the element opened last.
    Close,
    /// Text, line ends normalised, references apart.
    Text(Cow<'a, str>),
    /// A reference, resolved.
    Char(char),
    /// A comment or the like.
    Nothing,
    /// The end of the file.
    End,
}

/// A start tag.
#[derive(Debug)]
pub(super) struct Element<'a> {
    start: BytesStart<'a>,
}

impl Element<'_> {
    /// The element's name as written.
    pub(super) fn name(&self) -> &str {
        self.start.name().into_inner()
    }

    /// Calls `take` with each attribute, its value normalised (XML 1.0, section 3.3.3).
    pub(super) fn attributes(&self, mut take: impl FnMut(&str, Cow<'_, str>)) -> Result<(), Fault> {
        let mut seen: Vec<&str> = Vec::new();
        let mut rest = self.start.attributes_raw();
        loop {
            let trimmed = rest.trim_start_matches(is_blank);
            if trimmed.is_empty() {
                return Ok(());
            }
            let fault = |what: &str| Fault::here(format!("<{}>: {what}", self.name()));
            if trimmed.len() == rest.len() {
                return Err(fault("there must be a blank between attributes"));
            }
            let Some((name, after)) = split_at_byte(trimmed, b'=') else {
                return Err(fault("an attribute has no value"));
            };
            let name = name.trim_end_matches(is_blank);
            let after = after.trim_start_matches(is_blank);
            let quoted = match after.as_bytes().first() {
                Some(b'"') => split_at_byte(&after[1..], b'"'),
                Some(b'\'') => split_at_byte(&after[1..], b'\''),
                _ => None,
            };
            let Some((value, next)) = quoted else {
                return Err(fault("the value of an attribute is not in quotes"));
            };
            if !is_name(name) {
                return Err(fault(&format!("{name:?} cannot be an attribute's name")));
            }
            if seen.contains(&name) {
                return Err(fault(&format!("the attribute {name} is there twice")));
            }
            seen.push(name);
            if seen.len() > MAX_ATTRIBUTES {
                return Err(fault("there are too many attributes"));
            }
            let value = attribute_value(value).map_err(|what| fault(&what))?;
            take(name, value);
            rest = next;
        }
    }

    /// Checks the attributes of an element that is otherwise of no interest.
    pub(super) fn check(&self) -> Result<(), Fault> {
        self.attributes(|_, _| {})
    }
}

/// The stream of pieces.
#[derive(Debug)]
pub(super) struct Xml<R> {
    reader: Reader<Decoding<R>>,
    buffer: Vec<u8>,
    depth: usize,
    root_seen: bool,
}

impl<R: Read> Xml<R> {
    pub(super) fn new(input: R) -> Self {
        let mut reader = Reader::from_reader(Decoding::new(input, Content::Xml));
        let config = reader.config_mut();
        config.expand_empty_elements = true;
        config.check_comments = true;
        Self {
            reader,
            buffer: Vec::with_capacity(1 << 12),
            depth: 0,
            root_seen: false,
        }
    }

    /// Bytes of the file read so far.
    pub(super) fn position(&self) -> u64 {
        self.reader.get_ref().bytes_read()
    }

    /// The place of the piece read last.
    pub(super) fn place(&mut self) -> Mark {
        self.reader.get_mut().anchored()
    }

    /// The next piece.
    pub(super) fn next(&mut self) -> Result<Piece<'_>, Fault> {
        self.buffer.clear();
        self.reader.get_mut().set_anchor();
        let event = match self.reader.read_event_into(&mut self.buffer) {
            Ok(event) => event,
            Err(error) => return Err(fault_of(error, self.reader.get_mut())),
        };
        Ok(match event {
            Event::Start(start) | Event::Empty(start) => {
                if self.depth == 0 && self.root_seen {
                    return Err(Fault::here(SECOND_ROOT));
                }
                self.root_seen = true;
                self.depth += 1;
                let element = Element { start };
                if !is_name(element.name()) {
                    return Err(Fault::here(
                        "there is a < that begins no element (write it as &lt;)",
                    ));
                }
                Piece::Open(element)
            }
            Event::End(_) => {
                self.depth = self.depth.saturating_sub(1);
                Piece::Close
            }
            Event::Text(text) => {
                if let Some(at) = text.find(']').and_then(|_| text.find("]]>")) {
                    return Err(Fault::Here {
                        what: "]]> stands in the text (write ]]&gt;)".into(),
                        after: text[..at].to_owned(),
                    });
                }
                check_outside(self.depth, self.root_seen, &text)?;
                Piece::Text(line_ends(text.into_inner()))
            }
            Event::CData(text) => {
                check_outside(self.depth, self.root_seen, "cdata")?;
                Piece::Text(line_ends(text.into_inner()))
            }
            Event::GeneralRef(reference) => {
                check_outside(self.depth, self.root_seen, "reference")?;
                Piece::Char(resolve(&reference).map_err(Fault::here)?)
            }
            Event::Decl(_) if self.reader.get_mut().anchored() != Mark::START => {
                return Err(Fault::here(
                    "the XML declaration must be the very first thing in the file",
                ));
            }
            Event::DocType(_) if self.root_seen => {
                return Err(Fault::here(
                    "the document type must stand before the first element",
                ));
            }
            Event::Decl(_) | Event::DocType(_) | Event::Comment(_) | Event::PI(_) => Piece::Nothing,
            Event::Eof if self.depth > 0 => {
                return Err(Fault::here(
                    "the file ends before its last end tag: it is cut off",
                ));
            }
            Event::Eof => Piece::End,
        })
    }

    /// Skips the rest of the element opened last.
    pub(super) fn skip(&mut self) -> Result<(), Fault> {
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

const SECOND_ROOT: &str = "something follows after the last end tag";

/// Text outside the root element is an error, white space apart.
fn check_outside(depth: usize, root_seen: bool, text: &str) -> Result<(), Fault> {
    if depth > 0 || text.bytes().all(|b| b.is_ascii_whitespace()) {
        return Ok(());
    }
    if !root_seen {
        let what = "this is not TMX: it does not begin with an element";
        return Err(Fault::Foreign(what.into()));
    }
    let blank = text.len() - text.trim_start().len();
    Err(Fault::Here {
        what: SECOND_ROOT.into(),
        after: text[..blank].to_owned(),
    })
}

fn fault_of<R: Read>(error: quick_xml::Error, input: &mut Decoding<R>) -> Fault {
    use quick_xml::Error as Xml;
    use quick_xml::errors::{IllFormedError as Ill, SyntaxError as Syntax};
    let what = match error {
        Xml::Io(error) if error.kind() == io::ErrorKind::InvalidData => {
            return Fault::At(input.mark(), error.to_string());
        }
        Xml::Io(error) => {
            return Fault::Io(io::Error::new(error.kind(), error.to_string()));
        }
        Xml::IllFormed(Ill::MismatchedEndTag { expected, found }) => {
            format!("</{found}> closes nothing: </{expected}> is expected")
        }
        Xml::IllFormed(Ill::UnmatchedEndTag(found)) => format!("</{found}> closes nothing"),
        Xml::IllFormed(Ill::UnclosedReference) => {
            "an & begins no reference (write it as &amp;)".into()
        }
        Xml::IllFormed(Ill::DoubleHyphenInComment) => "-- stands in a comment".into(),
        Xml::Syntax(
            Syntax::UnclosedTag
            | Syntax::UnclosedSingleQuotedAttributeValue
            | Syntax::UnclosedDoubleQuotedAttributeValue,
        ) => "the file ends inside a tag: it is cut off, or a quote or > is missing".into(),
        other => format!("this is not well-formed XML ({other})"),
    };
    Fault::here(what)
}

/// As `split_once` of an ASCII character; these stretches are so short that its search costs more than a loop.
fn split_at_byte(text: &str, byte: u8) -> Option<(&str, &str)> {
    let at = text.bytes().position(|b| b == byte)?;
    Some((&text[..at], &text[at + 1..]))
}

fn is_blank(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\r' | '\n')
}

fn is_name(name: &str) -> bool {
    let letter = |b: u8| b.is_ascii_alphabetic() || b == b'_' || b == b':' || b >= 0x80;
    name.bytes()
        .enumerate()
        .all(|(n, b)| letter(b) || n > 0 && (b.is_ascii_digit() || b == b'-' || b == b'.'))
        && !name.is_empty()
}

/// Whether XML 1.0 allows a character.
pub(super) fn is_xml_char(c: char) -> bool {
    !matches!(c, '\0'..='\x08' | '\x0b' | '\x0c' | '\x0e'..='\x1f' | '\u{fffe}' | '\u{ffff}')
}

fn resolve(reference: &str) -> Result<char, String> {
    let number = match reference.strip_prefix('#') {
        Some(digits) => match digits.strip_prefix('x') {
            Some(hex) if hex.bytes().all(|b| b.is_ascii_hexdigit()) => {
                u32::from_str_radix(hex, 16).ok()
            }
            None if digits.bytes().all(|b| b.is_ascii_digit()) => digits.parse().ok(),
            _ => None,
        },
        None => {
            return match reference {
                "amp" => Ok('&'),
                "lt" => Ok('<'),
                "gt" => Ok('>'),
                "quot" => Ok('"'),
                "apos" => Ok('\''),
                _ => Err(format!(
                    "the entity &{reference}; is not one of XML's own five, and karvan expands no others"
                )),
            };
        }
    };
    number
        .and_then(char::from_u32)
        .filter(|c| is_xml_char(*c))
        .ok_or_else(|| format!("&{reference}; stands for a character that XML forbids"))
}

/// Line ends as XML 1.0, section 2.11, wants them.
fn line_ends(text: Cow<'_, str>) -> Cow<'_, str> {
    if !text.as_bytes().contains(&b'\r') {
        return text;
    }
    Cow::Owned(text.replace("\r\n", "\n").replace('\r', "\n"))
}

fn attribute_value(raw: &str) -> Result<Cow<'_, str>, String> {
    let plain = |b: u8| !matches!(b, b'&' | b'<' | b'\t' | b'\r' | b'\n');
    if raw.bytes().all(plain) {
        return Ok(Cow::Borrowed(raw));
    }
    let mut out = String::with_capacity(raw.len());
    let mut rest = raw;
    while let Some(at) = rest.bytes().position(|b| !plain(b)) {
        out.push_str(&rest[..at]);
        let skip = match rest.as_bytes()[at] {
            b'<' => return Err("an attribute's value holds < (write it as &lt;)".into()),
            b'&' => {
                let Some(end) = rest[at..].find(';') else {
                    return Err("an & begins no reference (write it as &amp;)".into());
                };
                out.push(resolve(&rest[at + 1..at + end])?);
                end + 1
            }
            b'\r' if rest[at..].starts_with("\r\n") => {
                out.push(' ');
                2
            }
            _ => {
                out.push(' ');
                1
            }
        };
        rest = &rest[at + skip..];
    }
    out.push_str(rest);
    Ok(Cow::Owned(out))
}
