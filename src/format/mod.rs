//! Files of other programs: one reader and writer a format, and the encodings they come in.

pub mod alike;
pub mod article;
mod bilingual;
mod columns;
mod docx;
mod docx_part;
mod docx_styles;
pub mod csv;
mod csv_record;
mod date;
mod declared;
pub mod decoding;
pub mod detect;
pub mod dictionary;
pub mod encoding;
pub mod found;
pub mod guess;
mod html;
mod html_elements;
mod html_hidden;
pub mod jsonl;
pub mod left_out;
mod line_list;
mod lines;
mod mark;
mod mending;
mod nameless;
mod oddity;
mod packed;
mod page;
pub mod pair_pattern;
pub mod po;
pub mod pairing;
mod markdown;
mod markdown_html;
mod rejected;
mod remarks;
mod resuming;
mod resuming_doctype;
pub mod replacement;
pub mod review;
mod rows;
mod sides;
mod shared;
mod tab_rows;
pub mod terms;
pub mod tmx;
pub mod tsv;
mod unclosed;
mod unconfirmed;
pub mod units;
mod untranslated;
pub mod xliff;
mod xml;

use crate::error::Result;
use crate::lang::Lang;
use crate::model::{Header, Tu};
use left_out::LeftOut;
pub use oddity::{Oddity, Remark, other_script};
pub use rejected::Rejected;
pub use remarks::{excerpt, in_short};
pub use untranslated::Untranslated;

/// What a reader finds in a file, one after another.
#[derive(Debug, Clone, PartialEq)]
pub enum Entry {
    /// A unit.
    Unit {
        /// The unit, as complete as the format allows.
        tu: Box<Tu>,
        /// The line, from 1, on which it begins.
        line: usize,
        /// What was odd about it and how it was read all the same.
        remarks: Vec<Remark>,
    },
    /// A unit that cannot be taken over.
    Rejected(Rejected),
}

/// Reads a file of units as a stream: memory does not grow with the file.
pub trait UnitReader {
    /// The next unit, `None` at the end. An error means that the whole file is refused; nothing follows it.
    fn next_entry(&mut self) -> Option<Result<Entry>>;

    /// What the file says about all units. What stands before them is in it once the first entry was read; it is complete after
    /// the last one.
    fn header(&self) -> &Header;

    /// Whether more of the header may stand behind the first entry, once that was read. The rest of the file is looked through
    /// for it, so that no entry follows.
    fn may_have_late_header(&mut self) -> bool {
        false
    }

    /// Bytes of the file read so far, for progress.
    fn position(&self) -> u64;

    /// Whether every unit has a place for a text of this language, so that one without it is not translated yet.
    /// Known once the first entry was read.
    fn has_place_for(&self, lang: &Lang) -> bool {
        let _ = lang;
        false
    }

    /// What was odd about the file outside of its units since this was called last; complete after the last entry.
    fn remarks(&mut self) -> Vec<Remark> {
        Vec::new()
    }
}

/// What a reader gives for the next entry; `done` where the file ends or is refused, after which it gives nothing more.
fn entry_or_end(done: &mut bool, next: Result<Option<Entry>>) -> Option<Result<Entry>> {
    *done = !matches!(next, Ok(Some(_)));
    next.transpose()
}

/// Writes units to a file of a format. What it writes is a function of what it is given: no clock, no user name.
pub trait UnitWriter {
    /// Writes one unit.
    fn write(&mut self, tu: &Tu) -> std::io::Result<()>;

    /// Writes what ends the file.
    fn finish(&mut self) -> std::io::Result<()>;

    /// What the format had no place for so far.
    fn left_out(&self) -> LeftOut {
        LeftOut::default()
    }
}
