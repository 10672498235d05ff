//! Bilingual (or multilingual) tab-separated text: one unit a row, UTF-8 or UTF-16. It is written without quoting; what
//! spreadsheets quote is read ([`super::tab_rows`]).
//!
//! With a header the columns count by name: `id`, and either `source` and `target` or language tags. Without one
//! column 1 is the source and column 2 the target. Other columns are left alone, so that the output of
//! `karvan align --format tsv` can be read. A blank line is no row; a row that holds a text in fewer than two
//! languages (an unpaired segment of an alignment) is rejected with its reason, since there is nothing to pair, unless
//! the header names languages beside an `id`: that is how [`Writer`] writes units.

use super::UnitWriter;
use super::columns;
use super::decoding::Content;
use super::left_out::{LINE_ENDS, LeftOut};
use super::lines::Lines;
use super::oddity::Remark;
use super::rows::{Rows, TableReader};
use super::tab_rows::TabRows;
use crate::error::{Error, Place, Result};
use crate::lang::Lang;
use crate::model::Tu;
use std::io::{self, Read, Write};
use std::path::Path;

/// Reads tab-separated text, one row after another.
pub type Reader<R> = TableReader<TsvRows<R>>;

/// The rows of tab-separated text.
#[derive(Debug)]
pub struct TsvRows<R> {
    rows: TabRows<Lines<R>>,
}

impl<R: Read> TableReader<TsvRows<R>> {
    /// A reader of the bytes of a file; `path` is what errors call it. `source` and `target` are the languages of
    /// a file that does not say its own.
    pub fn new(
        input: R,
        path: impl AsRef<Path>,
        source: Option<Lang>,
        target: Option<Lang>,
    ) -> Self {
        let path = path.as_ref();
        let lines = Lines::new(input, Content::Plain, path).with_returns();
        let rows = TabRows::new(lines, path);
        Self::of(TsvRows { rows }, source, target)
    }
}

impl<R: Read> Rows for TsvRows<R> {
    fn next_row(&mut self) -> Result<Option<usize>> {
        self.rows.next_row()
    }

    fn cells(&self) -> Vec<&str> {
        self.rows.cells().iter().map(String::as_str).collect()
    }

    fn separated(&self) -> &'static str {
        "tabs"
    }

    fn is_prelude(&self, _: &[&str]) -> bool {
        false
    }

    fn may_lack_header(&self) -> bool {
        true
    }

    fn no_languages(&self, line: usize, what: &str) -> Error {
        Error::malformed(
            Place::line(self.rows.path(), line),
            what,
            "name the languages with -s and -t, or by a first line such as: id TAB en TAB az",
        )
    }

    fn position(&self) -> u64 {
        self.rows.source().position()
    }

    fn take_remarks(&mut self) -> Vec<Remark> {
        let mut remarks = self.rows.source_mut().take_remarks();
        remarks.append(&mut self.rows.take_remarks());
        remarks
    }
}

/// Writes the texts of units as tab-separated columns: a header with `id` and the language tags, then a row a
/// unit. Tabs and line ends inside a text become a blank, NUL becomes U+FFFD, and both are counted; inline codes are left out, and so is a unit that has
/// none of the languages.
#[derive(Debug)]
pub struct Writer<W> {
    out: W,
    langs: Vec<Lang>,
    begun: bool,
    left_out: LeftOut,
}

impl<W: Write> Writer<W> {
    /// A writer of these languages, in this order.
    pub fn new(out: W, langs: Vec<Lang>) -> Self {
        Self {
            out,
            langs,
            begun: false,
            left_out: LeftOut::default(),
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
        let Some(texts) = columns::texts(tu, &self.langs, &mut self.left_out) else {
            return Ok(());
        };
        let mut row = String::new();
        let id = std::iter::once(tu.tuid.as_deref());
        for (n, text) in id.chain(texts.iter().map(Option::as_deref)).enumerate() {
            if n > 0 {
                row.push('\t');
            }
            let text = text.unwrap_or("");
            let cell = cell(text);
            self.left_out.add(LINE_ENDS, usize::from(cell != text));
            row.push_str(&cell);
        }
        self.left_out.settle_nul(&mut row);
        writeln!(self.out, "{row}")
    }

    fn finish(&mut self) -> io::Result<()> {
        self.begin()?;
        self.out.flush()
    }

    fn left_out(&self) -> LeftOut {
        self.left_out.clone()
    }
}

fn cell(text: &str) -> String {
    text.replace("\r\n", " ").replace(['\t', '\r', '\n'], " ")
}
