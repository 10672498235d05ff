//! What is checked: files, what folders hold, and pairs of texts, each once.

use super::settings::Settings;
use crate::cli::Global;
use crate::cli::output::{counted, eprint_error, eprint_message, warn};
use karvan::error::{Error, Place, Result};
use karvan::format::found::{Exclude, Found, files_of_units};
use karvan::format::pair_pattern::{FoundPairs, PairPattern, is_pattern};
use karvan::lang::Lang;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// Names of files that are told one by one; of more the rest is counted.
const NAMED: usize = 10;

/// Something to check.
#[derive(Debug)]
pub(super) enum Input {
    /// A file of units. In a folder it need not hold a pair of the languages.
    File { path: PathBuf, found: bool },
    /// A text and its translation.
    Pair([PathBuf; 2]),
}

/// Everything that is to be checked.
#[derive(Debug, Default)]
pub(super) struct Inputs {
    pub(super) all: Vec<Input>,
    /// How much could not be looked at.
    pub(super) unreadable: usize,
    folders: Vec<PathBuf>,
    seen: BTreeSet<Vec<PathBuf>>,
}

impl Inputs {
    /// Gathers what the settings name. `own` are files of the check itself, which are none of its texts.
    pub(super) fn gather(
        settings: &Settings,
        langs: &[Lang; 2],
        own: &[&Path],
        global: &Global,
    ) -> Result<Self> {
        let (files, pairs) = (&settings.files.value, &settings.pairs.value);
        if files.is_empty() && pairs.is_empty() {
            return Err(Error::usage(
                "there is nothing to check",
                "name a file of units or a folder of them, `-` for standard input, two texts with --pair, or \
                 `files` and `pairs` under [check] in karvan.toml",
            ));
        }
        let exclude = Exclude::new(&settings.exclude_from, &settings.exclude.value)?;
        let mut inputs = Self::default();
        let mut wrong = Vec::new();
        let own: BTreeSet<PathBuf> = own.iter().map(|path| canonical(path)).collect();
        for file in files {
            if file.is_dir() {
                let mut found = files_of_units(file, &exclude, &langs[0], &langs[1]);
                found.files.retain(|file| !own.contains(&canonical(file)));
                wrong.extend(inputs.folder(file, found, global).err());
            } else {
                match readable(file) {
                    Ok(()) => inputs.add(Input::File {
                        path: file.clone(),
                        found: false,
                    }),
                    Err(error) => wrong.push(error),
                }
            }
        }
        for [source, target] in pairs {
            if is_pattern(source) || is_pattern(target) {
                let found = PairPattern::new(source, target, &langs[0], &langs[1])?.find(&exclude);
                wrong.extend(inputs.pattern([source, target], found, global).err());
            } else {
                match readable(source).and_then(|()| readable(target)) {
                    Ok(()) => inputs.add(Input::Pair([source.clone(), target.clone()])),
                    Err(error) => wrong.push(error),
                }
            }
        }
        inputs.with_wrong(wrong)
    }

    /// Every file that is read.
    pub(super) fn paths(&self) -> impl Iterator<Item = &Path> {
        let paths = self.all.iter().flat_map(|input| match input {
            Input::File { path, .. } => std::slice::from_ref(path),
            Input::Pair(pair) => &pair[..],
        });
        paths.map(PathBuf::as_path)
    }

    /// The pairs of texts.
    pub(super) fn pairs(&self) -> impl Iterator<Item = &[PathBuf; 2]> {
        self.all.iter().filter_map(|input| match input {
            Input::Pair(pair) => Some(pair),
            Input::File { .. } => None,
        })
    }

    /// The folders of which none of these files comes.
    pub(super) fn folders_without<'a>(
        &'a self,
        checked: &'a BTreeSet<PathBuf>,
    ) -> impl Iterator<Item = &'a Path> {
        let checked: Vec<PathBuf> = checked.iter().map(|path| canonical(path)).collect();
        self.folders
            .iter()
            .map(PathBuf::as_path)
            .filter(move |folder| {
                let folder = canonical(folder);
                !checked.iter().any(|file| file.starts_with(&folder))
            })
    }

    /// What is wrong with one input keeps no other from being checked: it is told, and counts as one that could not be
    /// looked at. Where nothing else is left, the last of it is the error.
    fn with_wrong(mut self, wrong: Vec<Error>) -> Result<Self> {
        let mut wrong = wrong.into_iter();
        if self.all.is_empty()
            && let Some(last) = wrong.next_back()
        {
            wrong.for_each(|error| eprint_error(&error));
            return Err(last);
        }
        self.tell_unreadable(wrong.as_slice());
        Ok(self)
    }

    /// Adds an input that is not there yet.
    fn add(&mut self, input: Input) {
        let files = match &input {
            Input::File { path, .. } => vec![canonical(path)],
            Input::Pair(pair) => pair.iter().map(|path| canonical(path)).collect(),
        };
        if self.seen.insert(files) {
            self.all.push(input);
        }
    }

    fn tell_unreadable(&mut self, errors: &[Error]) {
        errors.iter().for_each(eprint_error);
        self.unreadable += errors.len();
    }

    fn folder(&mut self, folder: &Path, found: Found, global: &Global) -> Result<()> {
        self.tell_unreadable(&found.unreadable);
        self.folders.push(folder.to_path_buf());
        if found.files.is_empty() {
            return Err(nothing_in(folder));
        }
        if global.verbose && found.passed_over > 0 {
            eprint_message(
                "note",
                &format!(
                    "{}: {} passed over: no files of units",
                    folder.display(),
                    counted(found.passed_over, "file", "files"),
                ),
            );
        }
        for path in found.files {
            self.add(Input::File { path, found: true });
        }
        Ok(())
    }

    fn pattern(
        &mut self,
        [source, target]: [&Path; 2],
        found: FoundPairs,
        global: &Global,
    ) -> Result<()> {
        self.tell_unreadable(&found.unreadable);
        tell_alone(&found.untranslated, "has no translation", global);
        tell_alone(
            &found.without_source,
            "is the translation of no text",
            global,
        );
        if found.pairs.is_empty() {
            let alone = found.untranslated.len();
            return Err(Error::usage(
                if alone == 0 {
                    format!("no file is named like \"{}\"", source.display())
                } else {
                    format!(
                        "{} named like \"{}\", but none like \"{}\"",
                        counted(alone, "file is", "files are"),
                        source.display(),
                        target.display()
                    )
                },
                "check the patterns of --pair and the folder; {name} is a part of a name, {*path} crosses folders",
            ));
        }
        for pair in found.pairs {
            self.add(Input::Pair(pair));
        }
        Ok(())
    }
}

/// There is nothing in a folder that could be checked.
pub(super) fn nothing_in(folder: &Path) -> Error {
    Error::malformed(
        Place::file(folder),
        "there is nothing to check in this folder",
        "files of units are told by their content; articles are named in pairs: --pair '{name}.en.md' '{name}.az.md'",
    )
}

/// Names the files that have no partner.
fn tell_alone(alone: &[[PathBuf; 2]], what: &str, global: &Global) {
    for [file, partner] in alone.iter().take(NAMED) {
        warn(
            global,
            &format!(
                "{} {what}: there is no {}",
                file.display(),
                partner.display()
            ),
        );
    }
    if alone.len() > NAMED {
        let more = counted(alone.len() - NAMED, "file", "files");
        warn(global, &format!("{more} more: {what}"));
    }
}

fn canonical(path: &Path) -> PathBuf {
    path.canonicalize().unwrap_or_else(|_| path.to_path_buf())
}

fn readable(file: &Path) -> Result<()> {
    if file == Path::new("-") {
        return Ok(());
    }
    if file.is_dir() {
        return Err(Error::read(file, std::io::ErrorKind::IsADirectory.into()));
    }
    std::fs::File::open(file)
        .map(|_| ())
        .map_err(|source| Error::read(file, source))
}
