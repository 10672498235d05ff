//! A quantity written anew: another value in the form, and with the ending, of the one that stands there.
//!
//! Every rule here refuses rather than guesses: a translator reads over a wrong number.

use super::{Quantity, QuantityKind, Tail};
use crate::lang::Lang;
use crate::text::calendar::month_names;
use crate::text::harmony::{exchange_ending, is_ending, last_word_read, same_ending};
use crate::text::numbers::Number;
use crate::text::written::{WrittenNumber, decimal_point, figure_length};
use crate::text::{capitalized, en, fold_text};

/// A quantity with the text that it stands in.
#[derive(Debug, Clone, Copy)]
pub struct InText<'a> {
    /// The text.
    pub text: &'a str,
    /// The quantity.
    pub quantity: &'a Quantity,
    /// The language of the text.
    pub lang: &'a Lang,
}

impl InText<'_> {
    fn token(&self) -> &str {
        &self.text[self.quantity.span.clone()]
    }

    fn figure(&self) -> &str {
        let token = self.token();
        &token[..figure_length(token).unwrap_or(token.len())]
    }

    /// The words that an ending of it may have been written for; minutes :00 are read or left out.
    fn words_read(&self) -> Vec<&'static str> {
        let value = self.quantity.value.whole().unwrap_or_default();
        match (self.quantity.kind, &self.quantity.written) {
            (QuantityKind::Time, _) if value.is_multiple_of(60) => {
                vec![last_word_read(value / 60), last_word_read(0)]
            }
            (QuantityKind::Time, _) => vec![last_word_read(value % 60)],
            (_, Some(written)) => {
                let read_last = if written.fraction.is_empty() {
                    &written.whole
                } else {
                    &written.fraction
                };
                read_last.parse().map(last_word_read).into_iter().collect()
            }
            (_, None) => month_name(self.lang, self.quantity.value)
                .into_iter()
                .collect(),
        }
    }

    fn follows(&self) -> &str {
        &self.text[self.quantity.whole.end..]
    }
}

fn month_name(lang: &Lang, month: Number) -> Option<&'static str> {
    let at = month.whole()?.checked_sub(1)?;
    month_names(lang)?.get(at as usize).copied()
}

/// Whether two quantities of one language are the same but for their value: of one kind, with the same ending.
pub fn same_form(a: InText<'_>, b: InText<'_>) -> bool {
    if a.quantity.kind != b.quantity.kind {
        return false;
    }
    match (&a.quantity.tail, &b.quantity.tail) {
        (Tail::Ordinal, Tail::Ordinal) => true,
        (Tail::Kept(from), Tail::Kept(to)) => a.token()[*from..] == b.token()[*to..],
        (Tail::Ending(from), Tail::Ending(to)) => {
            let (one, other) = (&a.token()[*from..], &b.token()[*to..]);
            let words = b.words_read();
            a.words_read()
                .iter()
                .any(|x| words.iter().any(|y| same_ending(one, x, other, y)))
        }
        _ => false,
    }
}

/// What stands in `target` for `source`, written anew for the value of `query`: the text for the quantity's span.
/// `None` where its form or the words beside it are not certain.
pub fn exchange(target: InText<'_>, source: InText<'_>, query: InText<'_>) -> Option<String> {
    let written = match target.quantity.kind {
        QuantityKind::Time => Form::plain(write_time(target, query)?),
        QuantityKind::Month if target.quantity.written.is_none() => {
            return write_month(target, query.quantity.value);
        }
        _ => write_number(target, source, query)?,
    };
    let tail = match &target.quantity.tail {
        Tail::Kept(at) => target.token()[*at..].to_owned(),
        Tail::Ordinal => en::ordinal(query.quantity.value.whole()?).to_owned(),
        Tail::Ending(at) => {
            let (mark, ending) =
                target.token()[target.figure().len()..].split_at(at - target.figure().len());
            // No decimal is an ordinal: nothing is the 3.5th.
            if ending.starts_with('c') && !written.fraction.is_empty() {
                return None;
            }
            let now = match target.quantity.kind {
                QuantityKind::Time => query.words_read(),
                _ => vec![last_word_read(written.read_last()?)],
            };
            format!(
                "{mark}{}",
                ending_after(&target.words_read(), &now, ending)?
            )
        }
    };
    fits_beside(target, query, &written).then(|| written.text + &tail)
}

/// The digits of a number as written, and how they look.
struct Form {
    text: String,
    whole: String,
    fraction: String,
}

impl Form {
    fn plain(text: String) -> Self {
        Self {
            text,
            whole: String::new(),
            fraction: String::new(),
        }
    }

    fn read_last(&self) -> Option<u64> {
        if self.fraction.is_empty() {
            self.whole.parse().ok()
        } else {
            self.fraction.parse().ok()
        }
    }
}

/// The ending after the new words, where all readings that explain the old one agree. The n-th reading of one goes
/// with the n-th of the other.
fn ending_after(old: &[&str], new: &[&str], ending: &str) -> Option<String> {
    let mut found: Option<String> = None;
    for at in 0..old.len().max(new.len()) {
        let (old, new) = (old.get(at).or(old.last())?, new.get(at).or(new.last())?);
        let Some(now) = exchange_ending(ending, old, new) else {
            if is_ending(ending, old) {
                return None;
            }
            continue;
        };
        if found.as_ref().is_some_and(|other| *other != now) {
            return None;
        }
        found = Some(now);
    }
    found
}

fn write_time(target: InText<'_>, query: InText<'_>) -> Option<String> {
    let (hours, mark) = hours_of(target.figure())?;
    let minutes = query.quantity.value.whole()?;
    let padded = match hours.len() {
        2 if !hours.starts_with('0') => hours_of(query.figure())?.0.len() == 2,
        length => length == 2,
    };
    let width = if padded { 2 } else { 1 };
    Some(format!(
        "{:0>width$}{mark}{:0>2}",
        minutes / 60,
        minutes % 60
    ))
}

fn hours_of(figure: &str) -> Option<(&str, char)> {
    let mark = figure.chars().find(|c| !c.is_ascii_digit())?;
    Some((figure.split(mark).next()?, mark))
}

fn write_month(target: InText<'_>, month: Number) -> Option<String> {
    let Tail::Ending(at) = target.quantity.tail else {
        return None;
    };
    let (name, ending) = target.token().split_at(at);
    let old = month_name(target.lang, target.quantity.value)?;
    let new = month_name(target.lang, month)?;
    let mut letters = name.chars();
    let capital = letters.next()?.is_uppercase();
    if letters.chain(ending.chars()).any(char::is_uppercase) {
        return None;
    }
    let ending = exchange_ending(ending, old, new)?;
    let new = if capital {
        capitalized(new, target.lang)
    } else {
        new.to_owned()
    };
    Some(format!("{new}{ending}"))
}

fn write_number(target: InText<'_>, source: InText<'_>, query: InText<'_>) -> Option<Form> {
    let power = target.quantity.power;
    let [old, before, now] = [target, source, query].map(|t| t.quantity.written.as_ref());
    let old = old?;
    let new = query.quantity.value.scaled(-power);
    let plain = new.to_string();
    let (whole, fraction) = plain.split_once('.').unwrap_or((&plain, ""));
    let (mut whole, mut fraction) = (whole.to_owned(), fraction.to_owned());
    // A month has a figure in Chinese only, and needs none of what follows.
    if let (Some(before), Some(now)) = (before, now) {
        let exact = [before, now].iter().any(|w| w.fraction.ends_with('0'));
        if exact {
            // Zeros at the end tell how exact a number is; they go over only where the scales are the same.
            let same_scale = [source, query].iter().all(|t| t.quantity.power == power);
            if !same_scale || old.fraction.len() != before.fraction.len() {
                return None;
            }
            whole.clone_from(&now.whole);
            fraction.clone_from(&now.fraction);
        } else if old.fraction.ends_with('0') {
            return None;
        }
        if fraction.len() > old.fraction.len().max(now.fraction.len() + 1) {
            return None;
        }
        let long = before.whole.len() > 3 && now.whole.len() > 3;
        if long && before.group.is_some() != now.group.is_some() {
            return None;
        }
    }
    if !fits_scale(target, old, &whole) {
        return None;
    }
    let text = old.write(&whole, &fraction, decimal_point(target.lang));
    let read = WrittenNumber::parse(&text, target.lang)?;
    let form = Form {
        text,
        whole,
        fraction,
    };
    (read.value()? == new).then_some(form)
}

/// Whether the scale and the grouping of what stands there suit the new digits before the decimals.
fn fits_scale(target: InText<'_>, old: &WrittenNumber, whole: &str) -> bool {
    let chinese = target.lang.is_chinese();
    if target.quantity.power > 0 {
        // `0,8 milyard` is 800 milyon to a reader, `12000万` is 1.2亿.
        return whole != "0" && whole.len() <= if chinese { 4 } else { 3 };
    }
    if old.group.is_some() {
        return true;
    }
    match (old.whole.len(), whole.len()) {
        (before, now) if now >= 7 && before < 7 => false,
        (_, ..4) | (5.., _) | (4, 4) => true,
        // 1250 needs no mark in Azerbaijani; 1,250 needs one in English, unless it is a year.
        (_, now) => chinese || target.lang.primary() == "az" && now == 4,
    }
}

/// Whether the words beside the quantity stay right.
fn fits_beside(target: InText<'_>, query: InText<'_>, new: &Form) -> bool {
    let follows = target.follows();
    let next_word = follows
        .strip_prefix(char::is_whitespace)
        .filter(|rest| rest.starts_with(char::is_alphabetic));
    match target.lang.primary().as_str() {
        "en" => {
            let one = Number::new(1, 0);
            let is_one = [target, query].iter().any(|t| t.quantity.value == one);
            let counts = target.quantity.kind == QuantityKind::Number
                && target.quantity.tail != Tail::Ordinal
                && next_word.is_some();
            !(is_one && counts) && article_stays(target, new)
        }
        "az" => {
            // Particles, and endings that a blank parts, agree with the number as it is read.
            let particle = next_word.is_some_and(|rest| {
                let word: String = rest.chars().take_while(|c| c.is_alphabetic()).collect();
                let word = fold_text(&word, target.lang);
                matches!(word.as_str(), "da" | "də" | "mı" | "mi" | "mu" | "mü")
                    || target
                        .words_read()
                        .iter()
                        .any(|read| is_ending(&word, read))
            });
            !particle
        }
        _ => true,
    }
}

/// Whether `a` or `an` before an English number stays right.
fn article_stays(target: InText<'_>, new: &Form) -> bool {
    // `an $8 billion deal`: signs are not read before the number.
    let before =
        target.text[..target.quantity.span.start].trim_end_matches(|c: char| !c.is_alphanumeric());
    let word = before
        .rsplit(|c: char| !c.is_alphabetic())
        .next()
        .unwrap_or_default();
    if !word.eq_ignore_ascii_case("a") && !word.eq_ignore_ascii_case("an") {
        return true;
    }
    let Some(old) = &target.quantity.written else {
        return false;
    };
    let (old, new) = (en::takes_an(&old.whole), en::takes_an(&new.whole));
    old.is_some() && old == new
}
