//! Configuration: defaults < `karvan.toml` < environment < flags.
//!
//! `karvan.toml` is looked for in the current folder and then upwards. Paths in it are relative to it.

use crate::error::{Error, Place, Result};
use serde::Deserialize;
use std::path::{Path, PathBuf};

/// The name of the file.
pub const FILE_NAME: &str = "karvan.toml";
/// The memory that is used when nothing names another.
pub const DEFAULT_MEMORY: &str = "karvan.db";

/// What `karvan.toml` can say.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// The translation memory.
    pub tm: Option<PathBuf>,
    /// The glossary.
    pub glossary: Option<PathBuf>,
}

impl Config {
    /// Reads the nearest `karvan.toml` from a folder upwards; the default where there is none.
    ///
    /// # Errors
    /// When it cannot be read or does not parse; with its line.
    pub fn find(folder: &Path) -> Result<Self> {
        match folder
            .ancestors()
            .map(|f| f.join(FILE_NAME))
            .find(|f| f.is_file())
        {
            Some(path) => Self::read(&path),
            None => Ok(Self::default()),
        }
    }

    fn read(path: &Path) -> Result<Self> {
        let text = crate::format::encoding::read_text(path)?;
        let mut config: Self = toml::from_str(&text).map_err(|error| {
            let before = error.span().map_or(0, |span| span.start.min(text.len()));
            let (line, column) = crate::format::encoding::line_column(&text.as_bytes()[..before]);
            Error::malformed(
                Place::at(path, line, column),
                error.message().to_owned(),
                "the file may hold `tm = \"FILE\"` and `glossary = \"FILE\"`",
            )
        })?;
        let folder = path.parent().unwrap_or(Path::new("."));
        for file in [&mut config.tm, &mut config.glossary].into_iter().flatten() {
            *file = folder.join(&file);
        }
        Ok(config)
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
        assert_eq!(config.tm.unwrap(), root.path().join("tm/all.db"));
        assert_eq!(config.glossary, None);
    }

    #[test]
    fn a_mistake_is_told_with_its_line() {
        let root = tempfile::tempdir().unwrap();
        let path = root.path().join(FILE_NAME);
        std::fs::write(&path, "tm = \"a.db\"\nglosary = \"b.tsv\"\n").unwrap();
        let error = Config::find(root.path()).unwrap_err().to_string();
        assert!(
            error.contains("karvan.toml:2:1: unknown field `glosary`"),
            "{error}"
        );
    }
}
