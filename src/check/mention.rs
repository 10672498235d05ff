//! Whether a text says all that a term says, in whatever order and form.

use crate::lang::Lang;
use crate::text::zh::simplify;
use crate::text::{TokenKind, fold_text, tokenize};
use rustc_hash::FxHashSet;

/// The folded words of a text.
#[derive(Debug)]
pub(super) struct Mentioned<'l> {
    words: Vec<String>,
    lang: &'l Lang,
}

/// Letters at the end of a word that may differ: an ending, or the letter that changes before one.
const ENDING: usize = 2;
/// Letters that must agree at least, or the whole word.
const LEAST: usize = 4;

impl<'l> Mentioned<'l> {
    /// The words of a text in a language.
    pub(super) fn new(text: &str, lang: &'l Lang) -> Self {
        Self {
            words: words(text, lang).collect(),
            lang,
        }
    }

    /// Whether every word of a term is among them, in some form: `UN Charter` in `the Charter of the UN`. Words that
    /// only join others need not be: `member of the Council` in `the Council's members`. It takes little for that:
    /// what rests on it is to keep silent.
    pub(super) fn all_of(&self, term: &str, joining: &FxHashSet<&str>) -> bool {
        let mut words = words(term, self.lang).filter(|word| !joining.contains(word.as_str()));
        words.all(|word| {
            let letters = word.chars().count();
            let kept = letters.saturating_sub(ENDING).max(LEAST.min(letters));
            let beginning: String = word.chars().take(kept).collect();
            self.words.iter().any(|other| other.starts_with(&beginning))
        })
    }
}

fn words<'t>(text: &'t str, lang: &'t Lang) -> impl Iterator<Item = String> + 't {
    tokenize(text)
        .into_iter()
        .filter(|token| token.kind != TokenKind::Punctuation)
        .map(|token| simplify(&fold_text(token.text(text), lang)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::termbase::extract::joining_words;

    #[test]
    fn words_in_any_order_and_form() {
        let says = |tag: &str, text: &str, term: &str| {
            let lang = Lang::stored(tag);
            Mentioned::new(text, &lang).all_of(term, &joining_words(&lang))
        };
        assert!(says("en", "the Charter of the UN", "UN Charter"));
        assert!(says("en", "agreements on trade", "trade agreement"));
        assert!(says(
            "en",
            "the Security Council's permanent members",
            "permanent member of the Security Council"
        ));
        assert!(!says("en", "the use of force", "non-use of force"));
        assert!(says("az", "Nizamnamənin BMT-də qəbulu", "BMT Nizamnaməsi"));
        assert!(says("zh", "聯合國的憲章", "联合国宪章"));
        assert!(!says("zh", "使用武力", "不使用武力"));
    }
}
