//! A unit as it is stored: reading it whole, and telling whether it is still what was written.

use super::derived::{Trust, has_hash};
use super::seal::{CHANGE_SET, UNIT, VARIANT};
use super::units::UnitId;
use super::{damage, row};
use crate::lang::Lang;
use crate::model::{Attributes, Tu, Tuv};
use rusqlite::{Connection, OptionalExtension, Row};
use std::sync::LazyLock;

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
    /// The number of each variant.
    pub numbers: Vec<i64>,
}

impl StoredTu {
    /// When the unit was last changed, or made, or brought in.
    pub fn date(&self) -> &str {
        self.tu.newest().unwrap_or(&self.brought_at)
    }

    /// Where the unit came from, or what brought it in.
    pub fn origin(&self) -> Option<String> {
        self.tu.origin.clone().or_else(|| self.brought_by.clone())
    }
}

/// What a unit is not any more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Changed {
    /// It has another text.
    Text,
    /// Something else of it differs, or a language is missing.
    Other,
}

/// Reads a unit.
pub(super) fn load(connection: &Connection, id: UnitId) -> rusqlite::Result<Option<StoredTu>> {
    Ok(load_and_look(connection, id, Trust::default())?.map(|(stored, _)| stored))
}

/// Reads a unit that nothing but karvan has written.
///
/// # Errors
/// [`damage::changed`] when it is not as it was stored.
pub(super) fn load_as_stored(
    connection: &Connection,
    id: UnitId,
    trust: Trust,
) -> rusqlite::Result<Option<StoredTu>> {
    match load_and_look(connection, id, trust)? {
        Some((_, Some(Changed::Text))) => Err(damage::text_changed(id)),
        Some((_, Some(Changed::Other))) => Err(damage::changed(&format!(
            "unit #{id} is not as it was stored"
        ))),
        Some((stored, None)) => Ok(Some(stored)),
        None => Ok(None),
    }
}

/// Reads a unit and looks whether it is as it was stored.
fn load_and_look(
    connection: &Connection,
    id: UnitId,
    trust: Trust,
) -> rusqlite::Result<Option<(StoredTu, Option<Changed>)>> {
    static UNIT_BY_ID: LazyLock<String> = LazyLock::new(|| {
        let shared = row::SHARED;
        let (holds, act_holds) = (UNIT.holds(), CHANGE_SET.holds());
        format!(
            "SELECT tuid, source_lang, origin, alignment, document, \
             coalesce((SELECT at FROM change_set WHERE id = unit.change_set), ''), \
             (SELECT origin FROM change_set WHERE id = unit.change_set), {shared}, variants, {holds}, \
             (SELECT {act_holds} FROM change_set WHERE id = unit.change_set) FROM unit WHERE id = ?1"
        )
    });
    /// Where among them the number of variants is, and whether unit and act hold.
    const SEALS: usize = 13;
    static VARIANTS: LazyLock<String> = LazyLock::new(|| {
        let (variant, shared) = (row::VARIANT, row::SHARED);
        let holds = VARIANT.holds();
        format!(
            "SELECT {variant}, {shared}, hash, {holds} FROM variant WHERE unit = ?1 ORDER BY place"
        )
    });
    /// Where among them the hash is, and whether the variant holds.
    const HASH: usize = 12;
    let mut unit = connection.prepare_cached(&UNIT_BY_ID)?;
    let read = |row: &Row<'_>| -> rusqlite::Result<_> {
        let stored = unit_row(id, row)?;
        let holds: Option<bool> = row.get(SEALS + 1)?;
        // Of a unit that another program wrote, what it says of its languages is not known to be so.
        let languages: Option<i64> = row.get(SEALS)?;
        let languages = languages.filter(|_| holds == Some(true));
        let holds = holds != Some(false) && row.get(SEALS + 2) != Ok(Some(false));
        Ok((stored, languages, holds))
    };
    let Some((mut stored, languages, mut holds)) = unit.query_row([id], read).optional()? else {
        return Ok(None);
    };
    let mut same_texts = true;
    let mut variants = connection.prepare_cached(&VARIANTS)?;
    let mut rows = variants.query([id])?;
    while let Some(row) = rows.next()? {
        stored.numbers.push(row.get(0)?);
        stored.tu.variants.push(row::tuv(row)?);
        let sealed: Option<bool> = row.get(HASH + 1)?;
        if sealed == Some(false) || sealed.is_none() && trust.hashes {
            same_texts &= has_hash(row.get_ref(row::TEXT)?.as_str()?, row.get(HASH)?);
        }
        holds &= sealed != Some(false);
    }
    holds &= languages.is_none_or(|languages| languages == stored.numbers.len() as i64);
    let trusted = trust.seals && !holds || trust.hashes && !same_texts;
    let changed = match same_texts {
        _ if !trusted => None,
        false => Some(Changed::Text),
        true => Some(Changed::Other),
    };
    Ok(Some((stored, changed)))
}

/// Reads of a unit what the index is made from: texts, languages, codes, dates, and how sure it is.
pub(super) fn load_to_index(
    connection: &Connection,
    id: UnitId,
) -> rusqlite::Result<Option<StoredTu>> {
    let dates = |row: &Row<'_>, first: usize| -> rusqlite::Result<Attributes> {
        Ok(Attributes {
            creation_date: row.get(first)?,
            change_date: row.get(first + 1)?,
            ..Attributes::default()
        })
    };
    let unit = connection
        .prepare_cached(
            "SELECT creation_date, change_date, source_lang, alignment, \
             coalesce((SELECT at FROM change_set WHERE id = unit.change_set), '') FROM unit WHERE id = ?1",
        )?
        .query_row([id], |row| {
            Ok(StoredTu {
                id,
                tu: Tu {
                    attributes: dates(row, 0)?,
                    source_lang: row.get::<_, Option<String>>(2)?.map(Lang::stored),
                    alignment: row.get(3)?,
                    ..Tu::default()
                },
                document: None,
                brought_by: None,
                brought_at: row.get(4)?,
                numbers: Vec::new(),
            })
        })
        .optional()?;
    let Some(mut stored) = unit else {
        return Ok(None);
    };
    let mut variants = connection.prepare_cached(
        "SELECT creation_date, change_date, id, lang, text, content FROM variant WHERE unit = ?1 ORDER BY place",
    )?;
    let mut rows = variants.query([id])?;
    while let Some(row) = rows.next()? {
        stored.numbers.push(row.get(2)?);
        stored.tu.variants.push(Tuv {
            attributes: dates(row, 0)?,
            segment: row::segment(row, 4, 5)?,
            ..Tuv::plain(Lang::stored(row.get::<_, String>(3)?), "")
        });
    }
    Ok(Some(stored))
}

/// A unit without its variants, from the columns of [`load`].
fn unit_row(id: UnitId, row: &Row<'_>) -> rusqlite::Result<StoredTu> {
    Ok(StoredTu {
        id,
        tu: Tu {
            tuid: row.get(0)?,
            source_lang: row.get::<_, Option<String>>(1)?.map(Lang::stored),
            origin: row.get(2)?,
            alignment: row.get(3)?,
            attributes: row::attributes(row, 7)?,
            annotations: row::annotations(row, 7)?,
            variants: Vec::new(),
        },
        document: row.get(4)?,
        brought_at: row.get(5)?,
        brought_by: row.get(6)?,
        numbers: Vec::new(),
    })
}
