//! A file as a stream of UTF-8, whatever encoding it is in, that knows its line and column.
//!
//! The byte order mark decides; without one UTF-16 shows by its first four bytes (XML 1.0, appendix F); without
//! that an XML declaration is believed; else it is UTF-8. Memory does not grow with the file. Bytes that are no
//! text, and characters that XML forbids where that is asked for, are an error that is reported when all before
//! them was consumed, so that the place of the error is the place of the stream.

use super::declared::{contradiction, declared, declares_ascii, is_cut_declaration};
use super::encoding::{self, Encoding};
use super::line_list::LineList;
pub use super::mark::Mark;
use super::mark::Places;
use super::mending::{Mend, Mends};
use super::remarks::excerpt;
use encoding_rs::{Decoder, DecoderResult};
use std::io::{self, BufRead, Read};

const BLOCK: usize = 1 << 16;

/// What is said of an XML declaration that does not end in the first block.
const LONG_DECLARATION: &str = "the XML declaration is longer than 64 KiB";

/// The longest stretch between two anchors, in bytes of UTF-8: a line, a tag, a text. Whatever is longer is no
/// unit of translation, and would fill the memory.
/// Small in tests, so that they need no such file.
const LONGEST: usize = if cfg!(test) { 1 << 20 } else { 1 << 25 };

/// A place that is remembered: a position in the buffer until that is filled anew.
#[derive(Debug, Clone, Copy)]
enum Anchor {
    At(usize),
    Known(Mark),
}

/// What kind of text a stream holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Content {
    /// XML: its declaration may name the encoding, and control characters are an error.
    Xml,
    /// Plain text: UTF-8 or UTF-16; only NUL is an error.
    Plain,
    /// PO: plain text whose header may name the encoding.
    Po,
}

/// The decoding stream. It fails with [`io::ErrorKind::InvalidData`] where the bytes are no text;
/// [`Decoding::mark`] is then the place.
pub struct Decoding<R> {
    input: R,
    content: Content,
    decoder: Option<Decoder>,
    raw: Vec<u8>,
    raw_start: usize,
    text: Vec<u8>,
    start: usize,
    end: usize,
    /// The place of `text[counted]`: lines are counted late, in long stretches, since few places are asked for.
    mark: Mark,
    counted: usize,
    anchor: Anchor,
    /// What stands at the anchor, as far as the buffer that held it has been filled anew.
    begun: Vec<u8>,
    /// Bytes given out since the last anchor.
    given: usize,
    bytes_read: u64,
    at_eof: bool,
    finished: bool,
    failure: Option<String>,
    /// Whether an XML file declares ASCII, which nothing beyond it may follow.
    is_ascii: bool,
    /// What is not as the declaration of an XML file says.
    contradiction: Option<String>,
    /// What to say of a second byte order mark that was left out.
    second_mark: Option<String>,
    /// What is replaced instead of being an error, where that is asked for.
    mends: Option<Mends>,
    /// Bytes that stand for no character in the encoding, and were read all the same.
    unassigned: Mends,
}

impl<R> std::fmt::Debug for Decoding<R> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Decoding")
            .field("mark", &self.mark)
            .field("bytes_read", &self.bytes_read)
            .finish_non_exhaustive()
    }
}

impl<R: Read> Decoding<R> {
    /// A stream over the bytes of a file from its beginning.
    pub fn new(input: R, content: Content) -> Self {
        Self {
            input,
            content,
            decoder: None,
            raw: Vec::new(),
            raw_start: 0,
            text: Vec::new(),
            start: 0,
            end: 0,
            mark: Mark::START,
            counted: 0,
            anchor: Anchor::Known(Mark::START),
            begun: Vec::new(),
            given: 0,
            bytes_read: 0,
            at_eof: false,
            finished: false,
            failure: None,
            is_ascii: false,
            contradiction: None,
            second_mark: None,
            mends: None,
            unassigned: Mends::default(),
        }
    }

    /// The stream that replaces what XML forbids, and says so, instead of failing.
    pub(super) fn mending(mut self) -> Self {
        self.mends = Some(Mends::default());
        self
    }

    /// The mending stream that finds units of this name again after markup that does not end.
    pub(super) fn resuming_at(mut self, unit: &'static str) -> Self {
        if let Some(mends) = &mut self.mends {
            mends.resume_at(unit);
        }
        self
    }

    /// The lines on which units begin that are not read, each of them since this was called last.
    pub(super) fn take_lost(&mut self) -> LineList {
        let mends = self.mends.as_mut();
        mends.map(Mends::take_lost).unwrap_or_default()
    }

    /// What was replaced since this was called last.
    pub(super) fn take_mends(&mut self) -> Vec<Mend> {
        self.mends.as_mut().map(Mends::take).unwrap_or_default()
    }

    /// What was replaced before the place of the next byte, since this was called last.
    pub(super) fn take_mends_so_far(&mut self) -> Vec<Mend> {
        if !self.mends.as_ref().is_some_and(Mends::any) {
            return Vec::new();
        }
        let here = self.mark();
        let mends = self.mends.as_mut();
        mends.map(|m| m.take_before(here)).unwrap_or_default()
    }

    /// Bytes before the place of the next one, since this was called last, that stand for no character in the encoding. They were read
    /// as control characters.
    pub(super) fn take_unassigned_so_far(&mut self) -> Vec<Mend> {
        if !self.unassigned.any() {
            return Vec::new();
        }
        let here = self.mark();
        self.unassigned.take_before(here)
    }

    /// In which encoding the file is where its XML declaration names another one, in the user's words.
    pub(super) fn take_contradiction(&mut self) -> Option<String> {
        self.contradiction.take()
    }

    /// That a second byte order mark, which is no text, was left out of a plain text.
    pub(super) fn take_second_mark(&mut self) -> Option<String> {
        self.second_mark.take()
    }

    /// Where the next byte stands.
    pub fn mark(&mut self) -> Mark {
        self.count_to(self.start);
        self.mark
    }

    /// Remembers where the next byte stands, for [`Decoding::anchored`].
    pub fn set_anchor(&mut self) {
        self.anchor = Anchor::At(self.start);
        self.begun.clear();
        self.given = 0;
    }

    /// The first bytes that stand at the place that was remembered last, as many as tell one kind of markup from another.
    pub(super) fn begun(&self) -> Vec<u8> {
        let mut begun = self.begun.clone();
        self.add_begun(&mut begun, self.end);
        begun
    }

    /// Adds bytes of the buffer, up to `end` of it, to those that stand at the anchor.
    fn add_begun(&self, begun: &mut Vec<u8>, end: usize) {
        const MOST: usize = 9;
        let from = match self.anchor {
            Anchor::At(at) => at,
            Anchor::Known(_) => 0,
        };
        if begun.len() < MOST {
            let more = self.text.get(from..end).unwrap_or_default();
            begun.extend(more.iter().take(MOST - begun.len()));
        }
    }

    /// The place that was remembered last.
    pub fn anchored(&mut self) -> Mark {
        if let Anchor::At(at) = self.anchor {
            self.count_to(at);
            self.anchor = Anchor::Known(self.mark);
        }
        match self.anchor {
            Anchor::Known(mark) => mark,
            Anchor::At(_) => self.mark,
        }
    }

    fn count_to(&mut self, at: usize) {
        if at > self.counted {
            self.mark = self.mark.after(&self.text[self.counted..at]);
            self.counted = at;
        }
    }

    /// Counts what was given out, since the buffer is about to be filled anew.
    fn let_go(&mut self) {
        let mut begun = std::mem::take(&mut self.begun);
        self.add_begun(&mut begun, self.end);
        self.begun = begun;
        let _ = self.anchored();
        self.count_to(self.end);
        self.counted = 0;
        self.start = 0;
        self.end = 0;
    }

    /// Bytes of the file taken so far, in blocks.
    pub fn bytes_read(&self) -> u64 {
        self.bytes_read
    }

    /// Fills `raw` with the next block; the first block is read in full, since the encoding is guessed from it.
    fn read_block(&mut self, in_full: bool) -> io::Result<()> {
        self.raw.resize(BLOCK, 0);
        self.raw_start = 0;
        let mut filled = 0;
        while filled < BLOCK {
            match self.input.read(&mut self.raw[filled..]) {
                Ok(0) => {
                    self.at_eof = true;
                    break;
                }
                Ok(n) => filled += n,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => {
                    self.raw.truncate(filled);
                    return Err(error);
                }
            }
            if !in_full {
                break;
            }
        }
        self.raw.truncate(filled);
        self.bytes_read += filled as u64;
        Ok(())
    }

    fn begin(&mut self) -> io::Result<Decoder> {
        self.read_block(true)?;
        let (found, mark) = encoding::detect(&self.raw);
        self.raw_start = mark;
        let encoding = match found {
            Encoding::Utf16Le => encoding_rs::UTF_16LE,
            Encoding::Utf16Be => encoding_rs::UTF_16BE,
            Encoding::Utf8 if mark > 0 || self.content == Content::Plain => encoding_rs::UTF_8,
            Encoding::Utf8 => match declared(&self.raw, self.content) {
                Ok(encoding) => encoding,
                Err(label) => {
                    let what = format!("the encoding {} is not known", excerpt(&label));
                    match &mut self.mends {
                        Some(mends) => {
                            mends.add(Mark::START, format!("{what}: read as UTF-8"), false);
                        }
                        None => self.failure = Some(what),
                    }
                    encoding_rs::UTF_8
                }
            },
        };
        if self.content == Content::Xml && !self.at_eof && is_cut_declaration(&self.raw) {
            match &mut self.mends {
                Some(mends) => {
                    let what = format!("{LONG_DECLARATION}: read as {}", encoding.name());
                    mends.add(Mark::START, what, false);
                }
                None => self.failure = Some(LONG_DECLARATION.into()),
            }
        }
        // An encoding that is not known was told already.
        let is_told = self.failure.is_some() || self.mends.as_ref().is_some_and(Mends::any);
        if self.content == Content::Po && !is_told {
            self.contradiction = contradiction(&self.raw, self.content, encoding);
        }
        if self.content == Content::Xml && !is_told {
            self.is_ascii = mark == 0 && declares_ascii(&self.raw);
            // What goes beyond ASCII is refused, where it is not mended.
            if !self.is_ascii || self.mends.is_some() && !self.raw.is_ascii() {
                self.contradiction = contradiction(&self.raw, self.content, encoding);
            }
        }
        self.look_for_second_mark(mark, is_told);
        Ok(encoding.new_decoder_without_bom_handling())
    }

    /// XML has no place for another byte order mark behind the first, which is so many bytes long; in plain text it is nothing.
    fn look_for_second_mark(&mut self, mark: usize, is_told: bool) {
        let is_second = |at: usize| mark > 0 && self.raw[at..].starts_with(&self.raw[..mark]);
        if !is_second(mark) {
            return;
        }
        let what = "a second byte order mark follows the first";
        let left_out = format!("{what}: left out");
        match (self.content, &mut self.mends) {
            (Content::Xml, _) if is_told => return,
            (Content::Xml, None) => {
                self.failure = Some(what.into());
                return;
            }
            (Content::Xml, Some(mends)) => mends.add(Mark::START, left_out, false),
            (Content::Plain | Content::Po, _) => self.second_mark = Some(left_out),
        }
        self.raw_start += mark;
    }

    fn decode_more(&mut self) -> io::Result<()> {
        let mut decoder = match self.decoder.take() {
            Some(decoder) => decoder,
            None => self.begin()?,
        };
        if self.failure.is_none() {
            if self.raw_start == self.raw.len() && !self.at_eof {
                self.read_block(false)?;
            }
            self.text.resize(BLOCK * 2, 0);
            let (result, read, written) = decoder.decode_to_utf8_without_replacement(
                &self.raw[self.raw_start..],
                &mut self.text,
                self.at_eof,
            );
            self.raw_start += read;
            self.end = written;
            if self.content == Content::Xml && decoder.encoding().name().starts_with("windows-") {
                let name = decoder.encoding().name();
                note_unassigned(&self.text[..written], name, self.mark, &mut self.unassigned);
            }
            let mut malformed = None;
            match result {
                DecoderResult::InputEmpty => self.finished = self.at_eof,
                DecoderResult::OutputFull => {}
                DecoderResult::Malformed(..) if self.mends.is_some() => {
                    malformed = Some(decoder.encoding().name());
                }
                DecoderResult::Malformed(..) => {
                    self.failure = Some(format!(
                        "the bytes here are not {}",
                        decoder.encoding().name()
                    ));
                }
            }
            match &mut self.mends {
                Some(mends) => {
                    let text = &self.text[..self.end];
                    if let Some(text) = mends.block(text, self.mark, malformed, self.finished) {
                        self.end = text.len();
                        self.text = text;
                    }
                }
                None => self.stop_at_forbidden(),
            }
        }
        self.decoder = Some(decoder);
        Ok(())
    }

    fn stop_at_forbidden(&mut self) {
        let text = &self.text[..self.end];
        let at = match self.content {
            Content::Xml => {
                let beyond = self.is_ascii.then(|| text.iter().position(|b| *b >= 0x80));
                let forbidden = forbidden_in_xml(text).into_iter();
                forbidden.chain(beyond.flatten()).min()
            }
            Content::Plain | Content::Po => text.iter().position(|b| *b == 0),
        };
        let Some(at) = at else { return };
        let character = std::str::from_utf8(&text[at..])
            .ok()
            .and_then(|rest| rest.chars().next())
            .map_or(0, u32::from);
        self.end = at;
        self.failure = Some(match self.content {
            Content::Xml if self.is_ascii && character >= 0x80 => {
                "the bytes here are not US-ASCII, which the XML declaration names".into()
            }
            Content::Xml => format!("the character U+{character:04X} is forbidden in XML"),
            Content::Plain | Content::Po => "there is a NUL byte: this is not a text".into(),
        });
    }
}

/// Notes the control characters U+0080 to U+009F in a block that begins at `mark`. The code pages of Windows have none: where they
/// leave a byte unassigned, the Encoding Standard of WHATWG reads it as that.
fn note_unassigned(text: &[u8], encoding: &str, mark: Mark, noted: &mut Mends) {
    let mut places = Places::from(mark);
    for (at, pair) in text.windows(2).enumerate() {
        if let [0xc2, byte @ 0x80..=0x9f] = pair {
            let what = format!(
                "the byte 0x{byte:02X} stands for no character in {encoding}: read as the control character U+{byte:04X}"
            );
            noted.add(places.after(&text[..at]), what, true);
        }
    }
}

/// The place of the first character that XML 1.0 forbids. The tests of the whole block come first, because they run
/// on many bytes at a time.
fn forbidden_in_xml(text: &[u8]) -> Option<usize> {
    let control = |b: u8| b < 0x20 && b != b'\t' && b != b'\n' && b != b'\r';
    let mut forbidden = text.iter().fold(false, |bad, b| bad | control(*b));
    if text.len() >= 3 {
        // U+FFFE and U+FFFF are ef bf be and ef bf bf.
        let threes = text.iter().zip(&text[1..]).zip(&text[2..]);
        forbidden |= threes.fold(0, |bad, ((a, b), c)| {
            bad | u8::from(*a == 0xef) & u8::from(*b == 0xbf) & u8::from(*c >= 0xbe)
        }) != 0;
    }
    if !forbidden {
        return None;
    }
    let noncharacter = |w: &[u8]| w[0] == 0xef && w[1] == 0xbf && w[2] >= 0xbe;
    let first_control = text.iter().position(|b| control(*b));
    let first_noncharacter = text.windows(3).position(noncharacter);
    first_control.into_iter().chain(first_noncharacter).min()
}

impl<R: Read> Read for Decoding<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let available = self.fill_buf()?;
        let n = available.len().min(out.len());
        out[..n].copy_from_slice(&available[..n]);
        self.consume(n);
        Ok(n)
    }
}

impl<R: Read> BufRead for Decoding<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        while self.start == self.end {
            if let Some(failure) = &self.failure {
                return Err(io::Error::new(io::ErrorKind::InvalidData, failure.clone()));
            }
            if self.finished {
                break;
            }
            if self.given > LONGEST {
                let what = "a line, a tag or a text here is longer than 32 MiB";
                return Err(io::Error::new(io::ErrorKind::InvalidData, what));
            }
            self.let_go();
            self.decode_more()?;
        }
        Ok(&self.text[self.start..self.end])
    }

    fn consume(&mut self, n: usize) {
        let next = (self.start + n).min(self.end);
        self.given += next - self.start;
        self.start = next;
    }
}

mod tags;
#[cfg(test)]
mod tests;
