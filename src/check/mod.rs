//! Checks of translations: units go in, diagnostics come out.
//!
//! A [`Rule`] looks at one unit and emits [`Diagnostic`]s into a [`Sink`]; a [`Checker`] runs rules over a stream of
//! units. How diagnostics are shown is the business of `report`.

mod baseline;
mod changes;
mod code;
mod correction;
mod diagnostic;
mod filter;
mod fingerprint;
mod fix;
mod locate;
mod mention;
mod pair;
mod rules;
mod selection;
mod suppression;
mod suppression_file;
mod table;
mod terminology;
pub mod tmx;
mod unit;

pub use baseline::{Baseline, Fixed};
pub use changes::Changes;
pub use code::{About, Code};
pub use diagnostic::{Diagnostic, Edit, Fix, Places, Region, Severity, Sink, SourcePlace, Tally};
pub use filter::{Filter, Verdict};
pub use fingerprint::{Fingerprints, seen_from};
pub use fix::{Rewritten, apply, rewrite};
pub use locate::Locator;
pub use pair::AlignedPair;
pub use rules::{
    Brackets, DottedI, DoubledWord, EndMark, HanVariant, Inconsistent, InlineCodes, Length,
    Numbers, QuotationMarks, QuotationPairs, Script, Spaces, Untranslated, Width,
};
pub use selection::Selection;
pub use suppression::{PROPERTY, Suppression};
pub use suppression_file::SuppressionFile;
pub use terminology::{Counting, Terminology, TerminologyOptions};
pub use unit::{BilingualUnit, InlineCode, Pairs, Skipped};

use crate::error::{Error, Result};
use crate::termbase::Glossary;
use rayon::prelude::*;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// One thing to check. Rules are shared between threads and know nothing of other units.
pub trait Rule: Send + Sync {
    /// The codes that it can emit.
    fn codes(&self) -> &'static [Code];

    /// Looks at a unit.
    fn check(&self, unit: &Arc<BilingualUnit>, sink: &mut dyn Sink);
}

/// A rule that knows the units before: it sees all of them, in order.
pub trait SequentialRule: Send {
    /// The codes that it can emit.
    fn codes(&self) -> &'static [Code];

    /// Looks at the units that follow, and adds what it finds to what was found in each.
    fn check(&mut self, units: &[Arc<BilingualUnit>], found: &mut [Vec<Diagnostic>]);
}

/// Runs rules over units, and says of each finding how bad it is.
#[derive(Default)]
pub struct Checker {
    rules: Vec<Box<dyn Rule>>,
    sequential: Mutex<Vec<Box<dyn SequentialRule>>>,
    selection: Selection,
}

/// Units that are checked together before their findings are handed on.
const BATCH: usize = 2048;

impl Checker {
    /// A checker without rules, for the default [`Selection`].
    pub fn new() -> Self {
        Self::default()
    }

    /// A checker with every rule that is chosen and is none of terminology. A glossary says what stays as it is.
    pub fn with_rules(selection: Selection, glossary: Option<&Glossary>) -> Self {
        let checker = Self {
            selection,
            ..Self::default()
        };
        let checker = rules::built_in(glossary)
            .into_iter()
            .fold(checker, Self::with_boxed);
        rules::sequential()
            .into_iter()
            .fold(checker, Self::with_boxed_sequential)
    }

    /// Adds a rule, unless nothing of it is chosen.
    #[must_use]
    pub fn with(self, rule: impl Rule + 'static) -> Self {
        self.with_boxed(Box::new(rule))
    }

    fn with_boxed(mut self, rule: Box<dyn Rule>) -> Self {
        if self.selection.wants(rule.codes()) {
            self.rules.push(rule);
        }
        self
    }

    /// Adds a rule that sees the units in order, unless nothing of it is chosen.
    #[must_use]
    pub fn with_sequential(self, rule: impl SequentialRule + 'static) -> Self {
        self.with_boxed_sequential(Box::new(rule))
    }

    fn with_boxed_sequential(mut self, rule: Box<dyn SequentialRule>) -> Self {
        if self.selection.wants(rule.codes()) {
            self.sequential_mut().push(rule);
        }
        self
    }

    fn sequential_mut(&mut self) -> &mut Vec<Box<dyn SequentialRule>> {
        self.sequential
            .get_mut()
            .unwrap_or_else(PoisonError::into_inner)
    }

    fn sequential(&self) -> MutexGuard<'_, Vec<Box<dyn SequentialRule>>> {
        self.sequential
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }

    /// How bad a finding of this code is; `None` where it is not looked for.
    pub fn level(&self, code: Code) -> Option<Severity> {
        self.selection.level(code)
    }

    /// Every code that is looked for.
    pub fn codes(&self) -> impl Iterator<Item = Code> {
        let mut codes: Vec<Code> = self
            .rules
            .iter()
            .flat_map(|rule| rule.codes().iter().copied())
            .collect();
        let sequential = self.sequential();
        codes.extend(
            sequential
                .iter()
                .flat_map(|rule| rule.codes().iter().copied()),
        );
        codes.retain(|code| self.selection.level(*code).is_some());
        codes.into_iter()
    }

    /// Checks one unit with every rule that needs no other.
    pub fn check(&self, unit: &Arc<BilingualUnit>, sink: &mut dyn Sink) {
        let mut found = Vec::new();
        for rule in &self.rules {
            rule.check(unit, &mut found);
        }
        self.chosen(found).for_each(|finding| sink.emit(finding));
    }

    /// The findings that are looked for, each as bad as it was chosen to be. Of a translation that is not there
    /// nothing else is said.
    fn chosen(&self, mut found: Vec<Diagnostic>) -> impl Iterator<Item = Diagnostic> {
        let empty = |finding: &Diagnostic| finding.code == Code::TargetEmpty;
        if self.level(Code::TargetEmpty).is_some() && found.iter().any(empty) {
            found.retain(empty);
        }
        found.into_iter().filter_map(|mut finding| {
            finding.severity = self.selection.level(finding.code)?;
            Some(finding)
        })
    }

    /// Checks all units on all cores; the findings come in the order of the units, whatever the number of cores.
    /// Rules that know the units before remember those of earlier calls. Returns how many units there were.
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
        let mut done = Vec::new();
        loop {
            let (batch, failed) = next_batch(&mut units);
            total += batch.len();
            let mut found = Vec::new();
            // The findings of the batch before are handed on meanwhile.
            rayon::in_place_scope(|scope| {
                scope.spawn(|_| found = self.found_in_each(&batch));
                self.hand_on(std::mem::take(&mut done), sink);
            });
            for rule in self.sequential().iter_mut() {
                rule.check(&batch, &mut found);
            }
            done = found;
            if failed.is_some() || batch.len() < BATCH {
                self.hand_on(done, sink);
                return failed.map_or(Ok(total), Err);
            }
        }
    }

    fn found_in_each(&self, batch: &[Arc<BilingualUnit>]) -> Vec<Vec<Diagnostic>> {
        let check = |unit| {
            let mut found = Vec::new();
            self.rules
                .iter()
                .for_each(|rule| rule.check(unit, &mut found));
            found
        };
        batch.par_iter().map(check).collect()
    }

    fn hand_on(&self, found: Vec<Vec<Diagnostic>>, sink: &mut dyn Sink) {
        for found in found {
            self.chosen(found).for_each(|finding| sink.emit(finding));
        }
    }
}

/// The units that are checked together, and what ended the stream after them.
fn next_batch(
    units: &mut dyn Iterator<Item = Result<BilingualUnit>>,
) -> (Vec<Arc<BilingualUnit>>, Option<Error>) {
    let mut batch = Vec::with_capacity(BATCH);
    for unit in units.take(BATCH) {
        match unit {
            Ok(unit) => batch.push(Arc::new(unit)),
            Err(error) => return (batch, Some(error)),
        }
    }
    (batch, None)
}
