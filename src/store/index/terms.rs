//! The dictionary: the terms of a language family, their numbers, and the forms in which they are written.
//!
//! A term is a class of tokens (`text::class_of`). Its number tells its kind, because what a token costs against one of
//! another class depends on the kinds alone.

use super::varint;
use crate::store::seal::TERM;
use crate::text::TokenKind;
use rusqlite::{Connection, OptionalExtension, Row, params};
use std::sync::LazyLock;

/// Marks have the numbers from 1 to this one, which all further marks share.
pub(super) const LAST_MARK: u32 = 31;
/// The class that further marks share. No token has it by itself: a mark is never empty.
pub(super) const OTHER_MARKS: &str = "m";
/// The term that every entry with a figure is listed under.
pub const ANY_FIGURE: u32 = 32;
pub(super) const ANY_FIGURE_CLASS: &str = "#";
/// The term of the entries that have many marks for their words: they can be near a text whose words they share none of.
pub(super) const MARKED: u32 = 33;
pub(super) const MARKED_CLASS: &str = "!";
/// Words and characters have the numbers from here on, but for those of figures.
pub(super) const FIRST_WORD: u32 = 34;
/// Figures have these numbers.
pub(super) const FIGURES: std::ops::Range<u32> = 1 << 20..1 << 26;

/// The kind of a term by its number; words and Han characters are not told apart, because they cost the same.
pub fn kind_of(term: u32) -> TokenKind {
    match term {
        0..=LAST_MARK => TokenKind::Punctuation,
        n if FIGURES.contains(&n) => TokenKind::Number,
        _ => TokenKind::Word,
    }
}

/// The row id of a term.
pub(super) fn row_id(family: i64, term: u32) -> i64 {
    (family << 32) | i64::from(term)
}

/// The number of a term from its row id.
pub(super) fn number_of(row_id: i64) -> u32 {
    (row_id & i64::from(u32::MAX)) as u32
}

/// A term as the index keeps it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TermRow {
    /// Its number in its family.
    pub number: u32,
    /// In how many entries it stands.
    pub segments: u64,
    /// Its forms, see [`forms`].
    pub forms: Vec<u8>,
    /// Its posting list.
    pub list: List,
}

/// Where a posting list is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum List {
    /// Here, because it is short.
    Here(Vec<u8>),
    /// In the rows of `posting` that have this number.
    Rows(i64),
}

impl List {
    /// From the columns `postings` and `list`.
    pub(super) fn read(postings: Option<Vec<u8>>, number: Option<i64>) -> Self {
        match (postings, number) {
            (None, Some(number)) => Self::Rows(number),
            (row, _) => Self::Here(row.unwrap_or_default()),
        }
    }
}

impl TermRow {
    fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        super::sound(row, 5)?;
        Ok(Self {
            number: number_of(row.get(0)?),
            segments: row.get::<_, i64>(1)?.unsigned_abs(),
            forms: row.get(2)?,
            list: List::read(row.get(3)?, row.get(4)?),
        })
    }
}

/// The written forms of a term in the order of their numbers. Damaged bytes end the list.
pub fn forms(bytes: &[u8]) -> impl Iterator<Item = &str> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let form = varint::get_bytes(bytes, &mut at)?;
        std::str::from_utf8(form).ok()
    })
}

/// The columns of [`TermRow::read`], and the class, of the rows that stand there.
fn select(from: &str) -> String {
    let holds = TERM.holds();
    format!("SELECT id, segments, forms, postings, list, {holds}, class FROM {from}")
}

static FIND: LazyLock<String> = LazyLock::new(|| {
    // The index names a number alone, so that the class that is read is the one of the row.
    select(
        "(SELECT id AS number FROM term WHERE family = ?1 AND class = ?2) LEFT JOIN term ON id = number",
    )
});
static BY_NUMBER: LazyLock<String> = LazyLock::new(|| select("term WHERE id = ?1"));

/// The term of a class.
pub(super) fn find(
    connection: &Connection,
    family: i64,
    class: &str,
) -> rusqlite::Result<Option<TermRow>> {
    connection
        .prepare_cached(&FIND)?
        .query_row(params![family, class], |row| {
            if row.get_ref(6)?.as_str_or_null()? != Some(class) {
                return Err(super::misplaced());
            }
            TermRow::read(row)
        })
        .optional()
}

/// [`find`] for who asks. A damaged byte in the index `term_class` makes a class missing that is there; it stands beside
/// the place then that the search for the class ends at. So the two entries there are compared with their rows.
pub(super) fn find_surely(
    connection: &Connection,
    family: i64,
    class: &str,
) -> rusqlite::Result<Option<TermRow>> {
    /// The entry on one side, and the row that it stands for.
    fn beside(side: &str, order: &str) -> String {
        format!(
            "SELECT near.family, near.class, term.family, term.class FROM (SELECT id, family, class FROM term \
             WHERE (family, class) {side} (?1, ?2) ORDER BY family {order}, class {order} LIMIT 1) AS near \
             LEFT JOIN term ON term.id = near.id"
        )
    }
    static BESIDE: LazyLock<[String; 2]> =
        LazyLock::new(|| [beside("<", "DESC"), beside(">", "ASC")]);
    let found = find(connection, family, class)?;
    if found.is_none() {
        for sql in &*BESIDE {
            let agree = connection
                .prepare_cached(sql)?
                .query_row(params![family, class], |row| {
                    Ok((row.get_ref(0)?, row.get_ref(1)?) == (row.get_ref(2)?, row.get_ref(3)?))
                })
                .optional()?;
            if agree == Some(false) {
                return Err(super::misplaced());
            }
        }
    }
    Ok(found)
}

/// The term with a number.
pub(super) fn by_number(
    connection: &Connection,
    family: i64,
    number: u32,
) -> rusqlite::Result<Option<TermRow>> {
    connection
        .prepare_cached(&BY_NUMBER)?
        .query_row([row_id(family, number)], TermRow::read)
        .optional()
}

/// Gives out the numbers of new terms.
#[derive(Debug, Clone, Copy)]
pub(super) struct Numbering {
    mark: u32,
    word: u32,
    figure: u32,
}

impl Numbering {
    /// Goes on where the family's terms end.
    pub(super) fn of(connection: &Connection, family: i64) -> rusqlite::Result<Self> {
        let next = |range: std::ops::Range<u32>| -> rusqlite::Result<u32> {
            let last: Option<i64> = connection
                .prepare_cached("SELECT max(id) FROM term WHERE id >= ?1 AND id < ?2")?
                .query_row(
                    params![row_id(family, range.start), row_id(family, range.end)],
                    |row| row.get(0),
                )?;
            Ok(last.map_or(range.start, |id| number_of(id) + 1))
        };
        let low = next(FIRST_WORD..FIGURES.start)?;
        let word = if low < FIGURES.start {
            low
        } else {
            next(FIGURES.end..super::posting::MOST_TERMS)?
        };
        Ok(Self {
            mark: next(1..LAST_MARK)?,
            word,
            figure: next(FIGURES)?,
        })
    }

    /// The number of a new term; `None` where there are no more.
    pub(super) fn next(&mut self, kind: TokenKind) -> Option<u32> {
        match kind {
            TokenKind::Punctuation if self.mark < LAST_MARK => {
                self.mark += 1;
                Some(self.mark - 1)
            }
            TokenKind::Punctuation => Some(LAST_MARK),
            TokenKind::Number if FIGURES.contains(&self.figure) => {
                self.figure += 1;
                Some(self.figure - 1)
            }
            TokenKind::Word | TokenKind::Han if self.word < super::posting::MOST_TERMS => {
                self.word += 1;
                if self.word == FIGURES.start {
                    self.word = FIGURES.end;
                    return Some(FIGURES.start - 1);
                }
                Some(self.word - 1)
            }
            _ => None,
        }
    }
}

/// Where a form stands among the forms of a term, from 0.
pub(super) fn place_of(bytes: &[u8], form: &str) -> Option<u32> {
    forms(bytes).position(|f| f == form).map(|n| n as u32)
}

/// The number of forms.
pub(super) fn count(bytes: &[u8]) -> u32 {
    forms(bytes).count() as u32
}
