//! What can be told about a text before it is stored, so that it can be told in another thread.

use super::derived::normal_hash;
use super::index::{Forms, Numbered};
use crate::model::{Tu, Tuv};
use crate::text::{Token, normalized, tokenize};
use std::borrow::Cow;

/// The tokens of a longer text, in bytes, are not kept: they take many times its room.
const LONGEST: usize = 1 << 20;

/// The text of a variant with what the store derives from it.
#[derive(Debug, Clone)]
pub struct Analysis {
    text: String,
    /// The normalized text, where that is another one.
    normal: Option<String>,
    hash: i64,
    /// None where the index does not want them, or cuts the text itself.
    tokens: Option<Vec<Token>>,
    /// Of the tokens, where they were given any.
    numbers: Numbered,
}

impl Analysis {
    /// That of a variant.
    pub fn of(tuv: &Tuv) -> Self {
        let mut analysis = Self::without_tokens(tuv);
        let normal = analysis.normal();
        let is_short = normal.len() <= LONGEST;
        analysis.tokens = is_short.then(|| tokenize(normal));
        analysis
    }

    /// That of a variant, one of many: the forms of its tokens get numbers, by which the index knows them sooner.
    pub fn numbered(tuv: &Tuv, forms: &mut Forms) -> Self {
        let mut analysis = Self::of(tuv);
        let normal = analysis.normal();
        let tokens = analysis.tokens.iter().flatten();
        let written = tokens.map(|token| token.text(normal));
        analysis.numbers = forms.number(written);
        analysis
    }

    /// That of a variant that the index leaves out.
    pub fn without_tokens(tuv: &Tuv) -> Self {
        let text = tuv.segment.text();
        let normal = match normalized(&text) {
            Cow::Borrowed(_) => None,
            Cow::Owned(normal) => Some(normal),
        };
        let known = normal.as_deref().unwrap_or(&text);
        let hash = normal_hash(known);
        Self {
            text,
            normal,
            hash,
            tokens: None,
            numbers: Numbered::default(),
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

    /// The numbers of the tokens' forms.
    pub(super) fn numbers(&self) -> &Numbered {
        &self.numbers
    }

    /// The tokens of the normalized text, unless that is so long that they are better visited one after another.
    pub(super) fn tokens(&self) -> Option<&[Token]> {
        self.tokens.as_deref()
    }
}
