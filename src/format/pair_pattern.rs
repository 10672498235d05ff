//! Texts and their translations by the pattern of their names: `articles/{name}.en.md` and `articles/{name}.az.md`.
//!
//! `{word}` stands for one name or a part of it, `{*word}` for any number of folders too. A word that stands twice is
//! the same both times. `{source}` and `{target}` are the tags of the two languages.

use super::found::{Exclude, files_in};
use crate::error::{Error, Result};
use crate::lang::Lang;
use regex::Regex;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// A pattern of a name.
#[derive(Debug)]
struct Pattern {
    written: String,
    parts: Vec<Part>,
    regex: Regex,
}

#[derive(Debug, PartialEq, Eq)]
enum Part {
    Text(String),
    Word { name: String, folders: bool },
}

/// What the words of a pattern stand for in a name.
type Words = BTreeMap<String, String>;

/// Two patterns with the same words.
#[derive(Debug)]
pub struct PairPattern {
    sides: [Pattern; 2],
}

/// The files that two patterns find.
#[derive(Debug, Default)]
pub struct FoundPairs {
    /// Texts with their translations, in the order of the names.
    pub pairs: Vec<[PathBuf; 2]>,
    /// Texts without a translation, with the name that it would have.
    pub untranslated: Vec<[PathBuf; 2]>,
    /// Translations without their text, with the name that it would have.
    pub without_source: Vec<[PathBuf; 2]>,
    /// What could not be looked at.
    pub unreadable: Vec<Error>,
}

/// Whether a name holds a word in braces. A file whose name has braces of its own is no pattern.
pub fn is_pattern(path: &Path) -> bool {
    let text = path.to_string_lossy();
    !path.exists() && parse(&text).is_ok_and(|parts| parts.iter().any(|part| part.word().is_some()))
}

impl Part {
    fn word(&self) -> Option<&str> {
        match self {
            Self::Word { name, .. } => Some(name),
            Self::Text(_) => None,
        }
    }
}

impl PairPattern {
    /// Reads the patterns of the texts and of their translations.
    ///
    /// # Errors
    /// [`Error::Usage`] for a brace that is not closed, and for a word that only one of them has.
    pub fn new(texts: &Path, translations: &Path, source: &Lang, target: &Lang) -> Result<Self> {
        let sides = [
            Pattern::new(texts, source, target)?,
            Pattern::new(translations, source, target)?,
        ];
        let [own, theirs] = [&sides[0], &sides[1]].map(Pattern::words);
        if let Some(word) = own.symmetric_difference(&theirs).next() {
            return Err(Error::usage(
                format!(
                    "only one of \"{}\" and \"{}\" has {{{word}}}",
                    sides[0].written, sides[1].written
                ),
                "write the same words in braces on both sides",
            ));
        }
        if sides[0].written == sides[1].written {
            return Err(Error::usage(
                format!("the two patterns are the same: \"{}\"", sides[0].written),
                "name the translations differently, such as {name}.en.md and {name}.az.md",
            ));
        }
        Ok(Self { sides })
    }

    /// Finds the files.
    pub fn find(&self, exclude: &Exclude) -> FoundPairs {
        let mut found = FoundPairs::default();
        let [texts, translations] = &self.sides;
        for (file, words) in texts.files(exclude, &mut found.unreadable) {
            let partner = translations.fill(&words);
            let place = if partner.is_file() {
                &mut found.pairs
            } else {
                &mut found.untranslated
            };
            place.push([file, partner]);
        }
        // What could not be looked at was told already.
        for (file, words) in translations.files(exclude, &mut Vec::new()) {
            let partner = texts.fill(&words);
            if !partner.is_file() {
                found.without_source.push([file, partner]);
            }
        }
        found
    }
}

impl Pattern {
    fn new(path: &Path, source: &Lang, target: &Lang) -> Result<Self> {
        let written = path.to_string_lossy().replace('\\', "/");
        let written = written.strip_prefix("./").unwrap_or(&written);
        let written = written
            .replace("{source}", source.as_str())
            .replace("{target}", target.as_str());
        let parts = parse(&written).map_err(|what| {
            Error::usage(
                format!("\"{written}\": {what}"),
                "write {name} for a part of a name, {*path} for folders too",
            )
        })?;
        let mut expression = String::from("(?s)^");
        for part in &parts {
            expression.push_str(&match part {
                Part::Text(text) => regex::escape(text),
                Part::Word { folders: false, .. } => "([^/]+)".to_owned(),
                Part::Word { folders: true, .. } => "(.+)".to_owned(),
            });
        }
        expression.push('$');
        let regex = Regex::new(&expression).map_err(|_| {
            Error::usage(
                format!("\"{written}\" is too long for a pattern"),
                "use fewer words in braces",
            )
        })?;
        Ok(Self {
            written,
            parts,
            regex,
        })
    }

    fn words(&self) -> BTreeSet<&str> {
        self.parts.iter().filter_map(Part::word).collect()
    }

    /// The folder in which all its files lie.
    fn folder(&self) -> &Path {
        let fixed = match self.parts.first() {
            Some(Part::Text(text)) => text.as_str(),
            _ => "",
        };
        Path::new(match fixed.rfind('/') {
            Some(0) => "/",
            Some(at) => &fixed[..at],
            None => "",
        })
    }

    /// The files of this name, with what the words stand for.
    fn files(&self, exclude: &Exclude, unreadable: &mut Vec<Error>) -> Vec<(PathBuf, Words)> {
        let found = files_in(self.folder(), exclude);
        unreadable.extend(found.unreadable);
        found
            .files
            .into_iter()
            .filter_map(|file| {
                let name = file.to_string_lossy().replace('\\', "/");
                let words = self.read(&name)?;
                Some((file, words))
            })
            .collect()
    }

    fn read(&self, name: &str) -> Option<Words> {
        let captures = self.regex.captures(name)?;
        let mut words = Words::new();
        let named = self.parts.iter().filter_map(Part::word);
        for (word, found) in named.zip(captures.iter().skip(1).flatten()) {
            let found = found.as_str();
            let before = words.insert(word.to_owned(), found.to_owned());
            if before.is_some_and(|before| before != found) {
                return None;
            }
        }
        Some(words)
    }

    fn fill(&self, words: &Words) -> PathBuf {
        let mut path = String::new();
        for part in &self.parts {
            path.push_str(match part {
                Part::Text(text) => text,
                Part::Word { name, .. } => words.get(name).map_or("", String::as_str),
            });
        }
        PathBuf::from(path)
    }
}

/// The parts of a pattern, or what is wrong with it.
fn parse(text: &str) -> std::result::Result<Vec<Part>, String> {
    let mut parts = Vec::new();
    let mut rest = text;
    while let Some(open) = rest.find('{') {
        if open > 0 {
            parts.push(Part::Text(rest[..open].to_owned()));
        }
        let inside = &rest[open + 1..];
        let close = inside
            .find('}')
            .ok_or("there is a brace that is not closed")?;
        let word = &inside[..close];
        let name = word.strip_prefix('*').unwrap_or(word);
        let is_word = |c: char| c.is_alphanumeric() || c == '_' || c == '-';
        if name.is_empty() || !name.chars().all(is_word) {
            return Err(format!("{{{word}}} is no word in braces"));
        }
        parts.push(Part::Word {
            name: name.to_owned(),
            folders: name.len() < word.len(),
        });
        rest = &inside[close + 1..];
    }
    if !rest.is_empty() {
        parts.push(Part::Text(rest.to_owned()));
    }
    Ok(parts)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(files: &[&str], patterns: [&str; 2]) -> [Vec<String>; 3] {
        let root = tempfile::tempdir().unwrap();
        for file in files {
            let path = root.path().join(file);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, "x").unwrap();
        }
        let [en, az] = ["en", "az"].map(|tag| Lang::parse(tag).unwrap());
        let [texts, translations] = patterns.map(|pattern| root.path().join(pattern));
        let exclude = Exclude::new(root.path(), &["old/".into()]).unwrap();
        let pattern = PairPattern::new(&texts, &translations, &en, &az).unwrap();
        let found = pattern.find(&exclude);
        let short = |pairs: &[[PathBuf; 2]]| -> Vec<String> {
            let inside = |file: &PathBuf| {
                let file = file.strip_prefix(root.path()).unwrap();
                file.display().to_string()
            };
            let line = |[a, b]: &[PathBuf; 2]| format!("{} {}", inside(a), inside(b));
            pairs.iter().map(line).collect()
        };
        [
            short(&found.pairs),
            short(&found.untranslated),
            short(&found.without_source),
        ]
    }

    #[test]
    fn names_are_paired_by_the_words_in_braces() {
        for (files, patterns, expected) in [
            (
                &["a.en.md", "a.az.md", "b.en.md", "c.az.md", "old/d.en.md"][..],
                ["{name}.en.md", "{name}.az.md"],
                [
                    &["a.en.md a.az.md"][..],
                    &["b.en.md b.az.md"],
                    &["c.az.md c.en.md"],
                ],
            ),
            (
                &["2024/en/a.txt", "2024/az/a.txt", "2025/en/b.txt"],
                ["{year}/{source}/{name}.txt", "{year}/{target}/{name}.txt"],
                [
                    &["2024/en/a.txt 2024/az/a.txt"],
                    &["2025/en/b.txt 2025/az/b.txt"],
                    &[],
                ],
            ),
            (
                &[
                    "en/x/y/a.md",
                    "az/x/y/a.md",
                    "en/b.md",
                    "az/b.md",
                    "old/e.md",
                ],
                ["en/{*path}.md", "az/{*path}.md"],
                [&["en/b.md az/b.md", "en/x/y/a.md az/x/y/a.md"], &[], &[]],
            ),
            // One word, twice.
            (
                &["a/a.en.md", "a/b.en.md", "a/a.az.md"],
                ["{n}/{n}.en.md", "{n}/{n}.az.md"],
                [&["a/a.en.md a/a.az.md"], &[], &[]],
            ),
        ] {
            let [pairs, untranslated, without_source] = found(files, patterns);
            assert_eq!(pairs, expected[0], "{patterns:?}");
            assert_eq!(untranslated, expected[1], "{patterns:?}");
            assert_eq!(without_source, expected[2], "{patterns:?}");
        }
    }

    #[test]
    fn a_pattern_that_cannot_be_meant_is_told() {
        let [en, az] = ["en", "az"].map(|tag| Lang::parse(tag).unwrap());
        for (texts, translations, expected) in [
            ("{name}.en.md", "{nam}.az.md", "has {nam"),
            ("{name.en.md", "{name}.az.md", "not closed"),
            ("{}.md", "{}.az.md", "{} is no word in braces"),
            ("{name}.md", "{name}.md", "the two patterns are the same"),
        ] {
            let pattern = PairPattern::new(texts.as_ref(), translations.as_ref(), &en, &az);
            let error = pattern.unwrap_err().to_string();
            assert!(error.contains(expected), "{error}");
        }
        assert!(is_pattern("a/{name}.md".as_ref()));
        assert!(!is_pattern("a/name.md".as_ref()));
        assert!(!is_pattern("a/{}.md".as_ref()));
    }
}
