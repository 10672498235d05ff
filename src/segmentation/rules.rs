//! Rules as data: what an SRX file holds, and which of its rules are for a language.

use super::splitter::Splitter;
use super::srx;
use crate::error::Result;
use crate::lang::Lang;

/// The files that ship with karvan, in the order of the cascade: a language's exceptions before what holds for all.
const BUILT_IN: [(&str, &str); 4] = [
    ("en.srx", include_str!("rules/en.srx")),
    ("az.srx", include_str!("rules/az.srx")),
    ("zh.srx", include_str!("rules/zh.srx")),
    ("default.srx", include_str!("rules/default.srx")),
];

/// One rule: where both expressions fit, `is_break` decides.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rule {
    /// Whether the text is cut here.
    pub is_break: bool,
    /// What stands before the place; empty fits always.
    pub before: String,
    /// What stands after it; empty fits always.
    pub after: String,
    /// The line of the file, from 1.
    pub line: usize,
    /// The file.
    pub file: String,
}

/// The rules under one name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct RuleSet {
    pub(super) name: String,
    pub(super) rules: Vec<Rule>,
}

/// Which languages a rule set is for: an expression over whole language tags.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct LanguageMap {
    pub(super) pattern: String,
    pub(super) rule_set: String,
}

/// Segmentation rules for any number of languages.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Rules {
    /// Whether all maps that fit a language count (`cascade="yes"`) or only the first.
    pub(super) cascade: bool,
    /// Whether lists inside a line are cut at their items; a user's rules say all themselves.
    pub(super) lists: bool,
    pub(super) sets: Vec<RuleSet>,
    pub(super) maps: Vec<LanguageMap>,
    /// What is odd about the file.
    pub(super) remarks: Vec<String>,
}

impl Rules {
    /// karvan's own rules: English, Azerbaijani, Chinese, and what holds everywhere.
    ///
    /// # Errors
    /// None in a released build; a test reads them all.
    pub fn built_in() -> Result<Self> {
        let mut all = Self {
            cascade: true,
            lists: true,
            ..Self::default()
        };
        for (name, text) in BUILT_IN {
            let one = srx::parse(text, name)?;
            all.sets.extend(one.sets);
            all.maps.extend(one.maps);
        }
        Ok(all)
    }

    /// Reads a user's SRX 2.0 (or 1.0) file; `file` names it in messages. Every expression is tried.
    ///
    /// # Errors
    /// [`crate::error::Error::Malformed`] with the line when it is no SRX, or a rule is no regular expression.
    pub fn from_srx(text: &str, file: &str) -> Result<Self> {
        let rules = srx::parse(text, file)?;
        for set in &rules.sets {
            Splitter::new(set.rules.iter(), rules.lists)?;
        }
        Ok(rules)
    }

    /// What is odd about the file, with its place, though it could be read.
    pub fn remarks(&self) -> &[String] {
        &self.remarks
    }

    /// The rules for a language, compiled; karvan's own where no language map of the file covers it.
    ///
    /// # Errors
    /// [`crate::error::Error::Malformed`] naming the rule that is no regular expression.
    pub fn splitter(&self, lang: &Lang) -> Result<Splitter> {
        if self.maps.iter().any(|map| fits(&map.pattern, lang)) {
            Splitter::new(self.for_language(lang).into_iter(), self.lists)
        } else {
            let own = Self::built_in()?;
            Splitter::new(own.for_language(lang).into_iter(), own.lists)
        }
    }

    /// The rules for a language, in the order in which they are tried.
    pub fn for_language(&self, lang: &Lang) -> Vec<&Rule> {
        let fitting = self.maps.iter().filter(|map| fits(&map.pattern, lang));
        let take = if self.cascade { usize::MAX } else { 1 };
        fitting
            .take(take)
            .flat_map(|map| self.sets.iter().filter(|set| set.name == map.rule_set))
            .flat_map(|set| &set.rules)
            .collect()
    }
}

/// Whether a language map's pattern covers a tag. Tools write both `EN.*` and `en_US`.
fn fits(pattern: &str, lang: &Lang) -> bool {
    let Ok(regex) = super::regex::compile(pattern, |pattern| format!("(?i)^(?:{pattern})$")) else {
        return false;
    };
    let dashed = lang.as_str();
    let matches = |tag: &str| regex.is_match(tag).unwrap_or(false);
    matches(dashed) || matches(&dashed.replace('-', "_"))
}
