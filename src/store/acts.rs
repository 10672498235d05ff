//! What was done to the memory, and with which texts.

use super::documents::segments_hash;
use super::open::Store;
use super::row::parse_json;
use super::seal::HEADER;
use super::write::Writing;
use super::{damage, watch};
use crate::error::Result;
use crate::lang::Lang;
use crate::model::Header;
use rusqlite::{Connection, params};
use serde::{Deserialize, Serialize};
use std::sync::LazyLock;

/// The act that aligns texts.
pub const ALIGN: &str = "align";
/// The act that stores an alignment that a person has gone through.
pub const REVIEW: &str = "review";
/// What stands between the texts that an act joined, in its origin.
pub const TEXTS: &str = ", ";
/// What stands between groups of texts there: of three texts, an act may have joined two pairs alone.
pub const GROUPS: &str = " | ";

/// A text as the acts know it: by what it consists of, so that a file may be moved; acts of earlier programs know names alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ActText {
    content: String,
    names: Vec<String>,
}

impl ActText {
    /// A text of these segments, which the memory has under these names.
    pub fn new(segments: &[String], names: Vec<String>) -> Self {
        Self {
            content: content(segments_hash(segments)),
            names,
        }
    }

    /// Whether both are of the same segments.
    pub fn is_same(&self, other: &Self) -> bool {
        self.content == other.content
    }
}

fn content(hash: i64) -> String {
    format!("{hash:016x}")
}

/// What an act that joins texts keeps beside its origin: the content of the texts of each group.
#[derive(Serialize, Deserialize)]
struct Joined {
    joined: Vec<Vec<String>>,
}

/// Whether an act joined both texts: its groups by content, or, of an act that has none, by name.
fn joins(origin: &str, header: Option<&str>, texts: [&ActText; 2]) -> bool {
    if let Some(Joined { joined }) = header.and_then(|header| parse_json(header).ok()) {
        return joined
            .iter()
            .any(|group| texts.iter().all(|text| group.contains(&text.content)));
    }
    origin.split(GROUPS).any(|group| {
        let group = format!("{TEXTS}{group}{TEXTS}");
        let named = |name: &String| group.contains(&format!("{TEXTS}{name}{TEXTS}"));
        texts.iter().all(|text| text.names.iter().any(named))
    })
}

fn header_changed(act: i64) -> rusqlite::Error {
    damage::changed(&format!(
        "the header of act {act} is not the one that was stored"
    ))
}

/// Another program wrote it.
fn header_unreadable(act: i64) -> rusqlite::Error {
    damage::told(
        format!("the header of act {act} is no header that karvan wrote"),
        "write NULL into the column `header` of that row of `change_set` to go on without it, or restore the memory from a backup",
    )
}

/// The last act of this kind, after another one, that joined two texts.
fn last_act(
    connection: &Connection,
    act: &str,
    after: i64,
    texts: [&ActText; 2],
) -> rusqlite::Result<Option<i64>> {
    static ACTS: LazyLock<String> = LazyLock::new(|| {
        let holds = HEADER.holds();
        format!(
            "SELECT id, coalesce(origin, ''), header, {holds} FROM change_set WHERE act = ?1 AND id > ?2 \
             ORDER BY id DESC"
        )
    });
    let trusted = watch::vouches(connection, watch::is_set(connection)?)?;
    let mut acts = connection.prepare_cached(&ACTS)?;
    let mut rows = acts.query(params![act, after])?;
    while let Some(row) = rows.next()? {
        if trusted && row.get(3) == Ok(Some(false)) {
            return Err(header_changed(row.get(0)?));
        }
        let (origin, header) = (row.get_ref(1)?.as_str()?, row.get_ref(2)?.as_str_or_null()?);
        if joins(origin, header, texts) {
            return row.get(0).map(Some);
        }
    }
    Ok(None)
}

/// Whether the last alignment of these two texts is one that a person has gone through.
fn is_review(connection: &Connection, texts: [&ActText; 2]) -> rusqlite::Result<bool> {
    Ok(match last_act(connection, REVIEW, 0, texts)? {
        Some(review) => last_act(connection, ALIGN, review, texts)?.is_none(),
        None => false,
    })
}

fn import_headers(connection: &Connection, trusted: bool) -> rusqlite::Result<Vec<Header>> {
    let holds = HEADER.holds();
    let sql = format!(
        "SELECT header, min(id), min({holds}) FROM change_set WHERE act = 'import' AND header IS NOT NULL \
         GROUP BY header ORDER BY min(id)"
    );
    let mut statement = connection.prepare_cached(&sql)?;
    let headers = statement.query_map([], |row| {
        if trusted && row.get(2) == Ok(Some(false)) {
            return Err(header_changed(row.get(1)?));
        }
        parse_json(row.get_ref(0)?.as_str()?).or_else(|_| Err(header_unreadable(row.get(1)?)))
    })?;
    headers.collect()
}

impl Writing<'_> {
    /// As [`Store::import_headers`], with what this act has kept so far.
    pub fn import_headers(&self) -> Result<Vec<Header>> {
        import_headers(&self.transaction, self.trust.seals).map_err(|e| self.failed(e))
    }
}

impl Store {
    /// The headers of all imported files, each once, in the order of the imports.
    ///
    /// # Errors
    /// [`crate::error::Error::Memory`] at one that is damaged, or that cannot be read.
    pub fn import_headers(&self) -> Result<Vec<Header>> {
        let trusted = self.trust()?.seals;
        import_headers(self.connection(), trusted).map_err(|e| self.failed(e))
    }

    /// Whether the last alignment of these two texts is one that a person has gone through.
    pub fn is_review(&self, texts: [&ActText; 2]) -> Result<bool> {
        is_review(self.connection(), texts).map_err(|e| self.failed(e))
    }

    /// A text of just these segments, under whatever names; `None` where no document has one. A region of the language does
    /// not matter.
    pub fn text_with(&self, lang: &Lang, segments: &[String]) -> Result<Option<ActText>> {
        let mut stored = self.rows(
            "SELECT name, lang FROM document_text WHERE hash = ?1",
            [segments_hash(segments)],
            |row| {
                let lang = Lang::stored(row.get::<_, String>(1)?);
                Ok((row.get::<_, Option<String>>(0)?, lang))
            },
        )?;
        stored.retain(|(_, stored)| lang.fit(stored).is_some());
        let names = || stored.iter().filter_map(|(name, _)| name.clone()).collect();
        Ok((!stored.is_empty()).then(|| ActText::new(segments, names())))
    }

    /// The text that has this name now; a region of the language does not matter.
    pub fn text_named(&self, name: &str, lang: &Lang) -> Result<Option<ActText>> {
        let stored = self.rows(
            "SELECT hash, lang FROM document_text WHERE name = ?1 ORDER BY id",
            [name],
            |row| Ok((row.get(0)?, Lang::stored(row.get::<_, String>(1)?))),
        )?;
        let mut stored = stored.into_iter();
        let found = stored.find(|(_, stored)| lang.fit(stored).is_some());
        Ok(found.map(|(hash, _)| ActText {
            content: content(hash),
            names: vec![name.to_owned()],
        }))
    }

    /// Whether a document has just these segments under this name; a region of the language does not matter.
    pub fn has_text(&self, name: Option<&str>, lang: &Lang, segments: &[String]) -> Result<bool> {
        let langs = self.rows(
            "SELECT lang FROM document_text WHERE hash = ?2 AND name IS ?1",
            params![name, segments_hash(segments)],
            |row| Ok(Lang::stored(row.get::<_, String>(0)?)),
        )?;
        Ok(langs.iter().any(|stored| lang.fit(stored).is_some()))
    }
}

impl Writing<'_> {
    /// As [`Store::is_review`], of what was done up to this act.
    pub fn is_review(&self, texts: [&ActText; 2]) -> Result<bool> {
        is_review(&self.transaction, texts).map_err(|e| self.failed(e))
    }

    /// Keeps which texts this act joins, group by group.
    pub fn set_joined(&self, groups: &[Vec<&[String]>]) -> Result<()> {
        let hashes = |group: &Vec<&[String]>| {
            let each = group.iter().map(|text| content(segments_hash(text)));
            each.collect()
        };
        let joined = Joined {
            joined: groups.iter().map(hashes).collect(),
        };
        self.keep_header(&joined)
    }
}
