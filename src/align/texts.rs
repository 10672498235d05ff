//! Two or three aligned texts as one table, with their names and languages: what is printed and what is stored.

use super::bead::mean;
use super::unrelated::has_few;
use super::{AlignedRow, Options, align, align3, rows};
use crate::error::Result;
use crate::lang::Lang;

/// What is aligned of a text.
#[derive(Debug, Clone, Copy)]
pub struct Text<'t> {
    /// Its segments.
    pub segments: &'t [String],
    /// Its language.
    pub lang: &'t Lang,
    /// Which of the segments begin a paragraph, as far as that is known; headings are paragraphs.
    pub paragraphs: &'t [usize],
}

impl<'t> Text<'t> {
    /// A text of whose paragraphs nothing is known.
    pub fn new(segments: &'t [String], lang: &'t Lang) -> Self {
        Self {
            segments,
            lang,
            paragraphs: &[],
        }
    }
}

/// A text to be aligned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InputText {
    /// The document's name: its file as the user named it.
    pub name: String,
    /// Its language.
    pub lang: Lang,
    /// Its segments, clean (no line ends, trimmed), none empty.
    pub segments: Vec<String>,
    /// The numbers of the segments that begin a paragraph, as far as that is known.
    pub paragraphs: Vec<usize>,
}

impl InputText {
    /// What is aligned of it.
    pub fn text(&self) -> Text<'_> {
        Text {
            segments: &self.segments,
            lang: &self.lang,
            paragraphs: &self.paragraphs,
        }
    }
}

/// Short texts with less are told to be doubtful.
const LEAST_SHORT_MEAN: f64 = 0.7;

/// Aligned texts: rows that hold every segment of every text once, in order.
#[derive(Debug, Clone, PartialEq)]
pub struct AlignedTexts {
    /// The texts, two or three.
    pub texts: Vec<InputText>,
    /// The rows; each has one side a text.
    pub rows: Vec<AlignedRow>,
}

impl AlignedTexts {
    /// The text of one side of a row: its segments joined as the language joins them; empty without any.
    pub fn side(&self, row: &AlignedRow, text: usize) -> String {
        self.segments(row, text)
            .join(self.texts[text].lang.joiner())
    }

    /// The segments of one side of a row.
    pub fn segments(&self, row: &AlignedRow, text: usize) -> &[String] {
        &self.texts[text].segments[row.sides[text].clone()]
    }

    /// The mean score of the rows that link all texts; 0 without one.
    pub fn mean_score(&self) -> f64 {
        mean(self.linked().map(|row| row.score))
    }

    /// Whether one of the texts is too short to be sure, and they do not look like translations of each other.
    pub fn may_be_strangers(&self) -> bool {
        let mut sizes = self.texts.iter().map(|text| text.segments.len());
        sizes.any(has_few) && self.mean_score() < LEAST_SHORT_MEAN
    }

    /// The rows that link all texts.
    pub fn linked(&self) -> impl Iterator<Item = &AlignedRow> {
        self.rows.iter().filter(|row| row.is_linked())
    }
}

/// Aligns two texts, or three.
///
/// # Errors
/// As [`align`]; other numbers of texts are a usage error.
pub fn align_texts(texts: Vec<InputText>, options: &Options) -> Result<AlignedTexts> {
    let rows = match texts.as_slice() {
        [a, b] => rows(&align(a.text(), b.text(), options)?),
        [a, b, c] => align3([a.text(), b.text(), c.text()], options)?,
        _ => {
            return Err(crate::error::Error::usage(
                format!("{} texts cannot be aligned", texts.len()),
                "give two or three",
            ));
        }
    };
    Ok(AlignedTexts { texts, rows })
}
