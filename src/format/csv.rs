//! Comma-separated text with a header, quoted as RFC 4180 says. What spreadsheets write in its place is read too:
//! semicolons or tabs between the cells, a first line `sep=;`, line ends of any kind.
//!
//! The columns count by name: `id`, and either `source` and `target` or languages; other columns are left alone.

use super::UnitWriter;
use super::columns::{self, Columns};
use super::csv_record::Record;
use super::decoding::Content;
use super::left_out::LeftOut;
use super::lines::Lines;
use super::mark::Mark;
use super::oddity::Remark;
use super::rows::{Rows, TableReader};
use crate::error::{Error, Place, Result};
use crate::lang::{ColumnName, Lang};
use crate::model::Tu;
use std::io::{self, Read, Write};
use std::path::Path;

/// What may stand between two cells.
const DELIMITERS: [u8; 3] = *b",;\t";

/// What a spreadsheet writes before the header to say what stands between the cells.
const SEPARATOR_LINE: &str = "sep=";

/// Whether a line says what stands between the cells.
pub(super) fn is_separator_line(line: &str) -> bool {
    let word = line.get(..SEPARATOR_LINE.len());
    word.is_some_and(|word| word.eq_ignore_ascii_case(SEPARATOR_LINE))
        && line.trim_end().len() <= SEPARATOR_LINE.len() + 1
}

/// What stands between the cells of a table, if its first lines are those of a table that [`Reader`] reads: a header
/// with source and target, or with languages; `source` and `target` are those that the user names.
pub(super) fn delimiter(head: &str, source: Option<&Lang>, target: Option<&Lang>) -> Option<u8> {
    let mut lines = head.lines().filter(|line| !line.trim().is_empty());
    let first = lines.clone().next()?;
    let said = first
        .get(..SEPARATOR_LINE.len())
        .filter(|word| word.eq_ignore_ascii_case(SEPARATOR_LINE))
        .and_then(|_| first[SEPARATOR_LINE.len()..].bytes().next())
        .filter(|byte| DELIMITERS.contains(byte));
    if said.is_some() {
        return said;
    }
    // A tab between cells that are not quoted is the business of TSV.
    let quoted = first.starts_with('"');
    let is_header = |line: &str, delimiter: u8| {
        let mut record = Record::new(delimiter);
        record.feed(line);
        record.feed("\n");
        let cells = record.cells();
        // The languages that source and target stand for are looked at later.
        !matches!(Columns::of_header(&cells, source, target), Ok(None))
    };
    // The header may stand under lines of comment.
    let below = lines.find(|line| !line.starts_with('#')).unwrap_or(first);
    [first, below].into_iter().find_map(|line| {
        let mut found = DELIMITERS
            .into_iter()
            .filter(|delimiter| *delimiter != b'\t' || quoted);
        found.find(|delimiter| is_header(line, *delimiter))
    })
}

/// The one language that the header of a table names beside codes that are none: `en,xx-XX`.
pub(super) fn only_language(line: &str) -> Option<Lang> {
    let cells: Vec<&str> = line.split([',', ';']).map(str::trim).collect();
    if cells.len() < 2 || !cells.iter().all(|cell| Lang::parse_lenient(cell).is_ok()) {
        return None;
    }
    let mut langs = cells.iter().filter_map(|cell| match ColumnName::of(cell) {
        ColumnName::Tag(lang) | ColumnName::Odd(lang) => Some(lang),
        _ => None,
    });
    langs.next().filter(|_| langs.next().is_none())
}

/// The error of a row on this line with a cell that is never closed.
pub(super) fn unclosed(path: &Path, line: usize) -> Error {
    Error::malformed(
        Place::line(path, line),
        "a quotation mark that opens a cell in this row is never closed",
        "write a quotation mark inside a cell twice, and close each cell that opens with one",
    )
}

/// The line on which the row begins that is read from this text on: line ends before a row are taken along with it.
fn begin_of(text: &str, mark: Mark) -> usize {
    let blank = text.len() - text.trim_start_matches(['\r', '\n']).len();
    mark.after(&text.as_bytes()[..blank]).line
}

/// A row with the line, from 1, on which it begins.
pub(super) type Numbered = (usize, Vec<String>);

/// All rows of a text; blank lines are none. And the line of the first row with a cell that is never closed.
pub(super) fn records(text: &str, delimiter: u8) -> (Vec<Numbered>, Option<usize>) {
    let mut unclosed = None;
    let mut out = Vec::new();
    let (mut rest, mut mark) = (text, Mark::START);
    while !rest.is_empty() {
        let mut record = Record::new(delimiter);
        let (mut used, mut ended) = (0, false);
        // A record makes room for all that it is handed: that must not be the whole text for each row.
        for line in rest.split_inclusive(['\n', '\r']) {
            let (more, end) = record.feed(line);
            used += more;
            ended = end;
            if ended {
                break;
            }
        }
        if !ended {
            // The last line may have no end.
            record.feed("");
            used = rest.len();
        }
        let cells: Vec<String> = record.cells().into_iter().map(str::to_owned).collect();
        let begin = begin_of(rest, mark);
        if record.is_unclosed() {
            unclosed.get_or_insert(begin);
        }
        if cells.iter().any(|cell| !cell.trim().is_empty()) {
            out.push((begin, cells));
        }
        mark = mark.after(&rest.as_bytes()[..used]);
        rest = &rest[used..];
    }
    (out, unclosed)
}

/// Reads comma-separated text, one row after another.
pub type Reader<R> = TableReader<CsvRows<R>>;

/// The rows of comma-separated text.
#[derive(Debug)]
pub struct CsvRows<R> {
    lines: Lines<R>,
    delimiter: u8,
    record: Record,
    /// What was read and not yet taken into a row, from `used` on.
    text: String,
    used: usize,
    /// The place up to which rows were taken: CR alone ends a row too, and a line of `lines` holds several then.
    mark: Mark,
}

impl<R: Read> TableReader<CsvRows<R>> {
    /// A reader of the bytes of a file whose cells are separated by `delimiter`; `path` is what errors call it.
    /// `source` and `target` are the languages of columns that are called so.
    pub fn new(
        input: R,
        path: impl AsRef<Path>,
        delimiter: u8,
        source: Option<Lang>,
        target: Option<Lang>,
    ) -> Self {
        let rows = CsvRows {
            lines: Lines::new(input, Content::Plain, path.as_ref()),
            delimiter,
            record: Record::new(delimiter),
            text: String::new(),
            used: 0,
            mark: Mark::START,
        };
        Self::of(rows, source, target)
    }
}

impl<R: Read> Rows for CsvRows<R> {
    fn next_row(&mut self) -> Result<Option<usize>> {
        self.record.clear();
        let mut begin = self.mark.line;
        let mut quotes = 0;
        loop {
            if self.used == self.text.len() {
                self.text.clear();
                self.used = 0;
                if !self.lines.append(&mut self.text)? {
                    let (_, ended) = self.record.feed("");
                    if self.record.is_unclosed() {
                        return Err(unclosed(self.lines.path(), begin));
                    }
                    return Ok(ended.then_some(begin));
                }
            }
            let rest = &self.text[self.used..];
            if self.record.is_empty() && quotes == 0 {
                begin = begin_of(rest, self.mark);
            }
            let (used, ended) = self.record.feed(rest);
            self.mark = self.mark.after(&rest.as_bytes()[..used]);
            quotes += rest[..used].matches('"').count();
            self.used += used;
            if ended {
                // A line of blanks is no row; cells of blanks are one.
                if matches!(self.record.cells()[..], [only] if only.trim().is_empty()) {
                    self.record.clear();
                    quotes = 0;
                    continue;
                }
                if self.record.is_unclosed() {
                    return Err(unclosed(self.lines.path(), begin));
                }
                return Ok(Some(begin));
            }
        }
    }

    fn cells(&self) -> Vec<&str> {
        self.record.cells()
    }

    fn separated(&self) -> &'static str {
        match self.delimiter {
            b'\t' => "tabs",
            b';' => "semicolons",
            _ => "commas",
        }
    }

    fn is_prelude(&self, cells: &[&str]) -> bool {
        let first = cells.first().map(|cell| cell.to_ascii_lowercase());
        first.is_some_and(|cell| cell.starts_with(SEPARATOR_LINE))
    }

    fn may_lack_header(&self) -> bool {
        false
    }

    fn no_languages(&self, line: usize, what: &str) -> Error {
        Error::malformed(
            Place::line(self.lines.path(), line),
            what,
            "name the languages with -s and -t, or by a first line such as: id,en,az",
        )
    }

    fn position(&self) -> u64 {
        self.lines.position()
    }

    fn take_remarks(&mut self) -> Vec<Remark> {
        self.lines.take_remarks()
    }
}

/// Writes the texts of units as comma-separated columns: a header with `id` and the language tags, then a row a
/// unit; lines end with a line feed. Texts are whole, line ends included, but that U+FFFD stands for NUL; inline codes are
/// left out, and so is a unit that has none of the languages.
#[derive(Debug)]
pub struct Writer<W> {
    out: W,
    langs: Vec<Lang>,
    begun: bool,
    left_out: LeftOut,
}

impl<W: Write> Writer<W> {
    /// A writer of these languages, in this order.
    pub fn new(out: W, langs: Vec<Lang>) -> Self {
        Self {
            out,
            langs,
            begun: false,
            left_out: LeftOut::default(),
        }
    }

    fn begin(&mut self) -> io::Result<()> {
        if std::mem::replace(&mut self.begun, true) {
            return Ok(());
        }
        let mut row = String::from("id");
        for lang in &self.langs {
            row.push(',');
            cell(&mut row, lang.as_str());
        }
        writeln!(self.out, "{row}")
    }
}

impl<W: Write> UnitWriter for Writer<W> {
    fn write(&mut self, tu: &Tu) -> io::Result<()> {
        self.begin()?;
        let Some(texts) = columns::texts(tu, &self.langs, &mut self.left_out) else {
            return Ok(());
        };
        let mut row = String::new();
        cell(&mut row, tu.tuid.as_deref().unwrap_or(""));
        for text in texts {
            row.push(',');
            cell(&mut row, text.as_deref().unwrap_or(""));
        }
        self.left_out.settle_nul(&mut row);
        writeln!(self.out, "{row}")
    }

    fn finish(&mut self) -> io::Result<()> {
        self.begin()?;
        self.out.flush()
    }

    fn left_out(&self) -> LeftOut {
        self.left_out.clone()
    }
}

/// A row without its end, quoted where it must be.
pub fn row(cells: &[String]) -> String {
    let mut row = String::new();
    for (n, text) in cells.iter().enumerate() {
        if n > 0 {
            row.push(',');
        }
        cell(&mut row, text);
    }
    row
}

fn cell(row: &mut String, text: &str) {
    let blank_ends = text.trim().len() != text.len();
    if blank_ends || text.contains(['"', ',', '\r', '\n']) {
        row.push('"');
        row.push_str(&text.replace('"', "\"\""));
        row.push('"');
    } else {
        row.push_str(text);
    }
}
