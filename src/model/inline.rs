//! The content of a segment: text and inline codes, as a tree (TMX 1.4b, section 2.3).

use serde::{Deserialize, Serialize};

/// The kinds of inline code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum CodeKind {
    /// Begin of a pair.
    Bpt,
    /// End of a pair.
    Ept,
    /// A code that stands alone.
    Ph,
    /// One half of a pair whose other half is in another segment.
    It,
    /// A stretch of text that is marked; its content is text.
    Hi,
    /// A code of unknown kind (deprecated).
    Ut,
    /// A text of its own inside a code: a footnote, the text of an attribute.
    Sub,
}

impl CodeKind {
    /// The element's name in TMX.
    pub fn name(self) -> &'static str {
        match self {
            Self::Bpt => "bpt",
            Self::Ept => "ept",
            Self::Ph => "ph",
            Self::It => "it",
            Self::Hi => "hi",
            Self::Ut => "ut",
            Self::Sub => "sub",
        }
    }

    /// The kind with this name in TMX.
    pub fn from_name(name: &str) -> Option<Self> {
        [
            Self::Bpt,
            Self::Ept,
            Self::Ph,
            Self::It,
            Self::Hi,
            Self::Ut,
            Self::Sub,
        ]
        .into_iter()
        .find(|kind| kind.name() == name)
    }

    /// Whether what it holds is text to translate and not a native code. A `sub` counts only where it stands
    /// directly in the segment; inside a code it is a text of its own.
    pub fn holds_text(self) -> bool {
        matches!(self, Self::Hi | Self::Sub)
    }
}

/// An inline code with its attributes in the order of the file.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Code {
    /// What it is.
    pub kind: CodeKind,
    /// Attribute names and values (`i`, `x`, `type`, `pos`, `assoc`, ...).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub attributes: Vec<(String, String)>,
    /// The native code, or for `hi` the text.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub content: Vec<Inline>,
}

impl Code {
    /// The value of an attribute.
    pub fn attribute(&self, name: &str) -> Option<&str> {
        let found = self.attributes.iter().find(|(there, _)| there == name);
        found.map(|(_, value)| value.as_str())
    }

    /// Its kind and type, by which codes of two texts are compared.
    pub fn signature(&self) -> String {
        let kind = self.attribute("type").unwrap_or_default();
        format!("{}:{kind}", self.kind.name())
    }

    /// What it holds of the native format; nothing for a stretch that is marked.
    pub fn native(&self) -> String {
        let mut out = String::new();
        if !self.kind.holds_text() {
            collect_native(&self.content, &mut out);
        }
        out
    }
}

/// A piece of a segment.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Inline {
    /// Text.
    Text(String),
    /// A code.
    Code(Code),
}

/// OBJECT REPLACEMENT CHARACTER, which stands for something that is no text.
pub const CODE_MARK: char = '\u{fffc}';

/// The content of one language variant.
#[derive(Debug, Clone, PartialEq, Eq, Default, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Segment {
    /// The pieces in order. Two texts never follow one another.
    pub content: Vec<Inline>,
}

impl Segment {
    /// A segment of plain text.
    pub fn plain(text: impl Into<String>) -> Self {
        let text = text.into();
        Self {
            content: if text.is_empty() {
                Vec::new()
            } else {
                vec![Inline::Text(text)]
            },
        }
    }

    /// Whether it holds inline codes.
    pub fn has_codes(&self) -> bool {
        self.content
            .iter()
            .any(|piece| matches!(piece, Inline::Code(_)))
    }

    /// Whether there is nothing but white space to translate.
    pub fn is_blank(&self) -> bool {
        self.text().trim().is_empty()
    }

    /// The text to translate: everything outside the native codes, white space as it stands.
    pub fn text(&self) -> String {
        let mut out = String::new();
        collect_text(&self.content, &mut out);
        out
    }

    /// The text with [`CODE_MARK`] where a native code stands.
    pub fn text_with_codes(&self) -> String {
        let mut out = String::new();
        collect_marked(&self.content, &mut out, &mut |out| out.push(CODE_MARK));
        out
    }

    /// The text with `{1}`, `{2}`… where a native code stands, for people.
    pub fn text_with_numbers(&self) -> String {
        let (mut out, mut number) = (String::new(), 0);
        collect_marked(&self.content, &mut out, &mut |out| {
            number += 1;
            out.push_str(&format!("{{{number}}}"));
        });
        out
    }

    /// The codes in reading order, with those inside a stretch that is marked.
    pub fn codes(&self) -> Vec<&Code> {
        let mut out = Vec::new();
        collect_codes(&self.content, &mut out);
        out
    }

    /// The codes in reading order, one string each, for comparing two segments' codes.
    pub fn code_signature(&self) -> Vec<String> {
        self.codes().into_iter().map(Code::signature).collect()
    }
}

fn collect_text(content: &[Inline], out: &mut String) {
    for piece in content {
        match piece {
            Inline::Text(text) => out.push_str(text),
            Inline::Code(code) if code.kind.holds_text() => collect_text(&code.content, out),
            Inline::Code(_) => {}
        }
    }
}

fn collect_marked(content: &[Inline], out: &mut String, mark: &mut impl FnMut(&mut String)) {
    for piece in content {
        match piece {
            Inline::Text(text) => out.push_str(text),
            Inline::Code(code) if code.kind.holds_text() => {
                collect_marked(&code.content, out, mark);
            }
            Inline::Code(_) => mark(out),
        }
    }
}

fn collect_native(content: &[Inline], out: &mut String) {
    for piece in content {
        match piece {
            Inline::Text(text) => out.push_str(text),
            Inline::Code(code) => collect_native(&code.content, out),
        }
    }
}

fn collect_codes<'s>(content: &'s [Inline], out: &mut Vec<&'s Code>) {
    for piece in content {
        if let Inline::Code(code) = piece {
            out.push(code);
            if code.kind.holds_text() {
                collect_codes(&code.content, out);
            }
        }
    }
}
