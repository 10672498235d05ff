//! What `karvan align` knows beforehand: dictionaries, a glossary, the units of a memory.

use karvan::align::Dictionary;
use karvan::error::Result;
use karvan::format::dictionary::read_dictionary;
use karvan::lang::Lang;
use karvan::termbase::Glossary;
use std::path::PathBuf;

/// Words and terms that help to align.
#[derive(Debug, clap::Args)]
pub(super) struct KnownArgs {
    /// Learn words from a dictionary: CC-CEDICT, lines of `target @ source`, or two columns with a tab between; may be repeated
    #[arg(long = "dict", value_name = "FILE")]
    dict: Vec<PathBuf>,
    /// Learn the approved terms of a glossary
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
            for lang in langs {
                glossary.require(lang)?;
            }
            out.extend(glossary.dictionaries(langs));
        }
        Ok(out)
    }
}
