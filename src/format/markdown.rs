//! Markdown as running text: what a reader of the page reads, one paragraph a block.
//!
//! Front matter, code blocks, comments and tags are left out; emphasis, links, images and inline code are their
//! text. Headings, paragraphs, items and the cells of tables are blocks of their own. The text knows of each of
//! its pieces where it stands in the file.

use super::markdown_html::HtmlBlocks;
use super::page::Page;
use crate::segmentation::lines;
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};
use std::borrow::Cow;
use std::ops::Range;

/// Reads a page of Markdown.
pub(super) fn read(source: &str) -> Page {
    let source = &line_feeds(source);
    let start = front_matter(source);
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_HEADING_ATTRIBUTES
        | Options::ENABLE_GFM;
    let mut page = Page::default();
    let mut in_code = false;
    let mut html = HtmlBlocks::default();
    for (event, range) in Parser::new_ext(&source[start..], options).into_offset_iter() {
        let range = start + range.start..start + range.end;
        match event {
            Event::Start(Tag::CodeBlock(_)) => in_code = true,
            Event::End(TagEnd::CodeBlock) => in_code = false,
            Event::Text(_) if in_code => {}
            Event::Text(_) | Event::Code(_) | Event::SoftBreak | Event::HardBreak
                if html.is_hiding() => {}
            Event::Text(text) => {
                let (text, range) = html.after_hidden(&page, &text, range);
                page.push(text, range);
            }
            Event::Code(code) => page.push(&code, inside(source, &range, &code)),
            Event::SoftBreak => page.line_end = Some(range),
            Event::HardBreak => page.push("\n", range),
            Event::Rule => page.border(),
            Event::Html(_) => html.line(range),
            Event::InlineHtml(tag) if is_line_break(&tag) && !html.is_hiding() => {
                page.push("\n", range);
            }
            Event::InlineHtml(tag) => {
                if !html.is_hiding() {
                    page.push_comments(source, &range);
                }
                html.inline(&tag);
            }
            Event::End(TagEnd::HtmlBlock) => html.end(&mut page, source),
            Event::Start(tag) if !is_inline(tag.to_end()) => page.border(),
            Event::End(tag) if !is_inline(tag) => {
                html.end_inline();
                page.border();
            }
            _ => {}
        }
    }
    page.find_blocks();
    page
}

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

/// The page with a line feed for each bare carriage return, which the parser does not take for a line end.
fn line_feeds(source: &str) -> Cow<'_, str> {
    if !source.contains('\r') {
        return Cow::Borrowed(source);
    }
    let mut out = String::with_capacity(source.len());
    let mut characters = source.chars().peekable();
    while let Some(c) = characters.next() {
        let bare = c == '\r' && characters.peek() != Some(&'\n');
        out.push(if bare { '\n' } else { c });
    }
    Cow::Owned(out)
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
    use super::super::page::BORDER;
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
            let old = source.replace('\n', "\r");
            assert_eq!(super::read(&old), page, "{title}");
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
