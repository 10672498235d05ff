//! `karvan align`: two or three texts to pairs with scores.

use super::align_known::{KnownArgs, options};
use super::align_print::{print_texts, summary};
use super::align_read::{input_text, languages, read_article, tell_unlike};
use super::align_review;
use super::align_store::{described, import};
use super::args::MemoryArg;
use super::output::{eprint_message, not_an_input, not_the_same, warn};
use super::segment::{Cutting, tell_encoding, tell_lines};
use super::signals::Step;
use super::turn::{abandon, open_to_write};
use super::{Global, Outcome, Output, align_folders, progress};
use karvan::align::{AlignedTexts, align_texts};
use karvan::error::{Error, Result};
use karvan::lang::Lang;
use karvan::store::{Mode, Store};
use std::path::{Path, PathBuf};

/// Align two or three texts that translate each other.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  karvan align article.en.txt article.az.txt -s en -t az
  karvan align article.en.txt article.az.txt article.zh.txt -s en -t az -t zh --format tsv
  karvan align article.en.txt article.az.txt article.zh.txt -s en -t az -t zh --import --tm news.db
  karvan align en.txt az.txt -s en -t az --presegmented --format beads
  karvan align --dir news/en news/az -s en -t az --import --tm news.db --report news.jsonl
  karvan align --dir pages/ pages/ -s en -t az --format html -o review/
  karvan align article.en.txt article.az.txt -s en -t az --review article.html
  karvan align --apply article.en.review.json --import --tm news.db
  karvan align en.txt zh.txt -s en -t zh --dict cedict.u8 --glossary terms.tsv --tm news.db

Of three texts a row holds what belongs together in all of them. Pairs of two texts that are finer than their row
come after it, indented, in text, as \"finer\" in jsonl, and as units of two languages in tmx and the memory.

A memory that is named with --tm, and one that --import writes to, also teaches words; without them no memory is read.
What a large one teaches is kept in it where it may be written to, so that the next alignment need not learn it.

With --dir files are paired by their path inside the folders; extensions do not count, nor does the
language at the end of a name (visit.en.md, visit_az.txt). What cannot be aligned is told at the end.

Exit status: 0 done, 1 the texts do not belong together (of folders: some of them, or it is not certain
which do; all else is done), 2 wrong usage or unreadable input (of folders: the rest is done).")]
pub(crate) struct Args {
    /// The source text; - is standard input
    #[arg(value_name = "SRC", required_unless_present = "apply")]
    source: Option<PathBuf>,
    /// Its translation
    #[arg(value_name = "TGT", required_unless_present = "apply")]
    target: Option<PathBuf>,
    /// Its translation into another language
    #[arg(value_name = "TGT2")]
    target2: Option<PathBuf>,
    /// The language of the source text
    #[arg(
        short,
        long = "source",
        value_name = "LANG",
        required_unless_present = "apply"
    )]
    pub(super) source_lang: Option<String>,
    /// The language of a target text, once for each in their order
    #[arg(
        short,
        long = "target",
        value_name = "LANG",
        required_unless_present = "apply"
    )]
    pub(super) target_lang: Vec<String>,
    /// SRC and TGT are folders: align all files that have the same name in each of them
    #[arg(long, conflicts_with_all = ["review", "apply"])]
    pub(super) dir: bool,
    /// Write what became of each document and file to this file, one JSON object a line
    #[arg(long, value_name = "FILE", requires = "dir")]
    pub(super) report: Option<PathBuf>,
    /// The files already hold one segment a line
    #[arg(long, conflicts_with_all = ["lines", "srx", "markup"])]
    pub(super) presegmented: bool,
    #[command(flatten)]
    pub(super) cutting: Cutting,
    #[command(flatten)]
    pub(super) review: align_review::ReviewArgs,
    /// What to print [default: text; with --import a report; with --review nothing]
    #[arg(long, value_name = "FORMAT")]
    pub(super) format: Option<Format>,
    /// Store the result in the memory; the units of an earlier alignment of these texts are replaced
    #[arg(long)]
    pub(super) import: bool,
    #[command(flatten)]
    pub(super) memory: MemoryArg,
    /// Keep pairs with a lower score out of the memory and of TMX; of three texts each pair by its own score
    #[arg(long, value_name = "0..1", value_parser = parse_score, default_value = "0")]
    pub(super) min_score: f64,
    #[command(flatten)]
    pub(super) known: KnownArgs,
    /// Align also texts that do not seem to belong together
    #[arg(long)]
    pub(super) force: bool,
    /// Write to this file instead of standard output; with --dir a folder (that is there, or ends with /) gets a
    /// file a document
    #[arg(short, long, value_name = "FILE")]
    pub(super) output: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(super) enum Format {
    /// For people: score, then the texts one under the other
    Text,
    /// Source, TAB, target(s), TAB, score; no header
    Tsv,
    /// One object a line
    Jsonl,
    /// Segment numbers from 0, joined by commas; TAB between the sides
    Beads,
    /// The pairs as TMX
    Tmx,
    /// A page for a browser, with the texts side by side; the same as --review writes
    Html,
}

impl Format {
    /// The extension of a file in it.
    pub(super) fn extension(self) -> &'static str {
        match self {
            Self::Text => "txt",
            Self::Tsv => "tsv",
            Self::Jsonl => "jsonl",
            Self::Beads => "beads",
            Self::Tmx => "tmx",
            Self::Html => "html",
        }
    }
}

fn parse_score(text: &str) -> std::result::Result<f64, String> {
    text.parse()
        .ok()
        .filter(|score| (0.0..=1.0).contains(score))
        .ok_or_else(|| "a score is a number from 0 to 1".into())
}

/// Runs the command.
pub(crate) fn run(args: &Args, global: &Global) -> anyhow::Result<Outcome> {
    if args.dir {
        return align_folders::run(args, global);
    }
    // A memory that cannot take the result is found out before the work is done.
    let mut store = if args.import {
        Some(open_to_write(&args.memory.path()?, Mode::Create, global)?)
    } else {
        None
    };
    let done = work(args, global, store.as_mut());
    if let (Err(_), Some(store)) = (&done, store) {
        abandon(store);
    }
    Ok(done.map(|()| Outcome::Done)?)
}

/// What is said of texts that are not refused for certain.
pub(super) const MAY_BE_STRANGERS: &str =
    "may not belong together: little in them speaks for it; look at the beads";

fn work(args: &Args, global: &Global, store: Option<&mut Store>) -> Result<()> {
    for output in [args.output.as_deref(), args.review.page()] {
        not_an_input(output, &files(args))?;
    }
    not_the_same(args.output.as_deref(), args.review.page())?;
    let texts = match args.review.result() {
        Some(result) => karvan::format::review::read(result)?,
        None => aligned(args, global, store.as_deref())?,
    };
    if args.review.result().is_none() && texts.may_be_strangers() {
        warn(global, &format!("these texts {MAY_BE_STRANGERS}"));
    }
    let quiet = (args.import || args.review.page().is_some()) && args.output.is_none();
    if let Some(format) = args.format.or((!quiet).then_some(Format::Text)) {
        print(args, global, format, &texts)?;
    }
    if let Some(page) = args.review.page() {
        align_review::write(page, global, &texts)?;
    }
    if let Some(store) = store {
        let report = import(args, global, store, &files(args), &texts, Step::Last)?;
        if !global.quiet {
            let at = store.path().display();
            eprint_message("aligned", &summary(&texts));
            eprint_message("stored", &format!("{} in {at}", described(&report)));
        }
    }
    Ok(())
}

fn print(args: &Args, global: &Global, format: Format, texts: &AlignedTexts) -> Result<()> {
    let mut out = Output::open(args.output.as_deref())?;
    print_texts(&mut out, args, format, &files(args), texts).map_err(|source| {
        let place = args.output.as_deref().unwrap_or("standard output".as_ref());
        Error::write(place, source)
    })?;
    out.close()?;
    if !global.quiet && format == Format::Text {
        eprint_message("aligned", &summary(texts));
    }
    Ok(())
}

pub(super) fn files(args: &Args) -> Vec<&Path> {
    [&args.source, &args.target, &args.target2]
        .into_iter()
        .flatten()
        .map(PathBuf::as_path)
        .collect()
}

/// Reads, cuts and aligns the texts.
pub(crate) fn aligned(args: &Args, global: &Global, store: Option<&Store>) -> Result<AlignedTexts> {
    let files = files(args);
    let langs = languages(args, files.len())?;
    if files.iter().filter(|file| **file == Path::new("-")).count() > 1 {
        return Err(Error::usage(
            "standard input can be read only once",
            "give `-` for at most one of the texts",
        ));
    }
    let rules = args.cutting.rules(global)?;
    let mut articles = Vec::new();
    for (file, lang) in files.iter().zip(&langs) {
        let article = read_article(args, file, lang)?;
        tell_encoding(article.guessed, file, global);
        articles.push(article);
    }
    let lines = args.cutting.line_ends(&articles);
    let mut texts = Vec::new();
    for (((article, lines), file), lang) in articles.iter().zip(lines).zip(&files).zip(langs) {
        if !args.presegmented {
            tell_lines(lines, file, global);
        }
        texts.push(input_text(args, article, lines.mode, file, lang, &rules)?);
    }
    tell_unlike(texts.iter(), global);
    let langs: Vec<Lang> = texts.iter().map(|text| text.lang.clone()).collect();
    let options = options(args, global, &langs, &[(&files, &texts)], store)?;
    let sizes: Vec<String> = texts.iter().map(|t| t.segments.len().to_string()).collect();
    let spinner = progress::spinner(
        global,
        format!("aligning {} segments", sizes.join(" with ")),
    );
    let aligned = align_texts(texts, &options);
    spinner.finish_and_clear();
    aligned
}
