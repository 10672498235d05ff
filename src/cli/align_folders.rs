//! `karvan align --dir`: all documents of two or three folders, on all cores, in the order of their names.

use super::align::{Args, Format, files};
use super::align_destination::{Destination, Place};
use super::align_known::options;
use super::align_read::{input_text, languages, read_article, tell_unlike};
use super::align_store::import;
use super::folder_report::{Fate, FolderReport};
use super::output::{counted, not_an_input, not_the_same, note};
use super::segment::tell_encoding;
use super::signals::Step;
use super::turn::{abandon, open_to_write};
use super::{Global, Outcome, Output, progress};
use karvan::align::{AlignedTexts, InputText, Options, SharedLexicon, align_texts};
use karvan::error::{Error, Result};
use karvan::format::article::Article;
use karvan::format::guess::Guessed;
use karvan::format::pairing::{LanguageFolder, PairedFiles, Pairing, pair_folders};
use karvan::lang::Lang;
use karvan::memory::AlignmentReport;
use karvan::segmentation::{LineMode, Rules};
use karvan::store::{Mode, Store};
use rayon::prelude::*;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// So many documents a core are aligned before they are written: this bounds the results that wait for their turn.
const WAITING: usize = 16;

/// About so many segments teach the lexicon that all documents share; more cost memory and teach little.
const TEACHERS: usize = 10_000;

/// A text with what was guessed of it.
struct ReadText {
    text: InputText,
    guessed: Option<Guessed>,
    /// What a single line end was taken as, where that was guessed and matters.
    lines: Option<LineMode>,
}

/// Runs the command over folders.
pub(super) fn run(args: &Args, global: &Global) -> anyhow::Result<Outcome> {
    let paths = files(args);
    let langs = languages(args, paths.len())?;
    let folders: Vec<LanguageFolder> = paths
        .into_iter()
        .map(Path::to_path_buf)
        .zip(langs)
        .map(|(path, lang)| LanguageFolder { path, lang })
        .collect();
    let pairing = pair_folders(&folders)?;
    let rules = args.cutting.rules(global)?;
    let format = args.format.or((!args.import).then_some(Format::Text));
    // What cannot take the result is found out before the work is done.
    let place = Place::of(args, format)?;
    let stdout = |path: &Option<PathBuf>| path.as_deref() == Some(Path::new("-"));
    if stdout(&args.report)
        && matches!(place, Place::One(_))
        && (args.output.is_none() || stdout(&args.output))
    {
        return Err(Error::usage(
            "the report and the pairs cannot both go to standard output",
            "name a file with --report or with -o",
        )
        .into());
    }
    let inputs: Vec<&Path> = folders.iter().map(|folder| folder.path.as_path()).collect();
    not_an_input(args.output.as_deref(), &inputs)?;
    not_the_same(args.output.as_deref(), args.report.as_deref())?;
    let mut report = FolderReport::open(args.report.as_deref())?;
    report.leftover(&pairing, &folders)?;
    if pairing.documents.is_empty() {
        return Ok(report.finish(global, &pairing, None)?);
    }
    let mut store = if args.import {
        Some(open_to_write(&args.memory.path()?, Mode::Create, global)?)
    } else {
        None
    };
    let done = (|| -> Result<()> {
        let texts = read_all(args, global, &pairing, &folders, &rules);
        let options = folder_options(args, global, &folders, &pairing, &texts, store.as_ref())?;
        let mut out = match place {
            Place::One(_) => Some(Output::open(args.output.as_deref())?),
            _ => None,
        };
        let destination = Destination::new(&place, out.as_mut(), &folders[0].lang);
        let work = Work {
            args,
            global,
            documents: &pairing.documents,
            options: Options {
                shared: learn(global, &texts, &options).or(options.shared.clone()),
                ..options
            },
        };
        work.run(texts, destination, store.as_mut(), &mut report)?;
        out.map_or(Ok(()), Output::close)
    })();
    match (done, store) {
        (Ok(()), store) => Ok(report.finish(global, &pairing, store.as_ref().map(Store::path))?),
        (Err(error), store) => {
            if let Some(store) = store {
                abandon(store);
            }
            Err(error.into())
        }
    }
}

/// How to align: what the memory has of the folders' own documents teaches nothing.
fn folder_options(
    args: &Args,
    global: &Global,
    folders: &[LanguageFolder],
    pairing: &Pairing,
    texts: &[Result<Vec<InputText>>],
    store: Option<&Store>,
) -> Result<Options> {
    let langs: Vec<Lang> = folders.iter().map(|folder| folder.lang.clone()).collect();
    let files: Vec<Vec<&Path>> = pairing
        .documents
        .iter()
        .map(|document| document.files.iter().map(PathBuf::as_path).collect())
        .collect();
    let documents: Vec<(&[&Path], &[InputText])> = files
        .iter()
        .zip(texts)
        .filter_map(|(files, texts)| Some((files.as_slice(), texts.as_ref().ok()?.as_slice())))
        .collect();
    options(args, global, &langs, &documents, store)
}

/// Reads all texts, in the order of the documents.
fn read_all(
    args: &Args,
    global: &Global,
    pairing: &Pairing,
    folders: &[LanguageFolder],
    rules: &Rules,
) -> Vec<Result<Vec<InputText>>> {
    let bar = progress::bar(global, "reading", pairing.documents.len() as u64, false);
    let read: Vec<Result<Vec<ReadText>>> = pairing
        .documents
        .par_iter()
        .map(|document| {
            let read = read(args, document, folders, rules);
            bar.inc(1);
            read
        })
        .collect();
    bar.finish_and_clear();
    let mut guesses = [(LineMode::Wrapped, 0), (LineMode::Paragraph, 0)];
    for text in read.iter().flatten().flatten() {
        tell_encoding(text.guessed, Path::new(&text.text.name), global);
        for (mode, count) in &mut guesses {
            *count += usize::from(text.lines == Some(*mode));
        }
    }
    for (mode, count) in guesses {
        if count > 0 {
            let meaning = match mode {
                LineMode::Wrapped => "a break inside a paragraph (the lines look wrapped)",
                _ => "the end of a paragraph",
            };
            let many = counted(count, "text", "texts");
            note(
                global,
                &format!(
                    "a single line end is taken as {meaning} in {many}; --lines says it for all"
                ),
            );
        }
    }
    tell_unlike(
        read.iter().flatten().flatten().map(|read| &read.text),
        global,
    );
    read.into_iter()
        .map(|texts| Ok(texts?.into_iter().map(|read| read.text).collect()))
        .collect()
}

/// What the documents teach one another; nothing where there is only one.
fn learn(
    global: &Global,
    texts: &[Result<Vec<InputText>>],
    options: &Options,
) -> Option<Arc<SharedLexicon>> {
    let readable: Vec<&Vec<InputText>> = texts.iter().flatten().collect();
    if readable.len() < 2 {
        return None;
    }
    let segments: usize = readable
        .iter()
        .filter_map(|texts| texts.first())
        .map(|t| t.segments.len())
        .sum();
    let step = segments.div_ceil(TEACHERS).max(1);
    let teachers: Vec<&Vec<InputText>> = readable.into_iter().step_by(step).collect();
    let bar = progress::bar(global, "learning", teachers.len() as u64, false);
    let aligned: Vec<AlignedTexts> = teachers
        .into_par_iter()
        .filter_map(|texts| {
            let aligned = align_texts(texts.clone(), options).ok();
            bar.inc(1);
            aligned
        })
        .collect();
    bar.finish_and_clear();
    let learned = SharedLexicon::learn(&aligned, options);
    Some(Arc::new(match &options.shared {
        Some(known) => learned.with(known),
        None => learned,
    }))
}

/// Reads the texts of a document.
fn read(
    args: &Args,
    document: &PairedFiles,
    folders: &[LanguageFolder],
    rules: &Rules,
) -> Result<Vec<ReadText>> {
    let files = document.files.iter().zip(folders);
    let articles: Vec<Article> = files
        .clone()
        .map(|(file, folder)| read_article(args, file, &folder.lang))
        .collect::<Result<_>>()?;
    let lines = args.cutting.line_ends(&articles);
    let texts = articles.iter().zip(lines).zip(files);
    texts
        .map(|((article, lines), (file, folder))| {
            let lang = folder.lang.clone();
            let matters = lines.line_ends > 0 && !args.presegmented;
            Ok(ReadText {
                guessed: article.guessed,
                lines: matters.then_some(lines.mode),
                text: input_text(args, article, lines.mode, file, lang, rules)?,
            })
        })
        .collect()
}

/// What is done with all documents.
struct Work<'a> {
    args: &'a Args,
    global: &'a Global,
    documents: &'a [PairedFiles],
    options: Options,
}

impl Work<'_> {
    /// Aligns, writes and stores one document after another, and goes on after one that cannot be aligned.
    fn run(
        &self,
        texts: Vec<Result<Vec<InputText>>>,
        mut destination: Destination<'_>,
        mut store: Option<&mut Store>,
        report: &mut FolderReport,
    ) -> Result<()> {
        let total = self.documents.len();
        let bar = progress::bar(self.global, "aligning", total as u64, false);
        let mut texts = texts.into_iter();
        let together = WAITING * rayon::current_num_threads();
        for documents in self.documents.chunks(together) {
            let batch: Vec<_> = texts.by_ref().take(documents.len()).collect();
            let aligned: Vec<Result<AlignedTexts>> = batch
                .into_par_iter()
                .map(|texts| {
                    let aligned = align_texts(texts?, &self.options);
                    bar.inc(1);
                    aligned
                })
                .collect();
            for (document, aligned) in documents.iter().zip(aligned) {
                let fate = match aligned {
                    Ok(aligned) => {
                        destination.write(self.args, document, &aligned)?;
                        let stored = self.store(store.as_deref_mut(), document, &aligned)?;
                        Fate::Aligned(aligned, stored)
                    }
                    Err(error) => Fate::Failed(error),
                };
                report.document(document, fate)?;
            }
        }
        bar.finish_and_clear();
        destination.finish().map_err(|source| {
            let place = self.args.output.as_deref();
            Error::write(place.unwrap_or("standard output".as_ref()), source)
        })
    }

    fn store(
        &self,
        store: Option<&mut Store>,
        document: &PairedFiles,
        aligned: &AlignedTexts,
    ) -> Result<Option<AlignmentReport>> {
        let files: Vec<&Path> = document.files.iter().map(PathBuf::as_path).collect();
        store
            .map(|store| {
                import(
                    self.args,
                    self.global,
                    store,
                    &files,
                    aligned,
                    Step::OneOfSeveral,
                )
            })
            .transpose()
    }
}
