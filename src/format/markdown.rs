//! Markdown as running text: what a reader of the page reads, one paragraph a block.
//!
//! Front matter, code blocks, comments and tags are left out; emphasis, links, images and inline code are their
//! text. Headings, paragraphs, items and the cells of tables are blocks of their own. The text knows of each of
//! its pieces where it stands in the file.

use crate::segmentation::{joint, lines};
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};
use std::ops::Range;

/// What parts two blocks: a blank line, which no segment crosses.
const BORDER: &str = "\n\n";

/// The text of a page.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Page {
    /// Blocks of text with a blank line between them. A line end inside a block is one that the page shows.
    pub(super) text: String,
    /// The pieces of the text in order.
    pub(super) pieces: Vec<Piece>,
    /// The comments in order.
    pub(super) comments: Vec<Comment>,
    /// A line end of the file after the last piece; what comes next says whether it stands for a blank.
    line_end: Option<Range<usize>>,
}

/// A comment, with the block of the text that it speaks of: the one it stands in, else the next one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Comment {
    /// What stands between its marks.
    pub text: String,
    /// Where that begins in the file, in bytes.
    pub at: usize,
    /// The block in the text, in bytes; empty where none follows.
    pub block: Range<usize>,
}

/// A stretch of the text that stands in the file: byte for byte as it is, or in another form (`&amp;`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Piece {
    /// Where it begins in the text, in bytes.
    pub(super) at: usize,
    /// Its bytes in the file.
    pub(super) source: Range<usize>,
}

/// Reads a page of Markdown.
pub(super) fn read(source: &str) -> Page {
    let start = front_matter(source);
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_HEADING_ATTRIBUTES
        | Options::ENABLE_DEFINITION_LIST
        | Options::ENABLE_GFM;
    let mut page = Page::default();
    let mut in_code = false;
    // The name of an element whose content is no text.
    let mut hidden: Option<&'static str> = None;
    for (event, range) in Parser::new_ext(&source[start..], options).into_offset_iter() {
        let range = start + range.start..start + range.end;
        match event {
            Event::Start(Tag::CodeBlock(_)) => in_code = true,
            Event::End(TagEnd::CodeBlock) => in_code = false,
            Event::Text(_) if in_code => {}
            Event::Text(text) => page.push(&text, range),
            Event::Code(code) => page.push(&code, inside(source, &range, &code)),
            Event::SoftBreak => page.line_end = Some(range),
            Event::HardBreak => page.push("\n", range),
            Event::Rule => page.border(),
            Event::Html(_) => page.push_html(source, range, &mut hidden),
            Event::InlineHtml(tag) if is_line_break(&tag) => page.push("\n", range),
            Event::InlineHtml(_) => page.push_comments(source, &range),
            Event::Start(Tag::HtmlBlock) => {
                page.border();
                page.push_comments(source, &range);
            }
            Event::Start(tag) if !is_inline(tag.to_end()) => page.border(),
            Event::End(tag) if !is_inline(tag) => page.border(),
            _ => {}
        }
    }
    page.find_blocks();
    page
}

impl Page {
    fn push(&mut self, text: &str, source: Range<usize>) {
        if let Some(line_end) = self.line_end.take() {
            let joint = joint(&self.text, text);
            if !joint.is_empty() {
                self.push(joint, line_end);
            }
        }
        self.pieces.push(Piece {
            at: self.text.len(),
            source,
        });
        self.text.push_str(text);
    }

    /// The comments in a stretch of HTML; their blocks are not known before the page was read.
    fn push_comments(&mut self, source: &str, html: &Range<usize>) {
        let at = self.text.len();
        let mut rest = html.clone();
        while let Some(open) = source[rest.clone()].find("<!--") {
            let start = rest.start + open + 4;
            let length = source[start..rest.end].find("-->");
            let end = length.map_or(rest.end, |length| start + length);
            self.comments.push(Comment {
                text: source[start..end].to_owned(),
                at: start,
                block: at..at,
            });
            rest.start = end;
        }
    }

    fn find_blocks(&mut self) {
        for comment in &mut self.comments {
            let at = comment.block.start;
            let start = self.text[..at]
                .rfind(BORDER)
                .map_or(0, |found| found + BORDER.len());
            let end = self.text[at..]
                .find(BORDER)
                .map_or(self.text.len(), |found| at + found);
            comment.block = start..end;
        }
    }

    fn border(&mut self) {
        self.line_end = None;
        if !self.text.is_empty() && !self.text.ends_with(BORDER) {
            self.text.push_str(BORDER);
        }
    }

    /// The text between the tags of a line of HTML.
    fn push_html(&mut self, source: &str, line: Range<usize>, hidden: &mut Option<&'static str>) {
        let mut at = line.start;
        while at < line.end {
            let rest = &source[at..line.end];
            if let Some(end) = hidden {
                let found = rest.to_ascii_lowercase().find(*end);
                at = found.map_or(line.end, |found| at + found + end.len());
                if found.is_some() {
                    *hidden = None;
                }
                continue;
            }
            let open = rest.find('<').unwrap_or(rest.len());
            if !rest[..open].trim().is_empty() {
                self.push(&rest[..open], at..at + open);
            }
            at += open;
            let tag = &rest[open..];
            *hidden = HIDDEN
                .iter()
                .find(|(begin, _)| {
                    tag.get(..begin.len())
                        .is_some_and(|name| name.eq_ignore_ascii_case(begin))
                })
                .map(|(_, end)| *end);
            if hidden.is_none() && !tag.is_empty() {
                at += tag.find('>').map_or(tag.len(), |end| end + 1);
            }
        }
    }
}

/// Where what is no text begins and ends in HTML.
const HIDDEN: [(&str, &str); 4] = [
    ("<!--", "-->"),
    ("<script", "</script>"),
    ("<style", "</style>"),
    ("<pre", "</pre>"),
];

fn is_line_break(tag: &str) -> bool {
    tag.get(..3)
        .is_some_and(|name| name.eq_ignore_ascii_case("<br"))
}

fn is_inline(tag: TagEnd) -> bool {
    matches!(
        tag,
        TagEnd::Emphasis
            | TagEnd::Strong
            | TagEnd::Strikethrough
            | TagEnd::Superscript
            | TagEnd::Subscript
            | TagEnd::Link
            | TagEnd::Image
    )
}

/// Where a text stands that its marks surround.
fn inside(source: &str, range: &Range<usize>, text: &str) -> Range<usize> {
    let found = source[range.clone()].find(text);
    found.map_or(range.clone(), |at| {
        range.start + at..range.start + at + text.len()
    })
}

/// The length of the front matter: what stands between a first line `---` or `+++` and the next one. A first line
/// with a blank one after it is a rule.
fn front_matter(source: &str) -> usize {
    let mut lines = lines(source);
    let first = lines.next().unwrap_or_default();
    let mark = first.trim_end();
    if mark != "---" && mark != "+++" {
        return 0;
    }
    let mut length = first.len();
    for (number, line) in lines.enumerate() {
        length += line.len();
        let content = line.trim_end();
        if number == 0 && content.is_empty() {
            return 0;
        }
        if content == mark || (mark == "---" && content == "...") {
            return length;
        }
    }
    0
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn pages_read_as_the_cases_say() {
        let cases = include_str!("../../tests/data/markdown-cases.txt");
        let mut seen = 0;
        for case in cases.split("\n== ").skip(1) {
            let (title, rest) = case.split_once('\n').unwrap();
            let (source, blocks) = rest.split_once("\n--\n").unwrap();
            let page = read(source);
            let read: Vec<&str> = page.text.trim_end().split(BORDER).collect();
            let wanted: Vec<String> = blocks
                .trim_end()
                .lines()
                .map(|line| line.replace(" / ", "\n"))
                .collect();
            assert_eq!(read, wanted, "{title}");
            seen += 1;
        }
        assert!(seen > 10);
    }

    #[test]
    fn a_comment_speaks_of_its_block_or_the_next_one() {
        for (source, expected) in [
            ("A.\n\n<!-- c -->\nB. C.\n\nD.\n", &[(" c ", "B. C.")][..]),
            ("A.\n\n<!-- c -->\n\n# B\n\nD.\n", &[(" c ", "B")]),
            (
                "<!-- a\nb --><!--c-->\n\nB.\n",
                &[(" a\nb ", "B."), ("c", "B.")],
            ),
            ("A.\n\nB <!-- c --> C.\n\nD.\n", &[(" c ", "B  C.")]),
            ("- A.\n- <!-- c --> B.\n- D.\n", &[(" c ", "B.")]),
            ("A.\n\n<!-- c -->\n", &[(" c ", "")]),
            ("A.\n\n```\n<!-- c -->\n```\n", &[]),
            ("A.\n\n<!-- c", &[(" c", "")]),
        ] {
            let page = read(source);
            let found: Vec<(&str, &str)> = page
                .comments
                .iter()
                .map(|c| (c.text.as_str(), page.text[c.block.clone()].trim()))
                .collect();
            assert_eq!(found, expected, "{source}");
            assert!(
                page.comments
                    .iter()
                    .all(|c| source[c.at..].starts_with(&c.text))
            );
        }
    }

    proptest! {
        #[test]
        fn pieces_follow_one_another_and_stand_in_the_file(
            source in "([a-zə北 ]|[*_`#>|<&;!~:^-]|[\\[\\]()]|\n|\n\n|- |1\\. |```|<!--|-->|<b>|<pre>|---){0,60}"
        ) {
            let page = read(&source);
            let mut before = 0;
            for piece in &page.pieces {
                prop_assert!(piece.at >= before);
                prop_assert!(page.text.is_char_boundary(piece.at));
                prop_assert!(source.get(piece.source.clone()).is_some());
                before = piece.at;
            }
        }
    }
}
