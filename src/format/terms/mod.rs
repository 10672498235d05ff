//! Glossaries of other programs: TBX, tables, OmegaT's lists. A glossary is small: it is read whole.

mod concepts;
mod flag_columns;
mod heading;
mod iate;
mod meaning;
pub mod omegat;
mod picklist;
mod rows;
mod status;
pub mod table;
mod tbx_category;
mod tbx_misplaced;
mod tbx_reader;
mod tbx_writer;
mod workbook;
mod workbook_parts;

pub use meaning::{Meant, meant};
pub use tbx_category::OWN;
pub use tbx_writer::{TbxVersion, write_tbx};

use crate::error::{Error, Place, Result};
use crate::format::{Remark, detect, encoding, packed};
use crate::lang::Lang;
use crate::model::{TermEntry, TermStatus};
use crate::text::single_blanks;
use std::collections::BTreeMap;
use std::io::{Cursor, Read as _};
use std::path::Path;

/// What is counted where a glossary cannot say that no term of a language is better than admitted.
const ADMITTED_ALONE: &str =
    "languages with admitted terms alone, of which a new concept prefers the first";

/// What is counted where a concept has its preferred term already.
pub const SECOND_PREFERRED: &str = "second preferred terms, now admitted";

/// As what a status of a term that is not known is kept.
const AS_NOTE: &str = "a note of the language";

/// As what a status of an entry or a row that is not known is kept.
const AS_STATUS: &str = "a status of the concept";

/// What is counted where a term is named again.
const TWICE: &str = "terms that stand twice in a language of an entry";

/// More kinds of what is left out are counted together.
const MOST_KINDS: usize = 100;

/// What the user says about a file that does not say it itself.
#[derive(Debug, Clone, Default)]
pub struct TermOptions {
    /// The language of the first column of a list without a header.
    pub source: Option<Lang>,
    /// The language of its second column.
    pub target: Option<Lang>,
    /// What columns of a table hold: name and meaning.
    pub map: Vec<(String, String)>,
}

/// An entry, or a part of one, that cannot be taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    /// The line or row, from 1.
    pub line: usize,
    /// Why.
    pub reason: String,
    /// Whether it is a whole entry, so that nothing of it is among the entries.
    pub whole: bool,
}

/// A glossary that was read.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ReadTerms {
    /// What the file is.
    pub format: &'static str,
    /// The entries in the order of the file.
    pub entries: Vec<TermEntry>,
    /// What cannot be taken.
    pub refused: Vec<Refused>,
    /// What a glossary has no place for, by kind, with how often it was met.
    pub left_out: BTreeMap<String, usize>,
    /// What is odd about the file and was read all the same.
    pub remarks: Vec<String>,
    /// The statuses that are not known, as they are told, with the first line and how often they were met.
    unknown: BTreeMap<String, (usize, usize)>,
}

impl ReadTerms {
    /// Remarks on something once.
    fn remark(&mut self, what: impl Into<String>) {
        let what = what.into();
        if !self.remarks.contains(&what) {
            self.remarks.push(what);
        }
    }

    /// A text of the file as a glossary keeps it: on one line, with one blank for several, which is counted.
    fn cell(&mut self, text: &str) -> String {
        let (text, shortened) = single_blanks(text);
        for _ in 0..shortened {
            self.leave_out("blanks and tabs in a row, of which one blank was kept");
        }
        text
    }

    fn leave_out(&mut self, kind: impl Into<String>) {
        let mut kind = kind.into();
        if self.left_out.len() >= MOST_KINDS && !self.left_out.contains_key(&kind) {
            "things of further kinds".clone_into(&mut kind);
        }
        *self.left_out.entry(kind).or_default() += 1;
    }

    /// Tells of a status that is not known; the caller keeps the word as what it says.
    fn unknown_status(
        &mut self,
        line: usize,
        kind: &str,
        word: &str,
        status: TermStatus,
        kept: &str,
    ) {
        let what = format!(
            "{kind} {word:?} is not known: the term was read as {}, and the word as {kept}",
            status.name()
        );
        self.unknown.entry(what).or_insert((line, 0)).1 += 1;
    }

    /// Remarks on the statuses that are not known.
    fn remark_on_statuses(&mut self) {
        for (what, (line, count)) in std::mem::take(&mut self.unknown) {
            let places = match count {
                1 => format!("line {line}"),
                count => format!("line {line}, and {} more", count - 1),
            };
            self.remark(format!("{what} ({places})"));
        }
    }

    /// Refuses an entry.
    fn refuse(&mut self, line: usize, reason: impl Into<String>) {
        self.refused.push(Refused {
            line,
            reason: reason.into(),
            whole: true,
        });
    }

    /// Refuses a part of an entry: a term, or a language.
    fn refuse_part(&mut self, line: usize, reason: impl Into<String>) {
        self.refused.push(Refused {
            line,
            reason: reason.into(),
            whole: false,
        });
    }

    /// How many entries are refused as a whole.
    pub fn refused_entries(&self) -> usize {
        self.refused.iter().filter(|refused| refused.whole).count()
    }

    /// How many terms and languages are refused in entries.
    pub fn refused_parts(&self) -> usize {
        self.refused.len() - self.refused_entries()
    }

    /// How many entries the file has, taken or refused.
    pub fn all_entries(&self) -> usize {
        self.entries.len() + self.refused_entries()
    }
}

/// Reads a glossary of any of the formats; they are told by content, and lists without a header by the name's ending.
///
/// # Errors
/// When the file cannot be read or is none of them, with its place.
pub fn read_terms(path: &Path, options: &TermOptions) -> Result<ReadTerms> {
    terms_of(&encoding::read_bytes(path)?, path, options)
}

/// The glossary that the bytes of a file are; `path` is what errors call it.
///
/// # Errors
/// As [`read_terms`]; [`Error::Usage`] where the map says two things of a column.
pub fn terms_of(bytes: &[u8], path: &Path, options: &TermOptions) -> Result<ReadTerms> {
    for (n, (name, meaning)) in options.map.iter().enumerate() {
        let mut before = options.map[..n].iter();
        if let Some((_, other)) =
            before.find(|(own, said)| own.trim() == name.trim() && said != meaning)
        {
            return Err(Error::usage(
                format!("the column {name:?} is said to hold {other} and {meaning}"),
                "say one of them",
            ));
        }
    }
    if let Some(error) = office(bytes, path) {
        return Err(error);
    }
    let mut read = match unpacked(bytes, path)? {
        Some((inside, told)) => {
            let mut read = of_any_format(&inside, path, options)?;
            for odd in told {
                read.remark(odd.text);
            }
            read
        }
        None => of_any_format(bytes, path, options)?,
    };
    read.refused.sort_by_key(|refused| refused.line);
    read.remark_on_statuses();
    if read.all_entries() == 0 {
        read.remark("there is no term in it");
    }
    Ok(read)
}

/// The error for a document of an office program that is not read, as which glossaries are kept too.
fn office(bytes: &[u8], path: &Path) -> Option<Error> {
    let holds = |wanted: &[u8]| bytes.windows(wanted.len()).any(|stretch| stretch == wanted);
    let is_zip = packed::is_zip(bytes);
    // Its first part says what it is, as it stands.
    let kind = if is_zip && holds(b"mimetypeapplication/vnd.oasis.opendocument") {
        "a document of LibreOffice (.ods, .odt)"
    } else if is_zip && holds(b"word/document.xml") {
        "a Word document (.docx)"
    } else {
        encoding::foreign_kind(bytes).filter(|kind| kind.contains("Office"))?
    };
    Some(Error::malformed(
        Place::file(path),
        format!("this is {kind}, not a glossary that karvan reads"),
        "save the table of terms as XLSX without a password, or as CSV",
    ))
}

/// What is packed with gzip or stands alone in a zip archive, and what is odd about that; a workbook is an archive of its own kind.
fn unpacked(bytes: &[u8], path: &Path) -> Result<Option<(Vec<u8>, Vec<Remark>)>> {
    let input = || Box::new(Cursor::new(bytes.to_vec()));
    let holds = |wanted: &[u8]| bytes.windows(wanted.len()).any(|stretch| stretch == wanted);
    // A broken archive is told of as a broken workbook, which it is most often.
    let is_workbook =
        || holds(b"[Content_Types].xml") || holds(b"xl/workbook.xml") || !holds(b"PK\x05\x06");
    let mut unpacked = if packed::is_gzip(bytes) {
        packed::gunzip(input())
    } else if packed::is_zip(bytes) && !is_workbook() {
        packed::unzip(packed::keep_zip(input(), path)?, path)?
    } else {
        return Ok(None);
    };
    let mut inside = Vec::new();
    unpacked
        .input
        .read_to_end(&mut inside)
        .map_err(|source| Error::read(path, source))?;
    if packed::is_gzip(&inside) {
        return Err(packed::twice(path));
    }
    Ok(Some((inside, unpacked.told.take())))
}

fn of_any_format(bytes: &[u8], path: &Path, options: &TermOptions) -> Result<ReadTerms> {
    if bytes.starts_with(b"PK\x03\x04") {
        return workbook::read(bytes, path, options);
    }
    if is_xml(bytes) {
        return tbx_reader::read(bytes, path);
    }
    let text = with_line_feeds(encoding::decode(bytes, path)?);
    if text.trim().is_empty() {
        return Err(Error::malformed(
            Place::file(path),
            "the file is empty",
            "give a glossary with terms",
        ));
    }
    if let Some(read) = iate::read(&text, path)? {
        return Ok(read);
    }
    if let Some(read) = table::read_text(&text, path, options)? {
        return Ok(read);
    }
    omegat::read(&text, path, options)
}

/// The text with line feeds for CR alone, which ends a line too, as spreadsheets for older Macs write it: what looks for a
/// header or cuts a list into lines need not know. The number of a line stays. Where the first line ends otherwise, a CR alone
/// stands in a cell.
fn with_line_feeds(text: String) -> String {
    if !encoding::first_ends_with_return(text.as_bytes()) {
        return text;
    }
    let lines = text.split("\r\n").map(|line| line.replace('\r', "\n"));
    lines.collect::<Vec<_>>().join("\r\n")
}

/// Whether a file begins as XML does, in whatever encoding, or is meant to.
fn is_xml(bytes: &[u8]) -> bool {
    let (_, mark) = encoding::detect(bytes);
    let mut head = bytes[mark..]
        .iter()
        .filter(|byte| **byte != 0 && !byte.is_ascii_whitespace());
    let head = head.next() == Some(&b'<');
    head || detect::begins_late(
        &encoding::decode_head(&bytes[..bytes.len().min(detect::HEAD)]),
        &["martif", "tbx", "TBX"],
    )
}

/// What is said of a language code that nobody knows.
fn odd_code(lang: &Lang) -> String {
    format!("the language {lang} is not a known language tag; it was kept")
}

/// Why a text cannot be a term of a glossary, if it cannot.
fn unusable(term: &str) -> Option<String> {
    if term.is_empty() {
        Some("a term is empty".into())
    } else if term.contains('|') {
        Some(format!(
            "the term {term:?} holds `|`, which stands between terms in a glossary"
        ))
    } else {
        let control = term.chars().find(|c| c.is_control())?;
        let code = u32::from(control);
        Some(format!(
            "the term {term:?} holds the control character U+{code:04X}"
        ))
    }
}
