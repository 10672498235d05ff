//! The baseline: findings that are known, so that only new ones are reported.
//!
//! A text of tab-separated columns for people to review: which findings of which file, how many that are alike, and
//! the words. Rows are in the order of their files, and within one of their code and fingerprint, so that a change
//! shows as one line. Files are named as seen from the baseline's folder.

use super::fingerprint::seen_from;
use super::{Diagnostic, table};
use crate::error::{Error, Place, Result};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

const COLUMNS: [&str; 6] = ["file", "code", "fingerprint", "count", "target", "words"];
const ABOUT: &str = "# Findings that `karvan check --baseline` knows and does not report. Written by --write-baseline; \
                     take a line out to have it reported again.";

/// Characters of the words that a row shows.
const WORDS: usize = 60;

/// What findings are counted under.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Key {
    file: String,
    code: String,
    hash: String,
    target: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Default)]
struct Row {
    count: usize,
    words: String,
}

/// The findings of a baseline with how many of each were met.
#[derive(Debug, Clone)]
pub struct Baseline {
    folder: PathBuf,
    rows: BTreeMap<Key, Row>,
    met: BTreeMap<Key, usize>,
}

/// A finding of the baseline that was not met any more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fixed {
    /// The file.
    pub file: String,
    /// The code.
    pub code: String,
    /// The words.
    pub words: String,
    /// How many of them.
    pub count: usize,
}

fn folder_of(path: &Path) -> PathBuf {
    path.parent().unwrap_or(Path::new("")).to_path_buf()
}

impl Baseline {
    /// One without findings; `path` is the file that it will be.
    pub fn new(path: &Path) -> Self {
        Self {
            folder: folder_of(path),
            rows: BTreeMap::new(),
            met: BTreeMap::new(),
        }
    }

    /// Reads a baseline.
    ///
    /// # Errors
    /// When it cannot be read, or is none; with the line.
    pub fn read(path: &Path) -> Result<Self> {
        let mut out = Self::new(path);
        for row in table::read(path, &COLUMNS, "make it anew with --write-baseline")? {
            let [file, code, hash, count, target, words] = row.cells;
            let count: usize = count.parse().map_err(|_| {
                Error::malformed(
                    Place::line(path, row.line),
                    format!("\"{count}\" is no count"),
                    "make the baseline anew with --write-baseline",
                )
            })?;
            let key = Key {
                file,
                code,
                hash,
                target,
            };
            let known = out.rows.entry(key).or_default();
            known.count += count;
            known.words = words;
        }
        Ok(out)
    }

    fn key(&self, finding: &Diagnostic) -> Key {
        let print = finding.fingerprint.as_deref().unwrap_or_default();
        Key {
            file: seen_from(Path::new(&*finding.unit.file), &self.folder),
            code: finding.code.name().to_owned(),
            hash: print.split(':').next().unwrap_or_default().to_owned(),
            target: finding.unit.target_lang.as_str().to_owned(),
        }
    }

    /// Whether a finding is known; as many of those that are alike as the baseline counts.
    pub fn knows(&mut self, finding: &Diagnostic) -> bool {
        let key = self.key(finding);
        let Some(row) = self.rows.get(&key) else {
            return false;
        };
        let met = self.met.entry(key).or_default();
        *met += 1;
        *met <= row.count
    }

    /// Adds a finding to those that are known.
    pub fn add(&mut self, finding: &Diagnostic) {
        let key = self.key(finding);
        let row = self.rows.entry(key).or_default();
        row.count += 1;
        if row.words.is_empty() {
            row.words = words(finding);
        }
    }

    /// How many findings it knows.
    pub fn len(&self) -> usize {
        self.rows.values().map(|row| row.count).sum()
    }

    /// Whether it knows none.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The findings of the files that were checked, and of those that are gone, that were not met.
    pub fn fixed(&self, checked: &BTreeSet<PathBuf>, target: &str) -> Vec<Fixed> {
        let checked = self.names(checked);
        self.rows
            .iter()
            .filter(|(key, _)| self.was_looked_at(key, &checked, target))
            .filter_map(|(key, row)| {
                let met = self.met.get(key).copied().unwrap_or(0);
                let count = row.count.checked_sub(met).filter(|count| *count > 0)?;
                Some(Fixed {
                    file: key.file.clone(),
                    code: key.code.clone(),
                    words: row.words.clone(),
                    count,
                })
            })
            .collect()
    }

    fn names(&self, files: &BTreeSet<PathBuf>) -> BTreeSet<String> {
        files
            .iter()
            .map(|file| seen_from(file, &self.folder))
            .collect()
    }

    fn was_looked_at(&self, key: &Key, checked: &BTreeSet<String>, target: &str) -> bool {
        let gone = || !self.folder.join(&key.file).exists();
        key.target == target && checked.contains(&key.file) || gone()
    }

    /// Takes over from an older baseline what this run did not look at.
    pub fn keep(&mut self, older: &Self, checked: &BTreeSet<PathBuf>, target: &str) {
        let checked = self.names(checked);
        for (key, row) in &older.rows {
            if !self.was_looked_at(key, &checked, target) {
                self.rows.insert(key.clone(), row.clone());
            }
        }
    }

    /// The file's text.
    pub fn text(&self) -> String {
        let mut out = format!("{ABOUT}\n{}\n", COLUMNS.join("\t"));
        for (key, row) in &self.rows {
            let _ = writeln!(
                out,
                "{}\t{}\t{}\t{}\t{}\t{}",
                key.file, key.code, key.hash, row.count, key.target, row.words
            );
        }
        out
    }
}

/// The marked words of a finding, else what it was found in, for people.
pub(super) fn words(finding: &Diagnostic) -> String {
    let unit = &finding.unit;
    let target = finding
        .span
        .as_ref()
        .and_then(|s| unit.target.get(s.clone()));
    let source = || {
        let span = finding.source_span.as_ref();
        span.and_then(|span| unit.source.get(span.clone()))
    };
    let words = target.or_else(source).unwrap_or(&unit.source);
    let line: String = words
        .chars()
        .map(|c| {
            if c.is_whitespace() || c.is_control() {
                ' '
            } else {
                c
            }
        })
        .collect();
    match line.char_indices().nth(WORDS) {
        Some((at, _)) => format!("{}…", &line[..at]),
        None => line,
    }
}

#[cfg(test)]
mod tests {
    use super::super::{BilingualUnit, Code, Fingerprints};
    use super::*;
    use crate::lang::Lang;
    use std::sync::Arc;

    fn findings(file: &str, count: usize) -> Vec<Diagnostic> {
        let [en, az] = ["en", "az"].map(|tag| Lang::parse(tag).unwrap());
        let mut prints = Fingerprints::default();
        (0..count)
            .map(|_| {
                let unit = BilingualUnit::new(file, "1", ("Peace came.", &en), ("Gəldi.", &az));
                let mut finding = Diagnostic::new(&Arc::new(unit), Code::TermMissing, "x");
                finding.source_span = Some(0..5);
                prints.set(&mut finding);
                finding
            })
            .collect()
    }

    #[test]
    fn as_many_are_known_as_were_written() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("baseline.tsv");
        let file = folder.path().join("a.tmx");
        std::fs::write(&file, "").unwrap();
        let name = file.display().to_string();
        let mut made = Baseline::new(&path);
        for finding in findings(&name, 2) {
            made.add(&finding);
        }
        std::fs::write(&path, made.text()).unwrap();
        let text = made.text();
        assert!(text.ends_with("\t2\taz\tPeace\n"), "{text}");
        assert!(text.contains("\na.tmx\tterm-missing\t"), "{text}");

        let mut read = Baseline::read(&path).unwrap();
        let known: Vec<bool> = findings(&name, 3).iter().map(|f| read.knows(f)).collect();
        assert_eq!(known, [true, true, false]);
        let checked = BTreeSet::from([file.clone()]);
        assert!(read.fixed(&checked, "az").is_empty());

        let mut read = Baseline::read(&path).unwrap();
        assert!(read.knows(&findings(&name, 1)[0]));
        assert_eq!(read.fixed(&checked, "az")[0].count, 1);
        assert!(read.fixed(&checked, "zh").is_empty());
        assert!(read.fixed(&BTreeSet::new(), "az").is_empty());

        // What was not looked at is kept, what is gone is not.
        let mut next = Baseline::new(&path);
        next.keep(&read, &BTreeSet::new(), "az");
        assert_eq!(next.len(), 2);
        std::fs::remove_file(&file).unwrap();
        let mut next = Baseline::new(&path);
        next.keep(&read, &BTreeSet::new(), "az");
        assert!(next.is_empty());
    }

    #[test]
    fn what_is_no_baseline_is_told_with_its_line() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("baseline.tsv");
        for (text, expected) in [
            ("", ":1: there is no header line"),
            ("file\tcode\n", ":1: there is no column fingerprint"),
            (
                "file\tcode\tfingerprint\tcount\ttarget\twords\na\tb\tc\tmany\taz\tx\n",
                ":2: \"many\" is no count",
            ),
            (
                "file\tcode\tfingerprint\tcount\ttarget\twords\na\tb\n",
                ":2: there is no fingerprint",
            ),
        ] {
            std::fs::write(&path, text).unwrap();
            let error = Baseline::read(&path).unwrap_err().to_string();
            assert!(error.ends_with(expected), "{error}");
        }
    }
}
