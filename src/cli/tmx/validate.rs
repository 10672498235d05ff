//! `karvan tmx validate`.

use super::files::Input;
use crate::cli::output::{eprint_message, not_an_input, note};
use crate::cli::{Global, Outcome, Output, marks, progress};
use clap::ValueEnum;
use karvan::check::tmx::{Lost, Validated};
use karvan::check::{Diagnostic, Severity, Sink, Tally, tmx};
use karvan::error::{Error, Result};
use karvan::format::Untranslated;
use karvan::format::detect::{Format, ReadOptions, open_units};
use karvan::format::{UnitWriter, tmx as format};
use karvan::lang::Lang;
use karvan::report::{Checkstyle, Github, Json, JsonLines, Junit, Report, Root, Sarif, Text};
use std::io;
use std::path::{Path, PathBuf};

const EXAMPLES: &str = "\
Examples:
  karvan tmx validate agency.tmx
  karvan tmx validate *.tmx --format github --fail-on error
  karvan tmx validate broken.tmx --fix -o mended.tmx

Exit status: 0 when there is nothing to say, 1 when there are findings (see --fail-on; with --fix: when the copy still
has some, or does not hold a unit, a variant or a segment of the file), 2 when a file is no TMX or cannot be read.";

/// Say where TMX files break the rules of XML, of the DTD, or are odd
///
/// Each finding has its line and its unit. A file that is not well-formed is read on as far as it can be.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct ValidateArgs {
    /// The files; `-` is standard input
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// How to print the findings
    #[arg(long, value_enum, value_name = "FORMAT", default_value = "text")]
    format: ValidateFormat,
    /// The least severity that makes the exit status 1
    #[arg(long, value_enum, value_name = "SEVERITY", default_value = "warning")]
    fail_on: Least,
    /// Write a repaired copy of the one file, to the file after -o
    #[arg(long, requires = "output")]
    fix: bool,
    /// The findings go to this file; with --fix, the repaired copy
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum ValidateFormat {
    /// For people
    Text,
    /// One JSON document
    Json,
    /// One JSON object a finding
    Jsonl,
    /// SARIF 2.1.0, for code hosts and editors
    Sarif,
    /// Annotations of GitHub Actions
    Github,
    /// JUnit's XML: a failed test a finding
    Junit,
    /// Checkstyle's XML
    Checkstyle,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Least {
    /// Only errors
    Error,
    /// Errors and warnings
    Warning,
}

impl Least {
    fn severity(self) -> Severity {
        match self {
            Self::Error => Severity::Error,
            Self::Warning => Severity::Warning,
        }
    }
}

pub(super) fn run(args: &ValidateArgs, global: &Global) -> anyhow::Result<Outcome> {
    let copy = args.output.as_deref().filter(|_| args.fix);
    if let Some(copy) = copy
        && (args.files.len() > 1 || copy == Path::new("-"))
    {
        return Err(Error::usage(
            "--fix writes a copy of one file, to a file",
            "name one FILE, and the copy with -o",
        )
        .into());
    }
    let inputs: Vec<&Path> = args.files.iter().map(PathBuf::as_path).collect();
    not_an_input(args.output.as_deref(), &inputs)?;
    let findings = args.output.as_deref().filter(|_| !args.fix);
    let mut out = Output::open(findings)?;
    let mut printer = Printer {
        report: report(args, findings, &mut out),
        tally: Tally::default(),
        failed: None,
    };
    let mut lost = Lost::default();
    for file in &args.files {
        let name = file.display().to_string();
        let validated = if let Some(copy) = copy {
            mend(file, copy, &mut printer, global)?
        } else {
            let bar = bar(file, global);
            let mut reader = open_units(file, &OPTIONS)?;
            let validated = tmx::validate(reader.as_mut(), &name, &mut printer, |_| Ok(()))?;
            bar.finish_and_clear();
            validated
        };
        lost = validated.lost;
        printer.tally.pairs += validated.units;
        printer.print(|report| report.checked(&name, validated.units));
        printer.failed(findings)?;
    }
    let tally = printer.tally;
    printer.print(|report| report.finish(&tally));
    printer.failed(findings)?;
    drop(printer);
    out.close()?;
    let left = match copy {
        Some(copy) => left_in(copy, &tally, &lost, global)?,
        None => tally,
    };
    let is_less = copy.is_some() && lost.matters();
    Ok(if is_less || left.reaches(args.fail_on.severity()) {
        Outcome::Findings
    } else {
        Outcome::Done
    })
}

/// All of a file is read, and all that is wrong told.
const OPTIONS: ReadOptions = ReadOptions {
    source: None,
    target: None,
    lenient: true,
    rules: true,
    untranslated: Untranslated::Rejected,
    forbidden: true,
    only: Some(Format::Tmx),
};

fn bar(file: &Path, global: &Global) -> indicatif::ProgressBar {
    progress::spinner(global, file.display().to_string())
}

/// Validates a file and writes what can be read of it as TMX 1.4.
fn mend(file: &Path, copy: &Path, printer: &mut Printer<'_>, global: &Global) -> Result<Validated> {
    let bar = bar(file, global);
    let failed = |source| Error::write(copy, source);
    crate::cli::unit_output::only_tmx(Some(copy))?;
    let input = Input::new(file)?;
    let header = input.header(&OPTIONS)?;
    let mut out = Output::open_packed(Some(copy))?;
    let mut writer = format::Writer::new(&mut out, &header, None);
    let name = file.display().to_string();
    let mut reader = input.open(&OPTIONS)?;
    let validated = tmx::validate(reader.as_mut(), &name, printer, |tu| {
        writer.write(tu).map_err(failed)
    })?;
    writer.finish().map_err(failed)?;
    out.close_one()?;
    bar.finish_and_clear();
    Ok(validated)
}

/// What is odd in the copy all the same; says that, and what the copy does not hold.
fn left_in(copy: &Path, before: &Tally, lost: &Lost, global: &Global) -> Result<Tally> {
    let mut left = Vec::new();
    let mut reader = open_units(copy, &OPTIONS)?;
    let name = copy.display().to_string();
    tmx::validate(reader.as_mut(), &name, &mut left, |_| Ok(()))?;
    let mut tally = Tally::default();
    for finding in &left {
        tally.count(finding.severity);
    }
    let counts = format!(
        "{}: {} of {} findings are left in the copy",
        copy.display(),
        tally.findings(),
        before.findings()
    );
    note(global, &counts);
    if !global.quiet
        && let Some(lost) = in_words(lost)
    {
        let lost = format!("{}: the copy does not hold {lost}", copy.display());
        eprint_message("warning", &format!("{lost}; the findings say where"));
    }
    Ok(tally)
}

/// `2 units, 1 variant`; `None` where nothing is lost.
fn in_words(lost: &Lost) -> Option<String> {
    let parts: Vec<String> = [
        (lost.units, "unit"),
        (lost.variants, "variant"),
        (lost.segments, "second segment"),
        (lost.stray, "stray text"),
    ]
    .into_iter()
    .filter(|(count, _)| *count > 0)
    .map(|(count, what)| format!("{count} {what}{}", if count == 1 { "" } else { "s" }))
    .collect();
    (!parts.is_empty()).then(|| parts.join(", "))
}

fn report<'o>(
    args: &ValidateArgs,
    place: Option<&Path>,
    out: &'o mut Output,
) -> Box<dyn Report + 'o> {
    let root = Root::of(Path::new(""));
    let none = Lang::stored("und");
    match args.format {
        ValidateFormat::Text => Box::new(Text::new(out, marks(place))),
        ValidateFormat::Json => Box::new(Json::new(out)),
        ValidateFormat::Jsonl => Box::new(JsonLines::new(out)),
        ValidateFormat::Sarif => Box::new(Sarif::new(
            out,
            root,
            tmx::CODES.to_vec(),
            &[none.clone(), none],
        )),
        ValidateFormat::Github => Box::new(Github::new(out, root)),
        ValidateFormat::Junit => Box::new(Junit::new(out, root, Some(args.fail_on.severity()))),
        ValidateFormat::Checkstyle => Box::new(Checkstyle::new(out, root)),
    }
}

/// Prints findings as they come, and counts them.
struct Printer<'o> {
    report: Box<dyn Report + 'o>,
    tally: Tally,
    failed: Option<io::Error>,
}

impl Printer<'_> {
    fn print(&mut self, print: impl FnOnce(&mut dyn Report) -> io::Result<()>) {
        if self.failed.is_none() {
            self.failed = print(&mut *self.report).err();
        }
    }

    fn failed(&mut self, place: Option<&Path>) -> Result<()> {
        let place = place.unwrap_or("standard output".as_ref());
        let failed = self.failed.take();
        failed.map_or(Ok(()), |source| Err(Error::write(place, source)))
    }
}

impl Sink for Printer<'_> {
    fn emit(&mut self, finding: Diagnostic) {
        self.tally.count(finding.severity);
        self.print(|report| report.finding(&finding));
    }
}
