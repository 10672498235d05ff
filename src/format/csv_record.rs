//! A row of comma-separated text. csv-core cuts it into cells and takes the quotation marks off; those that quote a part
//! of a text, and not the cell, are put back.

use csv_core::ReadRecordResult;

/// So many more cells a row has room for at a time.
const MORE_CELLS: usize = 64;

/// A row under construction: cells as csv-core takes the quotes off.
#[derive(Debug)]
pub(super) struct Record {
    core: csv_core::Reader,
    delimiter: u8,
    /// The row as it is written, so far.
    raw: Vec<u8>,
    /// Cells that begin with a quotation and are none, in the order of the row.
    quoting: Vec<(usize, String)>,
    /// A quotation mark opens a cell and none closes it.
    unclosed: bool,
    text: Vec<u8>,
    ends: Vec<usize>,
    text_end: usize,
    cell_count: usize,
}

impl Record {
    pub(super) fn new(delimiter: u8) -> Self {
        Self {
            core: csv_core::ReaderBuilder::new().delimiter(delimiter).build(),
            delimiter,
            raw: Vec::new(),
            quoting: Vec::new(),
            unclosed: false,
            text: Vec::new(),
            ends: Vec::new(),
            text_end: 0,
            cell_count: 0,
        }
    }

    pub(super) fn clear(&mut self) {
        self.text_end = 0;
        self.cell_count = 0;
        self.raw.clear();
        self.quoting.clear();
        self.unclosed = false;
    }

    /// Whether nothing of a row was taken yet.
    pub(super) fn is_empty(&self) -> bool {
        self.text_end == 0 && self.cell_count == 0
    }

    /// Takes more of the file; how many bytes were used, and whether the row has ended. Nothing ends the file.
    pub(super) fn feed(&mut self, more: &str) -> (usize, bool) {
        let mut used = 0;
        loop {
            let left = more.len() - used;
            // No cell is longer than what it is written as.
            self.text.resize(self.text_end + left + 1, 0);
            self.ends.resize(self.cell_count + MORE_CELLS, 0);
            let (result, read, written, cells) = self.core.read_record(
                &more.as_bytes()[used..],
                &mut self.text[self.text_end..],
                &mut self.ends[self.cell_count..],
            );
            self.raw
                .extend_from_slice(&more.as_bytes()[used..used + read]);
            used += read;
            self.text_end += written;
            self.cell_count += cells;
            match result {
                ReadRecordResult::Record => {
                    if self.raw.contains(&b'"') {
                        (self.quoting, self.unclosed) = quoting(&self.raw, self.delimiter);
                    }
                    return (used, true);
                }
                ReadRecordResult::InputEmpty | ReadRecordResult::End => return (used, false),
                ReadRecordResult::OutputFull | ReadRecordResult::OutputEndsFull => {}
            }
        }
    }

    /// Whether the row that has ended has a cell that opens with a quotation mark and is never closed: the file ends in it, or
    /// it took further rows up to a mark that closes no cell.
    pub(super) fn is_unclosed(&self) -> bool {
        self.unclosed
    }

    pub(super) fn cells(&self) -> Vec<&str> {
        let mut from = 0;
        let mut cells: Vec<&str> = self.ends[..self.cell_count]
            .iter()
            .map(|end| {
                let cell = self.text.get(from..*end).unwrap_or_default();
                from = *end;
                std::str::from_utf8(cell).unwrap_or_default()
            })
            .collect();
        for (cell, text) in &self.quoting {
            if let Some(cell) = cells.get_mut(*cell) {
                *cell = text;
            }
        }
        cells
    }
}

/// The cells of a row that begin with a quotation mark and go on behind its other half (`"Middle Corridor" is key`), with
/// their texts: whoever writes so quotes words, and not the cell. Blanks behind the other half are nothing. And whether a cell
/// is never closed: no such quotation goes over lines.
fn quoting(row: &[u8], delimiter: u8) -> (Vec<(usize, String)>, bool) {
    let mut found = Vec::new();
    let mut unclosed = false;
    let begin = row.iter().position(|byte| !matches!(byte, b'\r' | b'\n'));
    let mut rest = &row[begin.unwrap_or(row.len())..];
    let ends_cell = |byte: &u8| *byte == delimiter || matches!(byte, b'\r' | b'\n');
    for cell in 0.. {
        let mut text = Vec::new();
        if let Some(quoted) = rest.strip_prefix(b"\"") {
            let Some(behind) = unquote(quoted, &mut text) else {
                return (found, true);
            };
            rest = behind;
            let tail = rest.iter().position(ends_cell).unwrap_or(rest.len());
            if !rest[..tail].trim_ascii().is_empty() {
                unclosed |= text.iter().any(|byte| matches!(byte, b'\r' | b'\n'));
                let parts = [b"\"", &text[..], b"\"", &rest[..tail]].concat();
                found.push((cell, String::from_utf8_lossy(&parts).into_owned()));
            }
        }
        let end = rest.iter().position(ends_cell).unwrap_or(rest.len());
        match rest.get(end) {
            Some(byte) if *byte == delimiter => rest = &rest[end + 1..],
            _ => break,
        }
    }
    (found, unclosed)
}

/// Takes what stands up to the quotation mark that closes, doubled ones once; what follows behind it, `None` where none does.
fn unquote<'t>(quoted: &'t [u8], text: &mut Vec<u8>) -> Option<&'t [u8]> {
    let mut rest = quoted;
    loop {
        let Some(at) = rest.iter().position(|byte| *byte == b'"') else {
            text.extend_from_slice(rest);
            return None;
        };
        text.extend_from_slice(&rest[..at]);
        rest = &rest[at + 1..];
        match rest.strip_prefix(b"\"") {
            Some(more) => {
                text.push(b'"');
                rest = more;
            }
            None => return Some(rest),
        }
    }
}
