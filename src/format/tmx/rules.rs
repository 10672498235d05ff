//! What TMX 1.4 does not allow, beyond what the reader meets anyway: attributes by the DTD, the places of codes, and
//! which codes belong together.

use super::attributes::{Owner, has_place, is_date};
use super::excerpt;
use super::xml::{Element, Fault, is_blank};
use crate::format::Oddity;
use crate::format::oddity::{Remarks, comment_in};
use crate::model::{Code, CodeKind, Header, Inline, Segment};
use crate::text::code_point;
use rustc_hash::FxHashSet;

/// The attributes that an element must have.
fn required(element: &str) -> &'static [&'static str] {
    match element {
        "header" => &[
            "creationtool",
            "creationtoolversion",
            "segtype",
            "o-tmf",
            "adminlang",
            "srclang",
            "datatype",
        ],
        "bpt" | "ept" => &["i"],
        "it" => &["pos"],
        // A variant without its language and a property without its type are remarked on by the reader.
        _ => &[],
    }
}

/// Whether the DTD lets an attribute stand on an element with this value.
fn allows(element: &str, name: &str, value: &str) -> Result<(), Oddity> {
    let owner = match element {
        "header" => Owner::Header,
        "tu" => Owner::Tu,
        "tuv" => Owner::Tuv,
        _ => return code_allows(element, name, value),
    };
    let own = match element {
        "tu" => matches!(name, "tuid" | "srclang"),
        "tuv" => matches!(name, "xml:lang" | "lang"),
        _ => false,
    };
    // Dates are looked at by the reader.
    if own || is_date(name) || has_place(owner, name, value) {
        Ok(())
    } else if name == "segtype" && owner != Owner::Tuv {
        Err(Oddity::AttributeValue)
    } else {
        Err(Oddity::UnknownAttribute)
    }
}

fn code_allows(element: &str, name: &str, value: &str) -> Result<(), Oddity> {
    let known = match element {
        "bpt" => matches!(name, "i" | "x" | "type"),
        "ept" => name == "i",
        "ph" => matches!(name, "x" | "assoc" | "type"),
        "it" => matches!(name, "pos" | "x" | "type"),
        "hi" => matches!(name, "x" | "type"),
        "ut" => name == "x",
        "sub" => matches!(name, "datatype" | "type"),
        // Notes and properties are remarked on by the reader.
        _ => true,
    };
    if !known {
        return Err(Oddity::UnknownAttribute);
    }
    let fits = name != "pos" || matches!(value, "begin" | "end");
    fits.then_some(()).ok_or(Oddity::AttributeValue)
}

/// Remarks on the attributes of an element, where the letter of the DTD is looked at.
pub(super) fn attributes(element: &Element<'_>, remarks: &mut Remarks) -> Result<(), Fault> {
    if !remarks.wants_forbidden() {
        return Ok(());
    }
    let tag = element.name();
    let mut missing = required(tag).to_vec();
    element.attributes(|name, value| {
        missing.retain(|wanted| *wanted != name);
        match allows(tag, name, &value) {
            Ok(()) => {}
            // Those of units and variants are remarked on by the reader.
            Err(_) if name.starts_with("xmlns") || matches!(tag, "tu" | "tuv") => {}
            Err(Oddity::AttributeValue) => remarks.note(Oddity::AttributeValue, || {
                format!("<{tag}>: {name} cannot be {}", excerpt(&value))
            }),
            Err(oddity) => remarks.note(oddity, || format!("<{tag}>: TMX has no attribute {name}")),
        }
    })?;
    for name in missing {
        remarks.note(Oddity::MissingAttribute, || {
            format!("<{tag}> has no {name}, which it must have")
        });
    }
    Ok(())
}

/// Remarks on what a header must say and does not, where that is no fault: an export says it. Of its source language more is to
/// be said, elsewhere.
pub(super) fn filled_in(header: &Header, remarks: &mut Remarks) {
    if remarks.wants_forbidden() {
        return;
    }
    let says = |name: &str| header.attributes.iter().any(|(own, _)| own == name);
    let missing = required("header").iter().copied();
    let missing: Vec<&str> = missing
        .filter(|name| *name != "srclang" && !says(name))
        .collect();
    if !missing.is_empty() {
        remarks.note(Oddity::MissingAttribute, || {
            let missing = missing.join(", ");
            format!("<header> has no {missing}, which it must have; an export says what is usual")
        });
    }
}

/// Remarks on an attribute of an inline code that TMX does not have: an export keeps it in a property.
pub(super) fn code_attribute(tag: &str, name: &str, value: &str, remarks: &mut Remarks) {
    // Where the letter counts, it was told already.
    let is_told = remarks.wants_forbidden() || name.starts_with("xmlns");
    if !is_told && code_allows(tag, name, value) == Err(Oddity::UnknownAttribute) {
        remarks.note(Oddity::UnknownAttribute, || {
            format!("<{tag}> of TMX has no {name}={}; kept", excerpt(value))
        });
    }
}

/// Remarks on the attributes of an element that has none in TMX, and of which none is kept.
pub(super) fn left_out(element: &Element<'_>, remarks: &mut Remarks) -> Result<(), Fault> {
    let tag = element.name();
    element.attributes(|name, value| {
        if !name.starts_with("xmlns") {
            remarks.note(Oddity::UnknownAttribute, || {
                let value = excerpt(&value);
                format!("<{tag}>: TMX has no attribute {name}; {value} was left out")
            });
        }
    })
}

/// Remarks on a code that the DTD does not allow in its place: in text, or in another code.
pub(super) fn code_place(outer: Option<CodeKind>, code: CodeKind, remarks: &mut Remarks) {
    let in_text = matches!(outer, None | Some(CodeKind::Hi | CodeKind::Sub));
    if in_text == (code == CodeKind::Sub) {
        let place = outer.map_or("seg", CodeKind::name);
        let text = || format!("<{}> stands in <{place}>", code.name());
        // The corpora of the United Nations have `sub` in text: worth knowing, and no fault but where the letter counts.
        let oddity = if in_text && !remarks.wants_rules() {
            Oddity::Note
        } else {
            Oddity::CodePlace
        };
        remarks.note(oddity, text);
    }
}

/// Remarks on text that stands where TMX has elements only.
pub(super) fn stray(text: &str, place: &str, remarks: &mut Remarks) {
    let begin = text.trim_start_matches(is_blank);
    if begin.is_empty() {
        return;
    }
    let before = &text[..text.len() - begin.len()];
    let lines = before.bytes().filter(|b| *b == b'\n').count();
    remarks.note_further(Oddity::StrayText, lines, || {
        if text.trim().is_empty() {
            let shown = characters(begin);
            format!("characters that are no blanks in XML stand {place}; left out: {shown}")
        } else {
            format!("text that stands {place} was left out: {}", excerpt(text))
        }
    });
}

/// The characters of a text that cannot be seen, by their numbers, each once.
fn characters(text: &str) -> String {
    let mut shown: Vec<String> = Vec::new();
    for c in text.chars().filter(|c| !is_blank(*c)) {
        let name = code_point(c);
        if !shown.contains(&name) {
            shown.push(name);
        }
    }
    shown.join(", ")
}

/// Remarks on a comment, or a processing instruction, in a text, which has no place for it in a memory.
pub(super) fn comment(place: &str, remarks: &mut Remarks) {
    remarks.note(Oddity::Note, || comment_in(place));
}

/// Remarks on codes that have no other half in their segment, or share a number. `lines` are those of its codes, in the order of
/// their start tags.
pub(super) fn pairing(segment: &Segment, lines: &[usize], remarks: &mut Remarks) {
    if !segment.has_codes() {
        return;
    }
    let mut found: Vec<(usize, String)> = Vec::new();
    let (mut open, mut closed) = (Numbers::default(), Numbers::default());
    // Those without a number, with the line of the first.
    let (mut begins, mut ends, mut bare) = (0usize, 0usize, None);
    // Those that end before they begin, which the lists of numbers do not show.
    let mut early = Numbers::default();
    let mut sideless = None;
    let mut lines = lines.iter().copied();
    collect(&segment.content, &mut |code| {
        let line = lines.next().unwrap_or_default();
        let number = code.attribute("i");
        if code.kind == CodeKind::Ept
            && let Some(number) = number.filter(|number| !open.set.contains(number))
        {
            early.add(number, line);
        }
        match (code.kind, number) {
            (CodeKind::Bpt, Some(number)) if !open.add(number, line) => {
                let number = excerpt(number);
                found.push((line, format!("two bpt of a segment have i={number}")));
            }
            (CodeKind::Ept, Some(number)) if !closed.add(number, line) => {
                let number = excerpt(number);
                found.push((line, format!("two ept of a segment have i={number}")));
            }
            (CodeKind::Bpt | CodeKind::Ept, None) => {
                let count = if code.kind == CodeKind::Bpt {
                    &mut begins
                } else {
                    &mut ends
                };
                *count += 1;
                bare.get_or_insert(line);
            }
            (CodeKind::It, _) if !matches!(code.attribute("pos"), Some("begin" | "end")) => {
                sideless.get_or_insert(line);
            }
            _ => {}
        }
    });
    for (number, line) in open.without(&closed) {
        found.push((line, format!("a bpt has no ept: i={}", excerpt(number))));
    }
    for (number, line) in closed.without(&open) {
        found.push((line, format!("an ept has no bpt: i={}", excerpt(number))));
    }
    for (number, line) in early.list {
        if open.set.contains(number) {
            let number = excerpt(number);
            found.push((line, format!("an ept stands before its bpt: i={number}")));
        }
    }
    // Where the letter counts, each of those that say too little was told already.
    let lenient = !remarks.wants_forbidden();
    if let Some(line) = sideless.filter(|_| lenient) {
        let what = "an it does not say in pos whether it begins or ends";
        found.push((line, what.into()));
    }
    let line = bare.unwrap_or_default();
    if begins != ends {
        let what = "bpt and ept without i do not come in pairs";
        found.push((line, what.into()));
    } else if begins > 0 && lenient {
        let what = "bpt and ept have no i: which belong together is not said";
        found.push((line, what.into()));
    }
    found.sort_by_key(|(line, _)| *line);
    for (line, what) in found {
        remarks.note_at(Oddity::UnpairedCode, line, || what);
    }
}

/// The numbers of a segment's codes, in order, with their lines. There may be very many.
#[derive(Default)]
struct Numbers<'a> {
    list: Vec<(&'a str, usize)>,
    set: FxHashSet<&'a str>,
}

impl<'a> Numbers<'a> {
    /// `false` where it is there already.
    fn add(&mut self, number: &'a str, line: usize) -> bool {
        let new = self.set.insert(number);
        if new {
            self.list.push((number, line));
        }
        new
    }

    fn without<'s>(&'s self, others: &'s Self) -> impl Iterator<Item = (&'a str, usize)> + 's {
        let all = self.list.iter().copied();
        all.filter(|(number, _)| !others.set.contains(number))
    }
}

fn collect<'a>(content: &'a [Inline], see: &mut impl FnMut(&'a Code)) {
    for piece in content {
        if let Inline::Code(code) = piece {
            see(code);
            collect(&code.content, see);
        }
    }
}
