//! The inside of tags, and references: what quick-xml hands over unchecked.

use std::borrow::Cow;

/// The most attributes that one element may have; no format needs so many.
const MAX_ATTRIBUTES: usize = 500;

/// Adds what a reference, between `&` and `;`, stands for, or says why it stands for nothing.
pub(super) type Expand<'a> = dyn FnMut(&str, &mut String) -> Result<(), String> + 'a;

/// Calls `take` with each attribute of the text after an element's name, its value normalised (XML 1.0, section
/// 3.3.3); the error says what is wrong.
pub(super) fn attributes(
    raw: &str,
    expand: &mut Expand<'_>,
    mut take: impl FnMut(&str, Cow<'_, str>),
) -> Result<(), String> {
    let mut seen: Vec<&str> = Vec::new();
    let mut rest = raw;
    loop {
        let trimmed = rest.trim_start_matches(is_blank);
        if trimmed.is_empty() {
            return Ok(());
        }
        if trimmed.len() == rest.len() {
            return Err("there must be a blank between attributes".into());
        }
        let Some((name, after)) = split_at_byte(trimmed, b'=') else {
            return Err("an attribute has no value".into());
        };
        let name = name.trim_end_matches(is_blank);
        let after = after.trim_start_matches(is_blank);
        let quoted = match after.as_bytes().first() {
            Some(b'"') => split_at_byte(&after[1..], b'"'),
            Some(b'\'') => split_at_byte(&after[1..], b'\''),
            _ => None,
        };
        let Some((value, next)) = quoted else {
            return Err("the value of an attribute is not in quotes".into());
        };
        if !is_name(name) {
            return Err(format!("{name:?} cannot be an attribute's name"));
        }
        if seen.contains(&name) {
            return Err(format!("the attribute {name} is there twice"));
        }
        seen.push(name);
        if seen.len() > MAX_ATTRIBUTES {
            return Err("there are too many attributes".into());
        }
        take(name, attribute_value(value, expand)?);
        rest = next;
    }
}

/// As `split_once` of an ASCII character; these stretches are so short that its search costs more than a loop.
pub(super) fn split_at_byte(text: &str, byte: u8) -> Option<(&str, &str)> {
    let at = text.bytes().position(|b| b == byte)?;
    Some((&text[..at], &text[at + 1..]))
}

/// Whether a text is nothing but white space.
pub(super) fn is_white(text: &str) -> bool {
    text.bytes()
        .all(|b| matches!(b, b' ' | b'\t' | b'\r' | b'\n'))
}

/// Whether XML counts a character as white space.
pub(in crate::format) fn is_blank(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\r' | '\n')
}

/// Whether it can name an element or an attribute (XML 1.0, productions 4 and 4a).
pub(super) fn is_name(name: &str) -> bool {
    if name.is_ascii() {
        let letter = |b: u8| b.is_ascii_alphabetic() || b == b'_' || b == b':';
        return name
            .bytes()
            .enumerate()
            .all(|(n, b)| letter(b) || n > 0 && (b.is_ascii_digit() || b == b'-' || b == b'.'))
            && !name.is_empty();
    }
    let mut rest = name.chars();
    rest.next().is_some_and(begins_name) && rest.all(|c| begins_name(c) || continues_name(c))
}

fn begins_name(c: char) -> bool {
    matches!(c, ':' | '_' | 'A'..='Z' | 'a'..='z' | '\u{c0}'..='\u{d6}' | '\u{d8}'..='\u{f6}' | '\u{f8}'..='\u{2ff}'
        | '\u{370}'..='\u{37d}' | '\u{37f}'..='\u{1fff}' | '\u{200c}' | '\u{200d}' | '\u{2070}'..='\u{218f}'
        | '\u{2c00}'..='\u{2fef}' | '\u{3001}'..='\u{d7ff}' | '\u{f900}'..='\u{fdcf}' | '\u{fdf0}'..='\u{fffd}'
        | '\u{10000}'..='\u{effff}')
}

fn continues_name(c: char) -> bool {
    matches!(c, '-' | '.' | '0'..='9' | '\u{b7}' | '\u{300}'..='\u{36f}' | '\u{203f}' | '\u{2040}')
}

/// Whether it can be a word in the value of an attribute (production 7).
pub(super) fn is_nmtoken(word: &str) -> bool {
    !word.is_empty() && word.chars().all(|c| begins_name(c) || continues_name(c))
}

/// Whether it can be the public name of a file (production 13).
pub(super) fn is_public_id(id: &str) -> bool {
    id.chars()
        .all(|c| c.is_ascii_alphanumeric() || " \r\n-'()+,./:=?;!*#@$_%".contains(c))
}

/// Whether what follows an `&` makes it a reference (production 67), be it to a character that there is not.
pub(super) fn begins_reference(after: &str) -> bool {
    let reference = after.split_once(';').map(|(reference, _)| reference);
    reference.is_some_and(|reference| reference.starts_with('#') || is_name(reference))
}

/// Whether it can be the target of a processing instruction: `xml` is that of the declaration only.
pub(super) fn is_target(name: &str) -> bool {
    is_name(name) && !name.eq_ignore_ascii_case("xml")
}

/// Whether XML 1.0 allows a character.
pub(super) fn is_xml_char(c: char) -> bool {
    !matches!(c, '\0'..='\x08' | '\x0b' | '\x0c' | '\x0e'..='\x1f' | '\u{fffe}' | '\u{ffff}')
}

/// The character that a reference stands for, or why it stands for none; `None` for an entity that is not one of
/// XML's own five.
pub(super) fn resolve(reference: &str) -> Result<Option<char>, String> {
    let number = match reference.strip_prefix('#') {
        Some(digits) => match digits.strip_prefix('x') {
            Some(hex) if hex.bytes().all(|b| b.is_ascii_hexdigit()) => {
                u32::from_str_radix(hex, 16).ok()
            }
            None if digits.bytes().all(|b| b.is_ascii_digit()) => digits.parse().ok(),
            _ => None,
        },
        None => {
            return match reference {
                "amp" => Ok(Some('&')),
                "lt" => Ok(Some('<')),
                "gt" => Ok(Some('>')),
                "quot" => Ok(Some('"')),
                "apos" => Ok(Some('\'')),
                name if is_name(name) => Ok(None),
                _ => Err("an & begins no reference (write it as &amp;)".into()),
            };
        }
    };
    number
        .and_then(char::from_u32)
        .filter(|c| is_xml_char(*c))
        .map(Some)
        .ok_or_else(|| format!("&{reference}; stands for a character that XML forbids"))
}

/// Line ends as XML 1.0, section 2.11, wants them.
pub(super) fn line_ends(text: Cow<'_, str>) -> Cow<'_, str> {
    if !text.as_bytes().contains(&b'\r') {
        return text;
    }
    Cow::Owned(text.replace("\r\n", "\n").replace('\r', "\n"))
}

fn attribute_value<'a>(raw: &'a str, expand: &mut Expand<'_>) -> Result<Cow<'a, str>, String> {
    let plain = |b: u8| !matches!(b, b'&' | b'<' | b'\t' | b'\r' | b'\n');
    if raw.bytes().all(plain) {
        return Ok(Cow::Borrowed(raw));
    }
    let mut out = String::with_capacity(raw.len());
    let mut rest = raw;
    while let Some(at) = rest.bytes().position(|b| !plain(b)) {
        out.push_str(&rest[..at]);
        let skip = match rest.as_bytes()[at] {
            b'<' => return Err("an attribute's value holds < (write it as &lt;)".into()),
            b'&' => {
                let Some(end) = rest[at..].find(';') else {
                    return Err("an & begins no reference (write it as &amp;)".into());
                };
                expand(&rest[at + 1..at + end], &mut out)?;
                end + 1
            }
            b'\r' if rest[at..].starts_with("\r\n") => {
                out.push(' ');
                2
            }
            _ => {
                out.push(' ');
                1
            }
        };
        rest = &rest[at + skip..];
    }
    out.push_str(rest);
    Ok(Cow::Owned(out))
}

/// What is wrong with an end tag that has attributes.
pub(super) const MORE_THAN_NAME: &str = "an end tag may hold nothing but its name, no attributes";

/// The name in an end tag that holds more, such as attributes; `None` where it does not begin with one.
pub(super) fn name_of_end(written: &str) -> Option<&str> {
    let ends = |c: char| is_blank(c) || c == '/';
    written.split(ends).next().filter(|name| is_name(name))
}

/// The attributes up to the last value that ends, of the text after the name in a start tag that does not.
pub(super) fn whole_values(raw: &str) -> &str {
    let mut end = 0;
    let mut open = None;
    for (at, byte) in raw.bytes().enumerate() {
        match open {
            None if matches!(byte, b'"' | b'\'') => open = Some(byte),
            Some(quote) if quote == byte => {
                open = None;
                end = at + 1;
            }
            _ => {}
        }
    }
    &raw[..end]
}

/// The attributes that can be made out in the text after an element's name, where it is not as XML wants it: the
/// first of two of one name, values without quotes, references that stand for nothing as they are written. What is no attribute
/// comes back.
pub(super) fn attributes_as_meant(
    raw: &str,
    expand: &mut Expand<'_>,
    mut take: impl FnMut(&str, Cow<'_, str>),
) -> String {
    let mut seen: Vec<&str> = Vec::new();
    let mut left_out: Vec<&str> = Vec::new();
    let mut rest = raw.trim_start_matches(is_blank);
    while !rest.is_empty() && seen.len() < MAX_ATTRIBUTES {
        let end = rest.find(|c| is_blank(c) || c == '=').unwrap_or(rest.len());
        let (name, after) = rest.split_at(end);
        let after = after.trim_start_matches(is_blank);
        let Some(after) = after.strip_prefix('=') else {
            left_out.push(name);
            rest = after;
            continue;
        };
        let after = after.trim_start_matches(is_blank);
        let quote = after.chars().next().filter(|c| matches!(c, '"' | '\''));
        let (value, next) = match quote {
            Some(quote) => after[1..].split_once(quote).unwrap_or((&after[1..], "")),
            None => after.split_at(after.find(is_blank).unwrap_or(after.len())),
        };
        let written = &rest[..rest.len() - next.len()];
        rest = next.trim_start_matches(is_blank);
        if !is_name(name) || seen.contains(&name) {
            left_out.push(written);
            continue;
        }
        seen.push(name);
        let value = value.replace('<', "&lt;");
        let value = match attribute_value(&value, expand) {
            Ok(value) => value.into_owned(),
            Err(_) => value.clone(),
        };
        take(name, Cow::Owned(value));
    }
    if !rest.is_empty() {
        left_out.push(rest);
    }
    left_out.join(" ")
}
