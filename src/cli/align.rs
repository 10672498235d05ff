//! `karvan align`: two or three texts to pairs with scores.

use super::output::eprint_message;
use super::segment::Cutting;
use super::{Global, Outcome, Output};
use karvan::align::{AlignedRow, AlignedTexts, InputText, Options, align_texts};
use karvan::error::{Error, Place, Result};
use karvan::format::encoding::read_text;
use karvan::lang::Lang;
use karvan::segmentation::{Rules, clean, guess_lines};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// Align two or three texts that translate each other.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  karvan align article.en.txt article.az.txt -s en -t az
  karvan align article.en.txt article.az.txt article.zh.txt -s en -t az -t zh --format tsv
  karvan align en.txt az.txt -s en -t az --presegmented --format beads

Exit status: 0 done, 1 the texts do not belong together, 2 wrong usage or unreadable input.")]
pub(crate) struct Args {
    /// The source text; - is standard input
    #[arg(value_name = "SRC")]
    source: PathBuf,
    /// Its translation
    #[arg(value_name = "TGT")]
    target: PathBuf,
    /// Its translation into another language
    #[arg(value_name = "TGT2")]
    target2: Option<PathBuf>,
    /// The language of the source text
    #[arg(short, long = "source", value_name = "LANG")]
    source_lang: String,
    /// The language of a target text, once for each in their order
    #[arg(short, long = "target", value_name = "LANG", required = true)]
    target_lang: Vec<String>,
    /// The files already hold one segment a line
    #[arg(long)]
    presegmented: bool,
    #[command(flatten)]
    cutting: Cutting,
    /// What to print
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: Format,
    /// Print only pairs with this score or a better one; unpaired segments are left out then
    #[arg(long, value_name = "0..1", value_parser = parse_score)]
    min_score: Option<f64>,
    /// Align also texts that do not seem to belong together
    #[arg(long)]
    force: bool,
    /// Write to this file instead of standard output
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// For people: score, then the texts one under the other
    Text,
    /// Source, TAB, target(s), TAB, score; no header
    Tsv,
    /// One object a line
    Jsonl,
    /// Segment numbers from 0, joined by commas; TAB between the sides
    Beads,
}

fn parse_score(text: &str) -> std::result::Result<f64, String> {
    text.parse()
        .ok()
        .filter(|score| (0.0..=1.0).contains(score))
        .ok_or_else(|| "a score is a number from 0 to 1".into())
}

/// Runs the command.
pub(crate) fn run(args: &Args, global: &Global) -> anyhow::Result<Outcome> {
    let texts = aligned(args, global)?;
    let mut out = Output::open(args.output.as_deref())?;
    for (number, row) in texts.rows.iter().enumerate() {
        if args
            .min_score
            .is_none_or(|least| is_linked(row) && row.score >= least)
        {
            print_row(&mut out, args.format, &texts, number, row)?;
        }
    }
    out.close()?;
    if !global.quiet && args.format == Format::Text {
        eprint_message("aligned", &summary(&texts));
    }
    Ok(Outcome::Done)
}

/// Reads, cuts and aligns the texts.
pub(crate) fn aligned(args: &Args, global: &Global) -> Result<AlignedTexts> {
    let files: Vec<&Path> = [&args.source, &args.target]
        .into_iter()
        .chain(&args.target2)
        .map(PathBuf::as_path)
        .collect();
    let langs = languages(args, files.len())?;
    if files.iter().filter(|file| **file == Path::new("-")).count() > 1 {
        return Err(Error::usage(
            "standard input can be read only once",
            "give `-` for at most one of the texts",
        ));
    }
    let rules = args.cutting.rules()?;
    let texts: Vec<InputText> = files
        .into_iter()
        .zip(langs)
        .map(|(file, lang)| read(args, global, file, lang, &rules))
        .collect::<Result<_>>()?;
    let options = Options {
        force: args.force,
        ..Options::default()
    };
    align_texts(texts, &options)
}

fn languages(args: &Args, texts: usize) -> Result<Vec<Lang>> {
    let langs: Vec<Lang> = std::iter::once(&args.source_lang)
        .chain(&args.target_lang)
        .map(|tag| Lang::parse(tag))
        .collect::<Result<_>>()?;
    if langs.len() != texts {
        return Err(Error::usage(
            format!(
                "{} but {}",
                counted(texts - 1, "target text"),
                counted(langs.len() - 1, "target language")
            ),
            "say -t LANG once for each target text, in the order of the texts",
        ));
    }
    for (at, lang) in langs.iter().enumerate() {
        if langs[..at].iter().any(|other| other.fit(lang).is_some()) {
            return Err(Error::usage(
                format!("two of the texts have the same language, {lang}"),
                "give each text its own language with -s and -t",
            ));
        }
    }
    Ok(langs)
}

fn counted(number: usize, noun: &str) -> String {
    format!("{number} {noun}{}", if number == 1 { "" } else { "s" })
}

fn read(args: &Args, global: &Global, file: &Path, lang: Lang, rules: &Rules) -> Result<InputText> {
    let text = read_text(file)?;
    let segments: Vec<String> = if args.presegmented {
        text.lines()
            .map(clean)
            .filter(|line| !line.is_empty())
            .collect()
    } else {
        let lines = args.cutting.line_mode(
            &text,
            file,
            global.quiet || guess_lines(&text).line_ends == 0,
        );
        karvan::segmentation::sentences(&text, &lang, rules, lines)?
    };
    if segments.is_empty() {
        return Err(Error::malformed(
            Place::file(file),
            "there is no text in it",
            "give a file with text",
        ));
    }
    let name = file.display().to_string();
    Ok(InputText {
        name,
        lang,
        segments,
    })
}

fn is_linked(row: &AlignedRow) -> bool {
    row.sides.iter().filter(|side| !side.is_empty()).count() > 1
}

fn print_row(
    out: &mut impl Write,
    format: Format,
    texts: &AlignedTexts,
    number: usize,
    row: &AlignedRow,
) -> io::Result<()> {
    match format {
        Format::Text => print_text(out, texts, number, row),
        Format::Tsv => {
            for text in 0..texts.texts.len() {
                write!(
                    out,
                    "{}\t",
                    texts.side(row, text).replace(['\t', '\n', '\r'], " ")
                )?;
            }
            writeln!(out, "{:.4}", row.score)
        }
        Format::Jsonl => {
            serde_json::to_writer(&mut *out, &object(texts, row))?;
            writeln!(out)
        }
        Format::Beads => {
            let sides: Vec<String> = row
                .sides
                .iter()
                .map(|side| {
                    side.clone()
                        .map(|n| n.to_string())
                        .collect::<Vec<_>>()
                        .join(",")
                })
                .collect();
            writeln!(out, "{}", sides.join("\t"))
        }
    }
}

fn print_text(
    out: &mut impl Write,
    texts: &AlignedTexts,
    number: usize,
    row: &AlignedRow,
) -> io::Result<()> {
    let bold = anstyle::Style::new().bold();
    let mark = if is_linked(row) {
        format!("{:.2}", row.score)
    } else {
        "unpaired".into()
    };
    writeln!(out, "{bold}{}  {mark}{bold:#}", number + 1)?;
    let width = texts
        .texts
        .iter()
        .map(|text| text.lang.as_str().len())
        .max()
        .unwrap_or(0);
    for (at, text) in texts.texts.iter().enumerate() {
        let side = texts.side(row, at);
        let shown = if side.is_empty() { "-" } else { &side };
        writeln!(out, "  {:width$}  {shown}", text.lang.as_str())?;
    }
    writeln!(out)
}

/// A row as an object; the fields in the order of the documentation.
#[derive(serde::Serialize)]
struct Object<'a> {
    source: &'a [String],
    target: &'a [String],
    source_lines: Vec<usize>,
    target_lines: Vec<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    target2: Option<&'a [String]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    target2_lines: Option<Vec<usize>>,
    score: f64,
}

fn object<'a>(texts: &'a AlignedTexts, row: &AlignedRow) -> Object<'a> {
    let lines = |text: usize| row.sides[text].clone().collect();
    let third = row.sides.len() > 2;
    Object {
        source: texts.segments(row, 0),
        target: texts.segments(row, 1),
        source_lines: lines(0),
        target_lines: lines(1),
        target2: third.then(|| texts.segments(row, 2)),
        target2_lines: third.then(|| lines(2)),
        score: (row.score * 1e4).round() / 1e4,
    }
}

/// Segments, rows by kind and the mean score, on one line.
fn summary(texts: &AlignedTexts) -> String {
    let segments: Vec<String> = texts
        .texts
        .iter()
        .map(|text| format!("{} {}", text.segments.len(), text.lang))
        .collect();
    let mut kinds: Vec<(String, usize)> = Vec::new();
    for row in &texts.rows {
        let kind = row
            .sides
            .iter()
            .map(|side| side.len().to_string())
            .collect::<Vec<_>>()
            .join("-");
        match kinds.iter_mut().find(|(name, _)| *name == kind) {
            Some((_, count)) => *count += 1,
            None => kinds.push((kind, 1)),
        }
    }
    kinds.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    let kinds: Vec<String> = kinds
        .into_iter()
        .map(|(kind, count)| format!("{count} {kind}"))
        .collect();
    let scores: Vec<f64> = texts.linked().map(|row| row.score).collect();
    let mean = scores.iter().sum::<f64>() / scores.len().max(1) as f64;
    format!(
        "segments {}; beads {}; mean score {mean:.2}",
        segments.join(", "),
        kinds.join(", ")
    )
}
