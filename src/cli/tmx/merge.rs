//! `karvan tmx merge`.

use super::files::Input;
use crate::cli::import::{Duplicate, tell_disagreements};
use crate::cli::output::{not_an_input, note};
use crate::cli::unit_output::{DialectArg, only_tmx, tell_left_out};
use crate::cli::{Global, Outcome, Output};
use karvan::error::{Error, Result};
use karvan::format::detect::ReadOptions;
use karvan::format::units::{LeftOutUnits, Merging};
use karvan::format::{UnitWriter, tmx};
use karvan::model::Header;
use std::path::{Path, PathBuf};

const EXAMPLES: &str = "\
Examples:
  karvan tmx merge 2024.tmx 2025.tmx -o all.tmx
  karvan tmx merge office.tmx agency.tmx -o all.tmx --on-duplicate keep";

/// Write the units of several files as one TMX, each thing once
///
/// A unit that an earlier file has too, with the same texts, codes, notes and properties, is left out, whatever its dates and its
/// identifier. Units of one file are never compared with one another. The headers are united. Memory grows by a few
/// bytes a unit.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct MergeArgs {
    /// The files: TMX, or any other that `karvan import` reads; one may be `-`, standard input
    #[arg(required = true, num_args = 2.., value_name = "FILE")]
    files: Vec<PathBuf>,
    /// What becomes of another translation of a known source in the same context
    #[arg(long, value_name = "WHAT", default_value = "add")]
    on_duplicate: Duplicate,
    /// The tool that the TMX is for: context and documents stand where it looks for them
    #[arg(long, value_name = "TOOL", default_value = "plain")]
    dialect: DialectArg,
    /// Write to a file instead of standard output; packed with gzip where the name ends with .gz
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

pub(super) fn run(args: &MergeArgs, global: &Global) -> anyhow::Result<Outcome> {
    let output = args.output.as_deref();
    let paths: Vec<&Path> = args.files.iter().map(PathBuf::as_path).collect();
    not_an_input(output, &paths)?;
    let inputs = Input::all(&args.files)?;
    let options = ReadOptions::default();
    let headers: Result<Vec<Header>> = inputs.iter().map(|input| input.header(&options)).collect();
    let headers = headers?;
    let header = tmx::united(&headers);
    let mut merging = Merging::new(args.on_duplicate.into());
    if merging.looks_ahead() {
        for (number, file) in inputs.iter().enumerate() {
            file.each_unit_silently(&options, global, |tu, _| {
                merging.note(number, tu);
                Ok(())
            })?;
        }
    }
    only_tmx(output)?;
    let mut out = Output::open_packed(output)?;
    let (mut read, mut units) = (0, 0_u64);
    {
        let mut writer = tmx::Writer::new(&mut out, &header, None).for_tool(args.dialect.into());
        let failed = |source| Error::write(output.unwrap_or(Path::new("standard output")), source);
        for (number, file) in inputs.iter().enumerate() {
            let report = file.each_unit(&options, global, |tu, _| {
                if let Some(tu) = merging.kept(number, tu) {
                    writer.write(&tu).map_err(failed)?;
                    units += 1;
                }
                Ok(())
            })?;
            read += report.read;
        }
        writer.finish().map_err(failed)?;
        tell_left_out(&writer.left_out(), global);
    }
    out.close()?;
    tell_disagreements(&headers, global);
    note(global, &told(read, units, merging.left_out()));
    Ok(Outcome::Done)
}

fn told(read: u64, units: u64, left_out: LeftOutUnits) -> String {
    let LeftOutUnits {
        known,
        gave_way,
        translations,
    } = left_out;
    let mut told = format!("read {read}: wrote {units}, left out {known} that another file has");
    if gave_way > 0 {
        told += &format!(", {gave_way} that another file translates otherwise");
    }
    if translations > 0 {
        let s = if translations == 1 { "" } else { "s" };
        told += &format!("; {translations} translation{s} left out of units that stay");
    }
    told
}
