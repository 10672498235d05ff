//! The terms of a glossary as dictionaries for alignment.

use super::glossary::Glossary;
use crate::align::{Dictionary, Entry};
use crate::lang::Lang;
use crate::model::{Concept, TermStatus};

/// How much a term says, compared with a shared number.
const WEIGHT: f64 = 0.9;

impl Glossary {
    /// One dictionary for each pair of the given languages: the approved terms of a concept with one another.
    pub fn dictionaries(&self, langs: &[Lang]) -> Vec<Dictionary> {
        let mut out = Vec::new();
        for (at, left) in langs.iter().enumerate() {
            for right in &langs[at + 1..] {
                let entries = self.concepts.iter().flat_map(|concept| {
                    approved(concept, left).flat_map(move |a| {
                        approved(concept, right).map(move |b| Entry {
                            left: a.to_owned(),
                            right: b.to_owned(),
                            weight: WEIGHT,
                        })
                    })
                });
                out.push(Dictionary {
                    langs: Some((left.clone(), right.clone())),
                    entries: entries.collect(),
                });
            }
        }
        out
    }
}

fn approved<'a>(concept: &'a Concept, lang: &'a Lang) -> impl Iterator<Item = &'a str> {
    concept
        .terms_in(lang)
        .filter(|term| term.status != TermStatus::Forbidden)
        .map(|term| term.text.as_str())
}
