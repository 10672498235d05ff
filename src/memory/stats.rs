//! What a memory holds, in numbers.

use crate::error::Result;
use crate::lang::Lang;
use crate::store::Store;
use crate::text::count;
use rustc_hash::FxHashMap;
use serde::Serialize;
use std::ops::ControlFlow;

/// One language of a memory.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LanguageStats {
    /// Its tag.
    pub lang: Lang,
    /// How many variants.
    pub variants: u64,
    /// How many words, or characters in Chinese.
    pub count: u64,
    /// `words` or `characters`.
    pub unit: &'static str,
    /// UTF-8 bytes of the texts.
    pub bytes: u64,
}

/// Two languages that stand in the same units.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PairStats {
    /// One tag.
    pub source: Lang,
    /// The other.
    pub target: Lang,
    /// In how many units both stand.
    pub units: u64,
}

/// A memory in numbers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Stats {
    /// Units.
    pub units: u64,
    /// Documents that were aligned into it.
    pub documents: u64,
    /// Bytes of the file.
    pub file_bytes: u64,
    /// Languages, the most frequent first.
    pub languages: Vec<LanguageStats>,
    /// Pairs, the most frequent first.
    pub pairs: Vec<PairStats>,
}

/// Counts a memory.
///
/// # Errors
/// When it cannot be read.
pub fn stats(store: &Store) -> Result<Stats> {
    let one = |sql: &str| -> Result<u64> {
        let rows = store.rows(sql, [], |row| row.get::<_, i64>(0))?;
        Ok(rows.first().map_or(0, |n| n.unsigned_abs()))
    };
    let mut languages: FxHashMap<Lang, LanguageStats> = FxHashMap::default();
    let mut pairs: FxHashMap<(Lang, Lang), u64> = FxHashMap::default();
    let mut unit: (i64, Vec<Lang>) = (0, Vec::new());
    store.scan_all(|row| {
        let counted = count(&row.text, &row.lang);
        let entry = languages
            .entry(row.lang.clone())
            .or_insert_with(|| LanguageStats {
                lang: row.lang.clone(),
                variants: 0,
                count: 0,
                unit: counted.unit(),
                bytes: 0,
            });
        entry.variants += 1;
        entry.count += counted.number() as u64;
        entry.bytes += row.text.len() as u64;
        if unit.0 != row.unit {
            count_pairs(&mut unit.1, &mut pairs);
            unit.0 = row.unit;
        }
        unit.1.push(row.lang);
        Ok(ControlFlow::Continue(()))
    })?;
    count_pairs(&mut unit.1, &mut pairs);
    let mut languages: Vec<LanguageStats> = languages.into_values().collect();
    languages.sort_by(|a, b| {
        b.variants
            .cmp(&a.variants)
            .then_with(|| a.lang.cmp(&b.lang))
    });
    let mut pairs: Vec<PairStats> = pairs
        .into_iter()
        .map(|((source, target), units)| PairStats {
            source,
            target,
            units,
        })
        .collect();
    pairs.sort_by(|a, b| {
        b.units
            .cmp(&a.units)
            .then_with(|| (&a.source, &a.target).cmp(&(&b.source, &b.target)))
    });
    Ok(Stats {
        units: one("SELECT count(*) FROM unit")?,
        documents: one("SELECT count(*) FROM document")?,
        file_bytes: std::fs::metadata(store.path()).map_or(0, |m| m.len()),
        languages,
        pairs,
    })
}

/// Counts the pairs of a unit's languages once each, and empties the list.
fn count_pairs(langs: &mut Vec<Lang>, pairs: &mut FxHashMap<(Lang, Lang), u64>) {
    let mut seen: Vec<Lang> = std::mem::take(langs);
    seen.sort();
    seen.dedup();
    for (n, a) in seen.iter().enumerate() {
        for b in &seen[n + 1..] {
            *pairs.entry((a.clone(), b.clone())).or_default() += 1;
        }
    }
}
