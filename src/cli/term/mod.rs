//! `karvan term`: the glossary's terms in running text, and the glossary itself.

mod edit;
mod export;
mod extract;
mod find;
mod import;
mod import_text;
mod show;

use super::args::GlossaryArg;
use super::{Global, Outcome};
use karvan::error::Error;
use karvan::lang::Lang;
use karvan::termbase::Glossary;
use std::path::Path;

/// The commands of `karvan term`.
#[derive(Debug, clap::Subcommand)]
pub(crate) enum TermCommand {
    /// Find the glossary's terms in a text
    Find(find::FindArgs),
    /// Look a word up in the glossary, in any language
    Search(show::SearchArgs),
    /// List the concepts of the glossary
    List(show::ListArgs),
    /// Add a concept to the glossary
    Add(edit::AddArgs),
    /// Remove a concept from the glossary
    Remove(edit::RemoveArgs),
    /// Take another program's glossary into the glossary: TBX, CSV, TSV, XLSX, OmegaT
    Import(import::ImportArgs),
    /// Write the glossary for other programs: TBX, CSV, TSV, OmegaT
    Export(export::ExportArgs),
    /// Propose terms from a memory or from files of translations
    Extract(extract::ExtractArgs),
    /// Say what is odd about the glossary
    Lint(show::LintArgs),
}

pub(crate) fn run(command: &TermCommand, global: &Global) -> anyhow::Result<Outcome> {
    match command {
        TermCommand::Find(args) => find::run(args),
        TermCommand::Search(args) => show::search(args),
        TermCommand::List(args) => show::list(args),
        TermCommand::Add(args) => edit::add(args, global),
        TermCommand::Remove(args) => edit::remove(args, global),
        TermCommand::Import(args) => import::run(args, global),
        TermCommand::Export(args) => export::run(args, global),
        TermCommand::Extract(args) => extract::run(args, global),
        TermCommand::Lint(args) => show::lint(args, global),
    }
}

/// The glossary has to be a file where it is changed.
fn refuse_stdin(path: &Path) -> Result<(), Error> {
    if path == Path::new("-") {
        return Err(Error::usage(
            "a glossary from standard input cannot be changed",
            "name its file",
        ));
    }
    Ok(())
}

/// A language that one of the glossary's columns must be in.
fn known(glossary: &Glossary, lang: Option<&Lang>) -> Result<(), Error> {
    lang.map_or(Ok(()), |lang| glossary.require(lang))
}
