//! `karvan tmx diff`.

use super::files::{each_unit_silently, headers, no_stdin};
use crate::cli::lookup_text::changed_words;
use crate::cli::output::colour;
use crate::cli::{Global, Outcome, Output};
use clap::ValueEnum;
use karvan::error::{Error, Result};
use karvan::format::detect::ReadOptions;
use karvan::format::units::{Change, Differences, Fate, changes, header_changes};
use karvan::lang::Lang;
use karvan::model::Tu;
use karvan::report::one_line;
use serde::Serialize;
use std::collections::BTreeMap;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

const EXIT: &str = "\
Exit status: 0 when the files hold the same, 1 when they differ, 2 when one cannot be read.";

/// Say in what two files of units differ, unit by unit
///
/// Units are paired when all is the same, then by their identifier, then by their source text, then by their translation. White space between elements,
/// the order of attributes, the encoding and the way in which characters are written do not count. The files are read
/// twice; memory grows with what differs.
#[derive(Debug, clap::Args)]
#[command(after_help = EXIT)]
pub(crate) struct DiffArgs {
    /// The first file: TMX, or any other that `karvan import` reads
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
    no_stdin(&files)?;
    let options = ReadOptions {
        lenient: args.lenient,
        ..ReadOptions::default()
    };
    let mut differences = Differences::default();
    let read = |file: &Path, take: &mut dyn FnMut(&Tu)| {
        each_unit_silently(file, &options, global, |_, tu, _| {
            take(tu);
            Ok(())
        })
    };
    read(&files[0], &mut |tu| differences.first(tu))?;
    read(&files[1], &mut |tu| differences.second(tu))?;
    let fates = differences.fates();
    drop(differences);
    let moved = Differences::moved(&fates);
    let wanted = |second: bool| {
        let place = move |fate: &Fate| match *fate {
            Fate::Same(..) => None,
            Fate::Changed(ours, theirs) => Some(if second { theirs } else { ours }),
            Fate::Removed(ours) => (!second).then_some(ours),
            Fate::Added(theirs) => second.then_some(theirs),
        };
        let mut places: Vec<usize> = fates.iter().filter_map(place).collect();
        places.sort_unstable();
        places
    };
    let first = units_at(&files[0], &wanted(false), &options, global)?;
    let second = units_at(&files[1], &wanted(true), &options, global)?;
    let [ours, theirs] = headers(&files, &options)?
        .try_into()
        .unwrap_or_else(|_| Default::default());
    let mut report = Report {
        format: args.format,
        files: &files,
        moved: &moved,
        counts: Counts::default(),
    };
    let mut out = Output::open(None)?;
    let printed = report.print(
        &mut out.styled(),
        &header_changes(&ours, &theirs),
        &fates,
        &first,
        &second,
    );
    printed.map_err(|source| Error::write("standard output", source))?;
    out.close()?;
    Ok(if report.counts.any || !moved.is_empty() {
        Outcome::Findings
    } else {
        Outcome::Done
    })
}

/// The units at these places, in order.
fn units_at(
    file: &Path,
    places: &[usize],
    options: &ReadOptions,
    global: &Global,
) -> Result<BTreeMap<usize, Placed>> {
    let mut found = BTreeMap::new();
    if places.is_empty() {
        return Ok(found);
    }
    let mut number = 0;
    each_unit_silently(file, options, global, |_, tu, line| {
        if places.binary_search(&number).is_ok() {
            found.insert(number, (tu.clone(), line));
        }
        number += 1;
        Ok(())
    })?;
    Ok(found)
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
    fn print(
        &mut self,
        out: &mut dyn Write,
        header: &[Change],
        fates: &[Fate],
        first: &BTreeMap<usize, Placed>,
        second: &BTreeMap<usize, Placed>,
    ) -> io::Result<()> {
        if !header.is_empty() {
            self.counts.any = true;
            self.row(out, "header", [None, None], None, header)?;
        }
        for fate in fates {
            match fate {
                Fate::Same(..) => self.counts.same += 1,
                Fate::Changed(ours, theirs) => {
                    if let (Some(ours), Some(theirs)) = (first.get(ours), second.get(theirs)) {
                        self.counts.changed += 1;
                        let lines = [Some(ours.1), Some(theirs.1)];
                        let list = changes(&ours.0, &theirs.0);
                        self.row(out, "changed", lines, Some(&theirs.0), &list)?;
                    }
                }
                Fate::Removed(ours) => {
                    if let Some((tu, line)) = first.get(ours) {
                        self.counts.removed += 1;
                        self.row(out, "removed", [Some(*line), None], Some(tu), &[])?;
                    }
                }
                Fate::Added(theirs) => {
                    if let Some((tu, line)) = second.get(theirs) {
                        self.counts.added += 1;
                        self.row(out, "added", [None, Some(*line)], Some(tu), &[])?;
                    }
                }
            }
        }
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
                places.push(format!("{}:{line}", file.display()));
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
                let text = tuv.segment.text_with_codes();
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
    for (sign, value) in [('-', &change.before), ('+', &change.after)] {
        if let Some(value) = value {
            print_value(out, sign, &name, value)?;
        }
    }
    Ok(())
}
