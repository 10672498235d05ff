//! Reading the content of a `seg`: text and inline codes as a tree.

use super::xml::{Element, Fault, Piece, Xml};
use super::{lost, root, rules};
use crate::format::Oddity;
use crate::format::oddity::Remarks;
use crate::model::{Code, CodeKind, Inline, Segment};
use std::io::Read;

/// Codes nested deeper than this lose their tags and keep their text. Real files nest three deep; the limit keeps
/// everything that walks the tree far from the end of its stack, and its JSON within serde_json's limit of 128
/// (two levels a code).
pub(in crate::format) const MAX_DEPTH: usize = 50;

/// Reads up to the end tag of the `seg` opened last.
pub(super) fn read<R: Read>(xml: &mut Xml<R>, remarks: &mut Remarks) -> Result<Segment, Fault> {
    read_with_lines(xml, remarks).map(|(segment, _)| segment)
}

/// The same, with the line of each code, in the order of their start tags.
pub(super) fn read_with_lines<R: Read>(
    xml: &mut Xml<R>,
    remarks: &mut Remarks,
) -> Result<(Segment, Vec<usize>), Fault> {
    let mut tree = Tree::default();
    let mut lines = Vec::new();
    loop {
        remarks.place(|| xml.place().line);
        match xml.next()? {
            Piece::Open(element) => {
                if tree.open(&element, remarks)? {
                    lines.push(xml.place().line);
                }
            }
            Piece::Close => {
                if !tree.close() {
                    let content = tree.content;
                    return Ok((Segment { content }, lines));
                }
            }
            Piece::Text(text) => tree.text(&text),
            Piece::Char(c) => tree.text(c.encode_utf8(&mut [0; 4])),
            Piece::Comment => rules::comment("a segment", remarks),
            Piece::Nothing | Piece::End => {}
        }
    }
}

/// A tree under construction: the finished pieces, and the codes that are open.
#[derive(Debug, Default)]
struct Tree {
    content: Vec<Inline>,
    codes: Vec<Code>,
    /// For each open element whether it is a code; the others are transparent.
    open: Vec<bool>,
}

impl Tree {
    /// Opens an element; whether it is a code.
    fn open(&mut self, element: &Element<'_>, remarks: &mut Remarks) -> Result<bool, Fault> {
        let name = element.name();
        let kind = CodeKind::from_name(name);
        if kind.is_none() {
            if name == "tu" {
                remarks.note(Oddity::UnknownElement, || {
                    "a unit begins inside of a segment: only its text was read, as a part of the segment".into()
                });
            } else {
                remarks.note(Oddity::UnknownElement, || {
                    let case = root::case_of(name);
                    format!("<{name}> is no inline code of TMX{case}: only its text was read")
                });
            }
        } else if self.codes.len() >= MAX_DEPTH {
            remarks.note(Oddity::DeepCodes, || {
                format!("inline codes nested deeper than {MAX_DEPTH}: only their text was read")
            });
        }
        let Some(kind) = kind.filter(|_| self.codes.len() < MAX_DEPTH) else {
            self.open.push(false);
            return lost::check(element, lost::IN_SEGMENT, remarks).map(|()| false);
        };
        rules::attributes(element, remarks)?;
        rules::code_place(self.codes.last().map(|code| code.kind), kind, remarks);
        let mut attributes = Vec::new();
        element.attributes(|name, value| {
            rules::code_attribute(element.name(), name, &value, remarks);
            attributes.push((name.to_owned(), value.into_owned()));
        })?;
        self.open.push(true);
        self.codes.push(Code {
            kind,
            attributes,
            content: Vec::new(),
        });
        Ok(true)
    }

    /// Closes the element opened last; `false` where none is open.
    fn close(&mut self) -> bool {
        let Some(is_code) = self.open.pop() else {
            return false;
        };
        if is_code && let Some(code) = self.codes.pop() {
            self.pieces().push(Inline::Code(code));
        }
        true
    }

    fn text(&mut self, text: &str) {
        if text.is_empty() {
            return;
        }
        match self.pieces().last_mut() {
            Some(Inline::Text(before)) => before.push_str(text),
            _ => self.pieces().push(Inline::Text(text.to_owned())),
        }
    }

    fn pieces(&mut self) -> &mut Vec<Inline> {
        match self.codes.last_mut() {
            Some(code) => &mut code.content,
            None => &mut self.content,
        }
    }
}
