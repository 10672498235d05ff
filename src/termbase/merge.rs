//! Taking the entries of other programs' glossaries into the glossary.
//!
//! An entry is one concept or new as a whole. Where it contradicts the glossary, the glossary's line stays as it is, unless the
//! user wants the other one's terms. Entries of one file that share a term and have no identifiers are one concept, of whose terms the first
//! that is said to be preferred is so ([`preferring`]), unless their subjects or definitions differ: then they are homonyms
//! ([`placing`]). Their notes and statuses stand together; other texts stay as they were, and each that is left out is told ([`texts`]).
//!
//! An import is repeated until it changes nothing ([`merge`]), so a further one of the same files does so from its start. What
//! the repetition does is little, because an entry that a concept has whole belongs to that one before anything else is
//! looked at ([`whole`]): only what was in conflict is asked again, and nothing where there is no conflict.

mod gone;
mod opposed;
mod pass;
mod placing;
mod preferring;
mod said;
mod spelling;
mod texts;
mod whole;
mod written;

use super::edit::GlossaryText;
use super::glossary::Glossary;
use crate::error::Result;
use crate::model::TermEntry;
use pass::{Outcome, Pass, pass};
use rustc_hash::FxHashSet;

/// An entry that was not taken as it is, with the reason; or what of the glossary gave way to one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conflict {
    /// Its line or row in its own file.
    pub line: usize,
    /// The concept of the glossary that it contradicts, else the key of its own that it has, if any.
    pub id: String,
    /// What contradicts what.
    pub what: String,
}

/// A text of an entry that was not taken, because its concept has another one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// The entry's line or row in its own file.
    pub line: usize,
    /// The concept.
    pub id: String,
    /// The column of the glossary.
    pub field: String,
    /// What was not taken.
    pub left: String,
    /// What stands there.
    pub stays: String,
    /// Whether an earlier entry of the file says that.
    pub is_own: bool,
}

/// A form that an entry judges, or prefers, otherwise than another concept that has a term in common with its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opposed {
    /// The line or row of the entry in its own file.
    pub line: usize,
    /// The two concepts.
    pub between: Opposition,
    /// Which form it is, and what the two have in common.
    pub what: String,
}

/// Two concepts that have a term in common and say otherwise of another one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Opposition {
    /// One forbids what the other approves.
    Judged {
        /// The concept that forbids the form.
        forbidding: String,
        /// The concept that approves it.
        approving: String,
    },
    /// Both prefer one term, and different ones in another language.
    Preferred {
        /// The entry's concept.
        entry: String,
        /// The other one.
        other: String,
    },
}

/// What became of the entries of a file.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct MergeReport {
    /// The ids of new concepts.
    pub added: Vec<String>,
    /// The ids of concepts that gained something.
    pub merged: Vec<String>,
    /// How many entries gave something to a concept.
    pub merged_entries: usize,
    /// How many entries the glossary held already.
    pub unchanged: usize,
    /// How many entries contradict the glossary, in one thing or several.
    pub entries_in_conflict: usize,
    /// What contradicts the glossary.
    pub conflicts: Vec<Conflict>,
    /// What was taken and contradicts another concept, which may mean the same or be a homonym.
    pub opposed: Vec<Opposed>,
    /// What the glossary said of terms and lines, and the file's words took the place of.
    pub gave_way: Vec<Conflict>,
    /// The definitions, notes and the like that differ; the glossary's stand.
    pub kept: Vec<Kept>,
    /// How many preferred terms became admitted ones, because an earlier entry of the file says the preferred term of their concept.
    pub second_preferred: usize,
}

/// How often an import is repeated at most. Twice is enough for all files but those that contradict themselves in turns.
const MOST_PASSES: usize = 16;

/// Takes the entries of files into a glossary, one file after another; with `theirs` they win where both contradict each other. Returns
/// the new text of the glossary, and what became of each file.
///
/// # Errors
/// When what was written could not be read again.
pub fn merge(
    glossary: &Glossary,
    text: &GlossaryText,
    files: &[Vec<TermEntry>],
    theirs: bool,
) -> Result<(GlossaryText, Vec<MergeReport>)> {
    let entries = files.iter().flatten();
    let reserved: FxHashSet<&str> = entries.filter_map(|entry| entry.id.as_deref()).collect();
    let mut read: Option<Glossary> = None;
    let mut now = text.clone();
    let mut outcomes: Vec<Vec<Outcome>> = vec![Vec::new(); files.len()];
    let mut gave_way: Vec<Vec<Conflict>> = vec![Vec::new(); files.len()];
    let mut last: Vec<Pass> = Vec::new();
    for number in 0..MOST_PASSES {
        let before = now.clone();
        last.clear();
        for (file, (entries, outcomes)) in files.iter().zip(&mut outcomes).enumerate() {
            let before = read.as_ref().unwrap_or(glossary);
            let mut pass = pass(before, &now, entries, &reserved, theirs);
            if let Some(next) = pass.text.take() {
                read = Some(Glossary::parse_to_fill(
                    next.text().trim_start_matches('\u{feff}'),
                    &glossary.path,
                )?);
                now = next;
            }
            follow(outcomes, std::mem::take(&mut pass.outcomes));
            // In a further pass several files take from one another what they brought themselves.
            if number == 0 || files.len() == 1 {
                gave_way[file].append(&mut pass.gave_way);
            }
            last.push(pass);
        }
        // Where the glossary wins, what was taken is whole in a concept, and stays so, unless a concept was made of the identifier of
        // an entry that belongs to another one.
        let is_settled = |pass: &Pass| pass.conflicts.is_empty() && !pass.claims;
        let is_taken = !theirs && last.iter().all(is_settled);
        if is_taken || now == before {
            break;
        }
    }
    // Files that contradict one another under `theirs` end where they began.
    let is_same = now == *text;
    let reports = last.into_iter().zip(outcomes).zip(gave_way);
    let reports = reports.map(|((pass, outcomes), gave_way)| MergeReport {
        gave_way: if is_same { Vec::new() } else { gave_way },
        ..report(pass, outcomes, is_same)
    });
    Ok((now, reports.collect()))
}

/// Adds what became of entries in a further pass: what is in conflict at the end is so in the next import, and what was taken, or known
/// before, stays so, though files that contradict one another under `theirs` take it from each other in turns.
fn follow(outcomes: &mut Vec<Outcome>, pass: Vec<Outcome>) {
    if outcomes.is_empty() {
        *outcomes = pass;
        return;
    }
    for (all, now) in outcomes.iter_mut().zip(pass) {
        if *all == Outcome::Conflict || now == Outcome::Conflict {
            *all = now;
        }
    }
}

/// What became of a file whose entries came to this, the last pass telling the rest; `is_same`: the import changed nothing.
fn report(pass: Pass, outcomes: Vec<Outcome>, is_same: bool) -> MergeReport {
    let mut report = MergeReport {
        conflicts: pass.conflicts,
        opposed: pass.opposed,
        kept: pass.kept,
        second_preferred: pass.second_preferred,
        ..MergeReport::default()
    };
    let mut told: FxHashSet<String> = FxHashSet::default();
    for outcome in outcomes {
        match outcome {
            Outcome::Conflict => report.entries_in_conflict += 1,
            Outcome::New(id) if !is_same => {
                told.insert(id.clone());
                report.added.push(id);
            }
            Outcome::Merged(id) if !is_same => {
                report.merged_entries += 1;
                if told.insert(id.clone()) {
                    report.merged.push(id);
                }
            }
            Outcome::New(_) | Outcome::Merged(_) | Outcome::Unchanged => report.unchanged += 1,
        }
    }
    report
}
