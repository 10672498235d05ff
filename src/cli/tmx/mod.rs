//! `karvan tmx`: files of units themselves, without a memory.

mod convert;
mod diff;
mod files;
mod merge;
mod split;
mod stats;
mod validate;

use super::{Global, Outcome};
use karvan::error::Result;
use karvan::format::UnitReader;
use karvan::format::detect::{Format, ReadOptions, open_units};
use std::path::Path;

/// The commands of `karvan tmx`.
#[derive(Debug, clap::Subcommand)]
pub(crate) enum TmxCommand {
    Validate(validate::ValidateArgs),
    Diff(diff::DiffArgs),
    Stats(stats::StatsArgs),
    Convert(convert::ConvertArgs),
    Merge(merge::MergeArgs),
    Split(split::SplitArgs),
}

pub(crate) fn run(command: &TmxCommand, global: &Global) -> anyhow::Result<Outcome> {
    match command {
        TmxCommand::Validate(args) => validate::run(args, global),
        TmxCommand::Diff(args) => diff::run(args, global),
        TmxCommand::Stats(args) => stats::run(args, global),
        TmxCommand::Convert(args) => convert::run(args, global),
        TmxCommand::Merge(args) => merge::run(args, global),
        TmxCommand::Split(args) => split::run(args, global),
    }
}

/// Opens a TMX file, or standard input for `-`.
fn open(file: &Path, options: ReadOptions) -> Result<Box<dyn UnitReader + Send>> {
    let options = ReadOptions {
        only: Some(Format::Tmx),
        ..options
    };
    open_units(file, &options)
}
