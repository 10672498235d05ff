//! Reading JSON lines, karvan's own and those of others.

use super::members::{Members, column, identifier, reason, string, text};
use super::whole::in_full;
use super::{Refusal, Row};
use crate::error::{Error, Place, Result};
use crate::format::columns::{Columns, NoLanguages, left_alone, source_of};
use crate::format::decoding::Content;
use crate::format::lines::Lines;
use crate::format::oddity::{no_text, of_locale, only_language, several_in_one};
use crate::format::remarks::{excerpt, note};
use crate::format::sides::{is_source, is_target};
use crate::format::tmx::proposal;
use crate::format::{Entry, Oddity, Rejected, Remark, UnitReader, entry_or_end};
use crate::lang::Lang;
use crate::model::{Header, Tu, Tuv};
use rustc_hash::FxHashSet;
use serde_json::value::RawValue;
use std::io::Read;
use std::path::Path;

/// So many names of members are told of; a file with more has keys for names.
const MOST_TOLD: usize = 20;
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
        let (mut remarks, mut nameless) = (Vec::new(), Vec::new());
        let id = members.0.iter().rfind(|(name, _)| is_id(name));
        let id = id.and_then(|(_, value)| identifier(value));
        // An empty one is none but in what karvan wrote.
        let id = id.filter(|id| is_whole || !id.is_empty());
        let entry = match self.unit(id.clone(), members, (&mut remarks, &mut nameless)) {
            Ok(tu) => {
                let mut remarks: Vec<Remark> = remarks.into_iter().map(Remark::from).collect();
                let nameless = nameless.into_iter();
                remarks.extend(nameless.map(|it| Remark::new(Oddity::NoLanguage, line, it)));
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
            Err(Refusal::Unit(reason)) => Entry::Rejected(Rejected::new(line, id, reason).broken()),
            Err(Refusal::NoText) => {
                Entry::Rejected(Rejected::new(line, id, "there is no text in any language"))
            }
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

    /// The unit of a line with this identifier. `nameless`: what is said of texts whose names are no languages.
    fn unit(
        &mut self,
        id: Option<String>,
        members: Members,
        (remarks, nameless): (&mut Vec<String>, &mut Vec<String>),
    ) -> std::result::Result<Tu, Refusal> {
        let mut row = Row {
            id,
            ..Row::default()
        };
        for name in ["id", "source_lang", "origin", "alignment", "tu"] {
            let is_it = |own: &str| own == name || name == "id" && is_id(own);
            if members.0.iter().filter(|(own, _)| is_it(own)).count() > 1 {
                note(remarks, || {
                    format!("{name} stands more than once: the last one was read")
                });
            }
        }
        let mut odd = Vec::new();
        let mut whole = None;
        let mut named = Vec::new();
        for (name, value) in members.0 {
            match name.as_str() {
                own if is_id(own) => {
                    if row.id.is_none() {
                        tell_unusable(&name, &value, "a text or a number", remarks);
                    }
                }
                "source_lang" => {
                    row.source_lang =
                        string(&value).and_then(|tag| Some(Lang::parse_lenient(&tag).ok()?.0));
                    if row.source_lang.is_none() {
                        tell_unusable(&name, &value, "a language tag", remarks);
                    }
                }
                "origin" => {
                    row.origin = string(&value);
                    if row.origin.is_none() {
                        tell_unusable(&name, &value, "a text", remarks);
                    }
                }
                "alignment" => {
                    row.alignment = value.get().parse().ok().filter(|a| (0.0..=1.0).contains(a));
                    if row.alignment.is_none() {
                        tell_unusable(&name, &value, "a number from 0 to 1", remarks);
                    }
                }
                "tu" => whole = Some(value),
                "texts" | "translation" if value.get().starts_with('{') => {
                    if let Ok(inner) = serde_json::from_str::<Members>(value.get()) {
                        texts(inner, &mut row.texts, (&mut odd, nameless))?;
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
        } else {
            for (name, _) in &named {
                let name = match name.trim() {
                    "" => "a member without a name",
                    name => name,
                };
                let what = format!("{name} beside the object of texts was left alone");
                self.tell(Remark::new(Oddity::Other, 0, what));
            }
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
            return Err(Refusal::NoText);
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
        if members.iter().any(|(name, _)| name.trim().is_empty()) {
            let what = "a member without a name was left out";
            self.tell(Remark::new(Oddity::Other, 0, what));
        }
        let mut names: Vec<&str> = members.iter().map(|(name, _)| name.as_str()).collect();
        // Members have names, so that one language is enough, as beside an identifier.
        names.push("id");
        let (source, target) = (self.source.as_ref(), self.target.as_ref());
        let mut columns = match Columns::of_header(&names, source, target) {
            Err(NoLanguages) => return Err(Refusal::Languages),
            Ok(None) => return self.one_side(members, texts),
            Ok(Some(columns)) => columns,
        };
        for remark in columns.take_remarks() {
            self.tell(remark);
        }
        let mut without = None;
        for (column, lang) in columns.texts() {
            let Some(member) = members.get(*column) else {
                continue;
            };
            match text(member) {
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

    /// The source or the translation that a line holds without the other one.
    fn one_side(
        &mut self,
        members: &[(String, Box<RawValue>)],
        texts: &mut Vec<(Lang, String)>,
    ) -> std::result::Result<(), Refusal> {
        let sides = [
            (is_source as fn(&str) -> bool, &self.source, "-s"),
            (is_target, &self.target, "-t"),
        ];
        let found = sides.into_iter().find_map(|(is_side, lang, flag)| {
            let at = members.iter().position(|(name, _)| is_side(name))?;
            Some((at, lang.clone(), flag))
        });
        let Some((at, lang, flag)) = found else {
            return Ok(());
        };
        let name = &members[at].0;
        let lang = lang.ok_or_else(|| {
            Refusal::Unit(format!(
                "the language of its {name} is not said: name it with {flag}"
            ))
        })?;
        texts.extend(text(&members[at])?.map(|text| (lang, text)));
        for (other, (name, _)) in members.iter().enumerate() {
            if other != at && !name.trim().is_empty() {
                self.tell(left_alone(name.trim()));
            }
        }
        Ok(())
    }
}

/// Whether a member is the identifier, in whatever letters, as the column of a table is.
fn is_id(name: &str) -> bool {
    name.eq_ignore_ascii_case("id")
}

/// Tells that the value of a member is not what it must be; one that says nothing is not told.
fn tell_unusable(name: &str, value: &RawValue, wanted: &str, remarks: &mut Vec<String>) {
    if !matches!(value.get(), "null" | "\"\"") {
        let value = excerpt(value.get());
        note(remarks, || {
            format!("{name} was left out: it is not {wanted}: {value}")
        });
    }
}

/// The members of an object of texts: each is a language. A name that is none costs its text, and what may be meant is
/// proposed, but no language that another member has. `odd`: what is odd about a code; `nameless`: what is said of those texts.
fn texts(
    members: Members,
    texts: &mut Vec<(Lang, String)>,
    (odd, nameless): (&mut Vec<(Oddity, String)>, &mut Vec<String>),
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
        texts
            .iter()
            .any(|(lang, _)| proposal::is_taken(&code, lang))
    };
    for (name, text) in unnamed {
        note(nameless, || {
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

impl<R: Read> UnitReader for Reader<R> {
    fn next_entry(&mut self) -> Option<Result<Entry>> {
        if self.done {
            return None;
        }
        let next = self.advance();
        entry_or_end(&mut self.done, next)
    }

    fn header(&self) -> &Header {
        &self.header
    }

    fn position(&self) -> u64 {
        self.lines.position()
    }

    fn remarks(&mut self) -> Vec<Remark> {
        let mut remarks = self.lines.take_remarks();
        remarks.append(&mut self.remarks);
        remarks
    }
}
