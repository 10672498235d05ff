//! `karvan export`.

use super::args::{MemoryArg, lang_of_memory, take_languages};
use super::unit_columns;
use super::unit_output::{self, DialectArg, UnitFormat, Units, Written};
use super::{Global, Outcome, Output, progress};
use clap::Args;
use karvan::error::Error;
use karvan::lang::Lang;
use karvan::memory::united_header;
use karvan::store::Store;
use std::path::PathBuf;

const EXAMPLES: &str = "\
Examples:
  karvan export --tm news.db -o news.tmx
  karvan export -s en -t az -o pairs.tsv
  karvan export -s en -t az -o visit.xlf
  karvan export --to jsonl | head";

/// Write a memory as TMX, XLIFF, PO, TSV, CSV or JSON lines
///
/// The result depends on the memory alone: the same memory gives the same bytes. What a format has no place for is left
/// out and counted; TMX holds everything, JSON lines all but the header, XLIFF all that two languages have.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct ExportArgs {
    #[command(flatten)]
    memory: MemoryArg,
    /// The form of the file [default: what the name after -o ends with, else tmx]
    #[arg(long, value_name = "FORMAT")]
    to: Option<UnitFormat>,
    /// The source language, the srclang of a TMX and of its units; only units that have it
    #[arg(short, long, value_name = "LANG", value_parser = lang_of_memory)]
    source: Option<Lang>,
    /// Keep only these languages beside the source [may be repeated]
    #[arg(short, long, value_name = "LANG", value_parser = lang_of_memory)]
    target: Vec<Lang>,
    /// The tool that the TMX is for: context and documents stand where it looks for them
    #[arg(long, value_name = "TOOL", default_value = "plain")]
    dialect: DialectArg,
    /// Write to a file instead of standard output; packed with gzip where the name ends with .gz
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

pub(crate) fn run(args: &ExportArgs, global: &Global) -> anyhow::Result<Outcome> {
    let format = unit_output::format(args.to, args.output.as_deref())?;
    let store = Store::open_to_copy(&args.memory.path()?)?;
    let mut out = Output::open_packed(args.output.as_deref())?;
    let bar = progress::bar(global, "export", 0, false);
    let columns = columns(args, format, &store)?;
    let header = united_header(&store)?;
    let written = Written {
        format,
        dialect: args.dialect,
        source: args.source.as_ref(),
        columns: &columns,
        header: &header,
    };
    let mut units = Units::new(written.format);
    let left_out = {
        let mut writer = written.writer(&mut out)?;
        let failed = |source| {
            Error::write(
                args.output.as_deref().unwrap_or("standard output".as_ref()),
                source,
            )
        };
        store.for_each_unit(|stored| {
            if let Some(tu) = units.take(stored.tu, args.source.as_ref(), &args.target) {
                writer.write(&tu).map_err(failed)?;
                bar.set_position(units.handed());
            }
            Ok(())
        })?;
        writer.finish().map_err(failed)?;
        writer.left_out()
    };
    bar.finish_and_clear();
    out.close()?;
    let output = args.output.as_deref();
    units.tell(&written, left_out, &args.target, output, global);
    Ok(Outcome::Done)
}

/// The columns of a table: the languages asked for, else all of the memory.
fn columns(args: &ExportArgs, format: UnitFormat, store: &Store) -> anyhow::Result<Vec<Lang>> {
    let mut all: Vec<Lang> = store
        .languages()?
        .into_iter()
        .map(|(lang, _)| lang)
        .collect();
    take_languages(store, args.source.iter().chain(&args.target))?;
    if !args.target.is_empty() {
        let asked: Vec<Lang> = args.source.iter().chain(&args.target).cloned().collect();
        let fits = |lang: &Lang| all.iter().filter(|own| lang.fit(own).is_some()).count();
        // Whether each of several tags is written hangs on the units that have it.
        if unit_columns::needs_tags(format) && asked.iter().any(|lang| fits(lang) > 1) {
            all.clear();
            store.for_each_unit(|stored| {
                unit_columns::add_tags(&mut all, &stored.tu, &asked);
                Ok(())
            })?;
        }
        return Ok(unit_columns::exact_columns(format, asked, &all));
    }
    if let Some(source) = &args.source {
        all.sort_by_key(|lang| source.fit(lang).is_none());
    }
    Ok(all)
}
