//! An entry of a glossary as other programs have it: a concept with its languages and their terms.

use super::{Term, TermStatus};
use crate::lang::Lang;

/// What an entry says in one language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LanguageEntry {
    /// The language.
    pub lang: Lang,
    /// What the concept means, in this language, or empty.
    pub definition: String,
    /// How to use its terms, or empty.
    pub note: String,
    /// The terms, the preferred one first and the forbidden ones last.
    pub terms: Vec<Term>,
}

impl LanguageEntry {
    /// A language without terms.
    pub fn new(lang: Lang) -> Self {
        Self {
            lang,
            definition: String::new(),
            note: String::new(),
            terms: Vec::new(),
        }
    }
}

/// A concept on its way from a glossary to another or back.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TermEntry {
    /// The key that its file gives it.
    pub id: Option<String>,
    /// The line or row of its file, from 1; 0 where there is none.
    pub line: usize,
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
    /// The glossary's `status`, or empty.
    pub status: String,
    /// The glossary's flags, separated by blanks, or empty.
    pub flags: String,
    /// Its languages, each once.
    pub languages: Vec<LanguageEntry>,
    /// The glossary's further columns by name, those that are not empty.
    pub other: Vec<(String, String)>,
}

impl TermEntry {
    /// What it says in a language; made where it says nothing yet.
    pub fn language(&mut self, lang: &Lang) -> &mut LanguageEntry {
        let at = self
            .languages
            .iter()
            .position(|known| known.lang == *lang)
            .unwrap_or_else(|| {
                self.languages.push(LanguageEntry::new(lang.clone()));
                self.languages.len() - 1
            });
        &mut self.languages[at]
    }

    /// Leaves each language one preferred term, the first that is called so; the others are admitted from then on. Returns how many
    /// those are. Terms come by their status.
    pub fn settle(&mut self) -> usize {
        let mut others = 0;
        // A glossary has many entries, with a term or two in a language.
        self.languages.shrink_to_fit();
        for language in &mut self.languages {
            language.terms.shrink_to_fit();
            language.terms.sort_by_key(|term| term.status);
            for term in language.terms.iter_mut().skip(1) {
                if term.status == TermStatus::Preferred {
                    term.status = TermStatus::Admitted;
                    others += 1;
                }
            }
        }
        others
    }

    /// Makes the first approved term of each language the preferred one where none is called so, as in a glossary.
    pub fn prefer_first(&mut self) {
        self.settle();
        for language in &mut self.languages {
            if let Some(first) = language.terms.first_mut()
                && first.status == TermStatus::Admitted
            {
                first.status = TermStatus::Preferred;
            }
        }
    }
}
