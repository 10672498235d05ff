//! What is derived from the units, and whether it follows them.

use super::index::facts::flags;
use super::index::{IndexWriter, Variant};
use super::open::Store;
use super::units::{self, StoredTu, UnitId};
use crate::error::Result;
use crate::lang::Lang;
use crate::model::{Tu, Tuv, minute};
use crate::text::{TEXT_VERSION, normalize, normalized};
use rusqlite::{Connection, params};
use xxhash_rust::xxh3::{Xxh3, xxh3_64};

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
    normal_hash(&normalized(text))
}

/// [`text_hash`] of a text that is normalized.
pub(super) fn normal_hash(text: &str) -> i64 {
    xxh3_64(text.as_bytes()) as i64
}

/// What the index needs to know about the variant at `place` of a unit.
pub(super) fn indexed<'a>(
    unit: (UnitId, &'a Tu),
    place: usize,
    id: i64,
    text: &'a str,
    hash: i64,
    brought_at: &str,
) -> Variant<'a> {
    let (unit, tu) = unit;
    let tuv = &tu.variants[place];
    let bit = |flag: u8, set: bool| if set { flag } else { 0 };
    Variant {
        id,
        unit,
        lang: &tuv.lang,
        text,
        hash,
        analysis: None,
        minute: minute(tu.newest().unwrap_or(brought_at)),
        flags: bit(flags::CODES, tuv.segment.has_codes())
            | bit(flags::REVERSED, tu.is_reversed(tuv))
            | bit(flags::UNSURE, tu.is_unsure()),
        tu,
        repeats: place > 0 && repeats(&tu.variants[..place], tuv, text),
    }
}

/// Whether one of these variants has the same text in a language that answers the same requests.
fn repeats(earlier: &[Tuv], tuv: &Tuv, text: &str) -> bool {
    earlier
        .iter()
        .filter(|e| e.lang == tuv.lang || e.lang.family() == tuv.lang.family())
        .any(|e| normalize(&e.segment.text()) == normalize(text))
}

/// A hash of what a unit has to show but dates, names and neighbours: texts, languages, and what takes points off.
/// Units with the same one are told apart in no answer.
pub(super) fn twin(tu: &Tu) -> i64 {
    let mut hasher = Xxh3::new();
    for tuv in &tu.variants {
        hasher.update(tuv.lang.as_str().as_bytes());
        hasher.update(&[0, u8::from(tuv.segment.has_codes())]);
        hasher.update(tuv.segment.text().as_bytes());
        hasher.update(&[0]);
    }
    let source = tu.source_lang.as_ref().map_or("", Lang::as_str);
    hasher.update(source.as_bytes());
    hasher.update(&[u8::from(tu.is_unsure())]);
    hasher.digest() as i64
}

pub(super) fn set_meta(connection: &Connection, key: &str, value: &str) -> rusqlite::Result<()> {
    connection
        .prepare_cached("INSERT OR REPLACE INTO meta VALUES (?1, ?2)")?
        .execute([key, value])?;
    Ok(())
}

/// The state of what is derived; the cost does not grow with the memory.
pub(super) fn state(connection: &Connection) -> rusqlite::Result<DerivedState> {
    connection
        .prepare_cached(
            "SELECT (SELECT value FROM meta WHERE key = 'text_version'), EXISTS (SELECT 1 FROM stale), \
             (SELECT value FROM meta WHERE key = 'fuzzy')",
        )?
        .query_row([], |row| {
            let current: Option<u32> = row
                .get_ref(0)?
                .as_str_or_null()?
                .and_then(|version| version.parse().ok());
            let complete = row.get_ref(2)?.as_str_or_null()? == Some("complete");
            Ok(match (current == Some(TEXT_VERSION), row.get(1)?, complete) {
                (false, ..) => DerivedState::OldText,
                (true, true, _) => DerivedState::Foreign,
                (true, false, true) => DerivedState::Current,
                (true, false, false) => DerivedState::LeftOut,
            })
        })
}

impl StoredTu {
    /// What the index needs to know about the variant at `place`, whose text is given.
    pub(super) fn indexed<'a>(&'a self, place: usize, text: &'a str) -> Variant<'a> {
        let id = self.numbers[place];
        let hash = text_hash(text);
        indexed((self.id, &self.tu), place, id, text, hash, &self.brought_at)
    }
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
        self.cache.get_mut().clear();
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
    rehash(transaction)?;
    for table in super::index::TABLE_NAMES {
        transaction.execute(&format!("DELETE FROM {table}"), [])?;
    }
    let mut index = IndexWriter::default();
    let mut done = 0;
    {
        let mut ids = transaction.prepare("SELECT id FROM unit ORDER BY id")?;
        let mut rows = ids.query([])?;
        while let Some(row) = rows.next()? {
            let Some(stored) = units::load(transaction, row.get(0)?)? else {
                continue;
            };
            for (place, tuv) in stored.tu.variants.iter().enumerate() {
                let text = tuv.segment.text();
                index.add(transaction, stored.indexed(place, &text))?;
                done += 1;
                progress(done);
            }
        }
    }
    index.flush(transaction)?;
    transaction.execute("DELETE FROM stale", [])?;
    set_meta(transaction, "fuzzy", "complete")?;
    set_meta(transaction, "text_version", &TEXT_VERSION.to_string())?;
    transaction.execute("UPDATE guard SET karvan = 0", [])?;
    Ok(done)
}

fn rehash(transaction: &Connection) -> rusqlite::Result<()> {
    let mut all = transaction.prepare("SELECT id, text, hash FROM variant ORDER BY id")?;
    let mut rows = all.query([])?;
    let mut rehash = transaction.prepare("UPDATE variant SET hash = ?2 WHERE id = ?1")?;
    while let Some(row) = rows.next()? {
        let hash = text_hash(row.get_ref(1)?.as_str()?);
        if hash != row.get::<_, i64>(2)? {
            rehash.execute(params![row.get::<_, i64>(0)?, hash])?;
        }
    }
    Ok(())
}
