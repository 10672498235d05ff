//! What is odd about a glossary that can be read.

mod cells;
mod concepts;
mod forms;

use super::glossary::Glossary;
use crate::error::{Error, Result};
use crate::model::Concept;
use serde::Serialize;
use std::path::Path;

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
    /// A form that is approved for another concept too.
    Homonym,
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
    /// A form that is approved and forbidden, or an id of two concepts: every other command refuses the glossary.
    Contradiction,
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
            Self::Homonym => "homonym",
            Self::LookAlike => "look-alike",
            Self::StrayBlank => "stray-blank",
            Self::EmptyAlternative => "empty-alternative",
            Self::NoWord => "no-word",
            Self::Unsorted => "unsorted",
            Self::Contradiction => "contradiction",
        }
    }

    /// How bad it is: with an `error` no other command reads the glossary.
    pub fn severity(self) -> &'static str {
        match self {
            Self::Contradiction => "error",
            code if code.is_info() => "info",
            _ => "warning",
        }
    }

    /// Whether it is only worth knowing and no fault.
    pub fn is_info(self) -> bool {
        matches!(
            self,
            Self::ForbiddenElsewhere | Self::ForbiddenInside | Self::Shadowed | Self::Homonym
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

/// Everything odd about a glossary, in the order of its lines.
///
/// # Errors
/// As [`Glossary::parse`], but for what contradicts itself: that is odd too.
pub fn lint(text: &str, path: &Path) -> Result<Vec<Lint>> {
    let (glossary, refused) = Glossary::parse_to_judge(text, path)?;
    let mut out: Vec<Lint> = refused.iter().filter_map(contradiction).collect();
    cells::columns(&glossary, &mut out);
    cells::cells(&glossary, text, &mut out);
    for concept in &glossary.concepts {
        forms::forms(concept, &mut out);
        forms::inside(concept, &mut out);
    }
    concepts::duplicates(&glossary, &mut out);
    concepts::homonyms(&glossary, &mut out);
    concepts::elsewhere(&glossary, &mut out);
    concepts::hidden(&glossary, &mut out);
    concepts::order(&glossary, &mut out);
    out.sort_by_key(|lint| (lint.line, lint.code));
    Ok(out)
}

fn contradiction(refused: &Error) -> Option<Lint> {
    let Error::Malformed { place, what, .. } = refused else {
        return None;
    };
    Some(Lint {
        line: place.line,
        code: LintCode::Contradiction,
        concept: None,
        message: what.clone(),
    })
}

fn of(concept: &Concept, code: LintCode, message: String) -> Lint {
    Lint {
        line: concept.line,
        code,
        concept: Some(concept.id.clone()),
        message,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_found() {
        let text = "id\ten\taz\taz_forbidden\tflags\tcolour\n\
            b\tagreement\tsaziş\tmüqavilə\tdnt bold\t\n\
            a\ttreaty \tmüqavilә\t\t\t\n\
            c\ttreaty\tmüqavilə\tpakt|Pakt\t\t\n\
            d\t\t\tx\t\t\n\
            T2\tpact||accord\tittifaq\t\t\t\n\
            T10\t—\tsülh\t\t\t\n\
            T10\tstate visit\tdövlət səfəri\tdövlət səfəri\t\t\n\
            T11\tstate-visit\tdövlət  səfəri\t\t\t\n";
        let found: Vec<(usize, &str)> = lint(text, Path::new("g.tsv"))
            .unwrap()
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
                (8, "forbidden-elsewhere"),
                (8, "contradiction"),
                (8, "contradiction"),
                (9, "duplicate-concept"),
                (9, "stray-blank"),
            ]
        );
    }
}
