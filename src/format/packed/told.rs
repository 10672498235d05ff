//! What is odd about a packed file and does not keep its text from being read.

use crate::format::{Oddity, Remark};
use std::sync::{Arc, Mutex, PoisonError};

/// Oddities that whoever unpacks adds, and whoever reads the text takes.
#[derive(Debug, Clone, Default)]
pub(in crate::format) struct Told(Arc<Mutex<Vec<&'static str>>>);

impl Told {
    pub(super) fn add(&self, what: &'static str) {
        let mut list = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        list.push(what);
    }

    /// Those that were added since this was called last, as remarks on the file.
    pub(in crate::format) fn take(&self) -> Vec<Remark> {
        let list = std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner));
        let remark = |what| Remark::new(Oddity::Other, 0, what);
        list.into_iter().map(remark).collect()
    }
}
