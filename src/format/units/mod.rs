//! Files of units by themselves, without a memory: read through, counted, compared, merged, split.

mod context;
mod difference;
mod differences;
mod merging;
mod spool;
mod splitting;
mod statistics;

pub(in crate::format) use context::DOCUMENTS;
pub use context::{Question, source};
pub use difference::{Change, Field, changes, header_changes};
pub use differences::{Differences, Fate, Place};
pub use merging::{LeftOutUnits, Merging};
pub use splitting::{NO_VALUE, Share, SplitBy};
pub use spool::{Spool, Spooled};
pub use statistics::{LanguageCount, Statistics};

use super::alike::{self, LikeRemarks};
use super::{Entry, UnitReader};
use crate::error::Result;
use crate::model::{Header, Tu};

/// What becomes of a unit whose source and context are there already with another translation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum OnDuplicate {
    /// The first one stays, the new one is left out.
    Keep,
    /// The new translation takes the place of the first one.
    Update,
    /// Both stand side by side.
    #[default]
    Add,
}

/// What was read of a file, and what was odd about it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ReadReport {
    /// Units that were read.
    pub read: u64,
    /// Units that could not be.
    pub rejected: u64,
    /// Why, like reasons together.
    pub rejected_alike: Vec<LikeRemarks>,
    /// What was odd and was read all the same.
    pub remarks: Vec<LikeRemarks>,
}

/// Visits the units of a file in order, each with the file's header and the line, from 1, on which it begins.
///
/// # Errors
/// When the file is refused as a whole, and the first error of `visit`.
pub fn for_each_unit(
    reader: &mut dyn UnitReader,
    mut visit: impl FnMut(&Header, &Tu, usize) -> Result<()>,
) -> Result<ReadReport> {
    let mut report = ReadReport::default();
    let mut odd = Vec::new();
    while let Some(entry) = reader.next_entry() {
        match entry? {
            Entry::Unit { tu, line, remarks } => {
                report.read += 1;
                odd.extend(remarks.into_iter().map(|remark| (line, remark)));
                visit(reader.header(), &tu, line)?;
            }
            Entry::Rejected(rejected) => {
                let (line, reason) = (rejected.line, rejected.named());
                report.rejected += 1;
                alike::count(&mut report.rejected_alike, "rejected", line, &reason, 1);
            }
        }
        odd.extend(reader.remarks().into_iter().map(|remark| (0, remark)));
        for (line, remark) in odd.drain(..) {
            let line = if remark.line > 0 { remark.line } else { line };
            let kind = remark.oddity.name();
            alike::count(&mut report.remarks, kind, line, &remark.text, remark.count);
        }
    }
    for remark in reader.remarks() {
        let kind = remark.oddity.name();
        alike::count(
            &mut report.remarks,
            kind,
            remark.line,
            &remark.text,
            remark.count,
        );
    }
    Ok(report)
}

/// The header of a file, which is complete once its first unit was read.
///
/// # Errors
/// When the file is refused.
pub fn header_of(reader: &mut dyn UnitReader) -> Result<Header> {
    reader.next_entry().transpose()?;
    Ok(reader.header().clone())
}
