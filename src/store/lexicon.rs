//! Lexicons that were learned from the units and are kept, so that the next alignment finds them.
//!
//! They are derived, and less than the index: one that is missing, damaged, or behind the units is learned anew by who
//! needs it. So that the units of a document never teach its own alignment, each document belongs to a *part* of the
//! memory, and the lexicon of a part is learned from the units of all others.

use super::documents::segments_hash;
use super::open::{Mode, Store};
use super::write::Ready;
use super::{damage, unwritable};
use crate::error::Result;
use crate::lang::Lang;
use rusqlite::{Connection, OptionalExtension, TransactionBehavior, params};
use rustc_hash::FxHashMap;
use std::path::Path;
use xxhash_rust::xxh3::xxh3_64;

/// The tables, made when the first lexicon is kept; documented by their own comments.
const TABLES: &str = include_str!("lexicon.sql");

/// How many parts the documents of a memory belong to.
pub const PARTS: u8 = 4;

/// A lexicon of this share of changed units is behind: one in so many.
const BEHIND: i64 = 10;

/// Which lexicon is meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LexiconKey {
    /// Its languages, in the order of their tags.
    pub langs: (Lang, Lang),
    /// The part of the memory that it is for, and that it learned nothing from.
    pub part: u8,
    /// How its bytes are to be read, and what its words are.
    pub format: i64,
}

/// A lexicon to be kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptLexicon {
    /// Which one it is.
    pub key: LexiconKey,
    /// From how many units it learned.
    pub learned: usize,
    /// The last act that it knows of: [`Store::last_change`] when its units were read.
    pub known: i64,
    /// The lexicon.
    pub words: Vec<u8>,
}

/// The part of a document whose oldest text has this name, or without a name these segments.
pub fn part_of(name: Option<&str>, segments: &[String]) -> u8 {
    part_by(name, segments_hash(segments))
}

fn part_by(name: Option<&str>, hash: i64) -> u8 {
    let hash = name.map_or(hash as u64, |name| xxh3_64(name.as_bytes()));
    (hash % u64::from(PARTS)) as u8
}

impl Store {
    /// The part of each document.
    pub fn parts(&self) -> Result<FxHashMap<i64, u8>> {
        // The row of the least number gives the other columns, which SQLite promises for `min`.
        let rows = self.rows(
            "SELECT document, name, hash, min(id) FROM document_text GROUP BY document",
            [],
            |row| {
                let name: Option<String> = row.get(1)?;
                Ok((row.get(0)?, part_by(name.as_deref(), row.get(2)?)))
            },
        )?;
        Ok(rows.into_iter().collect())
    }

    /// The part of one document; `None` where it has no text.
    pub fn part_of_document(&self, document: i64) -> Result<Option<u8>> {
        part_of_document(&self.connection, document).map_err(|e| self.failed(e))
    }

    /// The number of the last act; 0 for none.
    pub fn last_change(&self) -> Result<i64> {
        last_change(&self.connection).map_err(|e| self.failed(e))
    }

    /// The bytes of a lexicon that is kept, unless it is damaged or behind the units.
    pub fn lexicon(&self, key: &LexiconKey) -> Result<Option<Vec<u8>>> {
        let read = || -> rusqlite::Result<Option<Vec<u8>>> {
            if !is_there(&self.connection)? {
                return Ok(None);
            }
            self.connection
                .prepare_cached(
                    "SELECT hash, words FROM lexicon JOIN lexicon_words ON lexicon_words.lexicon = lexicon.id \
                     WHERE source = ?1 AND target = ?2 AND part = ?3 AND format = ?4 \
                     AND changed * ?5 < learned AND known = (SELECT coalesce(max(id), 0) FROM change_set)",
                )?
                .query_row(
                    params![
                        key.langs.0.as_str(),
                        key.langs.1.as_str(),
                        key.part,
                        key.format,
                        BEHIND
                    ],
                    |row| {
                        let words: Vec<u8> = row.get(1)?;
                        Ok((row.get::<_, i64>(0)? == xxh3_64(&words) as i64).then_some(words))
                    },
                )
                .optional()
                .map(Option::flatten)
        };
        // What cannot be read is learned anew. A page that is broken is told by those who ask for the units.
        Ok(read().unwrap_or_default())
    }
}

/// Keeps lexicons in a memory, if that can be done at once: without waiting for another program, in a file that may be
/// written to. `commit` runs the final step. Gives whether it was done.
pub fn keep_lexicons(
    path: &Path,
    lexicons: &[KeptLexicon],
    commit: impl FnOnce(Ready<'_>) -> Result<()>,
) -> bool {
    let keep = || -> Result<()> {
        let mut store = Store::open_waiting(path, Mode::Write, Some(|_| false))?;
        let failed = |source| unwritable::explain(path, source);
        let transaction = store
            .connection
            .transaction_with_behavior(TransactionBehavior::Immediate)
            .map_err(failed)?;
        damage::refuse_to_write(&transaction, path)?;
        let write = || -> rusqlite::Result<()> {
            transaction.execute_batch(TABLES)?;
            for lexicon in lexicons {
                put(&transaction, lexicon)?;
            }
            Ok(())
        };
        write().map_err(failed)?;
        commit(Ready {
            transaction,
            place: store.place.clone(),
        })?;
        store.take_over_log();
        Ok(())
    };
    keep().is_ok()
}

fn put(connection: &Connection, lexicon: &KeptLexicon) -> rusqlite::Result<()> {
    let key = &lexicon.key;
    let (source, target) = (key.langs.0.as_str(), key.langs.1.as_str());
    forget(
        connection,
        "source = ?1 AND target = ?2 AND part = ?3",
        params![source, target, key.part],
    )?;
    connection.execute(
        "INSERT INTO lexicon (source, target, part, format, learned, changed, known, hash) \
         VALUES (?1, ?2, ?3, ?4, ?5, 0, ?6, ?7)",
        params![
            source,
            target,
            key.part,
            key.format,
            lexicon.learned as i64,
            lexicon.known,
            xxh3_64(&lexicon.words) as i64
        ],
    )?;
    connection.execute(
        "INSERT OR REPLACE INTO lexicon_words VALUES (?1, ?2)",
        params![connection.last_insert_rowid(), lexicon.words],
    )?;
    Ok(())
}

/// Takes lexicons away.
fn forget(
    connection: &Connection,
    which: &str,
    parameters: impl rusqlite::Params + Clone,
) -> rusqlite::Result<()> {
    connection.execute(
        &format!(
            "DELETE FROM lexicon_words WHERE lexicon IN (SELECT id FROM lexicon WHERE {which})"
        ),
        parameters.clone(),
    )?;
    connection.execute(&format!("DELETE FROM lexicon WHERE {which}"), parameters)?;
    Ok(())
}

/// Takes all lexicons away.
pub(super) fn forget_all(connection: &Connection) -> rusqlite::Result<()> {
    if is_there(connection)? {
        forget(connection, "true", [])?;
    }
    Ok(())
}

/// Whether there are tables for lexicons.
fn is_there(connection: &Connection) -> rusqlite::Result<bool> {
    connection
        .prepare_cached(
            "SELECT count(*) = 2 FROM sqlite_schema WHERE type = 'table' AND name IN ('lexicon', 'lexicon_words')",
        )?
        .query_row([], |row| row.get(0))
}

fn last_change(connection: &Connection) -> rusqlite::Result<i64> {
    connection
        .prepare_cached("SELECT coalesce(max(id), 0) FROM change_set")?
        .query_row([], |row| row.get(0))
}

pub(super) fn part_of_document(
    connection: &Connection,
    document: i64,
) -> rusqlite::Result<Option<u8>> {
    connection
        .prepare_cached(
            "SELECT name, hash FROM document_text WHERE document = ?1 ORDER BY id LIMIT 1",
        )?
        .query_row([document], |row| {
            let name: Option<String> = row.get(0)?;
            Ok(part_by(name.as_deref(), row.get(1)?))
        })
        .optional()
}

/// What an act does to the units that lexicons learned from.
#[derive(Debug)]
pub(super) struct Touched {
    /// How many units of each document were added, changed or deleted.
    units: FxHashMap<Option<i64>, i64>,
}

impl Touched {
    /// Begins to count, where there are lexicons that want it.
    pub(super) fn begin(connection: &Connection) -> rusqlite::Result<Option<Self>> {
        Ok(is_there(connection)?.then(|| Self {
            units: FxHashMap::default(),
        }))
    }

    /// A unit of a document is new.
    pub(super) fn added(&mut self, document: Option<i64>) {
        *self.units.entry(document).or_default() += 1;
    }

    /// A unit is about to be changed or deleted.
    pub(super) fn changes(&mut self, connection: &Connection, unit: i64) -> rusqlite::Result<()> {
        let document = connection
            .prepare_cached("SELECT document FROM unit WHERE id = ?1")?
            .query_row([unit], |row| row.get(0))
            .optional()?;
        self.added(document.flatten());
        Ok(())
    }

    /// Tells the lexicons of this act how many of their units it touched.
    pub(super) fn tell(&self, connection: &Connection, act: i64) -> rusqlite::Result<()> {
        let all: i64 = self.units.values().sum();
        let mut of_part = [0; PARTS as usize];
        for (document, count) in &self.units {
            let part = match document {
                Some(document) => part_of_document(connection, *document)?,
                None => None,
            };
            if let Some(part) = part {
                of_part[usize::from(part)] += count;
            }
        }
        for (part, own) in of_part.into_iter().enumerate() {
            // One that had missed an act goes on missing it.
            connection
                .prepare_cached(
                    "UPDATE lexicon SET changed = changed + ?2, known = ?3 WHERE part = ?1 AND known = \
                     (SELECT coalesce(max(id), 0) FROM change_set WHERE id < ?3)",
                )?
                .execute(params![part as i64, all - own, act])?;
        }
        Ok(())
    }
}

/// Takes the lexicons of a part away: a document that came to it may have taught them.
pub(super) fn forget_part(connection: &Connection, part: u8) -> rusqlite::Result<()> {
    if is_there(connection)? {
        forget(connection, "part = ?1", params![part])?;
    }
    Ok(())
}
