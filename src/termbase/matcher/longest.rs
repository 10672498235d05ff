//! Of terms that share words, the longest.

use super::Occurrence;
use std::collections::BTreeMap;

/// Only those that share no words with a longer one, counted in characters; of two that are as long the first one
/// stays. Those with the same span all stay. In the order of the text.
pub fn longest(text: &str, mut found: Vec<Occurrence>) -> Vec<Occurrence> {
    let length = |o: &Occurrence| text[o.span.clone()].chars().count();
    found.sort_by_cached_key(|o| (std::cmp::Reverse(length(o)), o.span.start, o.span.end));
    // The spans that stay do not overlap: only the last one that begins before the end can reach into another.
    let mut taken: BTreeMap<usize, usize> = BTreeMap::new();
    found.retain(|o| {
        let nearest = taken.range(..o.span.end).next_back();
        match nearest.map(|(start, end)| *start..*end) {
            Some(other) if other == o.span => true,
            Some(other) if other.end > o.span.start => false,
            _ => {
                taken.insert(o.span.start, o.span.end);
                true
            }
        }
    });
    found.sort_by_key(|o| o.span.start);
    found
}
