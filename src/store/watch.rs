//! How another program's writing is noticed: triggers over all that the index is made of or made from.
//!
//! Each puts a number into `stale`, unless `guard` says that karvan itself is writing; so noticing costs a look at two
//! rows, however large the memory is. Triggers that are not as they should be count as writing too, because what they
//! would have told is not known.

use super::schema;
use super::seal::{STORED, Sealed};
use rusqlite::{Connection, OptionalExtension};
use rustc_hash::FxHashMap;

/// What is watched in one table.
struct Watched {
    table: &'static str,
    /// The column that `stale` gets; 0 stands for more than one variant.
    number: &'static str,
    /// The columns whose change counts; nothing: all.
    columns: &'static str,
    /// A condition on the row's key, where not every row counts.
    keys: &'static str,
}

const fn all_of(table: &'static str) -> Watched {
    columns_of(table, "")
}

const fn columns_of(table: &'static str, columns: &'static str) -> Watched {
    Watched {
        table,
        number: "0",
        columns,
        keys: "",
    }
}

/// The order of matches and their penalties come from the unit and its act: they are watched like the texts.
const WATCHED: [Watched; 9] = [
    Watched {
        table: "variant",
        number: "id",
        columns: "id, unit, place, lang, text, content, creation_date, change_date, hash",
        keys: "",
    },
    columns_of(
        "unit",
        "id, source_lang, creation_date, change_date, alignment, change_set",
    ),
    columns_of("change_set", "id, at"),
    all_of("family"),
    all_of("term"),
    all_of("posting"),
    all_of("entry"),
    all_of("crowd"),
    Watched {
        table: "meta",
        number: "0",
        columns: "",
        keys: "'fuzzy', 'text_version'",
    },
];

/// The guard and what was noticed cannot be taken away unnoticed, and who left the guard open wrote unnoticed.
const OWN: [(&str, &str); 4] = [
    (
        "guard_added",
        "CREATE TRIGGER guard_added AFTER INSERT ON guard \
         BEGIN INSERT OR IGNORE INTO stale VALUES (-1); END",
    ),
    (
        "guard_open",
        "CREATE TRIGGER guard_open AFTER UPDATE ON guard WHEN old.karvan = 1 AND new.karvan = 1 \
         BEGIN INSERT OR IGNORE INTO stale VALUES (-1); END",
    ),
    (
        "guard_removed",
        "CREATE TRIGGER guard_removed AFTER DELETE ON guard \
         BEGIN INSERT OR IGNORE INTO stale VALUES (-1); END",
    ),
    (
        "stale_removed",
        "CREATE TRIGGER stale_removed AFTER DELETE ON stale WHEN (SELECT karvan FROM guard) IS NOT 1 \
         BEGIN INSERT OR IGNORE INTO stale VALUES (-1); END",
    ),
];

impl Watched {
    /// Names and statements of the three triggers of a table.
    fn triggers(&self) -> [(String, String); 3] {
        let of = if self.columns.is_empty() {
            String::new()
        } else {
            format!(" OF {}", self.columns)
        };
        [
            self.trigger("added", "INSERT", &["new"]),
            self.trigger("changed", &format!("UPDATE{of}"), &["old", "new"]),
            self.trigger("removed", "DELETE", &["old"]),
        ]
    }

    fn trigger(&self, done: &str, event: &str, rows: &[&str]) -> (String, String) {
        let (table, number) = (self.table, self.number);
        let name = format!("{table}_{done}");
        let values: Vec<String> = match number {
            "0" => vec!["(0)".to_owned()],
            column => rows.iter().map(|row| format!("({row}.{column})")).collect(),
        };
        let keys: Vec<String> = match self.keys {
            "" => Vec::new(),
            keys => rows
                .iter()
                .map(|row| format!("{row}.key IN ({keys})"))
                .collect(),
        };
        let which = if keys.is_empty() {
            String::new()
        } else {
            format!(" AND ({})", keys.join(" OR "))
        };
        let sql = format!(
            "CREATE TRIGGER {name} AFTER {event} ON {table} WHEN (SELECT karvan FROM guard) IS NOT 1{which} \
             BEGIN INSERT OR IGNORE INTO stale VALUES {}; END",
            values.join(", ")
        );
        (name, sql)
    }
}

/// What another program writes is no damage: the row goes without a seal, also where the seal was copied with it.
fn unsealing(sealed: &Sealed) -> [(String, String); 2] {
    let Sealed {
        table,
        seal,
        columns,
    } = sealed;
    let name = format!("{table}_{}", seal.replace("seal", "unsealed"));
    let columns = columns.join(", ");
    [
        (name.clone(), format!("UPDATE OF {columns}")),
        (format!("{name}_added"), "INSERT".to_owned()),
    ]
    .map(|(name, event)| {
        let sql = format!(
            "CREATE TRIGGER {name} AFTER {event} ON {table} WHEN (SELECT karvan FROM guard) IS NOT 1 \
             BEGIN UPDATE {table} SET {seal} = NULL WHERE id = new.id; END"
        );
        (name, sql)
    })
}

/// A unit says how many variants it has, which is sealed with it: so it goes without a seal when one comes or goes.
fn members() -> impl Iterator<Item = (String, String)> {
    [
        ("variant_unsealed_joined", "INSERT", "new.unit"),
        ("variant_unsealed_left", "DELETE", "old.unit"),
        ("variant_unsealed_moved", "UPDATE OF unit", "old.unit, new.unit"),
    ]
    .into_iter()
    .map(|(name, event, units)| {
        let sql = format!(
            "CREATE TRIGGER {name} AFTER {event} ON variant WHEN (SELECT karvan FROM guard) IS NOT 1 \
             BEGIN UPDATE unit SET seal = NULL WHERE id IN ({units}); END"
        );
        (name.to_owned(), sql)
    })
}

/// All triggers, by name.
fn triggers() -> Vec<(String, String)> {
    let own = OWN
        .iter()
        .map(|(name, sql)| ((*name).into(), (*sql).into()));
    WATCHED
        .iter()
        .flat_map(Watched::triggers)
        .chain(STORED.iter().flat_map(unsealing))
        .chain(members())
        .chain(own)
        .collect()
}

/// Those of [`schema::UNSEALED_VERSION`].
fn unsealed_triggers() -> impl Iterator<Item = (String, String)> {
    let unsealing = STORED.iter().flat_map(unsealing).chain(members());
    let unsealing: Vec<String> = unsealing.map(|(name, _)| name).collect();
    triggers()
        .into_iter()
        .filter(move |(name, _)| !unsealing.contains(name))
        .map(|(name, sql)| (name, sql.replace("(-1)", "(0)")))
}

/// Sets the watch, in place of one that is there.
pub(super) fn set(connection: &Connection) -> rusqlite::Result<()> {
    for (name, sql) in triggers() {
        connection.execute_batch(&format!("DROP TRIGGER IF EXISTS {name}; {sql}"))?;
    }
    Ok(())
}

/// Whether every trigger is there as it should be. The cost does not grow with the memory.
pub(super) fn is_set(connection: &Connection) -> rusqlite::Result<bool> {
    let there: FxHashMap<String, String> = connection
        .prepare_cached("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'")?
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<rusqlite::Result<_>>()?;
    if schema::version(connection)? == schema::UNSEALED_VERSION {
        return Ok(unsealed_triggers().all(|(name, sql)| there.get(&name) == Some(&sql)));
    }
    Ok(triggers()
        .iter()
        .all(|(name, sql)| there.get(name) == Some(sql)))
}

/// Whether the guard says that nobody is writing. An act of karvan itself sees it open, and nobody else.
pub(super) fn is_guarded(connection: &Connection) -> rusqlite::Result<bool> {
    let own_act = connection.transaction_state::<&str>(None)? == rusqlite::TransactionState::Write;
    Ok(guard(connection)? == Some(own_act))
}

/// Whether a row whose seal is broken was damaged: nobody wrote past the triggers that take seals away. The cost does not
/// grow with the memory.
pub(super) fn vouches(connection: &Connection, is_set: bool) -> rusqlite::Result<bool> {
    let written_past = || {
        connection
            .prepare_cached("SELECT EXISTS (SELECT 1 FROM stale WHERE variant = -1)")?
            .query_row([], |row| row.get::<_, bool>(0))
    };
    Ok(is_set && is_guarded(connection)? && !written_past()?)
}

/// Whether the guard stands open: before an act of karvan, because another program left it so.
pub(super) fn is_open(connection: &Connection) -> rusqlite::Result<bool> {
    Ok(guard(connection)? == Some(true))
}

fn guard(connection: &Connection) -> rusqlite::Result<Option<bool>> {
    connection
        .prepare_cached("SELECT karvan FROM guard")?
        .query_row([], |row| row.get(0))
        .optional()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A column that the index is made from and that nobody watches would let the two disagree silently.
    #[test]
    fn watched_columns_are_columns() {
        let mut connection = Connection::open_in_memory().unwrap();
        super::super::schema::create(&mut connection).unwrap();
        assert!(is_set(&connection).unwrap());
        for watched in WATCHED.iter().filter(|w| !w.columns.is_empty()) {
            let sql = format!("SELECT {} FROM {}", watched.columns, watched.table);
            connection.prepare(&sql).unwrap();
        }
    }

    #[test]
    fn a_trigger_that_is_missing_or_another_one_is_noticed_and_set_again() {
        let mut connection = Connection::open_in_memory().unwrap();
        super::super::schema::create(&mut connection).unwrap();
        for (name, _) in triggers() {
            connection
                .execute_batch(&format!("DROP TRIGGER {name}"))
                .unwrap();
            assert!(!is_set(&connection).unwrap(), "{name}");
            connection
                .execute_batch(&format!(
                    "CREATE TRIGGER {name} AFTER INSERT ON document BEGIN SELECT 1; END"
                ))
                .unwrap();
            assert!(!is_set(&connection).unwrap(), "{name}");
            set(&connection).unwrap();
            assert!(is_set(&connection).unwrap(), "{name}");
        }
    }
}
