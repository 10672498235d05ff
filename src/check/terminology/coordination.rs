//! Terms that share a word in the translation: `nüvə və kimyəvi silahlar` for nuclear weapons and chemical weapons, `regional
//! təhlükəsizlik və sabitlik` for regional security and regional stability.
//!
//! Beside each conjunction the conjunct that stands before or behind it is left out; where a term then stands across the
//! place, the translation may well have it. That can clear a finding, never make one.

use super::Terminology;
use crate::lang::Lang;
use crate::model::TermStatus;
use crate::termbase::{Entry, Gap, Prepared};
use crate::text::zh::simplify;
use crate::text::{fold_text, stem};
use std::ops::Range;

/// Words of the conjunct that is left out, at most; Chinese characters count as words.
const CONJUNCT: usize = 3;
const CONJUNCT_HAN: usize = 4;
/// Letters of a word that its endings leave alone.
const BEGINNING: usize = 4;
/// Words that are kept on each side of the place: terms are seldom longer.
const AROUND: usize = 6;

/// Words of a list before its conjunction at most: `ərzaq, enerji və sərhəd təhlükəsizliyi`.
const LIST: usize = 6;

/// The approved terms of several words of one concept, each as its folded words.
pub(super) type SeveralWords = Vec<Vec<String>>;

impl Terminology {
    /// Whether a translation may have an approved term of a concept that shares a word with what is joined to it.
    /// `folded` is the same translation as [`folded`] makes it.
    pub(super) fn is_coordinated(&self, concept: usize, translation: &str, folded: &str) -> bool {
        let conjunctions = conjunctions(&self.target_lang);
        // All words of a term have to be there in some form, which is seldom so: it is asked first.
        let has_all =
            |words: &Vec<String>| words.iter().all(|word| folded.contains(beginning(word)));
        if conjunctions.is_empty() || !self.of_several_words[concept].iter().any(has_all) {
            return false;
        }
        let prepared = Prepared::new(translation);
        (1..prepared.words().len().saturating_sub(1))
            .filter(|at| conjunctions.contains(&prepared.surface(*at)))
            .flat_map(|at| self.left_out(&prepared, at))
            .any(|left_out| self.stands_without(concept, &prepared, left_out))
    }

    /// The words that may be left out beside the conjunction `at` and the commas of the list before it.
    fn left_out(&self, prepared: &Prepared<'_>, at: usize) -> Vec<Range<usize>> {
        let words = prepared.words();
        let most = if self.target_lang.is_chinese() {
            CONJUNCT_HAN
        } else {
            CONJUNCT
        };
        let commas = (at.saturating_sub(LIST).max(1)..at).filter(|n| is_listed(words[*n].gap));
        let commas: Vec<usize> = commas.collect();
        let mut out = Vec::new();
        for conjunct in 1..=most {
            let end = (at + 1 + conjunct).min(words.len());
            // What follows the conjunction, alone or with the conjuncts before it.
            out.push(at..end);
            out.extend(commas.iter().map(|comma| *comma..end));
            // What stands before it or before a comma, up to the last conjunct or to one between.
            out.push(at.saturating_sub(conjunct)..at + 1);
            for comma in &commas {
                let first = comma.saturating_sub(conjunct);
                out.push(first..at + 1);
                out.extend(
                    commas
                        .iter()
                        .filter(|end| *end >= comma)
                        .map(|end| first..*end),
                );
            }
        }
        out
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
        let open = |gap| matches!(gap, Gap::Joined | Gap::Blank | Gap::Hyphen) || is_listed(gap);
        if !open(words[left_out.start].gap) || !open(words[left_out.end].gap) {
            return false;
        }
        let first = words[left_out.start.saturating_sub(AROUND)].span.start;
        let last = words[(left_out.end + AROUND).min(words.len()) - 1].span.end;
        let before = &prepared.text()[first..words[left_out.start - 1].span.end];
        let behind = &prepared.text()[words[left_out.end].span.start..last];
        let blank = if words[left_out.end].gap == Gap::Joined {
            ""
        } else {
            " "
        };
        let joint = before.len();
        let text = format!("{before}{blank}{behind}");
        self.target.find(&Prepared::new(&text)).iter().any(|found| {
            let entry = &self.target.entries()[found.entry];
            entry.concept == concept
                && entry.status != TermStatus::Forbidden
                && found.span.start < joint
                && found.span.end > joint
        }) || self.of_several_words[concept]
            .iter()
            .any(|term| self.has_stems_across(prepared, &left_out, term))
    }

    /// Whether the words of a term stand around the words that are left out, the last one in any form: a noun that
    /// several share may lose the possessive that it has with one alone (`nüvə silahı`, `nüvə və kimyəvi silahlar`).
    fn has_stems_across(
        &self,
        prepared: &Prepared<'_>,
        left_out: &Range<usize>,
        term: &[String],
    ) -> bool {
        let words = prepared.words();
        let is_word = |n: usize, at: usize, joined: bool| {
            let word = folded(prepared.surface(n), &self.target_lang);
            let next = joined || matches!(words[n].gap, Gap::Joined | Gap::Blank | Gap::Hyphen);
            let same = word == term[at]
                || at + 1 == term.len()
                    && stem(&word, &self.target_lang) == stem(&term[at], &self.target_lang);
            next && same
        };
        (1..term.len()).any(|before| {
            let behind = term.len() - before;
            left_out.start >= before
                && left_out.end + behind <= words.len()
                && (0..before).all(|at| is_word(left_out.start - before + at, at, at == 0))
                && (0..behind).all(|at| is_word(left_out.end + at, before + at, at == 0))
        })
    }
}

/// Whether a comma of a list stands there.
fn is_listed(gap: Gap) -> bool {
    matches!(gap, Gap::Mark(',' | '、' | '，'))
}

/// For each of so many concepts, its approved terms of several words.
pub(super) fn of_several_words(
    entries: &[Entry],
    concepts: usize,
    lang: &Lang,
) -> Vec<SeveralWords> {
    let mut out = vec![Vec::new(); concepts];
    for entry in entries {
        let prepared = Prepared::new(&entry.text);
        let count = prepared.words().len();
        if entry.status != TermStatus::Forbidden && count > 1 {
            let words = (0..count).map(|n| folded(prepared.surface(n), lang));
            out[entry.concept].push(words.collect());
        }
    }
    out
}

/// How a word begins: endings may change the rest.
fn beginning(word: &str) -> &str {
    let end = word.char_indices().nth(BEGINNING);
    &word[..end.map_or(word.len(), |(end, _)| end)]
}

/// A text in the letters that are compared.
pub(super) fn folded(text: &str, lang: &Lang) -> String {
    simplify(&fold_text(text, lang))
}

/// The words that join two terms in a language.
pub(super) fn conjunctions(lang: &Lang) -> &'static [&'static str] {
    match lang.primary().as_str() {
        "en" => &["and", "or"],
        "az" => &["və", "ya", "yaxud"],
        "zh" => &["和", "与", "及", "或"],
        _ => &[],
    }
}
