//! A memory whose maker is stopped by a signal before its first act is in.

use super::open::{Store, has_act, plain};
use rusqlite::{Connection, OpenFlags};
use std::fs::File;
use std::mem::forget;
use std::path::Path;
use std::time::Duration;

/// Takes away a memory that this process was making, in the midst of it and from another thread than the one that does: where
/// no act is in it, and no other process has it open, which may be an import that waits for its turn. The process has to end
/// without committing anything more.
pub fn take_back(path: &Path) {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let (Ok(file), Ok(connection)) = (
        File::open(path),
        Connection::open_with_flags(plain(path), flags),
    ) else {
        return;
    };
    // From here on nobody else commits: this process has the right to write already, or has it now, or else another one
    // is found that has the memory open.
    let _ = connection.busy_timeout(Duration::ZERO);
    let _ = connection.execute_batch("BEGIN IMMEDIATE");
    if !is_open_elsewhere(&file) && !has_act(&connection) {
        Store::remove_files(path);
    }
    // To close a file is to let go of all locks that the process has on it, and it goes on writing for a moment.
    forget((file, connection));
}

/// Whether another process has a SQLite file open: all of them hold locks in one page of it (SQLite file format, section
/// 1.4). Where it cannot be told, it is taken for open.
#[cfg(unix)]
fn is_open_elsewhere(file: &File) -> bool {
    use rustix::process::{Flock, FlockType, fcntl_getlk};
    const LOCK_PAGE: u64 = 1 << 30;
    const LOCK_BYTES: u64 = 512;
    let all = Flock {
        start: LOCK_PAGE,
        length: LOCK_BYTES,
        ..Flock::from(FlockType::WriteLock)
    };
    !matches!(fcntl_getlk(file, &all), Ok(None))
}

/// No file that is open can be taken away there.
#[cfg(not(unix))]
fn is_open_elsewhere(_file: &File) -> bool {
    true
}
