//! The parts of a workbook (Open Packaging Conventions, ISO/IEC 29500-2), looked at before anything is made of them: the archive is
//! whole, its parts unpack to no more than a workbook holds, and those that the table is read from are well-formed XML.
//!
//! The library that reads sheets keeps every shared string and style, believes the counts that a part says of itself, and passes over
//! what is not well-formed. So what it is handed must be sound.

use crate::error::{Error, Place, Result};
use crate::format::packed;
use crate::format::xml::{Element, Fault, Piece, Xml};
use std::io::{self, Cursor, Read};
use std::path::Path;
use zip::ZipArchive;
use zip::result::ZipError;

/// What all parts of XML may unpack to together, in bytes.
const MOST_BYTES: u64 = 256 << 20;
/// An archive may have so many parts.
const MOST_PARTS: usize = 10_000;
/// So much room the shared strings may take, in bytes.
const MOST_SHARED: usize = 96 << 20;
/// What a string takes beside its bytes.
const STRING: usize = 48;
/// So much may stand in a cell, in bytes (a spreadsheet program takes 32,767 characters).
const MOST_CELL: usize = 4 << 20;
/// So many elements the parts may have that are kept whole: styles, sheets, relationships.
const MOST_ELEMENTS: usize = 500_000;
/// So many formats of cells (a spreadsheet program takes 65,490 of a kind).
const MOST_FORMATS: usize = 140_000;

/// What to do about a workbook that cannot be read.
pub(super) const DAMAGED: &str = "get the file again where it came from; if a spreadsheet program can open it, save it from there as XLSX again, or as CSV";

/// Looks at all parts of an archive that is to be a workbook; whether a sheet of it has merged cells.
///
/// # Errors
/// [`Error::Malformed`] for an archive that is cut off, damaged or protected, one that unpacks beyond measure, and one with a part
/// that is not well-formed XML, with the part and the line in it.
pub(super) fn check(bytes: &[u8], path: &Path) -> Result<bool> {
    let refuse = |what: &str, help: &str| {
        let what = format!("this XLSX workbook {what}");
        Error::malformed(Place::file(path), what, help)
    };
    let damaged = || {
        refuse(
            "is cut off or damaged: it is an archive, and not whole",
            DAMAGED,
        )
    };
    let large = |what: &str| refuse(what, "save the sheet of the glossary as CSV");
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| damaged())?;
    if archive.len() > MOST_PARTS {
        return Err(large(&format!("holds more than {MOST_PARTS} parts")));
    }
    let mut left = MOST_BYTES;
    let mut has_merged = false;
    for at in 0..archive.len() {
        let part = archive.by_index(at).map_err(|error| match error {
            ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED) => {
                refuse("has a password", "save it without one")
            }
            _ => damaged(),
        })?;
        let name = part.name().map_err(|_| damaged())?.into_owned();
        let size = part.compressed_size();
        // What it says of itself saves the unpacking, and is not believed where it says less.
        let checked = if packed::is_beyond_measure(part.size(), size) {
            Err(Wrong::Archive(io::ErrorKind::FileTooLarge))
        } else if is_xml(&name) {
            check_part(&name, &mut packed::bounded(part, size), &mut left)
        } else {
            let read = io::copy(&mut packed::bounded(part, size), &mut io::sink());
            read.map(|_| false)
                .map_err(|source| Wrong::Archive(source.kind()))
        };
        has_merged |= checked.map_err(|wrong| match wrong {
            Wrong::Archive(io::ErrorKind::FileTooLarge) if left == 0 => large(&format!(
                "unpacks to more than {} MiB",
                MOST_BYTES >> 20
            )),
            Wrong::Archive(io::ErrorKind::FileTooLarge) => refuse(
                &format!("has a part ({name}) that unpacks to more than 300 times its size, as no glossary does"),
                "save the sheet of the glossary as CSV",
            ),
            Wrong::Archive(_) => damaged(),
            Wrong::Large(what) => large(&format!("has a part ({name}) with more {what} than karvan reads")),
            Wrong::Part(what) => refuse(&format!("has a broken part: {what}"), DAMAGED),
        })?;
    }
    Ok(has_merged)
}

/// Whether a part is XML by its name.
fn is_xml(name: &str) -> bool {
    let ending = name.rsplit('.').next().unwrap_or_default();
    ["xml", "rels"]
        .iter()
        .any(|xml| ending.eq_ignore_ascii_case(xml))
}

/// What is wrong with a part.
enum Wrong {
    /// It cannot be unpacked.
    Archive(io::ErrorKind),
    /// It holds too many of these.
    Large(&'static str),
    /// It is broken: the place, and what is wrong.
    Part(String),
}

/// Reads a part of this name to its end, and tells whether it has merged cells; `left` is what the parts of XML may yet unpack to.
fn check_part(
    name: &str,
    part: &mut impl Read,
    left: &mut u64,
) -> std::result::Result<bool, Wrong> {
    let mut xml = Xml::new(Limited { part, left });
    let mut counts = Counts::default();
    (counts.read(&mut xml).map(|()| counts.merged > 0)).map_err(|stopped| match stopped {
        Stopped::Large(what) => Wrong::Large(what),
        Stopped::Fault(Fault::Io(source)) => Wrong::Archive(source.kind()),
        Stopped::Fault(fault) => {
            Wrong::Part(fault.in_file(Path::new(name), xml.place()).to_string())
        }
    })
}

/// A part of the archive that takes from what all of them may unpack to.
struct Limited<'a, R> {
    part: &'a mut R,
    left: &'a mut u64,
}

impl<R: Read> Read for Limited<'_, R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let read = self.part.read(out)?;
        *self.left = self.left.saturating_sub(read as u64);
        if *self.left == 0 && read > 0 {
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        Ok(read)
    }
}

/// Why a part is not read on.
enum Stopped {
    Fault(Fault),
    Large(&'static str),
}

impl From<Fault> for Stopped {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}

/// What a part holds. Which elements stand in which other ones is not looked at: the library does not, either.
#[derive(Debug, Default)]
struct Counts {
    /// Whether there are shared strings, cells, or what is kept whole.
    has_strings: bool,
    has_cells: bool,
    is_kept: bool,
    elements: usize,
    formats: usize,
    /// Regions of merged cells.
    merged: usize,
    /// What the strings take, in bytes.
    shared: usize,
    /// What stands in the last cell, in bytes.
    cell: usize,
}

impl Counts {
    /// Reads a part to its end.
    fn read<R: Read>(&mut self, xml: &mut Xml<R>) -> std::result::Result<(), Stopped> {
        loop {
            match xml.next()? {
                Piece::Open(element) => self.open(&element)?,
                Piece::Text(text) => self.text(text.len())?,
                Piece::Char(c) => self.text(c.len_utf8())?,
                Piece::End => return Ok(()),
                Piece::Close | Piece::Comment | Piece::Nothing => {}
            }
        }
    }

    fn text(&mut self, bytes: usize) -> std::result::Result<(), Stopped> {
        self.shared += if self.has_strings { bytes } else { 0 };
        self.cell += if self.has_cells { bytes } else { 0 };
        if self.shared > MOST_SHARED {
            return Err(Stopped::Large("text"));
        }
        if self.cell > MOST_CELL {
            return Err(Stopped::Large("text in a cell"));
        }
        Ok(())
    }

    fn open(&mut self, element: &Element<'_>) -> std::result::Result<(), Stopped> {
        let name = local(element.name());
        // An attribute that says a place, and one that says how many strings there are.
        let mut place = "";
        let mut count = "";
        match name {
            "sst" => {
                self.has_strings = true;
                count = "uniqueCount";
            }
            "si" if self.has_strings => self.text(STRING)?,
            "worksheet" | "sheetData" => self.has_cells = true,
            "c" | "row" if self.has_cells => {
                self.cell = 0;
                place = "r";
            }
            "f" | "dimension" if self.has_cells => place = "ref",
            "styleSheet" | "workbook" | "Relationships" | "Types" => self.is_kept = true,
            "xf" => self.formats += 1,
            "mergeCell" => {
                self.merged += 1;
                place = "ref";
            }
            _ => {}
        }
        self.elements += usize::from(self.is_kept);
        if self.elements > MOST_ELEMENTS {
            return Err(Stopped::Large("elements"));
        }
        if self.merged > MOST_ELEMENTS {
            return Err(Stopped::Large("merged cells"));
        }
        if self.formats > MOST_FORMATS {
            return Err(Stopped::Large("formats of cells"));
        }
        let (mut said, mut wrong) = (0, None);
        element.attributes(|attribute, value| {
            if attribute == count {
                said = value.parse::<usize>().unwrap_or(0);
            } else if attribute == place && !is_place(&value) {
                wrong = Some(value.into_owned());
            }
        })?;
        // Room is made for as many as the part says it has.
        if said > MOST_SHARED / STRING {
            return Err(Stopped::Large("strings"));
        }
        match wrong {
            Some(value) => Err(Stopped::Fault(Fault::here(format!(
                "<{name}>: {value:?} is no place of a sheet, such as B7"
            )))),
            None => Ok(()),
        }
    }
}

/// Whether it is a cell, a row or a range that a sheet may have, such as `B7`, `7` or `B7:C9`; how many of them a sheet has is
/// looked at where they are taken.
fn is_place(place: &str) -> bool {
    let number = |cell: &str| -> Option<(u32, u32)> {
        let digits = cell.trim_start_matches(|c: char| c.is_ascii_alphabetic());
        let letters = cell.strip_suffix(digits)?;
        let is_number = digits.bytes().all(|digit| digit.is_ascii_digit());
        if letters.len() > 4 || digits.len() > 8 || !is_number {
            return None;
        }
        let column = letters.bytes().fold(0, |sum: u32, letter| {
            sum * 26 + u32::from(letter.to_ascii_uppercase() - b'A') + 1
        });
        let row = digits.parse().ok()?;
        (row > 0).then_some((row, column))
    };
    match place.split_once(':') {
        None => number(place).is_some(),
        Some((from, to)) => number(from)
            .zip(number(to))
            .is_some_and(|(from, to)| from.0 <= to.0 && from.1 <= to.1),
    }
}

/// The name of an element without its prefix.
fn local(name: &str) -> &str {
    name.rsplit(':').next().unwrap_or(name)
}

#[cfg(test)]
mod tests;
