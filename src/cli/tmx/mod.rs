//! `karvan tmx`: TMX files themselves, without a memory.

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
}

pub(crate) fn run(command: &TmxCommand, global: &Global) -> anyhow::Result<Outcome> {
    match command {
        TmxCommand::Validate(args) => validate::run(args, global),
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
