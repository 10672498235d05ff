//! What PO has a place for among what is said of a unit.

use super::entry::own_context;
use super::{OBSOLETE, PROP};
use crate::format::bilingual::own_prop;
use crate::format::left_out::LeftOut;
use crate::model::{Annotation, Tu};

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

/// What is written before the keywords.
#[derive(Debug, PartialEq, Eq, Default)]
pub(super) struct Said {
    pub(super) comment: Option<String>,
    values: [Option<String>; PLACES.len()],
}

impl Said {
    /// What stands in a place.
    pub(super) fn value(&self, name: &str) -> Option<&str> {
        let at = PLACES.iter().position(|place| *place == name)?;
        self.values[at].as_deref()
    }

    /// The same, taken out.
    pub(super) fn take(&mut self, name: &str) -> Option<String> {
        let at = PLACES.iter().position(|place| *place == name)?;
        self.values[at].take()
    }

    /// What PO says of a unit; the rest is counted.
    pub(super) fn of(tu: &Tu, sense: Sense, left_out: &mut LeftOut) -> Self {
        let mut said = Self::default();
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
            left_out.add("carriage returns in notes", 1);
        }
        left_out.add("borders between notes", usize::from(notes > 1));
        left_out.add("the order of notes and properties", usize::from(!ordered));
        said
    }
}

/// Which of the properties that depend on one another make sense in a unit.
#[derive(Debug, Clone, Copy)]
pub(super) struct Sense {
    /// A number of a form and one other text: the plural for the first of several forms, the singular for the others
    /// or the only one.
    forms: bool,
    /// The previous source is there, without which gettext takes neither its context nor its plural.
    previous: bool,
}

impl Sense {
    /// Of a unit.
    pub(super) fn of(tu: &Tu) -> Self {
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
pub(super) fn place(annotation: &Annotation, sense: Sense) -> Option<(usize, &str)> {
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
