//! Numbers fit in: cases in `tests/data/adjust.tsv`, and what holds for any text.

use karvan::lang::Lang;
use karvan::matching::adjust;
use karvan::text::quantities;
use proptest::prelude::*;

fn lang(tag: &str) -> Lang {
    Lang::parse(tag).unwrap()
}

#[test]
fn cases() {
    let mut wrong = Vec::new();
    let (mut done, mut refused) = (0, 0);
    for (number, line) in include_str!("data/adjust.tsv").lines().enumerate().skip(1) {
        let columns: Vec<&str> = line.split('\t').collect();
        let [from, to, query, source, target, expected, reason] = columns[..] else {
            panic!("line {}: {line}", number + 1);
        };
        let found = adjust(query, source, target, &lang(from), &lang(to));
        let found = found
            .as_ref()
            .map_or("-", |adjusted| adjusted.text.as_str());
        if expected == "-" {
            refused += 1;
        } else {
            done += 1;
        }
        if found != expected {
            wrong.push(format!(
                "line {} ({reason}):\n  {expected}\n  {found}",
                number + 1
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(
        done >= 30 && refused >= 30,
        "{done} done, {refused} refused"
    );
}

#[test]
fn inline_codes_stay_out_of_it() {
    let adjusted = |source: &str, target: &str| {
        adjust(
            "The forum of 2026 is open.",
            source,
            target,
            &lang("en"),
            &lang("az"),
        )
    };
    let found = adjusted(
        "The \u{fffc}forum\u{fffc} of 2024 is open.",
        "\u{fffc}Forum\u{fffc}, yəni 2024-cü ilin forumu açıqdır.",
    )
    .unwrap();
    assert_eq!(found.text, "Forum, yəni 2026-cı ilin forumu açıqdır.");
    assert_eq!(&found.text[found.exchanges[0].span.clone()], "2026-cı");
    for (source, target) in [
        (
            "The forum of \u{fffc}2024\u{fffc} is open.",
            "2024-cü ilin forumu açıqdır.",
        ),
        (
            "The forum of 2024 is open.",
            "20\u{fffc}24-cü ilin forumu açıqdır.",
        ),
        (
            "The forum of 2024 is open.",
            "2024-cü\u{fffc} ilin forumu açıqdır.",
        ),
    ] {
        assert_eq!(adjusted(source, target), None, "{source} {target}");
    }
}

/// A sentence in three languages with a date, a year and a sum in it.
fn sentence(tag: &str, day: u32, year: u32, hundred_millions: u32) -> String {
    let billions = |point: char| {
        let (whole, tenth) = (hundred_millions / 10, hundred_millions % 10);
        if tenth == 0 {
            whole.to_string()
        } else {
            format!("{whole}{point}{tenth}")
        }
    };
    match tag {
        "en" => format!(
            "By {day} May the fund of {year} held {} billion dollars.",
            billions('.')
        ),
        "az" => format!(
            "{year}-{} ilin fondunda mayın {day}-{} {} milyard dollar var idi.",
            ending(year, ["ci", "cü", "cı", "cu"]),
            ending(day, ["də", "də", "da", "da"]),
            billions(',')
        ),
        _ => format!("截至5月{day}日，{year}年基金共有{hundred_millions}亿美元。"),
    }
}

/// The form for i/e/ə, ü/ö, ı/a, u/o by the last digit that is read; for numbers under 10000.
fn ending(number: u32, forms: [&str; 4]) -> &str {
    let at = match (number % 10, number / 10 % 10, number % 1000) {
        (1 | 2 | 5 | 7 | 8, ..) => 0,
        (3 | 4, ..) => 1,
        (6, ..) => 2,
        (9, ..) => 3,
        (_, 2 | 5 | 7 | 8, _) => 0,
        (_, 4 | 6 | 9, _) => 2,
        (_, 1 | 3, _) => 3,
        (.., 0) => 0,
        _ => 1,
    };
    forms[at]
}

fn tags() -> impl Strategy<Value = (&'static str, &'static str)> {
    proptest::sample::select(vec![
        ("en", "az"),
        ("en", "zh"),
        ("az", "en"),
        ("az", "zh"),
        ("zh", "en"),
        ("zh", "az"),
    ])
}

proptest! {
    #[test]
    fn what_is_exchanged_is_what_would_have_been_written(
        (from, to) in tags(),
        old in (1u32..=31, 1900u32..2100, 10u32..9990),
        new in (1u32..=31, 1900u32..2100, 10u32..9990),
    ) {
        let write = |tag: &str, (day, year, sum): (u32, u32, u32)| sentence(tag, day, year, sum);
        let found = adjust(&write(from, new), &write(from, old), &write(to, old), &lang(from), &lang(to));
        if let Some(adjusted) = &found {
            prop_assert_eq!(&adjusted.text, &write(to, new));
            for exchange in &adjusted.exchanges {
                prop_assert_eq!(&adjusted.text[exchange.span.clone()], &exchange.to);
            }
        }
        // Only coincidences of values are refused: the day, the month, and the sum in a scale.
        let apart = |(day, year, sum): (u32, u32, u32)| day != 5 && year != sum && day != sum;
        if old != new && apart(old) && apart(new) {
            prop_assert!(found.is_some());
        }
    }

    #[test]
    fn equal_texts_are_never_adjusted(text in "[0-9., %年月日-]{0,12}[a-zçəğıöşü]{0,4}", (from, to) in tags()) {
        prop_assert_eq!(adjust(&text, &text, &text, &lang(from), &lang(to)), None);
    }

    #[test]
    fn no_old_value_is_left(
        query in "([0-9]{1,3}|may|mayın|ilə|at|%|:|-|,|\\.| ){0,8}",
        source in "([0-9]{1,3}|may|mayın|ilə|at|%|:|-|,|\\.| ){0,8}",
        (from, to) in tags(),
    ) {
        let (from, to) = (lang(from), lang(to));
        if let Some(adjusted) = adjust(&query, &source, &source, &from, &to) {
            prop_assert!(!adjusted.exchanges.is_empty());
            let asked: Vec<_> = quantities(&query, &from).found.iter().map(|q| q.value).collect();
            let left: Vec<_> = quantities(&adjusted.text, &to).found.iter().map(|q| q.value).collect();
            prop_assert!(left.iter().all(|value| asked.contains(value)
                || quantities(&source, &from).found.iter().all(|q| q.value != *value)));
        }
    }

    #[test]
    fn any_text_is_read(text in any::<String>(), tag in proptest::sample::select(vec!["en", "az", "zh"])) {
        let mut last = 0;
        for quantity in quantities(&text, &lang(tag)).found {
            prop_assert!(quantity.span.start >= last && quantity.span.end > quantity.span.start);
            prop_assert!(quantity.whole.start == quantity.span.start && quantity.whole.end >= quantity.whole.start);
            prop_assert!(text.is_char_boundary(quantity.whole.end));
            last = quantity.span.end.max(quantity.whole.end);
        }
    }
}
