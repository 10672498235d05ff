//! ICU's regular expressions, which SRX prescribes, in the words of the engine that runs them here.
//!
//! Tools export what their own engine reads: Java's dialect (OmegaT, Okapi, LanguageTool) and that of .NET (Trados,
//! memoQ) differ from ICU's in little, and that little is read too.

use super::properties::{HORIZONTAL, VERTICAL, property};

/// What a bracket inside `[...]` means.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Brackets {
    /// It opens a class inside the class, as in ICU and Java: `[a-z&&[^aeiou]]`.
    Nest,
    /// It is a bracket, as in .NET: `["([]`.
    Literal,
}

/// An expression in this engine's words.
pub(super) struct Translated {
    pub(super) out: String,
    /// Where parts of the translation begin, and the parts of the expression they stand for, in bytes.
    parts: Vec<(usize, usize)>,
}

impl Translated {
    /// The place in the expression, in bytes, of a place in its translation.
    pub(super) fn place(&self, at: usize) -> usize {
        let part = self.parts.partition_point(|(out, _)| *out <= at);
        part.checked_sub(1).map_or(0, |part| self.parts[part].1)
    }
}

/// Translates an expression.
///
/// # Errors
/// What ICU has and no engine here can do, and its place in bytes.
pub(super) fn translate(
    pattern: &str,
    brackets: Brackets,
) -> Result<Translated, (&'static str, usize)> {
    Translator::run(pattern, brackets)
}

struct Translator<'a> {
    rest: &'a str,
    out: String,
    brackets: Brackets,
    /// How many classes are open.
    depth: usize,
    /// Whether the expression refers back to a group; else groups need not be remembered.
    refers_back: bool,
    /// Whether the last member of the class was itself a class (`\d`), so that a hyphen after it is a hyphen.
    after_set: bool,
    /// Whether white space and comments count for nothing (`(?x)`), in each open group; the last one is the innermost.
    comments: Vec<bool>,
    /// What ICU has and no engine here can do.
    unknown: Option<&'static str>,
}

impl<'a> Translator<'a> {
    fn run(pattern: &'a str, brackets: Brackets) -> Result<Translated, (&'static str, usize)> {
        let mut translator = Self {
            rest: pattern,
            out: String::with_capacity(pattern.len()),
            brackets,
            depth: 0,
            refers_back: (1..=9).any(|group| pattern.contains(&format!("\\{group}"))),
            after_set: false,
            comments: vec![false],
            unknown: None,
        };
        let mut parts = Vec::new();
        loop {
            let at = pattern.len() - translator.rest.len();
            parts.push((translator.out.len(), at));
            let Some(c) = translator.next() else {
                break;
            };
            match c {
                '\\' => translator.escape(),
                '[' => translator.open_class(),
                _ if translator.depth > 0 => translator.member(c),
                '(' => translator.open_group(),
                ')' => {
                    if translator.comments.len() > 1 {
                        translator.comments.pop();
                    }
                    translator.out.push(c);
                }
                '#' if translator.comments.last() == Some(&true) => translator.comment('\n'),
                _ => translator.out.push(c),
            }
            if let Some(why) = translator.unknown {
                return Err((why, at));
            }
        }
        Ok(Translated {
            out: translator.out,
            parts,
        })
    }

    /// Leaves out a comment.
    fn comment(&mut self, end: char) {
        let rest = self.rest.split_once(end);
        self.rest = rest.map_or("", |(_, rest)| rest);
    }

    fn next(&mut self) -> Option<char> {
        let c = self.rest.chars().next()?;
        self.rest = &self.rest[c.len_utf8()..];
        Some(c)
    }

    fn open_class(&mut self) {
        if self.depth > 0 && self.brackets == Brackets::Literal {
            self.out.push_str("\\[");
            self.after_set = false;
            return;
        }
        if self.depth > 0 && self.posix_class() {
            return;
        }
        self.depth += 1;
        self.after_set = false;
        self.out.push('[');
    }

    /// `[:Lu:]` inside a class names any property in ICU, and all of Unicode.
    fn posix_class(&mut self) -> bool {
        let Some((name, rest)) = self.rest.strip_prefix(':').and_then(|r| r.split_once(":]"))
        else {
            return false;
        };
        if !name
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b"^_=- ".contains(&b))
        {
            return false;
        }
        self.rest = rest;
        match name.strip_prefix('^') {
            Some(name) => self.property('P', name),
            None => self.property('p', name),
        }
        true
    }

    /// One character inside a class.
    fn member(&mut self, c: char) {
        let range_to_set = || {
            let next = self.rest.strip_prefix('\\').and_then(|r| r.chars().next());
            next.is_some_and(|c| "dDwWsShHvVpP".contains(c))
        };
        match c {
            ']' => {
                self.depth -= 1;
                self.after_set = self.depth > 0;
                self.out.push(']');
                return;
            }
            '-' if self.rest.starts_with('-') => {
                self.next();
                self.out.push_str("--");
            }
            '-' if self.after_set || range_to_set() => self.out.push_str("\\-"),
            '~' => self.out.push_str("\\~"),
            _ => self.out.push(c),
        }
        self.after_set = false;
    }

    /// Flags of a group that say nothing here are left out: all of Unicode and its words are always meant.
    fn open_group(&mut self) {
        if self.rest.starts_with("?#") {
            self.comment(')');
            return;
        }
        self.out.push('(');
        let outer = self.comments.last() == Some(&true);
        self.comments.push(outer);
        let Some(inner) = self.rest.strip_prefix('?') else {
            if !self.refers_back {
                self.out.push_str("?:");
            }
            return;
        };
        let end = inner
            .find(|c: char| !c.is_ascii_alphabetic() && c != '-')
            .unwrap_or(inner.len());
        let (flags, after) = inner.split_at(end);
        if flags.is_empty() || !after.starts_with([')', ':']) {
            return;
        }
        let (on, off) = flags.split_once('-').unwrap_or((flags, ""));
        let comments = (outer || on.contains('x')) && !off.contains('x');
        // Flags without a colon hold to the end of the group around them.
        let group = self.comments.len() - if after.starts_with(')') { 2 } else { 1 };
        self.comments[group] = comments;
        let kept: String = flags.chars().filter(|c| !"duUw".contains(*c)).collect();
        self.out.push('?');
        self.out.push_str(kept.trim_end_matches('-'));
        self.rest = after;
        if kept.trim_end_matches('-').is_empty() && after.starts_with(')') {
            self.out.push(':');
        }
    }

    /// Writes the escape whose backslash was just read.
    fn escape(&mut self) {
        let Some(c) = self.next() else {
            self.out.push('\\');
            return;
        };
        let in_class = self.depth > 0;
        self.after_set = in_class && "dDwWsShHvVpP".contains(c);
        match c {
            'u' => self.code_point(c, 4),
            'U' => self.code_point(c, 8),
            '0' => self.octal(),
            'h' => self.set(HORIZONTAL, false),
            'H' => self.set(HORIZONTAL, true),
            'v' => self.set(VERTICAL, false),
            'V' => self.set(VERTICAL, true),
            'R' if !in_class => {
                self.out.push_str("(?>\\r\\n|[");
                self.out.push_str(VERTICAL);
                self.out.push_str("])");
            }
            'X' if !in_class => self.out.push_str("(?>\\P{M}\\p{M}*)"),
            'e' => self.out.push_str("\\x1B"),
            'p' | 'P' => self.named_property(c),
            'N' => {
                self.unknown = Some(
                    "characters cannot be named here; write \\uHHHH with the number of the character",
                );
            }
            'Z' => self.out.push_str("(?=\\n?\\z)"),
            'Q' => {
                let end = self.rest.find("\\E").unwrap_or(self.rest.len());
                self.out.push_str(&fancy_regex::escape(&self.rest[..end]));
                self.rest = self.rest[end..].strip_prefix("\\E").unwrap_or("");
            }
            // An escaped sign is that sign; the engine refuses escapes of letters that it does not know.
            _ if !c.is_ascii_alphanumeric() && !c.is_ascii_punctuation() => self.out.push(c),
            _ => {
                self.out.push('\\');
                self.out.push(c);
            }
        }
    }

    /// `\uHHHH` and `\UHHHHHHHH`.
    fn code_point(&mut self, letter: char, digits: usize) {
        let hex = self
            .rest
            .get(..digits)
            .filter(|hex| hex.bytes().all(|b| b.is_ascii_hexdigit()));
        if let Some(hex) = hex {
            self.out.push_str("\\x{");
            self.out.push_str(hex);
            self.out.push('}');
            self.rest = &self.rest[digits..];
        } else {
            self.out.push('\\');
            self.out.push(letter);
        }
    }

    /// `\0` and up to three octal digits.
    fn octal(&mut self) {
        let digits = self
            .rest
            .bytes()
            .take(3)
            .take_while(|b| (b'0'..b'8').contains(b))
            .count();
        let value = u32::from_str_radix(&self.rest[..digits], 8).unwrap_or(0);
        self.out.push_str(&format!("\\x{{{value:X}}}"));
        self.rest = &self.rest[digits..];
    }

    /// The members of a set, or all that are not.
    fn set(&mut self, members: &str, negated: bool) {
        match (self.depth > 0, negated) {
            (true, false) => self.out.push_str(members),
            (_, true) => self.out.push_str(&format!("[^{members}]")),
            (false, false) => self.out.push_str(&format!("[{members}]")),
        }
    }

    /// `\p{name}`; `\pL` is left as it is.
    fn named_property(&mut self, letter: char) {
        let braced = self.rest.strip_prefix('{');
        if let Some((name, rest)) = braced.and_then(|rest| rest.split_once('}')) {
            self.rest = rest;
            match name.strip_prefix('^') {
                Some(name) if letter == 'p' => self.property('P', name),
                _ => self.property(letter, name),
            }
        } else {
            self.out.push('\\');
            self.out.push(letter);
        }
    }

    fn property(&mut self, letter: char, name: &str) {
        self.out.push_str(&property(letter, name));
        self.after_set = self.depth > 0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_icu_writes_differently() {
        for (icu, ours) in [
            (r"\u201d\s", r"\x{201d}\s"),
            (r"[\u3002\h]", r"[\x{3002}\t\p{Zs}]"),
            (r"\h+", r"[\t\p{Zs}]+"),
            (r"\Qa.b\E\b", r"a\.b\b"),
            (r"\\u0041", r"\\u0041"),
            (r"\p{Lu}(?<!x)", r"\p{Lu}(?<!x)"),
            (r"\b(a|bc)\.", r"\b(?:a|bc)\."),
            (r"(a|bc)\1", r"(a|bc)\1"),
            ("\\", "\\"),
        ] {
            let translated = Translator::run(icu, Brackets::Nest).unwrap();
            assert_eq!(translated.out, ours);
        }
    }
}
