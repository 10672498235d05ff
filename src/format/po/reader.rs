//! The streaming reader: entries from lines.

use super::comment::add_line;
use super::entry::Entry;
use super::known::Known;
use super::quoted;
use crate::error::{Error, Place, Result};
use crate::format::decoding::Content;
use crate::format::lines::Lines;
use crate::format::remarks::{excerpt, note};
use crate::format::{Entry as Found, Oddity, Remark, UnitReader, Untranslated, entry_or_end};
use crate::lang::Lang;
use crate::model::Header;
use std::collections::VecDeque;
use std::io::Read;
use std::path::Path;

/// More forms than any language has.
const MOST_FORMS: usize = 100;

/// Which text continuation lines belong to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Slot {
    None,
    Domain,
    Context,
    Id,
    Plural,
    Form,
    PreviousContext,
    PreviousId,
    PreviousPlural,
}

/// Reads PO, one entry after another, in the encoding that its header names.
#[derive(Debug)]
pub struct Reader<R> {
    pub(super) lines: Lines<R>,
    pub(super) header: Header,
    pub(super) source: Option<Lang>,
    pub(super) target: Option<Lang>,
    pub(super) untranslated: Untranslated,
    /// The header names the language of the translations.
    pub(super) says_target: bool,
    /// What it holds in the place of the languages of sources and translations, which is no language tag.
    pub(super) unusable: [Option<String>; 2],
    row: String,
    /// The entry under construction and the text that a quoted line continues.
    pub(super) entry: Entry,
    slot: Slot,
    /// A keyword that no text follows so far, and its line.
    pub(super) textless: Option<(usize, String)>,
    /// There was an entry that is no header.
    pub(super) has_entries: bool,
    /// The entries before it.
    pub(super) known: Known,
    /// How many forms the header says that entries with a plural have; 0 where it says nothing of it.
    pub(super) forms: usize,
    pub(super) ready: VecDeque<Found>,
    /// What was odd about the header.
    pub(super) remarks: Vec<Remark>,
    done: bool,
}

impl<R: Read> Reader<R> {
    /// A reader of the bytes of a file; `path` is what errors call it. `source` and `target` are the languages of a
    /// file that does not say its own; few name that of their sources.
    pub fn new(
        input: R,
        path: impl AsRef<Path>,
        source: Option<Lang>,
        target: Option<Lang>,
    ) -> Self {
        Self {
            lines: Lines::new(input, Content::Po, path.as_ref()),
            header: Header::default(),
            source,
            target,
            untranslated: Untranslated::default(),
            says_target: false,
            unusable: [None, None],
            row: String::new(),
            entry: Entry::default(),
            slot: Slot::None,
            textless: None,
            has_entries: false,
            known: Known::default(),
            forms: 0,
            ready: VecDeque::new(),
            remarks: Vec::new(),
            done: false,
        }
    }

    /// The same reader with another way with units that are not translated.
    #[must_use]
    pub fn with(mut self, untranslated: Untranslated) -> Self {
        self.untranslated = untranslated;
        self
    }

    /// Reads until an entry is ready; `false` at the end of the file.
    fn advance(&mut self) -> Result<bool> {
        while self.ready.is_empty() {
            if !self.lines.next_filled(&mut self.row)? {
                self.end()?;
                return Ok(!self.ready.is_empty());
            }
            let row = std::mem::take(&mut self.row);
            self.line(&row)?;
            self.row = row;
        }
        Ok(true)
    }

    fn line(&mut self, row: &str) -> Result<()> {
        let blank = row.len() - row.trim_start().len();
        let text = &row[blank..];
        // A mark alone is an empty line of an obsolete or a previous text.
        if matches!(text.trim_end(), "#~" | "#~|" | "#|") {
            return Ok(());
        }
        if let Some(rest) = text.strip_prefix("#~") {
            return match rest.strip_prefix('|') {
                Some(_) => self.previous(row, blank + 3, true),
                None => self.keyword(row, blank + 2, true),
            };
        }
        if text.starts_with("#|") {
            return self.previous(row, blank + 2, false);
        }
        if let Some(rest) = text.strip_prefix('#') {
            self.begin_comment()?;
            let entry = &mut self.entry;
            let after = |mark: char| {
                rest.strip_prefix(mark)
                    .map(|rest| rest.strip_prefix(' ').unwrap_or(rest))
            };
            if let Some(line) = after('.') {
                add_line(&mut entry.extracted, line);
            } else if let Some(line) = after(':') {
                add_line(&mut entry.reference, line);
            } else if let Some(line) = after(',') {
                for flag in line
                    .split(',')
                    .map(str::trim)
                    .filter(|flag| !flag.is_empty())
                {
                    let flags = entry.flags.get_or_insert_default();
                    if !flags.is_empty() {
                        flags.push_str(", ");
                    }
                    flags.push_str(flag);
                }
            } else {
                add_line(&mut entry.comment, rest.strip_prefix(' ').unwrap_or(rest));
            }
            return Ok(());
        }
        self.keyword(row, blank, false)
    }

    /// A comment that follows a translation belongs to the next entry.
    fn begin_comment(&mut self) -> Result<()> {
        self.require_text()?;
        if self.entry.is_complete() {
            self.finish_entry()?;
        }
        self.slot = Slot::None;
        Ok(())
    }

    fn previous(&mut self, row: &str, from: usize, obsolete: bool) -> Result<()> {
        let text = row[from..].trim_start();
        if !text.starts_with('"') {
            self.begin_comment()?;
        }
        self.entry.obsolete |= obsolete;
        let (slot, at) = match word(row, from) {
            ("msgctxt", at) => (Slot::PreviousContext, at),
            ("msgid", at) => (Slot::PreviousId, at),
            ("msgid_plural", at) => (Slot::PreviousPlural, at),
            ("", at) => (self.slot, at),
            _ => return Err(self.malformed_at(row, from, UNKNOWN)),
        };
        self.slot = slot;
        self.take_text(row, at)
    }

    fn keyword(&mut self, row: &str, from: usize, obsolete: bool) -> Result<()> {
        let (word, at) = word(row, from);
        let slot = match word {
            "" => self.slot,
            "domain" => Slot::Domain,
            "msgctxt" => Slot::Context,
            "msgid" => Slot::Id,
            "msgid_plural" => Slot::Plural,
            "msgstr" => Slot::Form,
            _ => return Err(self.malformed_at(row, from, UNKNOWN)),
        };
        if word.is_empty() {
            return self.take_text(row, at);
        }
        self.require_text()?;
        if matches!(slot, Slot::Domain | Slot::Context | Slot::Id) && self.entry.is_complete() {
            self.finish_entry()?;
        }
        let known = match slot {
            Slot::Context => self.entry.context.is_some(),
            Slot::Id => self.entry.id.is_some(),
            Slot::Plural => self.entry.plural.is_some(),
            _ => false,
        };
        if known {
            return Err(self.malformed_at(row, from, "the entry before this one has no msgstr"));
        }
        if matches!(slot, Slot::Plural | Slot::Form) && self.entry.id.is_none() {
            return Err(self.malformed_at(row, from, "there is no msgid before it"));
        }
        let mut at = at;
        if slot == Slot::Form {
            at = self.begin_form(row, at)?;
        }
        if self.entry.line == 0 {
            self.entry.line = self.lines.number();
        }
        self.entry.obsolete |= obsolete;
        self.slot = slot;
        match slot {
            // Each domain is a catalogue of its own.
            Slot::Domain => self.known = Known::default(),
            Slot::Context => self.entry.context = Some(String::new()),
            Slot::Id => self.entry.id = Some(String::new()),
            Slot::Plural => self.entry.plural = Some(String::new()),
            _ => {}
        }
        self.take_text(row, at)
    }

    /// Reads the number of a form, if there is one; where the text begins.
    fn begin_form(&mut self, row: &str, at: usize) -> Result<usize> {
        let rest = row[at..].trim_start();
        let (form, at) = match rest.strip_prefix('[') {
            None => {
                self.entry.unnumbered = true;
                (0, at)
            }
            Some(rest) => {
                let found = rest.split_once(']');
                let number = found.and_then(|(number, _)| number.trim().parse().ok());
                let (Some((_, after)), Some(number)) = (found, number.filter(|n| *n < MOST_FORMS))
                else {
                    let what = match found {
                        Some(_) if number.is_some() => {
                            "the number of this form is higher than any language has forms"
                        }
                        _ => "the number of this form is no number",
                    };
                    return Err(self.malformed_at(row, at, what));
                };
                (number, row.len() - after.len())
            }
        };
        if self.entry.forms.iter().any(|(known, _)| *known == form) {
            return Err(self.malformed_at(row, at, "this entry has its msgstr already"));
        }
        self.entry.forms.push((form, String::new()));
        Ok(at)
    }

    /// The keyword before what begins here must have its text.
    fn require_text(&self) -> Result<()> {
        match &self.textless {
            None => Ok(()),
            Some((line, keyword)) => Err(self.malformed_in(
                *line,
                0,
                &format!("no text in quotation marks follows {keyword}"),
            )),
        }
    }

    /// Reads the text behind a keyword, which may begin on a later line, or a further line of it.
    fn take_text(&mut self, row: &str, at: usize) -> Result<()> {
        let is_there = !row[at..].trim().is_empty();
        let keyword = || {
            row[..at]
                .trim_start_matches(['#', '~', '|', ' ', '\t'])
                .to_owned()
        };
        self.textless = (!is_there).then(|| (self.lines.number(), keyword()));
        let entry = &mut self.entry;
        let mut domain = String::new();
        let slot = match self.slot {
            Slot::None => {
                return Err(self.malformed_at(
                    row,
                    at,
                    "this text belongs to no msgid and no msgstr",
                ));
            }
            Slot::Domain => &mut domain,
            Slot::Context => entry.context.get_or_insert_default(),
            Slot::Id => entry.id.get_or_insert_default(),
            Slot::Plural => entry.plural.get_or_insert_default(),
            Slot::PreviousContext => entry.previous_context.get_or_insert_default(),
            Slot::PreviousId => entry.previous_id.get_or_insert_default(),
            Slot::PreviousPlural => entry.previous_plural.get_or_insert_default(),
            Slot::Form => match entry.forms.last_mut() {
                Some((_, text)) => text,
                None => &mut domain,
            },
        };
        let read = quoted::read(row, at, slot);
        if self.slot == Slot::Domain && !domain.is_empty() {
            let text = format!(
                "the domain {} was left out: its entries were read",
                excerpt(&domain)
            );
            self.remarks
                .push(Remark::new(Oddity::Note, self.lines.number(), text));
        }
        match read {
            Ok(odd) => {
                if let Some(odd) = odd.unknown {
                    note(&mut entry.remarks, || {
                        format!("\\{odd} is no escape of C; it was kept as it is")
                    });
                }
                if odd.has_nul {
                    note(&mut entry.remarks, || {
                        "\\0 is no text: U+FFFD was read in its place".into()
                    });
                }
                Ok(())
            }
            Err((at, what)) => Err(self.malformed_at(row, at, what)),
        }
    }

    /// A quoted line that follows continues no text.
    pub(super) fn leave_text(&mut self) {
        self.slot = Slot::None;
    }

    fn malformed_at(&self, row: &str, at: usize, what: &str) -> Error {
        self.malformed(
            row.get(..at).map_or(0, |before| before.chars().count() + 1),
            what,
        )
    }

    pub(super) fn malformed(&self, column: usize, what: &str) -> Error {
        self.malformed_in(self.lines.number(), column, what)
    }

    fn malformed_in(&self, line: usize, column: usize, what: &str) -> Error {
        Error::malformed(
            Place::at(self.lines.path(), line, column),
            what,
            "nothing was taken from this file; `msgfmt -c` of gettext checks it as well",
        )
    }
}

const UNKNOWN: &str = "this is no keyword of PO (msgctxt, msgid, msgid_plural, msgstr)";

/// The word at a place of a line, and where it ends; none where a text begins.
fn word(row: &str, from: usize) -> (&str, usize) {
    let rest = row[from..].trim_start();
    let start = row.len() - rest.len();
    let end = rest
        .find(|c: char| !c.is_ascii_alphanumeric() && c != '_')
        .unwrap_or(rest.len());
    match rest.chars().next() {
        Some('"') => ("", start),
        // What is no word is an unknown one.
        Some(_) if end == 0 => (rest, start),
        _ => (&rest[..end], start + end),
    }
}

impl<R: Read> UnitReader for Reader<R> {
    fn next_entry(&mut self) -> Option<Result<Found>> {
        if self.done {
            return None;
        }
        let next = self.advance().map(|_| self.ready.pop_front());
        entry_or_end(&mut self.done, next)
    }

    fn header(&self) -> &Header {
        &self.header
    }

    fn may_have_late_header(&mut self) -> bool {
        true
    }

    fn remarks(&mut self) -> Vec<Remark> {
        let mut remarks = self.lines.take_remarks();
        remarks.append(&mut self.remarks);
        remarks
    }

    fn position(&self) -> u64 {
        self.lines.position()
    }
}
