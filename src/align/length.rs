//! The length model: how likely it is that a text of this length translates one of that length.
//!
//! log(target / (ratio * source)) is normal with variance a² + b / length (after Gale and Church 1993, who take a
//! constant variance a character). All of it is estimated from the text itself: fixed ratios destroy Chinese.

/// The parameters, estimated anew after each round.
#[derive(Debug, Clone)]
pub(crate) struct LengthModel {
    /// Target characters a source character.
    ratio: f64,
    /// The variance of the log ratio of long texts.
    variance: f64,
    /// What short texts add to it, divided by their length.
    short_variance: f64,
    /// Mean and variance of the lengths of target segments.
    mean: f64,
    spread: f64,
    /// Mean and variance of their logarithms.
    log_mean: f64,
    log_spread: f64,
}

/// What is expected of the length of a translation.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Expected {
    log: f64,
    precision: f64,
    spread: f64,
}

impl Expected {
    /// The log-likelihood ratio of a bead by length: how much likelier the target's length becomes by knowing the
    /// source's. Takes the logarithm of the target's length, and [`LengthModel::surprise`] of it.
    #[inline]
    pub(super) fn gain(&self, target_log: f64, surprise: f64) -> f64 {
        let off = target_log - self.log;
        surprise - off * off * self.precision - self.spread
    }
}

/// The length from which on the variance stays the same, in characters.
const LONGEST: f64 = 400.0;
/// As many times as many segments may well come from how the texts were translated and cut.
const FEW_MORE: f64 = 1.3;
/// A ratio is estimated anew only from more beads than this.
const ENOUGH_BEADS: usize = 20;

impl LengthModel {
    /// The first model: the ratio of the whole texts.
    pub(super) fn new(source: &[f64], target: &[f64]) -> Self {
        let ratio = target.iter().sum::<f64>().max(1.0) / source.iter().sum::<f64>().max(1.0);
        Self::of(target, ratio)
    }

    /// The first model where one text has many segments more, and so may hold what the other lacks: the ratio of their
    /// mean segments. `None` where their numbers are too near each other for that.
    pub(super) fn of_segments(source: &[f64], target: &[f64]) -> Option<Self> {
        let (n, m) = (source.len() as f64, target.len() as f64);
        let ratio = (moments(target.iter().copied()).0) / moments(source.iter().copied()).0;
        (n.max(m) > FEW_MORE * n.min(m) && ratio.is_normal()).then(|| Self::of(target, ratio))
    }

    fn of(target: &[f64], ratio: f64) -> Self {
        let (mean, spread) = moments(target.iter().copied());
        let (log_mean, log_spread) = moments(target.iter().map(|length| length.ln()));
        Self {
            ratio,
            variance: 0.25 * 0.25,
            short_variance: 3.0,
            mean,
            spread: spread.max(1.0),
            log_mean,
            log_spread: log_spread.max(0.05),
        }
    }

    /// A model of what is usual, for texts that have not been seen yet.
    pub(crate) fn with_ratio(ratio: f64) -> Self {
        Self {
            ratio,
            variance: 0.2 * 0.2,
            short_variance: 1.2,
            ..Self::new(&[], &[])
        }
    }

    /// The most likely length of a translation.
    pub(crate) fn expected_length(&self, source: f64) -> f64 {
        source * self.ratio
    }

    /// How many standard deviations the log ratio of two lengths is off.
    pub(crate) fn deviations(&self, source: f64, target: f64) -> f64 {
        let expected = self.expected_length(source);
        let variance = self.variance + self.short_variance / expected.min(LONGEST);
        (target / expected).ln().abs() / variance.sqrt()
    }

    /// What a source text of this length says about its translation's.
    pub(super) fn expect(&self, source: f64) -> Expected {
        let length = source * self.ratio;
        let variance = self.variance + self.short_variance / length.min(LONGEST);
        Expected {
            log: length.ln(),
            precision: 0.5 / variance,
            spread: 0.5 * variance.ln(),
        }
    }

    /// How unlikely a target text of this length is by chance, less constants; `count` is the number of its segments.
    pub(super) fn surprise(&self, target: f64, count: usize) -> f64 {
        // The sum of several segments is log-normal with the moments of the sum.
        let (middle, spread) = if count == 1 {
            (self.log_mean, self.log_spread)
        } else {
            let (mean, spread) = (self.mean * count as f64, self.spread * count as f64);
            let log_spread = (1.0 + spread / (mean * mean)).ln();
            (mean.ln() - log_spread / 2.0, log_spread)
        };
        let away = target.ln() - middle;
        0.5 * away * away / spread + 0.5 * spread.ln()
    }

    /// Estimates the parameters from the lengths of linked beads.
    pub(crate) fn update(&mut self, beads: &[(f64, f64)]) {
        if beads.len() <= ENOUGH_BEADS {
            return;
        }
        let mut logs: Vec<f64> = beads
            .iter()
            .map(|(source, target)| (target / source).ln())
            .collect();
        logs.sort_by(f64::total_cmp);
        let middle = logs[logs.len() / 2];
        self.ratio = middle.exp();
        // Least squares of the squared deviation on 1 and 1/length, outliers clipped.
        let (mut sx, mut sxx, mut sy, mut sxy) = (0.0, 0.0, 0.0, 0.0);
        for (source, target) in beads {
            let x = 1.0 / (source * self.ratio).min(LONGEST);
            let off = (target / source).ln() - middle;
            let y = (off * off).min(1.0);
            sx += x;
            sxx += x * x;
            sy += y;
            sxy += x * y;
        }
        let n = beads.len() as f64;
        let determinant = n * sxx - sx * sx;
        if determinant > 1e-12 {
            let slope = (n * sxy - sx * sy) / determinant;
            self.short_variance = slope.max(0.05);
            self.variance = ((sy - slope * sx) / n).max(0.01);
        }
    }
}

fn moments(values: impl Iterator<Item = f64> + Clone) -> (f64, f64) {
    let count = values.clone().count().max(1) as f64;
    let mean = values.clone().sum::<f64>() / count;
    let variance = values.map(|v| (v - mean) * (v - mean)).sum::<f64>() / count;
    (mean, variance)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fitting_length_gains_and_a_wrong_one_loses() {
        let source = [40.0, 90.0, 20.0, 120.0, 60.0];
        let target = [20.0, 45.0, 10.0, 60.0, 30.0];
        let model = LengthModel::new(&source, &target);
        let gain = |source: f64, target: f64, count| {
            let expected = model.expect(source);
            expected.gain(target.ln(), model.surprise(target, count))
        };
        assert!(gain(120.0, 60.0, 1) > 0.0);
        assert!(gain(120.0, 10.0, 1) < gain(120.0, 50.0, 1));
        assert!(gain(120.0, 10.0, 1) < 0.0);
        assert!(gain(60.0, 30.0, 2).is_finite());
    }
}
