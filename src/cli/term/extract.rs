//! `karvan term extract`: proposals for a glossary from texts and their translations.

use crate::cli::args::{MemoryArg, positive};
use crate::cli::output::eprint_message;
use crate::cli::{Global, Outcome, Output};
use karvan::check::Pairs;
use karvan::error::{Error, Place, Result};
use karvan::format::detect::{ReadOptions, open_units};
use karvan::lang::Lang;
use karvan::store::{Mode, Store};
use karvan::termbase::Glossary;
use karvan::termbase::extract::{ExtractOptions, Proposal, extract};
use serde_json::json;
use std::io::Write as _;
use std::path::{Path, PathBuf};

const EXAMPLES: &str = "\
Examples:
  karvan term extract --tm news.db -s en -t az -o proposals.tsv
  karvan term extract aligned.tmx pairs.tsv -s en -t zh --known glossary.tsv --limit 50

The result is a glossary to edit: strike out what is no term, and take over the rest. `note` says in how many pairs both
terms, the source term and the target term stand, and gives the shortest pair that has both.

Exit status: 0 when there are proposals, 1 when there are none.";

#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct ExtractArgs {
    /// TMX, XLIFF, PO, TSV or CSV files with source and target; `-` is standard input; without one, the memory
    #[arg(value_name = "FILE")]
    files: Vec<PathBuf>,
    #[command(flatten)]
    memory: MemoryArg,
    /// The language of the sources
    #[arg(short, long, value_name = "LANG", value_parser = crate::cli::args::lang)]
    source: Lang,
    /// The language of the translations
    #[arg(short, long, value_name = "LANG", value_parser = crate::cli::args::lang)]
    target: Lang,
    /// In so many pairs both terms stand at least
    #[arg(long, value_name = "N", default_value = "3", value_parser = positive)]
    min_count: usize,
    /// So many proposals at most
    #[arg(long, value_name = "N", default_value = "200", value_parser = positive)]
    limit: usize,
    /// Leave out what this glossary has already
    #[arg(long, value_name = "GLOSSARY")]
    known: Option<PathBuf>,
    /// Write to a file instead of standard output
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// How to print the proposals
    #[arg(long, value_enum, value_name = "FORMAT", default_value = "tsv")]
    format: ExtractFormat,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum ExtractFormat {
    /// A glossary file
    Tsv,
    /// One JSON object a proposal
    Jsonl,
}

pub(super) fn run(args: &ExtractArgs, global: &Global) -> anyhow::Result<Outcome> {
    let inputs: Vec<&Path> = args
        .files
        .iter()
        .chain(&args.known)
        .map(PathBuf::as_path)
        .collect();
    crate::cli::output::not_an_input(args.output.as_deref(), &inputs)?;
    if args.source.fit(&args.target).is_some() {
        return Err(Error::usage(
            format!("source and target are both {}", args.source),
            "name two languages with -s and -t",
        )
        .into());
    }
    let known = args.known.as_deref().map(Glossary::read).transpose()?;
    if let Some(known) = &known {
        known.require(&args.source)?;
    }
    let pairs = pairs(args)?;
    let options = ExtractOptions {
        min_count: args.min_count,
        limit: args.limit,
    };
    let found = extract(&pairs, &args.source, &args.target, known.as_ref(), options);
    let mut text = String::new();
    if args.format == ExtractFormat::Tsv {
        text.push_str(&format!("id\t{}\t{}\tnote\n", args.source, args.target));
    }
    for (n, proposal) in found.iter().enumerate() {
        let example = &pairs[proposal.example];
        text.push_str(&match args.format {
            ExtractFormat::Tsv => row(n + 1, proposal, example),
            ExtractFormat::Jsonl => object(proposal, example),
        });
    }
    let mut out = Output::open(args.output.as_deref())?;
    out.write_all(text.as_bytes()).map_err(|source| {
        let place = args.output.as_deref();
        Error::write(place.unwrap_or("standard output".as_ref()), source)
    })?;
    out.close()?;
    if !found.is_empty() {
        return Ok(Outcome::Done);
    }
    if !global.quiet {
        eprint_message(
            "note",
            &format!(
                "{} pairs, and no two terms that stand together in {} of them",
                pairs.len(),
                args.min_count
            ),
        );
    }
    Ok(Outcome::Findings)
}

/// All pairs of the files, or of the memory.
fn pairs(args: &ExtractArgs) -> Result<Vec<(String, String)>> {
    if !args.files.is_empty() && args.memory.named().is_some() {
        return Err(Error::usage(
            "files and a memory are both named",
            "name the one or the other",
        ));
    }
    let mut out = Vec::new();
    if args.files.is_empty() {
        let path = args.memory.path()?;
        let store = Store::open(&path, Mode::Read)?;
        store.for_each_unit(|stored| {
            let tu = stored.tu;
            if let (Some(source), Some(target)) =
                (tu.variant(&args.source), tu.variant(&args.target))
            {
                out.push((source.segment.text(), target.segment.text()));
            }
            Ok(())
        })?;
        return some(out, &path, args);
    }
    for file in &args.files {
        let options = ReadOptions {
            source: Some(args.source.clone()),
            target: Some(args.target.clone()),
            ..ReadOptions::default()
        };
        let name = file.display().to_string();
        let before = out.len();
        for unit in Pairs::new(
            open_units(file, &options)?,
            &name,
            &args.source,
            &args.target,
        ) {
            let unit = unit?;
            if !unit.target.trim().is_empty() {
                out.push((unit.source, unit.target));
            }
        }
        if out.len() == before {
            return some(Vec::new(), file, args);
        }
    }
    Ok(out)
}

fn some(
    pairs: Vec<(String, String)>,
    file: &Path,
    args: &ExtractArgs,
) -> Result<Vec<(String, String)>> {
    if pairs.is_empty() {
        return Err(Error::malformed(
            Place::file(file),
            format!("there is no pair of {} and {}", args.source, args.target),
            "check the languages that -s and -t name",
        ));
    }
    Ok(pairs)
}

/// A line of a glossary.
fn row(number: usize, proposal: &Proposal, example: &(String, String)) -> String {
    format!(
        "x-{number:04}\t{}\t{}\t{} of {} and {}: {} — {}\n",
        cell(&proposal.source),
        cell(&proposal.target),
        proposal.together,
        proposal.in_source,
        proposal.in_target,
        cell(&example.0),
        cell(&example.1)
    )
}

/// What a cell cannot hold, as blanks.
fn cell(text: &str) -> String {
    karvan::text::single_spaced(text)
}

fn object(proposal: &Proposal, example: &(String, String)) -> String {
    let json = json!({
        "source": cell(&proposal.source),
        "target": cell(&proposal.target),
        "together": proposal.together,
        "in_source": proposal.in_source,
        "in_target": proposal.in_target,
        "likelihood": (proposal.likelihood * 10.0).round() / 10.0,
        "example": {"source": example.0, "target": example.1},
    });
    format!("{json}\n")
}
