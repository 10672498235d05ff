//! `verify`: is the memory whole, and does what is derived agree with the units?

use crate::error::{Error, Result};
use crate::lang::Lang;
use crate::model::Tu;
use crate::store::{BrokenRows, CHANGED_TEXT_HELP, DerivedState, Store};
use rustc_hash::FxHashMap;
use serde::Serialize;

/// Something that is not as it should be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// What kind of thing: `integrity`, `table`, `foreign-key`, `unit`, `act`, `document`, `index`, `guard`.
    pub code: &'static str,
    /// What is wrong, and what to do.
    pub message: String,
}

/// More findings of one kind than this are counted only.
const MOST: usize = 20;

/// Checks a memory: SQLite's integrity, foreign keys, that every unit and every document can be read and makes
/// sense, and the derived rows. What cannot be read is a finding.
///
/// # Errors
/// When the check itself cannot run, because the memory is locked or the disk fails.
pub fn verify(store: &Store, mut progress: impl FnMut(u64)) -> Result<Vec<Finding>> {
    let mut findings = Vec::new();
    let mut step = |code, done: Result<Vec<Finding>>| -> Result<()> {
        match done {
            Ok(found) => findings.extend(found),
            Err(error) if is_damage(&error) => findings.push(Finding {
                code,
                message: format!("{}; {}", bare(&error), advice(&error)),
            }),
            Err(error) => return Err(error),
        }
        Ok(())
    };
    step("integrity", check_integrity(store))?;
    step("table", check_tables(store))?;
    step("foreign-key", check_keys(store))?;
    step("unit", check_units(store, &mut progress))?;
    step("document", check_documents(store))?;
    step("index", check_derived(store))?;
    Ok(findings)
}

/// Every table is there; those of the index are looked at with it, because `reindex` makes them anew.
fn check_tables(store: &Store) -> Result<Vec<Finding>> {
    let there: Vec<String> = store.rows(
        "SELECT name FROM sqlite_schema WHERE type = 'table'",
        [],
        |row| row.get(0),
    )?;
    let names = crate::store::schema::SCHEMA
        .lines()
        .filter_map(|line| line.strip_prefix("CREATE TABLE ")?.split(' ').next());
    let missing = names.filter(|name| !there.iter().any(|table| table == name));
    Ok(missing
        .map(|name| Finding {
            code: "table",
            message: format!(
                "the table {name} was taken away by another program; restore the memory from a backup"
            ),
        })
        .collect())
}

/// Whether an error says that something in the file is broken.
fn is_damage(error: &Error) -> bool {
    use rusqlite::ErrorCode as Code;
    match error {
        Error::Sqlite { source, .. } => !matches!(
            source.sqlite_error_code(),
            Some(
                Code::DatabaseBusy
                    | Code::DatabaseLocked
                    | Code::DiskFull
                    | Code::OutOfMemory
                    | Code::PermissionDenied
                    | Code::OperationInterrupted
            )
        ),
        Error::Memory { .. } => true,
        _ => false,
    }
}

/// What to do about damage.
fn advice(error: &Error) -> &str {
    match error {
        Error::Memory { help, .. } => help,
        _ => "restore the memory from a backup",
    }
}

/// The text of an error without the file's name, which the finding has already.
fn bare(error: &Error) -> String {
    let text = error.to_string();
    text.split_once(": ")
        .map_or(text.clone(), |(_, rest)| rest.to_owned())
}

fn check_integrity(store: &Store) -> Result<Vec<Finding>> {
    let whole: Vec<String> = store.rows("PRAGMA integrity_check(20)", [], |row| row.get(0))?;
    let faults = whole.into_iter().filter(|line| line != "ok");
    Ok(faults
        .map(|message| Finding {
            code: "integrity",
            message: format!("SQLite: {message}; restore the memory from a backup"),
        })
        .collect())
}

fn check_keys(store: &Store) -> Result<Vec<Finding>> {
    store.rows(
        "SELECT \"table\", rowid, parent FROM pragma_foreign_key_check LIMIT 20",
        [],
        |row| {
            let (table, id, parent): (String, Option<i64>, String) =
                (row.get(0)?, row.get(1)?, row.get(2)?);
            Ok(Finding {
                code: "foreign-key",
                message: format!(
                    "row {} of table {table} points to a row of {parent} that is not there",
                    id.unwrap_or_default()
                ),
            })
        },
    )
}

/// What is wrong with a unit as it was read.
fn fault(tu: &Tu) -> Option<String> {
    if tu.variants.is_empty() {
        return Some("it has no variant".into());
    }
    tu.variants.iter().find_map(|tuv| {
        Lang::parse_lenient(tuv.lang.as_str())
            .is_err()
            .then(|| format!("{:?} is not a language tag", tuv.lang.as_str()))
    })
}

/// The segments of each text and the beads of each ladder: they can be read, and the beads lie inside the texts.
fn check_documents(store: &Store) -> Result<Vec<Finding>> {
    let finding = |message: String| Finding {
        code: "document",
        message: format!("{message}; align its texts again"),
    };
    let mut sizes: FxHashMap<i64, usize> = FxHashMap::default();
    let mut findings = Vec::new();
    for (id, segments) in store.rows("SELECT id, segments FROM document_text", [], |row| {
        Ok((row.get::<_, i64>(0)?, row.get::<_, String>(1)?))
    })? {
        match serde_json::from_str::<Vec<String>>(&segments) {
            Ok(segments) => {
                sizes.insert(id, segments.len());
            }
            Err(_) => findings.push(finding(format!("the segments of text {id} cannot be read"))),
        }
    }
    for (id, source, target, beads) in
        store.rows("SELECT id, source, target, beads FROM ladder", [], |row| {
            Ok((
                row.get::<_, i64>(0)?,
                row.get(1)?,
                row.get(2)?,
                row.get::<_, String>(3)?,
            ))
        })?
    {
        let size = |text: i64| sizes.get(&text).copied().unwrap_or(usize::MAX);
        let inside = |beads: Vec<(usize, usize, usize, usize, f64)>| {
            beads
                .iter()
                .all(|b| b.0 <= b.1 && b.1 <= size(source) && b.2 <= b.3 && b.3 <= size(target))
        };
        match serde_json::from_str(&beads).map(inside) {
            Ok(true) => {}
            Ok(false) => findings.push(finding(format!("alignment {id} goes beyond its texts"))),
            Err(_) => findings.push(finding(format!("alignment {id} cannot be read"))),
        }
    }
    Ok(findings)
}

fn check_units(store: &Store, progress: &mut dyn FnMut(u64)) -> Result<Vec<Finding>> {
    let ids: Vec<i64> = store.rows("SELECT id FROM unit ORDER BY id", [], |row| row.get(0))?;
    let mut findings = Vec::new();
    let mut faults = 0;
    for (done, id) in ids.into_iter().enumerate() {
        let problem = match store.unit(id) {
            Ok(Some(stored)) => fault(&stored.tu),
            Ok(None) => None,
            Err(error) => Some(bare(&error)),
        };
        if let Some(problem) = problem {
            faults += 1;
            if faults <= MOST {
                findings.push(Finding {
                    code: "unit",
                    message: format!("unit #{id}: {problem}"),
                });
            }
        }
        progress(done as u64 + 1);
    }
    if faults > MOST {
        findings.push(Finding {
            code: "unit",
            message: format!("{} more units are faulty", faults - MOST),
        });
    }
    Ok(findings)
}

/// What of the memory itself is not as it was stored, but for this many texts.
fn broken_rows(store: &Store, texts: u64) -> Result<Vec<Finding>> {
    let finding = |mut broken: BrokenRows| {
        let code = match broken.table {
            "variant" => {
                broken.rows = broken.rows.saturating_sub(texts);
                "unit"
            }
            "unit" => "unit",
            "change_set" => "act",
            _ => "document",
        };
        (broken.rows > 0).then(|| Finding {
            code,
            message: format!("{}; {CHANGED_TEXT_HELP}", broken.not_as_stored()),
        })
    };
    let broken = store.broken_rows(false)?;
    Ok(broken.into_iter().filter_map(finding).collect())
}

fn check_derived(store: &Store) -> Result<Vec<Finding>> {
    let mut findings = Vec::new();
    let state = store.derived_state()?;
    let finding = |code, message: String, help| Finding {
        code,
        message: format!("{message}; {help}"),
    };
    let reindex = |message| finding("index", message, "run `karvan reindex`");
    if state == DerivedState::Foreign {
        findings.push(reindex(
            "another program changed the units since the index was made".into(),
        ));
    }
    if state == DerivedState::OldText {
        findings.push(reindex(
            "the index was made by another version of karvan's tokeniser".into(),
        ));
        return Ok(findings);
    }
    let texts = store.text_agreement()?;
    let (wrong, all) = (texts.wrong_hashes, texts.all);
    // `reindex` takes a changed text for the one that was stored: that mends nothing, and is for people to decide.
    let damaged = state.hashes_follow() && wrong > 0;
    let stale = |message: String| {
        if damaged {
            finding("index", message, CHANGED_TEXT_HELP)
        } else {
            reindex(message)
        }
    };
    let broken = if state == DerivedState::Current {
        store.broken_rows(true)?
    } else {
        Vec::new()
    };
    if !broken.is_empty() {
        let rows: u64 = broken.iter().map(|broken| broken.rows).sum();
        findings.push(reindex(format!(
            "{rows} rows of the index are not as they were stored"
        )));
    } else if state == DerivedState::Current {
        let found = store.index_disagreement()?;
        if found.entries > 0 {
            let message = format!("the index does not agree with {} texts", found.entries);
            findings.push(stale(message));
        }
        if found.lists > 0 {
            let message = format!("{} lists of the index are not right", found.lists);
            findings.push(stale(message));
        }
    }
    if damaged {
        let first = texts.first_wrong.unwrap_or_default();
        let message = format!(
            "{wrong} of {all} texts, the first in unit #{first}, are not those that were stored"
        );
        findings.push(finding("unit", message, CHANGED_TEXT_HELP));
    } else if wrong > 0 {
        let message =
            format!("the hashes of {wrong} of {all} variants are not those of their texts");
        findings.push(stale(message));
    }
    if store.trusts_seals()? {
        findings.extend(broken_rows(store, wrong)?);
    }
    if findings.is_empty()
        && let Err(error) = store.import_headers()
    {
        // As another program wrote it.
        let what = error.to_string();
        let place = format!("{}: ", store.path().display());
        let what = what.strip_prefix(&place).unwrap_or(&what).to_owned();
        findings.push(finding("header", what, error.help().unwrap_or_default()));
    }
    if texts.contradictions > 0 {
        findings.push(Finding {
            code: "unit",
            message: format!(
                "{} variants have inline codes whose text is not the variant's text; import them again",
                texts.contradictions
            ),
        });
    }
    let open: Vec<bool> = store.rows("SELECT karvan FROM guard", [], |row| row.get(0))?;
    if open != [false] {
        findings.push(Finding {
            code: "guard",
            message: "the guard table was changed by another program; run `karvan reindex`".into(),
        });
    }
    Ok(findings)
}
