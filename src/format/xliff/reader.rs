//! The streaming reader: files, groups and units, of either version.

use super::content::{attributes, take};
use super::context::Context;
use super::misplaced::{Files, Lost, is_of_other, stray};
use super::{Document, NOTE, PROP, foreign, local, said, unit_v1, unit_v2};
use crate::error::Result;
use crate::format::bilingual::prop;
use crate::format::mending::unassigned;
use crate::format::oddity::no_unit;
use crate::format::xml::{Fault, Piece, Xml};
use crate::format::{Entry, Oddity, Rejected, Remark, UnitReader, Untranslated, entry_or_end};
use crate::lang::Lang;
use crate::model::{Annotation, Header, Note};
use std::collections::VecDeque;
use std::io::Read;
use std::path::{Path, PathBuf};

/// Reads XLIFF in any encoding, one unit after another.
///
/// The file is refused with line and column where it is not well-formed XML. Memory holds one `trans-unit` or
/// `unit`, and of an SDLXLIFF the comments.
#[derive(Debug)]
pub struct Reader<R> {
    pub(super) xml: Xml<R>,
    path: PathBuf,
    header: Header,
    pub(super) context: Context,
    pub(super) ready: VecDeque<Entry>,
    /// Units that were passed over, to be given when what is ready was.
    pub(super) lost: Lost,
    /// What is odd about the file, not about a unit of it.
    pub(super) remarks: Vec<Remark>,
    /// How deep a `bin-unit` stands in which no unit was met yet, its line and its identifier.
    binary: Option<(usize, usize, Option<String>)>,
    /// The files that are open: more than one only where they stand in one another.
    pub(super) files: Files,
    begun: bool,
    /// There was a unit, if only one that was rejected.
    has_units: bool,
    done: bool,
}

/// A file with more notes of its own is an attack, which would fill the memory.
const MOST_NOTES: usize = 10_000;

impl<R: Read> Reader<R> {
    /// A reader of the bytes of a file; `path` is what errors call it. `source` and `target` are the languages of a
    /// file that does not say its own.
    pub fn new(
        input: R,
        path: impl AsRef<Path>,
        source: Option<Lang>,
        target: Option<Lang>,
    ) -> Self {
        Self {
            xml: Xml::new(input),
            path: path.as_ref().to_path_buf(),
            header: Header::default(),
            context: Context {
                asked: Document {
                    source,
                    target,
                    ..Document::default()
                },
                ..Context::default()
            },
            ready: VecDeque::new(),
            lost: Lost::default(),
            remarks: Vec::new(),
            binary: None,
            files: Files::default(),
            begun: false,
            has_units: false,
            done: false,
        }
    }

    /// The same reader with another way with units that are not translated.
    #[must_use]
    pub fn with(mut self, untranslated: Untranslated) -> Self {
        self.context.untranslated = untranslated;
        self
    }

    fn read_root(&mut self) -> std::result::Result<(), Fault> {
        loop {
            match self.xml.next()? {
                Piece::Open(element) => {
                    self.context.begin(&element)?;
                    self.tell_odd();
                    self.xml.watch(self.context.unit);
                    return Ok(());
                }
                Piece::End => {
                    let what = "this is not XLIFF: there is no element in it";
                    return Err(Fault::ForeignRoot(what.into()));
                }
                _ => {}
            }
        }
    }

    /// Reads until an entry is ready, or to the end of the file.
    fn advance(&mut self) -> std::result::Result<(), Fault> {
        if !self.begun {
            self.read_root()?;
            self.remarks.extend(self.xml.take_prolog());
            self.begun = true;
        }
        while self.ready.is_empty() {
            if let Some(lost) = self.lost.next() {
                self.ready.push_back(lost);
                break;
            }
            match self.xml.next()? {
                Piece::Open(element) => {
                    let name = local(element.name(), &self.context.prefix).to_owned();
                    let own = attributes(&element)?;
                    let is_other = name != self.context.unit && is_of_other(&element)?;
                    self.element(&name, own, is_other)?;
                    self.reject_lost(&name);
                }
                Piece::End => {
                    let bytes = self.xml.take_unassigned_so_far().into_iter();
                    self.remarks.extend(bytes.map(unassigned));
                    if !self.has_units {
                        self.remarks.push(no_unit());
                    }
                    break;
                }
                Piece::Close => {
                    self.context.translate.pop();
                    let depth = self.context.translate.len();
                    self.files.leave(depth);
                    if let Some((_, line, unit)) = self.binary.take_if(|(at, ..)| depth < *at) {
                        let rejected = Rejected::new(line, unit, "a <bin-unit> holds no text");
                        self.ready.push_back(Entry::Rejected(rejected));
                    }
                }
                piece => {
                    if let Some(text) = stray(&piece, &mut [0; 4]).map(str::to_owned) {
                        self.tell_stray(&text);
                    }
                }
            }
        }
        Ok(())
    }

    fn element(
        &mut self,
        name: &str,
        mut own: Vec<(String, String)>,
        is_other: bool,
    ) -> std::result::Result<(), Fault> {
        match name {
            "file" => {
                self.context.enter(&own);
                self.enter_file();
                self.tell_attributes("file", &own);
                self.context.begin_file(own);
                self.tell_odd();
            }
            "body" => {
                self.context.enter(&own);
                self.enter_body();
            }
            "group" => {
                self.context.enter(&own);
                self.tell_attributes("group", &own);
            }
            "context-group" | "prop-group" => {
                self.tell(&format!("<{name}> of a group was left out"));
                self.xml.skip()?;
            }
            "header" if !self.context.is_second => self.notes_of_file()?,
            "notes" if self.context.is_second => self.notes_of_file()?,
            "note" if !self.context.is_second => self.note_of_file(own)?,
            "trans-unit" if !self.context.is_second => {
                let line = self.xml.place().line;
                if own.iter().any(is_po_header) {
                    self.xml.skip()?;
                    let id = take(&mut own, "id");
                    let rejected = Rejected::new(line, id, "the header of a PO holds no text");
                    self.ready.push_back(Entry::Rejected(rejected));
                    return Ok(());
                }
                self.binary = None;
                self.tell_outside_of_file();
                let id = identifier(&own);
                self.context.inherit(&mut own);
                let unit = unit_v1::read(&mut self.xml, own, &self.context)?;
                let entries = unit.entries(line, &self.context);
                self.take(entries, id.as_deref(), line);
            }
            "unit" if self.context.is_second => {
                let line = self.xml.place().line;
                self.tell_outside_of_file();
                let id = identifier(&own);
                self.context.inherit(&mut own);
                let entries = unit_v2::read(&mut self.xml, own, line, &self.context)?;
                self.take(entries, id.as_deref(), line);
            }
            "bin-unit" if !self.context.is_second => {
                self.context.enter(&own);
                let line = self.xml.place().line;
                self.binary = Some((self.context.translate.len(), line, take(&mut own, "id")));
            }
            // Of a bin-unit: where the file lies, or what it holds. The units of its texts stand beside them; others in it are
            // rejected.
            "bin-source" | "bin-target" => self.xml.skip()?,
            "doc-info" => {
                let changes;
                (self.context.comments, changes) = foreign::comments(&mut self.xml)?;
                let what = "author and date of a tracked change (<rev-def>) were left out";
                self.tell_times(what, changes);
            }
            _ => self.unexpected(name, &own, is_other)?,
        }
        Ok(())
    }
}

impl<R: Read> Reader<R> {
    /// Takes what was read of the element of a unit.
    fn take(&mut self, mut entries: Vec<Entry>, id: Option<&str>, line: usize) {
        self.context.tell_repeated(id, line, &mut entries);
        self.ready.extend(entries);
        self.remarks.append(self.context.of_rejected.get_mut());
    }

    /// Reads the header of a file, or its notes: what is said there of no unit is said of all.
    fn notes_of_file(&mut self) -> std::result::Result<(), Fault> {
        loop {
            match self.xml.next()? {
                Piece::Open(element) => {
                    let name = local(element.name(), &self.context.prefix).to_owned();
                    let own = attributes(&element)?;
                    match name.as_str() {
                        "note" => self.note_of_file(own)?,
                        name if name.rsplit(':').next() == Some("tag-defs") => {
                            let beyond = self.context.tags.read(&mut self.xml)?;
                            let what =
                                "the native code of a tag beyond 16 MiB of them was left out";
                            self.tell_times(what, beyond);
                        }
                        name => self.leave_out(name, "the header of a file")?,
                    }
                }
                Piece::Close => return Ok(()),
                piece => {
                    if let Some(text) = stray(&piece, &mut [0; 4]).map(str::to_owned) {
                        self.tell_stray(&text);
                    }
                }
            }
        }
    }

    /// Remarks on the piece that was read last.
    pub(super) fn tell(&mut self, what: &str) {
        self.tell_times(what, 1);
    }

    /// The same of several at once.
    fn tell_times(&mut self, what: &str, count: u64) {
        let line = self.xml.place().line;
        self.tell_at(line, Oddity::Other, what, count);
    }

    /// Tells what is odd about the version or languages of the element that was read last; the same once for all files of a document.
    fn tell_odd(&mut self) {
        let line = self.xml.place().line;
        for (oddity, text) in std::mem::take(&mut self.context.odd) {
            match self.remarks.iter_mut().find(|known| known.text == text) {
                Some(known) => known.count += 1,
                None => self.remarks.push(Remark::new(oddity, line, text)),
            }
        }
    }

    /// Tells the attributes of a file or a group that are kept nowhere.
    fn tell_attributes(&mut self, element: &str, own: &[(String, String)]) {
        let line = self.xml.place().line;
        for (name, _) in own
            .iter()
            .filter(|(name, value)| !is_known(element, name, value))
        {
            let oddity = if element == "group" && says_more_of_group(name) {
                Oddity::Other
            } else {
                Oddity::Note
            };
            self.tell_at(
                line,
                oddity,
                &format!("<{element}>: {name} was left out"),
                1,
            );
        }
    }

    fn note_of_file(&mut self, mut own: Vec<(String, String)>) -> std::result::Result<(), Fault> {
        let text = said::text(&mut self.xml)?;
        if self.header.annotations.len() >= MOST_NOTES {
            self.tell(&format!(
                "a file has more than {MOST_NOTES} notes of its own: they were left out"
            ));
            return Ok(());
        }
        let lang = take(&mut own, "xml:lang");
        self.header.annotations.push(Annotation::Note(Note {
            text,
            attributes: lang
                .map(|lang| ("xml:lang".to_owned(), lang))
                .into_iter()
                .collect(),
        }));
        // As of a note of a unit: what else it says follows it.
        let said = own
            .into_iter()
            .filter(|(name, _)| name != "xml:space" && name != "id")
            .map(|(name, value)| prop(format!("{PROP}{NOTE}{name}"), value));
        self.header.annotations.extend(said);
        Ok(())
    }
}

fn identifier(own: &[(String, String)]) -> Option<String> {
    let mut own = own.iter();
    own.find(|(name, _)| name == "id").map(|(_, id)| id.clone())
}

/// Whether an attribute of a group says something about its units; an identifier and what a tool notes for itself do not.
fn says_more_of_group(name: &str) -> bool {
    matches!(
        name,
        "resname" | "restype" | "extradata" | "extype" | "name" | "type" | "menu" | "comment"
    )
}

/// Whether an attribute of a file or a group is read, or karvan itself writes it so.
fn is_known(element: &str, name: &str, value: &str) -> bool {
    let is_of_file = || match name {
        "original" | "source-language" | "target-language" => true,
        "datatype" => value == "plaintext",
        "id" => value
            .strip_prefix('f')
            .is_some_and(|number| number.bytes().all(|b| b.is_ascii_digit())),
        _ => false,
    };
    matches!(name, "translate" | "xml:space")
        || name.starts_with("xmlns")
        || element == "file" && is_of_file()
}

/// Whether an attribute says that a unit is the header of a PO that the file was made from (XLIFF 1.2 Representation
/// Guide for Gettext PO, 3.2): names and values for gettext.
fn is_po_header((name, value): &(String, String)) -> bool {
    name == "restype" && value == "x-gettext-domain-header"
}

impl<R: Read> UnitReader for Reader<R> {
    fn next_entry(&mut self) -> Option<Result<Entry>> {
        if self.done {
            return None;
        }
        let next = match self.advance() {
            Ok(()) => {
                self.has_units |= !self.ready.is_empty();
                Ok(self.ready.pop_front())
            }
            Err(fault) => Err(fault.in_file(&self.path, self.xml.place())),
        };
        entry_or_end(&mut self.done, next)
    }

    fn header(&self) -> &Header {
        &self.header
    }

    /// Each file in it has one.
    fn may_have_late_header(&mut self) -> bool {
        true
    }

    fn remarks(&mut self) -> Vec<Remark> {
        std::mem::take(&mut self.remarks)
    }

    fn position(&self) -> u64 {
        self.xml.position()
    }
}
