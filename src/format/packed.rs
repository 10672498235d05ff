//! Files that come packed: gzip, and zip archives that hold one file of units. Both are unpacked while they are read.

mod told;
mod zip;
mod zip_end;

pub(super) use self::zip::{keep_zip, unzip};
use crate::error::{Error, Place};
use flate2::bufread::GzDecoder;
use std::io::{self, BufRead, BufReader, Cursor, Read};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
pub(super) use told::Told;

/// A text is packed to a thirtieth or so, repeated sentences to a hundredth; deflate itself reaches a thousandth, and
/// only with what is made to do harm.
const MOST_EXPANSION: u64 = 300;
/// So much may come out of anything. Small in tests, so that they take no time.
const ALWAYS_ALLOWED: u64 = if cfg!(test) { 1 << 20 } else { 64 << 20 };

/// The beginning of a gzip file.
pub(super) fn is_gzip(head: &[u8]) -> bool {
    head.starts_with(b"\x1f\x8b")
}

/// The beginning of a zip archive.
pub(super) fn is_zip(head: &[u8]) -> bool {
    head.starts_with(b"PK\x03\x04") || head.starts_with(b"PK\x05\x06")
}

/// The error for a packed file in which another one stands.
pub(super) fn twice(path: &Path) -> Error {
    Error::malformed(
        Place::file(path),
        "this is packed twice",
        "unpack it once and try again",
    )
}

/// What comes out of a packed file.
pub(super) struct Unpacked {
    pub(super) input: Box<dyn Read + Send>,
    /// Bytes of the packed file read so far.
    pub(super) taken: Arc<AtomicU64>,
    /// What is odd about the packed file; complete at the end.
    pub(super) told: Told,
}

/// Unpacks a gzip file as it is read.
pub(super) fn gunzip(input: Box<dyn Read + Send>) -> Unpacked {
    let taken = Arc::new(AtomicU64::new(0));
    let counting = Counting {
        input,
        taken: Arc::clone(&taken),
    };
    Unpacked {
        input: Box::new(Bounded::new(Members::new(counting), &taken)),
        taken,
        told: Told::default(),
    }
}

/// The members of a gzip file, one after another: as `cat a.gz b.gz` makes it, it is the text of both.
struct Members {
    /// `None` after the last one.
    member: Option<GzDecoder<BufReader<Counting>>>,
}

impl Members {
    fn new(input: Counting) -> Self {
        Self {
            member: Some(GzDecoder::new(BufReader::new(input))),
        }
    }
}

impl Read for Members {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        while let Some(member) = &mut self.member {
            let read = member.read(out)?;
            if read > 0 || out.is_empty() {
                return Ok(read);
            }
            self.member = match self.member.take() {
                Some(done) => next_member(done.into_inner())?,
                None => None,
            };
        }
        Ok(0)
    }
}

/// The member that follows, `None` at the end. Tapes and some programs fill the end up with zeros, as gzip itself allows.
fn next_member(
    mut input: BufReader<Counting>,
) -> io::Result<Option<GzDecoder<BufReader<Counting>>>> {
    loop {
        let rest = input.fill_buf()?;
        match rest.iter().position(|byte| *byte != 0) {
            None if rest.is_empty() => return Ok(None),
            None => {
                let zeros = rest.len();
                input.consume(zeros);
            }
            Some(0) if is_gzip(rest) => return Ok(Some(GzDecoder::new(input))),
            Some(0) if rest == b"\x1f" => input = one_byte_more(input)?,
            Some(_) => {
                let what = "something that is not packed follows behind the end of the packed text";
                return Err(io::Error::new(io::ErrorKind::InvalidInput, Said(what)));
            }
        }
    }
}

/// The input with a buffer that holds the byte after its only one too; where there is none, one that is no beginning.
fn one_byte_more(input: BufReader<Counting>) -> io::Result<BufReader<Counting>> {
    let held = input.buffer().to_vec();
    let mut input = input.into_inner();
    let mut next = [0];
    input.input.read_exact(&mut next).or_else(|error| {
        if error.kind() == io::ErrorKind::UnexpectedEof {
            next = [b'-'];
            Ok(())
        } else {
            Err(error)
        }
    })?;
    let both = [held, next.to_vec()].concat();
    input.input = with_head(both, input.input);
    Ok(BufReader::new(input))
}

/// What is wrong, in our words already.
#[derive(Debug)]
struct Said(&'static str);

impl std::fmt::Display for Said {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.0)
    }
}

impl std::error::Error for Said {}

fn is_said(error: &io::Error) -> bool {
    matches!(error.get_ref(), Some(inner) if inner.is::<Said>())
}

/// Counts what is read.
struct Counting {
    input: Box<dyn Read + Send>,
    taken: Arc<AtomicU64>,
}

impl Read for Counting {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let read = self.input.read(out)?;
        self.taken.fetch_add(read as u64, Ordering::Relaxed);
        Ok(read)
    }
}

/// Whether so many bytes are more than what comes out of so many packed ones that hold a text.
pub(super) fn is_beyond_measure(given: u64, taken: u64) -> bool {
    given > ALWAYS_ALLOWED && given > taken.saturating_mul(MOST_EXPANSION)
}

/// What comes out of a packed file of `size` bytes, ended where that grows beyond all measure.
pub(super) fn bounded<R: Read>(input: R, size: u64) -> Bounded<R> {
    Bounded::new(input, &Arc::new(AtomicU64::new(size)))
}

/// Ends what grows beyond all measure, and says in our words what is damaged.
pub(super) struct Bounded<R> {
    input: R,
    given: u64,
    taken: Arc<AtomicU64>,
}

impl<R> Bounded<R> {
    fn new(input: R, taken: &Arc<AtomicU64>) -> Self {
        Self {
            input,
            given: 0,
            taken: Arc::clone(taken),
        }
    }
}

impl<R: Read> Read for Bounded<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let read = self.input.read(out).map_err(|error| match error.kind() {
            io::ErrorKind::UnexpectedEof => {
                io::Error::new(io::ErrorKind::UnexpectedEof, "the packed file is cut off")
            }
            _ if is_said(&error) => error,
            io::ErrorKind::InvalidInput | io::ErrorKind::InvalidData => damaged(),
            _ => error,
        })?;
        self.given += read as u64;
        let taken = self.taken.load(Ordering::Relaxed);
        if is_beyond_measure(self.given, taken) {
            let what =
                format!("it unpacks to more than {MOST_EXPANSION} times its size, as no text does");
            return Err(io::Error::new(io::ErrorKind::FileTooLarge, what));
        }
        Ok(read)
    }
}

fn damaged() -> io::Error {
    io::Error::new(io::ErrorKind::InvalidInput, "the packed file is damaged")
}

/// The bytes of a file with its beginning, which was looked at.
pub(super) fn with_head(head: Vec<u8>, rest: Box<dyn Read + Send>) -> Box<dyn Read + Send> {
    Box::new(Cursor::new(head).chain(rest))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write as _;

    #[test]
    fn what_follows_the_packed_text_is_told_for_what_it_is() {
        let member = |text: &str| {
            let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
            packed.write_all(text.as_bytes()).unwrap();
            packed.finish().unwrap()
        };
        let read = |bytes: Vec<u8>, piece: usize| {
            let pieces = bytes.chunks(piece).map(|piece| Cursor::new(piece.to_vec()));
            let input = pieces.fold(
                Box::new(io::empty()) as Box<dyn Read + Send>,
                |all, piece| Box::new(all.chain(piece)),
            );
            let mut text = String::new();
            let done = gunzip(input).input.read_to_string(&mut text);
            done.map(|_| text).map_err(|error| error.to_string())
        };
        let first = member("Salam");
        let junk = "something that is not packed follows behind the end of the packed text";
        // All at once, and so that a piece ends after the first byte of what follows.
        for piece in [1 << 10, first.len() + 1, 1] {
            let followed_by = |more: &[u8]| read([first.as_slice(), more].concat(), piece);
            assert_eq!(followed_by(&member(" dünya")), Ok("Salam dünya".into()));
            assert_eq!(followed_by(b"\x1fjunk"), Err(junk.into()));
            assert_eq!(followed_by(b"\x1f"), Err(junk.into()));
            assert_eq!(followed_by(b"junk"), Err(junk.into()));
            assert_eq!(followed_by(&[0, 0]), Ok("Salam".into()));
            let cut = &member(" dünya")[..7];
            assert_eq!(followed_by(cut), Err("the packed file is cut off".into()));
        }
    }

    /// A thousand times smaller than what comes out of it.
    #[test]
    fn what_expands_beyond_measure_is_refused() {
        let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
        packed.write_all(&vec![b' '; 8 << 20]).unwrap();
        let packed = Box::new(Cursor::new(packed.finish().unwrap()));
        let mut text = Vec::new();
        let error = gunzip(packed).input.read_to_end(&mut text).unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::FileTooLarge);
        assert!(text.len() < 3 << 20);
    }
}
