//! A text and its translation in two files, aligned on the fly.

use super::{BilingualUnit, Diagnostic, Places};
use crate::align::{AlignedRow, InputText, Options, align_texts};
use crate::error::{Error, Place, Result};
use crate::format::article::{Article, Markup};
use crate::format::{encoding, guess::Guessed};
use crate::lang::Lang;
use crate::segmentation::{Rules, clean, segment};
use std::ops::Range;
use std::path::{Path, PathBuf};

/// The pairs of two aligned texts. A unit is known by the number, from 1, of its first segment in the translation.
#[derive(Debug, Clone)]
pub struct AlignedPair {
    /// The pairs in order.
    pub units: Vec<BilingualUnit>,
    /// Segments of the source that have no partner: nothing can be checked there.
    pub unpaired: usize,
    /// The files whose encoding was guessed.
    pub guessed: Vec<(PathBuf, Guessed)>,
    /// The translation.
    target: Article,
    /// Where each of its segments begins, in bytes of its text.
    starts: Vec<usize>,
}

/// A text cut into segments.
struct Cut {
    article: Article,
    /// Where each segment begins, in bytes of the text.
    starts: Vec<usize>,
    segments: Vec<String>,
}

impl AlignedPair {
    /// Reads, cuts and aligns a text and its translation.
    ///
    /// # Errors
    /// When one of them cannot be read or is empty, and [`Error::Unrelated`] when they do not belong together.
    pub fn read(
        source: &Path,
        target: &Path,
        source_lang: &Lang,
        target_lang: &Lang,
    ) -> Result<Self> {
        let rules = Rules::built_in()?;
        let from = cut(source, source_lang, &rules)?;
        let to = cut(target, target_lang, &rules)?;
        let guessed = [(source, &from), (target, &to)]
            .into_iter()
            .filter_map(|(path, cut)| Some((path.to_path_buf(), cut.article.guessed?)))
            .collect();
        let input = |path: &Path, lang: &Lang, segments: Vec<String>| InputText {
            name: path.display().to_string(),
            lang: lang.clone(),
            segments,
        };
        let texts = vec![
            input(source, source_lang, from.segments),
            input(target, target_lang, to.segments),
        ];
        let aligned = align_texts(texts, &Options::default())?;
        let file = target.display().to_string().into();
        let units = aligned
            .linked()
            .map(|row| BilingualUnit {
                file: std::sync::Arc::clone(&file),
                line: None,
                unit: (row.sides[1].start + 1).to_string(),
                source: aligned.side(row, 0),
                target: aligned.side(row, 1),
                source_lang: source_lang.clone(),
                target_lang: target_lang.clone(),
                suppressions: Vec::new(),
            })
            .collect();
        let alone = |row: &&AlignedRow| row.sides[1].is_empty();
        let unpaired = aligned
            .rows
            .iter()
            .filter(alone)
            .map(|row| row.sides[0].len())
            .sum();
        Ok(Self {
            units,
            unpaired,
            guessed,
            target: to.article,
            starts: to.starts,
        })
    }

    /// The byte of the file where the text of a unit has got through `before`. White space may stand otherwise in
    /// the file than in the unit, so that only the other characters are counted.
    fn place(&self, start: usize, before: &str) -> usize {
        let mut left = before.chars().filter(|c| !c.is_whitespace()).count();
        for (at, c) in self.target.text[start..].char_indices() {
            if c.is_whitespace() {
                continue;
            }
            if left == 0 {
                return self.target.place(start + at);
            }
            left -= 1;
        }
        self.target.source().len()
    }
}

impl Places for AlignedPair {
    fn locate(&self, finding: &mut Diagnostic) {
        let number = finding
            .unit
            .unit
            .parse::<usize>()
            .ok()
            .and_then(|n| n.checked_sub(1));
        let Some(&start) = number.and_then(|number| self.starts.get(number)) else {
            return;
        };
        let before = finding
            .span
            .as_ref()
            .map_or("", |span| &finding.unit.target[..span.start]);
        let at = self.place(start, before);
        let (line, column) = encoding::line_column(&self.target.source().as_bytes()[..at]);
        finding.line = Some(line);
        finding.column = Some(column);
    }
}

fn cut(path: &Path, lang: &Lang, rules: &Rules) -> Result<Cut> {
    let article = Article::read(path, lang, Markup::of(path))?;
    let text = &article.text;
    let spans: Vec<Range<usize>> = segment(text, lang, rules, article.lines().mode)?
        .into_iter()
        .filter(|span| !text[span.clone()].trim().is_empty())
        .collect();
    if spans.is_empty() {
        return Err(Error::malformed(
            Place::file(path),
            "the file holds no text",
            "name a text and its translation",
        ));
    }
    Ok(Cut {
        segments: spans
            .iter()
            .map(|span| clean(&text[span.clone()]))
            .collect(),
        starts: spans.iter().map(|span| span.start).collect(),
        article,
    })
}
