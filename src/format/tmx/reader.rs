//! The streaming reader: all units between the beginning and the end of the file, wherever they stand.

use super::context::Third;
use super::rules;
use super::unit::{self, Begun, Context, Step};
use super::xml::{Fault, Piece, Xml};
use super::{annotation, header, lost, outcome, root};
use crate::error::Result;
use crate::format::oddity::{Passed, Remarks};
use crate::format::{Entry, Oddity, Remark, UnitReader};
use crate::model::Header;
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
    /// Units that were passed over.
    lost: VecDeque<Passed>,
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
    /// Whether a unit stood outside of a body before there was one.
    unit_outside: bool,
    /// The depth of the header that is open round units.
    header_at: Option<usize>,
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
            lost: VecDeque::new(),
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
                    return Err(Fault::ForeignRoot(
                        match name.to_ascii_lowercase().as_str() {
                            "html" => "this is an HTML page, not TMX".to_owned(),
                            "xliff" => "this is XLIFF, not TMX".to_owned(),
                            "martif" | "tbx" => "this is TBX (a termbase), not TMX".to_owned(),
                            _ => {
                                let case = root::case_of(name);
                                format!("this is not TMX: its first element is <{name}>{case}")
                            }
                        },
                    ));
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
            if let Some(passed) = self.lost.pop_front() {
                return Ok(Some(outcome::passed_over(passed)));
            }
            let read = match self.open.pop() {
                Some(outer) => Some(self.finish_unit(outer)?),
                None => self.read_unit()?,
            };
            self.place_remarks();
            self.lost.extend(self.context.remarks.take_passed());
            let Some((number, entry)) = read else {
                if self.ready.is_empty() && self.lost.is_empty() {
                    return Ok(None);
                }
                continue;
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
                        if let Some(begun) = self.finish_header(begun)? {
                            return self.finish_unit(begun).map(Some);
                        }
                    }
                    "note" | "prop" if self.seen.header_at == Some(self.depth) => {
                        let remarks = &mut self.context.remarks;
                        let begun = annotation::begin(&element, "the header", remarks)?;
                        let annotations = &mut self.header.annotations;
                        annotation::finish(&mut self.xml, begun, annotations, remarks)?;
                    }
                    name => {
                        let name = name.to_owned();
                        if name == "body" {
                            rules::left_out(&element, &mut self.context.remarks)?;
                        } else {
                            lost::check(&element, lost::TOO_DEEP, &mut self.context.remarks)?;
                        }
                        self.depth += 1;
                        self.begin_element(&name);
                    }
                },
                Piece::Text(text) => {
                    let place = between(self.depth);
                    rules::stray(&text, place, &mut self.context.remarks);
                }
                Piece::Char(c) => {
                    let (place, remarks) = (between(self.depth), &mut self.context.remarks);
                    rules::stray(&String::from(c), place, remarks);
                }
                Piece::Close => {
                    if self.seen.body_at == Some(self.depth) {
                        self.seen.body_at = None;
                        self.seen.body_end = true;
                    }
                    if self.seen.header_at == Some(self.depth) {
                        self.seen.header_at = None;
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

    /// Reads up to the end of the header, or to the unit that begins in it.
    fn finish_header(&mut self, begun: Header) -> std::result::Result<Option<Begun>, Fault> {
        self.begin_header(&begun);
        let Self { xml, context, .. } = self;
        let (read, end) = header::finish(xml, begun, context)?;
        let line = xml.place().line;
        if self.seen.header {
            self.header.annotations.extend(read.annotations);
            self.header.encodings.extend(read.encodings);
        } else {
            self.header = read;
            self.seen.header = true;
            self.context.third = Third::of(&self.header);
        }
        let header_at = self.depth + 1;
        Ok(match end {
            header::End::Tag => None,
            header::End::Unit(tu, inside) => {
                self.depth = header_at + inside;
                self.seen.header_at = Some(header_at);
                self.context.remarks.note(Oddity::Header, || {
                    "a unit stands inside of the header: it was read all the same".into()
                });
                Some(Begun::new(*tu, line))
            }
            header::End::Body(inside) => {
                self.depth = header_at + inside + 1;
                self.seen.header_at = Some(header_at);
                self.context.remarks.note(Oddity::Header, || {
                    "the body begins inside of the header: its units were read all the same".into()
                });
                self.begin_element("body");
                None
            }
        })
    }

    /// Takes what a header says of the units after it.
    fn begin_header(&mut self, begun: &Header) {
        let context = &mut self.context;
        context.check_admin(header::attribute(begun, "adminlang"));
        if self.seen.header {
            context.remarks.note(Oddity::Header, || {
                "there is a second header: its notes and properties were kept".into()
            });
            return;
        }
        if self.seen.body || self.seen.unit {
            context.remarks.note(Oddity::Header, || {
                "the header stands after the body: its srclang did not count for the units before it".into()
            });
        }
        context.read_source(header::attribute(begun, "srclang"));
    }

    fn begin_element(&mut self, name: &str) {
        let remarks = &mut self.context.remarks;
        if name == "body" && self.seen.body_at.is_none() {
            self.seen.body_at = Some(self.depth);
            self.seen.body_end = false;
        }
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
            _ if lost::is_unit(name) => remarks.note(Oddity::UnknownElement, || {
                let case = root::case_of(name);
                format!("<{name}> is no unit of TMX{case}: it was not read")
            }),
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
        if !self.seen.body && !self.seen.unit_outside {
            self.seen.unit_outside = true;
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
        remarks.extend(
            self.xml
                .take_mends_so_far()
                .into_iter()
                .map(outcome::remark),
        );
        if self.xml.is_cut_off() {
            let reason = "the file is cut off in this unit".to_owned();
            return Ok((number, outcome::rejected(tu.tuid, line, reason, &remarks)));
        }
        Ok((number, outcome::entry(tu, line, remarks)))
    }

    fn end(&mut self) {
        let remarks = &mut self.context.remarks;
        if !self.seen.body && !self.seen.unit_outside {
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
        self.remarks.extend(mends.into_iter().map(outcome::remark));
        let lost = self.xml.take_lost().into_iter();
        self.ready.extend(lost.map(outcome::lost));
    }
}

/// Where text is that stands in no unit, so many elements deep.
fn between(depth: usize) -> &'static str {
    if depth == 0 {
        "behind the last end tag"
    } else {
        "between units"
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
                let is_foreign = matches!(fault, Fault::ForeignRoot(_));
                let error = fault.in_file(&self.path, self.xml.place());
                Some(Err(if is_foreign {
                    error
                } else {
                    outcome::refusal(error)
                }))
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
