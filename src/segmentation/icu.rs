//! ICU's regular expressions, which SRX prescribes, in the words of the engine that runs them here.

/// Rewrites what the two write differently: `\uHHHH`, `\UHHHHHHHH`, `\h`, `\Q...\E` and `\Z`. All else is the same.
pub(super) fn translate(pattern: &str) -> String {
    let mut out = String::with_capacity(pattern.len());
    let mut rest = pattern;
    let mut in_class = 0_usize;
    while let Some(c) = rest.chars().next() {
        rest = &rest[c.len_utf8()..];
        match c {
            '\\' => rest = escape(rest, in_class > 0, &mut out),
            '[' => {
                in_class += 1;
                out.push(c);
            }
            ']' => {
                in_class = in_class.saturating_sub(1);
                out.push(c);
            }
            _ => out.push(c),
        }
    }
    out
}

/// Writes the escape whose backslash was just read and gives back what follows it.
fn escape<'a>(rest: &'a str, in_class: bool, out: &mut String) -> &'a str {
    let Some(c) = rest.chars().next() else {
        out.push('\\');
        return rest;
    };
    let after = &rest[c.len_utf8()..];
    let digits = match c {
        'u' => 4,
        'U' => 8,
        _ => 0,
    };
    let hex = after
        .get(..digits)
        .filter(|hex| digits > 0 && hex.bytes().all(|b| b.is_ascii_hexdigit()));
    if let Some(hex) = hex {
        out.push_str("\\x{");
        out.push_str(hex);
        out.push('}');
        return &after[digits..];
    }
    match c {
        'h' if in_class => out.push_str("\\t\\p{Zs}"),
        'h' => out.push_str("[\\t\\p{Zs}]"),
        'Z' => out.push_str("(?=\\n?\\z)"),
        'Q' => {
            let end = after.find("\\E").unwrap_or(after.len());
            out.push_str(&fancy_regex::escape(&after[..end]));
            return after[end..].strip_prefix("\\E").unwrap_or("");
        }
        _ => {
            out.push('\\');
            out.push(c);
        }
    }
    after
}

#[cfg(test)]
mod tests {
    use super::translate;

    #[test]
    fn what_icu_writes_differently() {
        for (icu, ours) in [
            (r"\u201d\s", r"\x{201d}\s"),
            (r"[\u3002\h]", r"[\x{3002}\t\p{Zs}]"),
            (r"\h+", r"[\t\p{Zs}]+"),
            (r"\Qa.b\E\b", r"a\.b\b"),
            (r"\\u0041", r"\\u0041"),
            (r"\p{Lu}(?<!x)", r"\p{Lu}(?<!x)"),
            ("\\", "\\"),
        ] {
            assert_eq!(translate(icu), ours);
        }
    }
}
