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

/// The last version without seals: it is read as it stands, also where nothing may be written.
pub(super) const UNSEALED_VERSION: i32 = 5;

/// Lets a connection that only reads see a memory of that version as one of this version, with rows that nobody sealed.
pub(super) fn read_unsealed(connection: &Connection) -> rusqlite::Result<()> {
    if version(connection)? != UNSEALED_VERSION {
        return Ok(());
    }
    let mut views = String::new();
    let mut tables: Vec<&str> = STORED.iter().chain(&INDEX).map(|s| s.table).collect();
    tables.dedup();
    for table in tables {
        let seals = match table {
            "unit" => "NULL AS variants, NULL AS seal",
            "change_set" => "NULL AS seal, NULL AS header_seal",
            _ => "NULL AS seal",
        };
        // A name without its database is looked up among what is temporary first.
        views += &format!("CREATE TEMP VIEW {table} AS SELECT *, {seals} FROM main.{table};");
    }
    // Nothing of it is written to the memory, but SQLite counts it as writing.
    let only_reads: bool = connection.pragma_query_value(None, "query_only", |row| row.get(0))?;
    connection.pragma_update(None, "query_only", false)?;
    connection.pragma_update(None, "temp_store", "memory")?;
    let made = connection.execute_batch(&views);
    connection.pragma_update(None, "query_only", only_reads)?;
    made
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

    /// Makes an empty memory one of version 5.
    fn unsealed() -> Connection {
        let mut connection = Connection::open_in_memory().unwrap();
        create(&mut connection).unwrap();
        let triggers: Vec<(String, String)> = connection
            .prepare("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'")
            .unwrap()
            .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))
            .unwrap()
            .collect::<rusqlite::Result<_>>()
            .unwrap();
        for (name, sql) in triggers {
            connection
                .execute_batch(&format!("DROP TRIGGER {name}"))
                .unwrap();
            if !name.contains("unsealed") {
                connection
                    .execute_batch(&sql.replace("(-1)", "(0)"))
                    .unwrap();
            }
        }
        connection
            .execute_batch("ALTER TABLE unit DROP COLUMN variants")
            .unwrap();
        for Sealed { table, seal, .. } in STORED.iter().chain(&INDEX) {
            let sql = format!("ALTER TABLE {table} DROP COLUMN {seal}");
            connection.execute_batch(&sql).unwrap();
        }
        connection
            .pragma_update(None, "user_version", UNSEALED_VERSION)
            .unwrap();
        connection
    }

    #[test]
    fn a_memory_without_seals_is_read_as_it_stands_and_brought_up_to_be_written_to() {
        let mut connection = unsealed();
        super::super::seal::register(&connection).unwrap();
        connection.pragma_update(None, "query_only", true).unwrap();
        read_unsealed(&connection).unwrap();
        for sealed in STORED.iter().chain(&INDEX) {
            let sql = format!(
                "SELECT {}, {} FROM {}",
                sealed.columns.join(", "),
                sealed.holds(),
                sealed.table
            );
            connection.prepare(&sql).unwrap();
        }
        assert!(super::super::watch::is_set(&connection).unwrap());
        assert_eq!(version(&connection).unwrap(), UNSEALED_VERSION);
        let state = super::super::derived::state(&connection).unwrap();
        assert_eq!(state, super::super::DerivedState::Current);

        connection = unsealed();
        migrate(&mut connection, MIGRATIONS).unwrap();
        assert_eq!(version(&connection).unwrap(), SCHEMA_VERSION);
        assert!(super::super::watch::is_set(&connection).unwrap());
        for sealed in STORED.iter().chain(&INDEX) {
            let sql = format!(
                "SELECT {}, {} FROM {}",
                sealed.columns.join(", "),
                sealed.seal,
                sealed.table
            );
            connection.prepare(&sql).unwrap();
        }
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
