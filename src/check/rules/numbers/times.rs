//! Times of day: by either clock, in figures or in words.

use super::said::Said;
use crate::text::{Mention, Number, QuantityKind};

/// Minutes from midnight to noon.
const NOON: u64 = 12 * 60;

/// The halves of a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Half {
    Morning,
    Afternoon,
}

impl Said<'_> {
    /// The hours or the minutes of a time of day, by either clock.
    pub(super) fn says_time_of(&self, value: Number) -> bool {
        let Some(value) = value.whole().filter(|n| *n < 60) else {
            return false;
        };
        self.mentions()
            .filter(|m| m.kind == QuantityKind::Time)
            .filter_map(|m| m.value.whole())
            .any(|time| time / 60 % 12 == value % 12 && value <= 24 || time % 60 == value)
    }

    pub(super) fn says_time(&self, mention: &Mention, theirs: &Said<'_>) -> bool {
        let Some(time) = mention.value.whole() else {
            return false;
        };
        let (hours, minutes) = (time / 60, time % 60);
        let whole = |m: &Mention| m.value.whole();
        let half = theirs.half_of_day(mention);
        // By either clock; but `03:30` is not `3:30 p.m.`.
        let same = |m: &Mention| {
            let agrees = || match (half, self.half_of_day(m)) {
                (Some(ours), Some(theirs)) => ours == theirs,
                _ => true,
            };
            whole(m).is_some_and(|other| other % NOON == time % NOON) && agrees()
        };
        let mut times = self.mentions().filter(|m| m.kind == QuantityKind::Time);
        if times.any(same) {
            return true;
        }
        let figures = || self.mentions().filter(|m| m.kind != QuantityKind::Time);
        let hour = figures()
            .filter_map(whole)
            .any(|n| n <= 24 && n % 12 == hours % 12)
            || [hours % 12, hours % 12 + 12]
                .iter()
                .any(|n| self.in_words(Number::new(*n, 0)));
        let minute = minutes == 0
            || self.says_value(Number::new(minutes, 0))
            || minutes == 30 && self.in_words(Number::new(2, 0));
        // `19.00` is read as a number with decimals.
        let as_decimal = figures().any(|m| m.may_be(Number::new(hours * 100 + minutes, -2)));
        hour && minute || as_decimal
    }

    /// Which half of the day a time is in, as far as it says so.
    fn half_of_day(&self, time: &Mention) -> Option<Half> {
        let (before, after) = (&self.text[..time.span.start], &self.text[time.span.end..]);
        let after: String = after
            .chars()
            .filter(|c| !matches!(c, ' ' | '\u{a0}' | '\u{202f}' | '.'))
            .take(2)
            .flat_map(char::to_lowercase)
            .collect();
        let before = before.trim_end();
        let said = |words: &[&str]| words.iter().any(|word| before.ends_with(word));
        let value = time.value.whole()?;
        if after == "pm" || said(&["下午", "午後", "午后"]) {
            Some(Half::Afternoon)
        } else if after == "am" || said(&["上午", "早上", "凌晨", "清晨"]) {
            Some(Half::Morning)
        } else if value > NOON + 59 {
            Some(Half::Afternoon)
        } else if self.text[time.span.clone()].starts_with(['0', '０']) {
            Some(Half::Morning)
        } else {
            None
        }
    }
}
