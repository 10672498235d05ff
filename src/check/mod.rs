//! Checks of translations: units go in, diagnostics come out.
//!
//! A [`Rule`] looks at one unit and emits [`Diagnostic`]s into a [`Sink`]; a [`Checker`] runs rules over a stream of
//! units. How diagnostics are shown is the business of `report`.

mod diagnostic;
mod locate;
mod pair;
mod suppression;
mod terminology;
mod unit;

pub use diagnostic::{Code, Diagnostic, Fix, Places, Region, Severity, Sink, SourcePlace, Tally};
pub use locate::Locator;
pub use pair::AlignedPair;
pub use suppression::{PROPERTY, Suppression};
pub use terminology::{Counting, Terminology, TerminologyOptions};
pub use unit::{BilingualUnit, Pairs, Skipped};

use crate::error::Result;
use rayon::prelude::*;
use std::sync::Arc;

/// One thing to check. Rules are shared between threads and know nothing of other units.
pub trait Rule: Send + Sync {
    /// The codes that it can emit.
    fn codes(&self) -> &'static [Code];

    /// Looks at a unit.
    fn check(&self, unit: &Arc<BilingualUnit>, sink: &mut dyn Sink);
}

/// Runs rules over units.
#[derive(Default)]
pub struct Checker {
    rules: Vec<Box<dyn Rule>>,
}

/// Units that are checked together before their findings are handed on.
const BATCH: usize = 4096;

impl Checker {
    /// A checker without rules.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a rule.
    #[must_use]
    pub fn with(mut self, rule: impl Rule + 'static) -> Self {
        self.rules.push(Box::new(rule));
        self
    }

    /// Every code that can be emitted.
    pub fn codes(&self) -> impl Iterator<Item = Code> {
        self.rules
            .iter()
            .flat_map(|rule| rule.codes().iter().copied())
    }

    /// Checks one unit.
    pub fn check(&self, unit: &Arc<BilingualUnit>, sink: &mut dyn Sink) {
        for rule in &self.rules {
            rule.check(unit, sink);
        }
    }

    /// Checks all units on all cores; the findings come in the order of the units. Returns how many units there
    /// were.
    ///
    /// # Errors
    /// The first error of the stream; what was found before it is in the sink.
    pub fn run(
        &self,
        units: impl IntoIterator<Item = Result<BilingualUnit>>,
        sink: &mut dyn Sink,
    ) -> Result<usize> {
        let mut units = units.into_iter();
        let mut total = 0;
        loop {
            let mut batch = Vec::with_capacity(BATCH);
            let mut failed = None;
            for unit in units.by_ref().take(BATCH) {
                match unit {
                    Ok(unit) => batch.push(Arc::new(unit)),
                    Err(error) => {
                        failed = Some(error);
                        break;
                    }
                }
            }
            total += batch.len();
            let found: Vec<Vec<Diagnostic>> = batch
                .par_iter()
                .map(|unit| {
                    let mut found = Vec::new();
                    self.check(unit, &mut found);
                    found
                })
                .collect();
            found
                .into_iter()
                .flatten()
                .for_each(|finding| sink.emit(finding));
            match failed {
                Some(error) => return Err(error),
                None if batch.len() < BATCH => return Ok(total),
                None => {}
            }
        }
    }
}
