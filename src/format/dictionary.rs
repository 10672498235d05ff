//! Dictionaries for alignment: CC-CEDICT, hunalign's format (`target @ source` a line), two columns parted by a TAB.

use super::encoding::read_text;
use crate::align::{Dictionary, Entry};
use crate::error::{Error, Place, Result};
use crate::lang::Lang;
use crate::text::is_han;
use std::path::Path;

/// How much an entry says, compared with a shared number.
const WEIGHT: f64 = 0.8;
/// The same for a gloss, of which a word has many.
const GLOSS_WEIGHT: f64 = 0.4;
/// The same for the sound of a name, which is also written in other ways.
const NAME_WEIGHT: f64 = 0.25;
/// Longer explanations are no translations.
const MOST_WORDS: usize = 4;
/// A file in which more than one line in so many is of another form is of another form.
const WRONG_LINES: usize = 10;

/// The formats, known by the form of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Format {
    Cedict,
    Hunalign,
    Columns,
}

const FORMATS: [Format; 3] = [Format::Cedict, Format::Hunalign, Format::Columns];

/// Reads a dictionary; its format is found by its content. Only CC-CEDICT says its languages.
///
/// # Errors
/// [`Error::Read`], or [`Error::Malformed`] for a file of none of the formats.
pub fn read_dictionary(path: &Path) -> Result<Dictionary> {
    parse(&read_text(path)?, path)
}

/// As [`read_dictionary`], from the content of the file; `path` is its name for messages.
pub fn parse(text: &str, path: &Path) -> Result<Dictionary> {
    let lines = || {
        text.lines()
            .enumerate()
            .map(|(number, line)| (number + 1, line.trim_end()))
            .filter(|(_, line)| !line.trim().is_empty() && !line.starts_with('#'))
    };
    let none = |line: Option<usize>| {
        Error::malformed(
            line.map_or_else(|| Place::file(path), |line| Place::line(path, line)),
            "this is no line of a dictionary",
            "give CC-CEDICT, a file with `target @ source` a line (as hunalign's), or two columns with a tab between",
        )
    };
    let Some((number, first)) = lines().next() else {
        return Err(Error::malformed(
            Place::file(path),
            "there is no entry in it",
            "give a dictionary with a line for each entry",
        ));
    };
    if first.split('\t').any(|cell| cell == "id") {
        return Err(Error::malformed(
            Place::line(path, number),
            "this is a glossary",
            "name it with --glossary",
        ));
    }
    let mut entries = Vec::new();
    let format = FORMATS
        .into_iter()
        .find(|format| format.read(first, &mut entries))
        .ok_or_else(|| none(Some(number)))?;
    let (mut all, mut wrong) = (0, Vec::new());
    for (number, line) in lines().skip(1) {
        all += 1;
        if !format.read(line, &mut entries) {
            wrong.push(number);
        }
    }
    if wrong.len() * WRONG_LINES > all {
        return Err(none(wrong.first().copied()));
    }
    Ok(Dictionary {
        langs: match format {
            Format::Cedict => Some((Lang::parse("zh")?, Lang::parse("en")?)),
            Format::Hunalign | Format::Columns => None,
        },
        entries,
    })
}

impl Format {
    /// Adds the entries of a line; `false` when it has another form.
    fn read(self, line: &str, entries: &mut Vec<Entry>) -> bool {
        match self {
            Self::Cedict => cedict(line, entries).is_some(),
            Self::Hunalign => line
                .split_once(" @ ")
                .is_some_and(|(target, source)| pair(source, target, entries)),
            Self::Columns => {
                let mut cells = line.split('\t');
                matches!((cells.next(), cells.next()), (Some(a), Some(b)) if pair(a, b, entries))
            }
        }
    }
}

fn pair(left: &str, right: &str, entries: &mut Vec<Entry>) -> bool {
    let (left, right) = (left.trim(), right.trim());
    if left.is_empty() || right.is_empty() {
        return false;
    }
    entries.push(Entry {
        left: left.to_owned(),
        right: right.to_owned(),
        weight: WEIGHT,
    });
    true
}

/// `traditional simplified [pinyin] /gloss/gloss/`.
fn cedict(line: &str, entries: &mut Vec<Entry>) -> Option<()> {
    let (traditional, rest) = line.split_once(' ')?;
    let (simplified, rest) = rest.split_once(" [")?;
    let (sounds, glosses) = rest.split_once("] /")?;
    let glosses = glosses.strip_suffix('/')?;
    let mut add = |right: String, weight: f64| {
        let words = std::iter::once(simplified);
        for left in words.chain((traditional != simplified).then_some(traditional)) {
            entries.push(Entry {
                left: left.to_owned(),
                right: right.clone(),
                weight,
            });
        }
    };
    for gloss in glosses.split(['/', ';']).filter_map(clean) {
        add(gloss, GLOSS_WEIGHT);
    }
    if let Some(name) = name(sounds) {
        add(name, NAME_WEIGHT);
    }
    Some(())
}

/// What begins a gloss that translates nothing.
const REMARKS: [&str; 15] = [
    "variant of",
    "old variant of",
    "archaic variant",
    "ancient variant",
    "erhua variant",
    "Japanese variant",
    "CL:",
    "see ",
    "abbr. ",
    "used in ",
    "used to ",
    "also written",
    "also pr.",
    "Taiwan pr.",
    "classifier for",
];

/// What stands for a person or a thing in a gloss.
const PLACES: [&str; 10] = [
    "sb", "sth", "sb's", "one's", "oneself", "etc", "lit.", "fig.", "esp.", "surname",
];

/// A gloss as a translation: without remarks in brackets and places for words; `None` for a remark or a long explanation.
fn clean(gloss: &str) -> Option<String> {
    if REMARKS.iter().any(|remark| gloss.starts_with(remark)) {
        return None;
    }
    let mut depth = 0_usize;
    let mut plain = String::with_capacity(gloss.len());
    for c in gloss.chars() {
        match c {
            '(' | '[' => depth += 1,
            ')' | ']' => depth = depth.saturating_sub(1),
            _ if depth == 0 => plain.push(c),
            _ => {}
        }
    }
    // Of "Baku, capital of Azerbaijan" the name translates.
    let plain = if plain.trim_start().starts_with(char::is_uppercase) {
        plain.split(',').next().unwrap_or_default()
    } else {
        &plain
    };
    let words: Vec<&str> = plain
        .split_whitespace()
        .filter(|word| !PLACES.contains(word))
        .collect();
    let content = words.len() - usize::from(words.first() == Some(&"to"));
    if content == 0 || content > MOST_WORDS || !plain.contains(|c: char| c.is_ascii_alphabetic()) {
        return None;
    }
    // A Chinese word in a gloss points to another entry.
    (!plain.contains(is_han)).then(|| words.join(" "))
}

/// The sounds of a name of two characters or more as it is written in Latin letters, such as Beijing.
fn name(sounds: &str) -> Option<String> {
    let parts: Vec<&str> = sounds.split(' ').collect();
    let begins = sounds.starts_with(|c: char| c.is_ascii_uppercase());
    if !begins || parts.len() < 2 || parts.len() > 3 {
        return None;
    }
    let letters: String = sounds
        .chars()
        .filter(char::is_ascii_alphabetic)
        .collect::<String>()
        .to_ascii_lowercase();
    (letters.len() >= 4).then_some(letters)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A file of the table: format, line, then `left = right` for each entry.
    #[test]
    fn lines_become_entries() {
        let table = include_str!("../../tests/data/dictionary.tsv");
        for row in table.lines().filter(|row| !row.starts_with("//")) {
            let (line, expected) = row.split_once(" => ").unwrap();
            let line = line.replace("<TAB>", "\t");
            let found = parse(&line, Path::new("d")).unwrap();
            let found: Vec<String> = found
                .entries
                .iter()
                .map(|entry| format!("{} = {}", entry.left, entry.right))
                .collect();
            assert_eq!(found.join("; "), expected, "{line}");
        }
    }

    #[test]
    fn only_cedict_says_its_languages() {
        let langs = |text| parse(text, Path::new("d")).unwrap().langs.is_some();
        assert!(langs("條約 条约 [tiao2 yue1] /treaty/"));
        assert!(!langs("müqavilə @ treaty"));
        assert!(!langs("treaty\tmüqavilə"));
    }

    #[test]
    fn other_files_are_refused_with_the_line() {
        for (text, line) in [
            ("", 0),
            ("# only a remark\n", 0),
            ("This is an article.\nIt has lines.", 1),
            ("id\ten\taz\n1\ttreaty\tmüqavilə", 1),
            ("treaty\tmüqavilə\nThe rest is prose.\nAnd more prose.", 2),
        ] {
            let Err(Error::Malformed { place, .. }) = parse(text, Path::new("d")) else {
                panic!("{text:?} was read");
            };
            assert_eq!(place.line, line, "{text:?}");
        }
    }
}
