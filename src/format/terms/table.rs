//! Tables with a header: CSV and TSV. Columns count by name; what a name means is guessed, and can be said. Spreadsheets
//! are read in [`super::workbook`].

use super::{ADMITTED_ALONE, ReadTerms, TermOptions, picklist, unusable};
use crate::error::{Error, Place, Result};
use crate::format::csv;
use crate::lang::{ColumnName, Lang};
use crate::model::{Term, TermEntry, TermStatus};
use crate::text::single_spaced;
use std::path::Path;

/// What a column of a table holds.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Meaning {
    Id,
    Domain,
    Pos,
    Definition,
    Note,
    Source,
    Flags,
    /// The status of the entry, or of the terms of a language.
    Status(Option<Lang>),
    Terms(Lang),
    Forbidden(Lang),
    DefinitionIn(Lang),
    NoteIn(Lang),
    /// What memoQ says of the term in the column before: how it is to be found, and whether it is forbidden.
    TermInfo,
    /// Nothing that is wanted.
    Ignored,
}

/// The meanings that can be said, for messages.
const MEANINGS: &str = "id, domain, pos, definition, note, source, flags, status, a language tag such as az, or one with _forbidden, \
                        _definition, _note or _status";

impl Meaning {
    /// The meaning of a name; `None` for one that says nothing. `is_asked` tells of a tag that may be a word (`her`)
    /// whether it is meant as a language.
    fn of(name: &str, is_asked: impl Fn(&Lang) -> bool) -> Option<Self> {
        let words: Vec<&str> = name
            .split(|c: char| !c.is_alphanumeric() && c != '-')
            .filter(|word| !word.is_empty())
            .collect();
        let whole = words.join(" ").to_lowercase();
        let plain = match whole.as_str() {
            "id" | "entry id" | "concept id" | "term id" | "entry number" | "key" => Self::Id,
            "domain" | "subject" | "subject field" | "subjectfield" | "entry subject"
            | "entry domain" | "category" => Self::Domain,
            "pos" | "part of speech" | "partofspeech" => Self::Pos,
            "definition" | "entry definition" => Self::Definition,
            "note" | "notes" | "comment" | "comments" | "remark" | "remarks" | "entry note" => {
                Self::Note
            }
            "source" | "reference" => Self::Source,
            "flags" => Self::Flags,
            "status" | "entry status" => Self::Status(None),
            "term info" => Self::TermInfo,
            "ignore" => Self::Ignored,
            _ => return Self::of_language(&words, name, is_asked),
        };
        Some(plain)
    }

    fn of_language(words: &[&str], name: &str, is_asked: impl Fn(&Lang) -> bool) -> Option<Self> {
        let language = |name: &str| match ColumnName::of(name) {
            ColumnName::Tag(lang) | ColumnName::Name(lang) => Some(lang),
            ColumnName::Word(lang) => is_asked(&lang).then_some(lang),
            ColumnName::Odd(_) | ColumnName::Resembling | ColumnName::Other => None,
        };
        if let Some(lang) = language(name) {
            return Some(Self::Terms(lang));
        }
        // The language may stand first or last, and be of several words: `az_Latn_status`, `Forbidden (AZ)`.
        let (lang, rest) = (1..=words.len().min(MOST_SUBTAGS))
            .rev()
            .find_map(|count| {
                let (first, behind) = words.split_at(count);
                let (before, last) = words.split_at(words.len() - count);
                let beside = |tag: &[&str], rest: &[&str]| {
                    let lang = language(&tag.join("-")).or_else(|| language(&tag.join(" ")))?;
                    Some((lang, rest.join(" ").to_lowercase()))
                };
                beside(first, behind).or_else(|| beside(last, before))
            })?;
        Some(match rest.as_str() {
            "" | "term" | "terms" | "preferred" | "preferred term" => Self::Terms(lang),
            "forbidden" | "deprecated" | "forbidden terms" => Self::Forbidden(lang),
            "def" | "definition" => Self::DefinitionIn(lang),
            "note" | "notes" | "comment" | "info" | "usage" => Self::NoteIn(lang),
            "status" | "term status" => Self::Status(Some(lang)),
            _ => return None,
        })
    }
}

/// Language, script and region.
const MOST_SUBTAGS: usize = 3;

/// What the columns of a header mean.
pub(super) struct Columns {
    names: Vec<String>,
    meanings: Vec<Option<Meaning>>,
    /// Whether the user said what some of them hold.
    said: bool,
}

impl Columns {
    pub(super) fn of(header: &[String], path: &Path, options: &TermOptions) -> Result<Self> {
        let is_asked = |lang: &Lang| {
            let mut asked = [&options.source, &options.target].into_iter().flatten();
            asked.any(|own| own.fit(lang).is_some())
        };
        let meaning = |name: &String| Meaning::of(name, is_asked);
        let mut meanings: Vec<Option<Meaning>> = header.iter().map(meaning).collect();
        for (name, meaning) in &options.map {
            let Some(at) = header.iter().position(|own| own.trim() == name.trim()) else {
                return Err(Error::usage(
                    format!("{}: there is no column {name:?}", path.display()),
                    format!("its columns are {}", header.join(", ")),
                ));
            };
            let known = Meaning::of(meaning, |_| true).ok_or_else(|| {
                Error::usage(
                    format!("{meaning:?} is no meaning of a column"),
                    format!("say one of {MEANINGS}"),
                )
            })?;
            meanings[at] = Some(known);
        }
        join_languages(&mut meanings);
        Ok(Self {
            names: header.to_vec(),
            meanings,
            said: !options.map.is_empty(),
        })
    }

    fn languages(&self) -> usize {
        let terms = |meaning: &&Option<Meaning>| matches!(meaning, Some(Meaning::Terms(_)));
        self.meanings.iter().filter(terms).count()
    }

    /// Whether this is a header at all. One language is enough where an identifier or the user says that it is one.
    pub(super) fn speak(&self) -> bool {
        let has_id = self.meanings.contains(&Some(Meaning::Id));
        self.languages() > 1 || self.languages() == 1 && (has_id || self.said)
    }
}

/// Gives what is said of a language (`az_status`) to its one column of terms, where that has a region or a script
/// (`az-AZ`), or has none.
fn join_languages(meanings: &mut [Option<Meaning>]) {
    let terms: Vec<Lang> = meanings
        .iter()
        .filter_map(|meaning| match meaning {
            Some(Meaning::Terms(lang)) => Some(lang.clone()),
            _ => None,
        })
        .collect();
    for meaning in meanings.iter_mut().flatten() {
        let (Meaning::Forbidden(lang)
        | Meaning::DefinitionIn(lang)
        | Meaning::NoteIn(lang)
        | Meaning::Status(Some(lang))) = meaning
        else {
            continue;
        };
        let mut fitting = terms.iter().filter(|own| lang.fit(own).is_some());
        if let (false, Some(one), None) = (terms.contains(lang), fitting.next(), fitting.next()) {
            *lang = one.clone();
        }
    }
}

/// Reads a text as a table; `None` where it has no header that says so.
///
/// # Errors
/// [`Error::Usage`] for a map that does not fit the header.
pub(super) fn read_text(
    text: &str,
    path: &Path,
    options: &TermOptions,
) -> Result<Option<ReadTerms>> {
    let first = text.lines().find(|line| !line.trim().is_empty());
    let first = first.unwrap_or_default();
    let header = |delimiter: u8| {
        let cells = csv::records(first, delimiter).pop().map(|(_, cells)| cells);
        (cells.unwrap_or_default(), delimiter)
    };
    // What cuts the header into most columns stands between them.
    let (header, delimiter) = (*b";,\t")
        .into_iter()
        .map(header)
        .max_by_key(|(cells, _)| cells.len())
        .unwrap_or_default();
    let columns = Columns::of(&header, path, options)?;
    if !columns.speak() {
        if !options.map.is_empty() {
            return Err(Error::usage(
                format!(
                    "{}: no column holds terms: {}",
                    path.display(),
                    header.join(", ")
                ),
                "say which one does, and in which language, such as --map 'Approved=az'",
            ));
        }
        let is_list = options.source.is_some() && options.target.is_some();
        if columns.languages() == 1 && header.len() > 1 && !is_list {
            return Err(Error::malformed(
                Place::line(path, 1),
                format!("the header names only one language: {}", header.join(", ")),
                "say what the other columns hold with --map, such as --map 'Approved=az'",
            ));
        }
        return Ok(None);
    }
    let (rows, format) = if delimiter == b'\t' && !first.starts_with('"') {
        (tab_rows(text), "TSV")
    } else {
        (csv::records(text, delimiter), "CSV")
    };
    Ok(Some(rows_of(rows, &columns, format)))
}

fn tab_rows(text: &str) -> Vec<(usize, Vec<String>)> {
    text.lines()
        .enumerate()
        .filter(|(_, line)| !line.trim().is_empty())
        .map(|(n, line)| (n + 1, line.split('\t').map(str::to_owned).collect()))
        .collect()
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
    for (name, meaning) in columns.names.iter().zip(&columns.meanings) {
        if meaning.is_none() && !name.trim().is_empty() {
            out.leave_out(format!("column {:?}", name.trim()));
        }
    }
    for (line, cells) in rows.into_iter().skip(1) {
        let mut entry = TermEntry {
            line,
            ..TermEntry::default()
        };
        let mut statuses: Vec<(Option<Lang>, String)> = Vec::new();
        for (column, (meaning, cell)) in columns.meanings.iter().zip(&cells).enumerate() {
            let (Some(meaning), text) = (meaning, single_spaced(cell)) else {
                continue;
            };
            if text.is_empty() {
                continue;
            }
            match meaning {
                Meaning::Status(lang) => statuses.push((lang.clone(), text)),
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
        for (lang, word) in statuses {
            apply_status(&mut out, &mut entry, lang.as_ref(), word);
        }
        if entry
            .languages
            .iter()
            .all(|language| language.terms.is_empty())
        {
            out.refuse(line, "the row has no term");
            continue;
        }
        entry.settle();
        out.entries.push(entry);
    }
    out
}

fn fill(out: &mut ReadTerms, entry: &mut TermEntry, meaning: &Meaning, text: String) {
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
                entry.language(lang).terms.push(Term {
                    lang: lang.clone(),
                    text: term.to_owned(),
                    status,
                });
            }
            return;
        }
        Meaning::Domain => &mut entry.domain,
        Meaning::Pos => &mut entry.pos,
        Meaning::Definition => &mut entry.definition,
        Meaning::Note => &mut entry.note,
        Meaning::Source => &mut entry.source,
        Meaning::Flags => &mut entry.flags,
        Meaning::DefinitionIn(lang) => &mut entry.language(lang).definition,
        Meaning::NoteIn(lang) => &mut entry.language(lang).note,
        Meaning::Status(_) | Meaning::TermInfo | Meaning::Ignored => return,
    };
    if !cell.is_empty() {
        cell.push_str("; ");
    }
    cell.push_str(&text);
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
        if picklist::status(word) != Some(TermStatus::Forbidden) {
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

/// Gives the terms of a language, or those of all languages but the first, the status that the row says; a word that means
/// none stays as the status of the entry.
fn apply_status(out: &mut ReadTerms, entry: &mut TermEntry, lang: Option<&Lang>, word: String) {
    let Some(status) = picklist::status(&word) else {
        match lang {
            None => entry.status = word,
            Some(lang) => out.leave_out(format!("status {word:?} of {lang}")),
        }
        return;
    };
    if lang.is_none() && status != TermStatus::Forbidden {
        entry.status = word;
        return;
    }
    if !picklist::is_plain(&word) {
        out.leave_out(format!("status {word:?}, read as {}", status.name()));
    }
    if status == TermStatus::Admitted {
        // In a glossary the first approved term is the preferred one.
        out.leave_out(ADMITTED_ALONE);
    }
    if status != TermStatus::Forbidden {
        return;
    }
    for (n, language) in entry.languages.iter_mut().enumerate() {
        if lang.map_or(n > 0, |lang| *lang == language.lang) {
            for term in &mut language.terms {
                term.status = status;
            }
        }
    }
}
