//! Whether a figure stands for itself, or is part of something that only looks like a number: `BMT-2024/15`,
//! `A320`, an address, a telephone number.

use crate::text::is_han;

/// What a figure has beside it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Beside {
    /// Nothing that belongs to it, or a sign that goes with any number: `%`, `$`, a bracket.
    Free,
    /// A dash, and another figure beyond it.
    Figure,
    /// Part of something else.
    Bound,
}

/// Whether a character joins the ends of a range.
pub(super) fn is_dash(c: char) -> bool {
    matches!(
        c,
        '-' | '‐' | '‑' | '–' | '—' | '−' | '－' | '~' | '～' | '〜'
    )
}

/// What stands before a figure; `before` is the text up to it.
pub(super) fn before(before: &str) -> Beside {
    let mut rest = before.chars().rev();
    loop {
        return match rest.next() {
            None => Beside::Free,
            Some(c) if c.is_whitespace() || is_han(c) || opens(c) => Beside::Free,
            Some('$') => {
                // The letters of US$ and of its like.
                let mut after = rest.clone().skip_while(char::is_ascii_uppercase);
                match after.next() {
                    Some(c) if c.is_alphanumeric() && !is_han(c) => Beside::Bound,
                    _ => Beside::Free,
                }
            }
            Some('€' | '£' | '¥' | '￥' | '₼' | '№' | '+' | '±' | '≈' | '<' | '>' | '≤' | '≥') =>
            {
                continue;
            }
            Some(dash) if is_dash(dash) => match rest.next() {
                None => Beside::Free,
                Some(c) if c.is_whitespace() || is_han(c) || opens(c) => Beside::Free,
                Some(c) if c.is_ascii_digit() => Beside::Figure,
                Some('%') => Beside::Free,
                Some(_) if dash == '—' => Beside::Free,
                Some(_) => Beside::Bound,
            },
            Some(_) => Beside::Bound,
        };
    }
}

/// What stands after a figure and its ending; `after` is the text from there on.
pub(super) fn after(after: &str) -> Beside {
    let mut rest = after.chars();
    let (first, second) = (rest.next(), rest.next());
    match first {
        None => Beside::Free,
        Some(c) if c.is_whitespace() || is_han(c) || closes(c) => Beside::Free,
        Some('%' | '‰' | '°' | '€' | '$' | '₼' | '(') => Beside::Free,
        Some('.' | ',' | ';' | ':' | '!' | '?') => match second {
            Some(c) if c.is_alphanumeric() && !is_han(c) => Beside::Bound,
            Some('/') => Beside::Bound,
            _ => Beside::Free,
        },
        Some(dash) if is_dash(dash) => match second {
            Some(c) if c.is_ascii_digit() => Beside::Figure,
            None => Beside::Free,
            Some(c) if c.is_whitespace() || is_han(c) => Beside::Free,
            Some(_) if dash == '—' => Beside::Free,
            Some(_) => Beside::Bound,
        },
        Some(_) => Beside::Bound,
    }
}

/// Whether only a blank parts a figure from another one: a telephone number, or several figures for one number.
pub(super) fn is_crowded(before: &str, after: &str) -> bool {
    let digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
    let (left, right) = (before.trim_end(), after.trim_start());
    left.len() < before.len() && digit(left.chars().next_back())
        || right.len() < after.len() && digit(right.chars().next())
}

fn opens(c: char) -> bool {
    matches!(
        c,
        '(' | '['
            | '“'
            | '„'
            | '«'
            | '"'
            | '「'
            | '『'
            | '《'
            | '（'
            | '【'
            | '，'
            | '。'
            | '、'
            | '；'
            | '：'
            | '…'
    )
}

fn closes(c: char) -> bool {
    matches!(
        c,
        ')' | ']'
            | '”'
            | '»'
            | '"'
            | '」'
            | '』'
            | '》'
            | '）'
            | '】'
            | '，'
            | '。'
            | '、'
            | '；'
            | '：'
            | '！'
            | '？'
            | '…'
            | '％'
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_and_what_looks_like_them() {
        for (text, figure, free) in [
            ("in 2024.", "2024", true),
            ("(2024)", "2024", true),
            ("US$3", "3", true),
            ("A$3", "3", true),
            ("2020–2024", "2024", true),
            ("第24届", "24", true),
            ("G20", "20", false),
            ("BMT-2024/15", "2024", false),
            ("BMT-2024/15", "15", false),
            ("a.az/2024", "2024", false),
            ("5.b", "5", false),
            ("#5", "5", false),
            ("5+", "5", false),
        ] {
            let at = text.find(figure).unwrap();
            let sides = [before(&text[..at]), after(&text[at + figure.len()..])];
            assert_eq!(!sides.contains(&Beside::Bound), free, "{text}: {figure}");
        }
    }
}
