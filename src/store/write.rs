//! Writing: one transaction an act, with its change log and its derived rows.

use super::analysis::Analysis;
use super::changes::{Action, ChangeLog};
use super::derived::{DerivedState, Trust};
use super::index::{IndexWriter, Variant};
use super::lexicon::Touched;
use super::open::Store;
use super::place::Place;
use super::seal::{HEADER, UNIT, VARIANT};
use super::stored::{self, StoredTu};
use super::units::{self, UnitId};
use super::{damage, derived, row, unwritable, watch};
use crate::error::{Error, Result};
use crate::lang::Lang;
use crate::model::{Attributes, Header, Tu, Tuv};
use rusqlite::{Connection, Transaction, TransactionBehavior, params};
use serde::Serialize;
use std::path::Path;
use std::sync::LazyLock;

/// A transaction that changes the memory. Dropped without [`Writing::commit`], it leaves everything as it was.
#[derive(Debug)]
pub struct Writing<'s> {
    pub(super) transaction: Transaction<'s>,
    place: Place,
    log: ChangeLog,
    last_before: UnitId,
    /// The index, where it is kept in step.
    index: Option<IndexWriter>,
    /// What the lexicons are to be told, if there are any.
    touched: Option<Touched>,
    /// Whether the index was complete before and this act leaves it behind.
    leaves_index: bool,
    pub(super) trust: Trust,
    /// What makes the lookup by text again, where it is held back.
    held_back: Option<String>,
    now: String,
}

/// The columns in the order of [`UNIT`] and [`VARIANT`].
static INSERT_UNIT: LazyLock<String> = LazyLock::new(|| UNIT.insert());
static INSERT_VARIANT: LazyLock<String> = LazyLock::new(|| VARIANT.insert());
/// The unit's number, then what an edit changes of it.
static UPDATE_UNIT: LazyLock<String> = LazyLock::new(|| {
    let columns = [
        ("tuid", "?2"),
        ("source_lang", "?3"),
        ("creation_date", "?4"),
        ("creation_id", "?5"),
        ("change_date", "?6"),
        ("change_id", "?7"),
        ("attributes", "?8"),
        ("annotations", "?9"),
        ("origin", "?10"),
        ("alignment", "?11"),
        ("variants", "?12"),
    ];
    UNIT.update(&columns, "id = ?1")
});

impl Store {
    /// Begins an act (`import`, `align`, `edit`, `delete`). With `index` false the fuzzy rows are left to
    /// [`Store::reindex`].
    pub fn write(&mut self, act: &str, origin: Option<&str>, index: bool) -> Result<Writing<'_>> {
        let place = self.place.clone();
        let path = place.path();
        self.cache.get_mut().clear();
        let fail = |source| unwritable::explain(path, source);
        let transaction = self
            .connection
            .transaction_with_behavior(TransactionBehavior::Immediate)
            .map_err(fail)?;
        if !self.sound.get() {
            // Under the lock, so that nobody writes meanwhile.
            damage::refuse_to_write(&transaction, path)?;
            self.sound.set(true);
        }
        let now = now();
        let begin = || {
            if watch::is_open(&transaction)? {
                // Whoever left the guard open wrote unnoticed.
                transaction.execute("INSERT OR IGNORE INTO stale VALUES (-1)", [])?;
            }
            transaction.execute("UPDATE guard SET karvan = 1", [])?;
            let last_before =
                transaction.query_row("SELECT coalesce(max(id), 0) FROM unit", [], |row| {
                    row.get(0)
                })?;
            let log = ChangeLog::begin(&transaction, &now, act, origin)?;
            let state = derived::state(&transaction)?;
            let trust = Trust {
                seals: watch::vouches(&transaction, watch::is_set(&transaction)?)?,
                hashes: state.hashes_follow(),
            };
            let touched = Touched::begin(&transaction)?;
            Ok((log, last_before, (state, trust), touched))
        };
        let (log, last_before, (state, trust), touched) = begin().map_err(fail)?;
        let current = state == DerivedState::Current;
        Ok(Writing {
            transaction,
            place: place.clone(),
            log,
            last_before,
            // An index that does not follow the units is not made worse; `reindex` makes it anew.
            index: (index && current).then(IndexWriter::default),
            touched,
            leaves_index: current && !index,
            trust,
            held_back: None,
            now,
        })
    }
}

impl<'s> Writing<'s> {
    /// When this act began: UTC, `YYYYMMDDThhmmssZ`.
    pub fn now(&self) -> &str {
        &self.now
    }

    /// Whether the memory had no act before: it counts as missing until this one is committed.
    pub fn is_first(&self) -> bool {
        self.log.number() == 1
    }

    /// Whether the file that a text is named after, as seen from the memory's folder, is there.
    pub fn has_file(&self, name: &str) -> bool {
        let folder = std::fs::canonicalize(self.place.path()).unwrap_or_default();
        let folder = folder.parent().unwrap_or(Path::new(""));
        folder.join(name).is_file()
    }

    pub(super) fn failed(&self, source: rusqlite::Error) -> Error {
        unwritable::explain(self.place.path(), source)
    }

    /// Keeps the header of the file that is imported.
    pub fn set_header(&mut self, header: &Header) -> Result<()> {
        self.keep_header(header)
    }

    /// Keeps what this act says of itself as a whole.
    pub(super) fn keep_header(&self, header: &impl Serialize) -> Result<()> {
        let write = || {
            self.transaction.execute(
                &HEADER.update(&[("header", "?2")], "id = ?1"),
                params![self.log.number(), row::to_json(header)?],
            )
        };
        write().map_err(|e| self.failed(e))?;
        Ok(())
    }

    /// Leaves the lookup of variants by their text to the end, where it is made by sorting: a file that is imported into
    /// an empty memory does not need it on its way, and the hashes come in no order. Does nothing where the memory holds
    /// units, or the fuzzy rows, which look texts up, are kept in step.
    pub fn hold_back_lookup(&mut self) -> Result<()> {
        if self.last_before > 0 || self.index.is_some() {
            return Ok(());
        }
        let take = || -> rusqlite::Result<String> {
            let made_by = self.transaction.query_row(
                "SELECT sql FROM sqlite_schema WHERE name = 'variant_hash'",
                [],
                |row| row.get(0),
            )?;
            self.transaction.execute_batch("DROP INDEX variant_hash")?;
            Ok(made_by)
        };
        self.held_back = Some(take().map_err(|e| self.failed(e))?);
        Ok(())
    }

    /// Adds a unit.
    pub fn add(&mut self, tu: &Tu, document: Option<i64>) -> Result<UnitId> {
        self.add_analysed(tu, &Analysis::all(tu), document)
    }

    /// Adds a unit with the analyses of its variants.
    pub fn add_analysed(
        &mut self,
        tu: &Tu,
        analyses: &[Analysis],
        document: Option<i64>,
    ) -> Result<UnitId> {
        let inserted = self.insert_unit(tu, analyses, document);
        let id = inserted.map_err(|e| self.failed(e))?;
        if let Some(touched) = &mut self.touched {
            touched.added(document);
        }
        let logged = self.log.added(&self.transaction, id);
        logged.map_err(|e| self.failed(e))?;
        Ok(id)
    }

    fn insert_unit(
        &mut self,
        tu: &Tu,
        analyses: &[Analysis],
        document: Option<i64>,
    ) -> rusqlite::Result<UnitId> {
        let a = &tu.attributes;
        self.transaction
            .prepare_cached(&INSERT_UNIT)?
            .execute(params![
                tu.tuid,
                tu.source_lang.as_ref().map(Lang::as_str),
                a.creation_date,
                a.creation_id,
                a.change_date,
                a.change_id,
                row::json(&a.other)?,
                row::json(&tu.annotations)?,
                tu.origin,
                tu.alignment,
                document,
                self.log.number(),
                tu.variants.len() as i64,
            ])?;
        let id = self.transaction.last_insert_rowid();
        let now = self.now.clone();
        self.insert_variants(id, tu, analyses, &now)?;
        Ok(id)
    }

    fn insert_variants(
        &mut self,
        id: UnitId,
        tu: &Tu,
        analyses: &[Analysis],
        brought_at: &str,
    ) -> rusqlite::Result<()> {
        for (place, (tuv, analysis)) in tu.variants.iter().zip(analyses).enumerate() {
            let (text, hash) = (analysis.text(), analysis.hash());
            let number = insert_variant(&self.transaction, id, place, tuv, text, hash)?;
            if let Some(index) = &mut self.index {
                let variant = Variant {
                    analysis: Some(analysis),
                    ..derived::indexed((id, tu), place, number, text, hash, brought_at)
                };
                index.add(&self.transaction, variant)?;
            }
        }
        Ok(())
    }

    fn remove_variants(&mut self, stored: &StoredTu) -> rusqlite::Result<()> {
        for (place, number) in stored.numbers.iter().enumerate() {
            if let Some(index) = &mut self.index {
                let text = stored.tu.variants[place].segment.text();
                index.remove(&self.transaction, stored.indexed(place, &text))?;
            }
            // One by one, so that the next one of the unit is not taken for its heir.
            self.transaction
                .prepare_cached("DELETE FROM variant WHERE id = ?1")?
                .execute([number])?;
        }
        Ok(())
    }

    /// Replaces a unit's content and keeps its number.
    pub fn edit(&mut self, id: UnitId, tu: &Tu) -> Result<()> {
        let Some(before) = self.unit(id)? else {
            return Ok(());
        };
        let write = |this: &mut Self| {
            this.log
                .replaced(&this.transaction, Action::Edit, id, &before.tu)?;
            if let Some(touched) = &mut this.touched {
                touched.changes(&this.transaction, id)?;
            }
            this.update_unit(&before, tu)
        };
        write(self).map_err(|e| self.failed(e))
    }

    fn update_unit(&mut self, before: &StoredTu, tu: &Tu) -> rusqlite::Result<()> {
        let id = before.id;
        let a: &Attributes = &tu.attributes;
        self.transaction
            .prepare_cached(&UPDATE_UNIT)?
            .execute(params![
                id,
                tu.tuid,
                tu.source_lang.as_ref().map(Lang::as_str),
                a.creation_date,
                a.creation_id,
                a.change_date,
                a.change_id,
                row::json(&a.other)?,
                row::json(&tu.annotations)?,
                tu.origin,
                tu.alignment,
                tu.variants.len() as i64,
            ])?;
        self.remove_variants(before)?;
        self.insert_variants(id, tu, &Analysis::all(tu), &before.brought_at)
    }

    /// Takes a unit out.
    pub fn delete(&mut self, id: UnitId) -> Result<()> {
        let Some(before) = self.unit(id)? else {
            return Ok(());
        };
        let write = |this: &mut Self| {
            this.log
                .replaced(&this.transaction, Action::Delete, id, &before.tu)?;
            if let Some(touched) = &mut this.touched {
                touched.changes(&this.transaction, id)?;
            }
            this.remove_variants(&before)?;
            this.transaction
                .prepare_cached("DELETE FROM unit WHERE id = ?1")?
                .execute([id])
        };
        write(self).map_err(|e| self.failed(e))?;
        Ok(())
    }

    /// Reads a unit as this act sees it.
    ///
    /// # Errors
    /// [`Error::Memory`] when it is damaged: an act that goes on from it would make that final.
    pub fn unit(&self, id: UnitId) -> Result<Option<StoredTu>> {
        stored::load_as_stored(&self.transaction, id, self.trust).map_err(|e| self.failed(e))
    }

    /// The number of the last unit that the memory held before this act; 0 for none.
    pub fn last_before(&self) -> UnitId {
        self.last_before
    }

    /// The units up to `last` that have a variant with this very text and language, in any order; `None` where more than
    /// `most` variants have the text or, by chance, its hash, those of this act included.
    pub fn units_with_text(
        &self,
        text: &Analysis,
        lang: &Lang,
        last: UnitId,
        most: usize,
    ) -> Result<Option<Vec<UnitId>>> {
        units::with_text(&self.transaction, text, lang.as_str(), last, most)
            .map_err(|e| self.failed(e))
    }

    /// Writes what was held back, so that nothing but the commit is left to do. This may take as long as the act did.
    pub fn ready(mut self) -> Result<Ready<'s>> {
        let mut finish = || -> rusqlite::Result<()> {
            self.log.flush(&self.transaction)?;
            if let Some(touched) = &self.touched {
                touched.tell(&self.transaction, self.log.number())?;
            }
            if let Some(made_by) = &self.held_back {
                self.transaction.execute_batch(made_by)?;
            }
            if let Some(index) = &mut self.index {
                index.flush(&self.transaction)?;
            }
            if self.leaves_index {
                derived::set_meta(&self.transaction, "fuzzy", "none")?;
            }
            self.transaction
                .execute("UPDATE guard SET karvan = 0", [])?;
            Ok(())
        };
        finish().map_err(|e| self.failed(e))?;
        let ready = Ready {
            transaction: self.transaction,
            place: self.place,
        };
        ready.sync_log();
        Ok(ready)
    }

    /// Makes the act final: all of it is in the memory, or with an error nothing of it.
    pub fn commit(self) -> Result<()> {
        self.ready()?.commit()
    }
}

/// A transaction that has only to be committed, which is a matter of moments. Dropped, it leaves everything as it was.
#[derive(Debug)]
pub struct Ready<'s> {
    pub(super) transaction: Transaction<'s>,
    pub(super) place: Place,
}

impl Ready<'_> {
    /// Brings to the disk what of a large act lies in the log already, so that the commit has little left to wait for.
    pub(super) fn sync_log(&self) {
        let mut log = self.place.path().to_path_buf().into_os_string();
        log.push("-wal");
        // Best effort: the commit itself waits for the disk.
        let _ = std::fs::File::open(log).and_then(|log| log.sync_data());
    }

    /// Makes the act final: all of it is in the memory, and on the disk, or with an error nothing of it.
    ///
    /// # Errors
    /// [`Error::Memory`] where the file is not the one any more that was opened, [`Error::Sqlite`] where it cannot be
    /// written.
    pub fn commit(self) -> Result<()> {
        self.place.check()?;
        let path = self.place.path().to_path_buf();
        let committed = self.transaction.commit();
        committed.map_err(|source| Error::Sqlite { path, source })
    }
}

/// Writes the row of a variant and gives its number.
fn insert_variant(
    connection: &Connection,
    unit: UnitId,
    place: usize,
    tuv: &Tuv,
    text: &str,
    hash: i64,
) -> rusqlite::Result<i64> {
    let content = if tuv.segment.has_codes() {
        Some(row::to_json(&tuv.segment)?)
    } else {
        None
    };
    let a = &tuv.attributes;
    connection
        .prepare_cached(&INSERT_VARIANT)?
        .execute(params![
            unit,
            place as i64,
            tuv.lang.as_str(),
            text,
            content,
            a.creation_date,
            a.creation_id,
            a.change_date,
            a.change_id,
            row::json(&a.other)?,
            row::json(&tuv.annotations)?,
            row::neighbour_column(&tuv.before),
            row::neighbour_column(&tuv.after),
            hash,
        ])?;
    Ok(connection.last_insert_rowid())
}

/// The time now, as TMX writes it. `SOURCE_DATE_EPOCH` (seconds since 1970) stands in for the clock where a result
/// is to be the same on every day, as in reproducible builds.
fn now() -> String {
    let fixed = std::env::var("SOURCE_DATE_EPOCH")
        .ok()
        .and_then(|seconds| seconds.parse().ok())
        .and_then(|seconds| time::OffsetDateTime::from_unix_timestamp(seconds).ok());
    let t = fixed.unwrap_or_else(time::OffsetDateTime::now_utc);
    format!(
        "{:04}{:02}{:02}T{:02}{:02}{:02}Z",
        t.year(),
        u8::from(t.month()),
        t.day(),
        t.hour(),
        t.minute(),
        t.second()
    )
}
