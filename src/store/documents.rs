//! Documents: their texts and ladders as stored. What units follow from them is decided in `memory`.

use super::damage;
use super::lexicon;
use super::row::{parse_json, to_json};
use super::seal::{DOCUMENT_TEXT, LADDER, Sealed, UNIT};
use super::stored::{self, StoredTu};
use super::write::Writing;
use crate::error::Result;
use crate::lang::Lang;
use rusqlite::{Row, params};
use xxhash_rust::xxh3::xxh3_64;

/// One text of a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DocumentText {
    /// Its number.
    pub id: i64,
    /// The document that it belongs to.
    pub document: i64,
    /// The path as seen from the memory's folder; `None` for standard input.
    pub name: Option<String>,
    /// Its language.
    pub lang: Lang,
    /// Its segments in order.
    pub segments: Vec<String>,
}

/// A bead of a stored ladder: segments `source.0 .. source.1` with `target.0 .. target.1`, and its score 0 to 1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct BeadRow {
    /// Half-open range of source segments.
    pub source: (usize, usize),
    /// Half-open range of target segments.
    pub target: (usize, usize),
    /// How sure it is, 0 to 1.
    pub score: f64,
}

/// The ladder between two texts.
#[derive(Debug, Clone, PartialEq)]
pub struct StoredLadder {
    /// Its number.
    pub id: i64,
    /// The text on its source side.
    pub source: i64,
    /// The text on its target side.
    pub target: i64,
    /// Its beads; only those with two sides.
    pub beads: Vec<BeadRow>,
}

type BeadTuple = (usize, usize, usize, usize, f64);

/// The hash by which a text is known: XXH3-64 of its segments joined by LF.
pub(super) fn segments_hash(segments: &[String]) -> i64 {
    xxh3_64(segments.join("\n").as_bytes()) as i64
}

/// The columns of a table, and whether each row holds.
fn select(table: Sealed) -> String {
    let (name, holds) = (table.table, table.holds());
    format!("SELECT *, {holds} AS holds FROM {name}")
}

fn text_row(row: &Row<'_>) -> rusqlite::Result<DocumentText> {
    Ok(DocumentText {
        id: row.get("id")?,
        document: row.get("document")?,
        name: row.get("name")?,
        lang: Lang::stored(row.get::<_, String>("lang")?),
        segments: parse_json(row.get_ref("segments")?.as_str()?)?,
    })
}

fn ladder_row(row: &Row<'_>) -> rusqlite::Result<StoredLadder> {
    let beads: Vec<BeadTuple> = parse_json(row.get_ref("beads")?.as_str()?)?;
    Ok(StoredLadder {
        id: row.get("id")?,
        source: row.get("source")?,
        target: row.get("target")?,
        beads: beads
            .into_iter()
            .map(|(a, b, c, d, score)| BeadRow {
                source: (a, b),
                target: (c, d),
                score,
            })
            .collect(),
    })
}

/// The texts that a language finds, the best first.
fn in_language(texts: Vec<DocumentText>, lang: &Lang) -> Vec<DocumentText> {
    let fit = |text: DocumentText| Some((lang.fit(&text.lang)?, text));
    let mut found: Vec<_> = texts.into_iter().filter_map(fit).collect();
    found.sort_by_key(|(fit, _)| *fit);
    found.into_iter().map(|(_, text)| text).collect()
}

impl Writing<'_> {
    /// The stored texts of this language that have this name. A document stays the same when its language is said with another
    /// region; the very same tag comes first.
    pub fn texts_named(&self, name: &str, lang: &Lang) -> Result<Vec<DocumentText>> {
        let named = self.texts(
            &format!("{} WHERE name = ?1 ORDER BY id", select(DOCUMENT_TEXT)),
            params![name],
        )?;
        Ok(in_language(named, lang))
    }

    /// The stored texts of this language, with whatever region, that consist of these very segments.
    pub fn texts_with(&self, segments: &[String], lang: &Lang) -> Result<Vec<DocumentText>> {
        let mut found = self.texts(
            &format!("{} WHERE hash = ?1 ORDER BY id", select(DOCUMENT_TEXT)),
            params![segments_hash(segments)],
        )?;
        found.retain(|text| text.segments == segments);
        Ok(in_language(found, lang))
    }

    /// The texts of a document, the oldest first.
    pub fn texts_of(&self, document: i64) -> Result<Vec<DocumentText>> {
        self.texts(
            &format!("{} WHERE document = ?1 ORDER BY id", select(DOCUMENT_TEXT)),
            [document],
        )
    }

    /// Refuses a row that is damaged: an alignment that goes on from it would make that final.
    fn as_stored(&self, row: &Row<'_>, what: &str) -> rusqlite::Result<()> {
        if self.trust.seals && row.get("holds") == Ok(Some(false)) {
            let id: i64 = row.get("id")?;
            return Err(damage::changed(&format!(
                "{what} {id} is not as it was stored"
            )));
        }
        Ok(())
    }

    fn texts(&self, sql: &str, parameters: impl rusqlite::Params) -> Result<Vec<DocumentText>> {
        let read = || -> rusqlite::Result<Vec<_>> {
            self.transaction
                .prepare_cached(sql)?
                .query_map(parameters, |row| {
                    self.as_stored(row, "text")?;
                    text_row(row)
                })?
                .collect()
        };
        read().map_err(|e| self.failed(e))
    }

    /// The ladders of a document.
    pub fn ladders_of(&self, document: i64) -> Result<Vec<StoredLadder>> {
        let read = || -> rusqlite::Result<Vec<_>> {
            self.transaction
                .prepare_cached(&format!(
                    "{} WHERE source IN (SELECT id FROM document_text WHERE document = ?1) ORDER BY id",
                    select(LADDER)
                ))?
                .query_map([document], |row| {
                    self.as_stored(row, "alignment")?;
                    ladder_row(row)
                })?
                .collect()
        };
        read().map_err(|e| self.failed(e))
    }

    /// The units of a document in the order of the memory.
    pub fn units_of(&self, document: i64) -> Result<Vec<StoredTu>> {
        let read = || -> rusqlite::Result<Vec<_>> {
            let ids: Vec<i64> = self
                .transaction
                .prepare_cached("SELECT id FROM unit WHERE document = ?1 ORDER BY id")?
                .query_map([document], |row| row.get(0))?
                .collect::<rusqlite::Result<_>>()?;
            ids.into_iter()
                .filter_map(|id| stored::load(&self.transaction, id).transpose())
                .collect()
        };
        read().map_err(|e| self.failed(e))
    }

    /// A new document without texts.
    pub fn new_document(&self) -> Result<i64> {
        self.execute("INSERT INTO document DEFAULT VALUES", [])?;
        Ok(self.transaction.last_insert_rowid())
    }

    /// Gives everything of one document to another.
    pub fn join_documents(&self, from: i64, into: i64) -> Result<()> {
        let before = [self.part(from)?, self.part(into)?];
        for table in [DOCUMENT_TEXT, UNIT] {
            let sql = table.update(&[("document", "?2")], "document = ?1");
            self.execute(&sql, [from, into])?;
        }
        self.execute("DELETE FROM document WHERE id = ?1", [from])?;
        self.moved(into, &before)
    }

    fn part(&self, document: i64) -> Result<Option<u8>> {
        lexicon::part_of_document(&self.transaction, document).map_err(|e| self.failed(e))
    }

    /// A document has other texts, or its texts other names; `before` are the parts of the memory that it was in.
    fn moved(&self, document: i64, before: &[Option<u8>]) -> Result<()> {
        match self.part(document)? {
            Some(part) if before.iter().any(|before| *before != Some(part)) => {
                lexicon::forget_part(&self.transaction, part).map_err(|e| self.failed(e))
            }
            _ => Ok(()),
        }
    }

    /// Adds a text to a document.
    pub fn add_text(
        &self,
        document: i64,
        name: Option<&str>,
        lang: &Lang,
        segments: &[String],
    ) -> Result<i64> {
        let content = to_json(segments).map_err(|e| self.failed(e))?;
        self.execute(
            &DOCUMENT_TEXT.insert(),
            params![
                document,
                name,
                lang.as_str(),
                segments_hash(segments),
                content
            ],
        )?;
        Ok(self.transaction.last_insert_rowid())
    }

    /// Replaces a text's content; its ladders are given anew by the caller.
    pub fn replace_text(&self, text: i64, segments: &[String]) -> Result<()> {
        let content = to_json(segments).map_err(|e| self.failed(e))?;
        self.execute(
            &DOCUMENT_TEXT.update(&[("hash", "?2"), ("segments", "?3")], "id = ?1"),
            params![text, segments_hash(segments), content],
        )
    }

    /// Gives a text the language that is said of it now.
    pub fn retag_text(&self, text: i64, lang: &Lang) -> Result<()> {
        self.execute(
            &DOCUMENT_TEXT.update(&[("lang", "?2")], "id = ?1"),
            params![text, lang.as_str()],
        )
    }

    /// Gives a text the name under which it was met now.
    pub fn rename_text(&self, text: &DocumentText, name: &str) -> Result<()> {
        let before = [self.part(text.document)?];
        self.execute(
            &DOCUMENT_TEXT.update(&[("name", "?2")], "id = ?1"),
            params![text.id, name],
        )?;
        self.moved(text.document, &before)
    }

    /// Stores the ladder of two texts in place of the one that was there, in either direction.
    pub fn put_ladder(&self, source: i64, target: i64, beads: &[BeadRow]) -> Result<()> {
        self.execute(
            "DELETE FROM ladder WHERE source = ?1 AND target = ?2 OR source = ?2 AND target = ?1",
            [source, target],
        )?;
        let tuples: Vec<BeadTuple> = beads
            .iter()
            .map(|b| (b.source.0, b.source.1, b.target.0, b.target.1, b.score))
            .collect();
        let content = to_json(&tuples).map_err(|e| self.failed(e))?;
        self.execute(
            &LADDER.insert(),
            params![source, target, self.now(), content],
        )
    }

    fn execute(&self, sql: &str, parameters: impl rusqlite::Params) -> Result<()> {
        self.transaction
            .prepare_cached(sql)
            .and_then(|mut statement| statement.execute(parameters))
            .map(|_| ())
            .map_err(|e| self.failed(e))
    }
}
