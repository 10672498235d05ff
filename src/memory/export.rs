//! Export: what goes out, as a function of the memory.

use crate::format::tmx;
use crate::lang::Lang;
use crate::model::{Answer, Header, Tu};
use crate::store::Store;

/// The header for an export: those of all imports united ([`tmx::united`]).
///
/// # Errors
/// When the memory cannot be read.
pub fn united_header(store: &Store) -> crate::error::Result<Header> {
    Ok(tmx::united(&store.import_headers()?))
}

/// What a unit lacks that was asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lacks {
    /// The source language.
    Source,
    /// Each of the target languages.
    Targets,
}

/// A unit as it is exported: of each language asked for what fits it best.
///
/// # Errors
/// What it lacks, so that it is not exported.
pub fn exported(mut tu: Tu, source: Option<&Lang>, targets: &[Lang]) -> Result<Tu, Lacks> {
    if let Some(source) = source {
        let lang = tu.variant(source).ok_or(Lacks::Source)?.lang.clone();
        // A unit that names no source language takes the one that the user names.
        tu.source_lang.get_or_insert(lang);
    }
    if !targets.is_empty() {
        let asked: Vec<&Lang> = source.into_iter().chain(targets).collect();
        let answers = tu.answers(&asked);
        let mut is_best = answers
            .iter()
            .map(|answer| matches!(answer, Answer::Best(..)))
            .collect::<Vec<_>>()
            .into_iter();
        tu.variants.retain(|_| is_best.next().unwrap_or_default());
        let has_target = tu
            .variants
            .iter()
            .any(|v| targets.iter().any(|lang| lang.fit(&v.lang).is_some()));
        if !has_target {
            return Err(Lacks::Targets);
        }
    }
    Ok(tu)
}
