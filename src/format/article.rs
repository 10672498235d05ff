//! An article: a file of running text in any usual encoding, plain, in Markdown or HTML, or a Word document.

use super::encoding::read_bytes;
use super::guess::{Guessed, decode_guessing};
pub use super::page::Comment;
use super::page::{BORDER, Piece};
use super::{docx, encoding, html, markdown};
use crate::error::Result;
use crate::lang::Lang;
use crate::segmentation::{Guess, guess_lines};
use std::ops::Range;
use std::path::Path;

/// How a text is marked up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Markup {
    /// Not at all.
    Plain,
    /// Markdown (CommonMark with tables, footnotes, task lists).
    Markdown,
    /// HTML.
    Html,
    /// A document of Word (Office Open XML).
    Docx,
}

impl Markup {
    /// The markup of a file. Word documents and HTML pages are told by their content; Markdown by the name alone (`.md`, `.markdown`,
    /// `.mdown`, `.mkd`), since every text is Markdown too.
    pub fn of(path: &Path, bytes: &[u8]) -> Self {
        let ends_with = |endings: &[&str]| {
            path.extension().is_some_and(|extension| {
                endings
                    .iter()
                    .any(|known| extension.eq_ignore_ascii_case(known))
            })
        };
        if docx::is_docx(bytes) {
            Self::Docx
        } else if ends_with(&["md", "markdown", "mdown", "mkd"]) {
            Self::Markdown
        } else if ends_with(&["html", "htm", "xhtml"])
            || html::begins(&encoding::decode_head(&bytes[..bytes.len().min(HEAD)]))
        {
            Self::Html
        } else {
            Self::Plain
        }
    }
}

/// So many bytes tell whether a file is a page.
const HEAD: usize = 4096;

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
    /// Whether the file is its source in UTF-8 or UTF-16, so that words of it can be replaced there.
    editable: bool,
    markup: Markup,
}

impl Article {
    /// Reads a file, or standard input for `-`. The language helps where the encoding must be guessed; the markup is told
    /// by the file where it is not given.
    ///
    /// # Errors
    /// As [`read_bytes`], and [`crate::error::Error::Malformed`] for what is no text.
    pub fn read(path: &Path, lang: &Lang, markup: Option<Markup>) -> Result<Self> {
        let bytes = read_bytes(path)?;
        let markup = markup.unwrap_or_else(|| Markup::of(path, &bytes));
        Self::from_bytes(&bytes, path, lang, markup)
    }

    /// The article that a file with this content holds.
    ///
    /// # Errors
    /// [`crate::error::Error::Malformed`] for what is no text.
    pub fn from_bytes(bytes: &[u8], path: &Path, lang: &Lang, markup: Markup) -> Result<Self> {
        let declared = || html::declared(bytes).filter(|_| markup == Markup::Html);
        let (source, page, guessed, editable) = if markup == Markup::Docx {
            let (source, page) = docx::read(bytes, path)?;
            (source, Some(page), None, false)
        } else if let Some((source, used, false)) = declared().map(|said| said.decode(bytes)) {
            // A byte order mark wins over what the page says.
            let page = html::read(&source);
            let editable = [
                encoding_rs::UTF_8,
                encoding_rs::UTF_16LE,
                encoding_rs::UTF_16BE,
            ];
            (
                source.into_owned(),
                Some(page),
                None,
                editable.contains(&used),
            )
        } else {
            let (source, guessed) = decode_guessing(bytes, path, lang)?;
            let page = match markup {
                Markup::Plain | Markup::Docx => None,
                Markup::Markdown => Some(markdown::read(&source)),
                Markup::Html => Some(html::read(&source)),
            };
            // What NUL bytes give away as UTF-16 is known when it is written, too.
            let editable =
                guessed.is_none() || encoding::detect(bytes).0 != encoding::Encoding::Utf8;
            (source, page, guessed, editable)
        };
        Ok(match page {
            None => Self {
                text: source,
                guessed,
                marked_up: None,
                comments: Vec::new(),
                editable,
                markup,
            },
            Some(page) => Self {
                text: page.text,
                guessed,
                marked_up: Some((source, page.pieces)),
                comments: page.comments,
                editable,
                markup,
            },
        })
    }

    /// Whether these words can be put into [`Article::source`] as they are, and the source back into the file. What was
    /// guessed is not written back, a Word document is no text, and a page writes some characters otherwise.
    pub fn can_take(&self, words: &str) -> bool {
        let as_they_are = self.markup != Markup::Html || !words.contains(['&', '<', '>']);
        self.editable && as_they_are
    }

    /// The file as it stands, decoded.
    pub fn source(&self) -> &str {
        self.marked_up
            .as_ref()
            .map_or(self.text.as_str(), |(source, _)| source)
    }

    /// What a single line end is, as it looks. In markup it is one that the page shows (`<br>`, a hard break): what is broken at
    /// some width goes on behind it, verses and addresses do not.
    pub fn lines(&self) -> Guess {
        if self.marked_up.is_none() {
            return guess_lines(&self.text);
        }
        // A paragraph without one is a line of any length, and says nothing.
        let broken = |block: &&str| block.trim().contains('\n');
        let blocks: Vec<&str> = self.text.split(BORDER).filter(broken).collect();
        guess_lines(&blocks.join(BORDER))
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

    /// Line and column, from 1, of a byte of [`Article::source`]; a bare carriage return ends a line too.
    pub fn line_column(&self, at: usize) -> (usize, usize) {
        let bytes = self.source().as_bytes();
        let ends_line = |at: &usize| match bytes[*at] {
            b'\n' => true,
            b'\r' => bytes.get(*at + 1) != Some(&b'\n'),
            _ => false,
        };
        let ends = (0..at.min(bytes.len())).filter(ends_line);
        let (line, start) = ends.fold((1, 0), |(line, _), end| (line + 1, end + 1));
        (line, self.source()[start..at].chars().count() + 1)
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::segmentation::LineMode;

    #[test]
    fn what_a_break_in_markup_is_shows_in_the_lines_around_it() {
        let long = "A paragraph that no break parts says nothing of the width of lines, however long it is. ";
        let (html, markdown) = (Markup::Html, Markup::Markdown);
        for (markup, source, mode, line_ends) in [
            (
                html,
                format!(
                    "<p>The delegation arrived in Baku<br>on Monday for talks on trade.</p><p>{}</p>",
                    long.repeat(3)
                ),
                LineMode::Wrapped,
                1,
            ),
            (
                html,
                "<p>The talks are over.<br>The guests have left.</p>".to_owned(),
                LineMode::Paragraph,
                1,
            ),
            (
                html,
                "<p>Ministry of Energy<br>12 Sea Street<br>Baku<br>Azerbaijan</p>".to_owned(),
                LineMode::Paragraph,
                3,
            ),
            (
                html,
                format!("<p>One.</p><p>{long}</p>"),
                LineMode::Paragraph,
                0,
            ),
            (
                markdown,
                "The delegation arrived in Baku  \non Monday for talks.".to_owned(),
                LineMode::Wrapped,
                1,
            ),
            // A line end of the file is none that the page shows.
            (
                markdown,
                "The delegation arrived in Baku\non Monday for talks.".to_owned(),
                LineMode::Paragraph,
                0,
            ),
        ] {
            let lang = Lang::parse("en").unwrap();
            let article =
                Article::from_bytes(source.as_bytes(), Path::new("a"), &lang, markup).unwrap();
            assert_eq!(article.lines(), Guess { mode, line_ends }, "{source}");
        }
    }
}
