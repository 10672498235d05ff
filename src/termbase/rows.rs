//! The header and the rows of a glossary file.

use super::glossary::Column;
use crate::error::{Error, Place, Result};
use crate::lang::Lang;
use crate::model::{Concept, Term, TermStatus};
use std::path::Path;

pub(super) fn columns(header: &str, path: &Path) -> Result<Vec<(String, Column)>> {
    let malformed =
        |what: String, help: &str| Err(Error::malformed(Place::line(path, 1), what, help));
    let columns: Vec<(String, Column)> = header
        .split('\t')
        .map(|name| (name.trim().to_owned(), Column::named(name)))
        .collect();
    let known = columns
        .iter()
        .filter(|(_, column)| *column != Column::Unknown)
        .count();
    if known == 0 {
        return malformed(
            "there is no header line with the names of the columns".into(),
            "begin with a line such as `id`, TAB, `en`, TAB, `az`, TAB, `zh`",
        );
    }
    for (n, (name, column)) in columns.iter().enumerate() {
        let twice = |(other, kind): &(String, Column)| {
            other == name || kind == column && *column != Column::Unknown
        };
        if !name.is_empty() && columns[..n].iter().any(twice) {
            return malformed(
                format!("the column {name:?} stands there twice"),
                "rename or remove one of them",
            );
        }
    }
    if !columns.iter().any(|(_, column)| *column == Column::Id) {
        return malformed(
            "there is no column `id`".into(),
            "add a column `id` with a key of its own for every concept",
        );
    }
    if !columns
        .iter()
        .any(|(_, column)| matches!(column, Column::Terms(_)))
    {
        return malformed(
            "there is no column of a language".into(),
            "name the columns of terms by language tags such as en, az and zh",
        );
    }
    Ok(columns)
}

/// A line of the file while it is read.
pub(super) struct Row<'a> {
    /// From 1.
    pub(super) number: usize,
    pub(super) path: &'a Path,
    pub(super) cells: Vec<&'a str>,
}

impl Row<'_> {
    pub(super) fn concept(&self, columns: &[(String, Column)]) -> Result<Concept> {
        if self.cells.len() != columns.len() {
            return Err(Error::malformed(
                Place::line(self.path, self.number),
                format!(
                    "{} cells, but the header has {}",
                    self.cells.len(),
                    columns.len()
                ),
                "there must be one TAB between two cells, also where a cell is empty",
            ));
        }
        let mut concept = Concept {
            line: self.number,
            ..Concept::default()
        };
        for ((name, column), cell) in columns.iter().zip(&self.cells) {
            fill(&mut concept, name, column, cell);
        }
        if concept.id.is_empty() {
            return Err(Error::malformed(
                Place::line(self.path, self.number),
                "the id is empty",
                "give the concept an id of its own",
            ));
        }
        Ok(concept)
    }

    /// The forms that are approved and forbidden.
    pub(super) fn contradictions<'a>(
        &'a self,
        concept: &'a Concept,
        columns: &'a [(String, Column)],
    ) -> impl Iterator<Item = Error> + 'a {
        let contradicted = |term: &&Term| {
            term.status == TermStatus::Forbidden
                && concept.terms.iter().any(|other| {
                    other.status != TermStatus::Forbidden
                        && other.lang == term.lang
                        && other.text == term.text
                })
        };
        concept.terms.iter().filter(contradicted).map(|term| {
            let cell = columns
                .iter()
                .position(|(_, column)| *column == Column::Forbidden(term.lang.clone()))
                .unwrap_or(0);
            Error::malformed(
                Place::at(self.path, self.number, self.column_of(cell, &term.text)),
                format!(
                    "{}: {:?} is approved and forbidden in {}",
                    concept.id, term.text, term.lang
                ),
                "take it out of one of the two columns",
            )
        })
    }

    /// The column, in code points from 1, where a text begins in a cell.
    fn column_of(&self, cell: usize, text: &str) -> usize {
        let before: usize = self.cells[..cell]
            .iter()
            .map(|c| c.chars().count() + 1)
            .sum();
        let inside = self.cells[cell]
            .find(text)
            .map_or(0, |at| self.cells[cell][..at].chars().count());
        before + inside + 1
    }
}

/// The flags that mean something.
pub(super) const FLAGS: [&str; 3] = ["dnt", "case", "domain-only"];

fn fill(concept: &mut Concept, name: &str, column: &Column, cell: &str) {
    let value = cell.trim();
    match column {
        Column::Id => value.clone_into(&mut concept.id),
        Column::Domain => value.clone_into(&mut concept.domain),
        Column::Pos => value.clone_into(&mut concept.pos),
        Column::Definition => value.clone_into(&mut concept.definition),
        Column::Note => value.clone_into(&mut concept.note),
        Column::Source => value.clone_into(&mut concept.source),
        Column::Status => value.clone_into(&mut concept.status),
        Column::Flags => {
            let has = |flag: &str| {
                value
                    .split_whitespace()
                    .any(|f| f.eq_ignore_ascii_case(flag))
            };
            concept.do_not_translate = has("dnt");
            concept.case_sensitive = has("case");
            concept.domain_only = has("domain-only");
            // `term lint` reports them; an export takes them along.
            let unknown: Vec<&str> = value
                .split_whitespace()
                .filter(|flag| !FLAGS.iter().any(|known| known.eq_ignore_ascii_case(flag)))
                .collect();
            if !unknown.is_empty() {
                concept.other.push((name.to_owned(), unknown.join(" ")));
            }
        }
        Column::Terms(lang) => add_terms(concept, lang, value, |n| {
            if n == 0 {
                TermStatus::Preferred
            } else {
                TermStatus::Admitted
            }
        }),
        Column::Forbidden(lang) => add_terms(concept, lang, value, |_| TermStatus::Forbidden),
        Column::DefinitionIn(_) | Column::NoteIn(_) | Column::Unknown => {
            if !value.is_empty() {
                concept.other.push((name.to_owned(), value.to_owned()));
            }
        }
    }
}

fn add_terms(concept: &mut Concept, lang: &Lang, cell: &str, status: impl Fn(usize) -> TermStatus) {
    for (n, text) in alternatives(cell).enumerate() {
        concept.terms.push(Term {
            lang: lang.clone(),
            text: text.to_owned(),
            status: status(n),
        });
    }
}

/// The alternatives of a cell.
pub(super) fn alternatives(cell: &str) -> impl Iterator<Item = &str> {
    cell.split('|')
        .map(str::trim)
        .filter(|text| !text.is_empty())
}
