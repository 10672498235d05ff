//! `karvan tmx convert`.

use super::files::Input;
use crate::cli::args::lang;
use crate::cli::output::not_an_input;
use crate::cli::unit_columns;
use crate::cli::unit_output::{self, DialectArg, UnitFormat, Units, Written};
use crate::cli::{Global, Outcome, Output};
use karvan::error::Error;
use karvan::format::detect::ReadOptions;
use karvan::lang::Lang;
use std::path::{Path, PathBuf};

const EXAMPLES: &str = "\
Examples:
  karvan tmx convert agency.tmx -o agency.xlf -s en -t az
  karvan tmx convert pairs.csv -o pairs.tmx -s en -t zh
  karvan tmx convert memoq.tmx -o omegat.tmx --dialect omegat";

/// Write a file of units in another format, or for another tool, without a memory
///
/// Reads what `karvan import` reads: TMX, XLIFF, PO, TSV, CSV, JSON lines. Units keep their order, and nothing is joined.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct ConvertArgs {
    /// The file; `-` is standard input
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// The form of the result [default: what the name after -o ends with, else tmx]
    #[arg(long, value_name = "FORMAT")]
    to: Option<UnitFormat>,
    /// The source language; only units that have it
    #[arg(short, long, value_name = "LANG", value_parser = lang)]
    source: Option<Lang>,
    /// Keep only these languages beside the source [may be repeated]
    #[arg(short, long, value_name = "LANG", value_parser = lang)]
    target: Vec<Lang>,
    /// The tool that the TMX is for: context and documents stand where it looks for them
    #[arg(long, value_name = "TOOL", default_value = "plain")]
    dialect: DialectArg,
    /// Read what can be read of a TMX that is not well-formed, and say what was replaced or left out
    #[arg(long)]
    lenient: bool,
    /// Write to a file instead of standard output; packed with gzip where the name ends with .gz
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

pub(super) fn run(args: &ConvertArgs, global: &Global) -> anyhow::Result<Outcome> {
    let output = args.output.as_deref();
    not_an_input(output, &[&args.file])?;
    let options = ReadOptions {
        source: args.source.clone(),
        target: args.target.first().cloned(),
        lenient: args.lenient,
        ..ReadOptions::default()
    };
    let input = Input::new(&args.file)?;
    let header = input.header(&options)?;
    let columns = columns(args, &input, &options, global)?;
    // Two languages need no word of the user: the header says which is the source, else the first one is.
    let header_source = header
        .attributes
        .iter()
        .find(|(name, _)| name == "srclang")
        .and_then(|(_, tag)| Lang::parse(tag).ok());
    let mut columns = columns;
    if let Some(source) = &header_source
        && args.source.is_none()
    {
        columns.sort_by_key(|lang| source.fit(lang).is_none());
    }
    let source = match &columns[..] {
        [first, _] if args.source.is_none() => Some(first.clone()),
        _ => args.source.clone(),
    };
    let format = unit_output::format(args.to, output)?;
    let mut out = Output::open_packed(output)?;
    // TMX and the others keep all of a unit: there the source is each unit's own.
    let one_pair = unit_output::is_pair(format);
    let written = Written {
        format,
        dialect: args.dialect,
        source: source
            .as_ref()
            .filter(|_| args.source.is_some() || one_pair),
        columns: &columns,
        header: &header,
    };
    let mut units = Units::new(format);
    let left_out = {
        let mut writer = written.writer(&mut out)?;
        let failed = |source| Error::write(output.unwrap_or(Path::new("standard output")), source);
        input.each_unit(&options, global, |tu, _| {
            if let Some(tu) = units.take(tu.clone(), args.source.as_ref(), &args.target) {
                writer.write(&tu).map_err(failed)?;
            }
            Ok(())
        })?;
        writer.finish().map_err(failed)?;
        writer.left_out()
    };
    out.close()?;
    units.tell(&written, left_out, &args.target, output, global);
    Ok(Outcome::Done)
}

/// The languages of the result: those asked for, else all of the file, in the order in which they are met.
fn columns(
    args: &ConvertArgs,
    input: &Input,
    options: &ReadOptions,
    global: &Global,
) -> anyhow::Result<Vec<Lang>> {
    let asked: Vec<Lang> = args.source.iter().chain(&args.target).cloned().collect();
    let format = unit_output::format(args.to, args.output.as_deref())?;
    let named = !args.target.is_empty();
    if named && !unit_columns::needs_tags(format) {
        return Ok(asked);
    }
    let mut all: Vec<Lang> = Vec::new();
    input.each_unit_silently(options, global, |tu, _| {
        if named {
            unit_columns::add_tags(&mut all, tu, &asked);
            return Ok(());
        }
        for tuv in &tu.variants {
            if !all.contains(&tuv.lang) {
                all.push(tuv.lang.clone());
            }
        }
        Ok(())
    })?;
    if named {
        return Ok(unit_columns::exact_columns(format, asked, &all));
    }
    if let Some(source) = &args.source {
        all.sort_by_key(|lang| source.fit(lang).is_none());
    }
    Ok(all)
}
