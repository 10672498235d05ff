//! The content of a `source` or `target`: text and inline codes as a tree, and where it is cut into segments.

use super::GENERATED;
use super::halves::Halves;
use crate::format::remarks::note;
use crate::format::tmx::MAX_DEPTH;
use crate::format::xml::{Element, Fault, Piece, Xml};
use crate::model::{Code, CodeKind, Inline, Segment};
use std::io::Read;

/// What the start tag of an element inside a text means.
#[derive(Debug)]
pub(super) enum Opening {
    /// Nothing: only what it holds counts.
    Transparent,
    /// It and what it holds is no text.
    Dropped,
    /// A code, with what it holds.
    Code(Code),
    /// A pair of codes around what it holds.
    Pair(Code, Code),
    /// A segment with its number.
    Segment(String),
    /// A stretch that a comment with this identifier speaks of; only what it holds counts.
    Commented(String),
    /// Text that the element stands for.
    Text(String),
}

/// A segment of a content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Part {
    /// Its number; the segments of source and target are paired by it.
    pub(super) mid: String,
    /// Its text and codes.
    pub(super) segment: Segment,
}

/// What a `source` or `target` holds.
#[derive(Debug, Clone, Default)]
pub(super) struct Content {
    /// What stands outside of segments: all of it where there are none.
    pub(super) whole: Segment,
    /// The segments that are marked.
    pub(super) parts: Vec<Part>,
    /// The identifiers of comments, each with the place of the segment that it stands in.
    pub(super) comments: Vec<(Option<usize>, String)>,
    /// The halves of pairs in all of it.
    pub(super) halves: Halves,
}

impl Content {
    /// Whether it holds text and no segment is marked in it.
    pub(super) fn is_uncut(&self) -> bool {
        self.parts.is_empty() && !self.whole.text().trim().is_empty()
    }

    /// All of it as one segment, for a target that is cut where its source is not: the segments with what stands
    /// between them in the source of most documents, a blank.
    pub(super) fn joined(self) -> Segment {
        if self.parts.is_empty() {
            return self.whole;
        }
        let mut content: Vec<Inline> = Vec::new();
        for part in self.parts {
            for piece in part.segment.content {
                match (content.last_mut(), piece) {
                    (Some(Inline::Text(before)), Inline::Text(text)) => {
                        if !before.ends_with(char::is_whitespace) {
                            before.push(' ');
                        }
                        before.push_str(&text);
                    }
                    (_, piece) => content.push(piece),
                }
            }
        }
        Segment { content }
    }
}

/// Reads up to the end tag of the element opened last. `meaning` says what an element inside is.
pub(super) fn read<R: Read>(
    xml: &mut Xml<R>,
    remarks: &mut Vec<String>,
    mut meaning: impl FnMut(&Element<'_>, &mut Vec<String>) -> Result<Opening, Fault>,
) -> Result<Content, Fault> {
    let mut builder = Builder::default();
    loop {
        match xml.next()? {
            Piece::Open(element) => {
                let opening = meaning(&element, remarks)?;
                builder.open(opening, remarks);
            }
            Piece::Close => {
                if !builder.close() {
                    return Ok(builder.finish());
                }
            }
            Piece::Text(text) => builder.text(&text),
            Piece::Char(c) => builder.text(c.encode_utf8(&mut [0; 4])),
            Piece::Nothing | Piece::End => {}
        }
    }
}

/// What a written segment is read as.
pub(super) fn read_back(
    written: &str,
    meaning: impl FnMut(&Element<'_>, &mut Vec<String>) -> Result<Opening, Fault>,
) -> Option<Segment> {
    let text = format!("<source>{written}</source>");
    let mut xml = Xml::new(text.as_bytes());
    let mut remarks = Vec::new();
    xml.next().ok()?;
    let content = read(&mut xml, &mut remarks, meaning).ok()?;
    (content.parts.is_empty() && remarks.is_empty()).then_some(content.whole)
}

#[derive(Debug)]
enum Open {
    Nothing,
    Dropped,
    Code,
    Pair(Code),
    Segment,
}

/// A content under construction.
#[derive(Debug, Default)]
struct Builder {
    outside: Vec<Inline>,
    parts: Vec<(String, Vec<Inline>)>,
    comments: Vec<(Option<usize>, String)>,
    halves: Halves,
    /// Whether the last part is still open.
    in_part: bool,
    codes: Vec<Code>,
    /// The codes around the open part.
    around: Vec<Code>,
    open: Vec<Open>,
    dropped: usize,
}

impl Builder {
    fn open(&mut self, opening: Opening, remarks: &mut Vec<String>) {
        let open = match opening {
            _ if self.dropped > 0 => Open::Nothing,
            Opening::Transparent => Open::Nothing,
            Opening::Commented(id) => {
                let part = self.parts.len().checked_sub(1).filter(|_| self.in_part);
                self.comments.push((part, id));
                Open::Nothing
            }
            Opening::Dropped => {
                self.dropped += 1;
                Open::Dropped
            }
            Opening::Text(text) => {
                self.text(&text);
                Open::Nothing
            }
            Opening::Code(_) if self.codes.len() >= MAX_DEPTH => {
                note(remarks, || {
                    format!("inline codes nested deeper than {MAX_DEPTH}: only their text was read")
                });
                Open::Nothing
            }
            Opening::Code(mut code) => {
                self.halves.meet(&mut code);
                self.codes.push(code);
                Open::Code
            }
            Opening::Pair(begin, end) => {
                self.pieces().push(Inline::Code(begin));
                Open::Pair(end)
            }
            Opening::Segment(_) if self.in_part => Open::Nothing,
            Opening::Segment(mid) => {
                self.parts.push((mid, Vec::new()));
                self.in_part = true;
                self.around = std::mem::take(&mut self.codes);
                Open::Segment
            }
        };
        self.open.push(open);
    }

    /// Closes the element opened last; `false` where none is open.
    fn close(&mut self) -> bool {
        match self.open.pop() {
            None => return false,
            Some(Open::Nothing) => {}
            Some(Open::Dropped) => self.dropped -= 1,
            Some(Open::Pair(end)) => self.pieces().push(Inline::Code(end)),
            Some(Open::Code) => {
                if let Some(code) = self.codes.pop() {
                    self.pieces().push(Inline::Code(code));
                }
            }
            Some(Open::Segment) => {
                self.codes = std::mem::take(&mut self.around);
                self.in_part = false;
            }
        }
        true
    }

    fn text(&mut self, text: &str) {
        if text.is_empty() || self.dropped > 0 {
            return;
        }
        match self.pieces().last_mut() {
            Some(Inline::Text(before)) => before.push_str(text),
            _ => self.pieces().push(Inline::Text(text.to_owned())),
        }
    }

    fn pieces(&mut self) -> &mut Vec<Inline> {
        if let Some(code) = self.codes.last_mut() {
            return &mut code.content;
        }
        match self.parts.last_mut() {
            Some((_, part)) if self.in_part => part,
            _ => &mut self.outside,
        }
    }

    fn finish(self) -> Content {
        Content {
            whole: isolated(self.outside),
            comments: self.comments,
            halves: self.halves,
            parts: self
                .parts
                .into_iter()
                .map(|(mid, content)| Part {
                    mid,
                    segment: isolated(content),
                })
                .collect(),
        }
    }
}

/// The segment of a content. One half of a pair whose other half stands elsewhere is isolated.
fn isolated(mut content: Vec<Inline>) -> Segment {
    let (mut begins, mut ends) = (Vec::new(), Vec::new());
    halves(&content, &mut begins, &mut ends);
    begins.sort_unstable();
    ends.sort_unstable();
    if begins != ends {
        isolate(&mut content, &begins, &ends);
    }
    Segment { content }
}

fn attribute<'a>(code: &'a Code, name: &str) -> Option<&'a str> {
    let mut all = code.attributes.iter();
    all.find(|(there, _)| there == name)
        .map(|(_, value)| value.as_str())
}

fn halves(content: &[Inline], begins: &mut Vec<String>, ends: &mut Vec<String>) {
    for piece in content {
        let Inline::Code(code) = piece else { continue };
        let number = || attribute(code, "i").unwrap_or_default().to_owned();
        match code.kind {
            CodeKind::Bpt => begins.push(number()),
            CodeKind::Ept => ends.push(number()),
            kind if kind.holds_text() => halves(&code.content, begins, ends),
            _ => {}
        }
    }
}

fn isolate(content: &mut [Inline], begins: &[String], ends: &[String]) {
    for piece in content {
        let Inline::Code(code) = piece else { continue };
        let number = attribute(code, "i").unwrap_or_default().to_owned();
        let (others, end) = match code.kind {
            CodeKind::Bpt => (ends, "begin"),
            CodeKind::Ept => (begins, "end"),
            kind => {
                if kind.holds_text() {
                    isolate(&mut code.content, begins, ends);
                }
                continue;
            }
        };
        if others.binary_search(&number).is_ok() {
            continue;
        }
        code.kind = CodeKind::It;
        let has_x = attribute(code, "x").is_some();
        match code.attributes.iter().position(|(name, _)| name == "i") {
            Some(at) if has_x => drop(code.attributes.remove(at)),
            Some(at) => "x".clone_into(&mut code.attributes[at].0),
            None => {}
        }
        code.attributes.push(("pos".into(), end.into()));
    }
}

/// For each piece the place of the other half of its pair, where the pairs of a content are nested as elements are.
/// The halves stand side by side however deep they are, so that nothing that walks them needs a stack.
pub(super) fn pairs(content: &[Inline]) -> Vec<Option<usize>> {
    let mut found = vec![None; content.len()];
    let mut open: Vec<(usize, &str)> = Vec::new();
    for (at, piece) in content.iter().enumerate() {
        let Inline::Code(code) = piece else { continue };
        let Some(number) = attribute(code, "i") else {
            continue;
        };
        match code.kind {
            CodeKind::Bpt => open.push((at, number)),
            CodeKind::Ept => match open.pop() {
                Some((begin, first)) if first == number => {
                    found[begin] = Some(at);
                    found[at] = Some(begin);
                }
                // Where pairs cross, none of those that are open can be an element.
                _ => open.clear(),
            },
            _ => {}
        }
    }
    found
}

/// The attributes of an element as written, but for the declarations of namespaces.
pub(super) fn attributes(element: &Element<'_>) -> Result<Vec<(String, String)>, Fault> {
    let mut attributes = Vec::new();
    element.attributes(|name, value| {
        if !name.starts_with("xmlns") {
            attributes.push((name.to_owned(), value.into_owned()));
        }
    })?;
    Ok(attributes)
}

/// Takes an attribute out.
pub(super) fn take(attributes: &mut Vec<(String, String)>, name: &str) -> Option<String> {
    let at = attributes.iter().position(|(there, _)| there == name)?;
    Some(attributes.remove(at).1)
}

/// Calls an attribute by another name, where it stands; one that karvan only supplied is taken away.
pub(super) fn rename(attributes: &mut Vec<(String, String)>, from: &str, to: &str) {
    if let Some(at) = attributes.iter().position(|(there, _)| there == from) {
        if attributes[at].1.starts_with(GENERATED) {
            attributes.remove(at);
        } else {
            to.clone_into(&mut attributes[at].0);
        }
    }
}

/// The other half of a pair, which repeats its number and nothing else.
pub(super) fn other_half(begin: &Code, content: Vec<Inline>) -> Code {
    let number = begin.attributes.iter().filter(|(name, _)| name == "i");
    Code {
        kind: CodeKind::Ept,
        attributes: number.cloned().collect(),
        content,
    }
}
