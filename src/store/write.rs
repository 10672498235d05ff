//! Writing: one transaction an act, with its change log and its derived rows.

use super::changes::{Action, ChangeLog};
use super::open::Store;
use super::units::{self, StoredTu, UnitId};
use super::{derived, row};
use crate::error::{Error, Result};
use crate::model::{Attributes, Header, Tu, Tuv};
use rusqlite::{Connection, Transaction, TransactionBehavior, params};
use std::path::PathBuf;

/// A transaction that changes the memory. Dropped without [`Writing::commit`], it leaves everything as it was.
#[derive(Debug)]
pub struct Writing<'s> {
    pub(super) transaction: Transaction<'s>,
    path: PathBuf,
    log: ChangeLog,
    last_before: UnitId,
    index: bool,
    now: String,
}

impl Store {
    /// Begins an act (`import`, `align`, `edit`, `delete`). With `index` false the fuzzy rows are left to
    /// [`Store::reindex`].
    pub fn write(&mut self, act: &str, origin: Option<&str>, index: bool) -> Result<Writing<'_>> {
        let path = self.path().to_path_buf();
        let fail = |source| Error::Sqlite {
            path: path.clone(),
            source,
        };
        let transaction = self
            .connection
            .transaction_with_behavior(TransactionBehavior::Immediate)
            .map_err(fail)?;
        let now = now();
        let begin = || {
            transaction.execute("UPDATE guard SET karvan = 1", [])?;
            let last_before =
                transaction.query_row("SELECT coalesce(max(id), 0) FROM unit", [], |row| {
                    row.get(0)
                })?;
            let log = ChangeLog::begin(&transaction, &now, act, origin)?;
            Ok((log, last_before))
        };
        let (log, last_before) = begin().map_err(fail)?;
        Ok(Writing {
            transaction,
            path: path.clone(),
            log,
            last_before,
            index,
            now,
        })
    }
}

impl Writing<'_> {
    /// When this act began: UTC, `YYYYMMDDThhmmssZ`.
    pub fn now(&self) -> &str {
        &self.now
    }

    pub(super) fn failed(&self, source: rusqlite::Error) -> Error {
        Error::Sqlite {
            path: self.path.clone(),
            source,
        }
    }

    /// Keeps the header of the file that is imported.
    pub fn set_header(&mut self, header: &Header) -> Result<()> {
        let write = || {
            self.transaction.execute(
                "UPDATE change_set SET header = ?2 WHERE id = ?1",
                params![self.log.number(), row::to_json(header)?],
            )
        };
        write().map_err(|e| self.failed(e))?;
        Ok(())
    }

    /// Adds a unit.
    pub fn add(&mut self, tu: &Tu, document: Option<i64>) -> Result<UnitId> {
        let id = self.insert_unit(tu, document).map_err(|e| self.failed(e))?;
        let logged = self.log.added(&self.transaction, id);
        logged.map_err(|e| self.failed(e))?;
        Ok(id)
    }

    fn insert_unit(&self, tu: &Tu, document: Option<i64>) -> rusqlite::Result<UnitId> {
        let a = &tu.attributes;
        self.transaction
            .prepare_cached(
                "INSERT INTO unit (tuid, source_lang, creation_date, creation_id, change_date, change_id, attributes, \
                 annotations, origin, alignment, document, change_set) \
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
            )?
            .execute(params![
                tu.tuid,
                tu.source_lang.as_ref().map(crate::lang::Lang::as_str),
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
            ])?;
        let id = self.transaction.last_insert_rowid();
        self.insert_variants(id, tu)?;
        Ok(id)
    }

    fn insert_variants(&self, id: UnitId, tu: &Tu) -> rusqlite::Result<()> {
        for (place, tuv) in tu.variants.iter().enumerate() {
            insert_variant(&self.transaction, id, place, tuv, self.index)?;
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
            this.update_unit(id, tu)
        };
        write(self).map_err(|e| self.failed(e))
    }

    fn update_unit(&self, id: UnitId, tu: &Tu) -> rusqlite::Result<()> {
        let a: &Attributes = &tu.attributes;
        self.transaction
            .prepare_cached(
                "UPDATE unit SET tuid = ?2, source_lang = ?3, creation_date = ?4, creation_id = ?5, change_date = ?6, \
                 change_id = ?7, attributes = ?8, annotations = ?9, origin = ?10, alignment = ?11 WHERE id = ?1",
            )?
            .execute(params![
                id,
                tu.tuid,
                tu.source_lang.as_ref().map(crate::lang::Lang::as_str),
                a.creation_date,
                a.creation_id,
                a.change_date,
                a.change_id,
                row::json(&a.other)?,
                row::json(&tu.annotations)?,
                tu.origin,
                tu.alignment,
            ])?;
        self.transaction
            .prepare_cached("DELETE FROM variant WHERE unit = ?1")?
            .execute([id])?;
        self.insert_variants(id, tu)
    }

    /// Takes a unit out.
    pub fn delete(&mut self, id: UnitId) -> Result<()> {
        let Some(before) = self.unit(id)? else {
            return Ok(());
        };
        let write = |this: &mut Self| {
            this.log
                .replaced(&this.transaction, Action::Delete, id, &before.tu)?;
            this.transaction
                .prepare_cached("DELETE FROM unit WHERE id = ?1")?
                .execute([id])
        };
        write(self).map_err(|e| self.failed(e))?;
        Ok(())
    }

    /// Reads a unit as this act sees it.
    pub fn unit(&self, id: UnitId) -> Result<Option<StoredTu>> {
        units::load(&self.transaction, id).map_err(|e| self.failed(e))
    }

    /// The number of the last unit that the memory held before this act; 0 for none.
    pub fn last_before(&self) -> UnitId {
        self.last_before
    }

    /// The units up to `last` that have a variant with this very text and language.
    pub fn units_with_text(
        &self,
        text: &str,
        lang: &crate::lang::Lang,
        last: UnitId,
    ) -> Result<Vec<UnitId>> {
        units::with_text(&self.transaction, text, lang.as_str(), last).map_err(|e| self.failed(e))
    }

    /// Makes the act final: all of it is in the memory, or with an error nothing of it.
    pub fn commit(mut self) -> Result<()> {
        let path = self.path.clone();
        let mut finish = || -> rusqlite::Result<()> {
            self.log.flush(&self.transaction)?;
            if !self.index && self.last_added()? {
                derived::set_meta(&self.transaction, "fuzzy", "none")?;
            }
            self.transaction
                .execute("UPDATE guard SET karvan = 0", [])?;
            Ok(())
        };
        finish()
            .and_then(|()| self.transaction.commit())
            .map_err(|source| Error::Sqlite { path, source })
    }

    fn last_added(&self) -> rusqlite::Result<bool> {
        self.transaction.query_row(
            "SELECT EXISTS (SELECT 1 FROM unit WHERE id > ?1)",
            [self.last_before],
            |row| row.get(0),
        )
    }
}

fn insert_variant(
    connection: &Connection,
    unit: UnitId,
    place: usize,
    tuv: &Tuv,
    index: bool,
) -> rusqlite::Result<()> {
    let text = tuv.segment.text();
    let content = if tuv.segment.has_codes() {
        Some(row::to_json(&tuv.segment)?)
    } else {
        None
    };
    let a = &tuv.attributes;
    connection
        .prepare_cached(
            "INSERT INTO variant (unit, place, lang, text, content, creation_date, creation_id, change_date, change_id, \
             attributes, annotations, before, after, hash) \
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)",
        )?
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
            derived::text_hash(&text),
        ])?;
    if index {
        let id = connection.last_insert_rowid();
        derived::index_variant(connection, id, tuv.lang.as_str(), &text)?;
    }
    Ok(())
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
