//! Elements that are noted wherever they stand, so that a reader that passes over one knows of it.

use super::{Element, Xml};
use std::io::Read;

/// Of more elements than this only the line is noted.
const MOST_NAMED: usize = 10_000;

/// An element that was met.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::format) struct Met {
    /// The line, from 1, on which it begins.
    pub(in crate::format) line: usize,
    /// Its attribute `id`.
    pub(in crate::format) id: Option<Box<str>>,
}

/// The elements of one name since they were asked for last.
#[derive(Debug)]
pub(super) struct Watch {
    name: &'static str,
    met: Vec<Met>,
}

impl Watch {
    pub(super) fn look_at(&mut self, element: &Element<'_>, line: impl FnOnce() -> usize) {
        if !is_like(element.name(), self.name) {
            return;
        }
        let mut id = None;
        if self.met.len() < MOST_NAMED {
            // Who reads on tells what is wrong with an attribute.
            let read = element.attributes(|name, value| {
                if name == "id" {
                    id = Some(value.as_ref().into());
                }
            });
            id = id.filter(|_| read.is_ok());
        }
        self.met.push(Met { line: line(), id });
    }
}

/// Whether an element is called like this one, in whatever namespace and in small letters or large.
pub(in crate::format) fn is_like(name: &str, wanted: &str) -> bool {
    let local = name.rsplit(':').next().unwrap_or_default();
    local.eq_ignore_ascii_case(wanted)
}

impl<R: Read> Xml<R> {
    /// From now on notes each element of this name, in whatever namespace it is.
    pub(in crate::format) fn watch(&mut self, name: &'static str) {
        let met = Vec::new();
        self.watch = Some(Watch { name, met });
    }

    /// The watched elements since this was called last, in their order.
    pub(in crate::format) fn take_met(&mut self) -> Vec<Met> {
        let met = self.watch.as_mut().map(|watch| &mut watch.met);
        met.map(std::mem::take).unwrap_or_default()
    }
}
