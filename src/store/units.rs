//! Reading units.

use super::derived::text_hash;
use super::open::Store;
use super::row;
use crate::error::Result;
use crate::lang::Lang;
use crate::model::Tu;
use rusqlite::{Connection, OptionalExtension, Row, params};
use std::ops::ControlFlow;

/// A unit's number in its memory; never used twice.
pub type UnitId = i64;

/// A unit with what the memory knows about it.
#[derive(Debug, Clone, PartialEq)]
pub struct StoredTu {
    /// Its number.
    pub id: UnitId,
    /// The unit.
    pub tu: Tu,
    /// The document that it belongs to.
    pub document: Option<i64>,
    /// The file or the texts that the act named that brought it in.
    pub brought_by: Option<String>,
    /// When that was.
    pub brought_at: String,
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

/// Reads a unit.
pub(super) fn load(connection: &Connection, id: UnitId) -> rusqlite::Result<Option<StoredTu>> {
    let mut unit = connection.prepare_cached(
        "SELECT unit.*, change_set.at AS brought_at, change_set.origin AS brought_by \
         FROM unit JOIN change_set ON change_set.id = unit.change_set WHERE unit.id = ?1",
    )?;
    let Some(mut stored) = unit.query_row([id], unit_row).optional()? else {
        return Ok(None);
    };
    stored.tu.variants = connection
        .prepare_cached("SELECT * FROM variant WHERE unit = ?1 ORDER BY place")?
        .query_map([id], row::tuv)?
        .collect::<rusqlite::Result<_>>()?;
    Ok(Some(stored))
}

fn unit_row(row: &Row<'_>) -> rusqlite::Result<StoredTu> {
    Ok(StoredTu {
        id: row.get("id")?,
        tu: Tu {
            tuid: row.get("tuid")?,
            source_lang: row
                .get::<_, Option<String>>("source_lang")?
                .map(Lang::stored),
            attributes: row::attributes(row)?,
            annotations: row::annotations(row)?,
            origin: row.get("origin")?,
            alignment: row.get("alignment")?,
            variants: Vec::new(),
        },
        document: row.get("document")?,
        brought_by: row.get("brought_by")?,
        brought_at: row.get("brought_at")?,
    })
}

/// The units up to `last` that have a variant with this very text and language.
pub(super) fn with_text(
    connection: &Connection,
    text: &str,
    lang: &str,
    last: UnitId,
) -> rusqlite::Result<Vec<UnitId>> {
    connection
        .prepare_cached(
            "SELECT DISTINCT unit FROM variant WHERE hash = ?1 AND unit <= ?2 AND lang = ?3 AND text = ?4 ORDER BY unit",
        )?
        .query_map(params![text_hash(text), last, lang, text], |row| row.get(0))?
        .collect()
}

impl Store {
    /// Reads a unit; `None` when there is none with this number.
    pub fn unit(&self, id: UnitId) -> Result<Option<StoredTu>> {
        load(&self.connection, id).map_err(|e| self.failed(e))
    }

    /// Visits all units in the order of the memory. Stops at the first error of `visit`.
    pub fn for_each_unit(&self, mut visit: impl FnMut(StoredTu) -> Result<()>) -> Result<()> {
        // One snapshot, so that a writer at the same time changes nothing between two units.
        let transaction = self
            .connection
            .unchecked_transaction()
            .map_err(|e| self.failed(e))?;
        let mut ids = transaction
            .prepare("SELECT id FROM unit ORDER BY id")
            .map_err(|e| self.failed(e))?;
        let mut rows = ids.query([]).map_err(|e| self.failed(e))?;
        while let Some(row) = rows.next().map_err(|e| self.failed(e))? {
            let id = row.get(0).map_err(|e| self.failed(e))?;
            if let Some(unit) = load(&transaction, id).map_err(|e| self.failed(e))? {
                visit(unit)?;
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

    /// The stored tags that answer a request for a language, without counting the variants.
    pub fn tags_for(&self, lang: &Lang) -> Result<Vec<Lang>> {
        // A loose index scan over `fuzzy_weight` would need the index; `variant` has few distinct tags, and the
        // recursive query hops from one to the next where the index exists.
        let all: Vec<Lang> = self.rows(
            "WITH RECURSIVE tag(lang) AS ( \
               SELECT min(lang) FROM fuzzy UNION ALL \
               SELECT (SELECT min(lang) FROM fuzzy WHERE lang > tag.lang) FROM tag WHERE tag.lang IS NOT NULL) \
             SELECT lang FROM tag WHERE lang IS NOT NULL",
            [],
            |row| Ok(Lang::stored(row.get::<_, String>(0)?)),
        )?;
        Ok(all
            .into_iter()
            .filter(|tag| lang.fit(tag).is_some())
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
    pub fn scan_all(
        &self,
        mut visit: impl FnMut(VariantRow) -> Result<ControlFlow<()>>,
    ) -> Result<()> {
        let mut all = self
            .connection
            .prepare_cached("SELECT id, unit, lang, text FROM variant ORDER BY id")
            .map_err(|e| self.failed(e))?;
        let mut rows = all.query([]).map_err(|e| self.failed(e))?;
        while let Some(row) = rows.next().map_err(|e| self.failed(e))? {
            if visit(VariantRow::read(row).map_err(|e| self.failed(e))?)?.is_break() {
                break;
            }
        }
        Ok(())
    }

    /// The variants of a stored tag whose weight lies in a range, by the index.
    pub fn scan_weights(
        &self,
        tag: &Lang,
        weights: std::ops::RangeInclusive<u32>,
        mut visit: impl FnMut(VariantRow) -> Result<ControlFlow<()>>,
    ) -> Result<()> {
        let mut some = self
            .connection
            .prepare_cached(
                "SELECT variant.id, variant.unit, variant.lang, variant.text FROM fuzzy \
                 JOIN variant ON variant.id = fuzzy.variant \
                 WHERE fuzzy.lang = ?1 AND fuzzy.weight BETWEEN ?2 AND ?3",
            )
            .map_err(|e| self.failed(e))?;
        let mut rows = some
            .query(params![tag.as_str(), weights.start(), weights.end()])
            .map_err(|e| self.failed(e))?;
        while let Some(row) = rows.next().map_err(|e| self.failed(e))? {
            if visit(VariantRow::read(row).map_err(|e| self.failed(e))?)?.is_break() {
                break;
            }
        }
        Ok(())
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
