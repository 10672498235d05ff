//! The glossary file: tab-separated, a header line, one concept a line, `|` between alternatives.

use super::entries::entries_of;
use super::matcher::{Entry, Matcher};
use super::rows::{Row, columns};
use crate::error::{Error, Place, Result};
use crate::format::encoding;
use crate::format::terms::OWN;
use crate::lang::{ColumnName, Lang};
use crate::model::Concept;
use rustc_hash::FxHashMap;
use std::path::{Path, PathBuf};

/// What a column holds.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Column {
    /// The key.
    Id,
    /// The subject field.
    Domain,
    /// The part of speech.
    Pos,
    /// What the concept means.
    Definition,
    /// How to use it.
    Note,
    /// Where it was taken from.
    Source,
    /// `dnt`, `case`, `domain-only`.
    Flags,
    /// The status of the line.
    Status,
    /// Approved terms of a language.
    Terms(Lang),
    /// Forbidden terms of a language.
    Forbidden(Lang),
    /// What the concept means, in a language.
    DefinitionIn(Lang),
    /// How to use the terms of a language.
    NoteIn(Lang),
    /// A column that means nothing to karvan and is kept.
    Unknown,
}

impl Column {
    /// What a column of this name holds.
    pub fn named(name: &str) -> Self {
        let plain = name.trim();
        match plain.to_ascii_lowercase().as_str() {
            "id" => return Self::Id,
            "domain" => return Self::Domain,
            "pos" => return Self::Pos,
            "definition" => return Self::Definition,
            "note" => return Self::Note,
            "source" => return Self::Source,
            "flags" => return Self::Flags,
            "status" => return Self::Status,
            _ => {}
        }
        // As a table says it that `term export` wrote.
        match plain.strip_prefix(OWN) {
            Some("status") => return Self::Status,
            Some(_) => return Self::Unknown,
            None => {}
        }
        let of =
            |suffix: &str, make: fn(Lang) -> Self| language(plain.strip_suffix(suffix)?).map(make);
        of("_forbidden", Self::Forbidden)
            .or_else(|| of("_definition", Self::DefinitionIn))
            .or_else(|| of("_note", Self::NoteIn))
            .or_else(|| of("", Self::Terms))
            .unwrap_or(Self::Unknown)
    }
}

/// The language that a name says in a glossary: a tag, or an odd code, as other programs bring it. What may be a word as well
/// counts in its canonical spelling, which karvan writes itself: `cop`, but neither `No` nor `her`, whose tags are `no` and `hz`.
fn language(name: &str) -> Option<Lang> {
    match ColumnName::of(name) {
        ColumnName::Tag(lang) | ColumnName::Odd(lang) => Some(lang),
        ColumnName::Word(lang) => (lang.as_str() == name).then_some(lang),
        ColumnName::Name(_) | ColumnName::Resembling | ColumnName::Other => None,
    }
}

/// A glossary that was read and found sound.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Glossary {
    /// Its file.
    pub path: PathBuf,
    /// The columns by name, in the order of the file.
    pub columns: Vec<(String, Column)>,
    /// The concepts in the order of the file.
    pub concepts: Vec<Concept>,
}

impl Glossary {
    /// Reads a glossary file; `-` is standard input.
    ///
    /// # Errors
    /// When it cannot be read, or as [`Glossary::parse`].
    pub fn read(path: &Path) -> Result<Self> {
        Self::parse(&encoding::read_text(path)?, path)
    }

    /// Reads the text of a glossary.
    ///
    /// # Errors
    /// [`Error::Malformed`] with file, line and where it helps column: no header, no `id` column, no language
    /// column, one column twice, no rows, a wrong number of cells, an empty or repeated id, or a form that is
    /// approved and forbidden for the same concept.
    pub fn parse(text: &str, path: &Path) -> Result<Self> {
        Self::parse_to_fill(text, path)?.with_rows()
    }

    /// The glossary, unless it has no row.
    fn with_rows(self) -> Result<Self> {
        if self.concepts.is_empty() {
            return Err(Error::malformed(
                Place::line(&self.path, 1),
                "the glossary has no terms: there is only a header line",
                "add a line for each concept, or use `karvan term add`",
            ));
        }
        Ok(self)
    }

    /// Reads a glossary that a concept is to be added to: one that has none yet will do.
    ///
    /// # Errors
    /// As [`Glossary::read`], but for the missing rows.
    pub fn read_to_fill(path: &Path) -> Result<Self> {
        Self::parse_to_fill(&encoding::read_text(path)?, path)
    }

    /// Reads the text of a glossary that may have no concept yet.
    ///
    /// # Errors
    /// As [`Glossary::parse`], but for the missing rows.
    pub fn parse_to_fill(text: &str, path: &Path) -> Result<Self> {
        Self::parse_rows(text, path, &mut Err)
    }

    /// Reads the text of a glossary whose rows may contradict themselves or one another; what [`Glossary::parse`]
    /// refuses of them comes beside it.
    ///
    /// # Errors
    /// As [`Glossary::parse`], but for repeated ids and forms that are approved and forbidden.
    pub fn parse_to_judge(text: &str, path: &Path) -> Result<(Self, Vec<Error>)> {
        let mut refused = Vec::new();
        let glossary = Self::parse_rows(text, path, &mut |error| {
            refused.push(error);
            Ok(())
        })?;
        Ok((glossary.with_rows()?, refused))
    }

    /// Reads the rows; `judge` is given what contradicts something, and says whether that ends the reading.
    fn parse_rows(
        text: &str,
        path: &Path,
        judge: &mut dyn FnMut(Error) -> Result<()>,
    ) -> Result<Self> {
        let mut lines = lines(text);
        let header = lines.next().unwrap_or_default();
        if header.contains('\r') {
            return Err(Error::malformed(
                Place::line(path, 1),
                "the lines end in a carriage return alone, as older Macs write them",
                "save it with line feeds at the ends of lines",
            ));
        }
        let columns = columns(header, path)?;
        let mut concepts = Vec::new();
        let mut seen: FxHashMap<String, usize> = FxHashMap::default();
        for (n, line) in lines
            .enumerate()
            .filter(|(_, line)| !line.trim().is_empty())
        {
            let row = Row {
                number: n + 2,
                path,
                cells: line.split('\t').collect(),
            };
            let concept = row.concept(&columns)?;
            row.contradictions(&concept, &columns)
                .try_for_each(&mut *judge)?;
            if let Some(first) = seen.insert(concept.id.clone(), row.number) {
                judge(Error::malformed(
                    Place::line(path, row.number),
                    format!("the id {:?} stands in line {first} already", concept.id),
                    "give every concept an id of its own, or put its terms into one line with `|`",
                ))?;
            }
            concepts.push(concept);
        }
        Ok(Self {
            path: path.to_path_buf(),
            columns,
            concepts,
        })
    }

    /// The languages that have a column of approved terms, in the order of the file.
    pub fn languages(&self) -> impl Iterator<Item = &Lang> {
        self.columns.iter().filter_map(|(_, column)| match column {
            Column::Terms(lang) => Some(lang),
            _ => None,
        })
    }

    /// Whether a language is one of its columns, approved or forbidden.
    ///
    /// # Errors
    /// [`Error::Malformed`] that names the languages it has.
    pub fn require(&self, lang: &Lang) -> Result<()> {
        if self
            .columns
            .iter()
            .any(|(_, column)| matches!(column, Column::Terms(own) | Column::Forbidden(own) if lang.fit(own).is_some()))
        {
            return Ok(());
        }
        let own: Vec<&str> = self.languages().map(Lang::as_str).collect();
        Err(Error::malformed(
            Place::line(&self.path, 1),
            format!("the glossary has no column for {lang}"),
            format!(
                "it has {}; add a column, or choose one of these languages",
                own.join(", ")
            ),
        ))
    }

    /// The concept with an id.
    pub fn concept(&self, id: &str) -> Option<&Concept> {
        self.concepts.iter().find(|concept| concept.id == id)
    }

    /// The terms of a language as entries for a [`Matcher`], in the order of the file.
    pub fn entries(&self, lang: &Lang) -> Vec<Entry> {
        self.concepts
            .iter()
            .enumerate()
            .flat_map(|(n, concept)| entries_of(n, concept, lang))
            .collect()
    }

    /// A matcher for all terms of a language.
    pub fn matcher(&self, lang: &Lang) -> Matcher {
        Matcher::new(self.entries(lang), lang)
    }
}

/// The lines of a file without their ends, CRLF or LF.
fn lines(text: &str) -> impl Iterator<Item = &str> {
    text.split('\n')
        .map(|line| line.strip_suffix('\r').unwrap_or(line))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::TermStatus;

    fn parse(text: &str) -> std::result::Result<Glossary, String> {
        Glossary::parse(text, Path::new("g.tsv")).map_err(|e| e.to_string())
    }

    #[test]
    fn carriage_returns_alone_are_no_line_ends() {
        let error = parse("id\ten\taz\rT1\ttreaty\tmüqavilə\r").unwrap_err();
        assert!(error.contains("a carriage return alone"), "{error}");
    }

    #[test]
    fn columns_by_name_in_any_order() {
        let glossary = parse("az_forbidden\tzh\tflags\tID\tcolour\taz\ten\r\nb|c\t条约\tcase dnt\tT1\tred\ta | d\ttreaty\r\n").unwrap();
        let concept = &glossary.concepts[0];
        assert_eq!(concept.id, "T1");
        assert!(concept.case_sensitive && concept.do_not_translate && !concept.domain_only);
        assert_eq!(concept.other, [("colour".to_owned(), "red".to_owned())]);
        let az = Lang::parse("az-AZ").unwrap();
        let terms: Vec<_> = concept
            .terms_in(&az)
            .map(|t| (t.text.as_str(), t.status))
            .collect();
        assert_eq!(
            terms,
            [
                ("b", TermStatus::Forbidden),
                ("c", TermStatus::Forbidden),
                ("a", TermStatus::Preferred),
                ("d", TermStatus::Admitted)
            ]
        );
        assert_eq!(
            glossary.languages().map(Lang::as_str).collect::<Vec<_>>(),
            ["zh", "az", "en"]
        );
    }

    #[test]
    fn what_is_refused() {
        for (text, message) in [
            ("", "g.tsv:1: there is no header line"),
            (
                "treaty\tsaziş agreement\n",
                "g.tsv:1: there is no header line",
            ),
            ("en\taz\na\tb\n", "g.tsv:1: there is no column `id`"),
            (
                "id\tnote\n1\tx\n",
                "g.tsv:1: there is no column of a language",
            ),
            ("id\ten\n", "g.tsv:1: the glossary has no terms"),
            ("id\ten\n\n  \n", "g.tsv:1: the glossary has no terms"),
            (
                "id\ten\ten\n1\ta\tb\n",
                "g.tsv:1: the column \"en\" stands there twice",
            ),
            (
                "id\ten\n1\ta\n2\n",
                "g.tsv:3: 1 cells, but the header has 2",
            ),
            (
                "id\ten\n1\ta\n1\tb\n",
                "g.tsv:3: the id \"1\" stands in line 2 already",
            ),
            ("id\ten\n\ta\n", "g.tsv:2: the id is empty"),
            (
                "id\taz\taz_forbidden\n1\tsaziş\tçğ|saziş\n",
                "g.tsv:2:12: 1: \"saziş\" is approved and forbidden in az",
            ),
        ] {
            let error = parse(text).unwrap_err();
            assert!(error.starts_with(message), "{error}");
        }
    }

    #[test]
    fn forms_that_folding_would_confuse_are_matched_as_written() {
        let glossary = parse(
            "id\taz\taz_forbidden\n1\tİpək Yolu\tİpək yolu|İpək marşrutu\n2\tikitərəfli əlaqə\tİki tərəfli əlaqə|iki tərəfli əlaqə\n",
        )
        .unwrap();
        let entries = glossary.entries(&Lang::parse("az").unwrap());
        let counts: Vec<(bool, bool)> = entries.iter().map(|e| (e.case, e.layout)).collect();
        assert_eq!(
            counts,
            [
                (false, false),
                (true, false),
                (false, false),
                (false, false),
                (true, true),
                (false, true)
            ]
        );
    }
}
