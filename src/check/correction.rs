//! When a forbidden form can be replaced without looking.
//!
//! Only where nothing else in the sentence depends on it: the form stands as the glossary writes it, without an ending;
//! its concept has exactly one approved term; both have as many words, and begin and end alike as far as articles,
//! particles and endings of possession depend on it.

use crate::lang::Lang;
use crate::model::TermStatus;
use crate::termbase::Entry;
use crate::text::zh::simplify;
use crate::text::{TokenKind, capitalized, fold_text, is_han, stem, tokenize};
use rustc_hash::FxHashSet;
use std::ops::Range;

/// The forbidden forms of a concept and the one term that stands for them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Correction {
    preferred: String,
    forbidden: Vec<String>,
}

impl Correction {
    /// For each of so many concepts what can be corrected in texts of a language.
    pub(super) fn of_concepts(entries: &[Entry], concepts: usize) -> Vec<Option<Self>> {
        let mut approved: Vec<Vec<&str>> = vec![Vec::new(); concepts];
        let mut forbidden: Vec<Vec<String>> = vec![Vec::new(); concepts];
        for entry in entries {
            match entry.status {
                TermStatus::Forbidden => forbidden[entry.concept].push(entry.text.clone()),
                _ => approved[entry.concept].push(&entry.text),
            }
        }
        approved
            .into_iter()
            .zip(forbidden)
            .map(|(approved, forbidden)| match approved.as_slice() {
                [only] if !forbidden.is_empty() => Some(Self {
                    preferred: (*only).to_owned(),
                    forbidden,
                }),
                _ => None,
            })
            .collect()
    }

    /// What is to stand in place of a forbidden form; `None` where that is not certain.
    pub(super) fn replacement(
        &self,
        text: &str,
        span: &Range<usize>,
        lang: &Lang,
    ) -> Option<String> {
        let form = &text[span.clone()];
        let (capital, old) = self.forbidden.iter().find_map(|old| {
            if form == old {
                Some((false, old))
            } else {
                (form == capitalized(old, lang)).then_some((true, old))
            }
        })?;
        let new = self.preferred.as_str();
        let (before, after) = (&text[..span.start], &text[span.end..]);
        let certain = is_capital(old) == is_capital(new)
            && old.split_whitespace().count() == new.split_whitespace().count()
            && !before.ends_with(is_joiner)
            && !after.starts_with(is_joiner)
            && !is_repeated(new, before, after, lang)
            && match lang.primary().as_str() {
                "en" => {
                    old.ends_with('s') == new.ends_with('s')
                        && (!is_after_article(before) || same_article(old, new))
                }
                "az" => {
                    ends_in_high_vowel(old) == ends_in_high_vowel(new) && !is_particle(after, lang)
                }
                "zh" => true,
                _ => false,
            };
        certain.then(|| {
            if capital {
                capitalized(new, lang)
            } else {
                new.to_owned()
            }
        })
    }
}

fn is_capital(term: &str) -> bool {
    term.starts_with(char::is_uppercase)
}

/// What joins an ending or another word.
fn is_joiner(c: char) -> bool {
    matches!(c, '-' | '‑' | '\'' | '’' | 'ʼ')
}

/// Whether `a` or `an` stands before the words.
fn is_after_article(before: &str) -> bool {
    let word = before
        .trim_end()
        .rsplit(|c: char| !c.is_alphabetic())
        .next();
    word.is_some_and(|word| word.eq_ignore_ascii_case("a") || word.eq_ignore_ascii_case("an"))
}

/// Whether both words take the same one of `a` and `an`, as far as spelling tells: `hour` and `union` are doubtful.
fn same_article(one: &str, other: &str) -> bool {
    let vowel = |term: &str| match term.chars().next()?.to_ascii_lowercase() {
        'h' | 'u' | 'e' | 'o' => None,
        first => Some(matches!(first, 'a' | 'i')),
    };
    vowel(one).is_some() && vowel(one) == vowel(other)
}

/// The endings of possession end so, though not every word that ends so has one.
fn ends_in_high_vowel(term: &str) -> bool {
    term.ends_with(['ı', 'i', 'u', 'ü'])
}

/// Characters of a word that are looked at beside a place.
const WORD: usize = 32;

/// Whether a term would say again what stands right before or behind its place: `“一带一路”沿线国家` would become
/// `“一带一路”共建“一带一路”国家`. As many words are looked at on either side as the term has.
fn is_repeated(term: &str, before: &str, after: &str, lang: &Lang) -> bool {
    let new = parts(term, lang);
    let count = tokenize(term).len();
    let doubled = |one: Option<char>, other: Option<char>| one.is_some_and(is_han) && one == other;
    doubled(before.chars().next_back(), term.chars().next())
        || doubled(after.chars().next(), term.chars().next_back())
        || !new.is_disjoint(&parts(last_words(before, count), lang))
        || !new.is_disjoint(&parts(first_words(after, count), lang))
}

/// The end of a text with so many tokens.
fn last_words(text: &str, count: usize) -> &str {
    let near = text.char_indices().rev().take(count * WORD).last();
    let text = &text[near.map_or(0, |(at, _)| at)..];
    let words = tokenize(text);
    let first = words.len().saturating_sub(count);
    words
        .get(first)
        .map_or("", |first| &text[first.span.start..])
}

/// The beginning of a text with so many tokens.
fn first_words(text: &str, count: usize) -> &str {
    let end = text.char_indices().nth(count * WORD);
    let text = &text[..end.map_or(text.len(), |(at, _)| at)];
    let words = tokenize(text);
    words[..count.min(words.len())]
        .last()
        .map_or("", |last| &text[..last.span.end])
}

/// What two texts must not share: the stems of words, and Chinese characters by two.
fn parts(text: &str, lang: &Lang) -> FxHashSet<String> {
    let tokens: Vec<_> = tokenize(text)
        .into_iter()
        .filter(|token| token.kind != TokenKind::Punctuation)
        .collect();
    let words = tokens.iter().filter(|token| token.kind != TokenKind::Han);
    let words = words.map(|token| stem(&fold_text(token.text(text), lang), lang).into_owned());
    let characters = tokens.windows(2).filter(|pair| {
        pair.iter().all(|token| token.kind == TokenKind::Han)
            && pair[0].span.end == pair[1].span.start
    });
    let characters = characters.map(|pair| simplify(&text[pair[0].span.start..pair[1].span.end]));
    words.chain(characters).collect()
}

/// Whether the particle `da`/`də` follows, whose vowel depends on the word before it.
fn is_particle(after: &str, lang: &Lang) -> bool {
    after
        .split_whitespace()
        .next()
        .filter(|_| after.starts_with(char::is_whitespace))
        .map(|word| fold_text(word.trim_end_matches(|c: char| !c.is_alphabetic()), lang))
        .is_some_and(|word| word == "da" || word == "də")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::termbase::Glossary;

    /// The text with its forbidden form replaced, or `None`.
    fn corrected(approved: &str, forbidden: &str, text: &str, tag: &str) -> Option<String> {
        let lang = Lang::parse(tag).unwrap();
        let table = format!("id\t{tag}\t{tag}_forbidden\nT1\t{approved}\t{forbidden}\n");
        let glossary = Glossary::parse(&table, "g.tsv".as_ref()).unwrap();
        let found = Correction::of_concepts(&glossary.entries(&lang), 1);
        let start = text.find('[').unwrap();
        let plain = text.replace(['[', ']'], "");
        let span = start..text.find(']').unwrap() - 1;
        let new = found[0].as_ref()?.replacement(&plain, &span, &lang)?;
        Some(format!(
            "{}{new}{}",
            &plain[..span.start],
            &plain[span.end..]
        ))
    }

    #[test]
    fn only_what_is_certain_is_replaced() {
        let cases = include_str!("../../tests/data/correction.tsv");
        for line in cases.lines().filter(|line| !line.starts_with('#')).skip(1) {
            let cells: Vec<&str> = line.split('\t').collect();
            let [lang, approved, forbidden, text, expected] = cells[..] else {
                panic!("{line}");
            };
            let found = corrected(approved, forbidden, text, lang);
            assert_eq!(found.as_deref().unwrap_or("-"), expected, "{text}");
        }
    }
}
