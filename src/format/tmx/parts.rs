//! The parts of a file, header, body and units, and what is odd about where they stand.

use super::{lost, root};
use crate::format::Oddity;
use crate::format::oddity::Remarks;

/// Which parts of the file have come.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Parts {
    /// The open elements round the place that is read next.
    pub(super) depth: usize,
    pub(super) header: bool,
    pub(super) body: bool,
    pub(super) unit: bool,
    /// Whether a unit stood outside of a body before there was one.
    unit_outside: bool,
    /// The depth of the header that is open round units.
    header_at: Option<usize>,
    /// The depth of the body that is open.
    body_at: Option<usize>,
    /// Whether a body has ended and no other one has begun.
    body_end: bool,
}

impl Parts {
    /// Whether the header is open in which units stand, and no other element in it.
    pub(super) fn in_header(&self) -> bool {
        self.header_at == Some(self.depth)
    }

    /// Whether a header is open round units, so that what is said of all of them may follow.
    pub(super) fn is_header_open(&self) -> bool {
        self.header_at.is_some()
    }

    /// Takes the header that is left open for what stands in it, so many elements further in.
    pub(super) fn enter_header(&mut self, inside: usize) {
        let header_at = self.depth + 1;
        self.depth = header_at + inside;
        self.header_at = Some(header_at);
    }

    /// Takes the start tag of an element that is looked through.
    pub(super) fn enter(&mut self, name: &str, remarks: &mut Remarks) {
        self.depth += 1;
        if name == "body" && self.body_at.is_none() {
            self.body_at = Some(self.depth);
            self.body_end = false;
        }
        match name {
            "body" if !self.body => {
                self.body = true;
            }
            "body" => remarks.note(Oddity::Body, || {
                "there is a second body: it was read too".into()
            }),
            // Two files, one after the other, where such a thing is read at all.
            "tmx" if self.depth == 1 => {
                remarks.note(Oddity::NotWellFormed, || {
                    "a second file begins behind the end of the first: it was read too".into()
                });
            }
            _ if lost::is_unit(name) => remarks.note(Oddity::UnknownElement, || {
                let case = root::case_of(name);
                format!("<{name}> is no unit of TMX{case}: it was not read")
            }),
            _ => remarks.note(Oddity::UnknownElement, || {
                let case = root::case_of(name);
                format!(
                    "<{name}> has no place here{case}: units in it were read, its text was left out"
                )
            }),
        }
    }

    /// Takes the end tag of such an element.
    pub(super) fn leave(&mut self) {
        if self.body_at == Some(self.depth) {
            self.body_at = None;
            self.body_end = true;
        }
        if self.header_at == Some(self.depth) {
            self.header_at = None;
        }
        self.depth = self.depth.saturating_sub(1);
    }

    /// Takes a unit.
    pub(super) fn enter_unit(&mut self, remarks: &mut Remarks) {
        self.unit = true;
        if !self.body && !self.unit_outside {
            self.unit_outside = true;
            remarks.note(Oddity::Body, || "units stand outside of a body".into());
        } else if self.body_end {
            remarks.note(Oddity::Body, || {
                "a unit stands behind the end of the body: it was read too".into()
            });
        }
    }

    /// Where text is that stands in no unit.
    pub(super) fn between(&self) -> &'static str {
        if self.depth == 0 {
            "behind the last end tag"
        } else {
            "between units"
        }
    }

    /// Remarks on what has not come up to the end of the file.
    pub(super) fn missing(&self, remarks: &mut Remarks) {
        if !self.body && !self.unit_outside {
            remarks.note(Oddity::Body, || "there is no body".into());
        }
        if !self.header {
            remarks.note(Oddity::Header, || "there is no header".into());
        }
    }
}
