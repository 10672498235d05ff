//! Two or three aligned texts as one table, with their names and languages: what is printed and what is stored.

use super::bead::mean;
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

/// Texts with less are told to be doubtful: of 136 true pairs the least has 0.73.
const LEAST_MEAN: f64 = 0.7;
/// The same for texts each of which has fewer of its segments linked.
const LEAST_LINKED: f64 = 0.5;

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

    /// Whether the texts do not look like translations of each other.
    pub fn may_be_strangers(&self) -> bool {
        self.mean_score() < LEAST_MEAN || self.most_linked() < LEAST_LINKED
    }

    /// The share of segments that are linked, of the text that has most: all of a part of a text can be.
    fn most_linked(&self) -> f64 {
        let share = |text: usize| {
            let linked: usize = self.linked().map(|row| row.sides[text].len()).sum();
            linked as f64 / self.texts[text].segments.len().max(1) as f64
        };
        (0..self.texts.len()).map(share).fold(0.0, f64::max)
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
