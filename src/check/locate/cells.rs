//! The texts of formats that write a unit in a row, or in a few lines: cells and quoted strings.

use super::{Escape, Written};

/// What may part the cells of a row that has quotes.
const DELIMITERS: [u8; 4] = [b',', b';', b'\t', b'|'];

fn line(text: &str, from: usize) -> &str {
    let rest = &text[from..];
    rest.split(['\n', '\r']).next().unwrap_or_default()
}

/// A row of cells between tabs, without quotes.
pub(super) fn tabs(text: &str, from: usize) -> Vec<Vec<Written>> {
    let mut at = from;
    let mut cells = Vec::new();
    for cell in line(text, from).split('\t') {
        cells.push(Written::verbatim(cell, at, Escape::Plain));
        at += cell.len() + 1;
    }
    vec![cells]
}

/// A row of cells that may be quoted and then hold line ends, for each mark that may part them.
pub(super) fn quoted(text: &str, from: usize) -> Vec<Vec<Written>> {
    DELIMITERS
        .into_iter()
        .map(|delimiter| row(text, from, delimiter))
        .collect()
}

fn row(text: &str, from: usize, delimiter: u8) -> Vec<Written> {
    let bytes = text.as_bytes();
    let mut cells = Vec::new();
    let mut at = from;
    loop {
        let (cell, end) = if bytes.get(at) == Some(&b'"') {
            quoted_cell(text, at + 1)
        } else {
            let end = bytes[at..]
                .iter()
                .position(|b| *b == delimiter || *b == b'\n' || *b == b'\r')
                .map_or(bytes.len(), |found| at + found);
            (Written::verbatim(&text[at..end], at, Escape::Quotes), end)
        };
        cells.push(cell);
        if bytes.get(end) != Some(&delimiter) {
            return cells;
        }
        at = end + 1;
    }
}

/// The cell behind an opening quote, and the byte after its closing one.
fn quoted_cell(text: &str, start: usize) -> (Written, usize) {
    let mut cell = Written::new(start, Escape::Quotes);
    let mut characters = text[start..].char_indices().peekable();
    while let Some((offset, c)) = characters.next() {
        let at = start + offset;
        if c != '"' {
            cell.push(c, at..at + c.len_utf8());
        } else if characters.next_if(|(_, next)| *next == '"').is_some() {
            cell.push('"', at..at + 2);
        } else {
            return (cell, at + 1);
        }
    }
    (cell, text.len())
}

/// The strings of a JSON object on a line.
pub(super) fn json(text: &str, from: usize) -> Vec<Vec<Written>> {
    let line = line(text, from);
    if !line.trim_start().starts_with('{') {
        return Vec::new();
    }
    let mut strings = Vec::new();
    let mut at = 0;
    while let Some(open) = line[at..].find('"') {
        let mut written = Written::new(from + at + open + 1, Escape::Backslash);
        at = string(line, at + open + 1, from, &mut written);
        strings.push(written);
    }
    vec![strings]
}

/// The strings of a gettext entry: `msgid` and `msgstr` with the lines that go on.
pub(super) fn gettext(text: &str, from: usize) -> Vec<Vec<Written>> {
    let mut strings: Vec<Written> = Vec::new();
    let mut at = from;
    let mut goes_on = false;
    for line in text[from..].split_inclusive('\n') {
        let begun = line.trim_start();
        if begun.is_empty() || begun.starts_with('#') {
            // The comments of the next entry stand behind a text.
            if !strings.is_empty() {
                break;
            }
        } else if let Some(open) = line.find('"') {
            let keyword = line[..open].trim();
            if keyword.starts_with("msgid") && strings.len() > 1 && !keyword.contains("plural") {
                break;
            }
            if !(keyword.is_empty() && goes_on) {
                if !keyword.starts_with("msg") {
                    return Vec::new();
                }
                strings.push(Written::new(at + open + 1, Escape::Backslash));
            }
            if let Some(written) = strings.last_mut() {
                string(line, open + 1, at, written);
            }
            goes_on = true;
        } else {
            return Vec::new();
        }
        at += line.len();
    }
    vec![strings]
}

/// Reads what stands from a byte of a line to its closing quote; returns the byte after it. The line begins at a byte
/// of the file.
fn string(line: &str, start: usize, from: usize, written: &mut Written) -> usize {
    let mut characters = line[start..].char_indices();
    while let Some((offset, c)) = characters.next() {
        let at = from + start + offset;
        match c {
            '"' => return start + offset + 1,
            '\\' => {
                let Some((_, escaped)) = characters.next() else {
                    break;
                };
                let (c, more) = escape(escaped, characters.as_str());
                for _ in 0..more {
                    characters.next();
                }
                written.push(c, at..at + 1 + escaped.len_utf8() + more);
            }
            c => written.push(c, at..at + c.len_utf8()),
        }
    }
    line.len()
}

/// The character behind a backslash, and how many more belong to it.
fn escape(c: char, rest: &str) -> (char, usize) {
    let unit = |at: usize| u32::from_str_radix(rest.get(at..at + 4)?, 16).ok();
    match c {
        'n' => ('\n', 0),
        't' => ('\t', 0),
        'r' => ('\r', 0),
        'u' => match unit(0) {
            Some(high @ 0xd800..0xdc00) => {
                let low = unit(6).filter(|low| (0xdc00..0xe000).contains(low));
                let c = low.map(|low| 0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00));
                (c.and_then(char::from_u32).unwrap_or('\u{fffd}'), 10)
            }
            Some(one) => (char::from_u32(one).unwrap_or('\u{fffd}'), 4),
            None => ('u', 0),
        },
        c => (c, 0),
    }
}
