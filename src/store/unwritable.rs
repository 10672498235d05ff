//! Why a memory cannot be opened, where SQLite only says that it cannot.

use crate::error::{Error, io_reason};
use rusqlite::ErrorCode;
use std::fs::OpenOptions;
use std::io;
use std::path::Path;

/// The error for people: what the file system says about the file and its folder comes before what SQLite says.
pub(super) fn explain(path: &Path, source: rusqlite::Error) -> Error {
    let of_place = matches!(
        source.sqlite_error_code(),
        Some(ErrorCode::CannotOpen | ErrorCode::ReadOnly | ErrorCode::PermissionDenied)
    );
    let found = if of_place { reason(path) } else { None };
    match found {
        Some((what, help)) => Error::Memory {
            path: path.to_path_buf(),
            what,
            help,
        },
        None => Error::Sqlite {
            path: path.to_path_buf(),
            source,
        },
    }
}

/// What is wrong with the place, and what to do.
fn reason(path: &Path) -> Option<(String, String)> {
    let is_there = path.exists();
    if is_there && let Err(error) = OpenOptions::new().append(true).open(path) {
        let what = format!("the memory cannot be written to: {}", io_reason(&error));
        return Some((what, COPY.into()));
    }
    let folder = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty());
    let folder = folder.unwrap_or(Path::new("."));
    let error = tempfile::tempfile_in(folder).err()?;
    // The error of tempfile names a file that nobody knows.
    let (folder, reason) = (folder.display(), io_reason(&io::Error::from(error.kind())));
    Some(if is_there {
        let what = format!(
            "the folder of the memory, {folder}, cannot be written to: {reason}; a memory keeps its log there"
        );
        (what, COPY.into())
    } else {
        let what = format!("no memory can be made here: {folder} cannot be written to: {reason}");
        (
            what,
            "name a file in a folder that you may write to with --tm".into(),
        )
    })
}

const COPY: &str = "look-ups and exports work as it is; to write to it, change the permissions, or copy it to a folder that you may write to and name the copy with --tm";
