//! Configuration: defaults < `karvan.toml` < environment < flags.
//!
//! `karvan.toml` is looked for in the current folder and then upwards. Paths in it are relative to it. What it can say
//! is listed in [`SETTINGS`], and nothing else is accepted.

mod read;
mod setting;

pub use setting::{Kind, Level, SETTINGS, Setting, Value};

use crate::error::{Place, Result};
use crate::format::encoding::read_text;
use crate::lang::Lang;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// The name of the file.
pub const FILE_NAME: &str = "karvan.toml";
/// The memory that is used when nothing names another.
pub const DEFAULT_MEMORY: &str = "karvan.db";

/// Something that the file says, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said<T> {
    /// What.
    pub value: T,
    /// Where its name stands.
    pub place: Place,
}

/// What a `karvan.toml` says.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Config {
    /// The file as seen from the folder that was asked about; `None` where there is none.
    pub path: Option<PathBuf>,
    said: BTreeMap<&'static str, Said<Value>>,
}

impl Config {
    /// Reads the nearest `karvan.toml` from a folder upwards; nothing is said where there is none. An empty path is the
    /// current folder. Paths are given as seen from there.
    ///
    /// # Errors
    /// When it cannot be read or does not parse, for a setting that there is not, and for a value of another kind; with
    /// its line.
    pub fn find(folder: &Path) -> Result<Self> {
        let absolute = match std::path::absolute(folder) {
            Ok(absolute) if !folder.as_os_str().is_empty() => absolute,
            _ => std::env::current_dir().unwrap_or_default(),
        };
        let found = absolute
            .ancestors()
            .enumerate()
            .find(|(_, folder)| folder.join(FILE_NAME).is_file());
        let Some((up, ancestor)) = found else {
            return Ok(Self::default());
        };
        let base = if folder.as_os_str().is_empty() {
            std::iter::repeat_n("..", up).collect()
        } else {
            ancestor.to_path_buf()
        };
        Self::read(&base.join(FILE_NAME))
    }

    /// Reads a file.
    ///
    /// # Errors
    /// As [`Config::find`].
    pub fn read(path: &Path) -> Result<Self> {
        let text = read_text(path)?;
        let said = read::settings(&text, path)?;
        Ok(Self {
            path: Some(path.to_path_buf()),
            said,
        })
    }

    /// What the file says about a setting.
    pub fn value(&self, name: &str) -> Option<&Said<Value>> {
        self.said.get(name)
    }

    /// A setting of one word.
    pub fn text(&self, name: &str) -> Option<Said<String>> {
        self.typed(name, |value| match value {
            Value::Text(text) => Some(text.clone()),
            _ => None,
        })
    }

    /// A setting that is a file or a folder.
    pub fn path(&self, name: &str) -> Option<Said<PathBuf>> {
        self.typed(name, |value| match value {
            Value::Text(text) => Some(self.beside(text)),
            _ => None,
        })
    }

    /// A setting that is a language.
    pub fn lang(&self, name: &str) -> Option<Said<Lang>> {
        self.typed(name, |value| match value {
            Value::Text(text) => Lang::parse(text).ok(),
            _ => None,
        })
    }

    /// A setting of several words.
    pub fn texts(&self, name: &str) -> Option<Said<Vec<String>>> {
        self.typed(name, |value| match value {
            Value::Texts(texts) => Some(texts.clone()),
            _ => None,
        })
    }

    /// A setting of several files or folders.
    pub fn paths(&self, name: &str) -> Option<Said<Vec<PathBuf>>> {
        self.typed(name, |value| match value {
            Value::Texts(texts) => Some(texts.iter().map(|text| self.beside(text)).collect()),
            _ => None,
        })
    }

    /// A setting of several files with their partners.
    pub fn pairs(&self, name: &str) -> Option<Said<Vec<[PathBuf; 2]>>> {
        let pair = |pair: &[String; 2]| [self.beside(&pair[0]), self.beside(&pair[1])];
        self.typed(name, |value| match value {
            Value::Pairs(pairs) => Some(pairs.iter().map(pair).collect()),
            _ => None,
        })
    }

    /// A setting that is a table of names with a word for each, in the order of the file; empty where it says nothing.
    pub fn levels(&self, name: &str) -> &[Level] {
        match self.value(name).map(|said| &said.value) {
            Some(Value::Levels(levels)) => levels,
            _ => &[],
        }
    }

    /// The folder of the file; the current one where there is none.
    pub fn folder(&self) -> &Path {
        self.path
            .as_deref()
            .and_then(Path::parent)
            .unwrap_or(Path::new(""))
    }

    fn beside(&self, path: &str) -> PathBuf {
        self.folder().join(path)
    }

    fn typed<T>(&self, name: &str, read: impl Fn(&Value) -> Option<T>) -> Option<Said<T>> {
        let said = self.said.get(name)?;
        Some(Said {
            value: read(&said.value)?,
            place: said.place.clone(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_file_upwards_counts() {
        let root = tempfile::tempdir().unwrap();
        let deep = root.path().join("a/b");
        std::fs::create_dir_all(&deep).unwrap();
        std::fs::write(root.path().join(FILE_NAME), "tm = \"tm/all.db\"\n").unwrap();
        let config = Config::find(&deep).unwrap();
        assert_eq!(
            config.path("tm").unwrap().value,
            root.path().join("tm/all.db")
        );
        assert_eq!(config.path("glossary"), None);
    }

    /// What is wrong with a file, behind its name.
    fn mistake(text: &str) -> String {
        let root = tempfile::tempdir().unwrap();
        std::fs::write(root.path().join(FILE_NAME), text).unwrap();
        let error = Config::find(root.path()).unwrap_err().to_string();
        let at = error.find(FILE_NAME).unwrap();
        error[at + FILE_NAME.len() + 1..].to_owned()
    }

    #[test]
    fn a_mistake_is_told_with_its_line() {
        for (text, expected) in [
            (
                "tm = \"a.db\"\nglosary = \"b.tsv\"\n",
                "2:1: there is no setting `glosary`; did you mean `glossary`?",
            ),
            (
                "[check]\nsource = \"en\"\nfail_on = \"error\"\n",
                "3:1: there is no setting `check.fail_on`; did you mean `check.fail-on`?",
            ),
            (
                "source = \"en\"\n",
                "1:1: there is no setting `source`; did you mean `check.source`?",
            ),
            (
                "[checks]\n",
                "1:2: there is no table `checks`; did you mean `check`?",
            ),
            ("check = 3\n", "1:1: `check` is a table, written as [check]"),
            (
                "[check]\nfiles = \"a.tmx\"\n",
                "2:9: `check.files` is a list of texts",
            ),
            (
                "[check]\npairs = [[\"a\", \"b\", \"c\"]]\n",
                "2:10: `check.pairs` is a list of pairs of texts",
            ),
            (
                "[check]\nsource = \"english language\"\n",
                "2:10: `check.source`: \"english language\" is not a language tag",
            ),
            (
                "tm = \n",
                "1:6: string values must be quoted, expected literal string",
            ),
        ] {
            assert_eq!(mistake(text), expected, "{text}");
        }
    }
}
