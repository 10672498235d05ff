//! What was done to the memory, and with which texts.

use super::documents::segments_hash;
use super::open::Store;
use crate::error::Result;
use crate::lang::Lang;
use rusqlite::params;

/// What stands between the texts that an act joined, in its origin.
pub const TEXTS: &str = ", ";
/// What stands between groups of texts there: of three texts, an act may have joined two pairs alone.
pub const GROUPS: &str = " | ";

impl Store {
    /// The number of the last act of this kind, after another one, that joined two texts; its origin names them among the texts
    /// of one group ([`GROUPS`]).
    pub fn last_act(&self, act: &str, after: i64, names: [&str; 2]) -> Result<Option<i64>> {
        let rows = self.rows(
            "SELECT id, origin FROM change_set WHERE act = ?1 AND id > ?2 \
             AND instr(origin, ?3) AND instr(origin, ?4) ORDER BY id DESC",
            params![act, after, names[0], names[1]],
            |row| Ok((row.get::<_, i64>(0)?, row.get::<_, String>(1)?)),
        )?;
        let joined = |origin: &str| {
            origin.split(GROUPS).any(|group| {
                let group = format!("{TEXTS}{group}{TEXTS}");
                let holds = |name: &&str| group.contains(&format!("{TEXTS}{name}{TEXTS}"));
                names.iter().all(holds)
            })
        };
        let last = rows.into_iter().find(|(_, origin)| joined(origin));
        Ok(last.map(|(id, _)| id))
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
