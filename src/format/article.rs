//! An article: a file of running text in any usual encoding, plain or in Markdown.

use super::encoding::read_bytes;
use super::guess::{Guessed, decode_guessing};
pub use super::markdown::Comment;
use super::markdown::{self, Piece};
use crate::error::Result;
use crate::lang::Lang;
use crate::segmentation::{Guess, LineMode, guess_lines};
use std::ops::Range;
use std::path::Path;

/// How a text is marked up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Markup {
    /// Not at all.
    Plain,
    /// Markdown (CommonMark with tables, footnotes, task lists).
    Markdown,
}

impl Markup {
    /// The markup that the name of a file tells: Markdown for `.md` and `.markdown`. The content cannot tell, since
    /// every text is Markdown too.
    pub fn of(path: &Path) -> Self {
        let is_markdown = path.extension().is_some_and(|extension| {
            ["md", "markdown"]
                .iter()
                .any(|known| extension.eq_ignore_ascii_case(known))
        });
        if is_markdown {
            Self::Markdown
        } else {
            Self::Plain
        }
    }
}

/// The running text of a file.
#[derive(Debug, Clone)]
pub struct Article {
    /// The text that is cut into segments, without markup.
    pub text: String,
    /// The encoding, where nothing but its looks told it.
    pub guessed: Option<Guessed>,
    /// The file as it stands, decoded, and the pieces of the text in it; `None` where both are the same.
    marked_up: Option<(String, Vec<Piece>)>,
    /// The comments in the markup.
    pub comments: Vec<Comment>,
}

impl Article {
    /// Reads a file, or standard input for `-`. The language helps where the encoding must be guessed.
    ///
    /// # Errors
    /// As [`read_bytes`], and [`crate::error::Error::Malformed`] for what is no text.
    pub fn read(path: &Path, lang: &Lang, markup: Markup) -> Result<Self> {
        Self::from_bytes(&read_bytes(path)?, path, lang, markup)
    }

    /// The article that a file with this content holds.
    ///
    /// # Errors
    /// [`crate::error::Error::Malformed`] for what is no text.
    pub fn from_bytes(bytes: &[u8], path: &Path, lang: &Lang, markup: Markup) -> Result<Self> {
        let (source, guessed) = decode_guessing(bytes, path, lang)?;
        Ok(match markup {
            Markup::Plain => Self {
                text: source,
                guessed,
                marked_up: None,
                comments: Vec::new(),
            },
            Markup::Markdown => {
                let page = markdown::read(&source);
                Self {
                    text: page.text,
                    guessed,
                    marked_up: Some((source, page.pieces)),
                    comments: page.comments,
                }
            }
        })
    }

    /// The file as it stands, decoded.
    pub fn source(&self) -> &str {
        self.marked_up
            .as_ref()
            .map_or(self.text.as_str(), |(source, _)| source)
    }

    /// What a single line end is: of a plain text a guess; markup says it, and nothing is left to guess.
    pub fn lines(&self) -> Guess {
        match self.marked_up {
            None => guess_lines(&self.text),
            Some(_) => Guess {
                mode: LineMode::Paragraph,
                line_ends: 0,
            },
        }
    }

    /// Where a segment of the text stands in [`Article::source`], in bytes: of a plain text the same span, else without
    /// the white space around it.
    pub fn span(&self, span: Range<usize>) -> Range<usize> {
        if self.marked_up.is_none() {
            return span;
        }
        let segment = &self.text[span.clone()];
        let start = span.start + segment.len() - segment.trim_start().len();
        let end = (span.start + segment.trim_end().len()).max(start);
        let place = self.place(start);
        place..self.place(end).max(place)
    }

    /// Where a byte of the text stands in [`Article::source`].
    pub fn place(&self, at: usize) -> usize {
        let Some((source, pieces)) = &self.marked_up else {
            return at;
        };
        let number = pieces.partition_point(|piece| piece.at <= at);
        let Some(piece) = number.checked_sub(1).and_then(|n| pieces.get(n)) else {
            return 0;
        };
        let end = pieces.get(number).map_or(self.text.len(), |next| next.at);
        let offset = at - piece.at;
        let place = piece.source.start + offset;
        // A piece in another form is one place.
        let verbatim = source
            .get(piece.source.clone())
            .is_some_and(|as_written| self.text[piece.at..end].starts_with(as_written));
        if verbatim && offset <= piece.source.len() {
            place
        } else if offset == 0 {
            piece.source.start
        } else {
            piece.source.end
        }
    }
}
