//! Finding the way back in a file that is not well-formed: where a tag, a quote or a comment does not end, the next unit
//! begins all the same. What is missing is put in before it; what is lost is counted.

use super::line_list::LineList;
use super::mark::{Mark, Places};
use super::resuming_doctype::{DocumentType, Step};
use super::unclosed::{Ending, Search, Section};

/// Where in the markup a file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Text,
    Tag {
        quote: Option<u8>,
        is_end: bool,
    },
    /// With `--` in it, which XML forbids, a comment is broken.
    Comment {
        is_broken: bool,
    },
    CharacterData,
    Instruction,
    DocumentType(DocumentType),
    /// A section that does not end in the file.
    Unclosed(Section),
}

/// What has to be looked at to know what a `<` begins.
const LOOK_AHEAD: usize = 9;

/// Stands for a `<` that is text. U+FFFF itself is forbidden in XML and replaced, so no file has it at this point.
pub(super) const LESS_THAN: char = '\u{ffff}';

/// What units are made of.
const VARIANT: &str = "tuv";

const CDATA: &[u8] = b"<![CDATA[";
const NO_MARKUP: &str = "a < that begins no element was read as text";
const MISSING_END: &str = "a > is missing before this <: read as if it stood there";
const MISSING_QUOTE: &str =
    "a tag does not end before this element begins, a quote may be missing: it was ended here";
const QUOTE_IN_END: &str = "a quote stands in an end tag: it was left out";
const NO_DECLARATION: &str = "<! begins no comment and no CDATA here: read as text";
const SMALL_CDATA: &str = "CDATA must be written <![CDATA[, in capital letters; read as that";
const NO_INSTRUCTION: &str = "<? begins no processing instruction here: read as text";
const OPEN_DOCUMENT_TYPE: &str =
    "the document type does not end before this tag begins: it was ended here";
const BROKEN_COMMENT: &str =
    "a comment with -- in it does not end before this unit begins: it was ended here";

/// Follows the markup of a file, block after block.
#[derive(Debug)]
pub(super) struct Resuming {
    /// The element that a unit is.
    unit: &'static str,
    state: State,
    /// The end of the last block, where what follows decides.
    held: Vec<u8>,
    search: Search,
    /// The lines of units in what may not end.
    inside: LineList,
    /// What was put in, and where.
    pub(super) mended: Vec<(Mark, &'static str)>,
    /// The lines on which units begin that are not read.
    pub(super) lost: LineList,
}

impl State {
    /// The section that it is within.
    fn section(self) -> Option<Section> {
        Some(match self {
            Self::Comment { .. } => Section::Comment,
            Self::CharacterData => Section::CharacterData,
            Self::Instruction => Section::Instruction,
            _ => return None,
        })
    }
}

impl Resuming {
    pub(super) fn at(unit: &'static str) -> Self {
        Self {
            unit,
            state: State::Text,
            held: Vec::new(),
            search: Search::default(),
            inside: LineList::default(),
            mended: Vec::new(),
            lost: LineList::default(),
        }
    }

    /// A block of UTF-8 that begins at `mark`, with what is put in. `last`: nothing follows.
    pub(super) fn block(&mut self, text: &[u8], mark: Mark, last: bool) -> Vec<u8> {
        let mut input = std::mem::take(&mut self.held);
        input.extend_from_slice(text);
        let mut out = Vec::with_capacity(input.len() + 8);
        let mut place = Places::from(mark);
        let mut at = 0;
        while at < input.len() {
            let rest = &input[at..];
            let Some(plain) = rest.iter().position(|b| self.matters(*b)) else {
                out.extend_from_slice(rest);
                break;
            };
            out.extend_from_slice(&rest[..plain]);
            let rest = &rest[plain..];
            let waits = rest.len() < LOOK_AHEAD && !last;
            let ending = if waits {
                Ending::Unknown
            } else {
                self.ending(rest, last)
            };
            if ending == Ending::Unknown {
                // All of it is passed on as it is, so that a section of megabytes is not copied with each block.
                input.drain(..at + plain);
                self.held = input;
                break;
            }
            at += plain + self.step(rest, ending, &mut out, &mut place);
        }
        let never_ends = !matches!(
            self.state,
            State::Text | State::Tag { .. } | State::Unclosed(_)
        );
        if last && never_ends {
            self.lose();
        }
        out
    }

    /// Whether a byte may change the state.
    fn matters(&self, byte: u8) -> bool {
        match self.state {
            State::Text => byte == b'<',
            State::Tag { .. } => matches!(byte, b'<' | b'>' | b'"' | b'\''),
            State::DocumentType(_) => DocumentType::matters(byte),
            State::Comment { .. } => matches!(byte, b'<' | b'-'),
            State::CharacterData => matches!(byte, b'<' | b']'),
            State::Instruction => matches!(byte, b'<' | b'?'),
            State::Unclosed(_) => byte == b'<',
        }
    }

    /// Whether the section that begins here ends; nothing else is held back.
    fn ending(&mut self, rest: &[u8], last: bool) -> Ending {
        let begins = match self.state {
            State::Text if begins_markup(&rest[1..]) => begun(rest).ok(),
            _ => None,
        };
        let Some(section) = begins.and_then(|(state, _)| state.section()) else {
            return Ending::Assumed;
        };
        let unit = self.unit;
        let begins_unit = |rest: &[u8]| begins_unit(unit, rest);
        self.search.ending(section, rest, last, begins_unit)
    }

    /// Takes a byte that matters, and those that belong to it; how many they are.
    fn step(
        &mut self,
        rest: &[u8],
        ending: Ending,
        out: &mut Vec<u8>,
        place: &mut Places,
    ) -> usize {
        let mut take = 1;
        match self.state {
            State::Text | State::Tag { quote: None, .. }
                if rest[0] == b'<' && !begins_markup(&rest[1..]) =>
            {
                return self.as_text(NO_MARKUP, out, place);
            }
            State::Text => return self.begin(rest, ending, out, place),
            State::Unclosed(section) => {
                if begins_markup(&rest[1..]) {
                    self.mended.push((place.after(out), section.told()));
                    out.extend_from_slice(section.end());
                    self.state = State::Text;
                    take = 0;
                }
            }
            State::Tag { quote: None, .. } if rest[0] == b'<' => {
                self.mended.push((place.after(out), MISSING_END));
                out.push(b'>');
                self.state = State::Text;
                take = 0;
            }
            State::Tag {
                quote: Some(quote), ..
            } if rest[0] == b'<' => {
                if self.begins_unit(rest) || begins_unit(VARIANT, rest) || ends_units(rest) {
                    self.mended.push((place.after(out), MISSING_QUOTE));
                    out.extend([quote, b'>']);
                    self.state = State::Text;
                    take = 0;
                }
            }
            State::Tag { is_end: true, .. } if rest[0] != b'>' => {
                // No value begins in an end tag; who reads it would look for the other quote all the same.
                self.mended.push((place.after(out), QUOTE_IN_END));
                return take;
            }
            State::Tag { quote, is_end } => {
                self.state = match (quote, rest[0]) {
                    (None, b'>') => State::Text,
                    _ => State::Tag {
                        quote: quoted(quote, rest[0]),
                        is_end,
                    },
                };
            }
            State::Comment { is_broken } if rest[0] == b'<' && self.begins_unit(rest) => {
                if is_broken {
                    self.mended.push((place.after(out), BROKEN_COMMENT));
                    out.extend(b"-->");
                    self.lose();
                    self.state = State::Text;
                    take = 0;
                } else {
                    self.may_be_lost(place.after(out));
                }
            }
            State::Comment { is_broken } if rest.starts_with(b"-->") => {
                if is_broken {
                    self.lose();
                }
                (self.state, take) = (State::Text, 3);
            }
            State::Comment { is_broken } => {
                let is_broken = is_broken || rest.starts_with(b"--");
                self.state = State::Comment { is_broken };
            }
            State::CharacterData if rest.starts_with(b"]]>") => {
                (self.state, take) = (State::Text, 3);
            }
            State::Instruction if rest.starts_with(b"?>") => {
                (self.state, take) = (State::Text, 2);
            }
            State::CharacterData | State::Instruction => {
                if self.begins_unit(rest) {
                    self.may_be_lost(place.after(out));
                }
            }
            State::DocumentType(within) => match within.step(rest) {
                Step::Within(next, length) => {
                    if self.begins_unit(rest) {
                        self.may_be_lost(place.after(out));
                    }
                    (self.state, take) = (State::DocumentType(next), length);
                }
                Step::Ended => self.state = State::Text,
                Step::Open(missing) => {
                    self.mended.push((place.after(out), OPEN_DOCUMENT_TYPE));
                    out.extend_from_slice(missing);
                    self.state = State::Text;
                    take = 0;
                }
            },
        }
        out.extend_from_slice(&rest[..take]);
        take
    }

    /// Takes what begins markup in text, or what seems to.
    fn begin(
        &mut self,
        rest: &[u8],
        ending: Ending,
        out: &mut Vec<u8>,
        place: &mut Places,
    ) -> usize {
        self.inside.clear();
        let (state, take) = match begun(rest) {
            Ok(begun) => begun,
            Err(what) => return self.as_text(what, out, place),
        };
        self.state = match state.section() {
            Some(section) if ending == Ending::Missing => State::Unclosed(section),
            _ => state,
        };
        if state == State::CharacterData && !rest.starts_with(CDATA) {
            self.mended.push((place.after(out), SMALL_CDATA));
            out.extend_from_slice(CDATA);
        } else {
            out.extend_from_slice(&rest[..take]);
        }
        take
    }

    /// Takes a `<` that begins no markup as text; its length.
    fn as_text(&mut self, what: &'static str, out: &mut Vec<u8>, place: &mut Places) -> usize {
        self.mended.push((place.after(out), what));
        out.extend_from_slice(LESS_THAN.encode_utf8(&mut [0; 4]).as_bytes());
        1
    }

    fn begins_unit(&self, rest: &[u8]) -> bool {
        begins_unit(self.unit, rest)
    }

    fn may_be_lost(&mut self, mark: Mark) {
        self.inside.add(mark.line);
    }

    fn lose(&mut self) {
        self.lost.append(&mut self.inside);
    }
}

/// Whether an element of this name begins here.
fn begins_unit(unit: &str, rest: &[u8]) -> bool {
    let after = rest.strip_prefix(b"<");
    let after = after.and_then(|rest| rest.strip_prefix(unit.as_bytes()));
    after
        .and_then(<[u8]>::first)
        .is_some_and(|b| matches!(b, b' ' | b'\t' | b'\r' | b'\n' | b'>'))
}

/// Whether the end tag of what holds the units begins here.
fn ends_units(rest: &[u8]) -> bool {
    rest.starts_with(b"</body") || rest.starts_with(b"</tmx")
}

/// Whether what follows a `<` makes markup of it. U+FFFD stands there for bytes that are no text.
fn begins_markup(after: &[u8]) -> bool {
    let begins = |next: u8| {
        next.is_ascii_alphabetic()
            || matches!(next, b'_' | b':' | b'/' | b'!' | b'?')
            || next >= 0x80
    };
    after.first().is_some_and(|next| begins(*next)) && !after.starts_with("\u{fffd}".as_bytes())
}

/// What a `<` begins, and how many bytes of it are certain; where it begins no markup, how to say so.
fn begun(rest: &[u8]) -> Result<(State, usize), &'static str> {
    const DOCUMENT_TYPE: &[u8] = b"<!DOCTYPE";
    let start = rest.get(..DOCUMENT_TYPE.len());
    Ok(if rest.starts_with(b"<!--") {
        (State::Comment { is_broken: false }, 4)
    } else if start.is_some_and(|start| start.eq_ignore_ascii_case(CDATA)) {
        (State::CharacterData, CDATA.len())
    } else if start.is_some_and(|start| start.eq_ignore_ascii_case(DOCUMENT_TYPE)) {
        let within = DocumentType::default();
        (State::DocumentType(within), DOCUMENT_TYPE.len())
    } else if rest.starts_with(b"<!") {
        return Err(NO_DECLARATION);
    } else if rest.starts_with(b"<?") {
        let begins_name = |b: &u8| b.is_ascii_alphabetic() || matches!(b, b'_' | b':' | 0x80..);
        if !rest.get(2).is_some_and(begins_name) {
            return Err(NO_INSTRUCTION);
        }
        (State::Instruction, 2)
    } else {
        let is_end = rest.starts_with(b"</");
        let quote = None;
        (State::Tag { quote, is_end }, 1)
    })
}

/// The quote that is open after a byte.
fn quoted(quote: Option<u8>, byte: u8) -> Option<u8> {
    match (quote, byte) {
        (None, b'"' | b'\'') => Some(byte),
        (Some(open), byte) if open == byte => None,
        (quote, _) => quote,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What becomes of a text that comes in blocks of this size, and how much was mended and lost.
    fn resumed(text: &str, size: usize) -> (String, usize, usize) {
        let mut resuming = Resuming::at("tu");
        let (mut mark, mut whole) = (Mark::START, Vec::new());
        let blocks: Vec<&[u8]> = text.as_bytes().chunks(size).collect();
        for (n, block) in blocks.iter().enumerate() {
            let out = resuming.block(block, mark, n + 1 == blocks.len());
            mark = mark.after(&out);
            whole.extend(out);
        }
        let (mended, lost) = (resuming.mended.len(), resuming.lost.into_iter().count());
        (String::from_utf8(whole).unwrap(), mended, lost)
    }

    #[test]
    fn the_next_unit_begins_whatever_does_not_end() {
        for (text, out, mended, lost) in [
            (
                "<!DOCTYPE tmx [<!ENTITY a '<tu>'>]><tu a='<'><!-- <tu> --><![CDATA[<tu>]]><?a <tu>?></tu>",
                "",
                0,
                0,
            ),
            (
                "<tu a=\"1><b c=\"2\">x</b>\n<tu a=\"2\">",
                "<tu a=\"1><b c=\"2\">x</b>\n\"><tu a=\"2\">",
                1,
                0,
            ),
            (
                "<tu a=\"1><b>x</b>\n<tu>y",
                "<tu a=\"1><b>x</b>\n\"><tu>y",
                1,
                0,
            ),
            ("<tu a='1>x</body>", "<tu a='1>x'></body>", 1, 0),
            ("<tu a='1><tuv b='2'>", "<tu a='1>'><tuv b='2'>", 1, 0),
            ("</tuv</tu>", "</tuv></tu>", 1, 0),
            (
                "</seg\"></'tuv></t'u></tu\"\n<tu>",
                "</seg></tuv></tu></tu\n><tu>",
                5,
                0,
            ),
            ("<tuv <seg>it's", "<tuv ><seg>it's", 1, 0),
            ("1 < 2 <b> <", "1 \u{ffff} 2 <b> \u{ffff}", 2, 0),
            (
                "<!-- 1 < 2 --><![CDATA[1 < 2]]><?a 1 < 2?><!DOCTYPE a [<!ENTITY a '1 < 2'>]><a b='1 < 2'>",
                "",
                0,
                0,
            ),
            ("<!-- a -- b ->\n<tu >", "<!-- a -- b ->\n--><tu >", 1, 0),
            (
                "<!-- a ->\n<tu>\n<!-- b --><tu>",
                "<!-- a ->\n--><tu>\n<!-- b --><tu>",
                1,
                0,
            ),
            (
                "<!-- a ->\n<tu>\n<!-- b <tu>",
                "<!-- a ->\n--><tu>\n<!-- b --><tu>",
                2,
                0,
            ),
            ("<!-- <!-- a --><tu><!----><!-- <tu> -->", "", 0, 0),
            ("<a>x<!-- y</a><tu>", "<a>x<!-- y--></a><tu>", 1, 0),
            (
                "<![CDATA[ 1 < 2 <tu> <tub>",
                "<![CDATA[ 1 < 2 ]]><tu> <tub>",
                1,
                0,
            ),
            ("<?a b?><?a b>\n<tu>", "<?a b?><?a b>\n?><tu>", 1, 0),
            ("<!bogus><tu>", "\u{ffff}!bogus><tu>", 1, 0),
            ("<!-x->\n<tu>", "\u{ffff}!-x->\n<tu>", 1, 0),
            ("<![cdata[<tu>]]>", "<![CDATA[<tu>]]>", 1, 0),
            ("<![cdata[x<tu>", "<![CDATA[x]]><tu>", 2, 0),
            ("<?>\n<tu>", "\u{ffff}?>\n<tu>", 1, 0),
            ("<a>1 <!", "<a>1 \u{ffff}!", 1, 0),
            (
                "<!DOCTYPE a [ <!-- don't --><?b '?> ]><tu a=\"1>\n<tu>",
                "<!DOCTYPE a [ <!-- don't --><?b '?> ]><tu a=\"1>\n\"><tu>",
                1,
                0,
            ),
            ("<!DOCTYPE a \"b><tu>", "<!DOCTYPE a \"b>\"><tu>", 1, 0),
            (
                "<!DOCTYPE a [ <!ENTITY b 'c'>\n<tu>",
                "<!DOCTYPE a [ <!ENTITY b 'c'>\n]><tu>",
                1,
                0,
            ),
            (
                "<!DOCTYPE a [ <!ENTITY b 'c'\n<tu>",
                "<!DOCTYPE a [ <!ENTITY b 'c'\n>]><tu>",
                1,
                0,
            ),
            ("<!DOCTYPE a [ <!ENTITY b 'c>]><tu>", "", 0, 1),
            (
                "<!DOCTYPE a [ <!ENTITY b \"c>\n]>\n<tmx v=\"1\"><tu>",
                "<!DOCTYPE a [ <!ENTITY b \"c>\n]>\n\">]><tmx v=\"1\"><tu>",
                1,
                0,
            ),
        ] {
            let out = if out.is_empty() { text } else { out };
            for size in [1, 2, 3, 7, 1000] {
                let expected = (out.to_owned(), mended, lost);
                assert_eq!(resumed(text, size), expected, "{size}");
            }
        }
    }

    #[test]
    fn however_many_units_are_lost_each_has_its_line() {
        let mut resuming = Resuming::at("tu");
        let text = format!("<!DOCTYPE a [<!ENTITY b 'c>]>{}", "\n<tu>".repeat(20_000));
        resuming.block(text.as_bytes(), Mark::START, true);
        let lines: Vec<usize> = resuming.lost.into_iter().collect();
        assert_eq!(lines, (2..=20_001).collect::<Vec<_>>());
    }
}
