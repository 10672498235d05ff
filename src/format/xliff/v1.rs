//! Inline codes of XLIFF 1.2.
//!
//! | XLIFF | in the unit |
//! | --- | --- |
//! | `bpt`, `ept`, `ph`, `it`, `sub` | the same, with the native code |
//! | `bx`, `ex`, `x` | `bpt`, `ept`, `ph` without a native code |
//! | `g` | `bpt` before and `ept` after what it holds; with the native code where the file defines its tags |
//! | `mrk` | `hi`; a segment where `mtype="seg"` |
//! | `rid` and `id` of a pair | `i` and `x`; an `id` alone is `i` |
//! | `id` of the others, `mid` | `x` |
//! | `ctype`, `mtype` | `type` |
//! | `pos="open"`, `pos="close"` | `pos="begin"`, `pos="end"` |

use super::content::{self, Opening, attributes, other_half, pairs, rename, take};
use super::ids::{Ids, is_token};
use super::tag_defs::Tags;
use super::{foreign, local};
use crate::format::remarks::note;
use crate::format::xml::escape;
use crate::format::xml::{Element, Fault};
use crate::model::{Code, CodeKind, Inline, Segment};

/// The values of `ctype` of a code that stands alone; others begin with `x-`.
const PLACEHOLDERS: [&str; 3] = ["image", "pb", "lb"];
/// The values of `ctype` of a code that begins or ends something; others begin with `x-`.
const DELIMITERS: [&str; 4] = ["bold", "italic", "link", "underlined"];
/// The values of `mtype`, but for `seg`; others begin with `x-`.
const MARKS: [&str; 36] = [
    "abbrev",
    "abbreviated-form",
    "abbreviation",
    "acronym",
    "appellation",
    "collocation",
    "common-name",
    "datetime",
    "equation",
    "expanded-form",
    "formula",
    "head-term",
    "initialism",
    "international-scientific-term",
    "internationalism",
    "logical-expression",
    "materials-management-unit",
    "name",
    "near-synonym",
    "part-number",
    "phrase",
    "phraseological-unit",
    "protected",
    "romanized-form",
    "set-phrase",
    "short-form",
    "sku",
    "standard-text",
    "symbol",
    "synonym",
    "synonymous-phrase",
    "term",
    "transcribed-form",
    "transliterated-form",
    "truncated-term",
    "variant",
];

/// The `mtype` of a stretch that has no type.
const NO_TYPE: &str = "x-karvan";

/// What an element inside a text of XLIFF 1.2 is.
pub(super) fn meaning(
    element: &Element<'_>,
    prefix: &str,
    tags: &Tags,
    remarks: &mut Vec<String>,
) -> Result<Opening, Fault> {
    let mut attributes = attributes(element)?;
    let name = local(element.name(), prefix);
    let id = attributes.iter().find(|(name, _)| name == "id");
    let id = id.map(|(_, id)| id.clone());
    let id = id.as_deref();
    let kind = match name {
        "g" => {
            rename(&mut attributes, "id", "i");
            rename(&mut attributes, "ctype", "type");
            let mut begin = code(CodeKind::Bpt, attributes);
            begin.content = tags.begin(id);
            let end = other_half(&begin, tags.end(id));
            return Ok(Opening::Pair(begin, end));
        }
        "x" | "ph" => CodeKind::Ph,
        "bx" | "bpt" => CodeKind::Bpt,
        "ex" | "ept" => CodeKind::Ept,
        "it" => CodeKind::It,
        "sub" => CodeKind::Sub,
        "mrk" => return Ok(mark(attributes, remarks)),
        name => {
            note(remarks, || {
                format!("<{name}> is no inline code of XLIFF: only its text was read")
            });
            return Ok(Opening::Transparent);
        }
    };
    match kind {
        CodeKind::Bpt | CodeKind::Ept if attributes.iter().any(|(name, _)| name == "rid") => {
            rename(&mut attributes, "id", "x");
            rename(&mut attributes, "rid", "i");
        }
        CodeKind::Bpt | CodeKind::Ept => rename(&mut attributes, "id", "i"),
        _ => rename(&mut attributes, "id", "x"),
    }
    rename(&mut attributes, "ctype", "type");
    if kind == CodeKind::It {
        for (_, value) in attributes.iter_mut().filter(|(name, _)| name == "pos") {
            match value.as_str() {
                "open" => "begin".clone_into(value),
                "close" => "end".clone_into(value),
                _ => {}
            }
        }
    }
    let mut code = code(kind, attributes);
    if name == "x" {
        code.content = tags.begin(id);
    }
    Ok(Opening::Code(code))
}

fn code(kind: CodeKind, attributes: Vec<(String, String)>) -> Code {
    Code {
        kind,
        attributes,
        content: Vec::new(),
    }
}

fn mark(mut attributes: Vec<(String, String)>, remarks: &mut Vec<String>) -> Opening {
    let kind = attributes.iter().find(|(name, _)| name == "mtype");
    match kind.map(|(_, value)| value.as_str()) {
        Some("seg") => Opening::Segment(take(&mut attributes, "mid").unwrap_or_default()),
        Some(kind) if foreign::is_deleted(kind) => {
            note(remarks, || {
                "text that is marked as deleted was left out".into()
            });
            Opening::Dropped
        }
        Some(kind) if foreign::is_review_mark(kind) => {
            take(&mut attributes, "sdl:cid").map_or(Opening::Transparent, Opening::Commented)
        }
        _ => {
            rename(&mut attributes, "mtype", "type");
            rename(&mut attributes, "mid", "x");
            Opening::Code(code(CodeKind::Hi, attributes))
        }
    }
}

/// Writes a segment's content.
pub(super) fn write(out: &mut String, segment: &Segment) {
    let mut ids = Ids::default();
    write_pieces(out, &segment.content, true, &mut ids);
}

/// A segment as it is read where it was written.
pub(super) fn as_read(segment: &Segment) -> Option<Segment> {
    let mut written = String::new();
    write(&mut written, segment);
    content::read_back(&written, |element, remarks| {
        meaning(element, "", &Tags::default(), remarks)
    })
}

fn write_pieces(out: &mut String, content: &[Inline], in_text: bool, ids: &mut Ids) {
    let pairs = if in_text { pairs(content) } else { Vec::new() };
    let is_group = |begin: usize, end: usize| match (&content[begin], &content[end]) {
        (Inline::Code(begin), Inline::Code(end)) => {
            let no_x = begin.attributes.iter().all(|(name, _)| name != "x");
            begin.content.is_empty() && no_x && end.content.is_empty() && end.attributes.len() == 1
        }
        _ => false,
    };
    for (at, piece) in content.iter().enumerate() {
        let code = match piece {
            Inline::Text(text) => {
                escape::text(out, text);
                continue;
            }
            Inline::Code(code) => code,
        };
        match pairs.get(at) {
            Some(Some(other)) if *other > at && is_group(at, *other) => {
                out.push_str("<g");
                write_attributes(out, code, "id", None, ids);
                out.push('>');
            }
            Some(Some(other)) if *other < at && is_group(*other, at) => out.push_str("</g>"),
            _ => write_code(out, code, in_text, ids),
        }
    }
}

fn write_code(out: &mut String, code: &Code, in_text: bool, ids: &mut Ids) {
    let empty = code.content.is_empty();
    let (name, id, reference) = match code.kind {
        _ if !in_text => ("sub", "", None),
        CodeKind::Bpt if empty => ("bx", "id", Some("rid")),
        CodeKind::Bpt => ("bpt", "id", Some("rid")),
        CodeKind::Ept if empty => ("ex", "id", Some("rid")),
        CodeKind::Ept => ("ept", "id", Some("rid")),
        CodeKind::Ph | CodeKind::Ut if empty => ("x", "id", None),
        CodeKind::Ph | CodeKind::Ut => ("ph", "id", None),
        CodeKind::It => ("it", "id", None),
        CodeKind::Hi | CodeKind::Sub => ("mrk", "mid", None),
    };
    out.push('<');
    out.push_str(name);
    write_attributes(out, code, id, reference, ids);
    match name {
        "mrk" if !code.attributes.iter().any(|(name, _)| name == "type") => {
            escape::attribute(out, "mtype", NO_TYPE);
        }
        "it" if !code.attributes.iter().any(|(name, _)| name == "pos") => {
            escape::attribute(out, "pos", "open");
        }
        _ => {}
    }
    if matches!(name, "bx" | "ex" | "x") {
        out.push_str("/>");
        return;
    }
    out.push('>');
    let text_inside = matches!(name, "mrk" | "sub");
    write_pieces(out, &code.content, text_inside, ids);
    out.push_str("</");
    out.push_str(name);
    out.push('>');
}

/// Writes the attributes that XLIFF has, where they stand, and the `id` that it requires. A pair has its number
/// under `reference` where it has an `x` beside it.
fn write_attributes(
    out: &mut String,
    code: &Code,
    id: &str,
    reference: Option<&str>,
    ids: &mut Ids,
) {
    let has = |wanted: &str| code.attributes.iter().any(|(name, _)| name == wanted);
    let mut has_id = id.is_empty() || id == "mid";
    for (n, (name, value)) in code.attributes.iter().enumerate() {
        if code.attributes[..n]
            .iter()
            .any(|(before, _)| before == name)
        {
            continue;
        }
        let kind = id == "mid";
        let is_half = matches!(code.kind, CodeKind::Bpt | CodeKind::Ept);
        match (name.as_str(), reference) {
            ("i", _) if !is_half => {}
            ("i", Some(reference)) if has("x") && ids.refer(code, value) => {
                escape::attribute(out, reference, value);
            }
            ("i", _) if id == "id" && !has_id => {
                has_id = true;
                escape::attribute(out, id, value);
            }
            // In a target `mid` must name a segment of the source.
            ("x", _) if kind => {}
            ("x", _) if !id.is_empty() && !has_id => {
                has_id = true;
                escape::attribute(out, id, value);
            }
            ("type", _) if kind => listed(out, "mtype", value, &MARKS),
            ("type", _) if matches!(code.kind, CodeKind::Ph | CodeKind::Ut) => {
                listed(out, "ctype", value, &PLACEHOLDERS);
            }
            ("type", _) if code.kind != CodeKind::Ept => listed(out, "ctype", value, &DELIMITERS),
            ("pos", _) if code.kind == CodeKind::It && id == "id" => {
                let end = matches!(value.as_str(), "end" | "close");
                escape::attribute(out, "pos", if end { "close" } else { "open" });
            }
            ("assoc", _) if !matches!(value.as_str(), "preceding" | "following" | "both") => {}
            ("datatype", _) if !matches!(value.as_str(), "plaintext" | "html" | "xml" | "rtf") => {}
            (name, _) if allows(code.kind, id, name) => escape::attribute(out, name, value),
            _ => {}
        }
    }
    if !has_id {
        escape::attribute(out, id, &ids.supply());
    }
}

/// Writes a value of a list, another one as a value of our own.
fn listed(out: &mut String, name: &str, value: &str, list: &[&str]) {
    if list.contains(&value) || value.starts_with("x-") && is_token(value) {
        escape::attribute(out, name, value);
    } else if is_token(value) {
        escape::attribute(out, name, &format!("x-{value}"));
    } else if name == "mtype" {
        escape::attribute(out, name, NO_TYPE);
    }
}

/// Whether XLIFF lets an attribute stand on a code under the name that it has here.
fn allows(kind: CodeKind, id: &str, name: &str) -> bool {
    match (id, kind) {
        ("mid", _) => name == "comment",
        ("", _) => name == "datatype",
        (_, CodeKind::Ph | CodeKind::Ut) => matches!(name, "assoc" | "xid" | "equiv-text"),
        _ => matches!(name, "xid" | "equiv-text"),
    }
}
