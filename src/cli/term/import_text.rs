//! The report of `karvan term import` for people.

use super::import::Told;
use crate::cli::{Global, Output};
use karvan::error::{Error, Result};
use karvan::format::{excerpt, in_short};
use karvan::termbase::merge::{Conflict, MergeReport, Opposed, Opposition};
use karvan::text::one_line;
use std::io::Write as _;

/// So many of a kind are listed, so that the report stays short whatever the file holds.
const MOST_LISTED: usize = 200;

/// The report has so many bytes at most beside the lines that count.
const MOST_BYTES: usize = 80_000;

/// What has been listed, and what room is left for more.
struct Listing {
    out: Output,
    room: usize,
}

impl Listing {
    fn line(&mut self, line: &str) -> Result<()> {
        writeln!(self.out, "{line}").map_err(|source| Error::write("standard output", source))
    }

    /// Lists what is of a kind, as far as there is room: a list takes a part of it, so that each further kind has some.
    fn list(&mut self, kind: &str, all: impl ExactSizeIterator<Item = String>) -> Result<()> {
        let (count, mut room) = (all.len(), self.room / 4);
        let mut listed = 0;
        for what in all.take(MOST_LISTED) {
            let line = format!("  {kind:<9} {what}");
            if line.len() > room {
                break;
            }
            room -= line.len();
            self.room -= line.len();
            listed += 1;
            self.line(&line)?;
        }
        if listed < count {
            self.line(&format!(
                "  {kind:<9} … and {} more: --format json lists all",
                count - listed
            ))?;
        }
        Ok(())
    }
}

/// Prints what became of each file.
pub(super) fn print(told: &[Told<'_>], global: &Global) -> Result<()> {
    let mut listing = Listing {
        out: Output::open(None)?,
        room: MOST_BYTES,
    };
    for told in told {
        // What is printed is of another's making: it must not drive the terminal.
        let file = in_short(told.file.display().to_string());
        listing.line(&counts(&file, told))?;
        if !global.quiet {
            list(&mut listing, &file, told)?;
        }
    }
    listing.out.close()
}

/// The line that counts what became of a file.
fn counts(file: &str, told: &Told<'_>) -> String {
    let report = told.report;
    let parts = match told.read.refused_parts() {
        0 => String::new(),
        1 => "; 1 part of an entry rejected".to_owned(),
        count => format!("; {count} parts of entries rejected"),
    };
    let gave_way = match report.gave_way.len() {
        0 => String::new(),
        1 => "; 1 judgement of the glossary gave way".to_owned(),
        count => format!("; {count} judgements of the glossary gave way"),
    };
    let opposed = opposed(report);
    let all = told.all;
    let entries = if all == 1 { "entry" } else { "entries" };
    format!(
        "{file}: {} with {all} {entries}: new {}, merged {}, unchanged {}, in conflict {}, rejected {}{parts}{gave_way}{opposed}",
        told.read.format,
        report.added.len(),
        report.merged_entries,
        report.unchanged,
        report.entries_in_conflict,
        told.read.refused_entries(),
    )
}

/// How many forms other concepts judge and prefer otherwise.
fn opposed(report: &MergeReport) -> String {
    let is_judged = |o: &&Opposed| matches!(o.between, Opposition::Judged { .. });
    let judged = report.opposed.iter().filter(is_judged).count();
    let preferred = match report.opposed.len() - judged {
        0 => String::new(),
        1 => "; 1 preferred term that another concept has otherwise".to_owned(),
        count => format!("; {count} preferred terms that other concepts have otherwise"),
    };
    match judged {
        0 => preferred,
        1 => format!("; 1 form that another concept judges otherwise{preferred}"),
        count => format!("; {count} forms that other concepts judge otherwise{preferred}"),
    }
}

/// A note says what to type, so that it stands whole unless it quotes what is long.
fn note(remark: &str) -> String {
    const MOST: usize = 1000;
    if remark.len() > MOST {
        in_short(remark)
    } else {
        one_line(remark)
    }
}

/// Lists what is to be said of the entries of a file.
fn list(listing: &mut Listing, file: &str, told: &Told<'_>) -> Result<()> {
    let (read, report) = (told.read, told.report);
    let conflict = |conflict: &Conflict| {
        let id = match &*conflict.id {
            "" => String::new(),
            id => format!("{}: ", in_short(id)),
        };
        format!(
            "{file}:{}: {id}{}",
            conflict.line,
            in_short(&*conflict.what)
        )
    };
    listing.list("conflict", report.conflicts.iter().map(conflict))?;
    listing.list("gave way", report.gave_way.iter().map(conflict))?;
    let opposed = report.opposed.iter();
    listing.list(
        "opposed",
        opposed.map(|opposed| format!("{file}:{}: {}", opposed.line, in_short(&*opposed.what))),
    )?;
    let refused = read.refused.iter();
    listing.list(
        "rejected",
        refused.map(|refused| format!("{file}:{}: {}", refused.line, in_short(&*refused.reason))),
    )?;
    listing.list("note", read.remarks.iter().map(|remark| note(remark)))?;
    let left_out = told.left_out();
    let left_out = left_out.iter();
    listing.list(
        "left out",
        left_out.map(|(kind, count)| format!("{}: {count}", in_short(&**kind))),
    )?;
    let kept = report.kept.iter().map(|kept| {
        let whose = if kept.is_own {
            "an earlier entry of the file has"
        } else {
            "the glossary has"
        };
        format!(
            "{file}:{}: {}: {} {} was left out: {whose} {}",
            kept.line,
            in_short(&*kept.id),
            in_short(&*kept.field),
            in_short(format!("{:?}", kept.left)),
            excerpt(&kept.stays),
        )
    });
    listing.list("kept", kept)
}
