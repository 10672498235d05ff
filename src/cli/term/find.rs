//! `karvan term find`.

use super::GlossaryArg;
use crate::cli::{Outcome, Output};
use karvan::error::Error;
use karvan::format::encoding;
use karvan::lang::Lang;
use karvan::model::{Concept, TermStatus};
use karvan::report::{Marks, marked};
use karvan::termbase::{Fit, Glossary, Matcher, Occurrence, Prepared, longest};
use karvan::text::one_line;
use std::io::{IsTerminal, Write};
use std::ops::Range;
use std::path::{Path, PathBuf};

const EXAMPLES: &str = "\
Examples:
  karvan term find 'The Heads of State signed a treaty.' -l en --glossary glossary.tsv
  karvan term find - -l az --glossary glossary.tsv --format jsonl < article.az.txt

Exit status: 0 when a term was found (from standard input: in one line at least), 1 when none was.";

#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct FindArgs {
    /// The text; `-` or nothing reads standard input, one text a line
    text: Option<String>,
    /// The language of the text
    #[arg(short, long, value_name = "LANG", value_parser = crate::cli::args::lang)]
    lang: Lang,
    #[command(flatten)]
    glossary: GlossaryArg,
    /// How to print what was found
    #[arg(long, value_enum, default_value = "text")]
    format: FindFormat,
    /// Write to a file
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum FindFormat {
    /// The text with its terms below it
    Text,
    /// One JSON object a text
    Jsonl,
}

pub(super) fn run(args: &FindArgs) -> anyhow::Result<Outcome> {
    crate::cli::output::not_an_input(args.output.as_deref(), &[&args.glossary.path()?])?;
    let glossary = args.glossary.read()?;
    glossary.require(&args.lang)?;
    let matcher = glossary.matcher(&args.lang);
    let texts = texts(args)?;
    let mut out = Output::open(args.output.as_deref())?;
    let marks = crate::cli::marks(args.output.as_deref());
    let mut any = false;
    for text in texts.lines() {
        let hits = hits(&glossary, &matcher, text);
        any |= !hits.is_empty();
        match args.format {
            FindFormat::Jsonl => print_json(&mut out, text, &hits),
            FindFormat::Text => print_text(&mut out, text, &hits, marks, &args.lang),
        }
        .map_err(|source| Error::write("standard output", source))?;
    }
    out.close()?;
    Ok(if any {
        Outcome::Done
    } else {
        Outcome::Findings
    })
}

/// The argument as one text, or standard input with one text a line.
fn texts(args: &FindArgs) -> Result<String, Error> {
    match args.text.as_deref() {
        Some(text) if text != "-" => Ok(text.replace(['\n', '\r'], " ")),
        None if std::io::stdin().is_terminal() => Err(Error::usage(
            "there is no text",
            "give it in quotes, or `-` and one text a line on standard input",
        )),
        _ => encoding::read_text(Path::new("-")),
    }
}

/// A term in a text.
struct Hit<'g> {
    concept: &'g Concept,
    term: String,
    status: TermStatus,
    span: Range<usize>,
    fit: Fit,
}

fn hits<'g>(glossary: &'g Glossary, matcher: &Matcher, text: &str) -> Vec<Hit<'g>> {
    let mut hits: Vec<Hit<'g>> = longest(text, matcher.find(&Prepared::new(text)))
        .into_iter()
        .map(|Occurrence { span, entry, fit }| {
            let entry = &matcher.entries()[entry];
            Hit {
                concept: &glossary.concepts[entry.concept],
                term: entry.text.clone(),
                status: entry.status,
                span,
                fit,
            }
        })
        .collect();
    // Approved and forbidden forms of a concept that fold alike: what is forbidden as it is written is not also the
    // approved one.
    let forbidden: Vec<(&str, Range<usize>)> = hits
        .iter()
        .filter(|hit| hit.status == TermStatus::Forbidden)
        .map(|hit| (hit.concept.id.as_str(), hit.span.clone()))
        .collect();
    hits.retain(|hit| {
        hit.status == TermStatus::Forbidden
            || !forbidden
                .iter()
                .any(|(id, span)| *id == hit.concept.id && *span == hit.span)
    });
    hits.dedup_by(|a, b| {
        a.span == b.span && std::ptr::eq(a.concept, b.concept) && a.term == b.term
    });
    hits
}

/// The answer to one text, in the order of its fields.
#[derive(serde::Serialize)]
struct Answer<'a> {
    text: &'a str,
    hits: Vec<AnswerHit<'a>>,
}

#[derive(serde::Serialize)]
struct AnswerHit<'a> {
    concept: &'a str,
    term: &'a str,
    status: &'static str,
    span: [usize; 2],
    fit: &'static str,
}

fn print_json(out: &mut Output, text: &str, hits: &[Hit<'_>]) -> std::io::Result<()> {
    let points = |at: usize| text[..at].chars().count();
    let hits = hits
        .iter()
        .map(|hit| AnswerHit {
            concept: &hit.concept.id,
            term: &hit.term,
            status: hit.status.name(),
            span: [points(hit.span.start), points(hit.span.end)],
            fit: match hit.fit {
                Fit::Certain => "certain",
                Fit::Possible => "possible",
            },
        })
        .collect();
    serde_json::to_writer(&mut *out, &Answer { text, hits })?;
    writeln!(out)
}

fn print_text(
    out: &mut Output,
    text: &str,
    hits: &[Hit<'_>],
    marks: Marks,
    lang: &Lang,
) -> std::io::Result<()> {
    for hit in hits {
        let style = match hit.status {
            TermStatus::Forbidden => anstyle::AnsiColor::Red,
            TermStatus::Preferred | TermStatus::Admitted => anstyle::AnsiColor::Green,
        }
        .on_default()
        .bold();
        writeln!(out, "{}", marked(text, &hit.span, marks, style))?;
        let others: Vec<String> = hit
            .concept
            .terms
            .iter()
            .filter(|term| term.status == TermStatus::Preferred && lang.fit(&term.lang).is_none())
            .map(|term| format!("{} {}", term.lang, term.text))
            .collect();
        writeln!(
            out,
            "    {} ({}, {}{}): {}",
            one_line(&hit.term),
            one_line(&hit.concept.id),
            hit.status.name(),
            match hit.fit {
                Fit::Certain => "",
                Fit::Possible => ", possible",
            },
            one_line(others.join("; "))
        )?;
    }
    Ok(())
}
