//! What folders hold: files by name, and among them those of units. What `.gitignore` names, what begins with a dot, and
//! what the user excludes is passed over.

use super::detect::{Format, ReadOptions, detect, open_units};
use super::encoding;
use crate::error::{Error, Result};
use crate::lang::{ColumnName, Lang};
use ignore::WalkBuilder;
use ignore::gitignore::{Gitignore, GitignoreBuilder};
use std::path::{Path, PathBuf};

/// How much of a file is looked at for its header.
const HEAD: usize = 1 << 13;

/// Columns that only a glossary has.
const OF_GLOSSARIES: [&str; 5] = ["domain", "pos", "definition", "flags", "status"];

/// What the user does not want to be looked at, in the patterns of `.gitignore`.
#[derive(Debug, Clone)]
pub struct Exclude(Gitignore);

impl Exclude {
    /// Patterns that are seen from a folder; an empty path is the current one.
    ///
    /// # Errors
    /// [`Error::Usage`] for what is no pattern.
    pub fn new(folder: &Path, patterns: &[String]) -> Result<Self> {
        let mut builder = GitignoreBuilder::new(folder);
        let wrong = |pattern: &str, error: ignore::Error| {
            Error::usage(
                format!("\"{pattern}\" is no pattern of files: {error}"),
                "write it as in a .gitignore, such as \"drafts/\" or \"*.old.tmx\"",
            )
        };
        for pattern in patterns {
            builder
                .add_line(None, pattern)
                .map_err(|error| wrong(pattern, error))?;
        }
        let built = builder.build().map_err(|error| wrong("", error))?;
        Ok(Self(built))
    }

    /// Whether a file or folder, or one that it lies in, is excluded.
    pub fn covers(&self, path: &Path, is_folder: bool) -> bool {
        let path = path.strip_prefix(".").unwrap_or(path);
        let inside = path.strip_prefix(self.0.path()).unwrap_or(path);
        // What lies outside of the folder has no place in its patterns.
        let outside = inside.is_absolute() || inside.starts_with("..");
        !outside
            && self
                .0
                .matched_path_or_any_parents(inside, is_folder)
                .is_ignore()
    }
}

/// What a folder holds.
#[derive(Debug, Default)]
pub struct Found {
    /// Files in the order of their names.
    pub files: Vec<PathBuf>,
    /// How many files there were beside them.
    pub passed_over: usize,
    /// What could not be looked at.
    pub unreadable: Vec<Error>,
}

/// All files of a folder and its folders.
pub fn files_in(folder: &Path, exclude: &Exclude) -> Found {
    let mut found = Found::default();
    let root = if folder.as_os_str().is_empty() {
        Path::new(".")
    } else {
        folder
    };
    let excluded = exclude.clone();
    let walk = WalkBuilder::new(root)
        .require_git(false)
        .sort_by_file_path(Ord::cmp)
        .filter_entry(move |entry| {
            let is_folder = entry.file_type().is_some_and(|kind| kind.is_dir());
            entry.depth() == 0 || !excluded.covers(entry.path(), is_folder)
        })
        .build();
    for entry in walk {
        match entry {
            Ok(entry) if entry.path().is_file() => {
                let path = entry.path();
                let path = path.strip_prefix(".").unwrap_or(path);
                found.files.push(path.to_path_buf());
            }
            Ok(_) => {}
            Err(error) => found.unreadable.push(unreadable(error, folder)),
        }
    }
    found
}

fn unreadable(error: ignore::Error, folder: &Path) -> Error {
    let mut path = folder.to_path_buf();
    let mut inner = &error;
    loop {
        inner = match inner {
            ignore::Error::WithPath { path: at, err } => {
                path.clone_from(at);
                err
            }
            ignore::Error::WithDepth { err, .. } | ignore::Error::WithLineNumber { err, .. } => err,
            _ => break,
        };
    }
    let reason = error.to_string();
    let source = error
        .into_io_error()
        .unwrap_or_else(|| std::io::Error::other(reason));
    Error::read(path, source)
}

/// The files of units in a folder and its folders. A table counts where a header names its columns and it is no
/// glossary: any text with tabs would be one otherwise.
pub fn files_of_units(folder: &Path, exclude: &Exclude, source: &Lang, target: &Lang) -> Found {
    let mut found = files_in(folder, exclude);
    let all = found.files.len();
    found.files.retain(|file| holds_units(file, source, target));
    found.passed_over = all - found.files.len();
    found
}

fn holds_units(file: &Path, source: &Lang, target: &Lang) -> bool {
    let options = ReadOptions {
        source: Some(source.clone()),
        target: Some(target.clone()),
        ..ReadOptions::default()
    };
    let Ok(head) = head(file) else {
        // It is not quietly left out that a file cannot be read.
        return true;
    };
    match detect(&head) {
        Ok(Format::Tsv) => names_columns(&head, source, target),
        _ => open_units(file, &options).is_ok(),
    }
}

fn head(file: &Path) -> std::io::Result<Vec<u8>> {
    use std::io::Read;
    let mut head = Vec::new();
    std::fs::File::open(file)?
        .take(HEAD as u64)
        .read_to_end(&mut head)?;
    Ok(head)
}

/// Whether the first line names a source and a target, and nothing that only a glossary has.
fn names_columns(head: &[u8], source: &Lang, target: &Lang) -> bool {
    let text = encoding::decode_head(head);
    let line = text.lines().find(|line| !line.trim().is_empty());
    let cells: Vec<String> = line
        .unwrap_or_default()
        .split('\t')
        .map(|cell| cell.trim().to_lowercase())
        .collect();
    let has = |name: &str| cells.iter().any(|cell| cell == name);
    let has_lang = |lang: &Lang| {
        cells.iter().any(|cell| match ColumnName::of(cell) {
            ColumnName::Tag(named) | ColumnName::Word(named) => lang.fit(&named).is_some(),
            _ => false,
        })
    };
    let glossary = cells
        .iter()
        .any(|cell| cell.ends_with("_forbidden") || OF_GLOSSARIES.contains(&cell.as_str()));
    !glossary && (has("source") && has("target") || has_lang(source) && has_lang(target))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(found: &Found, root: &Path) -> Vec<String> {
        let inside = |file: &PathBuf| file.strip_prefix(root).unwrap().display().to_string();
        found.files.iter().map(inside).collect()
    }

    #[test]
    fn a_folder_is_looked_through_for_what_can_be_checked() {
        let root = tempfile::tempdir().unwrap();
        let root = root.path();
        for (name, content) in [
            ("b.tmx", "<?xml version=\"1.0\"?>\n<tmx version=\"1.4\"/>"),
            ("a/pairs.tsv", "id\ten\taz\n1\tpeace\tsülh\n"),
            ("a/sides.tsv", "source\ttarget\npeace\tsülh\n"),
            ("a/log.tsv", "12:00\tstarted\n"),
            ("a/other.tsv", "id\ten\tzh\n1\tpeace\t和平\n"),
            (
                "glossary.tsv",
                "id\ten\taz\taz_forbidden\n1\tpeace\tsülh\t\n",
            ),
            ("picture.png", "\u{89}PNG"),
            ("notes.md", "# Notes\n"),
            (".hidden/c.tmx", "<tmx version=\"1.4\"/>"),
            ("built/c.tmx", "<tmx version=\"1.4\"/>"),
            ("drafts/c.tmx", "<tmx version=\"1.4\"/>"),
            (".gitignore", "built/\n"),
        ] {
            let path = root.join(name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, content).unwrap();
        }
        let exclude = Exclude::new(root, &["drafts/".into()]).unwrap();
        let lang = |tag| Lang::parse(tag).unwrap();
        let found = files_of_units(root, &exclude, &lang("en"), &lang("az"));
        assert_eq!(names(&found, root), ["a/pairs.tsv", "a/sides.tsv", "b.tmx"]);
        assert_eq!(found.passed_over, 5);
        assert!(found.unreadable.is_empty());
    }

    #[test]
    fn excluded_is_what_a_gitignore_would_ignore() {
        let exclude = Exclude::new(Path::new("../top"), &["old/".into(), "*.bak".into()]).unwrap();
        for (path, covered) in [
            ("../top/old", true),
            ("../top/a/old/b.tmx", true),
            ("../top/a.bak", true),
            ("../top/a.tmx", false),
            ("../other/a.bak", false),
        ] {
            let path = Path::new(path);
            assert_eq!(
                exclude.covers(path, path.ends_with("old")),
                covered,
                "{path:?}"
            );
        }
        let here = Exclude::new(Path::new(""), &["/a.tmx".into()]).unwrap();
        assert!(here.covers(Path::new("./a.tmx"), false));
        assert!(!here.covers(Path::new("b/a.tmx"), false));
        assert!(Exclude::new(Path::new(""), &["[z-a]".into()]).is_err());
    }
}
