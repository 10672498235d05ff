//! The texts of the units that begin on a line of TMX or XLIFF.

use super::{Escape, Written};
use quick_xml::Reader;
use quick_xml::events::{BytesRef, Event};

/// The elements that are a unit, or a part of one that has texts of its own.
const UNITS: [&str; 4] = ["tu", "trans-unit", "unit", "segment"];
/// The elements that hold a text.
const TEXTS: [&str; 3] = ["seg", "source", "target"];
/// The elements in a text that hold the native code of a tool.
const CODES: [&str; 5] = ["bpt", "ept", "ph", "it", "ut"];

/// The texts of each unit that begins on the line that begins at a byte of the file.
pub(super) fn units(text: &str, from: usize) -> Vec<Vec<Written>> {
    let line_end = text[from..].find('\n').map_or(text.len(), |at| from + at);
    let mut reader = Reader::from_str(&text[from..]);
    let config = reader.config_mut();
    config.check_end_names = false;
    config.allow_unmatched_ends = true;
    let mut scan = Scan::default();
    // How many units, one in another, are open.
    let mut depth = 0_usize;
    loop {
        let start = from + reader.buffer_position() as usize;
        let Ok(event) = reader.read_event() else {
            break;
        };
        let end = from + reader.buffer_position() as usize;
        match event {
            Event::Start(element) => {
                let name = element.local_name();
                if UNITS.contains(&name.as_ref()) {
                    if depth == 0 && start > line_end {
                        break;
                    }
                    depth += 1;
                    scan.begin_unit();
                } else {
                    scan.begin(name.as_ref(), end);
                }
            }
            Event::End(element) => {
                let name = element.local_name();
                scan.end(name.as_ref());
                if UNITS.contains(&name.as_ref()) {
                    depth = depth.saturating_sub(1);
                    if depth == 0 && end > line_end {
                        break;
                    }
                }
            }
            Event::Text(_) => scan.push_str(&text[start..end], start),
            // `<![CDATA[` and `]]>` stand around it.
            Event::CData(_) => {
                let inside = start + 9..end.saturating_sub(3).max(start + 9);
                scan.push_str(text.get(inside.clone()).unwrap_or(""), inside.start);
            }
            Event::GeneralRef(entity) => {
                if let Some(c) = character(&entity) {
                    scan.push(c, start..end);
                }
            }
            Event::Eof => break,
            _ => {}
        }
    }
    scan.units
}

#[derive(Default)]
struct Scan {
    units: Vec<Vec<Written>>,
    open: Option<Written>,
    /// How many elements with native code are open.
    codes: usize,
}

impl Scan {
    fn begin_unit(&mut self) {
        self.units.push(Vec::new());
        self.open = None;
        self.codes = 0;
    }

    fn begin(&mut self, name: &str, at: usize) {
        if TEXTS.contains(&name) {
            self.open = Some(Written::new(at, Escape::Xml));
            self.codes = 0;
        } else if CODES.contains(&name) {
            self.codes += 1;
        }
    }

    fn end(&mut self, name: &str) {
        if TEXTS.contains(&name) {
            if let (Some(written), Some(unit)) = (self.open.take(), self.units.last_mut()) {
                unit.push(written);
            }
        } else if CODES.contains(&name) {
            self.codes = self.codes.saturating_sub(1);
        }
    }

    fn push(&mut self, c: char, bytes: std::ops::Range<usize>) {
        if let (0, Some(written)) = (self.codes, &mut self.open) {
            written.push(c, bytes);
        }
    }

    fn push_str(&mut self, text: &str, start: usize) {
        if let (0, Some(written)) = (self.codes, &mut self.open) {
            written.push_str(text, start);
        }
    }
}

fn character(entity: &BytesRef<'_>) -> Option<char> {
    if let Ok(Some(c)) = entity.resolve_char_ref() {
        return Some(c);
    }
    quick_xml::escape::resolve_predefined_entity(entity)?
        .chars()
        .next()
}
