//! The table that IATE exports: a row a term, with the entry and the language that it belongs to.

use super::rows::add_note;
use super::tbx_category::fill;
use super::{AS_NOTE, ReadTerms, SECOND_PREFERRED, picklist, unusable};
use crate::error::Result;
use crate::format::csv;
use crate::format::remarks::in_short;
use crate::lang::{ColumnName, Lang};
use crate::model::{Term, TermEntry, TermStatus};
use rustc_hash::FxHashMap;
use std::path::Path;

/// What parts the cells: IATE lets people choose.
const DELIMITERS: [u8; 4] = *b"|,;\t";

/// A row with the line on which it begins, from 1.
type Row = (usize, Vec<String>);

/// The columns by their places.
struct Columns {
    entry: usize,
    lang: usize,
    term: usize,
    names: Vec<String>,
}

impl Columns {
    fn of(header: &[String]) -> Option<Self> {
        let names: Vec<String> = header
            .iter()
            .map(|name| name.trim().to_ascii_uppercase())
            .collect();
        let find = |wanted: &str| names.iter().position(|name| name == wanted);
        Some(Self {
            entry: find("E_ID")?,
            lang: find("L_CODE")?,
            term: find("T_TERM")?,
            names,
        })
    }
}

/// Reads a text as such a table; `None` where its header is none of IATE's.
///
/// # Errors
/// [`crate::error::Error::Malformed`] where a cell is never closed.
pub(super) fn read(text: &str, path: &Path) -> Result<Option<ReadTerms>> {
    let first = text.lines().next().unwrap_or_default();
    let found = DELIMITERS.into_iter().find_map(|delimiter| {
        let (_, header) = csv::records(first, delimiter).0.pop()?;
        Some((Columns::of(&header)?, delimiter))
    });
    let Some((columns, delimiter)) = found else {
        return Ok(None);
    };
    let mut reader = Reader {
        out: ReadTerms {
            format: "IATE table",
            ..ReadTerms::default()
        },
        at: FxHashMap::default(),
        terms: FxHashMap::default(),
        doubtful: Vec::new(),
    };
    let (rows, open) = csv::records(text, delimiter);
    if let Some(line) = open {
        return Err(csv::unclosed(path, line));
    }
    for row in rows.into_iter().skip(1) {
        reader.take(&columns, &row);
    }
    Ok(Some(reader.finish()))
}

struct Reader {
    out: ReadTerms,
    /// The entries by their numbers.
    at: FxHashMap<String, usize>,
    /// The places of the terms in their language of their entry.
    terms: FxHashMap<(usize, Lang, String), usize>,
    /// The entries' terms of which it is not known how good they are.
    doubtful: Vec<(usize, Lang, String, TermStatus)>,
}

impl Reader {
    fn take(&mut self, columns: &Columns, (line, cells): &Row) {
        let cells: Vec<String> = cells.iter().map(|cell| self.out.cell(cell)).collect();
        let cell = |at: usize| cells.get(at).cloned().unwrap_or_default();
        let (id, tag, text) = (cell(columns.entry), cell(columns.lang), cell(columns.term));
        let at = *self.at.entry(id.clone()).or_insert_with(|| {
            self.out.entries.push(TermEntry {
                id: Some(id.clone()).filter(|id| !id.is_empty()),
                line: *line,
                ..TermEntry::default()
            });
            self.out.entries.len() - 1
        });
        let (ColumnName::Tag(lang) | ColumnName::Name(lang) | ColumnName::Word(lang)) =
            ColumnName::of(&tag)
        else {
            let why = format!("the language {tag:?} is no language tag; its term is left out");
            return self.out.refuse_part(*line, why);
        };
        if let Some(why) = unusable(&text) {
            return self.out.refuse_part(*line, format!("{lang}: {why}"));
        }
        let mut status = TermStatus::Admitted;
        let entry = &mut self.out.entries[at];
        let mut said = Vec::new();
        let mut doubt = None;
        for (n, name) in columns.names.iter().enumerate() {
            let value = cell(n);
            if value.is_empty() || [columns.entry, columns.lang, columns.term].contains(&n) {
                continue;
            }
            match name.as_str() {
                // What rows of one entry repeat is said once.
                "E_DOMAINS" if fill(&mut entry.domain, &value) => {}
                "L_DEFINITION" if fill(&mut entry.language(&lang).definition, &value) => {}
                "E_DOMAINS" | "L_DEFINITION" => {
                    said.push(format!("{name} {}", in_short(format!("{value:?}"))));
                }
                "L_NOTE" | "T_NOTE" => add_note(&mut entry.language(&lang).note, &value),
                "T_EVALUATION" => {
                    let reading = picklist::status(&value);
                    status = reading.status;
                    if !reading.is_known {
                        add_note(&mut entry.language(&lang).note, &format!("{text}: {value}"));
                        doubt = Some(value);
                    } else if !reading.is_plain {
                        said.push(format!("T_EVALUATION {value:?}, read as {}", status.name()));
                    }
                }
                "T_TYPE" if value.eq_ignore_ascii_case("term") => {}
                _ => said.push(name.clone()),
            }
        }
        match doubt {
            None => self.add(at, lang, text, status),
            Some(word) => {
                self.out
                    .unknown_status(*line, "T_EVALUATION", &word, status, AS_NOTE);
                self.doubtful.push((at, lang, text, status));
            }
        }
        for kind in said {
            self.out.leave_out(kind);
        }
    }

    /// Adds a term to an entry; of one that stands twice the stricter status holds.
    fn add(&mut self, at: usize, lang: Lang, text: String, status: TermStatus) {
        let terms = &mut self.out.entries[at].language(&lang).terms;
        let key = (at, lang.clone(), text.clone());
        let place = *self.terms.entry(key).or_insert(terms.len());
        match terms.get_mut(place) {
            Some(known) => known.status = known.status.max(status),
            None => terms.push(Term { lang, text, status }),
        }
    }

    fn finish(mut self) -> ReadTerms {
        // The first approved term will be the preferred one, so what may be none comes last.
        for (at, lang, text, status) in std::mem::take(&mut self.doubtful) {
            self.add(at, lang, text, status);
        }
        let entries = std::mem::take(&mut self.out.entries);
        for mut entry in entries {
            let has_term = entry.languages.iter().any(|l| !l.terms.is_empty());
            if !has_term {
                let id = entry.id.as_deref().unwrap_or("without id");
                let reason = format!("the entry {id} has no term that can be taken");
                self.out.refuse(entry.line, reason);
                continue;
            }
            for _ in 0..entry.settle() {
                self.out.leave_out(SECOND_PREFERRED);
            }
            self.out.entries.push(entry);
        }
        self.out
    }
}
