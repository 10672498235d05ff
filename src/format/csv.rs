//! Comma-separated text, quoted as RFC 4180 says; lines end with a line feed.

use super::{UnitWriter, columns};
use crate::lang::Lang;
use crate::model::Tu;
use std::io::{self, Write};

/// Writes the texts of units as comma-separated columns: a header with `id` and the language tags, then a row a
/// unit. Texts are whole, line ends included; inline codes are left out, and so is a unit that has none of the
/// languages.
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
        let mut row = String::from("id");
        for lang in &self.langs {
            row.push(',');
            cell(&mut row, lang.as_str());
        }
        writeln!(self.out, "{row}")
    }
}

impl<W: Write> UnitWriter for Writer<W> {
    fn write(&mut self, tu: &Tu) -> io::Result<()> {
        self.begin()?;
        let Some(texts) = columns::texts(tu, &self.langs) else {
            return Ok(());
        };
        let mut row = String::new();
        cell(&mut row, tu.tuid.as_deref().unwrap_or(""));
        for text in texts {
            row.push(',');
            cell(&mut row, text.as_deref().unwrap_or(""));
        }
        writeln!(self.out, "{row}")
    }

    fn finish(&mut self) -> io::Result<()> {
        self.begin()?;
        self.out.flush()
    }
}

fn cell(row: &mut String, text: &str) {
    let blank_ends = text.trim().len() != text.len();
    if blank_ends || text.contains(['"', ',', '\r', '\n']) {
        row.push('"');
        row.push_str(&text.replace('"', "\"\""));
        row.push('"');
    } else {
        row.push_str(text);
    }
}
