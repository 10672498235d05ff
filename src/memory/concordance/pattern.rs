//! What is searched for, made ready for the texts of one language.

use super::required::{Need, required};
use crate::error::{Error, Result};
use crate::lang::Lang;
use crate::text::{Folded, fold, fold_text, is_han};
use regex::Regex;
use std::ops::Range;

/// A pattern over the folded texts of a language.
#[derive(Debug, Clone)]
pub struct Pattern {
    regex: Regex,
    lang: Lang,
    /// A hit begins where a word begins.
    begins: bool,
    /// A hit ends where a word ends.
    ends: bool,
    need: Option<Need>,
}

/// A letter, as `?` stands for it.
const LETTER: &str = r"[\p{L}\p{N}\p{M}]";
/// A letter of a script that parts words, as `*` stands for any of a word.
const OF_WORD: &str = r"[[\p{L}\p{N}\p{M}]--\p{Han}]";

fn nothing_to_search_for() -> Error {
    Error::usage("there is nothing to search for", "give a word or a phrase")
}

impl Pattern {
    /// A word or a phrase. It begins where a word begins and may end inside one, so that a stem finds its forms;
    /// Chinese is found anywhere. `*` stands for any letters of a word, at the beginning for any beginning; `?` before
    /// a letter stands for one letter. In quotation marks the words are whole and nothing stands for others.
    ///
    /// # Errors
    /// When there is nothing to search for.
    pub fn phrase(text: &str, lang: &Lang) -> Result<Self> {
        let folded = fold_text(text.trim(), lang);
        let quoted = folded
            .strip_prefix('"')
            .and_then(|rest| rest.strip_suffix('"'));
        let phrase = quoted.unwrap_or(&folded).trim();
        if phrase
            .trim_matches(|c: char| c == ' ' || c == '*' && quoted.is_none())
            .is_empty()
        {
            return Err(nothing_to_search_for());
        }
        let word = |word: &str| match quoted {
            Some(_) => regex::escape(word),
            None => with_wildcards(word),
        };
        let words: Vec<String> = phrase.split_whitespace().map(word).collect();
        let in_word = |c: Option<char>| c.is_some_and(is_of_word);
        let begins = match phrase.strip_prefix('?') {
            Some(rest) if quoted.is_none() => in_word(rest.trim_start_matches('?').chars().next()),
            _ => in_word(phrase.chars().next()),
        };
        let ends = quoted.is_some() && in_word(phrase.chars().next_back());
        Self::compile(&words.join(r"\s+"), lang, begins, ends)
    }

    /// A regular expression (syntax of the `regex` crate) over the folded text; its letters are folded too.
    ///
    /// # Errors
    /// When the expression is not valid.
    pub fn regex(expression: &str, lang: &Lang) -> Result<Self> {
        if expression.is_empty() {
            return Err(nothing_to_search_for());
        }
        let mut folded = String::new();
        let mut rest = expression;
        while let Some(c) = rest.chars().next() {
            // Names of classes, groups and flags stay as they are.
            let kept = if c == '\\' {
                let named = rest.get(2..3) == Some("{");
                let name = rest.find('}').filter(|_| named).map(|end| end + 1);
                name.unwrap_or(1 + rest[1..].chars().next().map_or(0, char::len_utf8))
            } else if rest.starts_with("(?") {
                rest.find([':', '>', ')']).map_or(rest.len(), |end| end + 1)
            } else {
                0
            };
            if kept > 0 {
                folded.push_str(&rest[..kept]);
                rest = &rest[kept..];
            } else {
                folded.push_str(&fold_text(&rest[..c.len_utf8()], lang));
                rest = &rest[c.len_utf8()..];
            }
        }
        Self::compile(&folded, lang, false, false)
    }

    fn compile(expression: &str, lang: &Lang, begins: bool, ends: bool) -> Result<Self> {
        let regex = Regex::new(expression).map_err(|error| {
            // The last line says what is wrong; those before it draw the expression as it is used here.
            let text = error.to_string();
            let reason = text.lines().last().unwrap_or_default();
            let reason = reason.strip_prefix("error: ").unwrap_or(reason);
            Error::usage(
                format!("this is no regular expression: {reason}"),
                "see the syntax of the Rust crate regex; without --regex the text is searched for as it stands",
            )
        })?;
        let need = regex_syntax::parse(expression)
            .ok()
            .and_then(|parsed| required(&parsed, begins, ends));
        Ok(Self {
            regex,
            lang: lang.clone(),
            begins,
            ends,
            need,
        })
    }

    /// The language whose texts it is made for.
    pub fn lang(&self) -> &Lang {
        &self.lang
    }

    /// What every text with a hit has among its tokens; `None`: nothing is certain.
    pub(super) fn need(&self) -> Option<&Need> {
        self.need.as_ref()
    }

    /// Byte ranges of the hits in a text, in order, without overlap.
    pub fn find(&self, text: &str) -> Vec<Range<usize>> {
        // Most texts have none, and need no way back.
        if !self.regex.is_match(&fold_text(text, &self.lang)) {
            return Vec::new();
        }
        let folded = fold(text, &self.lang);
        let mut hits = Vec::new();
        let mut at = 0;
        while let Some(found) = self.regex.find_at(folded.text(), at) {
            at = if !found.is_empty() && self.admits(&folded, found.range()) {
                hits.push(folded.original(found.range()));
                found.end()
            } else {
                let next = folded.text()[found.start()..].chars().next();
                found.start() + next.map_or(1, char::len_utf8)
            };
            if at > folded.text().len() {
                break;
            }
        }
        hits
    }

    /// Whether a hit lies where it may.
    fn admits(&self, folded: &Folded, hit: Range<usize>) -> bool {
        let (before, rest) = folded.text().split_at(hit.start);
        let (inside, after) = rest.split_at(hit.len());
        if self.begins && before.chars().next_back().is_some_and(is_of_word)
            || self.ends && after.chars().next().is_some_and(is_of_word)
        {
            return false;
        }
        // To the tokeniser a figure ends at an invisible mark; the fold leaves the mark out and joins what it parts.
        let mut last: Option<(char, usize)> = None;
        inside.char_indices().all(|(at, c)| {
            let start = hit.start + at;
            let origin = folded.original(start..start + c.len_utf8());
            let parted = c.is_ascii_digit()
                && last.is_some_and(|(before, end)| before.is_alphanumeric() && end < origin.start);
            last = Some((c, origin.end));
            !parted
        })
    }
}

/// Letters and digits of scripts that part words; Chinese has no words that begin or end.
fn is_of_word(c: char) -> bool {
    c.is_alphanumeric() && !is_han(c)
}

/// A folded word of the pattern as an expression.
fn with_wildcards(word: &str) -> String {
    let mut out = String::new();
    for (at, c) in word.char_indices() {
        match c {
            '*' if word[at + 1..].starts_with(is_han) => {
                // Chinese is found anywhere; between its characters others stand, as few as can be.
                if at > 0 {
                    out.push_str(LETTER);
                    out.push_str("*?");
                }
            }
            '*' => {
                out.push_str(OF_WORD);
                out.push('*');
            }
            // At the end of a word it is a question mark.
            '?' if word[at..]
                .trim_start_matches('?')
                .starts_with(char::is_alphanumeric) =>
            {
                out.push_str(LETTER);
            }
            _ => out.push_str(&regex::escape(c.encode_utf8(&mut [0; 4]))),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lang(tag: &str) -> Lang {
        Lang::parse(tag).unwrap()
    }

    /// `tests/data/concordance.tsv`: language, pattern, text, hits parted by `|`.
    #[test]
    fn phrases_find_what_the_table_says() {
        for line in include_str!("../../../tests/data/concordance.tsv").lines() {
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            let [tag, pattern, text, hits] = line.split('\t').collect::<Vec<_>>()[..] else {
                panic!("four columns: {line}");
            };
            let text = text
                .replace("\\u{a0}", "\u{a0}")
                .replace("\\u{ad}", "\u{ad}");
            let pattern = match pattern.strip_prefix("regex:") {
                Some(expression) => Pattern::regex(expression, &lang(tag)),
                None => Pattern::phrase(pattern, &lang(tag)),
            };
            let found = pattern.unwrap().find(&text);
            let found: Vec<&str> = found.into_iter().map(|span| &text[span]).collect();
            assert_eq!(
                found
                    .join("|")
                    .replace('\u{a0}', "\\u{a0}")
                    .replace('\u{ad}', "\\u{ad}"),
                hits,
                "{line}"
            );
        }
    }

    #[test]
    fn nothing_to_search_for_and_broken_expressions_are_refused() {
        for pattern in ["", " ", "*", " * * ", "\"\"", "“ ”"] {
            assert!(Pattern::phrase(pattern, &lang("en")).is_err(), "{pattern}");
        }
        for expression in ["(", "a)(b", "[", "\\"] {
            assert!(
                Pattern::regex(expression, &lang("en")).is_err(),
                "{expression}"
            );
        }
    }
}
