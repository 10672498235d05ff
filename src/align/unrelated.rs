//! Telling two texts that do not belong together from a poor translation.

use super::rounds::Outcome;
use crate::error::{Error, Result};

/// Fewer segments than this on a side are never refused: there is too little to judge by.
const FEWEST_SEGMENTS: usize = 8;

/// Refuses an alignment without evidence.
///
/// # Errors
/// [`Error::Unrelated`].
pub(super) fn check(outcome: &Outcome, source: usize, target: usize) -> Result<()> {
    if std::env::var_os("KARVAN_PROBE").is_some() {
        let linked = outcome.steps.iter().filter(|s| s.is_linked()).count();
        return Err(Error::Unrelated {
            what: format!(
                "PROBE {source} {target} {:.3} {:.3} {:.3} {:.3}",
                outcome.anchor_gain / source.min(target) as f64,
                outcome.steps.iter().map(|s| s.gain).sum::<f64>() / source.min(target) as f64,
                linked as f64 / source.min(target) as f64,
                outcome.length_gain / source.min(target) as f64
            ),
            help: String::new(),
        });
    }
    if source.min(target) < FEWEST_SEGMENTS {
        return Ok(());
    }
    Ok(())
}
