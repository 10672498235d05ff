//! Times of day: by either clock, in figures or in words.

use super::said::{Said, values};
use crate::lang::Lang;
use crate::text::{Form, Mention, Number, QuantityKind, fold_text};
use std::ops::Range;

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
        self.times()
            .iter()
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
        let others = || self.mentions().filter(|m| m.kind != QuantityKind::Time);
        // `上午九点` is not `9 p.m.`.
        let agrees = |m: &Mention, n: u64| match (half, self.half_in_words(&m.span, n)) {
            (Some(ours), Some(theirs)) => ours == theirs,
            _ => true,
        };
        let hour = others().any(|m| {
            values(m)
                .filter_map(Number::whole)
                .any(|n| n <= 24 && n % 12 == hours % 12 && agrees(m, n))
        });
        let minute = minutes == 0
            || self.says_value(Number::new(minutes, 0))
            || minutes == 30 && self.in_words(Number::new(2, 0));
        // `19.00` is read as a number with decimals.
        let as_decimal = others().any(|m| m.may_be(Number::new(hours * 100 + minutes, -2)));
        hour && minute || as_decimal || self.names_time(time)
    }

    /// Midnight and noon.
    fn names_time(&self, time: u64) -> bool {
        match time {
            0 => self.has_one_of(
                &["midnight"],
                &["gecə yarısı", "gecəyarısı"],
                &["午夜", "半夜", "子夜", "零时", "零点"],
            ),
            NOON => self.has_one_of(&["noon", "midday"], &["günorta"], &["中午", "正午"]),
            _ => false,
        }
    }

    /// Which half of the day a time is in, as far as it says so.
    fn half_of_day(&self, time: &Mention) -> Option<Half> {
        let value = time.value.whole()?;
        if let Some(half) = self.half_in_words(&time.span, value / 60) {
            Some(half)
        } else if value > NOON + 59 {
            Some(Half::Afternoon)
        } else if self.text[time.span.clone()].starts_with(['0', '０']) {
            Some(Half::Morning)
        } else {
            None
        }
    }

    fn half_in_words(&self, span: &Range<usize>, hour: u64) -> Option<Half> {
        let (before, after) = (&self.text[..span.start], &self.text[span.end..]);
        let after = letters_after(after);
        if after == "pm" {
            return Some(Half::Afternoon);
        } else if after == "am" {
            return Some(Half::Morning);
        }
        half_before(before, hour, self.lang)
    }
}

/// `pm` or `am` behind a time, however it is written.
fn letters_after(after: &str) -> String {
    let mut rest = after
        .chars()
        .filter(|c| !matches!(c, ' ' | '\u{a0}' | '\u{202f}' | '.'));
    let letters: String = rest.by_ref().take(2).flat_map(char::to_lowercase).collect();
    // `3 amendments`, `5. Amid`: the letters begin a word.
    let end: usize = after
        .char_indices()
        .filter(|(_, c)| c.is_alphabetic())
        .nth(1)
        .map_or(after.len(), |(at, c)| at + c.len_utf8());
    if after[end..].starts_with(char::is_alphabetic) {
        return String::new();
    }
    letters
}

/// The half of the day that the word before a time says. In the evening twelve is midnight.
fn half_before(before: &str, hour: u64, lang: &Lang) -> Option<Half> {
    let before = before.trim_end();
    let tail: String = {
        let at = before.char_indices().rev().nth(31).map_or(0, |(at, _)| at);
        fold_text(&before[at..], lang)
    };
    let tail = match lang.primary().as_str() {
        "az" => tail.strip_suffix("saat")?.trim_end(),
        "zh" => tail.as_str(),
        _ => return None,
    };
    let said = |words: &[&str]| words.iter().any(|word| tail.ends_with(word));
    let night = |hour: u64| match hour {
        5..12 => Some(Half::Afternoon),
        0..5 => Some(Half::Morning),
        _ => None,
    };
    if said(&["下午", "午後", "午后", "傍晚", "günortadan sonra"]) {
        Some(Half::Afternoon)
    } else if said(&["上午", "早上", "凌晨", "清晨", "早晨", "səhər"]) {
        Some(Half::Morning)
    } else if said(&[
        "晚上", "晚间", "深夜", "夜间", "夜里", "今晚", "当晚", "昨晚", "axşam", "gecə",
    ]) {
        night(hour)
    } else {
        None
    }
}

/// Makes times of the hours that figures say without minutes, and of hours and minutes of Chinese: `3 p.m.`, `19时`,
/// `下午3点`, `3时30分`, `saat 19-da`.
pub(super) fn read_times(text: &str, lang: &Lang, figures: &mut Vec<Mention>) {
    let mut out: Vec<Mention> = Vec::with_capacity(figures.len());
    let mut all = std::mem::take(figures).into_iter().peekable();
    while let Some(mut mention) = all.next() {
        if let Some(minutes) = four_figures(text, lang, &mention) {
            make_time(&mut mention, minutes);
            out.push(mention);
            continue;
        }
        let Some(hour) = hour(text, lang, &mention) else {
            out.push(mention);
            continue;
        };
        let mut minutes = 0;
        if lang.is_chinese() {
            let minute = all.next_if(|next| {
                let gap = &text[mention.span.end..next.span.start.max(mention.span.end)];
                next.value.whole() < Some(60)
                    && matches!(gap, "时" | "時" | "点" | "點")
                    && text[next.span.end..].starts_with('分')
            });
            if let Some(minute) = minute {
                minutes = minute.value.whole().unwrap_or_default();
            }
            if text[mention.span.end..].chars().nth(1) == Some('半') {
                minutes = 30;
            }
        }
        make_time(&mut mention, hour * 60 + minutes);
        out.push(mention);
    }
    *figures = out;
}

fn make_time(mention: &mut Mention, minutes: u64) {
    mention.kind = QuantityKind::Time;
    mention.form = Form::Figure;
    mention.value = Number::new(minutes, 0);
    mention.readings.clear();
}

/// The minutes since midnight of a time as agencies write it in English: `0930 GMT`.
fn four_figures(text: &str, lang: &Lang, mention: &Mention) -> Option<u64> {
    let figures = &text[mention.span.clone()];
    let zone = text[mention.span.end..].trim_start();
    let named = ["GMT", "UTC"].iter().any(|name| zone.starts_with(name));
    if lang.primary() != "en" || !named || mention.kind != QuantityKind::Number {
        return None;
    }
    if figures.len() != 4 || !figures.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let (hours, minutes): (u64, u64) = (figures[..2].parse().ok()?, figures[2..].parse().ok()?);
    (hours < 24 && minutes < 60).then_some(hours * 60 + minutes)
}

/// The hour that a number is, where it is certainly one, from 0 to 23.
fn hour(text: &str, lang: &Lang, mention: &Mention) -> Option<u64> {
    let hour = mention.value.whole().filter(|n| *n <= 24)?;
    // `On May 3 PM Smith …`: a day is no hour.
    if mention.kind != QuantityKind::Number {
        return None;
    }
    let (before, after) = (&text[..mention.span.start], &text[mention.span.end..]);
    let half = match lang.primary().as_str() {
        "en" => match letters_after(after).as_str() {
            "am" => Some(Half::Morning),
            "pm" => Some(Half::Afternoon),
            _ => return None,
        },
        "zh" => {
            let half = half_before(before, hour, lang);
            let clock = after.starts_with(['时', '時'])
                && !after.starts_with("时期")
                && !after.starts_with("时代");
            let hour = clock || half.is_some() && after.starts_with(['点', '點']);
            if !hour {
                return None;
            }
            half
        }
        "az" => {
            let figure = &text[mention.span.clone()];
            let cased = figure.contains(['-', '‑']) || after.starts_with([',', '.', ' ']);
            let word = before.trim_end().rsplit(char::is_whitespace).next()?;
            if fold_text(word, lang) != "saat" || !cased {
                return None;
            }
            half_before(before, hour, lang)
        }
        _ => return None,
    };
    Some(match half {
        Some(Half::Morning) => hour % 12,
        Some(Half::Afternoon) if hour < 12 => hour + 12,
        _ => hour % 24,
    })
}
