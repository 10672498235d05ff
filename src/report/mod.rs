//! Printers of findings, and the page of an alignment. They show what was found and decide nothing.

mod checkstyle;
mod excerpt;
mod github;
mod html;
mod json;
mod junit;
pub mod review;
mod root;
mod sarif;
mod suppressions;
mod text;
mod xml;

pub use crate::text::one_line;
pub use checkstyle::Checkstyle;
pub use github::Github;
pub use html::Html;
pub use json::{Json, JsonLines};
pub use junit::Junit;
pub use root::Root;
pub use sarif::Sarif;
pub use suppressions::Suppressions;
pub use text::{Marks, Text, marked};

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
