//! The numbers that one side of a pair says, and the ways in which it may say those of the other.

use super::durations::{Named, named};
use super::times::read_times;
use super::ways::Years;
use crate::lang::Lang;
use crate::text::{
    Form, Mention, Number, QuantityKind, fold_text, is_han, mentioned_in_figures,
    mentioned_in_words,
};
use std::cell::OnceCell;
use std::collections::{HashMap, HashSet};

/// One side of a pair.
pub(super) struct Said<'a> {
    pub(super) text: &'a str,
    pub(super) lang: &'a Lang,
    /// Its figures and months.
    pub(super) figures: Vec<Mention>,
    /// All values that its figures may have, but for times, with the places of these in `figures`.
    values: HashMap<Number, Vec<usize>>,
    /// Its numbers in words, looked for when figures are not enough, and all values that they may have.
    words: OnceCell<(Vec<Mention>, HashSet<Number>)>,
    /// The text without differences of case.
    folded: OnceCell<String>,
    /// Its digits in a row.
    digits: OnceCell<String>,
    // What every figure that the other side lacks asks for.
    /// Its years, its times of day in minutes, and the units of time that it names.
    years: OnceCell<Years>,
    times: OnceCell<Vec<u64>>,
    durations: OnceCell<Named>,
}

impl<'a> Said<'a> {
    pub(super) fn new(text: &'a str, lang: &'a Lang) -> Self {
        let mut figures = mentioned_in_figures(text, lang);
        read_times(text, lang, &mut figures);
        let mut places: HashMap<Number, Vec<usize>> = HashMap::new();
        for (at, mention) in figures.iter().enumerate() {
            if mention.kind != QuantityKind::Time {
                for value in values(mention) {
                    places.entry(value).or_default().push(at);
                }
            }
        }
        Self {
            text,
            lang,
            figures,
            values: places,
            words: OnceCell::new(),
            folded: OnceCell::new(),
            digits: OnceCell::new(),
            years: OnceCell::new(),
            times: OnceCell::new(),
            durations: OnceCell::new(),
        }
    }

    fn words(&self) -> &(Vec<Mention>, HashSet<Number>) {
        self.words.get_or_init(|| {
            let words = mentioned_in_words(self.text, self.lang);
            let values = words.iter().flat_map(values).collect();
            (words, values)
        })
    }

    pub(super) fn folded(&self) -> &str {
        self.folded.get_or_init(|| fold_text(self.text, self.lang))
    }

    pub(super) fn digits(&self) -> &str {
        let digits = || self.text.chars().filter(char::is_ascii_digit).collect();
        self.digits.get_or_init(digits)
    }

    pub(super) fn years(&self) -> &Years {
        self.years.get_or_init(|| Years::of(self.mentions()))
    }

    /// The times of day that it says, in minutes.
    pub(super) fn times(&self) -> &[u64] {
        self.times.get_or_init(|| {
            self.mentions()
                .filter(|m| m.kind == QuantityKind::Time)
                .filter_map(|m| m.value.whole())
                .collect()
        })
    }

    /// Which units of time it names.
    pub(super) fn named_durations(&self) -> &Named {
        self.durations.get_or_init(|| named(self))
    }

    /// Everything that it mentions.
    pub(super) fn mentions(&self) -> impl Iterator<Item = &Mention> {
        // Words are read only when no figure was the answer.
        self.figures
            .iter()
            .chain(std::iter::once(()).flat_map(|()| &self.words().0))
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
        match mention.kind {
            QuantityKind::Time => return self.says_time(mention, theirs),
            QuantityKind::Month => return self.says_month(mention),
            QuantityKind::Day | QuantityKind::Number => {}
        }
        values(mention).any(|value| self.says_value(value))
            || self.says_digits(mention, theirs)
            || self.says_century(mention, theirs)
            || self.says_halves(mention.value)
            || self.says_quarters(mention.value)
            || self.says_tenths(mention.value)
            || self.names_day(mention.value)
            || self.names_turn_of_century(mention.value)
            || self.says_duration(mention, theirs)
            || self.says_measure(mention, theirs)
            || self.says_part_of_year(mention)
            || self.says_time_of(mention.value)
    }

    pub(super) fn says_value(&self, value: Number) -> bool {
        self.has_figure(value) || self.in_words(value)
    }

    pub(super) fn has_figure(&self, value: Number) -> bool {
        self.values.contains_key(&value)
    }

    /// The figures that may have a value.
    pub(super) fn figures_of(&self, value: Number) -> impl Iterator<Item = &Mention> {
        let places = self.values.get(&value);
        places.into_iter().flatten().map(|at| &self.figures[*at])
    }

    /// A value in words, in an ordinal or a derived word too: exactly this one.
    pub(super) fn in_words(&self, value: Number) -> bool {
        self.words().1.contains(&value)
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

/// All values that a mention may have.
pub(super) fn values(mention: &Mention) -> impl Iterator<Item = Number> + '_ {
    std::iter::once(mention.value).chain(mention.readings.iter().copied())
}
