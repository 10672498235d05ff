//! The streaming reader: from the root element through the body to the end of the file.

use super::unit::{self, Context, Tags};
use super::xml::{Fault, Piece, Xml};
use super::{excerpt, header};
use crate::error::Result;
use crate::format::{Entry, UnitReader};
use crate::lang::Lang;
use crate::model::{Header, Tu};
use std::io::Read;
use std::path::{Path, PathBuf};

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
    /// What is odd about the header; it is said with the first unit.
    remarks: Vec<String>,
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
            xml: Xml::new(input, "TMX"),
            path: path.as_ref().to_path_buf(),
            header: Header::default(),
            source_lang: None,
            tags: Tags::default(),
            remarks: Vec::new(),
            state: State::Begin,
        }
    }

    fn advance(&mut self) -> std::result::Result<Step, Fault> {
        if self.state == State::Begin {
            self.read_root()?;
            self.read_to_body()?;
            self.state = State::Body;
        }
        self.read_body()
    }

    fn read_root(&mut self) -> std::result::Result<(), Fault> {
        loop {
            match self.xml.next()? {
                Piece::Open(element) if element.name() == "tmx" => return element.check(),
                Piece::Open(element) => {
                    let name = element.name();
                    return Err(Fault::Foreign(match name.to_ascii_lowercase().as_str() {
                        "html" => "this is an HTML page, not TMX".to_owned(),
                        "xliff" => "this is XLIFF, not TMX".to_owned(),
                        "martif" | "tbx" => "this is TBX (a termbase), not TMX".to_owned(),
                        _ => format!("this is not TMX: its first element is <{name}>"),
                    }));
                }
                Piece::End => {
                    let what = "this is not TMX: there is no element in it";
                    return Err(Fault::Foreign(what.into()));
                }
                _ => {}
            }
        }
    }

    /// Reads the header and the start tag of the body.
    fn read_to_body(&mut self) -> std::result::Result<(), Fault> {
        loop {
            match self.xml.next()? {
                Piece::Open(element) => match element.name() {
                    "body" => return element.check(),
                    "header" => {
                        self.header = header::begin(&element)?;
                        header::finish(&mut self.xml, &mut self.header, &mut self.remarks)?;
                        self.read_source();
                    }
                    name => {
                        let what = format!("<{name}> stands where <header> or <body> must stand");
                        return Err(Fault::here(what));
                    }
                },
                Piece::Close => return Err(Fault::here("this TMX has no <body>")),
                _ => {}
            }
        }
    }

    fn read_source(&mut self) {
        let Some(tag) = header::attribute(&self.header, "srclang") else {
            return;
        };
        if tag.trim() == "*all*" {
            return;
        }
        match self.tags.read(tag) {
            Some((lang, _)) => self.source_lang = Some(lang),
            None => self.remarks.push(format!(
                "header: srclang={} is not a language tag",
                excerpt(tag)
            )),
        }
    }

    fn read_body(&mut self) -> std::result::Result<Step, Fault> {
        loop {
            let (line, reason) = match self.xml.next()? {
                Piece::Open(element) if element.name() == "tu" => {
                    let mut context = Context {
                        tags: &mut self.tags,
                        source_lang: self.source_lang.as_ref(),
                        remarks: std::mem::take(&mut self.remarks),
                    };
                    let tu = unit::begin(&element, &mut context)?;
                    let line = self.xml.place().line;
                    let tu = unit::finish(&mut self.xml, tu, &mut context)?;
                    return Ok(Step::Entry(entry(tu, line, context.remarks)));
                }
                Piece::Open(element) => {
                    element.check()?;
                    let reason = format!("<{}> in the body is no unit", element.name());
                    let line = self.xml.place().line;
                    self.xml.skip()?;
                    (line, reason)
                }
                Piece::Text(text) if !text.trim().is_empty() => {
                    let reason = format!("text between units: {}", excerpt(&text));
                    let blank = text[..text.len() - text.trim_start().len()].to_owned();
                    (self.xml.place().after(blank.as_bytes()).line, reason)
                }
                Piece::Char(c) if !c.is_whitespace() => (
                    self.xml.place().line,
                    format!("text between units: \"{c}\""),
                ),
                Piece::Close => {
                    self.read_rest()?;
                    return Ok(Step::End);
                }
                _ => continue,
            };
            return Ok(Step::Entry(Entry::Rejected { line, reason }));
        }
    }

    /// Reads what follows the body, so that a file that is cut off or broken there is refused too.
    fn read_rest(&mut self) -> std::result::Result<(), Fault> {
        loop {
            match self.xml.next()? {
                Piece::End => return Ok(()),
                Piece::Open(element) => {
                    let what = format!("<{}> follows after the body", element.name());
                    return Err(Fault::here(what));
                }
                _ => {}
            }
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
                Some(Err(fault.in_file(&self.path, self.xml.place())))
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
