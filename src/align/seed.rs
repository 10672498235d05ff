//! The built-in lexicon: common words and terms of English, Azerbaijani and Chinese, turned into the aligner's
//! own words.

use super::anchors::Pair;
use super::words::{Side, Word, WordKind, word_keys};
use crate::lang::Lang;
use rustc_hash::{FxHashMap, FxHashSet};
use std::sync::LazyLock;

/// Common words: columns en, az, zh; alternatives parted by `|`; comments begin with `#`.
const WORDS: &str = include_str!("seed.tsv");
/// The diplomatic glossary, whose columns are named the same.
const TERMS: &str = include_str!("../../glossaries/diplomatic.tsv");
const LANGS: [&str; 3] = ["en", "az", "zh"];

/// How much a word of the lexicon says, compared with a shared number.
const WORD_WEIGHT: f64 = 0.8;

/// A row: for each language the alternatives.
type Row = [Vec<&'static str>; 3];

/// An alternative as the aligner's words.
struct Unit {
    keys: Vec<String>,
    /// The root of an Azerbaijani verb.
    verb: Option<String>,
}

/// The lexicon, read once: the rows, and the same as words of the aligner (Chinese stays as it is written).
struct Lexicon {
    rows: Vec<[Vec<Unit>; 3]>,
    /// The Chinese words of the lexicon that are short enough to be words of a text.
    chinese: FxHashSet<&'static str>,
}

static LEXICON: LazyLock<Lexicon> = LazyLock::new(|| {
    let mut rows = read(WORDS);
    rows.extend(read(TERMS));
    let langs = LANGS.map(|tag| Lang::parse(tag).ok());
    let chinese = rows
        .iter()
        .flat_map(|row| &row[2])
        .copied()
        .filter(|word| word.chars().count() <= LONGEST_WORD)
        .collect();
    let units = rows.iter().map(|row| {
        let mut column = 0;
        row.each_ref().map(|alternatives| {
            let lang = langs[column].as_ref();
            column += 1;
            lang.map_or_else(Vec::new, |lang| {
                alternatives.iter().map(|text| unit(text, lang)).collect()
            })
        })
    });
    Lexicon {
        rows: units.collect(),
        chinese,
    }
});

/// Longer Chinese entries are terms of several words, in characters.
const LONGEST_WORD: usize = 4;

/// The Chinese words of the lexicon, to cut a Chinese text by; none for other languages.
pub(super) fn chinese_words(lang: &Lang) -> Option<&'static FxHashSet<&'static str>> {
    lang.is_chinese().then(|| &LEXICON.chinese)
}

/// The pairs of the lexicon between the words of two texts; none unless both languages are in it.
pub(super) fn seed_pairs(
    source: &Side,
    target: &Side,
    source_lang: &Lang,
    target_lang: &Lang,
) -> Vec<Pair> {
    let (Some(a), Some(b)) = (column(source_lang), column(target_lang)) else {
        return Vec::new();
    };
    if a == b {
        return Vec::new();
    }
    let (from, to) = (Finder::new(source), Finder::new(target));
    let mut best: FxHashMap<(u32, u32), f64> = FxHashMap::default();
    for row in &LEXICON.rows {
        let found = from.all(&row[a]);
        if found.is_empty() {
            continue;
        }
        let others = to.all(&row[b]);
        for (word, share) in &found {
            for (other, other_share) in &others {
                let weight = WORD_WEIGHT * share.min(*other_share);
                let kept = best.entry((*word, *other)).or_default();
                *kept = kept.max(weight);
            }
        }
    }
    let mut out: Vec<Pair> = best.into_iter().map(|((a, b), w)| (a, b, w)).collect();
    out.sort_unstable_by_key(|(a, b, _)| (*a, *b));
    out
}

fn column(lang: &Lang) -> Option<usize> {
    let tag = lang.primary();
    LANGS.iter().position(|known| *known == tag.as_str())
}

/// Finds entries of the lexicon among the words of a text.
struct Finder<'a> {
    side: &'a Side,
    /// Words of letters by their form, in order.
    forms: Vec<(&'a str, u32)>,
    /// Longer Chinese words by the known words in them, with the share of the characters.
    parts: FxHashMap<&'a str, Vec<(u32, f64)>>,
}

impl<'a> Finder<'a> {
    fn new(side: &'a Side) -> Self {
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
            for (part, share) in known_parts(word) {
                parts.entry(part).or_default().push((number, share));
            }
        }
        Self { side, forms, parts }
    }

    /// The words of the text that any of the alternatives names, with what share of the alternative each is.
    fn all(&self, alternatives: &[Unit]) -> Vec<(u32, f64)> {
        let mut out: FxHashMap<u32, f64> = FxHashMap::default();
        let mut add = |word: u32, share: f64| {
            let best = out.entry(word).or_default();
            *best = best.max(share);
        };
        for unit in alternatives {
            let share = 1.0 / unit.keys.len().max(1) as f64;
            for key in &unit.keys {
                if let Some(word) = self.side.find(key) {
                    add(word, share);
                }
                for (word, part) in self.parts.get(key.as_str()).into_iter().flatten() {
                    add(*word, share * part);
                }
            }
            for word in unit.verb.iter().flat_map(|root| self.forms_of(root)) {
                add(word, 1.0);
            }
        }
        let mut out: Vec<(u32, f64)> = out.into_iter().collect();
        out.sort_unstable_by_key(|(word, _)| *word);
        out
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

/// The known words inside a longer Chinese word.
fn known_parts(word: &Word) -> Vec<(&str, f64)> {
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
            if to - from < count && LEXICON.chinese.contains(part) {
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

fn unit(text: &str, lang: &Lang) -> Unit {
    if lang.is_chinese() {
        return Unit {
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
    Unit { keys, verb }
}

fn verb_root(word: &str) -> Option<String> {
    let root = word
        .strip_suffix("maq")
        .or_else(|| word.strip_suffix("mək"))?;
    (root.chars().count() >= 2).then(|| root.to_owned())
}

/// Reads a table whose first line names the columns.
fn read(table: &'static str) -> Vec<Row> {
    let mut lines = table
        .lines()
        .map(|line| line.trim_end_matches('\r'))
        .filter(|line| !line.is_empty() && !line.starts_with('#'));
    let header: Vec<&str> = lines.next().unwrap_or_default().split('\t').collect();
    let at = LANGS.map(|tag| header.iter().position(|name| *name == tag));
    lines
        .map(|line| {
            let cells: Vec<&str> = line.split('\t').collect();
            at.map(|column| {
                let cell = column
                    .and_then(|column| cells.get(column))
                    .copied()
                    .unwrap_or_default();
                cell.split('|')
                    .map(str::trim)
                    .filter(|text| !text.is_empty())
                    .collect()
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pairs(source: (&str, &str), target: (&str, &str)) -> Vec<(String, String)> {
        let side = |(text, tag): (&str, &str)| {
            let lang = Lang::parse(tag).unwrap();
            let none = FxHashSet::default();
            let known = chinese_words(&lang).unwrap_or(&none);
            (Side::new(&[text.to_owned()], &lang, known), lang)
        };
        let ((a, a_lang), (b, b_lang)) = (side(source), side(target));
        let key = |side: &Side, word: u32| side.vocabulary[word as usize].key.clone();
        seed_pairs(&a, &b, &a_lang, &b_lang)
            .into_iter()
            .map(|(i, j, _)| (key(&a, i), key(&b, j)))
            .collect()
    }

    #[test]
    fn every_line_of_the_word_list_is_well_formed() {
        let mut lines = WORDS
            .lines()
            .enumerate()
            .filter(|(_, line)| !line.is_empty() && !line.starts_with('#'));
        assert_eq!(lines.next(), Some((0, "en\taz\tzh")));
        for (number, line) in lines {
            let cells: Vec<&str> = line.split('\t').collect();
            assert_eq!(cells.len(), 3, "line {}: {line}", number + 1);
            for cell in cells {
                assert!(
                    cell.split('|').all(|text| text == text.trim()),
                    "line {}: {line}",
                    number + 1
                );
            }
            let chinese = line.split('\t').nth(2).unwrap_or_default();
            assert!(
                !chinese.chars().any(char::is_whitespace),
                "line {}",
                number + 1
            );
        }
    }

    #[test]
    fn words_of_all_three_languages_meet() {
        let found = pairs(
            ("the ministers discussed water in Germany", "en"),
            ("德国部长讨论水", "zh"),
        );
        assert!(
            found.contains(&("germany".into(), "德国".into())),
            "{found:?}"
        );
        assert!(found.contains(&("water".into(), "水".into())), "{found:?}");
        let found = pairs(("Almaniyanın suyu", "az"), ("Germany's water", "en"));
        assert!(found.iter().any(|(_, en)| en == "germany"), "{found:?}");
        assert!(pairs(("water", "en"), ("Wasser", "de")).is_empty());
    }

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
