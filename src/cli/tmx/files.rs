//! Files of units that are read by the commands of `karvan tmx`.

use crate::cli::import_report::print_like;
use crate::cli::{Global, progress};
use karvan::error::{Error, Result};
use karvan::format::detect::{ReadOptions, open_units};
use karvan::format::units::{ReadReport, for_each_unit, header_of};
use karvan::model::{Header, Tu};
use std::path::{Path, PathBuf};

/// Visits the units of a file of any format, with a bar, and says what was odd about it.
pub(super) fn each_unit(
    file: &Path,
    options: &ReadOptions,
    global: &Global,
    visit: impl FnMut(&Header, &Tu, usize) -> Result<()>,
) -> Result<ReadReport> {
    let report = each_unit_silently(file, options, global, visit)?;
    let name = file.display().to_string();
    if !global.quiet {
        print_like("warning", &name, &report.remarks);
    }
    print_like("rejected", &name, &report.rejected_alike);
    Ok(report)
}

/// The same for a file of which that was said already, or is of no concern.
pub(super) fn each_unit_silently(
    file: &Path,
    options: &ReadOptions,
    global: &Global,
    visit: impl FnMut(&Header, &Tu, usize) -> Result<()>,
) -> Result<ReadReport> {
    let bar = progress::spinner(global, file.display().to_string());
    let mut reader = open_units(file, options)?;
    let report = for_each_unit(reader.as_mut(), visit)?;
    bar.finish_and_clear();
    Ok(report)
}

/// The headers of files, in order.
pub(super) fn headers(files: &[PathBuf], options: &ReadOptions) -> Result<Vec<Header>> {
    files
        .iter()
        .map(|file| header_of(open_units(file, options)?.as_mut()))
        .collect()
}

/// Refuses standard input where a file is read twice.
pub(super) fn no_stdin<'f>(files: impl IntoIterator<Item = &'f PathBuf>) -> Result<()> {
    if files.into_iter().any(|file| file == Path::new("-")) {
        return Err(Error::usage(
            "the files are read twice, which standard input does not allow",
            "name a file",
        ));
    }
    Ok(())
}
