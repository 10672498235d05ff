//! `karvan export`.

use super::args::{MemoryArg, lang};
use super::output::note;
use super::{Global, Outcome, Output, progress};
use clap::{Args, ValueEnum};
use karvan::error::Error;
use karvan::format::{UnitWriter, csv, jsonl, tmx, tsv};
use karvan::lang::Lang;
use karvan::memory::{exported, united_header};
use karvan::store::{Mode, Store};
use std::path::PathBuf;

const EXAMPLES: &str = "\
Examples:
  karvan export --tm news.db -o news.tmx
  karvan export -s en -t az --to tsv -o pairs.tsv
  karvan export --to jsonl | head";

/// Write a memory as TMX 1.4, TSV, CSV or JSON lines
///
/// The result depends on the memory alone: the same memory gives the same bytes.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct ExportArgs {
    #[command(flatten)]
    memory: MemoryArg,
    /// The form of the file
    #[arg(long, value_name = "FORMAT", default_value = "tmx")]
    to: ExportFormat,
    /// The source language (srclang); only units that have it
    #[arg(short, long, value_name = "LANG", value_parser = lang)]
    source: Option<Lang>,
    /// Keep only these languages beside the source [may be repeated]
    #[arg(short, long, value_name = "LANG", value_parser = lang)]
    target: Vec<Lang>,
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
    /// One JSON object a unit
    Jsonl,
}

pub(crate) fn run(args: &ExportArgs, global: &Global) -> anyhow::Result<Outcome> {
    let store = Store::open(&args.memory.path()?, Mode::Read)?;
    let mut out = Output::open(args.output.as_deref())?;
    let bar = progress::bar(global, "export", 0, false);
    let mut units = 0u64;
    {
        let mut writer = writer(args, &store, &mut out)?;
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
    }
    bar.finish_and_clear();
    out.close()?;
    if let Some(path) = &args.output {
        note(
            global,
            &format!("wrote {units} units to {}", path.display()),
        );
    }
    Ok(Outcome::Done)
}

fn writer<'o>(
    args: &ExportArgs,
    store: &Store,
    out: &'o mut Output,
) -> anyhow::Result<Box<dyn UnitWriter + 'o>> {
    let columns = || -> anyhow::Result<Vec<Lang>> {
        let wanted: Vec<Lang> = args.source.iter().chain(&args.target).cloned().collect();
        if wanted.is_empty() || args.target.is_empty() {
            let mut all: Vec<Lang> = store
                .languages()?
                .into_iter()
                .map(|(lang, _)| lang)
                .collect();
            if let Some(source) = &args.source {
                all.sort_by_key(|lang| source.fit(lang).is_none());
            }
            return Ok(all);
        }
        Ok(wanted)
    };
    Ok(match args.to {
        ExportFormat::Tmx => Box::new(tmx::Writer::new(
            out,
            &united_header(store)?,
            args.source.as_ref(),
        )),
        ExportFormat::Tsv => Box::new(tsv::Writer::new(out, columns()?)),
        ExportFormat::Csv => Box::new(csv::Writer::new(out, columns()?)),
        ExportFormat::Jsonl => Box::new(jsonl::Writer::new(out, columns()?)),
    })
}
