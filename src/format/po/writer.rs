//! Writing PO as gettext does, a line of a text a line.

use super::body::Body;
use super::places::{Said, Sense, place};
use super::waiting::{Form, Waiting};
use super::{SUPPLIED, header};
use crate::format::UnitWriter;
use crate::format::left_out::{LeftOut, NO_PAIR, TAGS, UNTRANSLATED};
use crate::format::unconfirmed;
use crate::lang::Lang;
use crate::model::{Annotation, Header, Tu, Tuv};
use rustc_hash::{FxHashSet, FxHasher};
use std::borrow::Cow;
use std::hash::{Hash as _, Hasher as _};
use std::io::{self, Read as _, Write};

/// Entries that gettext refuses with only some of their forms, unless they are marked.
const NOW_FUZZY: &str = "forms of entries in this language, which are marked as fuzzy now";

/// Entries of which a text begins or ends with a line feed, and another one does not.
const LINE_FEEDS: &str =
    "entries that gettext refuses, because only one text begins or ends with a line feed";

/// Entries with more forms than the header names.
const BEYOND: &str =
    "entries that gettext refuses, because the header names fewer plural forms than they have";

/// What a language with one form calls its only one, in a file of a language with several.
const RENUMBERED: &str = "numbers of plural forms (0, of a language with one form), which are those of the last form now";

/// Writes units that have both languages as PO in UTF-8. Units that are forms of one entry are one entry again, wherever
/// they stand; it stands where its first one does. A second unit of the same source gets a context `karvan-N`, since
/// gettext takes no two entries of one source; it is taken off when the file is read.
///
/// An entry that lacks forms of its language waits in memory for them, and what follows it in a temporary file.
///
/// Inline codes, other properties, dates and the like are left out and counted, and so is NUL, for which U+FFFD stands.
#[derive(Debug)]
pub struct Writer<W> {
    out: W,
    source: Lang,
    target: Lang,
    header: Header,
    begun: bool,
    /// The header waits for the number of forms.
    header_waits: bool,
    /// What waits for the header, or for an entry that lacks forms.
    body: Option<Body>,
    /// The last entry: most get their further forms at once.
    last: Option<Waiting>,
    /// How many forms the header says that an entry has.
    plurals: usize,
    /// A hash of each context and source that was written: eight bytes a unit.
    known: FxHashSet<u64>,
    supplied: usize,
    left_out: LeftOut,
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
            header_waits: false,
            body: None,
            last: None,
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
        self.header_waits = true;
        self.body = Some(Body::new()?);
        Ok(())
    }

    fn write_header(&mut self, forms: usize) -> io::Result<()> {
        let (mut out, plurals) = header::write(
            &self.header,
            [&self.source, &self.target],
            forms,
            &mut self.left_out,
        );
        self.left_out.settle_nul(&mut out);
        self.plurals = plurals;
        self.out.write_all(out.as_bytes())
    }

    /// Puts the last entry behind those before it; where it lacks forms, it waits there.
    fn settle(&mut self) -> io::Result<()> {
        let Some(mut entry) = self.last.take() else {
            return Ok(());
        };
        if entry.is_named() {
            self.name(&mut entry);
        }
        if !entry.is_settled(self.plurals) {
            match &mut self.body {
                Some(body) => body.keep(entry),
                none => none.insert(Body::new()?).keep(entry),
            }
            return Ok(());
        }
        let text = self.text(&mut entry);
        match &mut self.body {
            Some(body) => body.write(&entry, &text),
            None => self.out.write_all(text.as_bytes()),
        }
    }

    /// Gives an entry a context of its own where another one has its source.
    fn name(&mut self, entry: &mut Waiting) {
        if std::mem::replace(&mut entry.named, true) {
            return;
        }
        let own = entry.said.value("msgctxt");
        let mut hasher = FxHasher::default();
        (own, entry.id()).hash(&mut hasher);
        if !self.known.insert(hasher.finish()) {
            self.supplied += 1;
            entry.supplied = Some(match own {
                Some(own) => format!("{own} {SUPPLIED}{}", self.supplied),
                None => format!("{SUPPLIED}{}", self.supplied),
            });
        }
    }

    /// An entry as it is written.
    fn text(&mut self, entry: &mut Waiting) -> String {
        self.name(entry);
        // Where nothing said how many forms there are before all were seen.
        let moved = entry.fit(self.plurals);
        self.left_out.add(RENUMBERED, usize::from(moved));
        let beyond = self.plurals > 0 && entry.is_plural() && entry.len() > self.plurals;
        self.left_out.add(BEYOND, usize::from(beyond));
        let refused = entry.is_refused(self.plurals);
        self.left_out.add(NOW_FUZZY, usize::from(refused));
        let line_feeds = !refused && entry.differs_in_line_feeds();
        self.left_out.add(LINE_FEEDS, usize::from(line_feeds));
        let mut out = String::from("\n");
        entry.write(&mut out, self.plurals, refused);
        self.left_out.settle_nul(&mut out);
        out
    }

    /// Counts what of a unit has no place.
    fn count_beyond(&mut self, tu: &Tu, shown: &[&Tuv; 2], sense: Sense) {
        let own: Vec<&Annotation> = tu.annotations.iter().collect();
        self.left_out.beyond_text(tu, shown, |annotation| {
            let of_unit = own.iter().any(|known| std::ptr::eq(*known, annotation));
            of_unit
                && (matches!(annotation, Annotation::Note(note) if note.attributes.is_empty())
                    || place(annotation, sense).is_some())
        });
        self.left_out
            .add("identifiers", usize::from(tu.tuid.is_some()));
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
        // As the reader sees it.
        if to.is_empty() || (to.trim().is_empty() && !from.trim().is_empty()) {
            self.left_out.unit(UNTRANSLATED);
        }
        let in_other = source.lang != self.source || target.lang != self.target;
        self.left_out.add(TAGS, usize::from(in_other));
        let sense = Sense::of(tu);
        let original = super::original(tu).filter(|own| !std::ptr::eq(*own, source));
        let beyond = match original {
            // It came to tell the entry, and was not asked for.
            Some(own) if !std::ptr::eq(own, target) => {
                let mut pair = tu.clone();
                pair.variants.retain(|variant| variant != own);
                Cow::Owned(pair)
            }
            _ => Cow::Borrowed(tu),
        };
        self.count_beyond(&beyond, &[source, target], sense);
        let original = original.map(|own| own.segment.text());
        let mut said = Said::of(tu, sense, &mut self.left_out);
        let number = said
            .take("form")
            .and_then(|form| form.parse::<usize>().ok());
        let (singular, other) = (said.take("msgid"), said.take("msgid_plural"));
        let said_plural = other.is_some();
        let is_form = number.is_some() && (singular.is_some() || said_plural);
        let (own, translated) = match original.filter(|_| is_form) {
            Some(own) => (own, Some(from)),
            None => (from, None),
        };
        if translated.is_some() && number.is_some_and(|form| (1..=form).contains(&self.plurals)) {
            // Two translations of one entry: one language has more forms than the other one.
            self.left_out
                .unit("plural forms that the language does not have");
            return Ok(());
        }
        let (id, plural) = match (number, singular, other) {
            (Some(_), Some(id), _) => (id, Some(own)),
            (Some(_), None, Some(plural)) => (own, Some(plural)),
            _ => (own, None),
        };
        let mut form = Form {
            said,
            id,
            plural,
            source: translated,
            number: number.filter(|_| is_form).unwrap_or(0),
            unconfirmed: !to.is_empty() && unconfirmed::is_unconfirmed(tu, target),
            text: to,
            several: said_plural || number.is_some_and(|number| number > 0),
        };
        let moved = form.fit(self.plurals);
        self.left_out.add(RENUMBERED, usize::from(moved));
        match &mut self.last {
            Some(last) if last.takes(&form) => {
                last.put(form.number, form.text, form.source, form.unconfirmed);
                return Ok(());
            }
            _ => self.settle()?,
        }
        let form = match &mut self.body {
            Some(body) => body.add(form),
            None => Some(form),
        };
        self.last = form.map(Waiting::new);
        Ok(())
    }

    fn finish(&mut self) -> io::Result<()> {
        self.begin()?;
        if self.body.is_some() {
            self.settle()?;
        } else if let Some(mut entry) = self.last.take() {
            let text = self.text(&mut entry);
            self.out.write_all(text.as_bytes())?;
        }
        if let Some(body) = self.body.take() {
            if self.header_waits {
                self.write_header(body.most_forms)?;
            }
            let (mut file, waiting) = body.into_parts()?;
            let mut at = 0;
            for (end, mut entry) in waiting {
                io::copy(&mut file.by_ref().take(end - at), &mut self.out)?;
                at = end;
                let text = self.text(&mut entry);
                self.out.write_all(text.as_bytes())?;
            }
            io::copy(&mut file, &mut self.out)?;
        }
        self.out.flush()
    }

    fn left_out(&self) -> LeftOut {
        self.left_out.clone()
    }
}
