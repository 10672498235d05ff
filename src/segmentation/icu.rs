//! ICU's regular expressions, which SRX prescribes, in the words of the engine that runs them here.
//!
//! Tools export what their own engine reads: Java's dialect (OmegaT, Okapi, LanguageTool) and that of .NET (Trados,
//! memoQ) differ from ICU's in little, and that little is read too.

use fancy_regex::Regex;

/// What a bracket inside `[...]` means.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Brackets {
    /// It opens a class inside the class, as in ICU and Java: `[a-z&&[^aeiou]]`.
    Nest,
    /// It is a bracket, as in .NET: `["([]`.
    Literal,
}

/// Compiles an expression; `whole` puts it, in this engine's words, into a larger one. Where brackets do not pair as
/// ICU wants them, they are read as .NET does.
///
/// # Errors
/// The engine's.
pub(super) fn compile(
    pattern: &str,
    whole: impl Fn(&str) -> String,
) -> Result<Regex, fancy_regex::Error> {
    Regex::new(&whole(&Translator::run(pattern, Brackets::Nest))).or_else(|error| {
        Regex::new(&whole(&Translator::run(pattern, Brackets::Literal))).map_err(|_| error)
    })
}

/// Horizontal white space, as members of a class.
const HORIZONTAL: &str = r"\t\p{Zs}";
/// Vertical white space, as members of a class.
const VERTICAL: &str = r"\n\x0B\f\r\x{85}\x{2028}\x{2029}";

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
}

impl<'a> Translator<'a> {
    fn run(pattern: &'a str, brackets: Brackets) -> String {
        let mut translator = Self {
            rest: pattern,
            out: String::with_capacity(pattern.len()),
            brackets,
            depth: 0,
            refers_back: (1..=9).any(|group| pattern.contains(&format!("\\{group}"))),
            after_set: false,
        };
        while let Some(c) = translator.next() {
            match c {
                '\\' => translator.escape(),
                '[' => translator.open_class(),
                _ if translator.depth > 0 => translator.member(c),
                '(' => translator.open_group(),
                _ => translator.out.push(c),
            }
        }
        translator.out
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
        self.out.push('(');
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

    /// A property by its name in Unicode. Java's and POSIX's names are mapped; a block (`InCyrillic`) is taken as the
    /// script of its name.
    fn property(&mut self, letter: char, name: &str) {
        let negated = if letter == 'P' { "^" } else { "" };
        let class = match name.to_ascii_lowercase().as_str() {
            "alnum" => r"\p{Alphabetic}\p{Nd}",
            "word" => r"\w",
            "blank" => HORIZONTAL,
            "print" | "graph" => r"\P{C}",
            "xdigit" => "0-9A-Fa-f",
            "javauppercase" => r"\p{Uppercase}",
            "javalowercase" => r"\p{Lowercase}",
            "javaletter" | "javaalphabetic" => r"\p{Alphabetic}",
            "javaletterordigit" => r"\p{Alphabetic}\p{Nd}",
            "javadigit" => r"\p{Nd}",
            "javawhitespace" | "javaspacechar" => r"\s",
            _ => "",
        };
        if class.is_empty() {
            let name = ["In", "in"]
                .iter()
                .find_map(|block| name.strip_prefix(block))
                .filter(|script| script.starts_with(|c: char| c.is_ascii_uppercase()))
                .unwrap_or(name);
            self.out.push_str(&format!("\\{letter}{{{name}}}"));
        } else {
            self.out.push_str(&format!("[{negated}{class}]"));
        }
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
            assert_eq!(Translator::run(icu, Brackets::Nest), ours);
        }
    }

    /// What fits and what does not, in the dialects that tools export.
    #[test]
    fn dialects_mean_what_their_engines_say() {
        for (pattern, fits, fails) in [
            (r"[\d-–]+\sl", "5– l", "a l"),
            (r"[a-z&&[^rw]]\.", "a.", "r."),
            (r"[[:Lu:]]x", "Əx", "əx"),
            (r"[[:^Lu:]]x", "əx", "Əx"),
            (r"^[\p{L}--[aeiou]]$", "b", "a"),
            (r"^[\p{Alnum}]$", "ə", "-"),
            (r"^[[\p{L}\p{N}]--\p{Han}]$", "b", "大"),
            (r"^\p{javaUpperCase}$", "Ş", "ş"),
            (r"^\p{InCyrillic}$", "ж", "g"),
            (r"^\p{IsHan}+$", "大使", "ab"),
            (r"^(?U)\p{Lu}+$", "ŞƏ", "şə"),
            (r"^(?iu)əl\.", "ƏL.", "AL."),
            (r"^(?i-u:a)b$", "Ab", "AB"),
            (r"(?w)\bdr\.", "dr.", "adr."),
            (r"^a++a?b", "aab", "aac"),
            (r"(?<=\p{Lu}{1,3})\.x", "AB.x", "ab.x"),
            (r"^\v$", "\r", " "),
            (r"^a\Rb$", "a\r\nb", "a b"),
            (r#"^["([]$"#, "[", "x"),
            (r"^[[(]$", "(", "x"),
            (r"^\x41\0101$", "AA", "aa"),
            (r"^[\w.-]+$", "a-b.c", "a b"),
            (r"^\”$", "”", "x"),
            (r"^[~a]$", "~", "x"),
        ] {
            let regex =
                compile(pattern, str::to_owned).unwrap_or_else(|e| panic!("{pattern}: {e}"));
            assert!(regex.is_match(fits).unwrap(), "{pattern} on {fits}");
            assert!(!regex.is_match(fails).unwrap(), "{pattern} on {fails}");
        }
    }
}
