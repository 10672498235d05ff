//! HTML as running text: what a browser shows, one paragraph, heading, item or cell a block.
//!
//! Cut by the tokenizer of the HTML standard (WHATWG, 13.2.5), so that any bytes are a page. Elements inside of a line (`b`, `a`,
//! `span`, and any that is not known) are looked through; scripts, styles, pictures, fields and what stands in for them are left
//! out, and so is what an attribute hides ([`super::html_hidden`]); `br` is a line end. White space counts as the standard shows it, but for a line end between Chinese
//! characters, which is no blank.

use super::html_elements::{BLOCKS, HIDDEN, is_in};
use super::html_hidden::{Hidden, hides};
use super::page::Page;
use encoding_rs::Encoding;
use html5gum::emitters::callback::{CallbackEmitter, CallbackEvent};
use html5gum::{Span, Tokenizer};
use std::ops::Range;

/// Whether a file begins as a page does.
pub(super) fn begins(text: &str) -> bool {
    let mut rest = text.trim_start_matches(['\u{feff}', ' ', '\t', '\r', '\n']);
    loop {
        if let Some(end) = rest.strip_prefix("<!--").and_then(|rest| rest.find("-->")) {
            rest = &rest[4 + end + 3..];
        } else if let Some(end) = rest.strip_prefix("<?xml").and_then(|rest| rest.find("?>")) {
            rest = &rest[5 + end + 2..];
        } else {
            break;
        }
        rest = rest.trim_start();
    }
    ["<!doctype html", "<html"].iter().any(|start| {
        rest.get(..start.len())
            .is_some_and(|begin| begin.eq_ignore_ascii_case(start))
    })
}

/// The encoding that a page says it is in: within its first 1,024 bytes (WHATWG, 13.2.3.2).
pub(super) fn declared(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = &bytes[..bytes.len().min(1024)];
    let head = String::from_utf8_lossy(head).to_ascii_lowercase();
    let label = |after: &str| {
        let at = head.find(after)? + after.len();
        let label = head[at..].trim_start_matches([' ', '=', '"', '\'']);
        let end = label.find(|c: char| !(c.is_ascii_alphanumeric() || "-_:.".contains(c)));
        Encoding::for_label(&label.as_bytes()[..end.unwrap_or(label.len())])
    };
    let xml = head.trim_start().starts_with("<?xml");
    label("charset").or_else(|| label("encoding").filter(|_| xml))
}

/// Reads a page.
pub(super) fn read(source: &str) -> Page {
    let mut page = Page::default();
    Reading::default().read(&mut page, source);
    page.find_blocks();
    page
}

/// What is open while a page is read.
#[derive(Default)]
pub(super) struct Reading {
    /// The element that is left out.
    hidden: Option<Hidden>,
    /// The start tag whose attributes are being read, and the name of the last one that has no value yet.
    tag: Option<(Vec<u8>, Option<Vec<u8>>)>,
    /// Open `pre`: white space stands as it is.
    preformatted: usize,
    /// Whether what is preformatted is left out.
    without_code: bool,
}

impl Reading {
    /// One that leaves out what is preformatted.
    pub(super) fn without_code() -> Self {
        Self {
            without_code: true,
            ..Self::default()
        }
    }

    /// The name of the element that is left out, if one is open.
    pub(super) fn hidden_element(&self) -> Option<&[u8]> {
        self.hidden.as_ref().map(Hidden::name)
    }

    /// Ends what is left out.
    pub(super) fn show(&mut self) {
        self.hidden = None;
    }

    /// Reads a page or a stretch of one.
    pub(super) fn read(&mut self, page: &mut Page, source: &str) {
        let mut emitter = CallbackEmitter::new(
            |event: CallbackEvent<'_>, span: Span<usize>| -> Option<()> {
                self.take(page, source, &event, span.start..span.end);
                None
            },
        );
        // A script ends at its own end tag only.
        emitter.naively_switch_states(true);
        for _ in Tokenizer::new_with_emitter(source, emitter) {}
    }

    fn take(
        &mut self,
        page: &mut Page,
        source: &str,
        event: &CallbackEvent<'_>,
        span: Range<usize>,
    ) {
        match event {
            CallbackEvent::OpenStartTag { name } => self.open(page, name, span),
            CallbackEvent::AttributeName { name } => {
                self.attribute(b"");
                if let Some((_, attribute)) = &mut self.tag {
                    *attribute = Some(name.to_vec());
                }
            }
            CallbackEvent::AttributeValue { value } => self.attribute(value),
            CallbackEvent::CloseStartTag { .. } => {
                self.attribute(b"");
                self.tag = None;
            }
            CallbackEvent::EndTag { name } => self.close(page, name),
            CallbackEvent::String { .. } if self.hidden.is_none() => {
                let span = span.start.min(source.len())..span.end.min(source.len());
                if source.get(span.clone()).is_some() {
                    self.text(page, source, span);
                }
            }
            CallbackEvent::Comment { .. } if self.hidden.is_none() => {
                // The marks belong to the comment.
                let start = source.get(..span.start).and_then(|text| text.rfind("<!--"));
                let start = start.unwrap_or(span.start);
                let end = source.get(span.end..).and_then(|rest| rest.find("-->"));
                let end = end.map_or(source.len(), |at| span.end + at + 3);
                let begins = source
                    .get(span.clone())
                    .is_some_and(|text| text.starts_with("<!--"));
                let whole = if begins { span } else { start..end };
                page.push_comments(source, &whole);
            }
            _ => {}
        }
    }

    /// Takes the value of the attribute that was named last; empty where it has none.
    fn attribute(&mut self, value: &[u8]) {
        if let Some((element, attribute)) = &mut self.tag
            && let Some(attribute) = attribute.take()
            && self.hidden.is_none()
            && hides(&attribute, value)
        {
            self.hidden = Hidden::by_attribute(element);
        }
    }

    fn open(&mut self, page: &mut Page, name: &[u8], span: Range<usize>) {
        let is_block = is_in(&BLOCKS, name);
        if let Some(hidden) = &mut self.hidden {
            if !hidden.open(name, is_block) {
                return;
            }
            self.hidden = None;
        }
        self.tag = Some((name.to_vec(), None));
        if is_in(&HIDDEN, name) || self.without_code && name == b"pre" {
            if is_block {
                page.border();
            }
            self.hidden = Some(Hidden::element(name));
        } else if name == b"br" {
            page.line_end = None;
            page.push("\n", span);
        } else if is_block {
            page.border();
            self.preformatted += usize::from(name == b"pre");
        }
    }

    fn close(&mut self, page: &mut Page, name: &[u8]) {
        // Attributes of an end tag say nothing.
        self.tag = None;
        if let Some(hidden) = &mut self.hidden {
            let (ended, before) = hidden.close(name, is_in(&BLOCKS, name));
            if ended {
                self.hidden = None;
            }
            if !(before || ended && is_in(&BLOCKS, name)) {
                return;
            }
        }
        if is_in(&BLOCKS, name) {
            page.border();
            self.preformatted -= usize::from(name == b"pre" && self.preformatted > 0);
        }
    }

    /// Adds what stands between tags.
    fn text(&self, page: &mut Page, source: &str, span: Range<usize>) {
        let mut at = span.start;
        while at < span.end {
            let rest = &source[at..span.end];
            let blank = rest.len() - rest.trim_start_matches(is_blank).len();
            if blank > 0 {
                self.blank(page, source, at..at + blank);
                at += blank;
                continue;
            }
            if let Some((length, meant)) = reference(rest) {
                page.push(&meant, at..at + length);
                at += length;
                continue;
            }
            // One character at least, so that a lone `&` is passed.
            let first = rest.chars().next().map_or(1, char::len_utf8);
            let end = rest[first..].find(|c| is_blank(c) || c == '&');
            let length = end.map_or(rest.len(), |end| first + end);
            page.push(&rest[..length], at..at + length);
            at += length;
        }
    }

    fn blank(&self, page: &mut Page, source: &str, span: Range<usize>) {
        if self.preformatted > 0 {
            let text = source[span.clone()].replace("\r\n", "\n");
            page.push(&text, span);
        } else if !page.text.is_empty() && !page.text.ends_with('\n') && page.line_end.is_none() {
            // A line end may stand for nothing; a blank is one.
            if source[span.clone()].contains(['\n', '\r']) {
                page.line_end = Some(span);
            } else if !page.text.ends_with(' ') {
                page.push(" ", span);
            }
        }
    }
}

/// White space of HTML; a no-break space is none.
fn is_blank(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\n' | '\r' | '\x0c')
}

/// The reference that a text begins with: its bytes, and what it stands for.
fn reference(text: &str) -> Option<(usize, String)> {
    const LONGEST: usize = 40;
    if !text.starts_with('&') {
        return None;
    }
    // All that may be part of it; the tokenizer says how much is.
    let name = |c: char| c.is_ascii_alphanumeric() || c == '#';
    let mut end = 1 + text[1..].find(|c| !name(c)).unwrap_or(text.len() - 1);
    if text[end..].starts_with(';') {
        end += 1;
    }
    let candidate = &text[..end.min(LONGEST)];
    let mut meant = String::new();
    let emitter = CallbackEmitter::new(|event: CallbackEvent<'_>, _: Span<()>| -> Option<()> {
        if let CallbackEvent::String { value } = event {
            meant.push_str(&String::from_utf8_lossy(value));
        }
        None
    });
    for _ in Tokenizer::new_with_emitter(candidate, emitter) {}
    if meant == candidate {
        return None;
    }
    // What follows a name without `;` stays behind it.
    let tail = candidate
        .char_indices()
        .map(|(at, _)| &candidate[at..])
        .skip(1)
        .find(|tail| meant.ends_with(tail) && meant.len() > tail.len());
    let tail = tail
        .filter(|_| !candidate.ends_with(';'))
        .unwrap_or_default();
    let length = candidate.len() - tail.len();
    meant.truncate(meant.len() - tail.len());
    Some((length, meant))
}

#[cfg(test)]
mod tests {
    use super::super::page::BORDER;
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn pages_read_as_the_cases_say() {
        let cases = include_str!("../../tests/data/html-cases.txt");
        let mut seen = 0;
        for case in cases.split("\n== ").skip(1) {
            let (title, rest) = case.split_once('\n').unwrap();
            let (source, blocks) = rest.split_once("\n--\n").unwrap();
            for source in [source.to_owned(), source.replace('\n', "\r\n")] {
                let page = read(&source);
                let read: Vec<&str> = page
                    .text
                    .trim_end()
                    .split(BORDER)
                    .map(str::trim_end)
                    .collect();
                let wanted: Vec<String> = blocks
                    .trim_end()
                    .lines()
                    .map(|line| line.replace(" / ", "\n"))
                    .collect();
                assert_eq!(read, wanted, "{title}");
            }
            seen += 1;
        }
        assert_eq!(seen, 11);
    }

    #[test]
    fn a_page_is_told_by_how_it_begins() {
        for (text, expected) in [
            ("<!DOCTYPE HTML>", true),
            ("\u{feff} \n<html>", true),
            (
                "<?xml version=\"1.0\"?>\n<!-- a -->\n<HTML xmlns=\"\">",
                true,
            ),
            ("<p>Talks</p>", false),
            ("Talks <html>", false),
            ("<!-- ", false),
        ] {
            assert_eq!(begins(text), expected, "{text}");
        }
    }

    #[test]
    fn a_page_says_its_encoding() {
        for (head, name) in [
            ("<meta charset=gb18030>", Some("gb18030")),
            (
                "<meta http-equiv=Content-Type content=\"text/html; charset=windows-1254\">",
                Some("windows-1254"),
            ),
            (
                "<?xml version='1.0' encoding='iso-8859-9'?>",
                Some("windows-1254"),
            ),
            ("<meta charset=\"none such\">", None),
            ("<p>encoding=utf-16</p>", None),
        ] {
            assert_eq!(
                declared(head.as_bytes()).map(Encoding::name),
                name,
                "{head}"
            );
        }
    }

    proptest! {
        #[test]
        fn pieces_follow_one_another_and_stand_in_the_file(
            source in "([a-zə北 &;#]|&amp;|&copy|\r?\n|<p>|</p>|<br>|<b|>|<pre>|</pre>|<script>|</script>|<!--|-->|<rt>|</rt>|<p hidden>|<i style=display:none>|</i>|<li hidden|<ul>|</ul>|<!\\[CDATA\\[|\"|=){0,60}"
        ) {
            let page = read(&source);
            let mut before = 0;
            for piece in &page.pieces {
                prop_assert!(piece.at >= before);
                prop_assert!(page.text.is_char_boundary(piece.at));
                prop_assert!(source.get(piece.source.clone()).is_some());
                before = piece.at;
            }
            for comment in &page.comments {
                prop_assert!(source[comment.at..].starts_with(&comment.text));
            }
        }
    }
}
