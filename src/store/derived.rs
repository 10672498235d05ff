//! What is derived from the units, and whether it follows them.

use super::index::facts::flags;
use super::index::{IndexWriter, Variant};
use super::open::Store;
use super::seal::BrokenRows;
use super::stored::{self, StoredTu};
use super::units::UnitId;
use super::write::Ready;
use super::{damage, seal, unwritable, watch};
use crate::error::Result;
use crate::lang::Lang;
use crate::model::{Tu, Tuv, minute};
use crate::text::{TEXT_VERSION, normalize, normalized};
use rusqlite::Connection;
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

impl DerivedState {
    /// Whether each text was written together with its hash, so that one without it was changed by a damage.
    pub fn hashes_follow(self) -> bool {
        matches!(self, Self::Current | Self::LeftOut)
    }
}

/// What tells a damaged unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Trust {
    /// A row with a seal that is not its own was damaged ([`super::watch::vouches`]).
    pub(super) seals: bool,
    /// Where a row has no seal, a text without its own hash was ([`DerivedState::hashes_follow`]).
    pub(super) hashes: bool,
}

/// The hash of what "identical" compares: XXH3-64 of the normalized text.
pub fn text_hash(text: &str) -> i64 {
    normal_hash(&normalized(text))
}

/// [`text_hash`] of a text that is normalized.
pub(super) fn normal_hash(text: &str) -> i64 {
    xxh3_64(text.as_bytes()) as i64
}

/// Whether a text is the one that has this hash. Most texts are stored normalized, so that their own bytes tell.
pub(super) fn has_hash(text: &str, hash: i64) -> bool {
    normal_hash(text) == hash || text_hash(text) == hash
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
    state_under(connection, watch::is_set(connection)?)
}

/// The state of what is derived, where it is known whether all writing is noticed.
fn state_under(connection: &Connection, watched: bool) -> rusqlite::Result<DerivedState> {
    let guarded = watch::is_guarded(connection)?;
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
            let foreign = !watched || !guarded || row.get(1)?;
            Ok(match (current == Some(TEXT_VERSION), foreign, complete) {
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
        let read = || state_under(&self.connection, self.is_watched()?);
        read().map_err(|e| self.failed(e))
    }

    /// What tells a damaged unit of this memory.
    pub fn trust(&self) -> Result<Trust> {
        let read = || -> rusqlite::Result<Trust> {
            let watched = self.is_watched()?;
            Ok(Trust {
                seals: watch::vouches(&self.connection, watched)?,
                hashes: state_under(&self.connection, watched)?.hashes_follow(),
            })
        };
        read().map_err(|e| self.failed(e))
    }

    /// Whether every trigger is set.
    fn is_watched(&self) -> rusqlite::Result<bool> {
        let schema: i64 = self
            .connection
            .prepare_cached("PRAGMA schema_version")?
            .query_row([], |row| row.get(0))?;
        // The triggers are looked at again only when the schema has changed.
        let watched = match self.watched.get() {
            Some((known, watched)) if known == schema => watched,
            _ => watch::is_set(&self.connection)?,
        };
        self.watched.set(Some((schema, watched)));
        Ok(watched)
    }

    /// Makes everything derived anew, in one transaction, and gives the number of variants, and what of the memory is not as
    /// it was stored and is taken as it stands now. `progress` is told how many are done; `commit` runs the final step, so
    /// that the caller can hold off a signal meanwhile.
    ///
    /// # Errors
    /// [`crate::error::Error::Memory`] when a table or an index of one is broken: what could not be read would be lost.
    pub fn reindex(
        &mut self,
        mut progress: impl FnMut(u64),
        commit: impl FnOnce(Ready<'_>) -> Result<()>,
    ) -> Result<(u64, Vec<BrokenRows>)> {
        let trusted = self.trust()?.seals;
        let place = self.place.clone();
        let path = place.path();
        self.cache.get_mut().clear();
        let failed = |source| unwritable::explain(path, source);
        let transaction = self
            .connection
            .transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)
            .map_err(failed)?;
        damage::refuse_broken_tables(&transaction, path)?;
        let broken = if trusted {
            seal::broken_rows(&transaction, &seal::STORED).map_err(failed)?
        } else {
            Vec::new()
        };
        let done = reindex_rows(&transaction, &mut progress).map_err(failed)?;
        let ready = Ready {
            transaction,
            place: place.clone(),
        };
        ready.sync_log();
        commit(ready)?;
        self.take_over_log();
        Ok((done, broken))
    }
}

fn reindex_rows(transaction: &Connection, progress: &mut dyn FnMut(u64)) -> rusqlite::Result<u64> {
    transaction.execute("INSERT OR REPLACE INTO guard VALUES (1, 1)", [])?;
    super::index::make_tables(transaction)?;
    // A unit that was deleted where foreign keys are off, as in SQLite's own shell, left its variants behind. They
    // answer nothing, and would stand for others with their text.
    transaction.execute(
        "DELETE FROM variant WHERE unit NOT IN (SELECT id FROM unit)",
        [],
    )?;
    transaction.execute(
        "UPDATE unit SET variants = (SELECT count(*) FROM variant WHERE unit = unit.id) \
         WHERE variants IS NOT (SELECT count(*) FROM variant WHERE unit = unit.id)",
        [],
    )?;
    let mut index = IndexWriter::default();
    let mut rehash = transaction.prepare("UPDATE variant SET hash = ?2 WHERE id = ?1")?;
    let mut done = 0;
    for_each_variant(transaction, |variant, stored| {
        if variant.hash != stored {
            rehash.execute([variant.id, variant.hash])?;
        }
        index.add(transaction, variant)?;
        done += 1;
        progress(done);
        Ok(())
    })?;
    index.flush(transaction)?;
    for table in seal::STORED {
        table.seal(transaction, "true", [])?;
    }
    watch::set(transaction)?;
    // What was learned before may have come from what another program wrote.
    super::lexicon::forget_all(transaction)?;
    transaction.execute("DELETE FROM stale", [])?;
    set_meta(transaction, "fuzzy", "complete")?;
    set_meta(transaction, "text_version", &TEXT_VERSION.to_string())?;
    transaction.execute("UPDATE guard SET karvan = 0", [])?;
    Ok(done)
}

/// Visits all variants as the index needs to know them, with the hash that is stored for each. They come by their
/// numbers: the first of those with the same text is the entry of all, and comes before the others.
pub(super) fn for_each_variant(
    connection: &Connection,
    mut visit: impl FnMut(Variant<'_>, i64) -> rusqlite::Result<()>,
) -> rusqlite::Result<()> {
    let mut all = connection.prepare("SELECT id, unit, hash FROM variant ORDER BY id")?;
    let mut rows = all.query([])?;
    let mut held: Option<StoredTu> = None;
    while let Some(row) = rows.next()? {
        let (id, unit, hash): (i64, UnitId, i64) = (row.get(0)?, row.get(1)?, row.get(2)?);
        // Variants of a unit have numbers that follow one another.
        if held.as_ref().is_none_or(|stored| stored.id != unit) {
            held = stored::load_to_index(connection, unit)?;
        }
        let Some(stored) = &held else {
            continue;
        };
        if let Some(place) = stored.numbers.iter().position(|number| *number == id) {
            let text = stored.tu.variants[place].segment.text();
            visit(stored.indexed(place, &text), hash)?;
        }
    }
    Ok(())
}
