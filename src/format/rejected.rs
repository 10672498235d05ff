//! A unit that a reader cannot give.

use super::remarks::excerpt;

/// A unit that cannot be taken over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rejected {
    /// The line, from 1, on which it begins.
    pub line: usize,
    /// What the file calls it, where it does: the `tuid` of TMX, the `id` of other formats, `CONTEXT|SOURCE` or the source
    /// alone of PO.
    pub unit: Option<String>,
    /// Why, in the user's words, without the name of the unit.
    pub reason: String,
    /// Whether it has texts that cannot be read as a unit; else there is nothing in it to read, or to translate.
    pub is_broken: bool,
}

impl Rejected {
    /// A unit on this line, with its name where it has one.
    pub fn new(line: usize, unit: Option<String>, reason: impl Into<String>) -> Self {
        Self {
            line,
            unit: unit.filter(|unit| !unit.is_empty()),
            reason: reason.into(),
            is_broken: false,
        }
    }

    /// The same of a unit that has texts.
    #[must_use]
    pub fn broken(mut self) -> Self {
        self.is_broken = true;
        self
    }

    /// The reason with the beginning of the unit's name before it, for a message that shows nothing else of the unit.
    pub fn named(&self) -> String {
        match &self.unit {
            Some(unit) => format!("the unit {}: {}", excerpt(unit), self.reason),
            None => self.reason.clone(),
        }
    }
}
