//! What waits to be looked at, by its bound: in levels instead of a heap, because of thousands most are never asked for
//! and their order inside a level does not matter.

/// Steps between the threshold and 100 by which candidates wait.
const LEVELS: usize = 200;
const END: u32 = u32::MAX;

/// Candidates, by their numbers, in levels of their bounds.
#[derive(Debug, Default)]
pub(super) struct Levels {
    /// The bound from which on the first level begins, and from one level to the next.
    least: f64,
    step: f64,
    /// Levels in a point.
    in_a_point: f64,
    /// The first candidate of each level, and the one after each candidate. No level from `top` on has one.
    first: Vec<u32>,
    after: Vec<u32>,
    top: usize,
}

impl Levels {
    /// Empty levels for so many candidates, for bounds from `least` to 100.
    pub(super) fn begin(&mut self, candidates: usize, least: f64) {
        self.least = least;
        self.step = (100.0 - least).max(0.1) / LEVELS as f64;
        self.in_a_point = 1.0 / self.step;
        self.first.clear();
        self.first.resize(LEVELS, END);
        self.after.clear();
        self.after.resize(candidates, END);
        self.top = 0;
    }

    /// The level of a bound.
    #[inline]
    pub(super) fn level(&self, bound: f64) -> usize {
        (((bound - self.least) * self.in_a_point) as usize).min(LEVELS - 1)
    }

    /// Puts a candidate that is in no level into this one.
    #[inline]
    pub(super) fn put(&mut self, n: usize, level: usize) {
        self.after[n] = std::mem::replace(&mut self.first[level], n as u32);
        self.top = self.top.max(level + 1);
    }

    /// The highest level that holds something.
    pub(super) fn highest(&mut self) -> Option<usize> {
        while self.top > 0 && self.first[self.top - 1] == END {
            self.top -= 1;
        }
        self.top.checked_sub(1)
    }

    /// What the candidates of a level can reach at most.
    pub(super) fn most(&self, level: usize) -> f64 {
        self.least + (level + 1) as f64 * self.step
    }

    /// Takes a candidate out of a level.
    #[inline]
    pub(super) fn take(&mut self, level: usize) -> Option<usize> {
        let n = self.first[level];
        if n == END {
            return None;
        }
        self.first[level] = self.after[n as usize];
        Some(n as usize)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn what_is_put_in_comes_out_by_its_bound(bounds in proptest::collection::vec(70.0f64..=100.0, 0..300)) {
            let mut levels = Levels::default();
            levels.begin(bounds.len(), 70.0);
            for (n, bound) in bounds.iter().enumerate() {
                let level = levels.level(*bound);
                prop_assert!(*bound <= levels.most(level) + 1e-9);
                levels.put(n, level);
            }
            let (mut seen, mut last) = (0, f64::MAX);
            while let Some(level) = levels.highest() {
                prop_assert!(levels.most(level) < last);
                last = levels.most(level);
                while let Some(n) = levels.take(level) {
                    prop_assert_eq!(levels.level(bounds[n]), level);
                    seen += 1;
                }
            }
            prop_assert_eq!(seen, bounds.len());
        }
    }
}
