//! `karvan tmx stats`.

use super::files::each_unit;
use crate::cli::lookup_text::day;
use crate::cli::{Global, Outcome, Output};
use clap::ValueEnum;
use karvan::error::Error;
use karvan::format::detect::ReadOptions;
use karvan::format::units::Statistics;
use std::collections::BTreeMap;
use std::fmt::Display;
use std::io::{self, Write};
use std::path::PathBuf;

/// Say what files of units hold: languages, words, dates, users, properties, codes, what stands twice
#[derive(Debug, clap::Args)]
pub(crate) struct StatsArgs {
    /// The files: TMX, or any other that `karvan import` reads; `-` is standard input
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Read what can be read of a TMX that is not well-formed
    #[arg(long)]
    lenient: bool,
    /// How to print
    #[arg(long, value_enum, value_name = "FORMAT", default_value = "text")]
    format: StatsFormat,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum StatsFormat {
    /// For people
    Text,
    /// One JSON document: an object a file
    Json,
}

#[derive(serde::Serialize)]
struct FileStatistics {
    file: String,
    rejected: u64,
    #[serde(flatten)]
    statistics: Statistics,
}

pub(super) fn run(args: &StatsArgs, global: &Global) -> anyhow::Result<Outcome> {
    let options = ReadOptions {
        lenient: args.lenient,
        ..ReadOptions::default()
    };
    let mut all = Vec::new();
    for file in &args.files {
        let mut statistics = Statistics::default();
        let report = each_unit(file, &options, global, |tu, _| {
            statistics.add(tu);
            Ok(())
        })?;
        all.push(FileStatistics {
            file: file.display().to_string(),
            rejected: report.rejected,
            statistics,
        });
    }
    let mut out = Output::open(None)?;
    let written = match args.format {
        StatsFormat::Json => serde_json::to_writer(&mut out, &all)
            .map_err(io::Error::from)
            .and_then(|()| writeln!(out)),
        StatsFormat::Text => print(&all, &mut out),
    };
    written.map_err(|source| Error::write("standard output", source))?;
    out.close()?;
    Ok(Outcome::Done)
}

/// More values of a kind are told by their number.
const MOST: usize = 10;

fn print(all: &[FileStatistics], out: &mut impl Write) -> io::Result<()> {
    for (number, file) in all.iter().enumerate() {
        if number > 0 {
            writeln!(out)?;
        }
        let s = &file.statistics;
        writeln!(out, "{}", file.file)?;
        let mut row = |name: &str, what: &dyn Display| writeln!(out, "  {name:<12}{what}");
        row("units", &s.units)?;
        if file.rejected > 0 {
            row("rejected", &file.rejected)?;
        }
        if s.duplicates > 0 {
            row(
                "duplicates",
                &format!("{} units have the texts of an earlier one", s.duplicates),
            )?;
        }
        for (lang, l) in &s.languages {
            let mut text = format!("{} texts, {} {}", l.variants, l.count, l.unit);
            for (count, what) in [(l.repeated, "repeated"), (l.empty, "empty")] {
                if count > 0 {
                    text.push_str(&format!(", {count} {what}"));
                }
            }
            text.push_str(&format!(", the longest has {} characters", l.longest));
            row(lang, &text)?;
        }
        if s.combinations.len() > 1 {
            row("together", &most(&s.combinations))?;
        }
        if let Some((first, last)) = &s.dates {
            row("dates", &format!("{} to {}", day(first), day(last)))?;
        }
        for (name, counts) in [("users", &s.users), ("properties", &s.properties)] {
            if !counts.is_empty() {
                row(name, &most(counts))?;
            }
        }
        if s.notes > 0 {
            row("notes", &s.notes)?;
        }
        if !s.codes.is_empty() {
            let named = s
                .codes
                .iter()
                .map(|(name, count)| ((*name).to_owned(), *count));
            row("codes", &most(&named.collect()))?;
        }
    }
    Ok(())
}

/// The most frequent values with their counts.
fn most(counts: &BTreeMap<String, u64>) -> String {
    let mut all: Vec<(&String, &u64)> = counts.iter().collect();
    all.sort_by_key(|(name, count)| (std::cmp::Reverse(**count), (*name).clone()));
    let shown = all
        .iter()
        .take(MOST)
        .map(|(name, count)| format!("{name} ({count})"));
    let mut text = shown.collect::<Vec<_>>().join(", ");
    if all.len() > MOST {
        text.push_str(&format!(", and {} more", all.len() - MOST));
    }
    karvan::report::one_line(&text)
}
