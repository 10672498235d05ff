//! Which findings are reported, and what becomes of the others.

use super::{Baseline, Changes, Code, Diagnostic, Fingerprints, SuppressionFile};
use crate::error::Result;

/// What becomes of a finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// It is reported.
    Reported,
    /// It is right as it stands, for a reason that somebody gave.
    Suppressed,
    /// The baseline knows it.
    Known,
    /// It stands on lines that did not change.
    Unchanged,
}

/// What is left out, in the order in which it is asked.
#[derive(Debug, Default)]
pub struct Filter {
    fingerprints: Fingerprints,
    /// Suppressions of a file of their own, beside those of units.
    pub suppressions: Option<SuppressionFile>,
    /// Findings that are known.
    pub baseline: Option<Baseline>,
    /// The baseline that is made of what is not suppressed.
    pub written: Option<Baseline>,
    /// The lines that count.
    pub changes: Option<Changes>,
}

impl Filter {
    /// Gives a finding its fingerprint and says what becomes of it. It must know its place by then.
    ///
    /// # Errors
    /// When git cannot tell which lines changed.
    pub fn judge(&mut self, finding: &mut Diagnostic) -> Result<Verdict> {
        self.fingerprints.set(finding);
        let unit = std::sync::Arc::clone(&finding.unit);
        // All of them, so that each knows that it was used.
        let in_unit = unit
            .suppressions
            .iter()
            .filter(|suppression| suppression.covers(finding))
            .count();
        let in_file = self
            .suppressions
            .as_mut()
            .is_some_and(|file| file.covers(finding));
        if in_unit > 0 || in_file {
            return Ok(Verdict::Suppressed);
        }
        // What is wrong with a suppression is no state of the texts that one could get used to.
        let is_state = !matches!(
            finding.code,
            Code::SuppressionInvalid | Code::SuppressionUnused
        );
        if let (Some(written), true) = (&mut self.written, is_state) {
            written.add(finding);
        }
        if self
            .baseline
            .as_mut()
            .is_some_and(|known| known.knows(finding))
        {
            return Ok(Verdict::Known);
        }
        let counts = match &mut self.changes {
            Some(changes) => changes.touch(finding)?,
            None => true,
        };
        Ok(if counts {
            Verdict::Reported
        } else {
            Verdict::Unchanged
        })
    }
}
