//! Opening a memory: only what is ours, never a newer version, and nothing is touched before that is known.

use super::index::Cache;
use super::open_to_read::open_to_read;
use super::place::Place;
use super::{damage, schema, seal, unwritable};
use crate::error::{Error, Result};
use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};
use std::cell::{Cell, RefCell};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// What a memory is opened for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// To read; works on a read-only file in a read-only folder.
    Read,
    /// To write.
    Write,
    /// To write; it is created when it is missing. For the other modes it is missing until its first act is in.
    Create,
}

/// An open memory.
#[derive(Debug)]
pub struct Store {
    pub(super) connection: Connection,
    pub(super) cache: RefCell<Cache>,
    /// Whether all writing is noticed, as it was found in this version of the schema.
    pub(super) watched: Cell<Option<(i64, bool)>>,
    /// Whether it was found sound, so that one act after another asks once.
    pub(super) sound: Cell<bool>,
    pub(super) place: Place,
    /// Whether it had no act yet when it was opened.
    created: bool,
}

/// A memory that vanishes while it is opened is looked for again so often, so long after one another.
const LOOKS_AGAIN: usize = 5;
const BETWEEN: Duration = Duration::from_millis(20);

/// How long one writer waits for another.
pub(super) const BUSY: Duration = Duration::from_secs(30);
/// The size of a memory's pages: the smallest that keeps a row of the index inside the tree.
const PAGE_BYTES: u32 = 8_192;
/// Pages that SQLite keeps in memory, to write and to read: what is read of the index is kept as it is used (`index::Cache`).
const CACHE_KIB: i64 = 48 << 10;
const READ_CACHE_KIB: i64 = 24 << 10;
/// The magic at the beginning of every SQLite file.
const MAGIC: &[u8] = b"SQLite format 3\0";
/// The header of a SQLite file and the two numbers in it, big end first (SQLite file format, section 1.3).
const HEADER_BYTES: u64 = 100;
const USER_VERSION_AT: usize = 60;
const APPLICATION_ID_AT: usize = 68;

impl Store {
    /// Opens a memory.
    ///
    /// # Errors
    /// [`Error::Memory`] when it is missing (unless it is to be created), another program's file, newer than
    /// this program, or damaged; none of these is touched. [`Error::Sqlite`] when `SQLite` cannot open it.
    pub fn open(path: &Path, mode: Mode) -> Result<Self> {
        Self::open_waiting(path, mode, None)
    }

    /// [`Store::open`], where `wait` says how long one waits for another program that is writing, now and later: it is
    /// told how often it was asked before, takes its time, and says whether to try again. Without it the wait ends after
    /// half a minute.
    ///
    /// # Errors
    /// As [`Store::open`].
    pub fn open_waiting(path: &Path, mode: Mode, wait: Option<fn(i32) -> bool>) -> Result<Self> {
        // Another import that made the memory may have failed, and takes it away while this one opens it.
        for _ in 0..LOOKS_AGAIN {
            match Self::open_once(path, mode, wait) {
                Err(_) if mode == Mode::Create && !path.exists() => std::thread::sleep(BETWEEN),
                opened => return opened,
            }
        }
        Self::open_once(path, mode, wait)
    }

    fn open_once(path: &Path, mode: Mode, wait: Option<fn(i32) -> bool>) -> Result<Self> {
        let mut fresh = inspect(path, mode)?;
        let place = plain(path);
        let fail = |source| unwritable::explain(path, source);
        if !fresh {
            let connection = open_to_read(&place).map_err(fail)?;
            match check_identity(&connection, path) {
                Ok(_) if mode != Mode::Create && !has_act(&connection) => {
                    return Err(unborn(path));
                }
                Ok(schema::SCHEMA_VERSION | schema::UNSEALED_VERSION) if mode == Mode::Read => {
                    schema::read_unsealed(&connection).map_err(fail)?;
                    return Ok(Self::new(connection, path, false, READ_CACHE_KIB));
                }
                Ok(_) => {}
                // It was half made when its maker was killed, and SQLite has just taken it back to nothing.
                Err(_) if is_empty(path) && mode == Mode::Create => fresh = true,
                Err(_) if is_empty(path) => return Err(missing(path)),
                Err(error) => {
                    // It was known from the log alone whose it is, and closing would take the log over into the file. Best effort:
                    // the error is what there is to tell.
                    let keep_log = DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE;
                    let _ = connection.set_db_config(keep_log, true);
                    return Err(error);
                }
            }
        }
        let is_new = fresh && !path.exists();
        let mut connection = Connection::open_with_flags(
            &place,
            OpenFlags::SQLITE_OPEN_READ_WRITE
                | OpenFlags::SQLITE_OPEN_CREATE
                | OpenFlags::SQLITE_OPEN_NO_MUTEX,
        )
        .map_err(fail)?;
        seal::register(&connection).map_err(fail)?;
        match wait {
            Some(_) => connection.busy_handler(wait),
            None => connection.busy_timeout(BUSY),
        }
        .map_err(fail)?;
        // It was whole when it was looked at, and its maker was ended in the commit meanwhile: SQLite has taken it back to nothing.
        fresh |= mode == Mode::Create && is_blank(&connection).map_err(fail)?;
        if fresh {
            // Rows of the index are made for pages of this size.
            connection
                .pragma_update(None, "page_size", PAGE_BYTES)
                .map_err(fail)?;
            // Before the write-ahead log is switched on, so that the first page of the file itself says at any
            // moment whose it is.
            if let Err(error) = schema::create(&mut connection) {
                drop(connection);
                if is_new && is_empty(path) {
                    // Best effort: the error that brought us here is the one to tell.
                    let _ = std::fs::remove_file(path);
                }
                return Err(fail(error));
            }
        }
        prepare_to_write(&connection).map_err(fail)?;
        if check_identity(&connection, path)? < schema::SCHEMA_VERSION {
            damage::refuse_to_write(&connection, path)?;
        }
        schema::migrate(&mut connection, schema::MIGRATIONS).map_err(fail)?;
        let created = fresh || !has_act(&connection);
        Ok(Self::new(connection, path, created, CACHE_KIB))
    }

    /// Whether a memory could be written to, or made where none is, as far as that can be told without doing it.
    ///
    /// # Errors
    /// As [`Store::open`] in [`Mode::Create`].
    pub fn check_place(path: &Path) -> Result<()> {
        inspect(path, Mode::Create)?;
        unwritable::check(path)
    }

    /// Writes the memory as it is now to a new file.
    ///
    /// # Errors
    /// [`Error::Sqlite`] when it cannot be read, or the file is there or cannot be written.
    pub fn copy_to(&self, path: &Path) -> Result<()> {
        let copy = || -> rusqlite::Result<()> {
            let only_reads: bool =
                self.connection
                    .pragma_query_value(None, "query_only", |row| row.get(0))?;
            // To SQLite the copy is a change as well.
            self.connection.pragma_update(None, "query_only", false)?;
            let copied = self
                .connection
                .execute("VACUUM INTO ?1", [path.to_string_lossy()]);
            self.connection
                .pragma_update(None, "query_only", only_reads)?;
            copied.map(|_| ())
        };
        copy().map_err(|source| unwritable::explain(path, source))
    }

    fn new(connection: Connection, path: &Path, created: bool, cache_kib: i64) -> Self {
        connection.set_prepared_statement_cache_capacity(64);
        // Statements are planned once and not again for each value: the partial indexes of `unit` would have every
        // reading of a unit planned anew. Best effort, because nothing but speed depends on it.
        let _ = connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true);
        let _ = connection.pragma_update(None, "cache_size", -cache_kib);
        // The triggers are for other programs. With them SQLite copies every page that a row is written to, in case that
        // a trigger fails half-way; where they cannot be turned off, `guard` keeps them quiet.
        let _ = connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_TRIGGER, false);
        Self {
            connection,
            cache: RefCell::default(),
            watched: Cell::new(None),
            sound: Cell::new(false),
            place: Place::of(path),
            created,
        }
    }

    /// The file.
    pub fn path(&self) -> &Path {
        self.place.path()
    }

    /// The connection, to read with.
    pub fn connection(&self) -> &Connection {
        &self.connection
    }

    /// An error of `SQLite` with the file that it happened in.
    pub fn failed(&self, source: rusqlite::Error) -> Error {
        unwritable::explain(self.path(), source)
    }

    /// Ends an act that failed: a memory that had no act before and that is still empty is taken away again, unless
    /// another program has it open, which may be an import that waits for its turn.
    pub fn abandon(self) {
        let empty = || {
            let sql = "SELECT NOT EXISTS (SELECT 1 FROM unit)";
            self.connection
                .query_row(sql, [], |row| row.get::<_, bool>(0))
                .unwrap_or(false)
        };
        if self.created && empty() && self.place.check().is_ok() && self.is_alone() && empty() {
            Self::remove_files(self.path());
        }
    }

    /// Takes a memory away with the files that SQLite keeps beside it. Best effort: what made it useless is the thing to tell.
    fn remove_files(path: &Path) {
        for suffix in ["", "-wal", "-shm", "-journal"] {
            let mut name = path.to_path_buf().into_os_string();
            name.push(suffix);
            let _ = std::fs::remove_file(name);
        }
    }

    /// Whether no other connection has the memory open; none can write to it then until this one is closed.
    fn is_alone(&self) -> bool {
        // The mode of the log is left only by the last connection.
        let leave_log = || -> rusqlite::Result<bool> {
            self.connection.busy_timeout(Duration::ZERO)?;
            let read = |row: &rusqlite::Row<'_>| row.get::<_, String>(0);
            let mode =
                self.connection
                    .pragma_update_and_check(None, "journal_mode", "delete", read)?;
            self.connection.execute_batch("BEGIN EXCLUSIVE")?;
            Ok(mode == "delete")
        };
        leave_log().unwrap_or(false)
    }
}

/// A name that SQLite takes for a file and nothing else: `:memory:` and `file:x` are names like any other.
fn plain(path: &Path) -> PathBuf {
    if path.is_absolute() {
        path.to_path_buf()
    } else {
        Path::new(".").join(path)
    }
}

/// Looks at the first bytes without opening the file as a database, because that alone could change it or leave
/// files beside it. `true`: there is nothing yet, and it may be created.
fn inspect(path: &Path, mode: Mode) -> Result<bool> {
    let memory = |what: &str, help: &str| Error::Memory {
        path: path.to_path_buf(),
        what: what.to_owned(),
        help: help.to_owned(),
    };
    if path.is_dir() {
        return Err(memory(
            "this is a folder, not a memory",
            "name the SQLite file, for example karvan.db in it",
        ));
    }
    // A pipe would be waited for, and a device is as empty as it likes.
    if std::fs::metadata(path).is_ok_and(|file| !file.is_file()) {
        return Err(memory(
            "this is a device, a pipe or a socket: it cannot be a memory",
            "name a file with --tm",
        ));
    }
    let start = match read_start(path) {
        Ok(start) => start,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            if mode != Mode::Create {
                return Err(missing(path));
            }
            let folder = path.parent().filter(|p| !p.as_os_str().is_empty());
            if folder.is_some_and(|folder| !folder.is_dir()) {
                return Err(Error::write(path, error));
            }
            return Ok(true);
        }
        Err(error) => return Err(Error::read(path, error)),
    };
    if start.is_empty() {
        // Its maker was killed before it had written anything.
        return match mode {
            Mode::Create => Ok(true),
            Mode::Read | Mode::Write => Err(missing(path)),
        };
    }
    if !start.starts_with(MAGIC) {
        return Err(memory(
            "this is not a memory of karvan",
            "name the SQLite file that karvan made with --tm; nothing was changed",
        ));
    }
    let number = |at: usize| {
        start
            .get(at..at + 4)
            .and_then(|bytes| bytes.try_into().ok())
            .map(i32::from_be_bytes)
    };
    let (Some(version), Some(id)) = (number(USER_VERSION_AT), number(APPLICATION_ID_AT)) else {
        return Err(damage::first_page(path));
    };
    check_numbers(id, version, path)?;
    damage::refuse_cut_off(path, &start)?;
    Ok(false)
}

/// Whether an act was ever committed: before that the file holds tables and nothing else. Where it cannot be told, the
/// memory is not missing but damaged, and whoever reads it says so.
fn has_act(connection: &Connection) -> bool {
    let sql = "SELECT EXISTS (SELECT 1 FROM change_set) OR EXISTS (SELECT 1 FROM unit)";
    connection
        .query_row(sql, [], |row| row.get(0))
        .unwrap_or(true)
}

fn missing(path: &Path) -> Error {
    no_memory(path, "there is no memory here")
}

/// The tables were made and the act that they were made for was ended before its commit, or is not there yet.
fn unborn(path: &Path) -> Error {
    let what =
        "there is no memory here yet: the import that makes it was ended, or is still at work";
    no_memory(path, what)
}

fn no_memory(path: &Path, what: &str) -> Error {
    Error::Memory {
        path: path.to_path_buf(),
        what: what.to_owned(),
        help: "make one with `karvan import FILE --tm MEMORY` or `karvan align ... --import`, or name another with --tm"
            .into(),
    }
}

/// Whether a database holds nothing, and nobody has said whose it is.
fn is_blank(connection: &Connection) -> rusqlite::Result<bool> {
    let tables = "SELECT NOT EXISTS (SELECT 1 FROM sqlite_schema)";
    Ok(schema::application_id(connection)? == 0
        && schema::version(connection)? == 0
        && connection.query_row(tables, [], |row| row.get(0))?)
}

fn is_empty(path: &Path) -> bool {
    std::fs::metadata(path).is_ok_and(|file| file.len() == 0)
}

fn read_start(path: &Path) -> std::io::Result<Vec<u8>> {
    use std::io::Read;
    let mut start = Vec::new();
    std::fs::File::open(path)?
        .take(HEADER_BYTES)
        .read_to_end(&mut start)?;
    Ok(start)
}

fn prepare_to_write(connection: &Connection) -> rusqlite::Result<()> {
    connection.pragma_update(None, "journal_mode", "wal")?;
    // What was reported stays through a power cut too. An act is one commit, so this costs one wait for the disk.
    connection.pragma_update(None, "synchronous", "full")?;
    // A commit would take the log over before it is known to be done; see `Store::take_over_log`.
    connection.pragma_update(None, "wal_autocheckpoint", 0)?;
    connection.pragma_update(None, "foreign_keys", true)?;
    Ok(())
}

/// Whether the file is ours and not newer than this program. Gives its version.
fn check_identity(connection: &Connection, path: &Path) -> Result<i32> {
    let failed = |error: rusqlite::Error| match error.sqlite_error_code() {
        Some(rusqlite::ErrorCode::NotADatabase | rusqlite::ErrorCode::DatabaseCorrupt) => {
            damage::first_page(path)
        }
        _ => Error::Sqlite {
            path: path.to_path_buf(),
            source: error,
        },
    };
    let id = schema::application_id(connection).map_err(failed)?;
    let version = schema::version(connection).map_err(failed)?;
    check_numbers(id, version, path)?;
    Ok(version)
}

fn check_numbers(id: i32, version: i32, path: &Path) -> Result<()> {
    if id != schema::APPLICATION_ID {
        return Err(Error::Memory {
            path: path.to_path_buf(),
            what: "this SQLite file belongs to another program".into(),
            help: "name the file that karvan made with --tm; nothing was changed".into(),
        });
    }
    if version > schema::SCHEMA_VERSION {
        return Err(Error::Memory {
            path: path.to_path_buf(),
            what: format!(
                "this memory has version {version}; this karvan knows versions up to {}",
                schema::SCHEMA_VERSION
            ),
            help: "update karvan; nothing was changed".into(),
        });
    }
    Ok(())
}
