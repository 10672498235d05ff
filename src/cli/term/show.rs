//! `karvan term search`, `list` and `lint`.

use super::{GlossaryArg, known, refuse_stdin};
use crate::cli::output::eprint_message;
use crate::cli::{Global, Outcome, Output};
use karvan::error::Error;
use karvan::format::encoding;
use karvan::lang::Lang;
use karvan::model::{Concept, TermStatus};
use karvan::termbase::edit::GlossaryText;
use karvan::termbase::{Glossary, Turn, lint as rules, search as lookup, tidy};
use karvan::text::one_line;
use serde_json::{Map, Value, json};
use std::io::Write;
use std::path::Path;

const SEARCH_EXAMPLES: &str = "\
Examples:
  karvan term search treaty --glossary glossary.tsv
  karvan term search 协定 --glossary glossary.tsv -l zh

Exit status: 0 when a term holds the word, 1 when none does.";

const LIST_EXAMPLES: &str = "\
Examples:
  karvan term list --glossary glossary.tsv
  karvan term list --glossary glossary.tsv --domain security -l en -l zh";

const LINT_EXAMPLES: &str = "\
Examples:
  karvan term lint --glossary glossary.tsv
  karvan term lint --glossary glossary.tsv --fix

--fix sorts the lines by id and puts right what is certain: blanks, empty and repeated alternatives, letters that are
not composed, the Cyrillic ә in Azerbaijani. What it cannot decide is listed as before.

Exit status: 0 when nothing is odd, 1 when something is; what is only worth knowing (info) does not count.";

#[derive(Debug, clap::Args)]
#[command(after_help = SEARCH_EXAMPLES)]
pub(crate) struct SearchArgs {
    /// The word, or a part of it
    word: String,
    /// Only in terms of this language
    #[arg(short, long, value_name = "LANG", value_parser = crate::cli::args::lang)]
    lang: Option<Lang>,
    #[command(flatten)]
    glossary: GlossaryArg,
    /// How to print what was found
    #[arg(long, value_enum, default_value = "text")]
    format: ShowFormat,
}

#[derive(Debug, clap::Args)]
#[command(after_help = LIST_EXAMPLES)]
pub(crate) struct ListArgs {
    /// Only these languages; can be given several times
    #[arg(short, long, value_name = "LANG", value_parser = crate::cli::args::lang)]
    lang: Vec<Lang>,
    /// Only concepts of this domain
    #[arg(long, value_name = "NAME")]
    domain: Option<String>,
    #[command(flatten)]
    glossary: GlossaryArg,
    /// How to print the concepts
    #[arg(long, value_enum, default_value = "text")]
    format: ShowFormat,
}

#[derive(Debug, clap::Args)]
#[command(after_help = LINT_EXAMPLES)]
pub(crate) struct LintArgs {
    #[command(flatten)]
    glossary: GlossaryArg,
    /// Sort the file and put right what is certain, then list the rest
    #[arg(long)]
    fix: bool,
    /// How to print what was found
    #[arg(long, value_enum, default_value = "text")]
    format: ShowFormat,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum ShowFormat {
    /// For people
    Text,
    /// One JSON object a line
    Jsonl,
}

fn write_error(source: std::io::Error) -> Error {
    Error::write("standard output", source)
}

pub(super) fn search(args: &SearchArgs) -> anyhow::Result<Outcome> {
    if args.word.trim().is_empty() {
        return Err(Error::usage(
            "there is no word to look up",
            "name a word or a part of one",
        )
        .into());
    }
    let glossary = args.glossary.read()?;
    known(&glossary, args.lang.as_ref())?;
    let found = lookup::search(&glossary, &args.word, args.lang.as_ref());
    let mut out = Output::open(None)?;
    for (concept, _) in &found {
        print_concept(&mut out, concept, &[], args.format).map_err(write_error)?;
    }
    out.close()?;
    if !found.is_empty() {
        return Ok(Outcome::Done);
    }
    let near = lookup::suggestions(&glossary, &args.word, args.lang.as_ref());
    let hint = if near.is_empty() {
        String::new()
    } else {
        format!("; did you mean {}?", near.join(", "))
    };
    eprint_message("note", &format!("no term holds {:?}{hint}", args.word));
    Ok(Outcome::Findings)
}

pub(super) fn list(args: &ListArgs) -> anyhow::Result<Outcome> {
    let glossary = args.glossary.read()?;
    for lang in &args.lang {
        glossary.require(lang)?;
    }
    let wanted: Vec<&Concept> = glossary
        .concepts
        .iter()
        .filter(|concept| {
            args.domain
                .as_ref()
                .is_none_or(|domain| concept.domain.eq_ignore_ascii_case(domain))
        })
        .collect();
    if let (true, Some(domain)) = (wanted.is_empty(), &args.domain) {
        return Err(unknown_domain(&glossary, domain).into());
    }
    let mut out = Output::open(None)?;
    for concept in wanted {
        print_concept(&mut out, concept, &args.lang, args.format).map_err(write_error)?;
    }
    out.close()?;
    Ok(Outcome::Done)
}

fn unknown_domain(glossary: &Glossary, domain: &str) -> Error {
    let mut domains: Vec<&str> = glossary
        .concepts
        .iter()
        .map(|concept| concept.domain.as_str())
        .filter(|domain| !domain.is_empty())
        .collect();
    domains.sort_unstable();
    domains.dedup();
    let help = if domains.is_empty() {
        "it has no column `domain` with names in it".to_owned()
    } else {
        format!("it has {}", domains.join(", "))
    };
    Error::usage(format!("the glossary has no domain {domain:?}"), help)
}

fn print_concept(
    out: &mut Output,
    concept: &Concept,
    langs: &[Lang],
    format: ShowFormat,
) -> std::io::Result<()> {
    if format == ShowFormat::Jsonl {
        return writeln!(out, "{}", concept_json(concept, langs));
    }
    let domain = if concept.domain.is_empty() {
        String::new()
    } else {
        format!("  ({})", one_line(&concept.domain))
    };
    let bold = anstyle::Style::new().bold();
    writeln!(
        out.styled(),
        "{bold}{}{bold:#}{domain}",
        one_line(&concept.id)
    )?;
    for (lang, approved, forbidden) in by_language(concept, langs) {
        let not = if forbidden.is_empty() {
            String::new()
        } else {
            format!("   not: {}", one_line(forbidden.join(" | ")))
        };
        writeln!(out, "  {lang:>4}  {}{not}", one_line(approved.join(" | ")))?;
    }
    for text in [&concept.definition, &concept.note]
        .into_iter()
        .filter(|text| !text.is_empty())
    {
        writeln!(out, "        {}", one_line(text))?;
    }
    Ok(())
}

/// For each language of a concept its approved and its forbidden terms.
fn by_language<'c>(
    concept: &'c Concept,
    langs: &[Lang],
) -> Vec<(&'c Lang, Vec<&'c str>, Vec<&'c str>)> {
    let mut out: Vec<(&Lang, Vec<&str>, Vec<&str>)> = Vec::new();
    for term in &concept.terms {
        if !langs.is_empty() && !langs.iter().any(|lang| lang.fit(&term.lang).is_some()) {
            continue;
        }
        let at = out
            .iter()
            .position(|(lang, _, _)| **lang == term.lang)
            .unwrap_or_else(|| {
                out.push((&term.lang, Vec::new(), Vec::new()));
                out.len() - 1
            });
        if term.status == TermStatus::Forbidden {
            out[at].2.push(&term.text);
        } else {
            out[at].1.push(&term.text);
        }
    }
    out
}

fn concept_json(concept: &Concept, langs: &[Lang]) -> Value {
    let terms: Map<String, Value> = by_language(concept, langs)
        .into_iter()
        .map(|(lang, approved, forbidden)| {
            (
                lang.to_string(),
                json!({"approved": approved, "forbidden": forbidden}),
            )
        })
        .collect();
    json!({
        "id": concept.id,
        "domain": concept.domain,
        "pos": concept.pos,
        "definition": concept.definition,
        "note": concept.note,
        "terms": terms,
        "line": concept.line,
    })
}

/// Writes the file anew where something in it can be put right.
fn fix(path: &Path, global: &Global) -> Result<(), Error> {
    refuse_stdin(path)?;
    let _turn = Turn::wait(path)?;
    let before = GlossaryText::read(path)?;
    let glossary = Glossary::read(path)?;
    let after = tidy::tidy(&glossary, before.text());
    let changed = before
        .text()
        .split('\n')
        .zip(after.split('\n'))
        .filter(|(a, b)| a != b)
        .count();
    if changed > 0 {
        GlossaryText::new(after).write(path)?;
    }
    if !global.quiet {
        let lines = if changed == 1 { "line" } else { "lines" };
        eprint_message(
            "note",
            &format!("{}: {changed} {lines} changed", path.display()),
        );
    }
    Ok(())
}

pub(super) fn lint(args: &LintArgs, global: &Global) -> anyhow::Result<Outcome> {
    let path = &args.glossary.path()?;
    if args.fix {
        fix(path, global)?;
    }
    let text = encoding::read_text(path)?;
    let found = rules::lint(&text, path)?;
    let mut out = Output::open(None)?;
    for lint in &found {
        let severity = lint.code.severity();
        let concept = lint
            .concept
            .as_ref()
            .map_or_else(String::new, |id| format!("{id}: "));
        match args.format {
            ShowFormat::Text => writeln!(
                out,
                "{}:{}: {severity}[{}]: {concept}{}",
                path.display(),
                lint.line,
                lint.code.name(),
                lint.message
            ),
            ShowFormat::Jsonl => writeln!(
                out,
                "{}",
                json!({
                    "file": path.display().to_string(), "line": lint.line, "code": lint.code, "severity": severity,
                    "concept": lint.concept, "message": lint.message,
                })
            ),
        }
        .map_err(write_error)?;
    }
    out.close()?;
    let faults = found.iter().filter(|lint| !lint.code.is_info()).count();
    Ok(if faults > 0 {
        Outcome::Findings
    } else {
        Outcome::Done
    })
}
