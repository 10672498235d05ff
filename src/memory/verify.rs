//! `verify`: is the memory whole, and does what is derived agree with the units?

use crate::error::Result;
use crate::store::{DerivedState, Store, text_hash};
use crate::text::weight;
use serde::Serialize;

/// Something that is not as it should be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// What kind of thing: `integrity`, `foreign-key`, `unit`, `index`, `guard`.
    pub code: &'static str,
    /// What is wrong, and what to do.
    pub message: String,
}

/// More findings of one kind than this are counted only.
const MOST: usize = 20;

/// Checks a memory: SQLite's integrity, foreign keys, that every unit can be read, and the derived rows.
///
/// # Errors
/// When the check itself cannot run.
pub fn verify(store: &Store, mut progress: impl FnMut(u64)) -> Result<Vec<Finding>> {
    let mut findings = Vec::new();
    let whole: Vec<String> = store.rows("PRAGMA integrity_check(20)", [], |row| row.get(0))?;
    for message in whole.into_iter().filter(|line| line != "ok") {
        findings.push(Finding {
            code: "integrity",
            message: format!("SQLite: {message}; restore the memory from a backup"),
        });
    }
    let keys: Vec<(String, Option<i64>, String)> = store.rows(
        "SELECT \"table\", rowid, parent FROM pragma_foreign_key_check LIMIT 20",
        [],
        |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)),
    )?;
    for (table, row, parent) in keys {
        findings.push(Finding {
            code: "foreign-key",
            message: format!(
                "row {} of table {table} points to a row of {parent} that is not there",
                row.unwrap_or_default()
            ),
        });
    }
    check_units(store, &mut findings, &mut progress)?;
    check_derived(store, &mut findings)?;
    Ok(findings)
}

fn check_units(
    store: &Store,
    findings: &mut Vec<Finding>,
    progress: &mut dyn FnMut(u64),
) -> Result<()> {
    let ids: Vec<i64> = store.rows("SELECT id FROM unit ORDER BY id", [], |row| row.get(0))?;
    let mut unreadable = 0;
    for (done, id) in ids.into_iter().enumerate() {
        let problem = match store.unit(id) {
            Ok(Some(stored)) if stored.tu.variants.is_empty() => {
                Some("it has no variant".to_owned())
            }
            Ok(_) => None,
            Err(error) => Some(error.to_string()),
        };
        if let Some(problem) = problem {
            unreadable += 1;
            if unreadable <= MOST {
                findings.push(Finding {
                    code: "unit",
                    message: format!("unit #{id} cannot be read: {problem}"),
                });
            }
        }
        progress(done as u64 + 1);
    }
    if unreadable > MOST {
        findings.push(Finding {
            code: "unit",
            message: format!("{} more units cannot be read", unreadable - MOST),
        });
    }
    Ok(())
}

fn check_derived(store: &Store, findings: &mut Vec<Finding>) -> Result<()> {
    let mut index = |message: String| {
        findings.push(Finding {
            code: "index",
            message: format!("{message}; run `karvan reindex`"),
        });
    };
    let state = store.derived_state()?;
    if state == DerivedState::Foreign {
        index("another program changed the units since the index was made".into());
    }
    if state == DerivedState::OldText {
        index("the index was made by another version of karvan's tokeniser".into());
        return Ok(());
    }
    let left_out = state == DerivedState::LeftOut;
    let rows = store.rows(
        "SELECT variant.id, variant.text, variant.hash, variant.lang, fuzzy.lang, fuzzy.weight \
         FROM variant LEFT JOIN fuzzy ON fuzzy.variant = variant.id",
        [],
        |row| {
            let text = row.get_ref(1)?.as_str()?;
            let hash_agrees = row.get::<_, i64>(2)? == text_hash(text);
            let fuzzy_agrees = match row.get::<_, Option<u32>>(5)? {
                None => left_out,
                Some(stored) => {
                    stored == weight(text)
                        && row.get_ref(3)?.as_str()? == row.get_ref(4)?.as_str()?
                }
            };
            Ok(hash_agrees && fuzzy_agrees)
        },
    )?;
    let wrong = rows.iter().filter(|agrees| !**agrees).count();
    if wrong > 0 {
        index(format!(
            "the index does not agree with {wrong} of {} variants",
            rows.len()
        ));
    }
    let orphans: Vec<i64> = store.rows(
        "SELECT count(*) FROM fuzzy WHERE variant NOT IN (SELECT id FROM variant)",
        [],
        |row| row.get(0),
    )?;
    if let Some(orphans) = orphans.first().filter(|n| **n > 0) {
        index(format!("the index holds {orphans} variants that are gone"));
    }
    let open: Vec<bool> = store.rows("SELECT karvan FROM guard", [], |row| row.get(0))?;
    if open != [false] {
        findings.push(Finding {
            code: "guard",
            message: "the guard table was changed by another program; run `karvan reindex`".into(),
        });
    }
    Ok(())
}
