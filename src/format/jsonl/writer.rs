//! Writing JSON lines.

use super::Row;
use crate::format::UnitWriter;
use crate::format::columns;
use crate::format::left_out::{LeftOut, NO_LANGUAGE};
use crate::lang::Lang;
use crate::model::Tu;
use std::io::{self, Write};

/// Writes units as `{"id":..., "source_lang":..., "origin":..., "alignment":..., "texts":{"en":..., "az":...}}`,
/// with `null` for what a unit has not. A unit that has more than that (inline codes, notes, properties, dates,
/// neighbours, languages without a column) follows in full under `tu`, so that it can be read back whole. One that has none of
/// the languages is left out.
#[derive(Debug)]
pub struct Writer<W> {
    out: W,
    langs: Vec<Lang>,
    left_out: LeftOut,
}

impl<W: Write> Writer<W> {
    /// A writer of these languages, in this order.
    pub fn new(out: W, langs: Vec<Lang>) -> Self {
        Self {
            out,
            langs,
            left_out: LeftOut::default(),
        }
    }
}

impl<W: Write> UnitWriter for Writer<W> {
    fn write(&mut self, tu: &Tu) -> io::Result<()> {
        let variants = columns::variants(tu, &self.langs);
        if variants.iter().all(Option::is_none) {
            self.left_out.unit(NO_LANGUAGE);
            return Ok(());
        }
        let json = |value: Option<&str>| serde_json::to_string(&value);
        let mut line = format!(
            "{{\"id\":{},\"source_lang\":{},\"origin\":{},\"alignment\":{},\"texts\":{{",
            json(tu.tuid.as_deref())?,
            json(tu.source_lang.as_ref().map(Lang::as_str))?,
            json(tu.origin.as_deref())?,
            serde_json::to_string(&tu.alignment)?,
        );
        let mut texts = Vec::new();
        for (n, (lang, tuv)) in self.langs.iter().zip(variants).enumerate() {
            let text = tuv.map(|tuv| tuv.segment.text());
            if n > 0 {
                line.push(',');
            }
            line.push_str(&json(Some(lang.as_str()))?);
            line.push(':');
            line.push_str(&json(text.as_deref())?);
            texts.extend(text.map(|text| (lang.clone(), text)));
        }
        line.push('}');
        let plain = Row {
            id: tu.tuid.clone(),
            source_lang: tu.source_lang.clone(),
            origin: tu.origin.clone(),
            alignment: tu.alignment,
            texts,
        };
        // Of other people's lines an empty identifier is none.
        if plain.unit() != *tu || tu.tuid.as_deref() == Some("") {
            line.push_str(",\"tu\":");
            line.push_str(&serde_json::to_string(tu)?);
        }
        writeln!(self.out, "{line}}}")
    }

    fn finish(&mut self) -> io::Result<()> {
        self.out.flush()
    }

    fn left_out(&self) -> LeftOut {
        self.left_out.clone()
    }
}
