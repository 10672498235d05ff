//! Where a document type ends, in a file that is not well-formed: its parts are told apart as the parser does.

/// Where in a document type a file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct DocumentType {
    part: Part,
    /// The quote that is open.
    quote: Option<u8>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Part {
    /// Before its brackets, or without them.
    #[default]
    Name,
    /// Between its brackets.
    Subset,
    /// In a declaration in them; whether quotes count in it.
    Declaration {
        has_quotes: bool,
    },
    Comment,
    Instruction,
    /// Behind its brackets.
    End,
}

/// What becomes of it at a byte.
pub(super) enum Step {
    /// It goes on after so many bytes.
    Within(DocumentType, usize),
    /// It ends with this byte.
    Ended,
    /// A tag begins where none can stand; this is missing before it.
    Open(&'static [u8]),
}

/// What begins the units' file, wherever it stands.
const ROOT: &[u8] = b"<tmx ";

impl DocumentType {
    /// Whether a byte may lead to another part.
    pub(super) fn matters(byte: u8) -> bool {
        matches!(byte, b'<' | b'>' | b'"' | b'\'' | b'[' | b']' | b'-' | b'?')
    }

    /// Looks at a byte that matters and those after it.
    pub(super) fn step(self, rest: &[u8]) -> Step {
        let to = |part, length| Step::Within(Self { part, quote: None }, length);
        let tag = |b: &u8| b.is_ascii_alphabetic() || *b == b'/';
        let begins_tag = rest[0] == b'<' && rest.get(1).is_some_and(tag);
        match (self.part, self.quote, rest[0]) {
            (Part::Name, Some(b'"'), _) if begins_tag => Step::Open(b"\">"),
            (Part::Name, Some(_), _) if begins_tag => Step::Open(b"'>"),
            (Part::Name | Part::End, None, _) if begins_tag => Step::Open(b">"),
            (Part::Subset, ..) if begins_tag => Step::Open(b"]>"),
            (Part::Declaration { .. }, None, _) if begins_tag => Step::Open(b">]>"),
            // No value holds the root.
            (Part::Declaration { .. }, Some(b'"'), _) if rest.starts_with(ROOT) => {
                Step::Open(b"\">]>")
            }
            (Part::Declaration { .. }, Some(_), _) if rest.starts_with(ROOT) => Step::Open(b"'>]>"),
            (part, Some(open), byte) if byte == open => to(part, 1),
            (Part::Name | Part::Declaration { has_quotes: true }, None, b'"' | b'\'') => {
                let quote = Some(rest[0]);
                Step::Within(Self { quote, ..self }, 1)
            }
            (Part::Name, None, b'[') => to(Part::Subset, 1),
            (Part::Name | Part::End, None, b'>') => Step::Ended,
            (Part::Subset, _, b']') => to(Part::End, 1),
            (Part::Subset, ..) if rest.starts_with(b"<!--") => to(Part::Comment, 4),
            (Part::Subset, ..) if rest.starts_with(b"<?") => to(Part::Instruction, 2),
            (Part::Subset, _, b'<') => {
                let quoted: [&[u8]; 3] = [b"<!ATTLIST", b"<!ENTITY", b"<!NOTATION"];
                let start = |known: &&[u8]| rest.starts_with(&known[..known.len().min(9)]);
                let has_quotes = quoted.iter().any(start);
                to(Part::Declaration { has_quotes }, 1)
            }
            (Part::Comment, ..) if rest.starts_with(b"-->") => to(Part::Subset, 3),
            (Part::Instruction, ..) if rest.starts_with(b"?>") => to(Part::Subset, 2),
            (Part::Declaration { .. }, None, b'>') => to(Part::Subset, 1),
            _ => Step::Within(self, 1),
        }
    }
}
