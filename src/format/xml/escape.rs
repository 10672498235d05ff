//! Writing text and attributes so that XML reads them back to the letter. What XML cannot hold (a control
//! character from some other format) becomes U+FFFD when what was written is settled ([`settle`]), which counts it.

use super::markup::is_xml_char;

/// Stands for what XML cannot hold until it is settled. XML cannot hold it either, so that nothing else is it.
const REPLACED: char = '\u{ffff}';

/// Gives what XML cannot hold its final form in all that was written; how many characters that were.
pub(in crate::format) fn settle(out: &mut String) -> usize {
    let count = out.matches(REPLACED).count();
    if count > 0 {
        *out = out.replace(REPLACED, "\u{fffd}");
    }
    count
}

/// Writes ` name="value"`.
pub(in crate::format) fn attribute(out: &mut String, name: &str, value: &str) {
    out.push(' ');
    out.push_str(name);
    out.push_str("=\"");
    escape(out, value, |c| match c {
        '\t' => Some("&#9;"),
        '\n' => Some("&#10;"),
        '"' => Some("&quot;"),
        _ => None,
    });
    out.push('"');
}

/// Writes text.
pub(in crate::format) fn text(out: &mut String, value: &str) {
    escape(out, value, |_| None);
}

/// Writes text so that XML reads it back to the letter. A carriage return would come back as a line feed, so it is
/// a reference.
fn escape(out: &mut String, value: &str, more: impl Fn(char) -> Option<&'static str>) {
    let mut rest = value;
    // Only ASCII needs escaping, but for two noncharacters that begin with 0xef.
    let suspicious = |b: u8| b < 0x20 || matches!(b, b'&' | b'<' | b'>' | b'"' | 0xef);
    while let Some(at) = rest.bytes().position(suspicious) {
        out.push_str(&rest[..at]);
        let Some(c) = rest[at..].chars().next() else {
            break;
        };
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '\r' => out.push_str("&#13;"),
            c => match more(c) {
                Some(reference) => out.push_str(reference),
                None if is_xml_char(c) => out.push(c),
                None => out.push(REPLACED),
            },
        }
        rest = &rest[at + c.len_utf8()..];
    }
    out.push_str(rest);
}

/// Whether XML can hold this character.
pub(in crate::format) fn is_allowed(c: char) -> bool {
    is_xml_char(c)
}

/// Whether XML can hold all of this text.
pub(in crate::format) fn is_whole(text: &str) -> bool {
    text.chars().all(is_xml_char)
}
