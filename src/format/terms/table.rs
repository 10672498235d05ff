//! Tables with a header ([`super::heading`]): CSV and TSV. Spreadsheets are read in [`super::workbook`].

use super::heading::Columns;
use super::meaning::{Meaning, yes_or_no};
use super::status::{Whose, apply_status, demote, tell_admitted};
use super::{ReadTerms, TWICE, TermOptions, odd_code, picklist, unusable};
use crate::error::{Error, Place, Result};
use crate::format::columns::more_cells;
use crate::format::csv::{self, Numbered};
use crate::format::oddity::Remark;
use crate::format::remarks::in_short;
use crate::format::tab_rows::TabRows;
use crate::lang::{ColumnName, Lang};
use crate::model::{Term, TermEntry, TermStatus};
use crate::text::single_spaced;
use rustc_hash::FxHashSet;
use std::collections::BTreeSet;
use std::path::Path;

/// Reads a text as a table; `None` where it has no header that says so.
///
/// # Errors
/// [`Error::Usage`] for a map that does not fit the header.
pub(super) fn read_text(
    text: &str,
    path: &Path,
    options: &TermOptions,
) -> Result<Option<ReadTerms>> {
    let (above, comments) = above_header(text, path, options);
    let lines = text.split_inclusive('\n');
    let start: usize = lines.take(above).map(str::len).sum();
    let first = header_text(&text[start..]);
    let (header, delimiter) = cut(first);
    let mut columns = Columns::of(&header, path, options)?;
    if !columns.speak() {
        if columns.has_sides() {
            return Err(Error::malformed(
                Place::line(path, above + 1),
                "the columns of source and target do not say their languages",
                "name them with -s and -t",
            ));
        }
        if !options.map.is_empty() {
            return Err(Error::usage(
                format!(
                    "{}: no column holds terms: {}",
                    path.display(),
                    in_short(header.join(", "))
                ),
                "say which one does, and in which language, such as --map 'Approved=az'",
            ));
        }
        let is_list = options.source.is_some() && options.target.is_some();
        if columns.languages() == 1 && header.len() > 1 && !is_list {
            return Err(Error::malformed(
                Place::line(path, above + 1),
                format!(
                    "the header names only one language: {}",
                    in_short(header.join(", "))
                ),
                "say what the other columns hold with --map, such as --map 'Approved=az'",
            ));
        }
        return Ok(None);
    }
    let mut told = Vec::new();
    let (rows, format) = if delimiter == b'\t' && !first.starts_with('"') {
        (tab_rows(&text[start..], path, above, &mut told)?, "TSV")
    } else {
        let (mut rows, open) = csv::records(&text[start..], delimiter);
        if let Some(line) = open {
            return Err(csv::unclosed(path, above + line));
        }
        for (line, _) in &mut rows {
            *line += above;
        }
        (rows, "CSV")
    };
    let is_glossary = format == "TSV" && columns.take_for_glossary();
    let mut read = rows_of(rows, &columns, format);
    if is_glossary {
        tell_own_statuses(&mut read);
    }
    for remark in told {
        read.remark(remark.text);
    }
    for _ in 0..comments {
        read.leave_out("lines of comment");
    }
    Ok(Some(read))
}

/// Tells the words for lines of a glossary that would forbid the terms of a row in a table of another program.
fn tell_own_statuses(read: &mut ReadTerms) {
    let statuses: BTreeSet<String> = (read.entries.iter())
        .map(|entry| &entry.status)
        .filter(|word| picklist::status(word).status == TermStatus::Forbidden)
        .cloned()
        .collect();
    for word in statuses {
        read.remark(format!(
            "the column \"status\" of a glossary forbids nothing, as {word:?} might be meant to: what is forbidden stands in a column such as \"az_forbidden\""
        ));
    }
}

/// The header that a text begins with: a line, or several where a quoted name goes over them.
fn header_text(text: &str) -> &str {
    const MOST_LINES: usize = 8;
    let mut end = 0;
    let mut first = None;
    for line in text.split_inclusive('\n').take(MOST_LINES) {
        end += line.len();
        let header = text[..end].trim_end_matches(['\r', '\n']);
        let first = *first.get_or_insert(header);
        if header.matches('"').count().is_multiple_of(2) {
            // A name with a tab in it is none: the marks are those of a text in a list, which has no quoting.
            let is_torn = header.len() > first.len() && holds_tab(header);
            return if is_torn { first } else { header };
        }
    }
    first.unwrap_or_default()
}

/// Whether a cell of a line with tabs between cells has one in itself.
fn holds_tab(header: &str) -> bool {
    let rows = csv::records(header, b'\t').0;
    let mut cells = rows.iter().flat_map(|(_, cells)| cells);
    cells.any(|cell| cell.contains('\t'))
}

/// The cells of a line, and what stands between them: what cuts it into most.
fn cut(line: &str) -> (Vec<String>, u8) {
    let cells = |delimiter: u8| {
        let (_, cells) = csv::records(line, delimiter).0.pop().unwrap_or_default();
        let cells: Vec<String> = cells.iter().map(|cell| single_spaced(cell)).collect();
        (cells, delimiter)
    };
    let ways = (*b";,\t").into_iter().map(cells);
    ways.max_by_key(|(cells, _)| cells.len())
        .unwrap_or_default()
}

/// How many lines stand above the header, and how many of them are comments: blank ones, the `sep=` of spreadsheets, and such as
/// begin with `#` and name no languages, where a line below them does.
fn above_header(text: &str, path: &Path, options: &TermOptions) -> (usize, usize) {
    let speaks = |line: &str| {
        let columns = Columns::of(&cut(line).0, path, options);
        columns.is_ok_and(|columns| columns.speak())
    };
    let is_prelude = |line: &str| line.trim().is_empty() || csv::is_separator_line(line);
    let lines = || text.lines().enumerate();
    let first = lines().find(|(_, line)| !is_prelude(line));
    let below = lines().find(|(_, line)| !is_prelude(line) && !line.starts_with('#'));
    match (first, below) {
        (Some((at, line)), Some((header, below)))
            if at < header && !speaks(line) && speaks(below) =>
        {
            let above = text.lines().take(header);
            (header, above.filter(|line| line.starts_with('#')).count())
        }
        (first, _) => (first.map_or(0, |(at, _)| at), 0),
    }
}

/// The rows of a text with tabs below so many lines, and what to say of how they were read. Cells that are all empty are none.
fn tab_rows(
    text: &str,
    path: &Path,
    above: usize,
    told: &mut Vec<Remark>,
) -> Result<Vec<Numbered>> {
    let mut tabs = TabRows::new(text.split_inclusive('\n'), path).below(above);
    let mut rows = Vec::new();
    while let Some(line) = tabs.next_row()? {
        let cells = tabs.cells();
        if cells.iter().any(|cell| !cell.trim().is_empty()) {
            rows.push((line, cells.to_vec()));
        }
    }
    *told = tabs.take_remarks();
    Ok(rows)
}

/// What is counted of cells that no name of the header stands above.
const NAMELESS: &str = "cells of a column without a name";

/// Whether a row with more cells than the header is taken: a sheet has no marks between cells, one of which could stand in a text,
/// so that all cells behind it are in wrong columns.
fn take_wide(out: &mut ReadTerms, line: usize, cells: usize, width: usize) -> bool {
    let separated = match out.format {
        "XLSX" => {
            out.leave_out(NAMELESS);
            return true;
        }
        "TSV" => "tabs",
        _ => "commas or semicolons",
    };
    out.refuse(line, more_cells(cells, width, separated));
    false
}

/// The rows behind the header, which is the first, as entries.
pub(super) fn rows_of(
    rows: Vec<(usize, Vec<String>)>,
    columns: &Columns,
    format: &'static str,
) -> ReadTerms {
    let mut out = ReadTerms {
        format,
        ..ReadTerms::default()
    };
    // The concepts that have a row.
    let mut known: FxHashSet<String> = FxHashSet::default();
    let columns = columns.weighed(rows.get(1..).unwrap_or_default(), &mut out);
    for (name, meaning) in columns.names.iter().zip(&columns.meanings) {
        if meaning.is_none() && !name.trim().is_empty() {
            out.leave_out(format!("column {:?}", name.trim()));
        }
        if let (ColumnName::Odd(lang), Some(Meaning::Terms(_))) = (ColumnName::of(name), meaning)
            && !lang.is_private()
        {
            out.remark(odd_code(&lang));
        }
    }
    let width = columns.names.len();
    for (line, cells) in rows.into_iter().skip(1) {
        let last = cells.iter().rposition(|cell| !cell.trim().is_empty());
        let filled = last.map_or(0, |last| last + 1);
        if filled > width && !take_wide(&mut out, line, filled, width) {
            continue;
        }
        let mut entry = TermEntry {
            line,
            ..TermEntry::default()
        };
        let mut statuses: Vec<(Option<Lang>, String)> = Vec::new();
        for (column, (meaning, cell)) in columns.meanings.iter().zip(&cells).enumerate() {
            let text = single_spaced(cell);
            let Some(meaning) = meaning else {
                if !text.is_empty()
                    && columns
                        .names
                        .get(column)
                        .is_none_or(|name| name.trim().is_empty())
                {
                    out.leave_out(NAMELESS);
                }
                continue;
            };
            if text.is_empty() {
                continue;
            }
            match meaning {
                Meaning::Status(lang) => statuses.push((lang.clone(), text)),
                Meaning::IsForbidden(lang) if yes_or_no(&text) == Some(true) => {
                    statuses.push((lang.clone(), "forbidden".into()));
                }
                Meaning::TermInfo => {
                    apply_info(
                        &mut out,
                        &mut entry,
                        &columns.meanings[..column],
                        &cells,
                        &text,
                    );
                }
                _ => fill(&mut out, &mut entry, meaning, text),
            }
        }
        // A further row of a concept has further terms of it.
        let is_further = match &entry.id {
            Some(id) => !known.insert(id.clone()),
            None => false,
        };
        for (lang, word) in statuses {
            if lang.is_none() && !is_further {
                tell_admitted(&mut out, &entry, columns.all_terms(), &word);
            }
            let of = lang
                .as_ref()
                .map_or_else(|| columns.all_terms(), Whose::Language);
            apply_status(&mut out, &mut entry, of, &word);
        }
        if entry
            .languages
            .iter()
            .all(|language| language.terms.is_empty())
        {
            out.refuse(line, "the row has no term");
            if let Some(id) = entry.id.filter(|_| !is_further) {
                known.remove(&id);
            }
            continue;
        }
        if is_further {
            demote(&mut entry);
        }
        entry.settle();
        out.entries.push(entry);
    }
    out
}

fn fill(out: &mut ReadTerms, entry: &mut TermEntry, meaning: &Meaning, mut text: String) {
    let cell = match meaning {
        Meaning::Id => {
            entry.id = Some(text);
            return;
        }
        Meaning::Terms(lang) | Meaning::Forbidden(lang) => {
            let forbidden = matches!(meaning, Meaning::Forbidden(_));
            for (n, term) in text.split('|').map(str::trim).enumerate() {
                if let Some(why) = unusable(term) {
                    out.refuse_part(entry.line, format!("{lang}: {why}"));
                    continue;
                }
                let status = match (forbidden, n) {
                    (true, _) => TermStatus::Forbidden,
                    (false, 0) => TermStatus::Preferred,
                    (false, _) => TermStatus::Admitted,
                };
                let terms = &mut entry.language(lang).terms;
                let mut alike = (terms.iter_mut()).filter(|known| known.text == term);
                // What is approved and forbidden is a conflict, which taking the entry will tell.
                if let Some(known) =
                    alike.find(|known| (known.status == TermStatus::Forbidden) == forbidden)
                {
                    known.status = known.status.min(status);
                    out.leave_out(TWICE);
                    continue;
                }
                terms.push(Term {
                    lang: lang.clone(),
                    text: term.to_owned(),
                    status,
                });
            }
            return;
        }
        Meaning::Domain => &mut entry.domain,
        Meaning::Pos => {
            text = picklist::pos(&text);
            &mut entry.pos
        }
        Meaning::Definition => &mut entry.definition,
        Meaning::Note => &mut entry.note,
        Meaning::Source => &mut entry.source,
        Meaning::Flags => &mut entry.flags,
        Meaning::OwnStatus => &mut entry.status,
        Meaning::Further(name) => {
            entry.other.push((name.clone(), text));
            return;
        }
        Meaning::DefinitionIn(lang) => &mut entry.language(lang).definition,
        Meaning::NoteIn(lang) => &mut entry.language(lang).note,
        Meaning::Status(_) | Meaning::IsForbidden(_) | Meaning::TermInfo | Meaning::Ignored => {
            return;
        }
    };
    add_note(cell, &text);
}

/// Gives the terms of the column of terms before it the status that memoQ's `Term_Info` says: words such as
/// `CasePermissive;HalfPrefix;Forbidden`.
fn apply_info(
    out: &mut ReadTerms,
    entry: &mut TermEntry,
    before: &[Option<Meaning>],
    cells: &[String],
    info: &str,
) {
    let terms = before.iter().enumerate().rev();
    let mut terms = terms.filter_map(|(column, meaning)| match meaning {
        Some(Meaning::Terms(lang)) => Some((column, lang)),
        _ => None,
    });
    let (column, lang) = match terms.next() {
        Some((column, lang)) => (cells.get(column), lang),
        None => return out.leave_out("Term_Info without a term before it"),
    };
    let texts: Vec<String> = column
        .iter()
        .flat_map(|cell| cell.split('|'))
        .map(single_spaced)
        .collect();
    for word in info
        .split([';', ','])
        .map(str::trim)
        .filter(|word| !word.is_empty())
    {
        let said = picklist::status(word);
        if !said.is_known || said.status != TermStatus::Forbidden {
            out.leave_out(format!("Term_Info {word:?}"));
            continue;
        }
        for term in &mut entry.language(lang).terms {
            if texts.contains(&term.text) {
                term.status = TermStatus::Forbidden;
            }
        }
    }
}

/// Adds to a cell of notes what does not stand in it yet.
pub(super) fn add_note(cell: &mut String, text: &str) {
    if cell.split("; ").any(|said| said == text) {
        return;
    }
    if !cell.is_empty() {
        cell.push_str("; ");
    }
    cell.push_str(text);
}
