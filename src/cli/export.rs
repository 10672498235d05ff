//! `karvan export`.

use super::args::{MemoryArg, lang};
use super::output::{note, warn};
use super::{Global, Outcome, Output, progress};
use clap::{Args, ValueEnum};
use karvan::error::Error;
use karvan::format::left_out::LeftOut;
use karvan::format::{UnitWriter, csv, jsonl, po, tmx, tsv, xliff};
use karvan::lang::Lang;
use karvan::memory::{exported, united_header};
use karvan::store::{Mode, Store};
use std::path::{Path, PathBuf};

const EXAMPLES: &str = "\
Examples:
  karvan export --tm news.db -o news.tmx
  karvan export -s en -t az -o pairs.tsv
  karvan export -s en -t az -o visit.xlf
  karvan export --to jsonl | head";

/// Write a memory as TMX, XLIFF, PO, TSV, CSV or JSON lines
///
/// The result depends on the memory alone: the same memory gives the same bytes. What a format has no place for is left
/// out and counted; TMX and JSON lines hold everything, XLIFF all that two languages have.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct ExportArgs {
    #[command(flatten)]
    memory: MemoryArg,
    /// The form of the file [default: what the name after -o ends with, else tmx]
    #[arg(long, value_name = "FORMAT")]
    to: Option<ExportFormat>,
    /// The source language (srclang); only units that have it
    #[arg(short, long, value_name = "LANG", value_parser = lang)]
    source: Option<Lang>,
    /// Keep only these languages beside the source [may be repeated]
    #[arg(short, long, value_name = "LANG", value_parser = lang)]
    target: Vec<Lang>,
    /// The tool that the TMX is for: context and documents stand where it looks for them
    #[arg(long, value_name = "TOOL", default_value = "plain")]
    dialect: DialectArg,
    /// Write to a file instead of standard output
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum ExportFormat {
    /// TMX 1.4
    Tmx,
    /// Tab-separated, a column a language
    Tsv,
    /// Comma-separated (RFC 4180), a column a language
    Csv,
    /// One JSON object a unit, with all that the unit has
    Jsonl,
    /// XLIFF 1.2, one source and one target language
    Xliff,
    /// XLIFF 2.0, one source and one target language
    Xliff2,
    /// PO of gettext, one source and one target language
    Po,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum DialectArg {
    /// Any tool; context in karvan's own properties
    Plain,
    /// OmegaT: prev, next and file
    Omegat,
    /// Trados Studio: x-ContextContent
    Trados,
    /// memoQ: x-context-pre, x-context-post, x-document
    Memoq,
}

impl From<DialectArg> for tmx::Dialect {
    fn from(arg: DialectArg) -> Self {
        match arg {
            DialectArg::Plain => Self::Plain,
            DialectArg::Omegat => Self::Omegat,
            DialectArg::Trados => Self::Trados,
            DialectArg::Memoq => Self::Memoq,
        }
    }
}

impl ExportArgs {
    fn format(&self) -> ExportFormat {
        let name = self.output.as_deref().and_then(Path::extension);
        self.to.unwrap_or_else(|| {
            let ending = name.map(|name| name.to_string_lossy().to_ascii_lowercase());
            match ending.as_deref() {
                Some("tsv") => ExportFormat::Tsv,
                Some("csv") => ExportFormat::Csv,
                Some("jsonl" | "ndjson") => ExportFormat::Jsonl,
                Some("xlf" | "xliff") => ExportFormat::Xliff,
                Some("po") => ExportFormat::Po,
                _ => ExportFormat::Tmx,
            }
        })
    }
}

pub(crate) fn run(args: &ExportArgs, global: &Global) -> anyhow::Result<Outcome> {
    let store = Store::open(&args.memory.path()?, Mode::Read)?;
    let mut out = Output::open(args.output.as_deref())?;
    let bar = progress::bar(global, "export", 0, false);
    let columns = columns(args, &store)?;
    let mut units = 0u64;
    let left_out = {
        let mut writer = writer(args, &store, &columns, &mut out)?;
        let failed = |source| {
            Error::write(
                args.output.as_deref().unwrap_or("standard output".as_ref()),
                source,
            )
        };
        store.for_each_unit(|stored| {
            if let Some(tu) = exported(stored.tu, args.source.as_ref(), &args.target) {
                writer.write(&tu).map_err(failed)?;
                units += 1;
                bar.set_position(units);
            }
            Ok(())
        })?;
        writer.finish().map_err(failed)?;
        writer.left_out()
    };
    bar.finish_and_clear();
    out.close()?;
    tell_left_out(&left_out, global);
    if let Some(path) = &args.output {
        let noun = if units == 1 { "unit" } else { "units" };
        note(
            global,
            &format!("wrote {units} {noun} to {}", path.display()),
        );
    }
    Ok(Outcome::Done)
}

/// Says what the format had no place for.
fn tell_left_out(left_out: &LeftOut, global: &Global) {
    let counts: Vec<String> = left_out
        .counts()
        .iter()
        .map(|(kind, count)| format!("{kind} ({count})"))
        .collect();
    if !counts.is_empty() {
        let kinds = counts.join(", ");
        warn(
            global,
            &format!("left out, because the format has no place for it: {kinds}; TMX holds it all"),
        );
    }
}

/// The columns of a table: the languages asked for, else all of the memory.
fn columns(args: &ExportArgs, store: &Store) -> anyhow::Result<Vec<Lang>> {
    if !args.target.is_empty() {
        return Ok(args.source.iter().chain(&args.target).cloned().collect());
    }
    let mut all: Vec<Lang> = store
        .languages()?
        .into_iter()
        .map(|(lang, _)| lang)
        .collect();
    if let Some(source) = &args.source {
        all.sort_by_key(|lang| source.fit(lang).is_none());
    }
    Ok(all)
}

/// The two languages of a format that holds no more.
fn pair(args: &ExportArgs, columns: &[Lang]) -> anyhow::Result<(Lang, Lang)> {
    if let (Some(_), [source, target]) = (&args.source, columns) {
        return Ok((source.clone(), target.clone()));
    }
    let held: Vec<&str> = columns.iter().map(Lang::as_str).collect();
    let held = held.join(", ");
    Err(Error::usage(
        format!("this format holds one source and one target language, and the units have {held}"),
        "name the two with -s and -t",
    )
    .into())
}

fn writer<'o>(
    args: &ExportArgs,
    store: &Store,
    columns: &[Lang],
    out: &'o mut Output,
) -> anyhow::Result<Box<dyn UnitWriter + 'o>> {
    let langs = columns.to_vec();
    Ok(match args.format() {
        ExportFormat::Tmx => {
            let header = united_header(store)?;
            let writer = tmx::Writer::new(out, &header, args.source.as_ref());
            Box::new(writer.for_tool(args.dialect.into()))
        }
        ExportFormat::Tsv => Box::new(tsv::Writer::new(out, langs)),
        ExportFormat::Csv => Box::new(csv::Writer::new(out, langs)),
        ExportFormat::Jsonl => Box::new(jsonl::Writer::new(out, langs)),
        ExportFormat::Po => {
            let (source, target) = pair(args, columns)?;
            Box::new(po::Writer::new(out, &united_header(store)?, source, target))
        }
        ExportFormat::Xliff => {
            let (source, target) = pair(args, columns)?;
            Box::new(xliff::Writer::new(out, source, target))
        }
        ExportFormat::Xliff2 => {
            let (source, target) = pair(args, columns)?;
            Box::new(xliff::Writer2::new(out, source, target))
        }
    })
}
