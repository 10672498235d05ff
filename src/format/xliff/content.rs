//! The content of a `source` or `target`: text and inline codes as a tree, and where it is cut into segments.

use super::GENERATED;
use super::halves::{Halves, isolated};
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
    /// Before which of the pieces outside of segments it stands.
    pub(super) at: usize,
}

impl Part {
    /// Whether there is text or a code in it.
    pub(super) fn says(&self) -> bool {
        !self.segment.is_blank() || self.segment.has_codes()
    }
}

/// What a `source` or `target` holds. The halves of pairs in it are as they stand in the file, not isolated yet.
#[derive(Debug, Clone, Default)]
pub(super) struct Content {
    /// What stands outside of segments: all of it where there are none.
    pub(super) outside: Segment,
    /// The segments that are marked.
    pub(super) parts: Vec<Part>,
    /// The identifiers of comments, each with the place of the segment that it stands in.
    pub(super) comments: Vec<(Option<usize>, String)>,
    /// The halves of pairs in all of it.
    pub(super) halves: Halves,
    /// A comment or a processing instruction of XML stood in it.
    pub(super) had_comment: bool,
}

impl Content {
    /// Whether it holds text and no segment is marked in it.
    pub(super) fn is_uncut(&self) -> bool {
        self.parts.is_empty() && !self.outside.is_blank()
    }

    /// Whether segments are marked in it, or it holds text.
    pub(super) fn is_cut_or_says(&self) -> bool {
        !self.parts.is_empty() || !self.outside.is_blank()
    }

    /// Whether it translates as many segments as its source has, or all of it.
    pub(super) fn is_translated(&self, segments: usize) -> bool {
        self.parts.is_empty() || self.parts.iter().filter(|part| part.says()).count() >= segments
    }

    /// Whether nothing stands in it.
    pub(super) fn is_empty(&self) -> bool {
        self.parts.is_empty() && self.outside.content.is_empty()
    }

    /// All of its text, in the order of the file.
    pub(super) fn text(&self) -> String {
        let mut text = String::new();
        let mut add = |pieces: &mut dyn Iterator<Item = &Inline>| {
            for piece in pieces {
                match piece {
                    Inline::Text(own) => text.push_str(own),
                    Inline::Code(code) if code.kind.holds_text() => {
                        let content = code.content.clone();
                        text.push_str(&Segment { content }.text());
                    }
                    Inline::Code(_) => {}
                }
            }
        };
        let mut outside = self.outside.content.iter();
        let mut taken = 0;
        for part in &self.parts {
            add(&mut outside.by_ref().take(part.at - taken));
            taken = part.at;
            add(&mut part.segment.content.iter());
        }
        add(&mut outside);
        text
    }

    /// All of it as one segment, in the order of the file. Where nothing stands between the texts of two segments, a blank is
    /// put there, as in the source of most documents.
    pub(super) fn joined(self) -> Segment {
        if self.parts.is_empty() {
            return isolated(self.outside.content);
        }
        let mut joined: Vec<Inline> = Vec::new();
        let mut add = |piece: Inline, begins: bool| match (joined.last_mut(), piece) {
            (Some(Inline::Text(before)), Inline::Text(text)) => {
                if begins && !before.ends_with(char::is_whitespace) {
                    before.push(' ');
                }
                before.push_str(&text);
            }
            (_, piece) => joined.push(piece),
        };
        let mut outside = self.outside.content.into_iter();
        let (mut taken, mut is_after) = (0, false);
        for part in self.parts {
            for piece in outside.by_ref().take(part.at - taken) {
                is_after = false;
                add(piece, false);
            }
            taken = part.at;
            for piece in part.segment.content {
                add(piece, std::mem::take(&mut is_after));
            }
            is_after = true;
        }
        outside.for_each(|piece| add(piece, false));
        isolated(joined)
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
                if !builder.close(remarks) {
                    return Ok(builder.content);
                }
            }
            Piece::Text(text) => builder.text(&text),
            Piece::Char(c) => builder.text(c.encode_utf8(&mut [0; 4])),
            Piece::Comment => builder.content.had_comment = true,
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
    (content.parts.is_empty() && remarks.is_empty()).then(|| content.joined())
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
    content: Content,
    /// How many of the open codes stand around the open segment, if one is open.
    around: Option<usize>,
    /// The open codes, each with how many segments had begun before it.
    codes: Vec<(Code, usize)>,
    open: Vec<Open>,
    dropped: usize,
}

impl Builder {
    fn open(&mut self, opening: Opening, remarks: &mut Vec<String>) {
        let open = match opening {
            _ if self.dropped > 0 => Open::Nothing,
            Opening::Transparent => Open::Nothing,
            Opening::Commented(id) => {
                let last = self.content.parts.len().checked_sub(1);
                let part = last.filter(|_| self.around.is_some());
                self.content.comments.push((part, id));
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
                self.content.halves.meet(&mut code);
                self.codes.push((code, self.content.parts.len()));
                Open::Code
            }
            Opening::Pair(begin, end) => {
                self.pieces().push(Inline::Code(begin));
                Open::Pair(end)
            }
            Opening::Segment(_) if self.around.is_some() => {
                note(remarks, || {
                    "a segment (<mrk mtype=\"seg\">) inside of another one was read as a part of it"
                        .into()
                });
                Open::Nothing
            }
            Opening::Segment(mid) => {
                let at = self.pieces().len();
                let segment = Segment::default();
                self.content.parts.push(Part { mid, segment, at });
                self.around = Some(self.codes.len());
                Open::Segment
            }
        };
        self.open.push(open);
    }

    /// Closes the element opened last; `false` where none is open.
    fn close(&mut self, remarks: &mut Vec<String>) -> bool {
        match self.open.pop() {
            None => return false,
            Some(Open::Nothing) => {}
            Some(Open::Dropped) => self.dropped -= 1,
            Some(Open::Pair(end)) => self.pieces().push(Inline::Code(end)),
            Some(Open::Code) => {
                if let Some((code, begun)) = self.codes.pop() {
                    self.close_code(code, begun, remarks);
                }
            }
            Some(Open::Segment) => self.around = None,
        }
        true
    }

    /// Ends a code, before which so many segments had begun. A mark around one segment becomes part of it; one around several
    /// is none of any of them, so that only what it holds counts.
    fn close_code(&mut self, mut code: Code, begun: usize, remarks: &mut Vec<String>) {
        let at = self.pieces().len();
        let inside = self.content.parts.get_mut(begun..).unwrap_or_default();
        if inside.is_empty() {
            return self.pieces().push(Inline::Code(code));
        }
        let is_mark = code.kind == CodeKind::Hi;
        match inside {
            [only] if is_mark && only.says() && has_no_text(&code.content) => {
                let mut after = code.content.split_off(only.at.min(code.content.len()));
                code.content.retain(is_code);
                after.retain(is_code);
                code.content.append(&mut only.segment.content);
                code.content.append(&mut after);
                only.at = at;
                only.segment.content.push(Inline::Code(code));
            }
            _ if is_mark => {
                if inside.iter().any(Part::says) {
                    note(remarks, || {
                        "a mark (<mrk>) around segments was left out, not what it holds".into()
                    });
                }
                for part in inside {
                    part.at += at;
                }
                self.pieces().append(&mut code.content);
            }
            _ => {
                for part in inside {
                    part.at = at;
                }
                self.pieces().push(Inline::Code(code));
            }
        }
    }

    fn text(&mut self, text: &str) {
        if text.is_empty() || self.dropped > 0 {
            return;
        }
        // What stands behind a segment is another piece than what stands before it.
        let begun = self.codes.last().map_or(0, |(_, begun)| *begun);
        let inside = self.content.parts.get(begun..).unwrap_or_default();
        let last = inside.last().filter(|_| self.around.is_none());
        let border = last.map(|part| part.at);
        let pieces = self.pieces();
        let is_behind = border == Some(pieces.len());
        match pieces.last_mut() {
            Some(Inline::Text(before)) if !is_behind => before.push_str(text),
            _ => pieces.push(Inline::Text(text.to_owned())),
        }
    }

    fn pieces(&mut self) -> &mut Vec<Inline> {
        let around = self.around.unwrap_or_default();
        match (self.codes.get_mut(around..), self.content.parts.last_mut()) {
            (Some([.., (code, _)]), _) => &mut code.content,
            (_, Some(part)) if self.around.is_some() => &mut part.segment.content,
            _ => &mut self.content.outside.content,
        }
    }
}

/// Whether a piece of a content is a code.
pub(super) fn is_code(piece: &Inline) -> bool {
    matches!(piece, Inline::Code(_))
}

/// Whether nothing but blanks and codes stands in a content.
fn has_no_text(content: &[Inline]) -> bool {
    content.iter().all(|piece| match piece {
        Inline::Text(text) => text.trim().is_empty(),
        Inline::Code(code) => !code.kind.holds_text(),
    })
}

/// For each piece the place of the other half of its pair, where the pairs of a content are nested as elements are.
/// The halves stand side by side however deep they are, so that nothing that walks them needs a stack.
pub(super) fn pairs(content: &[Inline]) -> Vec<Option<usize>> {
    let mut found = vec![None; content.len()];
    let mut open: Vec<(usize, &str)> = Vec::new();
    for (at, piece) in content.iter().enumerate() {
        let Inline::Code(code) = piece else { continue };
        let Some(number) = code.attribute("i") else {
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
