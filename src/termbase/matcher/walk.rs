//! The way through the trie along the words of a text.

use super::{Matcher, Occurrence, Pattern};
use crate::termbase::cache::{Label, Labels};
use crate::termbase::case::same_case;
use crate::termbase::prepared::{Gap, Prepared};
use crate::termbase::recognise::Fit;
use crate::termbase::words::{is_acronym, takes_tied};
use std::ops::Range;

/// The labels of a word, of it and the next one together, and of the letters with points that begin there.
pub(super) struct Edges {
    one: Labels,
    two: Option<Labels>,
    pointed: Option<(usize, Labels)>,
}

/// Letters of the longest acronym that is looked for with points: `U.N.`, `N.A.T.O.`.
const LONGEST_POINTED: usize = 8;

/// A search through the trie along the words of a text.
pub(super) struct Walk<'a> {
    pub(super) matcher: &'a Matcher,
    pub(super) text: &'a Prepared<'a>,
    pub(super) edges: &'a [Edges],
    /// The whole text is written in capitals.
    pub(super) capitals: bool,
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
        if let Some((letters, pointed)) = &edges.pointed {
            self.along(at..at + letters, pointed, node, fit);
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
            let Some(agrees) = self.agrees(pattern) else {
                continue;
            };
            let words = self.path[0].start..self.path[self.path.len() - 1].end;
            if let Some(stands) = self.matcher.recognizer.stands(self.text, words.clone()) {
                let stop = pattern.stop || self.is_pointed(self.path.len() - 1);
                let mut span = self.text.span(words);
                // `U.N.` takes in its last full stop where the text has it.
                if stop && self.text.text()[span.end..].starts_with('.') {
                    span.end += 1;
                }
                self.found.push(Occurrence {
                    span,
                    entry: pattern.entry,
                    fit: fit.min(stands).min(agrees).min(pattern.fit),
                });
            }
        }
    }

    /// Whether what lies between the words, and their capital letters, are the pattern's. A text in capitals says nothing
    /// of them.
    fn agrees(&self, pattern: &Pattern) -> Option<Fit> {
        let mut fit = Fit::Certain;
        for (n, words) in self.path.iter().enumerate() {
            let pointed = self.is_pointed(n);
            if pointed && !is_acronym(&pattern.written[n])
                || pattern.layout && words.len() > 1 && !pointed
                || n > 0 && !self.gap_agrees(pattern, n)
            {
                return None;
            }
            let same_case = !pattern.case[n] || self.same_case(&pattern.written[n], words);
            if !same_case && !self.capitals {
                return None;
            }
            if !same_case || self.capitals && pattern.common && !pointed {
                fit = Fit::Possible;
            }
        }
        Some(fit)
    }

    /// Whether what stands before a step of the path, but the first, is what the pattern has there.
    fn gap_agrees(&self, pattern: &Pattern, step: usize) -> bool {
        let word = self.path[step].start;
        let gap = match self.text.words()[word].gap {
            // The last point of `U.N.` is no mark between words.
            Gap::Mark('.') if self.is_pointed(step - 1) => Gap::Blank,
            Gap::Mark('-') if self.is_suspended(word) => Gap::Blank,
            gap => gap,
        };
        if pattern.layout {
            pattern.gaps[step] == gap
        } else {
            pattern.gaps[step].allows(gap)
        }
    }

    /// Whether a hyphen hangs on the word before: `small- and medium-sized`.
    fn is_suspended(&self, word: usize) -> bool {
        let between = self.text.words()[word - 1].span.end..self.text.words()[word].span.start;
        let mut between = self.text.text()[between].chars();
        between.next().is_some_and(|c| !c.is_whitespace())
            && between.all(char::is_whitespace)
            && self.matcher.recognizer.may_suspend(self.text.surface(word))
    }

    /// Whether a label of the path took letters with points.
    fn is_pointed(&self, step: usize) -> bool {
        let words = &self.path[step];
        words.len() > 1 && self.text.words()[words.start + 1].gap == Gap::Mark('.')
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
                Some(self.labels(&joined))
                    .filter(|labels| !labels.is_empty())
                    .or_else(|| self.tied_in_capitals(text, n))
            }
            _ => None,
        };
        let pointed = self.pointed(text, n);
        Edges { one, two, pointed }
    }

    /// The labels of an acronym with an ending in capitals, `BMT-NİN`. In small letters the tokeniser ties it on; in
    /// capitals it may be another acronym (`Aİ-NATO`).
    fn tied_in_capitals(&self, text: &Prepared<'_>, n: usize) -> Option<Labels> {
        let ending = text.surface(n + 1);
        if !takes_tied(text.surface(n))
            || !ending.chars().all(char::is_uppercase)
            || !self.labels(ending).is_empty()
        {
            return None;
        }
        let labels = self.labels(&format!("{}-{ending}", text.surface(n)));
        Some(labels).filter(|labels| !labels.is_empty())
    }

    /// How many letters with points begin at a word, `U.N.`, and the labels of them as one word.
    fn pointed(&self, text: &Prepared<'_>, n: usize) -> Option<(usize, Labels)> {
        if !is_capital(text.surface(n)) || !self.recognizer.points_acronyms() {
            return None;
        }
        let more = (n + 1..text.words().len().min(n + LONGEST_POINTED))
            .take_while(|next| {
                let (before, word) = (&text.words()[next - 1], &text.words()[*next]);
                word.gap == Gap::Mark('.')
                    && word.span.start == before.span.end + '.'.len_utf8()
                    && is_capital(text.surface(*next))
            })
            .count();
        let letters: String = (n..=n + more).map(|word| text.surface(word)).collect();
        (more > 0)
            .then(|| (more + 1, self.labels(&letters)))
            .filter(|(_, labels)| !labels.is_empty())
    }
}

/// Whether a word is one capital letter.
fn is_capital(word: &str) -> bool {
    let mut letters = word.chars();
    letters.next().is_some_and(char::is_uppercase) && letters.next().is_none()
}
