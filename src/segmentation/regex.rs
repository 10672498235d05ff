//! Compiling the expressions of rules, and why one cannot be used.

use super::icu::{Brackets, Translated, translate};
use fancy_regex::{CompileError, Error, Regex};
use std::fmt;

/// Why an expression cannot be used, on one line.
#[derive(Debug)]
pub(super) struct Refusal {
    why: String,
    /// The character of the user's expression, from 1.
    at: Option<usize>,
    /// How many characters that has.
    length: usize,
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.at {
            Some(at) if at > self.length => f.write_str("at its end: ")?,
            Some(at) => write!(f, "at character {at}: ")?,
            None => {}
        }
        f.write_str(&self.why)
    }
}

impl Refusal {
    fn new(why: String, pattern: &str, at: Option<usize>) -> Self {
        Self {
            why,
            at: at.map(|at| pattern[..at].chars().count() + 1),
            length: pattern.chars().count(),
        }
    }

    /// What the engine says of the expression alone, so that its place counts there; else what it said of the whole.
    fn of(error: &Error, pattern: &str, translated: &Translated) -> Self {
        let alone = Regex::new(&translated.out).err();
        let at = match &alone {
            Some(Error::ParseError(position, _)) => Some(translated.place(*position)),
            _ => None,
        };
        Self::new(reason(alone.as_ref().unwrap_or(error)), pattern, at)
    }
}

/// Compiles an expression; `whole` puts it, in this engine's words, into a larger one. Where brackets do not pair as
/// ICU wants them, they are read as .NET does.
///
/// # Errors
/// [`Refusal`] for what neither the translation nor the engine can read.
pub(super) fn compile(pattern: &str, whole: impl Fn(&str) -> String) -> Result<Regex, Refusal> {
    let read = |brackets| {
        let translated = translate(pattern, brackets)
            .map_err(|(why, at)| Refusal::new(why.to_owned(), pattern, Some(at)))?;
        Regex::new(&whole(&translated.out))
            .map_err(|error| Refusal::of(&error, pattern, &translated))
    };
    read(Brackets::Nest).or_else(|refusal| read(Brackets::Literal).map_err(|_| refusal))
}

/// Why an expression was refused, on one line: the last line of the innermost error; a picture stands above it.
fn reason(error: &Error) -> String {
    let whole = match error {
        Error::ParseError(_, what) => what.to_string(),
        Error::CompileError(compile) => match &**compile {
            CompileError::InnerError(inner) => {
                let mut innermost: &dyn std::error::Error = inner;
                while let Some(source) = innermost.source() {
                    innermost = source;
                }
                innermost.to_string()
            }
            other => other.to_string(),
        },
        other => other.to_string(),
    };
    let last = whole.lines().map(str::trim).rfind(|line| !line.is_empty());
    let last = last.unwrap_or_default();
    last.strip_prefix("error: ").unwrap_or(last).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

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
            (r"^\p{block=Cyrillic}$", "ж", "g"),
            (r"^\P{blk=Basic_Latin}$", "ж", "g"),
            (r"^[\p{InGeneralPunctuation}a]$", "…", "b"),
            (r"^\p{block=Thai}$", "ก", "g"),
            ("(?x)^ a # a [letter\n b(?-x: c)$", "ab c", "abc"),
            ("^(?:(?x) a b # )\n) c$", "ab c", "abc"),
            (r"^a(?# not [b)c$", "ac", "abc"),
            ("(?x)^a#b", "a", "b"),
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

    #[test]
    fn a_refusal_counts_in_the_users_expression() {
        for (pattern, wanted) in [
            (r"\u201d\h*[;", "at its end: "),
            (r"\u201d\h(?P<ab", "at character 10: "),
            (r"ə\Q(\E(", "at its end: "),
            (
                r"ə\N{SPACE}",
                "at character 2: characters cannot be named here",
            ),
            (r"\p{block=Nowhere}", "Unicode property not found"),
        ] {
            for whole in ["", "(?<=x)"] {
                let refusal = compile(pattern, |pattern| format!("{whole}{pattern}"));
                let refusal = refusal.unwrap_err().to_string();
                assert!(refusal.starts_with(wanted), "{pattern}: {refusal}");
            }
        }
    }
}
