//! What a memory teaches one alignment, with the lexicon that it keeps for that.
//!
//! A document belongs to a part of the memory (`store::part_of`), and the lexicon of a part is learned from all others. So a
//! document's own units never teach its own alignment, storing it changes nothing in its lexicon, and aligning it again
//! gives the same beads.

use super::DocumentSource;
use super::examples::{newest, own_documents, pairs_of};
use crate::align::{Examples, LEXICON_FORMAT, SharedLexicon};
use crate::error::Result;
use crate::lang::Lang;
use crate::store::{DerivedState, KeptLexicon, LexiconKey, Ready, Store, keep_lexicons, part_of};

/// Fewer units are learned from at each call, which takes a moment, and all of them but the document's own teach.
const FEW: usize = 2_000;

/// What a memory teaches the alignment of the texts of one document. What takes long to learn is kept in the memory, where
/// that can be done without waiting; `commit` runs the final step.
///
/// # Errors
/// When the memory cannot be read.
pub fn memory_lexicon(
    store: &Store,
    texts: &[DocumentSource],
    commit: impl FnOnce(Ready<'_>) -> Result<()>,
) -> Result<SharedLexicon> {
    let langs: Vec<Lang> = texts.iter().map(|text| text.lang.clone()).collect();
    let pairs = pairs_of(&langs).into_iter().map(in_order);
    let Some(part) = part(store, texts)? else {
        return of_all_but_own(store, texts, &pairs.collect::<Vec<_>>());
    };
    let mut out = SharedLexicon::default();
    let mut missing = Vec::new();
    for langs in pairs {
        let kept = store.lexicon(&key(&langs, part))?;
        match kept.and_then(|bytes| SharedLexicon::from_bytes(&langs, &bytes)) {
            Some(lexicon) => out = out.with(&lexicon),
            None => missing.push(langs),
        }
    }
    if missing.is_empty() {
        return Ok(out);
    }
    let (known, units) = units_of_others(store, &missing, part)?;
    let (few, many): (Vec<_>, Vec<_>) = units.into_iter().partition(|e| e.pairs.len() < FEW);
    let mut learned = Vec::new();
    for units in many {
        let lexicon = SharedLexicon::from_units(&units);
        learned.push(KeptLexicon {
            key: key(&units.langs, part),
            learned: units.pairs.len(),
            known,
            words: lexicon.to_bytes(),
        });
        out = out.with(&lexicon);
    }
    if !learned.is_empty() {
        keep_lexicons(store.path(), &learned, commit);
    }
    if few.is_empty() {
        return Ok(out);
    }
    let few: Vec<(Lang, Lang)> = few.into_iter().map(|units| units.langs).collect();
    Ok(out.with(&of_all_but_own(store, texts, &few)?))
}

/// What a memory teaches the alignment of texts of many documents in these languages: all its units but those of the
/// documents that the texts belong to. Nothing is kept: what is kept belongs to one part of the memory, and documents of
/// all parts would teach one another once they are stored.
///
/// # Errors
/// When the memory cannot be read.
pub fn lexicon_of_others(
    store: &Store,
    langs: &[Lang],
    texts: &[DocumentSource],
) -> Result<SharedLexicon> {
    of_all_but_own(store, texts, &pairs_of(langs))
}

/// What all units teach but those of the documents that the texts belong to.
fn of_all_but_own(
    store: &Store,
    texts: &[DocumentSource],
    pairs: &[(Lang, Lang)],
) -> Result<SharedLexicon> {
    let own = own_documents(store, texts)?;
    let units = newest(store, pairs, |document| {
        document.is_some_and(|number| own.contains(&number))
    })?;
    let lexicons = units.iter().map(SharedLexicon::from_units);
    Ok(lexicons.fold(SharedLexicon::default(), |all, one| all.with(&one)))
}

/// Two languages in the order of their tags.
fn in_order((a, b): (Lang, Lang)) -> (Lang, Lang) {
    if a.as_str() <= b.as_str() {
        (a, b)
    } else {
        (b, a)
    }
}

fn key(langs: &(Lang, Lang), part: u8) -> LexiconKey {
    LexiconKey {
        langs: langs.clone(),
        part,
        format: LEXICON_FORMAT,
    }
}

/// The part that all documents of the texts belong to, now and when they are stored; `None` where there is none, or where
/// it is not known what another program did to the units.
fn part(store: &Store, texts: &[DocumentSource]) -> Result<Option<u8>> {
    if !matches!(
        store.derived_state()?,
        DerivedState::Current | DerivedState::LeftOut
    ) {
        return Ok(None);
    }
    let mut parts = Vec::new();
    for document in own_documents(store, texts)? {
        parts.extend(store.part_of_document(document)?);
    }
    let mut named = false;
    for text in texts {
        if let Some(name) = &text.name {
            named |= store.has_document_named(name, &text.lang)?;
        }
    }
    if let (false, Some(first)) = (named, texts.first()) {
        // They may become a document of their own.
        parts.push(part_of(first.name.as_deref(), &first.segments));
    }
    parts.sort_unstable();
    parts.dedup();
    Ok(match parts.as_slice() {
        [part] => Some(*part),
        _ => None,
    })
}

/// The newest units of all other parts, and the last act that they know of.
fn units_of_others(
    store: &Store,
    pairs: &[(Lang, Lang)],
    part: u8,
) -> Result<(i64, Vec<Examples>)> {
    // Another program may write meanwhile.
    let moment = store.connection().unchecked_transaction();
    let moment = moment.map_err(|e| store.failed(e))?;
    let known = store.last_change()?;
    let parts = store.parts()?;
    let units = newest(store, pairs, |document| {
        document.is_some_and(|number| parts.get(&number) == Some(&part))
    })?;
    drop(moment);
    Ok((known, units))
}
