//! Findings as JSON: one document, or one object a line.

use super::Report;
use crate::check::{Diagnostic, Tally};
use std::io::{self, Write};

/// One object a line.
#[derive(Debug)]
pub struct JsonLines<W> {
    out: W,
    /// The line that is being made: the output is written to once a line.
    line: Vec<u8>,
}

impl<W: Write> JsonLines<W> {
    /// Writes to `out`.
    pub fn new(out: W) -> Self {
        let line = Vec::new();
        Self { out, line }
    }
}

impl<W: Write> Report for JsonLines<W> {
    fn finding(&mut self, diagnostic: &Diagnostic) -> io::Result<()> {
        self.line.clear();
        serde_json::to_writer(&mut self.line, diagnostic)?;
        self.line.push(b'\n');
        self.out.write_all(&self.line)
    }

    fn finish(&mut self, _tally: &Tally) -> io::Result<()> {
        self.out.flush()
    }
}

/// One document: `{"findings": [...], "pairs": n, "errors": n, "warnings": n}`.
#[derive(Debug)]
pub struct Json<W> {
    out: W,
    any: bool,
}

impl<W: Write> Json<W> {
    /// Writes to `out`.
    pub fn new(out: W) -> Self {
        Self { out, any: false }
    }
}

impl<W: Write> Report for Json<W> {
    fn finding(&mut self, diagnostic: &Diagnostic) -> io::Result<()> {
        let before: &[u8] = if self.any {
            b",\n"
        } else {
            b"{\"findings\":[\n"
        };
        self.any = true;
        self.out.write_all(before)?;
        serde_json::to_writer(&mut self.out, diagnostic)?;
        Ok(())
    }

    fn finish(&mut self, tally: &Tally) -> io::Result<()> {
        let before: &[u8] = if self.any {
            b"\n],"
        } else {
            b"{\"findings\":[],"
        };
        self.out.write_all(before)?;
        let rest = serde_json::to_string(tally)?;
        self.out.write_all(&rest.as_bytes()[1..])?;
        writeln!(self.out)?;
        self.out.flush()
    }
}
