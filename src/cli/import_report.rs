//! What an import says: its report, and the table of what was refused.

use super::import::{ImportArgs, ReportFormat};
use super::output::{counted, done_all_the_same, eprint_message};
use super::{Global, Output};
use karvan::error::Error;
use karvan::memory::{GaveWay, ImportReport, LikeRemarks, Refused};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// Prints the report: oddities and rejected units on stderr, counts on stdout. Where these cannot be printed, what was
/// imported is in the memory all the same.
pub(super) fn print(
    args: &ImportArgs,
    report: &ImportReport,
    global: &Global,
) -> Result<(), Error> {
    for file in &report.files {
        if !global.quiet {
            print_like("warning", &file.file, &file.remarks);
        }
        if args.format == ReportFormat::Text {
            print_like("rejected", &file.file, &file.rejected_alike);
        }
    }
    let counts = format!(
        "read {}: added {}, merged {}, unchanged {}, rejected {}{}",
        report.read,
        report.added,
        report.merged,
        report.unchanged,
        report.rejected,
        in_words(report.gave_way) + &kept_out(report.kept_out)
    );
    let printed = print_counts(args.format, report, &counts, global);
    if args.dry_run {
        return printed;
    }
    let done = if report.failed.is_some() {
        "what was imported before stays"
    } else {
        "the import is complete"
    };
    done_all_the_same(printed, &format!("{done}: {counts}"));
    Ok(())
}

fn print_counts(
    format: ReportFormat,
    report: &ImportReport,
    counts: &str,
    global: &Global,
) -> Result<(), Error> {
    let failed = |source| Error::write("standard output", source);
    let mut out = Output::open(None)?;
    match format {
        ReportFormat::Json => serde_json::to_string(report)
            .map_err(io::Error::from)
            .and_then(|text| writeln!(out, "{text}"))
            .map_err(failed)?,
        ReportFormat::Text if global.quiet => {}
        ReportFormat::Text => writeln!(out, "{counts}").map_err(failed)?,
    }
    out.close()
}

/// What gave way in the memory, where anything did.
fn in_words(gave_way: GaveWay) -> String {
    let counts = [
        (gave_way.units, "unit", "units"),
        (gave_way.translations, "translation", "translations"),
    ];
    let counts = counts.into_iter().filter(|(count, ..)| *count > 0);
    let parts: Vec<String> = counts
        .map(|(count, one, many)| counted(count, one, many))
        .collect();
    if parts.is_empty() {
        return String::new();
    }
    let returned = match gave_way.returned {
        0 => String::new(),
        count => format!(" ({count} came back: imported too)"),
    };
    format!("; {} of the memory gave way{returned}", parts.join(" and "))
}

/// Which of the unchanged units the memory translates otherwise, where any.
fn kept_out(units: u64) -> String {
    match units {
        0 => String::new(),
        units => format!(
            "; {units} of the unchanged left out, since the memory translates them otherwise"
        ),
    }
}

/// Oddities or refusals of a file, on stderr.
pub(super) fn print_like(kind: &str, file: &str, remarks: &[LikeRemarks]) {
    for remark in remarks {
        let lines: Vec<String> = remark
            .lines
            .iter()
            .filter(|line| **line > 0)
            .map(ToString::to_string)
            .collect();
        let place = if lines.is_empty() {
            file.to_owned()
        } else {
            format!("{file}:{}", lines.join(","))
        };
        let times = match remark.count {
            1 => String::new(),
            count if remark.varies => format!(" ({count} times, the first is shown)"),
            count => format!(" ({count} times)"),
        };
        let more = if remark.more_lines { ", ..." } else { "" };
        eprint_message(kind, &format!("{place}{more}: {}{times}", remark.reason));
    }
}

/// The table of what was refused, where it is asked for.
pub(super) struct RejectsFile {
    out: Option<Output>,
    path: PathBuf,
}

impl RejectsFile {
    pub(super) fn open(path: Option<&Path>) -> Result<Self, Error> {
        let mut out = path.map(|path| Output::open(Some(path))).transpose()?;
        let path = path.unwrap_or(Path::new("-")).to_path_buf();
        if let Some(out) = &mut out {
            writeln!(out, "file\tline\twhat\tunit\treason")
                .map_err(|source| Error::write(&path, source))?;
        }
        Ok(Self { out, path })
    }

    /// Writes a row.
    pub(super) fn write(&mut self, file: &Path, refused: &Refused<'_>) -> Result<(), Error> {
        let Some(out) = &mut self.out else {
            return Ok(());
        };
        let what = if refused.whole { "unit" } else { "variant" };
        let cell = |text: &str| text.replace(['\t', '\n', '\r'], " ");
        writeln!(
            out,
            "{}\t{}\t{what}\t{}\t{}",
            cell(&file.display().to_string()),
            refused.line,
            cell(refused.unit.unwrap_or_default()),
            cell(refused.reason)
        )
        .map_err(|source| Error::write(&self.path, source))
    }

    /// Brings what was written to the table, so that a full disk is noticed.
    pub(super) fn flush(&mut self) -> Result<(), Error> {
        let flushed = self.out.as_mut().map_or(Ok(()), Write::flush);
        flushed.map_err(|source| Error::write(&self.path, source))
    }

    /// Gives the table its name. Does nothing where it has it.
    pub(super) fn close(&mut self) -> Result<(), Error> {
        self.out.take().map_or(Ok(()), Output::close_one)
    }
}
