//! Opening to read, also where nothing may be written.

use super::open::BUSY;
use super::{schema, seal};
use rusqlite::config::DbConfig;
use rusqlite::{Connection, ErrorCode, OpenFlags};
use std::path::{Path, PathBuf};

/// Opens to read. The connection could write, so that it tidies up the files beside the memory when it closes, but
/// is told not to.
///
/// Who may not write to the memory could not tidy up: the files of another user would lock its owner out. Then, and in
/// a folder that cannot be written to, it is read without such files.
pub(super) fn open_to_read(path: &Path) -> rusqlite::Result<Connection> {
    let connection = connect(path)?;
    seal::register(&connection)?;
    Ok(connection)
}

fn connect(path: &Path) -> rusqlite::Result<Connection> {
    let may_write = std::fs::OpenOptions::new().append(true).open(path).is_ok();
    let has_log = std::fs::metadata(beside(path, "-wal")).is_ok_and(|meta| meta.len() > 0);
    // Where somebody writes, the index of the log is there, and reading by it is reading what is committed.
    let has_log_index = beside(path, "-shm").exists();
    let somebody_writes = has_log && has_log_index;
    if !may_write && !somebody_writes {
        return open_alone(path, has_log);
    }
    let connection = Connection::open_with_flags(
        path,
        OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX,
    )?;
    connection.busy_timeout(BUSY)?;
    connection.pragma_update(None, "query_only", true)?;
    let no_place = schema::version(&connection).is_err_and(|error| {
        matches!(
            error.sqlite_error_code(),
            Some(ErrorCode::CannotOpen | ErrorCode::ReadOnly | ErrorCode::SystemIoFailure)
        )
    });
    if no_place {
        drop(connection);
        return open_alone(path, has_log);
    }
    Ok(connection)
}

/// A file of SQLite beside the memory: `-wal`, `-shm`, `-journal`.
pub(super) fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    name.into()
}

/// Opens without locks and without a file beside the memory. A log that a killed program left is read too: in it may
/// be what a report announced, and pages of the file that were taken over from it are worth nothing without the others.
fn open_alone(path: &Path, has_log: bool) -> rusqlite::Result<Connection> {
    let how = if has_log && cfg!(unix) {
        // The file system of SQLite that does not lock; the index of the log is then kept in memory.
        "vfs=unix-none"
    } else {
        "immutable=1"
    };
    let connection = Connection::open_with_flags(
        format!("file:{}?{how}", uri_path(path)),
        OpenFlags::SQLITE_OPEN_READ_ONLY
            | OpenFlags::SQLITE_OPEN_NO_MUTEX
            | OpenFlags::SQLITE_OPEN_URI,
    )?;
    if has_log {
        connection.pragma_update(None, "locking_mode", "exclusive")?;
        connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true)?;
    }
    Ok(connection)
}

fn uri_path(path: &Path) -> String {
    let mut out = String::new();
    for byte in path.to_string_lossy().bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'.' | b'-' | b'_' => {
                out.push(char::from(byte));
            }
            _ => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}
