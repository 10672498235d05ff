//! What is odd about a glossary that can be read.

use super::entries::skeleton;
use super::glossary::{Column, Glossary, alternatives};
use super::matcher::longest;
use super::order::by_id;
use super::prepared::Prepared;
use super::shadow::shadows;
use crate::lang::Lang;
use crate::model::{Concept, Term, TermStatus};
use crate::text::fold_text;
use crate::text::zh::{is_traditional, simplify};
use rustc_hash::FxHashMap;
use serde::Serialize;

/// What is odd.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum LintCode {
    /// A column that karvan does not know.
    UnknownColumn,
    /// A flag that karvan does not know.
    UnknownFlag,
    /// A line without an approved term.
    NoTerm,
    /// One form twice in a cell or in two alternatives that folding makes one.
    RepeatedForm,
    /// The same terms in two concepts.
    DuplicateConcept,
    /// A forbidden form that is approved for another concept. It may well be right.
    ForbiddenElsewhere,
    /// A forbidden form that stands inside an approved one of its concept.
    ForbiddenInside,
    /// A term that a longer one of another concept hides in one language and not in another.
    Shadowed,
    /// Letters of another script that look like those of the word.
    LookAlike,
    /// Blanks at the ends of a cell, or two in a row.
    StrayBlank,
    /// Nothing between two `|` or at an end.
    EmptyAlternative,
    /// A term without a letter, figure or character: no text can hold it.
    NoWord,
    /// Lines that are not in the order of their ids.
    Unsorted,
}

impl LintCode {
    /// The code as it is printed.
    pub fn name(self) -> &'static str {
        match self {
            Self::UnknownColumn => "unknown-column",
            Self::UnknownFlag => "unknown-flag",
            Self::NoTerm => "no-term",
            Self::RepeatedForm => "repeated-form",
            Self::DuplicateConcept => "duplicate-concept",
            Self::ForbiddenElsewhere => "forbidden-elsewhere",
            Self::ForbiddenInside => "forbidden-inside",
            Self::Shadowed => "shadowed",
            Self::LookAlike => "look-alike",
            Self::StrayBlank => "stray-blank",
            Self::EmptyAlternative => "empty-alternative",
            Self::NoWord => "no-word",
            Self::Unsorted => "unsorted",
        }
    }

    /// Whether it is only worth knowing and no fault.
    pub fn is_info(self) -> bool {
        matches!(
            self,
            Self::ForbiddenElsewhere | Self::ForbiddenInside | Self::Shadowed
        )
    }
}

/// One thing that is odd.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Lint {
    /// The line of the glossary, from 1.
    pub line: usize,
    /// What it is.
    pub code: LintCode,
    /// The concept, where it is one.
    pub concept: Option<String>,
    /// What was found, for people.
    pub message: String,
}

/// Everything odd about a glossary, in the order of its lines. `text` is the file's own text.
pub fn lint(glossary: &Glossary, text: &str) -> Vec<Lint> {
    let mut out = Vec::new();
    columns(glossary, &mut out);
    cells(glossary, text, &mut out);
    for concept in &glossary.concepts {
        forms(concept, &mut out);
        inside(concept, &mut out);
    }
    duplicates(glossary, &mut out);
    elsewhere(glossary, &mut out);
    hidden(glossary, &mut out);
    order(glossary, &mut out);
    out.sort_by_key(|lint| (lint.line, lint.code));
    out
}

fn of(concept: &Concept, code: LintCode, message: String) -> Lint {
    Lint {
        line: concept.line,
        code,
        concept: Some(concept.id.clone()),
        message,
    }
}

fn columns(glossary: &Glossary, out: &mut Vec<Lint>) {
    for (name, column) in &glossary.columns {
        if *column == Column::Unknown {
            out.push(Lint {
                line: 1,
                code: LintCode::UnknownColumn,
                concept: None,
                message: format!("the column {name:?} means nothing to karvan; it is kept"),
            });
        }
    }
}

const FLAGS: [&str; 3] = ["dnt", "case", "domain-only"];

/// What only the file's own text shows: blanks and flags.
fn cells(glossary: &Glossary, text: &str, out: &mut Vec<Lint>) {
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

fn forms(concept: &Concept, out: &mut Vec<Lint>) {
    if concept
        .terms
        .iter()
        .all(|term| term.status == TermStatus::Forbidden)
    {
        out.push(of(
            concept,
            LintCode::NoTerm,
            "the line has no approved term in any language".into(),
        ));
    }
    for (n, term) in concept.terms.iter().enumerate() {
        if Prepared::new(&term.text).words().is_empty() {
            out.push(of(
                concept,
                LintCode::NoWord,
                format!(
                    "the {} form {:?} holds no word, so that it is never found",
                    term.lang, term.text
                ),
            ));
        }
        let same = |other: &&Term| {
            other.lang == term.lang
                && (other.status == TermStatus::Forbidden) == (term.status == TermStatus::Forbidden)
                && fold_text(&other.text, &other.lang) == fold_text(&term.text, &term.lang)
        };
        if let Some(other) = concept.terms[..n].iter().find(same) {
            out.push(of(
                concept,
                LintCode::RepeatedForm,
                format!(
                    "{:?} and {:?} are the same {} form",
                    other.text, term.text, term.lang
                ),
            ));
        }
    }
}

/// A forbidden form inside an approved one never fires there: the longer one wins. Worth knowing.
fn inside(concept: &Concept, out: &mut Vec<Lint>) {
    for term in concept
        .terms
        .iter()
        .filter(|term| term.status == TermStatus::Forbidden)
    {
        let forbidden = skeleton(&term.text, &term.lang);
        let around = concept.terms.iter().find(|other| {
            let whole = skeleton(&other.text, &other.lang);
            other.status != TermStatus::Forbidden
                && other.lang == term.lang
                && whole != forbidden
                && whole.contains(&forbidden)
        });
        if let Some(around) = around {
            out.push(of(
                concept,
                LintCode::ForbiddenInside,
                format!(
                    "the forbidden {:?} stands inside the approved {:?} and says nothing there",
                    term.text, around.text
                ),
            ));
        }
    }
}

/// Two concepts that share their terms in every language that both have, two languages at least.
fn duplicates(glossary: &Glossary, out: &mut Vec<Lint>) {
    let languages: Vec<&Lang> = glossary.languages().collect();
    let mut seen: FxHashMap<Vec<String>, &Concept> = FxHashMap::default();
    for concept in &glossary.concepts {
        let preferred: Vec<String> = languages
            .iter()
            .map(|lang| {
                concept
                    .preferred(lang)
                    .map_or_else(String::new, |t| fold_text(&t.text, lang))
            })
            .collect();
        if preferred.iter().filter(|text| !text.is_empty()).count() < languages.len().min(2) {
            continue;
        }
        if let Some(first) = seen.get(&preferred) {
            out.push(of(
                concept,
                LintCode::DuplicateConcept,
                format!("it has the terms of {} in line {}", first.id, first.line),
            ));
        } else {
            seen.insert(preferred, concept);
        }
    }
}

/// Forbidden forms that are approved for another concept.
fn elsewhere(glossary: &Glossary, out: &mut Vec<Lint>) {
    for lang in glossary.languages() {
        let matcher = glossary.matcher(lang);
        for (n, concept) in glossary.concepts.iter().enumerate() {
            for term in concept
                .terms
                .iter()
                .filter(|t| t.status == TermStatus::Forbidden && t.lang == *lang)
            {
                let prepared = Prepared::new(&term.text);
                let approved = longest(&term.text, matcher.find(&prepared))
                    .into_iter()
                    .find(|found| {
                        let entry = &matcher.entries()[found.entry];
                        entry.concept != n
                            && entry.status != TermStatus::Forbidden
                            && found.span.len() == term.text.len()
                    });
                if let Some(found) = approved {
                    let other = &glossary.concepts[matcher.entries()[found.entry].concept];
                    out.push(of(
                        concept,
                        LintCode::ForbiddenElsewhere,
                        format!(
                            "{:?} is forbidden here and approved for {} in line {}",
                            term.text, other.id, other.line
                        ),
                    ));
                }
            }
        }
    }
}

/// Terms inside longer ones, where that depends on the language.
fn hidden(glossary: &Glossary, out: &mut Vec<Lint>) {
    for shadow in shadows(glossary) {
        let (concept, other) = (
            &glossary.concepts[shadow.hidden],
            &glossary.concepts[shadow.by],
        );
        out.push(of(
            concept,
            LintCode::Shadowed,
            format!(
                "in {} it is not counted inside {:?} of {} in line {}, and not so in every language",
                shadow.lang, shadow.longer, other.id, other.line
            ),
        ));
    }
}

fn order(glossary: &Glossary, out: &mut Vec<Lint>) {
    if let Some(pair) = glossary
        .concepts
        .windows(2)
        .find(|pair| by_id(&pair[0].id, &pair[1].id).is_gt())
    {
        out.push(of(
            &pair[1],
            LintCode::Unsorted,
            format!(
                "{:?} stands after {:?}: the lines are not in the order of their ids",
                pair[1].id, pair[0].id
            ),
        ));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;

    #[test]
    fn what_is_found() {
        let text = "id\ten\taz\taz_forbidden\tflags\tcolour\n\
            b\tagreement\tsaziş\tmüqavilə\tdnt bold\t\n\
            a\ttreaty \tmüqavilә\t\t\t\n\
            c\ttreaty\tmüqavilə\tpakt|Pakt\t\t\n\
            d\t\t\tx\t\t\n\
            T2\tpact||accord\tittifaq\t\t\t\n\
            T10\t—\tsülh\t\t\t\n";
        let glossary = Glossary::parse(text, Path::new("g.tsv")).unwrap();
        let found: Vec<(usize, &str)> = lint(&glossary, text)
            .iter()
            .map(|l| (l.line, l.code.name()))
            .collect();
        assert_eq!(
            found,
            [
                (1, "unknown-column"),
                (2, "unknown-flag"),
                (2, "forbidden-elsewhere"),
                (3, "look-alike"),
                (3, "stray-blank"),
                (3, "unsorted"),
                (4, "repeated-form"),
                (4, "duplicate-concept"),
                (5, "no-term"),
                (6, "empty-alternative"),
                (7, "no-word"),
            ]
        );
    }
}
