//! The words of a language family, all of them: for questions that no single class answers.

use super::reader::IndexReader;
use super::terms::{self, TermRow};
use crate::error::Result;
use crate::store::seal::TERM;
use rusqlite::{Params, params};
use std::ops::Range;

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

impl<'a> From<&'a TermRow> for Listed<'a> {
    fn from(term: &'a TermRow) -> Self {
        Self {
            number: term.number,
            segments: term.segments,
            forms: &term.forms,
        }
    }
}

/// The condition of the index `term_compound`, as it stands there.
const COMPOUND: &str =
    "CAST(forms AS TEXT) GLOB '*[^' || char(1) || '-&(-+0-9A-Za-zÀ-ʯͰ-҂Ҋ-ԯḀ-ỿ一-鿿]*'";

impl IndexReader<'_> {
    /// Visits every word, figure and character of a family that an entry holds; marks are left out, because nothing is
    /// listed under them.
    pub fn for_each_term(&self, family: i64, visit: impl FnMut(Listed<'_>)) -> Result<()> {
        self.for_each_number(family, terms::FIRST_WORD..u32::MAX, visit)
    }

    /// Visits every figure of a family.
    pub fn for_each_figure(&self, family: i64, visit: impl FnMut(Listed<'_>)) -> Result<()> {
        self.for_each_number(family, terms::FIGURES, visit)
    }

    /// Visits the terms whose class begins so.
    pub fn for_each_class(
        &self,
        family: i64,
        beginning: &str,
        visit: impl FnMut(Listed<'_>),
    ) -> Result<()> {
        let end = format!("{beginning}{}", char::MAX);
        self.for_each(
            "family = ?1 AND class >= ?2 AND class <= ?3",
            params![family, beginning, end],
            visit,
        )
    }

    /// Visits the terms that may have a form in which a word begins that the form does not begin with (`O'Connor`).
    pub fn for_each_compound(&self, family: i64, visit: impl FnMut(Listed<'_>)) -> Result<()> {
        self.for_each(
            &format!("family = ?1 AND {COMPOUND}"),
            params![family],
            visit,
        )
    }

    fn for_each_number(
        &self,
        family: i64,
        numbers: Range<u32>,
        visit: impl FnMut(Listed<'_>),
    ) -> Result<()> {
        let row = |number| terms::row_id(family, number);
        self.for_each(
            "id >= ?1 AND id < ?2",
            params![row(numbers.start), row(numbers.end)],
            visit,
        )
    }

    fn for_each(
        &self,
        which: &str,
        parameters: impl Params,
        mut visit: impl FnMut(Listed<'_>),
    ) -> Result<()> {
        let all = || -> rusqlite::Result<()> {
            let mut statement = self.store.connection().prepare_cached(&format!(
                "SELECT id, segments, forms, {} FROM term WHERE {which}",
                TERM.holds()
            ))?;
            let mut rows = statement.query(parameters)?;
            while let Some(row) = rows.next()? {
                super::sound(row, 3)?;
                let number = terms::number_of(row.get(0)?);
                let segments = row.get::<_, i64>(1)?.unsigned_abs();
                if segments > 0 && number >= terms::FIRST_WORD {
                    visit(Listed {
                        number,
                        segments,
                        forms: row.get_ref(2)?.as_blob()?,
                    });
                }
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
            &term,
            &(0..=u8::MAX),
            |_| false,
            |keys| keys.iter().for_each(|key| visit(key.entry())),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::{Mode, Store};

    #[test]
    fn compound_forms_are_found_by_their_index() {
        assert!(super::super::TABLES.contains(COMPOUND));
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(&folder.path().join("tm.db"), Mode::Create).unwrap();
        let plan: Vec<String> = store
            .rows(
                &format!(
                    "EXPLAIN QUERY PLAN SELECT id, segments, forms FROM term WHERE family = 1 AND {COMPOUND}"
                ),
                [],
                |row| row.get(3),
            )
            .unwrap();
        assert!(plan[0].contains("term_compound"), "{plan:?}");
    }
}
