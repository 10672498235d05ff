//! Import: units of a file into the memory, each compared with what the memory held before.

mod crowd;
mod place;
mod relation;
mod touched;
#[cfg(test)]
mod tests;

use self::crowd::Crowds;
use self::place::Fate;
use self::touched::Touched;
use super::import_report::{FileReport, GaveWay, Refused};
use super::read_ahead::{Asked, Read, read_ahead};
use crate::error::{Error, Place, Result};
use crate::format::tmx;
use crate::format::units::OnDuplicate;
use crate::format::{Remark, UnitReader};
use crate::lang::Lang;
use crate::model::{Header, Tuv};
use crate::store::{Analysis, Forms, Ready, Store, UnitId};
use std::path::Path;

/// How to import, and what this import, over all its files, has done so far.
#[derive(Debug, Clone, Default)]
pub struct Import {
    /// Only these languages, where any are given; one alone says only which units are read.
    pub langs: Vec<Lang>,
    /// Only units that have this one of them, where it is given.
    pub source: Option<Lang>,
    /// Units that have no text in this one of them are told.
    pub target: Option<Lang>,
    /// What becomes of another translation of a known source.
    pub on_duplicate: OnDuplicate,
    /// Leave the fuzzy index to `reindex`.
    pub no_index: bool,
    /// Refuse a file at the first thing that is odd about it.
    pub strict: bool,
    /// Work it all out and leave the memory as it was.
    pub dry_run: bool,
    /// The last unit that the memory held before the first file: what comes is compared with those up to it.
    last_before: Option<UnitId>,
    /// The units that this import has changed, with the languages that it gave them: they are compared as they were.
    touched: Touched,
    /// What gave way to the file that is read.
    gave_way: GaveWay,
    /// What counts as few units with the same text, where a test says otherwise.
    few: Option<usize>,
}

impl Import {
    /// An import of these languages (all, where none are given).
    pub fn new(langs: Vec<Lang>, on_duplicate: OnDuplicate, no_index: bool) -> Self {
        Self {
            langs,
            on_duplicate,
            no_index,
            ..Self::default()
        }
    }
}

/// Who is told what an import is doing.
pub trait Follow {
    /// So many bytes of the file were read.
    fn progress(&mut self, bytes: u64);

    /// Something was not taken over.
    ///
    /// # Errors
    /// Whatever ends the import.
    fn refused(&mut self, _refused: &Refused<'_>) -> Result<()> {
        Ok(())
    }

    /// All of the file was read, and nothing of it is final yet.
    ///
    /// # Errors
    /// Whatever ends the import; the memory is then as it was.
    fn complete(&mut self) -> Result<()> {
        Ok(())
    }
}

/// Follows the bytes only.
struct Progress<F>(F);

impl<F: FnMut(u64)> Follow for Progress<F> {
    fn progress(&mut self, bytes: u64) {
        (self.0)(bytes);
    }
}

/// Counts what was odd, hands on the variants that were left out, and refuses the file that `strict` names for a fault.
fn take_remarks(
    report: &mut FileReport,
    line: usize,
    unit: Option<&str>,
    remarks: &[Remark],
    strict: Option<&Path>,
    follow: &mut dyn Follow,
) -> Result<()> {
    for remark in remarks {
        let line = if remark.line > 0 { remark.line } else { line };
        if let Some(path) = strict.filter(|_| remark.oddity.is_fault()) {
            return Err(refusal(path, line, &remark.text));
        }
        report.remark(line, remark);
        if remark.oddity.costs_variant() {
            follow.refused(&Refused {
                line,
                unit,
                whole: false,
                reason: &remark.text,
            })?;
        }
    }
    Ok(())
}

/// The error of a strict import.
fn refusal(path: &Path, line: usize, what: &str) -> Error {
    let place = if line > 0 {
        Place::line(path, line)
    } else {
        Place::file(path)
    };
    let help = "nothing was taken from this file; mend it, or import it without --strict";
    Error::malformed(place, what, help)
}

impl Import {
    /// Imports one file as one act: all of it or nothing. `progress` is told the bytes that were read;
    /// `commit` runs the final step, so that the caller can hold off a signal meanwhile.
    ///
    /// # Errors
    /// When the file is refused as a whole or the memory cannot be written; the memory is then as it was.
    pub fn run(
        &mut self,
        store: &mut Store,
        file: &str,
        reader: &mut (dyn UnitReader + Send),
        progress: impl FnMut(u64),
        commit: impl FnOnce(Ready<'_>) -> Result<()>,
    ) -> Result<FileReport> {
        let mut follow = Progress(progress);
        self.run_followed(store, Path::new(file), reader, &mut follow, commit)
    }

    /// As [`Import::run`], telling what is refused too. `path` is what errors call the file; the memory remembers its
    /// name.
    ///
    /// # Errors
    /// As [`Import::run`], and what `follow` returns.
    pub fn run_followed(
        &mut self,
        store: &mut Store,
        path: &Path,
        reader: &mut (dyn UnitReader + Send),
        follow: &mut dyn Follow,
        commit: impl FnOnce(Ready<'_>) -> Result<()>,
    ) -> Result<FileReport> {
        let name = path.file_name().unwrap_or(path.as_os_str());
        let name = name.to_string_lossy();
        let mut report = FileReport {
            file: path.display().to_string(),
            ..FileReport::default()
        };
        let index = !self.no_index && !self.dry_run;
        let mut crowds = Crowds::default();
        self.gave_way = GaveWay::default();
        let mut writing = store.write("import", Some(&*name), index)?;
        let last_before = *self.last_before.get_or_insert(writing.last_before());
        if !index {
            writing.hold_back_lookup()?;
        }
        let mut forms = Forms::default();
        let analyse = move |tuv: &Tuv| {
            if index {
                Analysis::numbered(tuv, &mut forms)
            } else {
                Analysis::without_tokens(tuv)
            }
        };
        let (langs, source) = (self.langs.clone(), self.source.clone());
        let target = self.target.clone();
        let strict = self.strict;
        let asked = Asked {
            langs: &langs,
            source: source.as_ref(),
            target: target.as_ref(),
        };
        read_ahead(reader, asked, analyse, |read, position| {
            match read {
                Read::Remarks(remarks) => {
                    take_remarks(
                        &mut report,
                        0,
                        None,
                        remarks,
                        strict.then_some(path),
                        follow,
                    )?;
                }
                Read::Rejected(rejected) => {
                    if strict {
                        return Err(refusal(path, rejected.line, &rejected.named()));
                    }
                    report.read += 1;
                    report.reject(rejected);
                    follow.refused(&Refused {
                        line: rejected.line,
                        unit: rejected.unit.as_deref(),
                        whole: true,
                        reason: &rejected.reason,
                    })?;
                }
                Read::Unit {
                    tu,
                    analyses,
                    line,
                    remarks,
                } => {
                    let unit = tu.tuid.as_deref();
                    let strict = strict.then_some(path);
                    take_remarks(&mut report, *line, unit, remarks, strict, follow)?;
                    report.read += 1;
                    match self.place(&mut writing, &mut crowds, (tu, analyses), last_before)? {
                        Fate::Added => report.added += 1,
                        Fate::Merged => report.merged += 1,
                        Fate::Unchanged => report.unchanged += 1,
                        Fate::KeptOut => {
                            report.unchanged += 1;
                            report.kept_out += 1;
                        }
                        Fate::BroughtBack => {
                            report.unchanged += 1;
                            self.gave_way.returned += 1;
                        }
                    }
                }
            }
            follow.progress(position);
            Ok(())
        })?;
        report.gave_way = self.gave_way;
        // A header without units says something too, such as notes on all that is still to come, and an import that ends has
        // made the memory, even if nothing of its file could be taken over.
        let is_only_header = report.added + report.merged + report.unchanged == 0
            && *reader.header() != Header::default();
        let changes = report.added + report.merged + report.gave_way.returned;
        let changes = changes > 0 || is_only_header || writing.is_first();
        if !self.dry_run && (changes || says_more(reader.header(), writing.import_headers()?)) {
            writing.set_header(reader.header())?;
            let ready = writing.ready()?;
            follow.complete()?;
            commit(ready)?;
            store.take_over_log();
        } else {
            follow.complete()?;
        }
        Ok(report)
    }
}

/// Whether a header says what those before it do not say, so that an export would lack it.
fn says_more(header: &Header, mut before: Vec<Header>) -> bool {
    let known = tmx::united(&before);
    before.push(header.clone());
    let all = tmx::united(&before);
    let is_new = |said| !known.attributes.contains(said);
    all.attributes.iter().any(is_new)
        || all.annotations.len() > known.annotations.len()
        || all.encodings.len() > known.encodings.len()
}
