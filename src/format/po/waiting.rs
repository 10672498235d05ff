//! An entry of several forms while it is put together from its units.

use super::places::Said;
use super::{OBSOLETE, comment, quoted};
use crate::format::unconfirmed::{FUZZY, is_fuzzy};
use rustc_hash::FxHasher;
use std::hash::{Hash as _, Hasher as _};

/// What a unit says of its entry.
#[derive(Debug)]
pub(super) struct Form {
    pub(super) said: Said,
    /// The texts of the program, which tell which entry it is.
    pub(super) id: String,
    pub(super) plural: Option<String>,
    /// The source of the pair where it is another one: a translation as well.
    pub(super) source: Option<String>,
    pub(super) number: usize,
    pub(super) text: String,
    /// There are further forms, or the first one translates the singular: then an entry has two at least.
    pub(super) several: bool,
    /// The translation is not final.
    pub(super) unconfirmed: bool,
}

/// Whether a form is that of a language with one, which translates the plural.
fn is_only(several: bool, plural: Option<&String>) -> bool {
    !several && plural.is_some()
}

impl Form {
    /// Takes the only form of another language for the last one of a language that has several, where the first
    /// translates the singular. Whether its number is another one now.
    pub(super) fn fit(&mut self, plurals: usize) -> bool {
        let moves = is_only(self.several, self.plural.as_ref()) && plurals > 1;
        if moves {
            self.several = true;
            self.number = plurals - 1;
        }
        moves
    }
}

/// An entry that may get further forms.
#[derive(Debug)]
pub(super) struct Waiting {
    pub(super) said: Said,
    id: String,
    plural: Option<String>,
    /// What stands for `id` and `plural` where the source of the pair is a translation too: of the first form, and of
    /// the others.
    sources: [Option<String>; 2],
    translated: bool,
    forms: Vec<Option<String>>,
    pub(super) several: bool,
    /// One of its translations is not final.
    pub(super) unconfirmed: bool,
    /// The context that karvan supplies, once that is decided.
    pub(super) supplied: Option<String>,
    pub(super) named: bool,
}

impl Waiting {
    pub(super) fn new(form: Form) -> Self {
        let mut entry = Self {
            said: form.said,
            id: form.id,
            plural: form.plural,
            sources: [None, None],
            translated: form.source.is_some(),
            forms: Vec::new(),
            several: form.several,
            unconfirmed: false,
            supplied: None,
            named: false,
        };
        entry.put(form.number, form.text, form.source, form.unconfirmed);
        entry
    }

    /// What entries that one form fits have in common.
    pub(super) fn key(&self) -> u64 {
        key(&self.id, self.plural.as_deref())
    }

    /// Whether this form belongs to it and may follow those that are there.
    pub(super) fn takes(&self, form: &Form) -> bool {
        self.several
            && form.several
            && (&self.id, &self.plural, &self.said) == (&form.id, &form.plural, &form.said)
            && self.translated == form.source.is_some()
            && form.number >= self.forms.len()
    }

    pub(super) fn put(
        &mut self,
        number: usize,
        text: String,
        source: Option<String>,
        unconfirmed: bool,
    ) {
        self.unconfirmed |= unconfirmed;
        if self.forms.len() <= number {
            self.forms.resize(number + 1, None);
        }
        self.forms[number] = Some(text);
        let of = usize::from(number > 0 || !self.several);
        if self.sources[of].is_none() {
            self.sources[of] = source;
        }
    }

    /// How many forms it is written with at least.
    pub(super) fn len(&self) -> usize {
        let least = if self.several { 2 } else { 1 };
        self.forms.len().max(least)
    }

    /// Whether it has plural forms at all.
    pub(super) fn is_plural(&self) -> bool {
        self.plural.is_some()
    }

    /// Whether it has as many forms as an entry has; of a language of which nobody knows how many, it never does.
    fn is_full(&self, plurals: usize) -> bool {
        plurals > 0 && self.forms.len() >= plurals && self.forms.iter().all(Option::is_some)
    }

    /// Whether its source is known before further forms come.
    pub(super) fn is_named(&self) -> bool {
        !self.translated || self.sources[0].is_some()
    }

    /// The source. A translation that lacks one of the two texts says the other one.
    pub(super) fn id(&self) -> &str {
        let [one, other] = &self.sources;
        one.as_ref().or(other.as_ref()).unwrap_or(&self.id)
    }

    fn plural(&self) -> Option<&str> {
        let [one, other] = &self.sources;
        self.plural
            .as_deref()
            .map(|own| other.as_deref().or(one.as_deref()).unwrap_or(own))
    }

    /// Whether gettext refuses it for the forms that a pair of two translations lacks: those of a text with places for
    /// values.
    pub(super) fn is_refused(&self, plurals: usize) -> bool {
        let filled = |form: &Option<String>| form.as_ref().is_some_and(|text| !text.is_empty());
        let flags = self.said.value("flags").unwrap_or_default();
        self.translated
            && self.several
            && self.forms.first().is_some_and(filled)
            && (self.len().max(plurals) > self.forms.len() || !self.forms.iter().all(filled))
            && self.said.value(OBSOLETE).is_none()
            && flags
                .split(", ")
                .any(|flag| flag.ends_with("-format") && !flag.starts_with("no-"))
            && !is_fuzzy(flags)
    }

    /// Whether gettext refuses it because some of its texts begin, or end, with a line feed and others do not. Nobody asks that of
    /// an entry that is not in use.
    pub(super) fn differs_in_line_feeds(&self) -> bool {
        let flags = self.said.value("flags").unwrap_or_default();
        if self.unconfirmed || is_fuzzy(flags) || self.said.value(OBSOLETE).is_some() {
            return false;
        }
        let forms = self.forms.iter().flatten().map(String::as_str);
        let mut forms = forms.filter(|text| !text.is_empty()).peekable();
        let ends = |text: &str| (text.starts_with('\n'), text.ends_with('\n'));
        let own = ends(self.id());
        forms.peek().is_some() && forms.chain(self.plural()).any(|text| ends(text) != own)
    }

    /// As [`Form::fit`].
    pub(super) fn fit(&mut self, plurals: usize) -> bool {
        let moves = is_only(self.several, self.plural.as_ref()) && plurals > 1;
        if moves {
            self.several = true;
            self.forms.splice(0..0, vec![None; plurals - 1]);
        }
        moves
    }

    /// Whether nothing that follows can change it: all its forms are there, and how many there are is known.
    pub(super) fn is_settled(&self, plurals: usize) -> bool {
        !self.is_plural() || (!self.several && plurals > 0) || self.is_full(plurals)
    }

    /// Writes it with as many forms as an entry has; `refused` by gettext, unless it is marked as fuzzy.
    pub(super) fn write(&self, out: &mut String, plurals: usize, refused: bool) {
        if let Some(text) = &self.said.comment {
            comment::write(out, "#", text);
        }
        for (name, mark) in [("extracted", "#."), ("reference", "#:")] {
            if let Some(text) = self.said.value(name) {
                comment::write(out, mark, text);
            }
        }
        let flags = self.said.value("flags");
        let becomes_fuzzy = (refused || self.unconfirmed) && !flags.is_some_and(is_fuzzy);
        match (flags, becomes_fuzzy) {
            (Some(flags), true) => comment::write(out, "#,", &format!("{FUZZY}, {flags}")),
            (None, true) => comment::write(out, "#,", FUZZY),
            (Some(flags), false) => comment::write(out, "#,", flags),
            (None, false) => {}
        }
        let obsolete = self.said.value(OBSOLETE).is_some();
        let (now, before) = if obsolete {
            ("#~ ", "#~| ")
        } else {
            ("", "#| ")
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
        let own = self.said.value("msgctxt");
        if let Some(context) = self.supplied.as_deref().or(own) {
            quoted::write(out, now, "msgctxt", context);
        }
        quoted::write(out, now, "msgid", self.id());
        let form = |number: usize| self.forms.get(number).and_then(Option::as_deref);
        let Some(plural) = self.plural() else {
            quoted::write(out, now, "msgstr", form(0).unwrap_or_default());
            return;
        };
        quoted::write(out, now, "msgid_plural", plural);
        // gettext takes no entry with fewer forms than the header says.
        for number in 0..self.len().max(plurals) {
            let text = form(number).unwrap_or_default();
            quoted::write(out, now, &format!("msgstr[{number}]"), text);
        }
    }
}

/// What entries of these texts have in common.
pub(super) fn key(id: &str, plural: Option<&str>) -> u64 {
    let mut hasher = FxHasher::default();
    (id, plural).hash(&mut hasher);
    hasher.finish()
}
