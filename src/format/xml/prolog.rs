//! What stands before the first element: the XML declaration, and the document type but for its declarations.

use super::entities::Entities;
use super::fault::{Fault, fault_of};
use super::markup::{attributes, is_blank, is_name, is_public_id, split_at_byte};
use crate::format::decoding::Decoding;
use std::io::{BufRead, Read};

/// Checks the text between `<?` and `?>` of an XML declaration: version, then perhaps encoding and standalone. Gives what
/// is odd about it: a later version is read as the first (XML 1.0, section 2.8).
pub(super) fn check_declaration(content: &str) -> Result<Option<String>, String> {
    const ORDER: [&str; 3] = ["version", "encoding", "standalone"];
    let wrong = |what: &str| format!("the XML declaration is wrong: {what}");
    let mut at = 0;
    let (mut odd, mut later) = (None, None);
    attributes(
        content.strip_prefix("xml").unwrap_or(content),
        &mut |reference, _| Err(format!("&{reference}; has no place there")),
        |name, value| {
            match ORDER[at.min(3)..].iter().position(|known| *known == name) {
                Some(step) if at > 0 || step == 0 => at += step + 1,
                Some(_) => odd = Some("it has no version".to_owned()),
                None => odd = Some(format!("{name} has no place there")),
            }
            let fits = match name {
                "version" => is_version(&value),
                "standalone" => matches!(&*value, "yes" | "no"),
                _ => is_encoding(&value),
            };
            if !fits {
                odd = Some(format!("{name} cannot be {value:?}"));
            } else if name == "version" && value != "1.0" {
                later = Some(format!("this is XML {value}: read as XML 1.0"));
            }
        },
    )
    .map_err(|what| wrong(&what))?;
    if at == 0 {
        odd = Some("it has no version".into());
    }
    odd.map_or(Ok(later), |what| Err(wrong(&what)))
}

/// What begins a document type, up to its name, where this is the text that the file goes on with. `None`: it does not, or
/// ends before.
fn document_type_start(ahead: &[u8]) -> Option<&[u8]> {
    const KEYWORD: usize = 9;
    let begins = ahead.get(..KEYWORD)?.eq_ignore_ascii_case(b"<!DOCTYPE");
    let blank = |b: &u8| !is_blank(char::from(*b));
    let end = ahead[KEYWORD..].iter().position(blank)?;
    begins.then(|| &ahead[..KEYWORD + end])
}

/// Takes the declarations of a document type, its text between `<!DOCTYPE` with its blanks, which `start` is, and `>`. Gives what is odd
/// about them.
pub(super) fn declare(
    entities: &mut Entities,
    start: &str,
    content: &str,
) -> Result<Vec<String>, Fault> {
    check_keyword(start).map_err(Fault::here)?;
    let subset = internal_subset(content).map_err(Fault::here)?;
    if let Err((at, what)) = entities.declare(subset.text, subset.goes_on) {
        let after = format!("{start}{}", &content[..subset.begin + at]);
        return Err(Fault::Here { what, after });
    }
    Ok(entities.take_unread())
}

/// The declarations of a document type.
pub(super) struct Subset<'a> {
    /// Where they begin, in bytes after `<!DOCTYPE` and its blanks.
    begin: usize,
    pub(super) text: &'a str,
    /// Whether more of them are in another file.
    pub(super) goes_on: bool,
}

/// The declarations in the text that follows after `<!DOCTYPE` and blanks, up to `>`, and where they begin in it: a name,
/// perhaps the names of a file that is never fetched, perhaps declarations in brackets.
pub(super) fn internal_subset(content: &str) -> Result<Subset<'_>, String> {
    let wrong = || Err("the document type is not well-formed".to_owned());
    let end = content.find(|c| is_blank(c) || c == '[');
    let (name, rest) = content.split_at(end.unwrap_or(content.len()));
    let outer = rest.trim_start_matches(is_blank);
    let (mut rest, literals) = match (outer.strip_prefix("SYSTEM"), outer.strip_prefix("PUBLIC")) {
        (Some(rest), _) => (rest, 1),
        (_, Some(rest)) => (rest, 2),
        _ => (outer, 0),
    };
    for number in 0..literals {
        let trimmed = rest.trim_start_matches(is_blank);
        let quote = trimmed.bytes().next().filter(|b| matches!(b, b'"' | b'\''));
        let literal = quote.and_then(|quote| split_at_byte(&trimmed[1..], quote));
        match literal {
            Some((id, after))
                if trimmed.len() < rest.len()
                    && (literals == 1 || number == 1 || is_public_id(id)) =>
            {
                rest = after;
            }
            _ => return wrong(),
        }
    }
    let rest = rest.trim_start_matches(is_blank);
    let subset = match rest.strip_prefix('[') {
        Some(subset) => subset.trim_end_matches(is_blank).strip_suffix(']'),
        None => rest.is_empty().then_some(""),
    };
    match subset {
        Some(subset) if is_name(name) => {
            let begin = content.len() - rest.len() + usize::from(!rest.is_empty());
            Ok(Subset {
                begin,
                text: subset,
                goes_on: literals > 0,
            })
        }
        _ => wrong(),
    }
}

/// How the document type begins, if that is what the file goes on with.
pub(super) fn start_ahead<R: Read>(input: &mut Decoding<R>) -> Result<String, Fault> {
    match input.fill_buf() {
        Ok(ahead) => {
            let start = document_type_start(ahead).unwrap_or_default();
            Ok(String::from_utf8_lossy(start).into_owned())
        }
        Err(error) => Err(fault_of(error.into(), input)),
    }
}

/// Checks how a document type begins, up to its name.
pub(super) fn check_keyword(start: &str) -> Result<(), String> {
    match start.strip_prefix("<!DOCTYPE") {
        // It did not lie in one piece before the reader.
        None if start.is_empty() => Ok(()),
        Some(blanks) if !blanks.is_empty() => Ok(()),
        Some(_) => Err("there must be a blank after <!DOCTYPE".into()),
        None => Err(format!(
            "{} must be written <!DOCTYPE, in capital letters",
            start.trim_end()
        )),
    }
}

/// Whether it can be the name of an encoding (production 81).
fn is_encoding(name: &str) -> bool {
    let inside = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b'-');
    name.bytes().all(inside) && name.starts_with(|c: char| c.is_ascii_alphabetic())
}

/// Whether it can be a version of XML (production 26).
fn is_version(version: &str) -> bool {
    let minor = version.strip_prefix("1.");
    minor.is_some_and(|minor| !minor.is_empty() && minor.bytes().all(|b| b.is_ascii_digit()))
}
