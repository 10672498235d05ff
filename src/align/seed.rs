//! The built-in lexicon: common words and terms of English, Azerbaijani and Chinese, turned into the aligner's
//! own words.

use super::anchors::Pair;
use super::phrase::{Finder, Phrase, crossed, phrase};
use crate::lang::Lang;
use rustc_hash::FxHashSet;
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

/// The lexicon, read once: the rows, and the same as words of the aligner (Chinese stays as it is written).
struct Lexicon {
    rows: Vec<[Vec<Phrase>; 3]>,
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
                alternatives.iter().map(|text| phrase(text, lang)).collect()
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

/// The Chinese words of the lexicon, to cut a Chinese text by.
pub(super) fn chinese_words() -> &'static FxHashSet<&'static str> {
    &LEXICON.chinese
}

/// The English words of the lexicon, without those of several words.
pub fn english_words() -> FxHashSet<&'static str> {
    let rows = read(WORDS).into_iter();
    let words = rows.flat_map(|[english, _, _]| english);
    words.filter(|word| !word.contains(' ')).collect()
}

/// The pairs of the lexicon between the words of two texts; none unless both languages are in it.
pub(super) fn seed_pairs(
    source: &Finder<'_>,
    target: &Finder<'_>,
    source_lang: &Lang,
    target_lang: &Lang,
) -> Vec<Pair> {
    let (Some(a), Some(b)) = (column(source_lang), column(target_lang)) else {
        return Vec::new();
    };
    if a == b {
        return Vec::new();
    }
    let mut out = Vec::new();
    for row in &LEXICON.rows {
        let found = source.all(&row[a]);
        if !found.is_empty() {
            out.extend(crossed(&found, &target.all(&row[b]), WORD_WEIGHT));
        }
    }
    out
}

fn column(lang: &Lang) -> Option<usize> {
    let tag = lang.primary();
    LANGS.iter().position(|known| *known == tag.as_str())
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
    use super::super::words::Side;
    use super::*;

    fn pairs(source: (&str, &str), target: (&str, &str)) -> Vec<(String, String)> {
        let side = |(text, tag): (&str, &str)| {
            let lang = Lang::parse(tag).unwrap();
            let none = FxHashSet::default();
            let known = if lang.is_chinese() {
                chinese_words()
            } else {
                &none
            };
            (Side::new(&[text.to_owned()], &lang, known), lang)
        };
        let ((a, a_lang), (b, b_lang)) = (side(source), side(target));
        let key = |side: &Side, word: u32| side.vocabulary[word as usize].key.clone();
        let (from, to) = (
            Finder::new(&a, chinese_words()),
            Finder::new(&b, chinese_words()),
        );
        seed_pairs(&from, &to, &a_lang, &b_lang)
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
}
