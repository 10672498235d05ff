//! Zip archives that hold one file of units.

use super::zip_end::{Bare, ZipEnd};
use super::{Bounded, Counting, Told, Unpacked, damaged as damage};
use crate::error::{Error, Place, Result};
use flate2::CrcReader;
use flate2::read::DeflateDecoder;
use std::fs::File;
use std::io::{self, BufReader, Read, Seek, SeekFrom};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;
use zip::result::ZipError;
use zip::{CompressionMethod, ZipArchive};

/// So much of a zip archive is taken from a pipe.
const MOST_KEPT: u64 = 4 << 30;
/// An archive of one file of units needs no more entries; reading them costs memory.
const MOST_ENTRIES: usize = 1000;
/// What a user can do about an archive that is damaged.
const AGAIN: &str = "get or pack it again";

/// A zip archive that comes through a pipe, kept in a temporary file without a name, because an archive begins at its end.
///
/// # Errors
/// [`Error::Malformed`] for one that is larger than all that a memory is made from.
pub(in crate::format) fn keep_zip(input: Box<dyn Read + Send>, path: &Path) -> Result<File> {
    let mut file =
        tempfile::tempfile().map_err(|source| Error::write(std::env::temp_dir(), source))?;
    let size = io::copy(&mut input.take(MOST_KEPT + 1), &mut file)
        .map_err(|source| Error::read(path, source))?;
    if size > MOST_KEPT {
        let what = format!("the zip archive is larger than {} GiB", MOST_KEPT >> 30);
        let help = "write it to a file, and name that";
        return Err(Error::malformed(Place::file(path), what, help));
    }
    Ok(file)
}

/// Unpacks the one file of a zip archive as it is read.
///
/// # Errors
/// [`Error::Malformed`] for an archive that holds no file or several, is a document of an office program, is
/// protected by a password, packed by another method than deflate, or damaged.
pub(in crate::format) fn unzip(mut file: File, path: &Path) -> Result<Unpacked> {
    let refuse = |what| refusal(path, what);
    let damaged = |error| unreadable(path, &error);
    let end = ZipEnd::find(&mut file).map_err(|source| Error::read(path, source))?;
    let end = end.map_err(|what| Error::malformed(Place::file(path), what, AGAIN))?;
    if end.entries() > MOST_ENTRIES {
        return Err(refuse(format!(
            "the zip archive holds more than {MOST_ENTRIES} files"
        )));
    }
    let told = Told::default();
    let followed = end.is_followed(&file);
    if followed.map_err(|source| Error::read(path, source))? {
        told.add("something follows behind the end of the zip archive: it was left out");
    }
    let bare = end.without_comment(file);
    let mut archive = ZipArchive::new(BufReader::new(bare)).map_err(damaged)?;
    // Of two files of one name the library knows the last.
    if end.entries() > archive.len() {
        let names: Vec<_> = archive.file_names().take(2).flatten().collect();
        let twice = match names.as_slice() {
            [only] => format!("several files called {only}"),
            _ => "several files of one name".into(),
        };
        return Err(refuse(format!("the zip archive holds {twice}")));
    }
    let (at, name) = only_file(&mut archive, path)?;
    let entry = archive.by_index_raw(at).map_err(damaged)?;
    if entry.encrypted() {
        return Err(refuse(format!(
            "{name} in the zip archive is protected by a password"
        )));
    }
    let start = entry.data_start();
    let (method, size, sum) = (entry.compression(), entry.compressed_size(), entry.crc32());
    let length = Length::new(entry.size(), &told);
    drop(entry);
    let Some(start) = start else {
        return Err(refuse("the zip archive is damaged".into()));
    };
    let mut input = archive.into_inner();
    input
        .seek(SeekFrom::Start(start))
        .map_err(|source| Error::read(path, source))?;
    let taken = Arc::new(AtomicU64::new(0));
    let counting = Counting {
        input: Box::new(input.take(size)),
        taken: Arc::clone(&taken),
    };
    let input: Box<dyn Read + Send> = match method {
        CompressionMethod::Stored => Box::new(counting),
        CompressionMethod::DEFLATE => {
            let input = Inflated {
                input: DeflateDecoder::new(counting),
                length: Length::new(size, &told),
            };
            Box::new(Bounded::new(input, &taken))
        }
        other => {
            return Err(refuse(format!(
                "{name} in the zip archive is packed by a method that is not read ({other})"
            )));
        }
    };
    Ok(Unpacked {
        input: Box::new(Summed {
            input: CrcReader::new(input),
            sum,
            given: 0,
            length,
        }),
        taken,
        told,
    })
}

/// The place and the name of the one file in an archive.
fn only_file(archive: &mut ZipArchive<BufReader<Bare>>, path: &Path) -> Result<(usize, String)> {
    let damaged = |error| unreadable(path, &error);
    let mut found = Vec::new();
    for at in 0..archive.len() {
        let entry = archive.by_index_raw(at).map_err(damaged)?;
        let name = entry.name().map_err(damaged)?.into_owned();
        if name == "[Content_Types].xml" || name == "mimetype" {
            return Err(Error::malformed(
                Place::file(path),
                "this is a document of an office program (docx, xlsx and odt files are zip archives)",
                "save what it holds as TMX, XLIFF, CSV or text first",
            ));
        }
        // What macOS adds to each archive is no content.
        if !entry.is_dir() && !name.starts_with("__MACOSX/") && !name.ends_with(".DS_Store") {
            found.push((at, name));
        }
    }
    if let [(_, first), (_, second), ..] = found.as_slice() {
        let count = found.len();
        let what = format!("the zip archive holds {count} files ({first}, {second}…)");
        return Err(refusal(path, what));
    }
    let only = found.pop();
    only.ok_or_else(|| refusal(path, "the zip archive is empty".into()))
}

fn refusal(path: &Path, what: String) -> Error {
    let help = "unpack it, and name the file of units in it";
    Error::malformed(Place::file(path), what, help)
}

fn unreadable(path: &Path, error: &ZipError) -> Error {
    let what = format!("the zip archive cannot be read ({error})");
    Error::malformed(Place::file(path), what, AGAIN)
}

/// Compares the sum of what was read with what the archive says, at the end.
struct Summed {
    input: CrcReader<Box<dyn Read + Send>>,
    sum: u32,
    given: u64,
    length: Length,
}

impl Read for Summed {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let read = self.input.read(out)?;
        if read == 0 && !out.is_empty() && self.input.crc().sum() != self.sum {
            return Err(damage());
        }
        self.given += read as u64;
        if read == 0 && !out.is_empty() {
            self.length.compare(self.given);
        }
        Ok(read)
    }
}

/// The packed text, whose own end says where it ends.
struct Inflated {
    input: DeflateDecoder<Counting>,
    length: Length,
}

impl Read for Inflated {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let read = self.input.read(out)?;
        if read == 0 && !out.is_empty() {
            self.length.compare(self.input.total_in());
        }
        Ok(read)
    }
}

/// A length as the archive says it, to be compared once.
struct Length {
    said: u64,
    told: Option<Told>,
}

impl Length {
    fn new(said: u64, told: &Told) -> Self {
        let told = Some(told.clone());
        Self { said, told }
    }

    fn compare(&mut self, found: u64) {
        if let Some(told) = self.told.take()
            && found != self.said
        {
            told.add("the zip archive says another length of its file than that has");
        }
    }
}
