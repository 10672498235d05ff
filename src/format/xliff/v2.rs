//! Inline codes of XLIFF 2.0 to 2.2.
//!
//! | XLIFF | in the unit |
//! | --- | --- |
//! | `ph` | `ph` |
//! | `pc` | `bpt` before and `ept` after what it holds |
//! | `sc`, `ec` | `bpt`, `ept`; `it` where the other half is in another segment |
//! | `mrk` | `hi` |
//! | `sm`, `em` | `bpt`, `ept` with `annotation="yes"` |
//! | `cp` | the character |
//! | `id` of `pc`, `sc`, `sm`, `startRef` of `ec`, `em` | `i` |
//! | `id` of the others | `x` |
//! | what `dataRef`, `dataRefStart`, `dataRefEnd` name | the native code |

use super::content::{self, Opening, attributes, other_half, pairs, rename};
use super::ids::{Ids, is_prefixed};
use super::local;
use crate::format::remarks::{excerpt, note};
use crate::format::xml::escape;
use crate::format::xml::{Element, Fault};
use crate::model::{Code, CodeKind, Inline, Segment};
use rustc_hash::FxHashMap;
use std::cell::Cell;

/// What the references of a unit's codes stand for, by their identifiers, and whether a code has named it.
#[derive(Debug, Default)]
pub(super) struct Data(FxHashMap<String, (String, Cell<bool>)>);

impl Data {
    /// Adds the one of this identifier; whether there was one.
    pub(super) fn insert(&mut self, id: String, text: String) -> bool {
        self.0.insert(id, (text, Cell::default())).is_some()
    }

    /// What a code names.
    fn get(&self, id: &str) -> Option<&str> {
        let (text, is_named) = self.0.get(id)?;
        is_named.set(true);
        Some(text)
    }

    /// How many no code has named.
    pub(super) fn unnamed(&self) -> usize {
        self.0
            .values()
            .filter(|(_, is_named)| !is_named.get())
            .count()
    }
}

/// What an element inside a text of XLIFF 2.0 is.
pub(super) fn meaning(
    element: &Element<'_>,
    prefix: &str,
    data: &Data,
    remarks: &mut Vec<String>,
) -> Result<Opening, Fault> {
    let mut own = attributes(element)?;
    let mut native = |name: &str| native(&mut own, name, data, remarks);
    let name = local(element.name(), prefix);
    let content = match name {
        "pc" => native("dataRefStart"),
        _ => native("dataRef"),
    };
    let kind = match name {
        "ph" => CodeKind::Ph,
        "sc" | "sm" | "pc" => CodeKind::Bpt,
        "ec" | "em" => CodeKind::Ept,
        "mrk" => CodeKind::Hi,
        "cp" => return Ok(character(&own, remarks)),
        name => {
            note(remarks, || {
                format!("<{name}> is no inline code of XLIFF: only its text was read")
            });
            return Ok(Opening::Transparent);
        }
    };
    let end_content = if name == "pc" {
        native("dataRefEnd")
    } else {
        Vec::new()
    };
    match kind {
        CodeKind::Bpt => rename(&mut own, "id", "i"),
        CodeKind::Ept if own.iter().any(|(name, _)| name == "startRef") => {
            rename(&mut own, "startRef", "i");
            rename(&mut own, "id", "x");
        }
        CodeKind::Ept => rename(&mut own, "id", "i"),
        _ => rename(&mut own, "id", "x"),
    }
    if matches!(name, "sm" | "em") {
        own.push(("annotation".into(), "yes".into()));
    }
    let code = Code {
        kind,
        attributes: own,
        content,
    };
    if name == "pc" {
        let end = other_half(&code, end_content);
        return Ok(Opening::Pair(code, end));
    }
    Ok(Opening::Code(code))
}

/// The native code that a reference stands for; a reference to nothing stays an attribute.
fn native(
    own: &mut Vec<(String, String)>,
    name: &str,
    data: &Data,
    remarks: &mut Vec<String>,
) -> Vec<Inline> {
    let Some(at) = own.iter().position(|(there, _)| there == name) else {
        return Vec::new();
    };
    match data.get(&own[at].1) {
        None => {
            note(remarks, || {
                let to = excerpt(&own[at].1);
                format!("{name}={to} of an inline code names no <data> of its unit")
            });
            Vec::new()
        }
        Some(text) => {
            own.remove(at);
            if text.is_empty() {
                Vec::new()
            } else {
                vec![Inline::Text(text.to_owned())]
            }
        }
    }
}

/// A character that XML cannot hold. NUL is no text in any program.
fn character(own: &[(String, String)], remarks: &mut Vec<String>) -> Opening {
    let hex = own
        .iter()
        .find(|(name, _)| name == "hex")
        .map(|(_, hex)| hex.as_str());
    let found = hex
        .and_then(|hex| u32::from_str_radix(hex, 16).ok())
        .and_then(char::from_u32);
    if let Some(c) = found.filter(|c| *c != '\0') {
        return Opening::Text(c.into());
    }
    note(remarks, || {
        let hex = hex.unwrap_or_default();
        format!("<cp hex=\"{hex}\"> is no character: it was left out")
    });
    Opening::Transparent
}

/// The native codes of a unit, each with an identifier.
#[derive(Debug, Default)]
pub(super) struct Originals {
    known: Vec<(String, String)>,
    by_text: FxHashMap<String, usize>,
}

impl Originals {
    /// Identifiers and native codes, in the order in which they were met.
    pub(super) fn all(&self) -> &[(String, String)] {
        &self.known
    }

    /// The same for reading.
    pub(super) fn data(&self) -> Data {
        let known = self.known.iter().cloned();
        Data(
            known
                .map(|(id, text)| (id, (text, Cell::default())))
                .collect(),
        )
    }

    fn reference(&mut self, text: String) -> &str {
        let known = &mut self.known;
        let at = *self.by_text.entry(text).or_insert_with_key(|text| {
            known.push((format!("d{}", known.len() + 1), text.clone()));
            known.len() - 1
        });
        &self.known[at].0
    }
}

/// What is used while a segment is written.
struct Scope<'a> {
    originals: &'a mut Originals,
    ids: Ids,
    /// The identifiers under which pairs were begun, by their numbers and whether they are annotations.
    begun: FxHashMap<(String, bool), String>,
    /// Where the start tags of the `sc` end that no `ec` has named so far, by their identifiers.
    open: FxHashMap<String, usize>,
}

/// Writes a segment's content.
pub(super) fn write(out: &mut String, segment: &Segment, originals: &mut Originals) {
    let mut scope = Scope {
        originals,
        ids: Ids::default(),
        begun: FxHashMap::default(),
        open: FxHashMap::default(),
    };
    let mut written = String::new();
    write_pieces(&mut written, &segment.content, &mut scope);
    // Only now it is known which of them have no other half.
    let mut alone: Vec<usize> = scope.open.into_values().collect();
    alone.sort_unstable();
    let mut from = 0;
    for at in alone {
        out.push_str(&written[from..at]);
        escape::attribute(out, "isolated", "yes");
        from = at;
    }
    out.push_str(&written[from..]);
}

/// A segment as it is read where it was written.
pub(super) fn as_read(segment: &Segment) -> Option<Segment> {
    let (mut written, mut originals) = (String::new(), Originals::default());
    write(&mut written, segment, &mut originals);
    let data = originals.data();
    content::read_back(&written, |element, remarks| {
        meaning(element, "", &data, remarks)
    })
}

/// Writes text; a character that XML forbids is an element.
pub(super) fn write_text(out: &mut String, text: &str) {
    let mut rest = text;
    // NUL is no character for any program: U+FFFD stands for it, as in every format.
    let is_kept = |c| !escape::is_allowed(c) && c != '\0';
    while let Some(at) = rest.find(is_kept) {
        escape::text(out, &rest[..at]);
        let Some(c) = rest[at..].chars().next() else {
            break;
        };
        out.push_str(&format!("<cp hex=\"{:04X}\"/>", u32::from(c)));
        rest = &rest[at + c.len_utf8()..];
    }
    escape::text(out, rest);
}

fn write_pieces(out: &mut String, content: &[Inline], scope: &mut Scope<'_>) {
    let pairs = pairs(content);
    let is_pair = |begin: usize, end: usize| match (&content[begin], &content[end]) {
        (Inline::Code(begin), Inline::Code(end)) => {
            let plain = |code: &Code| {
                code.attributes
                    .iter()
                    .all(|(name, _)| name != "x" && name != "annotation")
            };
            plain(begin) && end.attributes.len() == 1
        }
        _ => false,
    };
    for (at, piece) in content.iter().enumerate() {
        let code = match piece {
            Inline::Text(text) => {
                write_text(out, text);
                continue;
            }
            Inline::Code(code) => code,
        };
        match pairs.get(at) {
            Some(Some(other)) if *other > at && is_pair(at, *other) => {
                out.push_str("<pc");
                write_attributes(out, code, scope);
                write_reference(out, "dataRefStart", &code.content, scope);
                if let Inline::Code(end) = &content[*other] {
                    write_reference(out, "dataRefEnd", &end.content, scope);
                }
                out.push('>');
            }
            Some(Some(other)) if *other < at && is_pair(*other, at) => {
                let number = code.attribute("i").unwrap_or_default().to_owned();
                scope.begun.remove(&(number, false));
                out.push_str("</pc>");
            }
            _ => write_code(out, code, scope),
        }
    }
}

/// Whether a half of a pair begins or ends an annotation.
fn is_annotation(code: &Code) -> bool {
    code.attribute("annotation").is_some()
}

fn write_code(out: &mut String, code: &Code, scope: &mut Scope<'_>) {
    let marks = is_annotation(code);
    let end = code
        .attributes
        .iter()
        .any(|(name, value)| name == "pos" && value == "end");
    let number = code.attributes.iter().find(|(name, _)| name == "i");
    let begun =
        number.is_some_and(|(_, number)| scope.begun.contains_key(&(number.clone(), marks)));
    let name = match code.kind {
        CodeKind::Bpt if marks => "sm",
        CodeKind::Ept if marks && begun => "em",
        CodeKind::Bpt => "sc",
        CodeKind::Ept => "ec",
        CodeKind::It if end => "ec",
        CodeKind::It => "sc",
        CodeKind::Hi | CodeKind::Sub => "mrk",
        CodeKind::Ph | CodeKind::Ut => "ph",
    };
    out.push('<');
    out.push_str(name);
    let id = write_attributes(out, code, scope);
    if code.kind == CodeKind::It {
        escape::attribute(out, "isolated", "yes");
    } else if name == "sc" {
        scope.open.insert(id, out.len());
    }
    if name == "mrk" {
        out.push('>');
        write_pieces(out, &code.content, scope);
        out.push_str("</mrk>");
        return;
    }
    if !marks {
        write_reference(out, "dataRef", &code.content, scope);
    }
    out.push_str("/>");
}

fn write_reference(out: &mut String, name: &str, content: &[Inline], scope: &mut Scope<'_>) {
    if content.is_empty() {
        return;
    }
    let mut text = String::new();
    collect(content, &mut text);
    let reference = scope.originals.reference(text);
    escape::attribute(out, name, reference);
}

/// A native code, the text inside it included.
fn collect(content: &[Inline], text: &mut String) {
    for piece in content {
        match piece {
            Inline::Text(piece) => text.push_str(piece),
            Inline::Code(code) => collect(&code.content, text),
        }
    }
}

/// Writes the attributes that XLIFF has, where they stand, and the identifier that it requires, which is given; of what ends a
/// pair it is that of its beginning.
fn write_attributes(out: &mut String, code: &Code, scope: &mut Scope<'_>) -> String {
    let mut own_id = None;
    for (n, (name, value)) in code.attributes.iter().enumerate() {
        if code.attributes[..n]
            .iter()
            .any(|(before, _)| before == name)
        {
            continue;
        }
        match name.as_str() {
            "i" if code.kind == CodeKind::Ept => {
                // What was begun ends once.
                if let Some(begun) = scope.begun.remove(&(value.clone(), is_annotation(code))) {
                    escape::attribute(out, "startRef", &begun);
                    scope.open.remove(&begun);
                    own_id = Some(begun);
                }
            }
            "i" if code.kind == CodeKind::Bpt => {
                let id = claimed(value, scope);
                escape::attribute(out, "id", &id);
                scope
                    .begun
                    .insert((value.clone(), is_annotation(code)), id.clone());
                own_id = Some(id);
            }
            "x" if !matches!(code.kind, CodeKind::Bpt | CodeKind::Ept) => {
                let id = claimed(value, scope);
                escape::attribute(out, "id", &id);
                own_id = Some(id);
            }
            name if allows(code, name, value) => escape::attribute(out, name, value),
            _ => {}
        }
    }
    if let Some(id) = own_id {
        return id;
    }
    let id = scope.ids.supply();
    escape::attribute(out, "id", &id);
    match code.kind {
        CodeKind::Bpt => {
            let key = (String::new(), is_annotation(code));
            scope.begun.insert(key, id.clone());
        }
        CodeKind::Ept => escape::attribute(out, "isolated", "yes"),
        _ => {}
    }
    id
}

/// The identifier as it is, or one of ours where it cannot be one here.
fn claimed(id: &str, scope: &mut Scope<'_>) -> String {
    if scope.ids.claim(id) {
        id.to_owned()
    } else {
        scope.ids.supply()
    }
}

fn allows(code: &Code, name: &str, value: &str) -> bool {
    let yes_no = matches!(value, "yes" | "no");
    let marks = is_annotation(code);
    match (code.kind, name) {
        (CodeKind::Hi | CodeKind::Sub, "type") => is_mark_type(value),
        (CodeKind::Bpt, "type") if marks => is_mark_type(value),
        (CodeKind::Hi | CodeKind::Sub, "ref" | "value") => true,
        (CodeKind::Bpt, "ref" | "value") if marks => true,
        (CodeKind::Hi | CodeKind::Sub, "translate") => yes_no,
        (CodeKind::Bpt, "translate") if marks => yes_no,
        (CodeKind::Hi | CodeKind::Sub, _) => false,
        _ if marks => false,
        (_, "type") => matches!(value, "fmt" | "ui" | "quote" | "link" | "image" | "other"),
        (_, "subType") => {
            is_prefixed(value) && code.attributes.iter().any(|(name, _)| name == "type")
        }
        (_, "canCopy" | "canDelete") => yes_no,
        (_, "canReorder") => matches!(value, "yes" | "firstNo" | "no"),
        (CodeKind::Bpt, "canOverlap") => yes_no,
        (CodeKind::Bpt, "dispStart" | "dispEnd" | "equivStart" | "equivEnd") => true,
        (_, "disp" | "equiv") => true,
        _ => false,
    }
}

fn is_mark_type(value: &str) -> bool {
    matches!(value, "generic" | "comment" | "term") || is_prefixed(value)
}
