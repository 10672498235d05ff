//! The fuzzy index: derived from the units, in the same file, in the same transaction.
//!
//! An *entry* is a distinct text of a language family; it has the number of the first variant with that text. A *term*
//! is a class of tokens (`text::class_of`). Each term lists the entries that hold it (`posting`), each entry has its
//! tokens as numbers (`sequence`) and what its rank depends on (`facts`) in a `block`. `index.sql` has the tables. All is
//! kept in rows of a page or less, so that one unit more writes a few small rows, and a look-up reads only what lies
//! near it. Large imports collect posting lists outside (`sorter`) and merge them once.

mod block;
mod crowd;
mod dictionary;
pub mod facts;
mod family;
mod firsts;
mod forms;
mod group;
mod listing;
mod lists;
pub mod posting;
mod reader;
mod seen;
pub mod sequence;
mod sorter;
pub mod terms;
mod varint;
mod verify;
mod vocabulary;
mod writer;

pub use facts::Facts;
pub use forms::Forms;
pub(super) use forms::Numbered;
pub use posting::PostingKey;
pub(super) use reader::Cache;
pub use reader::{IndexReader, TallyRoom};
pub use sequence::Code;
pub use terms::TermRow;
pub use verify::Disagreement;
pub use vocabulary::Listed;
pub(super) use writer::{IndexWriter, Variant};

use super::damage;
use rusqlite::{Connection, Row};

/// The tables, with their documentation.
const TABLES: &str = include_str!("index.sql");
/// Their names.
const TABLE_NAMES: [&str; 5] = ["family", "term", "posting", "entry", "crowd"];

/// Makes the tables, empty, in place of those that are there.
pub(super) fn make_tables(connection: &Connection) -> rusqlite::Result<()> {
    for table in TABLE_NAMES {
        connection.execute_batch(&format!("DROP TABLE IF EXISTS {table}"))?;
    }
    connection.execute_batch(TABLES)
}

/// At thresholds below this share the index cannot answer completely: a match may share nothing with the query.
pub const LEAST_SHARE: f64 = 0.3;

/// Whether a text has so many marks that it can reach [`LEAST_SHARE`] with a text of which it shares no word: its marks
/// weigh more than `share / (1 - share)` of its words. Below 0.4, so that rounding never matters.
pub fn is_marked(words: u32, marks: u32) -> bool {
    u64::from(marks) * 5 >= u64::from(words) * 2
}

fn damaged() -> rusqlite::Error {
    damage::index_damaged("what stands in it makes no sense")
}

/// Whether a row is as it was stored, which the column `holds` says of it ([`super::seal`]).
pub(super) fn sound(row: &Row<'_>, holds: usize) -> rusqlite::Result<()> {
    match row.get(holds)? {
        Some(false) => Err(damage::index_damaged("a row of it is not as it was stored")),
        Some(true) | None => Ok(()),
    }
}

/// The error of a row that another index of the table finds in a wrong place.
fn misplaced() -> rusqlite::Error {
    damage::index_damaged("a word of it is not where it should be")
}

fn full() -> rusqlite::Error {
    damage::told(
        "the memory is too large for its index".into(),
        "part it into several, or import with --no-index",
    )
}

fn io(error: std::io::Error) -> rusqlite::Error {
    rusqlite::Error::ToSqlConversionFailure(Box::new(error))
}
