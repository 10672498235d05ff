//! Reading the newest units, the newest first, as far back as somebody wants.

use super::documents::segments_hash;
use super::open::Store;
use crate::error::Result;
use crate::lang::Lang;
use rusqlite::params;
use std::ops::ControlFlow;

/// A unit as far as others learn from it.
#[derive(Debug, Clone, PartialEq)]
pub struct NewestUnit {
    /// The document that it belongs to.
    pub document: Option<i64>,
    /// How sure its alignment is, 0 to 1; `None` where karvan did not align it.
    pub alignment: Option<f64>,
    /// Language and text of its variants.
    pub texts: Vec<(Lang, String)>,
}

impl Store {
    /// Visits the units, the newest first, until `visit` breaks off.
    pub fn newest(
        &self,
        mut visit: impl FnMut(NewestUnit) -> Result<ControlFlow<()>>,
    ) -> Result<()> {
        let failed = |source| self.failed(source);
        let mut statement = self
            .connection
            .prepare_cached(
                "SELECT unit.id, document, alignment, lang, text FROM unit JOIN variant ON variant.unit = unit.id \
                 ORDER BY unit.id DESC, place",
            )
            .map_err(failed)?;
        let mut rows = statement.query([]).map_err(failed)?;
        let mut last: Option<(i64, NewestUnit)> = None;
        while let Some(row) = rows.next().map_err(failed)? {
            let id = row.get(0).map_err(failed)?;
            let text = (
                Lang::stored(row.get::<_, String>(3).map_err(failed)?),
                row.get(4).map_err(failed)?,
            );
            match &mut last {
                Some((known, unit)) if *known == id => unit.texts.push(text),
                _ => {
                    let next = NewestUnit {
                        document: row.get(1).map_err(failed)?,
                        alignment: row.get(2).map_err(failed)?,
                        texts: vec![text],
                    };
                    if let Some((_, unit)) = last.replace((id, next))
                        && visit(unit)?.is_break()
                    {
                        return Ok(());
                    }
                }
            }
        }
        if let Some((_, unit)) = last {
            let _ = visit(unit)?;
        }
        Ok(())
    }

    /// Whether a document has a text of this language, with whatever region, with this name.
    pub fn has_document_named(&self, name: &str, lang: &Lang) -> Result<bool> {
        let langs = self.rows(
            "SELECT lang FROM document_text WHERE name = ?1",
            [name],
            |row| Ok(Lang::stored(row.get::<_, String>(0)?)),
        )?;
        Ok(langs.iter().any(|stored| lang.fit(stored).is_some()))
    }

    /// The documents that have a text of this language with this name, or with these very segments.
    pub fn documents_with(
        &self,
        name: Option<&str>,
        lang: &Lang,
        segments: &[String],
    ) -> Result<Vec<i64>> {
        let found = self.rows(
            "SELECT document, lang FROM document_text WHERE name = ?1 OR hash = ?2",
            params![name, segments_hash(segments)],
            |row| Ok((row.get(0)?, Lang::stored(row.get::<_, String>(1)?))),
        )?;
        // A document stays the same when its language is said with another region.
        let mut documents: Vec<i64> = found
            .into_iter()
            .filter_map(|(document, stored)| lang.fit(&stored).map(|_| document))
            .collect();
        documents.sort_unstable();
        documents.dedup();
        Ok(documents)
    }
}
