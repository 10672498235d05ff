//! A file of suppressions, for formats that have no place for a note: TSV, CSV, plain text.
//!
//! ```text
//! file           code          fingerprint       reason
//! news.az.txt    term-missing  3f0c5d8a91b2e677  the headline is short on purpose
//! ```
//!
//! `--format suppressions` prints findings as such rows, with the reason left to write. Files are named as seen from
//! this file's folder.

use super::fingerprint::seen_from;
use super::{BilingualUnit, Code, Diagnostic, suppression, table};
use crate::error::{Error, Place, Result};
use crate::lang::Lang;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

const COLUMNS: [&str; 4] = ["file", "code", "fingerprint", "reason"];
const HELP: &str = "a row has file, code, fingerprint and reason, as `karvan check --format suppressions` prints it";

/// The rows of a file of suppressions.
#[derive(Debug, Clone)]
pub struct SuppressionFile {
    path: PathBuf,
    folder: PathBuf,
    rows: Vec<Row>,
}

#[derive(Debug, Clone)]
struct Row {
    line: usize,
    file: String,
    code: Code,
    fingerprint: String,
    used: bool,
}

impl SuppressionFile {
    /// The header of such a file.
    pub fn header() -> String {
        COLUMNS.join("\t")
    }

    /// Reads a file.
    ///
    /// # Errors
    /// When it cannot be read; for a row without a reason or with a code that there is not, with its line.
    pub fn read(path: &Path) -> Result<Self> {
        let mut rows = Vec::new();
        for row in table::read(path, &COLUMNS, HELP)? {
            let [file, code, fingerprint, reason] = row.cells;
            let wrong = |what: String| Error::malformed(Place::line(path, row.line), what, HELP);
            if reason.is_empty() {
                return Err(wrong(format!(
                    "the suppression of {code} in {file} gives no reason"
                )));
            }
            rows.push(Row {
                line: row.line,
                file,
                code: suppression::code(&code).map_err(wrong)?,
                fingerprint,
                used: false,
            });
        }
        Ok(Self {
            path: path.to_path_buf(),
            folder: path.parent().unwrap_or(Path::new("")).to_path_buf(),
            rows,
        })
    }

    /// Whether a row is for this finding; it is used then. A fingerprint without a number is for all that are alike.
    pub fn covers(&mut self, finding: &Diagnostic) -> bool {
        let print = finding.fingerprint.as_deref().unwrap_or_default();
        let hash = print.split(':').next().unwrap_or_default();
        let mut file = None;
        let mut covers = false;
        for row in &mut self.rows {
            if row.code == finding.code && (row.fingerprint == print || row.fingerprint == hash) {
                let file = file
                    .get_or_insert_with(|| seen_from(Path::new(&*finding.unit.file), &self.folder));
                if *file == row.file {
                    row.used = true;
                    covers = true;
                }
            }
        }
        covers
    }

    /// The rows of files that were checked, or that are gone, that suppress nothing.
    pub fn unused(
        &self,
        checked: &BTreeSet<PathBuf>,
        langs: &[Lang; 2],
        enabled: impl Fn(Code) -> bool,
    ) -> Vec<Diagnostic> {
        let checked: BTreeSet<String> = checked
            .iter()
            .map(|file| seen_from(file, &self.folder))
            .collect();
        let name = self.path.display().to_string();
        self.rows
            .iter()
            .filter(|row| !row.used && enabled(row.code))
            .filter(|row| checked.contains(&row.file) || !self.folder.join(&row.file).exists())
            .map(|row| {
                let key = row.line.to_string();
                let mut unit = BilingualUnit::new(&name, &key, ("", &langs[0]), ("", &langs[1]));
                unit.line = Some(row.line);
                Diagnostic::new(
                    &Arc::new(unit),
                    Code::SuppressionUnused,
                    format!(
                        "there is no {} {} in {}; take the row out",
                        row.code.name(),
                        row.fingerprint,
                        row.file
                    ),
                )
            })
            .collect()
    }
}
