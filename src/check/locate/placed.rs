//! Spans of a unit's text in the file that writes it.

use super::{Escape, Written};
use std::ops::Range;

/// A text of a unit beside its characters in the file. White space may stand otherwise in the two; the other characters
/// are the same, one after another.
#[derive(Debug)]
pub(in crate::check) struct Placed {
    written: Written,
    /// Where each character of the unit's text begins that is no white space, in bytes.
    visible: Vec<usize>,
    /// The same in the file, in characters of `written`.
    visible_written: Vec<usize>,
}

impl Placed {
    /// A text as a file writes it. Costs the text's length once, and each span of it little more than its own.
    pub(in crate::check) fn new(written: Written, text: &str) -> Self {
        let mut visible = Vec::with_capacity(text.len());
        let characters = text.char_indices().filter(|(_, c)| !c.is_whitespace());
        visible.extend(characters.map(|(at, _)| at));
        let mut visible_written = Vec::with_capacity(visible.len());
        visible_written.extend(written.visible_indices());
        Self {
            written,
            visible,
            visible_written,
        }
    }

    pub(in crate::check) fn escape(&self) -> Escape {
        self.written.escape()
    }

    /// The bytes of the file that write a span of the text, or all of it without the white space around it.
    pub(in crate::check) fn range(&self, text: &str, span: Option<&Range<usize>>) -> Range<usize> {
        let Some(span) = span else {
            return self.written.bytes(&self.indices(0, self.visible.len()));
        };
        let marked = &text[span.clone()];
        let before = self.visible.partition_point(|at| *at < span.start);
        let inside = self.visible.partition_point(|at| *at < span.end) - before;
        if inside == 0 {
            let blanks = self.blank_indices(&text[..span.start], before, marked);
            return self.written.bytes(&blanks);
        }
        let mut found = self.indices(before, inside);
        let blank = |c: &char| c.is_whitespace();
        let lead = marked.chars().take_while(blank).count();
        let tail = marked.chars().rev().take_while(blank).count();
        for _ in 0..lead {
            if found.start > 0 && self.written.is_blank(found.start - 1) {
                found.start -= 1;
            }
        }
        for _ in 0..tail {
            if self.written.is_blank(found.end) {
                found.end += 1;
            }
        }
        self.written.bytes(&found)
    }

    /// The characters from one that is no white space, so many after the first, to another.
    fn indices(&self, before: usize, inside: usize) -> Range<usize> {
        let end = self.written.len();
        let at = |n: usize| self.visible_written.get(n).copied();
        let start = at(before).unwrap_or(end);
        let last = inside.checked_sub(1).and_then(|more| at(before + more));
        start..last.map_or(start, |last| last + 1)
    }

    /// White space only: as many characters of it as there are, after what stands before.
    fn blank_indices(&self, before: &str, visible: usize, marked: &str) -> Range<usize> {
        let blank = |c: &char| c.is_whitespace();
        let lead = before.chars().rev().take_while(blank).count();
        let after = match visible {
            0 => 0,
            some => self.indices(0, some).end,
        };
        let end = self.written.len();
        let start = (after + lead).min(end);
        start..(start + marked.chars().count()).min(end)
    }
}
