//! A text as a file writes it.

use std::borrow::Cow;
use std::ops::Range;

/// The characters of a text with the bytes of the file that write them.
#[derive(Debug, Clone)]
pub(in crate::check) struct Written {
    characters: Vec<(char, Range<usize>)>,
    /// Where the text begins in the file, also when it is empty.
    start: usize,
    escape: Escape,
}

/// How a format writes what has a meaning of its own in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::check) enum Escape {
    /// As it is; there can be no tab and no line end.
    Plain,
    /// As entities.
    Xml,
    /// Quotes twice.
    Quotes,
    /// Behind a backslash.
    Backslash,
}

impl Escape {
    /// A text as it is written; `None` where the format may not hold it.
    pub(in crate::check) fn apply(self, text: &str) -> Option<Cow<'_, str>> {
        let holds = |marks: &[char]| text.contains(marks);
        Some(match self {
            Self::Plain => {
                (!holds(&['\t', '\n', '\r'])).then_some(())?;
                Cow::Borrowed(text)
            }
            Self::Xml => Cow::Owned(
                text.replace('&', "&amp;")
                    .replace('<', "&lt;")
                    .replace('>', "&gt;"),
            ),
            // A cell without quotes could not hold what parts cells.
            Self::Quotes => {
                (!holds(&['"', ',', ';', '|', '\t', '\n', '\r'])).then_some(())?;
                Cow::Borrowed(text)
            }
            Self::Backslash => {
                (!holds(&['\t', '\n', '\r'])).then_some(())?;
                Cow::Owned(text.replace('\\', "\\\\").replace('"', "\\\""))
            }
        })
    }
}

impl Written {
    pub(in crate::check) fn new(start: usize, escape: Escape) -> Self {
        Self {
            characters: Vec::new(),
            start,
            escape,
        }
    }

    /// A text that stands in the file as it is, from a byte on.
    pub(in crate::check) fn verbatim(text: &str, start: usize, escape: Escape) -> Self {
        let mut written = Self::new(start, escape);
        written.push_str(text, start);
        written
    }

    /// As much of what stands in the file from a byte on as this text takes.
    pub(in crate::check) fn beginning(stands: &str, start: usize, text: &str) -> Self {
        let mut written = Self::new(start, Escape::Plain);
        let mut left = text.chars().filter(|c| !c.is_whitespace()).count();
        for (at, c) in stands.char_indices() {
            if left == 0 {
                break;
            }
            left -= usize::from(!c.is_whitespace());
            written.push(c, start + at..start + at + c.len_utf8());
        }
        written
    }

    pub(in crate::check) fn push(&mut self, c: char, bytes: Range<usize>) {
        self.characters.push((c, bytes));
    }

    /// Adds what stands in the file as it is, from a byte on.
    pub(in crate::check) fn push_str(&mut self, text: &str, start: usize) {
        for (at, c) in text.char_indices() {
            self.push(c, start + at..start + at + c.len_utf8());
        }
    }

    pub(in crate::check) fn escape(&self) -> Escape {
        self.escape
    }

    fn visible(&self) -> impl Iterator<Item = &(char, Range<usize>)> {
        self.characters.iter().filter(|(c, _)| !c.is_whitespace())
    }

    /// Whether it is this text; white space does not count.
    pub(in crate::check) fn is(&self, text: &str) -> bool {
        let mut theirs = text.chars().filter(|c| !c.is_whitespace()).peekable();
        theirs.peek().is_some() && self.visible().map(|(c, _)| *c).eq(theirs)
    }

    /// The bytes of the file that write a span of the text, or all of it. White space in the span that the file
    /// writes otherwise is counted with what is beside it.
    pub(in crate::check) fn range(&self, text: &str, span: Option<&Range<usize>>) -> Range<usize> {
        let whole = 0..text.len();
        let span = span.unwrap_or(&whole);
        let count = |text: &str| text.chars().filter(|c| !c.is_whitespace()).count();
        let (before, inside) = (count(&text[..span.start]), count(&text[span.clone()]));
        if inside == 0 {
            return self.blank(text, span, before);
        }
        let start = self.visible().nth(before).map(|(_, at)| at.start);
        let end = self
            .visible()
            .nth(before + inside - 1)
            .map(|(_, at)| at.end);
        let (Some(start), Some(end)) = (start, end) else {
            return self.start..self.start;
        };
        // White space at the ends of the span.
        let marked = &text[span.clone()];
        let lead = marked.len() - marked.trim_start().len();
        let tail = marked.len() - marked.trim_end().len();
        let stands = |range: &Range<usize>| {
            let blank = |at: usize| {
                self.characters
                    .iter()
                    .any(|(c, bytes)| c.is_whitespace() && bytes.contains(&at))
            };
            range.clone().all(blank)
        };
        let (first, last) = (start.saturating_sub(lead), end + tail);
        let start = if stands(&(first..start)) {
            first
        } else {
            start
        };
        start..if stands(&(end..last)) { last } else { end }
    }

    /// A span of white space only: as many bytes of it as there are, after what stands before.
    fn blank(&self, text: &str, span: &Range<usize>, before: usize) -> Range<usize> {
        let lead = text[..span.start]
            .chars()
            .rev()
            .take_while(|c| c.is_whitespace())
            .count();
        let index = self
            .characters
            .iter()
            .enumerate()
            .filter(|(_, (c, _))| !c.is_whitespace())
            .map(|(n, _)| n + 1)
            .nth(before.wrapping_sub(1))
            .unwrap_or(0);
        let length = text[span.clone()].chars().count();
        let from = (index + lead).min(self.characters.len());
        let stretch = &self.characters[from..(from + length).min(self.characters.len())];
        if let (Some(first), Some(last)) = (stretch.first(), stretch.last()) {
            return first.1.start..last.1.end;
        }
        let at = self.characters.last().map_or(self.start, |last| last.1.end);
        at..at
    }
}
