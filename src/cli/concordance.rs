//! `karvan concordance`.

use super::args::{Format, MemoryArg, lang, positive, tell_languages};
use super::{Global, Outcome, Output};
use anstyle::{AnsiColor, Effects, Style};
use clap::Args;
use karvan::error::Error;
use karvan::lang::Lang;
use karvan::memory::{Concordance, Hit, Pattern, unit_name};
use karvan::report::Marks;
use karvan::store::{Mode, Store};
use serde_json::{Value, json};
use std::io::{self, Write};

const EXAMPLES: &str = "\
Examples:
  karvan concordance \"strategic partner\" -l en
  karvan concordance 合作 -l zh -t az
  karvan concordance \"202[0-9]\" -l en --regex --limit 50";

/// Find words and phrases in the memory, with their sentences and translations
///
/// Case, width, kinds of quotes and hyphens do not count. A word is found by its beginning (`agree` finds
/// `agreements`), with a leading `*` anywhere; Chinese characters are found anywhere. Exit status 1 when
/// there is nothing.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct ConcordanceArgs {
    /// The word or phrase
    pattern: String,
    #[command(flatten)]
    memory: MemoryArg,
    /// The language to search
    #[arg(short, long, value_name = "LANG", value_parser = lang)]
    lang: Lang,
    /// Show translations into this language only
    #[arg(short, long, value_name = "LANG", value_parser = lang)]
    target: Option<Lang>,
    /// The pattern is a regular expression
    #[arg(long)]
    regex: bool,
    /// The most units to show
    #[arg(long, value_name = "N", default_value = "20", value_parser = positive)]
    limit: usize,
    /// The form of the output
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: Format,
    /// Write to a file instead of standard output
    #[arg(short, long, value_name = "FILE")]
    output: Option<std::path::PathBuf>,
}

pub(crate) fn run(args: &ConcordanceArgs, global: &Global) -> anyhow::Result<Outcome> {
    let pattern = if args.regex {
        Pattern::regex(&args.pattern, &args.lang)?
    } else {
        Pattern::phrase(&args.pattern, &args.lang)?
    };
    let store = Store::open(&args.memory.path()?, Mode::Read)?;
    let search = Concordance {
        lang: args.lang.clone(),
        target: args.target.clone(),
        limit: args.limit,
    };
    let mut out = Output::open(args.output.as_deref())?;
    let marks = super::marks(args.output.as_deref());
    let mut first = true;
    let found = search.search(&store, &pattern, |hit| {
        let written = match args.format {
            Format::Text => print(&mut out.styled(), &hit, marks, first),
            Format::Jsonl => writeln!(out, "{}", as_json(&hit)),
            Format::Json => {
                let lead = if first { "[\n" } else { ",\n" };
                write!(out, "{lead}{}", as_json(&hit))
            }
        };
        first = false;
        written.map_err(|source| Error::write("standard output", source))
    })?;
    if args.format == Format::Json {
        let end = if first { "[]\n" } else { "\n]\n" };
        out.write_all(end.as_bytes())
            .map_err(|source| Error::write("standard output", source))?;
    }
    out.close()?;
    if found == 0 {
        tell_languages(
            &store,
            [Some(&args.lang), args.target.as_ref()]
                .into_iter()
                .flatten(),
            global,
        )?;
    }
    Ok(if found > 0 {
        Outcome::Done
    } else {
        Outcome::Findings
    })
}

fn name(hit: &Hit) -> String {
    unit_name(hit.tuid.as_deref(), hit.unit)
}

fn as_json(hit: &Hit) -> Value {
    let spans: Vec<[usize; 2]> = hit
        .spans
        .iter()
        .map(|s| {
            [
                hit.text[..s.start].chars().count(),
                hit.text[..s.end].chars().count(),
            ]
        })
        .collect();
    let translations: Vec<Value> = hit
        .translations
        .iter()
        .map(|(lang, text)| json!({ "lang": lang, "text": text }))
        .collect();
    json!({
        "unit": name(hit),
        "lang": hit.lang,
        "text": hit.text,
        "spans": spans,
        "translations": translations,
        "origin": hit.origin,
    })
}

const DIM: Style = Style::new().effects(Effects::DIMMED);
const HIT: Style = AnsiColor::Yellow.on_default().bold();

fn print(out: &mut impl Write, hit: &Hit, marks: Marks, first: bool) -> io::Result<()> {
    if !first {
        writeln!(out)?;
    }
    let mut marked = String::new();
    let mut at = 0;
    for span in &hit.spans {
        let (before, found) = (&hit.text[at..span.start], &hit.text[span.clone()]);
        marked.push_str(before);
        marked.push_str(&match marks {
            Marks::Colour => format!("{HIT}{found}{HIT:#}"),
            Marks::Brackets => format!("[{found}]"),
        });
        at = span.end;
    }
    marked.push_str(&hit.text[at..]);
    let tags = hit
        .translations
        .iter()
        .map(|(lang, _)| lang)
        .chain([&hit.lang]);
    let width = tags.map(|lang| lang.as_str().len()).max().unwrap_or(2);
    let origin = hit.origin.as_deref().unwrap_or("-");
    writeln!(out, "{DIM}{origin} · {}{DIM:#}", name(hit))?;
    let one_line = |text: &str| text.replace(['\n', '\r', '\t'], " ");
    writeln!(
        out,
        "  {DIM}{:<width$}{DIM:#}  {}",
        hit.lang.as_str(),
        one_line(&marked)
    )?;
    for (lang, text) in &hit.translations {
        writeln!(
            out,
            "  {DIM}{:<width$}{DIM:#}  {}",
            lang.as_str(),
            one_line(text)
        )?;
    }
    Ok(())
}
