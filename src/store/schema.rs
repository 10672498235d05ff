//! The schema, its version, and the way from older versions to this one.

use super::seal::{INDEX, STORED, Sealed};
use rusqlite::{Connection, Transaction};

/// The statements that make an empty memory, but for its index; documented by their own comments.
pub const SCHEMA: &str = include_str!("schema.sql");

/// `PRAGMA application_id` of a memory: "KRVN".
pub const APPLICATION_ID: i32 = 0x4b52_564e;

/// `PRAGMA user_version` of a memory that this program writes.
pub const SCHEMA_VERSION: i32 = 6;

/// One step from a version to the next.
pub(super) type Migration = fn(&Transaction<'_>) -> rusqlite::Result<()>;

/// The steps in order: the first leads from version 1 to 2.
pub(super) const MIGRATIONS: &[Migration] =
    &[index_anew, index_anew, index_anew, index_anew, unsealed];

/// Versions 1 to 4 kept the index in other tables. The new one is empty until `karvan reindex`.
fn index_anew(transaction: &Transaction<'_>) -> rusqlite::Result<()> {
    transaction.execute("UPDATE guard SET karvan = 1", [])?;
    for table in ["fuzzy", "sequence", "facts"] {
        transaction.execute_batch(&format!("DROP TABLE IF EXISTS {table}"))?;
    }
    super::index::make_tables(transaction)?;
    super::watch::set(transaction)?;
    super::derived::set_meta(transaction, "fuzzy", "none")?;
    transaction.execute("UPDATE guard SET karvan = 0", [])?;
    Ok(())
}

/// Version 5 had no seals: what it wrote goes without, and `karvan reindex` seals it.
fn unsealed(transaction: &Transaction<'_>) -> rusqlite::Result<()> {
    transaction.execute("UPDATE guard SET karvan = 1", [])?;
    transaction.execute_batch("ALTER TABLE unit ADD COLUMN variants INTEGER")?;
    for Sealed { table, seal, .. } in STORED.iter().chain(&INDEX) {
        // An index that was made anew on the way here has the column.
        let sql = "SELECT EXISTS (SELECT 1 FROM pragma_table_info(?1) WHERE name = ?2)";
        if !transaction.query_row(sql, [table, seal], |row| row.get(0))? {
            transaction.execute_batch(&format!("ALTER TABLE {table} ADD COLUMN {seal} INTEGER"))?;
        }
    }
    super::watch::set(transaction)?;
    transaction.execute("UPDATE guard SET karvan = 0", [])?;
    Ok(())
}

/// Makes an empty file a memory.
pub(super) fn create(connection: &mut Connection) -> rusqlite::Result<()> {
    let transaction =
        connection.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
    // Another process may have been faster.
    if version(&transaction)? == 0 {
        transaction.execute_batch(SCHEMA)?;
        super::index::make_tables(&transaction)?;
        transaction.execute(
            "INSERT INTO meta VALUES ('text_version', ?1)",
            [crate::text::TEXT_VERSION.to_string()],
        )?;
        super::watch::set(&transaction)?;
        transaction.pragma_update(None, "application_id", APPLICATION_ID)?;
        transaction.pragma_update(None, "user_version", SCHEMA_VERSION)?;
    }
    transaction.commit()
}

/// Brings an older memory to this version with the given steps, all or nothing.
pub(super) fn migrate(
    connection: &mut Connection,
    migrations: &[Migration],
) -> rusqlite::Result<()> {
    // Without a look first, opening would wait for whoever is writing.
    if version(connection)? > migrations.len() as i32 {
        return Ok(());
    }
    let transaction =
        connection.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
    let from = version(&transaction)?.max(1);
    for (step, migration) in migrations.iter().enumerate().skip(from as usize - 1) {
        migration(&transaction)?;
        transaction.pragma_update(None, "user_version", step as i32 + 2)?;
    }
    transaction.commit()
}

/// `PRAGMA user_version`.
pub(super) fn version(connection: &Connection) -> rusqlite::Result<i32> {
    connection.pragma_query_value(None, "user_version", |row| row.get(0))
}

/// `PRAGMA application_id`.
pub(super) fn application_id(connection: &Connection) -> rusqlite::Result<i32> {
    connection.pragma_query_value(None, "application_id", |row| row.get(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_number_of_steps_fits_the_version() {
        assert_eq!(MIGRATIONS.len() as i32 + 1, SCHEMA_VERSION);
    }

    #[test]
    fn a_memory_of_version_1_gets_an_index_that_is_still_to_be_made() {
        let mut connection = Connection::open_in_memory().unwrap();
        connection
            .execute_batch(include_str!("../../tests/data/memory-v1.sql"))
            .unwrap();
        migrate(&mut connection, MIGRATIONS).unwrap();
        assert_eq!(version(&connection).unwrap(), SCHEMA_VERSION);
        let state = super::super::derived::state(&connection).unwrap();
        assert_eq!(state, super::super::DerivedState::OldText);
        let mut now = Connection::open_in_memory().unwrap();
        create(&mut now).unwrap();
        let tables = |connection: &Connection| -> Vec<String> {
            connection
                .prepare(
                    "SELECT name || coalesce((SELECT group_concat(c.name) FROM pragma_table_info(t.name) AS c), '') \
                     FROM sqlite_schema AS t WHERE name NOT LIKE 'sqlite_%' ORDER BY name",
                )
                .unwrap()
                .query_map([], |row| row.get(0))
                .unwrap()
                .collect::<rusqlite::Result<_>>()
                .unwrap()
        };
        assert_eq!(tables(&connection), tables(&now));
    }

    #[test]
    fn an_older_memory_is_brought_up_step_by_step_or_not_at_all() {
        let first = || {
            let mut connection = Connection::open_in_memory().unwrap();
            create(&mut connection).unwrap();
            connection.pragma_update(None, "user_version", 1).unwrap();
            connection
        };
        let mut connection = first();
        let good: &[Migration] = &[
            |t| t.execute_batch("ALTER TABLE unit ADD COLUMN subject TEXT"),
            |t| t.execute_batch("UPDATE meta SET value = 'third' WHERE key = 'about'"),
        ];
        migrate(&mut connection, good).unwrap();
        assert_eq!(version(&connection).unwrap(), 3);
        migrate(&mut connection, good).unwrap();
        assert_eq!(version(&connection).unwrap(), 3);

        let mut connection = first();
        let bad: &[Migration] = &[good[0], |t| t.execute_batch("UPDATE nothing SET a = 1")];
        assert!(migrate(&mut connection, bad).is_err());
        assert_eq!(version(&connection).unwrap(), 1);
        assert!(connection.prepare("SELECT subject FROM unit").is_err());
    }
}
