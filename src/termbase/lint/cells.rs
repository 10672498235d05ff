//! What the cells of a glossary show by themselves: columns, blanks, flags, letters of another script.

use super::{Lint, LintCode, of};
use crate::format::terms::{Meant, meant};
use crate::lang::Lang;
use crate::termbase::glossary::{Column, Glossary};
use crate::termbase::rows::{FLAGS, alternatives};
use crate::text::zh::{is_traditional, simplify};

pub(super) fn columns(glossary: &Glossary, out: &mut Vec<Lint>) {
    for (name, column) in &glossary.columns {
        if *column == Column::Unknown {
            out.push(Lint {
                line: 1,
                code: LintCode::UnknownColumn,
                concept: None,
                message: format!(
                    "the column {name:?} means nothing to karvan; it is kept{}",
                    advice(glossary, name)
                ),
            });
        }
    }
}

/// What to call a column that `term import` would understand.
fn advice(glossary: &Glossary, name: &str) -> String {
    let own = |lang: &Lang| {
        let mut all = glossary.languages();
        all.find(|own| lang.fit(own).is_some())
            .unwrap_or(lang)
            .clone()
    };
    match meant(name) {
        Some(Meant::Column(column)) => format!(". Call it {column:?} if that is what it holds"),
        Some(Meant::StatusOf(lang)) => {
            let column = format!("{}_forbidden", own(&lang));
            format!(". A glossary has the forbidden terms in a column of their own, {column:?}")
        }
        None => String::new(),
    }
}

/// What only the file's own text shows: blanks and flags.
pub(super) fn cells(glossary: &Glossary, text: &str, out: &mut Vec<Lint>) {
    let lines: Vec<&str> = text.lines().collect();
    for concept in &glossary.concepts {
        let Some(line) = lines.get(concept.line - 1) else {
            continue;
        };
        for ((name, column), cell) in glossary.columns.iter().zip(line.split('\t')) {
            let stray =
                |part: &str| part.trim() != part || part.contains("  ") || part.contains('\u{a0}');
            if stray(cell) || is_terms(column) && cell.split('|').any(stray) {
                out.push(of(
                    concept,
                    LintCode::StrayBlank,
                    format!("{name}: blanks at an end, two in a row, or one that cannot break in {cell:?}"),
                ));
            }
            let empty = |part: &str| part.trim().is_empty();
            if is_terms(column) && cell.contains('|') && cell.split('|').any(empty) {
                out.push(of(
                    concept,
                    LintCode::EmptyAlternative,
                    format!("{name}: an alternative of {cell:?} is empty"),
                ));
            }
            let unknown: Vec<&str> = cell
                .split_whitespace()
                .filter(|flag| !FLAGS.contains(flag))
                .collect();
            if *column == Column::Flags && !unknown.is_empty() {
                out.push(of(
                    concept,
                    LintCode::UnknownFlag,
                    format!(
                        "{:?} is no flag; karvan knows {}",
                        unknown.join(" "),
                        FLAGS.join(", ")
                    ),
                ));
            }
            if let Column::Terms(lang) | Column::Forbidden(lang) = column {
                for form in alternatives(cell) {
                    if let Some(message) = look_alike(form, lang) {
                        out.push(of(
                            concept,
                            LintCode::LookAlike,
                            format!("{name}: {message}"),
                        ));
                    }
                }
            }
        }
    }
}

fn is_terms(column: &Column) -> bool {
    matches!(column, Column::Terms(_) | Column::Forbidden(_))
}

/// A word with letters of two scripts, or Cyrillic in a language that is written in Latin or Han.
fn look_alike(form: &str, lang: &Lang) -> Option<String> {
    let cyrillic = |c: &char| ('\u{400}'..='\u{52f}').contains(c);
    let greek = |c: &char| ('\u{370}'..='\u{3ff}').contains(c);
    let own_script = lang.script()?;
    if !matches!(own_script.as_str(), "Latn" | "Hans" | "Hant") {
        return None;
    }
    if own_script == "Hans"
        && let Some(traditional) = form.chars().find(|c| is_traditional(*c))
    {
        return Some(format!(
            "{form:?} holds the Traditional {traditional:?}; texts in either kind of characters are found with {:?}",
            simplify(form)
        ));
    }
    let odd = form.chars().find(|c| cyrillic(c) || greek(c))?;
    Some(format!(
        "{form:?} holds {odd:?} (U+{:04X}), which only looks like a letter of {lang}",
        u32::from(odd)
    ))
}
