//! Which file a memory was opened as. A name can lead to another file by the time that an act is to be committed: what is
//! written to one that was removed or moved away would be announced and gone.

use crate::error::{Error, Result};
use std::path::{Path, PathBuf};

/// The name of a memory, and the file that it led to.
#[derive(Debug, Clone)]
pub(super) struct Place {
    path: PathBuf,
    /// Where the system tells files apart: device and number.
    file: Option<(u64, u64)>,
}

impl Place {
    /// The place of a memory that has just been opened.
    pub(super) fn of(path: &Path) -> Self {
        Self {
            path: path.to_path_buf(),
            file: file_at(path),
        }
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// # Errors
    /// [`Error::Memory`] where the name leads to another file now, or to none.
    pub(super) fn check(&self) -> Result<()> {
        // One that was gone before it was looked at is not there either.
        let known = self.file.is_some() || cfg!(not(unix));
        if known && self.file == file_at(&self.path) {
            return Ok(());
        }
        Err(Error::Memory {
            path: self.path.clone(),
            what: "the memory was removed, moved or replaced while it was written to".into(),
            help: "nothing was written; run the command again".into(),
        })
    }
}

#[cfg(unix)]
fn file_at(path: &Path) -> Option<(u64, u64)> {
    use std::os::unix::fs::MetadataExt;
    let file = std::fs::metadata(path).ok()?;
    Some((file.dev(), file.ino()))
}

/// Windows does not let anybody remove or rename a file that SQLite has open.
#[cfg(not(unix))]
fn file_at(_path: &Path) -> Option<(u64, u64)> {
    None
}
