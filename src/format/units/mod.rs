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
use super::{Entry, Remark, UnitReader};
use crate::error::Result;
use crate::model::{Header, Tu};
use xxhash_rust::xxh3::{xxh3_64, xxh3_64_with_seed};

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
    /// All that the file says of its units, wherever in it that stands.
    pub header: Header,
    /// Units that were read.
    pub read: u64,
    /// Units that could not be.
    pub rejected: u64,
    /// Why, like reasons together.
    pub rejected_alike: Vec<LikeRemarks>,
    /// What was odd and was read all the same.
    pub remarks: Vec<LikeRemarks>,
    /// What stands in the file and was not read.
    pub unread: Unread,
}

/// What stands in a file and was not read: units, variants, segments and stray text. Two files are the same in it where
/// these are equal, whatever the order, as far as the reports quote it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Unread {
    /// How many there are.
    pub count: u64,
    /// The hashes of what is said of them, added up.
    sum: u64,
}

impl Unread {
    fn add(&mut self, kind: &str, text: &str, times: u64) {
        let hash = xxh3_64_with_seed(text.as_bytes(), xxh3_64(kind.as_bytes()));
        self.count += times;
        self.sum = self.sum.wrapping_add(hash.wrapping_mul(times));
    }
}

/// Visits the units of a file in order, each with the line, from 1, on which it begins.
///
/// # Errors
/// When the file is refused as a whole, and the first error of `visit`.
pub fn for_each_unit(
    reader: &mut dyn UnitReader,
    mut visit: impl FnMut(&Tu, usize) -> Result<()>,
) -> Result<ReadReport> {
    let mut report = ReadReport::default();
    let mut odd = Vec::new();
    while let Some(entry) = reader.next_entry() {
        match entry? {
            Entry::Unit { tu, line, remarks } => {
                report.read += 1;
                odd.extend(remarks.into_iter().map(|remark| (line, remark)));
                visit(&tu, line)?;
            }
            Entry::Rejected(rejected) => {
                let (line, reason) = (rejected.line, rejected.named());
                report.rejected += 1;
                report.unread.add("rejected", &reason, 1);
                alike::count(&mut report.rejected_alike, "rejected", line, &reason, 1);
            }
        }
        odd.extend(reader.remarks().into_iter().map(|remark| (0, remark)));
        for (line, remark) in odd.drain(..) {
            report.remark(line, &remark);
        }
    }
    for remark in reader.remarks() {
        report.remark(0, &remark);
    }
    report.header = reader.header().clone();
    Ok(report)
}

impl ReadReport {
    /// Counts a remark; `line`: that of its unit.
    fn remark(&mut self, line: usize, remark: &Remark) {
        let line = if remark.line > 0 { remark.line } else { line };
        let Remark { text, count, .. } = remark;
        let kind = remark.oddity.name();
        if remark.oddity.leaves_out() {
            self.unread.add(kind, text, *count);
        }
        alike::count(&mut self.remarks, kind, line, text, *count);
    }
}

/// All that a file says of its units, wherever in it that stands. It is opened a second time where more may stand behind the
/// first unit.
///
/// # Errors
/// When the file is refused, and those of `open`.
pub fn header_of(open: impl Fn() -> Result<Box<dyn UnitReader + Send>>) -> Result<Header> {
    let mut reader = open()?;
    reader.next_entry().transpose()?;
    let header = reader.header().clone();
    if reader.may_have_late_header() {
        Ok(for_each_unit(open()?.as_mut(), |_, _| Ok(()))?.header)
    } else {
        Ok(header)
    }
}
