//! What can be told about a text before it is stored, so that it can be told in another thread.

use super::derived::normal_hash;
use crate::model::{Tu, Tuv};
use crate::text::{Token, normalized, tokenize};
use std::borrow::Cow;

/// The text of a variant with what the store derives from it.
#[derive(Debug, Clone)]
pub struct Analysis {
    text: String,
    /// The normalized text, where that is another one.
    normal: Option<String>,
    hash: i64,
    tokens: Vec<Token>,
}

impl Analysis {
    /// That of a variant.
    pub fn of(tuv: &Tuv) -> Self {
        let text = tuv.segment.text();
        let normal = match normalized(&text) {
            Cow::Borrowed(_) => None,
            Cow::Owned(normal) => Some(normal),
        };
        let known = normal.as_deref().unwrap_or(&text);
        let (hash, tokens) = (normal_hash(known), tokenize(known));
        Self {
            text,
            normal,
            hash,
            tokens,
        }
    }

    /// Those of a unit's variants, in order.
    pub fn all(tu: &Tu) -> Vec<Self> {
        tu.variants.iter().map(Self::of).collect()
    }

    /// The text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The text that counts for whether two are identical.
    pub(super) fn normal(&self) -> &str {
        self.normal.as_deref().unwrap_or(&self.text)
    }

    /// The hash of the normalized text.
    pub(super) fn hash(&self) -> i64 {
        self.hash
    }

    /// The tokens of the normalized text.
    pub(super) fn tokens(&self) -> &[Token] {
        &self.tokens
    }
}
