//! The ways in which a text may say a number, a month or a day otherwise than by its value.

use super::said::Said;
use crate::text::{Form, Mention, Number, QuantityKind};
use std::collections::HashSet;

impl Said<'_> {
    /// Digits of a telephone number or an identifier, however they are grouped.
    pub(super) fn says_digits(&self, mention: &Mention, theirs: &Said<'_>) -> bool {
        let digits: String = theirs.text[mention.span.clone()]
            .chars()
            .filter(char::is_ascii_digit)
            .collect();
        mention.form != Form::Figure && { self.digits().contains(&digits) }
    }

    /// `the 1980s` for `20世纪80年代`.
    pub(super) fn says_century(&self, mention: &Mention, theirs: &Said<'_>) -> bool {
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

    /// `half a million` for `50万`, `bir milyon yarım` for `1.5 million`, `一个半小时` for `1.5 hours`.
    pub(super) fn says_halves(&self, value: Number) -> bool {
        // `一个半小时`, `bir saat yarım` for `1.5 hours`.
        let tenths = value.scaled(1).whole().filter(|n| n % 10 == 5 && *n < 1000);
        if let Some(whole) = tenths.map(|n| n / 10)
            && self.has_half()
            && (whole <= 1 || self.says_value(Number::new(whole, 0)))
        {
            return true;
        }
        let twice = value.scaled(1).whole().map(|n| Number::new(n / 5, 0));
        self.has_half()
            && twice.is_some_and(|twice| self.in_words(twice) || self.has_scale_of(twice))
    }

    /// Whether the word for a half stands here.
    pub(super) fn has_half(&self) -> bool {
        self.has_one_of(&["half"], &["yarım"], &["半"])
    }

    /// `a quarter of an hour` for `15 minutes`, `three quarters` for `75 %`.
    pub(super) fn says_quarters(&self, value: Number) -> bool {
        matches!(value.whole(), Some(15 | 25 | 45 | 75))
            && self.has_one_of(&["quarter"], &["dörddə", "rüb"], &["四分之", "刻"])
    }

    /// `三成` for `30 %`, `七成五` for `75 %`.
    pub(super) fn says_tenths(&self, value: Number) -> bool {
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
        let two = if tens == 2 { "两" } else { figure(tens) };
        tens > 0
            && [figure(tens).to_owned(), two.to_owned(), tens.to_string()]
                .iter()
                .any(|tens| self.text.contains(&format!("{tens}成{after}")))
    }

    /// `本世纪初` for `the early 2000s`.
    pub(super) fn names_turn_of_century(&self, value: Number) -> bool {
        value == Number::new(2, 3)
            && self.has_one_of(
                &["turn of the century", "this century"],
                &["əsrin əvvəl"],
                &["世纪初", "世纪之初", "世紀初", "世紀之初"],
            )
    }

    /// A day of the year by its name: `元旦` for `1 January`.
    pub(super) fn names_day(&self, day: Number) -> bool {
        day == Number::new(1, 0) && self.names_new_year()
    }

    fn names_new_year(&self) -> bool {
        self.has_one_of(&["new year's day"], &["yeni il gün"], &["元旦"])
    }

    pub(super) fn has_one_of(&self, en: &[&str], az: &[&str], zh: &[&str]) -> bool {
        let words = match self.lang.primary().as_str() {
            "en" => en,
            "az" => az,
            "zh" => zh,
            _ => return false,
        };
        words.iter().any(|word| self.folded().contains(word))
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
    pub(super) fn says_part_of_year(&self, mention: &Mention) -> bool {
        let Some(value) = whole_number(mention) else {
            return false;
        };
        if value < 100 {
            is_two_figures(mention, value) && self.years().ends.contains(&value)
        } else {
            is_dated(value) && self.years().two_figures.contains(&(value % 100))
        }
    }

    pub(super) fn says_month(&self, mention: &Mention) -> bool {
        // `5 iyun` does not say May: its 5 is a day.
        let figure = |m: &Mention| m.kind != QuantityKind::Day;
        self.figures_of(mention.value).any(figure)
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
        let Some(at) = usize::try_from(month).ok().and_then(|m| m.checked_sub(1)) else {
            return false;
        };
        match self.lang.primary().as_str() {
            "zh" => NUMERALS.get(at).is_some_and(|name| {
                // There is a 一月 in 十一月.
                let mut places = self.text.match_indices(name);
                places.any(|(start, _)| !self.text[..start].ends_with('十'))
            }),
            "en" => SHORT.get(at).is_some_and(|name| {
                let mut words = self.text.split(|c: char| !c.is_alphabetic());
                words.any(|word| word == *name || word == "Sept" && *name == "Sep")
            }),
            _ => false,
        }
    }
}

/// What a text says of years: the last two figures of those that it writes whole, and the numbers of two figures that
/// may be the end of one.
pub(super) struct Years {
    ends: HashSet<u64>,
    two_figures: HashSet<u64>,
}

impl Years {
    pub(super) fn of<'a>(mentions: impl Iterator<Item = &'a Mention>) -> Self {
        let (mut ends, mut two_figures) = (HashSet::new(), HashSet::new());
        for mention in mentions {
            match whole_number(mention) {
                Some(n) if is_dated(n) => {
                    ends.insert(n % 100);
                }
                Some(n) if n < 100 && is_two_figures(mention, n) => {
                    two_figures.insert(n);
                }
                _ => {}
            }
        }
        Self { ends, two_figures }
    }
}

fn is_dated(n: u64) -> bool {
    (1000..2100).contains(&n)
}

fn is_two_figures(mention: &Mention, n: u64) -> bool {
    matches!(mention.form, Form::Bound | Form::Part) || n >= 10
}

/// A number that is no part of a date or a time, without decimals.
fn whole_number(mention: &Mention) -> Option<u64> {
    mention
        .value
        .whole()
        .filter(|_| mention.kind == QuantityKind::Number)
}
