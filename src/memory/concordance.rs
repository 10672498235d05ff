//! Concordance: where a word or a phrase occurs in the memory, with the words around it and the translation.

use crate::error::{Error, Result};
use crate::lang::Lang;
use crate::store::{Store, UnitId};
use crate::text::{fold, fold_text, is_han};
use regex::Regex;
use std::ops::{ControlFlow, Range};

/// What is searched for, made ready to run over folded text.
#[derive(Debug, Clone)]
pub struct Pattern {
    regex: Regex,
}

impl Pattern {
    /// A word or a phrase. It begins where a word begins and may end inside one, so that a stem finds its forms;
    /// Chinese is found anywhere. `*` stands for any letters of a word; at the beginning it allows any beginning.
    ///
    /// # Errors
    /// When there is nothing to search for.
    pub fn phrase(text: &str, lang: &Lang) -> Result<Self> {
        let folded = fold_text(text.trim(), lang);
        if folded.trim_matches(['*', ' ']).is_empty() {
            return Err(Error::usage(
                "there is nothing to search for",
                "give a word or a phrase",
            ));
        }
        let mut pattern = String::new();
        if folded.starts_with(|c: char| c.is_alphanumeric() && !is_han(c)) {
            // Han characters are word characters to the regex crate, but no word of ours runs into them.
            pattern.push_str(r"(?:^|[^\p{L}\p{N}]|\p{Han})\K");
        }
        let words: Vec<String> = folded
            .split_whitespace()
            .map(|word| {
                let parts: Vec<String> = word.split('*').map(regex::escape).collect();
                parts.join(r"[\p{L}\p{N}\p{M}]*")
            })
            .collect();
        pattern.push_str(&words.join(r"\s+"));
        Self::compile(&pattern)
    }

    /// A regular expression (syntax of the `regex` crate) over the folded text; its letters are folded too.
    ///
    /// # Errors
    /// When the expression is not valid.
    pub fn regex(expression: &str, lang: &Lang) -> Result<Self> {
        let mut folded = String::new();
        let mut characters = expression.chars();
        while let Some(c) = characters.next() {
            folded.push_str(&fold_text(c.encode_utf8(&mut [0; 4]), lang));
            if c == '\\' {
                folded.extend(characters.next());
            }
        }
        Self::compile(&folded)
    }

    fn compile(pattern: &str) -> Result<Self> {
        // `\K` is ours: what stands before it is looked at and not part of the hit.
        let pattern = match pattern.split_once(r"\K") {
            Some((before, hit)) => format!("{before}(?P<hit>{hit})"),
            None => format!("(?P<hit>{pattern})"),
        };
        Regex::new(&pattern)
            .map(|regex| Self { regex })
            .map_err(|error| {
                // The last line says what is wrong; those before it draw the expression as it is used here.
                let text = error.to_string();
                let reason = text.lines().last().unwrap_or_default();
                let reason = reason.strip_prefix("error: ").unwrap_or(reason);
                Error::usage(
                    format!("this is no regular expression: {reason}"),
                    "see the syntax of the Rust crate regex; without --regex the text is searched for as it stands",
                )
            })
    }

    /// Byte ranges of the hits in a text, in order, without overlap.
    pub fn find(&self, text: &str, lang: &Lang) -> Vec<Range<usize>> {
        let folded = fold(text, lang);
        let mut hits = Vec::new();
        let mut at = 0;
        while at <= folded.text().len() {
            let Some(found) = self
                .regex
                .captures_at(folded.text(), at)
                .and_then(|captures| captures.name("hit"))
            else {
                break;
            };
            if found.is_empty() {
                let next = folded.text()[found.end()..]
                    .chars()
                    .next()
                    .map_or(1, char::len_utf8);
                at = found.end() + next;
                continue;
            }
            hits.push(folded.original(found.range()));
            at = found.end();
        }
        hits
    }
}

/// A unit that holds the pattern.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hit {
    /// The unit's number.
    pub unit: UnitId,
    /// The identifier that a file gave it.
    pub tuid: Option<String>,
    /// The text that holds it.
    pub text: String,
    /// The tag of that text.
    pub lang: Lang,
    /// Byte ranges of the hits in it.
    pub spans: Vec<Range<usize>>,
    /// The translations that were asked for, or all of them.
    pub translations: Vec<(Lang, String)>,
    /// Where the unit came from.
    pub origin: Option<String>,
}

/// How to search.
#[derive(Debug, Clone)]
pub struct Concordance {
    /// The language that is searched.
    pub lang: Lang,
    /// The language of the translations; `None` for all.
    pub target: Option<Lang>,
    /// How many units at most.
    pub limit: usize,
}

impl Concordance {
    /// Gives the hits to `visit` in the order of the memory until it has enough. Returns how many there were.
    ///
    /// # Errors
    /// When the memory cannot be read, or the first error of `visit`.
    pub fn search(
        &self,
        store: &Store,
        pattern: &Pattern,
        mut visit: impl FnMut(Hit) -> Result<()>,
    ) -> Result<usize> {
        let mut found = 0;
        store.scan(&self.lang, |row| {
            let spans = pattern.find(&row.text, &self.lang);
            if spans.is_empty() {
                return Ok(ControlFlow::Continue(()));
            }
            let Some(stored) = store.unit(row.unit)? else {
                return Ok(ControlFlow::Continue(()));
            };
            let translations: Vec<(Lang, String)> = stored
                .tu
                .variants
                .iter()
                .filter(|v| match &self.target {
                    Some(target) => target.fit(&v.lang).is_some(),
                    None => v.lang != row.lang,
                })
                .map(|v| (v.lang.clone(), v.segment.text()))
                .collect();
            if self.target.is_some() && translations.is_empty() {
                return Ok(ControlFlow::Continue(()));
            }
            visit(Hit {
                unit: row.unit,
                tuid: stored.tu.tuid.clone(),
                text: row.text,
                lang: row.lang,
                spans,
                translations,
                origin: stored.tu.origin.or(stored.brought_by),
            })?;
            found += 1;
            Ok(if found >= self.limit {
                ControlFlow::Break(())
            } else {
                ControlFlow::Continue(())
            })
        })?;
        Ok(found)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn phrases_are_found_folded_at_word_beginnings() {
        for (tag, pattern, text, hits) in [
            (
                "en",
                "agree",
                "Agreements, disagree, AGREED",
                vec!["Agree", "AGREE"],
            ),
            ("en", "*agree", "disagree", vec!["disagree"]),
            (
                "en",
                "belt and  road",
                "the Belt\u{a0}and Road",
                vec!["Belt\u{a0}and Road"],
            ),
            ("az", "ipək yolu", "İpək Yolunun", vec!["İpək Yolu"]),
            ("az", "ışıq", "IŞIQ işıq", vec!["IŞIQ"]),
            ("zh", "合作", "加强合作，合作共赢", vec!["合作", "合作"]),
            ("zh", "国", "两国", vec!["国"]),
            ("zh", "BRI", "（ＢＲＩ）在BRI中", vec!["ＢＲＩ", "BRI"]),
            (
                "en",
                "state*visit",
                "statevisit state visit",
                vec!["statevisit"],
            ),
        ] {
            let lang = Lang::parse(tag).unwrap();
            let found = Pattern::phrase(pattern, &lang).unwrap().find(text, &lang);
            let found: Vec<&str> = found.into_iter().map(|span| &text[span]).collect();
            assert_eq!(found, hits, "{pattern} in {text}");
        }
        assert!(Pattern::phrase(" * ", &Lang::parse("en").unwrap()).is_err());
    }

    #[test]
    fn expressions_run_over_the_folded_text() {
        let lang = Lang::parse("az").unwrap();
        let pattern = Pattern::regex(r"İ\w+\s\d{2}", &lang).unwrap();
        assert_eq!(pattern.find("İyun 24", &lang), vec![0.."İyun 24".len()]);
        assert!(Pattern::regex("(", &lang).is_err());
        assert!(
            Pattern::regex("a*", &lang)
                .unwrap()
                .find("bb", &lang)
                .is_empty()
        );
    }
}
