//! The script that a text is written in, and whether that is plainly not the one of its language.

use super::is_han;
use crate::lang::Lang;
use unicode_script::{Script, UnicodeScript};

/// Scripts, as far as they tell languages apart here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Writing {
    /// Latin letters.
    Latin,
    /// Cyrillic letters.
    Cyrillic,
    /// Arabic letters.
    Arabic,
    /// Han characters, and nothing else that tells.
    Han,
    /// Japanese: Hiragana or Katakana, with or without Han characters.
    Kana,
    /// Korean letters.
    Hangul,
    /// Any other script.
    Other,
}

impl Writing {
    /// Its name in a sentence.
    pub fn name(self) -> &'static str {
        match self {
            Self::Latin => "Latin letters",
            Self::Cyrillic => "Cyrillic letters",
            Self::Arabic => "Arabic letters",
            Self::Han => "Chinese characters",
            Self::Kana => "Japanese",
            Self::Hangul => "Korean letters",
            Self::Other => "letters of another script",
        }
    }

    /// The script of a letter; `None` for any other character.
    fn of_letter(c: char) -> Option<Self> {
        if c.is_ascii() {
            return c.is_ascii_alphabetic().then_some(Self::Latin);
        }
        if matches!(c, '\u{c0}'..='\u{24f}') {
            // Latin letters without a look into the tables.
            return (!matches!(c, '×' | '÷')).then_some(Self::Latin);
        }
        // Before Han characters: those that are tokens of their own as these are, kana among them.
        if matches!(c, '\u{3041}'..='\u{3096}' | '\u{30a1}'..='\u{30fa}' | '\u{31f0}'..='\u{31ff}' | '\u{ff66}'..='\u{ff9d}')
        {
            return Some(Self::Kana);
        }
        if is_han(c) {
            return Some(Self::Han);
        }
        if !c.is_alphabetic() {
            return None;
        }
        Some(match c.script() {
            Script::Latin => Self::Latin,
            Script::Cyrillic => Self::Cyrillic,
            Script::Arabic => Self::Arabic,
            Script::Hiragana | Script::Katakana => Self::Kana,
            Script::Hangul => Self::Hangul,
            Script::Common | Script::Inherited => return None,
            _ => Self::Other,
        })
    }

    /// Whether a letter of this script says little: a look-alike or a name among those of another one.
    fn is_common(self) -> bool {
        matches!(self, Self::Latin | Self::Cyrillic | Self::Arabic)
    }

    /// The script that texts of a language are written in, where that is known.
    fn of(lang: &Lang) -> Option<Self> {
        let script = lang.script();
        let by_script = match script.as_deref() {
            Some("Latn") => Some(Self::Latin),
            Some("Cyrl") => Some(Self::Cyrillic),
            Some("Arab") => Some(Self::Arabic),
            Some("Hans" | "Hant" | "Hani") => Some(Self::Han),
            _ => None,
        };
        by_script.or_else(|| {
            Some(match lang.primary().as_str() {
                "de" | "fr" | "es" | "it" | "pt" | "nl" | "pl" | "cs" | "sv" | "da" | "fi"
                | "no" | "nb" | "hu" | "ro" | "sk" | "sl" | "hr" | "et" | "lv" | "lt" | "id"
                | "vi" => Self::Latin,
                "ru" | "uk" | "be" | "bg" | "mk" => Self::Cyrillic,
                "ar" | "fa" | "ur" => Self::Arabic,
                "ja" => Self::Kana,
                "ko" => Self::Hangul,
                _ => return None,
            })
        })
    }
}

/// How many letters of each script a text has.
#[derive(Debug, Default)]
struct Letters {
    latin: usize,
    cyrillic: usize,
    arabic: usize,
    han: usize,
    kana: usize,
    hangul: usize,
    other: usize,
}

impl Letters {
    fn of(text: &str) -> Self {
        let mut letters = Self::default();
        for c in text.chars() {
            *match Writing::of_letter(c) {
                Some(Writing::Latin) => &mut letters.latin,
                Some(Writing::Cyrillic) => &mut letters.cyrillic,
                Some(Writing::Arabic) => &mut letters.arabic,
                Some(Writing::Han) => &mut letters.han,
                Some(Writing::Kana) => &mut letters.kana,
                Some(Writing::Hangul) => &mut letters.hangul,
                Some(Writing::Other) => &mut letters.other,
                None => continue,
            } += 1;
        }
        letters
    }

    fn count(&self, writing: Writing) -> usize {
        match writing {
            Writing::Latin => self.latin,
            Writing::Cyrillic => self.cyrillic,
            Writing::Arabic => self.arabic,
            Writing::Han => self.han,
            Writing::Kana => self.kana + self.han,
            Writing::Hangul => self.hangul + self.han,
            Writing::Other => self.other,
        }
    }

    fn most(&self) -> Option<Writing> {
        if self.kana > 0 && self.kana + self.han >= self.latin {
            return Some(Writing::Kana);
        }
        [
            (self.han, Writing::Han),
            (self.hangul, Writing::Hangul),
            (self.arabic, Writing::Arabic),
            (self.cyrillic, Writing::Cyrillic),
            (self.latin, Writing::Latin),
            (self.other, Writing::Other),
        ]
        .into_iter()
        .max_by_key(|(count, _)| *count)
        .filter(|(count, _)| *count > 0)
        .map(|(_, writing)| writing)
    }
}

/// The script of most letters of a text; `None` where it has none.
pub fn writing(text: &str) -> Option<Writing> {
    Letters::of(text).most()
}

/// Fewer kana are names in a Chinese text.
const JAPANESE: usize = 8;

/// Whether a text with Han characters is Japanese: at least a quarter of both are kana.
pub(super) fn is_japanese(text: &str) -> bool {
    // Words are cut alike in both, so `is_han` holds for either.
    let (mut kana, mut han) = (0, 0);
    for c in text.chars().filter(|c| is_han(*c)) {
        let own = matches!(c.script(), Script::Hiragana | Script::Katakana);
        *(if own { &mut kana } else { &mut han }) += 1;
    }
    kana >= JAPANESE && kana * 3 >= han
}

/// The least Latin letters under a language of another script that are no name or abbreviation.
const LATIN_TEXT: usize = 8;
/// The least letters of any other script that tell.
const OTHER_TEXT: usize = 3;

/// The script of a text, where it is plainly not that of the language: not one letter is as it should be, and the
/// others are enough to be a text. A name or an abbreviation in Latin letters is none (two words at least).
pub fn plainly_other(text: &str, lang: &Lang) -> Option<Writing> {
    let expected = Writing::of(lang)?;
    if expected == Writing::Han
        && let Some(found) = with_han(text)
    {
        return Some(found);
    }
    if surely_written_in(text, expected) {
        return None;
    }
    let letters = Letters::of(text);
    let found = letters.most().filter(|found| *found != expected)?;
    let count = letters.count(found);
    let enough = if found == Writing::Latin {
        let words = text.split_whitespace();
        let words = words
            .filter(|word| word.chars().any(char::is_lowercase))
            .count();
        count >= LATIN_TEXT && words >= 2
    } else {
        count >= OTHER_TEXT
    };
    // A look-alike letter among foreign ones says nothing; one Chinese character among foreign names says a lot.
    let right = letters.count(expected);
    (enough && !tells(right, expected, count)).then_some(found)
}

/// Japanese or Korean that is written with Han characters too: a third of what is no Latin letter or more is Kana or Hangul. A name
/// or a title in a Chinese text is less.
fn with_han(text: &str) -> Option<Writing> {
    let is_foreign =
        |c: char| matches!(Writing::of_letter(c), Some(Writing::Kana | Writing::Hangul));
    if !text.chars().any(is_foreign) {
        return None;
    }
    let letters = Letters::of(text);
    let (count, found) = if letters.kana >= letters.hangul {
        (letters.kana, Writing::Kana)
    } else {
        (letters.hangul, Writing::Hangul)
    };
    (count >= OTHER_TEXT && count * 2 >= letters.han).then_some(found)
}

/// Whether so many letters of the expected script make a text one of that script, beside so many of another.
fn tells(right: usize, expected: Writing, others: usize) -> bool {
    right > 0 && (!expected.is_common() || right * 10 > others)
}

/// Whether the first letters tell already, however the text goes on: nearly all texts are as they should be.
fn surely_written_in(text: &str, expected: Writing) -> bool {
    // Kana and Hangul are counted with Han characters; a text of these alone is looked at whole.
    let right = text
        .chars()
        .filter(|c| Writing::of_letter(*c) == Some(expected));
    (1..)
        .zip(right)
        .any(|(count, _)| tells(count, expected, text.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_under_the_wrong_language() {
        for (lang, text, found) in [
            ("az", "Ҝөрүш Бакыда кечирилди.", Some(Writing::Cyrillic)),
            ("az", "Görüş Bakıda keçirildi.", None),
            ("az-Cyrl", "Ҝөрүш Бакыда кечирилди.", None),
            ("az", "Görüş (встреча) Bakıda keçirildi.", None),
            ("zh", "The talks were held in Baku.", Some(Writing::Latin)),
            ("zh", "Microsoft", None),
            ("zh", "NATO", None),
            ("zh", "Messenger、AOL Messenger 和 QQ。", None),
            ("zh", "会谈在巴库举行。", None),
            ("zh", "переговоры", Some(Writing::Cyrillic)),
            ("zh", "こんにちは", Some(Writing::Kana)),
            ("zh", "会談はバクーで行われた。", Some(Writing::Kana)),
            ("zh", "회담이 바쿠에서 열렸다.", Some(Writing::Hangul)),
            ("zh", "他在东京的“さくら”饭店会见了代表团成员。", None),
            ("zh", "优の良品店", None),
            ("zh-Hant", "ガス", None),
            ("en", "会谈", None),
            ("en", "会谈在巴库举行。", Some(Writing::Han)),
            ("ja", "会談はバクーで行われた。", None),
            ("tlh", "переговоры", None),
            ("en", "12 345 %", None),
        ] {
            let lang = Lang::parse(lang).unwrap();
            assert_eq!(plainly_other(text, &lang), found, "{lang} {text}");
        }
    }
}
