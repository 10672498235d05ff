//! What the targets have in common: reading from memory, and the round trip.

use karvan::error::Result;
use karvan::format::detect::{ReadOptions, read_units};
use karvan::format::{Entry, UnitReader, UnitWriter};
use karvan::lang::Lang;
use karvan::model::{Header, Tu};
use std::io::Cursor;
use std::path::Path;

/// A language of the tests.
pub fn lang(tag: &str) -> Lang {
    Lang::parse_lenient(tag).expect("a tag of this file").0
}

/// The units that a reader finds, and what the file says of all of them.
pub fn read_all(mut reader: impl UnitReader) -> Result<(Header, Vec<Tu>)> {
    let mut units = Vec::new();
    while let Some(entry) = reader.next_entry() {
        if let Entry::Unit { tu, .. } = entry? {
            units.push(*tu);
        }
    }
    Ok((reader.header().clone(), units))
}

/// Reads whatever `karvan import` would read. A zip archive is left out: it is read from its file.
pub fn read_any(bytes: &[u8]) -> Result<(Header, Vec<Tu>)> {
    let options = ReadOptions {
        source: Some(lang("en")),
        target: Some(lang("az")),
        ..ReadOptions::default()
    };
    let input = Box::new(Cursor::new(bytes.to_vec()));
    let mut reader = read_units(input, Path::new("fuzz"), &options)?;
    let mut units = Vec::new();
    while let Some(entry) = reader.next_entry() {
        if let Entry::Unit { tu, .. } = entry? {
            units.push(*tu);
        }
    }
    Ok((reader.header().clone(), units))
}

/// Writes units with the writer that is made over a buffer.
pub fn write_all<'a>(
    units: &[Tu],
    out: &'a mut Vec<u8>,
    make: impl FnOnce(&'a mut Vec<u8>) -> Box<dyn UnitWriter + 'a>,
) {
    let mut writer = make(out);
    for tu in units {
        writer.write(tu).expect("a buffer takes all");
    }
    writer.finish().expect("a buffer takes all");
}

/// What was read is written, and what was written is read and written the same.
pub fn settles(
    units: &[Tu],
    read: impl Fn(&[u8]) -> Result<Vec<Tu>>,
    write: impl Fn(&[Tu]) -> Vec<u8>,
) {
    let first = write(units);
    let again = match read(&first) {
        Ok(units) => units,
        Err(error) => panic!("{error}: {}", String::from_utf8_lossy(&first)),
    };
    let second = write(&again);
    assert_eq!(
        String::from_utf8_lossy(&first),
        String::from_utf8_lossy(&second)
    );
}
