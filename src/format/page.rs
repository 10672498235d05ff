//! Running text that was taken out of markup: what a reader of the page reads, one paragraph a block. The text knows of
//! each of its pieces where it stands in the file.

use crate::segmentation::joint;
use std::ops::Range;

/// What parts two blocks: a blank line, which no segment crosses.
pub(super) const BORDER: &str = "\n\n";

/// The text of a page.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Page {
    /// Blocks of text with a blank line between them. A line end inside a block is one that the page shows.
    pub(super) text: String,
    /// The pieces of the text in order.
    pub(super) pieces: Vec<Piece>,
    /// The comments in order.
    pub(super) comments: Vec<Comment>,
    /// White space of the file after the last piece; what comes next says whether it stands for a blank.
    pub(super) line_end: Option<Range<usize>>,
}

/// A comment, with the block of the text that it speaks of: the one it stands in, else the next one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Comment {
    /// What stands between its marks.
    pub text: String,
    /// Where that begins in the file, in bytes.
    pub at: usize,
    /// The block in the text, in bytes; empty where none follows.
    pub block: Range<usize>,
}

/// A stretch of the text that stands in the file: byte for byte as it is, or in another form (`&amp;`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Piece {
    /// Where it begins in the text, in bytes.
    pub(super) at: usize,
    /// Its bytes in the file.
    pub(super) source: Range<usize>,
}

impl Page {
    /// Adds a text that stands at these bytes of the file.
    pub(super) fn push(&mut self, text: &str, source: Range<usize>) {
        if let Some(line_end) = self.line_end.take() {
            let joint = joint(&self.text, text);
            if !joint.is_empty() {
                self.push(joint, line_end);
            }
        }
        self.pieces.push(Piece {
            at: self.text.len(),
            source,
        });
        self.text.push_str(text);
    }

    /// The comments in a stretch of HTML; their blocks are not known before the page was read.
    pub(super) fn push_comments(&mut self, source: &str, html: &Range<usize>) {
        let at = self.text.len();
        let mut rest = html.clone();
        while let Some(open) = source[rest.clone()].find("<!--") {
            let start = rest.start + open + 4;
            let length = source[start..rest.end].find("-->");
            let end = length.map_or(rest.end, |length| start + length);
            self.comments.push(Comment {
                text: source[start..end].to_owned(),
                at: start,
                block: at..at,
            });
            rest.start = end;
        }
    }

    /// Finds the blocks of the comments, once the page was read.
    pub(super) fn find_blocks(&mut self) {
        for comment in &mut self.comments {
            let at = comment.block.start;
            let start = self.text[..at]
                .rfind(BORDER)
                .map_or(0, |found| found + BORDER.len());
            let end = self.text[at..]
                .find(BORDER)
                .map_or(self.text.len(), |found| at + found);
            comment.block = start..end;
        }
    }

    /// Ends a block.
    pub(super) fn border(&mut self) {
        self.line_end = None;
        if !self.text.is_empty() && !self.text.ends_with(BORDER) {
            self.text.push_str(BORDER);
        }
    }
}
