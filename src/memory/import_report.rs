//! What an import says: counts, the refused units, and oddities, like ones together.

use crate::format::{Oddity, Remark};
use serde::Serialize;

/// A unit that was not taken over.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Reject {
    /// The line on which it begins, from 1.
    pub line: usize,
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
    /// Units that could not be taken over.
    pub rejected: u64,
    /// The first rejected units; a file with very many has more of them.
    pub rejects: Vec<Reject>,
    /// The rejected units, like reasons together.
    #[serde(skip)]
    pub rejected_alike: Vec<LikeRemarks>,
    /// What was odd and was read all the same.
    pub remarks: Vec<LikeRemarks>,
}

/// Oddities of one kind that were read all the same, once for all their places.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LikeRemarks {
    /// The name of the kind ([`Oddity::name`]).
    pub kind: &'static str,
    /// The first of them.
    pub reason: String,
    /// In how many places.
    pub count: u64,
    /// The first few lines, from 1.
    pub lines: Vec<usize>,
    /// What they have in common.
    #[serde(skip)]
    common: String,
}

/// More lines of one oddity are counted only.
const MOST_LINES: usize = 5;
/// More different oddities are counted as one.
const MOST_KINDS: usize = 100;
/// A reason is cut to so many code points: it may quote the file.
const LONGEST_REASON: usize = 300;
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
    pub rejected: u64,
    /// Each file.
    pub files: Vec<FileReport>,
}

impl ImportReport {
    /// Adds a file.
    pub fn push(&mut self, file: FileReport) {
        self.read += file.read;
        self.added += file.added;
        self.merged += file.merged;
        self.unchanged += file.unchanged;
        self.rejected += file.rejected;
        self.files.push(file);
    }
}

impl FileReport {
    /// Counts a remark on something at this line, unless it knows its own.
    pub(super) fn remark(&mut self, line: usize, remark: &Remark) {
        let line = if remark.line > 0 { remark.line } else { line };
        let kind = remark.oddity.name();
        add(&mut self.remarks, kind, line, &remark.text, remark.count);
    }

    pub(super) fn reject(&mut self, line: usize, reason: &str) {
        self.rejected += 1;
        add(&mut self.rejected_alike, "rejected", line, reason, 1);
        if self.rejects.len() < MOST_REJECTS {
            self.rejects.push(Reject {
                line,
                reason: reason.to_owned(),
            });
        }
    }
}

/// Counts an oddity among those that are like it.
fn add(list: &mut Vec<LikeRemarks>, kind: &'static str, line: usize, text: &str, count: u64) {
    let common = without_quotes(text);
    let full = list.len() >= MOST_KINDS;
    let at = list
        .iter()
        .position(|known| known.kind == kind && known.common == common);
    let at = at.or_else(|| full.then(|| list.len() - 1));
    let Some(known) = at.and_then(|at| list.get_mut(at)) else {
        let last = list.len() + 1 == MOST_KINDS;
        list.push(LikeRemarks {
            kind: if last { Oddity::Other.name() } else { kind },
            reason: if last {
                "further ones of other kinds".into()
            } else {
                cut(text)
            },
            count,
            lines: vec![line],
            common,
        });
        return;
    };
    known.count += count;
    if known.lines.len() < MOST_LINES && known.lines.last() != Some(&line) {
        known.lines.push(line);
    }
}

fn cut(reason: &str) -> String {
    match reason.char_indices().nth(LONGEST_REASON) {
        Some((end, _)) => format!("{}…", &reason[..end]),
        None => reason.to_owned(),
    }
}

/// A remark without what it quotes: remarks that differ only there are alike.
fn without_quotes(text: &str) -> String {
    let mut out = String::new();
    let mut quoted = false;
    let mut escaped = false;
    for c in text.chars() {
        if c == '"' && !escaped {
            quoted = !quoted;
            out.push(c);
        } else if !quoted {
            out.push(c);
        }
        escaped = c == '\\' && !escaped;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn like_oddities_are_counted_together() {
        let mut report = FileReport::default();
        for (line, text) in [
            (1, "date=\"a\" is none"),
            (2, "date=\"b \\\"c\\\"\" is none"),
            (3, "other"),
        ] {
            report.remark(line, &Remark::new(Oddity::Date, 0, text));
        }
        let said: Vec<_> = report
            .remarks
            .iter()
            .map(|r| (r.count, &r.lines[..]))
            .collect();
        assert_eq!(said, [(2, &[1, 2][..]), (1, &[3])]);
    }

    #[test]
    fn the_report_stays_short_whatever_the_file_holds() {
        let mut report = FileReport::default();
        for n in 0..10_000usize {
            let text = format!("{} {n}", "x".repeat(1000));
            report.remark(n, &Remark::new(Oddity::Other, 0, text));
        }
        assert_eq!(report.remarks.len(), MOST_KINDS);
        assert_eq!(report.remarks.iter().map(|r| r.count).sum::<u64>(), 10_000);
        let length: usize = report.remarks.iter().map(|r| r.reason.len()).sum();
        assert!(length < 50_000);
    }
}
