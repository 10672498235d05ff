//! A concept of the glossary and its terms.

use crate::lang::Lang;
use serde::{Deserialize, Serialize};

/// What the glossary says of a term.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum TermStatus {
    /// The term to use.
    Preferred,
    /// Right as well.
    Admitted,
    /// Not to be used for this concept.
    Forbidden,
}

impl TermStatus {
    /// The word for it in output and in the glossary.
    pub fn name(self) -> &'static str {
        match self {
            Self::Preferred => "preferred",
            Self::Admitted => "admitted",
            Self::Forbidden => "forbidden",
        }
    }
}

/// A term: what a concept is called in one language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Term {
    /// The language of its column.
    pub lang: Lang,
    /// As it stands in the glossary.
    pub text: String,
    /// Preferred, admitted or forbidden.
    pub status: TermStatus,
}

/// A concept: one line of the glossary.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Concept {
    /// The key, unique in its glossary.
    pub id: String,
    /// The subject field, or empty.
    pub domain: String,
    /// The part of speech, or empty.
    pub pos: String,
    /// What it means, or empty.
    pub definition: String,
    /// How to use it, or empty.
    pub note: String,
    /// Where it was taken from, or empty.
    pub source: String,
    /// The `status` column as written, or empty.
    pub status: String,
    /// The same in all languages (flag `dnt`).
    pub do_not_translate: bool,
    /// Capital letters count (flag `case`).
    pub case_sensitive: bool,
    /// Only in texts of its domain (flag `domain-only`).
    pub domain_only: bool,
    /// The terms of all languages, in the order of the line.
    pub terms: Vec<Term>,
    /// Every other cell of the line by its column's name (`az_note`, columns that karvan does not know).
    pub other: Vec<(String, String)>,
    /// The line of the file, from 1; 0 where there is none.
    pub line: usize,
}

impl Concept {
    /// The terms in a language, the preferred one first.
    pub fn terms_in<'a>(&'a self, lang: &'a Lang) -> impl Iterator<Item = &'a Term> {
        self.terms
            .iter()
            .filter(move |term| lang.fit(&term.lang).is_some())
    }

    /// The preferred term in a language.
    pub fn preferred<'a>(&'a self, lang: &'a Lang) -> Option<&'a Term> {
        self.terms_in(lang)
            .find(|term| term.status == TermStatus::Preferred)
    }
}
