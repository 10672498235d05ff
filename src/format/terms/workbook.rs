//! Spreadsheets (XLSX). The table is the first one whose header names languages, on any sheet: people put a title above it,
//! and a sheet of notes before it.

use super::heading::Columns;
use super::rows::rows_of;
use super::workbook_parts::{self, DAMAGED};
use super::{ReadTerms, TermOptions};
use crate::error::{Error, Place, Result};
use crate::format::remarks::in_short;
use calamine::{Data, Dimensions, Reader, SheetVisible, Xlsx, XlsxError, XlsxFormulaMetadata};
use std::collections::BTreeMap;
use std::io::Cursor;
use std::path::Path;

/// So many rows of a sheet may stand above the header.
const MOST_ABOVE: usize = 20;

/// The rows and columns of a sheet in XLSX (ISO/IEC 29500-1, 18.3.1.73: a spreadsheet program takes no more).
const MOST_ROWS: u32 = 1 << 20;
const MOST_COLUMNS: u32 = 1 << 14;

/// A row with its number, from 1.
type Row = (usize, Vec<String>);

/// A workbook may have so many sheets.
const MOST_SHEETS: usize = 1000;

/// So much room the cells of a sheet may take, in bytes.
const MOST_ROOM: usize = 160 << 20;
const TOO_LARGE: &str = "it holds more than a glossary: save it as CSV in several files";
/// What a cell and a row take beside the text.
const CELL: usize = 64;
const ROW: usize = 320;

/// Reads the first table of a workbook.
///
/// # Errors
/// [`Error::Malformed`] for an archive that is no workbook, a damaged one, one that is larger than a glossary, and one without a
/// header; [`Error::Usage`] for a map that fits no header.
pub(super) fn read(bytes: &[u8], path: &Path, options: &TermOptions) -> Result<ReadTerms> {
    let malformed = |what: String, help: &str| Error::malformed(Place::file(path), what, help);
    let has_merged = workbook_parts::check(bytes, path)?;
    let no_workbook = |error| {
        let what = format!("this archive is no XLSX workbook: {}", wrong(&error));
        malformed(what, DAMAGED)
    };
    let unread = |name: &str, what: &str| {
        let what = format!("the sheet {name:?} cannot be read: {what}");
        malformed(what, DAMAGED)
    };
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(no_workbook)?;
    let names = book.sheet_names();
    if names.len() > MOST_SHEETS {
        let what = format!("this XLSX workbook has more than {MOST_SHEETS} sheets");
        return Err(malformed(what, "save the sheet of the glossary as CSV"));
    }
    let mut table: Option<(String, Sheet, usize, Row, Columns)> = None;
    let mut first: Option<Row> = None;
    let mut others = Vec::new();
    let mut refused = None;
    for name in names {
        // Of the sheets after the table it is only told that they are there.
        let most = if table.is_some() { 1 } else { usize::MAX };
        let sheet = Sheet::read(&mut book, &name, most).map_err(|what| unread(&name, &what))?;
        if table.is_some() {
            others.extend((!sheet.rows.is_empty()).then_some(name));
            continue;
        }
        let mut above = sheet.first_rows();
        match header(&above, path, options) {
            Ok(Some((at, columns))) => {
                table = Some((name, sheet, at, above.swap_remove(at), columns));
            }
            Ok(None) => first = first.or_else(|| above.into_iter().next()),
            Err(error) => {
                refused.get_or_insert(error);
            }
        }
    }
    if let Some((name, mut sheet, at, (line, names), columns)) = table {
        let merged = if has_merged {
            let regions = book.merge_cells_by_sheet_name(&name);
            let filled = sheet.fill(&regions.map_err(no_workbook)?, line);
            filled.map_err(|what| unread(&name, &what))?
        } else {
            0
        };
        let mut sheets = book.sheets_metadata().iter();
        let is_hidden =
            sheets.any(|sheet| sheet.name == name && sheet.visible != SheetVisible::Visible);
        // The shared strings take no more room from here on.
        drop(book);
        let rows = std::mem::take(&mut sheet.rows);
        let again = rows.keys().find(|(_, place)| *place > 0).copied();
        // One more, so that a row with too many cells is seen to be one.
        let most = names.len() as u32 + 1;
        let rows = rows.into_iter().skip(at);
        let rows = rows.map(|((row, _), cells)| (row as usize + 1, wide(cells, most)));
        let mut read = rows_of(rows.collect(), &columns, "XLSX");
        sheet.tell_cells(line, &mut read);
        if let Some((row, _)) = again {
            let line = u64::from(row) + 1;
            read.remark(format!(
                "the sheet has two rows with the number {line}, or more: all were read"
            ));
        }
        if is_hidden {
            read.remark(format!("the sheet {name:?} is hidden, and was read"));
        }
        if merged > 0 {
            read.remark(format!(
                "cells that are merged over several rows, whose text each of the rows has: {merged}"
            ));
        }
        for name in others {
            read.leave_out(format!("sheet {name:?}"));
        }
        return Ok(read);
    }
    if let Some(error) = refused {
        return Err(error);
    }
    Err(match first {
        None => malformed(
            "the workbook is empty".into(),
            "give one with a sheet whose first row names languages, such as: id, en, az",
        ),
        Some((_, cells)) => malformed(
            format!(
                "no row of the workbook names languages; its first is: {}",
                in_short(cells.join(", "))
            ),
            "give the columns a header with language tags or names, or say what they hold with --map",
        ),
    })
}

/// What is wrong with a workbook whose parts are well-formed.
fn wrong(error: &XlsxError) -> String {
    match error {
        XlsxError::FileNotFound(part) => format!("it has no {part}"),
        XlsxError::WorksheetNotFound(_) => "its part is missing".into(),
        XlsxError::RelationshipNotFound => {
            "it has no main part, or a sheet names none of its parts".into()
        }
        XlsxError::CellTAttribute(kind) => {
            format!("a cell is of the type {kind:?}, which XLSX does not have")
        }
        XlsxError::CellError(value) => {
            format!("a cell holds the error {value:?}, which XLSX does not have")
        }
        XlsxError::ParseFloat(_) | XlsxError::ParseInt(_) => {
            "a cell of numbers holds something else".into()
        }
        XlsxError::Unexpected(_) => {
            "a cell names a shared string or formula that the workbook does not have".into()
        }
        XlsxError::XmlEof(element) => format!("there is no whole <{element}>"),
        XlsxError::Unrecognized { typ, val } => format!("{val:?} is no {typ} of XLSX"),
        XlsxError::UnexpectedNode(_) => "a cell holds an element that XLSX does not have".into(),
        _ => "it is not built as XLSX says".into(),
    }
}

/// The header among the first rows, with its place among them.
///
/// # Errors
/// Where a map fits none of them, what is wrong with the row that has most columns.
fn header(rows: &[Row], path: &Path, options: &TermOptions) -> Result<Option<(usize, Columns)>> {
    let mut refused: Option<(usize, Error)> = None;
    for (at, (_, cells)) in rows.iter().enumerate().take(MOST_ABOVE) {
        match Columns::of(cells, path, options) {
            Ok(columns) if columns.speak() => return Ok(Some((at, columns))),
            Ok(_) => {}
            Err(error) => {
                let filled = cells.iter().filter(|cell| !cell.trim().is_empty()).count();
                if refused.as_ref().is_none_or(|(most, _)| filled > *most) {
                    refused = Some((filled, error));
                }
            }
        }
    }
    refused.map_or(Ok(None), |(_, error)| Err(error))
}

/// The cells of a sheet that hold something, wherever they stand: one that stands alone in the last corner takes no more
/// room than another.
#[derive(Debug, Default)]
struct Sheet {
    /// By row and column, from 0. A row whose number the sheet uses again has a further place, from 1.
    rows: BTreeMap<(u32, u32), BTreeMap<u32, String>>,
    /// Where a formula was never calculated: a program wrote the workbook, not a spreadsheet.
    without_value: Vec<(u32, u32)>,
    /// Where a formula ended in an error, such as `#N/A`.
    errors: Vec<((u32, u32), String)>,
}

impl Sheet {
    /// Reads a sheet up to so many cells with something in them; nothing of what is none, such as a chart.
    fn read(
        book: &mut Xlsx<Cursor<&[u8]>>,
        name: &str,
        most: usize,
    ) -> std::result::Result<Self, String> {
        let mut sheet = Self::default();
        let mut cells = match book.worksheet_cells_reader(name) {
            Ok(cells) => cells,
            Err(XlsxError::NotAWorksheet(_)) => return Ok(sheet),
            Err(error) => return Err(wrong(&error)),
        };
        let (mut count, mut room) = (0, 0);
        // Formulas are not worked out: a table of those that cells share would be as long as the sheet says.
        while let Some(cell) = (cells.next_cell_with_formula_metadata()).map_err(|e| wrong(&e))? {
            let at @ (row, column) = cell.pos;
            if row >= MOST_ROWS || column >= MOST_COLUMNS {
                return Err(format!(
                    "a cell stands in row {} and column {}, where no sheet has one",
                    u64::from(row) + 1,
                    u64::from(column) + 1
                ));
            }
            let value = Data::from(cell.value);
            if let Data::Error(error) = &value {
                room += CELL;
                sheet.errors.push((at, error.to_string()));
            } else if value == Data::Empty && cell.formula.is_some_and(|formula| is_one(&formula)) {
                room += CELL;
                sheet.without_value.push(at);
            }
            let text = cell_text(&value);
            if !text.trim().is_empty() {
                room += text.len() + CELL;
                let rows = sheet.rows.len();
                sheet.add(row, column, text);
                room += (sheet.rows.len() - rows) * ROW;
                count += 1;
            }
            if count == most {
                break;
            }
            if room > MOST_ROOM {
                return Err(TOO_LARGE.into());
            }
        }
        Ok(sheet)
    }

    fn add(&mut self, row: u32, column: u32, text: String) {
        let last = self.rows.range((row, 0)..=(row, u32::MAX)).next_back();
        let place = last.map_or(0, |((_, place), cells)| {
            place + u32::from(cells.contains_key(&column))
        });
        let cells = self.rows.entry((row, place)).or_default();
        cells.insert(column, text);
    }

    /// Gives each row below the header, which is row `header` from 1, the text of a cell that is merged over it and others: how
    /// many are such.
    fn fill(
        &mut self,
        regions: &[Dimensions],
        header: usize,
    ) -> std::result::Result<usize, String> {
        // No two regions of a sheet share a row of a column; where they do, the first ones count.
        let mut room = 0;
        let mut merged = 0;
        for region in regions {
            let ((row, column), (last, _)) = (region.start, region.end);
            let first = self.rows.get(&(row, 0)).and_then(|row| row.get(&column));
            let first = first.filter(|_| last > row && row as usize >= header);
            let Some(text) = first.cloned() else {
                continue;
            };
            merged += 1;
            for (_, cells) in self.rows.range_mut((row + 1, 0)..=(last, u32::MAX)) {
                room += text.len() + CELL;
                if room > MOST_ROOM {
                    return Err(TOO_LARGE.into());
                }
                cells.entry(column).or_insert_with(|| text.clone());
            }
        }
        Ok(merged)
    }

    /// The first rows, whole.
    fn first_rows(&self) -> Vec<Row> {
        let rows = self.rows.iter().take(MOST_ABOVE);
        rows.map(|((row, _), cells)| (*row as usize + 1, wide(cells.clone(), MOST_COLUMNS)))
            .collect()
    }

    /// Tells of the cells below the header that have no value. `header` is its row, from 1.
    fn tell_cells(&self, header: usize, read: &mut ReadTerms) {
        let formulas = self.without_value.iter().map(|at| {
            (at, "a formula without a value: save the workbook in a spreadsheet program, which calculates it".to_owned())
        });
        let errors = self.errors.iter();
        let errors = errors.map(|(at, error)| {
            (
                at,
                format!("the error {error} and no value: mend the formula in it"),
            )
        });
        for ((row, column), what) in formulas.chain(errors) {
            let line = *row as usize + 1;
            if line > header {
                read.refuse_part(
                    line,
                    format!("the cell in column {} holds {what}", column + 1),
                );
            }
        }
        read.refused.sort_by_key(|refused| refused.line);
    }
}

/// Cells as a row of so many columns. What stands to the right of them is in the last one, where nothing else is.
fn wide(cells: BTreeMap<u32, String>, most: u32) -> Vec<String> {
    let mut wide: Vec<String> = Vec::new();
    for (column, text) in cells {
        if column >= most && wide.len() == most as usize {
            break;
        }
        let column = column.min(most - 1) as usize;
        wide.resize(column, String::new());
        wide.push(text);
    }
    wide
}

/// Whether a formula is there to be calculated.
fn is_one(formula: &XlsxFormulaMetadata) -> bool {
    match formula {
        XlsxFormulaMetadata::Normal { formula } | XlsxFormulaMetadata::Shared { formula, .. } => {
            !formula.is_empty()
        }
        _ => true,
    }
}

fn cell_text(cell: &Data) -> String {
    match cell {
        Data::Empty | Data::Error(_) => String::new(),
        // A spreadsheet holds a day as a number, and a time of day as a part of one.
        Data::DateTime(moment) if moment.is_datetime() => {
            let (year, month, day, hour, minute, second, milli) = moment.to_ymd_hms_milli();
            let date = format!("{year:04}-{month:02}-{day:02}");
            let seconds = match (second, milli) {
                (0, 0) => String::new(),
                (_, 0) => format!(":{second:02}"),
                _ => format!(":{second:02}.{milli:03}"),
            };
            let time = format!("{hour:02}:{minute:02}{seconds}");
            if (0.0..1.0).contains(&moment.as_f64()) {
                time
            } else if (hour, minute, second, milli) == (0, 0, 0, 0) {
                date
            } else {
                format!("{date} {time}")
            }
        }
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::cell_text;
    use calamine::{Data, ExcelDateTime, ExcelDateTimeType};

    #[test]
    fn a_day_in_a_spreadsheet_is_written_as_one() {
        for (value, text) in [
            (46_346.0, "2026-11-20"),
            (46_346.75, "2026-11-20 18:00"),
            (0.75, "18:00"),
            (0.521_354_166_666_667, "12:30:45"),
            (46_346.521_354_166_7, "2026-11-20 12:30:45"),
            (46_346.000_011_574_08, "2026-11-20 00:00:01"),
            (0.521_359_953_703_704, "12:30:45.500"),
            (0.999_988_425_925_926, "23:59:59"),
        ] {
            let moment = ExcelDateTime::new(value, ExcelDateTimeType::DateTime, false);
            assert_eq!(cell_text(&Data::DateTime(moment)), text);
        }
    }
}
