//! The command line: arguments, messages, exit codes; one file a subcommand.

mod align;
mod output;
mod segment;

use clap::{CommandFactory, Parser, Subcommand};
use std::path::PathBuf;
use std::process::ExitCode;

pub(crate) use output::{Outcome, Output};

/// Translation memory, sentence alignment and glossary check for English, Azerbaijani and Chinese.
///
/// Works offline; no text leaves this machine.
#[derive(Debug, Parser)]
#[command(
    name = "karvan",
    version,
    max_term_width = 100,
    propagate_version = true
)]
pub(crate) struct Cli {
    #[command(flatten)]
    pub(crate) global: Global,
    #[command(subcommand)]
    command: Command,
}

/// Flags of every command.
#[derive(Debug, clap::Args)]
pub(crate) struct Global {
    /// When to use colour
    #[arg(
        long,
        global = true,
        value_name = "WHEN",
        default_value = "auto",
        help_heading = "Messages"
    )]
    pub(crate) color: output::ColorChoice,
    /// Print no messages but errors
    #[arg(short, long, global = true, help_heading = "Messages")]
    pub(crate) quiet: bool,
    /// Say more about what is done
    #[arg(short, long, global = true, help_heading = "Messages")]
    pub(crate) verbose: bool,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Align two or three texts that translate each other
    Align(align::Args),
    /// Cut running text into segments, one a line
    Segment(segment::Args),
    /// Print a completion script for a shell
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
    /// Write the manual pages into a folder
    Man {
        /// The folder; it is created
        folder: PathBuf,
    },
}

/// Runs the program and turns every outcome into an exit code (see `Outcome`).
pub(crate) fn main() -> ExitCode {
    let cli = Cli::parse();
    cli.global.color.apply();
    let outcome = run(&cli);
    match outcome {
        Ok(outcome) => outcome.code(),
        Err(error) => output::report_error(&error),
    }
}

fn run(cli: &Cli) -> anyhow::Result<Outcome> {
    match &cli.command {
        Command::Align(args) => align::run(args, &cli.global),
        Command::Segment(args) => segment::run(args, &cli.global),
        Command::Completions { shell } => completions(*shell),
        Command::Man { folder } => man(folder),
    }
}

fn completions(shell: clap_complete::Shell) -> anyhow::Result<Outcome> {
    let mut out = Output::open(None)?;
    clap_complete::generate(shell, &mut Cli::command(), "karvan", &mut out);
    out.close()?;
    Ok(Outcome::Done)
}

fn man(folder: &std::path::Path) -> anyhow::Result<Outcome> {
    std::fs::create_dir_all(folder)
        .map_err(|source| karvan::error::Error::write(folder, source))?;
    clap_mangen::generate_to(Cli::command(), folder)
        .map_err(|source| karvan::error::Error::write(folder, source))?;
    Ok(Outcome::Done)
}
