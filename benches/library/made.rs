//! Texts for the benchmarks: the sentences of the example article, with words exchanged.
//!
//! The same on every machine and in every run. For big memories see `benches/corpus.py`.

use karvan::lang::Lang;
use karvan::segmentation::{LineMode, Rules, sentences};
use karvan::text::{Token, TokenKind, tokenize};

/// Draws numbers, the same ones from the same seed: xorshift64 of Marsaglia 2003.
pub(crate) struct Draw(u64);

impl Draw {
    /// A sequence of its own for each seed.
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    /// A number below `n`.
    pub(crate) fn below(&mut self, n: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) as usize % n
    }
}

/// The example article in a language, a sentence an element.
pub(crate) fn article(lang: &Lang) -> Vec<String> {
    let text = match lang.as_str() {
        "az" => include_str!("../../examples/communique.az.txt"),
        "zh" => include_str!("../../examples/communique.zh.txt"),
        _ => include_str!("../../examples/communique.en.txt"),
    };
    let rules = Rules::built_in().unwrap();
    sentences(text, lang, &rules, LineMode::Paragraph).unwrap()
}

/// Makes sentences like those of the article.
pub(crate) struct Sentences {
    article: Vec<String>,
    words: Vec<String>,
    draw: Draw,
}

impl Sentences {
    /// Sentences in a language.
    pub(crate) fn new(lang: &Lang) -> Self {
        let article = article(lang);
        let words = article
            .iter()
            .flat_map(|s| {
                exchangeable(s)
                    .into_iter()
                    .map(|token| token.text(s).to_owned())
            })
            .collect();
        Self {
            article,
            words,
            draw: Draw::new(1),
        }
    }

    /// A sentence of the article with up to half of its words exchanged for others of the article.
    pub(crate) fn sentence(&mut self) -> String {
        let at = self.draw.below(self.article.len());
        let text = self.article[at].clone();
        let most = exchangeable(&text).len() / 2 + 1;
        let edits = self.draw.below(most);
        self.edited(&text, edits)
    }

    /// A text with so many of its words exchanged, some perhaps for themselves.
    pub(crate) fn edited(&mut self, text: &str, edits: usize) -> String {
        let mut text = text.to_owned();
        for _ in 0..edits {
            let tokens = exchangeable(&text);
            if tokens.is_empty() {
                break;
            }
            let span = tokens[self.draw.below(tokens.len())].span.clone();
            let word = &self.words[self.draw.below(self.words.len())];
            text.replace_range(span, word);
        }
        text
    }
}

/// The tokens of a text that are no marks.
fn exchangeable(text: &str) -> Vec<Token> {
    let mut tokens = tokenize(text);
    tokens.retain(|token| token.kind != TokenKind::Punctuation);
    tokens
}
