//! Counting: words where words are written, characters in Chinese.

use super::token::{TokenKind, tokenize};
use crate::lang::Lang;

/// How long a text is in its language's unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Count {
    /// Words and figures.
    Words(usize),
    /// Characters without white space, as Chinese agencies count them.
    Characters(usize),
}

impl Count {
    /// The bare number.
    pub fn number(self) -> usize {
        match self {
            Self::Words(n) | Self::Characters(n) => n,
        }
    }

    /// The unit's name in a language: `words` or `characters`.
    pub fn unit(self) -> &'static str {
        match self {
            Self::Words(_) => "words",
            Self::Characters(_) => "characters",
        }
    }
}

/// Counts a text in its language's unit.
pub fn count(text: &str, lang: &Lang) -> Count {
    if lang.is_chinese() {
        Count::Characters(text.chars().filter(|c| !c.is_whitespace()).count())
    } else {
        Count::Words(
            tokenize(text)
                .iter()
                .filter(|token| token.kind != TokenKind::Punctuation)
                .count(),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_in_english_and_azerbaijani_characters_in_chinese() {
        let lang = |tag| Lang::parse(tag).unwrap();
        assert_eq!(
            count("The visit, in 2025, was short.", &lang("en")),
            Count::Words(6)
        );
        assert_eq!(count("BMT-nin 24-də görüşü", &lang("az")), Count::Words(3));
        assert_eq!(
            count("两国签署 《声明》。", &lang("zh")),
            Count::Characters(9)
        );
    }
}
