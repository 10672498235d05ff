//! The unit of a number: of measure, of money, or the sign of percentage.

use super::durations;
use super::said::{Said, values};
use crate::text::harmony::is_ending;
use crate::text::{Form, Mention, Number, QuantityKind, fold_text};
use std::collections::HashMap;
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

const UNITS: [Unit; 39] = [
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
    unit(
        '$',
        &["won", "krw"],
        &["von"],
        &["韩元", "韓元", "韩圆"],
        &["₩"],
    ),
    unit('$', &["rupee", "inr"], &["rupi"], &["卢比", "盧比"], &["₹"]),
    unit(
        '$',
        &["tenge", "kzt"],
        &["tenge", "tenqe"],
        &["坚戈", "堅戈"],
        &["₸"],
    ),
    unit('$', &["lari"], &["lari"], &["拉里"], &["₾"]),
    unit('$', &["franc", "chf"], &["frank"], &["法郎"], &[]),
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
    unit(
        'a',
        &["square kilometre", "square kilometer", "sq km"],
        &["kvadrat kilometr", "kvadratkilometr", "kv. km", "kv km"],
        &["平方公里", "平方千米"],
        &["km²", "km2"],
    ),
    unit(
        'a',
        &["square metre", "square meter", "sq m"],
        &["kvadrat metr", "kvadratmetr", "kv. m", "kv m"],
        &["平方米"],
        &["m²", "m2"],
    ),
    unit('a', &["square mile"], &["kvadrat mil"], &["平方英里"], &[]),
    unit(
        'v',
        &["cubic metre", "cubic meter", "bcm", "mcm", "tcm"],
        &["kubmetr", "kub metr"],
        &["立方米"],
        &["m³", "m3"],
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
    unit('v', &["barrel", "bpd"], &["barel", "barrel"], &["桶"], &[]),
    unit('m', &["gram", "gramme"], &["qram"], &["克"], &[]),
    unit('m', &["pound", "lb"], &["funt"], &["磅"], &[]),
    unit(
        'e',
        &["kilowatt", "kw"],
        &["kilovat", "kvt"],
        &["千瓦"],
        &["kW"],
    ),
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
    unit(
        'e',
        &["terawatt", "tw"],
        &["teravat", "tvt"],
        &["太瓦"],
        &["TW"],
    ),
    unit(
        'h',
        &["kilowatt hour", "kilowatt-hour", "kwh"],
        &[
            "kilovat-saat",
            "kilovat saat",
            "kilovatsaat",
            "kvt-saat",
            "kvt saat",
            "kvtsaat",
        ],
        &["千瓦时", "千瓦時", "千瓦小时", "千瓦小時"],
        &["kWh"],
    ),
    unit(
        'h',
        &["megawatt hour", "megawatt-hour", "mwh"],
        &[
            "meqavat-saat",
            "meqavat saat",
            "meqavatsaat",
            "mvt-saat",
            "mvt saat",
            "mvtsaat",
        ],
        &["兆瓦时", "兆瓦時"],
        &["MWh"],
    ),
    unit(
        'h',
        &["gigawatt hour", "gigawatt-hour", "gwh"],
        &[
            "qiqavat-saat",
            "qiqavat saat",
            "qiqavatsaat",
            "qvt-saat",
            "qvt saat",
            "qvtsaat",
        ],
        &["吉瓦时", "吉瓦時"],
        &["GWh"],
    ),
    unit(
        'h',
        &["terawatt hour", "terawatt-hour", "twh"],
        &[
            "teravat-saat",
            "teravat saat",
            "teravatsaat",
            "tvt-saat",
            "tvt saat",
            "tvtsaat",
        ],
        &["太瓦时", "太瓦時"],
        &["TWh"],
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

/// The places, in source and target, where the same value has units that exclude one another, or a sign of percentage
/// on one side only.
pub(super) fn different(source: &Said<'_>, target: &Said<'_>) -> Vec<(Range<usize>, Range<usize>)> {
    let once = |side: &Said<'_>| {
        let mut places: HashMap<Number, Option<usize>> = HashMap::new();
        for (at, mention) in side.figures.iter().enumerate() {
            // A value that stands there twice, or may, has no place.
            for value in values(mention) {
                places
                    .entry(value)
                    .and_modify(|place| *place = None)
                    .or_insert((counts(mention) && value == mention.value).then_some(at));
            }
        }
        places
    };
    let (ours, theirs) = (once(source), once(target));
    let mut out = Vec::new();
    for from in &source.figures {
        let place = |places: &HashMap<Number, Option<usize>>| places.get(&from.value).copied()?;
        let (Some(_), Some(at)) = (place(&ours), place(&theirs)) else {
            continue;
        };
        let to = &target.figures[at];
        let (ours, other) = (found(source, from), found(target, to));
        let differs = match (ours.is_empty(), other.is_empty()) {
            (true, true) => durations::differ((source, from), (target, to)),
            // `5 and 7 percent`: the sign of a later figure holds for this one.
            (false, true) => ours.contains(&PERCENT) && !says_percentage(target),
            (true, false) => other.contains(&PERCENT) && !says_percentage(source),
            (false, false) => !ours.iter().any(|a| other.contains(a)),
        };
        if differs {
            out.push((from.span.clone(), to.span.clone()));
        }
    }
    out
}

/// Whether a side says anything in hundredths.
fn says_percentage(side: &Said<'_>) -> bool {
    const WORDS: [&str; 9] = [
        "%", "％", "‰", "percent", "per cent", "per-cent", "pct", "faiz", "百分",
    ];
    WORDS.iter().any(|word| side.folded().contains(word))
}

/// The place of the sign of percentage in [`UNITS`].
const PERCENT: usize = 0;

/// Of a metric unit, what it measures and its power of ten, by its first English name.
fn metric(at: usize) -> Option<(char, i16)> {
    Some(match UNITS[at].en[0] {
        "kilowatt" => ('w', 3),
        "megawatt" => ('w', 6),
        "gigawatt" => ('w', 9),
        "terawatt" => ('w', 12),
        "kilowatt hour" => ('h', 3),
        "megawatt hour" => ('h', 6),
        "gigawatt hour" => ('h', 9),
        "terawatt hour" => ('h', 12),
        "kilometre" => ('m', 3),
        "metre" => ('m', 0),
        "centimetre" => ('m', -2),
        "millimetre" => ('m', -3),
        "tonne" => ('g', 6),
        "kilogram" => ('g', 3),
        "gram" => ('g', 0),
        _ => return None,
    })
}

impl Said<'_> {
    /// Whether a measure of another text is said here in another metric unit: `23万千瓦` for `230 MW`.
    pub(super) fn says_measure(&self, mention: &Mention, theirs: &Said<'_>) -> bool {
        if !counts(mention) {
            return false;
        }
        let units = found(theirs, mention);
        units
            .iter()
            .filter_map(|at| metric(*at))
            .any(|(of, power)| {
                let same = |m: &Mention, p: i16| {
                    let units = found(self, m);
                    let mut metrics = units.iter().filter_map(|at| metric(*at));
                    metrics.any(|(what, other)| what == of && power.saturating_sub(other) == p)
                };
                (-12..=12).filter(|p| *p != 0).any(|p| {
                    self.figures_of(mention.value.scaled(p))
                        .any(|m| counts(m) && same(m, p))
                })
            })
    }
}

/// Whether a number only says the one before it in another unit, in brackets: `130 miles (209 km)`.
pub(super) fn is_conversion(side: &Said<'_>, mention: &Mention) -> bool {
    if !counts(mention) {
        return false;
    }
    let mut back = side.text[..mention.span.start]
        .char_indices()
        .rev()
        .take(17);
    let Some((open, _)) = back.find(|(_, c)| matches!(c, '(' | '（' | ')' | '）')) else {
        return false;
    };
    if side.text[open..].starts_with([')', '）']) {
        return false;
    }
    let own = found(side, mention);
    let earlier = side.figures.partition_point(|m| m.span.start < open);
    let converted = side.figures[..earlier]
        .iter()
        .rev()
        .take_while(|m| open.saturating_sub(m.span.end) <= 32)
        .find(|m| counts(m) && m.span.end <= open);
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
    let words = words_behind(side, mention);
    let any_named = |names: &[&str], turkic: bool| {
        let named = |name: &&str| words.iter().any(|words| is_named(words, name, turkic));
        names.iter().any(named)
    };
    let chinese = after.trim_start();
    let mut found: Vec<usize> = (0..UNITS.len())
        .filter(|at| {
            let unit = &UNITS[*at];
            let sign = unit.signs.iter().any(|sign| {
                before.ends_with(sign) && !sign.chars().all(char::is_alphabetic)
                    || chinese.starts_with(sign) && ends_word(&chinese[sign.len()..])
                    || tail == *sign
            });
            let named = match side.lang.primary().as_str() {
                "en" => any_named(unit.en, false),
                "az" => any_named(unit.az, true),
                "zh" => {
                    unit.zh.iter().any(|name| chinese.starts_with(name)) && !is_other(chinese)
                        || *at == PERCENT && before.ends_with("百分之")
                }
                _ => false,
            };
            sign || named
        })
        .collect();
    // A kilowatt-hour begins like a kilowatt.
    if found.iter().any(|at| UNITS[*at].dimension == 'h') {
        found.retain(|at| UNITS[*at].dimension != 'e');
    }
    found
}

/// The words behind a number, folded: without and with what is tied to its figure (`2025-ci il`, `500-kilometre line`).
/// A kilowatt-hour is written with a hyphen, however the text writes it (`kVt·saat`, `kVt/saat`).
pub(super) fn words_behind(side: &Said<'_>, mention: &Mention) -> [String; 2] {
    let after = around(&side.text[mention.span.end..]);
    let tail = figure_tail(&side.text[mention.span.clone()]);
    [after.clone(), format!("{tail}{after}")].map(|words| {
        let words = fold_text(&words, side.lang);
        let words = words.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, '-' | '‑'));
        match words.split_once(['·', '∙', '⋅', '/', '.']) {
            Some((unit, rest)) if rest.starts_with("saat") && unit.ends_with("vt") => {
                format!("{unit}-{rest}")
            }
            _ => words.to_owned(),
        }
    })
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
    !rest.starts_with(|c: char| c.is_ascii_alphanumeric() || matches!(c, '²' | '³'))
}

/// Whether a Chinese word only begins like a unit: kronor, carats, heads of state.
fn is_other(text: &str) -> bool {
    ["克朗", "克拉", "元首", "元老"]
        .iter()
        .any(|word| text.starts_with(word))
}

/// Whether a text begins with a name, which may have an ending in Azerbaijani and an s in English.
pub(super) fn is_named(words: &str, name: &str, turkic: bool) -> bool {
    // What may stand between: `5 US dollars`, `5 ABŞ dolları`.
    const BETWEEN: [&str; 5] = ["", "us ", "abş ", "canadian ", "australian "];
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
