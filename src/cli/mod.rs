//! The command line: arguments, messages, exit codes; one file a subcommand.

mod align;
mod align_destination;
mod align_folders;
mod align_known;
mod align_print;
mod align_read;
mod align_review;
mod align_store;
mod args;
mod check;
mod config;
mod concordance;
mod concordance_text;
mod export;
mod folder_report;
mod import;
mod import_report;
mod lookup;
mod lookup_text;
mod maintain;
mod output;
mod progress;
mod rule_args;
mod segment;
mod signals;
mod term;
mod tmx;
mod turn;
mod unit_columns;
mod unit_output;

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
    /// Cut running text into segments, one a line
    Segment(segment::Args),
    /// Align two or three texts that translate each other
    Align(align::Args),
    Import(import::ImportArgs),
    Export(export::ExportArgs),
    Lookup(lookup::LookupArgs),
    Concordance(concordance::ConcordanceArgs),
    /// Find terms in a text; search, list, change and lint the glossary
    #[command(subcommand)]
    Term(term::TermCommand),
    /// Validate, compare, count, convert, merge and split TMX files, without a memory
    #[command(subcommand)]
    Tmx(tmx::TmxCommand),
    /// Check translations against the glossary
    Check(check::CheckArgs),
    /// Show the settings and where each of them comes from
    #[command(subcommand)]
    Config(config::ConfigCommand),
    Stats(maintain::StatsArgs),
    Verify(maintain::VerifyArgs),
    Reindex(maintain::ReindexArgs),
    /// Print a completion script for a shell
    #[command(
        after_help = "Examples:\n  karvan completions bash > ~/.local/share/bash-completion/completions/karvan\n  karvan completions zsh > ~/.zfunc/_karvan"
    )]
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
    /// Write the manual pages into a folder
    #[command(after_help = "Examples:\n  karvan man ~/.local/share/man/man1")]
    Man {
        /// The folder; it is created
        folder: PathBuf,
    },
}

/// Runs the program and turns every outcome into an exit code (see `Outcome`).
pub(crate) fn main() -> ExitCode {
    // First of all, so that no signal ends the program without a word.
    let listening = signals::listen();
    let cli = Cli::parse();
    cli.global.color.apply();
    if let Err(error) = listening {
        output::warn(&cli.global, &format!("signals cannot be watched: {error}"));
    }
    match run(&cli) {
        Ok(outcome) => outcome.code(),
        Err(error) => output::report_error(&error),
    }
}

fn run(cli: &Cli) -> anyhow::Result<Outcome> {
    match &cli.command {
        Command::Import(args) => import::run(args, &cli.global),
        Command::Export(args) => export::run(args, &cli.global),
        Command::Lookup(args) => lookup::run(args, &cli.global),
        Command::Concordance(args) => concordance::run(args, &cli.global),
        Command::Stats(args) => maintain::run_stats(args, &cli.global),
        Command::Verify(args) => maintain::run_verify(args, &cli.global),
        Command::Reindex(args) => maintain::run_reindex(args, &cli.global),
        Command::Align(args) => align::run(args, &cli.global),
        Command::Segment(args) => segment::run(args, &cli.global),
        Command::Check(args) => check::run(args, &cli.global),
        Command::Term(command) => term::run(command, &cli.global),
        Command::Tmx(command) => tmx::run(command, &cli.global),
        Command::Config(command) => config::run(command),
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
    // Many small files, in moments.
    signals::hold(signals::Step::Last, || {
        clap_mangen::generate_to(Cli::command(), folder)
    })
    .map_err(|source| karvan::error::Error::write(folder, source))?;
    Ok(Outcome::Done)
}

/// How marked words are shown on standard output or in a file: in colour on a terminal, else in brackets.
fn marks(output: Option<&std::path::Path>) -> karvan::report::Marks {
    let to_stdout = output.is_none_or(|path| path == std::path::Path::new("-"));
    if to_stdout && output::colour() {
        karvan::report::Marks::Colour
    } else {
        karvan::report::Marks::Brackets
    }
}
