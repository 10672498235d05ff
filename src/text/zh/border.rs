//! What it costs to see a run of Chinese characters as words of their own.
//!
//! The characters around the run are a lattice of words, each with the cost `-ln(frequency / all words)`. The cost of
//! the borders is what the cheapest way through the lattice with a border at both ends of the run costs more than
//! the cheapest way without that condition, in nats. 主权 in 国家主权 costs nothing; 制裁 in 限制裁员 costs 9,
//! because 限制 and 裁员 are words.

use super::rows;
use rustc_hash::FxHashMap;
use std::ops::Range;
use std::sync::LazyLock;

/// All occurrences that the frequencies of `words.tsv` were counted among.
const ALL: f32 = 60_101_964.0;
/// Characters of the longest word of the table.
const LONGEST: usize = 3;
/// Characters that are looked at on either side of the run. Farther ones do not change its borders: a way through
/// the lattice falls into step after two or three words.
const AROUND: usize = 8;

static WORDS: LazyLock<FxHashMap<u64, f32>> = LazyLock::new(|| {
    let mut words = FxHashMap::default();
    words.reserve(120_000);
    words.extend(
        rows(include_str!("words.tsv")).filter_map(|(word, frequency)| {
            let frequency: f32 = frequency.parse().ok()?;
            Some((key(word.chars()), (ALL / frequency).ln()))
        }),
    );
    words
});

/// A word of at most [`LONGEST`] characters as a number.
fn key(word: impl IntoIterator<Item = char>) -> u64 {
    word.into_iter()
        .fold(0, |key, c| key << 21 | u64::from(u32::from(c)))
}

/// Which longer words of the dictionary that hold the whole run stand against it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Covering {
    /// All of them: 外交 is no word in 外交官.
    Against,
    /// Only those that begin before it: 外交 may be meant in 外交官, 主权 is not in 自主权.
    BeginsBefore,
}

/// What the borders of a run in a text of Simplified characters cost, in nats; not below 0 but for rounding.
pub fn border_cost(text: &[char], run: Range<usize>, covering: Covering) -> f32 {
    let start = run.start.saturating_sub(AROUND);
    let text = &text[start..(run.end + AROUND).min(text.len())];
    let run = run.start - start..run.end - start;
    let free = cheapest(text, |word| {
        covering == Covering::Against || word.start != run.start || word.end <= run.end
    });
    let parted = cheapest(&text[..run.start], |_| true)
        + cheapest(&text[run.clone()], |_| true)
        + cheapest(&text[run.end..], |_| true);
    parted - free
}

/// The cost of the cheapest way through the words that are allowed.
fn cheapest(text: &[char], allowed: impl Fn(Range<usize>) -> bool) -> f32 {
    let words = &*WORDS;
    let unknown = ALL.ln();
    let mut best = vec![f32::INFINITY; text.len() + 1];
    best[0] = 0.0;
    for start in 0..text.len() {
        let mut word = 0;
        for (length, c) in text[start..].iter().take(LONGEST).enumerate() {
            word = word << 21 | u64::from(u32::from(*c));
            let end = start + length + 1;
            let cost = match words.get(&word) {
                Some(cost) if allowed(start..end) => *cost,
                _ if length == 0 => unknown,
                _ => continue,
            };
            best[end] = best[end].min(best[start] + cost);
        }
    }
    best[text.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The run stands in brackets.
    fn cost(marked: &str, covering: Covering) -> f32 {
        let place = |mark: char| marked.chars().position(|c| c == mark).unwrap();
        let text: Vec<char> = marked.chars().filter(|c| !"[]".contains(*c)).collect();
        border_cost(&text, place('[')..place(']') - 1, covering)
    }

    #[test]
    fn words_and_parts_of_words() {
        for marked in "国家[主权] 实施[制裁] 两国[关系] 新任[大使] 务实[合作]机制 [发展]中国家 联合国[制裁]措施 双方将[会谈]".split(' ') {
            assert!(cost(marked, Covering::Against) < 0.5, "{marked}");
        }
        for marked in "限[制裁]员 伟[大使]命 综[合作]用 当事[人权]利 国[外长]大 设[立场]所 自[主权] 符[合约]定".split(' ') {
            assert!(cost(marked, Covering::BeginsBefore) > 3.0, "{marked}");
        }
        for marked in "[外交]官 [合作]社 [国防]部 [移民]局".split(' ') {
            assert!(cost(marked, Covering::Against) > 3.0, "{marked}");
            assert!(cost(marked, Covering::BeginsBefore) < 1.0, "{marked}");
        }
    }
}
