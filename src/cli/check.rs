//! `karvan check`.

use super::args::GlossaryArg;
use super::output::eprint_message;
use super::segment::tell_encoding;
use super::{Global, Outcome, Output};
use karvan::check::{
    AlignedPair, Checker, Counting, Diagnostic, Locator, Pairs, Places, Severity, Sink, Tally,
    Terminology, TerminologyOptions,
};
use karvan::error::{Error, Place, Result};
use karvan::format::detect::{ReadOptions, open_units};
use karvan::lang::Lang;
use karvan::report::{Json, JsonLines, Report, Text};
use std::path::{Path, PathBuf};

const EXAMPLES: &str = "\
Examples:
  karvan check article.tmx -s en -t az --glossary glossary.tsv
  karvan check pairs.tsv -s en -t zh --glossary glossary.tsv --format jsonl -o findings.jsonl
  karvan check --pair article.en.txt article.az.txt -s en -t az --glossary glossary.tsv

Exit status: 0 when there is nothing to say, 1 when there are findings (see --fail-on), 2 when the check could
not be made: no input, no pair in these languages, a glossary that is missing, empty or contradicts itself.";

#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct CheckArgs {
    /// TMX or tab-separated files with source and target; `-` is standard input
    #[arg(value_name = "FILE")]
    files: Vec<PathBuf>,
    /// A text and its translation, aligned on the fly; can be given several times
    #[arg(long, num_args = 2, value_names = ["SRC", "TGT"], action = clap::ArgAction::Append)]
    pair: Vec<PathBuf>,
    /// The language of the sources
    #[arg(short, long, value_name = "LANG", value_parser = crate::cli::lang)]
    source: Lang,
    /// The language of the translations
    #[arg(short, long, value_name = "LANG", value_parser = crate::cli::lang)]
    target: Lang,
    #[command(flatten)]
    glossary: GlossaryArg,
    /// How to print the findings
    #[arg(long, value_enum, default_value = "text")]
    format: CheckFormat,
    /// Write the findings to a file
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// The least severity that makes the exit status 1
    #[arg(long, value_enum, value_name = "SEVERITY", default_value = "warning")]
    fail_on: FailOn,
    /// Whether a term has to be translated each time it occurs or once in its unit
    #[arg(long, value_enum, value_name = "HOW", default_value = "each")]
    count: Count,
    /// The domain of the texts, for concepts with the flag `domain-only`; can be given several times
    #[arg(long, value_name = "NAME")]
    domain: Vec<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum CheckFormat {
    /// For people: place, message, and the words in their sentence
    Text,
    /// One JSON document
    Json,
    /// One JSON object a finding
    Jsonl,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum FailOn {
    /// Only errors
    Error,
    /// Errors and warnings
    Warning,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Count {
    /// Each time
    Each,
    /// Once
    Once,
}

pub(super) fn run(args: &CheckArgs, global: &Global) -> anyhow::Result<Outcome> {
    if args.files.is_empty() && args.pair.is_empty() {
        return Err(Error::usage(
            "there is nothing to check",
            "name a TMX or TSV file, `-` for standard input, or two texts with --pair",
        )
        .into());
    }
    let checker = checker(args)?;
    // Every file is looked at before the first finding is printed: a wrong name is not found out half way.
    for file in args.files.iter().chain(&args.pair) {
        readable(file)?;
    }
    let out = Output::open(args.output.as_deref())?;
    let mut printer = Printer::new(args, out);
    for file in &args.files {
        check_file(file, args, &checker, &mut printer, global)?;
    }
    for pair in args.pair.chunks_exact(2) {
        check_pair(&pair[0], &pair[1], args, &checker, &mut printer, global)?;
    }
    let tally = printer.close()?;
    let threshold = match args.fail_on {
        FailOn::Error => Severity::Error,
        FailOn::Warning => Severity::Warning,
    };
    Ok(if tally.reaches(threshold) {
        Outcome::Findings
    } else {
        Outcome::Done
    })
}

fn checker(args: &CheckArgs) -> Result<Checker> {
    if args.source.fit(&args.target).is_some() {
        return Err(Error::usage(
            format!("source and target are both {}", args.source),
            "name two languages with -s and -t",
        ));
    }
    let glossary = args.glossary.read()?;
    let options = TerminologyOptions {
        counting: match args.count {
            Count::Each => Counting::Each,
            Count::Once => Counting::Once,
        },
        domains: args.domain.clone(),
    };
    let terminology = Terminology::new(&glossary, &args.source, &args.target, options)?;
    Ok(Checker::new().with(terminology))
}

fn readable(file: &Path) -> Result<()> {
    if file == Path::new("-") {
        return Ok(());
    }
    if file.is_dir() {
        return Err(Error::read(file, std::io::ErrorKind::IsADirectory.into()));
    }
    std::fs::File::open(file)
        .map(|_| ())
        .map_err(|source| Error::read(file, source))
}

fn check_file(
    file: &Path,
    args: &CheckArgs,
    checker: &Checker,
    printer: &mut Printer,
    global: &Global,
) -> Result<()> {
    let options = ReadOptions {
        source: Some(args.source.clone()),
        target: Some(args.target.clone()),
        ..ReadOptions::default()
    };
    let reader = open_units(file, &options)?;
    let mut pairs = Pairs::new(
        reader,
        &file.display().to_string(),
        &args.source,
        &args.target,
    );
    printer.locate_in(file);
    let checked = checker.run(&mut pairs, printer)?;
    printer.failed()?;
    printer.tally.pairs += checked;
    if !global.quiet {
        for (line, reason) in &pairs.skipped.rejected {
            eprint_message(
                "warning",
                &format!("{}: not checked: {reason}", Place::line(file, *line)),
            );
        }
        if global.verbose && pairs.skipped.without_pair > 0 {
            eprint_message(
                "note",
                &format!(
                    "{}: {} units without a pair in these languages",
                    file.display(),
                    pairs.skipped.without_pair
                ),
            );
        }
    }
    if checked == 0 {
        return Err(Error::malformed(
            Place::file(file),
            format!(
                "there is no pair of {} and {} to check",
                args.source, args.target
            ),
            "check the languages that -s and -t name",
        ));
    }
    Ok(())
}

fn check_pair(
    source: &Path,
    target: &Path,
    args: &CheckArgs,
    checker: &Checker,
    printer: &mut Printer,
    global: &Global,
) -> Result<()> {
    let mut pair = AlignedPair::read(source, target, &args.source, &args.target)
        .map_err(|error| strangers(error, source, target))?;
    for (file, guessed) in &pair.guessed {
        tell_encoding(Some(*guessed), file, global);
    }
    let units = std::mem::take(&mut pair.units);
    let one = pair.unpaired == 1;
    if pair.unpaired > 0 && !global.quiet {
        eprint_message(
            "warning",
            &format!(
                "{}: {} no translation in {} and {} not checked",
                source.display(),
                if one {
                    "1 segment has".into()
                } else {
                    format!("{} segments have", pair.unpaired)
                },
                target.display(),
                if one { "was" } else { "were" }
            ),
        );
    }
    printer.places = Some(Box::new(pair));
    printer.tally.pairs += checker.run(units.into_iter().map(Ok), printer)?;
    printer.failed()
}

/// Texts that do not belong together cannot be checked: an error like any other, and `check` has no `--force`.
fn strangers(error: Error, source: &Path, target: &Path) -> Error {
    let Error::Unrelated { what, .. } = error else {
        return error;
    };
    Error::malformed(
        Place::file(target),
        what,
        format!(
            "is it the translation of {}? Check the two names and the languages of -s and -t",
            source.display()
        ),
    )
}

/// Prints findings as they come, counts them, and says where they stand.
struct Printer {
    report: Box<dyn Report>,
    out: SharedOutput,
    tally: Tally,
    file: Option<PathBuf>,
    places: Option<Box<dyn Places>>,
    error: Option<std::io::Error>,
    place: PathBuf,
}

/// The output, lent to the printer and given back at the end.
type SharedOutput = std::rc::Rc<std::cell::RefCell<Output>>;

/// Writes through to the shared output.
struct Lent(SharedOutput);

impl std::io::Write for Lent {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.borrow_mut().write(bytes)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        self.0.borrow_mut().flush()
    }
}

impl Printer {
    fn new(args: &CheckArgs, out: Output) -> Self {
        let out = SharedOutput::new(out.into());
        let lent = Lent(SharedOutput::clone(&out));
        let report: Box<dyn Report> = match args.format {
            CheckFormat::Text => Box::new(Text::new(lent, super::marks(args.output.as_deref()))),
            CheckFormat::Json => Box::new(Json::new(lent)),
            CheckFormat::Jsonl => Box::new(JsonLines::new(lent)),
        };
        Self {
            report,
            out,
            tally: Tally::default(),
            file: None,
            places: None,
            error: None,
            place: args
                .output
                .clone()
                .unwrap_or_else(|| "standard output".into()),
        }
    }

    /// The findings that follow stand in this file. It is read again only when there is one.
    fn locate_in(&mut self, file: &Path) {
        self.file = (file != Path::new("-")).then(|| file.to_path_buf());
        self.places = None;
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

    /// The error that the output gave while findings were printed.
    fn failed(&mut self) -> Result<()> {
        self.error
            .take()
            .map_or(Ok(()), |source| Err(Error::write(&self.place, source)))
    }

    fn close(mut self) -> Result<Tally> {
        if let Err(source) = self.report.finish(&self.tally) {
            return Err(Error::write(&self.place, source));
        }
        drop(self.report);
        if let Some(out) = std::rc::Rc::into_inner(self.out) {
            out.into_inner().close()?;
        }
        Ok(self.tally)
    }
}

impl Sink for Printer {
    fn emit(&mut self, mut finding: Diagnostic) {
        self.tally.count(finding.severity);
        if self.error.is_some() {
            return;
        }
        self.locate(&mut finding);
        self.error = self.report.finding(&finding).err();
    }
}
