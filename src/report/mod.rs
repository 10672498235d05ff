//! Printers of findings, and the page of an alignment. They show what was found and decide nothing.

mod excerpt;
mod json;
pub mod review;
mod text;

pub use json::{Json, JsonLines};
pub use text::{Marks, Text, marked, one_line};

use crate::check::{Diagnostic, Tally};
use std::io;

/// Shows findings as they come.
pub trait Report {
    /// Shows one finding.
    fn finding(&mut self, diagnostic: &Diagnostic) -> io::Result<()>;

    /// A file, as the user named it, was checked to its end; so many pairs of it. Its findings came before.
    fn checked(&mut self, file: &str, pairs: usize) -> io::Result<()> {
        let _ = (file, pairs);
        Ok(())
    }

    /// Shows what it was all together; nothing follows.
    fn finish(&mut self, tally: &Tally) -> io::Result<()>;
}
