//! Why a memory cannot be opened, where SQLite only says that it cannot.

use super::damage;
use crate::error::{Error, Result, io_reason};
use rusqlite::ErrorCode;
use std::fs::OpenOptions;
use std::io;
use std::path::Path;

/// The error for people: what the file system says about the file and its folder comes before what SQLite says.
pub(super) fn explain(path: &Path, source: rusqlite::Error) -> Error {
    if let Some(told) = damage::for_people(path, &source) {
        return told;
    }
    let of_place = matches!(
        source.sqlite_error_code(),
        Some(ErrorCode::CannotOpen | ErrorCode::ReadOnly | ErrorCode::PermissionDenied)
    );
    let found = if of_place { check(path) } else { Ok(()) };
    found.err().unwrap_or(Error::Sqlite {
        path: path.to_path_buf(),
        source,
    })
}

/// Whether a memory here can be written to, or made.
///
/// # Errors
/// [`Error::Memory`] with what is wrong with the file or its folder, and what to do.
pub(super) fn check(path: &Path) -> Result<()> {
    let failed = |what, help: &str| {
        Err(Error::Memory {
            path: path.to_path_buf(),
            what,
            help: help.into(),
        })
    };
    let is_there = path.exists();
    if is_there && let Err(error) = OpenOptions::new().append(true).open(path) {
        let what = format!("the memory cannot be written to: {}", io_reason(&error));
        return failed(what, COPY);
    }
    let folder = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty());
    let folder = folder.unwrap_or(Path::new("."));
    let Err(error) = tempfile::tempfile_in(folder) else {
        return Ok(());
    };
    // The error of tempfile names a file that nobody knows.
    let (folder, reason) = (folder.display(), io_reason(&io::Error::from(error.kind())));
    if is_there {
        let what = format!(
            "the folder of the memory, {folder}, cannot be written to: {reason}; a memory keeps its log there"
        );
        failed(what, COPY)
    } else {
        let what = format!("no memory can be made here: {folder} cannot be written to: {reason}");
        failed(
            what,
            "name a file in a folder that you may write to with --tm",
        )
    }
}

const COPY: &str = "look-ups and exports work as it is; to write to it, change the permissions, or copy it to a folder that you may write to and name the copy with --tm";
