//! Which lists an entry stands in, and under what: worked out from the terms of its tokens, in one place for what adds an
//! entry, what takes it out and what checks it.

use super::facts::signature_bit;
use super::posting::PostingKey;
use super::terms;
use crate::text::TokenKind;

/// The terms of an entry, token by token.
#[derive(Debug, Default)]
pub(super) struct Listing {
    weight: u32,
    marks: u32,
    signature: u64,
    terms: Vec<u32>,
}

impl Listing {
    /// Goes on by a token.
    pub(super) fn add(&mut self, kind: TokenKind, term: u32) {
        self.weight = self.weight.saturating_add(kind.weight());
        match kind {
            TokenKind::Punctuation => self.marks = self.marks.saturating_add(kind.weight()),
            TokenKind::Number => self.terms.extend([term, terms::ANY_FIGURE]),
            TokenKind::Word | TokenKind::Han => {
                self.terms.push(term);
                self.signature |= signature_bit(term);
            }
        }
    }

    /// What the tokens weigh together; 0: there is nothing to list.
    pub(super) fn weight(&self) -> u32 {
        self.weight
    }

    /// A bit for each word.
    pub(super) fn signature(&self) -> u64 {
        self.signature
    }

    /// The key of the entry, and the terms that list it, each once.
    pub(super) fn of(mut self, entry: u32) -> (PostingKey, Vec<u32>) {
        if super::is_marked(self.weight - self.marks, self.marks) {
            self.terms.push(terms::MARKED);
        }
        self.terms.sort_unstable();
        self.terms.dedup();
        (PostingKey::new(self.weight, entry), self.terms)
    }
}
