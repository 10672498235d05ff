//! What a memory teaches an alignment: its newest units in the languages of the texts.

use super::DocumentSource;
use crate::align::Examples;
use crate::error::Result;
use crate::lang::Lang;
use crate::store::Store;
use rustc_hash::FxHashSet;
use std::ops::ControlFlow;

/// So many units of each pair of languages are enough: more of them teach little and cost time.
const MOST_EXAMPLES: usize = 20_000;
/// So far back is looked for them.
const MOST_UNITS: usize = 100_000;
/// Alignments that are less sure than this teach nothing.
const SURE: f64 = 0.8;

/// The newest units of a memory, for each pair of the languages. Units of a document that one of the texts `of_own` belongs
/// to are left out, so that an alignment never learns from itself.
///
/// # Errors
/// When the memory cannot be read.
pub fn examples(store: &Store, langs: &[Lang], of_own: &[DocumentSource]) -> Result<Vec<Examples>> {
    let mut own: FxHashSet<i64> = FxHashSet::default();
    for text in of_own {
        own.extend(store.documents_with(text.name.as_deref(), &text.lang, &text.segments)?);
    }
    let mut out = Vec::new();
    for (at, source) in langs.iter().enumerate() {
        for target in &langs[at + 1..] {
            out.push(Examples {
                langs: (source.clone(), target.clone()),
                pairs: Vec::new(),
            });
        }
    }
    let mut looked_at = 0;
    store.newest(|unit| {
        let own = unit
            .document
            .is_some_and(|document| own.contains(&document));
        if own || unit.alignment.is_some_and(|sure| sure < SURE) {
            return Ok(ControlFlow::Continue(()));
        }
        let text = |lang| {
            let mut texts = unit.texts.iter();
            texts.find(|(own, _)| own.fit(lang).is_some())
        };
        for examples in &mut out {
            let (source, target) = (text(&examples.langs.0), text(&examples.langs.1));
            if let (Some((_, source)), Some((_, target))) = (source, target)
                && examples.pairs.len() < MOST_EXAMPLES
            {
                examples.pairs.push((source.clone(), target.clone()));
            }
        }
        looked_at += 1;
        let enough = out
            .iter()
            .all(|examples| examples.pairs.len() >= MOST_EXAMPLES);
        Ok(if enough || looked_at >= MOST_UNITS {
            ControlFlow::Break(())
        } else {
            ControlFlow::Continue(())
        })
    })?;
    Ok(out)
}
