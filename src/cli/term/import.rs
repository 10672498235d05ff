//! `karvan term import`: another program's glossary into the glossary.

use super::{GlossaryArg, import_text, refuse_stdin};
use crate::cli::args::lang;
use crate::cli::output::done_all_the_same;
use crate::cli::signals::{self, Step};
use crate::cli::{Global, Outcome};
use karvan::error::{Error, Result};
use karvan::format::terms::{ReadTerms, SECOND_PREFERRED, TermOptions, read_terms};
use karvan::lang::Lang;
use karvan::model::TermEntry;
use karvan::termbase::edit::GlossaryText;
use karvan::termbase::merge::{Conflict, MergeReport, Opposition, merge};
use karvan::termbase::table::columns;
use karvan::termbase::{Glossary, Turn};
use serde_json::json;
use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::{Path, PathBuf};

const EXAMPLES: &str = "\
Examples:
  karvan term import agency.tbx --glossary glossary.tsv
  karvan term import terms.xlsx --glossary glossary.tsv --map 'Approved=az' --map 'Do not use=az_forbidden'
  karvan term import glossary.utf8 -s en -t az --glossary glossary.tsv --dry-run

An entry belongs to the concept with its id; else to the one that has its terms; else it is new. What contradicts the glossary
(another preferred term, a form that is approved here and forbidden there) is told and left as the glossary has it. An entry
with an id of its own that contradicts a concept with one of its terms is a concept of its own, and told too: they may be
homonyms, but `check` allows what either of them approves. So is one that prefers the same term of its first language as a
concept of the glossary that the file does not name, and another one of a further language, in the same sense as far as they
say one (subject, part of speech, definition).
A status that forbids a whole entry of TBX forbids its terms in all languages; that of a row of a table is about its
translations, and the terms of the first language, or of the one after -s, stay approved. Either is told.
Notes and statuses of entries of a file that are one concept are joined; what the glossary had before stays, and what is left out for
it is named. With `--on-conflict theirs` what of the glossary gives way is named too.
Importing a file again changes nothing.";

#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct ImportArgs {
    /// Glossaries: TBX 2 or 3, TBX-Min, CSV, TSV, XLSX, OmegaT's lists of terms, the table of IATE
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    #[command(flatten)]
    glossary: GlossaryArg,
    /// The language of the first column of a list without a header; terms in it stay approved where a row is forbidden
    #[arg(short, long, value_name = "LANG", value_parser = lang)]
    source: Option<Lang>,
    /// The language of its second column
    #[arg(short, long, value_name = "LANG", value_parser = lang)]
    target: Option<Lang>,
    /// What a column of a table holds: id, domain, pos, definition, note, source, flags, status, ignore, a language tag, or one
    /// with _forbidden, _definition, _note or _status; may be repeated
    #[arg(long, value_name = "COLUMN=MEANING", value_parser = mapping)]
    map: Vec<(String, String)>,
    /// Whose terms count where the file contradicts the glossary
    #[arg(long, value_enum, value_name = "WHOSE", default_value = "keep")]
    on_conflict: OnConflict,
    /// Say what would be done, and write nothing
    #[arg(short = 'n', long)]
    dry_run: bool,
    /// The form of the report
    #[arg(long, value_enum, value_name = "FORMAT", default_value = "text")]
    format: Format,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum OnConflict {
    /// The glossary's
    Keep,
    /// The file's
    Theirs,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// For people
    Text,
    /// One JSON document
    Json,
}

fn mapping(argument: &str) -> std::result::Result<(String, String), String> {
    let (column, meaning) = argument
        .rsplit_once('=')
        .ok_or("write the name of the column, `=` and what it holds, such as 'Approved=az'")?;
    Ok((column.to_owned(), meaning.to_owned()))
}

pub(super) fn run(args: &ImportArgs, global: &Global) -> anyhow::Result<Outcome> {
    let path = args.glossary.path()?;
    refuse_stdin(&path)?;
    let options = TermOptions {
        source: args.source.clone(),
        target: args.target.clone(),
        map: args.map.clone(),
    };
    let mut read: Vec<ReadTerms> = args
        .files
        .iter()
        .map(|file| read_terms(file, &options))
        .collect::<Result<_>>()?;
    let counts: Vec<usize> = read.iter().map(ReadTerms::all_entries).collect();
    let _turn = Turn::wait(&path)?;
    // A new glossary has the columns of the first file; what the others bring more is added to them, as by imports one after another.
    let first = read.iter().find(|read| !read.entries.is_empty());
    let entries = first.map_or(&[][..], |read| &read.entries);
    if entries.is_empty() && !path.exists() {
        // A glossary without a language is none.
        let reports = vec![MergeReport::default(); read.len()];
        return tell(args, &read, &counts, &reports, global);
    }
    let before = if path.exists() {
        GlossaryText::read(&path)?
    } else {
        GlossaryText::new(format!("{}\n", columns(entries).join("\t")))
    };
    let glossary = Glossary::parse_to_fill(before.text().trim_start_matches('\u{feff}'), &path)?;
    let theirs = args.on_conflict == OnConflict::Theirs;
    let files: Vec<Vec<TermEntry>> = read
        .iter_mut()
        .map(|read| std::mem::take(&mut read.entries))
        .collect();
    let (text, reports) = merge(&glossary, &before, &files, theirs)?;
    // What would not be read again is not written.
    Glossary::parse_to_fill(text.text().trim_start_matches('\u{feff}'), &path)?;
    let changed = text != before
        && reports
            .iter()
            .any(|r| !r.added.is_empty() || !r.merged.is_empty());
    if changed && !args.dry_run {
        signals::hold(Step::Last, || text.write(&path))?;
    }
    tell(args, &read, &counts, &reports, global)
}

/// Prints what became of each file.
fn tell(
    args: &ImportArgs,
    read: &[ReadTerms],
    counts: &[usize],
    reports: &[MergeReport],
    global: &Global,
) -> anyhow::Result<Outcome> {
    let told: Vec<Told<'_>> = args
        .files
        .iter()
        .zip(read)
        .zip(counts)
        .zip(reports)
        .map(|(((file, read), all), report)| Told {
            file,
            read,
            all: *all,
            report,
        })
        .collect();
    let printed = match args.format {
        Format::Text => import_text::print(&told, global),
        Format::Json => print_json(&told),
    };
    if args.dry_run {
        printed?;
        return Ok(Outcome::Done);
    }
    let sum = |of: fn(&Told<'_>) -> usize| told.iter().map(of).sum::<usize>();
    let (new, merged) = (
        sum(|t| t.report.added.len()),
        sum(|t| t.report.merged_entries),
    );
    let done = format!("the import is complete: new {new}, merged {merged}");
    done_all_the_same(printed, &done);
    Ok(Outcome::Done)
}

fn print_json(told: &[Told<'_>]) -> Result<()> {
    let all: Vec<_> = told.iter().map(Told::json).collect();
    let sum = |of: fn(&Told<'_>) -> usize| told.iter().map(of).sum::<usize>();
    let whole = json!({
        "new": sum(|t| t.report.added.len()),
        "merged": sum(|t| t.report.merged_entries),
        "unchanged": sum(|t| t.report.unchanged),
        "conflicts": sum(|t| t.report.entries_in_conflict),
        "rejected": sum(|t| t.read.refused_entries()),
        "rejected_parts": sum(|t| t.read.refused_parts()),
        "opposed": sum(|t| t.report.opposed.len()),
        "gave_way": sum(|t| t.report.gave_way.len()),
        "files": all,
    });
    let mut out = crate::cli::Output::open(None)?;
    writeln!(out, "{whole}").map_err(|e| Error::write("standard output", e))?;
    out.close()
}

/// A file with what became of it.
pub(super) struct Told<'a> {
    pub(super) file: &'a Path,
    pub(super) read: &'a ReadTerms,
    /// How many entries the file has.
    pub(super) all: usize,
    pub(super) report: &'a MergeReport,
}

impl Told<'_> {
    /// What the glossary has no place for, by kind.
    pub(super) fn left_out(&self) -> BTreeMap<String, usize> {
        let mut left_out = self.read.left_out.clone();
        if self.report.second_preferred > 0 {
            *left_out.entry(SECOND_PREFERRED.into()).or_default() += self.report.second_preferred;
        }
        left_out
    }

    fn json(&self) -> serde_json::Value {
        let listed = |conflicts: &[Conflict]| -> Vec<_> {
            let listed = conflicts.iter();
            let listed = listed.map(|c| json!({"line": c.line, "concept": c.id, "what": c.what}));
            listed.collect()
        };
        let opposed: Vec<_> = self
            .report
            .opposed
            .iter()
            .map(|o| match &o.between {
                Opposition::Judged { forbidding, approving } => {
                    json!({"line": o.line, "forbidding": forbidding, "approving": approving, "what": o.what})
                }
                Opposition::Preferred { entry, other } => {
                    json!({"line": o.line, "concept": entry, "other": other, "what": o.what})
                }
            })
            .collect();
        let rejects: Vec<_> = self
            .read
            .refused
            .iter()
            .map(|r| json!({"line": r.line, "reason": r.reason, "entry": r.whole}))
            .collect();
        let kept: Vec<_> = (self.report.kept.iter())
            .map(|k| json!({"line": k.line, "concept": k.id, "column": k.field, "left_out": k.left, "stays": k.stays}))
            .collect();
        json!({
            "file": self.file.display().to_string(),
            "format": self.read.format,
            "read": self.all,
            "new": self.report.added,
            "merged": self.report.merged,
            "unchanged": self.report.unchanged,
            "conflicts": listed(&self.report.conflicts),
            "gave_way": listed(&self.report.gave_way),
            "opposed": opposed,
            "rejects": rejects,
            "kept": self.report.kept.len(),
            "kept_texts": kept,
            "left_out": self.left_out(),
            "remarks": self.read.remarks,
        })
    }
}
