//! One program at a time changes a glossary: who reads it to change it waits until the one before has written.

use crate::error::{Error, Result};
use std::fs::File;
use std::io;
use std::path::Path;

/// The turn to change a glossary; given back when it is dropped.
#[derive(Debug)]
pub struct Turn {
    _locked: Option<File>,
}

impl Turn {
    /// Waits for the turn. A glossary that is not there yet, and a file system without locks, give it at once.
    ///
    /// # Errors
    /// [`Error::Read`] when the file cannot be opened or locked.
    pub fn wait(path: &Path) -> Result<Self> {
        let fail = |source| Error::read(path, source);
        loop {
            let file = match File::open(path) {
                Ok(file) => file,
                Err(error) if error.kind() == io::ErrorKind::NotFound => {
                    return Ok(Self { _locked: None });
                }
                Err(error) => return Err(fail(error)),
            };
            match file.lock() {
                Ok(()) => {}
                Err(error) if error.kind() == io::ErrorKind::Unsupported => {
                    return Ok(Self { _locked: None });
                }
                Err(error) => return Err(fail(error)),
            }
            // Whoever had the turn has put another file in this one's place.
            if is_still(&file, path).map_err(fail)? {
                return Ok(Self {
                    _locked: Some(file),
                });
            }
        }
    }
}

#[cfg(unix)]
fn is_still(file: &File, path: &Path) -> io::Result<bool> {
    use std::os::unix::fs::MetadataExt;
    let (held, there) = (file.metadata()?, std::fs::metadata(path));
    match there {
        Ok(there) => Ok(held.dev() == there.dev() && held.ino() == there.ino()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
        Err(error) => Err(error),
    }
}

#[cfg(not(unix))]
fn is_still(_: &File, _: &Path) -> io::Result<bool> {
    // An open file is not replaced there.
    Ok(true)
}
