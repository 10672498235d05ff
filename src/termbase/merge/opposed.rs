//! What one concept forbids and another approves, or prefers otherwise, where both have a term in common: no conflict, since they may be
//! homonyms, but a text with that term is judged by either of them, so that the ban, or the choice, has no effect in it.

use super::pass::Merger;
use super::placing::{MOST_LINES, key, preferred};
use super::said::is_another_sense;
use super::{Opposed, Opposition};
use crate::lang::Lang;
use crate::model::{Term, TermEntry, TermStatus};
use crate::termbase::union::approved;
use rustc_hash::{FxHashMap, FxHashSet};

/// Of the concepts that prefer a term, so many are asked what else they prefer.
const MOST_OTHERS: usize = 8;

impl Merger<'_> {
    /// What the entries of this import say of forms of their concepts that another concept judges otherwise, or prefers otherwise.
    pub(super) fn opposed(&self) -> Vec<Opposed> {
        let mut out = Vec::new();
        let mut told = FxHashSet::default();
        let mut placed: Vec<(usize, usize)> = self.placed.iter().map(|(at, n)| (*n, *at)).collect();
        placed.sort_unstable();
        for (line, at) in placed {
            let own = &self.lines[at].entry;
            let terms = own.languages.iter().flat_map(|language| &language.terms);
            for term in terms.filter(|term| self.is_said(at, &term.lang, &term.text)) {
                let forbidden = term.status == TermStatus::Forbidden;
                let lines = self.index.judging(&key(&term.lang, term), !forbidden);
                let opposing = |other: &usize| Some((*other, self.opposing(at, *other, term)?));
                // One is enough to see that it is so.
                let first = lines.iter().take(MOST_LINES).find_map(opposing);
                let Some((other, common)) = first else {
                    continue;
                };
                let (forbidding, approving) = if forbidden { (at, other) } else { (other, at) };
                if told.insert((forbidding, approving, &term.lang, &term.text)) {
                    let id = |at: usize| self.lines[at].entry.id.clone().unwrap_or_default();
                    let (forbidding, approving) = (id(forbidding), id(approving));
                    out.push(Opposed {
                        line,
                        what: format!(
                            "{}: {:?} is forbidden for {forbidding} and approved for {approving}, and both have {common:?}",
                            term.lang, term.text
                        ),
                        between: Opposition::Judged {
                            forbidding,
                            approving,
                        },
                    });
                }
            }
            self.preferred_otherwise(line, at, &mut out);
        }
        out
    }

    /// Adds the terms that an entry of this import and a concept of the glossary, of which the file says nothing, prefer in a language,
    /// where both prefer one term in the language that the entry names first and neither has the other's. Several concepts of one
    /// file that share a term are homonyms.
    fn preferred_otherwise(&self, line: usize, at: usize, out: &mut Vec<Opposed>) {
        let own = &self.lines[at].entry;
        let mut languages = own.languages.iter();
        let Some(first) = languages.find(|language| approved(language).next().is_some()) else {
            return;
        };
        let is_said = |term: &&Term| self.is_said(at, &term.lang, &term.text);
        let Some(common) = preferred(first).filter(is_said) else {
            return;
        };
        let wanted = key(&first.lang, common);
        let preferred_in = |at: usize, lang: &Lang| {
            let mut languages = self.lines[at].entry.languages.iter();
            languages.find(|own| own.lang == *lang).and_then(preferred)
        };
        let lines = self.index.judging(&wanted, false).iter().take(MOST_LINES);
        let others = lines.copied().filter(|other| {
            let theirs = preferred_in(*other, &first.lang);
            !self.placed.contains_key(other)
                && theirs.is_some_and(|term| key(&term.lang, term) == wanted)
                && !is_another_sense(own, &self.lines[*other].entry)
        });
        let with_terms = |other: usize| {
            let languages = self.lines[other].entry.languages.iter();
            let terms = languages.filter_map(|own| Some((&own.lang, preferred(own)?)));
            (other, terms.collect::<FxHashMap<&Lang, &Term>>())
        };
        let others: Vec<_> = others.take(MOST_OTHERS).map(with_terms).collect();
        if others.is_empty() {
            return;
        }
        for term in languages.filter_map(preferred).filter(is_said) {
            let has = |at: usize, term: &Term| self.has(at, &key(&term.lang, term));
            // One is enough to see that it is so.
            let found = others.iter().find_map(|(other, terms)| {
                let theirs = *terms.get(&term.lang)?;
                (!has(*other, term) && !has(at, theirs)).then_some((*other, theirs))
            });
            let Some((other, theirs)) = found else {
                continue;
            };
            let id = |at: usize| self.lines[at].entry.id.clone().unwrap_or_default();
            let (entry, other) = (id(at), id(other));
            out.push(Opposed {
                line,
                what: format!(
                    "{}: {:?} is preferred for {entry} and {:?} for {other}, and both prefer {:?}",
                    term.lang, term.text, theirs.text, common.text
                ),
                between: Opposition::Preferred { entry, other },
            });
        }
    }

    /// The approved term of another language that two concepts have in common where they judge a term otherwise, in the same sense
    /// as far as they say one.
    fn opposing(&self, at: usize, other: usize, term: &Term) -> Option<&str> {
        let (own, other) = (&self.lines[at].entry, &self.lines[other].entry);
        let forbids = |term: &Term| term.status == TermStatus::Forbidden;
        let terms = other.languages.iter().flat_map(|language| &language.terms);
        let mut same = terms.filter(|own| own.lang == term.lang && own.text == term.text);
        let contradicts = same.next().is_some_and(|own| forbids(own) != forbids(term));
        if !contradicts || is_another_sense(own, other) {
            return None;
        }
        common(own, other, &term.lang)
    }
}

/// An approved term that two concepts have in common in another language than this.
fn common<'e>(own: &'e TermEntry, other: &TermEntry, but: &Lang) -> Option<&'e str> {
    let languages = own
        .languages
        .iter()
        .filter(|language| language.lang != *but);
    let mut terms = languages.flat_map(approved);
    let shared = terms.find(|term| {
        let wanted = key(&term.lang, term);
        let theirs = other.languages.iter().filter(|own| own.lang == term.lang);
        let mut theirs = theirs.flat_map(approved);
        theirs.any(|own| key(&own.lang, own) == wanted)
    });
    shared.map(|term| term.text.as_str())
}
