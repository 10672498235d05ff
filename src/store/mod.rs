//! The memory in one SQLite file: opening, units, documents, the change log, and what is derived.
//!
//! `schema.sql` documents every table. All writing goes through [`Writing`]: one transaction that keeps the
//! derived rows and the change log in step with the units.

mod acts;
mod analysis;
mod changes;
mod damage;
mod derived;
mod documents;
pub mod index;
mod lexicon;
mod log;
mod newest;
mod open;
mod open_to_read;
mod place;
mod row;
pub mod schema;
mod seal;
mod stored;
mod texts;
mod units;
mod unwritable;
mod watch;
mod write;

pub use acts::{ALIGN, ActText, GROUPS, REVIEW, TEXTS};
pub use analysis::Analysis;
pub use changes::Action;
pub use damage::CHANGED_TEXT_HELP;
pub use derived::{DerivedState, Trust, text_hash};
pub use documents::{BeadRow, DocumentText, StoredLadder};
pub use index::Forms;
pub use lexicon::{KeptLexicon, LexiconKey, PARTS, keep_lexicons, part_of};
pub use newest::NewestUnit;
pub use open::{Mode, Store};
pub use seal::BrokenRows;
pub use stored::StoredTu;
pub use texts::{TextAgreement, TextRow};
pub use units::{Snapshot, Twins, UnitId, VariantRow};
pub use write::{Ready, Writing};
