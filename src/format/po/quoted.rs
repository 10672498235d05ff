//! Texts in quotation marks, with the escapes of C.

/// Why a quoted text cannot be read: the byte in the line, and what is wrong.
pub(super) type Wrong = (usize, &'static str);

/// What is odd about the escapes of a line.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Odd {
    /// The first one that C does not know, which was kept as it is.
    pub(super) unknown: Option<char>,
    /// One of them is NUL, which is no text in any program: U+FFFD stands for it.
    pub(super) has_nul: bool,
}

/// Appends the quoted texts of a line from byte `from` on.
pub(super) fn read(line: &str, from: usize, out: &mut String) -> Result<Odd, Wrong> {
    let mut odd = Odd::default();
    let mut rest = line.get(from..).unwrap_or_default();
    loop {
        rest = rest.trim_start();
        if rest.is_empty() {
            return Ok(odd);
        }
        let at = line.len() - rest.len();
        let Some(inside) = rest.strip_prefix('"') else {
            return Err((at, "here only a text in quotation marks can stand"));
        };
        rest = text(inside, out, &mut odd).ok_or((
            at,
            "this text is not closed: its last quotation mark is missing",
        ))?;
    }
}

/// Reads up to the closing quotation mark; what follows it, or `None` where there is none.
fn text<'a>(inside: &'a str, out: &mut String, odd: &mut Odd) -> Option<&'a str> {
    let mut rest = inside;
    loop {
        let at = rest.find(['"', '\\'])?;
        out.push_str(&rest[..at]);
        if rest.as_bytes()[at] == b'"' {
            return Some(&rest[at + 1..]);
        }
        rest = &rest[at + 1..];
        let escaped = rest.chars().next()?;
        let mut used = escaped.len_utf8();
        match escaped {
            'n' => out.push('\n'),
            't' => out.push('\t'),
            'r' => out.push('\r'),
            '"' | '\\' => out.push(escaped),
            'a' => out.push('\x07'),
            'b' => out.push('\x08'),
            'f' => out.push('\x0c'),
            'v' => out.push('\x0b'),
            '0'..='7' => {
                used = rest
                    .bytes()
                    .take(3)
                    .take_while(|b| matches!(b, b'0'..=b'7'))
                    .count();
                push_code(out, &rest[..used], 8, odd);
            }
            'x' if rest.as_bytes().get(1).is_some_and(u8::is_ascii_hexdigit) => {
                let digits = rest
                    .bytes()
                    .skip(1)
                    .take(2)
                    .take_while(u8::is_ascii_hexdigit)
                    .count();
                used = 1 + digits;
                push_code(out, &rest[1..used], 16, odd);
            }
            other => {
                out.push('\\');
                out.push(other);
                odd.unknown.get_or_insert(other);
            }
        }
        rest = &rest[used..];
    }
}

fn push_code(out: &mut String, digits: &str, base: u32, odd: &mut Odd) {
    let code = u32::from_str_radix(digits, base)
        .ok()
        .and_then(char::from_u32);
    let text = code.filter(|c| *c != '\0');
    odd.has_nul |= text.is_none();
    out.push(text.unwrap_or(char::REPLACEMENT_CHARACTER));
}

/// Writes a keyword with its text, a line of the text a line.
pub(super) fn write(out: &mut String, prefix: &str, keyword: &str, text: &str) {
    out.push_str(prefix);
    out.push_str(keyword);
    let mut lines = text.split_inclusive('\n').peekable();
    let first = lines.next().unwrap_or_default();
    if lines.peek().is_none() {
        quote(out, first);
        return;
    }
    quote(out, "");
    for line in std::iter::once(first).chain(lines) {
        out.push_str(prefix);
        quote(out, line);
    }
}

fn quote(out: &mut String, text: &str) {
    if !out.is_empty() && !out.ends_with(['\n', ' ']) {
        out.push(' ');
    }
    out.push('"');
    for c in text.chars() {
        match c {
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            '\r' => out.push_str("\\r"),
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\x07' => out.push_str("\\a"),
            '\x08' => out.push_str("\\b"),
            '\x0b' => out.push_str("\\v"),
            '\x0c' => out.push_str("\\f"),
            // Other control characters stand as they are: not every program knows them as numbers. NUL waits until all is written.
            c => out.push(c),
        }
    }
    out.push_str("\"\n");
}
