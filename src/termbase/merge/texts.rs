//! The texts that an entry gives to its concept, and those that the concept does not take.

use super::Kept;
use super::pass::Merger;
use crate::model::TermEntry;
use crate::termbase::field::Field;

impl Merger<'_> {
    /// Fills the texts that a concept lacks, and joins those that entries of this import gave it.
    pub(super) fn join_texts(&self, at: usize, own: &mut TermEntry, entry: &TermEntry) {
        for (field, text) in Field::of(entry) {
            let is_open = field.is_joined() && self.lines[at].is_filled(&field);
            let cell = field.cell(own);
            if cell.is_empty() {
                text.clone_into(cell);
            } else if is_open {
                let more = field.lacking(cell, text);
                if !more.is_empty() {
                    cell.push_str("; ");
                    cell.push_str(&more);
                }
            }
        }
    }

    /// Tells the texts of an entry that a concept does not take, because it has others.
    pub(super) fn tell_kept(&mut self, at: usize, entry: &TermEntry, merged: &TermEntry) {
        let line = &self.lines[at];
        for (field, text) in Field::of(entry) {
            let stays = field.text(merged);
            let left = field.lacking(stays, text);
            if !left.is_empty() {
                self.out.kept.push(Kept {
                    line: entry.line,
                    id: merged.id.clone().unwrap_or_default(),
                    field: field.to_string(),
                    is_own: line.is_filled(&field),
                    left,
                    stays: stays.to_owned(),
                });
            }
        }
    }
}
