//! Writing PO as gettext does, a line of a text a line.

use super::entry::{ends_with_backslash, own_context};
use super::{OBSOLETE, PROP, SUPPLIED, is_own_field, plural, quoted};
use crate::format::UnitWriter;
use crate::format::bilingual::own_prop;
use crate::format::left_out::{LeftOut, NO_PAIR, UNTRANSLATED};
use crate::lang::Lang;
use crate::model::{Annotation, Header, Tu};
use rustc_hash::{FxHashSet, FxHasher};
use std::hash::{Hash as _, Hasher as _};
use std::io::{self, Write};

/// The properties that PO has a place for, in the order in which they are read.
const PLACES: [&str; 11] = [
    "extracted",
    "reference",
    "flags",
    "previous-msgctxt",
    "previous-msgid",
    "previous-msgid_plural",
    "msgctxt",
    "form",
    "msgid_plural",
    "msgid",
    OBSOLETE,
];

/// Writes units that have both languages as PO in UTF-8. Units that are forms of one entry and follow one another are
/// one entry again. A second unit of the same source gets a context `karvan-N`, since gettext takes no two entries
/// of one source; it is taken off when the file is read.
///
/// Inline codes, other properties, dates and the like are left out and counted.
#[derive(Debug)]
pub struct Writer<W> {
    out: W,
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
struct Waiting {
    said: Said,
    id: String,
    plural: Option<String>,
    forms: Vec<String>,
    /// There are further forms, or the first one translates the singular: then an entry has two at least.
    several: bool,
}

/// What is written before the keywords.
#[derive(Debug, PartialEq, Eq, Default)]
struct Said {
    comment: Option<String>,
    values: [Option<String>; PLACES.len()],
}

impl Said {
    fn value(&self, name: &str) -> Option<&str> {
        let at = PLACES.iter().position(|place| *place == name)?;
        self.values[at].as_deref()
    }
}

impl<W: Write> Writer<W> {
    /// A writer of the pairs of these languages, with the fields that the header has from other PO files.
    pub fn new(out: W, header: &Header, source: Lang, target: Lang) -> Self {
        Self {
            out,
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
        let mut out = String::new();
        for annotation in &self.header.annotations {
            if let Annotation::Note(note) = annotation {
                comment(&mut out, "#", &note.text);
            }
        }
        let fields: Vec<(&str, &str)> = self
            .header
            .annotations
            .iter()
            .filter_map(|annotation| own_prop(annotation, PROP))
            .filter(|(name, value)| !is_own_field(name) && !value.contains('\n'))
            .collect();
        self.left_out
            .header(&self.header, |annotation| match annotation {
                Annotation::Note(note) => note.attributes.is_empty(),
                Annotation::Prop(_) => {
                    own_prop(annotation, PROP).is_some_and(|(_, value)| !value.contains('\n'))
                }
            });
        let mut text = String::new();
        let given = |name: &str| {
            fields
                .iter()
                .find(|(known, _)| *known == name)
                .map(|(_, value)| *value)
        };
        // Those that `msgfmt -c` asks for.
        for name in [
            "Project-Id-Version",
            "PO-Revision-Date",
            "Last-Translator",
            "Language-Team",
        ] {
            text.push_str(&format!("{name}: {}\n", given(name).unwrap_or_default()));
        }
        text.push_str(&format!(
            "Language: {}\n",
            self.target.as_str().replace('-', "_")
        ));
        text.push_str("MIME-Version: 1.0\nContent-Type: text/plain; charset=UTF-8\nContent-Transfer-Encoding: 8bit\n");
        if let Some(forms) = given("Plural-Forms").or_else(|| plural::forms(&self.target)) {
            text.push_str(&format!("Plural-Forms: {forms}\n"));
            self.plurals = plural::count(forms);
        }
        text.push_str(&format!("X-Source-Language: {}\n", self.source));
        for (name, value) in &fields {
            if !text
                .lines()
                .any(|line| line.starts_with(&format!("{name}:")))
            {
                text.push_str(&format!("{name}: {value}\n"));
            }
        }
        quoted::write(&mut out, "", "msgid", "");
        quoted::write(&mut out, "", "msgstr", &text);
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
        self.out.write_all(out.as_bytes())
    }

    /// What PO says of a unit; the rest is counted.
    fn said(&mut self, tu: &Tu, sense: Sense) -> Said {
        let mut said = Said::default();
        let mut last = 0;
        let (mut ordered, mut notes) = (true, 0);
        for annotation in &tu.annotations {
            let place = match annotation {
                Annotation::Note(note) => {
                    notes += 1;
                    match &mut said.comment {
                        Some(comment) => {
                            comment.push('\n');
                            comment.push_str(&note.text);
                        }
                        None => said.comment = Some(note.text.clone()),
                    }
                    0
                }
                annotation @ Annotation::Prop(_) => match place(annotation, sense) {
                    Some((at, value)) if said.values[at].is_none() => {
                        said.values[at] = Some(value.to_owned());
                        at + 1
                    }
                    _ => continue,
                },
            };
            ordered &= place >= last;
            last = place;
        }
        if let Some(comment) = &mut said.comment
            && comment.contains('\r')
        {
            *comment = comment.replace('\r', "");
            self.left_out.add("carriage returns in notes", 1);
        }
        self.left_out
            .add("borders between notes", usize::from(notes > 1));
        self.left_out
            .add("the order of notes and properties", usize::from(!ordered));
        said
    }
}

/// Which of the properties that depend on one another make sense in a unit.
#[derive(Debug, Clone, Copy)]
struct Sense {
    /// A number of a form and one other text: the plural for the first of several forms, the singular for the others
    /// or the only one.
    forms: bool,
    /// The previous source is there, without which gettext takes neither its context nor its plural.
    previous: bool,
}

impl Sense {
    fn of(tu: &Tu) -> Self {
        let values = |wanted: &'static str| {
            let own = tu.annotations.iter().filter_map(|a| own_prop(a, PROP));
            own.filter(move |(name, _)| *name == wanted)
                .map(|(_, value)| value)
        };
        let count = |wanted: &'static str| values(wanted).count();
        let first = values("form").any(|form| form == "0");
        Self {
            forms: match (count("form"), count("msgid"), count("msgid_plural")) {
                (1, 1, 0) => true,
                (1, 0, 1) => first,
                _ => false,
            },
            previous: count("previous-msgid") > 0,
        }
    }
}

/// The place of a property that PO has, with its value.
fn place(annotation: &Annotation, sense: Sense) -> Option<(usize, &str)> {
    let (name, value) = own_prop(annotation, PROP)?;
    let at = PLACES.iter().position(|place| *place == name)?;
    let fits = match name {
        "flags" => {
            !value.contains('\n')
                && value
                    .split(", ")
                    .all(|flag| flag.trim() == flag && !flag.is_empty() && !flag.contains(','))
        }
        "form" => {
            sense.forms
                && value
                    .parse::<u8>()
                    .is_ok_and(|form| form < 10 && form.to_string() == value)
        }
        "msgid" | "msgid_plural" => sense.forms && !value.is_empty(),
        "msgctxt" => own_context(value) == Some(value),
        "previous-msgctxt" | "previous-msgid_plural" => sense.previous,
        OBSOLETE => value == "yes",
        // Comments are lines and have no escapes.
        "extracted" | "reference" => !value.contains('\r'),
        _ => true,
    };
    fits.then_some((at, value))
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
        let mut said = self.said(tu, sense);
        let mut take = |name: &str| {
            let at = PLACES.iter().position(|place| *place == name);
            at.and_then(|at| said.values[at].take())
        };
        let form = take("form").and_then(|form| form.parse::<usize>().ok());
        let (singular, other) = (take("msgid"), take("msgid_plural"));
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
        self.out.flush()
    }

    fn left_out(&self) -> LeftOut {
        self.left_out.clone()
    }
}

impl Waiting {
    fn write(&self, out: &mut String, supplied: Option<&str>, plurals: usize) {
        let obsolete = self.said.value(OBSOLETE).is_some();
        if let Some(text) = &self.said.comment {
            comment(out, "#", text);
        }
        for (name, mark) in [("extracted", "#."), ("reference", "#:"), ("flags", "#,")] {
            if let Some(text) = self.said.value(name) {
                comment(out, mark, text);
            }
        }
        let (before, now) = if obsolete {
            ("#~| ", "#~ ")
        } else {
            ("#| ", "")
        };
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

fn comment(out: &mut String, mark: &str, text: &str) {
    for line in text.split('\n') {
        out.push_str(mark);
        if !line.is_empty() {
            out.push(' ');
            out.push_str(line);
        }
        if ends_with_backslash(line) {
            out.push(' ');
        }
        out.push('\n');
    }
}
