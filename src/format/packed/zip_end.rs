//! The end of a zip archive, which says where the list of its files is (APPNOTE.TXT 6.3.10, section 4.3.16).

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};

/// The length of the record, without the comment behind it.
const RECORD: usize = 22;
/// It stands in so many last bytes, since the length of its comment has 16 bits.
const FROM_END: u64 = (1 << 16) + RECORD as u64;

const CUT_OFF: &str = "the zip archive is cut off: what its end says about it is missing";
const CUT_COMMENT: &str = "the zip archive is cut off in the comment at its end";
const NO_LIST: &str =
    "the zip archive is damaged: where its end says that the list of its files is, there is none";

/// The record at the end of an archive.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct ZipEnd {
    /// Where it stands in the file.
    at: u64,
    record: [u8; RECORD],
}

impl ZipEnd {
    /// Finds it in a file. A comment, which goes up to the end, may hold what looks like such a record; behind the end there may be
    /// something else. The inner error says why there is none.
    pub(super) fn find(file: &mut File) -> io::Result<Result<Self, &'static str>> {
        let size = file.seek(SeekFrom::End(0))?;
        let from = size.saturating_sub(FROM_END);
        file.seek(SeekFrom::Start(from))?;
        let mut end = Vec::new();
        file.read_to_end(&mut end)?;
        let marks = end.windows(4).enumerate().rev();
        let marks = marks.filter(|(_, bytes)| *bytes == b"PK\x05\x06");
        let (mut own, mut is_cut): (Option<Self>, bool) = (None, true);
        for (at, _) in marks {
            let record = end.get(at..at + RECORD);
            let Some(record) = record.and_then(|record| record.try_into().ok()) else {
                continue;
            };
            is_cut = false;
            let at = from + at as u64;
            let this = Self { at, record };
            if !this.follows_list(file)? {
                continue;
            }
            if this.comment_end() == size {
                return Ok(Ok(this));
            }
            own = own.or(Some(this));
        }
        Ok(match own {
            Some(own) if own.comment_end() > size => Err(CUT_COMMENT),
            Some(own) => Ok(own),
            None if is_cut => Err(CUT_OFF),
            None => Err(NO_LIST),
        })
    }

    /// Whether something stands behind it and its comment.
    pub(super) fn is_followed(&self, file: &File) -> io::Result<bool> {
        Ok(self.comment_end() < file.metadata()?.len())
    }

    /// How many files the archive says it holds. Zip64 says it elsewhere and has `0xffff` here.
    pub(super) fn entries(&self) -> usize {
        usize::from(self.short(10))
    }

    /// The archive up to this record, as if it had no comment, so that nothing in that is taken for the end.
    pub(super) fn without_comment(&self, file: File) -> Bare {
        let end = self.at + RECORD as u64;
        Bare { file, at: 0, end }
    }

    fn short(&self, at: usize) -> u16 {
        u16::from_le_bytes([self.record[at], self.record[at + 1]])
    }

    /// How many bytes the list of files has.
    fn list_size(&self) -> u64 {
        u64::from(self.short(12)) | u64::from(self.short(14)) << 16
    }

    fn comment_end(&self) -> u64 {
        self.at + RECORD as u64 + u64::from(self.short(20))
    }

    /// Whether the list of files stands before it, or what Zip64 has there (section 4.3.15).
    fn follows_list(&self, file: &mut File) -> io::Result<bool> {
        let (size, entries) = (self.list_size(), self.entries());
        let (before, mark) = if entries == 0xffff || size == 0xffff_ffff {
            (20, b"PK\x06\x07")
        } else if entries == 0 {
            return Ok(size == 0 && self.at == 0);
        } else {
            (size, b"PK\x01\x02")
        };
        let Some(at) = self.at.checked_sub(before) else {
            return Ok(false);
        };
        let mut found = Vec::new();
        file.seek(SeekFrom::Start(at))?;
        file.take(4).read_to_end(&mut found)?;
        Ok(found == mark)
    }
}

/// An archive without its comment, and without what follows.
#[derive(Debug)]
pub(super) struct Bare {
    file: File,
    at: u64,
    end: u64,
}

impl Read for Bare {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let left = usize::try_from(self.end.saturating_sub(self.at)).unwrap_or(usize::MAX);
        let most = left.min(out.len());
        self.file.seek(SeekFrom::Start(self.at))?;
        let read = self.file.read(&mut out[..most])?;
        // The length of the comment stands last.
        for (at, byte) in (self.at..).zip(&mut out[..read]) {
            if at + 2 >= self.end {
                *byte = 0;
            }
        }
        self.at += read as u64;
        Ok(read)
    }
}

impl Seek for Bare {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let at = match to {
            SeekFrom::Start(at) => Some(at),
            SeekFrom::Current(by) => self.at.checked_add_signed(by),
            SeekFrom::End(by) => self.end.checked_add_signed(by),
        };
        self.at = at.ok_or_else(|| io::Error::from(io::ErrorKind::InvalidInput))?;
        Ok(self.at)
    }
}
