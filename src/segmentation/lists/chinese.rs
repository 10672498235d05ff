//! Marks of items between Chinese characters, where no blank parts them: `1、`, `2. `, `（3）`. Items with Chinese numerals
//! (`一、`) are phrases of one sentence where a semicolon parts them, and are left alone.

use super::{Close, Item, Mark, Numeral, Style, begins_item};
use crate::text::is_han;

/// Adds the marks that begin a block, or follow a blank or a mark that may end an item. A comma ends none: what it
/// parts is an enumeration inside of a sentence.
pub(super) fn push_marks(block: &str, out: &mut Vec<Mark>) {
    let by_blanks = out.len();
    let mut before = None;
    for (at, c) in block.char_indices() {
        let may_begin = before.is_none_or(|c: char| {
            c.is_whitespace() || matches!(c, '：' | '；' | '。' | '！' | '？' | ':' | ';')
        });
        before = Some(c);
        let may_be = may_begin && (c.is_ascii_digit() || c == '（' || c == '(');
        if let Some(mark) = may_be.then(|| read(block, at)).flatten()
            // The marks that blanks part are known, in their order.
            && out[..by_blanks].binary_search_by_key(&at, |known| known.item.start).is_err()
        {
            out.push(mark);
        }
    }
    out.sort_by_key(|mark| mark.item.start);
}

/// The mark that stands at a place, before a Chinese text.
fn read(block: &str, at: usize) -> Option<Mark> {
    let text = &block[at..];
    let inner = text.strip_prefix(['（', '(']);
    let bracket = inner.is_some();
    let inner = inner.unwrap_or(text);
    let (body, rest) = inner.split_at(inner.find(|c: char| !c.is_ascii_digit())?);
    let mark = rest.chars().next()?;
    let close = match mark {
        '）' | ')' => Close::Bracket,
        '、' if !bracket => Close::Comma,
        '.' | '．' if !bracket => Close::Stop,
        _ => return None,
    };
    let content = rest[mark.len_utf8()..].trim_start();
    // Not `1.5亿` and not `1、2月`.
    let first = content.chars().find(|c| !matches!(c, '“' | '《' | '「'))?;
    (body.len() <= 3 && begins_item(content) && is_han(first)).then_some(Mark {
        item: Item {
            start: at,
            mark_end: block.len() - content.len(),
            goes_on: false,
        },
        style: Style {
            numeral: Numeral::Digits,
            bracket,
            close,
        },
        value: body.parse().ok()?,
        running: false,
    })
}
