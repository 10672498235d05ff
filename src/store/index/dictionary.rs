//! The numbers of terms and forms by what is written, while an act adds to the index: looked up in the tables once.

use super::sequence::Code;
use super::terms::{self, Numbering};
use super::{full, varint};
use crate::lang::Lang;
use crate::store::seal::TERM;
use crate::text::{TokenKind, class_of_written};
use rusqlite::types::Null;
use rusqlite::{Connection, params};
use rustc_hash::FxHashMap;
use std::sync::LazyLock;

/// Written forms whose terms are held in memory, of each family: as many of those met last, and of those met before.
const MOST_CACHED: usize = 100_000;

static INSERT: LazyLock<String> = LazyLock::new(|| TERM.insert());
static SET_FORMS: LazyLock<String> = LazyLock::new(|| TERM.update(&[("forms", "?2")], "id = ?1"));

/// The dictionary of one family.
#[derive(Debug)]
pub(super) struct Dictionary {
    family: i64,
    lang: Lang,
    numbering: Numbering,
    /// The term and form of each written form met.
    known: FxHashMap<Box<str>, Code>,
    known_before: FxHashMap<Box<str>, Code>,
}

impl Dictionary {
    /// That of a family.
    pub(super) fn open(connection: &Connection, family: i64, lang: Lang) -> rusqlite::Result<Self> {
        Ok(Self {
            family,
            lang,
            numbering: Numbering::of(connection, family)?,
            known: FxHashMap::default(),
            known_before: FxHashMap::default(),
        })
    }

    /// The number of a token's term and form, new ones where it has none yet.
    pub(super) fn code(
        &mut self,
        connection: &Connection,
        kind: TokenKind,
        written: &str,
    ) -> rusqlite::Result<Code> {
        if let Some(code) = self.known.get(written) {
            return Ok(*code);
        }
        let code = if let Some(code) = self.known_before.get(written) {
            *code
        } else {
            let class = class_of_written(kind, written, &self.lang);
            self.code_of_class(connection, kind, &class, written)?
        };
        if self.known.len() >= MOST_CACHED {
            self.known_before = std::mem::take(&mut self.known);
        }
        self.known.insert(written.into(), code);
        Ok(code)
    }

    fn code_of_class(
        &mut self,
        connection: &Connection,
        kind: TokenKind,
        class: &str,
        written: &str,
    ) -> rusqlite::Result<Code> {
        if let Some(row) = terms::find(connection, self.family, class)? {
            return self.form_of(connection, &row, written);
        }
        let number = self.numbering.next(kind).ok_or_else(full)?;
        if number == terms::LAST_MARK
            && let Some(row) = terms::find(connection, self.family, terms::OTHER_MARKS)?
        {
            return self.form_of(connection, &row, written);
        }
        let class = if number == terms::LAST_MARK {
            terms::OTHER_MARKS
        } else {
            class
        };
        let mut forms = Vec::new();
        varint::put_bytes(&mut forms, written.as_bytes());
        insert_term(connection, self.family, number, class, &forms)?;
        Ok(Code {
            term: number,
            form: 0,
        })
    }

    /// The number of a written form of a known term; a new one is added to its forms.
    fn form_of(
        &self,
        connection: &Connection,
        row: &terms::TermRow,
        written: &str,
    ) -> rusqlite::Result<Code> {
        let form = if let Some(form) = terms::place_of(&row.forms, written) {
            form
        } else {
            let mut forms = row.forms.clone();
            varint::put_bytes(&mut forms, written.as_bytes());
            connection
                .prepare_cached(&SET_FORMS)?
                .execute(params![terms::row_id(self.family, row.number), forms])?;
            terms::count(&row.forms)
        };
        Ok(Code {
            term: row.number,
            form,
        })
    }
}

/// Writes the row of a new term.
pub(super) fn insert_term(
    connection: &Connection,
    family: i64,
    number: u32,
    class: &str,
    forms: &[u8],
) -> rusqlite::Result<()> {
    connection.prepare_cached(&INSERT)?.execute(params![
        terms::row_id(family, number),
        family,
        class,
        0,
        forms,
        Null,
        Null
    ])?;
    Ok(())
}
