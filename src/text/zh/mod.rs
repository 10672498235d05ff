//! Chinese: Simplified characters for Traditional ones, and where words may begin and end.

mod border;

pub use border::{Covering, border_cost};

use rustc_hash::FxHashMap;
use std::sync::LazyLock;

/// Traditional characters with the Simplified one that each most often stands for.
static SIMPLIFIED: LazyLock<FxHashMap<char, char>> = LazyLock::new(|| {
    rows(include_str!("traditional.tsv"))
        .filter_map(|(traditional, simplified)| {
            Some((traditional.chars().next()?, simplified.chars().next()?))
        })
        .collect()
});

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
    SIMPLIFIED.get(&c).copied().unwrap_or(c)
}

/// A text with [`simplified`] characters. It has as many characters as before.
pub fn simplify(text: &str) -> String {
    text.chars().map(simplified).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

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
    }
}
