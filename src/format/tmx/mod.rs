//! TMX, the exchange format of translation memories (TMX 1.4b, LISA OSCAR 2005; versions 1.1 to 1.4b are read,
//! 1.4 is written).
//!
//! [`Reader`] reads what other programs write and says where it deviates from the standard; [`Writer`] writes files
//! that are valid against the DTD. What is written and read again is the same, to the byte.

mod annotation;
mod attributes;
mod codes;
mod date;
mod header;
mod markup;
mod own;
mod reader;
mod segment;
mod unit;
mod writer;
mod xml;

pub use reader::Reader;
pub use writer::Writer;

use std::borrow::Cow;

/// The most remarks on one unit; a unit with more is odd in every part of it.
const MAX_REMARKS: usize = 20;

/// Adds a remark, once.
fn note(remarks: &mut Vec<String>, remark: impl FnOnce() -> String) {
    if remarks.len() < MAX_REMARKS {
        let remark = remark();
        if !remarks.contains(&remark) {
            remarks.push(remark);
        }
    }
}

/// The beginning of a text in quotes, for a message.
fn excerpt(text: &str) -> Cow<'static, str> {
    let text = text.trim();
    let mut shown: String = text.chars().take(40).collect();
    if shown.len() < text.len() {
        shown.push('…');
    }
    format!("{shown:?}").into()
}
