//! A file that is written beside its place and takes it when it is whole.

use crate::error::Error;
use std::collections::BTreeSet;
use std::fs::{File, Metadata};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// How the names of files begin that are not whole yet.
const PREFIX: &str = ".karvan-";

/// A file in the making. Dropped without [`Replacement::finish`], it is gone, and what stood in its place stays.
///
/// Whoever is killed meanwhile leaves it behind. So each is locked while it is written, and the next one that is made in
/// the folder takes away those that nobody holds.
#[derive(Debug)]
pub struct Replacement {
    file: tempfile::NamedTempFile,
    place: PathBuf,
}

impl Replacement {
    /// Begins a file with the permissions of the one that it is to replace, else the usual ones. A link stays a link: the
    /// file that it names is replaced.
    pub fn begin(path: &Path) -> io::Result<Self> {
        let place = path.canonicalize().unwrap_or_else(|_| path.to_path_buf());
        let folder = folder_of(&place);
        remove_abandoned(folder);
        let existing = std::fs::metadata(&place).ok();
        let file = loop {
            let file = create(folder, existing.as_ref())?;
            // Best effort: some file systems know no locks. Nothing is taken away on them.
            let _ = file.as_file().try_lock();
            // Between the two steps another program may have held it for abandoned.
            if file.path().exists() {
                break file;
            }
        };
        Ok(Self { file, place })
    }

    /// Where the file lies until it is whole.
    pub fn path(&self) -> &Path {
        self.file.path()
    }

    /// Brings to the disk what was written. A large file takes its time.
    pub fn sync(&self) -> io::Result<()> {
        self.file.as_file().sync_all()
    }

    /// Gives the file its name. It is on the disk then.
    pub fn finish(self) -> io::Result<()> {
        self.sync()?;
        self.file.persist(&self.place).map_err(|e| e.error)?;
        sync_folder(folder_of(&self.place));
        Ok(())
    }

    /// Gives several files their names, each of which was brought to the disk before ([`Replacement::sync`]), in moments.
    /// Where one cannot have its name, those whose names were free are taken away again.
    ///
    /// # Errors
    /// [`Error::Write`] with the file that cannot have its name.
    pub fn finish_all(files: Vec<Self>) -> Result<(), Error> {
        let mut new = Vec::new();
        let mut folders = BTreeSet::new();
        for Self { file, place } in files {
            let is_new = !place.exists();
            if let Err(error) = file.persist(&place) {
                for path in &new {
                    // Best effort: the error that brought us here is the one to tell.
                    let _ = std::fs::remove_file(path);
                }
                return Err(Error::write(place, error.error));
            }
            folders.insert(folder_of(&place).to_path_buf());
            if is_new {
                new.push(place);
            }
        }
        for folder in &folders {
            sync_folder(folder);
        }
        Ok(())
    }
}

/// Brings the names of a folder to the disk. Best effort: not every system can wait for a folder, and a file is whole under
/// either name.
fn sync_folder(folder: &Path) {
    let _ = File::open(folder).and_then(|folder| folder.sync_all());
}

impl Write for Replacement {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

fn folder_of(place: &Path) -> &Path {
    match place.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    }
}

fn create(folder: &Path, existing: Option<&Metadata>) -> io::Result<tempfile::NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(PREFIX);
    #[cfg(unix)]
    if existing.is_none() {
        use std::os::unix::fs::PermissionsExt;
        // What the user's mask leaves of it.
        builder.permissions(std::fs::Permissions::from_mode(0o666));
    }
    let file = builder.tempfile_in(folder)?;
    if let Some(existing) = existing {
        file.as_file().set_permissions(existing.permissions())?;
    }
    Ok(file)
}

/// Takes away what killed programs left in a folder. Best effort: it is in nobody's way.
fn remove_abandoned(folder: &Path) {
    let Ok(entries) = std::fs::read_dir(folder) else {
        return;
    };
    for entry in entries.flatten() {
        let is_file = entry.file_type().is_ok_and(|kind| kind.is_file());
        if !is_file || !is_ours(&entry.file_name().to_string_lossy()) {
            continue;
        }
        let path = entry.path();
        if let Ok(file) = File::open(&path)
            && file.try_lock().is_ok()
        {
            let _ = std::fs::remove_file(&path);
        }
    }
}

/// Whether a name is one that `tempfile` makes with our prefix: six letters and digits more.
fn is_ours(name: &str) -> bool {
    name.strip_prefix(PREFIX)
        .is_some_and(|rest| rest.len() == 6 && rest.bytes().all(|b| b.is_ascii_alphanumeric()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(folder: &Path) -> Vec<String> {
        let mut names: Vec<String> = std::fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }

    #[test]
    fn what_was_abandoned_goes_and_what_is_being_written_stays() {
        let root = tempfile::tempdir().unwrap();
        let (other, own) = (root.path().join("other.tmx"), root.path().join("own.tmx"));
        // Left by a killed program, by a program that still writes, and by somebody else.
        std::fs::write(root.path().join(".karvan-Ab12Cd"), "half").unwrap();
        std::fs::write(root.path().join(".karvan-notes"), "kept").unwrap();
        let mut writing = Replacement::begin(&other).unwrap();
        writing.write_all(b"whole").unwrap();
        assert_eq!(names(root.path()).len(), 2, "{:?}", names(root.path()));
        Replacement::begin(&own).unwrap().finish().unwrap();
        writing.finish().unwrap();
        assert_eq!(
            names(root.path()),
            [".karvan-notes", "other.tmx", "own.tmx"]
        );
        assert_eq!(std::fs::read(&other).unwrap(), b"whole");
    }

    #[test]
    fn several_files_get_their_names_or_none_does() {
        let root = tempfile::tempdir().unwrap();
        let place = |name: &str| root.path().join(name);
        let begin = || ["a", "b", "c"].map(|name| Replacement::begin(&place(name)).unwrap());
        let files = begin();
        std::fs::create_dir(place("c")).unwrap();
        let error = Replacement::finish_all(files.into()).unwrap_err();
        assert!(error.to_string().contains("/c: "), "{error}");
        assert_eq!(names(root.path()), ["c"]);
        std::fs::remove_dir(place("c")).unwrap();
        Replacement::finish_all(begin().into()).unwrap();
        assert_eq!(names(root.path()), ["a", "b", "c"]);
    }
}
