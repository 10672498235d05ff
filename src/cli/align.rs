//! `karvan align`: two or three texts to pairs with scores.

use super::align_known::KnownArgs;
use super::align_print::{print_html, print_row, print_text, summary};
use super::args::MemoryArg;
use super::output::eprint_message;
use super::segment::Cutting;
use super::{Global, Outcome, Output, progress, signals};
use karvan::align::{AlignedTexts, Examples, InputText, Options, align_texts};
use karvan::error::{Error, Place, Result};
use karvan::format::encoding::read_text;
use karvan::format::{UnitWriter, tmx};
use karvan::lang::Lang;
use karvan::memory::{
    AlignmentReport, DocumentSource, Row, aligned_units, examples as examples_of, store_alignment,
};
use karvan::model::Header;
use karvan::segmentation::{Rules, clean, guess_lines};
use karvan::store::{Mode, Store};
use std::path::{Path, PathBuf};

/// Align two or three texts that translate each other.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  karvan align article.en.txt article.az.txt -s en -t az
  karvan align article.en.txt article.az.txt article.zh.txt -s en -t az -t zh --format tsv
  karvan align article.en.txt article.az.txt article.zh.txt -s en -t az -t zh --import --tm news.db
  karvan align en.txt az.txt -s en -t az --presegmented --format beads
  karvan align en.txt zh.txt -s en -t zh --dict cedict.u8 --glossary terms.tsv --tm news.db

A memory that is named with --tm, and one that --import writes to, also teaches words; without them no memory is read.

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
    /// What to print [default: text; with --import a report]
    #[arg(long, value_name = "FORMAT")]
    format: Option<Format>,
    /// Store the result in the memory; the units of an earlier alignment of these texts are replaced
    #[arg(long)]
    import: bool,
    #[command(flatten)]
    memory: MemoryArg,
    /// Keep pairs with a lower score out of the memory and of TMX
    #[arg(long, value_name = "0..1", value_parser = parse_score, default_value = "0")]
    min_score: f64,
    #[command(flatten)]
    known: KnownArgs,
    /// Align also texts that do not seem to belong together
    #[arg(long)]
    force: bool,
    /// Write to this file instead of standard output
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
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
    /// A page for a browser, with the texts side by side
    Html,
}

fn parse_score(text: &str) -> std::result::Result<f64, String> {
    text.parse()
        .ok()
        .filter(|score| (0.0..=1.0).contains(score))
        .ok_or_else(|| "a score is a number from 0 to 1".into())
}

/// Runs the command.
pub(crate) fn run(args: &Args, global: &Global) -> anyhow::Result<Outcome> {
    // A memory that cannot take the result is found out before the work is done.
    let mut store = if args.import {
        Some(Store::open(&args.memory.path()?, Mode::Create)?)
    } else {
        None
    };
    let done = work(args, global, store.as_mut());
    if let (Err(_), Some(store)) = (&done, store) {
        store.abandon();
    }
    Ok(done.map(|()| Outcome::Done)?)
}

fn work(args: &Args, global: &Global, store: Option<&mut Store>) -> Result<()> {
    let texts = aligned(args, global, store.as_deref())?;
    if let Some(format) = args.format.or((!args.import).then_some(Format::Text)) {
        print(args, global, format, &texts)?;
    }
    if let Some(store) = store {
        let report = import(args, store, &texts)?;
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
    let failed = |source| {
        Error::write(
            args.output.as_deref().unwrap_or("standard output".as_ref()),
            source,
        )
    };
    if format == Format::Tmx {
        let (sources, rows) = for_memory(args, texts, None);
        let source = &texts.texts[0].lang;
        let mut writer = tmx::Writer::new(&mut out, &Header::default(), Some(source));
        for mut tu in aligned_units(&sources, &rows, args.min_score) {
            // In the memory a pair has no direction; in this file it has the one that was typed.
            tu.source_lang = tu.variant(source).map(|tuv| tuv.lang.clone());
            writer.write(&tu).map_err(failed)?;
        }
        writer.finish().map_err(failed)?;
    } else if format == Format::Html {
        print_html(&mut out, texts).map_err(failed)?;
    } else {
        for (number, row) in texts.rows.iter().enumerate() {
            let written = match format {
                Format::Text => print_text(&mut out.styled(), texts, number, row),
                _ => print_row(&mut out, format, texts, row),
            };
            written.map_err(failed)?;
        }
    }
    out.close()?;
    if !global.quiet && format == Format::Text {
        eprint_message("aligned", &summary(texts));
    }
    Ok(())
}

fn import(args: &Args, store: &mut Store, texts: &AlignedTexts) -> Result<AlignmentReport> {
    let (sources, rows) = for_memory(args, texts, Some(store.path()));
    store_alignment(store, &sources, &rows, args.min_score, |writing| {
        signals::hold(true, || writing.commit())
    })
}

/// The texts and rows as the memory takes them.
fn for_memory(
    args: &Args,
    texts: &AlignedTexts,
    memory: Option<&Path>,
) -> (Vec<DocumentSource>, Vec<Row>) {
    let rows = texts
        .rows
        .iter()
        .map(|row| Row {
            sides: row.sides.clone(),
            // As it is printed; more digits say nothing.
            score: (row.score * 1e4).round() / 1e4,
        })
        .collect();
    (sources(args, &texts.texts, memory), rows)
}

/// The texts as the memory knows them. A text is known by its path as seen from the memory's folder.
fn sources(args: &Args, texts: &[InputText], memory: Option<&Path>) -> Vec<DocumentSource> {
    texts
        .iter()
        .zip(files(args))
        .map(|(text, file)| DocumentSource {
            name: (file != Path::new("-")).then(|| document_name(file, memory)),
            lang: text.lang.clone(),
            segments: text.segments.clone(),
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

fn described(report: &AlignmentReport) -> String {
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

fn files(args: &Args) -> Vec<&Path> {
    [&args.source, &args.target]
        .into_iter()
        .chain(&args.target2)
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
    let rules = args.cutting.rules()?;
    let texts: Vec<InputText> = files
        .into_iter()
        .zip(langs)
        .map(|(file, lang)| read(args, global, file, lang, &rules))
        .collect::<Result<_>>()?;
    let options = Options {
        dictionaries: args.known.dictionaries(&texts)?,
        examples: examples(args, &texts, store)?,
        force: args.force,
    };
    let sizes: Vec<String> = texts.iter().map(|t| t.segments.len().to_string()).collect();
    let spinner = progress::spinner(
        global,
        format!("aligning {} segments", sizes.join(" with ")),
    );
    let aligned = align_texts(texts, &options);
    spinner.finish_and_clear();
    aligned
}

/// What the memory teaches: the one that takes the result, else the one that `--tm` names, else none.
fn examples(args: &Args, texts: &[InputText], store: Option<&Store>) -> Result<Vec<Examples>> {
    let opened = match (store, args.memory.named()) {
        (None, Some(path)) => Some(Store::open(path, Mode::Read)?),
        _ => None,
    };
    let Some(store) = store.or(opened.as_ref()) else {
        return Ok(Vec::new());
    };
    examples_of(store, &sources(args, texts, Some(store.path())))
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
