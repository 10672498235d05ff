//! Arguments that several commands share.

use super::Global;
use super::check::settings::{Chosen, Origin};
use super::output::warn;
use clap::Args;
use karvan::config::{Config, DEFAULT_MEMORY};
use karvan::error::{Error, Result};
use karvan::lang::Lang;
use karvan::store::{DerivedState, Store};
use karvan::termbase::Glossary;
use std::path::{Path, PathBuf};

/// The environment variable that names the memory.
const VARIABLE: &str = "KARVAN_TM";

/// Which memory.
#[derive(Debug, Clone, Args)]
pub(crate) struct MemoryArg {
    /// The translation memory [default: $KARVAN_TM, else `tm` in the nearest karvan.toml, else karvan.db]
    #[arg(long = "tm", value_name = "FILE")]
    tm: Option<PathBuf>,
}

impl MemoryArg {
    /// The memory that the flag itself names, if it is given.
    pub(crate) fn named(&self) -> Option<&Path> {
        self.tm.as_deref()
    }

    /// The memory's file: the flag, the environment, `karvan.toml`, the default.
    pub(crate) fn path(&self) -> Result<PathBuf> {
        // A flag needs no configuration, and a broken one does not stand in its way.
        if let Some(path) = &self.tm {
            return Ok(path.clone());
        }
        if let Some(path) = variable() {
            return Ok(path);
        }
        Ok(self.chosen(&Config::find(Path::new(""))?).value)
    }

    /// The memory's file, with where it comes from.
    pub(crate) fn chosen(&self, config: &Config) -> Chosen<PathBuf> {
        let from = |value, origin| Chosen { value, origin };
        if let Some(path) = &self.tm {
            return from(path.clone(), Origin::Flag("--tm"));
        }
        if let Some(path) = variable() {
            return from(path, Origin::Environment(VARIABLE));
        }
        match config.path("tm") {
            Some(said) => from(said.value, Origin::File(said.place)),
            None => from(PathBuf::from(DEFAULT_MEMORY), Origin::Default),
        }
    }
}

/// The memory that the environment names.
fn variable() -> Option<PathBuf> {
    let value = std::env::var_os(VARIABLE)?;
    (!value.is_empty()).then(|| PathBuf::from(value))
}

/// Which glossary.
#[derive(Debug, Clone, Args)]
pub(crate) struct GlossaryArg {
    /// The glossary: a tab-separated file with a header line [default: `glossary` in the nearest karvan.toml]
    #[arg(long, value_name = "FILE")]
    glossary: Option<PathBuf>,
}

impl GlossaryArg {
    /// The glossary that the flag itself names, if it is given.
    pub(crate) fn named(&self) -> Option<&Path> {
        self.glossary.as_deref()
    }

    /// The glossary's file: the flag, else `karvan.toml`.
    pub(crate) fn path(&self) -> Result<PathBuf> {
        if let Some(path) = &self.glossary {
            return Ok(path.clone());
        }
        let said = Config::find(Path::new(""))?.path("glossary");
        said.map(|said| said.value).ok_or_else(no_glossary)
    }

    /// Reads the glossary.
    pub(crate) fn read(&self) -> Result<Glossary> {
        Glossary::read(&self.path()?)
    }
}

/// There is no glossary to use.
pub(crate) fn no_glossary() -> Error {
    Error::usage(
        "no glossary is named",
        "name one with --glossary FILE, or as `glossary = \"FILE\"` in karvan.toml",
    )
}

/// Reads a language tag that was typed: one of BCP 47, one for private use, or an odd one that a memory, a glossary or a file may
/// hold, where an import keeps what it does not know (`AZ-01`, `xx`, `zz-ZZ`). The name of a language (`english`) is none.
pub(crate) fn lang(tag: &str) -> std::result::Result<Lang, String> {
    let is_code = |lang: &Lang| {
        let text = lang.as_str();
        lang.is_private() || text.len() == 2 || text == "root" || text.contains(['-', '_'])
    };
    let odd = || {
        let lang = Lang::parse_lenient(tag).ok()?.0;
        (Lang::parse_spelled(tag).is_none() && is_code(&lang)).then_some(lang)
    };
    Lang::parse(tag)
        .or_else(|error| odd().ok_or(error))
        .map_err(|error| match (Lang::meant(tag), error.help()) {
            (Some(meant), _) => format!("{error}; did you mean `{meant}`?"),
            (None, Some(help)) => format!("{error}; {help}"),
            (None, None) => error.to_string(),
        })
}

/// Reads a language tag that was typed for a memory, which may hold any code of the shape of a tag (`German`, `CHS`): one that
/// no tag is like is refused by [`take_languages`] where it does not.
pub(crate) fn lang_of_memory(tag: &str) -> std::result::Result<Lang, String> {
    lang(tag).or_else(|error| match Lang::parse_lenient(tag) {
        Ok((lang, _)) => Ok(lang),
        Err(_) => Err(error),
    })
}

/// Takes the languages asked of a memory.
///
/// # Errors
/// For a code that no tag is like, such as the name of a language, where the memory does not hold it.
pub(crate) fn take_languages<'a>(
    store: &Store,
    wanted: impl Iterator<Item = &'a Lang>,
) -> Result<()> {
    for wanted in wanted {
        if lang(wanted.as_str()).is_err() && !store.holds(wanted)? {
            Lang::parse(wanted.as_str())?;
        }
    }
    Ok(())
}

/// Reads a percentage from 0 to 100.
pub(crate) fn percent(text: &str) -> std::result::Result<f64, String> {
    text.trim_end_matches('%')
        .parse::<f64>()
        .ok()
        .filter(|n| (0.0..=100.0).contains(n))
        .ok_or_else(|| "give a number from 0 to 100".into())
}

/// Reads a number from 1.
pub(crate) fn positive(text: &str) -> std::result::Result<usize, String> {
    text.parse()
        .ok()
        .filter(|n| *n > 0)
        .ok_or_else(|| "give a number from 1".into())
}

/// Says it when the memory does not hold a language at all.
pub(crate) fn tell_languages<'a>(
    store: &Store,
    wanted: impl Iterator<Item = &'a Lang>,
    global: &Global,
) -> Result<()> {
    for wanted in wanted {
        if !store.holds(wanted)? {
            let held = store.languages_but(wanted)?;
            let held: Vec<&str> = held.iter().map(Lang::as_str).collect();
            let held = if held.is_empty() {
                "nothing yet".to_owned()
            } else {
                held.join(", ")
            };
            warn(
                global,
                &format!("the memory holds no {wanted}; it holds {held}"),
            );
        }
    }
    Ok(())
}

/// Says it when the index does not follow the units, and what is done `instead`.
pub(crate) fn tell_state(store: &Store, instead: &str, global: &Global) -> Result<()> {
    let why = match store.derived_state()? {
        DerivedState::Current => return Ok(()),
        DerivedState::LeftOut => {
            "there is no index yet, because units were imported without one or an older version made it"
        }
        DerivedState::Foreign => "another program changed the units since the index was made",
        DerivedState::OldText => "the index was made by another version of karvan",
    };
    warn(
        global,
        &format!("{why}; {instead} instead. Run `karvan reindex`"),
    );
    Ok(())
}

/// The form of the output.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Format {
    /// For people
    Text,
    /// One JSON document
    Json,
    /// One JSON object a line
    Jsonl,
}
