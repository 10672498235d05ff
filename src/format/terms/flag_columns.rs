//! Columns that say yes or no of the terms beside them: their names may as well be those of columns of terms, so that the cells decide.

use super::ReadTerms;
use super::heading::Columns;
use super::meaning::{Meaning, words, yes_or_no};
use crate::format::sides::small;
use crate::lang::Lang;

impl Columns {
    /// Takes columns that say nothing but yes and no for what they are, and leaves others that should; `terms` are the columns of terms.
    pub(super) fn weigh_flags(
        &mut self,
        terms: &[(usize, &Lang)],
        rows: &[(usize, Vec<String>)],
        out: &mut ReadTerms,
    ) {
        let has_own_id = self.has_own_id();
        for (column, meaning) in self.meanings.iter_mut().enumerate() {
            let is_said = self.said.contains(&column);
            let name = self.names[column].trim();
            match meaning {
                Some(Meaning::Forbidden(lang)) if !is_said && says_yes_or_no(rows, column) => {
                    // A term that a glossary forbids may be called no.
                    if has_own_id {
                        out.remark(format!(
                            "the column {name:?} says nothing but yes and no, which were read as forbidden terms: if it says whether a row is forbidden, say --map {name:?}=forbidden"
                        ));
                    } else {
                        out.remark(format!(
                            "the column {name:?} says yes or no, and was read as saying whether the terms in {lang} are forbidden: if it holds forbidden terms, say --map {name:?}={lang}_forbidden"
                        ));
                        *meaning = Some(Meaning::IsForbidden(Some(lang.clone())));
                    }
                }
                Some(Meaning::Terms(lang))
                    if !is_said && is_preferred_name(name) && says_yes_or_no(rows, column) =>
                {
                    let Some(own) = own_terms(terms, &self.names, lang) else {
                        continue;
                    };
                    out.remark(format!(
                        "the column {name:?} says yes or no, and was read as saying whether the terms in {own} are preferred or admitted: if it holds terms, say --map {name:?}={lang}"
                    ));
                    *meaning = Some(Meaning::IsPreferred(own.clone()));
                }
                // Of which language the terms in it would be, the name does not say.
                Some(Meaning::IsForbidden(None))
                    if !is_empty(rows, column) && !says_yes_or_no(rows, column) =>
                {
                    out.remark(format!(
                        "the column {name:?} does not say yes or no: if it holds forbidden terms, say of which language, such as --map {name:?}=az_forbidden"
                    ));
                    *meaning = None;
                }
                _ => {}
            }
        }
    }
}

/// Whether a column of terms is called after the ones that are preferred: it holds them, or says which they are.
pub(super) fn is_preferred_name(name: &str) -> bool {
    let words = words(name);
    words.len() > 1 && words.iter().any(|word| small(word) == "preferred")
}

/// The language of the terms that a column of this language is about: its own one, or one that fits it alone.
fn own_terms<'l>(terms: &[(usize, &'l Lang)], names: &[String], lang: &Lang) -> Option<&'l Lang> {
    let own = (terms.iter()).filter(|(at, _)| !is_preferred_name(&names[*at]));
    let mut own = (own.map(|(_, lang)| *lang)).filter(|own| lang.fit(own).is_some());
    let first = own.clone().find(|own| *own == lang);
    first.or_else(|| own.next().filter(|_| own.next().is_none()))
}

/// Whether a column has no cell with something in it.
fn is_empty(rows: &[(usize, Vec<String>)], column: usize) -> bool {
    let mut cells = rows.iter().filter_map(|(_, cells)| cells.get(column));
    cells.all(|cell| cell.trim().is_empty())
}

/// Whether a column says nothing but yes and no.
fn says_yes_or_no(rows: &[(usize, Vec<String>)], column: usize) -> bool {
    let cells = rows.iter().filter_map(|(_, cells)| cells.get(column));
    let mut filled = cells.filter(|cell| !cell.trim().is_empty()).peekable();
    filled.peek().is_some() && filled.all(|cell| yes_or_no(cell).is_some())
}
