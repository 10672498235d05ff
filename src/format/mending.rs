//! Replacing what XML forbids, where a file is to be read as far as it can be.
//!
//! A forbidden character, and each byte that is no text in its encoding, becomes U+FFFD. A `<` that begins no markup
//! becomes [`LESS_THAN`](super::resuming::LESS_THAN), which the XML layer turns back into `<` after parsing.

use super::line_list::LineList;
use super::mark::{Mark, Places};
use super::oddity::{Oddity, Remark};
use super::remarks::in_short;
use super::resuming::Resuming;

/// The most places that are remembered one by one; further ones count as the last.
const MOST_PLACES: usize = 10_000;

/// Something that was mended, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Mend {
    pub(super) mark: Mark,
    pub(super) what: String,
    /// How many follow one another on the line.
    pub(super) count: u64,
    /// Whether it is a character that was replaced, not markup.
    pub(super) is_character: bool,
}

/// Bytes that stand for no character in the file's encoding, as a remark.
pub(super) fn unassigned(byte: Mend) -> Remark {
    Remark {
        count: byte.count,
        ..Remark::new(Oddity::ControlCharacter, byte.mark.line, byte.what)
    }
}

/// What was mended, in the order of the file.
#[derive(Debug, Default)]
pub(super) struct Mends {
    list: Vec<Mend>,
    resuming: Option<Resuming>,
}

impl Mends {
    /// From now on units of this name are found again after what does not end.
    pub(super) fn resume_at(&mut self, unit: &'static str) {
        self.resuming = Some(Resuming::at(unit));
    }

    /// The lines on which units begin that are not read, each of them since this was called last.
    pub(super) fn take_lost(&mut self) -> LineList {
        let lost = self.resuming.as_mut().map(|resuming| &mut resuming.lost);
        lost.map(std::mem::take).unwrap_or_default()
    }

    pub(super) fn add(&mut self, mark: Mark, what: String, is_character: bool) {
        let what = in_short(what);
        let full = self.list.len() >= MOST_PLACES;
        match self.list.last_mut() {
            Some(last) if full || last.what == what && last.mark.line == mark.line => {
                last.count += 1;
            }
            _ => self.list.push(Mend {
                mark,
                what,
                count: 1,
                is_character,
            }),
        }
    }

    pub(super) fn any(&self) -> bool {
        !self.list.is_empty()
    }

    pub(super) fn take(&mut self) -> Vec<Mend> {
        std::mem::take(&mut self.list)
    }

    /// Takes those that stand before a mark; blocks are mended before what they hold is parsed.
    pub(super) fn take_before(&mut self, end: Mark) -> Vec<Mend> {
        let place = |mark: Mark| (mark.line, mark.column);
        let is_before = |mend: &Mend| place(mend.mark) < place(end);
        let count = self.list.partition_point(is_before);
        self.list.drain(..count).collect()
    }

    /// Mends a block of UTF-8 that begins at `mark`; after it stand bytes that are no text, if `malformed` names their
    /// encoding. `last`: nothing follows. `None`: the block stays as it is.
    pub(super) fn block(
        &mut self,
        text: &[u8],
        mark: Mark,
        malformed: Option<&str>,
        last: bool,
    ) -> Option<Vec<u8>> {
        let mended = self.characters(text, mark, malformed);
        let Some(resuming) = &mut self.resuming else {
            return mended;
        };
        let out = resuming.block(mended.as_deref().unwrap_or(text), mark, last);
        let found = std::mem::take(&mut resuming.mended);
        if !found.is_empty() {
            for (mark, what) in found {
                self.add(mark, what.into(), false);
            }
            self.list.sort_by_key(|m| (m.mark.line, m.mark.column));
        }
        Some(out)
    }

    fn characters(&mut self, text: &[u8], mark: Mark, malformed: Option<&str>) -> Option<Vec<u8>> {
        if malformed.is_none() && is_sound(text) {
            return None;
        }
        let mut out = Vec::with_capacity(text.len() + 8);
        let mut place = Places::from(mark);
        let mut at = 0;
        while let Some(&byte) = text.get(at) {
            let rest = &text[at..];
            let (length, code) = match byte {
                b'\t' | b'\n' | b'\r' => (0, 0),
                0..0x20 => (1, u32::from(byte)),
                0xef if rest.starts_with(b"\xef\xbf\xbe") => (3, 0xfffe),
                0xef if rest.starts_with(b"\xef\xbf\xbf") => (3, 0xffff),
                _ => (0, 0),
            };
            if length == 0 {
                out.push(byte);
                at += 1;
            } else {
                let what = format!(
                    "the character U+{code:04X}, which XML forbids, was replaced by U+FFFD"
                );
                self.replace(&mut out, &mut place, what);
                at += length;
            }
        }
        if let Some(encoding) = malformed {
            let what = format!("bytes that are not {encoding} were replaced by U+FFFD");
            self.replace(&mut out, &mut place, what);
        }
        Some(out)
    }

    fn replace(&mut self, out: &mut Vec<u8>, place: &mut Places, what: String) {
        self.add(place.after(out), what, true);
        push(out, char::REPLACEMENT_CHARACTER);
    }
}

fn is_sound(text: &[u8]) -> bool {
    let control = |b: u8| b < 0x20 && !matches!(b, b'\t' | b'\n' | b'\r');
    !text.iter().any(|b| control(*b) || *b == 0xef)
}

fn push(out: &mut Vec<u8>, c: char) {
    out.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mended(blocks: &[&str]) -> (String, Vec<(usize, usize, u64)>) {
        let mut mends = Mends::default();
        let mut mark = Mark::START;
        let mut text = String::new();
        for (n, block) in blocks.iter().enumerate() {
            let last = n + 1 == blocks.len();
            let out = mends.block(block.as_bytes(), mark, None, last);
            let out = out.unwrap_or_else(|| block.as_bytes().to_vec());
            mark = mark.after(&out);
            text.push_str(std::str::from_utf8(&out).unwrap());
        }
        let places = mends.take().into_iter();
        let places = places.map(|m| (m.mark.line, m.mark.column, m.count));
        (text, places.collect())
    }

    #[test]
    fn what_is_forbidden_is_replaced_with_its_place() {
        assert_eq!(mended(&["sound <a>ə</a>\n"]).0, "sound <a>ə</a>\n");
        assert_eq!(
            mended(&["a\n\u{1}\u{1}b\u{fffe}"]),
            (
                "a\n\u{fffd}\u{fffd}b\u{fffd}".into(),
                vec![(2, 1, 2), (2, 4, 1)]
            )
        );
    }
}
