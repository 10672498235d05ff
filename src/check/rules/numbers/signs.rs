//! The sign of a number: `-3.2` is not 3,2. A text that says in words that something fell or is lacking has said it.

use super::said::Said;
use crate::text::{Form, Mention, Number, QuantityKind, is_han};
use std::collections::HashMap;
use std::ops::Range;

/// The places, in source and target, where the same value is below zero on one side only.
pub(super) fn different(source: &Said<'_>, target: &Said<'_>) -> Vec<(Range<usize>, Range<usize>)> {
    let (ours, theirs) = (signed(source), signed(target));
    let any = |side: &HashMap<Number, Place>| side.values().any(|place| place.below.is_some());
    if !any(&ours) && !any(&theirs) {
        return Vec::new();
    }
    let mut out: Vec<(Range<usize>, Range<usize>)> = ours
        .iter()
        .filter_map(|(value, from)| {
            let to = theirs.get(value)?;
            let (minus, plain) = match (&from.below, &to.below) {
                (Some(_), None) => (from, target),
                (None, Some(_)) => (to, source),
                _ => return None,
            };
            // Of a value that stands on one side with and without the sign, nothing is certain.
            (!minus.above && !says_less(plain)).then(|| (from.span(), to.span()))
        })
        .collect();
    out.sort_by_key(|(from, to)| (from.start, to.start));
    out
}

/// How a value stands in a text.
#[derive(Default)]
struct Place {
    /// The first time that it stands behind a minus, with the sign.
    below: Option<Range<usize>>,
    /// Whether it stands without one, too.
    above: bool,
    first: Range<usize>,
}

impl Place {
    fn span(&self) -> Range<usize> {
        self.below.clone().unwrap_or_else(|| self.first.clone())
    }
}

fn signed(side: &Said<'_>) -> HashMap<Number, Place> {
    let mut out: HashMap<Number, Place> = HashMap::new();
    for mention in side
        .figures
        .iter()
        .filter(|m| m.kind == QuantityKind::Number)
    {
        let minus = match mention.form {
            Form::Figure | Form::Bound => minus(side.text, mention),
            Form::Part | Form::Words => None,
        };
        // What a dash ties to a word is a figure of its own only where the dash is a minus.
        if mention.form != Form::Figure && minus.is_none() {
            continue;
        }
        let place = out.entry(mention.value).or_insert_with(|| Place {
            first: mention.span.clone(),
            ..Place::default()
        });
        match minus {
            Some(start) if place.below.is_none() => {
                place.below = Some(start..mention.span.end);
            }
            Some(_) => {}
            None => place.above = true,
        }
    }
    out
}

/// Where the minus before a figure begins. A mark that may as well be a dash, a range, a point of a list or a part of
/// a name (`F-16`, 长征-5) is none.
fn minus(text: &str, mention: &Mention) -> Option<usize> {
    // `-$3.2`: the sign stands before that of the currency.
    let before = text[..mention.span.start].trim_end_matches(['$', '€', '£', '¥', '₼', '￥']);
    let sign = before.chars().next_back()?;
    let start = before.len() - sign.len_utf8();
    let close = before[..start].chars().next_back();
    let earlier = before[..start].trim_end().chars().next_back();
    if sign == '−' {
        return (!earlier.is_some_and(char::is_numeric)).then_some(start);
    }
    if !matches!(sign, '-' | '－' | '–') {
        return None;
    }
    let alone = |rest: &str| !rest.contains(char::is_alphabetic);
    let sure = match (close, earlier) {
        // A list or a speech begins with a dash, a cell of a table is a figure and nothing else.
        (_, None) => alone(&text[mention.span.end..]),
        // `2019 -2020`, `items 3, -5`
        (_, Some(c)) if c.is_numeric() => false,
        // `歼-20`, but `气温-5℃`
        (Some(c), _) if is_han(c) => has_scale(&text[mention.span.start..]),
        (Some(c), _) => {
            c.is_whitespace() || matches!(c, '(' | '（' | ':' | '：' | '为' | '=' | '$' | '€')
        }
        (None, _) => false,
    };
    sure.then_some(start)
}

/// Whether a figure that a text begins with has a sign of degrees or of percentage behind it.
fn has_scale(text: &str) -> bool {
    let is_figure = |c: char| c.is_numeric() || matches!(c, '.' | ',' | ' ' | '\u{a0}');
    let rest = text.trim_start_matches(is_figure);
    rest.starts_with(['℃', '°', '%', '％', '度']) || rest.starts_with("摄氏")
}

/// Whether a text says in words that something is below, lacking or falling.
fn says_less(side: &Said<'_>) -> bool {
    side.has_one_of(
        &[
            "minus",
            "negativ",
            "below",
            "sub-zero",
            "fall",
            "fell",
            "drop",
            "declin",
            "decreas",
            "down",
            "loss",
            "lost",
            "lose",
            "losing",
            "deficit",
            "cut",
            "lower",
            "less",
            "contract",
            "shrink",
            "shrank",
            "shrunk",
            "slump",
            "slid",
            "reduc",
            "shortfall",
            "frost",
            "plung",
            "weak",
            "debt",
            "trail",
            "behind",
            "under",
        ],
        &[
            "mənfi", "minus", "aşağı", "azal", "düş", " enib", " endi", " enm", " enir", "şaxta",
            "zərər", "itki", "itir", "kəsir", " az ", "geri", "ixtisar", "soyuq", "borc",
        ],
        &[
            "负", "負", "零下", "减", "減", "降", "跌", "低", "下滑", "亏", "虧", "赤字", "少",
            "萎缩", "萎縮", "缩", "縮", "收窄", "逆差", "损", "損", "落后", "落後", "回落", "下行",
        ],
    )
}
