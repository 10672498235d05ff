//! What stands where XLIFF has no place for it: elements, text, and units in them. No unit goes without a word.

use super::Reader;
use crate::format::remarks::excerpt;
use crate::format::xml::{Element, Fault, Met, Piece, is_like};
use crate::format::{Entry, Oddity, Rejected, Remark};
use std::collections::VecDeque;
use std::io::Read;

/// Units that were passed over, and why.
#[derive(Debug, Default)]
pub(super) struct Lost {
    units: VecDeque<Met>,
    reason: String,
}

impl Lost {
    /// The next one.
    pub(super) fn next(&mut self) -> Option<Entry> {
        let Met { line, id } = self.units.pop_front()?;
        let rejected = Rejected::new(line, id.map(String::from), self.reason.as_str());
        Some(Entry::Rejected(rejected.broken()))
    }
}

/// The `file` elements that are open, and whether there was one at all.
#[derive(Debug, Default)]
pub(super) struct Files(Vec<File>, bool);

#[derive(Debug)]
struct File {
    depth: usize,
    had_body: bool,
    /// How deep its body lies, while that is open.
    body: Option<usize>,
}

impl Files {
    /// Leaves those that lie deeper than this, and so for their bodies.
    pub(super) fn leave(&mut self, depth: usize) {
        self.0.pop_if(|file| file.depth > depth);
        if let Some(file) = self.0.last_mut() {
            file.body.take_if(|body| *body > depth);
        }
    }
}

/// So many remarks of a file wait at most until they are told; further ones are counted with the last of their kind.
const MOST_REMARKS: usize = 100;

/// The text of a piece, unless it is blank.
pub(super) fn stray<'t>(piece: &'t Piece<'_>, buffer: &'t mut [u8; 4]) -> Option<&'t str> {
    let text = match piece {
        Piece::Text(text) => text.as_ref(),
        Piece::Char(c) => c.encode_utf8(buffer),
        _ => return None,
    };
    (!text.trim().is_empty()).then_some(text)
}

/// What begins a namespace of XLIFF.
const NAMESPACES: &str = "urn:oasis:names:tc:xliff:document:";

/// Whether an element says of itself and what it holds that they are of another namespace.
pub(super) fn is_of_other(element: &Element<'_>) -> Result<bool, Fault> {
    let mut is_other = false;
    element.attributes(|name, value| {
        is_other |= name == "xmlns" && !value.is_empty() && !value.starts_with(NAMESPACES);
    })?;
    Ok(is_other)
}

/// Elements that XLIFF has beside units: they are about files and groups.
fn is_of_files(name: &str) -> bool {
    matches!(
        name,
        "skl" | "skeleton" | "glossary" | "reference" | "phase-group" | "count-group" | "tool"
    )
}

impl<R: Read> Reader<R> {
    /// Makes units rejected that stand in the element of this name, which was read; one that is a unit is not lost itself.
    pub(super) fn reject_lost(&mut self, name: &str) {
        let unit = self.context.unit;
        let mut met = VecDeque::from(self.xml.take_met());
        if name == unit {
            met.pop_front();
        }
        if met.is_empty() {
            return;
        }
        let reason = match name.rsplit_once(':') {
            _ if name == unit => "it stands inside of another unit".to_owned(),
            Some((prefix, _)) if is_like(name, unit) => {
                format!("its element is of another namespace than XLIFF's ({prefix}:)")
            }
            None if is_like(name, unit) => {
                format!(
                    "<{name}> is no element of XLIFF, which writes them in small letters: <{unit}>"
                )
            }
            _ => format!("it stands inside of <{name}>, where XLIFF has no unit"),
        };
        self.lost = Lost { units: met, reason };
    }

    /// Notes that a `file` begins; one in another is told.
    pub(super) fn enter_file(&mut self) {
        if !self.files.0.is_empty() {
            let what = "<file> stands inside of another <file>: its units were read";
            let line = self.xml.place().line;
            self.tell_at(line, Oddity::UnknownElement, what, 1);
        }
        self.files.0.push(File {
            depth: self.context.translate.len(),
            had_body: false,
            body: None,
        });
        self.files.1 = true;
    }

    /// Tells a unit that begins outside of every `file`, or where that has a body outside of it.
    pub(super) fn tell_outside_of_file(&mut self) {
        let unit = self.context.unit;
        if let Some(file) = self.files.0.last() {
            if file.body.is_none() && !self.context.is_second {
                let what =
                    format!("<{unit}> stands outside of the <body> of its file: it was read");
                let line = self.xml.place().line;
                self.tell_at(line, Oddity::UnknownElement, &what, 1);
            }
            return;
        }
        let read = match (self.context.is_second, self.files.1) {
            (true, _) => "it was read",
            (false, true) => "it was read with the languages of the file before it",
            (false, false) => "it was read, without languages of a file",
        };
        let what = format!("<{unit}> stands outside of every <file>: {read}");
        let line = self.xml.place().line;
        self.tell_at(line, Oddity::UnknownElement, &what, 1);
    }

    /// Notes that a `body` begins; a second one of its file is told.
    pub(super) fn enter_body(&mut self) {
        let depth = self.context.translate.len();
        let is_further = self.files.0.last_mut().is_some_and(|file| {
            file.body.get_or_insert(depth);
            std::mem::replace(&mut file.had_body, true)
        });
        if is_further {
            let what = "a <file> has a second <body>: its units were read";
            let line = self.xml.place().line;
            self.tell_at(line, Oddity::Body, what, 1);
        }
    }

    /// Passes over an element that may hold a file of another kind.
    pub(super) fn skip_embedded(&mut self) -> Result<(), Fault> {
        self.xml.skip()?;
        self.xml.take_met();
        Ok(())
    }

    /// Leaves out an element of something that is no unit, and tells it. Skeletons, phases, counts and tools say nothing about
    /// a unit, so that leaving them out is no fault.
    pub(super) fn leave_out(&mut self, name: &str, of: &str) -> Result<(), Fault> {
        let is_note = matches!(
            name,
            "skl" | "skeleton" | "phase-group" | "count-group" | "tool"
        );
        // A unit is rejected.
        if !is_like(name, self.context.unit) {
            let oddity = if is_note { Oddity::Note } else { Oddity::Other };
            let what = format!("<{name}> of {of} was left out");
            let line = self.xml.place().line;
            self.tell_at(line, oddity, &what, 1);
        }
        if matches!(name, "skl" | "skeleton" | "glossary" | "reference") {
            return self.skip_embedded();
        }
        self.xml.skip()
    }

    /// Reads on where an element stands that has no meaning here: units in one of no other namespace are read.
    pub(super) fn unexpected(
        &mut self,
        name: &str,
        own: &[(String, String)],
        is_other: bool,
    ) -> Result<(), Fault> {
        if is_like(name, self.context.unit) {
            return self.xml.skip();
        }
        if name == "segment" && self.context.is_second {
            let line = self.xml.place().line;
            self.xml.skip()?;
            let id = own.iter().find(|(name, _)| name == "id");
            let id = id.map(|(_, id)| id.clone());
            let rejected =
                Rejected::new(line, id, "a <segment> stands outside of a <unit>").broken();
            self.ready.push_back(Entry::Rejected(rejected));
            return Ok(());
        }
        if is_other || name.contains(':') || is_of_files(name) {
            return self.leave_out(name, "a file or a group");
        }
        let what = format!(
            "<{name}> is no element of XLIFF or has no place here: units in it were read, its text was left out"
        );
        let line = self.xml.place().line;
        self.tell_at(line, Oddity::UnknownElement, &what, 1);
        self.context.enter(own);
        Ok(())
    }

    /// Tells text that stands between elements and was read last.
    pub(super) fn tell_stray(&mut self, text: &str) {
        let blank = &text[..text.len() - text.trim_start().len()];
        let line = self.xml.place().after(blank.as_bytes()).line;
        let what = format!("text between units was left out: {}", excerpt(text));
        self.tell_at(line, Oddity::StrayText, &what, 1);
    }

    /// Remarks on a line. There may be very many of one kind: they are counted at the first.
    pub(super) fn tell_at(&mut self, line: usize, oddity: Oddity, what: &str, count: u64) {
        if count == 0 {
            return;
        }
        let is_full = self.remarks.len() >= MOST_REMARKS;
        let remark = Remark::new(oddity, line, what);
        let known = self
            .remarks
            .iter_mut()
            .rfind(|known| known.text == remark.text || is_full && known.oddity == oddity);
        match known {
            Some(known) => known.count += count,
            None => self.remarks.push(Remark { count, ..remark }),
        }
    }
}
