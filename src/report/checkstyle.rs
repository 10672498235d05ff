//! Checkstyle's XML, which many CI servers and editors read.

use super::xml::attribute;
use super::{Report, Root};
use crate::check::{Diagnostic, Tally};
use std::io::{self, Write};

/// One element a file, with its findings.
#[derive(Debug)]
pub struct Checkstyle<W> {
    out: W,
    root: Root,
    begun: bool,
    file: Option<String>,
}

impl<W: Write> Checkstyle<W> {
    /// Writes to `out`; files are named from the root of the repository.
    pub fn new(out: W, root: Root) -> Self {
        Self {
            out,
            root,
            begun: false,
            file: None,
        }
    }

    fn begin(&mut self) -> io::Result<()> {
        if !std::mem::replace(&mut self.begun, true) {
            writeln!(self.out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>")?;
            writeln!(self.out, "<checkstyle version=\"4.3\">")?;
        }
        Ok(())
    }

    fn enter(&mut self, file: &str) -> io::Result<()> {
        self.begin()?;
        if self.file.as_deref() == Some(file) {
            return Ok(());
        }
        self.leave()?;
        self.file = Some(file.to_owned());
        let name = attribute(&self.root.name(file));
        writeln!(self.out, "  <file name=\"{name}\">")
    }

    fn leave(&mut self) -> io::Result<()> {
        match self.file.take() {
            Some(_) => writeln!(self.out, "  </file>"),
            None => Ok(()),
        }
    }
}

impl<W: Write> Report for Checkstyle<W> {
    fn finding(&mut self, finding: &Diagnostic) -> io::Result<()> {
        self.enter(&finding.unit.file)?;
        let place = |name: &str, value: Option<usize>| {
            value.map_or_else(String::new, |value| format!(" {name}=\"{value}\""))
        };
        writeln!(
            self.out,
            "    <error{}{} severity=\"{}\" message=\"{}\" source=\"karvan.{}\"/>",
            place("line", finding.line),
            place("column", finding.column),
            finding.severity.name(),
            attribute(&finding.message),
            finding.code.name(),
        )
    }

    fn checked(&mut self, file: &str, _pairs: usize) -> io::Result<()> {
        self.enter(file)?;
        self.leave()
    }

    fn finish(&mut self, _tally: &Tally) -> io::Result<()> {
        self.begin()?;
        self.leave()?;
        writeln!(self.out, "</checkstyle>")?;
        self.out.flush()
    }
}
