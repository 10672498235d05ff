//! Translations that are far too long or too short: something was left out, or belongs to another unit.
//!
//! How long a translation is to be follows from the units of the run themselves, by the length model of the aligner,
//! with what is usual between the languages until there are enough of them. Only gross outliers are reported.

use super::target_finding;
use crate::align::LengthModel;
use crate::check::code::About;
use crate::check::{BilingualUnit, Code, Diagnostic, SequentialRule, Severity};
use crate::lang::Lang;
use crate::text::is_han;
use std::sync::Arc;

pub(in crate::check) const LENGTH: About = About {
    name: "length",
    rule: "length",
    kind: "length",
    description: "The translation is far longer or shorter than the others of its kind.",
    help: "Look whether words are missing, or whether the translation of another unit stands here.",
    severity: Severity::Warning,
    on: false,
};

/// Standard deviations of the log ratio from which on a length is an outlier.
const DEVIATIONS: f64 = 5.0;
/// And at least so many times as long as expected, or as short.
const TIMES: f64 = 2.5;
/// Letters that a text must have more or less than expected: short texts may be anything.
const LETTERS: f64 = 20.0;
/// Pairs that the model is learned from at one time, and that are remembered.
const LEARNED: usize = 4096;

/// The rule for the pairs of one run.
#[derive(Debug)]
pub struct Length {
    model: LengthModel,
    learned: Vec<(f64, f64)>,
    langs: Option<(Lang, Lang)>,
}

impl Default for Length {
    fn default() -> Self {
        Self {
            model: LengthModel::with_ratio(1.0),
            learned: Vec::new(),
            langs: None,
        }
    }
}

/// The length of a text without blanks, in letters: a Chinese character says as much as three of them.
fn length(text: &str) -> f64 {
    text.chars()
        .filter(|c| !c.is_whitespace())
        .map(|c| if is_han(c) { 3.0 } else { 1.0 })
        .sum()
}

impl SequentialRule for Length {
    fn codes(&self) -> &'static [Code] {
        &[Code::Length]
    }

    fn check(&mut self, units: &[Arc<BilingualUnit>], found: &mut [Vec<Diagnostic>]) {
        let Some(first) = units.first() else { return };
        let langs = (first.source_lang.clone(), first.target_lang.clone());
        if self.langs.as_ref() != Some(&langs) {
            *self = Self {
                langs: Some(langs),
                ..Self::default()
            };
        }
        let lengths: Vec<(f64, f64)> = units
            .iter()
            .map(|unit| (length(&unit.source), length(&unit.target)))
            .collect();
        let room = LEARNED.saturating_sub(self.learned.len());
        let new = lengths.iter().filter(|(s, t)| *s >= LETTERS && *t > 0.0);
        self.learned.extend(new.take(room));
        self.model.update(&self.learned);
        for ((unit, (source, target)), found) in units.iter().zip(lengths).zip(found) {
            if source == 0.0 || target == 0.0 {
                continue;
            }
            let expected = self.model.expected_length(source);
            let off = (target / expected).ln().abs();
            let outlier = off > TIMES.ln()
                && (target - expected).abs() > LETTERS
                && self.model.deviations(source, target) > DEVIATIONS;
            if outlier {
                let message = if target > expected {
                    format!(
                        "the translation is {:.1} times as long as usual",
                        target / expected
                    )
                } else {
                    format!(
                        "the translation has only {:.0} % of the usual length",
                        100.0 * target / expected
                    )
                };
                found.push(target_finding(
                    unit,
                    Code::Length,
                    0..unit.target.len(),
                    message,
                ));
            }
        }
    }
}
