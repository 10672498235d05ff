//! What can go wrong, in the user's words: what, where (`file:line:column`) and what to do.

use std::fmt;
use std::path::{Path, PathBuf};

/// A place in a file. Line and column count from 1; 0 means "not known".
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Place {
    /// The file as the user named it; `-` is standard input.
    pub file: String,
    /// Line from 1, or 0.
    pub line: usize,
    /// Column in code points from 1, or 0.
    pub column: usize,
}

impl Place {
    /// The whole of a file.
    pub fn file(path: impl AsRef<Path>) -> Self {
        Self {
            file: path.as_ref().display().to_string(),
            line: 0,
            column: 0,
        }
    }

    /// A line of a file.
    pub fn line(path: impl AsRef<Path>, line: usize) -> Self {
        Self {
            line,
            ..Self::file(path)
        }
    }

    /// A line and a column of a file.
    pub fn at(path: impl AsRef<Path>, line: usize, column: usize) -> Self {
        Self {
            line,
            column,
            ..Self::file(path)
        }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(named(Path::new(&self.file)).as_str())?;
        if self.line > 0 {
            write!(f, ":{}", self.line)?;
            if self.column > 0 {
                write!(f, ":{}", self.column)?;
            }
        }
        Ok(())
    }
}

/// A file as messages name it; `-` is standard input.
pub(crate) fn named(path: &Path) -> String {
    if path == Path::new("-") {
        "standard input".into()
    } else {
        path.display().to_string()
    }
}

/// The error of every function of this crate. Its text is one message for people;
/// [`Error::help`] says what to do about it.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A file cannot be read.
    #[error("{}: cannot be read: {}", named(path), io_reason(source))]
    Read {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// A file cannot be written.
    #[error("{}: cannot be written: {}", path.display(), write_reason(source))]
    Write {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// The content of a file is not what it should be.
    #[error("{place}: {what}")]
    Malformed {
        /// Where.
        place: Place,
        /// What is wrong.
        what: String,
        /// What to do; may be empty.
        help: String,
    },
    /// A language tag that cannot be used.
    #[error("{tag:?} is not a language tag")]
    Language {
        /// As it was written.
        tag: String,
        /// What to do.
        help: String,
    },
    /// The memory is missing, newer, of another program, or damaged.
    #[error("{}: {what}", path.display())]
    Memory {
        /// The SQLite file.
        path: PathBuf,
        /// What is wrong.
        what: String,
        /// What to do.
        help: String,
    },
    /// `SQLite` refused; the text says during what.
    #[error("{}: {}", path.display(), sqlite_reason(source))]
    Sqlite {
        /// The SQLite file.
        path: PathBuf,
        /// SQLite's own error.
        source: rusqlite::Error,
    },
    /// A request that makes no sense.
    #[error("{what}")]
    Usage {
        /// What is wrong.
        what: String,
        /// What to do; may be empty.
        help: String,
    },
    /// Two texts that are no translation of each other.
    #[error("{what}")]
    Unrelated {
        /// What was found.
        what: String,
        /// What to do.
        help: String,
    },
}

impl Error {
    /// A malformed file.
    pub fn malformed(place: Place, what: impl Into<String>, help: impl Into<String>) -> Self {
        Self::Malformed {
            place,
            what: what.into(),
            help: help.into(),
        }
    }

    /// A request that makes no sense.
    pub fn usage(what: impl Into<String>, help: impl Into<String>) -> Self {
        Self::Usage {
            what: what.into(),
            help: help.into(),
        }
    }

    /// A file that cannot be read.
    pub fn read(path: impl AsRef<Path>, source: std::io::Error) -> Self {
        Self::Read {
            path: path.as_ref().to_path_buf(),
            source,
        }
    }

    /// A file that cannot be written.
    pub fn write(path: impl AsRef<Path>, source: std::io::Error) -> Self {
        Self::Write {
            path: path.as_ref().to_path_buf(),
            source,
        }
    }

    /// What the user can do about it, if there is something to say.
    pub fn help(&self) -> Option<&str> {
        let help = match self {
            Self::Malformed { help, .. }
            | Self::Language { help, .. }
            | Self::Memory { help, .. }
            | Self::Usage { help, .. }
            | Self::Unrelated { help, .. } => help.as_str(),
            Self::Read { source, .. } => read_help(source),
            Self::Write { source, .. } => write_help(source),
            Self::Sqlite { source, .. } => sqlite_help(source),
        };
        (!help.is_empty()).then_some(help)
    }
}

/// The result of every function of this crate that can fail.
pub type Result<T> = std::result::Result<T, Error>;

/// Which of the known names was probably meant: for "did you mean".
pub fn closest<'n>(name: &str, known: impl IntoIterator<Item = &'n str>) -> Option<&'n str> {
    known
        .into_iter()
        .map(|other| (strsim::damerau_levenshtein(name, other), other))
        .filter(|(distance, other)| distance * 3 <= other.chars().count().max(3))
        .min()
        .map(|(_, other)| other)
}

/// Why the system refused, in the user's words.
pub(crate) fn io_reason(error: &std::io::Error) -> String {
    use std::io::ErrorKind as Kind;
    match error.kind() {
        Kind::NotFound => "there is no such file".into(),
        Kind::PermissionDenied => "permission denied".into(),
        Kind::IsADirectory => "it is a folder".into(),
        Kind::StorageFull => "the disk is full".into(),
        Kind::ReadOnlyFilesystem => "the file system is read-only".into(),
        _ => error.to_string(),
    }
}

fn write_reason(error: &std::io::Error) -> String {
    use std::io::ErrorKind as Kind;
    match error.kind() {
        Kind::FileTooLarge => "a limit on the size of files is reached".into(),
        Kind::QuotaExceeded => "the quota of the disk is used up".into(),
        _ => io_reason(error),
    }
}

fn read_help(error: &std::io::Error) -> &'static str {
    match error.kind() {
        std::io::ErrorKind::NotFound => "check the name and the folder",
        std::io::ErrorKind::IsADirectory => "name a file in it",
        std::io::ErrorKind::UnexpectedEof | std::io::ErrorKind::InvalidInput => {
            "get or pack it again; nothing was taken from this file"
        }
        std::io::ErrorKind::FileTooLarge => "unpack it yourself first, if you trust it",
        _ => "",
    }
}

fn write_help(error: &std::io::Error) -> &'static str {
    match error.kind() {
        std::io::ErrorKind::NotFound => "create the folder first",
        std::io::ErrorKind::PermissionDenied | std::io::ErrorKind::ReadOnlyFilesystem => {
            "choose a folder that you may write to"
        }
        std::io::ErrorKind::StorageFull | std::io::ErrorKind::QuotaExceeded => {
            "make room and try again"
        }
        std::io::ErrorKind::FileTooLarge => "raise the limit (`ulimit -f`), or write elsewhere",
        _ => "",
    }
}

fn sqlite_reason(error: &rusqlite::Error) -> String {
    use rusqlite::ErrorCode as Code;
    match error.sqlite_error_code() {
        Some(Code::DatabaseBusy | Code::DatabaseLocked) => {
            "another program is writing to this memory".into()
        }
        Some(Code::DiskFull) => "the disk is full; nothing was changed".into(),
        Some(Code::ReadOnly) => "the memory is read-only".into(),
        Some(Code::PermissionDenied | Code::CannotOpen) => "the memory cannot be opened".into(),
        Some(Code::DatabaseCorrupt) => "the memory is damaged".into(),
        Some(Code::NotADatabase) => "this is not a SQLite file".into(),
        Some(Code::SystemIoFailure) => format!("the disk reports an error ({error})"),
        _ => match error {
            rusqlite::Error::FromSqlConversionFailure(..)
            | rusqlite::Error::Utf8Error(..)
            | rusqlite::Error::InvalidColumnType(..) => {
                "a unit of the memory is damaged: what is stored of it cannot be read".into()
            }
            _ => format!("the memory is not as karvan made it ({error})"),
        },
    }
}

fn sqlite_help(error: &rusqlite::Error) -> &'static str {
    use rusqlite::ErrorCode as Code;
    match error.sqlite_error_code() {
        Some(Code::DatabaseBusy | Code::DatabaseLocked) => "wait until it is done and try again",
        Some(Code::DiskFull) => "make room and try again",
        Some(Code::ReadOnly | Code::PermissionDenied | Code::CannotOpen) => {
            "check the permissions of the file and of its folder"
        }
        Some(Code::SystemIoFailure) => {
            "nothing was changed; look whether the disk is full, failing, or limited (`ulimit -f`), and try again"
        }
        Some(Code::DatabaseCorrupt) => {
            "run `karvan verify`; restore the file from a backup, or save what SQLite's `.recover` can read"
        }
        Some(Code::NotADatabase) => "give the SQLite file that karvan made",
        _ => {
            "run `karvan verify` to see what is wrong; a backup or SQLite's own tools can bring it back"
        }
    }
}
