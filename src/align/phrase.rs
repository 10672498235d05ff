//! A phrase of a lexicon as words of the aligner, and finding it among the words of a text.

use super::anchors::Pair;
use super::words::{Side, Word, WordKind, word_keys};
use crate::lang::Lang;
use rustc_hash::{FxHashMap, FxHashSet};

/// A phrase as the aligner's words.
pub(super) struct Phrase {
    keys: Vec<String>,
    /// The root of an Azerbaijani verb.
    verb: Option<String>,
}

/// Finds phrases among the words of a text.
pub(super) struct Finder<'a> {
    side: &'a Side,
    /// Words of letters by their form, in order.
    forms: Vec<(&'a str, u32)>,
    /// Longer Chinese words by the known words in them, with the share of the characters.
    parts: FxHashMap<&'a str, Vec<(u32, f64)>>,
}

impl<'a> Finder<'a> {
    /// `known` are the Chinese words to look for inside longer ones.
    pub(super) fn new(side: &'a Side, known: &FxHashSet<&str>) -> Self {
        let numbered = || {
            side.vocabulary
                .iter()
                .enumerate()
                .map(|(number, word)| (number as u32, word))
        };
        let mut forms: Vec<(&str, u32)> = numbered()
            .filter(|(_, word)| word.kind == WordKind::Letters)
            .map(|(number, word)| (word.form.as_str(), number))
            .collect();
        forms.sort_unstable();
        let mut parts: FxHashMap<&str, Vec<(u32, f64)>> = FxHashMap::default();
        for (number, word) in numbered().filter(|(_, word)| word.kind == WordKind::Han) {
            for (part, share) in known_parts(word, known) {
                parts.entry(part).or_default().push((number, share));
            }
        }
        Self { side, forms, parts }
    }

    /// The words of the text that any of the alternatives names, with what share of the alternative each is.
    pub(super) fn all(&self, alternatives: &[Phrase]) -> Vec<(u32, f64)> {
        let mut out: FxHashMap<u32, f64> = FxHashMap::default();
        let mut add = |word: u32, share: f64| {
            let best = out.entry(word).or_default();
            *best = best.max(share);
        };
        for phrase in alternatives {
            let share = 1.0 / phrase.keys.len().max(1) as f64;
            for key in &phrase.keys {
                if let Some(word) = self.side.find(key) {
                    add(word, share);
                }
                for (word, part) in self.parts.get(key.as_str()).into_iter().flatten() {
                    add(*word, share * part);
                }
            }
            for word in phrase.verb.iter().flat_map(|root| self.forms_of(root)) {
                add(word, 1.0);
            }
        }
        let mut out: Vec<(u32, f64)> = out.into_iter().collect();
        out.sort_unstable_by_key(|(word, _)| *word);
        out
    }

    /// Whether a text that is one key is among the words of the text, or inside one of them.
    pub(super) fn has(&self, key: &str) -> bool {
        self.side.find(key).is_some() || self.parts.contains_key(key)
    }

    /// The forms of an Azerbaijani verb.
    fn forms_of(&self, root: &str) -> Vec<u32> {
        // A final t is d before a vowel: getmək, gedir.
        let softened = root.strip_suffix('t').map(|rest| format!("{rest}d"));
        let mut out = Vec::new();
        for (root, soft) in
            std::iter::once((root, false)).chain(softened.as_deref().map(|r| (r, true)))
        {
            let from = self.forms.partition_point(|(form, _)| *form < root);
            let forms = self.forms[from..]
                .iter()
                .take_while(|(form, _)| form.starts_with(root));
            out.extend(
                forms
                    .filter(|(form, _)| is_verb_ending(&form[root.len()..], soft))
                    .map(|(_, word)| *word),
            );
        }
        out
    }
}

/// The pairs between the words of a phrase and those of its translation, each with the lesser share.
pub(super) fn crossed(
    found: &[(u32, f64)],
    others: &[(u32, f64)],
    weight: f64,
) -> impl Iterator<Item = Pair> {
    found.iter().flat_map(move |(word, share)| {
        let pair = move |(other, other_share): &(u32, f64)| {
            (*word, *other, weight * share.min(*other_share))
        };
        others.iter().map(pair)
    })
}

/// The known words inside a longer Chinese word.
fn known_parts<'a>(word: &'a Word, known: &FxHashSet<&str>) -> Vec<(&'a str, f64)> {
    let text = word.key.as_str();
    let borders: Vec<usize> = text
        .char_indices()
        .map(|(at, _)| at)
        .chain([text.len()])
        .collect();
    let count = borders.len() - 1;
    let mut out = Vec::new();
    for from in 0..count {
        for to in from + 2..=count {
            let part = &text[borders[from]..borders[to]];
            if to - from < count && known.contains(part) {
                out.push((part, (to - from) as f64 / count as f64));
            }
        }
    }
    out
}

/// What can follow the root of an Azerbaijani verb: beginnings of its endings.
const VERB_ENDINGS: [&str; 50] = [
    "maq", "mək", "ma", "mə", "mı", "mi", "mu", "mü", "ır", "ir", "ur", "ür", "yır", "yir", "yur",
    "yür", "dı", "di", "du", "dü", "acaq", "əcək", "yacaq", "yəcək", "acağ", "əcəy", "an", "ən",
    "yan", "yən", "ıb", "ib", "ub", "üb", "yıb", "yib", "sa", "sə", "ar", "ər", "araq", "ərək",
    "yar", "yər", "ıl", "il", "ul", "ül", "sın", "sin",
];

fn is_verb_ending(ending: &str, before_vowel: bool) -> bool {
    if ending.is_empty() {
        return !before_vowel;
    }
    if before_vowel && !ending.starts_with(crate::text::az::is_vowel) {
        return false;
    }
    VERB_ENDINGS.iter().any(|known| ending.starts_with(known))
}

/// Words that say nothing inside a longer English entry.
const SMALL: [&str; 10] = ["of", "the", "to", "a", "an", "in", "on", "and", "be", "for"];

/// A text as a phrase.
pub(super) fn phrase(text: &str, lang: &Lang) -> Phrase {
    if lang.is_chinese() {
        return Phrase {
            keys: vec![text.to_owned()],
            verb: None,
        };
    }
    let several = text.contains(' ');
    let words: Vec<&str> = text
        .split_whitespace()
        .filter(|word| !several || !SMALL.contains(word))
        .collect();
    let verb = if lang.is_turkic() {
        words.last().and_then(|word| verb_root(word))
    } else {
        None
    };
    let keys: Vec<String> = words
        .iter()
        .flat_map(|word| word_keys(word, lang))
        .collect();
    let verb = verb.filter(|_| !several);
    Phrase { keys, verb }
}

fn verb_root(word: &str) -> Option<String> {
    let root = word
        .strip_suffix("maq")
        .or_else(|| word.strip_suffix("mək"))?;
    (root.chars().count() >= 2).then(|| root.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn verbs_are_found_in_their_forms() {
        for (ending, soft, is) in [
            ("di", false, true),
            ("ir", true, true),
            ("", false, true),
            ("di", true, false),
            ("xana", false, false),
        ] {
            assert_eq!(is_verb_ending(ending, soft), is, "{ending}");
        }
        assert_eq!(verb_root("getmək").as_deref(), Some("get"));
        assert_eq!(verb_root("almaq").as_deref(), Some("al"));
        assert_eq!(verb_root("su"), None);
    }
}
