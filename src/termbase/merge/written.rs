//! The text of a glossary file with the lines that an import changed or added.

use super::pass::{Line, Merger};
use crate::model::Concept;
use crate::termbase::edit::GlossaryText;
use crate::termbase::exchange;
use crate::termbase::glossary::Column;
use crate::termbase::order::by_id;
use crate::termbase::table::{has_column, same_column};

impl Merger<'_> {
    /// The text of the file with what has changed; every other byte stays.
    pub(super) fn write(&self, text: &GlossaryText) -> GlossaryText {
        let glossary = self.glossary;
        if self.lines.iter().all(|line| !line.changed) {
            return text.clone();
        }
        let mut names: Vec<String> = glossary
            .columns
            .iter()
            .map(|(name, _)| name.clone())
            .collect();
        let mut columns: Vec<Column> = glossary.columns.iter().map(|(_, c)| c.clone()).collect();
        for line in self.lines.iter().filter(|line| line.changed) {
            for (name, _) in exchange::cells(&line.entry) {
                if !has_column(&names, &columns, &name) {
                    columns.push(Column::named(&name));
                    names.push(name);
                }
            }
        }
        let cells = |line: &Line| -> Vec<String> {
            let row = exchange::cells(&line.entry);
            names
                .iter()
                .zip(&columns)
                .map(|(name, column)| {
                    let is_here = |(own, _): &&(String, String)| same_column(own, name, column);
                    row.iter()
                        .find(is_here)
                        .map_or_else(String::new, |(_, v)| v.clone())
                })
                .collect()
        };
        let sorted = glossary
            .concepts
            .windows(2)
            .all(|pair| by_id(&pair[0].id, &pair[1].id).is_le());
        let mut edit = text.rows(names.len() - glossary.columns.len(), &names);
        let mut added: Vec<(&str, &Line)> = Vec::new();
        for line in self.lines.iter().filter(|line| line.changed) {
            match line.number {
                Some(number) => edit.replace(number, &cells(line)),
                None => added.push((line.entry.id.as_deref().unwrap_or_default(), line)),
            }
        }
        if sorted {
            added.sort_by(|a, b| by_id(a.0, b.0));
        }
        for (id, line) in added {
            let behind = |concept: &Concept| by_id(&concept.id, id).is_gt();
            let next = if sorted {
                let at = glossary
                    .concepts
                    .partition_point(|concept| !behind(concept));
                glossary.concepts.get(at)
            } else {
                None
            };
            edit.insert(next.map(|concept| concept.line), &cells(line));
        }
        edit.finish()
    }
}
