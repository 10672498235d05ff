//! TBX, read: version 2 (`martif`, ISO 30042:2008) and version 3 (`tbx`, ISO 30042:2019), data categories as attributes
//! (DCA) or as elements (DCT); and TBX-Min (`TBX`), which has elements of its own.

use super::picklist;
use super::status::{Whose, apply_status, tell_admitted};
use super::tbx_category::{
    ReadLanguage, ReadTerm, fill, in_entry, in_language, in_status, in_term, is_category, join_to,
    says_nothing, status_word, take_kinds, without_language,
};
use super::tbx_misplaced::{Misplaced, is_entry};
use super::{ADMITTED_ALONE, ReadTerms, SECOND_PREFERRED, TWICE, odd_code, unusable};
use crate::error::{Error, Place, Result};
use crate::format::mending::Mend;
use crate::format::xml::{Element, Fault, Piece, Xml};
use crate::lang::{ColumnName, Lang};
use crate::model::{Term, TermEntry, TermStatus};
use std::io::Cursor;
use std::path::Path;

/// Reads a file.
///
/// # Errors
/// [`Error::Malformed`] for what is not well-formed, with its place, and for other XML.
pub(super) fn read(bytes: &[u8], path: &Path) -> Result<ReadTerms> {
    let mut xml = Xml::new(Cursor::new(bytes));
    let mut reader = TbxReader::default();
    match reader.run(&mut xml) {
        Ok(()) => {}
        Err(Fault::ForeignRoot(what)) => {
            let here = xml.place();
            return Err(Error::malformed(
                Place::at(path, here.line, here.column),
                what,
                "karvan reads glossaries as TBX, CSV, TSV, XLSX and OmegaT's lists",
            ));
        }
        Err(fault) => return Err(fault.in_file(path, xml.place())),
    }
    reader.misplaced.tell(&mut reader.out);
    Ok(reader.out)
}

/// What a file in the dialect for simple glossaries is called.
const TBX_MIN: &str = "TBX-Min";

/// An element with what is wanted of it.
#[derive(Debug)]
struct Opened {
    name: String,
    kind: Option<String>,
    id: Option<String>,
    lang: Option<String>,
}

impl Opened {
    fn of(element: &Element<'_>) -> std::result::Result<Self, Fault> {
        let (mut kind, mut id, mut lang) = (None, None, None);
        element.attributes(|name, value| match name {
            "type" => kind = Some(value.into_owned()),
            "id" | "xml:id" => id = Some(value.into_owned()),
            "xml:lang" | "lang" => lang = Some(value.into_owned()),
            _ => {}
        })?;
        Ok(Self {
            name: element.name().to_owned(),
            kind,
            id,
            lang,
        })
    }
}

/// Where an element says something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Level {
    Entry,
    Language,
    Term,
}

/// What is being read into one text.
#[derive(Debug)]
struct Capture {
    depth: usize,
    line: usize,
    kind: String,
    text: String,
}

#[derive(Debug, Default)]
struct TbxReader {
    out: ReadTerms,
    depth: usize,
    entry: Option<TermEntry>,
    notes: Vec<String>,
    /// What is said of the status of the whole entry.
    statuses: Vec<String>,
    languages: Vec<ReadLanguage>,
    /// The depths at which the entry, its language and its term began.
    level: Vec<(Level, usize)>,
    capture: Option<Capture>,
    /// The depth of the group of descriptions that is open, and the kind of its description.
    group: Option<(usize, String)>,
    misplaced: Misplaced,
}

impl TbxReader {
    fn run<R: std::io::Read>(&mut self, xml: &mut Xml<R>) -> std::result::Result<(), Fault> {
        loop {
            match xml.next()? {
                Piece::Open(element) => {
                    let element = Opened::of(&element)?;
                    // The place is that of the piece read last.
                    self.open(element, xml.place().line)?;
                }
                Piece::Close => self.close(),
                Piece::Text(text) => self.text(&text),
                Piece::Char(c) => self.text(c.encode_utf8(&mut [0; 4])),
                Piece::Comment | Piece::Nothing => {}
                Piece::End => {
                    for odd in xml.take_prolog() {
                        self.out.remark(odd.text);
                    }
                    self.tell_unassigned(&xml.take_unassigned_so_far());
                    return Ok(());
                }
            }
        }
    }

    /// Tells bytes that stand for no character in the file's encoding.
    fn tell_unassigned(&mut self, bytes: &[Mend]) {
        let count: u64 = bytes.iter().map(|byte| byte.count).sum();
        if let Some(first) = bytes.first() {
            let more = match count {
                0 | 1 => String::new(),
                count => format!(", and {} more", count - 1),
            };
            let line = first.mark.line;
            self.out
                .remark(format!("{} (line {line}{more})", first.what));
        }
    }

    fn text(&mut self, text: &str) {
        match &mut self.capture {
            Some(capture) => capture.text.push_str(text),
            None => self.misplaced.stray(text, &mut self.out),
        }
    }

    fn open(&mut self, element: Opened, line: usize) -> std::result::Result<(), Fault> {
        self.depth += 1;
        let Opened {
            name,
            kind,
            id,
            lang,
        } = element;
        let (prefix, local) = name.split_once(':').unwrap_or(("", &name));
        if self.depth == 1 {
            self.out.format = match local {
                "martif" => "TBX 2",
                "tbx" => "TBX 3",
                // Elements of its own, but the same in it.
                "TBX" => TBX_MIN,
                _ => {
                    return Err(Fault::ForeignRoot(format!(
                        "this is XML, but not TBX: its first element is <{name}>"
                    )));
                }
            };
            return Ok(());
        }
        if self.capture.is_some() || self.misplaced.passes() {
            // Markup inside a text: the text stays. A note of TBX-Min is a key and a value.
            if is_entry(local) {
                if self.capture.is_some() {
                    Misplaced::refuse_in_text(line, &mut self.out);
                } else {
                    self.misplaced.refuse_in_passed(line, &mut self.out);
                }
            }
            self.misplaced.in_passed(local, self.depth);
            if let Some(capture) = self.capture.as_mut().filter(|_| local == "noteValue")
                && !capture.text.trim().is_empty()
            {
                capture.text.push_str(": ");
            }
            return Ok(());
        }
        match local {
            "termEntry" | "conceptEntry" | "entry" if self.entry.is_none() => {
                let id = id.filter(|id| !id.trim().is_empty());
                self.entry = Some(TermEntry {
                    id: id.map(|id| self.misplaced.own_id(id, line)),
                    line,
                    ..TermEntry::default()
                });
                self.level.push((Level::Entry, self.depth));
            }
            _ if is_entry(local) || local == "entry" => {
                self.misplaced
                    .refuse(local, line, self.depth, &mut self.out);
            }
            _ if self.entry.is_none() => {
                self.misplaced.outside(local, self.depth, &mut self.out);
            }
            "langSet" | "langSec" | "langGroup" => {
                self.level.push((Level::Language, self.depth));
                self.begin_language(lang.as_deref(), line);
            }
            "tig" | "ntig" | "termSec" | "termGroup" => {
                self.level.push((Level::Term, self.depth));
                if let Some(language) = self.languages.last_mut() {
                    language.terms.push(ReadTerm {
                        line,
                        ..ReadTerm::default()
                    });
                }
            }
            // Groups are transparent: what is in them counts.
            "descripGrp" => self.group = Some((self.depth, String::new())),
            "adminGrp" | "termGrp" | "termNoteGrp" | "noteGrp" => {}
            // Who did what when: nothing in it is about the term.
            "transacGrp" | "transac" | "date" => {
                self.begin_capture(line, "transactions".into());
            }
            "term" | "note" => {
                let term = self.languages.last_mut().and_then(|l| l.terms.last_mut());
                if let Some(term) = term.filter(|_| local == "term") {
                    term.line = line;
                }
                self.begin_capture(line, local.to_owned());
            }
            "descrip" | "termNote" | "admin" | "adminNote" | "descripNote" | "ref" | "xref" => {
                self.begin_capture(line, kind.unwrap_or_else(|| local.to_owned()));
            }
            _ if !prefix.is_empty() || self.out.format == TBX_MIN => {
                self.begin_capture(line, local.to_owned());
            }
            _ if is_category(local) => {
                self.out.remark(format!(
                    "<{local}> stands in the namespace of TBX itself, not in one of data categories: it was read as one"
                ));
                self.begin_capture(line, local.to_owned());
            }
            _ => self.begin_capture(line, format!("<{name}>")),
        }
        Ok(())
    }

    fn begin_capture(&mut self, line: usize, kind: String) {
        self.capture = Some(Capture {
            depth: self.depth,
            line,
            kind,
            text: String::new(),
        });
    }

    fn begin_language(&mut self, tag: Option<&str>, line: usize) {
        let lang = match tag.map(ColumnName::of) {
            // Anything else could be no column of a glossary.
            Some(ColumnName::Tag(lang) | ColumnName::Name(lang) | ColumnName::Word(lang)) => {
                Some(lang)
            }
            Some(ColumnName::Odd(lang)) => {
                if !lang.is_private() {
                    self.out.remark(odd_code(&lang));
                }
                Some(lang)
            }
            Some(ColumnName::Resembling | ColumnName::Other) | None => None,
        };
        let tag = tag.filter(|_| lang.is_none()).map(str::to_owned);
        self.languages.push(ReadLanguage {
            lang,
            line,
            tag,
            ..ReadLanguage::default()
        });
    }

    fn close(&mut self) {
        if let Some(capture) = self.capture.take_if(|capture| capture.depth == self.depth) {
            let text = self.out.cell(&capture.text);
            self.take(capture.line, &capture.kind, &text);
        }
        self.misplaced.close(self.depth);
        self.group.take_if(|(depth, _)| *depth == self.depth);
        if let Some((level, _)) = self.level.pop_if(|(_, depth)| *depth == self.depth)
            && level == Level::Entry
        {
            self.finish();
        }
        self.depth -= 1;
    }

    /// Takes a text of a kind where it stands.
    fn take(&mut self, line: usize, kind: &str, text: &str) {
        let level = self.level.last().map_or(Level::Entry, |(level, _)| *level);
        let (Some(entry), false) = (&mut self.entry, text.is_empty()) else {
            return;
        };
        if let Some((_, of)) = &mut self.group {
            if kind == "source" && !matches!(of.as_str(), "" | "definition") {
                // It says where a context was found, not the concept.
                return self.out.leave_out(format!("source of a {of}"));
            }
            if of.is_empty() {
                kind.clone_into(of);
            }
        }
        let taken = match (level, self.languages.last_mut()) {
            _ if picklist::is_status_kind(kind) && says_nothing(kind, text) => {
                // How far the work has come is no status.
                !picklist::is_process_kind(kind)
            }
            (Level::Entry, _) | (_, None) if picklist::is_status_kind(kind) => {
                self.statuses.push(status_word(kind, text).to_owned());
                true
            }
            (Level::Language, Some(language)) if picklist::is_status_kind(kind) => {
                language.statuses.push(status_word(kind, text).to_owned());
                true
            }
            (Level::Term, Some(language)) if picklist::is_status_kind(kind) => {
                in_status(&mut self.out, language, line, kind, text);
                true
            }
            (Level::Entry, _) | (_, None) => in_entry(entry, &mut self.notes, kind, text),
            // A glossary names one source of a concept.
            (Level::Language | Level::Term, Some(_)) if kind == "source" => {
                fill(&mut entry.source, text)
            }
            (Level::Language, Some(language)) => in_language(language, kind, text),
            (Level::Term, Some(language)) => in_term(entry, language, kind, text),
        };
        if !taken {
            self.out.leave_out(kind);
        }
    }

    /// The entry is complete.
    fn finish(&mut self) {
        let Some(mut entry) = self.entry.take() else {
            return;
        };
        entry.note = std::mem::take(&mut self.notes).join("; ");
        take_kinds(&mut self.out, &mut entry, &self.languages);
        let mut statuses: Vec<(Option<Lang>, String)> = std::mem::take(&mut self.statuses)
            .into_iter()
            .map(|word| (None, word))
            .collect();
        let languages = std::mem::take(&mut self.languages);
        let known: Vec<Lang> = languages.iter().filter_map(|l| l.lang.clone()).collect();
        for mut language in languages {
            let Some(lang) = language.lang else {
                let what = without_language(&entry, &language, &known);
                self.out.refuse_part(language.line, what);
                continue;
            };
            let words = language.statuses.into_iter();
            statuses.extend(words.map(|word| (Some(lang.clone()), word)));
            // The first approved term will be the preferred one, so what may be none comes last.
            language.terms.sort_by_key(|term| term.is_doubtful);
            for term in &mut language.terms {
                if term.is_doubtful {
                    term.status.get_or_insert(TermStatus::Admitted);
                }
            }
            let several = language.terms.len() > 1;
            let mut notes = language.notes;
            // In a glossary the first approved term is the preferred one.
            let statuses = || language.terms.iter().map(|term| term.status);
            if statuses().all(|status| status != Some(TermStatus::Preferred))
                && statuses().find(|status| *status != Some(TermStatus::Forbidden))
                    == Some(Some(TermStatus::Admitted))
            {
                self.out.leave_out(ADMITTED_ALONE);
            }
            let mut judged_before: Vec<String> = Vec::new();
            for term in language.terms {
                if let Some(why) = unusable(&term.text) {
                    self.out.refuse_part(term.line, format!("{lang}: {why}"));
                    continue;
                }
                let about = |note: &String| {
                    if several {
                        format!("{}: {note}", term.text)
                    } else {
                        note.clone()
                    }
                };
                notes.extend(term.notes.iter().map(about));
                let language = entry.language(&lang);
                let status = term.status.unwrap_or(TermStatus::Admitted);
                // What is allowed in one place and forbidden in another is a conflict, which taking the entry will tell; what is
                // in doubt, or was never judged, is not.
                let judged = term.status.is_some() && !term.is_doubtful;
                let may_contradict = judged && judged_before.contains(&term.text);
                if judged {
                    judged_before.push(term.text.clone());
                }
                let is_forbidden = |status| status == TermStatus::Forbidden;
                let contradicts = |known: &Term| {
                    may_contradict && is_forbidden(known.status) != is_forbidden(status)
                };
                let mut known = language.terms.iter_mut();
                let twin = known.find(|known| known.text == term.text);
                if let Some(known) = twin.filter(|known| !contradicts(known)) {
                    known.status = known.status.max(status);
                    self.out.leave_out(TWICE);
                } else {
                    language.terms.push(Term {
                        lang: lang.clone(),
                        text: term.text,
                        status,
                    });
                }
            }
            let taken = entry.language(&lang);
            join_to(&mut taken.definition, &language.definition);
            join_to(&mut taken.note, &notes);
        }
        for (lang, word) in statuses {
            let whose = lang.as_ref().map_or(Whose::Entry, Whose::Language);
            apply_status(&mut self.out, &mut entry, whose, &[], &word);
            tell_admitted(&mut self.out, &entry, whose, &word);
        }
        if entry
            .languages
            .iter()
            .all(|language| language.terms.is_empty())
        {
            let id = entry.id.as_deref().unwrap_or("without id");
            let reason = format!("the entry {id} has no term that can be taken");
            self.out.refuse(entry.line, reason);
            return;
        }
        for _ in 0..entry.settle() {
            self.out.leave_out(SECOND_PREFERRED);
        }
        self.out.entries.push(entry);
    }
}
