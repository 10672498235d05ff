//! The rows behind a header ([`super::heading`]) as entries.

use super::concepts::{Row, Rows};
use super::flag_columns::is_preferred_name;
use super::heading::Columns;
use super::meaning::{Meaning, yes_or_no};
use super::status::{
    Whose, admitted_by, apply_status, concerned, demote, has_preferred, tell_overruled,
};
use super::{ReadTerms, TWICE, odd_code, picklist, unusable};
use crate::format::columns::more_cells;
use crate::lang::{ColumnName, Lang};
use crate::model::{Term, TermEntry, TermStatus};
use crate::text::{single_blanks, single_spaced};
use rustc_hash::FxHashMap;

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
    let mut all = Rows::default();
    let below = rows.get(1..).unwrap_or_default();
    let columns = columns.weighed(below, &mut out);
    for (column, (name, meaning)) in columns.names.iter().zip(&columns.meanings).enumerate() {
        if meaning.is_none() && !name.trim().is_empty() {
            let name = name.trim();
            out.leave_out(format!("column {name:?}"));
            if holds_statuses(below, column) {
                out.remark(format!(
                    "the column {name:?} was left out, and its cells are words for statuses: if it says the status of terms, say --map {name:?}=status"
                ));
            }
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
        let (mut row, mut statuses) = row_of(&mut out, &columns, line, &cells);
        // Before its status is told to be kept.
        if row
            .entry
            .languages
            .iter()
            .all(|language| language.terms.is_empty())
        {
            out.refuse(line, "the row has no term");
            continue;
        }
        // One about a language says more of it than one about the row; and one that forbids holds, so that it comes behind others.
        statuses.sort_by_key(|(lang, word, _)| (lang.is_none(), forbids(word)));
        for n in 0..statuses.len() {
            let (lang, word, flag) = &statuses[n];
            if let Some(lang) = lang
                && row.entry.language(lang).terms.is_empty()
            {
                leave_status(&mut out, word);
                continue;
            }
            let of = lang
                .as_ref()
                .map_or_else(|| columns.all_terms(), Whose::Language);
            if let Some(flag) = flag.filter(|_| lang.is_none() && forbids(word)) {
                let name = columns.names[flag].trim();
                overrule(&mut out, &mut row, of, name, &statuses[..n]);
            }
            judge(&mut out, &mut row, of, word);
        }
        all.push(row);
    }
    all.finish(&mut out);
    out
}

fn forbids(word: &str) -> bool {
    let said = picklist::status(word);
    said.status == TermStatus::Forbidden && !said.keeps
}

/// Whether a word is a known one for terms that are not forbidden.
fn approves(word: &str) -> bool {
    let said = picklist::status(word);
    said.is_known && !said.keeps && said.status != TermStatus::Forbidden
}

/// Lets a column that only forbids count before words that approve the same terms, whatever these are about: they often say that the
/// row was looked at. `before` are the words that come before it.
fn overrule(out: &mut ReadTerms, row: &mut Row, whose: Whose<'_>, column: &str, before: &[Said]) {
    let langs: Vec<&Lang> = concerned(&row.entry, whose).map(|own| &own.lang).collect();
    let of_terms = (row.approved).extract_if(.., |(lang, _)| langs.contains(&&*lang));
    let of_row = (before.iter()).filter(|(lang, word, _)| lang.is_none() && approves(word));
    for word in (of_terms.map(|(_, word)| word)).chain(of_row.map(|(_, word, _)| word.clone())) {
        out.leave_out(format!(
            "status {word:?} of terms that the column {column:?} forbids"
        ));
    }
}

/// Counts a status that is about no term.
fn leave_status(out: &mut ReadTerms, word: &str) {
    out.leave_out(format!("status {word:?} beside a cell without a term"));
}

/// Gives terms of a row the status that a word says of them, and notes what it says of its languages.
fn judge(out: &mut ReadTerms, row: &mut Row, whose: Whose<'_>, word: &str) {
    let said = picklist::status(word);
    let approved: Vec<Lang> = row.approved.iter().map(|(lang, _)| lang.clone()).collect();
    apply_status(out, &mut row.entry, whose, &approved, word);
    if said.keeps {
        return;
    }
    match whose {
        Whose::Language(lang) if said.status == TermStatus::Forbidden => {
            let overruled = row.approved.extract_if(.., |(own, _)| own == lang);
            overruled.for_each(|(_, word)| tell_overruled(out, &word));
        }
        Whose::Language(lang) | Whose::Cell(lang)
            if said.is_known && said.status != TermStatus::Forbidden =>
        {
            row.approved.push((lang.clone(), word.to_owned()));
        }
        _ => {}
    }
    let langs: Vec<Lang> = match whose {
        Whose::Language(lang) | Whose::Cell(lang) => vec![lang.clone()],
        Whose::Entry | Whose::Translations(_) => {
            // A word about one language says more of it than one about the row.
            let languages = row.entry.languages.iter();
            let langs = languages.map(|language| language.lang.clone());
            langs.filter(|lang| !row.judged.contains(lang)).collect()
        }
    };
    match said.status {
        TermStatus::Preferred => row.preferred.extend(langs),
        TermStatus::Admitted => {
            let mut admitted = admitted_by(&row.entry, whose, word);
            admitted.retain(|lang| langs.contains(lang));
            row.admitted.extend(admitted);
            // Those of a cell have their status already.
            let is_cell = matches!(whose, Whose::Cell(_));
            for lang in langs.iter().filter(|_| !is_cell) {
                demote(&mut row.entry, lang);
            }
        }
        TermStatus::Forbidden => {}
    }
    if let Whose::Language(lang) | Whose::Cell(lang) = whose {
        row.judged.push(lang.clone());
    }
}

/// Whether each cell of a column says a status, and not all of them yes or no alone.
fn holds_statuses(rows: &[(usize, Vec<String>)], column: usize) -> bool {
    let cells = rows.iter().filter_map(|(_, cells)| cells.get(column));
    let mut filled = cells
        .map(|cell| cell.trim())
        .filter(|cell| !cell.is_empty());
    let mut has_status = false;
    let all = filled.all(|cell| {
        let is_status = picklist::status(cell).is_known;
        has_status |= is_status;
        is_status || yes_or_no(cell).is_some()
    });
    all && has_status
}

/// What a word says of the terms of a row or of a language, with the number of its column where that says yes and no.
type Said = (Option<Lang>, String, Option<usize>);

/// A row, with the statuses that are about all of it or all terms of a language.
fn row_of(
    out: &mut ReadTerms,
    columns: &Columns,
    line: usize,
    cells: &[String],
) -> (Row, Vec<Said>) {
    let mut entry = TermEntry {
        line,
        ..TermEntry::default()
    };
    let mut statuses: Vec<Said> = Vec::new();
    // Those of the terms in one cell, with their language.
    let mut judged: Vec<(Lang, String)> = Vec::new();
    for (column, (meaning, cell)) in columns.meanings.iter().zip(cells).enumerate() {
        let Some(meaning) = meaning else {
            if !cell.trim().is_empty()
                && columns
                    .names
                    .get(column)
                    .is_none_or(|name| name.trim().is_empty())
            {
                out.leave_out(NAMELESS);
            }
            continue;
        };
        let text = match meaning {
            Meaning::Ignored => continue,
            _ => out.cell(cell),
        };
        if text.is_empty() {
            continue;
        }
        match meaning {
            Meaning::Status(_) | Meaning::IsForbidden(_) | Meaning::IsPreferred(_) => {
                let word = status_word(meaning, text);
                let lang = match meaning {
                    Meaning::Status(lang) | Meaning::IsForbidden(lang) => lang.clone(),
                    Meaning::IsPreferred(lang) => Some(lang.clone()),
                    _ => None,
                };
                let flag = (!matches!(meaning, Meaning::Status(_))).then_some(column);
                match columns.judged_by(column) {
                    None => statuses.extend(word.map(|word| (lang, word, flag))),
                    Some(terms) => {
                        if let Some(word) = word.filter(|_| is_blank(cells, terms)) {
                            leave_status(out, &word);
                        }
                    }
                }
            }
            Meaning::Terms(lang) => {
                let words = columns.judges_of(column).iter().filter_map(|status| {
                    let meaning = columns.meanings[*status].as_ref()?;
                    let cell = cells.get(*status).filter(|cell| !cell.trim().is_empty())?;
                    status_word(meaning, single_spaced(cell))
                });
                let words: Vec<String> = words.collect();
                let said = words.iter().map(|word| picklist::status(word).status);
                let status = said.max().unwrap_or(TermStatus::Preferred);
                if status == TermStatus::Forbidden {
                    let is_overruled = |word: &&String| approves(word);
                    let overruled = words.iter().filter(is_overruled);
                    overruled.for_each(|word| tell_overruled(out, word));
                }
                // The column `az_preferred` holds the preferred ones, wherever it stands.
                let prefers = || is_preferred_name(&columns.names[column]);
                if status == TermStatus::Preferred && has_preferred(&entry, lang) && prefers() {
                    demote(&mut entry, lang);
                }
                fill_terms(out, &mut entry, lang, &text, status);
                // What is overruled says nothing of the language.
                let words = words.into_iter();
                let words = words.filter(|word| status != TermStatus::Forbidden || !approves(word));
                judged.extend(words.map(|word| (lang.clone(), word)));
            }
            Meaning::Forbidden(lang) => {
                fill_terms(out, &mut entry, lang, &text, TermStatus::Forbidden);
            }
            Meaning::TermInfo => {
                apply_info(out, &mut entry, &columns.meanings[..column], cells, &text);
            }
            _ => fill(&mut entry, meaning, text),
        }
    }
    let mut row = Row::of(entry);
    for (lang, word) in judged {
        judge(out, &mut row, Whose::Cell(&lang), &word);
    }
    (row, statuses)
}

/// The word for a status that a cell says, if it says one.
fn status_word(meaning: &Meaning, text: String) -> Option<String> {
    match meaning {
        Meaning::Status(_) => Some(text),
        Meaning::IsForbidden(_) => (yes_or_no(&text) == Some(true)).then(|| "forbidden".to_owned()),
        Meaning::IsPreferred(_) => {
            let word = |yes| if yes { "preferred" } else { "admitted" };
            yes_or_no(&text).map(|yes| word(yes).to_owned())
        }
        _ => None,
    }
}

fn is_blank(cells: &[String], column: usize) -> bool {
    cells.get(column).is_none_or(|cell| cell.trim().is_empty())
}

/// A cell with more terms than this may have ten thousands.
const MANY: usize = 16;

/// Adds the terms of a cell, the first of which has at best this status.
fn fill_terms(
    out: &mut ReadTerms,
    entry: &mut TermEntry,
    lang: &Lang,
    text: &str,
    best: TermStatus,
) {
    let is_forbidden = |status: TermStatus| status == TermStatus::Forbidden;
    // Where each term stands among those of its language, for a cell that holds many of them.
    let mut places: FxHashMap<(String, bool), usize> = FxHashMap::default();
    let is_long = text.split('|').nth(MANY).is_some();
    let mut own = entry.languages.iter();
    let mut own = own.by_ref().filter(|own| is_long && own.lang == *lang);
    for (place, term) in own
        .next()
        .into_iter()
        .flat_map(|own| &own.terms)
        .enumerate()
    {
        let key = (term.text.clone(), is_forbidden(term.status));
        places.entry(key).or_insert(place);
    }
    for (n, term) in text.split('|').map(str::trim).enumerate() {
        if let Some(why) = unusable(term) {
            out.refuse_part(entry.line, format!("{lang}: {why}"));
            continue;
        }
        let status = if n == 0 {
            best
        } else {
            best.max(TermStatus::Admitted)
        };
        let terms = &mut entry.language(lang).terms;
        // What is approved and forbidden is a conflict, which taking the entry will tell.
        let forbidden = is_forbidden(status);
        let known = if is_long {
            places.get(&(term.to_owned(), forbidden)).copied()
        } else {
            let alike =
                |known: &Term| known.text == term && is_forbidden(known.status) == forbidden;
            terms.iter().position(alike)
        };
        if let Some(known) = known {
            let known = &mut terms[known];
            known.status = known.status.min(status);
            out.leave_out(TWICE);
            continue;
        }
        if is_long {
            places.insert((term.to_owned(), forbidden), terms.len());
        }
        terms.push(Term {
            lang: lang.clone(),
            text: term.to_owned(),
            status,
        });
    }
}

fn fill(entry: &mut TermEntry, meaning: &Meaning, mut text: String) {
    let cell = match meaning {
        Meaning::Id => {
            entry.id = Some(text);
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
        Meaning::Terms(_)
        | Meaning::Forbidden(_)
        | Meaning::Status(_)
        | Meaning::IsForbidden(_)
        | Meaning::IsPreferred(_)
        | Meaning::TermInfo
        | Meaning::Ignored => return,
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
        .map(|text| single_blanks(text).0)
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
