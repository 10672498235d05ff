//! What the root and the header say about all units of a file.

use super::excerpt;
use super::unit::Context;
use super::xml::{Element, Fault};
use crate::format::Oddity;
use crate::lang::Lang;

/// Whether an element is the root of a TMX, with or without a prefix.
pub(super) fn is_root(name: &str) -> bool {
    name == "tmx"
        || name
            .split_once(':')
            .is_some_and(|(_, local)| local == "tmx")
}

/// The elements of TMX.
const NAMES: [&str; 17] = [
    "tmx", "header", "body", "tu", "tuv", "seg", "note", "prop", "ude", "map", "bpt", "ept", "ph",
    "it", "hi", "ut", "sub",
];

/// Whether this is an element of TMX.
pub(super) fn is_element(name: &str) -> bool {
    NAMES.contains(&name)
}

/// What to add about a name that is one of TMX but for its capital letters; nothing for others.
pub(super) fn case_of(name: &str) -> String {
    let small = name.to_ascii_lowercase();
    if small != name && NAMES.contains(&small.as_str()) {
        format!(" (TMX writes its elements in small letters: <{small}>)")
    } else {
        String::new()
    }
}

impl Context {
    /// Takes what the root says; the prefix of the names, if they have one.
    pub(super) fn begin_root(&mut self, element: &Element<'_>) -> Result<Option<String>, Fault> {
        let name = element.name();
        let prefix = name.strip_suffix("tmx").filter(|prefix| !prefix.is_empty());
        let mut version = None;
        let remarks = &mut self.remarks;
        element.attributes(|attribute, value| match attribute {
            "version" => version = Some(value.into_owned()),
            "xmlns" if !value.to_ascii_lowercase().contains("tmx") => {
                remarks.note(Oddity::UnknownElement, || {
                    let value = excerpt(&value);
                    format!("the elements are in the namespace {value}, which is not that of TMX: read all the same")
                });
            }
            name if name.starts_with("xmlns") => {}
            name => remarks.note(Oddity::UnknownAttribute, || {
                let value = excerpt(&value);
                format!("<tmx>: TMX has no attribute {name}; {value} was left out")
            }),
        })?;
        if let Some(prefix) = prefix {
            remarks.note(Oddity::UnknownElement, || {
                format!("the elements have the prefix {prefix} which those of TMX have not: read without it")
            });
        }
        match version.as_deref() {
            Some("1.4") => {}
            Some("1.1" | "1.2" | "1.3") => {}
            Some("1.4b") => remarks.rule(Oddity::Version, || {
                "version=\"1.4b\": the DTD wants 1.4".into()
            }),
            Some(other) => remarks.note(Oddity::Version, || {
                format!("version={} is not known: read as 1.4", excerpt(other))
            }),
            None => remarks.note(Oddity::Version, || {
                "<tmx> has no version: read as 1.4".into()
            }),
        }
        self.is_old =
            version.is_some_and(|version| version.starts_with("1.") && !version.starts_with("1.4"));
        Ok(prefix.map(str::to_owned))
    }

    /// Remarks on a header whose notes and properties are in a language that is none.
    pub(super) fn check_admin(&mut self, tag: Option<&str>) {
        if let Some(tag) = tag.filter(|tag| Lang::parse_lenient(tag).is_err()) {
            self.remarks.note(Oddity::AttributeValue, || {
                format!(
                    "header: adminlang={} is not a language tag; an export writes en",
                    excerpt(tag)
                )
            });
        }
    }

    /// Takes the header's source language.
    pub(super) fn read_source(&mut self, tag: Option<&str>) {
        let Some(tag) = tag else {
            self.remarks.note(Oddity::SourceLanguage, || {
                "the header names no source language (srclang)".into()
            });
            return;
        };
        if tag.trim() == "*all*" {
            return;
        }
        match self.tags.read(tag) {
            Some((lang, _)) => {
                self.source_lang = Some(lang);
                self.header_spelling = Some(tag.to_owned());
            }
            None => self.remarks.note(Oddity::SourceLanguage, || {
                format!("header: srclang={} is not a language tag", excerpt(tag))
            }),
        }
    }
}
