//! `karvan lookup`.

use super::args::{
    Format, MemoryArg, lang, lang_of_memory, percent, positive, take_languages, tell_languages,
    tell_state,
};
use super::lookup_text;
use super::output::warn;
use super::{Global, Outcome, Output};
use clap::Args;
use karvan::error::Error;
use karvan::lang::Lang;
use karvan::matching::{Prepared, Ranking, diff};
use karvan::memory::{Lookup, Pivot, Query, TranslationMatch};
use karvan::model::Neighbour;
use karvan::store::{DerivedState, Store};
use serde_json::{Value, json};
use std::io::{BufRead, IsTerminal, Write};
use std::path::Path;
use std::time::Instant;

const EXAMPLES: &str = "\
Examples:
  karvan lookup \"The visit begins on Monday.\" -s en -t az
  karvan lookup \"两国签署联合声明。\" -s zh -t en --min 50 --explain
  karvan lookup \"Səfər bazar ertəsi başlayır.\" -s az -t zh --pivot en
  karvan lookup - -s en -t zh --context --format jsonl < article.txt";

/// What is done without an index.
const INSTEAD: &str = "every unit is scored";

/// Find the nearest earlier sentences with their translations
///
/// Shows every match that reaches --min, the best first, with what differs: [-words of the earlier
/// sentence-]{+words of yours+}. Where only numbers and dates differ, and it is certain what stands for
/// them, the translation is shown with them exchanged, as `adjusted`, above the stored one. Exit status 1
/// when there is none.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct LookupArgs {
    /// The sentence; `-` or nothing reads one a line from standard input
    text: Option<String>,
    #[command(flatten)]
    memory: MemoryArg,
    /// The language of the sentence
    #[arg(short, long, value_name = "LANG", value_parser = lang_of_memory)]
    source: Lang,
    /// The language of the translation
    #[arg(short, long, value_name = "LANG", value_parser = lang_of_memory)]
    target: Lang,
    /// The least score, 0 to 100
    #[arg(long, value_name = "SCORE", default_value = "70", value_parser = percent, allow_negative_numbers = true)]
    min: f64,
    /// The most matches to show
    #[arg(long, value_name = "N", default_value = "5", value_parser = positive, allow_negative_numbers = true)]
    limit: usize,
    /// The sentence before it, for a context match; in a batch before each of them
    #[arg(long, value_name = "TEXT")]
    before: Option<String>,
    /// The sentence after it, for a context match; in a batch after each of them
    #[arg(long, value_name = "TEXT")]
    after: Option<String>,
    /// Take the neighbouring lines of the input as context
    #[arg(long, conflicts_with_all = ["before", "after"])]
    context: bool,
    /// Reach translations through a third language too; `auto` tries every one that the memory holds
    #[arg(long, value_name = "LANG|auto", value_parser = pivot)]
    pivot: Option<Pivot>,
    /// Score every unit, without the index (the proof that the index leaves nothing out)
    #[arg(long)]
    exhaustive: bool,
    /// Show the cost of every difference and every penalty
    #[arg(long)]
    explain: bool,
    /// Add the time that each answer took, to JSON
    #[arg(long)]
    timing: bool,
    /// The form of the output
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: Format,
    /// Write to a file instead of standard output
    #[arg(short, long, value_name = "FILE")]
    output: Option<std::path::PathBuf>,
}

impl LookupArgs {
    /// The neighbours that the flags name.
    fn around(&self) -> Ranking {
        Ranking {
            before: given(self.before.as_deref()),
            after: given(self.after.as_deref()),
        }
    }
}

/// Reads a pivot language that was typed.
fn pivot(text: &str) -> Result<Pivot, String> {
    if text.eq_ignore_ascii_case("auto") {
        return Ok(Pivot::Auto);
    }
    lang(text).map(Pivot::Through)
}

/// An answer with what it cost.
struct Answer {
    query: String,
    matches: Vec<TranslationMatch>,
    elapsed_us: u128,
    cpu_us: u128,
}

pub(crate) fn run(args: &LookupArgs, global: &Global) -> anyhow::Result<Outcome> {
    let batch = match args.text.as_deref() {
        Some(text) => text == "-",
        None if std::io::stdin().is_terminal() => {
            return Err(Error::usage(
                "there is nothing to look up",
                "give a sentence, or `-` to read one a line from standard input",
            )
            .into());
        }
        None => true,
    };
    if args.source == args.target {
        return Err(Error::usage(
            format!("source and target are both {}", args.source),
            "name two languages with -s and -t",
        )
        .into());
    }
    if args.context && !batch {
        warn(
            global,
            "--context takes the lines around a line of standard input; for one sentence use --before and --after",
        );
    }
    if let Some(pivot) = &args.pivot {
        pivot.check(&args.source, &args.target)?;
    }
    let store = Store::open_to_answer(&args.memory.path()?)?;
    take_languages(&store, [&args.source, &args.target].into_iter())?;
    tell_state(&store, INSTEAD, global)?;
    tell_pivot(&store, args, global)?;
    let lookup = Lookup {
        source: args.source.clone(),
        target: args.target.clone(),
        min: args.min,
        limit: args.limit,
        exhaustive: args.exhaustive,
        pivot: args.pivot.clone(),
    };
    let mut out = Output::open(args.output.as_deref())?;
    let mut session = Session {
        args,
        global,
        lookup: &lookup,
        store: &store,
        out: &mut out,
        state: store.derived_state()?,
        answered: 0,
        answers: 0,
    };
    if batch {
        session.batch()?;
    } else {
        let text = args.text.as_deref().unwrap_or_default();
        session.answer(text, args.around(), false)?;
    }
    session.end()?;
    let answered = session.answered;
    out.close()?;
    if answered == 0 && !batch {
        tell_languages(&store, [&args.source, &args.target].into_iter(), global)?;
    }
    Ok(if answered > 0 {
        Outcome::Done
    } else {
        Outcome::Findings
    })
}

/// A neighbour from a flag; an empty text is the border of the document.
fn given(text: Option<&str>) -> Neighbour {
    match text {
        None => Neighbour::Unknown,
        Some(text) if text.trim().is_empty() => Neighbour::Border,
        Some(text) => Neighbour::Text(text.to_owned()),
    }
}

struct Session<'a> {
    args: &'a LookupArgs,
    global: &'a Global,
    lookup: &'a Lookup,
    store: &'a Store,
    out: &'a mut Output,
    /// The state of the index that the user knows of.
    state: DerivedState,
    answered: usize,
    answers: usize,
}

impl Session<'_> {
    /// Answers a line as soon as it and, for context, the next one are read.
    fn batch(&mut self) -> anyhow::Result<()> {
        let (context, global) = (self.args.context, self.global);
        let mut lines = std::io::stdin().lock().split(b'\n');
        let mut number = 0;
        let mut next = || -> anyhow::Result<Option<String>> {
            number += 1;
            let Some(line) = lines.next() else {
                return Ok(None);
            };
            let bytes = line.map_err(|source| Error::read(Path::new("-"), source))?;
            let text = String::from_utf8(bytes).unwrap_or_else(|error| {
                warn(
                    global,
                    &format!("-:{number}: the line is not UTF-8; its strange bytes are left out"),
                );
                String::from_utf8_lossy(error.as_bytes()).replace('\u{fffd}', "")
            });
            let text = text.strip_suffix('\r').unwrap_or(&text);
            Ok(Some(text.trim_start_matches('\u{feff}').to_owned()))
        };
        let mut before = Neighbour::Border;
        let mut line = next()?;
        while let Some(text) = line {
            if !context {
                self.answer(&text, self.args.around(), true)?;
                line = next()?;
                continue;
            }
            // Blank lines are answered, and are no neighbours.
            let mut blanks = Vec::new();
            let mut following = next()?;
            while let Some(blank) = following.take_if(|l| l.trim().is_empty()) {
                blanks.push(blank);
                following = next()?;
            }
            let after = following.clone().map_or(Neighbour::Border, Neighbour::Text);
            self.answer(
                &text,
                Ranking {
                    before: before.clone(),
                    after,
                },
                true,
            )?;
            for blank in blanks {
                self.answer(&blank, Ranking::default(), true)?;
            }
            if !text.trim().is_empty() {
                before = Neighbour::Text(text);
            }
            line = following;
        }
        Ok(())
    }

    fn answer(&mut self, text: &str, around: Ranking, batch: bool) -> anyhow::Result<()> {
        // A batch may run for hours, and another program write meanwhile.
        let state = self.store.derived_state()?;
        if state != self.state {
            tell_state(self.store, INSTEAD, self.global)?;
            self.state = state;
        }
        let (start, cpu) = (Instant::now(), cpu_time::ProcessTime::now());
        let query = Query {
            text: text.to_owned(),
            around,
        };
        // A blank line of a batch has an answer too, so that answers and lines go together.
        let matches = if batch && text.trim().is_empty() {
            Vec::new()
        } else {
            self.lookup.find(self.store, &query)?
        };
        self.answered += usize::from(!matches.is_empty());
        let answer = Answer {
            query: query.text,
            matches,
            elapsed_us: start.elapsed().as_micros(),
            cpu_us: cpu.elapsed().as_micros(),
        };
        self.print(&answer, batch)?;
        self.answers += 1;
        Ok(())
    }

    fn print(&mut self, answer: &Answer, batch: bool) -> anyhow::Result<()> {
        let written = match self.args.format {
            Format::Text => lookup_text::print(
                &mut self.out.styled(),
                &lookup_text::View {
                    query: &answer.query,
                    matches: &answer.matches,
                    lang: &self.args.source,
                    explain: self.args.explain,
                    show_query: batch,
                    min: self.args.min,
                    marks: super::marks(self.args.output.as_deref()),
                    follows: self.answers > 0,
                },
            ),
            Format::Jsonl => writeln!(self.out, "{}", self.json(answer)),
            Format::Json => {
                let lead = match (batch, self.answers) {
                    (false, _) => "",
                    (true, 0) => "[\n",
                    (true, _) => ",\n",
                };
                write!(self.out, "{lead}{}", self.json(answer))
            }
        };
        // At once, for a program that waits for the answer before it asks again.
        written
            .and_then(|()| self.out.flush())
            .map_err(|source| Error::write("standard output", source).into())
    }

    fn end(&mut self) -> anyhow::Result<()> {
        if self.args.format == Format::Json {
            let tail = match (self.args.text.as_deref(), self.answers) {
                (None | Some("-"), 0) => "[]\n",
                (None | Some("-"), _) => "\n]\n",
                _ => "\n",
            };
            self.out
                .write_all(tail.as_bytes())
                .map_err(|source| Error::write("standard output", source))?;
        }
        Ok(())
    }

    fn json(&self, answer: &Answer) -> Value {
        let query = Prepared::new(&answer.query, &self.args.source);
        let matches: Vec<Value> = answer
            .matches
            .iter()
            .map(|m| {
                let mut value = match_json(m);
                if self.args.explain {
                    value["explain"] = explain_json(&query, m, &self.args.source);
                }
                value
            })
            .collect();
        let mut value = json!({ "query": answer.query, "matches": matches });
        if self.args.timing {
            value["elapsed_us"] = json!(answer.elapsed_us as u64);
            value["cpu_us"] = json!(answer.cpu_us as u64);
        }
        value
    }
}

fn match_json(m: &TranslationMatch) -> Value {
    let mut value = json!({
        "score": lookup_text::shown(m.scored.value),
        "kind": m.scored.kind,
        "source": m.source,
        "target": m.target,
        "source_lang": m.source_lang,
        "target_lang": m.target_lang,
        "unit": m.name(),
        "units": m.units,
        "origin": m.origin,
        "date": m.date,
        "author": m.author,
        "penalties": m.penalties(),
    });
    if let Some(pivot) = &m.pivot {
        value["pivot"] = json!({
            "lang": pivot.lang,
            "text": pivot.text,
            "source_unit": m.name(),
            "target_unit": pivot.target_name(),
        });
    }
    if let Some(adjusted) = &m.adjusted {
        value["adjusted"] = json!(adjusted.text);
    }
    value
}

fn explain_json(query: &Prepared, m: &TranslationMatch, lang: &Lang) -> Value {
    let unit = Prepared::new(&m.source, lang);
    let steps: Vec<Value> = diff(query, &unit)
        .into_iter()
        .filter(|step| step.cost > 0)
        .map(|step| {
            json!({
                "query": step.query.map(|span| query.text()[span].to_owned()),
                "unit": step.unit.map(|span| unit.text()[span].to_owned()),
                "cost": step.cost,
            })
        })
        .collect();
    let mut value = json!({ "cost": m.score.cost, "weight": m.score.weight, "steps": steps });
    if let Some(adjusted) = &m.adjusted {
        value["exchanges"] = json!(adjusted.exchanges);
    }
    value
}

/// Says it when there is nothing to pivot through: the memory has no such language.
fn tell_pivot(store: &Store, args: &LookupArgs, global: &Global) -> anyhow::Result<()> {
    let Some(pivot) = &args.pivot else {
        return Ok(());
    };
    if pivot.is_held(store, &args.source, &args.target)? {
        return Ok(());
    }
    let missing = match pivot {
        Pivot::Auto => format!(
            "no third language beside {} and {}",
            args.source, args.target
        ),
        Pivot::Through(lang) => format!("no {lang}"),
    };
    warn(
        global,
        &format!("the memory holds {missing} to pivot through; only direct matches are shown"),
    );
    Ok(())
}
