//! Entries as a table with the columns of a glossary.

use super::exchange;
use super::glossary::Column;
use crate::format::terms::OWN;
use crate::model::TermEntry;
use rustc_hash::{FxHashMap, FxHashSet};

/// The names of the columns that entries need, in the usual order, `id` always among them.
pub fn columns(entries: &[TermEntry]) -> Vec<String> {
    const LAST: [&str; 4] = ["flags", "definition", "note", "source"];
    let mut names = vec!["id".to_owned()];
    let mut seen: FxHashSet<String> = names.iter().cloned().collect();
    // A language has a column of approved terms even where all of its terms are forbidden.
    let languages = entries.iter().flat_map(|entry| &entry.languages);
    let languages = languages.map(|language| language.lang.as_str().to_owned());
    let cells = entries.iter().flat_map(exchange::cells);
    for name in languages.chain(cells.map(|(name, _)| name)) {
        if seen.insert(name.clone()) {
            names.push(name);
        }
    }
    // What is not named here keeps the order in which it was met.
    names.sort_by_key(|name| match Column::named(name) {
        Column::Id => 0,
        Column::Domain => 1,
        Column::Pos => 2,
        Column::Terms(_) => 3,
        Column::Forbidden(_) => 4,
        _ => LAST
            .iter()
            .position(|own| own == name)
            .map_or(9, |at| at + 5),
    });
    names
}

/// Entries as a table, the names of the columns first.
pub fn table(entries: &[TermEntry]) -> Vec<Vec<String>> {
    let names = columns(entries);
    let row = |entry: &TermEntry| -> Vec<String> {
        let mut cells: FxHashMap<String, String> = exchange::cells(entry).into_iter().collect();
        let cell = |name: &String| cells.remove(name).unwrap_or_default();
        names.iter().map(cell).collect()
    };
    let rows: Vec<Vec<String>> = entries.iter().map(row).collect();
    std::iter::once(names).chain(rows).collect()
}

/// Entries as a table for other programs and for `term import`: the columns that are about no term, which might be taken for something
/// else there, are marked as karvan's own.
pub fn marked_table(entries: &[TermEntry]) -> Vec<Vec<String>> {
    let mut table = table(entries);
    for name in table.iter_mut().take(1).flatten() {
        let is_own = matches!(Column::named(name), Column::Status | Column::Unknown);
        if is_own && !name.is_empty() && !name.starts_with(OWN) {
            name.insert_str(0, OWN);
        }
    }
    table
}

/// The columns of a table that is written: where the cell of a name goes.
#[derive(Debug, Default)]
pub(super) struct Columns {
    names: Vec<String>,
    by_name: FxHashMap<String, usize>,
    by_meaning: FxHashMap<Column, usize>,
}

impl Columns {
    pub(super) fn push(&mut self, name: String, column: Column) {
        let place = self.names.len();
        self.by_name.entry(name.clone()).or_insert(place);
        if column != Column::Unknown {
            self.by_meaning.entry(column).or_insert(place);
        }
        self.names.push(name);
    }

    /// The place of the column of this name, or of the first one with another name that means the same.
    pub(super) fn place(&self, name: &str) -> Option<usize> {
        let by_name = self.by_name.get(name);
        by_name
            .or_else(|| self.by_meaning.get(&Column::named(name)))
            .copied()
    }

    pub(super) fn names(&self) -> &[String] {
        &self.names
    }
}
