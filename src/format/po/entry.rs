//! An entry of a PO file, and the units that it stands for.

use super::known::tell_once;
use super::{OBSOLETE, PROP, SUPPLIED};
use crate::format::bilingual::prop;
use crate::format::nameless::{Nameless, Side};
use crate::format::remarks::{excerpt, note};
use crate::format::unconfirmed::is_fuzzy;
use crate::format::{Entry as Found, Oddity, Rejected};
use crate::lang::Lang;
use crate::model::{Annotation, Note, Tu, Tuv};

/// An entry as it stands.
#[derive(Debug, Default)]
pub(super) struct Entry {
    /// The line, from 1, of its first keyword.
    pub(super) line: usize,
    /// The comments of translators.
    pub(super) comment: Option<String>,
    /// What the programmer says (`#.`).
    pub(super) extracted: Option<String>,
    /// Where the text stands in the program (`#:`).
    pub(super) reference: Option<String>,
    /// `fuzzy`, `c-format` and the like, separated by `, `.
    pub(super) flags: Option<String>,
    /// What the source was before (`#|`).
    pub(super) previous_context: Option<String>,
    pub(super) previous_id: Option<String>,
    pub(super) previous_plural: Option<String>,
    pub(super) context: Option<String>,
    pub(super) id: Option<String>,
    pub(super) plural: Option<String>,
    /// The translation, or its forms by number.
    pub(super) forms: Vec<(usize, String)>,
    /// How many forms the header says that it has, if it has a plural; 0 where it says nothing of it.
    pub(super) expected: usize,
    /// Its translation has no number, as one without forms has.
    pub(super) unnumbered: bool,
    /// It is no longer in use (`#~`).
    pub(super) obsolete: bool,
    /// What was odd.
    pub(super) remarks: Vec<String>,
}

/// The language of the translations, or what stands in its place.
#[derive(Debug, Clone, Copy)]
pub(super) enum Target<'a> {
    Named(&'a Lang),
    /// Nothing names one; the header's `Language` where that is no language tag.
    Nameless(Option<&'a str>),
}

impl Entry {
    /// Whether its translation was read, so that something else begins with the next comment or keyword.
    pub(super) fn is_complete(&self) -> bool {
        !self.forms.is_empty()
    }

    /// What to say where the file ends before the entry begins. Comments for people may stand there; the others belong to an
    /// entry, which is missing.
    pub(super) fn left_over(&self) -> Option<(Oddity, String)> {
        if self.is_complete() {
            return None;
        }
        let of_entry = self.of_entry().or(self.flags.as_deref());
        let text = of_entry.or(self.comment.as_deref())?;
        let what = format!(
            "a comment behind the last entry was left out: {}",
            excerpt(text)
        );
        Some(match of_entry {
            Some(_) => (Oddity::Other, format!("{what}; the file may be cut off")),
            None => (Oddity::Note, what),
        })
    }

    /// The first comment that only an entry with a source can have, but for its flags: a header is called fuzzy too.
    pub(super) fn of_entry(&self) -> Option<&str> {
        let comments = [
            &self.extracted,
            &self.reference,
            &self.previous_context,
            &self.previous_id,
            &self.previous_plural,
        ];
        comments.into_iter().find_map(Option::as_deref)
    }

    /// Whether it is the header: the one without a source.
    pub(super) fn is_header(&self) -> bool {
        self.id.as_deref() == Some("") && self.context.is_none() && self.plural.is_none()
    }

    /// Whether nothing is translated.
    pub(super) fn is_empty(&self) -> bool {
        self.forms.iter().all(|(_, text)| text.trim().is_empty())
    }

    /// What tells it apart from the other entries of the file.
    fn key(&self) -> Option<String> {
        let parts = [self.context.as_deref(), self.id.as_deref()];
        let parts = parts.into_iter().flatten().filter(|part| !part.is_empty());
        let parts: Vec<&str> = parts.collect();
        (!parts.is_empty()).then(|| parts.join("|"))
    }

    /// The units of an entry, and what of it is no unit. With `empty` a missing translation is one without text.
    pub(super) fn units(self, source: &Lang, target: Target<'_>, empty: bool) -> Vec<Found> {
        let line = self.line;
        let untranslated = self.forms.iter().all(|form| self.is_missing(form));
        if untranslated && !empty {
            let reason = "there is no translation";
            return vec![Found::Rejected(Rejected::new(line, self.key(), reason))];
        }
        let Some(id) = self.id.clone().filter(|id| !id.is_empty()) else {
            let reason = "there is no source text";
            return vec![Found::Rejected(Rejected::new(line, self.key(), reason))];
        };
        let unit = |source_text: &str, text: &str, more: Vec<Annotation>| {
            let mut annotations = self.annotations();
            annotations.extend(more);
            if self.obsolete {
                annotations.push(prop(format!("{PROP}{OBSOLETE}"), "yes"));
            }
            let mut variants = vec![Tuv::plain(source.clone(), source_text)];
            let mut lost = None;
            match target {
                Target::Named(lang) => variants.push(Tuv::plain(lang.clone(), text)),
                Target::Nameless(_) if text.trim().is_empty() => {}
                Target::Nameless(tag) => {
                    let key = self.key();
                    let nameless = Nameless {
                        side: Side::Translation,
                        name: "Language",
                        tag,
                        other: Some(source.clone()),
                        unit: key.as_deref(),
                        text,
                    };
                    lost = Some(nameless.remark());
                }
            }
            let tu = Tu {
                source_lang: Some(source.clone()),
                annotations,
                variants,
                ..Tu::default()
            };
            let mut remarks = self.remarks.clone();
            if self.flags.as_deref().is_some_and(is_fuzzy) {
                note(&mut remarks, || {
                    "the translation is marked as fuzzy, not confirmed; it was taken with x-po:flags".into()
                });
            }
            Found::Unit {
                tu: Box::new(tu),
                line,
                remarks: remarks.into_iter().map(Into::into).chain(lost).collect(),
            }
        };
        let Some(plural) = self.forms_of() else {
            let mut forms = self.forms.iter();
            let first = forms.next().map(|(_, text)| text.as_str());
            return vec![unit(&id, first.unwrap_or_default(), Vec::new())];
        };
        let only = self.has_one_form();
        // An entry without any translation lacks one thing, not one a form.
        let lacking = if !empty {
            0
        } else if untranslated {
            1
        } else {
            self.forms.len()
        };
        let mut found: Vec<Found> = self
            .forms
            .iter()
            .enumerate()
            .filter(|(n, form)| *n < lacking || !self.is_missing(form))
            .map(|(_, form)| form)
            .map(|(form, text)| {
                let number = prop(format!("{PROP}form"), form.to_string());
                if *form == 0 && !only {
                    unit(
                        &id,
                        text,
                        vec![number, prop(format!("{PROP}msgid_plural"), plural)],
                    )
                } else {
                    unit(
                        plural,
                        text,
                        vec![number, prop(format!("{PROP}msgid"), &id)],
                    )
                }
            })
            .collect();
        if let Some(text) = self.missing_forms().filter(|_| !empty) {
            tell_once(&mut found, Oddity::EmptySegment, text);
        }
        if let Some(text) = self.other_forms().filter(|_| !untranslated) {
            // gettext does not look into what is no longer in use.
            let oddity = if self.obsolete {
                Oddity::Note
            } else {
                Oddity::Other
            };
            tell_once(&mut found, oddity, text);
        }
        found
    }

    /// The plural whose forms the translations are; one without a number translates the source alone.
    fn forms_of(&self) -> Option<&String> {
        let is_whole = self.unnumbered && self.forms.len() == 1;
        self.plural.as_ref().filter(|_| !is_whole)
    }

    /// Whether one form stands for all numbers, as in Chinese. Where the header says that there are more, they are missing.
    fn has_one_form(&self) -> bool {
        self.forms.len() == 1 && self.expected <= 1
    }

    /// The numbers of forms that are still to be translated beside others that are, as a remark says them.
    fn missing_forms(&self) -> Option<String> {
        let forms = self.forms.iter().filter(|form| self.is_missing(form));
        let missing: Vec<String> = forms.map(|(form, _)| format!("msgstr[{form}]")).collect();
        let some = !missing.is_empty() && missing.len() < self.forms.len();
        some.then(|| format!("forms without a translation: {}", missing.join(", ")))
    }

    /// What to say where the entry has not as many forms as the header names; those that are not there behind its last one,
    /// or those that are too many.
    fn other_forms(&self) -> Option<String> {
        let named = self.expected;
        let last = self.forms.iter().map(|(number, _)| *number).max();
        let last = last.filter(|_| named > 0 && self.forms_of().is_some())?;
        let names = |numbers: &mut dyn Iterator<Item = usize>| {
            let names: Vec<String> = numbers.map(|number| format!("msgstr[{number}]")).collect();
            names.join(", ")
        };
        let lacking = names(&mut (last + 1..named));
        // karvan writes an empty one to say that the first translates the singular.
        let beyond = self
            .forms
            .iter()
            .filter(|form| form.0 >= named && !self.is_missing(form));
        let beyond = names(&mut beyond.map(|(number, _)| *number));
        let what = match (lacking.as_str(), beyond.as_str()) {
            ("", "") => return None,
            ("", beyond) => format!("has {beyond} as well"),
            (lacking, _) => format!("lacks {lacking}"),
        };
        let forms = if named == 1 { "form" } else { "forms" };
        Some(format!(
            "the header names {named} {forms} (nplurals), and the entry {what}"
        ))
    }

    /// Tells what of an entry is not read because its parts do not fit: gettext refuses such a file.
    pub(super) fn tell_unfit(&mut self) {
        if let (Some(plural), None) = (&self.plural, self.forms_of()) {
            let plural = excerpt(plural);
            note(&mut self.remarks, || {
                format!("a msgid_plural without forms (msgstr[0]) was left out: {plural}")
            });
        }
        if self.unnumbered && self.forms.len() > 1 {
            note(&mut self.remarks, || {
                "a msgstr without a number was read as msgstr[0]".into()
            });
        }
        let mut numbers: Vec<usize> = self.forms.iter().map(|(number, _)| *number).collect();
        numbers.sort_unstable();
        let lacking = (0..).zip(&numbers).find(|(n, number)| n != *number);
        if let (Some(_), Some((n, _))) = (&self.plural, lacking) {
            note(&mut self.remarks, || {
                format!("there is no msgstr[{n}] before the forms that follow it")
            });
        }
        if self.plural.is_none() {
            for (number, text) in self.forms.iter().skip(1) {
                let text = excerpt(text);
                note(&mut self.remarks, || {
                    format!("msgstr[{number}] without a msgid_plural was left out: {text}")
                });
            }
        }
    }

    /// Whether a form is still to be translated. Blanks translate blanks.
    fn is_missing(&self, (number, text): &(usize, String)) -> bool {
        let plural = self
            .forms_of()
            .map(String::as_str)
            .filter(|_| *number > 0 || self.has_one_form());
        let source = plural.or(self.id.as_deref()).unwrap_or_default();
        text.is_empty() || (text.trim().is_empty() && !source.trim().is_empty())
    }

    /// What is said about the entry, in the order of gettext.
    fn annotations(&self) -> Vec<Annotation> {
        let mut all = Vec::new();
        if let Some(text) = &self.comment {
            all.push(Annotation::Note(Note {
                text: text.clone(),
                attributes: Vec::new(),
            }));
        }
        let context = self.context.as_deref().and_then(own_context);
        let said = [
            ("extracted", self.extracted.as_deref()),
            ("reference", self.reference.as_deref()),
            ("flags", self.flags.as_deref()),
            ("previous-msgctxt", self.previous_context.as_deref()),
            ("previous-msgid", self.previous_id.as_deref()),
            ("previous-msgid_plural", self.previous_plural.as_deref()),
            ("msgctxt", context),
        ];
        for (name, value) in said {
            if let Some(value) = value {
                all.push(prop(format!("{PROP}{name}"), value));
            }
        }
        all
    }
}

/// A context without what only tells two units of one source apart: all of it (`karvan-2`), or its end (`menu karvan-2`).
pub(super) fn own_context(context: &str) -> Option<&str> {
    let (own, last) = match context.rsplit_once(' ') {
        Some((own, last)) => (Some(own), last),
        None => (None, context),
    };
    let number = last.strip_prefix(SUPPLIED);
    let is_supplied = number
        .is_some_and(|number| !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit()));
    if is_supplied { own } else { Some(context) }
}
