//! The streaming reader: all units between the beginning and the end of the file, wherever they stand.

use super::attributes::{self, Owner};
use super::context::Third;
use super::lost::Loose;
use super::parts::Parts;
use super::rules;
use super::unit::{self, Begun, Context, Step};
use super::xml::{CutOff, Fault, Piece, Xml};
use super::{annotation, header, outcome, root};
use crate::error::Result;
use crate::format::line_list::IntoLines;
use crate::format::mending::unassigned;
use crate::format::oddity::{Passed, Remarks};
use crate::format::{Entry, Oddity, Remark, UnitReader};
use crate::model::{Annotation, Header};
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
    parts: Parts,
    /// Whether the end of the file has come.
    is_at_end: bool,
    /// The units in which other ones stand, the outermost first, to be read on.
    open: Vec<Begun>,
    /// Units in a unit that is open yet, with their numbers: it comes before them.
    held: Vec<(usize, Entry)>,
    /// Whole units in their order.
    ready: VecDeque<Entry>,
    /// The variants that stood outside of a unit since the last one.
    loose: Loose,
    /// Units that were passed over.
    lost: VecDeque<Passed>,
    /// The lines of units that begin in what does not end.
    lost_lines: IntoLines,
    /// Whether the unit in which the file is cut off was met.
    is_cut: bool,
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
    /// What the DTD forbids is remarked on, but for what every reader is to take: `lang` for `xml:lang`, version 1.4b.
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
            parts: Parts::default(),
            is_at_end: false,
            open: Vec::new(),
            held: Vec::new(),
            ready: VecDeque::new(),
            loose: Loose::default(),
            lost: VecDeque::new(),
            lost_lines: IntoLines::default(),
            is_cut: false,
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
                    self.parts.depth = 1;
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
                    return Err(Fault::ForeignRoot(what.into()));
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
            if let Some(line) = self.lost_lines.next() {
                return Ok(Some(outcome::lost(line)));
            }
            let read = match self.open.pop() {
                Some(outer) => Some(self.finish_unit(outer)?),
                None => self.read_unit()?,
            };
            self.place_remarks();
            self.lost.extend(self.context.remarks.take_passed());
            let Some((number, entry)) = read else {
                self.lost_lines = self.xml.take_lost().into_iter();
                if self.ready.is_empty() && self.lost.is_empty() && self.lost_lines.is_empty() {
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
        while !self.is_at_end {
            self.place_remarks();
            let is_rest = self.xml.has_unended_unit();
            match self.xml.next()? {
                Piece::Open(element) => match element.name() {
                    "tu" => {
                        // What was odd before the unit is the file's.
                        self.remarks.extend(self.context.remarks.take());
                        self.loose.end();
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
                    "note" | "prop" if self.parts.in_header() => {
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
                            self.loose
                                .take(&element, is_rest, &mut self.context.remarks)?;
                        }
                        self.parts.enter(&name, &mut self.context.remarks);
                    }
                },
                Piece::Text(text) => {
                    let place = self.parts.between();
                    rules::stray(&text, place, &mut self.context.remarks);
                }
                Piece::Char(c) => {
                    let (place, remarks) = (self.parts.between(), &mut self.context.remarks);
                    rules::stray(&String::from(c), place, remarks);
                }
                Piece::Close => self.parts.leave(),
                Piece::End => {
                    self.end();
                    self.is_at_end = true;
                }
                Piece::Comment | Piece::Nothing => {}
            }
        }
        Ok(None)
    }

    /// Reads up to the end of the header, or to the unit that begins in it.
    fn finish_header(&mut self, begun: Header) -> std::result::Result<Option<Begun>, Fault> {
        let kept = self.begin_header(&begun);
        let Self { xml, context, .. } = self;
        let (read, end) = header::finish(xml, begun, context)?;
        let line = xml.place().line;
        if self.parts.header {
            self.header.annotations.extend(kept);
            self.header.annotations.extend(read.annotations);
            // An attribute that the first one has not is written with its own.
            attributes::restore(
                Owner::Header,
                &mut self.header.annotations,
                &mut self.header.attributes,
            );
            self.header.encodings.extend(read.encodings);
        } else {
            self.header = read;
            self.parts.header = true;
            self.context.third = Third::of(&self.header);
        }
        Ok(match end {
            header::End::Tag => None,
            header::End::Unit(tu, inside) => {
                self.parts.enter_header(inside);
                self.context.remarks.note(Oddity::Header, || {
                    "a unit stands inside of the header: it was read all the same".into()
                });
                Some(Begun::new(*tu, line))
            }
            header::End::Body(inside) => {
                self.parts.enter_header(inside);
                self.context.remarks.note(Oddity::Header, || {
                    "the body begins inside of the header: its units were read all the same".into()
                });
                self.parts.enter("body", &mut self.context.remarks);
                None
            }
        })
    }

    /// Takes what a header says of the units after it; the properties that keep what a second one says otherwise.
    fn begin_header(&mut self, begun: &Header) -> Vec<Annotation> {
        let context = &mut self.context;
        context.check_admin(header::attribute(begun, "adminlang"));
        if self.parts.header {
            let (kept, said) = header::further(&self.header, begun);
            context.remarks.note(Oddity::Header, || said);
            return kept;
        }
        if self.parts.body || self.parts.unit {
            context.remarks.note(Oddity::Header, || {
                "the header stands after the body: its srclang did not count for the units before it".into()
            });
        }
        context.read_source(header::attribute(begun, "srclang"));
        Vec::new()
    }

    /// Reads on in a unit whose start tag was read, or in which others stand.
    fn finish_unit(&mut self, mut begun: Begun) -> std::result::Result<(usize, Entry), Fault> {
        self.parts.enter_unit(&mut self.context.remarks);
        let mut is_resumed = begun.number > 0;
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
                    is_resumed = false;
                }
            }
        };
        self.place_remarks();
        let mut remarks = self.context.remarks.take();
        let bytes = self.xml.take_unassigned_so_far().into_iter();
        remarks.extend(bytes.map(unassigned));
        remarks.extend(
            self.xml
                .take_mends_so_far()
                .into_iter()
                .map(outcome::remark),
        );
        match self.xml.cut_off() {
            Some(end) if self.is_cut_in(end, is_resumed) => {
                let reason = "the file is cut off in this unit".to_owned();
                return Ok((number, outcome::rejected(tu.tuid, line, reason, &remarks)));
            }
            Some(_) => {
                let what =
                    "a unit has no end tag, and another one follows: it was read as far as that";
                remarks.push(Remark::new(Oddity::NotWellFormed, line, what));
            }
            None => {}
        }
        Ok((number, outcome::entry(tu, line, remarks)))
    }

    /// Whether a unit that was open when the file ended is the one that is cut off, and not one that another follows. The innermost
    /// comes first.
    fn is_cut_in(&mut self, end: CutOff, is_resumed: bool) -> bool {
        let is_innermost = !std::mem::replace(&mut self.is_cut, true);
        let is_followed = is_resumed || self.xml.cut_tag().is_some();
        is_innermost && (end == CutOff::Inside || !is_followed)
    }

    fn end(&mut self) {
        self.parts.missing(&mut self.context.remarks);
        self.place_remarks();
        self.remarks.extend(self.context.remarks.take());
        self.take_mends();
    }

    fn take_mends(&mut self) {
        let bytes = self.xml.take_unassigned_so_far().into_iter();
        self.remarks.extend(bytes.map(unassigned));
        let mends = self.xml.take_mends();
        self.remarks.extend(mends.into_iter().map(outcome::remark));
        self.ready.extend(self.xml.cut_tag().map(outcome::cut_off));
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

    fn may_have_late_header(&mut self) -> bool {
        !self.is_at_end && (self.parts.is_header_open() || self.xml.may_hold("header"))
    }

    fn position(&self) -> u64 {
        self.xml.position()
    }

    fn remarks(&mut self) -> Vec<Remark> {
        std::mem::take(&mut self.remarks)
    }
}
