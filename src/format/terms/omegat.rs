//! OmegaT's lists: source, TAB, target, TAB, comment; no header, no quoting. In a `.csv` commas stand for the tabs, and
//! cells may be quoted. OmegaT begins its own list with a line that says `# Glossary in tab-separated format`; none is written,
//! because other programs take it for a term.

use super::table::like_languages;
use super::{ReadTerms, TermOptions, unusable};
use crate::error::{Error, Place, Result};
use crate::format::csv;
use crate::lang::Lang;
use crate::model::{LanguageEntry, Term, TermEntry, TermStatus};
use crate::text::single_blanks;
use rustc_hash::FxHashMap;
use std::path::Path;

/// What karvan writes before forbidden translations in a comment, and between them.
const NOT: &str = "not: ";
const OR: &str = " | ";

/// Reads a list. Lines with the same source are one concept, whose translations are alternatives.
///
/// # Errors
/// [`Error::Malformed`] for a text without tabs; [`Error::Usage`] when its languages are not said.
pub(super) fn read(text: &str, path: &Path, options: &TermOptions) -> Result<ReadTerms> {
    let separator = separator(text, path)?;
    let mut out = ReadTerms {
        format: "list of terms",
        ..ReadTerms::default()
    };
    if let Some(line) = like_languages(text, path, options) {
        out.remark(format!(
            "the first line was read as terms, though its cells could name languages: {line}; if it is a header, leave out -s and -t"
        ));
    }
    let mut known: FxHashMap<String, usize> = FxHashMap::default();
    let mut bans = 0;
    for (n, line) in text.lines().enumerate() {
        if line.trim().is_empty() {
            continue;
        }
        if is_comment(line, separator) {
            out.leave_out("lines of comment");
            continue;
        }
        let (Some(source), Some(target)) = (&options.source, &options.target) else {
            return Err(Error::usage(
                format!(
                    "{}: a list of terms does not say its languages",
                    path.display()
                ),
                "name them with -s and -t; or give the file a header line with `id` and language tags",
            ));
        };
        let cells = cells(&mut out, line, separator);
        let [left, right, ..] = cells.as_slice() else {
            out.refuse(n + 1, "there is no translation on the line");
            continue;
        };
        if let Some(why) = unusable(left).or_else(|| unusable(right)) {
            out.refuse(n + 1, why);
            continue;
        }
        let comment = cells[2..].join("; ");
        let at = *known.entry(left.clone()).or_insert_with(|| {
            out.entries.push(TermEntry {
                line: n + 1,
                ..TermEntry::default()
            });
            out.entries.len() - 1
        });
        bans += usize::from(take(
            &mut out.entries[at],
            (source, left),
            (target, right),
            &comment,
        ));
    }
    if bans > 0 {
        out.remark(format!(
            "comments that say `not:` were read as forbidden translations: {bans}"
        ));
    }
    Ok(out)
}

/// Adds what a line says to the concept of its source; whether its comment forbids a translation.
fn take(
    entry: &mut TermEntry,
    source: (&Lang, &str),
    target: (&Lang, &str),
    comment: &str,
) -> bool {
    // A list says of none that it is better than another.
    for (lang, text) in [source, target] {
        add(entry, lang, text, TermStatus::Admitted);
    }
    let (note, forbidden) = split_bans(comment);
    let (kept, bans): (Vec<&str>, Vec<&str>) = (forbidden.split(OR).map(str::trim))
        .filter(|text| !text.is_empty())
        // What is said of the translation itself is no other one to forbid.
        .partition(|text| *text == target.1 || unusable(text).is_some());
    for text in &bans {
        add(entry, target.0, text, TermStatus::Forbidden);
    }
    let kept = (!kept.is_empty()).then(|| format!("{NOT}{}", kept.join(OR)));
    for note in [Some(note), kept.as_deref()].into_iter().flatten() {
        if !note.is_empty() && !entry.note.contains(note) {
            if !entry.note.is_empty() {
                entry.note.push_str("; ");
            }
            entry.note.push_str(note);
        }
    }
    !bans.is_empty()
}

/// Adds a term. What is approved and forbidden is a conflict, which taking the entry will tell.
fn add(entry: &mut TermEntry, lang: &Lang, text: &str, status: TermStatus) {
    let terms = &mut entry.language(lang).terms;
    if terms
        .iter()
        .all(|term| term.text != text || term.status != status)
    {
        terms.push(Term {
            lang: lang.clone(),
            text: text.to_owned(),
            status,
        });
    }
}

/// A comment without the forbidden translations at its end, and these.
fn split_bans(comment: &str) -> (&str, &str) {
    if let Some(bans) = comment.strip_prefix(NOT) {
        return ("", bans);
    }
    let behind = comment.rsplit_once("; not: ");
    behind.unwrap_or((comment, ""))
}

/// What stands between the cells: a tab, or a comma in a `.csv`.
fn separator(text: &str, path: &Path) -> Result<char> {
    let is_csv = path
        .extension()
        .is_some_and(|e| e.eq_ignore_ascii_case("csv"));
    let wanted = |line: &&str| !line.trim().is_empty() && !line.starts_with('#');
    // A list of nothing but comments is one with tabs.
    let first = text.lines().find(wanted);
    let first = first.unwrap_or_else(|| text.lines().next().unwrap_or_default());
    if first.contains('\t') || first.starts_with('#') {
        Ok('\t')
    } else if is_csv && first.contains(',') {
        Ok(',')
    } else {
        Err(Error::malformed(
            Place::file(path),
            "this is no glossary: its first line is neither a header with languages nor two columns",
            "karvan reads glossaries as TBX, CSV, TSV, XLSX and OmegaT's lists",
        ))
    }
}

/// Whether a line is a comment: `#` and a blank, or no second cell. A term may begin with it (`#MeToo`).
fn is_comment(line: &str, separator: char) -> bool {
    line.strip_prefix('#').is_some_and(|rest| {
        !rest.contains(separator) || rest.starts_with(|c: char| c.is_whitespace() && c != separator)
    })
}

fn cells(out: &mut ReadTerms, line: &str, separator: char) -> Vec<String> {
    let cells = if separator == ',' {
        csv::records(line, b',').0.pop().unwrap_or_default().1
    } else {
        line.split(separator).map(str::to_owned).collect()
    };
    let mut cells: Vec<String> = cells.iter().map(|cell| out.cell(cell)).collect();
    while cells.len() > 2 && cells.last().is_some_and(String::is_empty) {
        cells.pop();
    }
    cells
}

/// A list for OmegaT.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Written {
    /// The list.
    pub text: String,
    /// How many entries have no pair.
    pub without_pair: usize,
    /// How many lines OmegaT takes for comments, because their term begins with `#`.
    pub comments: usize,
    /// What the list has no place for, by kind, with the number of concepts that it concerns.
    pub left_out: Vec<(&'static str, usize)>,
}

impl Written {
    fn leave_out(&mut self, kind: &'static str, is_there: bool) {
        if !is_there {
            return;
        }
        match self.left_out.iter_mut().find(|(known, _)| *known == kind) {
            Some((_, count)) => *count += 1,
            None => self.left_out.push((kind, 1)),
        }
    }

    /// Counts what a concept with a line says beyond its terms in these languages, its note and forbidden translations.
    fn beyond_terms(&mut self, entry: &TermEntry, source: &Lang, target: &Lang) {
        let of = |wanted: fn(&LanguageEntry) -> bool| entry.languages.iter().any(wanted);
        let forbids = |language: &LanguageEntry| {
            let mut terms = language.terms.iter();
            terms.any(|term| term.status == TermStatus::Forbidden)
        };
        let is_source = |language: &&LanguageEntry| source.fit(&language.lang).is_some();
        let is_other = |language: &&LanguageEntry| {
            !is_source(language) && target.fit(&language.lang).is_none()
        };
        let filled = |language: &LanguageEntry| !language.terms.is_empty();
        let mut sources = entry.languages.iter().filter(is_source);
        let mut others = entry.languages.iter().filter(is_other);
        let definition = !entry.definition.is_empty() || of(|l| !l.definition.is_empty());
        for (kind, is_there) in [
            ("definitions", definition),
            ("domains", !entry.domain.is_empty()),
            ("parts of speech", !entry.pos.is_empty()),
            ("statuses", !entry.status.is_empty()),
            ("sources", !entry.source.is_empty()),
            ("flags", !entry.flags.is_empty()),
            ("notes of a language", of(|l| !l.note.is_empty())),
            ("forbidden terms of the source", sources.any(forbids)),
            ("terms in other languages", others.any(filled)),
            ("further columns", !entry.other.is_empty()),
        ] {
            self.leave_out(kind, is_there);
        }
    }
}

/// Writes entries as a list for OmegaT: a line for each approved source term and each approved translation, the preferred one
/// first. Notes and forbidden translations stand in the comment. The cells are parted by tabs, or in a `.csv` by commas.
pub fn write(entries: &[TermEntry], source: &Lang, target: &Lang, commas: bool) -> Written {
    let mut out = Written::default();
    for entry in entries {
        let terms = |lang: &Lang, forbidden: bool| -> Vec<&str> {
            let fitting = entry
                .languages
                .iter()
                .filter(|l| lang.fit(&l.lang).is_some());
            fitting
                .flat_map(|language| &language.terms)
                .filter(|term| (term.status == TermStatus::Forbidden) == forbidden)
                .map(|term| term.text.as_str())
                .collect()
        };
        let (sources, targets) = (terms(source, false), terms(target, false));
        if sources.is_empty() || targets.is_empty() {
            out.without_pair += 1;
            continue;
        }
        out.beyond_terms(entry, source, target);
        let mut comment: Vec<String> = Vec::new();
        comment.extend((!entry.note.is_empty()).then(|| single_blanks(&entry.note).0));
        let forbidden = terms(target, true);
        if !forbidden.is_empty() {
            comment.push(format!("{NOT}{}", forbidden.join(OR)));
        }
        let comment = comment.join("; ");
        for left in &sources {
            for right in &targets {
                let mut cells = vec![(*left).to_owned(), (*right).to_owned()];
                cells.extend((!comment.is_empty()).then(|| comment.clone()));
                let line = if commas {
                    csv::row(&cells)
                } else {
                    cells.join("\t")
                };
                out.comments += usize::from(line.starts_with('#'));
                out.text.push_str(&line);
                out.text.push('\n');
            }
        }
    }
    out
}
