//! The streaming reader: all units between the beginning and the end of the file, wherever they stand.

use super::context::Third;
use super::rules;
use super::unit::{self, Begun, Context, Step};
use super::xml::{Fault, Piece, Xml};
use super::{header, root};
use crate::error::{Error, Result};
use crate::format::mending::Mend;
use crate::format::oddity::Remarks;
use crate::format::{Entry, Oddity, Rejected, Remark, UnitReader};
use crate::model::{Header, Tu};
use std::collections::VecDeque;
use std::io::Read;
use std::path::{Path, PathBuf};

/// Reads TMX 1.1 to 1.4b in any encoding, one unit after another.
///
/// The file is refused with line and column where it is not well-formed XML; what merely is not as the standard
/// wants it is read all the same, with a remark on its unit, or on the file ([`UnitReader::remarks`]).
#[derive(Debug)]
pub struct Reader<R> {
    xml: Xml<R>,
    path: PathBuf,
    header: Header,
    context: Context,
    /// What is odd about the file, not about a unit of it.
    remarks: Vec<Remark>,
    state: State,
    /// The open elements round the place that is read next.
    depth: usize,
    seen: Seen,
    /// The units in which other ones stand, the outermost first, to be read on.
    open: Vec<Begun>,
    /// Units in a unit that is open yet, with their numbers: it comes before them.
    held: Vec<(usize, Entry)>,
    /// Whole units in their order.
    ready: VecDeque<Entry>,
    /// How many units have begun.
    begun: usize,
}

/// How a file is read.
#[derive(Debug, Clone, Copy, Default)]
pub struct Options {
    /// What is not well-formed is read as it seems to be meant, with a remark, instead of being refused.
    pub lenient: bool,
    /// Whatever is not as the DTD of TMX 1.4 wants it is remarked on, even where it does no harm.
    pub rules: bool,
    /// What the DTD forbids is remarked on, but for what every reader is to take: `lang` for `xml:lang`, version 1.4b,
    /// `sub` directly in a segment.
    pub forbidden: bool,
}

/// So many units in a unit wait for its end.
const MOST_HELD: usize = 256;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Begin,
    Read,
    Done,
}

/// Which parts of the file have come.
#[derive(Debug, Clone, Copy, Default)]
struct Seen {
    header: bool,
    body: bool,
    unit: bool,
    end: bool,
    /// The depth of the body that is open.
    body_at: Option<usize>,
    /// Whether a body has ended and no other one has begun.
    body_end: bool,
}

impl<R: Read> Reader<R> {
    /// A reader of the bytes of a file; `path` is what errors call it.
    pub fn new(input: R, path: impl AsRef<Path>) -> Self {
        Self::with(input, path, Options::default())
    }

    /// A reader that reads in this way.
    pub fn with(input: R, path: impl AsRef<Path>, options: Options) -> Self {
        let xml = if options.lenient {
            Xml::lenient(input, "tu")
        } else {
            Xml::new(input)
        };
        Self {
            xml,
            path: path.as_ref().to_path_buf(),
            header: Header::default(),
            context: Context::new(Remarks::with_rules(options.rules, options.forbidden)),
            remarks: Vec::new(),
            state: State::Begin,
            depth: 0,
            seen: Seen::default(),
            open: Vec::new(),
            held: Vec::new(),
            ready: VecDeque::new(),
            begun: 0,
        }
    }

    fn advance(&mut self) -> std::result::Result<Option<Entry>, Fault> {
        if self.state == State::Begin {
            self.read_root()?;
            self.state = State::Read;
        }
        self.read_entry()
    }

    fn read_root(&mut self) -> std::result::Result<(), Fault> {
        loop {
            self.place_remarks();
            match self.xml.next()? {
                Piece::Open(element) if root::is_root(element.name()) => {
                    let prefix = self.context.begin_root(&element)?;
                    if let Some(prefix) = prefix {
                        self.xml.set_prefix(prefix);
                    }
                    self.remarks.extend(self.xml.take_prolog());
                    self.depth = 1;
                    return Ok(());
                }
                Piece::Open(element) => {
                    let name = element.name();
                    return Err(Fault::Foreign(match name.to_ascii_lowercase().as_str() {
                        "html" => "this is an HTML page, not TMX".to_owned(),
                        "xliff" => "this is XLIFF, not TMX".to_owned(),
                        "martif" | "tbx" => "this is TBX (a termbase), not TMX".to_owned(),
                        _ => {
                            let case = root::case_of(name);
                            format!("this is not TMX: its first element is <{name}>{case}")
                        }
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

    fn place_remarks(&mut self) {
        let xml = &mut self.xml;
        self.context.remarks.place(|| xml.place().line);
    }

    /// Reads up to the end of the next unit, the outer one where units stand in it; `None` at the end of the file.
    fn read_entry(&mut self) -> std::result::Result<Option<Entry>, Fault> {
        loop {
            if let Some(entry) = self.ready.pop_front() {
                return Ok(Some(entry));
            }
            let read = match self.open.pop() {
                Some(outer) => Some(self.finish_unit(outer)?),
                None => self.read_unit()?,
            };
            let Some((number, entry)) = read else {
                return Ok(self.ready.pop_front());
            };
            if self.open.is_empty() && self.held.is_empty() {
                return Ok(Some(entry));
            }
            self.held.push((number, entry));
            // A unit that is never closed does not hold back all that follow it.
            if self.open.is_empty() || self.held.len() >= MOST_HELD {
                self.held.sort_by_key(|(number, _)| *number);
                self.ready.extend(self.held.drain(..).map(|held| held.1));
            }
        }
    }

    /// Reads up to the end of a unit with its number.
    fn read_unit(&mut self) -> std::result::Result<Option<(usize, Entry)>, Fault> {
        while !self.seen.end {
            self.place_remarks();
            match self.xml.next()? {
                Piece::Open(element) => match element.name() {
                    "tu" => {
                        // What was odd before the unit is the file's.
                        self.remarks.extend(self.context.remarks.take());
                        let tu = unit::begin(&element, &mut self.context)?;
                        let line = self.xml.place().line;
                        return self.finish_unit(Begun::new(tu, line)).map(Some);
                    }
                    "header" => {
                        let begun = header::begin(&element, &mut self.context.remarks)?;
                        self.finish_header(begun)?;
                    }
                    name => {
                        let name = name.to_owned();
                        if name == "body" {
                            rules::left_out(&element, &mut self.context.remarks)?;
                        } else {
                            element.check()?;
                        }
                        self.depth += 1;
                        if name == "body" && self.seen.body_at.is_none() {
                            self.seen.body_at = Some(self.depth);
                            self.seen.body_end = false;
                        }
                        self.begin_element(&name);
                    }
                },
                Piece::Text(text) => {
                    rules::stray(&text, "between units", &mut self.context.remarks);
                }
                Piece::Char(c) => {
                    rules::stray(&String::from(c), "between units", &mut self.context.remarks);
                }
                Piece::Close => {
                    if self.seen.body_at == Some(self.depth) {
                        self.seen.body_at = None;
                        self.seen.body_end = true;
                    }
                    self.depth = self.depth.saturating_sub(1);
                }
                Piece::End => {
                    self.end();
                    self.seen.end = true;
                }
                Piece::Nothing => {}
            }
        }
        Ok(None)
    }

    fn finish_header(&mut self, begun: Header) -> std::result::Result<(), Fault> {
        let Self { xml, context, .. } = self;
        let late = self.seen.body || self.seen.unit;
        let read = header::finish(xml, begun, &mut context.remarks)?;
        if self.seen.header {
            context.remarks.note(Oddity::Header, || {
                "there is a second header: its notes and properties were kept".into()
            });
            self.header.annotations.extend(read.annotations);
            self.header.encodings.extend(read.encodings);
            return Ok(());
        }
        if late {
            context.remarks.note(Oddity::Header, || {
                "the header stands after the body: its srclang did not count for the units before it".into()
            });
        }
        self.header = read;
        self.seen.header = true;
        context.read_source(header::attribute(&self.header, "srclang"));
        context.third = Third::of(&self.header);
        Ok(())
    }

    fn begin_element(&mut self, name: &str) {
        let remarks = &mut self.context.remarks;
        match name {
            "body" if !self.seen.body => {
                self.seen.body = true;
            }
            "body" => remarks.note(Oddity::Body, || {
                "there is a second body: it was read too".into()
            }),
            // Two files, one after the other, where such a thing is read at all.
            "tmx" if self.depth == 1 => {
                remarks.note(Oddity::NotWellFormed, || {
                    "a second file begins behind the end of the first: it was read too".into()
                });
            }
            _ => remarks.note(Oddity::UnknownElement, || {
                let case = root::case_of(name);
                format!(
                    "<{name}> has no place here{case}: units in it were read, its text was left out"
                )
            }),
        }
    }

    fn finish_unit(&mut self, mut begun: Begun) -> std::result::Result<(usize, Entry), Fault> {
        self.seen.unit = true;
        if !self.seen.body {
            self.seen.body = true;
            self.context
                .remarks
                .note(Oddity::Body, || "units stand outside of a body".into());
        } else if self.seen.body_end {
            self.context.remarks.note(Oddity::Body, || {
                "a unit stands behind the end of the body: it was read too".into()
            });
        }
        let (tu, number, line) = loop {
            if begun.number == 0 {
                self.begun += 1;
                begun.number = self.begun;
            }
            let (number, line) = (begun.number, begun.line);
            self.context.around = self.open.len();
            match unit::read_on(&mut self.xml, begun, &mut self.context)? {
                Step::Whole(tu) => break (tu, number, line),
                Step::Inner(nested) => {
                    self.open.push(nested.outer);
                    begun = nested.inner;
                }
            }
        };
        self.place_remarks();
        let mut remarks = self.context.remarks.take();
        remarks.extend(self.xml.take_mends_so_far().into_iter().map(remark_of));
        if self.xml.is_cut_off() {
            let reason = "the file is cut off in this unit".to_owned();
            return Ok((number, rejected(tu.tuid, line, reason, &remarks)));
        }
        Ok((number, entry(tu, line, remarks)))
    }

    fn end(&mut self) {
        let remarks = &mut self.context.remarks;
        if !self.seen.body {
            remarks.note(Oddity::Body, || "there is no body".into());
        }
        if !self.seen.header {
            remarks.note(Oddity::Header, || "there is no header".into());
        }
        self.place_remarks();
        self.remarks.extend(self.context.remarks.take());
        self.take_mends();
    }

    fn take_mends(&mut self) {
        let mends = self.xml.take_mends();
        self.remarks.extend(mends.into_iter().map(remark_of));
        let lost = self.xml.take_lost().into_iter();
        self.ready
            .extend(lost.map(|line| Entry::Rejected(Rejected::new(line, None, LOST))));
    }
}

const LOST: &str = "a unit begins in a comment, in CDATA or between <? and ?> that do not end as XML wants it: it was not read";

fn remark_of(mend: Mend) -> Remark {
    let oddity = if mend.is_character {
        Oddity::Replaced
    } else {
        Oddity::NotWellFormed
    };
    Remark {
        count: mend.count,
        ..Remark::new(oddity, mend.mark.line, mend.what)
    }
}

fn entry(tu: Box<Tu>, line: usize, remarks: Vec<Remark>) -> Entry {
    if tu.variants.is_empty() {
        let reason = "there is no variant that can be read".to_owned();
        return rejected(tu.tuid, line, reason, &remarks);
    }
    Entry::Unit { tu, line, remarks }
}

/// A reason holds so many remarks; a unit may have very many.
const MOST_REASONS: usize = 8;

fn rejected(unit: Option<String>, line: usize, mut reason: String, remarks: &[Remark]) -> Entry {
    for remark in remarks.iter().take(MOST_REASONS) {
        reason.push_str("; ");
        reason.push_str(&remark.text);
    }
    Entry::Rejected(Rejected::new(line, unit, reason))
}

/// The error of a file that is not well-formed says that there is another way to read it.
fn refusal(error: Error) -> Error {
    match error {
        Error::Malformed { place, what, .. } if place.line > 0 => Error::malformed(
            place,
            what,
            "nothing was taken from this file; mend it, export it again from its program, or see what --lenient can read",
        ),
        other => other,
    }
}

impl<R: Read> UnitReader for Reader<R> {
    fn next_entry(&mut self) -> Option<Result<Entry>> {
        if self.state == State::Done {
            return None;
        }
        match self.advance() {
            Ok(Some(entry)) => Some(Ok(entry)),
            Ok(None) => {
                self.state = State::Done;
                None
            }
            Err(fault) => {
                self.state = State::Done;
                Some(Err(refusal(fault.in_file(&self.path, self.xml.place()))))
            }
        }
    }

    fn header(&self) -> &Header {
        &self.header
    }

    fn position(&self) -> u64 {
        self.xml.position()
    }

    fn remarks(&mut self) -> Vec<Remark> {
        std::mem::take(&mut self.remarks)
    }
}
