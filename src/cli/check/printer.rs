//! Where findings go: through the filter, to the reports.

use super::settings::CheckFormat;
use crate::cli::{Output, marks};
use karvan::check::{
    Code, Diagnostic, Edit, Filter, Locator, Places, Severity, Sink, Tally, Verdict,
};
use karvan::error::{Error, Result};
use karvan::lang::Lang;
use karvan::report::{
    Checkstyle, Github, Html, Json, JsonLines, Junit, Report, Root, Sarif, Suppressions, Text,
};
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};
use std::rc::Rc;

/// A report with what it is written to.
pub(super) struct Printed {
    report: Box<dyn Report>,
    out: SharedOutput,
    place: PathBuf,
}

/// The output, lent to the report and given back at the end.
type SharedOutput = Rc<RefCell<Output>>;

/// Writes through to the shared output.
struct Lent(SharedOutput);

impl io::Write for Lent {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.borrow_mut().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.borrow_mut().flush()
    }
}

/// What reports say beside the findings.
pub(super) struct About {
    pub(super) root: Root,
    pub(super) codes: Vec<Code>,
    pub(super) langs: [Lang; 2],
    pub(super) threshold: Option<Severity>,
    /// The folder of the file of suppressions.
    pub(super) suppressions: PathBuf,
}

impl Printed {
    /// Opens a report of a format in a file, or on standard output.
    pub(super) fn open(format: CheckFormat, file: Option<&Path>, about: &About) -> Result<Self> {
        let root = about.root.clone();
        let out = SharedOutput::new(Output::open(file)?.into());
        let lent = Lent(SharedOutput::clone(&out));
        let report: Box<dyn Report> = match format {
            CheckFormat::Text => Box::new(Text::new(lent, marks(file))),
            CheckFormat::Json => Box::new(Json::new(lent)),
            CheckFormat::Jsonl => Box::new(JsonLines::new(lent)),
            CheckFormat::Sarif => {
                Box::new(Sarif::new(lent, root, about.codes.clone(), &about.langs))
            }
            CheckFormat::Github => Box::new(Github::new(lent, root)),
            CheckFormat::Junit => Box::new(Junit::new(lent, root, about.threshold)),
            CheckFormat::Checkstyle => Box::new(Checkstyle::new(lent, root)),
            CheckFormat::Html => Box::new(Html::new(lent)),
            CheckFormat::Suppressions => Box::new(Suppressions::new(lent, &about.suppressions)),
        };
        Ok(Self {
            report,
            out,
            place: file.unwrap_or("standard output".as_ref()).to_path_buf(),
        })
    }

    fn print(&mut self, print: impl FnOnce(&mut dyn Report) -> io::Result<()>) -> Result<()> {
        print(&mut *self.report).map_err(|source| Error::write(&self.place, source))
    }

    /// Finishes the report; what it is written to is left to be closed.
    fn finish(mut self, tally: &Tally) -> Result<Option<Output>> {
        self.print(|report| report.finish(tally))?;
        drop(self.report);
        Ok(Rc::into_inner(self.out).map(RefCell::into_inner))
    }
}

/// Takes findings as they come, says where they stand, and prints those that are to be reported.
#[derive(Default)]
pub(super) struct Printer {
    reports: Vec<Printed>,
    pub(super) filter: Filter,
    pub(super) tally: Tally,
    /// The file of the findings that follow; it is read again only when there is one.
    file: Option<PathBuf>,
    places: Option<Box<dyn Places>>,
    error: Option<Error>,
    /// Where fixes are gathered instead of being reported: the edits of each file with their findings.
    pub(super) fixes: Option<BTreeMap<PathBuf, Vec<(Edit, Diagnostic)>>>,
}

impl Printer {
    pub(super) fn new(reports: Vec<Printed>, filter: Filter) -> Self {
        Self {
            reports,
            filter,
            ..Self::default()
        }
    }

    /// The findings that follow stand in this file.
    pub(super) fn locate_in(&mut self, file: &Path) {
        self.file = (file != Path::new("-")).then(|| file.to_path_buf());
        self.places = None;
    }

    /// The findings that follow stand where this says.
    pub(super) fn locate_with(&mut self, places: Box<dyn Places>) {
        self.file = None;
        self.places = Some(places);
    }

    fn locate(&mut self, finding: &mut Diagnostic) {
        if let Some(file) = self.file.take() {
            // A file that cannot be read twice (a pipe) leaves the places that the reader gave.
            self.places = Locator::read(&file)
                .ok()
                .map(|locator| Box::new(locator) as Box<dyn Places>);
        }
        if let Some(places) = &self.places {
            places.locate(finding);
        }
    }

    /// A file that cannot be read to its end is not changed.
    pub(super) fn forget_fixes(&mut self, file: &Path) {
        if let Some(fixes) = &mut self.fixes {
            fixes.remove(file);
        }
    }

    /// What went wrong while findings were printed.
    pub(super) fn failed(&mut self) -> Result<()> {
        self.error.take().map_or(Ok(()), Err)
    }

    /// A file was checked to its end.
    pub(super) fn checked(&mut self, file: &Path, pairs: usize) -> Result<()> {
        self.failed()?;
        self.tally.pairs += pairs;
        let name = file.display().to_string();
        for printed in &mut self.reports {
            printed.print(|report| report.checked(&name, pairs))?;
        }
        Ok(())
    }

    /// Finishes all reports.
    pub(super) fn close(self) -> Result<(Tally, Filter)> {
        let mut outputs = Vec::new();
        let mut reports = self.reports.into_iter();
        // Where the reader of the last one goes away, the others are whole all the same.
        let finished = reports.try_for_each(|printed| {
            outputs.extend(printed.finish(&self.tally)?);
            Ok(())
        });
        Output::close_all(outputs)?;
        finished?;
        Ok((self.tally, self.filter))
    }

    fn take(&mut self, mut finding: Diagnostic) -> Result<()> {
        // What is said of a suppression in a comment, or in a file of its own, knows its place.
        let of_suppression = matches!(
            finding.code,
            Code::SuppressionInvalid | Code::SuppressionUnused
        );
        if !of_suppression || finding.line == finding.unit.line {
            self.locate(&mut finding);
        }
        let edit = self.places.as_ref().and_then(|p| p.edit(&finding));
        if edit.is_none() {
            // What the file does not let be put right is not promised.
            finding.fix = None;
        }
        match self.filter.judge(&mut finding)? {
            Verdict::Suppressed => self.tally.suppressed += 1,
            Verdict::Known => self.tally.known += 1,
            Verdict::Unchanged => self.tally.unchanged += 1,
            Verdict::Reported => {
                self.tally.count(finding.severity);
                for printed in &mut self.reports {
                    printed.print(|report| report.finding(&finding))?;
                }
                if let (Some(fixes), Some(edit)) = (&mut self.fixes, edit) {
                    let file = PathBuf::from(&*finding.unit.file);
                    fixes.entry(file).or_default().push((edit, finding));
                }
            }
        }
        Ok(())
    }
}

impl Sink for Printer {
    fn emit(&mut self, finding: Diagnostic) {
        if self.error.is_none() {
            self.error = self.take(finding).err();
        }
    }
}
