//! The concepts that have an entry whole: all its terms with their statuses, and its texts.
//!
//! Such an entry is not new, gives nothing and contradicts nothing, whatever other concepts have its terms. An import leaves each entry
//! that it takes whole in a concept, so that the next one finds it there.

use super::pass::Merger;
use super::placing::{MOST_LINES, key, says_enough};
use super::said::{alike, is_another_sense};
use crate::model::{TermEntry, TermStatus};
use std::collections::BTreeSet;

/// Of the lines that have an entry whole, so many are looked for.
const MOST_WHOLE: usize = 8;

impl Merger<'_> {
    /// The lines that have an entry whole and that it may belong to: those in the same sense, else others, but none that the file itself
    /// has in another sense.
    pub(super) fn whole(&self, entry: &TermEntry) -> Vec<usize> {
        let mut id = entry.id.iter();
        if id.any(|id| self.by_id.contains_key(id)) || !says_enough(entry) {
            return Vec::new();
        }
        let terms = entry.languages.iter().flat_map(|language| &language.terms);
        let lists = terms.map(|term| {
            let forbidden = term.status == TermStatus::Forbidden;
            self.index.judging(&key(&term.lang, term), forbidden)
        });
        // Each of its terms leads to all of them.
        let Some(shortest) = lists.min_by_key(|list| list.len()) else {
            return Vec::new();
        };
        let mut ats: BTreeSet<usize> = shortest.iter().take(MOST_LINES).copied().collect();
        if !shortest.is_empty() {
            ats.extend(self.index.defining(entry).iter().take(MOST_LINES));
        }
        ats.retain(|at| {
            (entry.id.is_none() || self.takes_another_id(*at))
                && has_terms(&self.lines[*at].entry, entry)
        });
        let is_another = |at: &usize| is_another_sense(&self.lines[*at].entry, entry);
        let (others, same): (Vec<usize>, Vec<usize>) = ats.into_iter().partition(is_another);
        let is_whole = |at: &usize| self.gains_nothing(*at, entry);
        let same = same.into_iter().filter(is_whole);
        let found: Vec<usize> = same.take(MOST_WHOLE).collect();
        if !found.is_empty() {
            return found;
        }
        let is_open = |at: &usize| {
            let said = self.lines[*at].said();
            !said.is_some_and(|said| is_another_sense(said, entry))
        };
        let others = others.into_iter().filter(is_open);
        others.filter(is_whole).take(MOST_WHOLE).collect()
    }

    /// Of the lines that have an entry whole, the one that it belongs to.
    pub(super) fn nearest(&self, entry: &TermEntry, whole: &[usize]) -> Option<usize> {
        let rank = |at: &&usize| {
            let first = std::cmp::Reverse(**at);
            (alike(&self.lines[**at].entry, entry), first)
        };
        whole.iter().max_by_key(rank).copied()
    }
}

/// Whether a concept judges all terms of an entry as that does.
fn has_terms(own: &TermEntry, entry: &TermEntry) -> bool {
    let forbids = |status: TermStatus| status == TermStatus::Forbidden;
    entry.languages.iter().all(|language| {
        let known = own.languages.iter().find(|own| own.lang == language.lang);
        language.terms.iter().all(|term| {
            let mut known = known.iter().flat_map(|known| &known.terms);
            known.any(|own| own.text == term.text && forbids(own.status) == forbids(term.status))
        })
    })
}
