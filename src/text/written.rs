//! A number as its figures are written: which mark groups thousands, which one begins the decimals.

use super::numbers::Number;
use crate::lang::Lang;

/// A figure taken apart: `1.234,50` is 1234 and 50, grouped by `.`, with `,` before the decimals.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct WrittenNumber {
    /// The digits before the decimals, ungrouped.
    pub(super) whole: String,
    /// The decimals as written, with zeros at their end.
    pub(super) fraction: String,
    /// The mark between groups of three digits.
    pub(super) group: Option<char>,
    /// The mark before the decimals.
    pub(super) point: Option<char>,
}

impl WrittenNumber {
    /// Reads the figure that a token begins with. `None` for what is no single number.
    pub(super) fn parse(token: &str, lang: &Lang) -> Option<Self> {
        let plain: String = token.chars().map(plain_digit).collect();
        let body = &plain[..figure_length(&plain)?];
        let groups: Vec<&str> = body.split(is_separator).collect();
        if groups
            .iter()
            .any(|g| g.is_empty() || !g.bytes().all(|b| b.is_ascii_digit()))
        {
            return None;
        }
        let marks: Vec<char> = body.chars().filter(|c| is_separator(*c)).collect();
        let fraction = decimal_groups(&groups, &marks, lang)?;
        let cut = groups.len() - fraction;
        Some(Self {
            whole: groups[..cut].concat(),
            fraction: groups[cut..].concat(),
            group: marks.first().copied().filter(|_| cut > 1),
            point: marks.last().copied().filter(|_| fraction > 0),
        })
    }

    /// Its value. `None` beyond 18 digits.
    pub(super) fn value(&self) -> Option<Number> {
        let digits = format!("{}{}", self.whole, self.fraction);
        let digits: u64 = Some(digits).filter(|d| d.len() <= 18)?.parse().ok()?;
        Some(Number::new(digits, -(self.fraction.len() as i16)))
    }

    /// Another number with the marks of this one. `whole` and `fraction` are its digits.
    pub(super) fn write(&self, whole: &str, fraction: &str, point: char) -> String {
        let mut out = String::new();
        for (at, digit) in whole.chars().enumerate() {
            if let Some(group) = self.group
                && at > 0
                && (whole.len() - at).is_multiple_of(3)
            {
                out.push(group);
            }
            out.push(digit);
        }
        if !fraction.is_empty() {
            out.push(self.point.unwrap_or(point));
            out.push_str(fraction);
        }
        out
    }
}

/// The bytes of the figure that a text in plain digits begins with, without marks at its end.
pub(super) fn figure_length(plain: &str) -> Option<usize> {
    let end = plain
        .char_indices()
        .take_while(|(_, c)| c.is_ascii_digit() || is_separator(*c))
        .map(|(at, c)| at + c.len_utf8())
        .last()?;
    Some(plain[..end].trim_end_matches(is_separator).len())
}

/// How many of the last groups are decimals, 0 or 1. `None` where the groups make no number.
fn decimal_groups(groups: &[&str], marks: &[char], lang: &Lang) -> Option<usize> {
    let Some(last) = marks.last() else {
        return Some(0);
    };
    let thousands = |from: usize, to: usize| {
        groups[from..to].iter().all(|g| g.len() == 3) && groups[0].len() <= 3
    };
    let several_kinds = marks.iter().any(|mark| mark != last);
    if several_kinds {
        let others_agree = marks[..marks.len() - 1]
            .iter()
            .all(|mark| *mark == marks[0]);
        return (others_agree && thousands(1, groups.len() - 1)).then_some(1);
    }
    if marks.len() > 1 || last.is_whitespace() {
        return thousands(1, groups.len()).then_some(0);
    }
    let grouped = thousands(1, 2) && groups[0] != "0";
    Some(usize::from(
        *last == decimal_point(lang) || *last == ':' || !grouped,
    ))
}

/// The mark before decimals: a point, as in English and Chinese, or a comma, as in most of Europe.
pub(super) fn decimal_point(lang: &Lang) -> char {
    match lang.primary().as_str() {
        "en" | "zh" | "ja" | "ko" | "th" | "he" | "hi" => '.',
        _ => ',',
    }
}

fn is_separator(c: char) -> bool {
    matches!(
        c,
        '.' | ',' | ':' | '．' | '，' | '：' | ' ' | '\u{a0}' | '\u{202f}' | '\u{2009}'
    )
}

fn plain_digit(c: char) -> char {
    match c {
        '．' => '.',
        '，' => ',',
        '：' => ':',
        '０'..='９' => char::from(b'0' + (u32::from(c) - u32::from('０')) as u8),
        '٠'..='٩' => char::from(b'0' + (u32::from(c) - u32::from('٠')) as u8),
        '۰'..='۹' => char::from(b'0' + (u32::from(c) - u32::from('۰')) as u8),
        _ => c,
    }
}
