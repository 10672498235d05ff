//! One JSON object a line.

use super::{UnitWriter, columns};
use crate::lang::Lang;
use crate::model::Tu;
use std::io::{self, Write};

/// Writes units as `{"id":..., "source_lang":..., "origin":..., "alignment":..., "texts":{"en":..., "az":...}}`,
/// with `null` for what a unit has not. Inline codes are left out, and so is a unit that has none of the languages.
#[derive(Debug)]
pub struct Writer<W> {
    out: W,
    langs: Vec<Lang>,
}

impl<W: Write> Writer<W> {
    /// A writer of these languages, in this order.
    pub fn new(out: W, langs: Vec<Lang>) -> Self {
        Self { out, langs }
    }
}

impl<W: Write> UnitWriter for Writer<W> {
    fn write(&mut self, tu: &Tu) -> io::Result<()> {
        let Some(texts) = columns::texts(tu, &self.langs) else {
            return Ok(());
        };
        let json = |value: Option<&str>| serde_json::to_string(&value);
        let mut row = format!(
            "{{\"id\":{},\"source_lang\":{},\"origin\":{},\"alignment\":{},\"texts\":{{",
            json(tu.tuid.as_deref())?,
            json(tu.source_lang.as_ref().map(Lang::as_str))?,
            json(tu.origin.as_deref())?,
            serde_json::to_string(&tu.alignment)?,
        );
        for (n, (lang, text)) in self.langs.iter().zip(&texts).enumerate() {
            if n > 0 {
                row.push(',');
            }
            row.push_str(&json(Some(lang.as_str()))?);
            row.push(':');
            row.push_str(&json(text.as_deref())?);
        }
        writeln!(self.out, "{row}}}}}")
    }

    fn finish(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}
