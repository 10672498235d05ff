//! Finding the borders: the rules of one language, compiled.

use super::joining::Joined;
use super::lines::{self, LineMode};
use super::lists;
use super::quotes::StraightQuotes;
use super::rule::{Compiled, Spot};
use super::rules::Rule;
use crate::error::Result;
use std::ops::Range;

/// The rules of one language, ready to cut texts.
#[derive(Debug)]
pub struct Splitter {
    rules: Vec<Compiled>,
    /// Whether karvan's own rules are among them. Then what no rule can tell is done too: lists inside a line are cut at
    /// their items, and straight quotation marks go with the sentence that they open.
    own: bool,
}

impl Splitter {
    pub(super) fn new<'a>(rules: impl Iterator<Item = &'a Rule>, own: bool) -> Result<Self> {
        Ok(Self {
            rules: rules.map(Compiled::new).collect::<Result<_>>()?,
            own,
        })
    }

    /// Cuts a text; see [`super::segment`].
    pub fn segment(&self, text: &str, lines: LineMode) -> Vec<Range<usize>> {
        let mut borders = Vec::new();
        for block in lines::blocks(text, lines) {
            if lines != LineMode::Segment {
                let lines = &text[block.clone()];
                if let Some(joined) = Joined::of(lines) {
                    let inner = self.borders(&joined.text).into_iter();
                    borders.extend(inner.map(|at| block.start + joined.place(at)));
                } else {
                    let inner = self.borders(lines).into_iter();
                    borders.extend(inner.map(|at| block.start + at));
                }
            }
            borders.push(block.end);
        }
        tile(text, borders)
    }

    /// The places inside a block at which it is cut.
    fn borders(&self, block: &str) -> Vec<usize> {
        let block = block.trim_end();
        let mut borders = Vec::new();
        let mut before = None;
        let mut quotes = StraightQuotes::default();
        for (at, after) in block.char_indices() {
            if let Some(before) = before.replace(after) {
                let cuts = match self
                    .own
                    .then(|| quotes.step(&block[at..], before))
                    .flatten()
                {
                    Some(cuts) => cuts,
                    None => self.cuts(&Spot::new(block, at, before, after)),
                };
                if cuts {
                    borders.push(at);
                }
            } else {
                quotes.begin(after);
            }
        }
        if self.own {
            let items = lists::items(block);
            borders.retain(|at| !items.iter().any(|item| item.mark_end == *at));
            borders.extend(items.iter().filter(|i| i.goes_on).map(|i| i.start));
        }
        borders
    }

    /// Whether a place is a border: the first rule that fits it says so. The rules that cut are asked first, because
    /// few places may fit one, and the rules before them next, because they are quicker than certainty.
    fn cuts(&self, spot: &Spot<'_>) -> bool {
        for (number, rule) in self.rules.iter().enumerate() {
            if rule.is_break && rule.may_fit(spot) {
                let mut earlier = self.rules[..number].iter();
                if earlier.any(|rule| !rule.is_break && rule.fits(spot)) {
                    return false;
                }
                if rule.does_fit(spot) {
                    return true;
                }
            }
        }
        false
    }
}

/// Spans from borders: white space goes to the segment before it, no span is empty or only white space.
fn tile(text: &str, mut borders: Vec<usize>) -> Vec<Range<usize>> {
    borders.sort_unstable();
    let mut out: Vec<Range<usize>> = Vec::new();
    let mut start = 0;
    for border in borders {
        let rest = &text[border..];
        let end = text.len() - rest.trim_start().len();
        if end > start && !text[start..end].trim().is_empty() {
            out.push(start..end);
            start = end;
        }
    }
    if start < text.len() {
        match out.last_mut() {
            Some(last) if text[start..].trim().is_empty() => last.end = text.len(),
            _ => out.push(start..text.len()),
        }
    }
    out
}
