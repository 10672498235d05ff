//! Reading units.

use super::analysis::Analysis;
use super::derived::DerivedState;
use super::derived::Trust;
use super::open::Store;
use super::seal::{CROWD, VARIANT};
use super::stored::{StoredTu, load, load_as_stored};
use super::{damage, index};
use crate::error::Result;
use crate::lang::Lang;
use crate::text::normalize;
use rusqlite::{Connection, OptionalExtension, Row, params};
use std::ops::ControlFlow;
use std::sync::LazyLock;

/// A unit's number in its memory; never used twice.
pub type UnitId = i64;

/// Units that share an entry and have all the same to show but dates, names and neighbours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Twins {
    /// How many units.
    pub units: usize,
    /// The entry's variant in the newest of them; `None` where it is not known.
    pub newest: Option<i64>,
}

/// One variant as a scan sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VariantRow {
    /// The variant's number.
    pub id: i64,
    /// Its unit.
    pub unit: UnitId,
    /// Its language.
    pub lang: Lang,
    /// Its text.
    pub text: String,
}

impl VariantRow {
    fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            id: row.get(0)?,
            unit: row.get(1)?,
            lang: Lang::stored(row.get::<_, String>(2)?),
            text: row.get(3)?,
        })
    }
}

/// The units up to `last` that have a variant with this very text and language, in any order; `None` where more than
/// `most` variants have its hash.
pub(super) fn with_text(
    connection: &Connection,
    text: &Analysis,
    lang: &str,
    last: UnitId,
    most: usize,
) -> rusqlite::Result<Option<Vec<UnitId>>> {
    let mut same_hash = connection.prepare_cached(
        "SELECT unit, unit <= ?2 AND lang = ?3 AND text = ?4 FROM variant WHERE hash = ?1 LIMIT ?5",
    )?;
    let one_more = i64::try_from(most).map_or(i64::MAX, |most| most.saturating_add(1));
    let parameters = params![text.hash(), last, lang, text.text(), one_more];
    let mut rows = same_hash.query(parameters)?;
    let (mut units, mut seen) = (Vec::new(), 0);
    while let Some(row) = rows.next()? {
        seen += 1;
        if row.get(1)? {
            units.push(row.get(0)?);
        }
    }
    Ok((seen <= most).then_some(units))
}

/// What is read while it lives belongs together, whatever others write meanwhile.
#[derive(Debug)]
pub struct Snapshot<'s> {
    /// The connection, where this snapshot began a transaction on it.
    connection: Option<&'s Connection>,
}

impl Drop for Snapshot<'_> {
    fn drop(&mut self) {
        if let Some(connection) = self.connection {
            // Nothing was written, so nothing can be lost; a connection that is broken says so at its next use.
            let _ = connection
                .prepare_cached("COMMIT")
                .and_then(|mut s| s.execute([]));
        }
    }
}

/// The variants whose text has the same hash as that of another one, with what tells whether the texts are the same.
const SAME_HASH: &str = "SELECT other.id, other.unit, other.lang, other.text, this.lang, this.text FROM variant AS this \
     JOIN variant AS other ON other.hash = this.hash WHERE this.id = ?1 ORDER BY other.id";

/// A row of [`SAME_HASH`], where the texts are the same and the languages answer the same requests.
fn same_text(row: &Row<'_>) -> rusqlite::Result<Option<VariantRow>> {
    let other = VariantRow::read(row)?;
    let lang = Lang::stored(row.get::<_, String>(4)?);
    let text = row.get_ref(5)?.as_str()?;
    let same = other.lang.family() == lang.family()
        && (other.text == text || normalize(&other.text) == normalize(text));
    Ok(same.then_some(other))
}

impl Store {
    /// Holds on to the memory as it is now, to read several things that belong together.
    pub fn snapshot(&self) -> Result<Snapshot<'_>> {
        if !self.connection.is_autocommit() {
            return Ok(Snapshot { connection: None });
        }
        self.connection
            .prepare_cached("BEGIN")
            .and_then(|mut s| s.execute([]))
            .map_err(|e| self.failed(e))?;
        Ok(Snapshot {
            connection: Some(&self.connection),
        })
    }

    /// The variants with the same text as this one, itself included, in languages that answer the same requests.
    pub fn same_text(&self, variant: i64) -> Result<Vec<VariantRow>> {
        let rows = self.rows(SAME_HASH, [variant], same_text)?;
        Ok(rows.into_iter().flatten().collect())
    }

    /// The entry of a variant's text, which is the least variant with this text in languages that answer the same
    /// requests, and whether there are others; `None` when there is no such variant. Asks for an index that follows the
    /// units.
    pub fn entry_of(&self, variant: i64) -> Result<Option<(u32, bool)>> {
        let find = || -> rusqlite::Result<Option<(u32, bool)>> {
            let mut same_hash = self.connection.prepare_cached(SAME_HASH)?;
            let mut rows = same_hash.query([variant])?;
            let mut least = None;
            // Of a text that very many have no more than two are read.
            while let Some(row) = rows.next()? {
                if let Some(same) = same_text(row)? {
                    match least {
                        None => least = Some(same.id as u32),
                        Some(least) => return Ok(Some((least, true))),
                    }
                }
            }
            Ok(least.map(|least| (least, false)))
        };
        find().map_err(|e| self.failed(e))
    }

    /// The units behind an entry of several variants, in classes of units that have all the same to show.
    pub fn crowd(&self, entry: u32) -> Result<Vec<Twins>> {
        static CROWD_OF: LazyLock<String> = LazyLock::new(|| {
            let holds = CROWD.holds();
            format!("SELECT units, newest, {holds} FROM crowd WHERE entry = ?1")
        });
        self.rows(&CROWD_OF, [entry], |row| {
            index::sound(row, 2)?;
            Ok(Twins {
                units: row.get::<_, i64>(0)? as usize,
                newest: row.get(1)?,
            })
        })
    }

    /// The unit of a variant; `None` when there is no such variant.
    pub fn unit_of(&self, variant: i64) -> Result<Option<UnitId>> {
        self.connection
            .prepare_cached("SELECT unit FROM variant WHERE id = ?1")
            .and_then(|mut s| s.query_row([variant], |row| row.get(0)).optional())
            .map_err(|e| self.failed(e))
    }

    /// Reads a unit; `None` when there is none with this number.
    pub fn unit(&self, id: UnitId) -> Result<Option<StoredTu>> {
        load(&self.connection, id).map_err(|e| self.failed(e))
    }

    /// Reads a unit as it was stored; `None` when there is none with this number.
    ///
    /// # Errors
    /// [`crate::error::Error::Memory`] when it is damaged.
    pub(crate) fn unit_as_stored(&self, id: UnitId, trust: Trust) -> Result<Option<StoredTu>> {
        load_as_stored(&self.connection, id, trust).map_err(|e| self.failed(e))
    }

    /// Visits all units in the order of the memory. Stops at the first error of `visit`, and at a unit that is not as it
    /// was stored.
    pub fn for_each_unit(&self, mut visit: impl FnMut(StoredTu) -> Result<()>) -> Result<()> {
        // One snapshot, so that a writer at the same time changes nothing between two units.
        let transaction = self
            .connection
            .unchecked_transaction()
            .map_err(|e| self.failed(e))?;
        let trust = self.trust()?;
        let mut ids = transaction
            .prepare("SELECT id FROM unit ORDER BY id")
            .map_err(|e| self.failed(e))?;
        let mut rows = ids.query([]).map_err(|e| self.failed(e))?;
        let (mut last, mut texts) = (None, 0);
        while let Some(row) = rows.next().map_err(|e| self.failed(e))? {
            let id: UnitId = row.get(0).map_err(|e| self.failed(e))?;
            // In a damaged page a unit can stand twice.
            let in_order = last.replace(id).is_none_or(|last| last < id);
            let unit = if in_order || !trust.seals {
                load_as_stored(&transaction, id, trust)
            } else {
                Err(damage::changed(&format!(
                    "the place of unit #{id} is not right"
                )))
            };
            if let Some(unit) = unit.map_err(|e| self.failed(e))? {
                texts += unit.numbers.len() as i64;
                visit(unit)?;
            }
        }
        if trust.hashes {
            // A unit that no page leads to any more leaves its texts behind.
            let all: i64 = self.one("SELECT count(*) FROM variant", [], |row| row.get(0))?;
            if all != texts {
                let what = format!("{} of {all} texts belong to no unit", all.abs_diff(texts));
                return Err(self.failed(damage::changed(&what)));
            }
        }
        Ok(())
    }

    /// The languages of the memory with the number of their variants, the most frequent first.
    pub fn languages(&self) -> Result<Vec<(Lang, u64)>> {
        self.rows(
            "SELECT lang, count(*) FROM variant GROUP BY lang ORDER BY 2 DESC, 1",
            [],
            |row| {
                Ok((
                    Lang::stored(row.get::<_, String>(0)?),
                    row.get::<_, i64>(1)?.unsigned_abs(),
                ))
            },
        )
    }

    /// The families of the memory's languages ([`Lang::family`]). While the index follows the units they are read from
    /// it, at no cost that grows with the memory; the family of a language whose last text was deleted is still among
    /// them then.
    pub fn families(&self) -> Result<Vec<String>> {
        if self.derived_state()? == DerivedState::Current {
            return self.rows("SELECT name FROM family ORDER BY id", [], |row| row.get(0));
        }
        let tags: Vec<String> =
            self.rows("SELECT DISTINCT lang FROM variant", [], |row| row.get(0))?;
        Ok(tags
            .into_iter()
            .map(|tag| Lang::stored(tag).family())
            .collect())
    }

    /// Visits every variant that answers a request for a language, in the order of the memory, until `visit` breaks
    /// off.
    pub fn scan(
        &self,
        lang: &Lang,
        mut visit: impl FnMut(VariantRow) -> Result<ControlFlow<()>>,
    ) -> Result<()> {
        self.scan_all(|row| {
            if lang.fit(&row.lang).is_some() {
                visit(row)
            } else {
                Ok(ControlFlow::Continue(()))
            }
        })
    }

    /// Visits every variant in the order of the memory, until `visit` breaks off.
    ///
    /// # Errors
    /// Those of `visit`, and [`crate::error::Error::Memory`] at a variant that is damaged.
    pub fn scan_all(
        &self,
        mut visit: impl FnMut(VariantRow) -> Result<ControlFlow<()>>,
    ) -> Result<()> {
        static ALL: LazyLock<String> = LazyLock::new(|| {
            let holds = VARIANT.holds();
            format!("SELECT id, unit, lang, text, {holds} FROM variant ORDER BY id")
        });
        let trusted = self.trust()?.seals;
        let read = |row: &Row<'_>| {
            let variant = VariantRow::read(row)?;
            if trusted && row.get(4) == Ok(Some(false)) {
                return Err(damage::text_changed(variant.unit));
            }
            Ok(variant)
        };
        let mut all = self
            .connection
            .prepare_cached(&ALL)
            .map_err(|e| self.failed(e))?;
        let mut rows = all.query([]).map_err(|e| self.failed(e))?;
        while let Some(row) = rows.next().map_err(|e| self.failed(e))? {
            if visit(read(row).map_err(|e| self.failed(e))?)?.is_break() {
                break;
            }
        }
        Ok(())
    }

    /// One row of a query.
    pub(crate) fn one<T>(
        &self,
        sql: &str,
        parameters: impl rusqlite::Params,
        read: impl FnOnce(&Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<T> {
        self.connection
            .prepare_cached(sql)
            .and_then(|mut statement| statement.query_row(parameters, read))
            .map_err(|e| self.failed(e))
    }

    /// All rows of a query, read at once.
    pub(crate) fn rows<T>(
        &self,
        sql: &str,
        parameters: impl rusqlite::Params,
        read: impl FnMut(&Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<Vec<T>> {
        let collect = || -> rusqlite::Result<Vec<T>> {
            self.connection
                .prepare_cached(sql)?
                .query_map(parameters, read)?
                .collect()
        };
        collect().map_err(|e| self.failed(e))
    }
}
