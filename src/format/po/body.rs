//! Entries that wait for the header: it says how many forms an entry has, and of some languages only the entries tell.

use super::writer::Waiting;
use std::fs::File;
use std::io::{self, BufReader, BufWriter, Read as _, Seek as _, Write};

/// Entries in a temporary file.
#[derive(Debug)]
pub(super) struct Body {
    file: BufWriter<File>,
    length: u64,
    /// How many forms an entry has at most.
    pub(super) most_forms: usize,
    /// Where the forms of an entry end that could need more of them, how many it has, and what stands before each.
    ends: Vec<(u64, usize, &'static str)>,
}

impl Body {
    pub(super) fn new() -> io::Result<Self> {
        Ok(Self {
            file: BufWriter::new(tempfile::tempfile()?),
            length: 0,
            most_forms: 0,
            ends: Vec::new(),
        })
    }

    /// Adds an entry that is written as this text.
    pub(super) fn write(&mut self, entry: &Waiting, text: &str) -> io::Result<()> {
        self.length += text.len() as u64;
        if entry.plural.is_some() {
            let forms = entry.forms.len();
            let written = if entry.several { forms.max(2) } else { forms };
            self.most_forms = self.most_forms.max(written);
            if entry.several {
                self.ends.push((self.length, written, entry.mark()));
            }
        }
        self.file.write_all(text.as_bytes())
    }

    /// Copies all entries, each of several forms with as many as the one that has most of them.
    pub(super) fn copy(self, out: &mut impl Write) -> io::Result<()> {
        let mut file = self
            .file
            .into_inner()
            .map_err(io::IntoInnerError::into_error)?;
        file.rewind()?;
        let mut file = BufReader::new(file);
        let mut at = 0;
        for (end, forms, mark) in self.ends {
            io::copy(&mut file.by_ref().take(end - at), out)?;
            at = end;
            for form in forms..self.most_forms {
                writeln!(out, "{mark}msgstr[{form}] \"\"")?;
            }
        }
        io::copy(&mut file, out)?;
        Ok(())
    }
}
