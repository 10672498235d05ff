//! Whether a comment, a CDATA section or a processing instruction ends at all, before it is taken for one.

/// What ends only where its mark stands, whatever is in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Section {
    Comment,
    CharacterData,
    Instruction,
}

impl Section {
    /// So many bytes begin it, in which nothing ends it.
    fn beginning(self) -> usize {
        match self {
            Self::Comment => 4,
            Self::CharacterData => 9,
            Self::Instruction => 3,
        }
    }

    /// What ends it.
    pub(super) fn end(self) -> &'static [u8] {
        match self {
            Self::Comment => b"-->",
            Self::CharacterData => b"]]>",
            Self::Instruction => b"?>",
        }
    }

    /// What is told where it does not end.
    pub(super) fn told(self) -> &'static str {
        match self {
            Self::Comment => "a comment does not end before this tag begins: it was ended here",
            Self::CharacterData => {
                "a CDATA section does not end before this tag begins: it was ended here"
            }
            Self::Instruction => {
                "a processing instruction does not end before this tag begins: it was ended here"
            }
        }
    }
}

/// Whether a section ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ending {
    /// It does, or it is long and holds no unit.
    Assumed,
    /// It does not, or it is long and holds units.
    Missing,
    /// What follows decides.
    Unknown,
}

/// The longest that is looked for, `<conceptEntry>` in any case.
const LOOK_AHEAD: usize = 14;
/// So many bytes of a section are held back to see whether it ends.
const MOST_HELD: usize = 1 << 25;

/// Looks for the end of the section that stands at the beginning of what is held back, block after block.
#[derive(Debug, Default)]
pub(super) struct Search {
    /// So many bytes were looked at.
    seen: usize,
    /// A unit begins in them.
    has_unit: bool,
    /// Of each kind, that there is none that ends in the rest of the file.
    without_end: [bool; 3],
}

impl Search {
    /// Whether the section at the beginning of `text` ends. `last`: no more text follows. A comment that holds the beginning of a
    /// unit and then that of another comment is one that was not ended.
    pub(super) fn ending(
        &mut self,
        section: Section,
        text: &[u8],
        last: bool,
        begins_unit: impl Fn(&[u8]) -> bool,
    ) -> Ending {
        if self.without_end[section as usize] {
            return Ending::Missing;
        }
        let end = section.end();
        let mut at = self.seen.max(section.beginning());
        let found = loop {
            let next = text.get(at..).unwrap_or_default();
            let Some(skipped) = next.iter().position(|b| *b == b'<' || *b == end[0]) else {
                at = text.len();
                break None;
            };
            at += skipped;
            let rest = &text[at..];
            if rest.len() < LOOK_AHEAD && !last {
                break None;
            }
            if rest.starts_with(end) {
                break Some(Ending::Assumed);
            }
            if section == Section::Comment && rest.starts_with(b"<!--") && self.has_unit {
                break Some(Ending::Missing);
            }
            self.has_unit |= begins_unit(rest);
            at += 1;
        };
        let ending = match found {
            Some(ending) => ending,
            None if last => {
                self.without_end[section as usize] = true;
                Ending::Missing
            }
            None if text.len() > MOST_HELD && self.has_unit => Ending::Missing,
            None if text.len() > MOST_HELD => Ending::Assumed,
            None => Ending::Unknown,
        };
        (self.seen, self.has_unit) = match ending {
            Ending::Unknown => (at, self.has_unit),
            Ending::Assumed | Ending::Missing => (0, false),
        };
        ending
    }
}
