//! The words of the calendar: months by number, and whether a text names a day of the week or a part of the day.

use super::fold::fold_text;
use super::harmony::is_ending;
use super::token::{TokenKind, tokenize};
use crate::lang::Lang;

const ENGLISH_MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];
const AZERBAIJANI_MONTHS: [&str; 12] = [
    "yanvar", "fevral", "mart", "aprel", "may", "iyun", "iyul", "avqust", "sentyabr", "oktyabr",
    "noyabr", "dekabr",
];

/// A month that a word names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Month {
    /// 1 to 12.
    pub number: usize,
    /// The length of the name in bytes of the word; what follows is an ending.
    pub length: usize,
}

/// The month that a word names, in Azerbaijani with its endings. `may` and `march` in small letters are English words
/// of other meanings.
pub fn month(word: &str, lang: &Lang) -> Option<Month> {
    let folded = fold_text(word, lang);
    let names = month_names(lang)?;
    let at = match lang.primary().as_str() {
        "en" => names
            .iter()
            .position(|name| {
                folded
                    .strip_prefix(name)
                    .is_some_and(|rest| matches!(rest, "" | "'s"))
            })
            .filter(|at| !matches!(at, 2 | 4) || word.starts_with('M')),
        _ => names.iter().position(|name| {
            folded
                .strip_prefix(name)
                .is_some_and(|ending| ending.is_empty() || is_ending(ending, name))
        }),
    }?;
    // A letter and its folded form can differ in bytes (İyun), never in number.
    let length = word
        .char_indices()
        .nth(names[at].len())
        .map_or(word.len(), |(end, _)| end);
    Some(Month {
        number: at + 1,
        length,
    })
}

/// The names of the months in small letters, for the languages that write them in words.
pub fn month_names(lang: &Lang) -> Option<&'static [&'static str; 12]> {
    match lang.primary().as_str() {
        "en" => Some(&ENGLISH_MONTHS),
        "az" => Some(&AZERBAIJANI_MONTHS),
        _ => None,
    }
}

/// Whether a text names a day of the week. The Azerbaijani `bazar` alone is a market.
pub fn names_weekday(text: &str, lang: &Lang) -> bool {
    if lang.is_chinese() {
        return ["星期", "周", "週", "礼拜", "禮拜"].iter().any(|lead| {
            text.match_indices(lead).any(|(at, _)| {
                text[at + lead.len()..]
                    .starts_with(['一', '二', '三', '四', '五', '六', '日', '天'])
            })
        });
    }
    let words = folded_words(text, lang);
    words.iter().enumerate().any(|(at, word)| {
        let next = words.get(at + 1).map_or("", String::as_str);
        match lang.primary().as_str() {
            "en" => ENGLISH_DAYS.iter().any(|day| {
                word.strip_prefix(day)
                    .is_some_and(|s| matches!(s, "" | "s" | "'s"))
            }),
            "az" => {
                ["çərşənbə", "cümə", "şənbə"]
                    .iter()
                    .any(|day| word.starts_with(day))
                    || word == "bazar" && (next.starts_with("gün") || next.starts_with("ertəsi"))
            }
            _ => false,
        }
    })
}

/// Whether a text names a part of the day, which would go with some times of day only.
pub fn names_part_of_day(text: &str, lang: &Lang) -> bool {
    match lang.primary().as_str() {
        "zh" => [
            "上午", "下午", "中午", "早上", "早晨", "凌晨", "清晨", "傍晚", "晚上", "晚间", "晚間",
            "早间", "早間", "夜间", "夜間", "深夜", "午夜", "今晚", "当晚", "當晚", "今早",
        ]
        .iter()
        .any(|part| text.contains(part)),
        "en" => folded_words(text, lang).iter().any(|word| {
            matches!(
                word.as_str(),
                "morning"
                    | "noon"
                    | "midday"
                    | "afternoon"
                    | "evening"
                    | "night"
                    | "tonight"
                    | "midnight"
                    | "am"
                    | "pm"
            )
        }),
        "az" => folded_words(text, lang).iter().any(|word| {
            ["səhər", "günorta", "nahar", "axşam", "gecə"]
                .iter()
                .any(|part| word.starts_with(part))
        }),
        _ => false,
    }
}

/// Whether a text speaks of another calendar, or of a year by its animal: a date beside it cannot change alone.
pub fn names_other_calendar(text: &str, lang: &Lang) -> bool {
    match lang.primary().as_str() {
        "en" => {
            folded_words(text, lang)
                .iter()
                .any(|word| ["lunar", "hijri", "solar", "leap", "zodiac"].contains(&word.as_str()))
                || text.contains("Year of the")
        }
        "az" => folded_words(text, lang).iter().any(|word| {
            ["qəməri", "hicri", "şəmsi"]
                .iter()
                .any(|part| word.starts_with(part))
        }),
        "zh" => {
            let characters: Vec<char> = text.chars().collect();
            let pair = |first: &str, second: &str| {
                characters
                    .windows(2)
                    .any(|two| first.contains(two[0]) && second.contains(two[1]))
            };
            ["农历", "阴历", "正月", "腊月", "除夕", "春节", "闰", "初"]
                .iter()
                .any(|word| text.contains(word))
                || pair("甲乙丙丁戊己庚辛壬癸", "子丑寅卯辰巳午未申酉戌亥")
                || pair("鼠牛虎兔龙蛇马羊猴鸡狗猪", "年")
        }
        _ => false,
    }
}

/// Whether a year of the Gregorian calendar has a 29 February.
pub fn is_leap_year(year: u64) -> bool {
    year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400))
}

/// The most days that a month has.
pub fn most_days(month: u64) -> u64 {
    match month {
        2 => 29,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

fn folded_words(text: &str, lang: &Lang) -> Vec<String> {
    tokenize(text)
        .iter()
        .filter(|token| token.kind == TokenKind::Word)
        .map(|token| fold_text(token.text(text), lang))
        .collect()
}

const ENGLISH_DAYS: [&str; 7] = [
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
];

#[cfg(test)]
mod tests {
    use super::*;

    fn lang(tag: &str) -> Lang {
        Lang::parse(tag).unwrap()
    }

    #[test]
    fn months_by_their_names() {
        for (tag, word, found) in [
            ("en", "August", Some((8, 6))),
            ("en", "may", None),
            ("en", "May", Some((5, 3))),
            ("az", "avqustun", Some((8, 6))),
            ("az", "İyunda", Some((6, 5))),
            ("az", "martın", Some((3, 4))),
            ("az", "martda", Some((3, 4))),
            ("az", "mayor", None),
            ("zh", "May", None),
        ] {
            let month = month(word, &lang(tag)).map(|m| (m.number, m.length));
            assert_eq!(month, found, "{word}");
        }
    }

    #[test]
    fn days_of_the_week() {
        for (tag, text, named) in [
            ("en", "The talks begin on Monday.", true),
            ("en", "The talks begin at noon.", false),
            ("az", "Danışıqlar bazar ertəsi başlayır.", true),
            ("az", "Danışıqlar cümə günü başlayır.", true),
            ("az", "Yeni bazar açılıb.", false),
            ("zh", "会谈于星期一开始。", true),
            ("zh", "会谈持续三周。", false),
        ] {
            assert_eq!(names_weekday(text, &lang(tag)), named, "{text}");
        }
    }

    #[test]
    fn other_calendars() {
        for (tag, text, named) in [
            ("zh", "会议于2月10日（农历正月初一）举行。", true),
            ("zh", "甲辰龙年", true),
            ("zh", "会议于2月10日举行。", false),
            ("en", "The Year of the Dragon begins.", true),
            ("en", "The talks begin.", false),
            ("az", "hicri təqvimlə", true),
        ] {
            assert_eq!(names_other_calendar(text, &lang(tag)), named, "{text}");
        }
    }

    #[test]
    fn parts_of_the_day() {
        for (tag, text, named) in [
            ("en", "The session opens at 10:00 in the morning.", true),
            ("en", "The session opens at 10:00.", false),
            ("az", "İclas səhər saat 10:00-da açılır.", true),
            ("az", "İclas saat 10:00-da açılır.", false),
            ("zh", "会议于上午10:00开幕。", true),
            ("zh", "会议于10:00开幕。", false),
        ] {
            assert_eq!(names_part_of_day(text, &lang(tag)), named, "{text}");
        }
    }
}
