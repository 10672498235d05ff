//! Which files of two or three folders are the same document in other languages: those with the same name.
//!
//! A language at the end of a name does not count: `visit.en.md` and `visit.az.md` are one document. Files are paired
//! by what they have most in common: first the whole name, then the name without its extension, then the same without
//! the language. What is left over has no partner, or more than one that could be meant.

use crate::error::{Error, Result};
use crate::lang::{ColumnName, Lang};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use unicode_normalization::UnicodeNormalization;
use walkdir::WalkDir;

/// A folder and the language of the files in it.
#[derive(Debug, Clone)]
pub struct LanguageFolder {
    /// The folder as the user named it.
    pub path: PathBuf,
    /// The language of its files.
    pub lang: Lang,
}

/// The files of a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PairedFiles {
    /// The path inside the folders without language and extension, parted by `/`.
    pub name: String,
    /// A file a folder, in the order of the folders.
    pub files: Vec<PathBuf>,
}

/// A file that has no partner in at least one of the other folders.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unpaired {
    /// The file.
    pub file: PathBuf,
    /// The numbers of the folders, from 0, that hold nothing of this name but what belongs to another document.
    pub missing: Vec<usize>,
    /// The files of that other document: it has more in common with the file's partner.
    pub taken: Vec<PathBuf>,
    /// What could not be looked at in those folders, and has this name or may hold a file of this name.
    pub unreadable: Vec<PathBuf>,
}

/// What was found in the folders; everything is in the order of the names.
#[derive(Debug, Default)]
pub struct Pairing {
    /// The documents that every folder has exactly once.
    pub documents: Vec<PairedFiles>,
    /// Files without a partner.
    pub unpaired: Vec<Unpaired>,
    /// Files that name no language, in folders that hold several.
    pub unnamed: Vec<PathBuf>,
    /// Files of one name of which a folder has several, so that it is not certain which belong together.
    pub doubtful: Vec<PairedFiles>,
    /// What could not be looked at.
    pub unreadable: Vec<Error>,
}

/// A file that waits for its partners.
struct Candidate {
    folder: usize,
    file: PathBuf,
    /// The path inside the folder without the extension.
    stem: String,
    /// The same without the language.
    name: String,
    extension: String,
}

/// What could not be looked at: the number of its folder, and the paths of the other files as those are compared.
struct Unlooked {
    candidate: Candidate,
    /// The path inside the folder with all that its name has.
    inside: String,
}

impl Unlooked {
    /// Whether it may be, or hold, the file of this name.
    fn may_be(&self, name: &str) -> bool {
        let rest = name.strip_prefix(self.inside.as_str());
        self.candidate.name == name || rest.is_some_and(|rest| rest.starts_with('/'))
    }
}

/// Finds the documents of two or more folders. Sub-folders are looked through; what begins with a dot is not. Where
/// a folder is named for two languages, only its files that name their language count.
///
/// # Errors
/// [`Error::Read`] when one of the folders is missing, a usage error when it is a file. A part of a folder that cannot be looked at is
/// listed in [`Pairing::unreadable`].
pub fn pair_folders(folders: &[LanguageFolder]) -> Result<Pairing> {
    let mut out = Pairing::default();
    let mut waiting = Vec::new();
    let mut roots = Vec::new();
    let mut unlooked = Vec::new();
    let mut unnamed = BTreeSet::new();
    for folder in folders {
        let root = std::fs::canonicalize(&folder.path).map_err(|e| Error::read(&folder.path, e))?;
        if !root.is_dir() {
            return Err(Error::usage(
                format!(
                    "{} is a file, and --dir takes folders",
                    folder.path.display()
                ),
                "name a folder for each language, or leave out --dir",
            ));
        }
        roots.push(root);
    }
    for (number, folder) in folders.iter().enumerate() {
        let shared = roots.iter().filter(|root| **root == roots[number]).count() > 1;
        // A folder inside another one is looked through for its own language only.
        let inner = |path: &Path| {
            std::fs::canonicalize(path)
                .is_ok_and(|path| path != roots[number] && roots.contains(&path))
        };
        let entries = WalkDir::new(&folder.path)
            .follow_links(true)
            .into_iter()
            .filter_entry(|entry| {
                entry.depth() == 0
                    || !(entry.file_name().to_string_lossy().starts_with('.')
                        || entry.file_type().is_dir() && inner(entry.path()))
            });
        for entry in entries {
            match entry {
                Ok(entry) if entry.file_type().is_file() => {
                    let (candidate, named) = candidate(number, folder, entry.into_path());
                    if named || !shared {
                        waiting.push(candidate);
                    } else if !names_a_language(&candidate.stem) {
                        unnamed.insert(candidate.file);
                    }
                }
                Ok(_) => {}
                Err(error) => {
                    let path = error.path().unwrap_or(&folder.path).to_path_buf();
                    let reason = match error.loop_ancestor() {
                        Some(_) => std::io::Error::other("the link leads back to where it lies"),
                        None => error.into(),
                    };
                    unlooked.push(Unlooked {
                        inside: inside(folder, &path),
                        candidate: candidate(number, folder, path.clone()).0,
                    });
                    out.unreadable.push(Error::read(path, reason));
                }
            }
        }
    }
    waiting.sort_by(|a, b| (&a.name, a.folder, &a.file).cmp(&(&b.name, b.folder, &b.file)));
    let with_extension = |name: &str, c: &Candidate| format!("{name}\0{}", c.extension);
    let keys: [(&Key, &Key); 4] = [
        (&|c| with_extension(&c.stem, c), &|c| c.stem.clone()),
        (&|c| c.stem.clone(), &|c| c.stem.clone()),
        (&|c| with_extension(&c.name, c), &|c| c.name.clone()),
        (&|c| c.name.clone(), &|c| c.name.clone()),
    ];
    let mut taken = Taken::default();
    for (key, name) in keys {
        waiting = take_complete(
            waiting,
            folders.len(),
            (&mut out.documents, &mut taken),
            key,
            name,
        );
    }
    leave_over(waiting, folders.len(), (&taken, &unlooked), &mut out);
    out.unnamed = unnamed.into_iter().collect();
    if let Some(first) = folders.first() {
        tell_apart(&mut out.documents, &first.path);
    }
    out.documents.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(out)
}

/// The path of a file inside its folder, as it is compared.
fn inside(folder: &LanguageFolder, file: &Path) -> String {
    let inside = file.strip_prefix(&folder.path).unwrap_or(file);
    let parts = inside.components();
    let parts: Vec<String> = parts.map(|part| whole(part.as_os_str())).collect();
    parts.join("/")
}

/// A part of a path. Some file systems take letters apart that others keep whole.
fn whole(part: &std::ffi::OsStr) -> String {
    part.to_string_lossy().nfc().collect()
}

/// Whether the stem of a name ends with a language, whichever it is.
fn names_a_language(stem: &str) -> bool {
    stem.match_indices(['.', '_', '-']).any(|(at, _)| {
        let end = &stem[at + 1..];
        match ColumnName::of(end) {
            ColumnName::Tag(lang) | ColumnName::Name(lang) => is_plain(&lang),
            _ => false,
        }
    })
}

/// A file with its name as it is compared, and whether it names the language of its folder.
fn candidate(number: usize, folder: &LanguageFolder, file: PathBuf) -> (Candidate, bool) {
    let inside = file.strip_prefix(&folder.path).unwrap_or(&file);
    let text = |part: Option<&std::ffi::OsStr>| part.map(whole).unwrap_or_default();
    let stem = text(inside.file_stem());
    let bare = without_language(&stem, &folder.lang);
    let mut parent = String::new();
    for part in inside.parent().into_iter().flat_map(Path::components) {
        parent.push_str(&text(Some(part.as_os_str())));
        parent.push('/');
    }
    let candidate = Candidate {
        folder: number,
        name: format!("{parent}{}", bare.unwrap_or(&stem)),
        stem: format!("{parent}{stem}"),
        extension: text(inside.extension()).to_lowercase(),
        file,
    };
    (candidate, bare.is_some())
}

/// The stem of a file's name without the language that stands at its end after `.`, `_` or `-`; `None` where it
/// names none, or another one than the folder's. A language with more than script and region is a part of the name:
/// `news-en-1996` ends with a well-formed tag.
fn without_language<'a>(stem: &'a str, lang: &Lang) -> Option<&'a str> {
    stem.match_indices(['.', '_', '-'])
        .filter(|(at, _)| *at > 0)
        .find(|(at, _)| {
            let named = Lang::parse_spelled(&stem[at + 1..]);
            named.is_some_and(|found| lang.fit(&found).is_some() && is_plain(&found))
        })
        .map(|(at, _)| &stem[..at])
}

fn is_plain(lang: &Lang) -> bool {
    lang.as_str()
        .split('-')
        .skip(1)
        .all(|part| match part.len() {
            2 | 4 => part.bytes().all(|b| b.is_ascii_alphabetic()),
            3 => part.bytes().all(|b| b.is_ascii_digit()),
            _ => false,
        })
}

/// What two files of a document have in common.
type Key<'a> = dyn Fn(&Candidate) -> String + 'a;

fn by_key(waiting: Vec<Candidate>, key: &Key<'_>) -> BTreeMap<String, Vec<Candidate>> {
    let mut groups: BTreeMap<String, Vec<Candidate>> = BTreeMap::new();
    for candidate in waiting {
        groups.entry(key(&candidate)).or_default().push(candidate);
    }
    groups
}

/// The files of documents by what each is called without language and extension.
type Taken = BTreeMap<String, Vec<PathBuf>>;

/// Takes out the documents that every folder has exactly once under this key, and gives back the rest.
fn take_complete(
    waiting: Vec<Candidate>,
    folders: usize,
    (documents, taken): (&mut Vec<PairedFiles>, &mut Taken),
    key: &Key<'_>,
    name: &Key<'_>,
) -> Vec<Candidate> {
    let mut rest = Vec::new();
    for (_, group) in by_key(waiting, key) {
        // They are in the order of the folders.
        if group.iter().map(|c| c.folder).eq(0..folders) {
            let files: Vec<PathBuf> = group.iter().map(|c| c.file.clone()).collect();
            for candidate in &group {
                let name = taken.entry(candidate.name.clone());
                name.or_insert_with(|| files.clone());
            }
            documents.push(document(group, name));
        } else {
            rest.extend(group);
        }
    }
    rest.sort_by_key(|candidate| candidate.folder);
    rest
}

/// Documents that would have the same name are called by the name of their first file.
fn tell_apart(documents: &mut [PairedFiles], folder: &Path) {
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    for document in documents.iter() {
        *seen.entry(document.name.clone()).or_default() += 1;
    }
    for document in documents {
        if let (Some(2..), Some(file)) = (seen.get(&document.name), document.files.first()) {
            let inside = file.strip_prefix(folder).unwrap_or(file);
            document.name = inside.display().to_string().replace('\\', "/");
        }
    }
}

fn document(group: Vec<Candidate>, name: &Key<'_>) -> PairedFiles {
    PairedFiles {
        name: group.first().map(name).unwrap_or_default(),
        files: group.into_iter().map(|c| c.file).collect(),
    }
}

/// Tells files without a partner from those with several.
fn leave_over(
    waiting: Vec<Candidate>,
    folders: usize,
    (taken, unlooked): (&Taken, &[Unlooked]),
    out: &mut Pairing,
) {
    for (name, group) in by_key(waiting, &|c| c.name.clone()) {
        let missing: Vec<usize> = (0..folders)
            .filter(|folder| group.iter().all(|c| c.folder != *folder))
            .collect();
        if missing.is_empty() {
            out.doubtful.push(document(group, &|c| c.name.clone()));
        } else {
            let unreadable: Vec<PathBuf> = unlooked
                .iter()
                .filter(|it| missing.contains(&it.candidate.folder) && it.may_be(&name))
                .map(|it| it.candidate.file.clone())
                .collect();
            out.unpaired.extend(group.into_iter().map(|c| Unpaired {
                file: c.file,
                missing: missing.clone(),
                taken: taken.get(&name).cloned().unwrap_or_default(),
                unreadable: unreadable.clone(),
            }));
        }
    }
}

#[cfg(test)]
mod tests;
