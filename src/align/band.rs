//! The part of the table of two texts that a dynamic program looks at.

use super::chain::Point;
use super::dynamic::Step;

/// A gap between two points of a chain is looked at whole up to so many positions.
const WHOLE_GAP: usize = 1 << 18;

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

    /// Positions not farther than `half` from a chain of points. Between two points that are far apart, all positions are
    /// looked at, or those about the straight line where these are too many.
    pub(super) fn along_chain(chain: &[Point], n: usize, m: usize, half: usize) -> Self {
        let mut rows = vec![(m, 0); n + 1];
        let mut cover = |i: usize, low: usize, high: usize| {
            let row: &mut (usize, usize) = &mut rows[i];
            *row = (row.0.min(low), row.1.max(high.min(m)));
        };
        let mut last = (0, 0);
        for (i, j) in chain.iter().copied().chain([(n, m)]) {
            let (down, right) = (i - last.0, j - last.1);
            for row in 0..=down {
                if down * right <= WHOLE_GAP {
                    cover(last.0 + row, last.1, j);
                } else {
                    let middle = last.1 + row * right / down.max(1);
                    let aside = down.abs_diff(right) * 3 / 2;
                    let low = middle.saturating_sub(aside).max(last.1);
                    cover(last.0 + row, low, (middle + aside).min(j));
                }
            }
            last = (i, j);
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

    /// The first and the last position of a row; `None` behind the last row.
    pub(super) fn row(&self, row: usize) -> Option<(usize, usize)> {
        self.rows.get(row).copied()
    }

    /// The positions of several rows together.
    pub(super) fn hull(&self, rows: std::ops::RangeInclusive<usize>) -> (usize, usize) {
        let rows = &self.rows[rows];
        let low = rows.iter().map(|row| row.0).min().unwrap_or(0);
        let high = rows.iter().map(|row| row.1).max().unwrap_or(0);
        (low, high)
    }

    /// First and last position of each row.
    pub(super) fn rows(&self) -> &[(usize, usize)] {
        &self.rows
    }
}
