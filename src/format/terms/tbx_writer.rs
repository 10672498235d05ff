//! TBX, written. Version 2 is what OmegaT and translate-toolkit read; version 3 is the TBX-Basic dialect with data
//! categories as attributes.

use super::picklist;
use super::tbx_category::OWN;
use crate::format::xml::escape;
use crate::model::{LanguageEntry, TermEntry};

/// The versions of TBX.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TbxVersion {
    /// `martif`, ISO 30042:2008.
    Two,
    /// `tbx`, ISO 30042:2019.
    Three,
}

/// The names of the elements in a version.
struct Names {
    entry: &'static str,
    language: &'static str,
    term: &'static str,
}

impl TbxVersion {
    fn names(self) -> Names {
        match self {
            Self::Two => Names {
                entry: "termEntry",
                language: "langSet",
                term: "tig",
            },
            Self::Three => Names {
                entry: "conceptEntry",
                language: "langSec",
                term: "termSec",
            },
        }
    }
}

/// What a file says of where it is from.
pub(super) const SOURCE: &str = "A glossary of karvan";

const HEAD_2: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE martif SYSTEM "TBXcoreStructV02.dtd">
<martif type="TBX" xml:lang="LANG">
<martifHeader>
<fileDesc><sourceDesc><p>A glossary of karvan</p></sourceDesc></fileDesc>
<encodingDesc><p type="XCSURI">TBXXCS.xcs</p></encodingDesc>
</martifHeader>
<text><body>
"#;
const HEAD_3: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<tbx type="TBX-Basic" style="dca" xml:lang="LANG" xmlns="urn:iso:std:iso:30042:ed-2">
<tbxHeader>
<fileDesc><sourceDesc><p>A glossary of karvan</p></sourceDesc></fileDesc>
</tbxHeader>
<text><body>
"#;

/// Writes entries as a whole file. What TBX has no category for (flags, a status of the entry, further columns) stands as
/// `x-karvan-NAME` and comes back from there. Returns the text, and how many characters in it XML forbids, so that U+FFFD stands for
/// them.
pub fn write_tbx(entries: &[TermEntry], version: TbxVersion) -> (String, usize) {
    let first = entries.iter().flat_map(|entry| &entry.languages).next();
    let lang = first.map_or("en", |language| language.lang.as_str());
    let (head, end) = match version {
        TbxVersion::Two => (HEAD_2, "</body></text>\n</martif>\n"),
        TbxVersion::Three => (HEAD_3, "</body></text>\n</tbx>\n"),
    };
    let mut out = head.replacen("LANG", lang, 1);
    for entry in entries {
        write_entry(&mut out, entry, version);
    }
    out.push_str(end);
    let replaced = escape::settle(&mut out);
    (out, replaced)
}

fn write_entry(out: &mut String, entry: &TermEntry, version: TbxVersion) {
    let names = version.names();
    let id = entry.id.as_deref().unwrap_or_default();
    // An id of XML is a name; any other one stands in a place of its own.
    let named = is_id(id);
    out.push('<');
    out.push_str(names.entry);
    if named {
        escape::attribute(out, "id", id);
    }
    out.push_str(">\n");
    let own = |out: &mut String, name: &str, value: &str| match version {
        TbxVersion::Two => element(out, "admin", Some(&format!("{OWN}{name}")), value),
        TbxVersion::Three => element(out, "note", None, &format!("{OWN}{name}: {value}")),
    };
    if !named && !id.is_empty() {
        own(out, "id", id);
    }
    element(out, "descrip", Some("subjectField"), &entry.domain);
    element(out, "descrip", Some("definition"), &entry.definition);
    element(out, "admin", Some("source"), &entry.source);
    element(out, "note", None, &entry.note);
    let (pos, kind) = match (picklist::part_of_speech(&entry.pos), entry.pos.as_str()) {
        (Some(pos), _) => (pos, ""),
        (None, "abbreviation") => ("", "abbreviation"),
        (None, _) => ("", ""),
    };
    if pos.is_empty() && kind.is_empty() && !entry.pos.is_empty() {
        own(out, "pos", &entry.pos);
    }
    let further = [("flags", &entry.flags), ("status", &entry.status)];
    for (name, value) in further {
        if !value.is_empty() {
            own(out, name, value);
        }
    }
    for (name, value) in &entry.other {
        own(out, name, value);
    }
    for language in &entry.languages {
        write_language(out, language, &names, (pos, kind));
    }
    out.push_str(&format!("</{}>\n", names.entry));
}

fn write_language(out: &mut String, language: &LanguageEntry, names: &Names, said: (&str, &str)) {
    out.push('<');
    out.push_str(names.language);
    escape::attribute(out, "xml:lang", language.lang.as_str());
    out.push_str(">\n");
    element(out, "descrip", Some("definition"), &language.definition);
    element(out, "note", None, &language.note);
    for term in &language.terms {
        out.push_str(&format!("<{}>", names.term));
        inline(out, "term", None, &term.text);
        inline(out, "termNote", Some("termType"), said.1);
        inline(out, "termNote", Some("partOfSpeech"), said.0);
        let status = picklist::administrative_status(term.status);
        inline(out, "termNote", Some("administrativeStatus"), status);
        out.push_str(&format!("</{}>\n", names.term));
    }
    out.push_str(&format!("</{}>\n", names.language));
}

/// An element on a line of its own, if it has a text.
fn element(out: &mut String, name: &str, kind: Option<&str>, text: &str) {
    if !text.is_empty() {
        inline(out, name, kind, text);
        out.push('\n');
    }
}

fn inline(out: &mut String, name: &str, kind: Option<&str>, text: &str) {
    if text.is_empty() {
        return;
    }
    out.push('<');
    out.push_str(name);
    if let Some(kind) = kind {
        escape::attribute(out, "type", kind);
    }
    out.push('>');
    escape::text(out, text);
    out.push_str(&format!("</{name}>"));
}

/// Whether a key can be an ID of XML: a name without colon (XML 1.0, validity constraint ID; Namespaces in XML, section 7).
fn is_id(key: &str) -> bool {
    let mut chars = key.chars();
    let first = chars.next();
    first.is_some_and(|c| c.is_ascii_alphabetic() || c == '_')
        && chars.all(|c| c.is_ascii_alphanumeric() || "_-.".contains(c))
}
