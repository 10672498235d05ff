//! One header for the units of several files.

use super::attributes::{self, Owner};
use super::own;
use crate::format::remarks::in_short;
use crate::model::{Annotation, Header};
use rustc_hash::FxHashMap;
use std::collections::BTreeMap;
use std::hash::Hash;

/// What a writer says where files differ: that is not kept a second time.
const USUAL: [(&str, &str); 4] = [
    ("segtype", "sentence"),
    ("o-tmf", "karvan"),
    ("adminlang", "en"),
    ("datatype", "plaintext"),
];

/// One for the units of several files: where all that say something agree, their word, and notes, properties and
/// encodings of all. Where they differ, each value becomes a property `x-karvan:NAME`, but for the source language, which
/// each unit has, and the program that wrote a file.
pub fn united(headers: &[Header]) -> Header {
    let mut united = Header::default();
    // The headers of other formats than TMX say nothing.
    let saying: Vec<&Header> = headers
        .iter()
        .filter(|header| !header.attributes.is_empty())
        .collect();
    let mut differing = Vec::new();
    for (name, value) in saying.iter().flat_map(|header| &header.attributes) {
        let is_first =
            |(there, other): &(String, String)| there == name && same(name, other, value);
        let agreed = (saying.iter()).all(|header| header.attributes.iter().any(is_first));
        // What TMX has no place for is written as a property anyway.
        let free = !attributes::has_place(Owner::Header, name, value)
            && !united.attributes.iter().any(|(there, _)| there == name);
        if united.attributes.iter().any(is_first) {
        } else if agreed || free && !is_of_file(name) {
            united.attributes.push((name.clone(), value.clone()));
        } else if is_kept(name, value) {
            differing.push(Annotation::Prop(own::prop(name, value)));
        }
    }
    let differing = differing.iter().map(std::slice::from_ref);
    let annotations = headers.iter().map(|header| &header.annotations[..]);
    united.annotations = each_once(differing.chain(annotations));
    united.encodings = each_once(headers.iter().map(|header| &header.encodings[..]));
    united
}

/// What stands in several lists, in its order: as often as in that where it stands most.
fn each_once<'a, T: Clone + Eq + Hash + 'a>(lists: impl Iterator<Item = &'a [T]>) -> Vec<T> {
    let mut all = Vec::new();
    let mut taken: FxHashMap<&T, usize> = FxHashMap::default();
    for list in lists {
        let mut here: FxHashMap<&T, usize> = FxHashMap::default();
        for item in list {
            let times = here.entry(item).or_default();
            *times += 1;
            let taken = taken.entry(item).or_default();
            if *times > *taken {
                *taken = *times;
                all.push(item.clone());
            }
        }
    }
    all
}

/// The names of the attributes in which the headers of several files differ, so that each unusual value becomes a property
/// ([`united`]), in the order of the alphabet and in one short line; `None` where there are none.
pub fn disagreements(headers: &[Header]) -> Option<String> {
    let saying = headers
        .iter()
        .filter(|header| !header.attributes.is_empty());
    // The first value of each, how many say it, and how many files there are.
    let mut said: BTreeMap<&str, (&str, usize)> = BTreeMap::new();
    let mut files = 0;
    for header in saying {
        files += 1;
        for (name, value) in &header.attributes {
            let (first, count) = said.entry(name).or_insert((value, 0));
            *count += usize::from(same(name, first, value));
        }
    }
    let said = said.into_iter().filter(|(name, _)| !is_of_file(name));
    let differing = said.filter(|(_, (_, count))| *count < files);
    let names: Vec<&str> = differing.map(|(name, _)| name).collect();
    (!names.is_empty()).then(|| in_short(names.join(", ")))
}

/// The attributes of a further header that the first one does not have, or not with this value.
pub(super) fn differing<'a>(
    first: &Header,
    further: &'a Header,
) -> impl Iterator<Item = &'a (String, String)> {
    further.attributes.iter().filter(|(name, value)| {
        let mut ours = first.attributes.iter();
        !ours.any(|(there, other)| there == name && same(name, other, value))
    })
}

/// Whether such an attribute is kept as a property.
pub(super) fn is_kept(name: &str, value: &str) -> bool {
    !is_of_file(name) && !USUAL.contains(&(name, value))
}

/// Whether an attribute is the business of each file.
fn is_of_file(name: &str) -> bool {
    matches!(name, "creationtool" | "creationtoolversion" | "srclang")
}

/// Tags of languages are the same in any case.
fn same(name: &str, one: &str, other: &str) -> bool {
    one == other || matches!(name, "adminlang" | "srclang") && one.eq_ignore_ascii_case(other)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn header(attributes: &[(&str, &str)]) -> Header {
        let owned = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
        Header {
            attributes: attributes.iter().map(owned).collect(),
            ..Header::default()
        }
    }

    #[test]
    fn a_list_is_as_long_as_one_file_has_it() {
        let noted = |notes: &str| Header {
            annotations: notes
                .chars()
                .map(|c| Annotation::Prop(own::prop("note", &c.to_string())))
                .collect(),
            ..Header::default()
        };
        let all = united(&[noted("aba"), noted("ab"), noted("cbb")]);
        assert_eq!(all.annotations, noted("abacb").annotations);
    }

    #[test]
    fn what_files_differ_in_is_kept_once_each() {
        let first = header(&[
            ("creationtool", "A"),
            ("segtype", "sentence"),
            ("o-tmf", "T"),
            ("adminlang", "en-US"),
            ("srclang", "en-US"),
            ("datatype", "xml"),
            ("creationdate", "20240311T081502Z"),
        ]);
        let second = header(&[
            ("creationtool", "B"),
            ("segtype", "phrase"),
            ("o-tmf", "U"),
            ("adminlang", "en-us"),
            ("srclang", "en-US"),
            ("datatype", "xml"),
            ("creationdate", "20240311T081502Z"),
            ("o-encoding", "latin1"),
            ("x-a", "q"),
        ]);
        let third = Header::default();
        let names = "creationdate, o-encoding, o-tmf, segtype, x-a";
        let without_date = Header {
            attributes: first.attributes[..6].to_vec(),
            ..Header::default()
        };
        let three = [first.clone(), second.clone(), without_date];
        assert_eq!(disagreements(&three).as_deref(), Some(names));
        assert_eq!(disagreements(&[first.clone(), third.clone()]), None);
        let both = united(&[first.clone(), second.clone(), first, third]);
        let agreed = header(&[
            ("adminlang", "en-US"),
            ("srclang", "en-US"),
            ("datatype", "xml"),
            ("creationdate", "20240311T081502Z"),
            ("x-a", "q"),
        ]);
        assert_eq!(both.attributes, agreed.attributes);
        let kept: Vec<(&str, &str)> = (both.annotations.iter())
            .map(|annotation| match annotation {
                Annotation::Prop(prop) => (prop.kind.as_str(), prop.value.as_str()),
                Annotation::Note(note) => ("note", note.text.as_str()),
            })
            .collect();
        let expected = [
            ("x-karvan:o-tmf", "T"),
            ("x-karvan:segtype", "phrase"),
            ("x-karvan:o-tmf", "U"),
            ("x-karvan:o-encoding", "latin1"),
        ];
        assert_eq!(kept, expected);
        assert_eq!(united(std::slice::from_ref(&second)), second);
    }
}
