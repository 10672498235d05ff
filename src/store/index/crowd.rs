//! The units behind a text that many have: counted as they come and go, so that an answer reads one of each kind.

use crate::store::seal::CROWD;
use rusqlite::{Connection, params};
use rustc_hash::FxHashMap;
use std::sync::LazyLock;

/// So many entries wait for their new number at once.
const MOST_MOVED: usize = 1 << 16;

/// Counts a unit more: entry, twin, 1, variant, minute.
static ADD: LazyLock<String> = LazyLock::new(|| {
    let newest = "CASE WHEN newest IS NULL OR (excluded.minute, excluded.newest) < (minute, newest) \
                  THEN newest ELSE excluded.newest END";
    let values = [
        ("units", "units + 1"),
        ("newest", newest),
        ("minute", "max(minute, excluded.minute)"),
    ];
    let insert = CROWD.insert();
    let set = CROWD.set(&values);
    format!("{insert} ON CONFLICT (entry, twin) DO UPDATE {set}")
});

/// Counts a unit less: entry, twin, variant.
static REMOVE: LazyLock<String> = LazyLock::new(|| {
    let newest = "CASE WHEN newest = ?3 THEN NULL ELSE newest END";
    let values = [("units", "units - 1"), ("newest", newest)];
    CROWD.update(&values, "entry = ?1 AND twin = ?2")
});

/// The crowds that an act changes. An entry gets another number with each of its first variants that goes: its rows stay
/// under the old one until the end, because a crowd of many kinds would be written anew each time.
#[derive(Debug, Default)]
pub(super) struct Crowds {
    /// By entry the number that its rows still have: that of a variant which is gone. It comes to no other one as long
    /// as the entry lives, since numbers grow.
    moved: FxHashMap<u32, u32>,
}

impl Crowds {
    /// The number that the rows of an entry have.
    fn row(&self, entry: u32) -> u32 {
        self.moved.get(&entry).copied().unwrap_or(entry)
    }

    /// A unit more behind an entry: its kind, its variant with the text, its date.
    pub(super) fn add(
        &self,
        connection: &Connection,
        entry: u32,
        twin: i64,
        variant: i64,
        minute: u32,
    ) -> rusqlite::Result<()> {
        let entry = self.row(entry);
        connection
            .prepare_cached(&ADD)?
            .execute(params![entry, twin, 1, variant, minute])?;
        Ok(())
    }

    /// A unit less. Which is the newest of those that stay is found out when it is asked for.
    pub(super) fn remove(
        &self,
        connection: &Connection,
        entry: u32,
        twin: i64,
        variant: i64,
    ) -> rusqlite::Result<()> {
        let entry = self.row(entry);
        connection
            .prepare_cached(&REMOVE)?
            .execute(params![entry, twin, variant])?;
        connection
            .prepare_cached("DELETE FROM crowd WHERE entry = ?1 AND twin = ?2 AND units <= 0")?
            .execute(params![entry, twin])?;
        Ok(())
    }

    /// The entry has another number, or with `None` none any more.
    pub(super) fn rename(
        &mut self,
        connection: &Connection,
        entry: u32,
        heir: Option<u32>,
    ) -> rusqlite::Result<()> {
        let row = self.moved.remove(&entry).unwrap_or(entry);
        if let Some(heir) = heir {
            self.moved.insert(heir, row);
        }
        if self.moved.len() > MOST_MOVED {
            self.flush(connection)?;
        }
        Ok(())
    }

    /// Gives the rows the numbers of their entries.
    pub(super) fn flush(&mut self, connection: &Connection) -> rusqlite::Result<()> {
        let sql = CROWD.update(&[("entry", "?2")], "entry = ?1");
        let mut update = connection.prepare_cached(&sql)?;
        for (entry, row) in self.moved.drain() {
            update.execute([row, entry])?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_crowd_moves_once_however_often_its_first_variant_goes() {
        let connection = Connection::open_in_memory().unwrap();
        let table = "CREATE TABLE crowd (entry INTEGER NOT NULL, twin INTEGER NOT NULL, units INTEGER NOT NULL, \
             newest INTEGER, minute INTEGER NOT NULL, seal INTEGER, PRIMARY KEY (entry, twin)) STRICT, WITHOUT ROWID";
        connection.execute_batch(table).unwrap();
        crate::store::seal::register(&connection).unwrap();
        let mut crowds = Crowds::default();
        for kind in 0..200 {
            crowds.add(&connection, 1, kind, kind + 1, 0).unwrap();
        }
        for entry in 1..=100 {
            let kind = i64::from(entry) - 1;
            crowds.remove(&connection, entry, kind, kind + 1).unwrap();
            crowds.rename(&connection, entry, Some(entry + 1)).unwrap();
        }
        crowds.flush(&connection).unwrap();
        let rows: Vec<(u32, i64)> = connection
            .prepare("SELECT entry, twin FROM crowd ORDER BY twin")
            .unwrap()
            .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))
            .unwrap()
            .collect::<rusqlite::Result<_>>()
            .unwrap();
        let wanted: Vec<(u32, i64)> = (100..200).map(|kind| (101, kind)).collect();
        assert_eq!(rows, wanted);
        // 200 rows come, 100 change and go, the others move.
        assert_eq!(connection.total_changes(), 500);
    }
}
