//! `karvan segment`: one segment a line.

use super::output::eprint_message;
use super::{Global, Outcome, Output};
use karvan::format::encoding::read_text;
use karvan::lang::Lang;
use karvan::segmentation::{LineMode, Rules, clean, guess_lines};
use serde_json::json;
use std::io::Write;
use std::path::{Path, PathBuf};

/// Cut running text into segments.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  karvan segment article.en.txt -l en
  karvan segment article.az.txt -l az --srx house.srx -o article.az.segments.txt
  cat article.zh.txt | karvan segment - -l zh --format jsonl")]
pub(crate) struct Args {
    /// The text; - is standard input
    file: PathBuf,
    /// The language of the text
    #[arg(short, long, value_name = "LANG")]
    lang: String,
    #[command(flatten)]
    cutting: Cutting,
    /// What to print
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: Format,
    /// Write to this file instead of standard output
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

/// How running text is cut: the flags that `segment` and `align` share.
#[derive(Debug, clap::Args)]
pub(crate) struct Cutting {
    /// Use the segmentation rules of this SRX file (1.0 or 2.0); a language it does not map keeps karvan's own
    #[arg(long, value_name = "FILE")]
    srx: Option<PathBuf>,
    /// What a single line end is; guessed when it is not said. A blank line is always a border
    #[arg(long, value_name = "WHAT")]
    lines: Option<Lines>,
}

/// The names of the line modes on the command line.
#[derive(Debug, Clone, Copy, clap::ValueEnum)]
enum Lines {
    /// A blank: lines are broken at some width
    Wrapped,
    /// The end of a paragraph
    Paragraph,
    /// The end of a segment
    Segment,
}

#[derive(Debug, Clone, Copy, clap::ValueEnum)]
enum Format {
    /// One segment a line
    Text,
    /// One object a line: {"text", "start", "end"} (offsets in code points)
    Jsonl,
}

impl Cutting {
    /// The rules: the user's or karvan's own.
    pub(crate) fn rules(&self) -> karvan::error::Result<Rules> {
        match &self.srx {
            Some(path) => Rules::from_srx(&read_text(path)?, &path.display().to_string()),
            None => Rules::built_in(),
        }
    }

    /// What a single line end is in this text: what the user said, else a guess, which is reported where it matters.
    pub(crate) fn line_mode(&self, text: &str, file: &Path, quiet: bool) -> LineMode {
        match self.lines {
            Some(Lines::Wrapped) => LineMode::Wrapped,
            Some(Lines::Paragraph) => LineMode::Paragraph,
            Some(Lines::Segment) => LineMode::Segment,
            None => {
                let guess = guess_lines(text);
                if guess.line_ends > 0 && !quiet {
                    report_guess(guess.mode, file);
                }
                guess.mode
            }
        }
    }
}

fn report_guess(mode: LineMode, file: &Path) {
    let (taken, other) = match mode {
        LineMode::Wrapped => ("a blank (the lines look wrapped)", LineMode::Paragraph),
        _ => ("the end of a paragraph", LineMode::Wrapped),
    };
    let name = if file == Path::new("-") {
        "standard input".into()
    } else {
        file.display().to_string()
    };
    eprint_message(
        "note",
        &format!(
            "{name}: a single line end is taken as {taken}; if it is not, use --lines {}",
            other.name()
        ),
    );
}

/// Runs the command.
pub(crate) fn run(args: &Args, global: &Global) -> anyhow::Result<Outcome> {
    let lang = Lang::parse(&args.lang)?;
    let splitter = args.cutting.rules()?.splitter(&lang)?;
    let text = read_text(&args.file)?;
    let lines = args.cutting.line_mode(&text, &args.file, global.quiet);
    let mut out = Output::open(args.output.as_deref())?;
    let mut start = 0;
    for span in splitter.segment(&text, lines) {
        let raw = &text[span];
        let end = start + raw.chars().count();
        let segment = clean(raw);
        match args.format {
            _ if segment.is_empty() => {}
            Format::Text => writeln!(out, "{segment}")?,
            Format::Jsonl => writeln!(
                out,
                "{}",
                json!({"text": segment, "start": start, "end": end})
            )?,
        }
        start = end;
    }
    out.close()?;
    Ok(Outcome::Done)
}
