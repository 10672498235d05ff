//! The numbers that one side of a pair says, and the ways in which it may say those of the other.

use crate::lang::Lang;
use crate::text::{
    Form, Mention, Number, QuantityKind, fold_text, is_han, mentioned_in_figures,
    mentioned_in_words, says,
};
use std::cell::OnceCell;

/// One side of a pair.
pub(super) struct Said<'a> {
    pub(super) text: &'a str,
    pub(super) lang: &'a Lang,
    /// Its figures and months.
    pub(super) figures: Vec<Mention>,
    /// Its numbers in words, looked for when figures are not enough.
    words: OnceCell<Vec<Mention>>,
}

impl<'a> Said<'a> {
    pub(super) fn new(text: &'a str, lang: &'a Lang) -> Self {
        Self {
            text,
            lang,
            figures: mentioned_in_figures(text, lang),
            words: OnceCell::new(),
        }
    }

    /// Everything that it mentions.
    pub(super) fn mentions(&self) -> impl Iterator<Item = &Mention> {
        let words = || {
            self.words
                .get_or_init(|| mentioned_in_words(self.text, self.lang))
        };
        // Words are read only when no figure was the answer.
        self.figures
            .iter()
            .chain(std::iter::once(()).flat_map(move |()| words()))
    }

    /// Whether a mention is so certain that it has to be said on the other side too.
    pub(super) fn is_certain(&self, at: usize) -> bool {
        let mention = &self.figures[at];
        match mention.form {
            // One is an article in many languages, and May a name.
            Form::Figure if mention.kind == QuantityKind::Number => {
                mention.value != Number::new(1, 0) && !self.is_numbering(mention)
            }
            Form::Figure if mention.kind == QuantityKind::Month => self.is_surely_month(mention),
            Form::Figure => true,
            Form::Bound | Form::Part => mention.value.whole().is_some_and(|n| n >= 10),
            Form::Words => false,
        }
    }

    /// Whether a figure only numbers the text: `1. `, `2) ` at its beginning.
    fn is_numbering(&self, mention: &Mention) -> bool {
        self.text[..mention.span.start].trim().is_empty()
            && self.text[mention.span.end..].starts_with(['.', ')', '、', '．', '）'])
            && mention.value.whole().is_some_and(|n| n < 100)
    }

    /// Whether the name of a month is no other word: `May` only beside a figure or after a word that goes with months;
    /// in Azerbaijani, which writes months small, with a capital only at the beginning.
    fn is_surely_month(&self, mention: &Mention) -> bool {
        let name = &self.text[mention.span.clone()];
        if self.lang.primary() == "az" && name.starts_with(char::is_uppercase) {
            let figure = |text: &str| text.trim().contains(|c: char| c.is_ascii_digit());
            let before = &self.text[..mention.span.start];
            return before.trim().is_empty()
                || figure(before.split_whitespace().next_back().unwrap_or_default());
        }
        if self.lang.primary() != "en" || mention.value != Number::new(5, 0) {
            return true;
        }
        let before = self.text[..mention.span.start].trim_end();
        let after = self.text[mention.span.end..].trim_start();
        let word = before
            .rsplit(char::is_whitespace)
            .next()
            .unwrap_or_default();
        after.starts_with(|c: char| c.is_ascii_digit())
            || word.starts_with(|c: char| c.is_ascii_digit())
            || matches!(
                word,
                "in" | "of" | "since" | "until" | "last" | "next" | "early" | "late" | "mid"
            )
    }

    /// Whether a number of another text is said here.
    pub(super) fn says(&self, mention: &Mention, theirs: &Said<'_>) -> bool {
        let mut values = vec![mention.value];
        values.extend(&mention.readings);
        match mention.kind {
            QuantityKind::Time => return self.says_time(mention, theirs),
            QuantityKind::Month => return self.says_month(mention),
            QuantityKind::Day | QuantityKind::Number => {}
        }
        values.iter().any(|value| self.says_value(*value))
            || self.says_digits(mention, theirs)
            || self.says_century(mention, theirs)
            || self.says_halves(mention.value)
            || self.says_quarters(mention.value)
            || self.says_tenths(mention.value)
            || self.names_day(mention.value)
            || self.says_duration(mention, theirs)
            || self.says_part_of_year(mention)
            || self.says_time_of(mention.value)
    }

    pub(super) fn says_value(&self, value: Number) -> bool {
        self.mentions()
            .any(|m| m.kind != QuantityKind::Time && m.may_be(value))
            || self.in_words(value)
    }

    /// A value in words that are no plain number: ordinals, derived words, tens and ones apart.
    pub(super) fn in_words(&self, value: Number) -> bool {
        let Some(whole) = value.whole() else {
            return false;
        };
        if whole > 20 && whole < 100 && !whole.is_multiple_of(10) {
            let part = |n: u64| says(self.text, Number::new(n, 0), self.lang);
            return part(whole / 10 * 10) && part(whole % 10);
        }
        says(self.text, value, self.lang)
    }

    /// Digits of a telephone number or an identifier, however they are grouped.
    fn says_digits(&self, mention: &Mention, theirs: &Said<'_>) -> bool {
        let digits: String = theirs.text[mention.span.clone()]
            .chars()
            .filter(char::is_ascii_digit)
            .collect();
        mention.form != Form::Figure && {
            let ours: String = self.text.chars().filter(char::is_ascii_digit).collect();
            ours.contains(&digits)
        }
    }

    /// `the 1980s` for `20世纪80年代`.
    fn says_century(&self, mention: &Mention, theirs: &Said<'_>) -> bool {
        let after = theirs.text[mention.span.end..].trim_start();
        let named = ["世纪", "世紀", "century", "əsr"]
            .iter()
            .any(|word| after.starts_with(word));
        mention
            .value
            .whole()
            .filter(|n| named && *n > 0)
            .is_some_and(|century| {
                let years = (century - 1).saturating_mul(100)..century.saturating_mul(100);
                self.mentions()
                    .filter_map(|m| m.value.whole())
                    .any(|n| years.contains(&n))
            })
    }

    /// `half a million` for `50万`, `bir milyon yarım` for `1.5 million`.
    fn says_halves(&self, value: Number) -> bool {
        let twice = value.scaled(1).whole().map(|n| Number::new(n / 5, 0));
        self.has_half()
            && twice.is_some_and(|twice| self.in_words(twice) || self.has_scale_of(twice))
    }

    /// Whether the word for a half stands here.
    pub(super) fn has_half(&self) -> bool {
        self.has_one_of(&["half"], &["yarım"], &["半"])
    }

    /// `a quarter of an hour` for `15 minutes`, `three quarters` for `75 %`.
    fn says_quarters(&self, value: Number) -> bool {
        matches!(value.whole(), Some(15 | 25 | 45 | 75))
            && self.has_one_of(&["quarter"], &["dörddə", "rüb"], &["四分之", "刻"])
    }

    /// `三成` for `30 %`, `七成五` for `75 %`.
    fn says_tenths(&self, value: Number) -> bool {
        const FIGURES: [&str; 10] = ["", "一", "二", "三", "四", "五", "六", "七", "八", "九"];
        let Some(percent) = value.whole().filter(|n| *n > 0 && *n < 100) else {
            return false;
        };
        if self.lang.primary() != "zh" {
            return false;
        }
        let figure = |n: u64| FIGURES[(n % 10) as usize];
        let (tens, ones) = (percent / 10, percent % 10);
        let after = figure(ones);
        tens > 0
            && [figure(tens).to_owned(), tens.to_string()]
                .iter()
                .any(|tens| self.text.contains(&format!("{tens}成{after}")))
    }

    /// A day of the year by its name: `元旦` for `1 January`.
    fn names_day(&self, day: Number) -> bool {
        day == Number::new(1, 0) && self.names_new_year()
    }

    fn names_new_year(&self) -> bool {
        self.has_one_of(&["new year's day"], &["yeni il gün"], &["元旦"])
    }

    fn has_one_of(&self, en: &[&str], az: &[&str], zh: &[&str]) -> bool {
        let words = match self.lang.primary().as_str() {
            "en" => en,
            "az" => az,
            "zh" => zh,
            _ => return false,
        };
        let text = fold_text(self.text, self.lang);
        words.iter().any(|word| text.contains(word))
    }

    /// Whether the scale of a number stands here as a word: `million` for 2,000,000.
    fn has_scale_of(&self, value: Number) -> bool {
        let words: &[(&str, u64)] = match self.lang.primary().as_str() {
            "en" => &[
                ("thousand", 1_000),
                ("million", 1_000_000),
                ("billion", 1_000_000_000),
            ],
            "az" => &[
                ("min", 1_000),
                ("milyon", 1_000_000),
                ("milyard", 1_000_000_000),
            ],
            _ => return false,
        };
        value.whole().is_some_and(|n| {
            words.iter().any(|(word, scale)| {
                n.is_multiple_of(*scale) && n / scale < 20 && self.text.contains(word)
            })
        })
    }

    /// `the 1990s` for `90年代`, `1939-45` for `1939-1945`. A day is no part of a year, and 4 none of 2004.
    fn says_part_of_year(&self, mention: &Mention) -> bool {
        let Some(value) = whole_number(mention) else {
            return false;
        };
        let year = |n: u64| (1000..2100).contains(&n);
        self.mentions()
            .filter(|m| {
                let short = if value < 100 { mention } else { m };
                short.form == Form::Bound
                    || short.form == Form::Part
                    || short.value.whole() >= Some(10)
            })
            .filter_map(whole_number)
            .any(|other| {
                let (long, short) = (value.max(other), value.min(other));
                year(long) && short < 100 && long % 100 == short
            })
    }

    fn says_month(&self, mention: &Mention) -> bool {
        self.mentions()
            .any(|m| m.kind != QuantityKind::Time && m.may_be(mention.value))
            || mention.value == Number::new(1, 0) && self.names_new_year()
            || mention
                .value
                .whole()
                .is_some_and(|month| self.names_month(month))
    }

    /// A month in Chinese numerals, or cut short in English: `Sept.`
    fn names_month(&self, month: u64) -> bool {
        const NUMERALS: [&str; 12] = [
            "一月",
            "二月",
            "三月",
            "四月",
            "五月",
            "六月",
            "七月",
            "八月",
            "九月",
            "十月",
            "十一月",
            "十二月",
        ];
        const SHORT: [&str; 12] = [
            "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
        ];
        let names = match self.lang.primary().as_str() {
            "zh" => &NUMERALS,
            "en" => &SHORT,
            _ => return false,
        };
        usize::try_from(month)
            .ok()
            .and_then(|m| names.get(m.checked_sub(1)?))
            .is_some_and(|name| self.text.contains(name))
    }

    /// Whether the other side need not say this: a year beside a month that it does say.
    pub(super) fn may_be_left_out(&self, mention: &Mention, other: &Said<'_>) -> bool {
        is_year(mention)
            && self.figures.iter().any(|month| {
                month.kind == QuantityKind::Month
                    && self.near(month, mention)
                    && other.says_month(month)
            })
    }

    /// Whether at most a day stands between two mentions.
    fn near(&self, a: &Mention, b: &Mention) -> bool {
        let (first, second) = if a.span.start < b.span.start {
            (a, b)
        } else {
            (b, a)
        };
        let between = &self.text[first.span.end.min(second.span.start)..second.span.start];
        between
            .chars()
            .filter(|c| c.is_alphabetic() && !is_han(*c))
            .count()
            <= 4
            && between.chars().filter(|c| is_han(*c)).count() <= 1
            && between.len() <= 16
    }
}

/// Whether a number can be a year of our time.
pub(super) fn is_year(mention: &Mention) -> bool {
    mention.kind == QuantityKind::Number
        && mention
            .value
            .whole()
            .is_some_and(|n| (1900..2100).contains(&n))
}

/// A number that is no part of a date or a time, without decimals.
fn whole_number(mention: &Mention) -> Option<u64> {
    mention
        .value
        .whole()
        .filter(|_| mention.kind == QuantityKind::Number)
}
