//! Reading texts alone, without the units around them, the one stored last first.

use super::open::Store;
use crate::error::Result;
use crate::lang::Lang;
use rusqlite::OptionalExtension;
use rustc_hash::FxHashMap;
use std::ops::ControlFlow;

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

impl Store {
    /// The greatest number of a variant; 0: there is none.
    pub fn newest_variant(&self) -> Result<i64> {
        self.one("SELECT coalesce(max(id), 0) FROM variant", [], |row| {
            row.get(0)
        })
    }

    /// Whether a text answers requests for this language.
    pub fn holds(&self, lang: &Lang) -> Result<bool> {
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

    /// Visits the texts whose variants have the number `from` or a lesser one, the greatest first, until `visit` breaks
    /// off.
    pub fn scan_newest(
        &self,
        from: i64,
        mut visit: impl FnMut(TextRow<'_>) -> Result<ControlFlow<()>>,
    ) -> Result<()> {
        let mut langs: FxHashMap<Box<str>, Lang> = FxHashMap::default();
        let mut all = self
            .connection()
            .prepare_cached("SELECT id, lang, text FROM variant WHERE id <= ?1 ORDER BY id DESC")
            .map_err(|e| self.failed(e))?;
        let mut rows = all.query([from]).map_err(|e| self.failed(e))?;
        while let Some(row) = rows.next().map_err(|e| self.failed(e))? {
            let read = || -> rusqlite::Result<(i64, &str, &str)> {
                let text = |column| row.get_ref(column)?.as_str().map_err(rusqlite::Error::from);
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
        self.connection()
            .prepare_cached("SELECT lang, text FROM variant WHERE id = ?1")
            .and_then(|mut statement| {
                statement
                    .query_row([variant], |row| {
                        let lang = Lang::stored(row.get::<_, String>(0)?);
                        Ok(read(TextRow {
                            variant,
                            lang: &lang,
                            text: row.get_ref(1)?.as_str()?,
                        }))
                    })
                    .optional()
            })
            .map_err(|e| self.failed(e))
    }
}
