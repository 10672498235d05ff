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

    /// So many characters.
    pub(super) fn len(&self) -> usize {
        self.characters.len()
    }

    pub(super) fn is_blank(&self, index: usize) -> bool {
        self.characters
            .get(index)
            .is_some_and(|(c, _)| c.is_whitespace())
    }

    /// Which of its characters are no white space.
    pub(super) fn visible_indices(&self) -> impl Iterator<Item = usize> {
        (0..self.characters.len()).filter(|n| !self.is_blank(*n))
    }

    fn visible(&self) -> impl Iterator<Item = &(char, Range<usize>)> {
        self.characters.iter().filter(|(c, _)| !c.is_whitespace())
    }

    /// Whether it is this text; white space does not count.
    pub(in crate::check) fn is(&self, text: &str) -> bool {
        let mut theirs = text.chars().filter(|c| !c.is_whitespace()).peekable();
        theirs.peek().is_some() && self.visible().map(|(c, _)| *c).eq(theirs)
    }

    /// The bytes of the file that write these characters.
    pub(super) fn bytes(&self, indices: &Range<usize>) -> Range<usize> {
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
