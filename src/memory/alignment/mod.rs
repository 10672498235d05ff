//! Storing an alignment: beads that share a segment become one unit with all their languages.
//!
//! A document is a set of texts that are translations of one another, with a ladder for each pair that was
//! aligned. Its units follow from the ladders alone, so it does not matter in which order texts were aligned.
//! Aligning again replaces what was there; a ladder to a text that is not aligned this time is carried over to
//! the new version of its partner, sentence by sentence, as far as the sentences still stand there.

mod place;
mod refresh;
mod units;

use crate::error::Result;
use crate::lang::Lang;
use crate::model::Tu;
use crate::store::{BeadRow, Ready, Store};
use std::ops::Range;
use units::{TextView, unit};

/// A text that was aligned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DocumentSource {
    /// By what name it is known: its path as seen from the memory's folder; `None` for standard input.
    pub name: Option<String>,
    /// Its language.
    pub lang: Lang,
    /// Its segments.
    pub segments: Vec<String>,
}

/// Segments of all texts that belong together. A side may be empty.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// A range of segments for each text, in the order of the texts.
    pub sides: Vec<Range<usize>>,
    /// How sure it is, 0 to 1.
    pub score: f64,
}

/// What an alignment did to the memory.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct AlignmentReport {
    /// Units that are new.
    pub added: usize,
    /// Units that were changed: most often, that got a further language.
    pub changed: usize,
    /// Units that are as they were.
    pub unchanged: usize,
    /// Units that are no longer in the document.
    pub removed: usize,
    /// Rows whose score was under the limit.
    pub unsure: usize,
}

/// Stores the alignment of two or more texts as one act. Rows that score less than `min_score` stay out; `commit`
/// runs the final step, so that the caller can hold off a signal meanwhile.
///
/// # Errors
/// When the memory cannot be written; it is then as it was.
pub fn store_alignment(
    store: &mut Store,
    texts: &[DocumentSource],
    rows: &[Row],
    min_score: f64,
    commit: impl FnOnce(Ready<'_>) -> Result<()>,
) -> Result<AlignmentReport> {
    let names: Vec<&str> = texts.iter().filter_map(|t| t.name.as_deref()).collect();
    let mut writing = store.write("align", Some(&names.join(", ")), true)?;
    let (document, ids) = place::place_texts(&writing, texts)?;
    for a in 0..texts.len() {
        for b in a + 1..texts.len() {
            writing.put_ladder(ids[a], ids[b], &ladder(rows, a, b, min_score))?;
        }
    }
    let mut report = refresh::refresh_units(&mut writing, document)?;
    report.unsure = rows
        .iter()
        .filter(|row| {
            row.score < min_score && row.sides.iter().filter(|s| !s.is_empty()).count() > 1
        })
        .count();
    commit(writing.ready()?)?;
    store.take_over_log();
    Ok(report)
}

fn ladder(rows: &[Row], a: usize, b: usize, min_score: f64) -> Vec<BeadRow> {
    rows.iter()
        .filter(|row| {
            row.score >= min_score && !row.sides[a].is_empty() && !row.sides[b].is_empty()
        })
        .map(|row| BeadRow {
            source: (row.sides[a].start, row.sides[a].end),
            target: (row.sides[b].start, row.sides[b].end),
            score: row.score,
        })
        .collect()
}

/// The units of an alignment without a memory, for an export; rows that score less than `min_score` stay out.
pub fn aligned_units(texts: &[DocumentSource], rows: &[Row], min_score: f64) -> Vec<Tu> {
    let views: Vec<TextView<'_>> = texts.iter().map(TextView::from).collect();
    rows.iter()
        .filter(|row| row.score >= min_score)
        .filter_map(|row| {
            let sides: Vec<Vec<usize>> = row
                .sides
                .iter()
                .map(|side| side.clone().collect())
                .collect();
            unit(&views, &sides, row.score)
        })
        .collect()
}
