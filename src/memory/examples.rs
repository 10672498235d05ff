//! What a memory teaches an alignment: its newest units in the languages of the texts.

use super::DocumentSource;
use crate::align::Examples;
use crate::error::Result;
use crate::lang::Lang;
use crate::store::Store;
use rustc_hash::FxHashSet;
use std::ops::ControlFlow;

/// So many units of each pair of languages are enough: more of them cost time and changed no bead that was measured.
const MOST: usize = 20_000;
/// So many times as far back is looked for them.
const FARTHER: usize = 5;
/// Alignments that are less sure than this teach nothing.
const SURE: f64 = 0.8;

/// The newest units of a memory, for each pair of the languages. Units of a document that one of the texts `of_own` belongs
/// to are left out, so that an alignment never learns from itself.
///
/// # Errors
/// When the memory cannot be read.
pub fn examples(store: &Store, langs: &[Lang], of_own: &[DocumentSource]) -> Result<Vec<Examples>> {
    let own = own_documents(store, of_own)?;
    let is_own = |document: Option<i64>| document.is_some_and(|number| own.contains(&number));
    newest(store, &pairs_of(langs), is_own)
}

/// The pairs of some languages.
pub(super) fn pairs_of(langs: &[Lang]) -> Vec<(Lang, Lang)> {
    let pairs = langs.iter().enumerate().flat_map(|(at, source)| {
        let targets = langs[at + 1..].iter();
        targets.map(move |target| (source.clone(), target.clone()))
    });
    pairs.collect()
}

/// The documents that one of the texts belongs to.
pub(super) fn own_documents(store: &Store, texts: &[DocumentSource]) -> Result<FxHashSet<i64>> {
    let mut own = FxHashSet::default();
    for text in texts {
        own.extend(store.documents_with(text.name.as_deref(), &text.lang, &text.segments)?);
    }
    Ok(own)
}

/// The newest units, at most so many for each of these pairs of languages, but for those of documents that are left out.
pub(super) fn newest(
    store: &Store,
    pairs: &[(Lang, Lang)],
    leave_out: impl Fn(Option<i64>) -> bool,
) -> Result<Vec<Examples>> {
    let empty = |langs: &(Lang, Lang)| Examples {
        langs: langs.clone(),
        pairs: Vec::new(),
    };
    let mut out: Vec<Examples> = pairs.iter().map(empty).collect();
    let mut looked_at = 0;
    store.newest(|unit| {
        if leave_out(unit.document) || unit.alignment.is_some_and(|sure| sure < SURE) {
            return Ok(ControlFlow::Continue(()));
        }
        let text = |lang| {
            let mut texts = unit.texts.iter();
            texts.find(|(own, _)| own.fit(lang).is_some())
        };
        for examples in &mut out {
            let (source, target) = (text(&examples.langs.0), text(&examples.langs.1));
            if let (Some((_, source)), Some((_, target))) = (source, target)
                && examples.pairs.len() < MOST
            {
                examples.pairs.push((source.clone(), target.clone()));
            }
        }
        looked_at += 1;
        let enough = out.iter().all(|examples| examples.pairs.len() >= MOST);
        Ok(if enough || looked_at >= FARTHER * MOST {
            ControlFlow::Break(())
        } else {
            ControlFlow::Continue(())
        })
    })?;
    Ok(out)
}
