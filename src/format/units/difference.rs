//! In what two units differ.

use crate::lang::Lang;
use crate::model::{Annotation, Attributes, Header, Neighbour, Tu, Tuv};
use serde::Serialize;
use std::borrow::Cow;

/// What differs: the whole, or a part of a variant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Field {
    /// The language tag of the variant; `None`: the unit itself, or the header.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lang: Option<String>,
    /// `text`, `codes`, `order`, the name of an attribute, `note`, `prop TYPE`, `before`, `after`.
    pub name: String,
}

/// A difference.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Change {
    /// What differs.
    #[serde(flatten)]
    pub field: Field,
    /// What stood in the first; `None`: nothing.
    pub before: Option<String>,
    /// What stands in the second.
    pub after: Option<String>,
}

/// The differences of two units.
pub fn changes(first: &Tu, second: &Tu) -> Vec<Change> {
    let (first, second) = (&*compared(first), &*compared(second));
    let mut out = Changes::default();
    out.values("tuid", first.tuid.as_deref(), second.tuid.as_deref());
    let lang = |tu: &Tu| tu.source_lang.as_ref().map(|lang| lang.as_str().to_owned());
    out.values("srclang", lang(first).as_deref(), lang(second).as_deref());
    out.attributes(&first.attributes, &second.attributes);
    out.annotations(&first.annotations, &second.annotations);
    out.values("origin", first.origin.as_deref(), second.origin.as_deref());
    let sure = |tu: &Tu| tu.alignment.map(|sure| sure.to_string());
    out.values("alignment", sure(first).as_deref(), sure(second).as_deref());
    let tags = |tu: &Tu| -> Vec<String> {
        tu.variants
            .iter()
            .map(|tuv| tuv.lang.as_str().to_owned())
            .collect()
    };
    let (ours, theirs) = (tags(first), tags(second));
    // A language may stand several times: its first variant belongs to the other's first one.
    let mut left: Vec<&Tuv> = second.variants.iter().collect();
    for tuv in &first.variants {
        out.lang = Some(tuv.lang.as_str().to_owned());
        let found = left.iter().position(|other| other.lang == tuv.lang);
        match found.map(|at| left.remove(at)) {
            Some(other) => out.variant(tuv, other),
            None => out.add("text", Some(tuv.segment.text_with_numbers()), None),
        }
    }
    for tuv in left {
        out.lang = Some(tuv.lang.as_str().to_owned());
        out.add("text", None, Some(tuv.segment.text_with_numbers()));
    }
    out.lang = None;
    let sorted = |mut tags: Vec<String>| {
        tags.sort_unstable();
        tags
    };
    if ours != theirs && sorted(ours.clone()) == sorted(theirs.clone()) {
        out.add("order", Some(ours.join(" ")), Some(theirs.join(" ")));
    }
    out.list
}

/// A unit as it is compared: with the source language that it is read from, wherever that is said. A writer names it as the unit's
/// own variant does, and says it where the header does not.
pub(super) fn compared(tu: &Tu) -> Cow<'_, Tu> {
    let source = tu.source_lang.as_ref();
    let source = source.map(|lang| tu.variant(lang).map_or(lang, |tuv| &tuv.lang));
    let is_said = |(name, _): &(String, String)| name == "srclang";
    if source == tu.source_lang.as_ref() && !tu.attributes.other.iter().any(is_said) {
        return Cow::Borrowed(tu);
    }
    let mut compared = tu.clone();
    compared.source_lang = source.cloned();
    compared.attributes.other.retain(|said| !is_said(said));
    Cow::Owned(compared)
}

/// The attributes of a header with its languages in the standard's spelling.
fn spelled(attributes: &[(String, String)]) -> Vec<(String, String)> {
    let mut attributes = attributes.to_vec();
    for (name, value) in &mut attributes {
        if matches!(name.as_str(), "srclang" | "adminlang")
            && let Ok((lang, _)) = Lang::parse_lenient(value)
        {
            lang.as_str().clone_into(value);
        }
    }
    attributes
}

/// The differences of two headers.
pub fn header_changes(first: &Header, second: &Header) -> Vec<Change> {
    let mut out = Changes::default();
    out.pairs(&spelled(&first.attributes), &spelled(&second.attributes));
    out.annotations(&first.annotations, &second.annotations);
    let encodings = |header: &Header| serde_json::to_string(&header.encodings).ok();
    out.values(
        "ude",
        encodings(first).as_deref(),
        encodings(second).as_deref(),
    );
    out.list
}

#[derive(Default)]
struct Changes {
    lang: Option<String>,
    list: Vec<Change>,
}

impl Changes {
    fn add(&mut self, name: &str, before: Option<String>, after: Option<String>) {
        let (lang, name) = (self.lang.clone(), name.to_owned());
        self.list.push(Change {
            field: Field { lang, name },
            before,
            after,
        });
    }

    fn values(&mut self, name: &str, first: Option<&str>, second: Option<&str>) {
        if first != second {
            self.add(name, first.map(str::to_owned), second.map(str::to_owned));
        }
    }

    fn variant(&mut self, first: &Tuv, second: &Tuv) {
        let (ours, theirs) = (&first.segment, &second.segment);
        if ours.text() != theirs.text() {
            self.add(
                "text",
                Some(ours.text_with_numbers()),
                Some(theirs.text_with_numbers()),
            );
        } else if ours != theirs {
            let codes = |segment| serde_json::to_string(segment).ok();
            self.add("codes", codes(ours), codes(theirs));
        }
        self.attributes(&first.attributes, &second.attributes);
        self.annotations(&first.annotations, &second.annotations);
        for (name, ours, theirs) in [
            ("before", &first.before, &second.before),
            ("after", &first.after, &second.after),
        ] {
            if ours != theirs {
                self.add(name, neighbour(ours), neighbour(theirs));
            }
        }
    }

    fn attributes(&mut self, first: &Attributes, second: &Attributes) {
        for (name, value) in [
            ("creationdate", |a: &Attributes| a.creation_date.clone()),
            ("creationid", |a: &Attributes| a.creation_id.clone()),
            ("changedate", |a: &Attributes| a.change_date.clone()),
            ("changeid", |a: &Attributes| a.change_id.clone()),
        ] as [(&str, fn(&Attributes) -> Option<String>); 4]
        {
            self.values(name, value(first).as_deref(), value(second).as_deref());
        }
        self.pairs(&first.other, &second.other);
    }

    fn pairs(&mut self, first: &[(String, String)], second: &[(String, String)]) {
        let value = |list: &[(String, String)], name: &str| {
            let found = list.iter().find(|(there, _)| there == name);
            found.map(|(_, value)| value.clone())
        };
        for (name, ours) in first {
            let theirs = value(second, name);
            self.values(name, Some(ours), theirs.as_deref());
        }
        for (name, theirs) in second {
            if value(first, name).is_none() {
                self.values(name, None, Some(theirs));
            }
        }
    }

    /// Notes and properties of each type, in their order; the first of one belongs to the other's first one.
    fn annotations(&mut self, first: &[Annotation], second: &[Annotation]) {
        if first == second {
            return;
        }
        let mut left: Vec<&Annotation> = second.iter().collect();
        let mut rest: Vec<&Annotation> = Vec::new();
        for ours in first {
            match left.iter().position(|theirs| *theirs == ours) {
                Some(at) => drop(left.remove(at)),
                None => rest.push(ours),
            }
        }
        if rest.is_empty() && left.is_empty() {
            let each = |list: &[Annotation], shown: fn(&Annotation) -> String| {
                list.iter().map(shown).collect::<Vec<_>>().join(", ")
            };
            // Where the names are in the same order, what they name is not.
            let shown = if each(first, name) == each(second, name) {
                |annotation: &Annotation| format!("{} {:?}", name(annotation), value(annotation))
            } else {
                name
            };
            self.add("order", Some(each(first, shown)), Some(each(second, shown)));
        }
        for ours in rest {
            let found = left.iter().position(|theirs| name(theirs) == name(ours));
            let theirs = found.map(|at| value(left.remove(at)));
            self.add(&name(ours), Some(value(ours)), theirs);
        }
        for theirs in left {
            self.add(&name(theirs), None, Some(value(theirs)));
        }
    }
}

fn name(annotation: &Annotation) -> String {
    match annotation {
        Annotation::Note(_) => "note".to_owned(),
        Annotation::Prop(prop) => format!("prop {}", prop.kind),
    }
}

fn value(annotation: &Annotation) -> String {
    let (text, attributes) = match annotation {
        Annotation::Note(note) => (&note.text, &note.attributes),
        Annotation::Prop(prop) => (&prop.value, &prop.attributes),
    };
    let mut all = text.clone();
    for (name, value) in attributes {
        all.push_str(" [");
        all.push_str(name);
        all.push('=');
        all.push_str(value);
        all.push(']');
    }
    all
}

fn neighbour(neighbour: &Neighbour) -> Option<String> {
    match neighbour {
        Neighbour::Unknown => None,
        Neighbour::Border => Some(String::new()),
        Neighbour::Text(text) => Some(text.clone()),
    }
}
