//! What becomes of an entry that was read to its end, and of the end of the file.

use super::entry::{Entry, Target};
use super::header::{self, Named};
use super::known::tell_once;
use super::reader::Reader;
use crate::error::{Error, Place, Result};
use crate::format::nameless::{Nameless, Side};
use crate::format::oddity::one_for_both;
use crate::format::remarks::{excerpt, note};
use crate::format::{Oddity, Remark};
use std::io::Read;

impl<R: Read> Reader<R> {
    /// The last entry, and what is odd about the end of the file.
    pub(super) fn end(&mut self) -> Result<()> {
        let line = self.lines.number();
        if let Some((_, keyword)) = &self.textless {
            let what = format!("the file ends behind {keyword}, without its text: it is cut off");
            return Err(self.malformed(0, &what));
        }
        let entry = &self.entry;
        let is_begun = entry.id.is_some() || entry.context.is_some();
        if is_begun && !entry.is_complete() {
            return Err(self.malformed(
                0,
                "the file ends inside an entry, without a msgstr: it is cut off",
            ));
        }
        if let Some((oddity, text)) = self.entry.left_over() {
            self.remarks.push(Remark::new(oddity, line, text));
        }
        self.finish_entry()?;
        if self.known.has_header() && !self.has_entries {
            let text =
                "the file ends behind its header, without an entry: if it has some, it is cut off";
            self.remarks.push(Remark::new(Oddity::Other, line, text));
        }
        Ok(())
    }

    /// Makes units of the entry that was read, or takes it as the header.
    pub(super) fn finish_entry(&mut self) -> Result<()> {
        let mut entry = std::mem::take(&mut self.entry);
        self.leave_text();
        if !entry.is_complete() {
            return Ok(());
        }
        if entry.is_header()
            && (header::has_fields(&entry) || (!self.known.has_header() && entry.is_empty()))
        {
            if self.known.take_header() {
                note(&mut entry.remarks, || {
                    "a second header: what it says holds for the entries that follow".into()
                });
            }
            self.take_header(&entry);
            return Ok(());
        }
        self.has_entries = true;
        let is_known = !entry.is_header() && self.known.take(&entry);
        entry.expected = self.forms;
        entry.tell_unfit();
        let Some(source) = &self.source else {
            return Err(self.no_source_lang(&entry));
        };
        entry.forms.sort_by_key(|(form, _)| *form);
        let empty = self.untranslated.is_empty(self.says_target);
        let target = match &self.target {
            Some(lang) => Target::Named(lang),
            None => Target::Nameless(self.unusable[1].as_deref()),
        };
        let mut found = entry.units(source, target, empty);
        if is_known {
            let text = "a msgid stands twice in one context: both entries were read";
            tell_once(&mut found, Oddity::SameId, text);
        }
        self.ready.extend(found);
        Ok(())
    }

    /// What to say where neither the header nor the user names the language of the sources. Without it an entry has no
    /// place for its texts.
    fn no_source_lang(&self, entry: &Entry) -> Error {
        let place = Place::line(self.lines.path(), entry.line);
        let nameless = Nameless {
            side: Side::Source,
            name: "X-Source-Language",
            tag: self.unusable[0].as_deref(),
            other: self.target.clone(),
            unit: None,
            text: entry.id.as_deref().unwrap_or_default(),
        };
        if nameless.tag.is_none() {
            let what = "the file does not say the language of its sources";
            return Error::malformed(place, what, "name it with -s");
        }
        Error::malformed(place, nameless.what(), nameless.remedy())
    }

    fn take_header(&mut self, entry: &Entry) {
        let given = [self.source.as_ref(), self.target.as_ref()];
        let mut remarks = entry.remarks.clone();
        let mut odd = Vec::new();
        if let Some(comment) = entry.of_entry() {
            let comment = excerpt(comment);
            let text = format!("header: a comment such as entries have was left out: {comment}");
            odd.push((Oddity::Note, text));
        }
        let Named {
            langs: [source, target],
            unusable: [source_tag, target_tag],
            forms,
        } = header::read(entry, given, &mut self.header, &mut remarks, &mut odd);
        if forms > 0 {
            self.forms = forms;
        }
        let [source_before, target_before] = &mut self.unusable;
        *source_before = source_tag.or(source_before.take());
        *target_before = target_tag.or(target_before.take());
        let remarks = remarks.into_iter();
        self.remarks
            .extend(remarks.map(|text| Remark::new(Oddity::Other, entry.line, text)));
        self.says_target |= target.is_some();
        let odd = odd.into_iter();
        self.remarks
            .extend(odd.map(|(oddity, text)| Remark::new(oddity, entry.line, text)));
        self.source = source.or(self.source.take());
        self.target = target.or(self.target.take());
        if self.says_target
            && let Some(lang) = self
                .target
                .as_ref()
                .filter(|own| self.source.as_ref() == Some(*own))
        {
            let text = one_for_both(lang);
            self.remarks
                .push(Remark::new(Oddity::SameLanguage, entry.line, text));
        }
    }
}
