//! Whether a whole text is plainly not in its language: by its script, and of English and Azerbaijani by their letters.

use super::script::{is_japanese, plainly_other};
use crate::lang::Lang;

/// Fewer letters do not tell English from Azerbaijani.
const ENOUGH: usize = 80;
/// In a text with fewer letters, a few names say as much of ə as the language does.
const LONG: usize = 200;
/// Of Azerbaijani every tenth letter is an ə; of English, with names in it, not one in so many.
const SELDOM: usize = 50;

/// What a text has, or lacks, that a text in its language has not, or has; `None` where it may well be in it.
pub fn unlike(text: &str, lang: &Lang) -> Option<String> {
    if let Some(writing) = plainly_other(text, lang) {
        return Some(format!("it is in {}", writing.name()));
    }
    let primary = lang.primary();
    if primary == "zh" && is_japanese(text) {
        return Some("it is in Japanese".to_owned());
    }
    if !matches!(primary.as_str(), "en" | "az") || lang.script().as_deref() == Some("Cyrl") {
        return None;
    }
    let (mut letters, mut schwas, mut own) = (0, 0, 0);
    for c in text.chars().filter(|c| c.is_alphabetic()) {
        letters += 1;
        schwas += usize::from(matches!(c, 'ə' | 'Ə'));
        own += usize::from("əƏğĞışŞçÇöÖüÜİ".contains(c));
    }
    if letters < ENOUGH {
        return None;
    }
    if primary == "az" {
        let why = "it has no letter of Azerbaijani that English has not";
        return (own == 0).then(|| why.to_owned());
    }
    let many = if letters < LONG {
        // Names hold a word in three at most.
        let with = |word: &&str| word.contains(['ə', 'Ə']);
        text.split_whitespace().filter(with).count() * 3 > text.split_whitespace().count()
    } else {
        schwas * SELDOM > letters
    };
    many.then(|| "it has many letters ə".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_told_that_are_in_another_language() {
        let en = "The minister said that the harbour would be open to ships from Aktau before the end of May. ";
        let az = "Nazir bildirib ki, liman may ayının sonunadək Aktaudan gələn gəmilərin üzünə açılacaq. ";
        let zh = "部长表示，港口将于五月底前向来自阿克套的船只开放。";
        for (text, lang, unlike_it) in [
            (en.repeat(4), "en", false),
            (en.repeat(4), "az", true),
            (en.repeat(4), "az-Cyrl", true),
            (en.repeat(4), "zh", true),
            (en.repeat(4), "de", false),
            // Too short to tell.
            (en.to_owned(), "az", false),
            // Names in an English text.
            (
                format!("{} Şəmkir, Gəncə and Ağdərə. ", en.repeat(4)),
                "en",
                false,
            ),
            (format!("{en}Şəmkir, Gəncə and Ağdərə."), "en", false),
            // Two sentences tell.
            (en.repeat(2), "az", true),
            (
                format!("{az}Nümayəndə heyəti əvvəlcə Gəncəyə gələcək."),
                "en",
                true,
            ),
            (az.repeat(4), "az", false),
            (az.repeat(4), "en", true),
            (az.repeat(4), "tr", false),
            (az.to_owned(), "zh", true),
            (zh.to_owned(), "zh", false),
            (zh.to_owned(), "az", true),
            (
                "大臣は、五月末までに港を船に開放すると述べた。".to_owned(),
                "zh",
                true,
            ),
            (
                "部长参观了「さくら」号列车，随后乘车前往港口。".to_owned(),
                "zh",
                false,
            ),
        ] {
            let lang = Lang::parse(lang).unwrap();
            assert_eq!(unlike(&text, &lang).is_some(), unlike_it, "{lang} {text}");
        }
    }
}
