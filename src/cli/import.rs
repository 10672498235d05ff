//! `karvan import`.

use super::args::{MemoryArg, lang};
use super::output::{eprint_message, note, warn};
use super::turn::open_to_write;
use super::{Global, Outcome, Output, progress, signals};
use clap::{Args, ValueEnum};
use karvan::error::Error;
use karvan::format::detect::{ReadOptions, open_units};
use karvan::lang::Lang;
use karvan::memory::{FileReport, Import, ImportReport, OnDuplicate};
use karvan::store::{Mode, Store};
use std::io::Write;
use std::path::{Path, PathBuf};

const EXAMPLES: &str = "\
Examples:
  karvan import agency.tmx --tm news.db
  karvan import pairs.tsv -s en -t az
  karvan import visit.sdlxliff glossary.csv memory.tmx.gz
  karvan import app.po -s en
  karvan import *.tmx -s en -t zh --format json";

/// Read files of units into a memory: TMX, XLIFF, PO, TSV, CSV, JSON lines
///
/// The format is told by content, never by the name: TMX 1.1 to 1.4b; XLIFF 1.0 to 2.2 with SDLXLIFF and MQXLIFF; PO of
/// gettext; TSV and CSV whose header names the languages (or `source` and `target`, with -s and -t); JSON lines; each also
/// packed with gzip, or alone in a zip archive. Each file is one act: all of it arrives, or nothing. A unit that the memory held
/// before is not added again; further languages of a known unit are merged into it.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct ImportArgs {
    /// The files
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    #[command(flatten)]
    memory: MemoryArg,
    /// The source language: of files that do not say theirs; of the others only this language is read
    #[arg(short, long, value_name = "LANG", value_parser = lang)]
    source: Option<Lang>,
    /// The target language, likewise
    #[arg(short, long, value_name = "LANG", value_parser = lang)]
    target: Option<Lang>,
    /// What becomes of another translation of a known source in the same context
    #[arg(long, value_name = "WHAT", default_value = "add")]
    on_duplicate: Duplicate,
    /// Leave the index to `karvan reindex`
    #[arg(long)]
    no_index: bool,
    /// The form of the report
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: ReportFormat,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Duplicate {
    /// The memory's unit stays
    Keep,
    /// The memory's unit gets the new translation
    Update,
    /// Both stand side by side
    Add,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum ReportFormat {
    /// For people
    Text,
    /// One JSON document
    Json,
}

pub(crate) fn run(args: &ImportArgs, global: &Global) -> anyhow::Result<Outcome> {
    let path = args.memory.path()?;
    let on_duplicate = match args.on_duplicate {
        Duplicate::Keep => OnDuplicate::Keep,
        Duplicate::Update => OnDuplicate::Update,
        Duplicate::Add => OnDuplicate::Add,
    };
    let langs = args.source.iter().chain(&args.target).cloned().collect();
    let mut import = Import::new(langs, on_duplicate, args.no_index);
    let options = ReadOptions {
        source: args.source.clone(),
        target: args.target.clone(),
    };
    // Every file is looked at before anything is written, so that a slip in the second name undoes nothing.
    for file in args.files.iter().filter(|f| f.as_path() != Path::new("-")) {
        drop(open_units(file, &options)?);
    }
    let mut report = ImportReport::default();
    let mut store = open_to_write(&path, Mode::Create, global)?;
    for (n, file) in args.files.iter().enumerate() {
        let last = n + 1 == args.files.len();
        match import_file(&mut import, &mut store, file, &options, global, last) {
            Ok(done) => report.push(done),
            Err(error) => {
                if n == 0 {
                    store.abandon();
                } else {
                    print_report(args.format, &report, global)?;
                    note(
                        global,
                        &format!(
                            "{n} of {} files were imported before this one and stay",
                            args.files.len()
                        ),
                    );
                }
                return Err(error.into());
            }
        }
    }
    print_report(args.format, &report, global)?;
    Ok(Outcome::Done)
}

fn import_file(
    import: &mut Import,
    store: &mut Store,
    file: &Path,
    options: &ReadOptions,
    global: &Global,
    last: bool,
) -> Result<FileReport, Error> {
    let mut reader = open_units(file, options)?;
    let size = std::fs::metadata(file).map_or(0, |m| m.len());
    let name = file
        .file_name()
        .unwrap_or(file.as_os_str())
        .to_string_lossy();
    let bar = progress::bar(global, &name, size, true);
    let result = import.run(
        store,
        &name,
        reader.as_mut(),
        |bytes| bar.set_position(bytes),
        |ready| signals::hold(last, || ready.commit()),
    );
    bar.finish_and_clear();
    // Where the memory held all of it already, there was nothing to commit.
    let result = signals::hold(last, || result);
    result.map(|mut report| {
        report.file = file.display().to_string();
        report
    })
}

/// More rejected units of a file than this are counted only; JSON lists them all.
const MOST_REJECTS: usize = 20;

fn print_report(
    format: ReportFormat,
    report: &ImportReport,
    global: &Global,
) -> anyhow::Result<()> {
    for file in &report.files {
        for remark in &file.remarks {
            let lines: Vec<String> = remark.lines.iter().map(ToString::to_string).collect();
            let more = if remark.count as usize > lines.len() {
                ", ..."
            } else {
                ""
            };
            warn(
                global,
                &format!(
                    "{}:{}{more}: {} (units: {})",
                    file.file,
                    lines.join(","),
                    remark.reason,
                    remark.count
                ),
            );
        }
        if format == ReportFormat::Text {
            for reject in file.rejects.iter().take(MOST_REJECTS) {
                eprint_message(
                    "rejected",
                    &format!("{}:{}: {}", file.file, reject.line, reject.reason),
                );
            }
            if file.rejects.len() > MOST_REJECTS {
                let more = file.rejects.len() - MOST_REJECTS;
                eprint_message(
                    "rejected",
                    &format!(
                        "{}: {more} more units; --format json lists them all",
                        file.file
                    ),
                );
            }
        }
    }
    let mut out = Output::open(None)?;
    let text = match format {
        ReportFormat::Json => serde_json::to_string(report)?,
        ReportFormat::Text => format!(
            "read {}: added {}, merged {}, unchanged {}, rejected {}",
            report.read, report.added, report.merged, report.unchanged, report.rejected
        ),
    };
    if !(global.quiet && format == ReportFormat::Text) {
        writeln!(out, "{text}").map_err(|source| Error::write("standard output", source))?;
    }
    out.close()?;
    Ok(())
}
