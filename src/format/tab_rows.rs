//! The rows of tab-separated text. Plain text with tabs has no quoting, and a text may stand in quotation marks of its own;
//! spreadsheets quote a cell that holds a tab, a quotation mark (which is doubled then), a comma or a line end. What the marks
//! round a cell are, the cell says where it has to be quoted, and else the other cells of the file.

use super::csv;
use super::lines::Lines;
use super::oddity::{Oddity, Remark};
use crate::error::Result;
use std::collections::VecDeque;
use std::io::Read;
use std::path::{Path, PathBuf};

/// So many lines are looked at before the first row is cut.
const LOOKED_AT: usize = 100;

/// No row of several lines is longer, in bytes; a cell of a spreadsheet holds 32,767 characters.
const LONGEST: usize = 1 << 20;

/// Lines with their ends.
pub(super) trait LineSource {
    /// Appends the next line; `false` at the end.
    fn append(&mut self, line: &mut String) -> Result<bool>;

    /// Whether CR alone ends lines, for which a line feed stands here.
    fn has_returns(&self) -> bool {
        false
    }
}

impl<R: Read> LineSource for Lines<R> {
    fn append(&mut self, line: &mut String) -> Result<bool> {
        Self::append(self, line)
    }

    fn has_returns(&self) -> bool {
        Self::has_returns(self)
    }
}

impl LineSource for std::str::SplitInclusive<'_, char> {
    fn append(&mut self, line: &mut String) -> Result<bool> {
        let next = self.next();
        line.push_str(next.unwrap_or_default());
        Ok(next.is_some())
    }
}

/// What the cells of a file say about its quotation marks.
#[derive(Debug, Default)]
struct Evidence {
    /// Cells that are quoted, and had to be.
    quoted: usize,
    /// Cells with quotation marks of their own, which would be quoted.
    bare: usize,
    /// Rows with a quotation mark that opens a cell, and none that closes it.
    open: usize,
    /// Cells with a comma that are not quoted, as Excel would quote them.
    bare_comma: usize,
}

impl Evidence {
    /// Whether the file is quoted beyond doubt.
    fn is_quoted(&self) -> bool {
        self.quoted > 0 && self.bare == 0
    }

    /// Whether a cell in quotation marks with a comma is a quoted one.
    fn quotes_commas(&self) -> bool {
        self.bare_comma == 0 && (self.quoted > 0 || self.bare == 0 && self.open == 0)
    }
}

/// How a cell stands in its row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// As it is.
    Bare,
    /// In quotation marks, with tabs, line ends or doubled marks, which make it a quoted one.
    Quoted,
    /// In quotation marks with a comma: quoted, or a quotation.
    Comma,
}

#[derive(Debug)]
struct Cell {
    /// As it is written.
    raw: String,
    kind: Kind,
    has_tab: bool,
}

/// What was told of a row that can be read in two ways.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Doubt {
    /// It is one row, though each of its lines could be one.
    Taken,
    /// Each of its lines is a row, though they could be one.
    Parted,
}

/// A row as it may be cut.
#[derive(Debug)]
struct Row {
    cells: Vec<Cell>,
    /// How many lines it goes over.
    lines: usize,
    /// A quotation mark opens a cell, and nothing closes it.
    is_open: bool,
    doubt: Option<Doubt>,
}

/// Reads rows of tab-separated text, one after another.
#[derive(Debug)]
pub(super) struct TabRows<L> {
    source: L,
    path: PathBuf,
    /// Lines that were read and are in no row yet.
    waiting: VecDeque<String>,
    /// The number of the first of them, from 1.
    line: usize,
    /// What ended the lines, after those that wait.
    end: Option<Result<()>>,
    has_begun: bool,
    /// Whether this is a table of karvan's own, where each cell holds what it holds.
    is_own: bool,
    /// The cells of the first row that has several.
    width: Option<usize>,
    /// Whether that row ends with CR LF, as spreadsheets end rows; a line end in a cell is LF then.
    ends_with_cr: bool,
    evidence: Evidence,
    /// The cells of lines before this one are in the evidence already.
    counted_to: usize,
    cells: Vec<String>,
    /// Cells read without the marks around them, and the first line with one.
    unquoted: (usize, usize),
    /// The same of cells that were left as they are, though they seem to be quoted.
    kept: (usize, usize),
    /// Rows of several lines that could each be one, and lines that could be such a row.
    taken: (usize, usize),
    parted: (usize, usize),
    remarks: Vec<Remark>,
}

impl<L: LineSource> TabRows<L> {
    /// The rows of these lines; `path` is what errors call the file.
    pub(super) fn new(source: L, path: &Path) -> Self {
        Self {
            source,
            path: path.to_path_buf(),
            waiting: VecDeque::new(),
            line: 1,
            end: None,
            has_begun: false,
            is_own: false,
            width: None,
            ends_with_cr: false,
            evidence: Evidence::default(),
            counted_to: 0,
            cells: Vec::new(),
            unquoted: (0, 0),
            kept: (0, 0),
            taken: (0, 0),
            parted: (0, 0),
            remarks: Vec::new(),
        }
    }

    /// The same where so many lines stand above the first.
    pub(super) fn below(mut self, lines: usize) -> Self {
        self.line += lines;
        self
    }

    /// Where the lines come from.
    pub(super) fn source(&self) -> &L {
        &self.source
    }

    /// The same, to ask it what to say of the file.
    pub(super) fn source_mut(&mut self) -> &mut L {
        &mut self.source
    }

    /// What errors call the file.
    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// The cells of the row read last.
    pub(super) fn cells(&self) -> &[String] {
        &self.cells
    }

    /// What to say of the whole file, once, after its last row.
    pub(super) fn take_remarks(&mut self) -> Vec<Remark> {
        std::mem::take(&mut self.remarks)
    }

    /// Reads the next row, which no blank line is; the line on which it begins, `None` at the end.
    pub(super) fn next_row(&mut self) -> Result<Option<usize>> {
        if !std::mem::replace(&mut self.has_begun, true) {
            self.look_ahead();
        }
        while self.has_line(0) {
            if self.is_blank(0) {
                self.drop_lines(1);
                continue;
            }
            let row = self.row_at(0);
            if row.is_open && self.evidence.is_quoted() {
                return Err(csv::unclosed(&self.path, self.line));
            }
            if self.line >= self.counted_to {
                self.weigh(&row);
            }
            let line = self.line;
            match row.doubt {
                Some(Doubt::Taken) => count(&mut self.taken, line),
                Some(Doubt::Parted) => count(&mut self.parted, line),
                None => {}
            }
            self.drop_lines(row.lines);
            self.cells = row.cells.into_iter().map(|c| self.text(c, line)).collect();
            return Ok(Some(line));
        }
        if let Some(Err(error)) = self.end.replace(Ok(())) {
            return Err(error);
        }
        self.say();
        Ok(None)
    }

    /// Whether there is such a line of those that are in no row yet; reads up to it.
    fn has_line(&mut self, at: usize) -> bool {
        while self.waiting.len() <= at && self.end.is_none() {
            let mut line = String::new();
            match self.source.append(&mut line) {
                Ok(true) => self.waiting.push_back(line),
                Ok(false) => self.end = Some(Ok(())),
                Err(error) => self.end = Some(Err(error)),
            }
        }
        at < self.waiting.len()
    }

    fn drop_lines(&mut self, count: usize) {
        self.waiting.drain(..count.min(self.waiting.len()));
        self.line += count;
    }

    /// A line of blanks is no row; cells of blanks are one.
    fn is_blank(&self, at: usize) -> bool {
        let line = &self.waiting[at];
        !line.contains('\t') && line.trim().is_empty()
    }

    /// Weighs the first rows, so that the first of them is read as the others are.
    fn look_ahead(&mut self) {
        let (mut at, mut bytes) = (0, 0);
        while at < LOOKED_AT && bytes < LONGEST && self.has_line(at) {
            bytes += self.waiting[at].len();
            if self.is_blank(at) {
                at += 1;
                continue;
            }
            let row = self.row_at(at);
            if self.width.is_none() && row.cells.len() > 1 {
                self.width = Some(row.cells.len());
                let line = &self.waiting[at];
                // Spreadsheets write CR LF, karvan does not.
                self.ends_with_cr = line.ends_with("\r\n");
                let ends_with_lf = !(self.ends_with_cr || self.source.has_returns());
                self.is_own = line.starts_with("id\t") && ends_with_lf;
            }
            self.weigh(&row);
            at += row.lines;
        }
        self.counted_to = self.line + at;
    }

    fn weigh(&mut self, row: &Row) {
        // A comment says nothing about cells.
        if row
            .cells
            .first()
            .is_some_and(|cell| cell.raw.starts_with('#'))
        {
            return;
        }
        if row.is_open {
            self.evidence.open += 1;
            return;
        }
        for cell in &row.cells {
            match cell.kind {
                Kind::Quoted => self.evidence.quoted += 1,
                Kind::Comma => {}
                Kind::Bare if cell.raw == "\"\"" => {}
                Kind::Bare if cell.raw.contains('"') => self.evidence.bare += 1,
                Kind::Bare if cell.raw.contains(',') => self.evidence.bare_comma += 1,
                Kind::Bare => {}
            }
        }
    }

    /// The row that begins on this line of those that wait. Tabs and line ends are taken into a cell only where the row has
    /// the cells of the others then: a sentence may begin with a quotation mark, and another one end with it.
    fn row_at(&mut self, at: usize) -> Row {
        let row = self.cut(at, !self.is_own, !self.is_own);
        let has_tab = row.cells.iter().any(|cell| cell.has_tab);
        let width = self.width.unwrap_or(usize::MAX);
        if !has_tab && (row.lines == 1 || row.cells.len() <= width) {
            return row;
        }
        let tabs = self.waiting[at].matches('\t').count();
        let mut doubt = None;
        if row.cells.len() == width && row.lines == 1 && tabs + 1 != width {
            return row;
        }
        if row.cells.len() == width && row.lines > 1 {
            let last = self.waiting[at + row.lines - 1].matches('\t').count();
            let are_rows = tabs + 1 == width && last + 1 == width;
            let is_sure = self.evidence.is_quoted()
                || self.has_own_line_ends(at, row.lines)
                || !are_rows && self.evidence.bare == 0;
            if is_sure {
                let doubt = are_rows.then_some(Doubt::Taken);
                return Row { doubt, ..row };
            }
            doubt = Some(Doubt::Parted);
        }
        let mut row = self.cut(at, !self.is_own, false);
        if row.lines > 1 && row.cells.len() > width {
            row = self.cut(at, false, false);
        }
        Row { doubt, ..row }
    }

    /// Whether the lines of a row end otherwise than rows do, but for the last one.
    fn has_own_line_ends(&self, at: usize, lines: usize) -> bool {
        let mut inner = self.waiting.range(at..at + lines - 1);
        let last = &self.waiting[at + lines - 1];
        self.ends_with_cr
            && inner.all(|line| !line.ends_with("\r\n"))
            && (last.ends_with("\r\n") || !last.ends_with('\n'))
    }

    /// Cuts the row that begins on this line of those that wait; `over_lines` and `over_tabs` say what a quoted cell may hold.
    fn cut(&mut self, at: usize, over_lines: bool, over_tabs: bool) -> Row {
        let mut text = self.waiting[at].clone();
        let mut row = Row {
            cells: Vec::new(),
            lines: 1,
            is_open: false,
            doubt: None,
        };
        let (mut from, mut taken) = (0, 1);
        loop {
            let mut close = None;
            if text[from..].starts_with('"') {
                let mut looked = from + 1;
                loop {
                    close = closing(&text, looked);
                    if close.is_some() || !over_lines {
                        break;
                    }
                    looked = text.len();
                    if looked > LONGEST || !self.has_line(at + taken) {
                        // What cannot be read is told in its place.
                        row.is_open = !matches!(self.end, Some(Err(_)));
                        break;
                    }
                    text.push_str(&self.waiting[at + taken]);
                    taken += 1;
                }
            }
            let quoted = close.map(|close| from..close + 1).filter(|cell| {
                let behind = text[cell.end..].trim_start_matches('\r');
                let ends = behind.is_empty() || behind.starts_with(['\t', '\n']);
                ends && (over_tabs || !text[cell.clone()].contains('\t'))
            });
            let end = |from: usize| text[from..].find(['\t', '\n']).map(|at| from + at);
            let end = end(quoted.as_ref().map_or(from, |cell| cell.end));
            let is_last = end.is_none_or(|end| text[end..].starts_with('\n'));
            row.cells.push(match quoted {
                Some(cell) => Cell::of(&text[cell], true),
                None if is_last => {
                    let raw = &text[from..end.unwrap_or(text.len())];
                    Cell::of(raw.trim_end_matches('\r'), false)
                }
                None => Cell::of(&text[from..end.unwrap_or(text.len())], false),
            });
            match end {
                Some(end) if !is_last => from = end + 1,
                _ => break,
            }
        }
        row.lines = row
            .cells
            .iter()
            .map(|cell| cell.raw.matches('\n').count())
            .sum::<usize>()
            + 1;
        row
    }

    /// The text of a cell of the row that begins on this line.
    fn text(&mut self, cell: Cell, line: usize) -> String {
        let is_quoted = match cell.kind {
            Kind::Quoted => true,
            Kind::Comma => self.evidence.quotes_commas(),
            Kind::Bare => return cell.raw,
        };
        if is_quoted && !self.is_own {
            count(&mut self.unquoted, line);
            return cell.raw[1..cell.raw.len() - 1].replace("\"\"", "\"");
        }
        if cell.kind == Kind::Quoted {
            count(&mut self.kept, line);
        }
        cell.raw
    }

    /// Remarks on what was done with quotation marks.
    fn say(&mut self) {
        let unquoted = std::mem::take(&mut self.unquoted);
        let kept = std::mem::take(&mut self.kept);
        let taken = std::mem::take(&mut self.taken);
        let parted = std::mem::take(&mut self.parted);
        for ((count, line), what) in [
            (
                unquoted,
                "cells were read without the quotation marks around them",
            ),
            (
                kept,
                "cells were read as they stand, as karvan writes them, though they seem to be quoted",
            ),
            (
                taken,
                "rows of several lines were read as one, for the quotation marks, though each line could be a row",
            ),
            (
                parted,
                "rows were read line by line, though the quotation marks could join several lines to one",
            ),
        ] {
            if count > 0 {
                let text = format!("{what}: {count}");
                self.remarks.push(Remark::new(Oddity::Note, line, text));
            }
        }
    }
}

fn count((count, first): &mut (usize, usize), line: usize) {
    *count += 1;
    if *count == 1 {
        *first = line;
    }
}

impl Cell {
    fn of(raw: &str, is_quoted: bool) -> Self {
        let has = |c| is_quoted && raw.contains(c);
        let kind = if has('\t')
            || has('\n')
            || has('\r')
            || is_quoted && raw[1..raw.len() - 1].contains('"')
        {
            Kind::Quoted
        } else if has(',') {
            Kind::Comma
        } else {
            Kind::Bare
        };
        Self {
            raw: raw.to_owned(),
            kind,
            has_tab: has('\t'),
        }
    }
}

/// Where the quotation mark stands that closes a cell, from this place on: the first one that is not doubled.
fn closing(text: &str, from: usize) -> Option<usize> {
    let mut at = from;
    loop {
        at += text[at..].find('"')?;
        if !text[at + 1..].starts_with('"') {
            return Some(at);
        }
        at += 2;
    }
}
