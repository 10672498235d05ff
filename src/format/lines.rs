//! A text file line by line, with the number of the line, in any encoding that [`Decoding`] knows.

use super::decoding::{Content, Decoding};
use crate::error::{Error, Place, Result};
use std::io::{self, BufRead, Read};
use std::path::{Path, PathBuf};

/// The lines of a file of units. Memory holds the line asked for and nothing else.
#[derive(Debug)]
pub(super) struct Lines<R> {
    input: Decoding<R>,
    path: PathBuf,
    number: usize,
}

impl<R: Read> Lines<R> {
    /// The lines of the bytes of a file; `path` is what errors call it.
    pub(super) fn new(input: R, content: Content, path: &Path) -> Self {
        Self {
            input: Decoding::new(input, content),
            path: path.to_path_buf(),
            number: 0,
        }
    }

    /// Appends the next line with its line end; `false` at the end of the file.
    pub(super) fn append(&mut self, line: &mut String) -> Result<bool> {
        self.input.set_anchor();
        let read = self.input.read_line(line).map_err(|error| {
            if error.kind() != io::ErrorKind::InvalidData {
                return Error::read(&self.path, error);
            }
            let mark = self.input.mark();
            Error::malformed(
                Place::at(&self.path, mark.line, mark.column),
                error.to_string(),
                "save the file as UTF-8 and try again",
            )
        })?;
        if read > 0 {
            self.number += 1;
        }
        Ok(read > 0)
    }

    /// The next line, without its line end; `false` at the end of the file.
    pub(super) fn next(&mut self, line: &mut String) -> Result<bool> {
        line.clear();
        let found = self.append(line)?;
        line.truncate(line.trim_end_matches(['\r', '\n']).len());
        Ok(found)
    }

    /// The next line that is not blank, without its line end; `false` at the end of the file.
    pub(super) fn next_filled(&mut self, line: &mut String) -> Result<bool> {
        while self.next(line)? {
            if !line.trim().is_empty() {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// What to say once where the file names another encoding than it seems to be in.
    pub(super) fn take_contradiction(&mut self) -> Option<String> {
        self.input.take_contradiction()
    }

    /// The number of the line read last, from 1.
    pub(super) fn number(&self) -> usize {
        self.number
    }

    /// Bytes of the file taken so far.
    pub(super) fn position(&self) -> u64 {
        self.input.bytes_read()
    }

    /// What errors call the file.
    pub(super) fn path(&self) -> &Path {
        &self.path
    }
}
