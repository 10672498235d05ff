//! `karvan concordance`.

use super::args::{
    Format, MemoryArg, lang_of_memory, positive, take_languages, tell_languages, tell_state,
};
use super::concordance_text::{Columns, print};
use super::output::note;
use super::{Global, Outcome, Output};
use clap::Args;
use karvan::error::Error;
use karvan::lang::Lang;
use karvan::memory::{Concordance, Hit, Side, Wanted, unit_name};
use karvan::store::Store;
use serde_json::{Value, json};
use std::io::Write;

const EXAMPLES: &str = "\
Examples:
  karvan concordance \"strategic partner\" -l en
  karvan concordance 合作 -l zh -t az
  karvan concordance '\"visit\"' -l en -t az
  karvan concordance \"Əliyev\" -l az -t en --in both
  karvan concordance \"202[0-9]\" -l en --regex --limit 50";

/// Find words and phrases in the memory, with their sentences and translations
///
/// Case, width, kinds of quotes and hyphens do not count. A word is found by its beginning (`agree` finds
/// `agreements`), with a leading `*` anywhere; `*` stands for any letters, `?` before a letter for one. In
/// quotation marks words are whole and nothing stands for others. Chinese characters are found anywhere.
///
/// What was stored last comes first, at once and as it is found. Exit status 1 when there is nothing.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct ConcordanceArgs {
    /// The word or phrase
    pattern: String,
    #[command(flatten)]
    memory: MemoryArg,
    /// The language to search
    #[arg(short, long, value_name = "LANG", value_parser = lang_of_memory)]
    lang: Lang,
    /// Show translations into this language only; --in target and both search it
    #[arg(short, long, value_name = "LANG", value_parser = lang_of_memory)]
    target: Option<Lang>,
    /// Which texts to search
    #[arg(long = "in", value_name = "SIDE", default_value = "source")]
    side: SideArg,
    /// The pattern is a regular expression
    #[arg(long)]
    regex: bool,
    /// The most texts to show
    #[arg(long, value_name = "N", default_value = "20", value_parser = positive)]
    limit: usize,
    /// Read every text, without the index (the proof that the index leaves nothing out)
    #[arg(long)]
    exhaustive: bool,
    /// The form of the output
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: Format,
    /// Write to a file instead of standard output
    #[arg(short, long, value_name = "FILE")]
    output: Option<std::path::PathBuf>,
}

/// Which texts to search.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum SideArg {
    /// Those in the language of -l
    Source,
    /// Those in the language of -t
    Target,
    /// Those in either
    Both,
}

impl From<SideArg> for Side {
    fn from(side: SideArg) -> Self {
        match side {
            SideArg::Source => Self::Source,
            SideArg::Target => Self::Target,
            SideArg::Both => Self::Both,
        }
    }
}

pub(crate) fn run(args: &ConcordanceArgs, global: &Global) -> anyhow::Result<Outcome> {
    if args.target.as_ref() == Some(&args.lang) {
        return Err(Error::usage(
            format!("both languages are {}", args.lang),
            "name two languages with -l and -t",
        )
        .into());
    }
    let wanted = if args.regex {
        Wanted::Regex(args.pattern.clone())
    } else {
        Wanted::Phrase(args.pattern.clone())
    };
    let search = Concordance {
        lang: args.lang.clone(),
        target: args.target.clone(),
        side: args.side.into(),
        limit: args.limit,
        exhaustive: args.exhaustive,
    };
    let store = Store::open_to_answer(&args.memory.path()?)?;
    take_languages(
        &store,
        [Some(&args.lang), args.target.as_ref()]
            .into_iter()
            .flatten(),
    )?;
    tell_state(&store, "every text is read", global)?;
    let mut out = Output::open(args.output.as_deref())?;
    let columns = Columns::of(
        args.output.as_deref(),
        [Some(&args.lang), args.target.as_ref()],
    );
    let mut first = true;
    let found = search.search(&store, &wanted, |hit| {
        let written = match args.format {
            Format::Text => print(&mut out.styled(), &hit, &columns, first),
            Format::Jsonl => writeln!(out, "{}", as_json(&hit)),
            Format::Json => {
                let lead = if first { "[\n" } else { ",\n" };
                write!(out, "{lead}{}", as_json(&hit))
            }
        };
        first = false;
        // A hit is to be seen before the next one is looked for.
        written
            .and_then(|()| out.flush())
            .map_err(|source| Error::write("standard output", source))
    })?;
    if args.format == Format::Json {
        let end = if first { "[]\n" } else { "\n]\n" };
        out.write_all(end.as_bytes())
            .map_err(|source| Error::write("standard output", source))?;
    }
    out.close()?;
    if found == 0 {
        if args.format == Format::Text {
            note(global, "nothing was found");
        }
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

pub(super) fn name(hit: &Hit) -> String {
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
