//! Words that say a number in another way: ordinals, inflected and derived number words, parts, ages.
//!
//! They are looked for where a number of the same value is going to change, so this errs on the side of finding one.

use crate::lang::Lang;
use crate::text::numbers::{chinese_digit, chinese_scale};
use crate::text::{Number, TokenKind, fold_text, tokenize};
use std::ops::Range;

/// Beginnings of English words, and what they say.
const ENGLISH: [(&str, &[u64]); 47] = [
    ("once", &[1]),
    ("first", &[1]),
    ("single", &[1]),
    ("second", &[2]),
    ("twice", &[2]),
    ("two", &[2]),
    ("both", &[2]),
    ("pair", &[2]),
    ("couple", &[2]),
    ("double", &[2]),
    ("doubling", &[2]),
    ("dual", &[2]),
    ("bilateral", &[2]),
    ("half", &[2, 50]),
    ("halv", &[2, 50]),
    ("third", &[3]),
    ("three", &[3]),
    ("thrice", &[3]),
    ("trilateral", &[3]),
    ("tripl", &[3]),
    ("trebl", &[3]),
    ("four", &[4]),
    ("quarter", &[4, 25]),
    ("quadr", &[4]),
    ("fortnight", &[14]),
    ("fif", &[5, 15, 50]),
    ("five", &[5]),
    ("quint", &[5]),
    ("six", &[6, 16, 60]),
    ("seven", &[7, 17, 70]),
    ("eigh", &[8, 18, 80]),
    ("nin", &[9, 19, 90]),
    ("tenth", &[10]),
    ("tenfold", &[10]),
    ("decade", &[10]),
    ("eleven", &[11]),
    ("twel", &[12]),
    ("dozen", &[12]),
    ("thirt", &[13, 30]),
    ("twent", &[20]),
    ("fort", &[40]),
    ("hundred", &[100]),
    ("centur", &[100]),
    ("centen", &[100]),
    ("thousand", &[1_000]),
    ("millen", &[1_000]),
    ("million", &[1_000_000]),
];

/// Beginnings of Azerbaijani words, and what they say.
const AZERBAIJANI: [(&str, &[u64]); 36] = [
    ("birinci", &[1]),
    ("birtərəfli", &[1]),
    ("ilk", &[1]),
    ("tək", &[1]),
    ("iki", &[2]),
    ("cüt", &[2]),
    ("yarı", &[2, 50]),
    ("üçü", &[3]),
    ("üçt", &[3]),
    ("üçl", &[3]),
    ("üçq", &[3]),
    ("dörd", &[4]),
    ("rüb", &[4, 25]),
    ("beş", &[5]),
    ("altı", &[6, 60]),
    ("yeddi", &[7]),
    ("səkkiz", &[8]),
    ("doqquz", &[9]),
    ("onuncu", &[10]),
    ("onluq", &[10]),
    ("onillik", &[10]),
    ("onqat", &[10]),
    ("düjün", &[12]),
    ("düzin", &[12]),
    ("iyirmi", &[20]),
    ("otuz", &[30]),
    ("qırx", &[40]),
    ("əlli", &[50]),
    ("yetmiş", &[70]),
    ("səksən", &[80]),
    ("doxsan", &[90]),
    ("yüz", &[100]),
    ("əsr", &[100]),
    ("minlər", &[1_000]),
    ("mininci", &[1_000]),
    ("minillik", &[1_000]),
];

/// Azerbaijani words that begin so and say no number: for, under.
const NO_NUMBERS: [&str; 4] = ["üçün", "altında", "altından", "altına"];

/// Chinese characters and words, and what they say.
const CHINESE: [(&str, &[u64]); 26] = [
    ("一", &[1]),
    ("首", &[1]),
    ("单", &[1]),
    ("二", &[2]),
    ("两", &[2]),
    ("双", &[2]),
    ("俩", &[2]),
    ("翻番", &[2]),
    ("翻一番", &[2]),
    ("翻倍", &[2]),
    ("半", &[2, 50]),
    ("三", &[3]),
    ("四", &[4]),
    ("五", &[5]),
    ("六", &[6]),
    ("七", &[7]),
    ("八", &[8]),
    ("九", &[9]),
    ("十", &[10]),
    ("廿", &[20]),
    ("卅", &[30]),
    ("百", &[100]),
    ("世纪", &[100]),
    ("千", &[1_000]),
    ("万", &[10_000]),
    ("亿", &[100_000_000]),
];

/// Whether a piece of text says this value, or a part of it (`20` and `1` of `21`), in words.
pub fn says(piece: &str, value: Number, lang: &Lang) -> bool {
    let Some(whole) = value.whole() else {
        return false;
    };
    let parts = parts(whole);
    let any = |values: &[u64]| values.iter().any(|v| parts.contains(v));
    if lang.primary().as_str() == "zh" {
        return CHINESE
            .iter()
            .any(|(word, values)| piece.contains(word) && any(values));
    }
    tokenize(piece)
        .iter()
        .filter(|token| token.kind == TokenKind::Word)
        .any(|token| {
            let word = fold_text(token.text(piece), lang);
            of_word(&word, lang).any(|value| parts.contains(&value))
        })
}

/// The values that a folded word of English or Azerbaijani may say by how it begins.
pub(super) fn of_word<'a>(word: &'a str, lang: &Lang) -> impl Iterator<Item = u64> + 'a {
    let table: &'static [(&str, &[u64])] = match lang.primary().as_str() {
        "en" => &ENGLISH,
        "az" if !is_no_number(word) => &AZERBAIJANI,
        _ => &[],
    };
    table
        .iter()
        .filter(|(beginning, _)| word.starts_with(beginning))
        .flat_map(|(_, values)| values.iter().copied())
}

/// Whether a folded word of Azerbaijani only looks like a number.
pub(super) fn is_no_number(word: &str) -> bool {
    NO_NUMBERS.contains(&word)
}

/// Where Chinese words that are no numerals say a number, and which.
pub(super) fn chinese_words(
    text: &str,
) -> impl Iterator<Item = (Range<usize>, &'static [u64])> + '_ {
    let is_numeral = |c: char| chinese_digit(c).is_some() || chinese_scale(c).is_some();
    CHINESE
        .iter()
        .filter(move |(word, _)| !word.chars().all(is_numeral))
        .flat_map(move |(word, values)| {
            text.match_indices(word)
                .map(move |(at, word)| (at..at + word.len(), *values))
        })
}

/// A value, and the words that it is said with: its hundreds, tens and ones, and the scale itself.
fn parts(value: u64) -> Vec<u64> {
    let mut parts = vec![value];
    for scale in [1_000_000, 1_000, 100] {
        if value >= scale && value.is_multiple_of(scale) {
            parts.push(scale);
        }
    }
    if value > 20 && value < 100 {
        parts.extend([value / 10 * 10, value % 10]);
    }
    if (10..100).contains(&value) {
        // `十` stands in all of them, and `decades` in the round ones.
        parts.push(10);
    }
    if (80..100).contains(&value) {
        // Nearly a century.
        parts.push(100);
    }
    parts.retain(|part| *part > 0);
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_said_in_other_ways() {
        for (tag, text, value, said) in [
            ("en", "The eighth meeting", 8, true),
            ("en", "The twenty-first meeting", 21, true),
            ("en", "Exports tripled", 3, true),
            ("en", "a thousand people", 1_000, true),
            ("en", "The ministers met", 8, false),
            ("en", "within a decade", 20, true),
            ("az", "Səkkizinci görüş", 8, true),
            ("az", "Üçü də", 3, true),
            ("az", "xalq üçün", 3, false),
            ("az", "ikiqat artıb", 2, true),
            ("az", "onlar görüşüblər", 10, false),
            ("zh", "两国领导人", 2, true),
            ("zh", "第一阶段", 1, true),
            ("zh", "翻一番", 2, true),
            ("zh", "会议开幕", 2, false),
        ] {
            let lang = Lang::parse(tag).unwrap();
            assert_eq!(
                says(text, Number::new(value, 0), &lang),
                said,
                "{text} {value}"
            );
        }
    }
}
