//! HTML inside of Markdown, blocks and tags in a line: what a browser would show of them, as in a page of HTML.

use super::html::Reading;
use super::page::Page;
use std::collections::HashSet;
use std::ops::Range;

/// Reads the blocks of HTML of a page one after another: what one of them opens, the next may close.
pub(super) struct HtmlBlocks {
    reading: Reading,
    /// The lines of the open block, in bytes of the page.
    lines: Vec<Range<usize>>,
    /// Elements that nothing closes any more, so that this is looked for once.
    never_closed: HashSet<Vec<u8>>,
    /// Whether a tag in a line has begun what is left out: it hides no more than its paragraph.
    hides_inline: bool,
    /// Whether something was left out in the line since its last text.
    has_gap: bool,
}

impl Default for HtmlBlocks {
    fn default() -> Self {
        Self {
            // What is preformatted is code here, as in Markdown.
            reading: Reading::without_code(),
            lines: Vec::new(),
            never_closed: HashSet::new(),
            hides_inline: false,
            has_gap: false,
        }
    }
}

impl HtmlBlocks {
    /// Whether the text that follows is hidden by an element that a block has left open.
    pub(super) fn is_hiding(&self) -> bool {
        self.reading.hidden_element().is_some()
    }

    /// Takes a tag in a line. It is looked through, but for what it hides.
    pub(super) fn inline(&mut self, tag: &str) {
        let was_hiding = self.is_hiding();
        self.reading.read(&mut Page::default(), tag);
        match (was_hiding, self.is_hiding()) {
            (false, true) => self.hides_inline = true,
            (true, false) => self.hides_inline = false,
            _ => {}
        }
        self.has_gap |= was_hiding;
    }

    /// The text that follows in the line: without its first blank where there is one before what was left out.
    pub(super) fn after_hidden<'t>(
        &mut self,
        page: &Page,
        text: &'t str,
        range: Range<usize>,
    ) -> (&'t str, Range<usize>) {
        let has_gap = std::mem::take(&mut self.has_gap);
        let ends = page.text.ends_with([' ', '\n']) || page.text.is_empty();
        match text.strip_prefix(' ') {
            Some(rest) if has_gap && ends && text.len() == range.len() => {
                (rest, range.start + 1..range.end)
            }
            _ => (text, range),
        }
    }

    /// Ends the paragraph, and what a tag in it has left open.
    pub(super) fn end_inline(&mut self) {
        if std::mem::take(&mut self.hides_inline) {
            self.reading.show();
        }
        self.has_gap = false;
    }

    /// Takes a line of the open block.
    pub(super) fn line(&mut self, range: Range<usize>) {
        self.lines.push(range);
    }

    /// Reads the block whose lines were taken, and ends it.
    pub(super) fn end(&mut self, page: &mut Page, source: &str) {
        let lines = std::mem::take(&mut self.lines);
        let (Some(first), Some(last)) = (lines.first(), lines.last()) else {
            return;
        };
        let start = first.start;
        // What stands before a line, the mark of a quote or the indent of an item, is none of the block; blanks
        // in its place keep the offsets.
        let mut html = String::with_capacity(last.end - start);
        for line in &lines {
            html.extend(std::iter::repeat_n(' ', line.start - start - html.len()));
            html.push_str(&source[line.clone()]);
        }
        let (pieces, comments) = (page.pieces.len(), page.comments.len());
        self.reading.read(page, &html);
        page.border();
        for piece in &mut page.pieces[pieces..] {
            piece.source = start + piece.source.start..start + piece.source.end;
        }
        for comment in &mut page.comments[comments..] {
            comment.at += start;
            source[comment.at..comment.at + comment.text.len()].clone_into(&mut comment.text);
        }
        self.end_hidden(&source[last.end..]);
    }

    /// An element that nothing closes hides no more than its block, so that no text is lost by a tag that was
    /// forgotten; and a paragraph ends where the next one begins.
    fn end_hidden(&mut self, rest: &str) {
        let Some(name) = self.reading.hidden_element().map(<[u8]>::to_vec) else {
            return;
        };
        let closes = |tag: &str| {
            let after = tag.as_bytes().get(name.len());
            tag.as_bytes()
                .get(..name.len())
                .is_some_and(|found| found.eq_ignore_ascii_case(&name))
                && after.is_some_and(|next| !next.is_ascii_alphanumeric() && *next != b'-')
        };
        let stays = name != b"p" && !self.never_closed.contains(&name);
        if stays && rest.split("</").skip(1).any(closes) {
            return;
        }
        self.reading.show();
        self.never_closed.insert(name);
    }
}
