//! Joining lines: what stands for a line end inside a segment. Latin words need a blank there; Chinese characters,
//! their marks and the figures among them need none, and neither does a word that was broken at its hyphen.

use super::lines::is_line_end;
use crate::text::is_han;
use std::ops::Range;

/// A segment's text as it is shown and stored: trimmed, runs of white space as one blank, and lines joined as their
/// script joins them: Chinese characters, marks and figures by nothing, a word behind its hyphen by nothing, all else by a blank.
pub fn clean(segment: &str) -> String {
    let mut out = String::with_capacity(segment.len());
    let mut rest = segment.trim();
    while !rest.is_empty() {
        let (word, space) = next_word(rest);
        out.push_str(word);
        rest = &rest[word.len() + space.len()..];
        if !rest.is_empty() {
            out.push_str(between(&out, space, rest));
        }
    }
    out
}

/// What stands for a single line end between two texts: a blank or nothing.
pub(crate) fn joint(before: &str, after: &str) -> &'static str {
    if is_cjk_border(before, after) || is_broken_word(before, after) {
        ""
    } else {
        " "
    }
}

/// The word at the beginning of a text, and the white space behind it.
fn next_word(text: &str) -> (&str, &str) {
    let (word, rest) = text.split_at(text.find(char::is_whitespace).unwrap_or(text.len()));
    (word, &rest[..rest.len() - rest.trim_start().len()])
}

fn between(before: &str, space: &str, after: &str) -> &'static str {
    if space.contains(is_line_end) {
        joint(before, after)
    } else {
        " "
    }
}

fn is_cjk_border(before: &str, after: &str) -> bool {
    let (Some(left), Some(right)) = (before.chars().next_back(), after.chars().next()) else {
        return false;
    };
    match (is_cjk(left), is_cjk(right)) {
        (true, true) => true,
        // Chinese is broken in front of figures and behind them, and within.
        (true, false) => is_shared(right) || is_hyphen(right) || right.is_ascii_digit(),
        (false, true) => is_shared(left) || is_hyphen(left) || left.is_ascii_digit(),
        (false, false) if is_figure(left) && (right.is_ascii_digit() || is_hyphen(right)) => {
            is_cjk_beyond(before, after, is_figure)
        }
        // `。”` before `“`: what stands inside the quotes says whose they are.
        (false, false) => {
            is_shared(left) && is_shared(right) && is_cjk_beyond(before, after, is_shared)
        }
    }
}

/// Whether Chinese stands on both sides of a place, once what is passed over there is left out.
fn is_cjk_beyond(before: &str, after: &str, passed: fn(char) -> bool) -> bool {
    let left = before.chars().rev().find(|c| !passed(*c));
    let right = after.chars().find(|c| !passed(*c));
    left.is_some_and(is_cjk) && right.is_some_and(is_cjk)
}

/// What a number is written with.
fn is_figure(c: char) -> bool {
    c.is_ascii_digit() || matches!(c, '.' | ',' | '%') || is_hyphen(c)
}

/// `2030-2035年`, `中国-东盟`.
fn is_hyphen(c: char) -> bool {
    matches!(c, '-' | '–')
}

/// Characters, syllables and marks that stand without blanks between them.
fn is_cjk(c: char) -> bool {
    is_han(c)
        || matches!(c, '\u{3001}'..='\u{30ff}' | '\u{fe30}'..='\u{fe4f}' | '\u{ff01}'..='\u{ff65}')
}

/// Marks that Chinese shares with other scripts.
fn is_shared(c: char) -> bool {
    matches!(c, '“' | '”' | '‘' | '’' | '…' | '—' | '·')
}

/// `decision-` before `making`. A hyphen that stands for what follows later (`long-` before `and short-term`) ends
/// its word.
fn is_broken_word(before: &str, after: &str) -> bool {
    let mut characters = before.chars().rev();
    let hyphen = characters
        .next()
        .is_some_and(|c| matches!(c, '-' | '\u{2010}' | '\u{ad}'));
    let (next, _) = next_word(after);
    hyphen
        && characters.next().is_some_and(char::is_alphanumeric)
        && next.starts_with(char::is_lowercase)
        && !["and", "or", "to", "və", "ya"].contains(&next)
}

/// A block of several lines as one: without the white space that stands for nothing.
pub(super) struct Joined {
    pub(super) text: String,
    /// What was left out: its place in the joined text, and how many bytes stand left out up to and with it.
    gaps: Vec<(usize, usize)>,
}

impl Joined {
    /// The joined block; `None` where no line end stands for nothing.
    pub(super) fn of(block: &str) -> Option<Self> {
        if !block.contains(is_line_end) {
            return None;
        }
        let mut joined = Self {
            text: String::with_capacity(block.len()),
            gaps: Vec::new(),
        };
        let mut left_out = 0;
        let mut start = 0;
        for space in spaces(block) {
            joined.text.push_str(&block[start..space.start]);
            start = space.start;
            let after = &block[space.end..];
            if space.start > 0
                && !after.is_empty()
                && between(&block[..space.start], &block[space.clone()], after).is_empty()
            {
                left_out += space.len();
                joined.gaps.push((joined.text.len(), left_out));
                start = space.end;
            }
        }
        joined.text.push_str(&block[start..]);
        (!joined.gaps.is_empty()).then_some(joined)
    }

    /// Where a place of the joined text stands in the block; where something was left out, before it.
    pub(super) fn place(&self, at: usize) -> usize {
        let gaps = self.gaps.partition_point(|(place, _)| *place < at);
        at + gaps.checked_sub(1).map_or(0, |last| self.gaps[last].1)
    }
}

/// The runs of white space in a text.
fn spaces(text: &str) -> impl Iterator<Item = Range<usize>> {
    let mut from = 0;
    std::iter::from_fn(move || {
        let start = from + text[from..].find(char::is_whitespace)?;
        let rest = &text[start..];
        from = start + rest.len() - rest.trim_start().len();
        Some(start..from)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_joined_as_their_script_joins_them() {
        for (lines, joined) in [
            ("双方就能源\n合作达成一致。", "双方就能源合作达成一致。"),
            (
                "代表团抵达。\r\n  会谈随即开始。",
                "代表团抵达。会谈随即开始。",
            ),
            ("他答道：\n“可以。”\n“那好。”", "他答道：“可以。”“那好。”"),
            ("欢迎使用\nKarvan 软件", "欢迎使用 Karvan 软件"),
            // A number that was broken, and two numbers of another script.
            ("于20\n26年5\n月成立", "于2026年5月成立"),
            ("出口增长\n12.\n5%，", "出口增长12.5%，"),
            ("预算为1,\n200万元", "预算为1,200万元"),
            ("期限为2030\n-2035年", "期限为2030-2035年"),
            ("欧盟\n-中亚峰会", "欧盟-中亚峰会"),
            ("欧盟-\n中亚峰会", "欧盟-中亚峰会"),
            ("in 2025\n2026 people", "in 2025 2026 people"),
            ("见表 1\n2026 is", "见表 1 2026 is"),
            ("春天 到了", "春天 到了"),
            ("policy-\nmaking bodies", "policy-making bodies"),
            ("2031-\nci ildə", "2031-ci ildə"),
            ("long-\nand short-term", "long- and short-term"),
            ("Bakı-\nTbilisi xətti", "Bakı- Tbilisi xətti"),
            ("a dash -\nand more", "a dash - and more"),
            ("“Yes.”\n“No.”", "“Yes.” “No.”"),
            ("one\r\n\ttwo  three\n", "one two three"),
            ("", ""),
        ] {
            assert_eq!(clean(lines), joined);
        }
    }

    #[test]
    fn places_lead_back() {
        let block = "首次\n会谈。\n  他说。 OK\nthen";
        let joined = Joined::of(block).unwrap();
        assert_eq!(joined.text, "首次会谈。他说。 OK\nthen");
        for (part, whole) in [
            ("首次", "首次"),
            ("首次会谈。", "首次\n会谈。"),
            ("首次会谈。他", "首次\n会谈。\n  他"),
        ] {
            assert_eq!(joined.place(part.len()), whole.len());
        }
        assert!(Joined::of("one\ntwo").is_none());
    }
}
