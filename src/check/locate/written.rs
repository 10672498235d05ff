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
        let mut left = count_visible(text);
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

    /// The bytes of the file that write a span of the text, or all of it without the white space around it.
    pub(in crate::check) fn range(&self, text: &str, span: Option<&Range<usize>>) -> Range<usize> {
        let Some(span) = span else {
            return self.bytes(&self.visible_indices(0, count_visible(text)));
        };
        let marked = &text[span.clone()];
        let before = count_visible(&text[..span.start]);
        let inside = count_visible(marked);
        if inside == 0 {
            return self.bytes(&self.blank_indices(&text[..span.start], before, marked));
        }
        let mut found = self.visible_indices(before, inside);
        let lead = marked.chars().take_while(|c| c.is_whitespace()).count();
        let tail = marked
            .chars()
            .rev()
            .take_while(|c| c.is_whitespace())
            .count();
        for _ in 0..lead {
            if found.start > 0 && self.is_blank(found.start - 1) {
                found.start -= 1;
            }
        }
        for _ in 0..tail {
            if self.is_blank(found.end) {
                found.end += 1;
            }
        }
        self.bytes(&found)
    }

    fn is_blank(&self, index: usize) -> bool {
        self.characters
            .get(index)
            .is_some_and(|(c, _)| c.is_whitespace())
    }

    /// The characters from one that is no white space, so many after the first, to another.
    fn visible_indices(&self, before: usize, inside: usize) -> Range<usize> {
        let mut visible = (0..self.characters.len()).filter(|n| !self.is_blank(*n));
        let start = visible.nth(before).unwrap_or(self.characters.len());
        let last = match inside {
            0 => None,
            1 => Some(start),
            more => visible.nth(more - 2),
        };
        start..last.map_or(start, |last| (last + 1).min(self.characters.len()))
    }

    /// White space only: as many characters of it as there are, after what stands before.
    fn blank_indices(&self, before: &str, visible: usize, marked: &str) -> Range<usize> {
        let lead = before
            .chars()
            .rev()
            .take_while(|c| c.is_whitespace())
            .count();
        let after = match visible {
            0 => 0,
            some => self.visible_indices(0, some).end,
        };
        let start = (after + lead).min(self.characters.len());
        start..(start + marked.chars().count()).min(self.characters.len())
    }

    /// The bytes of the file that write these characters.
    fn bytes(&self, indices: &Range<usize>) -> Range<usize> {
        let end = || self.characters.last().map_or(self.start, |last| last.1.end);
        let start = self
            .characters
            .get(indices.start)
            .map_or_else(end, |first| first.1.start);
        let last = indices
            .end
            .checked_sub(1)
            .filter(|last| *last >= indices.start);
        start..last.map_or(start, |last| self.characters[last].1.end)
    }
}

fn count_visible(text: &str) -> usize {
    text.chars().filter(|c| !c.is_whitespace()).count()
}
