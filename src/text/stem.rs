//! `stem(word, lang)`: what inflected forms of one word have in common.
//!
//! A stem is a class for comparing, not a dictionary form: two forms of a word should share it, and sharing it
//! is never proof that they are one word.

use super::{az, en};
use crate::lang::Lang;
use rust_stemmers::{Algorithm, Stemmer};
use std::borrow::Cow;

/// The stem of a folded word. Azerbaijani by the endings of [`az`], English by those of [`en`], some others by
/// the Snowball stemmers (Porter 1980); any other language gives the word back.
pub fn stem<'a>(folded: &'a str, lang: &Lang) -> Cow<'a, str> {
    let algorithm = match lang.primary().as_str() {
        "az" => return az::stem(folded),
        "en" => return en::stem(folded),
        "de" => Algorithm::German,
        "fr" => Algorithm::French,
        "ru" => Algorithm::Russian,
        "tr" => Algorithm::Turkish,
        _ => return Cow::Borrowed(folded),
    };
    Stemmer::create(algorithm).stem(folded)
}

/// What a stem can end with that its word does not have there: a stem without such a last letter is a beginning of
/// its word. `None`: the stems of this language are made otherwise.
pub fn added_letters(lang: &Lang) -> Option<&'static [char]> {
    match lang.primary().as_str() {
        "az" => Some(&['q', 'k']),
        "en" => Some(&['y']),
        "de" | "fr" | "ru" | "tr" => None,
        _ => Some(&[]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn same(tag: &str, a: &str, b: &str) -> bool {
        let lang = Lang::parse(tag).unwrap();
        stem(a, &lang) == stem(b, &lang)
    }

    #[test]
    fn forms_of_a_word_share_a_stem() {
        for (tag, a, b) in [
            ("en", "agreements", "agreement"),
            ("en", "china's", "china"),
            ("en", "strengthening", "strengthened"),
            ("az", "münasibətlərin", "münasibətlər"),
            ("az", "əməkdaşlığın", "əməkdaşlıq"),
            ("az", "səfərin", "səfərdən"),
            ("az", "suverenliyə", "suverenlik"),
            ("az", "bmt-nin", "bmt"),
            ("az", "ölkədir", "ölkələrdə"),
        ] {
            assert!(same(tag, a, b), "{a} {b}");
        }
        assert!(!same("az", "səfər", "sazişin"));
        assert!(!same("en", "treaty", "trade"));
    }

    #[test]
    fn a_word_of_endings_alone_is_read_once() {
        let word = "ə".repeat(300_000);
        assert_eq!(stem(&word, &Lang::parse("az").unwrap()), "əəə");
    }

    proptest! {
        #[test]
        fn a_stem_is_a_beginning_of_its_word_but_for_what_is_added(
            word in "[abcdeəğiıklmnopqrsştuyzx'-]{1,9}(ies|ied|ing|ed|es|s|'s|lar|lər|ımız|ın|ə|ya|dır|ğı|yi)?",
            tag in proptest::sample::select(vec!["az", "en", "zh"]),
        ) {
            let lang = Lang::parse(tag).unwrap();
            let stem = stem(&word, &lang);
            let shorter = stem.strip_suffix(|c| added_letters(&lang).unwrap().contains(&c));
            prop_assert!(word.starts_with(&*stem) || shorter.is_some_and(|s| word.starts_with(s)), "{}", stem);
        }
    }
}
