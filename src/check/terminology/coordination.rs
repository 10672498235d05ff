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
use std::ops::Range;

/// Words of the conjunct that is left out, at most; Chinese characters count as words.
const CONJUNCT: usize = 3;
const CONJUNCT_HAN: usize = 4;
/// Words that are kept on each side of the place: terms are seldom longer.
const AROUND: usize = 6;

impl Terminology {
    /// Whether a translation may have an approved term of a concept that shares a word with what is joined to it.
    pub(super) fn is_coordinated(&self, concept: usize, translation: &str) -> bool {
        let conjunctions = conjunctions(&self.target_lang);
        if conjunctions.is_empty() || !self.of_several_words[concept] {
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
            .filter(|at| {
                let word = fold_text(prepared.surface(*at), &self.target_lang);
                conjunctions.contains(&word.as_str())
            })
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

/// For each of so many concepts, whether one of its approved terms has several words.
pub(super) fn of_several_words(entries: &[Entry], concepts: usize) -> Vec<bool> {
    let mut out = vec![false; concepts];
    for entry in entries {
        out[entry.concept] |=
            entry.status != TermStatus::Forbidden && Prepared::new(&entry.text).words().len() > 1;
    }
    out
}

/// The words that join two terms in a language, folded.
fn conjunctions(lang: &Lang) -> &'static [&'static str] {
    match lang.primary().as_str() {
        "en" => &["and", "or"],
        "az" => &["və", "ya", "yaxud"],
        "zh" => &["和", "与", "及", "或"],
        _ => &[],
    }
}
