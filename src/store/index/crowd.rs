//! The units behind a text that many have: counted as they come and go, so that an answer reads one of each kind.

use rusqlite::{Connection, params};

/// A unit more behind an entry: its kind, its variant with the text, its date.
pub(super) fn add(
    connection: &Connection,
    entry: u32,
    twin: i64,
    variant: i64,
    minute: u32,
) -> rusqlite::Result<()> {
    connection
        .prepare_cached(
            "INSERT INTO crowd (entry, twin, units, newest, minute) VALUES (?1, ?2, 1, ?3, ?4) \
             ON CONFLICT (entry, twin) DO UPDATE SET units = units + 1, \
             newest = CASE WHEN newest IS NULL OR (excluded.minute, excluded.newest) < (minute, newest) \
                      THEN newest ELSE excluded.newest END, \
             minute = max(minute, excluded.minute)",
        )?
        .execute(params![entry, twin, variant, minute])?;
    Ok(())
}

/// A unit less. Which is the newest of those that stay is found out when it is asked for.
pub(super) fn remove(
    connection: &Connection,
    entry: u32,
    twin: i64,
    variant: i64,
) -> rusqlite::Result<()> {
    connection
        .prepare_cached(
            "UPDATE crowd SET units = units - 1, newest = CASE WHEN newest = ?3 THEN NULL ELSE newest END \
             WHERE entry = ?1 AND twin = ?2",
        )?
        .execute(params![entry, twin, variant])?;
    connection
        .prepare_cached("DELETE FROM crowd WHERE entry = ?1 AND twin = ?2 AND units <= 0")?
        .execute(params![entry, twin])?;
    Ok(())
}

/// The entry has another number.
pub(super) fn rename(connection: &Connection, entry: u32, heir: u32) -> rusqlite::Result<()> {
    connection
        .prepare_cached("UPDATE crowd SET entry = ?2 WHERE entry = ?1")?
        .execute([entry, heir])?;
    Ok(())
}
