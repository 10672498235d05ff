//! The word groups of a language that may be terms.

use super::chinese;
use super::runs::{Run, Runs, Unit};
use super::stop::Stop;
use crate::lang::Lang;
use crate::text::fold_text;
use rustc_hash::{FxHashMap, FxHashSet};
use std::cmp::Reverse;

/// A group of words, in all its forms.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Candidate {
    /// Its shortest form as it is most often written.
    pub(super) text: String,
    /// How many words it has; a Chinese word counts as two characters.
    pub(super) words: usize,
    /// The texts that have it, in order.
    pub(super) pairs: Vec<u32>,
}

/// A group of symbols.
pub(super) type Key = Box<[u32]>;

/// A candidate that is part of a longer one in so many of its texts, of ten, is no term of its own.
const PART_OF_TEN: usize = 8;
/// One of so many places in small letters shows that a group is no name.
const SMALL_OF: u32 = 3;
/// Letters of the shortest word that is a candidate alone.
const LEAST_LETTERS: usize = 4;

/// The candidates that stand in at least `min_count` texts, in a fixed order.
pub(super) fn candidates<'t>(
    texts: impl Iterator<Item = &'t str> + Clone,
    lang: &Lang,
    min_count: usize,
) -> Vec<Candidate> {
    let runs = Runs::new(texts.clone(), lang);
    let texts: Vec<&str> = texts.collect();
    let frequent = frequent(&runs, min_count.max(1));
    let mut groups = forms(&runs, &frequent, &texts, lang);
    if runs.unit == Unit::Character {
        let cohesive = chinese::cohesive(&runs, &frequent);
        groups.retain(|key, _| cohesive.contains(key));
    }
    let parts = parts(&groups);
    groups.retain(|key, _| !parts.contains(key));
    let mut out: Vec<Candidate> = groups
        .into_iter()
        .map(|(key, group)| Candidate {
            words: match runs.unit {
                Unit::Word => key.len(),
                Unit::Character => key.len().div_ceil(2),
            },
            text: group.shortest(lang),
            pairs: group.texts,
        })
        .collect();
    out.sort_by(|a, b| a.text.cmp(&b.text).then_with(|| a.pairs.cmp(&b.pairs)));
    out
}

/// In how many texts each group stands; level by level, because a group is no more frequent than its parts.
fn frequent(runs: &Runs, min_count: usize) -> FxHashMap<Key, u32> {
    let mut all: FxHashMap<Key, u32> = FxHashMap::default();
    for length in 1..=runs.longest() {
        let mut level: FxHashMap<Key, (u32, u32)> = FxHashMap::default();
        for run in &runs.stretches {
            for group in run.symbols.windows(length) {
                let possible = length == 1
                    || all.contains_key(&group[1..]) && all.contains_key(&group[..length - 1]);
                if !possible {
                    continue;
                }
                match level.get_mut(group) {
                    Some((count, last)) if *last != run.text => {
                        (*count, *last) = (*count + 1, run.text);
                    }
                    Some(_) => {}
                    None => {
                        level.insert(group.into(), (1, run.text));
                    }
                }
            }
        }
        let before = all.len();
        all.extend(
            level
                .into_iter()
                .filter(|(_, (count, _))| *count as usize >= min_count)
                .map(|(key, (count, _))| (key, count)),
        );
        if all.len() == before {
            break;
        }
    }
    all
}

/// The texts and the written forms of a group.
#[derive(Debug, Default)]
struct Group {
    texts: Vec<u32>,
    forms: FxHashMap<String, u32>,
}

impl Group {
    /// The shortest form after folding, as it is most often written. Where the group also stands in small letters, a
    /// capital at its beginning is only that of a sentence.
    fn shortest(&self, lang: &Lang) -> String {
        let folded = |form: &str| fold_text(form, lang);
        let Some(shortest) = self
            .forms
            .keys()
            .map(|form| folded(form))
            .min_by_key(|form| (form.chars().count(), form.clone()))
        else {
            return String::new();
        };
        let written = self
            .forms
            .iter()
            .filter(|(form, _)| folded(form) == shortest)
            .max_by_key(|(form, count)| (**count, Reverse((*form).clone())))
            .map(|(form, _)| form.clone())
            .unwrap_or_default();
        let all: u32 = self.forms.values().sum();
        let small: u32 = self
            .forms
            .iter()
            .filter(|(form, _)| form.starts_with(char::is_lowercase))
            .map(|(_, count)| count)
            .sum();
        let mut letters = written.chars();
        match (letters.next(), letters.clone().next()) {
            (Some(first), Some(second))
                if first.is_uppercase() && second.is_lowercase() && small * SMALL_OF >= all =>
            {
                folded(first.encode_utf8(&mut [0; 4])) + letters.as_str()
            }
            _ => written,
        }
    }
}

/// Texts and forms of the frequent groups that may be terms.
fn forms(
    runs: &Runs,
    frequent: &FxHashMap<Key, u32>,
    texts: &[&str],
    lang: &Lang,
) -> FxHashMap<Key, Group> {
    let stop = Stop::of(lang);
    let mut groups: FxHashMap<Key, Group> = FxHashMap::default();
    for run in &runs.stretches {
        let text = texts[run.text as usize];
        let words: Vec<String> = run
            .spans
            .iter()
            .map(|span| fold_text(&text[span.clone()], lang))
            .collect();
        for length in 1..=runs.longest() {
            for (start, key) in run.symbols.windows(length).enumerate() {
                let group = start..start + length;
                if !frequent.contains_key(key)
                    || !may_be_term(runs, run, &words[group.clone()], group.start, text, &stop)
                {
                    continue;
                }
                let form = &text[run.spans[start].start..run.spans[group.end - 1].end];
                let entry = groups.entry(key.into()).or_default();
                if entry.texts.last() != Some(&run.text) {
                    entry.texts.push(run.text);
                }
                match entry.forms.get_mut(form) {
                    Some(count) => *count += 1,
                    None => {
                        entry.forms.insert(form.to_owned(), 1);
                    }
                }
            }
        }
    }
    groups
}

/// Whether a group begins and ends with something that has a meaning.
fn may_be_term(
    runs: &Runs,
    run: &Run,
    words: &[String],
    start: usize,
    text: &str,
    stop: &Stop,
) -> bool {
    let (Some(first), Some(last)) = (words.first(), words.last()) else {
        return false;
    };
    if stop.start.contains(first.as_str()) || stop.end.contains(last.as_str()) {
        return false;
    }
    if runs.unit == Unit::Character {
        return words.len() > 1;
    }
    let is_number = |n: usize| run.symbols[start + n] < runs.numbers;
    if is_number(0) || is_number(words.len() - 1) {
        return false;
    }
    let inside = words.get(1..words.len() - 1).unwrap_or_default();
    if inside
        .iter()
        .any(|word| stop.start.contains(word.as_str()) && !stop.connect.contains(word.as_str()))
    {
        return false;
    }
    let written = &text[run.spans[start].clone()];
    words.len() > 1
        || written.chars().count() >= LEAST_LETTERS
        || super::super::words::is_acronym(written)
}

/// The groups that are nearly always part of a longer one.
fn parts(groups: &FxHashMap<Key, Group>) -> FxHashSet<Key> {
    let mut out = FxHashSet::default();
    for (key, group) in groups {
        for length in 1..key.len() {
            for part in key.windows(length) {
                let of_part = groups.get(part).map_or(0, |g| g.texts.len());
                if of_part > 0 && group.texts.len() * 10 >= of_part * PART_OF_TEN {
                    out.insert(part.into());
                }
            }
        }
    }
    out
}
