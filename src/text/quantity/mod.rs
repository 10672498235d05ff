//! The quantities of a text as they are written: numbers with their scale, days, months, times of day.
//!
//! Where [`find_numbers`] says what a text is about, this says which figures could be exchanged for others, and
//! how each is written. What is not certain to be a quantity of its own is kept apart, by its digits.

mod exchange;
mod isolated;
mod mentions;
mod neighbours;
mod numerals;
mod spoken;
mod words;

pub use exchange::{InText, exchange, same_form};
pub use mentions::{Form, Mention, mentioned_in_figures, mentioned_in_words, roman_value};
pub use spoken::says;

use super::calendar::month;
use super::fold::fold_text;
use super::numbers::{FoundNumber, Number, chinese_scale, find_numbers, scale, scale_word};
use super::token::{Token, TokenKind, tokenize};
use super::written::{WrittenNumber, figure_length};
use crate::lang::Lang;
use isolated::{Beside, after, before, is_crowded, is_dash};
use std::ops::Range;

/// What a quantity is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum QuantityKind {
    /// A number of any other kind; years too.
    Number,
    /// The day of a month.
    Day,
    /// A month; its value is 1 to 12.
    Month,
    /// A time of day; its value is the minutes since midnight.
    Time,
}

/// What is tied to the end of a figure.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Tail {
    /// English ordinal letters: `24th`.
    Ordinal,
    /// An Azerbaijani ending: where it begins, in bytes of the quantity's span. A figure has a mark before it.
    Ending(usize),
    /// What stays as it is, and where it begins: `5-member`, `120km`; mostly nothing.
    Kept(usize),
}

/// A quantity in figures, or a month.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quantity {
    /// What it is.
    pub kind: QuantityKind,
    /// Its value, that of the scale included.
    pub value: Number,
    /// The bytes of the figure or the name, with what is tied to it.
    pub span: Range<usize>,
    /// The same with the words of its scale, without an ending of theirs.
    pub whole: Range<usize>,
    /// The power of ten of its scale.
    power: i16,
    tail: Tail,
    /// The figure taken apart; a month and a time have none.
    written: Option<WrittenNumber>,
    /// Whether a dash ties it to the figure before it, and to the one after it.
    joined: [bool; 2],
}

/// The quantities of a text.
#[derive(Debug, Clone, Default)]
pub struct Quantities {
    /// Those that stand for themselves, in order.
    pub found: Vec<Quantity>,
    /// The values of numbers in words, and the figures inside identifiers and other things that are no quantity.
    pub others: Vec<Number>,
}

impl Quantities {
    /// The text around the quantities: one piece more than there are of them.
    pub fn around<'a>(&self, text: &'a str) -> Vec<&'a str> {
        let mut at = 0;
        let mut out = Vec::with_capacity(self.found.len() + 1);
        for quantity in &self.found {
            out.push(&text[at..quantity.whole.start]);
            at = quantity.whole.end;
        }
        out.push(&text[at..]);
        out
    }
}

/// Units that are written close to a figure.
const UNITS: [&str; 14] = [
    "km", "m", "cm", "mm", "kg", "g", "t", "ha", "kW", "MW", "GW", "kV", "kWh", "TWh",
];

/// What stands in figures or names a month, before it is decided what becomes of it.
struct Candidates {
    /// In order, with whether each stands for itself.
    quantities: Vec<(Quantity, bool)>,
    /// The bytes of tokens with digits that are no quantity: identifiers, dates in figures.
    loose: Vec<Range<usize>>,
}

fn candidates(text: &str, lang: &Lang) -> Candidates {
    let tokens = tokenize(text);
    let reader = Reader {
        text,
        tokens: &tokens,
        lang,
    };
    let mut quantities: Vec<(Quantity, bool)> = Vec::new();
    let mut loose = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        let token = &tokens[at];
        match token.kind {
            TokenKind::Number => {
                let last = reader.last_group(at, quantities.last().map(|(q, _)| q));
                match reader.figure(at, last) {
                    Some(found) => quantities.push(found),
                    None => loose.push(token.span.start..tokens[last].span.end),
                }
                at = last + 1;
            }
            TokenKind::Word => {
                if let Some(found) = reader.month(token) {
                    quantities.push((found, true));
                } else if token.text(text).contains(|c: char| c.is_ascii_digit()) {
                    loose.push(token.span.clone());
                }
                at += 1;
            }
            TokenKind::Han | TokenKind::Punctuation => at += 1,
        }
    }
    neighbours::settle(text, lang, &mut quantities);
    Candidates { quantities, loose }
}

/// Finds the quantities of a text in English, Azerbaijani or Chinese.
pub fn quantities(text: &str, lang: &Lang) -> Quantities {
    let candidates = candidates(text, lang);
    let mut out = Quantities::default();
    for span in candidates.loose {
        out.others.extend(digit_runs(&text[span]));
    }
    for (quantity, free) in candidates.quantities {
        if free {
            out.found.push(quantity);
        } else {
            out.others.extend(digit_runs(&text[quantity.span]));
            out.others.push(quantity.value);
        }
    }
    out.others.extend(in_words(text, lang).map(|n| n.value));
    out
}

/// The numbers that are written without a digit.
fn in_words(text: &str, lang: &Lang) -> impl Iterator<Item = FoundNumber> {
    find_numbers(text, lang)
        .into_iter()
        .filter(|n| !text[n.span.clone()].contains(|c: char| c.is_ascii_digit()))
}

struct Reader<'a> {
    text: &'a str,
    tokens: &'a [Token],
    lang: &'a Lang,
}

impl Reader<'_> {
    /// The last token of a figure whose groups are parted by blanks: `62 400`.
    fn last_group(&self, at: usize, previous: Option<&Quantity>) -> usize {
        let start = &self.tokens[at];
        let first = start.text(self.text);
        let digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
        // What follows a month is a day.
        let after_month = previous.is_some_and(|month| {
            month.kind == QuantityKind::Month
                && self.text[month.span.end..start.span.start]
                    .trim()
                    .is_empty()
        });
        if first.len() > 3 || !digits(first) || first.starts_with('0') || after_month {
            return at;
        }
        let mut last = at;
        while let Some(next) = self.tokens.get(last + 1) {
            let text = next.text(self.text);
            let close = &self.text[self.tokens[last].span.end..next.span.start] == " "
                && digits(self.tokens[last].text(self.text));
            let three = text.len() >= 3
                && text.is_char_boundary(3)
                && digits(&text[..3])
                && !text[3..].starts_with(|c: char| c.is_ascii_digit());
            if !(next.kind == TokenKind::Number && close && three) {
                break;
            }
            last += 1;
        }
        last
    }

    /// The quantity of the tokens `at` to `last`, and whether it stands for itself.
    fn figure(&self, at: usize, last: usize) -> Option<(Quantity, bool)> {
        let span = self.tokens[at].span.start..self.tokens[last].span.end;
        let token = &self.text[span.clone()];
        let length = figure_length(token)?;
        let (figure, tail_text) = token.split_at(length);
        let (left, right) = (
            before(&self.text[..span.start]),
            after(&self.text[span.end..]),
        );
        let joined = [left, right].map(|side| side == Beside::Figure);
        let mut free = left != Beside::Bound && right != Beside::Bound;
        free &= !is_crowded(&self.text[..span.start], &self.text[span.start + length..]);
        if let Some(minutes) = self.time(figure, span.start) {
            let (tail, known) = self.tail(figure, tail_text, None);
            let quantity = Quantity {
                kind: QuantityKind::Time,
                value: Number::new(minutes, 0),
                whole: span.clone(),
                span,
                power: 0,
                tail,
                written: None,
                joined,
            };
            free &= known && !self.half_of_day(&quantity);
            return Some((quantity, free));
        }
        let written =
            WrittenNumber::parse(figure, self.lang).filter(|_| !figure.contains([':', '：']))?;
        if figure.len() > 1 && figure.starts_with('0') && written.fraction.is_empty() {
            return None;
        }
        let value = written.value()?;
        let attached = scale_word(tail_text, self.lang).filter(|(_, l)| *l == tail_text.len());
        let (tail, known) = match attached {
            Some(_) => (Tail::Kept(length), true),
            None => self.tail(figure, tail_text, Some(value)),
        };
        let scale = scale(self.text, self.tokens, last + 1, self.lang);
        let power = attached.map_or(0, |(power, _)| power) + scale.power;
        let quantity = Quantity {
            kind: QuantityKind::Number,
            value: value.scaled(power),
            whole: span.start..scale.end.unwrap_or(span.end),
            span,
            power,
            tail,
            written: Some(written),
            joined,
        };
        free &= known && !self.half_of_day(&quantity) && !self.is_approximate(&quantity);
        // `24-cü milyon` and the like.
        free &= power == 0 || tail_text.is_empty() || attached.is_some();
        Some((quantity, free))
    }

    /// The minutes since midnight of `14:30`, in Azerbaijani also of `saat 14.30`.
    fn time(&self, figure: &str, start: usize) -> Option<u64> {
        let mark = figure.chars().find(|c| matches!(c, ':' | '：' | '.'))?;
        let (hours, minutes) = figure.split_once(mark)?;
        let hour_before = || {
            let before = self.text[..start].trim_end();
            let word = before
                .rsplit(char::is_whitespace)
                .next()
                .unwrap_or_default();
            fold_text(word, self.lang) == "saat"
        };
        if mark == '.' && !(self.lang.primary() == "az" && hour_before()) {
            return None;
        }
        let in_digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
        if hours.len() > 2 || minutes.len() != 2 || !in_digits(hours) || !in_digits(minutes) {
            return None;
        }
        let (hours, minutes): (u64, u64) = (hours.parse().ok()?, minutes.parse().ok()?);
        (hours < 24 && minutes < 60).then_some(hours * 60 + minutes)
    }

    /// What a figure's tail is, and whether it is known.
    fn tail(&self, figure: &str, tail: &str, value: Option<Number>) -> (Tail, bool) {
        let at = figure.len();
        let tied = tail
            .chars()
            .next()
            .filter(|c| is_dash(*c) || matches!(c, '\'' | '’'));
        match (self.lang.primary().as_str(), tied) {
            _ if tail.is_empty() || UNITS.contains(&tail) => (Tail::Kept(at), true),
            ("en", None) => {
                let right = value.is_some_and(|v| v.whole().map(super::en::ordinal) == Some(tail));
                (Tail::Ordinal, right)
            }
            ("en", Some(_)) => (Tail::Kept(at), true),
            ("az", Some(mark)) => {
                let length = mark.len_utf8();
                (Tail::Ending(at + length), true)
            }
            _ => (Tail::Kept(at), false),
        }
    }

    fn month(&self, token: &Token) -> Option<Quantity> {
        let word = token.text(self.text);
        let month = month(word, self.lang)?;
        let value = Number::new(month.number as u64, 0);
        Some(Quantity {
            kind: QuantityKind::Month,
            value,
            span: token.span.clone(),
            whole: token.span.clone(),
            power: 0,
            tail: Tail::Ending(month.length),
            written: None,
            joined: [false; 2],
        })
    }

    /// Whether the half of the day is told: 12:30 a.m. is 0:30 elsewhere.
    fn half_of_day(&self, quantity: &Quantity) -> bool {
        let after = self.text[quantity.whole.end..].trim_start();
        match self.lang.primary().as_str() {
            "zh" => {
                let before = self.text[..quantity.span.start].trim_end();
                let before = before.chars().next_back();
                matches!(before, Some('午' | '晨' | '晚' | '夜' | '上'))
                    && (quantity.kind == QuantityKind::Time
                        || after.starts_with(['时', '時', '点', '點']))
            }
            "en" => {
                let Some(rest) = after.strip_prefix(['a', 'A', 'p', 'P']) else {
                    return false;
                };
                rest.trim_start_matches(['.', ' '])
                    .strip_prefix(['m', 'M'])
                    .is_some_and(|rest| !rest.starts_with(char::is_alphabetic))
            }
            _ => false,
        }
    }

    /// `10多亿`: ten is not all of it.
    fn is_approximate(&self, quantity: &Quantity) -> bool {
        let mut after = self.text[quantity.whole.end..].chars();
        self.lang.is_chinese()
            && matches!(after.next(), Some('多' | '余' | '餘' | '几' | '幾' | '来'))
            && after.next().is_some_and(|c| chinese_scale(c).is_some())
    }
}

/// The whole numbers that the digits of a text write, one by one.
fn digit_runs(text: &str) -> impl Iterator<Item = Number> {
    text.split(|c: char| !c.is_ascii_digit())
        .filter_map(|run| run.parse().ok())
        .map(|digits| Number::new(digits, 0))
}
