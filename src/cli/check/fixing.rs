//! `karvan check --fix`: what is certain is put right in the files, before the rest is reported.

use super::inputs::Inputs;
use super::printer::Printer;
use super::settings::Settings;
use super::{Check, CheckArgs, filter, outcome};
use crate::cli::output::{counted, eprint_message, note};
use crate::cli::{Outcome, Output};
use karvan::check::{Diagnostic, Edit, Rewritten, rewrite};
use karvan::error::{Error, Place, Result};
use karvan::format::encoding::Encoding;
use similar::TextDiff;
use std::io::Write;
use std::path::Path;

/// Finds what can be put right and does it, or prints it as a diff.
pub(super) fn run(
    args: &CheckArgs,
    settings: &Settings,
    check: &Check<'_>,
    inputs: &Inputs,
) -> Result<Outcome> {
    let mut printer = Printer::new(Vec::new(), filter(args, settings)?);
    printer.fixes = Some(std::collections::BTreeMap::new());
    check.run(inputs, &mut printer)?;
    let fixes = printer.fixes.take().unwrap_or_default();
    let mut diff = args
        .dry_run
        .then(|| Output::open(args.output.as_deref()))
        .transpose()?;
    let (mut fixed, mut files) = (0, 0);
    for (file, fixes) in &fixes {
        let edits: Vec<Edit> = fixes.iter().map(|(edit, _)| edit.clone()).collect();
        let rewritten = rewrite(file, &edits)?;
        match &mut diff {
            Some(out) => {
                if rewritten.encoding != Encoding::Utf8 {
                    let file = file.display();
                    let text = format!(
                        "{file} is in UTF-16: git and patch do not take this part of the diff"
                    );
                    note(check.global, &text);
                }
                print_diff(out, file, &rewritten)?;
            }
            None => write(file, &rewritten)?,
        }
        if !check.global.quiet && !args.dry_run {
            for number in &rewritten.made {
                tell(&fixes[*number].1);
            }
        }
        fixed += rewritten.made.len();
        files += 1;
    }
    if let Some(out) = diff {
        out.close()?;
    }
    if fixed > 0 {
        let done = if args.dry_run {
            "can be fixed"
        } else {
            "fixed"
        };
        let (findings, files) = (
            counted(fixed, "finding", "findings"),
            counted(files, "file", "files"),
        );
        note(check.global, &format!("{findings} {done} in {files}"));
    }
    Ok(outcome(&printer.tally, settings.fail_on.value))
}

fn tell(finding: &Diagnostic) {
    let (Some(fix), unit) = (&finding.fix, &finding.unit) else {
        return;
    };
    let place = Place::at(
        &*unit.file,
        finding.line.unwrap_or(0),
        finding.column.unwrap_or(0),
    );
    let old = &unit.target[fix.span.clone()];
    eprint_message(
        "fixed",
        &format!("{place}: “{old}” is now “{}”", fix.replacement),
    );
}

fn write(file: &Path, rewritten: &Rewritten) -> Result<()> {
    let mut out = Output::open(Some(file))?;
    out.write_all(&rewritten.bytes)
        .map_err(|source| Error::write(file, source))?;
    out.close_one()
}

/// Prints a change as `git apply` and `patch -p1` read it.
fn print_diff(out: &mut Output, file: &Path, rewritten: &Rewritten) -> Result<()> {
    let name = file.to_string_lossy().replace('\\', "/");
    let name = name.trim_start_matches("./");
    let diff = TextDiff::from_lines(rewritten.before.as_str(), rewritten.after.as_str());
    let unified = diff
        .unified_diff()
        .header(&format!("a/{name}"), &format!("b/{name}"))
        .to_string();
    write!(out, "{unified}").map_err(|source| Error::write("standard output", source))
}
