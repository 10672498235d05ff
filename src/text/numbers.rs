//! Numbers by value: `1,234.5` in English is `1.234,5` in Azerbaijani, `35亿` is `3.5 billion`, `二十一` is 21.

use super::harmony::is_ending;
use super::token::{Token, TokenKind, tokenize};
use super::written::WrittenNumber;
use crate::lang::Lang;
use std::fmt;
use std::ops::Range;

/// A decimal number, exact: `digits * 10^exponent` without trailing zeros.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Number {
    digits: u64,
    exponent: i16,
}

impl Number {
    /// `digits * 10^exponent`.
    pub fn new(mut digits: u64, mut exponent: i16) -> Self {
        if digits == 0 {
            exponent = 0;
        }
        while digits != 0 && digits.is_multiple_of(10) {
            digits /= 10;
            exponent += 1;
        }
        Self { digits, exponent }
    }

    /// The number times a power of ten.
    #[must_use]
    pub fn scaled(self, power: i16) -> Self {
        Self::new(self.digits, self.exponent.saturating_add(power))
    }

    /// The number as a whole one; `None` where it has decimals or is too large.
    pub fn whole(self) -> Option<u64> {
        let power = u32::try_from(self.exponent).ok()?;
        self.digits.checked_mul(10_u64.checked_pow(power)?)
    }

    pub(super) fn plus(self, other: Self) -> Option<Self> {
        let low = self.exponent.min(other.exponent);
        let lift = |n: Self| {
            n.digits
                .checked_mul(10_u64.checked_pow(u32::from((n.exponent - low).unsigned_abs()))?)
        };
        Some(Self::new(lift(self)?.checked_add(lift(other)?)?, low))
    }
}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let digits = self.digits.to_string();
        if self.exponent >= 0 {
            return write!(f, "{digits}{}", "0".repeat(self.exponent as usize));
        }
        let places = usize::from(self.exponent.unsigned_abs());
        let padded = format!("{digits:0>width$}", width = places + 1);
        let (whole, fraction) = padded.split_at(padded.len() - places);
        write!(f, "{whole}.{fraction}")
    }
}

/// A number in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundNumber {
    /// Its bytes, with the words or characters of its scale, without an ending.
    pub span: Range<usize>,
    /// Its value.
    pub value: Number,
}

/// The value of a figure with its ending or ordinal letters (`2025-ci`, `21st`, `1.234,5`). `None` for what is
/// no single number: a date `24.04.2025`, a version.
pub fn number_value(token: &str, lang: &Lang) -> Option<Number> {
    WrittenNumber::parse(token, lang)?.value()
}

/// The number that a run of Chinese numerals writes: `二十一`, `三千五百万`, or digit by digit `二〇二五`.
pub fn chinese_value(numerals: &str) -> Option<Number> {
    let digits: Option<String> = numerals
        .chars()
        .map(|c| chinese_digit(c).map(|d| char::from(b'0' + d)))
        .collect();
    if let Some(digits) = digits.filter(|d| !d.is_empty() && d.len() <= 18) {
        return digits.parse().ok().map(|n| Number::new(n, 0));
    }
    let (mut total, mut section, mut digit) = (0_u64, 0_u64, 0_u64);
    for c in numerals.chars() {
        if let Some(value) = chinese_digit(c) {
            digit = u64::from(value);
            continue;
        }
        let power = chinese_scale(c)?;
        let unit = 10_u64.pow(u32::from(power.unsigned_abs()));
        if power < 4 {
            section = section.checked_add(digit.max(1).checked_mul(unit)?)?;
        } else {
            let whole = section.checked_add(digit)?;
            // 一万亿: the larger unit lifts all that stands before it.
            total = if power == 8 {
                total.checked_add(whole)?.max(1).checked_mul(unit)?
            } else {
                total.checked_add(whole.max(1).checked_mul(unit)?)?
            };
            section = 0;
        }
        digit = 0;
    }
    Some(Number::new(
        total.checked_add(section)?.checked_add(digit)?,
        0,
    ))
}

pub(super) fn chinese_digit(c: char) -> Option<u8> {
    Some(match c {
        '零' | '〇' => 0,
        '一' => 1,
        '二' | '两' => 2,
        '三' => 3,
        '四' => 4,
        '五' => 5,
        '六' => 6,
        '七' => 7,
        '八' => 8,
        '九' => 9,
        _ => return None,
    })
}

pub(super) fn chinese_scale(c: char) -> Option<i16> {
    Some(match c {
        '十' => 1,
        '百' => 2,
        '千' => 3,
        '万' | '萬' => 4,
        '亿' | '億' => 8,
        _ => return None,
    })
}

/// All numbers of a text in order: figures with their scale (`4.37 billion`, `35亿`), number words of English and
/// Azerbaijani, Chinese numerals. The words `one`, `bir` and lone `一` are mostly no numbers and are left out.
pub fn find_numbers(text: &str, lang: &Lang) -> Vec<FoundNumber> {
    let tokens = tokenize(text);
    let mut out = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        let (found, next) = match tokens[at].kind {
            TokenKind::Number => figure(text, &tokens, at, lang),
            TokenKind::Han => numerals(text, &tokens, at),
            TokenKind::Word => words(text, &tokens, at, lang),
            TokenKind::Punctuation => (None, at + 1),
        };
        out.extend(found);
        at = next.max(at + 1);
    }
    out
}

fn figure(text: &str, tokens: &[Token], at: usize, lang: &Lang) -> (Option<FoundNumber>, usize) {
    let Some(value) = number_value(tokens[at].text(text), lang) else {
        return (None, at + 1);
    };
    let scale = scale(text, tokens, at + 1, lang);
    let span = tokens[at].span.start..scale.end.unwrap_or(tokens[at].span.end);
    (
        Some(FoundNumber {
            span,
            value: value.scaled(scale.power),
        }),
        scale.next,
    )
}

/// Scale words in a row: `billion`, `万亿`, `milyarddan`.
pub(super) struct Scale {
    /// Their power of ten.
    pub(super) power: i16,
    /// The token after them.
    pub(super) next: usize,
    /// The end of the last one without its ending, in bytes; `None` where there is none.
    pub(super) end: Option<usize>,
}

/// The scale words from a token on.
pub(super) fn scale(text: &str, tokens: &[Token], at: usize, lang: &Lang) -> Scale {
    let mut scale = Scale {
        power: 0,
        next: at,
        end: None,
    };
    while let Some(token) = tokens.get(scale.next) {
        let word = token.text(text);
        let found = match token.kind {
            TokenKind::Han => word
                .chars()
                .next()
                .and_then(chinese_scale)
                .map(|power| (power, word.len())),
            TokenKind::Word => scale_word(word, lang),
            TokenKind::Number | TokenKind::Punctuation => None,
        };
        let Some((power, length)) = found else {
            break;
        };
        scale.power += power;
        scale.end = Some(token.span.start + length);
        scale.next += 1;
        if length < word.len() {
            break;
        }
    }
    scale
}

/// The power of ten of a scale word, and the length in bytes of the word without its ending.
pub(super) fn scale_word(word: &str, lang: &Lang) -> Option<(i16, usize)> {
    const EN: [(&str, i16); 6] = [
        ("thousand", 3),
        ("million", 6),
        ("mln", 6),
        ("billion", 9),
        ("bn", 9),
        ("trillion", 12),
    ];
    const AZ: [(&str, i16); 7] = [
        ("min", 3),
        ("milyon", 6),
        ("mln", 6),
        ("milyard", 9),
        ("mlrd", 9),
        ("trilyon", 12),
        ("trln", 12),
    ];
    let folded = super::fold_text(word, lang);
    match lang.primary().as_str() {
        "en" => EN
            .iter()
            .find(|(name, _)| *name == folded)
            .map(|(_, power)| (*power, word.len())),
        "az" => AZ.iter().find_map(|(name, power)| {
            let ending = folded.strip_prefix(name)?;
            let length = word
                .char_indices()
                .nth(name.len())
                .map_or(word.len(), |(end, _)| end);
            (ending.is_empty() || is_ending(ending, name)).then_some((*power, length))
        }),
        _ => None,
    }
}

fn numerals(text: &str, tokens: &[Token], at: usize) -> (Option<FoundNumber>, usize) {
    let numeral = |token: &&Token| {
        let c = token.text(text).chars().next().unwrap_or(' ');
        token.kind == TokenKind::Han && (chinese_digit(c).is_some() || chinese_scale(c).is_some())
    };
    let count = tokens[at..].iter().take_while(numeral).count();
    if count == 0 {
        return (None, at + 1);
    }
    let span = tokens[at].span.start..tokens[at + count - 1].span.end;
    let run = &text[span.clone()];
    let lone = count == 1 && matches!(run, "一" | "两" | "十" | "百" | "千" | "万" | "亿" | "零");
    let value = chinese_value(run).filter(|_| !lone);
    (value.map(|value| FoundNumber { span, value }), at + count)
}

/// Number words: tens and units (`twenty-one`, `iyirmi bir`), then scales.
fn words(text: &str, tokens: &[Token], at: usize, lang: &Lang) -> (Option<FoundNumber>, usize) {
    let value_at = |at: usize| {
        let token = tokens.get(at).filter(|t| t.kind == TokenKind::Word)?;
        number_word(&super::fold_text(token.text(text), lang), lang)
    };
    let Some(first) = value_at(at) else {
        return (None, at + 1);
    };
    let mut next = at + 1;
    let mut value = Number::new(first, 0);
    // `on dörd`, `twenty-one`.
    if (20..100).contains(&first) || first == 10 && lang.primary() == "az" {
        let hyphen = usize::from(tokens.get(next).is_some_and(|t| t.text(text) == "-"));
        if let Some(unit) = value_at(next + hyphen).filter(|unit| *unit < 10) {
            value = value.plus(Number::new(unit, 0)).unwrap_or(value);
            next += hyphen + 1;
        }
    }
    let scale = scale(text, tokens, next, lang);
    if first == 1 && scale.power == 0 {
        return (None, next);
    }
    let span = tokens[at].span.start..scale.end.unwrap_or(tokens[next - 1].span.end);
    (
        Some(FoundNumber {
            span,
            value: value.scaled(scale.power),
        }),
        scale.next,
    )
}

fn number_word(word: &str, lang: &Lang) -> Option<u64> {
    number_words(lang)
        .iter()
        .find(|(name, _)| *name == word)
        .map(|(_, value)| *value)
}

/// The words up to a hundred, with their values.
pub(super) fn number_words(lang: &Lang) -> &'static [(&'static str, u64)] {
    const EN: [(&str, u64); 28] = [
        ("one", 1),
        ("two", 2),
        ("three", 3),
        ("four", 4),
        ("five", 5),
        ("six", 6),
        ("seven", 7),
        ("eight", 8),
        ("nine", 9),
        ("ten", 10),
        ("eleven", 11),
        ("twelve", 12),
        ("thirteen", 13),
        ("fourteen", 14),
        ("fifteen", 15),
        ("sixteen", 16),
        ("seventeen", 17),
        ("eighteen", 18),
        ("nineteen", 19),
        ("twenty", 20),
        ("thirty", 30),
        ("forty", 40),
        ("fifty", 50),
        ("sixty", 60),
        ("seventy", 70),
        ("eighty", 80),
        ("ninety", 90),
        ("hundred", 100),
    ];
    const AZ: [(&str, u64); 19] = [
        ("bir", 1),
        ("iki", 2),
        ("üç", 3),
        ("dörd", 4),
        ("beş", 5),
        ("altı", 6),
        ("yeddi", 7),
        ("səkkiz", 8),
        ("doqquz", 9),
        ("on", 10),
        ("iyirmi", 20),
        ("otuz", 30),
        ("qırx", 40),
        ("əlli", 50),
        ("altmış", 60),
        ("yetmiş", 70),
        ("səksən", 80),
        ("doxsan", 90),
        ("yüz", 100),
    ];
    match lang.primary().as_str() {
        "en" => &EN,
        "az" => &AZ,
        _ => &[],
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn lang(tag: &str) -> Lang {
        Lang::parse(tag).unwrap()
    }

    #[test]
    fn figures_by_language() {
        for (tag, token, value) in [
            ("en", "1,234.5", "1234.5"),
            ("az", "1.234,5", "1234.5"),
            ("az", "3,5", "3.5"),
            ("az", "12.500", "12500"),
            ("az", "2.7", "2.7"),
            ("en", "62,400", "62400"),
            ("az", "62\u{a0}400", "62400"),
            ("az", "2025-ci", "2025"),
            ("en", "21st", "21"),
            ("az", "0.125", "0.125"),
            ("az", "19.00-da", "19"),
            ("zh", "１８．６", "18.6"),
        ] {
            assert_eq!(
                number_value(token, &lang(tag)).unwrap().to_string(),
                value,
                "{token}"
            );
        }
        assert_eq!(number_value("24.04.2025", &lang("az")), None);
    }

    #[test]
    fn numbers_in_texts() {
        for (tag, text, values) in [
            (
                "en",
                "It cost 4.37 billion dollars, not twenty-one million; one day.",
                "4370000000 21000000",
            ),
            (
                "az",
                "4,37 mlrd. dollar, iyirmi bir gün və bir il",
                "4370000000 21",
            ),
            (
                "zh",
                "43.7亿美元，二十一天，二〇二五年，三千五百万人，一带一路",
                "4370000000 21 2025 35000000",
            ),
            ("zh", "一万亿元，6.24万人次，三个", "1000000000000 62400 3"),
        ] {
            let found: Vec<String> = find_numbers(text, &lang(tag))
                .iter()
                .map(|n| n.value.to_string())
                .collect();
            assert_eq!(found.join(" "), values, "{text}");
        }
    }

    proptest! {
        #[test]
        fn any_text_has_numbers_in_order(text in "[0-9.,:  一二十百千万亿〇a-z-]{0,30}", tag in proptest::sample::select(vec!["en", "az", "zh"])) {
            let mut last = 0;
            for number in find_numbers(&text, &lang(tag)) {
                prop_assert!(number.span.start >= last && number.span.end > number.span.start);
                prop_assert!(!number.value.to_string().is_empty());
                last = number.span.end;
            }
        }
    }
}
