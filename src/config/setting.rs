//! The settings that `karvan.toml` can hold: their names, kinds, defaults and what they do, in one place.

use crate::error::Place;

/// What a setting is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A word.
    Text,
    /// A file, relative to `karvan.toml`.
    Path,
    /// A language tag.
    Language,
    /// Several words.
    Texts,
    /// Several files, relative to `karvan.toml`.
    Paths,
    /// Several files with their partners, relative to `karvan.toml`.
    Pairs,
    /// A table of names with a word for each.
    Levels,
}

impl Kind {
    /// How it is written, with an example.
    pub(super) fn written(self) -> (&'static str, &'static str) {
        match self {
            Self::Text | Self::Path => ("a text", "\"…\""),
            Self::Language => ("a language tag", "\"az\""),
            Self::Texts | Self::Paths => ("a list of texts", "[\"…\", \"…\"]"),
            Self::Pairs => (
                "a list of pairs of texts",
                "[[\"{name}.en.md\", \"{name}.az.md\"]]",
            ),
            Self::Levels => ("a table of texts", "{ term-missing = \"warning\" }"),
        }
    }
}

/// The value of a setting as it is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// A word, a path or a language.
    Text(String),
    /// Several.
    Texts(Vec<String>),
    /// Pairs.
    Pairs(Vec<[String; 2]>),
    /// Names with a word for each.
    Levels(Vec<Level>),
}

/// What a table says of a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Level {
    /// The name.
    pub name: String,
    /// What is said of it.
    pub level: String,
    /// Where.
    pub place: Place,
}

/// A setting.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Setting {
    /// Its name with that of its table.
    pub name: &'static str,
    /// What it is.
    pub kind: Kind,
    /// What it does.
    pub about: &'static str,
}

const fn setting(name: &'static str, kind: Kind, about: &'static str) -> Setting {
    Setting { name, kind, about }
}

/// Every setting.
pub const SETTINGS: [Setting; 15] = [
    setting("tm", Kind::Path, "the translation memory"),
    setting("glossary", Kind::Path, "the glossary"),
    setting(
        "check.source",
        Kind::Language,
        "the language of the sources",
    ),
    setting(
        "check.target",
        Kind::Language,
        "the language of the translations",
    ),
    setting(
        "check.glossary",
        Kind::Path,
        "the glossary of the check, where it is another one",
    ),
    setting(
        "check.files",
        Kind::Paths,
        "files and folders that are checked",
    ),
    setting(
        "check.pairs",
        Kind::Pairs,
        "texts and their translations, by pattern",
    ),
    setting(
        "check.exclude",
        Kind::Texts,
        "what is passed over in folders and patterns, as in .gitignore",
    ),
    setting(
        "check.fail-on",
        Kind::Text,
        "the least severity that makes the check fail",
    ),
    setting("check.format", Kind::Text, "how findings are printed"),
    setting(
        "check.count",
        Kind::Text,
        "whether each occurrence of a term is to be translated",
    ),
    setting(
        "check.domains",
        Kind::Texts,
        "the domains of the texts, for concepts that are limited to one",
    ),
    setting(
        "check.baseline",
        Kind::Path,
        "findings that are known and not reported",
    ),
    setting(
        "check.suppressions",
        Kind::Path,
        "findings that are right as they stand, each with a reason",
    ),
    setting(
        "check.rules",
        Kind::Levels,
        "which rules run, and how bad their findings are",
    ),
];
