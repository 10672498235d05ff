//! Translations that are at hand, such as the units of a memory: what they teach is learned in `units.rs`.

use crate::lang::Lang;

/// Texts that translate each other.
#[derive(Debug, Clone, PartialEq)]
pub struct Examples {
    /// The languages of the first and the second texts.
    pub langs: (Lang, Lang),
    /// The texts, the most useful first.
    pub pairs: Vec<(String, String)>,
}
