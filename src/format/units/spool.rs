//! Units that wait on the disk, so that memory does not grow with them.

use crate::model::Tu;
use std::fs::File;
use std::io::{self, BufReader, BufWriter, Read, Seek, SeekFrom, Write};

/// Takes units with the line on which each begins, and gives back any of them. They lie in a temporary file without
/// a name, which is gone with the process however it ends.
#[derive(Debug)]
pub struct Spool {
    out: BufWriter<File>,
    /// Where each unit ends, in bytes.
    ends: Vec<u64>,
}

/// A spool that takes no more.
#[derive(Debug)]
pub struct Spooled {
    file: BufReader<File>,
    at: u64,
    ends: Vec<u64>,
}

impl Spool {
    /// An empty one.
    ///
    /// # Errors
    /// When the folder for temporary files cannot be written.
    pub fn new() -> io::Result<Self> {
        Ok(Self {
            out: BufWriter::new(tempfile::tempfile()?),
            ends: Vec::new(),
        })
    }

    /// Adds a unit.
    ///
    /// # Errors
    /// When the disk is full.
    pub fn push(&mut self, tu: &Tu, line: usize) -> io::Result<()> {
        let bytes = serde_json::to_vec(&(tu, line))?;
        self.out.write_all(&bytes)?;
        let end = self.ends.last().copied().unwrap_or_default();
        self.ends.push(end + bytes.len() as u64);
        Ok(())
    }

    /// Ends the writing.
    ///
    /// # Errors
    /// When the disk is full.
    pub fn finish(self) -> io::Result<Spooled> {
        let mut file = self
            .out
            .into_inner()
            .map_err(io::IntoInnerError::into_error)?;
        file.rewind()?;
        Ok(Spooled {
            file: BufReader::new(file),
            at: 0,
            ends: self.ends,
        })
    }
}

impl Spooled {
    /// The unit with this number, from 0, and its line; `None` where there are not so many.
    ///
    /// # Errors
    /// When the disk cannot be read.
    pub fn get(&mut self, number: usize) -> io::Result<Option<(Tu, usize)>> {
        let Some(end) = self.ends.get(number).copied() else {
            return Ok(None);
        };
        let start = number.checked_sub(1).map_or(0, |before| self.ends[before]);
        // Units that follow one another are read from the buffer.
        let step = i64::try_from(start).and_then(|start| Ok(start - i64::try_from(self.at)?));
        match step {
            Ok(step) => self.file.seek_relative(step)?,
            Err(_) => drop(self.file.seek(SeekFrom::Start(start))?),
        }
        self.at = end;
        let mut bytes = Vec::new();
        (&mut self.file).take(end - start).read_to_end(&mut bytes)?;
        Ok(Some(serde_json::from_slice(&bytes)?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_come_back_in_any_order() {
        let unit = |tuid: &str| Tu {
            tuid: Some(tuid.to_owned()),
            ..Tu::default()
        };
        let mut spool = Spool::new().unwrap();
        for (line, tuid) in ["a", "bb", "ə"].iter().enumerate() {
            spool.push(&unit(tuid), line).unwrap();
        }
        let mut spooled = spool.finish().unwrap();
        for (number, tuid) in [(2, "ə"), (0, "a"), (1, "bb"), (1, "bb"), (2, "ə")] {
            assert_eq!(spooled.get(number).unwrap(), Some((unit(tuid), number)));
        }
        assert_eq!(spooled.get(3).unwrap(), None);
    }
}
