//! Dates as TMX wants them (`YYYYMMDDThhmmssZ`, in UTC), and the other spellings that tools write.

use std::borrow::Cow;
use time::{Date, Duration, Month, PrimitiveDateTime, Time};

/// The date in TMX's spelling: borrowed where it has it already. `None` where it is no date that is recognised.
///
/// Recognised are ISO 8601 in its basic and extended form (`2013-01-29T12:49:40+04:00`, with a blank for `T`, with
/// or without seconds, fractions of which are dropped, or the day alone) and C's `Tue Jan 29 12:49:40 2013`.
/// A time without a zone is taken as UTC.
pub(super) fn normalise(text: &str) -> Option<Cow<'_, str>> {
    if is_normal(text) {
        return Some(Cow::Borrowed(text));
    }
    let text = text.trim();
    let moment = iso(text).or_else(|| asctime(text))?;
    let year = moment.year();
    if !(0..=9999).contains(&year) {
        return None;
    }
    Some(Cow::Owned(format!(
        "{year:04}{:02}{:02}T{:02}{:02}{:02}Z",
        u8::from(moment.month()),
        moment.day(),
        moment.hour(),
        moment.minute(),
        moment.second()
    )))
}

/// Whether it is a date in exactly TMX's spelling.
pub(super) fn is_normal(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.len() == 16
        && bytes[8] == b'T'
        && bytes[15] == b'Z'
        && day(&text[..8]).is_some()
        && clock(&text[9..15]).is_some()
}

fn number(digits: &str) -> Option<u32> {
    if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    digits.parse().ok()
}

fn date(year: u32, month: u32, day: u32) -> Option<Date> {
    // There is no year 0: tools that write it have no date.
    if year == 0 {
        return None;
    }
    let month = Month::try_from(u8::try_from(month).ok()?).ok()?;
    Date::from_calendar_date(i32::try_from(year).ok()?, month, u8::try_from(day).ok()?).ok()
}

/// `YYYYMMDD`.
fn day(text: &str) -> Option<Date> {
    if text.len() != 8 || !text.is_ascii() {
        return None;
    }
    date(
        number(&text[..4])?,
        number(&text[4..6])?,
        number(&text[6..])?,
    )
}

/// `hhmmss` or `hhmm`; a leap second is the second before it.
fn clock(text: &str) -> Option<Time> {
    if !matches!(text.len(), 4 | 6) || !text.is_ascii() {
        return None;
    }
    let part = |at: usize| number(text.get(at..at + 2)?).and_then(|n| u8::try_from(n).ok());
    let second = if text.len() == 6 { part(4)? } else { 0 };
    if second > 60 {
        return None;
    }
    Time::from_hms(part(0)?, part(2)?, second.min(59)).ok()
}

fn iso(text: &str) -> Option<PrimitiveDateTime> {
    if !text.is_ascii() {
        return None;
    }
    let (date_part, rest) = match text.find(['T', 't', ' ']) {
        Some(at) => (&text[..at], Some(&text[at + 1..])),
        None => (text, None),
    };
    let dashed =
        date_part.len() == 10 && date_part.as_bytes()[4] == b'-' && date_part.as_bytes()[7] == b'-';
    let date = if dashed {
        day(&date_part.replace('-', ""))?
    } else {
        day(date_part)?
    };
    let Some(rest) = rest else {
        return Some(PrimitiveDateTime::new(date, Time::MIDNIGHT));
    };
    let zone_at = rest.find(['Z', 'z', '+', '-']).unwrap_or(rest.len());
    let (time, zone) = rest.split_at(zone_at);
    let time = time.trim_end().split(['.', ',']).next()?;
    let moment = PrimitiveDateTime::new(date, clock(&time.replace(':', ""))?);
    moment.checked_sub(offset(zone)?)
}

fn offset(zone: &str) -> Option<Duration> {
    if zone.is_empty() || zone.eq_ignore_ascii_case("z") {
        return Some(Duration::ZERO);
    }
    let digits = zone[1..].replace(':', "");
    let (hours, minutes) = match digits.len() {
        2 => (number(&digits)?, 0),
        4 => (number(&digits[..2])?, number(&digits[2..])?),
        _ => return None,
    };
    if hours > 14 || minutes > 59 {
        return None;
    }
    let amount = Duration::minutes(i64::from(hours * 60 + minutes));
    Some(if zone.starts_with('-') {
        -amount
    } else {
        amount
    })
}

/// `Tue Jan 29 12:49:40 2013`.
fn asctime(text: &str) -> Option<PrimitiveDateTime> {
    const MONTHS: [&str; 12] = [
        "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
    ];
    let mut words = text.split_ascii_whitespace();
    let (_weekday, month, day) = (words.next()?, words.next()?, words.next()?);
    let (time, year) = (words.next()?, words.next()?);
    if words.next().is_some() {
        return None;
    }
    let month = month.to_ascii_lowercase();
    let month = MONTHS.iter().position(|name| *name == month)?;
    let date = date(number(year)?, month as u32 + 1, number(day)?)?;
    Some(PrimitiveDateTime::new(date, clock(&time.replace(':', ""))?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings() {
        for (written, normal) in [
            ("20020523T091200Z", Some("20020523T091200Z")),
            ("20020523T091200", Some("20020523T091200Z")),
            ("20020523", Some("20020523T000000Z")),
            ("2002-05-23", Some("20020523T000000Z")),
            ("2002-05-23T09:12:00Z", Some("20020523T091200Z")),
            ("2002-05-23 09:12", Some("20020523T091200Z")),
            ("2002-05-23T09:12:00.123+04:00", Some("20020523T051200Z")),
            ("2002-01-01T00:30:00+0400", Some("20011231T203000Z")),
            ("2002-12-31T23:30:00-01", Some("20030101T003000Z")),
            ("Tue Jan 29 12:49:40 2013", Some("20130129T124940Z")),
            ("20020231T091200Z", None),
            ("20020523T251200Z", None),
            ("yesterday", None),
            ("", None),
            ("２００２０５２３", None),
            ("0000-00-00 00:00:00", None),
            ("00000101T000000Z", None),
            ("2002-05-23T", None),
        ] {
            assert_eq!(normalise(written).as_deref(), normal, "{written}");
        }
    }
}
