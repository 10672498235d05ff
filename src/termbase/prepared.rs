//! A text cut into words, with what stands between them.

use crate::lang::Lang;
use crate::text::{TokenKind, fold_text, tokenize};
use std::ops::Range;

/// What stands between a word and the one before it. Quotation marks and title marks are looked through.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Gap {
    /// Nothing.
    Joined,
    /// White space.
    Blank,
    /// A hyphen or dash without white space.
    Hyphen,
    /// One other mark in its folded form, with or without white space.
    Mark(char),
    /// Several marks, or the beginning of the text: no term goes across.
    Wall,
}

impl Gap {
    /// Whether a gap of a term allows this gap of a text.
    pub(super) fn allows(self, text: Self) -> bool {
        let open = |gap| matches!(gap, Self::Joined | Self::Blank | Self::Hyphen);
        self == text || open(self) && open(text)
    }
}

/// A word, figure or Han character of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word {
    /// Its bytes in the text.
    pub span: Range<usize>,
    /// What stands before it.
    pub gap: Gap,
    /// Whether quotation marks were passed over between the word before and this one.
    pub quoted: bool,
}

/// A text that is ready to be searched for terms. Spans are bytes of the text.
#[derive(Debug, Clone)]
pub struct Prepared<'t> {
    text: &'t str,
    words: Vec<Word>,
}

impl<'t> Prepared<'t> {
    /// Cuts a text.
    pub fn new(text: &'t str) -> Self {
        let mut words = Vec::new();
        let mut between = Between::start();
        for token in tokenize(text) {
            if token.kind == TokenKind::Punctuation {
                between.mark(text, &token.span);
                continue;
            }
            words.push(Word {
                gap: between.gap(&text[between.end..token.span.start]),
                quoted: between.quoted,
                span: token.span.clone(),
            });
            between = Between::after(token.span.end);
        }
        Self { text, words }
    }

    /// The text.
    pub fn text(&self) -> &'t str {
        self.text
    }

    /// Its words in order.
    pub fn words(&self) -> &[Word] {
        &self.words
    }

    /// A word as it is written.
    pub fn surface(&self, word: usize) -> &'t str {
        &self.text[self.words[word].span.clone()]
    }

    /// The span of some words. Where it holds one mark of a pair of quotation marks, the other one right beside
    /// it belongs to it.
    pub(super) fn span(&self, words: Range<usize>) -> Range<usize> {
        let mut span = self.words[words.start].span.start..self.words[words.end - 1].span.end;
        if self.words[words.start + 1..words.end]
            .iter()
            .any(|word| word.quoted)
            && self.text[span.clone()]
                .chars()
                .filter(|c| is_quote(*c))
                .count()
                % 2
                == 1
        {
            if let Some(c) = self.text[..span.start]
                .chars()
                .next_back()
                .filter(|c| is_quote(*c))
            {
                span.start -= c.len_utf8();
            } else if let Some(c) = self.text[span.end..]
                .chars()
                .next()
                .filter(|c| is_quote(*c))
            {
                span.end += c.len_utf8();
            }
        }
        span
    }
}

/// Marks around a name that a term may have or not.
pub(super) fn is_quote(c: char) -> bool {
    matches!(
        c,
        '"' | '\''
            | '“'
            | '”'
            | '„'
            | '‟'
            | '«'
            | '»'
            | '‘'
            | '’'
            | '‚'
            | '‛'
            | '‹'
            | '›'
            | '「'
            | '」'
            | '『'
            | '』'
            | '〝'
            | '〞'
            | '《'
            | '》'
            | '〈'
            | '〉'
            | '＂'
            | '＇'
            | '｢'
            | '｣'
            | '″'
            | '′'
            | '`'
    )
}

/// What was seen since the last word.
struct Between {
    /// The end of the last word, or of the last mark.
    end: usize,
    first: bool,
    blank: bool,
    marks: usize,
    mark: char,
    quoted: bool,
}

impl Between {
    fn start() -> Self {
        Self {
            first: true,
            ..Self::after(0)
        }
    }

    fn after(end: usize) -> Self {
        Self {
            end,
            first: false,
            blank: false,
            marks: 0,
            mark: ' ',
            quoted: false,
        }
    }

    fn mark(&mut self, text: &str, span: &Range<usize>) {
        self.blank |= holds_blank(&text[self.end..span.start]);
        self.end = span.end;
        let c = text[span.clone()].chars().next().unwrap_or(' ');
        if is_quote(c) {
            self.quoted = true;
        } else {
            self.marks += 1;
            self.mark = fold_mark(c);
        }
    }

    fn gap(&self, rest: &str) -> Gap {
        let blank = self.blank || holds_blank(rest);
        match self.marks {
            _ if self.first => Gap::Wall,
            0 if blank => Gap::Blank,
            0 => Gap::Joined,
            1 if self.mark == '-' && !blank => Gap::Hyphen,
            1 => Gap::Mark(self.mark),
            _ => Gap::Wall,
        }
    }
}

fn holds_blank(text: &str) -> bool {
    text.chars().any(char::is_whitespace)
}

fn fold_mark(c: char) -> char {
    if c.is_ascii() {
        return c;
    }
    let mut buffer = [0; 4];
    fold_text(c.encode_utf8(&mut buffer), &Lang::stored("und"))
        .chars()
        .next()
        .unwrap_or(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gaps_between_words() {
        let gaps =
            |text: &str| -> Vec<Gap> { Prepared::new(text).words.iter().map(|w| w.gap).collect() };
        assert_eq!(gaps("cease-fire now"), [Gap::Wall, Gap::Hyphen, Gap::Blank]);
        assert_eq!(
            gaps("“Bir kəmər, bir”"),
            [Gap::Wall, Gap::Blank, Gap::Mark(','),]
                .into_iter()
                .collect::<Vec<_>>()
        );
        assert_eq!(gaps("a – b"), [Gap::Wall, Gap::Mark('-')]);
        assert_eq!(gaps("a–b"), [Gap::Wall, Gap::Hyphen]);
        assert_eq!(gaps("“一”带"), [Gap::Wall, Gap::Joined]);
        assert_eq!(gaps("a). b"), [Gap::Wall, Gap::Wall]);
        assert_eq!(gaps("a，b"), [Gap::Wall, Gap::Mark(',')]);
    }

    #[test]
    fn a_lonely_quotation_mark_takes_its_partner_in() {
        let text = "Die «Bir yol» təşəbbüsü.";
        let prepared = Prepared::new(text);
        assert_eq!(&text[prepared.span(1..4)], "«Bir yol» təşəbbüsü");
        assert_eq!(&text[prepared.span(1..3)], "Bir yol");
    }
}
