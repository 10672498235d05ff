//! Seals: beside each row a checksum of it, which tells whether its bytes are still those that were stored.
//!
//! SQLite has none, and takes a changed byte for what was written. A seal is made by karvan's own SQL function where a row
//! is written, so that no column can be written without it. `NULL`: nobody sealed the row, as where another program wrote
//! it (the triggers of `watch` see to that) or karvan before version 6 of the schema.

use super::Store;
use crate::error::Result;
use rusqlite::functions::FunctionFlags;
use rusqlite::types::ValueRef;
use rusqlite::{Connection, Params};
use std::cell::RefCell;
use xxhash_rust::xxh3::xxh3_64;

/// The SQL function: any values, to the lower 32 bits of XXH3-64 of their types, lengths and bytes.
const FUNCTION: &str = "karvan_seal";

/// Bytes of room to hash in that are kept from one row to the next.
const MOST_KEPT: usize = 1 << 16;

/// Columns of a table and the column of their seal.
#[derive(Debug, Clone, Copy)]
pub(super) struct Sealed {
    pub(super) table: &'static str,
    pub(super) seal: &'static str,
    pub(super) columns: &'static [&'static str],
}

const fn sealed(table: &'static str, columns: &'static [&'static str]) -> Sealed {
    Sealed {
        table,
        seal: "seal",
        columns,
    }
}

/// Without its number, which is not known before it is written: its variants name it.
pub(super) const UNIT: Sealed = sealed(
    "unit",
    &[
        "tuid",
        "source_lang",
        "creation_date",
        "creation_id",
        "change_date",
        "change_id",
        "attributes",
        "annotations",
        "origin",
        "alignment",
        "document",
        "change_set",
        "variants",
    ],
);
pub(super) const VARIANT: Sealed = sealed(
    "variant",
    &[
        "unit",
        "place",
        "lang",
        "text",
        "content",
        "creation_date",
        "creation_id",
        "change_date",
        "change_id",
        "attributes",
        "annotations",
        "before",
        "after",
        "hash",
    ],
);
pub(super) const CHANGE_SET: Sealed = sealed("change_set", &["at", "act", "origin"]);
/// Apart, because every unit asks for the date of its act and none for the header, which can be large.
pub(super) const HEADER: Sealed = Sealed {
    seal: "header_seal",
    ..sealed("change_set", &["header"])
};
pub(super) const DOCUMENT_TEXT: Sealed = sealed(
    "document_text",
    &["document", "name", "lang", "hash", "segments"],
);
pub(super) const LADDER: Sealed = sealed("ladder", &["source", "target", "at", "beads"]);
pub(super) const FAMILY: Sealed = sealed("family", &["id", "name"]);
pub(super) const TERM: Sealed = sealed(
    "term",
    &[
        "id", "family", "class", "segments", "forms", "postings", "list",
    ],
);
pub(super) const POSTING: Sealed = sealed("posting", &["id", "entries"]);
pub(super) const ENTRY: Sealed = sealed("entry", &["id", "block"]);
pub(super) const CROWD: Sealed = sealed("crowd", &["entry", "twin", "units", "newest", "minute"]);

/// What is the memory itself.
pub(super) const STORED: [Sealed; 6] = [UNIT, VARIANT, CHANGE_SET, HEADER, DOCUMENT_TEXT, LADDER];
/// What is derived from it.
pub(super) const INDEX: [Sealed; 5] = [FAMILY, TERM, POSTING, ENTRY, CROWD];

impl Sealed {
    /// What the seal of a row should be, as SQL.
    pub(super) fn of_row(&self) -> String {
        format!("{FUNCTION}({})", self.columns.join(", "))
    }

    /// Whether a row is as it was stored, as SQL: true, false, or `NULL` where it has no seal.
    pub(super) fn holds(&self) -> String {
        format!("{} = {}", self.seal, self.of_row())
    }

    /// The statement that writes a row: its parameters are the columns in order.
    pub(super) fn insert(&self) -> String {
        let Self {
            table,
            seal,
            columns,
        } = self;
        let values: Vec<String> = (1..=columns.len()).map(|n| format!("?{n}")).collect();
        let values = values.join(", ");
        format!(
            "INSERT INTO {table} ({}, {seal}) VALUES ({values}, {FUNCTION}({values}))",
            columns.join(", ")
        )
    }

    /// What sets columns to values, and the seal with them: `SET a = ?1, seal = ...`.
    pub(super) fn set(&self, values: &[(&str, &str)]) -> String {
        let sealed: Vec<&str> = self
            .columns
            .iter()
            .map(|column| {
                let changed = values.iter().find(|(name, _)| name == column);
                changed.map_or(*column, |(_, value)| *value)
            })
            .collect();
        let seal = format!("{FUNCTION}({})", sealed.join(", "));
        let sets = values.iter().copied().chain([(self.seal, seal.as_str())]);
        let sets: Vec<String> = sets
            .map(|(column, value)| format!("{column} = {value}"))
            .collect();
        format!("SET {}", sets.join(", "))
    }

    /// The statement that sets columns of the rows that a condition names.
    pub(super) fn update(&self, values: &[(&str, &str)], which: &str) -> String {
        format!("UPDATE {} {} WHERE {which}", self.table, self.set(values))
    }

    /// Seals the rows anew that a condition names.
    pub(super) fn seal(
        &self,
        connection: &Connection,
        which: &str,
        parameters: impl Params,
    ) -> rusqlite::Result<()> {
        let (table, seal, of_row) = (self.table, self.seal, self.of_row());
        let sql = format!(
            "UPDATE {table} SET {seal} = {of_row} WHERE {seal} IS NOT {of_row} AND {which}"
        );
        connection.prepare_cached(&sql)?.execute(parameters)?;
        Ok(())
    }
}

impl BrokenRows {
    /// Says which they are.
    pub fn not_as_stored(&self) -> String {
        let Self { table, rows, first } = self;
        let what = match *table {
            "variant" => format!(
                "texts, codes, notes or properties of {rows} variants, the first in unit #{first}"
            ),
            "unit" => format!("{rows} units, the first #{first}"),
            "change_set" => format!("header, date or origin of {rows} acts, the first {first}"),
            "document_text" => format!("{rows} texts of documents, the first {first}"),
            "ladder" => format!("{rows} alignments, the first {first}"),
            table => format!("{rows} rows of {table}"),
        };
        format!("{what}, are not as they were stored")
    }
}

/// Rows of one kind that are not as they were stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BrokenRows {
    /// Of which table.
    pub table: &'static str,
    /// How many.
    pub rows: u64,
    /// The number of the first of them, of a variant that of its unit.
    pub first: i64,
}

impl Store {
    /// Whether a broken seal tells of damage.
    pub fn trusts_seals(&self) -> Result<bool> {
        Ok(self.trust()?.seals)
    }

    /// The rows that are not as they were stored, of the memory itself or of its index. Asks for
    /// [`Store::trusts_seals`].
    pub fn broken_rows(&self, index: bool) -> Result<Vec<BrokenRows>> {
        let tables: &[Sealed] = if index { &INDEX } else { &STORED };
        broken_rows(self.connection(), tables).map_err(|e| self.failed(e))
    }

    /// How many units have no seal on themselves or on one of their variants: nothing tells a changed byte in them.
    pub fn unsealed_units(&self) -> Result<u64> {
        let sql = "SELECT count(*) FROM (SELECT id FROM unit WHERE seal IS NULL
            UNION SELECT unit FROM variant WHERE seal IS NULL)";
        let count = self.connection().query_row(sql, [], |row| row.get(0));
        count.map(i64::unsigned_abs).map_err(|e| self.failed(e))
    }
}

/// The rows of these tables that are not as they were stored.
pub(super) fn broken_rows(
    connection: &Connection,
    tables: &[Sealed],
) -> rusqlite::Result<Vec<BrokenRows>> {
    let mut broken = Vec::new();
    for sealed in tables {
        let table = sealed.table;
        let number = match table {
            "variant" => "unit",
            "crowd" => "entry",
            _ => "id",
        };
        let mut broken_if = format!("NOT ({})", sealed.holds());
        if table == "unit" {
            broken_if += " OR seal NOT NULL AND variants <> (SELECT count(*) FROM variant WHERE unit = unit.id)";
        }
        let sql = format!("SELECT count(*), min({number}) FROM {table} WHERE {broken_if}");
        let (rows, first) = connection.query_row(&sql, [], |row| {
            Ok((
                row.get::<_, i64>(0)?.unsigned_abs(),
                row.get::<_, Option<i64>>(1)?,
            ))
        })?;
        if let Some(first) = first {
            broken.push(BrokenRows { table, rows, first });
        }
    }
    Ok(broken)
}

/// Makes the function known to a connection.
pub(super) fn register(connection: &Connection) -> rusqlite::Result<()> {
    let flags = FunctionFlags::SQLITE_UTF8
        | FunctionFlags::SQLITE_DETERMINISTIC
        | FunctionFlags::SQLITE_DIRECTONLY;
    // What is hashed lies in one piece, which is faster than handing it over value by value.
    let room = RefCell::new(Vec::new());
    connection.create_scalar_function(FUNCTION, -1, flags, move |values| {
        let mut bytes = room.borrow_mut();
        bytes.clear();
        for place in 0..values.len() {
            append(&mut bytes, values.get_raw(place));
        }
        let seal = xxh3_64(&bytes) as i32;
        bytes.shrink_to(MOST_KEPT);
        Ok(seal)
    })
}

/// Type and length go in with the bytes, so that nothing can move from one column to the next.
fn append(bytes: &mut Vec<u8>, value: ValueRef<'_>) {
    let mut put = |kind: u8, content: &[u8]| {
        bytes.push(kind);
        bytes.extend_from_slice(&(content.len() as u32).to_le_bytes());
        bytes.extend_from_slice(content);
    };
    match value {
        ValueRef::Null => bytes.push(0),
        ValueRef::Integer(value) => put(1, &value.to_le_bytes()),
        ValueRef::Real(value) => put(2, &value.to_le_bytes()),
        ValueRef::Text(content) => put(3, content),
        ValueRef::Blob(content) => put(4, content),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_column_counts_and_none_runs_into_the_next() {
        let connection = Connection::open_in_memory().unwrap();
        register(&connection).unwrap();
        let seal = |values: &str| -> i64 {
            let sql = format!("SELECT {FUNCTION}({values})");
            connection.query_row(&sql, [], |row| row.get(0)).unwrap()
        };
        let all = [
            "'ab', 'c'",
            "'a', 'bc'",
            "'a', 'bd'",
            "NULL, 'abc'",
            "'', 'abc'",
            "'abc', NULL",
            "1, 2",
            "1.0, 2",
            "1, x'02'",
            "1, '2'",
        ];
        for (n, one) in all.iter().enumerate() {
            assert_eq!(seal(one), seal(one));
            for other in &all[n + 1..] {
                assert_ne!(seal(one), seal(other), "{one} and {other}");
            }
        }
    }

    /// A column without a seal could change unnoticed.
    #[test]
    fn every_column_of_a_table_is_sealed() {
        let mut connection = Connection::open_in_memory().unwrap();
        register(&connection).unwrap();
        super::super::schema::create(&mut connection).unwrap();
        for table in STORED.iter().chain(&INDEX).map(|sealed| sealed.table) {
            let mut columns: Vec<String> = connection
                .prepare(&format!("SELECT name FROM pragma_table_info('{table}')"))
                .unwrap()
                .query_map([], |row| row.get(0))
                .unwrap()
                .collect::<rusqlite::Result<_>>()
                .unwrap();
            for sealed in STORED.iter().chain(&INDEX).filter(|s| s.table == table) {
                columns
                    .retain(|name| name != sealed.seal && !sealed.columns.contains(&name.as_str()));
            }
            // A number by which others name the row is found wrong where they look for it.
            columns.retain(|name| name != "id");
            assert!(columns.is_empty(), "{table}: {columns:?}");
        }
    }
}
