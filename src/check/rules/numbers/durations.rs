//! The same time in another unit: `60 days` is two months, `48 saat` two days, `18 months` a year and a half.

use super::said::Said;
use super::units::{is_named, words_behind};
use crate::text::{Mention, Number, QuantityKind};

/// A unit of time by its names, with its length in minutes. A month has thirty days and a year twelve months, as in
/// deadlines.
struct Unit {
    minutes: u64,
    en: &'static [&'static str],
    az: &'static [&'static str],
    zh: &'static [&'static str],
}

const DAY: u64 = 24 * 60;
const MONTH: u64 = 30 * DAY;

const UNITS: [Unit; 7] = [
    unit(1, &["minute", "min"], &["dəqiqə"], &["分钟", "分鐘"]),
    unit(60, &["hour"], &["saat"], &["小时", "小時"]),
    unit(DAY, &["day"], &["gün", "sutka"], &["天", "日"]),
    unit(7 * DAY, &["week"], &["həftə"], &["周", "星期", "週"]),
    unit(MONTH, &["month"], &["ay"], &["月"]),
    unit(12 * MONTH, &["year"], &["il"], &["年"]),
    unit(120 * MONTH, &["decade"], &["onillik"], &["十年"]),
];

const fn unit(
    minutes: u64,
    en: &'static [&'static str],
    az: &'static [&'static str],
    zh: &'static [&'static str],
) -> Unit {
    Unit {
        minutes,
        en,
        az,
        zh,
    }
}

impl Unit {
    fn names(&self, side: &Said<'_>) -> &'static [&'static str] {
        match side.lang.primary().as_str() {
            "en" => self.en,
            "az" => self.az,
            "zh" => self.zh,
            _ => &[],
        }
    }
}

/// Whether the same number has one unit of time on one side and another on the other.
pub(super) fn differ(ours: (&Said<'_>, &Mention), theirs: (&Said<'_>, &Mention)) -> bool {
    match (unit_of(ours.0, ours.1), unit_of(theirs.0, theirs.1)) {
        (Some(a), Some(b)) => a.minutes != b.minutes,
        _ => false,
    }
}

/// Which units of time a text names.
pub(super) type Named = [bool; UNITS.len()];

/// Which of [`UNITS`] stand in a text, wherever.
pub(super) fn named(side: &Said<'_>) -> Named {
    let text = side.folded();
    if side.lang.is_chinese() {
        return UNITS.map(|unit| unit.zh.iter().any(|name| text.contains(name)));
    }
    let turkic = side.lang.primary() == "az";
    let names = UNITS.map(|unit| unit.names(side));
    let mut out = [false; UNITS.len()];
    for word in text.split(|c: char| !c.is_alphabetic()) {
        for (named, names) in out.iter_mut().zip(names) {
            *named = *named || names.iter().any(|name| is_named(word, name, turkic));
        }
    }
    out
}

impl Said<'_> {
    /// Whether a time of another text is said here in another unit.
    pub(super) fn says_duration(&self, mention: &Mention, theirs: &Said<'_>) -> bool {
        let Some(number) = mention.value.whole().filter(|n| *n > 1) else {
            return false;
        };
        if mention.kind != QuantityKind::Number {
            return false;
        }
        let Some(unit) = unit_of(theirs, mention) else {
            return false;
        };
        let Some(minutes) = number.checked_mul(2 * unit.minutes).map(|twice| twice / 2) else {
            return false;
        };
        let named = self.named_durations();
        UNITS
            .iter()
            .zip(named)
            .filter(|(other, named)| {
                **named && other.minutes != unit.minutes && minutes * 2 >= other.minutes
            })
            .any(|(other, _)| self.says_times(minutes, other.minutes))
    }

    /// Whether this says how many times one length goes into another, in whole and half ones. English says `a month`.
    fn says_times(&self, minutes: u64, unit: u64) -> bool {
        let halves = minutes / (unit / 2).max(1);
        if unit == 1 || !minutes.is_multiple_of(unit / 2) {
            return minutes.is_multiple_of(unit) && self.says_value(Number::new(minutes / unit, 0));
        }
        let whole = halves / 2;
        let article = whole == 1 && self.lang.primary() == "en";
        let says_whole = whole == 0 || article || self.says_value(Number::new(whole, 0));
        if halves.is_multiple_of(2) {
            says_whole
        } else {
            self.says_value(Number::new(halves * 5, -1)) || says_whole && self.has_half()
        }
    }
}

fn is_word(text: &str, word: &str) -> bool {
    text.strip_prefix(word)
        .is_some_and(|rest| !rest.starts_with(char::is_alphabetic))
}

/// The unit of time that stands behind a number.
fn unit_of(side: &Said<'_>, mention: &Mention) -> Option<&'static Unit> {
    let words = words_behind(side, mention);
    words.iter().find_map(|words| unit_named(words, side))
}

fn unit_named(words: &str, side: &Said<'_>) -> Option<&'static Unit> {
    let words = words.trim_start_matches(['个', '個']);
    // `5 ilə 7 faiz`: five and seven. `60周年` is a number of years.
    if is_word(words, "ilə") {
        return None;
    }
    let words = words
        .strip_prefix(['周', '週'])
        .filter(|rest| rest.starts_with(['年', '岁', '歲']))
        .unwrap_or(words);
    UNITS.iter().find(|unit| {
        unit.names(side).iter().any(|name| {
            if side.lang.is_chinese() {
                words.starts_with(name)
            } else {
                is_named(words, name, side.lang.primary() == "az")
            }
        })
    })
}
