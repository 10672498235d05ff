//! Spreadsheets (XLSX). The table is the first one whose header names languages, on any sheet: people put a title above it,
//! and a sheet of notes before it.

use super::heading::Columns;
use super::table::rows_of;
use super::{ReadTerms, TermOptions};
use crate::error::{Error, Place, Result};
use calamine::{Data, Reader, Xlsx};
use std::io::Cursor;
use std::path::Path;

/// So many rows of a sheet may stand above the header.
const MOST_ABOVE: usize = 20;

/// A row with its number, from 1.
type Row = (usize, Vec<String>);

/// Reads the first table of a workbook.
///
/// # Errors
/// [`Error::Malformed`] for an archive that is no workbook, a damaged one, and one without a header; [`Error::Usage`] for
/// a map that fits no header.
pub(super) fn read(bytes: &[u8], path: &Path, options: &TermOptions) -> Result<ReadTerms> {
    let malformed = |what: String, help: &str| Error::malformed(Place::file(path), what, help);
    let damaged = "save it as XLSX again, or as CSV";
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(|error| {
        malformed(
            format!("this archive is no XLSX workbook ({error})"),
            damaged,
        )
    })?;
    let mut table: Option<ReadTerms> = None;
    let mut first: Option<Row> = None;
    let mut others = Vec::new();
    let mut refused = None;
    for name in book.sheet_names() {
        let sheet = book.worksheet_range(&name).map_err(|error| {
            malformed(
                format!("the sheet {name:?} cannot be read ({error})"),
                damaged,
            )
        })?;
        let rows = filled_rows(&sheet);
        if table.is_some() {
            others.extend((!rows.is_empty()).then_some(name));
            continue;
        }
        match header(&rows, path, options) {
            Ok(Some((at, columns))) => {
                let mut read = rows_of(rows[at..].to_vec(), &columns, "XLSX");
                errors(&sheet, rows[at].0, &mut read);
                // What was never calculated has no value: a program wrote the workbook, not a spreadsheet.
                if let Ok(formulas) = book.worksheet_formula(&name) {
                    without_value(&sheet, &formulas, rows[at].0, &mut read);
                }
                table = Some(read);
            }
            Ok(None) => first = first.or_else(|| rows.into_iter().next()),
            Err(error) => {
                refused.get_or_insert(error);
            }
        }
    }
    if let Some(mut table) = table {
        for name in others {
            table.leave_out(format!("sheet {name:?}"));
        }
        return Ok(table);
    }
    if let Some(error) = refused {
        return Err(error);
    }
    Err(match first {
        None => malformed("the workbook is empty".into(), damaged),
        Some((_, cells)) => malformed(
            format!(
                "no row of the workbook names languages; its first is: {}",
                cells.join(", ")
            ),
            "give the columns a header with language tags or names, or say what they hold with --map",
        ),
    })
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

fn filled_rows(sheet: &calamine::Range<Data>) -> Vec<Row> {
    let top = sheet.start().map_or(0, |(row, _)| row as usize);
    sheet
        .rows()
        .enumerate()
        .map(|(n, row)| (top + n + 1, row.iter().map(cell_text).collect()))
        .filter(|(_, cells): &Row| cells.iter().any(|cell| !cell.trim().is_empty()))
        .collect()
}

/// Tells of the formulas below the header that have no value. `header` is its row, from 1.
fn without_value(
    sheet: &calamine::Range<Data>,
    formulas: &calamine::Range<String>,
    header: usize,
    read: &mut ReadTerms,
) {
    let (top, left) = formulas.start().unwrap_or_default();
    for (row, column, formula) in formulas.used_cells() {
        let at = (top + row as u32, left + column as u32);
        let line = at.0 as usize + 1;
        let is_empty = matches!(sheet.get_value(at), None | Some(Data::Empty));
        if line > header && is_empty && !formula.is_empty() {
            read.refuse_part(
                line,
                format!(
                    "the cell in column {} holds a formula without a value: save the workbook in a spreadsheet program, which calculates it",
                    at.1 + 1
                ),
            );
        }
    }
}

/// Tells of the cells below the header that hold an error in place of a value.
fn errors(sheet: &calamine::Range<Data>, header: usize, read: &mut ReadTerms) {
    let (top, left) = sheet.start().unwrap_or_default();
    for (row, column, cell) in sheet.used_cells() {
        let (line, column) = (top as usize + row + 1, left as usize + column + 1);
        if let (Data::Error(error), true) = (cell, line > header) {
            read.refuse_part(
                line,
                format!("the cell in column {column} holds the error {error} and no value: mend the formula in it"),
            );
        }
    }
}

fn cell_text(cell: &Data) -> String {
    match cell {
        Data::Empty | Data::Error(_) => String::new(),
        // A spreadsheet holds a day as a number.
        Data::DateTime(moment) if moment.is_datetime() => {
            let (year, month, day, hour, minute, ..) = moment.to_ymd_hms_milli();
            let date = format!("{year:04}-{month:02}-{day:02}");
            if (hour, minute) == (0, 0) {
                date
            } else {
                format!("{date} {hour:02}:{minute:02}")
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
        for (value, text) in [(46346.0, "2026-11-20"), (46346.75, "2026-11-20 18:00")] {
            let moment = ExcelDateTime::new(value, ExcelDateTimeType::DateTime, false);
            assert_eq!(cell_text(&Data::DateTime(moment)), text);
        }
    }
}
