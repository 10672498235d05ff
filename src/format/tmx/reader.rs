//! The streaming reader: from the root element through the body to the end of the file.

use super::unit::{self, Context, Tags};
use super::xml::{Fault, Piece, Xml};
use super::{excerpt, header};
use crate::error::{Error, Place, Result};
use crate::format::{Entry, UnitReader};
use crate::lang::Lang;
use crate::model::{Header, Tu};
use std::io::Read;
use std::path::{Path, PathBuf};

/// What a file that is no TMX could still be for karvan.
const HELP: &str = "karvan reads TMX and TSV";

/// Reads TMX 1.1 to 1.4b in any encoding, one unit after another.
///
/// The file is refused with line and column where it is not well-formed XML; what merely is not as the standard
/// wants it is read all the same, with a remark on its unit.
#[derive(Debug)]
pub struct Reader<R> {
    xml: Xml<R>,
    path: PathBuf,
    header: Header,
    source_lang: Option<Lang>,
    tags: Tags,
    state: State,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Begin,
    Body,
    Done,
}

/// What the next step in the body found.
enum Step {
    Entry(Entry),
    End,
}

impl<R: Read> Reader<R> {
    /// A reader of the bytes of a file; `path` is what errors call it.
    pub fn new(input: R, path: impl AsRef<Path>) -> Self {
        Self {
            xml: Xml::new(input),
            path: path.as_ref().to_path_buf(),
            header: Header::default(),
            source_lang: None,
            tags: Tags::default(),
            state: State::Begin,
        }
    }

    fn advance(&mut self) -> std::result::Result<Step, Fault> {
        if self.state == State::Begin {
            self.read_root()?;
            if self.read_to_body()? {
                self.state = State::Body;
            } else {
                return Ok(Step::End);
            }
        }
        self.read_body()
    }

    fn read_root(&mut self) -> std::result::Result<(), Fault> {
        loop {
            match self.xml.next()? {
                (Piece::Open(element), _) if element.name() == "tmx" => return element.check(),
                (Piece::Open(element), mark) => {
                    let name = element.name();
                    let what = match name.to_ascii_lowercase().as_str() {
                        "html" => "this is an HTML page, not TMX".to_owned(),
                        "xliff" => "this is XLIFF, not TMX".to_owned(),
                        "martif" | "tbx" => "this is TBX (a termbase), not TMX".to_owned(),
                        _ => format!("this is not TMX: its first element is <{name}>"),
                    };
                    return Err(Fault::at(mark, what));
                }
                (Piece::End, _) => {
                    let what = "this is not TMX: there is no element in it".to_owned();
                    return Err(Fault::Malformed { mark: None, what });
                }
                _ => {}
            }
        }
    }

    /// Reads the header and the start tag of the body; `false` where there is no body.
    fn read_to_body(&mut self) -> std::result::Result<bool, Fault> {
        loop {
            match self.xml.next()? {
                (Piece::Open(element), mark) => match element.name() {
                    "body" => {
                        element.check()?;
                        return Ok(true);
                    }
                    "header" => {
                        self.header = header::begin(&element)?;
                        header::finish(&mut self.xml, &mut self.header)?;
                        self.source_lang = header::attribute(&self.header, "srclang")
                            .filter(|tag| tag.trim() != "*all*")
                            .and_then(|tag| self.tags.read(tag))
                            .map(|(lang, _)| lang);
                    }
                    name => {
                        let what = format!("<{name}> stands where <header> or <body> must stand");
                        return Err(Fault::at(mark, what));
                    }
                },
                (Piece::Close, mark) => {
                    return Err(Fault::at(mark, "this TMX has no <body>"));
                }
                (Piece::End, _) => return Ok(false),
                _ => {}
            }
        }
    }

    fn read_body(&mut self) -> std::result::Result<Step, Fault> {
        loop {
            let mut context = Context {
                tags: &mut self.tags,
                source_lang: self.source_lang.as_ref(),
                remarks: Vec::new(),
            };
            match self.xml.next()? {
                (Piece::Open(element), mark) if element.name() == "tu" => {
                    let tu = unit::begin(&element, &mut context)?;
                    let tu = unit::finish(&mut self.xml, tu, &mut context)?;
                    return Ok(Step::Entry(entry(tu, mark.line, context.remarks)));
                }
                (Piece::Open(element), mark) => {
                    element.check()?;
                    let reason = format!("<{}> in the body is no unit", element.name());
                    self.xml.skip()?;
                    let line = mark.line;
                    return Ok(Step::Entry(Entry::Rejected { line, reason }));
                }
                (Piece::Text(text), mark) if !text.trim().is_empty() => {
                    let before = text.len() - text.trim_start().len();
                    let line = mark.after(&text.as_bytes()[..before]).line;
                    let reason = format!("text between units: {}", excerpt(&text));
                    return Ok(Step::Entry(Entry::Rejected { line, reason }));
                }
                (Piece::Close, _) => {
                    self.read_rest()?;
                    return Ok(Step::End);
                }
                _ => {}
            }
        }
    }

    /// Reads what follows the body, so that a file that is cut off or broken there is refused too.
    fn read_rest(&mut self) -> std::result::Result<(), Fault> {
        loop {
            match self.xml.next()? {
                (Piece::End, _) => return Ok(()),
                (Piece::Open(element), mark) => {
                    let what = format!("<{}> follows after the body", element.name());
                    return Err(Fault::at(mark, what));
                }
                _ => {}
            }
        }
    }

    fn error(&self, fault: Fault) -> Error {
        let error = fault.in_file(&self.path);
        match error {
            Error::Malformed { place, what, .. } if what.starts_with("this is") => {
                // The sentence says that it is another kind of file; then mending it is no advice.
                let place = if place.line > 1 {
                    place
                } else {
                    Place::file(&self.path)
                };
                Error::malformed(place, what, HELP)
            }
            error => error,
        }
    }
}

fn entry(tu: Tu, line: usize, remarks: Vec<String>) -> Entry {
    if tu.variants.is_empty() {
        let mut reason = "the unit has no variant that can be read".to_owned();
        for remark in remarks {
            reason.push_str("; ");
            reason.push_str(&remark);
        }
        return Entry::Rejected { line, reason };
    }
    Entry::Unit {
        tu: Box::new(tu),
        line,
        remarks,
    }
}

impl<R: Read> UnitReader for Reader<R> {
    fn next_entry(&mut self) -> Option<Result<Entry>> {
        if self.state == State::Done {
            return None;
        }
        match self.advance() {
            Ok(Step::Entry(entry)) => Some(Ok(entry)),
            Ok(Step::End) => {
                self.state = State::Done;
                None
            }
            Err(fault) => {
                self.state = State::Done;
                Some(Err(self.error(fault)))
            }
        }
    }

    fn header(&self) -> &Header {
        &self.header
    }

    fn position(&self) -> u64 {
        self.xml.position()
    }
}
