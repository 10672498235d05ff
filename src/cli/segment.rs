//! `karvan segment`: one segment a line.

use super::output::{eprint_message, not_an_input, note};
use super::{Global, Outcome, Output};
use karvan::error::{Error, Place};
use karvan::format::article::{Article, Markup};
use karvan::format::encoding::read_text;
use karvan::format::guess::Guessed;
use karvan::lang::Lang;
use karvan::segmentation::{Guess, LineMode, Rules, agree, clean};
use serde_json::json;
use std::io::Write;
use std::path::{Path, PathBuf};

/// Cut running text into segments.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  karvan segment article.en.txt -l en
  karvan segment article.az.txt -l az --srx house.srx -o article.az.segments.txt
  cat article.zh.txt | karvan segment - -l zh --format jsonl
  karvan segment page.en.md -l en

UTF-8 and UTF-16 are read; GB18030 and Windows code pages are guessed, and a guess is reported.")]
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
    /// How the text is marked up [default: markdown for .md and .markdown, else plain]
    #[arg(long, value_name = "MARKUP")]
    markup: Option<MarkupName>,
}

/// The names of the kinds of markup on the command line.
#[derive(Debug, Clone, Copy, clap::ValueEnum)]
enum MarkupName {
    /// No markup
    Plain,
    /// Markdown: front matter and code blocks are left out; headings, items and cells are segments of their own
    Markdown,
    /// HTML: what a browser shows; headings, paragraphs, items and cells are segments of their own
    Html,
    /// A Word document: its paragraphs, cells, text boxes and notes
    Docx,
}

/// The names of the line modes on the command line.
#[derive(Debug, Clone, Copy, clap::ValueEnum)]
enum Lines {
    /// A blank, or nothing inside Chinese and behind the hyphen of a word: lines are broken at some width
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
    /// One object a line: {"text", "start", "end"} (offsets in the file, in code points; a byte order mark does not count)
    Jsonl,
}

impl Cutting {
    /// The rules: the user's, of which what is odd is told, or karvan's own.
    pub(crate) fn rules(&self, global: &Global) -> karvan::error::Result<Rules> {
        let Some(path) = &self.srx else {
            return Rules::built_in();
        };
        let rules = Rules::from_srx(&read_text(path)?, &path.display().to_string())?;
        for remark in rules.remarks() {
            note(global, remark);
        }
        Ok(rules)
    }

    /// Reads a text, marked up as the user said or as its name tells.
    pub(crate) fn read(&self, file: &Path, lang: &Lang) -> karvan::error::Result<Article> {
        let markup = self.markup.map(|markup| match markup {
            MarkupName::Plain => Markup::Plain,
            MarkupName::Markdown => Markup::Markdown,
            MarkupName::Html => Markup::Html,
            MarkupName::Docx => Markup::Docx,
        });
        Article::read(file, lang, markup)
    }

    /// What a single line end is in each of these texts, which translate each other: what the user said, else a guess.
    pub(crate) fn line_ends(&self, articles: &[Article]) -> Vec<Guess> {
        let said = self.lines.map(|lines| match lines {
            Lines::Wrapped => LineMode::Wrapped,
            Lines::Paragraph => LineMode::Paragraph,
            Lines::Segment => LineMode::Segment,
        });
        if let Some(mode) = said {
            // What was said is no guess that matters.
            let said = Guess { mode, line_ends: 0 };
            return vec![said; articles.len()];
        }
        let texts: Vec<&str> = articles.iter().map(|a| a.text.as_str()).collect();
        let mut guesses: Vec<Guess> = articles.iter().map(Article::lines).collect();
        agree(&texts, &mut guesses);
        guesses
    }
}

/// A file without anything to cut.
pub(crate) fn no_text(file: &Path) -> Error {
    Error::malformed(
        Place::file(file),
        "there is no text in it",
        "give a file with text",
    )
}

/// Reports a guessed encoding.
pub(crate) fn tell_encoding(guessed: Option<Guessed>, file: &Path, global: &Global) {
    if let Some(encoding) = guessed {
        note(
            global,
            &format!(
                "{}: the encoding is not UTF-8 and was guessed as {}; if it is not, save the file as UTF-8",
                Place::file(file),
                encoding.0
            ),
        );
    }
}

/// Reports a guessed line end where it matters.
pub(crate) fn tell_lines(guess: Guess, file: &Path, global: &Global) {
    if guess.line_ends == 0 || global.quiet {
        return;
    }
    let (taken, other) = match guess.mode {
        LineMode::Wrapped => (
            "a break inside a paragraph (the lines look wrapped)",
            LineMode::Paragraph,
        ),
        _ => ("the end of a paragraph", LineMode::Wrapped),
    };
    let name = Place::file(file);
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
    not_an_input(args.output.as_deref(), &[&args.file])?;
    let splitter = args.cutting.rules(global)?.splitter(&lang)?;
    let article = args.cutting.read(&args.file, &lang)?;
    tell_encoding(article.guessed, &args.file, global);
    let articles = [article];
    let lines = args.cutting.line_ends(&articles)[0];
    let [article] = articles;
    tell_lines(lines, &args.file, global);
    if article.text.trim().is_empty() {
        return Err(no_text(&args.file).into());
    }
    let mut out = Output::open(args.output.as_deref())?;
    let mut position = Position::default();
    for span in splitter.segment(&article.text, lines.mode) {
        let segment = clean(&article.text[span.clone()]);
        match args.format {
            _ if segment.is_empty() => {}
            Format::Text => writeln!(out, "{segment}")?,
            Format::Jsonl => {
                let place = article.span(span);
                let start = position.of(article.source(), place.start);
                let end = position.of(article.source(), place.end);
                writeln!(
                    out,
                    "{}",
                    json!({"text": segment, "start": start, "end": end})
                )?;
            }
        }
    }
    out.close()?;
    Ok(Outcome::Done)
}

/// Turns bytes of a text into code points, from the front to the back.
#[derive(Debug, Default)]
struct Position {
    byte: usize,
    code_points: usize,
}

impl Position {
    fn of(&mut self, text: &str, byte: usize) -> usize {
        // A footnote may stand before what comes before it in the page.
        if byte < self.byte {
            *self = Self::default();
        }
        self.code_points += text[self.byte..byte].chars().count();
        self.byte = byte;
        self.code_points
    }
}
