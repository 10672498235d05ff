//! A text and its translation in two files, aligned on the fly.

use super::locate::{Placed, Written};
use super::{BilingualUnit, Diagnostic, Edit, Places, Region, SourcePlace, Suppression};
use crate::align::{AlignedRow, FEW_SEGMENTS, InputText, Options, align_texts};
use crate::error::{Error, Place, Result};
use crate::format::article::Article;
use crate::format::guess::Guessed;
use crate::lang::Lang;
use crate::segmentation::{Rules, clean, filled, paragraphs};
use std::collections::BTreeMap;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The pairs of two aligned texts. A unit is known by the number, from 1, of its first segment in the translation.
#[derive(Debug, Clone)]
pub struct AlignedPair {
    /// The pairs in order.
    pub units: Vec<BilingualUnit>,
    /// Segments of the source that have no partner: nothing can be checked there.
    pub unpaired: usize,
    /// The files whose encoding was guessed.
    pub guessed: Vec<(PathBuf, Guessed)>,
    /// What the comments of the translation suppress.
    pub suppressions: Vec<Suppression>,
    source_file: Arc<str>,
    source: Segments,
    target: Segments,
    /// The first segment of the source, by the first one of the translation; both from 0.
    sources: BTreeMap<usize, usize>,
}

/// A text with the beginnings of its segments.
#[derive(Debug, Clone)]
struct Segments {
    article: Article,
    /// Where each segment begins, in bytes of the text.
    starts: Vec<usize>,
}

impl AlignedPair {
    /// Reads, cuts and aligns a text and its translation.
    ///
    /// # Errors
    /// When one of them cannot be read or is empty, and [`Error::Unrelated`] when they do not belong together; two texts of
    /// up to [`FEW_SEGMENTS`] are always aligned.
    pub fn read(
        source: &Path,
        target: &Path,
        source_lang: &Lang,
        target_lang: &Lang,
    ) -> Result<Self> {
        let rules = Rules::built_in()?;
        let (from, source_text) = cut(source, source_lang, &rules)?;
        let (to, target_text) = cut(target, target_lang, &rules)?;
        let guessed = [(source, &from), (target, &to)]
            .into_iter()
            .filter_map(|(path, text)| Some((path.to_path_buf(), text.article.guessed?)))
            .collect();
        // A draft of a few sentences may be too poor to be known as a translation, and is the one to check.
        let few = |text: &InputText| text.segments.len() <= FEW_SEGMENTS;
        let options = Options {
            force: few(&source_text) && few(&target_text),
            ..Options::default()
        };
        let aligned = align_texts(vec![source_text, target_text], &options)?;
        let file: Arc<str> = target.display().to_string().into();
        let comments = to.suppressions();
        let units = aligned
            .linked()
            .map(|row| BilingualUnit {
                file: Arc::clone(&file),
                line: None,
                alike_before: 0,
                unit: (row.sides[1].start + 1).to_string(),
                source: aligned.side(row, 0),
                target: aligned.side(row, 1),
                source_lang: source_lang.clone(),
                target_lang: target_lang.clone(),
                suppressions: comments
                    .iter()
                    .filter(|(block, _)| to.touches(row.sides[1].clone(), block))
                    .map(|(_, suppression)| suppression.clone())
                    .collect(),
                codes: [Vec::new(), Vec::new()],
            })
            .collect();
        let alone = |row: &&AlignedRow| row.sides[1].is_empty();
        let unpaired = aligned
            .rows
            .iter()
            .filter(alone)
            .map(|row| row.sides[0].len())
            .sum();
        let sources = aligned
            .linked()
            .map(|row| (row.sides[1].start, row.sides[0].start))
            .collect();
        Ok(Self {
            units,
            unpaired,
            guessed,
            suppressions: comments.into_iter().map(|(_, s)| s).collect(),
            source_file: source.display().to_string().into(),
            source: from,
            target: to,
            sources,
        })
    }
}

impl Segments {
    /// The suppressions that comments hold, each with the block that it is for, in bytes of the text.
    fn suppressions(&self) -> Vec<(Range<usize>, Suppression)> {
        self.article
            .comments
            .iter()
            .flat_map(|comment| {
                let (line, _) = self.article.line_column(comment.at);
                Suppression::in_note(&comment.text, Some(line))
                    .into_iter()
                    .map(|suppression| (comment.block.clone(), suppression))
            })
            .collect()
    }

    /// Whether one of the segments begins in a stretch of the text.
    fn touches(&self, mut segments: Range<usize>, block: &Range<usize>) -> bool {
        segments.any(|number| {
            self.starts.get(number).is_some_and(|start| {
                let text = &self.article.text[*start..];
                block.contains(&(start + text.len() - text.trim_start().len()))
            })
        })
    }

    /// The bytes of the file that hold a span of a unit's text, or all of it; the unit begins with a segment.
    fn range(
        &self,
        number: usize,
        text: &str,
        span: Option<&Range<usize>>,
    ) -> Option<Range<usize>> {
        let start = *self.starts.get(number)?;
        let written = Written::beginning(&self.article.text[start..], start, text);
        let range = Placed::new(written, text).range(text, span);
        let start = self.article.place(range.start);
        // The end belongs to what stands before it, not to the piece that follows.
        let last = self.article.text[..range.end].chars().next_back();
        let last = last.map_or(0, char::len_utf8);
        let end = if range.is_empty() {
            start
        } else {
            self.article.place(range.end - last) + last
        };
        let mut end = end.clamp(start, self.article.source().len());
        while !self.article.source().is_char_boundary(end) {
            end -= 1;
        }
        Some(start..end)
    }

    fn region(&self, range: &Range<usize>) -> Region {
        let (line, column) = self.article.line_column(range.start);
        let (end_line, end_column) = self.article.line_column(range.end);
        Region {
            line,
            column,
            end_line,
            end_column,
        }
    }
}

/// The number, from 0, of the segment that a unit of a pair is known by.
fn number(unit: &BilingualUnit) -> Option<usize> {
    unit.unit.parse::<usize>().ok()?.checked_sub(1)
}

impl Places for AlignedPair {
    fn locate(&self, finding: &mut Diagnostic) {
        let unit = Arc::clone(&finding.unit);
        let Some(number) = number(&unit) else {
            return;
        };
        let span = finding.span.clone();
        if let Some(range) = self.target.range(number, &unit.target, span.as_ref()) {
            finding.set_region(self.target.region(&range));
        }
        finding.source_place = self.sources.get(&number).and_then(|number| {
            let span = finding.source_span.as_ref();
            let range = self.source.range(*number, &unit.source, span)?;
            Some(SourcePlace {
                file: Arc::clone(&self.source_file),
                region: self.source.region(&range),
            })
        });
    }

    fn edit(&self, finding: &Diagnostic) -> Option<Edit> {
        let fix = finding.fix.as_ref()?;
        let unit = &finding.unit;
        let range = self
            .target
            .range(number(unit)?, &unit.target, Some(&fix.span))?;
        // What markup divides is not replaced blindly.
        let article = &self.target.article;
        let as_written = article.source().get(range.clone())?;
        (article.can_take(&fix.replacement) && as_written == &unit.target[fix.span.clone()]).then(
            || Edit {
                range,
                text: fix.replacement.clone(),
            },
        )
    }
}

/// Reads a text and cuts it into segments.
fn cut(path: &Path, lang: &Lang, rules: &Rules) -> Result<(Segments, InputText)> {
    let article = Article::read(path, lang, None)?;
    let text = &article.text;
    let lines = article.lines().mode;
    let spans = filled(text, lang, rules, lines)?;
    if spans.is_empty() {
        return Err(Error::malformed(
            Place::file(path),
            "the file holds no text",
            "name a text and its translation",
        ));
    }
    let segments = spans
        .iter()
        .map(|span| clean(&text[span.clone()]))
        .collect();
    let input = InputText {
        name: path.display().to_string(),
        lang: lang.clone(),
        paragraphs: paragraphs(text, &spans, lines),
        segments,
    };
    let starts = spans.iter().map(|span| span.start).collect();
    Ok((Segments { article, starts }, input))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Stretches of our own article against later ones: as texts they are refused, as drafts they can be checked.
    #[test]
    fn a_few_sentences_are_checked_however_poor_the_draft_is() {
        let table = include_str!("../../tests/data/communique.en-az.tsv");
        let rows: Vec<(&str, &str)> = table
            .lines()
            .filter_map(|l| l.split_once('\t'))
            .filter(|(a, b)| !a.is_empty() && !b.is_empty())
            .collect();
        let (en, az) = (Lang::parse("en").unwrap(), Lang::parse("az").unwrap());
        let rules = Rules::built_in().unwrap();
        let folder = tempfile::tempdir().unwrap();
        let [source, target] = ["a.en.txt", "a.az.txt"].map(|name| folder.path().join(name));
        for at in 0..rows.len() - 12 {
            let first: Vec<&str> = rows[at..at + 3].iter().map(|row| row.0).collect();
            let second: Vec<&str> = rows[at + 9..at + 12].iter().map(|row| row.1).collect();
            std::fs::write(&source, first.join("\n\n")).unwrap();
            std::fs::write(&target, second.join("\n\n")).unwrap();
            let texts = [(&source, &en), (&target, &az)]
                .map(|(path, lang)| cut(path, lang, &rules).unwrap().1);
            let few = texts.iter().all(|t| t.segments.len() <= FEW_SEGMENTS);
            let aligned = align_texts(texts.to_vec(), &Options::default());
            if few && aligned.is_err() {
                assert!(AlignedPair::read(&source, &target, &en, &az).is_ok());
                return;
            }
        }
        panic!("no stretch is refused");
    }
}
