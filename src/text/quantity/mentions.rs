//! Every number that a text mentions, with all the values that it may be read as.
//!
//! Where [`quantities`](super::quantities) asks what could be exchanged, this asks what is said: it is for comparing a
//! text with its translation, where another way to write a number must not look like another number.

use super::numerals::numerals;
use super::words::{mention, words};
use super::{Candidates, Quantity, QuantityKind, candidates, digit_runs};
use crate::lang::Lang;
use crate::text::numbers::{Number, scale_word};
use crate::text::written::decimal_point;
use crate::text::{TokenKind, fold_text, tokenize};
use std::ops::Range;

/// How a number is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// In figures that stand for themselves, with their scale; or a month by its name.
    Figure,
    /// In figures beside something that makes them part of something else: a telephone number, half of a range.
    Bound,
    /// Digits inside a name or an identifier.
    Part,
    /// In words or numerals.
    Words,
}

/// A number that a text mentions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mention {
    /// Its bytes, with the words of its scale and without an ending of theirs.
    pub span: Range<usize>,
    /// What kind of number it is.
    pub kind: QuantityKind,
    /// How it is written.
    pub form: Form,
    /// Its value: for a month 1 to 12, for a time of day the minutes since midnight.
    pub value: Number,
    /// Other values that it may be read as: `30m` is metres or millions, `3,500` in Azerbaijani 3.5 or 3500.
    pub readings: Vec<Number>,
}

impl Mention {
    /// Whether it may mean this value.
    pub fn may_be(&self, value: Number) -> bool {
        self.value == value || self.readings.contains(&value)
    }
}

/// The numbers in figures, the months by name and the digits in names, in order.
pub fn mentioned_in_figures(text: &str, lang: &Lang) -> Vec<Mention> {
    let mut out = Vec::new();
    of_figures(text, lang, candidates(text, lang), &mut out);
    out.sort_by_key(|mention| (mention.span.start, mention.span.end));
    out
}

/// The numbers in words and in numerals, Roman ones too; also words that say one in another way: ordinals, `twice`.
pub fn mentioned_in_words(text: &str, lang: &Lang) -> Vec<Mention> {
    let mut out = Vec::new();
    romans(text, &mut out);
    if lang.is_chinese() {
        out.extend(numerals(text));
    } else {
        out.extend(words(text, lang));
    }
    out
}

fn of_figures(text: &str, lang: &Lang, found: Candidates, out: &mut Vec<Mention>) {
    for span in found.loose {
        out.extend(digit_runs(&text[span.clone()]).map(|value| Mention {
            span: span.clone(),
            kind: QuantityKind::Number,
            form: Form::Part,
            value,
            readings: Vec::new(),
        }));
    }
    let all = found.quantities;
    // The scale of a later figure may hold for those before it: `2-3 million`, `between 2 and 3 million`.
    let mut later = 0;
    let mut shared = vec![0_i16; all.len()];
    for at in (0..all.len()).rev() {
        shared[at] = later;
        if all[at].0.power != 0 {
            later = all[at].0.power;
        }
    }
    let mut at = 0;
    while at < all.len() {
        let (quantity, free) = &all[at];
        let mut mention = Mention {
            span: quantity.whole.clone(),
            kind: quantity.kind,
            form: if *free { Form::Figure } else { Form::Bound },
            value: quantity.value,
            readings: readings(text, lang, quantity, shared[at]),
        };
        if let Some((power, end)) = true_scale(text, lang, quantity) {
            mention.value = quantity.value.scaled(power);
            mention.span.end = end;
        }
        at += 1;
        // `2 min 400`, `1亿2000万`: one number in several figures.
        let mut low = quantity.power;
        while let Some((next, _)) = all.get(at) {
            let whole =
                continues(text, &mention.span, low, next).then(|| mention.value.plus(next.value));
            let Some(sum) = whole.flatten() else { break };
            low = next.power;
            mention.readings.extend([mention.value, next.value]);
            mention.value = sum;
            mention.form = Form::Figure;
            mention.span.end = next.whole.end;
            at += 1;
        }
        out.push(mention);
    }
}

/// Whether a figure goes on with the number before it, whose least scale is `power`.
fn continues(text: &str, before: &Range<usize>, power: i16, next: &Quantity) -> bool {
    let gap = &text[before.end.min(next.whole.start)..next.whole.start];
    let limit = Number::new(1, power);
    let smaller = next
        .value
        .whole()
        .zip(limit.whole())
        .is_some_and(|(n, l)| n < l);
    power > 0 && next.kind == QuantityKind::Number && gap.trim().is_empty() && smaller
}

/// The power of ten that a figure has beyond its scale, and where it ends: `5 tn`, `12.8 bcm` (billion cubic metres).
/// The 千 of 千瓦 and 千米 belongs to the unit.
fn true_scale(text: &str, lang: &Lang, quantity: &Quantity) -> Option<(i16, usize)> {
    if quantity.kind != QuantityKind::Number {
        return None;
    }
    let end = quantity.whole.end;
    if lang.is_chinese() {
        const UNITS: [char; 9] = ['瓦', '米', '克', '伏', '卡', '兆', '赫', '帕', '焦'];
        let scaled = text[quantity.whole.clone()].ends_with('千') && quantity.power >= 3;
        let unit = scaled && text[end..].starts_with(UNITS);
        return unit.then(|| (-3, end - '千'.len_utf8()));
    }
    if lang.primary() != "en" || quantity.power != 0 {
        return None;
    }
    let rest = text[end..].strip_prefix([' ', '\u{a0}', '\u{202f}'])?;
    let length = rest
        .find(|c: char| !c.is_alphanumeric())
        .unwrap_or(rest.len());
    let after = text.len() - rest.len() + length;
    Some(match &rest[..length] {
        "mcm" => (6, end),
        "bcm" => (9, end),
        "tcm" => (12, end),
        "mn" => (6, after),
        "tn" | "trn" => (12, after),
        _ => return None,
    })
}

fn readings(text: &str, lang: &Lang, quantity: &Quantity, shared: i16) -> Vec<Number> {
    let mut out = Vec::new();
    let value = quantity.value;
    if quantity.kind == QuantityKind::Time {
        return out;
    }
    if let Some(written) = &quantity.written {
        let token = &text[quantity.span.clone()];
        let figure: usize = token
            .char_indices()
            .take_while(|(_, c)| c.is_numeric() || matches!(c, '.' | ',' | ':' | ' ' | '\u{a0}'))
            .map(|(at, c)| at + c.len_utf8())
            .last()
            .unwrap_or(0);
        let tail = token[figure..].trim_start_matches(['-', '‑', '–', '\'', '’']);
        out.extend(abbreviated(tail, lang).map(|power| value.scaled(power)));
        // Three decimals may be a group of thousands in the hand of someone who does not keep to the rule. A group by
        // the mark of the language is certain: `1,500` is no 1.5 in English.
        let digits: String = format!("{}{}", written.whole, written.fraction);
        // Before a scale nobody groups: `3.125 million` is not 3,125 million.
        let three = written.fraction.len() == 3 && written.group.is_none() && quantity.power == 0;
        if let Some(plain) = digits.parse().ok().filter(|_| three) {
            out.push(Number::new(plain, quantity.power));
        }
        // `3.5` is a time or a date in some hands, `7,5` a list of two.
        if written.fraction.len() == 2 && written.point != Some(decimal_point(lang)) {
            let parts = [&written.whole, &written.fraction];
            out.extend(
                parts
                    .iter()
                    .filter_map(|p| Some(Number::new(p.parse().ok()?, 0))),
            );
        }
    }
    if quantity.power == 0 && shared > 0 {
        out.push(value.scaled(shared));
    }
    // `10多亿`, `10 mindən çox`: what stands between the figure and its scale makes it no exact number.
    let mut after = text[quantity.whole.end..].chars();
    if lang.is_chinese()
        && matches!(
            after.next(),
            Some('多' | '余' | '餘' | '几' | '幾' | '来' | '來' | '个' | '個')
        )
    {
        let scale: i16 = after
            .map_while(crate::text::numbers::chinese_scale)
            .take(2)
            .sum();
        if scale > 0 {
            out.push(value.scaled(scale));
        }
    }
    out
}

/// The powers of ten that letters tied to a figure can stand for: `30m`, `5bn`, `10k`, `5-billion`.
fn abbreviated(tail: &str, lang: &Lang) -> Option<i16> {
    let folded = fold_text(tail, lang);
    Some(match folded.as_str() {
        "k" => 3,
        "m" | "mn" | "mio" => 6,
        "b" | "bn" => 9,
        "t" | "tn" | "trn" => 12,
        word => {
            let word = word.split(|c: char| !c.is_alphabetic()).next()?;
            return scale_word(word, lang).map(|(power, _)| power);
        }
    })
}

/// Roman numerals in capitals: `XXI əsr`, `World War II`. A lone `I` is mostly a word.
fn romans(text: &str, out: &mut Vec<Mention>) {
    for token in tokenize(text) {
        if token.kind != TokenKind::Word {
            continue;
        }
        let word = token.text(text);
        let numeral = word
            .split(|c: char| !c.is_ascii_uppercase())
            .next()
            .unwrap_or_default();
        let rest = &word[numeral.len()..];
        let tied = rest.is_empty() || rest.starts_with(['-', '‑', '\'', '’']);
        if let Some(value) = roman_value(numeral).filter(|_| tied) {
            let span = token.span.start..token.span.start + numeral.len();
            out.push(mention(span, Number::new(value, 0), Vec::new()));
        }
    }
}

/// The value of a Roman numeral up to 3999, written as the rule wants it.
pub fn roman_value(numeral: &str) -> Option<u64> {
    const PARTS: [(&str, u64); 13] = [
        ("M", 1000),
        ("CM", 900),
        ("D", 500),
        ("CD", 400),
        ("C", 100),
        ("XC", 90),
        ("L", 50),
        ("XL", 40),
        ("X", 10),
        ("IX", 9),
        ("V", 5),
        ("IV", 4),
        ("I", 1),
    ];
    let mut rest = numeral;
    let mut value = 0;
    for (part, worth) in PARTS {
        let most = if part.len() == 2 || "DLV".contains(part) {
            1
        } else {
            3
        };
        for _ in 0..most {
            let Some(shorter) = rest.strip_prefix(part) else {
                break;
            };
            rest = shorter;
            value += worth;
        }
    }
    (rest.is_empty() && value > 0).then_some(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(tag: &str, text: &str) -> Vec<String> {
        let lang = Lang::parse(tag).unwrap();
        let mut all = mentioned_in_figures(text, &lang);
        all.extend(mentioned_in_words(text, &lang));
        all.sort_by_key(|mention| mention.span.start);
        all.iter()
            .map(|m| format!("{}={}", &text[m.span.clone()], m.value))
            .collect()
    }

    #[test]
    fn numbers_of_all_kinds() {
        assert_eq!(
            said("en", "3.5 billion and 2 May"),
            ["3.5 billion=3500000000", "2=2", "May=5"]
        );
        assert_eq!(said("az", "2 min 400 nəfər"), ["2 min 400=2400"]);
        assert_eq!(said("zh", "1亿2000万人"), ["1亿2000万=120000000"]);
        assert_eq!(
            said("az", "XXI əsrin 20-ci illəri"),
            ["XXI=21", "əsrin=100", "20-ci=20"]
        );
        assert_eq!(said("en", "A320"), ["A320=320"]);
        assert_eq!(said("en", "World War II, I think"), ["II=2", "I=1"]);
    }

    #[test]
    fn readings_of_one_figure() {
        let number = |digits, power| Number::new(digits, power);
        for (tag, text, other) in [
            ("en", "$30m", number(30, 6)),
            ("en", "a 5-billion-dollar loan", number(5, 9)),
            ("en", "2-3 million people", number(2, 6)),
            ("zh", "10多万人", number(10, 4)),
            ("en", "3.500 people", number(35, 2)),
            ("az", "3,500 nəfər", number(35, 2)),
        ] {
            let lang = Lang::parse(tag).unwrap();
            let found = mentioned_in_figures(text, &lang);
            assert!(found.iter().any(|m| m.may_be(other)), "{text}: {found:?}");
        }
    }

    #[test]
    fn roman_numerals() {
        for (numeral, value) in [
            ("XXI", Some(21)),
            ("IV", Some(4)),
            ("MCMXC", Some(1990)),
            ("IIII", None),
            ("VX", None),
            ("", None),
            ("MIX", Some(1009)),
        ] {
            assert_eq!(roman_value(numeral), value, "{numeral}");
        }
    }
}
