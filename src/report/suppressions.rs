//! Findings as rows of a file of suppressions, with the reason left to write.

use super::Report;
use crate::check::{Code, Diagnostic, SuppressionFile, Tally, seen_from};
use crate::text::one_line;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// One row a finding, behind the header.
#[derive(Debug)]
pub struct Suppressions<W> {
    out: W,
    folder: PathBuf,
    begun: bool,
}

impl<W: Write> Suppressions<W> {
    /// Writes to `out`; files are named from the folder that the file of suppressions will lie in.
    pub fn new(out: W, folder: &Path) -> Self {
        Self {
            out,
            folder: folder.to_path_buf(),
            begun: false,
        }
    }
}

impl<W: Write> Report for Suppressions<W> {
    fn finding(&mut self, finding: &Diagnostic) -> io::Result<()> {
        // What is wrong with a suppression is not to be suppressed.
        if matches!(
            finding.code,
            Code::SuppressionInvalid | Code::SuppressionUnused
        ) {
            return Ok(());
        }
        if !std::mem::replace(&mut self.begun, true) {
            writeln!(self.out, "{}\tmessage", SuppressionFile::header())?;
        }
        writeln!(
            self.out,
            "{}\t{}\t{}\t\t{}",
            seen_from(Path::new(&*finding.unit.file), &self.folder),
            finding.code.name(),
            finding.fingerprint.as_deref().unwrap_or_default(),
            one_line(&finding.message)
        )
    }

    fn finish(&mut self, _tally: &Tally) -> io::Result<()> {
        self.out.flush()
    }
}
