//! Tables with a header ([`super::heading`]): CSV and TSV. Spreadsheets are read in [`super::workbook`].

use super::heading::Columns;
use super::rows::rows_of;
use super::{ReadTerms, TermOptions, picklist};
use crate::error::{Error, Place, Result};
use crate::format::csv::{self, Numbered};
use crate::format::oddity::Remark;
use crate::format::remarks::in_short;
use crate::format::tab_rows::TabRows;
use crate::model::TermStatus;
use crate::text::single_spaced;
use std::collections::BTreeSet;
use std::path::Path;

/// Reads a text as a table; `None` where it has no header that says so.
///
/// # Errors
/// [`Error::Usage`] for a map that does not fit the header.
pub(super) fn read_text(
    text: &str,
    path: &Path,
    options: &TermOptions,
) -> Result<Option<ReadTerms>> {
    let (above, comments) = above_header(text, path, options);
    let lines = text.split_inclusive('\n');
    let start: usize = lines.take(above).map(str::len).sum();
    let first = header_text(&text[start..]);
    let (header, delimiter) = cut(first);
    let mut columns = Columns::of(&header, path, options)?;
    if columns.speak() && columns.is_of_list(options) {
        return Ok(None);
    }
    if !columns.speak() {
        if columns.has_sides() {
            return Err(Error::malformed(
                Place::line(path, above + 1),
                "the columns of source and target do not say their languages",
                "name them with -s and -t",
            ));
        }
        if !options.map.is_empty() {
            return Err(Error::usage(
                format!(
                    "{}: no column holds terms: {}",
                    path.display(),
                    in_short(header.join(", "))
                ),
                "say which one does, and in which language, such as --map 'Approved=az'",
            ));
        }
        let is_list = options.source.is_some() && options.target.is_some();
        if columns.languages() == 1 && header.len() > 1 && !is_list {
            return Err(Error::malformed(
                Place::line(path, above + 1),
                format!(
                    "the header names only one language: {}",
                    in_short(header.join(", "))
                ),
                "say what the other columns hold with --map, such as --map 'Approved=az'",
            ));
        }
        return Ok(None);
    }
    let mut told = Vec::new();
    let (rows, format) = if delimiter == b'\t' && !first.starts_with('"') {
        (tab_rows(&text[start..], path, above, &mut told)?, "TSV")
    } else {
        let (mut rows, open) = csv::records(&text[start..], delimiter);
        if let Some(line) = open {
            return Err(csv::unclosed(path, above + line));
        }
        for (line, _) in &mut rows {
            *line += above;
        }
        (rows, "CSV")
    };
    let cut_off = cut_off(&rows);
    let is_glossary = format == "TSV" && columns.take_for_glossary();
    let mut read = rows_of(rows, &columns, format);
    if is_glossary {
        tell_own_statuses(&mut read);
    }
    for remark in told {
        read.remark(remark.text);
    }
    if let Some(what) = cut_off {
        read.remark(what);
    }
    for _ in 0..comments {
        read.leave_out("lines of comment");
    }
    Ok(Some(read))
}

/// That the last row alone has fewer cells than the header, which is the first, as where a file ends inside of a row.
fn cut_off(rows: &[Numbered]) -> Option<String> {
    let [(_, header), before @ .., (line, last)] = rows else {
        return None;
    };
    let named = header.iter().rposition(|name| !name.trim().is_empty());
    let width = named.map_or(0, |last| last + 1);
    let are_whole = !before.is_empty() && before.iter().all(|(_, cells)| cells.len() >= width);
    (are_whole && last.len() < width).then(|| {
        let cells = last.len();
        format!(
            "the last row (line {line}) has {cells} of {width} cells, and all rows before it have all: the file may be cut off"
        )
    })
}

/// The first line of a list whose cells could name languages as a header does, and are terms.
pub(super) fn like_languages(text: &str, path: &Path, options: &TermOptions) -> Option<String> {
    let (above, _) = above_header(text, path, options);
    let (cells, _) = cut(text.lines().nth(above)?);
    let columns = Columns::of(&cells, path, options).ok()?;
    (columns.speak() && columns.is_of_list(options)).then(|| in_short(cells.join(", ")))
}

/// Tells the words for lines of a glossary that would forbid the terms of a row in a table of another program.
fn tell_own_statuses(read: &mut ReadTerms) {
    let statuses: BTreeSet<String> = (read.entries.iter())
        .map(|entry| &entry.status)
        .filter(|word| picklist::status(word).status == TermStatus::Forbidden)
        .cloned()
        .collect();
    for word in statuses {
        read.remark(format!(
            "the column \"status\" of a glossary forbids nothing, as {word:?} might be meant to: what is forbidden stands in a column such as \"az_forbidden\""
        ));
    }
}

/// The header that a text begins with: a line, or several where a quoted name goes over them.
fn header_text(text: &str) -> &str {
    const MOST_LINES: usize = 8;
    let mut end = 0;
    let mut first = None;
    for line in text.split_inclusive('\n').take(MOST_LINES) {
        end += line.len();
        let header = text[..end].trim_end_matches(['\r', '\n']);
        let first = *first.get_or_insert(header);
        if header.matches('"').count().is_multiple_of(2) {
            // A name with a tab in it is none: the marks are those of a text in a list, which has no quoting.
            let is_torn = header.len() > first.len() && holds_tab(header);
            return if is_torn { first } else { header };
        }
    }
    first.unwrap_or_default()
}

/// Whether a cell of a line with tabs between cells has one in itself.
fn holds_tab(header: &str) -> bool {
    let rows = csv::records(header, b'\t').0;
    let mut cells = rows.iter().flat_map(|(_, cells)| cells);
    cells.any(|cell| cell.contains('\t'))
}

/// The cells of a line, and what stands between them: what cuts it into most.
fn cut(line: &str) -> (Vec<String>, u8) {
    let cells = |delimiter: u8| {
        let (_, cells) = csv::records(line, delimiter).0.pop().unwrap_or_default();
        let cells: Vec<String> = cells.iter().map(|cell| single_spaced(cell)).collect();
        (cells, delimiter)
    };
    let ways = (*b";,\t").into_iter().map(cells);
    ways.max_by_key(|(cells, _)| cells.len())
        .unwrap_or_default()
}

/// How many lines stand above the header, and how many of them are comments: blank ones, the `sep=` of spreadsheets, and such as
/// begin with `#` and name no languages, where a line below them does.
fn above_header(text: &str, path: &Path, options: &TermOptions) -> (usize, usize) {
    let speaks = |line: &str| {
        let columns = Columns::of(&cut(line).0, path, options);
        columns.is_ok_and(|columns| columns.speak() && !columns.is_of_list(options))
    };
    let is_prelude = |line: &str| line.trim().is_empty() || csv::is_separator_line(line);
    let lines = || text.lines().enumerate();
    let first = lines().find(|(_, line)| !is_prelude(line));
    let below = lines().find(|(_, line)| !is_prelude(line) && !line.starts_with('#'));
    match (first, below) {
        (Some((at, line)), Some((header, below)))
            if at < header && !speaks(line) && speaks(below) =>
        {
            let above = text.lines().take(header);
            (header, above.filter(|line| line.starts_with('#')).count())
        }
        (first, _) => (first.map_or(0, |(at, _)| at), 0),
    }
}

/// The rows of a text with tabs below so many lines, and what to say of how they were read. Cells that are all empty are none.
fn tab_rows(
    text: &str,
    path: &Path,
    above: usize,
    told: &mut Vec<Remark>,
) -> Result<Vec<Numbered>> {
    let mut tabs = TabRows::new(text.split_inclusive('\n'), path).below(above);
    let mut rows = Vec::new();
    while let Some(line) = tabs.next_row()? {
        let cells = tabs.cells();
        if cells.iter().any(|cell| !cell.trim().is_empty()) {
            rows.push((line, cells.to_vec()));
        }
    }
    *told = tabs.take_remarks();
    Ok(rows)
}
