//! Bilingual (or multilingual) tab-separated text: one unit a line, no quoting, UTF-8 or UTF-16.
//!
//! With a header the columns count by name: `id`, and either `source` and `target` or language tags. Without one
//! column 1 is the source and column 2 the target. Other columns are left alone, so that the output of
//! `karvan align --format tsv` can be read. A blank line is no row; a row that holds a text in fewer than two
//! languages (an unpaired segment of an alignment) is rejected with its reason, since there is nothing to pair.

use super::decoding::{Content, Decoding};
use super::{Entry, UnitReader, UnitWriter, columns};
use crate::error::{Error, Place, Result};
use crate::lang::Lang;
use crate::model::{Header, Tu, Tuv};
use std::io::{self, BufRead, Read, Write};
use std::path::{Path, PathBuf};

/// Reads tab-separated text, one row after another.
#[derive(Debug)]
pub struct Reader<R> {
    input: Decoding<R>,
    path: PathBuf,
    source: Option<Lang>,
    target: Option<Lang>,
    columns: Option<Columns>,
    header: Header,
    row: String,
    line: usize,
    done: bool,
}

/// Which column holds what; columns count from 0.
#[derive(Debug)]
struct Columns {
    id: Option<usize>,
    texts: Vec<(usize, Lang)>,
    source: Option<Lang>,
}

impl<R: Read> Reader<R> {
    /// A reader of the bytes of a file; `path` is what errors call it. `source` and `target` are the languages of
    /// a file that does not say its own.
    pub fn new(
        input: R,
        path: impl AsRef<Path>,
        source: Option<Lang>,
        target: Option<Lang>,
    ) -> Self {
        Self {
            input: Decoding::new(input, Content::Plain),
            path: path.as_ref().to_path_buf(),
            source,
            target,
            columns: None,
            header: Header::default(),
            row: String::new(),
            line: 0,
            done: false,
        }
    }

    /// Reads the next row that is not blank into `row`; `false` at the end.
    fn read_row(&mut self) -> Result<bool> {
        loop {
            self.row.clear();
            self.input.set_anchor();
            let read = self.input.read_line(&mut self.row).map_err(|error| {
                if error.kind() != io::ErrorKind::InvalidData {
                    return Error::read(&self.path, error);
                }
                let mark = self.input.mark();
                Error::malformed(
                    Place::at(&self.path, mark.line, mark.column),
                    error.to_string(),
                    "save the file as UTF-8 and try again",
                )
            })?;
            if read == 0 {
                return Ok(false);
            }
            self.line += 1;
            let end = self.row.trim_end_matches(['\r', '\n']).len();
            self.row.truncate(end);
            if !self.row.trim().is_empty() {
                return Ok(true);
            }
        }
    }

    fn advance(&mut self) -> Result<Option<Entry>> {
        if !self.read_row()? {
            return Ok(None);
        }
        if self.columns.is_none() {
            let cells: Vec<&str> = self.row.split('\t').collect();
            let named = self.named_columns(&cells)?;
            let has_header = named.is_some();
            self.columns = Some(match named {
                Some(columns) => columns,
                None => self.first_two()?,
            });
            if has_header && !self.read_row()? {
                return Ok(None);
            }
        }
        let Some(columns) = &self.columns else {
            return Ok(None);
        };
        Ok(Some(entry(columns, &self.row, self.line)))
    }

    /// The columns of a header; `None` where the row is none.
    fn named_columns(&self, cells: &[&str]) -> Result<Option<Columns>> {
        let find = |name: &str| {
            cells
                .iter()
                .position(|cell| cell.trim().eq_ignore_ascii_case(name))
        };
        let id = find("id");
        if let (Some(source), Some(target)) = (find("source"), find("target")) {
            let (Some(from), Some(to)) = (&self.source, &self.target) else {
                return Err(
                    self.no_languages("the columns source and target do not say their languages")
                );
            };
            return Ok(Some(Columns {
                id,
                texts: vec![(source, from.clone()), (target, to.clone())],
                source: Some(from.clone()),
            }));
        }
        let texts: Vec<(usize, Lang)> = cells
            .iter()
            .enumerate()
            .filter(|(column, _)| Some(*column) != id)
            .filter_map(|(column, cell)| Some((column, self.tag(cell)?)))
            .collect();
        if texts.len() < 2 && (texts.is_empty() || id.is_none()) {
            return Ok(None);
        }
        let source = self.source.as_ref().and_then(|wanted| {
            texts
                .iter()
                .filter_map(|(_, lang)| Some((wanted.fit(lang)?, lang)))
                .min_by_key(|(fit, _)| *fit)
                .map(|(_, lang)| lang.clone())
        });
        Ok(Some(Columns { id, texts, source }))
    }

    /// The language that a header's cell names. Three letters may be a word of a text ("the"): they count only
    /// where the user asked for that language.
    fn tag(&self, cell: &str) -> Option<Lang> {
        let lang = Lang::parse(cell).ok()?;
        let asked = [&self.source, &self.target]
            .into_iter()
            .flatten()
            .any(|wanted| wanted.fit(&lang).is_some());
        (asked || lang.primary().len() == 2).then_some(lang)
    }

    fn first_two(&self) -> Result<Columns> {
        let (Some(from), Some(to)) = (&self.source, &self.target) else {
            return Err(
                self.no_languages("there is no header that says the languages of the columns")
            );
        };
        Ok(Columns {
            id: None,
            texts: vec![(0, from.clone()), (1, to.clone())],
            source: Some(from.clone()),
        })
    }

    fn no_languages(&self, what: &str) -> Error {
        Error::malformed(
            Place::line(&self.path, self.line),
            what,
            "name the languages with -s and -t, or by a first line such as: id TAB en TAB az",
        )
    }
}

fn entry(columns: &Columns, row: &str, line: usize) -> Entry {
    let cells: Vec<&str> = row.split('\t').collect();
    let cell = |column: usize| cells.get(column).copied().unwrap_or("");
    let mut tu = Tu {
        tuid: columns
            .id
            .map(|column| cell(column).trim().to_owned())
            .filter(|id| !id.is_empty()),
        source_lang: columns.source.clone(),
        ..Tu::default()
    };
    let mut empty = Vec::new();
    for (column, lang) in &columns.texts {
        let text = cell(*column);
        if text.trim().is_empty() {
            empty.push(lang.as_str());
        } else {
            tu.variants.push(Tuv::plain(lang.clone(), text));
        }
    }
    if tu.variants.len() < columns.texts.len().min(2) {
        let reason = if cells.len() == 1 {
            "there is only one column (columns are separated by tabs)".to_owned()
        } else {
            format!("there is no text in {}", empty.join(", "))
        };
        return Entry::Rejected { line, reason };
    }
    Entry::Unit {
        tu: Box::new(tu),
        line,
        remarks: Vec::new(),
    }
}

impl<R: Read> UnitReader for Reader<R> {
    fn next_entry(&mut self) -> Option<Result<Entry>> {
        if self.done {
            return None;
        }
        let next = self.advance().transpose();
        self.done = !matches!(next, Some(Ok(_)));
        next
    }

    fn header(&self) -> &Header {
        &self.header
    }

    fn position(&self) -> u64 {
        self.input.bytes_read()
    }
}

/// Writes the texts of units as tab-separated columns: a header with `id` and the language tags, then a row a
/// unit. Tabs and line ends inside a text become a blank, inline codes are left out, and so is a unit that has
/// none of the languages.
#[derive(Debug)]
pub struct Writer<W> {
    out: W,
    langs: Vec<Lang>,
    begun: bool,
}

impl<W: Write> Writer<W> {
    /// A writer of these languages, in this order.
    pub fn new(out: W, langs: Vec<Lang>) -> Self {
        Self {
            out,
            langs,
            begun: false,
        }
    }

    fn begin(&mut self) -> io::Result<()> {
        if std::mem::replace(&mut self.begun, true) {
            return Ok(());
        }
        let names = self.langs.iter().map(Lang::as_str);
        let names: Vec<&str> = std::iter::once("id").chain(names).collect();
        writeln!(self.out, "{}", names.join("\t"))
    }
}

impl<W: Write> UnitWriter for Writer<W> {
    fn write(&mut self, tu: &Tu) -> io::Result<()> {
        self.begin()?;
        let Some(texts) = columns::texts(tu, &self.langs) else {
            return Ok(());
        };
        let mut row = cell(tu.tuid.as_deref().unwrap_or(""));
        for text in texts {
            row.push('\t');
            row.push_str(&cell(text.as_deref().unwrap_or("")));
        }
        writeln!(self.out, "{row}")
    }

    fn finish(&mut self) -> io::Result<()> {
        self.begin()?;
        self.out.flush()
    }
}

fn cell(text: &str) -> String {
    text.replace("\r\n", " ").replace(['\t', '\r', '\n'], " ")
}
