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

    /// Whether a document has just these segments under this name.
    pub fn has_text(&self, name: Option<&str>, lang: &Lang, segments: &[String]) -> Result<bool> {
        let rows = self.rows(
            "SELECT 1 FROM document_text WHERE hash = ?3 AND lang = ?2 AND name IS ?1 LIMIT 1",
            params![name, lang.as_str(), segments_hash(segments)],
            |row| row.get::<_, i64>(0),
        )?;
        Ok(!rows.is_empty())
    }
}
