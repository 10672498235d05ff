//! One rule, compiled: whether it fits a place.

use super::edges::{self, Characters, Reach};
use super::icu;
use super::rules::Rule;
use crate::error::{Error, Place, Result};
use fancy_regex::{Regex, RegexInput};

/// A place between two characters of a block.
#[derive(Debug)]
pub(super) struct Spot<'a> {
    block: &'a str,
    at: usize,
    before: char,
    after: char,
}

impl<'a> Spot<'a> {
    /// The place `at` (bytes) of a block, and the characters on its sides.
    pub(super) fn new(block: &'a str, at: usize, before: char, after: char) -> Self {
        Self {
            block,
            at,
            before,
            after,
        }
    }
}

/// A rule, ready to be asked.
#[derive(Debug)]
pub(super) struct Compiled {
    pub(super) is_break: bool,
    /// The characters that can stand before its places, and after them; `None` for any.
    last: Option<Characters>,
    first: Option<Characters>,
    /// Looks back from a place, where the engine can do that with its expression.
    look: Option<Regex>,
    /// Matches what stands before a place, from where it begins.
    find: Option<Find>,
}

#[derive(Debug)]
struct Find {
    regex: Regex,
    /// How far before a place a match can begin.
    reach: Reach,
}

impl Compiled {
    /// Where the engine can look back, that decides for a rule that forbids. A rule that cuts does so where a match
    /// ends that took all it could, as in the tools that write SRX: `[。！]+` cuts once after `。！`. Behind a border of
    /// words the engine looks back wrongly over groups it remembers (`\b(a|st)\.` fits in “last.”), so such rules are
    /// only matched forwards.
    ///
    /// # Errors
    /// [`Error::Malformed`] when one of the expressions is no regular expression.
    pub(super) fn new(rule: &Rule) -> Result<Self> {
        let after = icu::compile(&rule.after, |after| format!("(?={after})"))
            .map_err(|error| refuse(rule, &rule.after, &error))?;
        let after = after.as_str();
        let from_here = |before: &str| match before {
            "" => format!("\\G{after}"),
            _ => format!("\\G(?<={before}){after}"),
        };
        let look = icu::compile(&rule.before, from_here)
            .ok()
            .filter(|regex| regex.captures_len() == 1);
        let find = if look.is_none() || rule.is_break {
            let regex = icu::compile(&rule.before, |before| format!("(?:{before}){after}"))
                .map_err(|error| refuse(rule, &rule.before, &error))?;
            let reach = edges::reach(regex.as_str());
            Some(Find { regex, reach })
        } else {
            None
        };
        let whole = look.as_ref().or(find.as_ref().map(|find| &find.regex));
        Ok(Self {
            is_break: rule.is_break,
            last: whole.and_then(|regex| edges::last(regex.as_str())),
            first: edges::first(after),
            look,
            find,
        })
    }

    /// Whether the rule fits a place. An expression that runs out of steps fits nowhere.
    pub(super) fn fits(&self, spot: &Spot<'_>) -> bool {
        self.may_fit(spot) && self.does_fit(spot)
    }

    /// Whether the rule may fit a place, as far as that is told quickly.
    pub(super) fn may_fit(&self, spot: &Spot<'_>) -> bool {
        let allows = |set: &Option<Characters>, c| set.as_ref().is_none_or(|set| set.contains(c));
        let looks = |regex: &Regex| match_from(regex, spot.block, spot.at) == Some(spot.at);
        allows(&self.last, spot.before)
            && allows(&self.first, spot.after)
            && self.look.as_ref().is_none_or(looks)
    }

    /// Whether the rule fits a place that it may fit.
    pub(super) fn does_fit(&self, spot: &Spot<'_>) -> bool {
        self.find.as_ref().is_none_or(|find| find.ends_at(spot))
    }
}

impl Find {
    /// Whether a match ends at a place.
    fn ends_at(&self, spot: &Spot<'_>) -> bool {
        let mut starts = self.reach.starts(spot.block, spot.at);
        starts.any(|start| match_from(&self.regex, spot.block, start) == Some(spot.at))
    }
}

/// Where the match ends that begins at a place.
fn match_from(regex: &Regex, text: &str, at: usize) -> Option<usize> {
    let input = RegexInput::new(text).from_pos(at).anchored(true);
    regex.find_input(input).ok()?.map(|found| found.end())
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
