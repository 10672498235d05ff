//! Whether a run of Chinese characters stands as words of its own.
//!
//! The characters around the run are a lattice of words, each with the cost `-ln(frequency / all words)` in nats. The
//! cheapest way with a border at both ends of the run is held against the cheapest ways that see it otherwise: with a
//! word across an end (限制 and 裁员 in 限制裁员, against 制裁), with a group of words across it (社会科学), or with a longer word around all of it (外交官, against 外交).

use super::rows;
use rustc_hash::FxHashMap;
use std::ops::Range;
use std::sync::LazyLock;

/// All occurrences that the frequencies were counted among.
const ALL: f32 = 60_101_964.0;
/// Characters of the longest word of the tables: 乌兹别克斯坦.
const LONGEST: usize = 6;
/// Characters of the longest word that stands against a run inside it. Longer ones are groups of words: 社会 is a word
/// in 社会科学.
const LONGEST_AROUND: usize = 3;
/// Characters that are looked at on either side of the run. Farther ones do not change its borders: a way through
/// the lattice falls into step after two or three words.
const AROUND: usize = 8;
/// How often a run that holds no shorter word of the tables occurs at least: who asks for it knows that it is a word.
const ASKED_FOR: f32 = 300.0;

static WORDS: LazyLock<FxHashMap<u128, f32>> = LazyLock::new(|| {
    let mut words = FxHashMap::default();
    words.reserve(130_000);
    // The later table replaces figures of the former.
    for table in [include_str!("words.tsv"), include_str!("news.tsv")] {
        words.extend(rows(table).filter_map(|(word, frequency)| {
            let frequency: f32 = frequency.parse().ok()?;
            Some((word.chars().fold(0, longer), (ALL / frequency).ln()))
        }));
    }
    words
});

/// The number of a word with a character more; words of at most [`LONGEST`] characters have each their own.
fn longer(word: u128, c: char) -> u128 {
    word << 21 | u128::from(u32::from(c))
}

/// How much more than the run with borders at its ends other ways to read the text cost, in nats. Below 0 they are
/// cheaper; infinite where there is none.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Borders {
    /// With a word across one of the ends.
    pub across: f32,
    /// With a group of two words across one of the ends that has its own border there: 政府首脑 against the 印度政府 of
    /// 印度政府首脑, 数字经济 against the 经济体制 of 数字经济体制. Only the sense tells how it is meant.
    pub grouped: f32,
    /// With a longer word around the run that begins before it: 主权 in 自主权.
    pub within: f32,
    /// With a longer word that begins with the run, which then may be meant all the same: 外交 in 外交官.
    pub at_head: f32,
}

/// Weighs the borders of a run, which is not empty, in a text of Simplified characters.
pub fn borders(text: &[char], run: Range<usize>) -> Borders {
    let start = run.start.saturating_sub(AROUND);
    let text = &text[start..(run.end + AROUND).min(text.len())];
    let run = run.start - start..run.end - start;
    let before = up_to(text);
    let behind = from(text);
    let parted = before[run.start] + own(&text[run.clone()]) + behind[run.end];
    let mut borders = Borders {
        across: f32::INFINITY,
        grouped: f32::INFINITY,
        within: f32::INFINITY,
        at_head: f32::INFINITY,
    };
    for (start, lead) in before.iter().enumerate().take(run.end) {
        for (end, cost) in words_at(text, start) {
            // Words outside the run and parts of it leave it as it is.
            if end <= run.start || run.start <= start && end <= run.end {
                continue;
            }
            let way = lead + cost + behind[end] - parted;
            let across = start > run.start || end < run.end;
            let border = if start < run.start {
                run.start
            } else {
                run.end
            };
            let against = if across && is_group(text, start, border, end) {
                &mut borders.grouped
            } else if across {
                &mut borders.across
            } else if end - start > LONGEST_AROUND {
                continue;
            } else if start < run.start {
                &mut borders.within
            } else {
                &mut borders.at_head
            };
            *against = against.min(way);
        }
    }
    borders
}

/// Whether a word is two words of the tables, of two characters at least, with their border at a place.
fn is_group(text: &[char], start: usize, border: usize, end: usize) -> bool {
    [start..border, border..end]
        .into_iter()
        .all(|part| part.len() > 1 && words_at(text, part.start).any(|(end, _)| end == part.end))
}

/// The words that begin at a place: their ends and costs. A character is a word at least.
fn words_at(text: &[char], start: usize) -> impl Iterator<Item = (usize, f32)> {
    let words = &*WORDS;
    let mut word = 0;
    text[start..]
        .iter()
        .take(LONGEST)
        .enumerate()
        .filter_map(move |(n, c)| {
            word = longer(word, *c);
            let cost = words.get(&word).copied();
            let cost = cost.or_else(|| (n == 0).then(|| ALL.ln()))?;
            Some((start + n + 1, cost))
        })
}

/// The cost of the cheapest way from the beginning to each place.
fn up_to(text: &[char]) -> Vec<f32> {
    let mut best = vec![f32::INFINITY; text.len() + 1];
    best[0] = 0.0;
    for start in 0..text.len() {
        for (end, cost) in words_at(text, start) {
            best[end] = best[end].min(best[start] + cost);
        }
    }
    best
}

/// The cost of the cheapest way from each place to the end.
fn from(text: &[char]) -> Vec<f32> {
    let mut best = vec![f32::INFINITY; text.len() + 1];
    best[text.len()] = 0.0;
    for start in (0..text.len()).rev() {
        for (end, cost) in words_at(text, start) {
            best[start] = best[start].min(cost + best[end]);
        }
    }
    best
}

/// The cost of a run: that of its words, and no more than a rare word's where no word is a part of it.
fn own(run: &[char]) -> f32 {
    let cost = up_to(run)[run.len()];
    let composed = (0..run.len())
        .any(|start| words_at(run, start).any(|(end, _)| (2..run.len()).contains(&(end - start))));
    if composed {
        cost
    } else {
        cost.min((ALL / ASKED_FOR).ln())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The run stands in brackets.
    fn weigh(marked: &str) -> Borders {
        let place = |mark: char| marked.chars().position(|c| c == mark).unwrap();
        let text: Vec<char> = marked.chars().filter(|c| !"[]".contains(*c)).collect();
        borders(&text, place('[')..place(']') - 1)
    }

    #[test]
    fn words_and_parts_of_words() {
        for marked in "国家[主权] 实施[制裁] 两国[关系] 新任[大使] 务实[合作]机制 [发展]中国家 联合国[制裁]措施 双方将[会谈] [社会]科学".split(' ') {
            let Borders { across, within, at_head, .. } = weigh(marked);
            assert!(across > 2.0 && within > 2.0 && at_head > 2.0, "{marked}: {:?}", weigh(marked));
        }
        for marked in
            "限[制裁]员 伟[大使]命 综[合作]用 当事[人权]利 国[外长]大 设[立场]所 符[合约]定"
                .split(' ')
        {
            assert!(weigh(marked).across < -2.0, "{marked}: {:?}", weigh(marked));
        }
        for marked in "印度[政府首脑] [数字经济]体制 [国际社会]科学 [能源安全]生产".split(' ')
        {
            let Borders {
                across, grouped, ..
            } = weigh(marked);
            assert!(
                across > 2.0 && grouped < -2.0,
                "{marked}: {:?}",
                weigh(marked)
            );
        }
        assert!(weigh("自[主权]").within < -3.0);
        for marked in "[外交]官 [合作]社 [国防]部 [移民]局".split(' ') {
            let Borders {
                across,
                within,
                at_head,
                ..
            } = weigh(marked);
            assert!(
                at_head < -3.0 && across > 1.0 && within > 1.0,
                "{marked}: {:?}",
                weigh(marked)
            );
        }
    }

    #[test]
    fn a_run_that_no_table_has_is_a_rare_word() {
        assert!(weigh("对[龘靐]大").across > 2.0);
    }
}
