//! Checking what was named: file after file, then the pairs of texts, aligned on all cores.

use super::inputs::{self, Input, Inputs};
use super::printer::Printer;
use crate::cli::Global;
use crate::cli::output::{counted, eprint_error, eprint_message, note, warn};
use crate::cli::segment::tell_encoding;
use karvan::check::{
    AlignedPair, Baseline, BilingualUnit, Checker, Code, Diagnostic, Pairs, Sink, Suppression,
};
use karvan::error::{Error, Place, Result};
use karvan::format::Untranslated;
use karvan::format::detect::{ReadOptions, open_units};
use karvan::lang::Lang;
use rayon::prelude::*;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Two texts with what came of aligning them.
type Aligned<'i> = (&'i [PathBuf; 2], Result<AlignedPair>);

/// What every input is checked with.
pub(super) struct Check<'a> {
    pub(super) langs: [Lang; 2],
    pub(super) checker: Checker,
    pub(super) global: &'a Global,
    /// Whether anything but findings is told; once, where inputs are checked twice.
    pub(super) tells: bool,
}

impl Check<'_> {
    /// Checks every input, and goes on after one that cannot be checked. Returns the files that were.
    pub(super) fn run(&self, inputs: &Inputs, printer: &mut Printer) -> Result<BTreeSet<PathBuf>> {
        let mut done = BTreeSet::new();
        for input in &inputs.all {
            if let Input::File { path, found } = input {
                let checked = self.file(path, *found, printer);
                if checked.is_err() {
                    printer.forget_fixes(path);
                }
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
            untranslated: if found {
                Untranslated::EmptyWhereSaid
            } else {
                Untranslated::Empty
            },
            ..ReadOptions::default()
        };
        let reader = open_units(file, &options)?;
        let mut pairs = Pairs::new(reader, &file.display().to_string(), source, target);
        printer.locate_in(file);
        let checked = self.checker.run(&mut pairs, printer)?;
        printer.failed()?;
        let skipped = &pairs.skipped;
        if checked > 0 || !found {
            for rejected in &skipped.rejected {
                let place = Place::line(file, rejected.line);
                let text = format!("{place}: not checked: {}", rejected.named());
                if !rejected.is_broken {
                    self.warn(&text);
                } else if self.tells {
                    eprint_message("error", &text);
                }
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
        // What cannot be read may hold anything.
        let is_broken = skipped.rejected.iter().any(|rejected| rejected.is_broken);
        printer.tally.failed += usize::from(is_broken);
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
    pub(super) fn tell_fixed(&self, baseline: &Baseline, done: &BTreeSet<PathBuf>) {
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
