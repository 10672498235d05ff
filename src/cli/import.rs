//! `karvan import`.

use super::args::{MemoryArg, lang};
use super::import_report::{RejectsFile, print};
use super::output::{is_pipe, not_an_input, note, warn};
use super::signals::{self, Step};
use super::turn::{abandon, open_to_write};
use super::{Global, Outcome, progress};
use clap::{Args, ValueEnum};
use karvan::error::Error;
use karvan::format::detect::{ReadOptions, open_units};
use karvan::format::tmx;
use karvan::lang::Lang;
use karvan::memory::{FailedFile, FileReport, Follow, Import, ImportReport, OnDuplicate, Refused};
use karvan::model::Header;
use karvan::store::{Mode, Store};
use std::path::{Path, PathBuf};
use tempfile::TempDir;

const EXAMPLES: &str = "\
Examples:
  karvan import agency.tmx --tm news.db
  karvan import pairs.tsv -s en -t az
  karvan import visit.sdlxliff glossary.csv memory.tmx.gz
  karvan import app.az.po -s en && karvan import app.zh.po -s en
  karvan import *.tmx -s en -t zh --format json
  karvan import broken.tmx --lenient --rejects rejects.tsv --dry-run

What is not well-formed XML is refused with its place; what is merely odd is read, and told with its lines.";

/// Read files of units into a memory: TMX, XLIFF, PO, TSV, CSV, JSON lines
///
/// The format is told by content, never by the name: TMX 1.1 to 1.4b; XLIFF 1.0 to 2.2 with SDLXLIFF and MQXLIFF; PO of
/// gettext; TSV and CSV whose header names the languages (or `source` and `target`, with -s and -t); JSON lines; each also
/// packed with gzip, or alone in a zip archive. Each file is one act: all of it arrives, or nothing; one that is refused ends
/// the import, and those before it stay. A unit that the memory held
/// before is not added again; further languages of a known unit are merged into it. The files of one command
/// are one import, whose units are never compared with one another: files that complete one another, such as the PO of
/// each language of a program, become units of several languages where each has a command of its own.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct ImportArgs {
    /// The files
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    #[command(flatten)]
    memory: MemoryArg,
    /// The source language: of files that do not say theirs; of the others only units that have it are read, and with -t
    /// only these two languages
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
    /// Refuse a file at the first thing that is odd about it
    #[arg(long, conflicts_with = "lenient")]
    strict: bool,
    /// Read what can be read of a TMX that is not well-formed, and say what was replaced or left out
    #[arg(long)]
    lenient: bool,
    /// Write what is refused, and why, to a table: file, line, unit or variant, identifier, reason
    #[arg(long, value_name = "FILE")]
    rejects: Option<PathBuf>,
    /// Say what would happen and leave the memory as it is
    #[arg(short = 'n', long)]
    pub(super) dry_run: bool,
    /// The form of the report
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub(super) format: ReportFormat,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Duplicate {
    /// The known unit stays
    Keep,
    /// The known unit gives way to the new translation
    Update,
    /// Both stand side by side
    Add,
}

impl From<Duplicate> for OnDuplicate {
    fn from(arg: Duplicate) -> Self {
        match arg {
            Duplicate::Keep => Self::Keep,
            Duplicate::Update => Self::Update,
            Duplicate::Add => Self::Add,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum ReportFormat {
    /// For people
    Text,
    /// One JSON document
    Json,
}

pub(crate) fn run(args: &ImportArgs, global: &Global) -> anyhow::Result<Outcome> {
    let path = args.memory.path()?;
    let langs = args.source.iter().chain(&args.target).cloned().collect();
    let mut import = Import::new(langs, args.on_duplicate.into(), args.no_index);
    import.source.clone_from(&args.source);
    import.target.clone_from(&args.target);
    import.strict = args.strict;
    import.dry_run = args.dry_run;
    let options = ReadOptions {
        source: args.source.clone(),
        target: args.target.clone(),
        lenient: args.lenient,
        forbidden: args.strict,
        ..ReadOptions::default()
    };
    let files = once(&args.files, global);
    // Every file is looked at before anything is written, so that a slip in the second name undoes nothing. What comes through a
    // pipe is gone when it was looked at.
    for file in files.iter().filter(|file| !is_pipe(file)) {
        drop(open_units(file, &options)?);
    }
    let memory = [path.as_path()];
    let inputs: Vec<&Path> = files.iter().copied().chain(memory).collect();
    not_an_input(args.rejects.as_deref(), &inputs)?;
    let mut rejects = RejectsFile::open(args.rejects.as_deref())?;
    let mut report = ImportReport::default();
    let mut headers = Vec::new();
    let (_elsewhere, mut store) = open(&path, args.dry_run, global)?;
    for (n, file) in files.iter().enumerate() {
        let mut work = Work {
            import: &mut import,
            store: &mut store,
            rejects: &mut rejects,
            headers: &mut headers,
            last: n + 1 == files.len(),
        };
        match import_file(&mut work, file, &options, global) {
            Ok(done) => report.push(done),
            Err(error) => {
                report.failed = Some(FailedFile {
                    file: file.display().to_string(),
                    reason: error.to_string(),
                });
                let rest = files[n + 1..].iter();
                report.not_tried = rest.map(|file| file.display().to_string()).collect();
                if n == 0 {
                    abandon(store);
                } else {
                    rejects.close()?;
                }
                if n > 0 || files.len() > 1 && args.format == ReportFormat::Json {
                    print(args, &report, global)?;
                }
                tell_end(args, &report, global);
                return Err(error.into());
            }
        }
    }
    print(args, &report, global)?;
    tell_disagreements(&headers, global);
    if args.dry_run {
        note(global, "nothing was written (--dry-run)");
    }
    Ok(Outcome::Done)
}

/// More files that were not tried are not named.
const MOST_NAMED: usize = 5;

/// Says of which files the one that ended the import was not the only one.
fn tell_end(args: &ImportArgs, report: &ImportReport, global: &Global) {
    let (done, rest) = (report.files.len(), &report.not_tried);
    let all = done + 1 + rest.len();
    let mut said = Vec::new();
    if let Some(failed) = report.failed.as_ref().filter(|_| done > 0 && !args.dry_run) {
        let file = &failed.file;
        said.push(format!(
            "{done} of {all} files were imported before {file} and stay"
        ));
    }
    let mut named = rest.iter().take(MOST_NAMED).cloned().collect::<Vec<_>>();
    if rest.len() > MOST_NAMED {
        named.push(format!("{} more", rest.len() - MOST_NAMED));
    }
    match named.as_slice() {
        [] => {}
        [file] => said.push(format!("{file} was not tried")),
        names => said.push(format!("{} were not tried", names.join(", "))),
    }
    if !said.is_empty() {
        note(global, &said.join("; "));
    }
}

/// Says in what the headers of several files differ.
pub(crate) fn tell_disagreements(headers: &[Header], global: &Global) {
    if let Some(names) = tmx::disagreements(headers) {
        let kept = "what is not usual goes out as properties";
        note(
            global,
            &format!("the headers of the files differ in {names}: {kept}"),
        );
    }
}

/// The files without those that are named again, by the same path or another one: units of one import are not compared with one
/// another, so that a second reading would add all of them a second time.
fn once<'a>(files: &'a [PathBuf], global: &Global) -> Vec<&'a Path> {
    let mut known: Vec<PathBuf> = Vec::new();
    let mut out = Vec::new();
    for file in files {
        // What cannot be found is told when it is opened.
        let place = file.canonicalize().unwrap_or_else(|_| file.clone());
        if known.contains(&place) {
            let name = file.display();
            note(
                global,
                &format!("{name} is named more than once; it is read once"),
            );
        } else {
            known.push(place);
            out.push(file.as_path());
        }
    }
    out
}

/// The memory; for a dry run in a folder of its own, where there is none, or where it may not be written to.
fn open(path: &Path, dry_run: bool, global: &Global) -> anyhow::Result<(Option<TempDir>, Store)> {
    if !dry_run {
        return Ok((None, open_to_write(path, Mode::Create, global)?));
    }
    let is_there = path.exists();
    let refused = match Store::check_place(path) {
        Ok(()) if is_there => match open_to_write(path, Mode::Create, global) {
            Ok(store) => return Ok((None, store)),
            Err(error) => Some(error),
        },
        Ok(()) => None,
        Err(error) if is_there => Some(error),
        Err(error) => return Err(error.into()),
    };
    let folder =
        tempfile::tempdir().map_err(|source| Error::write(std::env::temp_dir(), source))?;
    signals::scratch(folder.path());
    let place = folder.path().join("karvan.db");
    if is_there {
        Store::open(path, Mode::Read)?.copy_to(&place)?;
    }
    if let Some(error) = refused {
        let text = format!("{error}; without --dry-run the import would end with this");
        warn(global, &text);
    }
    let store = open_to_write(&place, Mode::Create, global)?;
    Ok((Some(folder), store))
}

/// What the files of an import share.
struct Work<'a> {
    import: &'a mut Import,
    store: &'a mut Store,
    rejects: &'a mut RejectsFile,
    /// What the files said of themselves so far.
    headers: &'a mut Vec<Header>,
    /// Whether nothing is left to do after this file.
    last: bool,
}

/// Tells the bar and the table of what is refused.
struct Telling<'a> {
    bar: &'a indicatif::ProgressBar,
    rejects: &'a mut RejectsFile,
    file: &'a Path,
    last: bool,
}

impl Follow for Telling<'_> {
    fn progress(&mut self, bytes: u64) {
        self.bar.set_position(bytes);
    }

    fn refused(&mut self, refused: &Refused<'_>) -> Result<(), Error> {
        self.rejects.write(self.file, refused)
    }

    fn complete(&mut self) -> Result<(), Error> {
        if self.last {
            self.rejects.close()
        } else {
            self.rejects.flush()
        }
    }
}

fn import_file(
    work: &mut Work<'_>,
    file: &Path,
    options: &ReadOptions,
    global: &Global,
) -> Result<FileReport, Error> {
    let mut reader = open_units(file, options)?;
    let size = std::fs::metadata(file).map_or(0, |m| m.len());
    let name = file.file_name().unwrap_or(file.as_os_str());
    let bar = progress::bar(global, &name.to_string_lossy(), size, true);
    let last = work.last;
    let step = if last { Step::Last } else { Step::OneOfSeveral };
    let mut follow = Telling {
        bar: &bar,
        rejects: work.rejects,
        file,
        last,
    };
    let commit = |ready: karvan::store::Ready<'_>| signals::hold(step, || ready.commit());
    let store = &mut *work.store;
    let result = work
        .import
        .run_followed(store, file, reader.as_mut(), &mut follow, commit);
    bar.finish_and_clear();
    work.headers.push(reader.header().clone());
    // Where the memory held all of it already, there was nothing to commit.
    if last {
        signals::hold(Step::Last, || result)
    } else {
        result
    }
}
