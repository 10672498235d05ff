//! The unit of a number: of measure, of money, or the sign of percentage.

use super::said::Said;
use crate::text::harmony::is_ending;
use crate::text::{Form, Mention, QuantityKind, fold_text};
use std::ops::Range;

/// A unit by its names in English, Azerbaijani and Chinese. Names in Latin letters are whole words that may have an
/// ending; signs and Chinese names stand close to the figure.
struct Unit {
    /// Units of one dimension can be mistaken for one another.
    dimension: char,
    en: &'static [&'static str],
    az: &'static [&'static str],
    zh: &'static [&'static str],
    /// What stands for it in all languages.
    signs: &'static [&'static str],
}

const UNITS: [Unit; 23] = [
    unit(
        '%',
        &["percent", "per cent", "pct"],
        &["faiz"],
        &[],
        &["%", "％"],
    ),
    unit(
        '$',
        &["dollar", "usd"],
        &["dollar", "abş dolları"],
        &["美元", "美金"],
        &["$"],
    ),
    unit('$', &["euro", "eur"], &["avro"], &["欧元", "歐元"], &["€"]),
    unit(
        '$',
        &["pound", "gbp"],
        &["funt"],
        &["英镑", "英鎊", "镑"],
        &["£"],
    ),
    unit(
        '$',
        &["manat", "azn"],
        &["manat"],
        &["马纳特", "馬納特"],
        &["₼"],
    ),
    unit(
        '$',
        &["yuan", "renminbi", "rmb", "cny"],
        &["yuan"],
        &["元", "人民币", "人民幣"],
        &[],
    ),
    unit(
        '$',
        &["rouble", "ruble", "rub"],
        &["rubl"],
        &["卢布", "盧布"],
        &["₽"],
    ),
    unit(
        '$',
        &["yen", "jpy"],
        &["yen", "iyen"],
        &["日元", "日圆"],
        &[],
    ),
    unit('$', &["lira", "try"], &["lirə"], &["里拉"], &["₺"]),
    unit(
        'l',
        &["kilometre", "kilometer", "km"],
        &["kilometr", "km"],
        &["公里", "千米"],
        &["km"],
    ),
    unit('l', &["mile", "mi"], &["mil"], &["英里"], &[]),
    unit('l', &["metre", "meter"], &["metr"], &["米", "公尺"], &[]),
    unit(
        'l',
        &["centimetre", "centimeter", "cm"],
        &["santimetr", "sm"],
        &["厘米", "公分"],
        &["cm"],
    ),
    unit(
        'l',
        &["millimetre", "millimeter", "mm"],
        &["millimetr", "mm"],
        &["毫米"],
        &["mm"],
    ),
    unit('l', &["foot", "feet", "ft"], &["fut"], &["英尺"], &[]),
    unit(
        'a',
        &["hectare", "ha"],
        &["hektar", "ha"],
        &["公顷", "公頃"],
        &["ha"],
    ),
    unit('a', &["acre"], &["akr"], &["英亩", "英畝"], &[]),
    unit(
        'm',
        &["kilogram", "kilogramme", "kg", "kilo"],
        &["kiloqram", "kq"],
        &["公斤", "千克"],
        &["kg"],
    ),
    unit('m', &["tonne", "ton"], &["ton"], &["吨", "噸"], &[]),
    unit('m', &["gram", "gramme"], &["qram"], &["克"], &[]),
    unit('m', &["pound", "lb"], &["funt"], &["磅"], &[]),
    unit(
        'e',
        &["megawatt", "mw"],
        &["meqavat", "mvt"],
        &["兆瓦"],
        &["MW"],
    ),
    unit(
        'e',
        &["gigawatt", "gw"],
        &["qiqavat", "qvt"],
        &["吉瓦"],
        &["GW"],
    ),
];

const fn unit(
    dimension: char,
    en: &'static [&'static str],
    az: &'static [&'static str],
    zh: &'static [&'static str],
    signs: &'static [&'static str],
) -> Unit {
    Unit {
        dimension,
        en,
        az,
        zh,
        signs,
    }
}

/// The places, in source and target, where the same value has units that exclude one another.
pub(super) fn different(source: &Said<'_>, target: &Said<'_>) -> Vec<(Range<usize>, Range<usize>)> {
    let mut out = Vec::new();
    for from in source.figures.iter().filter(|m| counts(m)) {
        let mut theirs = target
            .figures
            .iter()
            .filter(|m| counts(m) && m.value == from.value);
        let once = source
            .figures
            .iter()
            .filter(|m| m.may_be(from.value))
            .count()
            == 1;
        let (Some(to), None) = (theirs.next(), theirs.next()) else {
            continue;
        };
        if !once {
            continue;
        }
        let ours = found(source, from);
        if ours.is_empty() {
            continue;
        }
        let other = found(target, to);
        if other.is_empty() {
            continue;
        }
        let meet = |a: &usize| other.contains(a);
        let comparable = ours.iter().any(|a| {
            other
                .iter()
                .any(|b| UNITS[*a].dimension == UNITS[*b].dimension)
        });
        let percent = ours.contains(&0) != other.contains(&0);
        if !ours.iter().any(meet) && (comparable || percent) {
            out.push((from.span.clone(), to.span.clone()));
        }
    }
    out
}

/// Whether a number only says the one before it in another unit, in brackets: `130 miles (209 km)`.
pub(super) fn is_conversion(side: &Said<'_>, mention: &Mention) -> bool {
    let Some((before, inside)) = side.text[..mention.span.start].rsplit_once(['(', '（']) else {
        return false;
    };
    if inside.chars().count() > 16 || inside.contains([')', '）']) || !counts(mention) {
        return false;
    }
    let own = found(side, mention);
    let converted = side
        .figures
        .iter()
        .rfind(|m| counts(m) && m.span.end <= before.len())
        .filter(|m| before.len() - m.span.end <= 32);
    converted.is_some_and(|other| {
        found(side, other).iter().any(|a| {
            UNITS[*a].dimension != '%'
                && own
                    .iter()
                    .any(|b| a != b && UNITS[*a].dimension == UNITS[*b].dimension)
        })
    })
}

fn counts(mention: &Mention) -> bool {
    mention.form == Form::Figure && mention.kind == QuantityKind::Number
}

/// The units, by their places in [`UNITS`], that stand beside a number.
fn found(side: &Said<'_>, mention: &Mention) -> Vec<usize> {
    let before = side.text[..mention.span.start].trim_end();
    let after = &side.text[mention.span.end..];
    let tail = figure_tail(&side.text[mention.span.clone()]);
    let words = fold_text(&around(after), side.lang);
    let words = words.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, '-' | '‑'));
    let chinese = after.trim_start();
    (0..UNITS.len())
        .filter(|at| {
            let unit = &UNITS[*at];
            let sign = unit.signs.iter().any(|sign| {
                before.ends_with(sign) && !sign.chars().all(char::is_alphabetic)
                    || chinese.starts_with(sign) && ends_word(&chinese[sign.len()..])
                    || tail == *sign
            });
            let named = match side.lang.primary().as_str() {
                "en" => unit.en.iter().any(|name| is_named(words, name, false)),
                "az" => unit.az.iter().any(|name| is_named(words, name, true)),
                "zh" => {
                    unit.zh.iter().any(|name| chinese.starts_with(name))
                        || *at == 0 && before.ends_with("百分之")
                }
                _ => false,
            };
            sign || named
        })
        .collect()
}

/// The letters that are written close to a figure: `120km`.
fn figure_tail(token: &str) -> &str {
    token.trim_start_matches(|c: char| !c.is_alphabetic())
}

/// The first words of a text.
fn around(text: &str) -> String {
    text.chars().take(24).collect()
}

fn ends_word(rest: &str) -> bool {
    !rest.starts_with(|c: char| c.is_ascii_alphabetic())
}

/// Whether a text begins with a name, which may have an ending in Azerbaijani and an s in English.
pub(super) fn is_named(words: &str, name: &str, turkic: bool) -> bool {
    // What may stand between: `5 US dollars`, `5 ABŞ dolları`, `5 kvadrat kilometr`.
    const BETWEEN: [&str; 9] = [
        "",
        "us ",
        "abş ",
        "square ",
        "kvadrat ",
        "cubic ",
        "kub ",
        "canadian ",
        "australian ",
    ];
    BETWEEN.iter().any(|between| {
        let rest = words
            .strip_prefix(between)
            .and_then(|rest| rest.strip_prefix(name));
        rest.is_some_and(|rest| {
            let end = rest
                .find(|c: char| !c.is_alphabetic())
                .unwrap_or(rest.len());
            let ending = &rest[..end];
            ending.is_empty() || ending == "s" || turkic && is_ending(ending, name)
        })
    })
}
