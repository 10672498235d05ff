//! `karvan check`.

mod checking;
mod fixing;
mod inputs;
mod printer;
pub(super) mod settings;

use super::output::{counted, not_an_input, note};
use super::rule_args::{self, RuleArgs};
use super::{Global, Outcome, Output};
use checking::Check;
use inputs::Inputs;
use karvan::check::{
    Baseline, Changes, Checker, Code, Counting, Filter, Selection, Severity, SuppressionFile,
    Tally, Terminology, TerminologyOptions,
};
use karvan::config::Config;
use karvan::error::{Error, Place, Result};
use karvan::lang::Lang;
use karvan::report::Root;
use karvan::termbase::Glossary;
use printer::{About, Printed, Printer};
use settings::{CheckFormat, Count, FailOn, SettingArgs, Settings};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

const EXAMPLES: &str = "\
Examples:
  karvan check article.tmx -s en -t az --glossary glossary.tsv
  karvan check translations/ -s en -t zh --glossary glossary.tsv --format jsonl -o findings.jsonl
  karvan check --pair article.en.txt article.az.txt -s en -t az --glossary glossary.tsv
  karvan check --pair 'articles/{name}.en.md' 'articles/{name}.az.md' -s en -t az --glossary glossary.tsv
  karvan check                                  all of it as karvan.toml says
  karvan check --write-baseline baseline.tsv    the first day: what is found now is known
  karvan check --diff origin/main               only findings on changed lines

Exit status: 0 when there is nothing to say, 1 when there are findings (see --fail-on), 2 when the check could
not be made, or not of everything: no input, no pair in these languages, a row that cannot be read, a glossary that is
missing, empty or contradicts itself.
docs/check.md says how to put it in CI.";

#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct CheckArgs {
    #[command(flatten)]
    settings: SettingArgs,
    #[command(flatten)]
    rules: RuleArgs,
    /// Write the findings to a file
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// A further report beside --format, such as sarif=karvan.sarif; can be given several times
    #[arg(long, value_name = "FORMAT=FILE", value_parser = further_report)]
    report: Vec<(CheckFormat, PathBuf)>,
    /// Write a baseline of what is found, so that only new findings are reported from now on
    #[arg(long, value_name = "FILE")]
    write_baseline: Option<PathBuf>,
    /// Report only findings on lines of the translations that changed since a commit of git
    #[arg(long, value_name = "BASE")]
    diff: Option<String>,
    /// Put right what is certain, in the files themselves, and report the rest
    #[arg(long, conflicts_with = "write_baseline")]
    fix: bool,
    /// With --fix: print what would be changed, as a diff, and change nothing
    #[arg(long, requires = "fix")]
    dry_run: bool,
}

pub(super) fn run(args: &CheckArgs, global: &Global) -> anyhow::Result<Outcome> {
    let config = Config::find(Path::new(""))?;
    let selection = args.rules.selection(&config)?;
    if args.rules.list_rules {
        let mut out = Output::open(args.output.as_deref())?;
        rule_args::list(&mut out, &selection)?;
        out.close()?;
        return Ok(Outcome::Done);
    }
    if selection.is_empty() {
        return Err(Error::usage(
            "every rule is off, so there is nothing to look for",
            "switch a rule on with --rule CODE=on; karvan check --list-rules shows all",
        )
        .into());
    }
    let settings = Settings::of(&args.settings, &config)?;
    let langs = settings.languages()?;
    let checking = checker(&settings, selection.clone(), &langs)?;
    let own: Vec<&Path> = [
        settings.glossary.value.as_deref(),
        settings.baseline.value.as_deref(),
        settings.suppressions.value.as_deref(),
        args.output.as_deref(),
        args.write_baseline.as_deref(),
    ]
    .into_iter()
    .flatten()
    .chain(args.report.iter().map(|(_, file)| file.as_path()))
    .collect();
    let inputs = Inputs::gather(&settings, &langs, &own, global)?;
    let outputs = args.output.iter().chain(&args.write_baseline);
    for output in outputs.chain(args.report.iter().map(|(_, file)| file)) {
        let read = [&settings.glossary.value, &settings.suppressions.value];
        let read = read.into_iter().flatten().map(PathBuf::as_path);
        let read: Vec<&Path> = read.chain(inputs.paths()).collect();
        not_an_input(Some(output), &read)?;
    }
    let mut check = Check {
        langs,
        checker: checking,
        global,
        tells: true,
    };
    if args.fix {
        check.tells = false;
        let outcome = fixing::run(args, &settings, &check, &inputs)?;
        if args.dry_run {
            return Ok(outcome);
        }
        // Rules that remember what they saw begin anew.
        check.checker = checker(&settings, selection, &check.langs)?;
        check.tells = true;
    }
    Ok(report(args, &settings, &check, &inputs)?)
}

/// Checks everything and reports what is found.
fn report(
    args: &CheckArgs,
    settings: &Settings,
    check: &Check<'_>,
    inputs: &Inputs,
) -> Result<Outcome> {
    let filter = filter(args, settings)?;
    // What is written into a baseline is known from now on, and not printed.
    let reports = match args.write_baseline {
        Some(_) => Vec::new(),
        None => reports(args, settings, check)?,
    };
    let mut printer = Printer::new(reports, filter);
    let done = check.run(inputs, &mut printer)?;
    if done.is_empty() {
        // Nothing was checked, which was told; there is nothing to report.
        return Ok(Outcome::Incomplete);
    }
    let (tally, filter) = printer.close()?;
    if let (Some(path), Some(written)) = (&args.write_baseline, filter.written) {
        write_baseline(path, written, settings, check, &done)?;
        return Ok(if tally.failed > 0 {
            Outcome::Incomplete
        } else {
            Outcome::Done
        });
    }
    if let (Some(baseline), None) = (&filter.baseline, &args.diff) {
        check.tell_fixed(baseline, &done);
    }
    Ok(outcome(&tally, settings.fail_on.value))
}

/// Opens all reports; the one that may go to standard output is the last to be finished.
fn reports(args: &CheckArgs, settings: &Settings, check: &Check<'_>) -> Result<Vec<Printed>> {
    let suppressions = settings.suppressions.value.as_deref();
    let about = About {
        root: Root::of(Path::new("")),
        codes: check.checker.codes().collect(),
        langs: check.langs.clone(),
        threshold: threshold(settings.fail_on.value),
        suppressions: suppressions
            .and_then(Path::parent)
            .unwrap_or(Path::new(""))
            .to_path_buf(),
    };
    let main = (settings.format.value, args.output.as_deref());
    let further = args
        .report
        .iter()
        .map(|(format, file)| (*format, Some(file.as_path())));
    further
        .chain([main])
        .map(|(format, file)| Printed::open(format, file, &about))
        .collect()
}

/// The least severity that fails the check.
fn threshold(fail_on: FailOn) -> Option<Severity> {
    match fail_on {
        FailOn::Error => Some(Severity::Error),
        FailOn::Warning => Some(Severity::Warning),
        FailOn::Never => None,
    }
}

/// Reads `FORMAT=FILE`.
fn further_report(text: &str) -> std::result::Result<(CheckFormat, PathBuf), String> {
    let (format, file) = text
        .split_once('=')
        .filter(|(_, file)| !file.is_empty() && *file != "-")
        .ok_or("write FORMAT=FILE, such as sarif=karvan.sarif")?;
    let format = <CheckFormat as clap::ValueEnum>::from_str(format, false)
        .map_err(|_| format!("there is no format {format}; --help lists them"))?;
    Ok((format, PathBuf::from(file)))
}

fn outcome(tally: &Tally, fail_on: FailOn) -> Outcome {
    let reaches = threshold(fail_on).is_some_and(|least| tally.reaches(least));
    if tally.failed > 0 {
        Outcome::Incomplete
    } else if reaches {
        Outcome::Findings
    } else {
        Outcome::Done
    }
}

fn checker(settings: &Settings, selection: Selection, langs: &[Lang; 2]) -> Result<Checker> {
    if !selection.wants(&[Code::TermMissing, Code::TermForbidden]) {
        return Ok(Checker::with_rules(selection, None));
    }
    let glossary = Glossary::read(settings.glossary()?)?;
    let options = TerminologyOptions {
        counting: match settings.count.value {
            Count::Each => Counting::Each,
            Count::Once => Counting::Once,
        },
        domains: settings.domains.value.clone(),
    };
    let terminology = Terminology::new(&glossary, &langs[0], &langs[1], options)?;
    Ok(Checker::with_rules(selection, Some(&glossary)).with(terminology))
}

fn filter(args: &CheckArgs, settings: &Settings) -> Result<Filter> {
    let suppressions = settings.suppressions.value.as_deref();
    let baseline = settings.baseline.value.as_deref();
    // The baseline that is to be written need not be there yet.
    let baseline = baseline.filter(|path| args.write_baseline.is_none() || path.exists());
    if let Some(path) = baseline.filter(|path| !path.exists()) {
        return Err(Error::malformed(
            Place::file(path),
            "there is no such baseline",
            format!("make it with --write-baseline {}", path.display()),
        ));
    }
    let mut filter = Filter::default();
    filter.suppressions = suppressions.map(SuppressionFile::read).transpose()?;
    filter.baseline = baseline.map(Baseline::read).transpose()?;
    filter.written = args.write_baseline.as_deref().map(Baseline::new);
    filter.changes = args.diff.as_deref().map(Changes::since).transpose()?;
    Ok(filter)
}

fn write_baseline(
    path: &Path,
    mut written: Baseline,
    settings: &Settings,
    check: &Check<'_>,
    done: &BTreeSet<PathBuf>,
) -> Result<()> {
    use std::io::Write;
    let found = written.len();
    if path.is_file() {
        let older = Baseline::read(path)?;
        written.keep(&older, done, check.langs[1].as_str());
    }
    let mut out = Output::open(Some(path))?;
    out.write_all(written.text().as_bytes())
        .map_err(|source| Error::write(path, source))?;
    out.close()?;
    let kept = written.len() - found;
    let kept = if kept > 0 {
        format!(", and {kept} kept of what was not checked now")
    } else {
        String::new()
    };
    let use_it = match &settings.baseline.value {
        Some(_) => String::new(),
        None => format!("; use it with --baseline {}", path.display()),
    };
    note(
        check.global,
        &format!(
            "{}: {} written{kept}{use_it}",
            path.display(),
            counted(found, "finding", "findings")
        ),
    );
    Ok(())
}
