//! `karvan align`: two or three texts to pairs with scores.

use super::align_known::{KnownArgs, options};
use super::align_print::{print_row, print_text, summary};
use super::align_review;
use super::args::MemoryArg;
use super::output::{eprint_message, not_an_input, not_the_same, note, warn};
use super::segment::{Cutting, no_text, tell_encoding, tell_lines};
use super::turn::open_to_write;
use super::{Global, Outcome, Output, align_folders, progress, signals};
use karvan::align::{AlignedTexts, InputText, align_texts};
use karvan::error::{Error, Result};
use karvan::format::article::{Article, Markup};
use karvan::format::{UnitWriter, tmx};
use karvan::lang::Lang;
use karvan::memory::{
    AlignmentReport, DocumentSource, Reviewed, aligned_units, review_of, store_alignment,
    store_review,
};
use karvan::model::Header;
use karvan::report::review::write_page;
use karvan::segmentation::{LineMode, Rules, clean, file_line_spans, filled, paragraphs};
use karvan::store::{Mode, Ready, Store};
use std::io;
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
    source_lang: Option<String>,
    /// The language of a target text, once for each in their order
    #[arg(
        short,
        long = "target",
        value_name = "LANG",
        required_unless_present = "apply"
    )]
    target_lang: Vec<String>,
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
    review: align_review::ReviewArgs,
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
        store.abandon();
    }
    Ok(done.map(|()| Outcome::Done)?)
}

/// What is said of texts that are too short to be refused for certain.
pub(super) const MAY_BE_STRANGERS: &str = "may not belong together: they are too short to tell, and hardly anything in them fits; look at the beads";

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
        let report = import(args, global, store, &files(args), &texts, true)?;
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

/// Writes the texts of one document, read from these files, as a whole output.
pub(super) fn print_texts(
    out: &mut Output,
    args: &Args,
    format: Format,
    files: &[&Path],
    texts: &AlignedTexts,
) -> io::Result<()> {
    match format {
        Format::Tmx => {
            let mut writer = tmx_writer(out, &texts.texts[0].lang);
            write_units(&mut writer, args, files, texts)?;
            writer.finish()
        }
        Format::Html => write_page(out, texts, &summary(texts)),
        _ => print_rows(out, format, texts, None),
    }
}

/// Writes the rows of a document, one after another; `document` is its name where there are several.
pub(super) fn print_rows(
    out: &mut Output,
    format: Format,
    texts: &AlignedTexts,
    document: Option<&str>,
) -> io::Result<()> {
    for (number, row) in texts.rows.iter().enumerate() {
        match format {
            Format::Text => print_text(&mut out.styled(), texts, number, row)?,
            _ => print_row(out, format, texts, row, document)?,
        }
    }
    Ok(())
}

/// A TMX file that begins with its header.
pub(super) fn tmx_writer<'a>(out: &'a mut Output, source: &Lang) -> tmx::Writer<&'a mut Output> {
    tmx::Writer::new(out, &Header::default(), Some(source))
}

/// Writes the units of a document.
pub(super) fn write_units(
    writer: &mut impl UnitWriter,
    args: &Args,
    files: &[&Path],
    texts: &AlignedTexts,
) -> io::Result<()> {
    let sources = sources(files, &texts.texts, None);
    let source = &texts.texts[0].lang;
    for mut tu in aligned_units(&sources, &texts.rows, args.min_score) {
        // In the memory a pair has no direction; in this file it has the one that was typed.
        tu.source_lang = tu.variant(source).map(|tuv| tuv.lang.clone());
        writer.write(&tu)?;
    }
    Ok(())
}

/// Stores the alignment of a document; it is the `last` act, or others follow that a signal may still stop. What a person has
/// gone through stays, unless `--force` is given.
pub(super) fn import(
    args: &Args,
    global: &Global,
    store: &mut Store,
    files: &[&Path],
    texts: &AlignedTexts,
    last: bool,
) -> Result<AlignmentReport> {
    let sources = sources(files, &texts.texts, Some(store.path()));
    let commit = |ready: Ready<'_>| signals::hold(last, || ready.commit());
    let name = || {
        texts
            .texts
            .first()
            .map_or("", |text| text.name.as_str())
            .to_owned()
    };
    if args.review.result().is_some() {
        let report = store_review(store, &sources, &texts.rows, args.min_score, commit)?;
        tell_versions(global, &name(), &report);
        return Ok(report);
    }
    match review_of(store, &sources)?.filter(|_| !args.force) {
        Some(Reviewed::AsItIs) => {
            warn(
                global,
                &format!(
                    "{}: its alignment in the memory was reviewed and stays; --force replaces it",
                    name()
                ),
            );
            return Ok(AlignmentReport::default());
        }
        Some(Reviewed::Before) => warn(
            global,
            &format!(
                "{}: an earlier version of it was reviewed; that alignment is replaced",
                name()
            ),
        ),
        None => {}
    }
    let report = store_alignment(store, &sources, &texts.rows, args.min_score, commit)?;
    tell_versions(global, &name(), &report);
    Ok(report)
}

/// The texts as the memory knows them. A text is known by its path as seen from the memory's folder.
pub(super) fn sources(
    files: &[&Path],
    texts: &[InputText],
    memory: Option<&Path>,
) -> Vec<DocumentSource> {
    texts
        .iter()
        .enumerate()
        .map(|(at, text)| {
            // A review names its files; the command line does, byte by byte, for all others.
            let file = files.get(at).copied().unwrap_or(Path::new(&text.name));
            DocumentSource {
                name: (file != Path::new("-")).then(|| document_name(file, memory)),
                lang: text.lang.clone(),
                segments: text.segments.clone(),
            }
        })
        .collect()
}

fn document_name(file: &Path, memory: Option<&Path>) -> String {
    let whole = std::fs::canonicalize(file).unwrap_or_else(|_| file.to_path_buf());
    let folder = memory
        .and_then(|memory| std::fs::canonicalize(memory).ok())
        .and_then(|memory| memory.parent().map(Path::to_path_buf));
    let name = match (&folder, memory) {
        (Some(folder), _) => whole.strip_prefix(folder).unwrap_or(&whole),
        (None, Some(_)) => &whole,
        (None, None) => file,
    };
    name.display().to_string().replace('\\', "/")
}

/// Tells which texts of the document are other versions of those that were stored.
fn tell_versions(global: &Global, name: &str, report: &AlignmentReport) {
    if !report.versions.is_empty() {
        let versions = report.versions.join(", ");
        note(
            global,
            &format!(
                "{name}: the memory also has another version of this document ({versions}); the pairs of all versions stay (an edited text under its old name replaces it)"
            ),
        );
    }
}

pub(super) fn described(report: &AlignmentReport) -> String {
    let mut parts = vec![format!("added {}", report.added)];
    for (number, what) in [
        (report.changed, "changed"),
        (report.unchanged, "unchanged"),
        (report.removed, "removed"),
        (report.unsure, "left out below --min-score"),
    ] {
        if number > 0 {
            parts.push(format!("{what} {number}"));
        }
    }
    parts.join(", ")
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

pub(super) fn languages(args: &Args, texts: usize) -> Result<Vec<Lang>> {
    let langs: Vec<Lang> = args
        .source_lang
        .iter()
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

pub(super) fn counted(number: usize, noun: &str) -> String {
    format!("{number} {noun}{}", if number == 1 { "" } else { "s" })
}

/// Reads a text as the flags say; one with a segment a line has no markup.
pub(super) fn read_article(args: &Args, file: &Path, lang: &Lang) -> Result<Article> {
    if args.presegmented {
        Article::read(file, lang, Some(Markup::Plain))
    } else {
        args.cutting.read(file, lang)
    }
}

/// Cuts a text into segments; `lines` says what a single line end in it is.
pub(super) fn input_text(
    args: &Args,
    article: &Article,
    lines: LineMode,
    file: &Path,
    lang: Lang,
    rules: &Rules,
) -> Result<InputText> {
    let text = article.text.as_str();
    let (lines, spans) = if args.presegmented {
        let mut spans = file_line_spans(text);
        spans.retain(|span| !text[span.clone()].trim().is_empty());
        (LineMode::Segment, spans)
    } else {
        (lines, filled(text, &lang, rules, lines)?)
    };
    if spans.is_empty() {
        return Err(no_text(file));
    }
    let paragraphs = paragraphs(text, &spans, lines);
    let segments = spans.into_iter().map(|span| clean(&text[span])).collect();
    Ok(InputText {
        name: file.display().to_string(),
        lang,
        segments,
        paragraphs,
    })
}
