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
    store_rows(store, ALIGN, texts, rows, min_score, commit)
}

/// Stores an alignment that a person has gone through; as [`store_alignment`]. The memory remembers that.
///
/// # Errors
/// As [`store_alignment`].
pub fn store_review(
    store: &mut Store,
    texts: &[DocumentSource],
    rows: &[Row],
    min_score: f64,
    commit: impl FnOnce(Ready<'_>) -> Result<()>,
) -> Result<AlignmentReport> {
    store_rows(store, REVIEW, texts, rows, min_score, commit)
}

/// Whether the alignment that the memory has of these files is a review, and whether it is one of these very texts.
///
/// # Errors
/// When the memory cannot be read.
pub fn review_of(store: &Store, texts: &[DocumentSource]) -> Result<Option<Reviewed>> {
    if store.last_act(&[ALIGN, REVIEW], &names(texts))?.as_deref() != Some(REVIEW) {
        return Ok(None);
    }
    for text in texts {
        if !store.has_text(text.name.as_deref(), &text.lang, &text.segments)? {
            return Ok(Some(Reviewed::Before));
        }
    }
    Ok(Some(Reviewed::AsItIs))
}

/// What a person has gone through.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reviewed {
    /// The alignment of these very texts.
    AsItIs,
    /// That of an earlier version of them.
    Before,
}

const ALIGN: &str = "align";
const REVIEW: &str = "review";

/// The names of the files, as a change names them.
fn names(texts: &[DocumentSource]) -> String {
    let names: Vec<&str> = texts.iter().filter_map(|t| t.name.as_deref()).collect();
    names.join(", ")
}

fn store_rows(
    store: &mut Store,
    act: &str,
    texts: &[DocumentSource],
    rows: &[Row],
    min_score: f64,
    commit: impl FnOnce(Ready<'_>) -> Result<()>,
) -> Result<AlignmentReport> {
    let mut writing = store.write(act, Some(&names(texts)), true)?;
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
