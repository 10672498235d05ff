//! What speaks for each single segment of a bead.
//!
//! A short sentence that only one text has (`Photo: J. Smith`) costs more alone than as a part of the bead beside it, because lengths
//! vary and sentences without a partner are rare. Cheaper ones lose true beads elsewhere. But once the path is found, each segment
//! can be asked: do its words gain anything in its bead, or does the bead fit better without it?

use super::dynamic::{KINDS, LEXICON_WEIGHT, Step};
use super::length::LengthModel;
use super::lexical::{Lexicon, TRUST};
use super::lexicon::Table;
use super::words::{Side, WordKind};
use rustc_hash::FxHashMap;
use std::ops::Range;

/// A bead of more segments on a side is too uncertain to be mended in this way.
const MOST_SEGMENTS: usize = 3;
/// A segment of more words and marks is no remark.
const MOST_WORDS: usize = 5;
/// The same for the first and the last segment of a text, where a credit or a disclaimer stands.
const MOST_WORDS_AT_AN_EDGE: usize = 12;
/// What a word of a remark gains from the other side, at most: what is unknown gains nothing, either.
const MOST_OWN: f64 = -0.1;

/// What the words of a bead gain at least where they speak for it.
const LEAST_GAIN: f64 = 0.5;

/// What the last round knew, as far as it says something of single segments.
pub(super) struct Support {
    source: Segments,
    target: Segments,
    /// p(target | source), and p(source | target).
    forward: Table,
    backward: Table,
    length: LengthModel,
}

/// The segments of a text: words, lengths, and how frequent each word is.
struct Segments {
    words: Vec<Vec<u32>>,
    lengths: Vec<f64>,
    unigram: Vec<f64>,
    /// Whether a segment has more than marks.
    tells: Vec<bool>,
    /// Whether a segment begins with a quotation, or holds one that begins later.
    begins_quoted: Vec<bool>,
    goes_on_quoted: Vec<bool>,
}

impl From<Side> for Segments {
    fn from(side: Side) -> Self {
        let is_mark = |word: &u32| side.vocabulary[*word as usize].kind == WordKind::Mark;
        let tells = |words: &Vec<u32>| !words.iter().all(is_mark);
        let key = |word: &u32| side.vocabulary[*word as usize].key.as_str();
        let begins = |words: &Vec<u32>| matches!(words.first().map(key), Some("\"" | "'"));
        let goes_on =
            |words: &Vec<u32>| !begins(words) && words.iter().any(|word| key(word) == "\"");
        Self {
            tells: side.segments.iter().map(tells).collect(),
            begins_quoted: side.segments.iter().map(begins).collect(),
            goes_on_quoted: side.segments.iter().map(goes_on).collect(),
            words: side.segments,
            lengths: side.lengths,
            unigram: side.unigram,
        }
    }
}

impl Segments {
    fn words(&self, of: &[usize]) -> Vec<u32> {
        let words = of.iter().flat_map(|at| &self.words[*at]);
        words.copied().collect()
    }

    /// How many words a remark has here at most.
    fn most_words(&self, at: usize) -> usize {
        if at == 0 || at + 1 == self.words.len() {
            MOST_WORDS_AT_AN_EDGE
        } else {
            MOST_WORDS
        }
    }

    fn length(&self, of: &[usize]) -> f64 {
        of.iter().map(|at| self.lengths[*at]).sum()
    }
}

/// A bead by the numbers of its segments.
#[derive(Clone)]
struct Members {
    source: Vec<usize>,
    target: Vec<usize>,
}

/// What a bead gains by a segment that is one of several of its side.
struct Share {
    by_source: bool,
    at: usize,
    /// By its words, and by words and length together.
    words: f64,
    all: f64,
    /// What its words alone gain from the other side.
    own: f64,
}

impl Support {
    pub(super) fn new(source: Side, target: Side, lexicon: Lexicon, length: LengthModel) -> Self {
        let (forward, backward) = lexicon.tables();
        Self {
            source: source.into(),
            target: target.into(),
            forward,
            backward,
            length,
        }
    }

    /// Whether the words of a bead do not speak for it, so that only its place does, or fit better without one of its segments.
    pub(super) fn is_doubtful(&self, step: &Step) -> bool {
        let bead = members(step);
        let shares = self.shares(&bead);
        self.gains(&bead).0 < LEAST_GAIN || shares.iter().any(|share| share.words < 0.0)
    }

    /// The bead that is left of one of two or three segments to one, when the short ones at its ends are left out that plainly do not
    /// belong to it; `None` where all of them stay.
    pub(super) fn without_remarks(&self, step: &Step) -> Option<Step> {
        let mut kept = members(step);
        if kept.source.len().max(kept.target.len()) > MOST_SEGMENTS {
            return None;
        }
        if self.tells_who_speaks(&kept) {
            return None;
        }
        while kept.source.len().min(kept.target.len()) == 1 {
            let shares = self.shares(&kept);
            let remarks = shares.iter().filter(|share| {
                let side = kept.side(share.by_source);
                let text = self.side(share.by_source);
                let words = text.words[share.at].len();
                let at_an_end = [side.first(), side.last()].contains(&Some(&share.at));
                at_an_end
                    && text.tells[share.at]
                    && words <= text.most_words(share.at)
                    && share.own < MOST_OWN * words as f64
                    && share.all < 0.0
            });
            let Some(least) = remarks.min_by(|a, b| a.words.total_cmp(&b.words)) else {
                break;
            };
            kept = kept.without(least.by_source, least.at);
        }
        let size = (kept.source.len(), kept.target.len());
        if size == step.size() {
            return None;
        }
        Some(Step {
            source: *kept.source.first()?,
            target: *kept.target.first()?,
            kind: KINDS.iter().position(|kind| *kind == size)?,
            gain: step.gain,
        })
    }

    /// Whether one text says in a sentence who speaks and what, and the other in two: the first of these is no remark.
    fn tells_who_speaks(&self, bead: &Members) -> bool {
        [true, false].into_iter().any(|one| {
            let goes_on = |at: &usize| self.side(one).goes_on_quoted[*at];
            let begins = |at: &usize| self.side(!one).begins_quoted[*at];
            bead.side(one).iter().any(goes_on) && bead.side(!one).iter().skip(1).any(begins)
        })
    }

    fn side(&self, is_source: bool) -> &Segments {
        if is_source {
            &self.source
        } else {
            &self.target
        }
    }

    /// The share of each segment that is not alone on its side.
    fn shares(&self, bead: &Members) -> Vec<Share> {
        let whole = self.gains(bead);
        let share = |by_source: bool, at: usize| {
            let less = self.gains(&bead.without(by_source, at));
            let mut alone = bead.clone();
            *alone.side_mut(by_source) = vec![at];
            Share {
                by_source,
                at,
                words: whole.0 - less.0,
                all: whole.0 - less.0 + whole.1 - less.1,
                own: self.gains(&alone).0,
            }
        };
        [true, false]
            .into_iter()
            .filter(|by_source| bead.side(*by_source).len() > 1)
            .flat_map(|by_source| {
                let segments = bead.side(by_source).iter();
                segments.map(|at| share(by_source, *at)).collect::<Vec<_>>()
            })
            .collect()
    }

    /// What a bead gains by words, and by length.
    fn gains(&self, bead: &Members) -> (f64, f64) {
        let (source, target) = (&self.source, &self.target);
        let of_source = source.words(&bead.source);
        let of_target = target.words(&bead.target);
        let words = word_gain(&self.forward, &of_source, &of_target, &target.unigram)
            + word_gain(&self.backward, &of_target, &of_source, &source.unigram);
        let length = target.length(&bead.target);
        let surprise = self.length.surprise(length, bead.target.len());
        let expected = self.length.expect(source.length(&bead.source));
        (LEXICON_WEIGHT * words, expected.gain(length.ln(), surprise))
    }
}

impl Members {
    fn side(&self, is_source: bool) -> &[usize] {
        if is_source {
            &self.source
        } else {
            &self.target
        }
    }

    fn side_mut(&mut self, is_source: bool) -> &mut Vec<usize> {
        if is_source {
            &mut self.source
        } else {
            &mut self.target
        }
    }

    fn without(&self, by_source: bool, at: usize) -> Self {
        let mut rest = self.clone();
        rest.side_mut(by_source).retain(|other| *other != at);
        rest
    }
}

fn members(step: &Step) -> Members {
    let (a, b) = step.size();
    let range = |start: usize, count: usize| -> Range<usize> { start..start + count };
    Members {
        source: range(step.source, a).collect(),
        target: range(step.target, b).collect(),
    }
}

/// What words gain by the words they are given: what [`super::lexical`] computes for many beads at once.
fn word_gain(table: &Table, given: &[u32], words: &[u32], unigram: &[f64]) -> f64 {
    let open: f64 = given.iter().map(|word| f64::from(table.open(*word))).sum();
    let length = given.len() as f64 + 1.0;
    let base = (1.0 - TRUST) + TRUST * (open + 1.0) / length;
    let mut explained: FxHashMap<u32, f64> = FxHashMap::default();
    for (other, p) in given.iter().flat_map(|word| table.row(*word)) {
        *explained.entry(*other).or_default() += f64::from(*p);
    }
    let gain = |word: &u32| {
        let p = explained.get(word).copied().unwrap_or_default();
        (base + TRUST / length * p / unigram[*word as usize]).ln()
    };
    words.iter().map(gain).sum()
}

#[cfg(test)]
mod tests {
    use super::super::anchors::turned;
    use super::super::band::Band;
    use super::super::lexical::LexicalModel;
    use super::super::lexicon::table;
    use super::*;
    use crate::lang::Lang;
    use rustc_hash::FxHashSet;

    fn side(segments: &[&str], tag: &str) -> Side {
        let segments: Vec<String> = segments.iter().map(|text| (*text).to_owned()).collect();
        Side::new(&segments, &Lang::parse(tag).unwrap(), &FxHashSet::default())
    }

    #[test]
    fn words_gain_what_the_dynamic_program_says() {
        let source = side(&["Rain fell in Baku.", "Baku waited; rain, rain."], "en");
        let target = side(
            &["Bakıya yağış yağdı.", "Bakı gözləyirdi.", "Yağış, yağış!"],
            "az",
        );
        let of = |side: &Side, word: &str| {
            let key = side.vocabulary.iter().position(|known| known.form == word);
            key.unwrap() as u32
        };
        let seeds = vec![
            (of(&source, "baku"), of(&target, "bakı"), 0.7),
            (of(&source, "rain"), of(&target, "yağış"), 0.5),
            (of(&source, "fell"), of(&target, "yağdı"), 0.4),
        ];
        let sizes = (source.vocabulary.len(), target.vocabulary.len());
        let forward = table(sizes.0, &seeds, None);
        let backward = table(sizes.1, &turned(&seeds), None);
        let lexicon = Lexicon::new(forward, backward, sizes.0);
        let (n, m) = (source.segments.len(), target.segments.len());
        let model = LexicalModel::new(&source, &target, &lexicon);
        let rows = model.rows(&Band::whole(n, m), 0..n + 1);
        let mut expected = Vec::new();
        for (a, b) in [(1, 1), (1, 2), (2, 2), (2, 3)] {
            let mut gain = [0.0];
            rows.add_forward(0, a, b, 0..1, &mut gain);
            for segment in 0..a {
                rows.add_backward(segment, b, 0..1, &mut gain);
            }
            expected.push(((a, b), gain[0]));
        }
        let (forward, backward) = lexicon.tables();
        for ((a, b), expected) in expected {
            let words = |side: &Side, count: usize| side.segments[..count].concat();
            let (given, told) = (words(&source, a), words(&target, b));
            let gain = word_gain(&forward, &given, &told, &target.unigram)
                + word_gain(&backward, &told, &given, &source.unigram);
            assert!((gain - expected).abs() < 1e-3, "{a}-{b}: {gain} {expected}");
        }
    }
}
