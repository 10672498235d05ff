//! `karvan tmx diff`.

use super::files::Input;
use crate::cli::lookup_text::changed_words;
use crate::cli::output::colour;
use crate::cli::{Global, Outcome, Output};
use clap::ValueEnum;
use karvan::error::{Error, Result};
use karvan::format::detect::ReadOptions;
use karvan::format::units::{
    Change, Differences, Fate, Spool, Spooled, Unread, changes, header_changes,
};
use karvan::lang::Lang;
use karvan::model::Tu;
use karvan::report::one_line;
use karvan::text::{differ_unseen, with_code_points};
use serde::Serialize;
use std::borrow::Cow;
use std::io::{self, Write};
use std::path::PathBuf;

const EXIT: &str = "\
Exit status: 0 when the files hold the same, 1 when they differ, 2 when one cannot be read.";

/// Say in what two files of units differ, unit by unit
///
/// Units are paired when all is the same, then by their identifier, then by their source text, then by their translation. White space between elements,
/// the order of attributes, the encoding and the way in which characters and language codes are written do not count, nor does
/// whether a unit or the header names its source language. What cannot be read of a
/// file is told, and that the files differ in it. The files are read
/// three times, and what differs of the second waits on the disk: memory grows by a few bytes a unit.
#[derive(Debug, clap::Args)]
#[command(after_help = EXIT)]
pub(crate) struct DiffArgs {
    /// The first file: TMX, or any other that `karvan import` reads; one of the two may be `-`, standard input
    #[arg(value_name = "FIRST")]
    first: PathBuf,
    /// The second file
    #[arg(value_name = "SECOND")]
    second: PathBuf,
    /// Read what can be read of a TMX that is not well-formed
    #[arg(long)]
    lenient: bool,
    /// How to print
    #[arg(long, value_enum, value_name = "FORMAT", default_value = "text")]
    format: DiffFormat,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum DiffFormat {
    /// For people
    Text,
    /// One JSON object a unit that differs
    Jsonl,
}

/// A unit with the line on which it begins.
type Placed = (Tu, usize);

pub(super) fn run(args: &DiffArgs, global: &Global) -> anyhow::Result<Outcome> {
    let files = [args.first.clone(), args.second.clone()];
    let inputs = Input::all(&files)?;
    let [first, second] = &inputs[..] else {
        return Ok(Outcome::Done);
    };
    let options = ReadOptions {
        lenient: args.lenient,
        ..ReadOptions::default()
    };
    let mut differences = Differences::default();
    let ours = first.each_unit(&options, global, |tu, _| {
        differences.first(tu);
        Ok(())
    })?;
    let theirs = second.each_unit(&options, global, |tu, _| {
        differences.second(tu);
        Ok(())
    })?;
    let fates = differences.fates();
    drop(differences);
    let moved = Differences::moved(&fates);
    let mut report = Report {
        format: args.format,
        files: &files,
        moved: &moved,
        counts: Counts::default(),
        theirs: Waiting::of(&fates, second, &options, global)?,
    };
    let mut out = Output::open(None)?;
    let failed = |source| Error::write("standard output", source);
    let header = header_changes(&ours.header, &theirs.header);
    {
        let out = &mut out.styled();
        report.header(out, &header).map_err(failed)?;
        let mut next = fates.iter();
        first.each_unit_silently(&options, global, |tu, line| {
            report
                .up_to(out, &mut next, Some((tu, line)))
                .map_err(failed)
        })?;
        report.up_to(out, &mut next, None).map_err(failed)?;
        report
            .unread(out, ours.unread, theirs.unread)
            .map_err(failed)?;
        report.end(out).map_err(failed)?;
    }
    out.close()?;
    Ok(if report.counts.any || !moved.is_empty() {
        Outcome::Findings
    } else {
        Outcome::Done
    })
}

/// The units of the second file that differ, on the disk.
struct Waiting {
    /// Their places in the file, in order.
    places: Vec<usize>,
    units: Spooled,
}

impl Waiting {
    fn of(fates: &[Fate], file: &Input, options: &ReadOptions, global: &Global) -> Result<Self> {
        let place = |fate: &Fate| match *fate {
            Fate::Changed(_, theirs) | Fate::Added(theirs) => Some(theirs),
            Fate::Same(..) | Fate::Removed(_) => None,
        };
        let mut places: Vec<usize> = fates.iter().filter_map(place).collect();
        places.sort_unstable();
        let failed = |source| Error::write(std::env::temp_dir(), source);
        let mut spool = Spool::new().map_err(failed)?;
        let (mut number, mut wanted) = (0, places.iter().peekable());
        if !places.is_empty() {
            file.each_unit_silently(options, global, |tu, line| {
                if wanted.next_if(|place| **place == number).is_some() {
                    spool.push(tu, line).map_err(failed)?;
                }
                number += 1;
                Ok(())
            })?;
        }
        let units = spool.finish().map_err(failed)?;
        Ok(Self { places, units })
    }

    fn get(&mut self, place: usize) -> io::Result<Option<Placed>> {
        match self.places.binary_search(&place) {
            Ok(number) => self.units.get(number),
            Err(_) => Ok(None),
        }
    }
}

#[derive(Default)]
struct Counts {
    same: usize,
    changed: usize,
    removed: usize,
    added: usize,
    any: bool,
}

struct Report<'a> {
    format: DiffFormat,
    files: &'a [PathBuf; 2],
    moved: &'a [(usize, usize)],
    counts: Counts,
    theirs: Waiting,
}

/// A line of JSON.
#[derive(Serialize)]
struct Row<'a> {
    what: &'static str,
    /// The lines on which the unit begins in the first and in the second file.
    lines: [Option<usize>; 2],
    #[serde(skip_serializing_if = "Option::is_none")]
    tuid: Option<&'a str>,
    #[serde(skip_serializing_if = "<[Change]>::is_empty")]
    changes: &'a [Change],
    #[serde(skip_serializing_if = "Option::is_none")]
    unit: Option<&'a Tu>,
}

impl Report<'_> {
    fn header(&mut self, out: &mut dyn Write, changes: &[Change]) -> io::Result<()> {
        if changes.is_empty() {
            return Ok(());
        }
        self.counts.any = true;
        self.row(out, "header", [None, None], None, changes)
    }

    /// Tells what was added before a unit of the first file, and what became of it; without one, all that is left.
    fn up_to<'f>(
        &mut self,
        out: &mut dyn Write,
        fates: &mut impl Iterator<Item = &'f Fate>,
        ours: Option<(&Tu, usize)>,
    ) -> io::Result<()> {
        for fate in fates {
            match (fate, ours) {
                (Fate::Added(theirs), _) => {
                    if let Some((tu, line)) = self.theirs.get(*theirs)? {
                        self.counts.added += 1;
                        self.row(out, "added", [None, Some(line)], Some(&tu), &[])?;
                    }
                    continue;
                }
                (Fate::Same(..), _) => self.counts.same += 1,
                (Fate::Changed(_, theirs), Some((ours, line))) => {
                    if let Some((theirs, their_line)) = self.theirs.get(*theirs)? {
                        let list = changes(ours, &theirs);
                        // Attributes in another order are the same to XML.
                        if list.is_empty() {
                            self.counts.same += 1;
                            return Ok(());
                        }
                        self.counts.changed += 1;
                        let lines = [Some(line), Some(their_line)];
                        self.row(out, "changed", lines, Some(&theirs), &list)?;
                    }
                }
                (Fate::Removed(_), Some((tu, line))) => {
                    self.counts.removed += 1;
                    self.row(out, "removed", [Some(line), None], Some(tu), &[])?;
                }
                (Fate::Changed(..) | Fate::Removed(_), None) => {}
            }
            return Ok(());
        }
        Ok(())
    }

    /// Tells whether the files differ in what cannot be read of them.
    fn unread(&mut self, out: &mut dyn Write, ours: Unread, theirs: Unread) -> io::Result<()> {
        if ours == theirs {
            return Ok(());
        }
        self.counts.any = true;
        let counts = [ours.count, theirs.count];
        match self.format {
            DiffFormat::Text => {
                let [first, second] = self
                    .files
                    .each_ref()
                    .map(|file| one_line(file.display().to_string()));
                writeln!(
                    out,
                    "what was not read is not the same (see the warnings): {} in {first}, {} in {second}",
                    counts[0], counts[1]
                )
            }
            DiffFormat::Jsonl => {
                let row = serde_json::json!({"what": "unread", "counts": counts});
                writeln!(out, "{row}")
            }
        }
    }

    /// Tells what was moved, and the counts.
    fn end(&mut self, out: &mut dyn Write) -> io::Result<()> {
        for (ours, theirs) in self.moved {
            match self.format {
                DiffFormat::Text => writeln!(out, "moved unit {} to {}", ours + 1, theirs + 1)?,
                DiffFormat::Jsonl => {
                    let row = serde_json::json!({"what": "moved", "units": [ours + 1, theirs + 1]});
                    writeln!(out, "{row}")?;
                }
            }
        }
        let c = &mut self.counts;
        c.any |= c.changed + c.removed + c.added > 0;
        if self.format == DiffFormat::Text {
            writeln!(
                out,
                "{} changed, {} removed, {} added, {} moved, {} the same",
                c.changed,
                c.removed,
                c.added,
                self.moved.len(),
                c.same
            )?;
        }
        Ok(())
    }

    fn row(
        &self,
        out: &mut dyn Write,
        what: &'static str,
        lines: [Option<usize>; 2],
        tu: Option<&Tu>,
        changes: &[Change],
    ) -> io::Result<()> {
        if self.format == DiffFormat::Jsonl {
            let row = Row {
                what,
                lines,
                tuid: tu.and_then(|tu| tu.tuid.as_deref()),
                changes,
                unit: tu.filter(|_| changes.is_empty()),
            };
            serde_json::to_writer(&mut *out, &row)?;
            return writeln!(out);
        }
        let bold = anstyle::Style::new().bold();
        let mut places = Vec::new();
        for (file, line) in self.files.iter().zip(lines) {
            if let Some(line) = line {
                places.push(one_line(format!("{}:{line}", file.display())));
            }
        }
        let name = tu.and_then(|tu| tu.tuid.as_deref());
        let name = name.map_or_else(String::new, |name| format!(" ({})", one_line(name)));
        let places = if places.is_empty() {
            String::new()
        } else {
            format!(" {}", places.join(" "))
        };
        writeln!(out, "{bold}{what}{places}{name}{bold:#}")?;
        if let Some(tu) = tu.filter(|_| changes.is_empty()) {
            let sign = if what == "removed" { '-' } else { '+' };
            for tuv in &tu.variants {
                let text = tuv.segment.text_with_numbers();
                print_value(out, sign, tuv.lang.as_str(), &text)?;
            }
        }
        for change in changes {
            print_change(out, change)?;
        }
        writeln!(out)
    }
}

/// A value that was taken out (`-`, in red) or is new (`+`, in green).
fn print_value(out: &mut dyn Write, sign: char, name: &str, value: &str) -> io::Result<()> {
    let colour = match sign {
        '-' => anstyle::AnsiColor::Red,
        _ => anstyle::AnsiColor::Green,
    };
    let style = colour.on_default();
    writeln!(out, "  {style}{sign} {name}: {}{style:#}", one_line(value))
}

fn print_change(out: &mut dyn Write, change: &Change) -> io::Result<()> {
    let name = match (&change.field.lang, change.field.name.as_str()) {
        (Some(lang), "text") => lang.clone(),
        (Some(lang), name) => format!("{lang} {name}"),
        (None, name) => name.to_owned(),
    };
    let name = one_line(&name);
    if let (Some(lang), "text") = (&change.field.lang, change.field.name.as_str())
        && let (Some(before), Some(after)) = (&change.before, &change.after)
        && let Ok(lang) = Lang::parse(lang)
    {
        let words = changed_words(after, before, &lang, colour());
        return writeln!(out, "    {name}: {words}");
    }
    // Where both look the same, what cannot be seen is told.
    let (before, after) = (change.before.as_deref(), change.after.as_deref());
    let is_unseen = before
        .zip(after)
        .is_some_and(|(before, after)| differ_unseen(before, after));
    for (sign, value) in [('-', before), ('+', after)] {
        if let Some(value) = value {
            let value = if is_unseen {
                with_code_points(value).into()
            } else {
                Cow::Borrowed(value)
            };
            print_value(out, sign, &name, &value)?;
        }
    }
    Ok(())
}
