//! What `karvan align` knows beforehand: dictionaries, a glossary, the units of a memory.

use super::align::Args;
use super::align_store::sources;
use super::signals::{self, Step};
use super::{Global, progress};
use karvan::align::{Dictionary, InputText, Options};
use karvan::error::Result;
use karvan::format::dictionary::read_dictionary;
use karvan::lang::Lang;
use karvan::memory::{DocumentSource, lexicon_of_others, memory_lexicon};
use karvan::store::{Mode, Store};
use karvan::termbase::Glossary;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Words and terms that help to align.
#[derive(Debug, clap::Args)]
pub(super) struct KnownArgs {
    /// Learn words from a dictionary: CC-CEDICT, lines of `target @ source`, or two columns with a tab between; may be repeated
    #[arg(long = "dict", value_name = "FILE")]
    dict: Vec<PathBuf>,
    /// Learn the approved terms of a glossary; of three texts it may know two languages
    #[arg(long, value_name = "FILE")]
    glossary: Option<PathBuf>,
}

impl KnownArgs {
    /// Reads all of it, as far as the languages of the texts need it.
    pub(super) fn dictionaries(&self, langs: &[Lang]) -> Result<Vec<Dictionary>> {
        let mut out: Vec<Dictionary> = self
            .dict
            .iter()
            .map(|path| read_dictionary(path))
            .collect::<Result<_>>()?;
        if let Some(path) = &self.glossary {
            let glossary = Glossary::read(path)?;
            let (known, missing): (Vec<Lang>, Vec<Lang>) = langs
                .iter()
                .cloned()
                .partition(|lang| glossary.require(lang).is_ok());
            // Of three texts it teaches the pair that it has; one language alone is no pair.
            if let (0 | 1, Some(lang)) = (known.len(), missing.first()) {
                glossary.require(lang)?;
            }
            out.extend(glossary.dictionaries(&known));
        }
        Ok(out)
    }
}

/// How to align, as the flags say. `documents` are the files and texts of what is going to be aligned: their own units in
/// the memory teach nothing.
pub(super) fn options(
    args: &Args,
    global: &Global,
    langs: &[Lang],
    documents: &[(&[&Path], &[InputText])],
    store: Option<&Store>,
) -> Result<Options> {
    // The memory that takes the result teaches, else the one that `--tm` names, else none.
    let opened = match (store, args.memory.named()) {
        (None, Some(path)) => Some(Store::open(path, Mode::Read)?),
        _ => None,
    };
    let mut options = Options {
        dictionaries: args.known.dictionaries(langs)?,
        force: args.force,
        ..Options::default()
    };
    let Some(store) = store.or(opened.as_ref()) else {
        return Ok(options);
    };
    let own: Vec<DocumentSource> = documents
        .iter()
        .flat_map(|(files, texts)| sources(files, texts, Some(store.path())))
        .collect();
    let spinner = progress::spinner(global, "learning from the memory".to_owned());
    let taught = if args.dir {
        lexicon_of_others(store, langs, &own)
    } else {
        memory_lexicon(store, &own, |ready| {
            signals::hold(Step::Aside, || ready.commit())
        })
    };
    spinner.finish_and_clear();
    options.shared = Some(Arc::new(taught?));
    Ok(options)
}
