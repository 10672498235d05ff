//! What the glossary said and an entry that wins over it took the place of: forms that are judged otherwise now, preferred terms, flags.

use super::Conflict;
use super::pass::Merger;
use super::said::{ITS_FLAGS, has_flags};
use crate::model::{LanguageEntry, Term, TermEntry, TermStatus};

impl Merger<'_> {
    /// Tells what of a concept that the glossary had gives way to an entry, with which it has come to this.
    pub(super) fn tell_gone(&mut self, at: usize, entry: &TermEntry, merged: &TermEntry) {
        let line = &self.lines[at];
        if !self.theirs || line.number.is_none() {
            return;
        }
        let mut gone = Vec::new();
        for own in &line.entry.languages {
            let mut languages = merged.languages.iter();
            let Some(now) = languages.find(|now| now.lang == own.lang) else {
                continue;
            };
            rejudged(own, now, &mut gone);
            // What is preferred for want of another term of the file was not so in the glossary.
            if !self.brought.contains(&self.place_of(at, &own.lang)) {
                gone.extend(another_preferred(own, now));
            }
        }
        if !line.entry.flags.is_empty() && !has_flags(&line.entry, merged) {
            let said = line.said();
            let whose = if said.is_some_and(|said| has_flags(said, &line.entry)) {
                "those of an earlier entry of the file"
            } else {
                "the glossary's"
            };
            gone.push(format!(
                "{ITS_FLAGS} {:?}, {whose} were {:?}",
                merged.flags, line.entry.flags
            ));
        }
        let id = line.entry.id.clone().unwrap_or_default();
        let told = gone.into_iter().map(|what| Conflict {
            line: entry.line,
            id: id.clone(),
            what,
        });
        self.out.gave_way.extend(told);
    }
}

/// Adds the terms of a language that one forbids and the other does not.
fn rejudged(own: &LanguageEntry, now: &LanguageEntry, gone: &mut Vec<String>) {
    let forbids = |term: &Term| term.status == TermStatus::Forbidden;
    for term in &own.terms {
        let mut same = now.terms.iter().filter(|now| now.text == term.text);
        if let Some(now) = same.find(|now| forbids(now) != forbids(term)) {
            // A row before this one may have made it an admitted one.
            let before = if forbids(term) {
                "forbidden"
            } else {
                "approved"
            };
            gone.push(format!(
                "{}: {:?} is {} there and was {before} in the glossary",
                own.lang,
                term.text,
                now.status.name(),
            ));
        }
    }
}

/// That another term is preferred, where the one that was is still approved.
fn another_preferred(own: &LanguageEntry, now: &LanguageEntry) -> Option<String> {
    let preferred = |language: &LanguageEntry| {
        let mut terms = language.terms.iter();
        let found = terms.find(|term| term.status == TermStatus::Preferred);
        found.map(|term| term.text.clone())
    };
    let (before, after) = (preferred(own)?, preferred(now)?);
    let mut terms = now.terms.iter();
    let stays = terms.any(|term| term.text == before && term.status == TermStatus::Admitted);
    stays.then(|| {
        format!(
            "{}: the preferred term is {after:?} there and was {before:?} in the glossary",
            own.lang
        )
    })
}
