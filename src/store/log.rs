//! The log that `SQLite` writes ahead, and when the memory takes it over.

use super::open::Store;

/// A log of fewer pages is left to the next act: the number at which `SQLite` itself would take it over.
const FEW_PAGES: i64 = 1_000;

impl Store {
    /// Takes the log over into the file as far as readers allow it, where it has grown. What was committed is safe
    /// already; so this may be cut short and may fail, and the next act, or whoever closes the memory last, goes on.
    pub(crate) fn take_over_log(&self) {
        let pages = self
            .connection
            .query_row("PRAGMA wal_checkpoint(NOOP)", [], |row| {
                Ok(row.get::<_, i64>(1)? - row.get::<_, i64>(2)?)
            });
        if pages.is_ok_and(|pages| pages < FEW_PAGES) {
            return;
        }
        let _ = self
            .connection
            .query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |_| Ok(()));
    }
}
