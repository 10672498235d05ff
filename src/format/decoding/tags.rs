//! Whether a tag stands in what is left of a stream.

use super::Decoding;
use std::io::{self, BufRead, Read};

impl<R: Read> Decoding<R> {
    /// Whether a start tag of this name, under any prefix, may stand in the rest of the file, which is taken.
    pub(in crate::format) fn may_hold_tag(&mut self, name: &str) -> io::Result<bool> {
        let is_tag =
            |bytes: &[u8]| matches!(bytes, [b'<' | b':', rest @ ..] if rest == name.as_bytes());
        // A tag may begin at the end of one block and end in the next one.
        let (length, most) = (name.len() + 1, name.len());
        let mut seam: Vec<u8> = Vec::new();
        loop {
            // What is looked through is no tag or text that would be too long to be read.
            self.set_anchor();
            let block = self.fill_buf()?;
            let taken = block.len();
            if taken == 0 {
                return Ok(false);
            }
            seam.extend(block.iter().take(most));
            let mut all = seam.windows(length).chain(block.windows(length));
            if all.any(is_tag) {
                return Ok(true);
            }
            seam.extend(
                block
                    .get(most..)
                    .unwrap_or_default()
                    .iter()
                    .rev()
                    .take(most)
                    .rev(),
            );
            seam.drain(..seam.len().saturating_sub(most));
            self.consume(taken);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::Content;
    use super::*;

    /// Gives one byte after another, or all at once.
    struct Pieces(&'static [u8], usize);

    impl Read for Pieces {
        fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
            let most = self.1.min(out.len());
            let read = (&self.0[..most.min(self.0.len())]).read(out)?;
            self.0 = &self.0[read..];
            Ok(read)
        }
    }

    #[test]
    fn a_tag_is_found_wherever_a_block_ends() {
        for (text, found) in [
            ("<a>x</a><header b='c'/>", true),
            ("<a>x</a><t:header/>", true),
            ("<a>x</a></header> header", false),
            ("<a>&lt;header <head></a>", false),
            ("<header", true),
            ("", false),
        ] {
            // The first block is read in full, since the encoding is guessed from it.
            let before = "<?xml version='1.0'?>".to_owned() + &" ".repeat((1 << 16) - 30);
            let whole: &'static str = Box::leak((before + text).into_boxed_str());
            for piece in [1, 3, 6, 7, 8, 1 << 20] {
                let mut input = Decoding::new(Pieces(whole.as_bytes(), piece), Content::Xml);
                assert_eq!(
                    input.may_hold_tag("header").unwrap(),
                    found,
                    "{text}, {piece}"
                );
            }
        }
    }
}
