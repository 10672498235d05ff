//! The pieces that declarations are made of.

use super::{Declarations, Parsed, is_blank, is_name, is_nmtoken};

impl<'a> Declarations<'a> {
    pub(super) fn wrong(&self) -> String {
        let end = if self.what.starts_with('<') { ">" } else { "" };
        format!(
            "the document type holds {}{end} that is not well-formed",
            if end.is_empty() {
                self.what.to_owned()
            } else {
                format!("a {}", self.what)
            }
        )
    }

    pub(super) fn eat(&mut self, text: &str) -> bool {
        let rest = self.rest.strip_prefix(text);
        self.rest = rest.unwrap_or(self.rest);
        rest.is_some()
    }

    pub(super) fn expect(&mut self, text: &str) -> Parsed<()> {
        if self.eat(text) {
            Ok(())
        } else if self.rest.is_empty() {
            Err("a declaration in the document type does not end".into())
        } else {
            Err(self.wrong())
        }
    }

    /// Passes over white space, and says whether there was any.
    pub(super) fn blank(&mut self) -> bool {
        let rest = self.rest.trim_start_matches(is_blank);
        let any = rest.len() < self.rest.len();
        self.rest = rest;
        any
    }

    pub(super) fn needs_blank(&mut self) -> Parsed<()> {
        if self.blank() {
            Ok(())
        } else if self.rest.is_empty() {
            Err("a declaration in the document type does not end".into())
        } else {
            Err(self.wrong())
        }
    }

    pub(super) fn word(&mut self) -> &'a str {
        let ends = |c: char| is_blank(c) || "\"'()<>[]|,?*+;%&=#".contains(c);
        let end = self.rest.find(ends).unwrap_or(self.rest.len());
        let (word, rest) = self.rest.split_at(end);
        self.rest = rest;
        word
    }

    pub(super) fn name(&mut self) -> Parsed<&'a str> {
        let word = self.word();
        is_name(word).then_some(word).ok_or_else(|| self.wrong())
    }

    pub(super) fn nmtoken(&mut self) -> Parsed<&'a str> {
        let word = self.word();
        is_nmtoken(word).then_some(word).ok_or_else(|| self.wrong())
    }

    /// A text in quotes.
    pub(super) fn literal(&mut self) -> Parsed<&'a str> {
        let quote = self.rest.chars().next().filter(|c| matches!(c, '"' | '\''));
        let Some(quote) = quote else {
            return Err(self.wrong());
        };
        let Some((text, rest)) = self.rest[1..].split_once(quote) else {
            return Err("a declaration in the document type does not end".into());
        };
        self.rest = rest;
        Ok(text)
    }
}
