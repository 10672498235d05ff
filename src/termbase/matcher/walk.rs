//! The way through the trie along the words of a text.

use super::{Matcher, Occurrence, Pattern};
use crate::termbase::cache::{Label, Labels};
use crate::termbase::case::same_case;
use crate::termbase::prepared::{Gap, Prepared};
use crate::termbase::recognise::Fit;
use std::ops::Range;

/// The labels of a word, and of it and the next one together.
pub(super) struct Edges {
    one: Labels,
    two: Option<Labels>,
}

/// A search through the trie along the words of a text.
pub(super) struct Walk<'a> {
    pub(super) matcher: &'a Matcher,
    pub(super) text: &'a Prepared<'a>,
    pub(super) edges: &'a [Edges],
    /// The words that each label took.
    pub(super) path: Vec<Range<usize>>,
    pub(super) found: Vec<Occurrence>,
}

impl Walk<'_> {
    pub(super) fn from(&mut self, at: usize, node: usize, fit: Fit) {
        let Some(edges) = self.edges.get(at) else {
            return;
        };
        if !self.path.is_empty() && self.text.words()[at].gap == Gap::Wall {
            return;
        }
        if !self.path.is_empty()
            && self.text.words()[at].gap == Gap::Joined
            && let Some(parted) =
                (self.matcher.recognizer).may_part(self.text.surface(at), self.path.len())
        {
            self.from(at + 1, node, fit.min(parted));
        }
        self.along(at..at + 1, &edges.one, node, fit);
        if let Some(two) = &edges.two {
            self.along(at..at + 2, two, node, fit);
        }
    }

    fn along(&mut self, words: Range<usize>, labels: &[(Label, Fit)], node: usize, fit: Fit) {
        let matcher = self.matcher;
        for (label, own) in labels {
            let next = if node == 0 {
                matcher.first.get(*label as usize).filter(|next| **next > 0)
            } else {
                matcher.nodes[node].next.get(label)
            };
            let Some(next) = next.map(|next| *next as usize) else {
                continue;
            };
            let fit = fit.min(*own);
            self.path.push(words.clone());
            self.arrive(next, fit);
            if !matcher.nodes[next].next.is_empty() {
                self.from(words.end, next, fit);
            }
            self.path.pop();
        }
    }

    fn arrive(&mut self, node: usize, fit: Fit) {
        for pattern in &self.matcher.nodes[node].patterns {
            let pattern = &self.matcher.patterns[*pattern as usize];
            if !self.agrees(pattern) {
                continue;
            }
            let words = self.path[0].start..self.path[self.path.len() - 1].end;
            if let Some(stands) = self.matcher.recognizer.stands(self.text, words.clone()) {
                let mut span = self.text.span(words);
                // `U.N.` takes in its last full stop where the text has it.
                if pattern.stop && self.text.text()[span.end..].starts_with('.') {
                    span.end += 1;
                }
                self.found.push(Occurrence {
                    span,
                    entry: pattern.entry,
                    fit: fit.min(stands).min(pattern.fit),
                });
            }
        }
    }

    /// Whether what lies between the words, and their capital letters, are the pattern's.
    fn agrees(&self, pattern: &Pattern) -> bool {
        self.path.iter().enumerate().all(|(n, words)| {
            let gap = self.text.words()[words.start].gap;
            let gap_agrees = n == 0
                || if pattern.layout {
                    pattern.gaps[n] == gap
                } else {
                    pattern.gaps[n].allows(gap)
                };
            let whole = !pattern.layout || words.len() == 1;
            gap_agrees && whole && (!pattern.case[n] || self.same_case(&pattern.written[n], words))
        })
    }

    fn same_case(&self, written: &str, words: &Range<usize>) -> bool {
        let span =
            self.text.words()[words.start].span.start..self.text.words()[words.end - 1].span.end;
        same_case(written, &self.text.text()[span])
    }
}

impl Matcher {
    /// The labels of the word at a place, and of it and the next as one word where a hyphen joins them.
    pub(super) fn edges(&self, text: &Prepared<'_>, n: usize) -> Edges {
        let one = self.labels(text.surface(n));
        let two = match text.words().get(n + 1) {
            Some(next) if next.gap == Gap::Hyphen => {
                let joined = format!("{}{}", text.surface(n), text.surface(n + 1));
                Some(self.labels(&joined)).filter(|labels| !labels.is_empty())
            }
            _ => None,
        };
        Edges { one, two }
    }
}
