//! What the readers of formats with a column a language do alike: a header, perhaps under lines of comment, then a unit a row.

use super::columns::{Columns, NoLanguages};
use super::oddity::{Oddity, Remark, no_unit};
use super::{Entry, UnitReader, entry_or_end};
use crate::error::{Error, Result};
use crate::lang::Lang;
use crate::model::Header;
use std::collections::VecDeque;

/// So many rows are looked at before it is said what the columns hold.
const LOOKED_AT: usize = 100;

/// The rows of a file, one after another.
pub trait Rows {
    /// Reads the next row, which no blank line is; the line on which it begins, `None` at the end.
    ///
    /// # Errors
    /// Where the bytes are no text, or no row.
    fn next_row(&mut self) -> Result<Option<usize>>;

    /// The cells of the row read last.
    fn cells(&self) -> Vec<&str>;

    /// What stands between two cells, for messages.
    fn separated(&self) -> &'static str;

    /// Whether a row is none of the table and stands before its header.
    fn is_prelude(&self, cells: &[&str]) -> bool;

    /// Whether columns count by their place where no header names them.
    fn may_lack_header(&self) -> bool;

    /// The error for a header that does not say the languages; `what` is wrong on this line.
    fn no_languages(&self, line: usize, what: &str) -> Error;

    /// Bytes of the file read so far.
    fn position(&self) -> u64;

    /// What to say of how the rows were read, after the last of them.
    fn take_remarks(&mut self) -> Vec<Remark> {
        Vec::new()
    }
}

/// Whether no cell says anything.
fn is_blank<S: AsRef<str>>(cells: &[S]) -> bool {
    cells.iter().all(|cell| cell.as_ref().trim().is_empty())
}

/// The unit of a row; `None` for cells that are all empty, which a spreadsheet leaves below and between what is filled.
fn entry_of(columns: &Columns, cells: &[&str], line: usize, separated: &str) -> Option<Entry> {
    let is_filled = |cell: &&str| !cell.is_empty();
    let filled = cells.iter().any(is_filled);
    filled.then(|| columns.entry(cells, line, separated))
}

/// Reads a table, one row after another.
#[derive(Debug)]
pub struct TableReader<S> {
    rows: S,
    source: Option<Lang>,
    target: Option<Lang>,
    columns: Option<Columns>,
    header: Header,
    /// What was looked at and not given out yet.
    waiting: VecDeque<(usize, Vec<String>)>,
    /// What ended the rows that were looked at.
    failed: Option<Error>,
    remarks: Vec<Remark>,
    lengths: Lengths,
    /// There was a unit, if only one that was rejected.
    has_units: bool,
    done: bool,
}

/// What the lengths of rows tell: a file that is cut off inside its last row.
#[derive(Debug, Default)]
struct Lengths {
    /// The row read last: its line, and its cells.
    last: Option<(usize, usize)>,
    /// A row before it has fewer cells than the header too, as programs write that leave out the empty cells at the end.
    has_short: bool,
}

impl Lengths {
    /// Takes a further row of a table whose header names so many columns.
    fn row(&mut self, line: usize, cells: usize, width: usize) {
        self.has_short |= self.last.is_some_and(|(_, before)| before < width);
        self.last = Some((line, cells));
    }

    /// What to say at the end of the file. A row of one cell is rejected.
    fn take_remark(&mut self, width: usize) -> Option<Remark> {
        let (line, cells) = self.last.take()?;
        let is_cut = !self.has_short && (2..width).contains(&cells);
        is_cut.then(|| {
            let text = format!(
                "the last row has {cells} cells, the header {width}: the file may be cut off"
            );
            Remark::new(Oddity::Other, line, text)
        })
    }
}

impl<S: Rows> TableReader<S> {
    /// A reader of these rows. `source` and `target` are the languages of columns that are called so.
    pub(super) fn of(rows: S, source: Option<Lang>, target: Option<Lang>) -> Self {
        Self {
            rows,
            source,
            target,
            columns: None,
            header: Header::default(),
            waiting: VecDeque::new(),
            failed: None,
            remarks: Vec::new(),
            lengths: Lengths::default(),
            has_units: false,
            done: false,
        }
    }

    fn advance(&mut self) -> Result<Option<Entry>> {
        if self.columns.is_none() && !self.begin()? {
            return Ok(None);
        }
        let Some(columns) = &self.columns else {
            return Ok(None);
        };
        let separated = self.rows.separated();
        let width = columns.named_width();
        loop {
            let (line, count, entry) = if let Some((line, cells)) = self.waiting.pop_front() {
                let cells: Vec<&str> = cells.iter().map(String::as_str).collect();
                let entry = entry_of(columns, &cells, line, separated);
                (line, cells.len(), entry)
            } else if let Some(error) = self.failed.take() {
                return Err(error);
            } else if let Some(line) = self.rows.next_row()? {
                let cells = self.rows.cells();
                let entry = entry_of(columns, &cells, line, separated);
                (line, cells.len(), entry)
            } else {
                self.remarks.extend(self.lengths.take_remark(width));
                if !self.has_units {
                    self.remarks.push(no_unit());
                }
                return Ok(None);
            };
            self.lengths.row(line, count, width);
            if entry.is_some() {
                self.has_units = true;
                return Ok(entry);
            }
            let what = "a row of empty cells was passed over".to_owned();
            self.remarks.push(Remark::new(Oddity::Other, line, what));
        }
    }

    /// Finds out what the columns hold; `false` where there is no row.
    fn begin(&mut self) -> Result<bool> {
        let (source, target) = (self.source.as_ref(), self.target.as_ref());
        let first_two = Columns::first_two(source, target).filter(|_| self.rows.may_lack_header());
        let Some(line) = self.first_row()? else {
            // Rows that only look like comments.
            self.columns = first_two;
            return Ok(self.columns.is_some() && !self.waiting.is_empty());
        };
        let cells = self.rows.cells();
        let (source, target) = (self.source.as_ref(), self.target.as_ref());
        let named = Columns::of_header(&cells, source, target).map_err(|NoLanguages| {
            let what = "the columns source and target do not say their languages";
            self.rows.no_languages(line, what)
        })?;
        if let Some(mut columns) = named {
            self.waiting.retain(|(_, cells)| !is_blank(cells));
            if let (Some((first, _)), Some((last, _))) = (self.waiting.front(), self.waiting.back())
            {
                let what = if first == last {
                    "a line of comment stands before the header"
                } else {
                    "lines of comment stand before the header"
                };
                self.remarks
                    .push(Remark::new(Oddity::Other, *first, what.to_owned()));
            }
            self.waiting.clear();
            if columns.need_content() {
                self.look_ahead();
                let (source, target) = (self.source.as_ref(), self.target.as_ref());
                columns.weigh_content(&self.waiting, source, target);
            }
            self.columns = Some(columns);
            return Ok(true);
        }
        let columns = first_two.ok_or_else(|| {
            let what = "there is no header that says the languages of the columns";
            self.rows.no_languages(line, what)
        })?;
        // What looked like comments are the first rows then.
        let cells = cells.into_iter().map(str::to_owned).collect();
        self.waiting.push_back((line, cells));
        self.columns = Some(columns);
        Ok(true)
    }

    /// Reads up to the first row of the table that is not blank; those that may be its first where it has no header wait, and
    /// so do rows that begin with `#`.
    fn first_row(&mut self) -> Result<Option<usize>> {
        while let Some(line) = self.rows.next_row()? {
            let cells = self.rows.cells();
            let blank = is_blank(&cells);
            if self.rows.is_prelude(&cells) || (blank && !self.rows.may_lack_header()) {
                continue;
            }
            // A header may begin so too: `#id`.
            let is_comment = cells.first().is_some_and(|cell| cell.starts_with('#'))
                && matches!(
                    Columns::of_header(&cells, self.source.as_ref(), self.target.as_ref()),
                    Ok(None)
                );
            if !(is_comment || blank) || self.waiting.len() == LOOKED_AT {
                return Ok(Some(line));
            }
            let cells = cells.into_iter().map(str::to_owned).collect();
            self.waiting.push_back((line, cells));
        }
        Ok(None)
    }

    fn look_ahead(&mut self) {
        while self.waiting.len() < LOOKED_AT {
            match self.rows.next_row() {
                Ok(Some(line)) => {
                    let cells = self.rows.cells();
                    let cells = cells.into_iter().map(str::to_owned).collect();
                    self.waiting.push_back((line, cells));
                }
                Ok(None) => break,
                Err(error) => {
                    self.failed = Some(error);
                    break;
                }
            }
        }
    }
}

impl<S: Rows> UnitReader for TableReader<S> {
    fn next_entry(&mut self) -> Option<Result<Entry>> {
        if self.done {
            return None;
        }
        let next = self.advance();
        entry_or_end(&mut self.done, next)
    }

    fn header(&self) -> &Header {
        &self.header
    }

    fn position(&self) -> u64 {
        self.rows.position()
    }

    fn remarks(&mut self) -> Vec<Remark> {
        let mut remarks = std::mem::take(&mut self.remarks);
        let columns = self.columns.as_mut();
        remarks.extend(columns.map(Columns::take_remarks).unwrap_or_default());
        remarks.extend(self.rows.take_remarks());
        remarks
    }

    fn has_place_for(&self, lang: &Lang) -> bool {
        self.columns
            .as_ref()
            .is_some_and(|columns| columns.has_place_for(lang))
    }
}
