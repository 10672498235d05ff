//! `karvan term export`: the glossary for other programs.

use super::GlossaryArg;
use crate::cli::args::lang;
use crate::cli::output::{ending, eprint_message, not_an_input, note, refuse_foreign, warn};
use crate::cli::{Global, Outcome, Output};
use karvan::error::Error;
use karvan::format::csv;
use karvan::format::terms::{TbxVersion, omegat, write_tbx};
use karvan::lang::Lang;
use karvan::model::TermEntry;
use karvan::termbase::table::marked_table;
use std::io::Write as _;
use std::path::PathBuf;

const EXAMPLES: &str = "\
Examples:
  karvan term export --glossary glossary.tsv -o agency.tbx
  karvan term export --glossary glossary.tsv --to omegat -s en -t az -o project/glossary/news.utf8
  karvan term export --glossary glossary.tsv --to csv -o terms.csv

TBX, CSV and TSV keep everything; what is a glossary's own (a status of a line, further columns) stands as x-karvan-NAME and
comes back with `karvan term import`.
OmegaT's list has no status: forbidden translations are told in its comment. What it has no place for is counted.";

#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct ExportArgs {
    #[command(flatten)]
    glossary: GlossaryArg,
    /// The format; without it the name of the file says it, else TBX 2
    #[arg(long, value_enum, value_name = "FORMAT")]
    to: Option<TermFormat>,
    /// Write to a file instead of standard output; packed with gzip where the name ends with .gz
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Only this language and the target; the first column of OmegaT's list
    #[arg(short, long, value_name = "LANG", value_parser = lang)]
    source: Option<Lang>,
    /// Only this language and the source; the second column of OmegaT's list
    #[arg(short, long, value_name = "LANG", value_parser = lang)]
    target: Option<Lang>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum TermFormat {
    /// TBX 2 (martif), which most tools read
    Tbx,
    /// TBX 3 (ISO 30042:2019)
    Tbx3,
    /// OmegaT's list: source, tab, target, tab, comment; commas where the name ends with .csv
    Omegat,
    /// Comma-separated, the glossary's columns
    Csv,
    /// Tab-separated, the glossary's columns
    Tsv,
}

impl ExportArgs {
    /// What the name of the output ends with.
    fn ending(&self) -> Option<String> {
        ending(self.output.as_deref()?)
    }

    fn format(&self) -> Result<TermFormat, Error> {
        if let Some(format) = self.to {
            return Ok(format);
        }
        if let Some(path) = &self.output {
            refuse_foreign(path, ".tbx, .csv, .tsv or .utf8")?;
        }
        Ok(match self.ending().as_deref() {
            Some("csv") => TermFormat::Csv,
            Some("tsv") => TermFormat::Tsv,
            Some("utf8" | "txt" | "tab") => TermFormat::Omegat,
            _ => TermFormat::Tbx,
        })
    }
}

pub(super) fn run(args: &ExportArgs, global: &Global) -> anyhow::Result<Outcome> {
    not_an_input(args.output.as_deref(), &[&args.glossary.path()?])?;
    let format = args.format()?;
    let glossary = args.glossary.read()?;
    for lang in args.source.iter().chain(&args.target) {
        glossary.require(lang)?;
    }
    let mut entries = glossary.to_entries();
    let wanted: Vec<&Lang> = args.source.iter().chain(&args.target).collect();
    if !wanted.is_empty() {
        for entry in &mut entries {
            let keep = |lang: &Lang| wanted.iter().any(|wanted| wanted.fit(lang).is_some());
            entry.languages.retain(|language| keep(&language.lang));
        }
        entries.retain(|entry| {
            entry
                .languages
                .iter()
                .any(|language| !language.terms.is_empty())
        });
    }
    let text = match format {
        TermFormat::Tbx => tbx(&entries, TbxVersion::Two, global),
        TermFormat::Tbx3 => tbx(&entries, TbxVersion::Three, global),
        TermFormat::Omegat => {
            let (Some(source), Some(target)) = (&args.source, &args.target) else {
                return Err(Error::usage(
                    "OmegaT's list has two languages",
                    "name them with -s and -t",
                )
                .into());
            };
            let commas = args.ending().as_deref() == Some("csv");
            let written = omegat::write(&entries, source, target, commas);
            let without = written.without_pair + glossary.concepts.len() - entries.len();
            if without > 0 && !global.quiet {
                let concepts = if without == 1 {
                    "1 concept has".to_owned()
                } else {
                    format!("{without} concepts have")
                };
                eprint_message("note", &format!("{concepts} no terms in both languages"));
            }
            if written.comments > 0 {
                let lines = if written.comments == 1 {
                    "1 line begins".to_owned()
                } else {
                    format!("{} lines begin", written.comments)
                };
                let what = format!(
                    "{lines} with `#`, which OmegaT takes for a comment: in a TBX it is a term"
                );
                note(global, &what);
            }
            if !written.left_out.is_empty() {
                let counts = written.left_out.iter();
                let counts: Vec<String> = counts
                    .map(|(kind, count)| format!("{kind} ({count})"))
                    .collect();
                let kinds = counts.join(", ");
                let what = format!(
                    "left out, because the format has no place for it: {kinds}; TBX holds it all"
                );
                warn(global, &what);
            }
            written.text
        }
        TermFormat::Csv => lines(&entries, csv::row),
        TermFormat::Tsv => lines(&entries, |cells| cells.join("\t")),
    };
    let mut out = Output::open_packed(args.output.as_deref())?;
    out.write_all(text.as_bytes()).map_err(|source| {
        let place = args.output.as_deref();
        Error::write(place.unwrap_or("standard output".as_ref()), source)
    })?;
    out.close()?;
    if let (TermFormat::Tbx, None, Some(path), Some(ending)) =
        (format, args.to, &args.output, args.ending())
        && !matches!(ending.as_str(), "tbx" | "xml" | "tbxm")
    {
        note(global, &format!("wrote TBX to {}", path.display()));
    }
    Ok(Outcome::Done)
}

/// Entries as TBX; what it cannot hold is told.
fn tbx(entries: &[TermEntry], version: TbxVersion, global: &Global) -> String {
    let (text, replaced) = write_tbx(entries, version);
    match replaced {
        0 => {}
        1 => warn(
            global,
            "a character that XML forbids was replaced by U+FFFD",
        ),
        count => warn(
            global,
            &format!("{count} characters that XML forbids were replaced by U+FFFD"),
        ),
    }
    text
}

/// Entries as a table, a line a row.
fn lines(entries: &[TermEntry], row: impl Fn(&[String]) -> String) -> String {
    let rows = marked_table(entries);
    rows.iter()
        .flat_map(|cells| [row(cells), "\n".into()])
        .collect()
}
