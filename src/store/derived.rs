//! What is derived from the units, and whether it follows them.

use super::open::Store;
use crate::error::Result;
use crate::text::{TEXT_VERSION, normalize, weight};
use rusqlite::{Connection, params};
use xxhash_rust::xxh3::xxh3_64;

/// Whether the derived rows can be trusted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DerivedState {
    /// They follow the units.
    Current,
    /// The index was left out on purpose (`import --no-index`).
    LeftOut,
    /// Another program wrote to the units since.
    Foreign,
    /// They were made by another version of fold and tokeniser.
    OldText,
}

/// The hash of what "identical" compares: XXH3-64 of the normalized text.
pub fn text_hash(text: &str) -> i64 {
    xxh3_64(normalize(text).as_bytes()) as i64
}

/// Writes the derived row of a variant.
pub(super) fn index_variant(
    connection: &Connection,
    variant: i64,
    lang: &str,
    text: &str,
) -> rusqlite::Result<()> {
    connection
        .prepare_cached("INSERT OR REPLACE INTO fuzzy (variant, lang, weight) VALUES (?1, ?2, ?3)")?
        .execute(params![variant, lang, weight(text)])?;
    Ok(())
}

pub(super) fn meta(connection: &Connection, key: &str) -> rusqlite::Result<Option<String>> {
    use rusqlite::OptionalExtension;
    connection
        .prepare_cached("SELECT value FROM meta WHERE key = ?1")?
        .query_row([key], |row| row.get(0))
        .optional()
}

pub(super) fn set_meta(connection: &Connection, key: &str, value: &str) -> rusqlite::Result<()> {
    connection
        .prepare_cached("INSERT OR REPLACE INTO meta VALUES (?1, ?2)")?
        .execute([key, value])?;
    Ok(())
}

/// The state of the derived rows; the cost does not grow with the memory.
pub(super) fn state(connection: &Connection) -> rusqlite::Result<DerivedState> {
    if meta(connection, "text_version")?.as_deref() != Some(&TEXT_VERSION.to_string()) {
        return Ok(DerivedState::OldText);
    }
    let foreign: bool =
        connection.query_row("SELECT EXISTS (SELECT 1 FROM stale)", [], |row| row.get(0))?;
    if foreign {
        return Ok(DerivedState::Foreign);
    }
    Ok(match meta(connection, "fuzzy")?.as_deref() {
        Some("complete") => DerivedState::Current,
        _ => DerivedState::LeftOut,
    })
}

impl Store {
    /// Whether the derived rows follow the units.
    pub fn derived_state(&self) -> Result<DerivedState> {
        state(&self.connection).map_err(|e| self.failed(e))
    }

    /// Makes everything derived anew, in one transaction, and gives the number of variants. `progress` is told how
    /// many are done; `commit` runs the final step, so that the caller can hold off a signal meanwhile.
    pub fn reindex(
        &mut self,
        mut progress: impl FnMut(u64),
        commit: impl FnOnce(&mut dyn FnMut() -> rusqlite::Result<()>) -> rusqlite::Result<()>,
    ) -> Result<u64> {
        let path = self.path().to_path_buf();
        let all = || {
            let transaction = self
                .connection
                .transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
            let done = reindex_rows(&transaction, &mut progress)?;
            let mut transaction = Some(transaction);
            commit(&mut || {
                transaction
                    .take()
                    .map_or(Ok(()), rusqlite::Transaction::commit)
            })?;
            Ok(done)
        };
        all().map_err(|source| crate::error::Error::Sqlite { path, source })
    }
}

fn reindex_rows(transaction: &Connection, progress: &mut dyn FnMut(u64)) -> rusqlite::Result<u64> {
    transaction.execute("INSERT OR REPLACE INTO guard VALUES (1, 1)", [])?;
    transaction.execute("DELETE FROM fuzzy", [])?;
    let mut done = 0;
    {
        let mut all =
            transaction.prepare("SELECT id, lang, text, hash FROM variant ORDER BY id")?;
        let mut rows = all.query([])?;
        let mut rehash = transaction.prepare("UPDATE variant SET hash = ?2 WHERE id = ?1")?;
        while let Some(row) = rows.next()? {
            let id: i64 = row.get(0)?;
            let text = row.get_ref(2)?.as_str()?;
            index_variant(transaction, id, row.get_ref(1)?.as_str()?, text)?;
            let hash = text_hash(text);
            if hash != row.get::<_, i64>(3)? {
                rehash.execute(params![id, hash])?;
            }
            done += 1;
            progress(done);
        }
    }
    transaction.execute("DELETE FROM stale", [])?;
    set_meta(transaction, "fuzzy", "complete")?;
    set_meta(transaction, "text_version", &TEXT_VERSION.to_string())?;
    transaction.execute("UPDATE guard SET karvan = 0", [])?;
    Ok(done)
}
