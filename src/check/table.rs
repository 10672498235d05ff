//! Tab-separated tables that the check reads for itself: comments with `#`, a header, one row a line.

use crate::error::{Error, Place, Result};
use crate::format::encoding::read_text;
use std::path::Path;

/// A row: the cells of the columns asked for, in their order.
pub(super) struct Row<const N: usize> {
    pub(super) line: usize,
    pub(super) cells: [String; N],
}

/// Reads a table. Its columns may stand in any order, with others between them. A cell may be empty in the last of the
/// columns asked for only.
///
/// # Errors
/// When the file cannot be read, and for a column or a cell that is missing, with the line.
pub(super) fn read<const N: usize>(
    path: &Path,
    columns: &[&str; N],
    help: &str,
) -> Result<Vec<Row<N>>> {
    let text = read_text(path)?;
    let wrong = |line: usize, what: String| Error::malformed(Place::line(path, line), what, help);
    let mut lines = text
        .lines()
        .enumerate()
        .map(|(number, line)| (number + 1, line.trim_end_matches('\r')))
        .filter(|(_, line)| !line.trim().is_empty() && !line.starts_with('#'));
    let Some((number, header)) = lines.next() else {
        return Err(wrong(1, "there is no header line".into()));
    };
    let names: Vec<&str> = header.split('\t').map(str::trim).collect();
    let mut places = [0; N];
    for (place, column) in places.iter_mut().zip(columns) {
        *place = names
            .iter()
            .position(|name| name == column)
            .ok_or_else(|| wrong(number, format!("there is no column {column}")))?;
    }
    lines
        .map(|(line, row)| {
            let cells: Vec<&str> = row.split('\t').map(str::trim).collect();
            let cell = |n: usize| cells.get(places[n]).copied().unwrap_or_default();
            if let Some(empty) = (0..N.saturating_sub(1)).find(|n| cell(*n).is_empty()) {
                return Err(wrong(line, format!("there is no {}", columns[empty])));
            }
            Ok(Row {
                line,
                cells: std::array::from_fn(|n| cell(n).to_owned()),
            })
        })
        .collect()
}
