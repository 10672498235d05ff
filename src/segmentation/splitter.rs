//! Finding the borders: the rules of one language, compiled.

use super::lines::{self, LineMode};
use super::rules::Rule;
use crate::error::{Error, Place, Result};
use fancy_regex::Regex;
use std::ops::Range;

/// The rules of one language, ready to cut texts.
#[derive(Debug)]
pub struct Splitter {
    rules: Vec<Compiled>,
}

#[derive(Debug)]
struct Compiled {
    is_break: bool,
    /// `before` followed by `after`: finds the places.
    find: Regex,
    /// Whether a given place fits; missing where the engine cannot look back with this expression.
    at: Option<Regex>,
}

impl Splitter {
    pub(super) fn new<'a>(rules: impl Iterator<Item = &'a Rule>) -> Result<Self> {
        Ok(Self {
            rules: rules.map(compile).collect::<Result<_>>()?,
        })
    }

    /// Cuts a text; see [`super::segment`].
    pub fn segment(&self, text: &str, lines: LineMode) -> Vec<Range<usize>> {
        let mut borders = Vec::new();
        for block in lines::blocks(text, lines) {
            if lines != LineMode::Segment {
                let inner = self.borders(&text[block.clone()]);
                borders.extend(inner.into_iter().map(|at| block.start + at));
            }
            borders.push(block.end);
        }
        tile(text, borders)
    }

    /// The places inside a block at which it is cut, in order.
    fn borders(&self, block: &str) -> Vec<usize> {
        let block = block.trim_end();
        let mut places: Vec<(usize, usize)> = Vec::new();
        for (number, rule) in self
            .rules
            .iter()
            .enumerate()
            .filter(|(_, rule)| rule.is_break)
        {
            places.extend(rule.places(block).into_iter().map(|at| (at, number)));
        }
        places.sort_unstable();
        places.dedup_by_key(|(at, _)| *at);
        places
            .into_iter()
            .filter(|(at, number)| {
                *at > 0
                    && *at < block.len()
                    && !self.rules[..*number]
                        .iter()
                        .any(|rule| !rule.is_break && rule.fits(block, *at))
            })
            .map(|(at, _)| at)
            .collect()
    }
}

impl Compiled {
    /// All places of a text that the rule fits. An expression that runs out of steps fits nowhere.
    fn places(&self, text: &str) -> Vec<usize> {
        let mut out = Vec::new();
        let mut from = 0;
        while let Ok(Some(found)) = self.find.find_from_pos(text, from) {
            out.push(found.end());
            // The next match may overlap this one but not begin where it did.
            match text[found.start()..].chars().next() {
                Some(c) => from = found.start() + c.len_utf8(),
                None => break,
            }
        }
        out
    }

    fn fits(&self, text: &str, at: usize) -> bool {
        match &self.at {
            Some(regex) => {
                matches!(regex.find_from_pos(text, at), Ok(Some(found)) if found.start() == at)
            }
            None => self.places(text).contains(&at),
        }
    }
}

fn compile(rule: &Rule) -> Result<Compiled> {
    let before = super::icu::translate(&rule.before);
    let after = super::icu::translate(&rule.after);
    for (side, pattern) in [(&rule.before, &before), (&rule.after, &after)] {
        Regex::new(pattern).map_err(|error| refuse(rule, side, &error))?;
    }
    let find = Regex::new(&format!("(?:{before})(?={after})"))
        .map_err(|error| refuse(rule, &rule.before, &error))?;
    let behind = if before.is_empty() {
        String::new()
    } else {
        format!("(?<={before})")
    };
    Ok(Compiled {
        is_break: rule.is_break,
        find,
        at: Regex::new(&format!("\\G{behind}(?={after})")).ok(),
    })
}

fn refuse(rule: &Rule, pattern: &str, error: &fancy_regex::Error) -> Error {
    Error::malformed(
        Place::line(&rule.file, rule.line),
        format!("the expression {pattern:?} of this rule is no regular expression: {error}"),
        "correct the rule or take it out",
    )
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
