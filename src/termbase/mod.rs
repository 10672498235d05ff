//! The glossary and its terms in running text.
//!
//! [`Glossary`] reads the file, [`edit`] changes single lines of it, [`merge`] takes other glossaries into it, [`lint`] says what is odd about it.
//! A [`Matcher`] finds all terms of one language in a text that was [`Prepared`]; what the forms of a word are
//! is the business of one [`Recognizer`] a language.

pub mod edit;
pub mod extract;
pub mod lint;
pub mod merge;
pub mod search;

mod az;
mod cache;
mod case;
mod dictionary;
mod en;
mod entries;
mod exchange;
mod field;
mod glossary;
mod matcher;
mod order;
mod prepared;
mod recognise;
mod rows;
mod shadow;
pub mod table;
pub mod tidy;
mod turn;
mod union;
mod words;
mod zh;

pub use entries::skeleton;
pub use glossary::{Column, Glossary};
pub use matcher::{Entry, Matcher, Occurrence, longest};
pub use prepared::{Gap, Prepared, Word};
pub use recognise::{Fit, Generic, Recognizer, Slot, Stem, TermWords, recognizer};
pub use turn::Turn;
