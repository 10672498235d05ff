//! What an import says: counts, the refused units, and oddities, like ones together.

use crate::format::alike::{LikeRemarks, count};
use crate::format::{Rejected, Remark};
use serde::Serialize;

/// A unit that was not taken over.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Reject {
    /// The line on which it begins, from 1.
    pub line: usize,
    /// What the file calls it, where it does.
    pub unit: Option<String>,
    /// Why.
    pub reason: String,
}

/// What was not taken over: a whole unit, or a variant of one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused<'a> {
    /// The line on which it stands, from 1.
    pub line: usize,
    /// The unit's identifier, where it is known.
    pub unit: Option<&'a str>,
    /// Whether all of the unit is refused, or only a variant.
    pub whole: bool,
    /// Why.
    pub reason: &'a str,
}

/// What an import with `--on-duplicate update` took out of the memory. It is counted there, while the other numbers count
/// units of the file: several may give way to one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct GaveWay {
    /// Units that became a unit of the file, or went.
    pub units: u64,
    /// Translations that went from units that stay for their other languages.
    pub translations: u64,
    /// Units that were brought back, since the file has them too, further on.
    pub returned: u64,
}

impl GaveWay {
    fn add(&mut self, other: Self) {
        self.units += other.units;
        self.translations += other.translations;
        self.returned += other.returned;
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks for it")]
fn is_zero(count: &u64) -> bool {
    *count == 0
}

/// What became of the units of one file.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct FileReport {
    /// The file.
    pub file: String,
    /// Units in it: the sum of the four numbers that follow.
    pub read: u64,
    /// Units that are new.
    pub added: u64,
    /// Units that gave a known unit further languages, or another translation.
    pub merged: u64,
    /// Units that the memory held already.
    pub unchanged: u64,
    /// Those of the unchanged that the memory translates otherwise, and whose translation was left out (`keep`).
    #[serde(skip_serializing_if = "is_zero")]
    pub kept_out: u64,
    /// Units that could not be taken over.
    pub rejected: u64,
    /// What gave way in the memory to units of the file.
    pub gave_way: GaveWay,
    /// The first rejected units; a file with very many has more of them.
    pub rejects: Vec<Reject>,
    /// The rejected units, like reasons together.
    #[serde(skip)]
    pub rejected_alike: Vec<LikeRemarks>,
    /// What was odd and was read all the same.
    pub remarks: Vec<LikeRemarks>,
}

/// More rejected units are counted, and handed to [`super::Follow::refused`], but not kept.
const MOST_REJECTS: usize = 50_000;

/// What became of the units of all files.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct ImportReport {
    /// Sum over the files.
    pub read: u64,
    /// Sum over the files.
    pub added: u64,
    /// Sum over the files.
    pub merged: u64,
    /// Sum over the files.
    pub unchanged: u64,
    /// Sum over the files.
    #[serde(skip_serializing_if = "is_zero")]
    pub kept_out: u64,
    /// Sum over the files.
    pub rejected: u64,
    /// Sum over the files.
    pub gave_way: GaveWay,
    /// Each file that was imported.
    pub files: Vec<FileReport>,
    /// The one that ended the import.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub failed: Option<FailedFile>,
    /// Those after it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub not_tried: Vec<String>,
}

/// A file of which nothing was imported.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FailedFile {
    /// The file.
    pub file: String,
    /// Why.
    pub reason: String,
}

impl ImportReport {
    /// Adds a file.
    pub fn push(&mut self, file: FileReport) {
        self.read += file.read;
        self.added += file.added;
        self.merged += file.merged;
        self.unchanged += file.unchanged;
        self.kept_out += file.kept_out;
        self.rejected += file.rejected;
        self.gave_way.add(file.gave_way);
        self.files.push(file);
    }
}

impl FileReport {
    /// Counts a remark on something at this line, unless it knows its own.
    pub(super) fn remark(&mut self, line: usize, remark: &Remark) {
        let line = if remark.line > 0 { remark.line } else { line };
        let kind = remark.oddity.name();
        count(&mut self.remarks, kind, line, &remark.text, remark.count);
    }

    pub(super) fn reject(&mut self, rejected: &Rejected) {
        self.rejected += 1;
        let Rejected {
            line, unit, reason, ..
        } = rejected;
        let named = rejected.named();
        count(&mut self.rejected_alike, "rejected", *line, &named, 1);
        if self.rejects.len() < MOST_REJECTS {
            self.rejects.push(Reject {
                line: *line,
                unit: unit.clone(),
                reason: reason.clone(),
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::format::Oddity;

    #[test]
    fn like_oddities_are_counted_together() {
        let mut report = FileReport::default();
        for (line, text) in [
            (1, "date=\"a\" is none"),
            (2, "date=\"b \\\"c\\\"\" is none"),
            (3, "other"),
            (
                4,
                "no language; xml:lang=\"en\" may be meant; its text: \"a\"",
            ),
            (
                5,
                "no language; xml:lang=\"az\" may be meant; its text: \"b\"",
            ),
            (
                6,
                "no language; xml:lang=\"az\" may be meant; its text: \"c\"",
            ),
        ] {
            report.remark(line, &Remark::new(Oddity::Date, 0, text));
        }
        let said: Vec<_> = report
            .remarks
            .iter()
            .map(|r| (r.count, &r.lines[..]))
            .collect();
        assert_eq!(said, [(2, &[1, 2][..]), (1, &[3]), (1, &[4]), (2, &[5, 6])]);
    }

    #[test]
    fn the_report_stays_short_whatever_the_file_holds() {
        let mut report = FileReport::default();
        for n in 0..10_000usize {
            let text = format!("{} {n}", "x".repeat(1000));
            report.remark(n, &Remark::new(Oddity::Other, 0, text));
        }
        assert_eq!(report.remarks.len(), 100);
        assert_eq!(report.remarks.iter().map(|r| r.count).sum::<u64>(), 10_000);
        let length: usize = report.remarks.iter().map(|r| r.reason.len()).sum();
        assert!(length < 50_000);
    }
}
