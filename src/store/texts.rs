//! Reading texts alone, without the units around them, the one stored last first.

use super::damage;
use super::derived::{DerivedState, has_hash};
use super::open::Store;
use super::seal::VARIANT;
use super::units::UnitId;
use crate::error::Result;
use crate::lang::Lang;
use crate::model::Segment;
use rusqlite::{OptionalExtension, Row};
use rustc_hash::FxHashMap;
use std::ops::ControlFlow;
use std::sync::LazyLock;

/// Texts whose languages stand for those of the memory where people are told of them.
const NEWEST: i64 = 500;

/// A text of the memory as it is read.
#[derive(Debug, Clone, Copy)]
pub struct TextRow<'a> {
    /// The number of its variant; what was stored later has a greater one.
    pub variant: i64,
    /// Its language.
    pub lang: &'a Lang,
    /// The text without inline codes.
    pub text: &'a str,
}

/// How many texts there are, and of how many the columns beside them say something else.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct TextAgreement {
    /// All texts.
    pub all: u64,
    /// Those whose hash is that of another text.
    pub wrong_hashes: u64,
    /// The unit of the first of them.
    pub first_wrong: Option<UnitId>,
    /// Of the others those whose content with inline codes has another text.
    pub contradictions: u64,
}

/// The statement that reads texts, each with whether it holds and its unit.
fn text_rows(which: &str) -> String {
    let holds = VARIANT.holds();
    format!("SELECT id, lang, text, {holds}, unit FROM variant WHERE {which}")
}

/// Refuses a row of [`text_rows`] that is damaged.
fn as_stored(row: &Row<'_>) -> rusqlite::Result<()> {
    match row.get(3)? {
        Some(false) => Err(damage::text_changed(row.get(4)?)),
        Some(true) | None => Ok(()),
    }
}

impl Store {
    /// Compares each text with its hash and with its content.
    pub fn text_agreement(&self) -> Result<TextAgreement> {
        let count = || -> rusqlite::Result<TextAgreement> {
            let mut found = TextAgreement::default();
            let mut all = self
                .connection()
                .prepare("SELECT text, hash, content, unit FROM variant ORDER BY id")?;
            let mut rows = all.query([])?;
            while let Some(row) = rows.next()? {
                let text = row.get_ref(0)?.as_str()?;
                let agrees = match row.get_ref(2)?.as_str_or_null()? {
                    None => true,
                    Some(content) => serde_json::from_str::<Segment>(content)
                        .is_ok_and(|segment| segment.text() == text),
                };
                found.all += 1;
                let is_own = has_hash(text, row.get(1)?);
                if !is_own {
                    found.wrong_hashes += 1;
                    if found.first_wrong.is_none() {
                        found.first_wrong = Some(row.get(3)?);
                    }
                }
                found.contradictions += u64::from(is_own && !agrees);
            }
            Ok(found)
        };
        count().map_err(|e| self.failed(e))
    }

    /// The greatest number of a variant; 0: there is none.
    pub fn newest_variant(&self) -> Result<i64> {
        self.one("SELECT coalesce(max(id), 0) FROM variant", [], |row| {
            row.get(0)
        })
    }

    /// Whether a text answers requests for this language. While the index follows the units, the cost does not grow
    /// with the memory, but for a language whose texts were deleted.
    pub fn holds(&self, lang: &Lang) -> Result<bool> {
        if self.derived_state()? == DerivedState::Current
            && !self.families()?.contains(&lang.family())
        {
            return Ok(false);
        }
        let mut found = false;
        self.scan_newest(i64::MAX, |row| {
            found = lang.fit(row.lang).is_some();
            Ok(if found {
                ControlFlow::Break(())
            } else {
                ControlFlow::Continue(())
            })
        })?;
        Ok(found)
    }

    /// The languages to name to who asked for `missing`, which the memory does not hold: those of the texts stored last,
    /// the most frequent first, then the families of others.
    pub fn languages_but(&self, missing: &Lang) -> Result<Vec<Lang>> {
        let tags: Vec<(String, i64)> = self.rows(
            "SELECT lang, count(*) FROM (SELECT lang FROM variant ORDER BY id DESC LIMIT ?1) GROUP BY lang ORDER BY 2 DESC, 1",
            [NEWEST],
            |row| Ok((row.get(0)?, row.get(1)?)),
        )?;
        let mut held: Vec<Lang> = tags.into_iter().map(|(tag, _)| Lang::stored(tag)).collect();
        for family in self.families()? {
            if family != missing.family() && held.iter().all(|lang| lang.family() != family) {
                let lang = Lang::parse_lenient(&family).map(|(lang, _)| lang);
                held.push(lang.unwrap_or_else(|_| Lang::stored(family)));
            }
        }
        Ok(held)
    }

    /// Visits the texts whose variants have the number `from` or a lesser one, the greatest first, until `visit` breaks
    /// off.
    pub fn scan_newest(
        &self,
        from: i64,
        mut visit: impl FnMut(TextRow<'_>) -> Result<ControlFlow<()>>,
    ) -> Result<()> {
        static NEWEST: LazyLock<String> = LazyLock::new(|| text_rows("id <= ?1 ORDER BY id DESC"));
        let mut langs: FxHashMap<Box<str>, Lang> = FxHashMap::default();
        let trusted = self.trust()?.seals;
        let mut all = self
            .connection()
            .prepare_cached(&NEWEST)
            .map_err(|e| self.failed(e))?;
        let mut rows = all.query([from]).map_err(|e| self.failed(e))?;
        while let Some(row) = rows.next().map_err(|e| self.failed(e))? {
            let read = || -> rusqlite::Result<(i64, &str, &str)> {
                let text = |column| row.get_ref(column)?.as_str().map_err(rusqlite::Error::from);
                if trusted {
                    as_stored(row)?;
                }
                Ok((row.get(0)?, text(1)?, text(2)?))
            };
            let (variant, tag, text) = read().map_err(|e| self.failed(e))?;
            if !langs.contains_key(tag) {
                langs.insert(tag.into(), Lang::stored(tag));
            }
            let row = TextRow {
                variant,
                lang: &langs[tag],
                text,
            };
            if visit(row)?.is_break() {
                break;
            }
        }
        Ok(())
    }

    /// Gives the text of a variant to `read`; `None` when there is no such variant.
    pub fn text_of<T>(
        &self,
        variant: i64,
        read: impl FnOnce(TextRow<'_>) -> T,
    ) -> Result<Option<T>> {
        static ONE: LazyLock<String> = LazyLock::new(|| text_rows("id = ?1"));
        let trusted = self.trust()?.seals;
        self.connection()
            .prepare_cached(&ONE)
            .and_then(|mut statement| {
                statement
                    .query_row([variant], |row| {
                        if trusted {
                            as_stored(row)?;
                        }
                        let lang = Lang::stored(row.get::<_, String>(1)?);
                        Ok(read(TextRow {
                            variant,
                            lang: &lang,
                            text: row.get_ref(2)?.as_str()?,
                        }))
                    })
                    .optional()
            })
            .map_err(|e| self.failed(e))
    }
}
