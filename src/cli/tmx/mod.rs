//! `karvan tmx`: files of units themselves, without a memory.

mod convert;
mod diff;
mod files;
mod merge;
mod split;
mod stats;
mod validate;

use super::{Global, Outcome};

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
