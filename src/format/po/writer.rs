//! Writing PO as gettext does, a line of a text a line.

use super::body::Body;
use super::places::{Said, Sense, place};
use super::{OBSOLETE, SUPPLIED, comment, header, quoted};
use crate::format::UnitWriter;
use crate::format::left_out::{LeftOut, NO_PAIR, TAGS, UNTRANSLATED};
use crate::lang::Lang;
use crate::model::{Annotation, Header, Tu};
use rustc_hash::{FxHashSet, FxHasher};
use std::hash::{Hash as _, Hasher as _};
use std::io::{self, Write};

/// Writes units that have both languages as PO in UTF-8. Units that are forms of one entry and follow one another are
/// one entry again. A second unit of the same source gets a context `karvan-N`, since gettext takes no two entries
/// of one source; it is taken off when the file is read.
///
/// Inline codes, other properties, dates and the like are left out and counted.
#[derive(Debug)]
pub struct Writer<W> {
    out: W,
    /// The entries, while the header waits for the number of their forms.
    body: Option<Body>,
    source: Lang,
    target: Lang,
    header: Header,
    begun: bool,
    waiting: Option<Waiting>,
    /// How many forms the header says that an entry has.
    plurals: usize,
    /// A hash of each context and source that was written: eight bytes a unit.
    known: FxHashSet<u64>,
    supplied: usize,
    left_out: LeftOut,
}

/// An entry that may get further forms.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Waiting {
    pub(super) said: Said,
    id: String,
    pub(super) plural: Option<String>,
    pub(super) forms: Vec<String>,
    /// There are further forms, or the first one translates the singular: then an entry has two at least.
    pub(super) several: bool,
}

impl<W: Write> Writer<W> {
    /// A writer of the pairs of these languages, with the fields that the header has from other PO files.
    pub fn new(out: W, header: &Header, source: Lang, target: Lang) -> Self {
        Self {
            out,
            body: None,
            source,
            target,
            header: header.clone(),
            begun: false,
            waiting: None,
            plurals: 0,
            known: FxHashSet::default(),
            supplied: 0,
            left_out: LeftOut::default(),
        }
    }

    fn begin(&mut self) -> io::Result<()> {
        if std::mem::replace(&mut self.begun, true) {
            return Ok(());
        }
        if header::says_plurals(&self.header, &self.target) {
            return self.write_header(0);
        }
        self.body = Some(Body::new()?);
        Ok(())
    }

    fn write_header(&mut self, forms: usize) -> io::Result<()> {
        let (out, plurals) = header::write(
            &self.header,
            [&self.source, &self.target],
            forms,
            &mut self.left_out,
        );
        self.plurals = plurals;
        self.out.write_all(out.as_bytes())
    }

    fn flush_waiting(&mut self) -> io::Result<()> {
        let Some(entry) = self.waiting.take() else {
            return Ok(());
        };
        let mut hasher = FxHasher::default();
        (entry.said.value("msgctxt"), &entry.id).hash(&mut hasher);
        let supplied = (!self.known.insert(hasher.finish())).then(|| {
            self.supplied += 1;
            match entry.said.value("msgctxt") {
                Some(own) => format!("{own} {SUPPLIED}{}", self.supplied),
                None => format!("{SUPPLIED}{}", self.supplied),
            }
        });
        let mut out = String::from("\n");
        entry.write(&mut out, supplied.as_deref(), self.plurals);
        match &mut self.body {
            Some(body) => body.write(&entry, &out),
            None => self.out.write_all(out.as_bytes()),
        }
    }
}

impl<W: Write> UnitWriter for Writer<W> {
    fn write(&mut self, tu: &Tu) -> io::Result<()> {
        self.begin()?;
        let found = tu.variant(&self.source).zip(tu.variant(&self.target));
        let Some((source, target)) = found.filter(|(from, to)| !std::ptr::eq(*from, *to)) else {
            self.left_out.unit(NO_PAIR);
            return Ok(());
        };
        let (from, to) = (source.segment.text(), target.segment.text());
        if from.is_empty() {
            self.left_out.unit("units without a source text");
            return Ok(());
        }
        if to.trim().is_empty() {
            self.left_out.unit(UNTRANSLATED);
        }
        let in_other = source.lang != self.source || target.lang != self.target;
        self.left_out.add(TAGS, usize::from(in_other));
        let sense = Sense::of(tu);
        let own: Vec<&Annotation> = tu.annotations.iter().collect();
        self.left_out
            .beyond_text(tu, &[source, target], |annotation| {
                let of_unit = own.iter().any(|known| std::ptr::eq(*known, annotation));
                of_unit
                    && (matches!(annotation, Annotation::Note(note) if note.attributes.is_empty())
                        || place(annotation, sense).is_some())
            });
        self.left_out
            .add("identifiers", usize::from(tu.tuid.is_some()));
        let mut said = Said::of(tu, sense, &mut self.left_out);
        let form = said
            .take("form")
            .and_then(|form| form.parse::<usize>().ok());
        let (singular, other) = (said.take("msgid"), said.take("msgid_plural"));
        let said_plural = other.is_some();
        let (id, plural) = match (form, singular, other) {
            (Some(_), Some(id), _) => (id, Some(from)),
            (Some(_), None, Some(plural)) => (from, Some(plural)),
            _ => (from, None),
        };
        let several = said_plural || form.is_some_and(|form| form > 0);
        let form = form.filter(|_| plural.is_some()).unwrap_or(0);
        if let Some(waiting) = &mut self.waiting
            && waiting.several
            && (&waiting.said, &waiting.id, &waiting.plural) == (&said, &id, &plural)
            && form >= waiting.forms.len()
        {
            waiting.forms.resize(form, String::new());
            waiting.forms.push(to);
            return Ok(());
        }
        self.flush_waiting()?;
        let mut forms = vec![String::new(); form];
        forms.push(to);
        self.waiting = Some(Waiting {
            said,
            id,
            plural,
            forms,
            several,
        });
        Ok(())
    }

    fn finish(&mut self) -> io::Result<()> {
        self.begin()?;
        self.flush_waiting()?;
        if let Some(body) = self.body.take() {
            self.write_header(body.most_forms)?;
            body.copy(&mut self.out)?;
        }
        self.out.flush()
    }

    fn left_out(&self) -> LeftOut {
        self.left_out.clone()
    }
}

impl Waiting {
    /// What stands before its keywords.
    pub(super) fn mark(&self) -> &'static str {
        match self.said.value(OBSOLETE) {
            Some(_) => "#~ ",
            None => "",
        }
    }

    fn write(&self, out: &mut String, supplied: Option<&str>, plurals: usize) {
        if let Some(text) = &self.said.comment {
            comment::write(out, "#", text);
        }
        for (name, mark) in [("extracted", "#."), ("reference", "#:"), ("flags", "#,")] {
            if let Some(text) = self.said.value(name) {
                comment::write(out, mark, text);
            }
        }
        let now = self.mark();
        let before = if now.is_empty() { "#| " } else { "#~| " };
        for (name, keyword) in [
            ("previous-msgctxt", "msgctxt"),
            ("previous-msgid", "msgid"),
            ("previous-msgid_plural", "msgid_plural"),
        ] {
            if let Some(text) = self.said.value(name) {
                quoted::write(out, before, keyword, text);
            }
        }
        if let Some(context) = supplied.or_else(|| self.said.value("msgctxt")) {
            quoted::write(out, now, "msgctxt", context);
        }
        quoted::write(out, now, "msgid", &self.id);
        let Some(plural) = &self.plural else {
            for text in &self.forms {
                quoted::write(out, now, "msgstr", text);
            }
            return;
        };
        quoted::write(out, now, "msgid_plural", plural);
        // gettext takes no entry with fewer forms than the header says; one form alone is that of a language with one.
        let least = if self.several { plurals.max(2) } else { 1 };
        let missing = least.saturating_sub(self.forms.len());
        let forms = self.forms.iter().map(String::as_str);
        for (form, text) in forms.chain(std::iter::repeat_n("", missing)).enumerate() {
            quoted::write(out, now, &format!("msgstr[{form}]"), text);
        }
    }
}
