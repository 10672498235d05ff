//! Chinese: Simplified characters for Traditional ones, and where words may begin and end.

mod border;

pub use border::{Borders, borders};

use rustc_hash::FxHashMap;
use std::sync::LazyLock;

/// Traditional characters with the Simplified ones that each can stand for, the most frequent first.
static SIMPLIFIED: LazyLock<FxHashMap<char, &str>> = LazyLock::new(|| {
    rows(include_str!("traditional.tsv"))
        .filter_map(|(traditional, simplified)| Some((traditional.chars().next()?, simplified)))
        .collect()
});

/// Characters that only Traditional Chinese has, with the Simplified ones.
static ONLY_TRADITIONAL: LazyLock<FxHashMap<char, char>> = LazyLock::new(|| {
    rows(include_str!("traditional.tsv"))
        .filter(|(traditional, simplified)| !simplified.contains(traditional))
        .filter_map(pair)
        .collect()
});

/// Characters that only Simplified Chinese has, with the Traditional ones.
static ONLY_SIMPLIFIED: LazyLock<FxHashMap<char, char>> = LazyLock::new(|| {
    rows(include_str!("simplified.tsv"))
        .filter_map(pair)
        .collect()
});

/// The first characters of two columns.
fn pair((from, to): (&str, &str)) -> Option<(char, char)> {
    Some((from.chars().next()?, to.chars().next()?))
}

/// The lines of a table of this folder, cut at the tab.
fn rows(table: &'static str) -> impl Iterator<Item = (&'static str, &'static str)> {
    table
        .lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| line.split_once('\t'))
}

/// The Simplified character for a Traditional one; any other character is itself. Where several are possible it is
/// the most frequent one (乾 is 干, though 乾坤 keeps it): good for comparing, not for converting.
pub fn simplified(c: char) -> char {
    // Letters of other scripts need no table.
    if u32::from(c) < 0x3400 {
        return c;
    }
    SIMPLIFIED
        .get(&c)
        .and_then(|simplified| simplified.chars().next())
        .unwrap_or(c)
}

/// Whether a character is written in Traditional texts only. 乾 and 著 are not: Simplified texts have them too.
pub fn is_traditional(c: char) -> bool {
    u32::from(c) >= 0x3400
        && SIMPLIFIED
            .get(&c)
            .is_some_and(|simplified| !simplified.contains(c))
}

/// The Simplified character for one that is Traditional beyond doubt; `None` for any other, also for those that
/// Simplified Chinese keeps in some words (乾坤).
pub fn only_traditional(c: char) -> Option<char> {
    if u32::from(c) < 0x3400 {
        return None;
    }
    ONLY_TRADITIONAL.get(&c).copied()
}

/// The most frequent Traditional character for one that is Simplified beyond doubt; `None` for any other, also for
/// those that Traditional Chinese has too (后, 里, 台).
pub fn only_simplified(c: char) -> Option<char> {
    if u32::from(c) < 0x3400 {
        return None;
    }
    ONLY_SIMPLIFIED.get(&c).copied()
}

/// A text with [`simplified`] characters. It has as many characters as before.
pub fn simplify(text: &str) -> String {
    text.chars().map(simplified).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_of_one_script_only() {
        for c in "國會議員說為後這個們來發".chars() {
            assert_eq!(only_traditional(c), Some(simplified(c)), "{c}");
            assert_eq!(only_simplified(c), None, "{c}");
        }
        for c in "国会议员说为这们来发".chars() {
            assert!(only_simplified(c).is_some(), "{c}");
            assert_eq!(only_traditional(c), None, "{c}");
        }
        for c in "后里干台云乾著徵A，人大中".chars() {
            assert_eq!(
                (only_traditional(c), only_simplified(c)),
                (None, None),
                "{c}"
            );
        }
    }

    #[test]
    fn traditional_characters_have_a_simplified_one() {
        for (traditional, simple) in [
            ("聯合國安全理事會", "联合国安全理事会"),
            ("領土完整", "领土完整"),
            ("停火", "停火"),
            ("後天", "后天"),
            ("BRI、BMT-nin", "BRI、BMT-nin"),
        ] {
            assert_eq!(simplify(traditional), simple);
        }
        assert!("國際會議".chars().all(is_traditional));
        assert!(!"国乾著后ə".chars().any(is_traditional));
    }
}
