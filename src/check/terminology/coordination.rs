//! Terms that share a word in the translation: `nüvə və kimyəvi silahlar` for nuclear weapons and chemical weapons, `regional
//! təhlükəsizlik və sabitlik` for regional security and regional stability.
//!
//! Beside each conjunction the conjunct that stands before or behind it is left out; where a term then stands across the
//! place, the translation may well have it. That can clear a finding, never make one.

use super::Terminology;
use crate::lang::Lang;
use crate::model::TermStatus;
use crate::termbase::{Entry, Prepared};
use crate::text::fold_text;
use crate::text::zh::simplify;
use std::ops::Range;

/// Words of the conjunct that is left out, at most; Chinese characters count as words.
const CONJUNCT: usize = 3;
const CONJUNCT_HAN: usize = 4;
/// Letters of a word that its endings leave alone.
const BEGINNING: usize = 4;
/// Words that are kept on each side of the place: terms are seldom longer.
const AROUND: usize = 6;

impl Terminology {
    /// Whether a translation may have an approved term of a concept that shares a word with what is joined to it.
    /// `folded` is the same translation as [`folded`] makes it.
    pub(super) fn is_coordinated(&self, concept: usize, translation: &str, folded: &str) -> bool {
        let conjunctions = conjunctions(&self.target_lang);
        // All words of a term have to be there in some form, which is seldom so: it is asked first.
        let has_all = |words: &Vec<String>| words.iter().all(|word| folded.contains(word));
        if conjunctions.is_empty() || !self.of_several_words[concept].iter().any(has_all) {
            return false;
        }
        let prepared = Prepared::new(translation);
        let words = prepared.words();
        let most = if self.target_lang.is_chinese() {
            CONJUNCT_HAN
        } else {
            CONJUNCT
        };
        (1..words.len().saturating_sub(1))
            .filter(|at| conjunctions.contains(&prepared.surface(*at)))
            .any(|at| {
                (1..=most).any(|conjunct| {
                    let behind = at..(at + 1 + conjunct).min(words.len());
                    let before = at.saturating_sub(conjunct)..at + 1;
                    [behind, before]
                        .into_iter()
                        .any(|left_out| self.stands_without(concept, &prepared, left_out))
                })
            })
    }

    /// Whether a term of a concept stands across the place where these words are left out.
    fn stands_without(
        &self,
        concept: usize,
        prepared: &Prepared<'_>,
        left_out: Range<usize>,
    ) -> bool {
        let words = prepared.words();
        if left_out.start == 0 || left_out.end >= words.len() {
            return false;
        }
        let first = words[left_out.start.saturating_sub(AROUND)].span.start;
        let last = words[(left_out.end + AROUND).min(words.len()) - 1].span.end;
        let before = &prepared.text()[first..words[left_out.start].span.start];
        let behind = &prepared.text()[words[left_out.end].span.start..last];
        let joint = before.len();
        let text = format!("{before}{behind}");
        self.target.find(&Prepared::new(&text)).iter().any(|found| {
            let entry = &self.target.entries()[found.entry];
            entry.concept == concept
                && entry.status != TermStatus::Forbidden
                && found.span.start < joint
                && found.span.end > joint
        })
    }
}

/// For each of so many concepts, its approved terms of several words, by how their words begin: endings may change the rest.
pub(super) fn of_several_words(
    entries: &[Entry],
    concepts: usize,
    lang: &Lang,
) -> Vec<Vec<Vec<String>>> {
    let mut out = vec![Vec::new(); concepts];
    for entry in entries {
        let prepared = Prepared::new(&entry.text);
        let count = prepared.words().len();
        if entry.status != TermStatus::Forbidden && count > 1 {
            let beginning = |n: usize| -> String {
                folded(prepared.surface(n), lang)
                    .chars()
                    .take(BEGINNING)
                    .collect()
            };
            out[entry.concept].push((0..count).map(beginning).collect());
        }
    }
    out
}

/// A text in the letters that are compared.
pub(super) fn folded(text: &str, lang: &Lang) -> String {
    simplify(&fold_text(text, lang))
}

/// The words that join two terms in a language.
fn conjunctions(lang: &Lang) -> &'static [&'static str] {
    match lang.primary().as_str() {
        "en" => &["and", "or"],
        "az" => &["və", "ya", "yaxud"],
        "zh" => &["和", "与", "及", "或"],
        _ => &[],
    }
}
