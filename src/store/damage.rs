//! A memory whose bytes were changed: by a failing disk, a transfer that was cut off, a program that wrote into it.
//!
//! SQLite notices a broken page where it happens to read one. So that nothing is added to a broken memory and no broken
//! memory answers as if it were whole, it is looked at before: all of it as long as that takes no time worth a thought,
//! what is used of it otherwise. `karvan verify` always looks at everything.

use super::open::{Mode, Store};
use super::open_to_read::beside;
use super::units::UnitId;
use crate::error::{Error, Result};
use rusqlite::Connection;
use rusqlite::types::Type;
use std::path::Path;

/// Up to these sizes, in bytes of pages, a memory is checked whole before it is written to: with the indexes of its
/// tables against their rows, and without them. Either takes about half a second at most. So is one that is written out.
const MOST_TO_COMPARE: u64 = 32 << 20;
const MOST_TO_CHECK: u64 = 192 << 20;
/// Up to these sizes it is checked before it answers, likewise; either takes some milliseconds.
const MOST_TO_COMPARE_AND_ANSWER: u64 = 1 << 20;
const MOST_TO_ANSWER: u64 = 4 << 20;

/// The tables that are not derived.
const STORED_TABLES: [&str; 7] = [
    "unit",
    "variant",
    "change_set",
    "change",
    "document",
    "document_text",
    "ladder",
];

/// What to do about a text that is not the one that was stored: nobody knows any more what that was.
pub const CHANGED_TEXT_HELP: &str = "restore the memory from a backup; to go on with the texts as they stand now, run `karvan reindex`";

impl Store {
    /// Opens a memory to answer from it: one that is seen to be damaged is refused. Where the damage itself is to be
    /// looked at, [`Store::open`] opens it all the same.
    ///
    /// # Errors
    /// As [`Store::open`].
    pub fn open_to_answer(path: &Path) -> Result<Self> {
        Self::open_up_to(path, MOST_TO_ANSWER)
    }

    /// [`Store::open_to_answer`] for who reads all of it.
    ///
    /// # Errors
    /// As [`Store::open`].
    pub fn open_to_copy(path: &Path) -> Result<Self> {
        Self::open_up_to(path, MOST_TO_CHECK)
    }

    fn open_up_to(path: &Path, most: u64) -> Result<Self> {
        let store = Self::open(path, Mode::Read)?;
        let size = bytes(&store.connection).map_err(|e| store.failed(e))?;
        if size <= MOST_TO_COMPARE_AND_ANSWER {
            check(&store.connection, "integrity_check(1)", path)?;
        } else if size <= most {
            check(&store.connection, "quick_check(1)", path)?;
        }
        Ok(store)
    }

    /// The error of an index that names what is not there.
    pub(crate) fn index_damaged(&self) -> Error {
        self.failed(index_damaged("it names a text that is not there"))
    }
}

/// The error of an index that is not right: `how` says why.
pub(super) fn index_damaged(how: &str) -> rusqlite::Error {
    told(
        format!("the index of the memory is damaged: {how}"),
        "run `karvan reindex`, and `karvan verify` after it",
    )
}

/// What is wrong with the memory and what to do, on its way to people inside of an error of rusqlite.
#[derive(Debug, thiserror::Error)]
#[error("{what}; {help}")]
struct Told {
    what: String,
    help: &'static str,
}

/// An error that says this, whatever SQLite thinks of the memory.
pub(super) fn told(what: String, help: &'static str) -> rusqlite::Error {
    let told = Box::new(Told { what, help });
    rusqlite::Error::FromSqlConversionFailure(0, Type::Null, told)
}

/// The error of something that is not as it was stored: `what` says so.
pub(super) fn changed(what: &str) -> rusqlite::Error {
    told(format!("{what}: the memory is damaged"), CHANGED_TEXT_HELP)
}

/// The error of a unit with a text that is not the one that was stored.
pub(super) fn text_changed(unit: UnitId) -> rusqlite::Error {
    changed(&format!(
        "the text of unit #{unit} is not the one that was stored"
    ))
}

/// The error for people, if this is one that [`told`] made.
pub(super) fn for_people(path: &Path, error: &rusqlite::Error) -> Option<Error> {
    let rusqlite::Error::FromSqlConversionFailure(_, _, source) = error else {
        return None;
    };
    let Told { what, help } = source.downcast_ref::<Told>()?;
    Some(Error::Memory {
        path: path.to_path_buf(),
        what: what.clone(),
        help: (*help).into(),
    })
}

/// Refuses to write to a damaged memory.
pub(super) fn refuse_to_write(connection: &Connection, path: &Path) -> Result<()> {
    let size = bytes(connection).map_err(|source| Error::Sqlite {
        path: path.to_path_buf(),
        source,
    })?;
    if size <= MOST_TO_COMPARE {
        check(connection, "integrity_check(1)", path)
    } else if size <= MOST_TO_CHECK {
        check(connection, "quick_check(1)", path)
    } else {
        Ok(())
    }
}

/// Refuses to make anything anew from tables that SQLite finds broken; those of the fuzzy index do not count.
pub(super) fn refuse_broken_tables(connection: &Connection, path: &Path) -> Result<()> {
    for table in STORED_TABLES {
        check(connection, &format!("integrity_check({table})"), path)?;
    }
    Ok(())
}

/// The size of all pages.
fn bytes(connection: &Connection) -> rusqlite::Result<u64> {
    let number = |name: &str| connection.pragma_query_value(None, name, |row| row.get::<_, i64>(0));
    Ok((number("page_count")? * number("page_size")?).unsigned_abs())
}

/// Asks SQLite for the first fault.
fn check(connection: &Connection, pragma: &str, path: &Path) -> Result<()> {
    let ask = || connection.query_row(&format!("PRAGMA {pragma}"), [], |row| row.get(0));
    let found: String = ask().map_err(|source| Error::Sqlite {
        path: path.to_path_buf(),
        source,
    })?;
    if found == "ok" {
        return Ok(());
    }
    // It begins with the name of the database inside of the connection.
    let found = found.trim_start_matches("*** in database main ***").trim();
    Err(Error::Memory {
        path: path.to_path_buf(),
        what: format!("the memory is damaged; SQLite says: {found}"),
        help: "restore it from a backup, or save what SQLite's `.recover` can read; `karvan verify` tells all that is wrong; nothing was changed".into(),
    })
}

/// Refuses a file that is shorter than its own header says. Where a log lies beside it, the file may be half written.
pub(super) fn refuse_cut_off(path: &Path, start: &[u8]) -> Result<()> {
    let Some(should) = length_by_header(start) else {
        return Ok(());
    };
    // In this order: a log goes when what it held is in the file.
    let is = std::fs::metadata(path).map_or(u64::MAX, |file| file.len());
    let has_log = |suffix| beside(path, suffix).exists();
    if is >= should || has_log("-wal") || has_log("-journal") {
        return Ok(());
    }
    Err(Error::Memory {
        path: path.to_path_buf(),
        what: format!(
            "the memory is cut off: {is} of its {should} bytes are there; perhaps a copy of it was not finished"
        ),
        help: HELP_FILE.into(),
    })
}

/// The length that a SQLite file should have (SQLite file format, section 1.3); `None` where the header does not say.
fn length_by_header(start: &[u8]) -> Option<u64> {
    let number = |at: usize| Some(u32::from_be_bytes(start.get(at..at + 4)?.try_into().ok()?));
    let page = u16::from_be_bytes(start.get(16..18)?.try_into().ok()?);
    // A page of 65,536 bytes is written as 1.
    let page = if page == 1 { 65_536 } else { u64::from(page) };
    // The number of pages is right where the last change of the file is the one that wrote it.
    (number(24)? == number(92)?).then_some(page * u64::from(number(28)?))
}

/// The error of a file whose beginning is no memory's.
pub(super) fn first_page(path: &Path) -> Error {
    Error::Memory {
        path: path.to_path_buf(),
        what: "the memory is damaged: its first page cannot be read".into(),
        help: HELP_FILE.into(),
    }
}

const HELP_FILE: &str = "copy it again, or restore it from a backup; nothing was changed";
