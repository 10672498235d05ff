//! The words of a language family, all of them: for questions that no single class answers.

use super::reader::IndexReader;
use super::terms;
use crate::error::Result;
use rusqlite::params;

/// A word or a figure of the vocabulary, with the forms in which it is written.
#[derive(Debug, Clone, Copy)]
pub struct Listed<'a> {
    /// The number of its term in its family.
    pub number: u32,
    /// In how many entries it stands.
    pub segments: u64,
    forms: &'a [u8],
}

impl<'a> Listed<'a> {
    /// Its written forms.
    pub fn forms(&self) -> impl Iterator<Item = &'a str> {
        terms::forms(self.forms)
    }
}

impl IndexReader<'_> {
    /// Visits every word, figure and character of a family that an entry holds; marks are left out, because nothing is
    /// listed under them.
    pub fn for_each_term(&self, family: i64, mut visit: impl FnMut(Listed<'_>)) -> Result<()> {
        let mut all = || -> rusqlite::Result<()> {
            let mut statement = self.store.connection().prepare_cached(
                "SELECT id, segments, forms FROM term WHERE id >= ?1 AND id <= ?2 AND segments > 0",
            )?;
            let mut rows = statement.query(params![
                terms::row_id(family, terms::FIRST_WORD),
                terms::row_id(family, u32::MAX)
            ])?;
            while let Some(row) = rows.next()? {
                visit(Listed {
                    number: terms::number_of(row.get(0)?),
                    segments: row.get::<_, i64>(1)?.unsigned_abs(),
                    forms: row.get_ref(2)?.as_blob()?,
                });
            }
            Ok(())
        };
        all().map_err(|e| self.store.failed(e))
    }

    /// Visits the entries that hold the term with this number, by length and number.
    pub fn entries_of(&self, family: i64, number: u32, mut visit: impl FnMut(u32)) -> Result<()> {
        let Some(term) = terms::by_number(self.store.connection(), family, number)
            .map_err(|e| self.store.failed(e))?
        else {
            return Ok(());
        };
        self.postings(
            family,
            &term,
            &(0..=u8::MAX),
            |_| false,
            |key| visit(key.entry()),
        )
    }
}
