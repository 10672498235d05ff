//! Several texts of one language in one document: an edited version under another name, or a second translation.
//!
//! Each version is seen with the texts that it was aligned with, the newest text first, so no unit ever holds two texts of one
//! language. What two versions have in common becomes one unit; where they differ, each keeps its own.

use super::DocumentSource;
use super::units::{PairLadder, TextView, units_of_ladders};
use crate::error::Result;
use crate::lang::Lang;
use crate::model::Tu;
use crate::store::Writing;
use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::BTreeSet;

/// The units that follow from the ladders of a document, whose texts are in the order in which they were stored.
pub(super) fn units_of_versions(texts: &[TextView<'_>], ladders: &[PairLadder]) -> Vec<Tu> {
    let versions = versions(texts, ladders);
    if versions.is_empty() {
        return units_of_ladders(texts, ladders);
    }
    let units = versions.iter().map(|version| {
        let views: Vec<TextView<'_>> = version.iter().map(|text| texts[*text]).collect();
        let inside = ladders.iter().filter_map(|ladder| {
            let place = |text| version.iter().position(|own| *own == text);
            Some(PairLadder {
                texts: (place(ladder.texts.0)?, place(ladder.texts.1)?),
                beads: ladder.beads.clone(),
                reviewed: ladder.reviewed,
            })
        });
        units_of_ladders(&views, &inside.collect::<Vec<_>>())
    });
    without_repeated(units.collect())
}

/// The names of a document's texts that are in a language of the given ones, but none of them.
pub(super) fn other_versions(
    writing: &Writing<'_>,
    document: i64,
    given: &[i64],
    texts: &[DocumentSource],
) -> Result<Vec<String>> {
    let mut others = writing.texts_of(document)?;
    others.retain(|other| {
        let same = texts
            .iter()
            .any(|text| same_language(&text.lang, &other.lang));
        same && !given.contains(&other.id)
    });
    let unnamed = || "standard input".to_owned();
    let names = others.into_iter();
    Ok(names
        .map(|other| other.name.unwrap_or_else(unnamed))
        .collect())
}

/// Whether two tags mean one language: a document has no place for both in one unit.
fn same_language(a: &Lang, b: &Lang) -> bool {
    a.fit(b).is_some() || b.fit(a).is_some()
}

/// The sets of texts that hold every ladder and no language twice, the newest first; none where no language is there twice.
fn versions(texts: &[TextView<'_>], ladders: &[PairLadder]) -> Vec<Vec<usize>> {
    let same = |a: usize, b: usize| same_language(texts[a].lang, texts[b].lang);
    if !(0..texts.len()).any(|a| (0..a).any(|b| same(a, b))) {
        return Vec::new();
    }
    let mut pairs: Vec<(usize, usize)> = ladders.iter().map(|ladder| ladder.texts).collect();
    pairs.sort_unstable_by_key(|(a, b)| std::cmp::Reverse((*a.max(b), *a.min(b))));
    let mut out: Vec<Vec<usize>> = Vec::new();
    for (a, b) in pairs.iter().copied() {
        let held = out.iter().any(|set| set.contains(&a) && set.contains(&b));
        if held || same(a, b) {
            continue;
        }
        let mut set = vec![a, b];
        // Texts that are aligned with one of the set join it, as long as their language is not there yet.
        while let Some(next) = pairs.iter().find_map(|(a, b)| {
            let next = match (set.contains(a), set.contains(b)) {
                (true, false) => *b,
                (false, true) => *a,
                _ => return None,
            };
            let free = set.iter().all(|own| !same(*own, next));
            free.then_some(next)
        }) {
            set.push(next);
        }
        // All versions name the languages of their units in one order.
        set.sort_unstable_by_key(|own| (0..=*own).find(|first| same(*first, *own)));
        out.push(set);
    }
    out
}

/// The texts of a unit with their languages.
type Texts = BTreeSet<(String, String)>;

/// The units of all versions, each without those that a newer version says too, or that another one says in more languages.
fn without_repeated(versions: Vec<Vec<Tu>>) -> Vec<Tu> {
    let units: Vec<(usize, Tu, Texts)> = versions
        .into_iter()
        .enumerate()
        .flat_map(|(version, units)| units.into_iter().map(move |tu| (version, tu)))
        .map(|(version, tu)| {
            let texts = tu.variants.iter();
            let texts = texts.map(|v| (v.lang.as_str().to_owned(), v.segment.text()));
            let texts = texts.collect();
            (version, tu, texts)
        })
        .collect();
    // What a version says twice needs one look.
    let said: FxHashSet<(usize, &Texts)> = units.iter().map(|(n, _, texts)| (*n, texts)).collect();
    let mut with: FxHashMap<&(String, String), Vec<(usize, &Texts)>> = FxHashMap::default();
    for (version, texts) in said {
        for text in texts {
            with.entry(text).or_default().push((version, texts));
        }
    }
    let repeats = |(version, _, texts): &(usize, Tu, Texts)| {
        let rarest = texts.iter().map(|text| &with[text]).min_by_key(|n| n.len());
        rarest.into_iter().flatten().any(|(other, all)| {
            let more = all.len() > texts.len() || other < version;
            other != version && more && texts.is_subset(all)
        })
    };
    let repeated: Vec<bool> = units.iter().map(repeats).collect();
    let kept = units.into_iter().zip(repeated).filter(|(_, is)| !is);
    kept.map(|((_, tu, _), _)| tu).collect()
}
