//! The dynamic program: the best ladder under given models, inside a band around a given path.
//!
//! A bead's gain is one log-likelihood ratio against "these segments have nothing to do with each other"; an empty
//! side gains nothing and costs its prior. Memory grows with the number of segments times the band's width.

use super::length::{Expected, LengthModel};
use super::lexicon::Table;
use super::posterior::Gains;
use super::words::Side;
use std::collections::VecDeque;

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
/// How many of them are enough to find the way through a long text: those of up to two segments a side.
pub(super) const FEW_KINDS: usize = 6;
/// The most segments on one side of a bead.
pub(super) const MOST: usize = 5;

/// Both tables of the lexicon, each with its other reading direction.
pub(super) struct Lexicon {
    /// p(target | source).
    pub(super) forward: Table,
    /// p(source | target).
    pub(super) backward: Table,
    /// For each source word the target words that are translated by it: `backward` read by its columns.
    by_source: Vec<Vec<(u32, f32)>>,
}

impl Lexicon {
    pub(super) fn new(forward: Table, backward: Table, source_words: usize) -> Self {
        let by_source = backward.transposed(source_words);
        Self {
            forward,
            backward,
            by_source,
        }
    }
}

/// A link of the path with its gain, the prior left out.
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

/// For each row (source segments passed) the target positions that are looked at, first and last.
pub(super) struct Band {
    rows: Vec<(usize, usize)>,
}

impl Band {
    /// All positions.
    pub(super) fn whole(n: usize, m: usize) -> Self {
        Self {
            rows: vec![(0, m); n + 1],
        }
    }

    /// Positions not farther than `half` from the straight line between the corners.
    pub(super) fn diagonal(n: usize, m: usize, half: usize) -> Self {
        let centre = |i: usize| i * m / n.max(1);
        Self::around(
            (0..=n).map(|i| (centre(i), centre((i + 1).min(n)))),
            m,
            half,
        )
    }

    /// Positions not farther than `half` from a path.
    pub(super) fn along(steps: &[Step], n: usize, m: usize, half: usize) -> Self {
        let mut rows = vec![(m, 0); n + 1];
        let mut cover = |i: usize, j: usize| {
            let row: &mut (usize, usize) = &mut rows[i];
            *row = (row.0.min(j), row.1.max(j));
        };
        cover(0, 0);
        for step in steps {
            let (a, b) = step.size();
            for i in 0..=a {
                cover(step.source + i, step.target);
                cover(step.source + i, step.target + b);
            }
        }
        Self::around(rows.into_iter(), m, half)
    }

    fn around(rows: impl Iterator<Item = (usize, usize)>, m: usize, half: usize) -> Self {
        let mut rows: Vec<(usize, usize)> = rows
            .map(|(low, high)| (low.saturating_sub(half), (high + half).min(m)))
            .collect();
        if let Some(first) = rows.first_mut() {
            first.0 = 0;
        }
        if let Some(last) = rows.last_mut() {
            last.1 = m;
        }
        Self { rows }
    }
}

/// What a path is judged by.
pub(super) struct Models<'a> {
    pub(super) source: &'a Side,
    pub(super) target: &'a Side,
    pub(super) length: &'a LengthModel,
    /// Without one only length counts.
    pub(super) lexicon: Option<&'a Lexicon>,
    /// The log prior of each kind of bead.
    pub(super) priors: &'a [f64; KINDS.len()],
    /// How many of [`KINDS`] are looked at.
    pub(super) kinds: usize,
}

/// How much of a word's probability comes from the lexicon, the rest from chance.
const TRUST: f64 = 0.8;
/// The weight of one direction of the lexicon against length, which hears the same evidence only once.
const LEXICON_WEIGHT: f64 = 0.35;

/// Finds the best path. The gains of all beads on the way are kept in `gains`, where it is given.
pub(super) fn best_path(models: &Models<'_>, band: &Band, gains: Option<&mut Gains>) -> Vec<Step> {
    let (n, m) = (models.source.segments.len(), models.target.segments.len());
    let mut search = Search::new(models, band, gains, n, m);
    for i in 0..=n {
        search.row(i);
    }
    search.trace()
}

/// A row of the band with its first position.
struct Row<T> {
    low: usize,
    cells: Vec<T>,
}

struct Search<'a> {
    models: &'a Models<'a>,
    band: &'a Band,
    gains: Option<&'a mut Gains>,
    n: usize,
    m: usize,
    /// Best value of each cell of the rows from the current one on.
    values: VecDeque<Vec<f64>>,
    /// For each cell the kind of bead that ends there and its gain.
    links: Vec<Row<(u8, f32)>>,
    /// Gains of the source segments from the current one on, given target spans.
    backward: VecDeque<Row<[f32; MOST]>>,
    /// The length of the source up to each segment.
    source_lengths: Vec<f64>,
    /// For each target segment and number of segments from it on the logarithm of their length, and its surprise.
    target_lengths: Vec<[(f64, f64); MOST]>,
    scratch: Scratch,
}

/// Dense rows that are cleared after use.
struct Scratch {
    target: Vec<f32>,
    touched: Vec<u32>,
    source: Vec<f32>,
}

const UNREACHED: f64 = f64::NEG_INFINITY;

impl<'a> Search<'a> {
    fn new(
        models: &'a Models<'a>,
        band: &'a Band,
        gains: Option<&'a mut Gains>,
        n: usize,
        m: usize,
    ) -> Self {
        let width = |row: &(usize, usize)| row.1 - row.0 + 1;
        let mut values: VecDeque<Vec<f64>> = band
            .rows
            .iter()
            .take(MOST + 1)
            .map(|row| vec![UNREACHED; width(row)])
            .collect();
        values[0][0] = 0.0;
        let links = band
            .rows
            .iter()
            .map(|row| Row {
                low: row.0,
                cells: vec![(u8::MAX, 0.0); width(row)],
            })
            .collect();
        let mut sum = 0.0;
        let source_lengths = std::iter::once(0.0)
            .chain(models.source.lengths.iter().map(|length| {
                sum += length;
                sum
            }))
            .collect();
        let target_lengths = (0..models.target.lengths.len())
            .map(|j| {
                let mut sum = 0.0;
                std::array::from_fn(|more| {
                    sum += models.target.lengths.get(j + more).unwrap_or(&0.0);
                    (sum.ln(), models.length.surprise(sum, more + 1))
                })
            })
            .collect();
        let mut search = Self {
            models,
            band,
            gains,
            n,
            m,
            values,
            links,
            backward: VecDeque::new(),
            source_lengths,
            target_lengths,
            scratch: Scratch {
                target: vec![0.0; models.target.vocabulary.len()],
                touched: Vec::new(),
                source: Vec::new(),
            },
        };
        for i in 0..MOST.min(n) {
            search.push_backward(i);
        }
        search
    }

    /// Extends every reached cell of a row by every kind of bead.
    fn row(&mut self, i: usize) {
        let (low, high) = self.band.rows[i];
        let forward = self.forward(i, low, high);
        if let Some(gains) = &mut self.gains {
            gains.begin_row(low, high);
        }
        let source = &self.source_lengths;
        let expected: [Expected; MOST] = std::array::from_fn(|a| match source.get(i + a + 1) {
            Some(end) => self.models.length.expect(end - source[i]),
            None => Expected::default(),
        });
        for j in low..=high {
            for (kind, (a, b)) in KINDS.into_iter().take(self.models.kinds).enumerate() {
                if i + a > self.n || j + b > self.m {
                    continue;
                }
                let gain = if a == 0 || b == 0 {
                    0.0
                } else {
                    let f = forward
                        .get(j + b - low)
                        .map_or(0.0, |end| end[a - 1] - forward[j - low][a - 1]);
                    let g: f32 = self
                        .backward
                        .iter()
                        .take(a)
                        .map(|row| row.cells[j - row.low][b - 1])
                        .sum();
                    let (log, surprise) = self.target_lengths[j][b - 1];
                    LEXICON_WEIGHT * f64::from(f + g) + expected[a - 1].gain(log, surprise)
                };
                self.extend(i, j, kind, gain);
            }
        }
        self.advance(i);
    }

    fn extend(&mut self, i: usize, j: usize, kind: usize, gain: f64) {
        let (a, b) = KINDS[kind];
        let (low, high) = self.band.rows[i + a];
        if j + b < low || j + b > high {
            return;
        }
        let worth = self.models.priors[kind] + gain;
        if let Some(gains) = &mut self.gains {
            gains.put(j, kind, worth);
        }
        let value = self.values[0][j - self.band.rows[i].0] + worth;
        let cell = &mut self.values[a][j + b - low];
        if value > *cell {
            *cell = value;
            self.links[i + a].cells[j + b - low] = (kind as u8, gain as f32);
        }
    }

    /// Drops what lies behind and makes room for the next row.
    fn advance(&mut self, i: usize) {
        self.values.pop_front();
        if let Some((low, high)) = self.band.rows.get(i + MOST + 1) {
            self.values.push_back(vec![UNREACHED; high - low + 1]);
        }
        self.backward.pop_front();
        if i + MOST < self.n {
            self.push_backward(i + MOST);
        }
    }

    /// Cumulative gains of target segments given the source spans that begin at `i`: `[j - low][span - 1]`.
    fn forward(&mut self, i: usize, low: usize, high: usize) -> Vec<[f32; MOST]> {
        let end = (high + MOST).min(self.m);
        let mut out = vec![[0.0; MOST]; end - low + 1];
        let Some(lexicon) = self.models.lexicon else {
            return out;
        };
        let (source, target) = (self.models.source, self.models.target);
        let (mut open, mut length) = (1.0_f64, 1.0_f64);
        for (span, words) in source.segments[i..].iter().take(MOST).enumerate() {
            for word in words {
                open += f64::from(lexicon.forward.open(*word));
                length += 1.0;
                for (other, p) in lexicon.forward.row(*word) {
                    let cell = &mut self.scratch.target[*other as usize];
                    if *cell == 0.0 {
                        self.scratch.touched.push(*other);
                    }
                    *cell += p;
                }
            }
            let mut sum = 0.0;
            for j in low..end {
                let mut product = 1.0_f64;
                for word in &target.segments[j] {
                    let word = *word as usize;
                    let ratio = (f64::from(self.scratch.target[word]) / target.unigram[word]
                        + open)
                        / length;
                    product = bounded(product * ((1.0 - TRUST) + TRUST * ratio), &mut sum);
                }
                sum += product.ln();
                out[j + 1 - low][span] = sum as f32;
            }
        }
        for word in self.scratch.touched.drain(..) {
            self.scratch.target[word as usize] = 0.0;
        }
        out
    }

    /// Gains of source segment `i` given the target spans that begin at each position of the rows that need it.
    fn push_backward(&mut self, i: usize) {
        let rows = &self.band.rows[i.saturating_sub(MOST)..=i];
        let low = rows.iter().map(|row| row.0).min().unwrap_or(0);
        let high = rows.iter().map(|row| row.1).max().unwrap_or(self.m);
        let mut cells = vec![[0.0_f32; MOST]; high - low + 1];
        if let Some(lexicon) = self.models.lexicon {
            self.backward_gains(i, low, lexicon, &mut cells);
        }
        self.backward.push_back(Row { low, cells });
    }

    fn backward_gains(
        &mut self,
        i: usize,
        low: usize,
        lexicon: &Lexicon,
        cells: &mut [[f32; MOST]],
    ) {
        let (source, target) = (self.models.source, self.models.target);
        let end = (low + cells.len() - 1 + MOST).min(self.m);
        let (open, size): (Vec<f64>, Vec<f64>) = target.segments[low..end]
            .iter()
            .map(|words| {
                let open: f64 = words
                    .iter()
                    .map(|w| f64::from(lexicon.backward.open(*w)))
                    .sum();
                (open, words.len() as f64)
            })
            .unzip();
        let mut products = vec![[1.0_f64; MOST]; cells.len()];
        let mut sums = vec![[0.0_f64; MOST]; cells.len()];
        let column = &mut self.scratch.target;
        let explained = &mut self.scratch.source;
        for word in &source.segments[i] {
            let translations = &lexicon.by_source[*word as usize];
            for (other, p) in translations {
                column[*other as usize] = *p;
            }
            explained.clear();
            explained.extend(
                target.segments[low..end]
                    .iter()
                    .map(|words| words.iter().map(|w| column[*w as usize]).sum::<f32>()),
            );
            for (other, _) in translations {
                column[*other as usize] = 0.0;
            }
            let chance = source.unigram[*word as usize];
            for at in 0..cells.len() {
                let (mut sum, mut rest, mut length) = (0.0, 1.0, 1.0);
                for span in 0..MOST.min(end - low - at.min(end - low)) {
                    sum += f64::from(explained[at + span]);
                    rest += open[at + span];
                    length += size[at + span];
                    let ratio = (sum / chance + rest) / length;
                    let product = &mut products[at][span];
                    *product = bounded(
                        *product * ((1.0 - TRUST) + TRUST * ratio),
                        &mut sums[at][span],
                    );
                }
            }
        }
        for ((cell, sum), product) in cells.iter_mut().zip(sums).zip(products) {
            for span in 0..MOST {
                cell[span] = (sum[span] + product[span].ln()) as f32;
            }
        }
    }

    /// The path from the end to the beginning.
    fn trace(&self) -> Vec<Step> {
        let (mut i, mut j) = (self.n, self.m);
        let mut steps = Vec::new();
        while i > 0 || j > 0 {
            let row = &self.links[i];
            let cell = j.checked_sub(row.low).and_then(|at| row.cells.get(at));
            let (kind, gain) = cell.copied().unwrap_or((u8::MAX, 0.0));
            // A band that parts its rows leaves a cell without a link; single segments always lead on.
            let kind = match kind {
                u8::MAX if i > 0 => 0,
                u8::MAX => 1,
                kind => usize::from(kind),
            };
            let (a, b) = KINDS[kind];
            i -= a;
            j -= b;
            steps.push(Step {
                source: i,
                target: j,
                kind,
                gain: f64::from(gain),
            });
        }
        steps.reverse();
        steps
    }
}

/// Keeps a long product inside the range of `f64` by moving it into a sum of logarithms.
fn bounded(product: f64, sum: &mut f64) -> f64 {
    if (1e-200..1e200).contains(&product) {
        product
    } else {
        *sum += product.ln();
        1.0
    }
}
