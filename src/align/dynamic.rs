//! The dynamic program: the best ladder under given models, inside a band around a given path.
//!
//! A bead's gain is one log-likelihood ratio against "these segments have nothing to do with each other"; an empty
//! side gains nothing and costs its prior. Memory grows with the number of segments times the band's width.

use super::band::Band;
use super::borders::BorderModel;
use super::length::LengthModel;
use super::lexical::{LexicalModel, LexicalRows};
use super::posterior::Gains;
use super::stretches::Lexicons;
use super::words::Side;
use rayon::prelude::*;
use std::collections::VecDeque;
use std::ops::Range;

/// The kinds of bead: source segments, target segments.
pub(super) const KINDS: [(usize, usize); 17] = [
    (1, 0),
    (0, 1),
    (1, 1),
    (1, 2),
    (2, 1),
    (2, 2),
    (1, 3),
    (3, 1),
    (2, 3),
    (3, 2),
    (1, 4),
    (4, 1),
    (3, 3),
    (1, 5),
    (5, 1),
    (2, 4),
    (4, 2),
];
/// The one of a target segment without a partner.
const UNPAIRED_TARGET: usize = 1;
/// How many of them are enough to find the way through a long text: those of up to two segments a side.
pub(super) const FEW_KINDS: usize = 6;
/// The most segments on one side of a bead.
pub(super) const MOST: usize = 5;

/// A link of the path with its gain, the prior left out; where only length counts, the gain is left out too.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Step {
    pub(super) source: usize,
    pub(super) target: usize,
    pub(super) kind: usize,
    pub(super) gain: f64,
}

impl Step {
    /// Source and target segments.
    pub(super) fn size(&self) -> (usize, usize) {
        KINDS[self.kind]
    }

    pub(super) fn is_linked(&self) -> bool {
        let (a, b) = self.size();
        a > 0 && b > 0
    }
}

/// What a path is judged by.
pub(super) struct Models<'a> {
    pub(super) source: &'a Side,
    pub(super) target: &'a Side,
    pub(super) length: &'a LengthModel,
    /// Without one, marks at borders do not count.
    pub(super) borders: Option<&'a BorderModel>,
    /// Without one only length counts.
    pub(super) lexicons: Option<&'a Lexicons>,
    /// The log prior of each kind of bead.
    pub(super) priors: &'a [f64; KINDS.len()],
    /// How many of [`KINDS`] are looked at.
    pub(super) kinds: usize,
}

/// The weight of one direction of the lexicon against length, which hears the same evidence only once.
pub(super) const LEXICON_WEIGHT: f64 = 0.35;
/// What words gain is computed for so many rows at a time, while the path is found through those before them.
const ROWS: usize = 256;
/// The least rows for one thread.
const ROWS_AT_ONCE: usize = 32;

/// Finds the best path. The gains of all beads on the way are kept in `gains`, where it is given.
pub(super) fn best_path(models: &Models<'_>, band: &Band, gains: Option<&mut Gains>) -> Vec<Step> {
    let n = models.source.segments.len();
    let words: Vec<LexicalModel<'_>> = models.lexicons.map_or_else(Vec::new, |lexicons| {
        let judging = lexicons.judging().iter();
        judging
            .map(|lexicon| LexicalModel::new(models.source, models.target, lexicon))
            .collect()
    });
    let stretch = models.lexicons.map_or(usize::MAX, Lexicons::length);
    let at_once = stretch.min(ROWS_AT_ONCE);
    let lexical = |first: usize| -> Vec<LexicalRows> {
        let Some(last) = words.len().checked_sub(1) else {
            return Vec::new();
        };
        let end = (first + ROWS).min(n + 1);
        (first..end)
            .into_par_iter()
            .step_by(at_once)
            .map(|first| {
                let words = &words[(first / stretch).min(last)];
                words.rows(band, first..(first + at_once).min(end))
            })
            .collect()
    };
    let mut search = Search::new(models, band, gains);
    let mut next = lexical(0);
    for first in (0..=n).step_by(ROWS) {
        let now = std::mem::take(&mut next);
        let find = || {
            for row in first..(first + ROWS).min(n + 1) {
                search.row(row, now.get((row - first) / at_once));
            }
        };
        ((), next) = rayon::join(find, || lexical(first + ROWS));
    }
    search.trace()
}

/// A row of the band with its first position.
struct Row {
    low: usize,
    /// For each cell the kind of bead that ends there.
    kinds: Vec<u8>,
    /// Its gain, where words count.
    gains: Vec<f32>,
}

struct Search<'a> {
    models: &'a Models<'a>,
    band: &'a Band,
    gains: Option<&'a mut Gains>,
    /// Best value of each cell of the rows from the current one on.
    values: VecDeque<Vec<f64>>,
    links: Vec<Row>,
    /// The length of the source up to each segment.
    source_lengths: Vec<f64>,
    /// For each number of target segments and each first one the logarithm of their length, and its surprise.
    target_lengths: [(Vec<f64>, Vec<f64>); MOST],
    /// What the borders of the rows gain, from the current one on, for the positions of their bands; nothing where they do not count.
    borders: VecDeque<Vec<f64>>,
    /// The gains of one kind of bead along a row.
    along: Vec<f64>,
}

const UNREACHED: f64 = f64::NEG_INFINITY;
const NO_BEAD: u8 = u8::MAX;

impl<'a> Search<'a> {
    fn new(models: &'a Models<'a>, band: &'a Band, gains: Option<&'a mut Gains>) -> Self {
        let width = |row: &(usize, usize)| row.1 - row.0 + 1;
        let rows = band.rows();
        let mut values: VecDeque<Vec<f64>> = rows
            .iter()
            .take(MOST + 1)
            .map(|row| vec![UNREACHED; width(row)])
            .collect();
        values[0][0] = 0.0;
        let with_gains = models.lexicons.is_some();
        let links = rows
            .iter()
            .map(|row| Row {
                low: row.0,
                kinds: vec![NO_BEAD; width(row)],
                gains: vec![0.0; if with_gains { width(row) } else { 0 }],
            })
            .collect();
        let mut sum = 0.0;
        let source_lengths = std::iter::once(0.0)
            .chain(models.source.lengths.iter().map(|length| {
                sum += length;
                sum
            }))
            .collect();
        let borders = models.borders.map_or_else(VecDeque::new, |borders| {
            let rows = rows.iter().take(MOST + 1).enumerate();
            rows.map(|(row, (low, high))| borders.halves(row, *low..high + 1))
                .collect()
        });
        Self {
            borders,
            models,
            band,
            gains,
            values,
            links,
            source_lengths,
            target_lengths: target_lengths(models),
            along: Vec::new(),
        }
    }

    /// Extends every reached cell of a row by every kind of bead.
    fn row(&mut self, i: usize, words: Option<&LexicalRows>) {
        let Some((low, high)) = self.band.row(i) else {
            return;
        };
        if let Some(gains) = &mut self.gains {
            gains.begin_row(low, high);
        }
        // A target segment without a partner leads to another cell of the row, so it comes before all that leave the row.
        let others = (0..self.models.kinds).filter(|kind| *kind != UNPAIRED_TARGET);
        for kind in std::iter::once(UNPAIRED_TARGET).chain(others) {
            let (a, b) = KINDS[kind];
            let Some((first, last)) = self.band.row(i + a) else {
                continue;
            };
            // Where the bead begins, so that it ends inside the band.
            let from = low.max(first.saturating_sub(b));
            let to = (high + 1).min((last + 1).saturating_sub(b));
            if from < to {
                self.weigh(i, (a, b), from..to, words);
                self.extend(i, kind, from..to);
            }
        }
        self.values.pop_front();
        self.borders.pop_front();
        let next = i + MOST + 1;
        if let Some((low, high)) = self.band.row(next) {
            self.values.push_back(vec![UNREACHED; high - low + 1]);
            let borders = self.models.borders;
            let halves = borders.map(|borders| borders.halves(next, low..high + 1));
            self.borders.extend(halves);
        }
    }

    /// The gains of beads of a size from one source segment on and each of the target positions.
    fn weigh(
        &mut self,
        i: usize,
        (a, b): (usize, usize),
        positions: Range<usize>,
        words: Option<&LexicalRows>,
    ) {
        let along = &mut self.along;
        along.clear();
        along.resize(positions.len(), 0.0);
        if a == 0 || b == 0 {
            return;
        }
        if let Some(words) = words {
            words.add_forward(i, a, b, positions.clone(), along);
            for segment in i..i + a {
                words.add_backward(segment, b, positions.clone(), along);
            }
        }
        let length = self.source_lengths[i + a] - self.source_lengths[i];
        let expected = self.models.length.expect(length);
        let (logs, surprises) = &self.target_lengths[b - 1];
        let lengths = logs[positions.clone()]
            .iter()
            .zip(&surprises[positions.clone()]);
        for (gain, (log, surprise)) in along.iter_mut().zip(lengths) {
            *gain = LEXICON_WEIGHT * *gain + expected.gain(*log, *surprise);
        }
        if let (Some(begins), Some(ends)) = (self.borders.front(), self.borders.get(a)) {
            let begins = &begins[positions.start - self.links[i].low..];
            let ends = &ends[positions.start + b - self.links[i + a].low..];
            for (gain, (begin, end)) in along.iter_mut().zip(begins.iter().zip(ends)) {
                *gain += begin + end;
            }
        }
    }

    /// Extends the cells of a row by the beads that were weighed.
    fn extend(&mut self, i: usize, kind: usize, positions: Range<usize>) {
        let (a, b) = KINDS[kind];
        let prior = self.models.priors[kind];
        let begin = positions.start - self.links[i].low;
        let Row { low, kinds, gains } = &mut self.links[i + a];
        let end = positions.start + b - *low;
        let cells = end..end + positions.len();
        if let Some(all) = &mut self.gains {
            for (position, gain) in positions.clone().zip(&self.along) {
                all.put(position, kind, prior + gain);
            }
        }
        if a == 0 {
            // A cell extends another one of its row.
            let values = &mut self.values[0];
            for at in 0..positions.len() {
                let value = values[begin + at] + prior;
                if value > values[end + at] {
                    values[end + at] = value;
                    kinds[end + at] = kind as u8;
                    if let Some(gain) = gains.get_mut(end + at) {
                        *gain = 0.0;
                    }
                }
            }
            return;
        }
        let (here, further) = split(&mut self.values, a);
        let here = &here[begin..begin + positions.len()];
        let found = further[cells.clone()]
            .iter_mut()
            .zip(&mut kinds[cells.clone()]);
        if gains.is_empty() {
            for ((value, gain), (best, found)) in here.iter().zip(&self.along).zip(found) {
                let value = value + (prior + gain);
                *found = if value > *best { kind as u8 } else { *found };
                *best = if value > *best { value } else { *best };
            }
        } else {
            let found = found.zip(&mut gains[cells]);
            for ((value, gain), ((best, found), kept)) in here.iter().zip(&self.along).zip(found) {
                let value = value + (prior + gain);
                if value > *best {
                    *best = value;
                    *found = kind as u8;
                    *kept = *gain as f32;
                }
            }
        }
    }

    /// The path from the end to the beginning.
    fn trace(&self) -> Vec<Step> {
        let n = self.models.source.segments.len();
        let (mut i, mut j) = (n, self.models.target.segments.len());
        let mut steps = Vec::new();
        while i > 0 || j > 0 {
            let row = &self.links[i];
            let at = j.checked_sub(row.low);
            let kind = at.and_then(|at| row.kinds.get(at)).copied();
            let gain = at.and_then(|at| row.gains.get(at)).copied();
            // A band that parts its rows leaves a cell without a link; single segments always lead on.
            let kind = match kind.unwrap_or(NO_BEAD) {
                NO_BEAD if i > 0 => 0,
                NO_BEAD => UNPAIRED_TARGET,
                kind => usize::from(kind),
            };
            let (a, b) = KINDS[kind];
            i -= a;
            j -= b;
            steps.push(Step {
                source: i,
                target: j,
                kind,
                gain: f64::from(gain.unwrap_or(0.0)),
            });
        }
        steps.reverse();
        steps
    }
}

/// The values of the current row and of one after it.
fn split(values: &mut VecDeque<Vec<f64>>, further: usize) -> (&[f64], &mut [f64]) {
    let (first, rest) = values.make_contiguous().split_at_mut(1);
    (&first[0], &mut rest[further - 1])
}

fn target_lengths(models: &Models<'_>) -> [(Vec<f64>, Vec<f64>); MOST] {
    let lengths = &models.target.lengths;
    std::array::from_fn(|more| {
        let sums = (0..lengths.len()).map(|first| {
            let end = (first + more + 1).min(lengths.len());
            let sum: f64 = lengths[first..end].iter().sum();
            (sum.ln(), models.length.surprise(sum, more + 1))
        });
        sums.unzip()
    })
}
