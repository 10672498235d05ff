//! Storing an alignment: beads that share a segment become one unit with all their languages; those that are finer than it
//! become units of two languages beside it.
//!
//! A document is a set of texts that are translations of one another, with a ladder for each pair that was
//! aligned. Its units follow from the ladders alone, so it does not matter in which order texts were aligned.
//! Aligning again replaces what was there; a ladder to a text that is not aligned this time is carried over to
//! the new version of its partner, sentence by sentence, as far as the sentences still stand there.

mod place;
mod refresh;
mod units;
mod versions;

use crate::align::AlignedRow;
use crate::error::Result;
use crate::lang::Lang;
use crate::model::Tu;
use crate::store::{ALIGN, BeadRow, GROUPS, REVIEW, Ready, Store, TEXTS};
use units::{PairLadder, TextView, units_of_ladders};

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

/// What an alignment did to the memory.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct AlignmentReport {
    /// Units that are new.
    pub added: usize,
    /// Units that were changed: most often, that got a further language.
    pub changed: usize,
    /// Units that are as they were.
    pub unchanged: usize,
    /// Units that are no longer in the document.
    pub removed: usize,
    /// Rows whose score was under the limit: at least one of their beads was left out.
    pub unsure: usize,
    /// The names of other texts of the document that are in a language of those that were stored: other versions of them. The
    /// units of all versions stay, each once.
    pub versions: Vec<String>,
}

/// Stores the alignment of two or more texts as one act. Beads that score less than `min_score` stay out; `commit`
/// runs the final step, so that the caller can hold off a signal meanwhile.
///
/// # Errors
/// When the memory cannot be written; it is then as it was.
pub fn store_alignment(
    store: &mut Store,
    texts: &[DocumentSource],
    rows: &[AlignedRow],
    min_score: f64,
    commit: impl FnOnce(Ready<'_>) -> Result<()>,
) -> Result<AlignmentReport> {
    store_rows(store, ALIGN, texts, rows, min_score, &[], commit)
}

/// Stores an alignment but for the pairs of texts, by their numbers, whose ladders stay as the memory has them; as
/// [`store_alignment`].
///
/// # Errors
/// As [`store_alignment`].
pub fn store_alignment_beside(
    store: &mut Store,
    texts: &[DocumentSource],
    rows: &[AlignedRow],
    min_score: f64,
    kept: &[(usize, usize)],
    commit: impl FnOnce(Ready<'_>) -> Result<()>,
) -> Result<AlignmentReport> {
    store_rows(store, ALIGN, texts, rows, min_score, kept, commit)
}

/// Stores an alignment that a person has gone through; as [`store_alignment`]. The memory remembers that.
///
/// # Errors
/// As [`store_alignment`].
pub fn store_review(
    store: &mut Store,
    texts: &[DocumentSource],
    rows: &[AlignedRow],
    min_score: f64,
    commit: impl FnOnce(Ready<'_>) -> Result<()>,
) -> Result<AlignmentReport> {
    store_rows(store, REVIEW, texts, rows, min_score, &[], commit)
}

/// The pairs of these texts, by their numbers, whose alignment in the memory is a review, and whether it is one of these very
/// texts. A text is known by what it consists of; of another content it is a later version of the one that has its name.
///
/// # Errors
/// When the memory cannot be read.
pub fn reviews_of(
    store: &Store,
    texts: &[DocumentSource],
) -> Result<Vec<((usize, usize), Reviewed)>> {
    let mut stored = Vec::with_capacity(texts.len());
    for text in texts {
        let same = store.text_with(&text.lang, &text.segments)?;
        let named = match &text.name {
            Some(name) => store.text_named(name, &text.lang)?,
            None => None,
        };
        stored.push((same, named));
    }
    let mut out = Vec::new();
    for (a, b) in pairs(texts.len()) {
        let ((same_a, named_a), (same_b, named_b)) = (&stored[a], &stored[b]);
        if let (Some(first), Some(second)) = (same_a, same_b)
            && store.is_review([first, second])?
        {
            out.push(((a, b), Reviewed::AsItIs));
            continue;
        }
        let before = (
            named_a.as_ref().or(same_a.as_ref()),
            named_b.as_ref().or(same_b.as_ref()),
        );
        if let (Some(first), Some(second)) = before
            && store.is_review([first, second])?
        {
            out.push(((a, b), Reviewed::Before));
        }
    }
    Ok(out)
}

/// Whether the memory knows each of these texts under its name, with the content that it has now.
///
/// # Errors
/// When the memory cannot be read.
pub fn are_known(store: &Store, texts: &[DocumentSource]) -> Result<bool> {
    for text in texts {
        if !store.has_text(text.name.as_deref(), &text.lang, &text.segments)? {
            return Ok(false);
        }
    }
    Ok(true)
}

/// What a person has gone through.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reviewed {
    /// The alignment of these very texts.
    AsItIs,
    /// That of an earlier version of them.
    Before,
}

/// The groups of texts that an act joins, by their numbers: all, or, where a pair is kept, those pairs that are joined.
fn joined(texts: usize, kept: &[(usize, usize)]) -> Vec<Vec<usize>> {
    if kept.is_empty() {
        return vec![(0..texts).collect()];
    }
    let joined = pairs(texts).filter(|pair| !kept.contains(pair));
    joined.map(|(a, b)| vec![a, b]).collect()
}

/// The names of the files, as a change names them: group by group; where nothing is joined, each for itself.
fn names(texts: &[DocumentSource], groups: &[Vec<usize>]) -> String {
    let named = |numbers: &Vec<usize>| {
        let names = numbers.iter().filter_map(|n| texts[*n].name.as_deref());
        names.collect::<Vec<&str>>().join(TEXTS)
    };
    let alone: Vec<Vec<usize>> = (0..texts.len()).map(|n| vec![n]).collect();
    let groups = if groups.is_empty() { &alone } else { groups };
    let groups: Vec<String> = groups.iter().map(named).collect();
    groups.join(GROUPS)
}

/// The pairs of so many texts.
fn pairs(texts: usize) -> impl Iterator<Item = (usize, usize)> {
    (0..texts).flat_map(move |a| (a + 1..texts).map(move |b| (a, b)))
}

fn store_rows(
    store: &mut Store,
    act: &str,
    texts: &[DocumentSource],
    rows: &[AlignedRow],
    min_score: f64,
    kept: &[(usize, usize)],
    commit: impl FnOnce(Ready<'_>) -> Result<()>,
) -> Result<AlignmentReport> {
    let groups = joined(texts.len(), kept);
    let mut writing = store.write(act, Some(&names(texts, &groups)), true)?;
    let content = |group: &Vec<usize>| group.iter().map(|n| &*texts[*n].segments).collect();
    writing.set_joined(&groups.iter().map(content).collect::<Vec<_>>())?;
    let reviews = place::ladders_between(&writing, texts, kept)?;
    let (document, ids) = place::place_texts(&writing, texts)?;
    for ((a, b), beads) in kept.iter().zip(reviews) {
        writing.put_ladder(ids[*a], ids[*b], &beads)?;
    }
    for ladder in ladders(texts.len(), rows, min_score) {
        let (a, b) = ladder.texts;
        if kept.contains(&(a, b)) {
            continue;
        }
        writing.put_ladder(ids[a], ids[b], &ladder.beads)?;
    }
    let mut report = refresh::refresh_units(&mut writing, document)?;
    let unsure = |row: &&AlignedRow| as_printed(row.score) < min_score && row.is_linked();
    report.unsure = rows.iter().filter(unsure).count();
    report.versions = versions::other_versions(&writing, document, &ids, texts)?;
    commit(writing.ready()?)?;
    store.take_over_log();
    Ok(report)
}

/// A score with as many digits as are printed; more say nothing.
fn as_printed(score: f64) -> f64 {
    (score * 1e4).round() / 1e4
}

/// The ladder of each pair of texts; beads that score less than `min_score` stay out.
fn ladders(texts: usize, rows: &[AlignedRow], min_score: f64) -> Vec<PairLadder> {
    let ladder = |(a, b)| {
        let beads = rows.iter().flat_map(|row| row.pair(a, b));
        let stored = beads.map(|bead| BeadRow {
            source: (bead.source.start, bead.source.end),
            target: (bead.target.start, bead.target.end),
            score: as_printed(bead.score),
        });
        let stored = stored.filter(|bead| bead.score >= min_score);
        PairLadder {
            texts: (a, b),
            beads: stored.collect(),
            reviewed: false,
        }
    };
    pairs(texts).map(ladder).collect()
}

/// The units of an alignment without a memory, for an export: the same that it would get. Beads that score less than
/// `min_score` stay out.
pub fn aligned_units(texts: &[DocumentSource], rows: &[AlignedRow], min_score: f64) -> Vec<Tu> {
    let views: Vec<TextView<'_>> = texts.iter().map(TextView::from).collect();
    units_of_ladders(&views, &ladders(texts.len(), rows, min_score))
}
