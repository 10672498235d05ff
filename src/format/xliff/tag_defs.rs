//! The native codes of an SDLXLIFF: its texts refer to the definitions at the beginning of each file.

use super::content::{attributes, take};
use super::said::text;
use crate::format::xml::{Fault, Piece, Xml};
use crate::model::Inline;
use rustc_hash::FxHashMap;
use std::io::Read;

/// Definitions beyond this are left out: a file of so many has lost its measure.
const MOST_BYTES: usize = 16 << 20;

/// What a tag stands for.
#[derive(Debug, Default, Clone)]
struct Native {
    /// Where it begins, or all of it.
    begin: String,
    /// Where it ends, for a pair.
    end: String,
}

/// The native codes of a file by the identifiers of their tags.
#[derive(Debug, Default, Clone)]
pub(super) struct Tags {
    known: FxHashMap<String, Native>,
    bytes: usize,
}

fn content(native: &str) -> Vec<Inline> {
    if native.is_empty() {
        return Vec::new();
    }
    vec![Inline::Text(native.to_owned())]
}

impl Tags {
    /// The native code of a tag that stands alone, or begins a pair.
    pub(super) fn begin(&self, id: Option<&str>) -> Vec<Inline> {
        let native = id.and_then(|id| self.known.get(id));
        native.map_or_else(Vec::new, |native| content(&native.begin))
    }

    /// The native code of the end of a pair.
    pub(super) fn end(&self, id: Option<&str>) -> Vec<Inline> {
        let native = id.and_then(|id| self.known.get(id));
        native.map_or_else(Vec::new, |native| content(&native.end))
    }

    /// Reads the rest of `tag-defs`, up to its end tag; how many definitions are left out.
    pub(super) fn read<R: Read>(&mut self, xml: &mut Xml<R>) -> Result<u64, Fault> {
        let mut id = String::new();
        let mut native = Native::default();
        let mut left_out = 0;
        let mut depth = 1usize;
        loop {
            match xml.next()? {
                Piece::Open(element) => {
                    let own = attributes(&element)?;
                    match element.name().rsplit(':').next() {
                        Some("tag") => {
                            native = Native::default();
                            let mut own = own;
                            id = take(&mut own, "id").unwrap_or_default();
                        }
                        // A pair, a place, or what a page is made of.
                        Some("bpt" | "ph" | "st") => {
                            native.begin = text(xml)?;
                            continue;
                        }
                        Some("ept") => {
                            native.end = text(xml)?;
                            continue;
                        }
                        _ => {}
                    }
                    depth += 1;
                }
                Piece::Close => {
                    depth -= 1;
                    if depth == 0 {
                        return Ok(left_out);
                    }
                    if depth == 1 && !id.is_empty() {
                        self.bytes += id.len() + native.begin.len() + native.end.len();
                        if self.bytes > MOST_BYTES {
                            left_out += 1;
                        } else {
                            self.known
                                .insert(std::mem::take(&mut id), std::mem::take(&mut native));
                        }
                    }
                }
                _ => {}
            }
        }
    }
}
