//! The glossary's concepts as entries that other formats carry, and back into cells.

use super::glossary::{Column, Glossary};
use crate::model::{Concept, TermEntry, TermStatus};

impl Glossary {
    /// All concepts as entries for other programs, in the order of the file.
    pub fn to_entries(&self) -> Vec<TermEntry> {
        self.concepts.iter().map(entry).collect()
    }
}

/// A concept as an entry.
pub(super) fn entry(concept: &Concept) -> TermEntry {
    let mut out = TermEntry {
        id: Some(concept.id.clone()),
        line: concept.line,
        domain: concept.domain.clone(),
        pos: concept.pos.clone(),
        definition: concept.definition.clone(),
        note: concept.note.clone(),
        source: concept.source.clone(),
        status: concept.status.clone(),
        flags: flags(concept),
        ..TermEntry::default()
    };
    for term in &concept.terms {
        out.language(&term.lang).terms.push(term.clone());
    }
    for language in &mut out.languages {
        language.terms.sort_by_key(|term| term.status);
    }
    for (name, value) in &concept.other {
        match Column::named(name) {
            Column::DefinitionIn(lang) => {
                value.clone_into(&mut out.language(&lang).definition);
            }
            // Those that mean nothing to karvan.
            Column::Flags => {
                let separator = if out.flags.is_empty() { "" } else { " " };
                out.flags.push_str(&format!("{separator}{value}"));
            }
            Column::NoteIn(lang) => value.clone_into(&mut out.language(&lang).note),
            _ => out.other.push((name.clone(), value.clone())),
        }
    }
    out
}

fn flags(concept: &Concept) -> String {
    let said = [
        (concept.do_not_translate, "dnt"),
        (concept.case_sensitive, "case"),
        (concept.domain_only, "domain-only"),
    ];
    let names: Vec<&str> = said.iter().filter(|(on, _)| *on).map(|(_, n)| *n).collect();
    names.join(" ")
}

/// The cells of an entry by the names of their columns, without those that are empty.
pub(super) fn cells(entry: &TermEntry) -> Vec<(String, String)> {
    let mut out: Vec<(String, String)> = vec![
        ("id".into(), entry.id.clone().unwrap_or_default()),
        ("domain".into(), entry.domain.clone()),
        ("pos".into(), entry.pos.clone()),
    ];
    let terms = |forbidden: bool| {
        entry.languages.iter().map(move |language| {
            let texts: Vec<&str> = language
                .terms
                .iter()
                .filter(|term| (term.status == TermStatus::Forbidden) == forbidden)
                .map(|term| term.text.as_str())
                .collect();
            let suffix = if forbidden { "_forbidden" } else { "" };
            (format!("{}{suffix}", language.lang), texts.join("|"))
        })
    };
    out.extend(terms(false));
    out.extend(terms(true));
    out.push(("flags".into(), entry.flags.clone()));
    out.push(("definition".into(), entry.definition.clone()));
    out.push(("note".into(), entry.note.clone()));
    out.push(("source".into(), entry.source.clone()));
    out.push(("status".into(), entry.status.clone()));
    for language in &entry.languages {
        let lang = &language.lang;
        out.push((format!("{lang}_definition"), language.definition.clone()));
        out.push((format!("{lang}_note"), language.note.clone()));
    }
    out.extend(entry.other.iter().cloned());
    out.retain(|(_, value)| !value.is_empty());
    out
}
