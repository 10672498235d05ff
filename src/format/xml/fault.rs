//! What is wrong with a file, before it is known how the file is called.

use super::markup::{MORE_THAN_NAME, name_of_end};
use crate::error::{Error, Place};
use crate::format::decoding::{Decoding, Mark};
use crate::format::detect;
use crate::format::remarks::in_short;
use std::io::{self, Read};
use std::path::Path;

/// An error inside a file, before it is known how the file is called.
#[derive(Debug)]
pub(in crate::format) enum Fault {
    /// The content is wrong at the piece read last, after this beginning of its text.
    Here { what: String, after: String },
    /// The content is wrong at a place.
    At(Mark, String),
    /// The file is of another kind, by what was read last.
    ForeignRoot(String),
    /// The file cannot be read on.
    Io(io::Error),
}

impl Fault {
    /// The content is wrong at the piece read last.
    pub(in crate::format) fn here(what: impl Into<String>) -> Self {
        Self::Here {
            what: what.into(),
            after: String::new(),
        }
    }

    /// The error for people; `here` is the place of the piece read last.
    pub(in crate::format) fn in_file(self, path: &Path, here: Mark) -> Error {
        let (mark, what) = match self {
            Self::Io(source) => return Error::read(path, source),
            Self::ForeignRoot(what) => {
                let place = Place::at(path, here.line, here.column);
                return Error::malformed(place, in_short(what), detect::HELP);
            }
            Self::Here { what, after } => (here.after(after.as_bytes()), what),
            Self::At(mark, what) => (mark, what),
        };
        Error::malformed(
            Place::at(path, mark.line, mark.column),
            in_short(what),
            "nothing was taken from this file; mend it, or export it again from its program",
        )
    }
}

/// The error of the parser, in words.
pub(super) fn fault_of<R: Read>(error: quick_xml::Error, input: &mut Decoding<R>) -> Fault {
    use quick_xml::Error as Xml;
    use quick_xml::errors::{IllFormedError as Ill, SyntaxError as Syntax};
    let what = match error {
        Xml::Io(error) if error.kind() == io::ErrorKind::InvalidData => {
            return Fault::At(input.mark(), error.to_string());
        }
        Xml::Io(error) => {
            return Fault::Io(io::Error::new(error.kind(), error.to_string()));
        }
        Xml::IllFormed(Ill::MismatchedEndTag { expected, found }) => {
            if found != expected && name_of_end(&found) == Some(expected.as_str()) {
                format!("</{found}>: {MORE_THAN_NAME}")
            } else {
                format!("</{found}> closes nothing: </{expected}> is expected")
            }
        }
        Xml::IllFormed(Ill::UnmatchedEndTag(found)) => format!("</{found}> closes nothing"),
        Xml::IllFormed(Ill::UnclosedReference) => {
            "an & begins no reference (write it as &amp;)".into()
        }
        Xml::IllFormed(Ill::DoubleHyphenInComment) => "-- stands in a comment".into(),
        Xml::Syntax(_) if let Some(what) = no_markup(&input.begun()) => what.into(),
        Xml::Syntax(
            Syntax::UnclosedTag
            | Syntax::UnclosedSingleQuotedAttributeValue
            | Syntax::UnclosedDoubleQuotedAttributeValue,
        ) => "the file ends inside a tag: it is cut off, or a quote or > is missing".into(),
        Xml::Syntax(Syntax::UnclosedComment) => {
            "the file ends inside a comment: it is cut off".into()
        }
        Xml::Syntax(Syntax::UnclosedCData) => "the file ends inside CDATA: it is cut off".into(),
        Xml::Syntax(Syntax::UnclosedDoctype) => {
            "the file ends inside its document type: it is cut off".into()
        }
        Xml::Syntax(Syntax::UnclosedPI | Syntax::UnclosedXmlDecl) => {
            "the file ends inside a <? ?>: it is cut off".into()
        }
        other => format!("this is not well-formed XML ({other})"),
    };
    Fault::here(what)
}

/// What to say of a `<!` or `<?` that begins nothing: the parser takes it for the beginning of the most similar thing.
fn no_markup(begun: &[u8]) -> Option<&'static str> {
    let is = |start: &[u8]| {
        let length = start.len().min(begun.len());
        start.starts_with(&begun[..length])
    };
    if begun.eq_ignore_ascii_case(b"<![CDATA[") && begun != b"<![CDATA[" {
        return Some("CDATA must be written <![CDATA[, in capital letters");
    }
    if begun.starts_with(b"<!") {
        let known = is(b"<!--") || is(b"<![CDATA[") || is(b"<!DOCTYPE");
        return (!known).then_some("<! begins no comment, no CDATA and no document type");
    }
    let blank = |b: &u8| matches!(b, b' ' | b'\t' | b'\r' | b'\n' | b'?' | b'>');
    let named = begun.strip_prefix(b"<?")?.first().is_some_and(blank);
    named.then_some("<? begins no processing instruction")
}
