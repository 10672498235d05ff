//! `karvan check`.

mod fixing;
mod inputs;
mod printer;
pub(super) mod settings;

use super::output::{eprint_error, eprint_message, note, warn};
use super::rule_args::{self, RuleArgs};
use super::segment::tell_encoding;
use super::{Global, Outcome, Output};
use inputs::{Input, Inputs, counted};
use karvan::check::{
    AlignedPair, Baseline, BilingualUnit, Changes, Checker, Code, Counting, Diagnostic, Filter,
    Pairs, Selection, Severity, Sink, Suppression, SuppressionFile, Tally, Terminology,
    TerminologyOptions,
};
use karvan::config::Config;
use karvan::error::{Error, Place, Result};
use karvan::format::detect::{ReadOptions, open_units};
use karvan::lang::Lang;
use karvan::report::Root;
use karvan::termbase::Glossary;
use printer::{About, Printed, Printer};
use rayon::prelude::*;
use settings::{CheckFormat, Count, FailOn, SettingArgs, Settings};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

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
not be made: no input, no pair in these languages, a glossary that is missing, empty or contradicts itself.
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

/// Two texts with what came of aligning them.
type Aligned<'i> = (&'i [PathBuf; 2], Result<AlignedPair>);

/// What every input is checked with.
struct Check<'a> {
    langs: [Lang; 2],
    checker: Checker,
    global: &'a Global,
    /// Whether anything but findings is told; once, where inputs are checked twice.
    tells: bool,
}

impl Check<'_> {
    /// Checks every input, and goes on after one that cannot be checked. Returns the files that were.
    fn run(&self, inputs: &Inputs, printer: &mut Printer) -> Result<BTreeSet<PathBuf>> {
        let mut done = BTreeSet::new();
        for input in &inputs.all {
            if let Input::File { path, found } = input {
                let checked = self.file(path, *found, printer);
                done.extend(self.told(checked, printer)?);
            }
        }
        let pairs: Vec<&[PathBuf; 2]> = inputs.pairs().collect();
        for pairs in pairs.chunks(4 * rayon::current_num_threads()) {
            let aligned: Vec<Aligned<'_>> = pairs
                .par_iter()
                .map(|pair| {
                    let [source, target] = &self.langs;
                    (*pair, AlignedPair::read(&pair[0], &pair[1], source, target))
                })
                .collect();
            for (pair, aligned) in aligned {
                let checked = aligned
                    .map_err(|error| strangers(error, pair))
                    .and_then(|aligned| self.pair(pair, aligned, printer));
                done.extend(self.told(checked, printer)?);
            }
        }
        for folder in inputs.folders_without(&done) {
            self.told(Err(inputs::nothing_in(folder)), printer)?;
        }
        if let Some(file) = &printer.filter.suppressions {
            let enabled = |code| self.enabled(code);
            let unused = file.unused(&done, &self.langs, enabled);
            self.emit(unused, printer);
            printer.failed()?;
        }
        printer.tally.failed += inputs.unreadable;
        Ok(done)
    }

    /// What came of an input. An error is told, and the rest goes on; only what cannot be written ends the work.
    fn told(
        &self,
        checked: Result<Option<PathBuf>>,
        printer: &mut Printer,
    ) -> Result<Option<PathBuf>> {
        match checked {
            Err(error) if !matches!(error, Error::Write { .. }) => {
                if self.tells {
                    eprint_error(&error);
                }
                printer.tally.failed += 1;
                Ok(None)
            }
            checked => checked,
        }
    }

    fn warn(&self, text: &str) {
        if self.tells {
            warn(self.global, text);
        }
    }

    /// Says what only those want to know who asked for more.
    fn mention(&self, text: &str) {
        if self.tells && self.global.verbose {
            eprint_message("note", text);
        }
    }

    /// Checks a file of units; `None` for one in a folder that holds no pair.
    fn file(&self, file: &Path, found: bool, printer: &mut Printer) -> Result<Option<PathBuf>> {
        let [source, target] = &self.langs;
        let options = ReadOptions {
            source: Some(source.clone()),
            target: Some(target.clone()),
            ..ReadOptions::default()
        };
        let reader = open_units(file, &options)?;
        let mut pairs = Pairs::new(reader, &file.display().to_string(), source, target);
        printer.locate_in(file);
        let checked = self.checker.run(&mut pairs, printer)?;
        printer.failed()?;
        let skipped = &pairs.skipped;
        if checked > 0 || !found {
            for (line, reason) in &skipped.rejected {
                let place = Place::line(file, *line);
                self.warn(&format!("{place}: not checked: {reason}"));
            }
        }
        if skipped.without_pair > 0 {
            let units = counted(skipped.without_pair, "unit", "units");
            let file = file.display();
            self.mention(&format!(
                "{file}: {units} without a pair in these languages"
            ));
        }
        if checked == 0 && found {
            return Ok(None);
        }
        if checked == 0 {
            return Err(Error::malformed(
                Place::file(file),
                format!("there is no pair of {source} and {target} to check"),
                "check the languages that -s and -t name",
            ));
        }
        self.complain(&pairs.suppressions, printer);
        printer.checked(file, checked)?;
        Ok(Some(file.to_path_buf()))
    }

    fn pair(
        &self,
        [source, target]: &[PathBuf; 2],
        mut pair: AlignedPair,
        printer: &mut Printer,
    ) -> Result<Option<PathBuf>> {
        for (file, guessed) in pair.guessed.iter().filter(|_| self.tells) {
            tell_encoding(Some(*guessed), file, self.global);
        }
        let units = std::mem::take(&mut pair.units);
        let suppressions = std::mem::take(&mut pair.suppressions);
        if pair.unpaired > 0 {
            let segments = counted(pair.unpaired, "segment has", "segments have");
            let was = if pair.unpaired == 1 { "was" } else { "were" };
            let (source, target) = (source.display(), target.display());
            self.warn(&format!(
                "{source}: {segments} no translation in {target} and {was} not checked"
            ));
        }
        printer.locate_with(Box::new(pair));
        let checked = self.checker.run(units.into_iter().map(Ok), printer)?;
        printer.failed()?;
        let [from, to] = &self.langs;
        let name = target.display().to_string();
        let whole = Arc::new(BilingualUnit::new(&name, "", ("", from), ("", to)));
        let of_file = |suppression| (suppression, Arc::clone(&whole));
        let suppressions: Vec<_> = suppressions.into_iter().map(of_file).collect();
        self.complain(&suppressions, printer);
        printer.checked(target, checked)?;
        Ok(Some(target.clone()))
    }

    /// Reports the suppressions of a file that are wrong or not used, after all of its findings.
    fn complain(&self, all: &[(Suppression, Arc<BilingualUnit>)], printer: &mut Printer) {
        for (suppression, unit) in all {
            let complaint = suppression.complaint(unit, |code| self.enabled(code));
            self.emit(complaint, printer);
        }
    }

    /// Reports findings that no rule made, each as bad as it was chosen to be.
    fn emit(&self, found: impl IntoIterator<Item = Diagnostic>, printer: &mut Printer) {
        for mut finding in found {
            if let Some(severity) = self.checker.level(finding.code) {
                finding.severity = severity;
                printer.emit(finding);
            }
        }
    }

    fn enabled(&self, code: Code) -> bool {
        self.checker.codes().any(|known| known == code)
    }

    /// Says which findings of the baseline are no more.
    fn tell_fixed(&self, baseline: &Baseline, done: &BTreeSet<PathBuf>) {
        let fixed = baseline.fixed(done, self.langs[1].as_str());
        let count: usize = fixed.iter().map(|fixed| fixed.count).sum();
        if count == 0 {
            return;
        }
        if self.global.verbose {
            for fixed in &fixed {
                let often = if fixed.count > 1 {
                    format!(" ({} times)", fixed.count)
                } else {
                    String::new()
                };
                eprint_message(
                    "note",
                    &format!(
                        "{}: fixed: {} “{}”{often}",
                        fixed.file, fixed.code, fixed.words
                    ),
                );
            }
        }
        note(
            self.global,
            &format!(
                "{} of the baseline {} fixed; write it anew with --write-baseline",
                counted(count, "finding", "findings"),
                if count == 1 { "is" } else { "are" }
            ),
        );
    }
}

/// Texts that do not belong together cannot be checked: an error like any other, and `check` has no `--force`.
fn strangers(error: Error, [source, target]: &[PathBuf; 2]) -> Error {
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
