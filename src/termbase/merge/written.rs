//! The text of a glossary file with the lines that an import changed or added.

use super::pass::{Line, Merger};
use crate::model::Concept;
use crate::termbase::edit::GlossaryText;
use crate::termbase::exchange;
use crate::termbase::glossary::Column;
use crate::termbase::order::by_id;
use crate::termbase::table::Columns;

impl Merger<'_> {
    /// The text of the file with what has changed; every other byte stays.
    pub(super) fn write(&self, text: &GlossaryText) -> GlossaryText {
        let glossary = self.glossary;
        if self.lines.iter().all(|line| !line.changed) {
            return text.clone();
        }
        let mut columns = Columns::default();
        for (name, column) in &glossary.columns {
            columns.push(name.clone(), column.clone());
        }
        // Each changed line with its cells and the places of their columns.
        let mut rows: Vec<(&Line, Vec<(usize, String)>)> = Vec::new();
        for line in self.lines.iter().filter(|line| line.changed) {
            let mut row = Vec::new();
            for (name, value) in exchange::cells(&line.entry) {
                let place = columns.place(&name).unwrap_or_else(|| {
                    columns.push(name.clone(), Column::named(&name));
                    columns.names().len() - 1
                });
                row.push((place, value));
            }
            rows.push((line, row));
        }
        let names = columns.names();
        let cells = |row: Vec<(usize, String)>| -> Vec<String> {
            let mut cells = vec![String::new(); names.len()];
            // Where two names mean one column the first one counts.
            for (place, value) in row.into_iter().rev() {
                cells[place] = value;
            }
            cells
        };
        let sorted = glossary
            .concepts
            .windows(2)
            .all(|pair| by_id(&pair[0].id, &pair[1].id).is_le());
        let mut edit = text.rows(names.len() - glossary.columns.len(), names);
        let mut added: Vec<(&str, Vec<String>)> = Vec::new();
        for (line, row) in rows {
            match line.number {
                Some(number) => edit.replace(number, &cells(row)),
                None => added.push((line.entry.id.as_deref().unwrap_or_default(), cells(row))),
            }
        }
        if sorted {
            added.sort_by(|a, b| by_id(a.0, b.0));
        }
        for (id, row) in added {
            let behind = |concept: &Concept| by_id(&concept.id, id).is_gt();
            let next = if sorted {
                let at = glossary
                    .concepts
                    .partition_point(|concept| !behind(concept));
                glossary.concepts.get(at)
            } else {
                None
            };
            edit.insert(next.map(|concept| concept.line), &row);
        }
        edit.finish()
    }
}
