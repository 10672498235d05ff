//! A text file line by line, with the number of the line, in any encoding that [`Decoding`] knows.

use super::decoding::{Content, Decoding};
use super::encoding;
use super::oddity::{Oddity, Remark};
use crate::error::{Error, Place, Result};
use std::io::{self, BufRead, Read};
use std::path::{Path, PathBuf};

/// The lines of a file of units. Memory holds the line asked for and nothing else.
#[derive(Debug)]
pub(super) struct Lines<R> {
    input: Decoding<R>,
    path: PathBuf,
    number: usize,
    /// Whether CR alone ends a line as well; `None` before that is known.
    returns: Option<bool>,
}

impl<R: Read> Lines<R> {
    /// The lines of the bytes of a file; `path` is what errors call it.
    pub(super) fn new(input: R, content: Content, path: &Path) -> Self {
        Self {
            input: Decoding::new(input, content),
            path: path.to_path_buf(),
            number: 0,
            returns: Some(false),
        }
    }

    /// The same where CR alone ends lines if it ends the first one, as spreadsheets for older Macs write it. Such a line ends
    /// with a line feed then. Where the first line ends otherwise, a CR alone stands in a line.
    pub(super) fn with_returns(mut self) -> Self {
        self.returns = None;
        self
    }

    /// Whether CR alone ends lines; known once the first one was read.
    pub(super) fn has_returns(&self) -> bool {
        self.returns == Some(true)
    }

    /// Appends the next line with its line end; `false` at the end of the file.
    pub(super) fn append(&mut self, line: &mut String) -> Result<bool> {
        self.input.set_anchor();
        let returns = if let Some(known) = self.returns {
            known
        } else {
            // What cannot be read is told where it is read.
            let text = self.input.fill_buf().unwrap_or_default();
            *self.returns.insert(encoding::first_ends_with_return(text))
        };
        let read = if returns {
            self.read_to_return(line)
        } else {
            self.input.read_line(line)
        };
        let read = read.map_err(|error| {
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

    /// Appends a line that CR may end, with a line feed for it; how many bytes were taken.
    fn read_to_return(&mut self, line: &mut String) -> io::Result<usize> {
        let mut bytes = Vec::new();
        let mut read = 0;
        loop {
            let text = self.input.fill_buf()?;
            let after_cr = bytes.last() == Some(&b'\r');
            if text.is_empty() || after_cr && text[0] != b'\n' {
                break;
            }
            let end = text.iter().position(|byte| matches!(byte, b'\r' | b'\n'));
            let taken = end.map_or(text.len(), |end| end + 1);
            bytes.extend_from_slice(&text[..taken]);
            self.input.consume(taken);
            read += taken;
            if bytes.last() == Some(&b'\n') {
                break;
            }
        }
        if let Some(last @ b'\r') = bytes.last_mut() {
            *last = b'\n';
        }
        let text = String::from_utf8(bytes).map_err(io::Error::other)?;
        line.push_str(&text);
        Ok(read)
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

    /// What to say once of how the file begins: it names another encoding than it seems to be in, or a second byte order mark
    /// follows the first.
    pub(super) fn take_remarks(&mut self) -> Vec<Remark> {
        let mark = self.input.take_second_mark();
        let all = mark.into_iter().chain(self.input.take_contradiction());
        all.map(|what| Remark::new(Oddity::Prolog, 1, what))
            .collect()
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
