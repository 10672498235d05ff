//! How likely each bead of the best path is, against all other paths through the band (forward-backward, as Baum 1970).
//!
//! The sum over all paths needs the gain of every bead that was looked at, not only of the best ones.

use super::dynamic::{KINDS, Step};
use std::ops::Range;

/// Gains are sums over words that do not speak independently of each other: taken at their face value they make every bead
/// certain. So much of them counts.
pub(super) const TEMPER: f64 = 0.46;
/// Borders that are less likely are not even looked at again.
const FARTHEST: f64 = 1e-9;
/// Borders that are less likely are left out.
const LEAST_LIKELY: f64 = 1e-3;

/// The side of a bead that has no segment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Empty {
    Source,
    Target,
}

/// The likely borders of a path by source segments passed: target segments passed and probability.
pub(super) type Borders = Vec<Vec<(usize, f64)>>;

/// The gains of all beads that were looked at, by rows of the band: `[source segments passed][target position - low]`, one a
/// kind; not a number where the bead leaves the band.
#[derive(Debug, Default)]
pub(super) struct Gains {
    rows: Vec<GainRow>,
}

#[derive(Debug)]
struct GainRow {
    low: usize,
    cells: Vec<[f32; KINDS.len()]>,
}

impl Gains {
    /// A next row of the band, its positions from `low` to `high`.
    pub(super) fn begin_row(&mut self, low: usize, high: usize) {
        self.rows.push(GainRow {
            low,
            cells: vec![[f32::NAN; KINDS.len()]; high + 1 - low],
        });
    }

    /// The gain of a bead that begins in the last row, its prior included.
    pub(super) fn put(&mut self, target: usize, kind: usize, gain: f64) {
        if let Some(row) = self.rows.last_mut() {
            row.cells[target - row.low][kind] = gain as f32;
        }
    }

    /// The probability of each step; 0 for one that was not looked at.
    pub(super) fn posteriors(&self, path: &[Step]) -> Vec<f64> {
        let before = self.sums_before();
        let after = self.sums_after();
        let all = after.first().and_then(|row| row.first()).copied();
        path.iter()
            .map(|step| {
                let (a, b) = step.size();
                let log = self.at(&before, step.source, step.target)
                    + self.gain(step.source, step.target, step.kind)
                    + self.at(&after, step.source + a, step.target + b)
                    - all.unwrap_or(0.0);
                // What is not in the band is not a number.
                if log.is_nan() {
                    0.0
                } else {
                    log.exp().min(1.0)
                }
            })
            .collect()
    }

    /// How likely each border is one of the path: by source segments passed, the target segments passed and the
    /// probability, where that is not next to nothing.
    pub(super) fn borders(&self) -> Borders {
        let before = self.sums_before();
        let after = self.sums_after();
        let all = after.first().and_then(|row| row.first()).copied();
        let all = all.unwrap_or(0.0);
        let rows = self.rows.iter().zip(before.iter().zip(&after));
        let likely = |low: usize, before: &[f64], after: &[f64]| {
            let cells = before.iter().zip(after).enumerate();
            cells
                .map(|(at, (before, after))| (low + at, (before + after - all).exp().min(1.0)))
                .filter(|(_, probability)| *probability >= LEAST_LIKELY)
                .collect()
        };
        rows.map(|(row, (before, after))| likely(row.low, before, after))
            .collect()
    }

    /// Leaves out the borders at the edges of the band that hardly any path goes through: a table is large, and three
    /// texts keep three of them.
    pub(super) fn narrow(&mut self) {
        let before = self.sums_before();
        let after = self.sums_after();
        let all = after.first().and_then(|row| row.first()).copied();
        let least = all.unwrap_or(0.0) + FARTHEST.ln();
        let sums = before.iter().zip(&after);
        let kept: Vec<Range<usize>> = sums
            .zip(&self.rows)
            .map(|((before, after), row)| {
                let is_likely = |(b, a): (&f64, &f64)| b + a >= least;
                let mut likely = before.iter().zip(after).map(is_likely);
                let first = likely.position(|likely| likely).unwrap_or(0);
                let mut likely = before.iter().zip(after).map(is_likely);
                let last = likely
                    .rposition(|likely| likely)
                    .unwrap_or(row.cells.len() - 1);
                row.low + first..row.low + last + 1
            })
            .collect();
        for (source, row) in self.rows.iter_mut().enumerate() {
            let Range { start, end } = kept[source].clone();
            row.cells = row.cells[start - row.low..end - row.low].to_vec();
            row.low = start;
            for (at, cell) in row.cells.iter_mut().enumerate() {
                for (gain, (a, b)) in cell.iter_mut().zip(KINDS) {
                    let inside = kept
                        .get(source + a)
                        .is_some_and(|row| row.contains(&(start + at + b)));
                    if !inside {
                        *gain = f32::NAN;
                    }
                }
            }
        }
    }

    /// Adds to every bead what it gains by where it ends: `gain` is asked for the border and which side of the bead is empty.
    pub(super) fn add_at_borders(&mut self, gain: impl Fn(usize, usize, Option<Empty>) -> f64) {
        let ends = [None, Some(Empty::Source), Some(Empty::Target)].map(|empty| {
            let row = |(source, row): (usize, &GainRow)| -> Vec<f32> {
                let targets = row.low..row.low + row.cells.len();
                targets
                    .map(|target| gain(source, target, empty) as f32)
                    .collect()
            };
            self.rows.iter().enumerate().map(row).collect::<Vec<_>>()
        });
        for source in 0..self.rows.len() {
            let low = self.rows[source].low;
            for at in 0..self.rows[source].cells.len() {
                for (kind, (a, b)) in KINDS.into_iter().enumerate() {
                    if self.rows[source].cells[at][kind].is_nan() {
                        continue;
                    }
                    let ends = &ends[usize::from(a == 0) + 2 * usize::from(b == 0)];
                    let place = low + at + b - self.rows[source + a].low;
                    self.rows[source].cells[at][kind] += ends[source + a][place];
                }
            }
        }
    }

    /// The path of the most gain, in its steps the priors and all else included.
    pub(super) fn best_path(&self) -> Vec<Step> {
        let mut best = self.empty();
        let mut links: Vec<Vec<Option<usize>>> =
            best.iter().map(|row| vec![None; row.len()]).collect();
        if let Some(first) = best.first_mut().and_then(|row| row.first_mut()) {
            *first = 0.0;
        }
        for (source, row) in self.rows.iter().enumerate() {
            for at in 0..row.cells.len() {
                let here = best[source][at];
                for (kind, (a, b)) in KINDS.into_iter().enumerate() {
                    let value = here + f64::from(row.cells[at][kind]);
                    // Not a number is not more than anything.
                    if value > f64::NEG_INFINITY {
                        let place = row.low + at + b - self.rows[source + a].low;
                        if value > best[source + a][place] {
                            best[source + a][place] = value;
                            links[source + a][place] = Some(kind);
                        }
                    }
                }
            }
        }
        self.trace(&links)
    }

    fn trace(&self, links: &[Vec<Option<usize>>]) -> Vec<Step> {
        let Some(last) = self.rows.last() else {
            return Vec::new();
        };
        let (mut source, mut target) = (self.rows.len() - 1, last.low + last.cells.len() - 1);
        let mut steps = Vec::new();
        while let Some(kind) = links[source][target - self.rows[source].low] {
            let (a, b) = KINDS[kind];
            (source, target) = (source - a, target - b);
            let gain = f64::from(self.rows[source].cells[target - self.rows[source].low][kind]);
            steps.push(Step {
                source,
                target,
                kind,
                gain,
            });
        }
        steps.reverse();
        steps
    }

    fn gain(&self, source: usize, target: usize, kind: usize) -> f64 {
        let row = &self.rows[source];
        let gain = target
            .checked_sub(row.low)
            .and_then(|at| row.cells.get(at))
            .map_or(f32::NAN, |cell| cell[kind]);
        TEMPER * f64::from(gain)
    }

    fn at(&self, sums: &[Vec<f64>], source: usize, target: usize) -> f64 {
        let low = self.rows[source].low;
        let found = target.checked_sub(low).and_then(|at| sums[source].get(at));
        found.copied().unwrap_or(f64::NEG_INFINITY)
    }

    fn empty(&self) -> Vec<Vec<f64>> {
        let row = |row: &GainRow| vec![f64::NEG_INFINITY; row.cells.len()];
        self.rows.iter().map(row).collect()
    }

    /// For each position the logarithm of the sum over all paths from the beginning to it.
    fn sums_before(&self) -> Vec<Vec<f64>> {
        let mut sums = self.empty();
        if let Some(first) = sums.first_mut().and_then(|row| row.first_mut()) {
            *first = 0.0;
        }
        for (source, row) in self.rows.iter().enumerate() {
            for at in 0..row.cells.len() {
                let here = sums[source][at];
                if here == f64::NEG_INFINITY {
                    continue;
                }
                for (kind, (a, b)) in KINDS.into_iter().enumerate() {
                    let gain = f64::from(row.cells[at][kind]) * TEMPER;
                    if gain.is_nan() {
                        continue;
                    }
                    let place = row.low + at + b - self.rows[source + a].low;
                    let cell = &mut sums[source + a][place];
                    *cell = log_sum(*cell, here + gain);
                }
            }
        }
        sums
    }

    /// For each position the logarithm of the sum over all paths from it to the end.
    fn sums_after(&self) -> Vec<Vec<f64>> {
        let mut sums = self.empty();
        if let Some(last) = sums.last_mut().and_then(|row| row.last_mut()) {
            *last = 0.0;
        }
        for (source, row) in self.rows.iter().enumerate().rev() {
            for at in (0..row.cells.len()).rev() {
                let mut here = sums[source][at];
                for (kind, (a, b)) in KINDS.into_iter().enumerate() {
                    let gain = f64::from(row.cells[at][kind]) * TEMPER;
                    if gain.is_nan() {
                        continue;
                    }
                    let place = row.low + at + b - self.rows[source + a].low;
                    here = log_sum(here, sums[source + a][place] + gain);
                }
                sums[source][at] = here;
            }
        }
        sums
    }
}

/// ln(e^a + e^b).
fn log_sum(a: f64, b: f64) -> f64 {
    let (low, high) = if a < b { (a, b) } else { (b, a) };
    if low == f64::NEG_INFINITY {
        return high;
    }
    high + (low - high).exp().ln_1p()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Three segments a side that translate each other one by one.
    fn diagonal() -> Gains {
        let mut gains = Gains::default();
        for i in 0..=3_usize {
            gains.begin_row(0, 3);
            for j in 0..=3_usize {
                for (kind, (a, b)) in KINDS.into_iter().enumerate() {
                    if i + a <= 3 && j + b <= 3 {
                        let right = (a, b) == (1, 1) && i == j;
                        gains.put(j, kind, if right { 60.0 } else { -60.0 });
                    }
                }
            }
        }
        gains
    }

    #[test]
    fn the_best_path_is_found_in_the_narrow_table_too() {
        let mut gains = diagonal();
        let borders = gains.borders();
        assert_eq!(
            borders.iter().map(|row| row[0].0).collect::<Vec<_>>(),
            [0, 1, 2, 3]
        );
        let path = gains.best_path();
        assert!(path.iter().all(|step| step.size() == (1, 1)) && path.len() == 3);
        let before = gains.posteriors(&path);
        gains.narrow();
        assert!(gains.rows.iter().all(|row| row.cells.len() == 1));
        assert_eq!(gains.best_path(), path);
        for (before, after) in before.iter().zip(gains.posteriors(&path)) {
            assert!((before - after).abs() < 1e-6);
        }
    }

    #[test]
    fn what_a_border_gains_counts_for_the_beads_that_end_there() {
        let mut gains = diagonal();
        // A border that only unlikely beads reach, now made likely.
        gains.add_at_borders(|source, target, _| {
            if (source, target) == (1, 2) {
                400.0
            } else {
                0.0
            }
        });
        let path = gains.best_path();
        assert!(path.iter().any(|step| (step.source, step.target) == (1, 2)));
    }

    /// Two segments a side: every path can be written down.
    #[test]
    fn the_probabilities_of_all_paths_are_one() {
        let kind = |a, b| KINDS.iter().position(|k| *k == (a, b)).unwrap();
        let mut gains = Gains::default();
        for i in 0..=1usize {
            gains.begin_row(0, 1);
            for j in 0..=1usize {
                for (k, (a, b)) in KINDS.into_iter().enumerate() {
                    if i + a <= 1 && j + b <= 1 {
                        gains.put(j, k, if (a, b) == (1, 1) { 4.0 } else { -2.0 });
                    }
                }
            }
        }
        let step = |source, target, a, b| Step {
            source,
            target,
            kind: kind(a, b),
            gain: 0.0,
        };
        let linked = gains.posteriors(&[step(0, 0, 1, 1)])[0];
        let apart = gains.posteriors(&[step(0, 0, 1, 0), step(1, 0, 0, 1)]);
        let other = gains.posteriors(&[step(0, 0, 0, 1), step(0, 1, 1, 0)]);
        assert!((linked + apart[0] + other[0] - 1.0).abs() < 1e-9);
        assert!((apart[0] - apart[1]).abs() < 1e-9);
        let odds = (TEMPER * 4.0).exp() / (2.0 * (TEMPER * -4.0).exp());
        assert!((linked / (1.0 - linked) - odds).abs() < 1e-6 * odds);
    }
}
