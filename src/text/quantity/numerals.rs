//! What Chinese numerals say: `三千五百万`, `二〇二五`, `两三百` (200 or 300), `十四五` (the 14th, five), `三十多万`.
//!
//! A character of a longer number says nothing by itself: there is no 3 in 三十.

use super::mentions::Mention;
use super::spoken;
use super::words::mention;
use crate::text::chinese_value;
use crate::text::numbers::{Number, chinese_digit, chinese_scale};

/// The numbers in numerals, and in characters that say one in another way (`双`, `半`).
pub(super) fn numerals(text: &str) -> Vec<Mention> {
    let mut out: Vec<Mention> = spoken::chinese_words(text)
        .map(|(span, values)| {
            let mut values = values.iter().map(|n| Number::new(*n, 0));
            let value = values.next().unwrap_or(Number::new(0, 0));
            mention(span, value, values.collect())
        })
        .collect();
    let mut at = 0;
    while let Some(start) = text[at..].find(is_numeral).map(|found| at + found) {
        let end = text[start..]
            .find(|c| !is_numeral(c))
            .map_or(text.len(), |length| start + length);
        at = end;
        let run = own(&text[..start], &text[start..end], &text[end..]);
        let from = end - run.len();
        let mut values = values(run);
        values.extend(around(run, &text[end..]));
        if let [value, readings @ ..] = &values[..] {
            out.push(mention(from..end, *value, readings.to_vec()));
        }
    }
    out
}

fn is_numeral(c: char) -> bool {
    chinese_digit(c).is_some() || chinese_scale(c).is_some()
}

fn is_scale(c: char) -> bool {
    chinese_scale(c).is_some()
}

/// What follows a number that is not all of it.
fn is_about(c: char) -> bool {
    matches!(c, '多' | '余' | '餘' | '几' | '幾' | '来' | '來')
}

/// A run without what belongs to a figure before it (`6.24万`, `10多万`).
fn own<'a>(before: &str, run: &'a str, after: &str) -> &'a str {
    let number = before.trim_end_matches(is_about).trim_end();
    let figure = number.ends_with(char::is_numeric)
        || before.ends_with(is_about) && number.ends_with(is_numeral);
    let run = if figure {
        run.trim_start_matches(is_scale)
    } else {
        run
    };
    // `百分之五` is no hundred.
    if after.starts_with("分之") && run.chars().all(is_scale) {
        return "";
    }
    run
}

/// What a run of numerals may say, what it most likely says first.
fn values(run: &str) -> Vec<Number> {
    if run.is_empty() {
        return Vec::new();
    }
    let chars: Vec<char> = run.chars().collect();
    let text = |part: &[char]| part.iter().collect::<String>();
    if !chars.iter().copied().any(is_scale) {
        let mut values: Vec<Number> = chinese_value(run).into_iter().collect();
        // `五四`, `二三`: the fourth of May, two or three.
        if (2..=3).contains(&chars.len()) {
            values.extend(chars.iter().filter_map(|c| chinese_value(&c.to_string())));
        }
        return values;
    }
    let zero = |c: char| chinese_digit(c) == Some(0);
    let digit = |c: char| chinese_digit(c).is_some() && !zero(c);
    let Some(cut) = (1..chars.len()).find(|at| digit(chars[at - 1]) && digit(chars[*at])) else {
        return chinese_value(run).into_iter().collect();
    };
    let (left, right) = chars.split_at(cut);
    let mut values: Vec<Number> = chinese_value(&text(left)).into_iter().collect();
    // `七八百`: the scale holds for both. `十七八`: so do the tens.
    let scale: i16 = right
        .iter()
        .skip_while(|c| !is_scale(**c))
        .filter_map(|c| chinese_scale(*c))
        .sum();
    let tens = [&left[..left.len() - 1], &right[..1]].concat();
    values.extend(chinese_value(&text(left)).map(|n| n.scaled(scale)));
    values.extend(chinese_value(&text(&tens)));
    values.extend(chinese_value(&text(right)));
    values
}

/// What it says together with what follows: `三十多万`, `十几`, `三点五亿`.
fn around(run: &str, after: &str) -> Vec<Number> {
    let mut out = Vec::new();
    let Some(value) = chinese_value(run).filter(|_| !run.is_empty()) else {
        return out;
    };
    let power = |text: &str| -> i16 { text.chars().map_while(chinese_scale).take(2).sum() };
    if let Some(rest) = after.strip_prefix(|c| is_about(c) || matches!(c, '个' | '個')) {
        out.extend(
            Some(power(rest))
                .filter(|p| *p > 0)
                .map(|p| value.scaled(p)),
        );
        if run == "十" {
            out.extend((11..20).map(|n| Number::new(n, 0)));
        }
    }
    if let Some(rest) = after.strip_prefix('点') {
        let digits: String = rest
            .chars()
            .map_while(chinese_digit)
            .map(|d| char::from(b'0' + d))
            .collect();
        let length = digits.len();
        let scale = power(rest.trim_start_matches(|c| chinese_digit(c).is_some()));
        let decimals = digits.parse().ok().filter(|_| length < 10);
        out.extend(
            decimals
                .map(|n| Number::new(n, -(length as i16)))
                .and_then(|n| value.plus(n))
                .map(|n| n.scaled(scale)),
        );
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_in_numerals() {
        for (text, values) in [
            ("三千五百万人", &["35000000"][..]),
            ("二〇二五年", &["2025"]),
            ("三十国", &["30"]),
            ("三国", &["3"]),
            ("两三百人", &["2", "200", "3", "300"]),
            ("“十四五”规划", &["14", "15", "5"]),
            ("三十多万人", &["30", "300000"]),
            ("6.24万人次", &[]),
            ("10多万人", &[]),
            ("百分之三点五", &["3", "3.5", "5"]),
            ("一百零五天", &["105"]),
            ("双方", &["2"]),
        ] {
            let found = numerals(text);
            let mut said: Vec<String> = found
                .iter()
                .flat_map(|m| std::iter::once(m.value).chain(m.readings.clone()))
                .map(|n| n.to_string())
                .collect();
            said.sort_by(|a, b| a.parse::<f64>().unwrap().total_cmp(&b.parse().unwrap()));
            said.dedup();
            let mut values = values.to_vec();
            values.sort_by(|a, b| a.parse::<f64>().unwrap().total_cmp(&b.parse().unwrap()));
            assert_eq!(said, values, "{text}");
        }
    }
}
