//! Files of units that are read by the commands of `karvan tmx`.

use crate::cli::import_report::print_like;
use crate::cli::output::is_pipe;
use crate::cli::{Global, progress};
use karvan::error::{Error, Result};
use karvan::format::UnitReader;
use karvan::format::detect::{ReadOptions, open_units, read_units};
use karvan::format::units::{ReadReport, for_each_unit, header_of};
use karvan::model::{Header, Tu};
use std::fs::File;
use std::io::{self, Seek};
use std::path::{Path, PathBuf};

/// A file that is read more than once. Standard input, and any other pipe, is kept in a temporary file without a name for that.
#[derive(Debug)]
pub(super) struct Input {
    path: PathBuf,
    kept: Option<File>,
}

impl Input {
    pub(super) fn new(path: &Path) -> Result<Self> {
        let kept = if is_pipe(path) {
            let mut file = tempfile::tempfile()
                .map_err(|source| Error::write(std::env::temp_dir(), source))?;
            let copied = if path == Path::new("-") {
                io::copy(&mut io::stdin(), &mut file)
            } else {
                File::open(path).and_then(|mut pipe| io::copy(&mut pipe, &mut file))
            };
            copied.map_err(|source| Error::read(path, source))?;
            Some(file)
        } else {
            None
        };
        let path = path.to_owned();
        Ok(Self { path, kept })
    }

    /// Several, of which one may be standard input.
    pub(super) fn all(paths: &[PathBuf]) -> Result<Vec<Self>> {
        let is_stdin = |path: &&PathBuf| path.as_path() == Path::new("-");
        if paths.iter().filter(is_stdin).count() > 1 {
            return Err(Error::usage(
                "standard input can be only one of the files",
                "name - once",
            ));
        }
        paths.iter().map(|path| Self::new(path)).collect()
    }

    pub(super) fn open(&self, options: &ReadOptions) -> Result<Box<dyn UnitReader + Send>> {
        let Some(kept) = &self.kept else {
            return open_units(&self.path, options);
        };
        // Each reading begins anew: two at once would take from one another.
        let again = || {
            let mut file = kept.try_clone()?;
            file.rewind()?;
            Ok(file)
        };
        let file = again().map_err(|source| Error::read(&self.path, source))?;
        read_units(Box::new(file), &self.path, options)
    }

    /// Visits the units, with a bar, and says what was odd about the file.
    pub(super) fn each_unit(
        &self,
        options: &ReadOptions,
        global: &Global,
        visit: impl FnMut(&Tu, usize) -> Result<()>,
    ) -> Result<ReadReport> {
        let report = self.each_unit_silently(options, global, visit)?;
        tell(&self.path, &report, global);
        Ok(report)
    }

    /// The same for a file of which that was said already, or is of no concern.
    pub(super) fn each_unit_silently(
        &self,
        options: &ReadOptions,
        global: &Global,
        visit: impl FnMut(&Tu, usize) -> Result<()>,
    ) -> Result<ReadReport> {
        visit_all(&self.path, self.open(options)?.as_mut(), global, visit)
    }

    /// All that the file says of its units, wherever in it that stands.
    pub(super) fn header(&self, options: &ReadOptions) -> Result<Header> {
        header_of(|| self.open(options))
    }
}

/// Visits the units of a file that is read once, with a bar, and says what was odd about it.
pub(super) fn each_unit(
    file: &Path,
    options: &ReadOptions,
    global: &Global,
    visit: impl FnMut(&Tu, usize) -> Result<()>,
) -> Result<ReadReport> {
    let report = visit_all(file, open_units(file, options)?.as_mut(), global, visit)?;
    tell(file, &report, global);
    Ok(report)
}

fn visit_all(
    file: &Path,
    reader: &mut dyn UnitReader,
    global: &Global,
    visit: impl FnMut(&Tu, usize) -> Result<()>,
) -> Result<ReadReport> {
    let bar = progress::spinner(global, file.display().to_string());
    let report = for_each_unit(reader, visit)?;
    bar.finish_and_clear();
    Ok(report)
}

fn tell(file: &Path, report: &ReadReport, global: &Global) {
    let name = file.display().to_string();
    if !global.quiet {
        print_like("warning", &name, &report.remarks);
    }
    print_like("rejected", &name, &report.rejected_alike);
}
