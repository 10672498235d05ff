//! Finding the borders: the rules of one language, compiled.

use super::icu;
use super::joining::Joined;
use super::lines::{self, LineMode};
use super::lists;
use super::rules::Rule;
use crate::error::{Error, Place, Result};
use fancy_regex::Regex;
use std::ops::Range;

/// The rules of one language, ready to cut texts.
#[derive(Debug)]
pub struct Splitter {
    rules: Vec<Compiled>,
    /// Whether lists inside a line are cut at their items.
    lists: bool,
}

#[derive(Debug)]
struct Compiled {
    is_break: bool,
    test: Test,
}

#[derive(Debug)]
enum Test {
    /// Finds the places of the rule: what stands before them, followed by what stands after.
    Find(Regex),
    /// Says of one place whether the rule fits it.
    At(Regex),
}

impl Splitter {
    pub(super) fn new<'a>(rules: impl Iterator<Item = &'a Rule>, lists: bool) -> Result<Self> {
        Ok(Self {
            rules: rules.map(compile).collect::<Result<_>>()?,
            lists,
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
        let found: Vec<Vec<usize>> = self.rules.iter().map(|rule| rule.places(block)).collect();
        let mut places: Vec<(usize, usize)> = Vec::new();
        for (number, _) in self.rules.iter().enumerate().filter(|(_, r)| r.is_break) {
            places.extend(found[number].iter().map(|at| (*at, number)));
        }
        places.sort_unstable();
        places.dedup_by_key(|(at, _)| *at);
        let is_kept = |at: usize, number: usize| {
            let mut earlier = self.rules[..number].iter().zip(&found);
            !earlier.any(|(rule, found)| !rule.is_break && rule.fits(block, at, found))
        };
        let mut borders: Vec<usize> = places
            .into_iter()
            .filter(|(at, number)| *at > 0 && *at < block.len() && is_kept(*at, *number))
            .map(|(at, _)| at)
            .collect();
        if self.lists {
            let items = lists::items(block);
            borders.retain(|at| !items.iter().any(|item| item.mark_end == *at));
            borders.extend(items.iter().filter(|i| i.goes_on).map(|i| i.start));
        }
        borders
    }
}

impl Compiled {
    /// All places of a text that the rule fits, in order; empty for a rule that is asked place by place. An expression
    /// that runs out of steps fits nowhere.
    fn places(&self, text: &str) -> Vec<usize> {
        let Test::Find(find) = &self.test else {
            return Vec::new();
        };
        let mut out = Vec::new();
        let mut from = 0;
        while let Ok(Some(found)) = find.find_from_pos(text, from) {
            out.push(found.end());
            // The next match may overlap this one but not begin where it did.
            match text[found.start()..].chars().next() {
                Some(c) => from = found.start() + c.len_utf8(),
                None => break,
            }
        }
        out.sort_unstable();
        out
    }

    /// Whether the rule fits a place; `found` are its places where they were looked for.
    fn fits(&self, text: &str, at: usize, found: &[usize]) -> bool {
        match &self.test {
            Test::At(regex) => {
                matches!(regex.find_from_pos(text, at), Ok(Some(found)) if found.start() == at)
            }
            Test::Find(_) => found.binary_search(&at).is_ok(),
        }
    }
}

/// A rule that forbids is asked place by place, where the engine can look back with its expression; the places of
/// one that cuts are looked for. Behind a border of words the engine looks back wrongly over groups it remembers
/// (`\b(a|st)\.` fits in “last.”), so their places are looked for too.
fn compile(rule: &Rule) -> Result<Compiled> {
    let after = icu::compile(&rule.after, |after| format!("(?={after})"))
        .map_err(|error| refuse(rule, &rule.after, &error))?;
    let after = after.as_str();
    let at = |before: &str| match before {
        "" => format!("\\G{after}"),
        _ => format!("\\G(?<={before}){after}"),
    };
    let looking_back = (!rule.is_break)
        .then(|| icu::compile(&rule.before, at).ok())
        .flatten()
        .filter(|regex| regex.captures_len() == 1);
    let test = match looking_back {
        Some(regex) => Test::At(regex),
        None => Test::Find(
            icu::compile(&rule.before, |before| format!("(?:{before}){after}"))
                .map_err(|error| refuse(rule, &rule.before, &error))?,
        ),
    };
    Ok(Compiled {
        is_break: rule.is_break,
        test,
    })
}

/// The error's position counts in the larger expression; what the pattern alone is refused for is what can be mended.
fn refuse(rule: &Rule, pattern: &str, error: &fancy_regex::Error) -> Error {
    let alone = icu::compile(pattern, str::to_owned).err();
    let error = alone.as_ref().unwrap_or(error);
    Error::malformed(
        Place::line(&rule.file, rule.line),
        format!(
            "the expression {pattern:?} of this rule is no regular expression: {}",
            reason(error)
        ),
        "correct the rule or take it out",
    )
}

/// Why an expression was refused, on one line: the last line of the innermost error; a picture stands above it.
fn reason(error: &fancy_regex::Error) -> String {
    let mut whole = error.to_string();
    if let fancy_regex::Error::CompileError(compile) = error
        && let fancy_regex::CompileError::InnerError(inner) = &**compile
    {
        let mut innermost: &dyn std::error::Error = inner;
        while let Some(source) = innermost.source() {
            innermost = source;
        }
        whole = innermost.to_string();
    }
    let last = whole.lines().map(str::trim).rfind(|line| !line.is_empty());
    let last = last.unwrap_or_default();
    last.strip_prefix("error: ").unwrap_or(last).to_owned()
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
