//! The open elements of a file in which end tags may be missing.

use rustc_hash::FxHashMap;
use std::sync::Arc;

/// The open elements, the outermost first. However many there are, one is found at once.
#[derive(Debug, Default)]
pub(super) struct Open {
    /// Those of one name share it, since there may be millions of them.
    names: Vec<Arc<str>>,
    /// Where those of each name stand.
    places: FxHashMap<Arc<str>, Vec<usize>>,
}

/// So many names are remembered that no open element has; further ones would grow with the file.
const MOST_IDLE: usize = 64;

impl Open {
    pub(super) fn len(&self) -> usize {
        self.names.len()
    }

    /// The name of the innermost one.
    pub(super) fn innermost(&self) -> Option<&str> {
        self.names.last().map(Arc::as_ref)
    }

    pub(super) fn push(&mut self, name: &str) {
        let at = self.names.len();
        let own = match self.places.get_key_value(name) {
            Some((known, _)) => Arc::clone(known),
            None => Arc::from(name),
        };
        self.places.entry(Arc::clone(&own)).or_default().push(at);
        self.names.push(own);
    }

    /// Where the innermost one of this name stands.
    pub(super) fn last(&self, name: &str) -> Option<usize> {
        self.places.get(name)?.last().copied()
    }

    /// How many of this name there are.
    pub(super) fn count(&self, name: &str) -> usize {
        self.places.get(name).map_or(0, Vec::len)
    }

    /// Where the outermost one of this name stands that is not before `from`.
    pub(super) fn first_from(&self, from: usize, name: &str) -> Option<usize> {
        let places = self.places.get(name)?;
        let next = places.partition_point(|at| *at < from);
        places.get(next).copied()
    }

    /// Closes the one that stands there, and all in it; their names, the outermost first.
    pub(super) fn close_from(&mut self, at: usize) -> Vec<Arc<str>> {
        let closed = self.names.split_off(at.min(self.names.len()));
        for name in &closed {
            if let Some(places) = self.places.get_mut(name) {
                places.pop();
                if places.is_empty() && self.places.len() > MOST_IDLE {
                    self.places.remove(name);
                }
            }
        }
        closed
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn elements_are_found_by_name() {
        let mut open = Open::default();
        for name in ["a", "b", "a", "c"] {
            open.push(name);
        }
        assert_eq!((open.last("a"), open.last("d")), (Some(2), None));
        assert_eq!((open.count("a"), open.count("d")), (2, 0));
        assert_eq!(open.first_from(0, "a"), Some(0));
        assert_eq!(open.first_from(1, "a"), Some(2));
        assert_eq!(open.first_from(3, "a"), None);
        assert_eq!(open.close_from(2), ["a".into(), "c".into()]);
        assert_eq!((open.last("a"), open.last("c")), (Some(0), None));
        assert_eq!((open.len(), open.innermost()), (2, Some("b")));
        assert_eq!(open.close_from(0).len(), 2);
        assert_eq!(open.innermost(), None);
    }

    #[test]
    fn names_do_not_grow_with_the_file() {
        let mut open = Open::default();
        for n in 0..1000 {
            open.push(&format!("a{n}"));
            open.close_from(0);
        }
        assert!(open.places.len() <= MOST_IDLE + 1);
    }
}
