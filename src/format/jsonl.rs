//! One JSON object a line.
//!
//! What [`Writer`] writes comes back whole. Other people's lines are read as a table would be: `id`, and either
//! `source` and `target` or languages, at the top or in an object called `texts` or `translation`.

use super::columns::{self, NoLanguages, source_of};
use super::decoding::Content;
use super::left_out::{LeftOut, NO_LANGUAGE};
use super::lines::Lines;
use super::oddity::{no_text, of_locale, only_language, several_in_one};
use super::remarks::{excerpt, note};
use super::tmx::proposal;
use super::{Entry, Oddity, Rejected, Remark, UnitReader, UnitWriter};
use crate::error::{Error, Place, Result};
use crate::lang::Lang;
use crate::model::{Header, Inline, Segment, Tu, Tuv};
use rustc_hash::FxHashSet;
use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;
use std::io::{self, Read, Write};
use std::path::Path;

/// So many names of members are told of; a file with more has keys for names.
const MOST_TOLD: usize = 20;

/// The members of an object in the order of the file.
struct Members(Vec<(String, Box<RawValue>)>);

impl<'de> Deserialize<'de> for Members {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
        struct Take;
        impl<'de> Visitor<'de> for Take {
            type Value = Members;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("an object, {\"en\": …, \"az\": …}")
            }

            fn visit_map<A: MapAccess<'de>>(
                self,
                mut map: A,
            ) -> std::result::Result<Members, A::Error> {
                let mut members = Vec::new();
                while let Some(member) = map.next_entry()? {
                    members.push(member);
                }
                Ok(Members(members))
            }
        }
        deserializer.deserialize_map(Take)
    }
}

/// What a line says besides the unit in full.
#[derive(Debug, Default)]
struct Row {
    id: Option<String>,
    source_lang: Option<Lang>,
    origin: Option<String>,
    alignment: Option<f64>,
    texts: Vec<(Lang, String)>,
}

impl Row {
    /// The unit that has nothing else.
    fn unit(self) -> Tu {
        Tu {
            tuid: self.id,
            source_lang: self.source_lang,
            origin: self.origin,
            alignment: self.alignment,
            variants: self
                .texts
                .into_iter()
                .map(|(lang, text)| Tuv::plain(lang, text))
                .collect(),
            ..Tu::default()
        }
    }
}

/// Whether a line is a whole JSON object.
pub(super) fn is_object(line: &str) -> bool {
    serde_json::from_str::<Members>(line).is_ok()
}

/// Reads JSON lines, one after another.
#[derive(Debug)]
pub struct Reader<R> {
    lines: Lines<R>,
    source: Option<Lang>,
    target: Option<Lang>,
    header: Header,
    row: String,
    /// What to say about the names of members, and which of it was said.
    remarks: Vec<Remark>,
    told: FxHashSet<String>,
    done: bool,
}

impl<R: Read> Reader<R> {
    /// A reader of the bytes of a file; `path` is what errors call it. `source` and `target` are the languages of
    /// members that are called so.
    pub fn new(
        input: R,
        path: impl AsRef<Path>,
        source: Option<Lang>,
        target: Option<Lang>,
    ) -> Self {
        Self {
            lines: Lines::new(input, Content::Plain, path.as_ref()),
            source,
            target,
            header: Header::default(),
            row: String::new(),
            remarks: Vec::new(),
            told: FxHashSet::default(),
            done: false,
        }
    }

    fn advance(&mut self) -> Result<Option<Entry>> {
        if !self.lines.next_filled(&mut self.row)? {
            return Ok(None);
        }
        let line = self.lines.number();
        let members = serde_json::from_str::<Members>(&self.row).map_err(|error| {
            Error::malformed(
                Place::at(self.lines.path(), line, column(&self.row, error.column())),
                format!("this line is no JSON object ({})", reason(&error)),
                "each line must be one object, such as {\"en\": \"…\", \"az\": \"…\"}; nothing was taken from this file",
            )
        })?;
        // A unit in full is as it was written; two texts under one name may be a slip.
        let is_whole = members.0.iter().any(|(name, _)| name == "tu");
        let mut remarks = Vec::new();
        let id = members.0.iter().rfind(|(name, _)| name == "id");
        let id = id.and_then(|(_, value)| identifier(value));
        let entry = match self.unit(id.clone(), members, &mut remarks) {
            Ok(tu) => {
                let mut remarks: Vec<Remark> = remarks.into_iter().map(Remark::from).collect();
                if let [only] = &tu.variants[..] {
                    let text = only_language(&only.lang);
                    remarks.push(Remark::new(Oddity::OneLanguage, line, text));
                }
                let says = |tuv: &Tuv| !tuv.segment.is_blank() || tuv.segment.has_codes();
                let empty = tu.variants.iter().filter(|tuv| !says(tuv));
                let empty = empty.map(|tuv| no_text(&tuv.lang));
                remarks.extend(empty.map(|it| Remark::new(Oddity::EmptySegment, line, it)));
                if !is_whole {
                    let of_one = several_in_one(&tu.variants).into_iter();
                    remarks.extend(of_one.map(|it| Remark::new(Oddity::SameLanguage, line, it)));
                }
                Entry::Unit {
                    tu: Box::new(tu),
                    line,
                    remarks,
                }
            }
            Err(Refusal::Unit(reason)) => Entry::Rejected(Rejected::new(line, id, reason)),
            Err(Refusal::Languages) => {
                return Err(Error::malformed(
                    Place::line(self.lines.path(), line),
                    "source and target do not say their languages",
                    "name the languages with -s and -t",
                ));
            }
        };
        Ok(Some(entry))
    }

    /// The unit of a line with this identifier.
    fn unit(
        &mut self,
        id: Option<String>,
        members: Members,
        remarks: &mut Vec<String>,
    ) -> std::result::Result<Tu, Refusal> {
        let mut row = Row {
            id,
            ..Row::default()
        };
        let mut odd = Vec::new();
        let mut whole = None;
        let mut named = Vec::new();
        for (name, value) in members.0 {
            match name.as_str() {
                "id" => {}
                "source_lang" => {
                    row.source_lang =
                        string(&value).and_then(|tag| Some(Lang::parse_lenient(&tag).ok()?.0));
                }
                "origin" => row.origin = string(&value),
                "alignment" => {
                    row.alignment = value.get().parse().ok().filter(|a| (0.0..=1.0).contains(a));
                }
                "tu" => whole = Some(value),
                "texts" | "translation" if value.get().starts_with('{') => {
                    if let Ok(inner) = serde_json::from_str::<Members>(value.get()) {
                        texts(inner, &mut row.texts, (&mut odd, remarks))?;
                    }
                }
                _ => named.push((name, value)),
            }
        }
        for (oddity, text) in odd {
            self.tell(Remark::new(oddity, 0, text));
        }
        if row.texts.is_empty() {
            self.columns(&named, &mut row.texts)?;
        }
        if row.source_lang.is_none() && whole.is_none() {
            row.source_lang =
                source_of(row.texts.iter().map(|(lang, _)| lang), self.source.as_ref());
        }
        let tu = match whole {
            Some(value) => in_full(&value, row, remarks)?,
            None => row.unit(),
        };
        if tu.variants.is_empty() {
            return Err(Refusal::Unit("there is no text in any language".into()));
        }
        Ok(tu)
    }

    /// Tells something about the name of members, once.
    fn tell(&mut self, remark: Remark) {
        if self.told.contains(&remark.text) || self.told.len() < MOST_TOLD {
            self.told.insert(remark.text.clone());
            let line = self.lines.number();
            self.remarks.push(Remark { line, ..remark });
        }
    }

    /// The members at the top of a line that are texts; other members may be anything.
    fn columns(
        &mut self,
        members: &[(String, Box<RawValue>)],
        texts: &mut Vec<(Lang, String)>,
    ) -> std::result::Result<(), Refusal> {
        let mut names: Vec<&str> = members.iter().map(|(name, _)| name.as_str()).collect();
        // Members have names, so that one language is enough, as beside an identifier.
        names.push("id");
        let (source, target) = (self.source.as_ref(), self.target.as_ref());
        let mut columns = match columns::Columns::of_header(&names, source, target) {
            Err(NoLanguages) => return Err(Refusal::Languages),
            Ok(None) => return Ok(()),
            Ok(Some(columns)) => columns,
        };
        for remark in columns.take_remarks() {
            self.tell(remark);
        }
        let mut without = None;
        for (column, lang) in columns.texts() {
            match text(&members[*column]) {
                Ok(Some(text)) => texts.push((lang.clone(), text)),
                Ok(None) => {}
                Err(refusal) => {
                    without.get_or_insert(refusal);
                }
            }
        }
        // Beside two texts it may be a member that means something else ("no": 5).
        match without {
            Some(refusal) if texts.len() < 2 => Err(refusal),
            _ => Ok(()),
        }
    }
}

/// The members of an object of texts: each is a language. A name that is none costs its text, and what may be meant is
/// proposed, but no language that another member has. `odd`: what is odd about a code.
fn texts(
    members: Members,
    texts: &mut Vec<(Lang, String)>,
    (odd, remarks): (&mut Vec<(Oddity, String)>, &mut Vec<String>),
) -> std::result::Result<(), Refusal> {
    let mut unnamed = Vec::new();
    for member in members.0 {
        let Some(text) = text(&member)? else { continue };
        let name = &member.0;
        match Lang::parse_lenient(name) {
            Ok((lang, is_odd)) => {
                odd.extend(of_locale(&lang, is_odd, name));
                texts.push((lang, text));
            }
            Err(_) => unnamed.push((member.0, text)),
        }
    }
    let is_taken = |code: &str| {
        let code = Lang::stored(code);
        texts.iter().any(|(lang, _)| code.fit(lang).is_some())
    };
    for (name, text) in unnamed {
        note(remarks, || {
            let proposed = proposal::language(Some(&name), &text).filter(|code| !is_taken(code));
            let proposed = proposed.map(|code| format!("; \"{code}\" may be meant"));
            let (name, text) = (excerpt(&name), excerpt(&text));
            format!(
                "{name} is not a language tag: its text was left out{}: {text}",
                proposed.unwrap_or_default()
            )
        });
    }
    Ok(())
}

/// The text of a member; `None` where it is null.
fn text((name, value): &(String, Box<RawValue>)) -> std::result::Result<Option<String>, Refusal> {
    serde_json::from_str(value.get()).map_err(|error| {
        let reason = reason(&error);
        Refusal::Unit(format!("{name:?} holds no text ({reason})"))
    })
}

/// Why a line gives no unit.
enum Refusal {
    Unit(String),
    Languages,
}

/// The unit that a line holds in full. Where one of its texts was edited, the text holds and its codes are left out.
fn in_full(
    value: &RawValue,
    row: Row,
    remarks: &mut Vec<String>,
) -> std::result::Result<Tu, Refusal> {
    let mut tu: Tu = serde_json::from_str(value.get())
        .map_err(|error| Refusal::Unit(format!("its tu cannot be read ({})", reason(&error))))?;
    (tu.tuid, tu.source_lang) = (row.id, row.source_lang);
    (tu.origin, tu.alignment) = (row.origin, row.alignment);
    for tuv in &mut tu.variants {
        match Lang::parse_lenient(tuv.lang.as_str()) {
            Ok((lang, _)) => tuv.lang = lang,
            Err(error) => return Err(Refusal::Unit(error.to_string())),
        }
        tidy(&mut tuv.segment.content);
    }
    for (lang, text) in row.texts {
        if tu
            .variants
            .iter()
            .any(|tuv| lang.fit(&tuv.lang).is_some() && tuv.segment.text() == text)
        {
            continue;
        }
        note(remarks, || {
            "a text was changed beside its codes: the text was taken, the codes were left out"
                .into()
        });
        let own = tu.variants.iter().position(|tuv| tuv.lang == lang);
        let at = own.or_else(|| {
            tu.variants
                .iter()
                .position(|tuv| lang.fit(&tuv.lang).is_some())
        });
        match at {
            Some(at) => tu.variants[at].segment = Segment::plain(text),
            None => tu.variants.push(Tuv::plain(lang, text)),
        }
    }
    Ok(tu)
}

/// Joins texts that follow one another, which no other reader gives.
fn tidy(content: &mut Vec<Inline>) {
    let mut tidied: Vec<Inline> = Vec::with_capacity(content.len());
    for mut piece in content.drain(..) {
        if let Inline::Code(code) = &mut piece {
            tidy(&mut code.content);
        }
        match (tidied.last_mut(), &piece) {
            (_, Inline::Text(text)) if text.is_empty() => {}
            (Some(Inline::Text(before)), Inline::Text(text)) => before.push_str(text),
            _ => tidied.push(piece),
        }
    }
    *content = tidied;
}

fn string(value: &RawValue) -> Option<String> {
    serde_json::from_str::<Option<String>>(value.get())
        .ok()
        .flatten()
}

/// A text or a number.
fn identifier(value: &RawValue) -> Option<String> {
    let number = || {
        value
            .get()
            .starts_with(|c: char| c == '-' || c.is_ascii_digit())
    };
    string(value)
        .or_else(|| number().then(|| value.get().to_owned()))
        .filter(|id| !id.is_empty())
}

/// A column in code points from one in bytes; both count from 1.
fn column(line: &str, bytes: usize) -> usize {
    let before = bytes.saturating_sub(1).min(line.len());
    line.char_indices()
        .take_while(|(at, _)| *at < before)
        .count()
        + 1
}

/// What serde_json says, without its own idea of the place.
fn reason(error: &serde_json::Error) -> String {
    let text = error.to_string();
    match text.rfind(" at line ") {
        Some(at) => text[..at].to_owned(),
        None => text,
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
        self.lines.position()
    }

    fn remarks(&mut self) -> Vec<Remark> {
        std::mem::take(&mut self.remarks)
    }
}

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
        if plain.unit() != *tu {
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
