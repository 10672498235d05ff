//! What was done to the memory, and with which texts.

use super::documents::segments_hash;
use super::open::Store;
use crate::error::Result;
use crate::lang::Lang;
use rusqlite::params;

impl Store {
    /// The last of these acts that names this origin.
    pub fn last_act(&self, acts: &[&str], origin: &str) -> Result<Option<String>> {
        let rows = self.rows(
            "SELECT act FROM change_set WHERE origin = ?1 ORDER BY id DESC",
            [origin],
            |row| row.get::<_, String>(0),
        )?;
        Ok(rows.into_iter().find(|act| acts.contains(&act.as_str())))
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
