//! Numbers fit in: where a query differs from a stored text only in numbers and dates, its translation with them
//! exchanged (`docs/score.md`). In doubt there is none: a wrong number is worse than an old one.

use crate::lang::Lang;
use crate::model::CODE_MARK;
use crate::text::{
    InText, Number, Quantities, Quantity, QuantityKind, exchange, is_leap_year, most_days,
    names_other_calendar, names_part_of_day, names_weekday, normalize, quantities, same_form, says,
};
use serde::Serialize;
use std::ops::Range;

/// A translation with exchanged numbers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Adjusted {
    /// The whole translation.
    pub text: String,
    /// What was exchanged, in the order of the text.
    pub exchanges: Vec<Exchange>,
}

/// A number or date that was exchanged in a translation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Exchange {
    /// As the stored translation has it.
    pub from: String,
    /// As it is now.
    pub to: String,
    /// Its bytes in the adjusted text.
    #[serde(skip)]
    pub span: Range<usize>,
}

/// A text with its quantities.
struct Read<'a> {
    text: &'a str,
    lang: &'a Lang,
    quantities: Quantities,
}

impl<'a> Read<'a> {
    fn new(text: &'a str, lang: &'a Lang) -> Self {
        Self {
            text,
            lang,
            quantities: quantities(text, lang),
        }
    }

    fn found(&self) -> &[Quantity] {
        &self.quantities.found
    }

    /// Whether the text around its quantities says this value in words.
    fn says(&self, value: Number) -> bool {
        let around = self.quantities.around(self.text);
        around.iter().any(|piece| says(piece, value, self.lang))
    }

    fn place<'b>(&'b self, quantity: &'b Quantity) -> InText<'b> {
        InText {
            text: self.text,
            quantity,
            lang: self.lang,
        }
    }
}

/// The stored translation `target` of `source` with the numbers and dates of `query`. `None` where the texts differ
/// in anything else, or not at all, or where one exchange is not certain. The stored texts may have a [`CODE_MARK`] for
/// each inline code; a number that touches one is left alone, and the answer has none.
pub fn adjust(
    query: &str,
    source: &str,
    target: &str,
    source_lang: &Lang,
    target_lang: &Lang,
) -> Option<Adjusted> {
    if !is_known(source_lang) || !is_known(target_lang) {
        return None;
    }
    let (query, source) = (normalize(query), normalize(source));
    if !begins_to_differ_in_a_number(&query, &without_codes(&source), source_lang) {
        return None;
    }
    let query = Read::new(&query, source_lang);
    let source = Read::new(&source, source_lang);
    let pairs = pairs(&query, &source)?;
    let changed: Vec<usize> = (0..pairs.len())
        .filter(|n| pairs[*n].0.value != pairs[*n].1.value)
        .collect();
    if changed.is_empty() {
        return None;
    }
    let target = Read::new(target, target_lang);
    // A number that only the translation has may follow from another one: `100 feet`, `100 fut (30 metr)`.
    let from_source = |quantity: &Quantity| {
        let value = quantity.value;
        source.found().iter().any(|q| q.value == value) || source.quantities.others.contains(&value)
    };
    if !target.found().iter().all(from_source) {
        return None;
    }
    let changes = |test: fn(&Quantity) -> bool| changed.iter().any(|n| test(pairs[*n].1));
    let either = |test: fn(&str, &Lang) -> bool| {
        test(source.text, source_lang) || test(target.text, target_lang)
    };
    // The word would have to go with the new date or hour.
    if changes(is_of_a_date) && (either(names_weekday) || either(names_other_calendar))
        || changes(is_of_a_day) && either(names_part_of_day)
    {
        return None;
    }
    let said = |n: &usize| {
        let stored = pairs[*n].1;
        let is_figure = matches!(stored.kind, QuantityKind::Number | QuantityKind::Day);
        is_figure && (source.says(stored.value) || target.says(stored.value))
    };
    if changed.iter().any(said) || !has_real_dates(&query) {
        return None;
    }
    let mut plan: Vec<Option<usize>> = vec![None; target.found().len()];
    for n in &changed {
        for place in counterparts(&pairs, *n, &source, &target)? {
            plan[place] = Some(*n);
        }
    }
    let keeps_sense = |(place, n): (usize, &Option<usize>)| {
        n.is_none_or(|n| may_be_followed(pairs[n].0, target.text, &target.found()[place]))
    };
    if target_lang.is_chinese() && !plan.iter().enumerate().all(keeps_sense) {
        return None;
    }
    carry_out(&plan, &pairs, &query, &source, &target)
}

/// Whether a number can take the place of one in Chinese: 多, 余, 来 and 几 right behind figures (`40多`) add to a round
/// number only.
fn may_be_followed(new: &Quantity, text: &str, old: &Quantity) -> bool {
    let figures = text[..old.span.end].ends_with(|c: char| c.is_ascii_digit());
    let adds = text[old.span.end..].starts_with(['多', '余', '来', '几']);
    !(figures && adds) || new.value.whole().is_some_and(|n| n % 10 == 0)
}

/// Whether there is a number or a month where two texts part, or in the word before. Most matches differ in words, and
/// are not worth reading.
fn begins_to_differ_in_a_number(query: &str, source: &str, lang: &Lang) -> bool {
    let same = |((at, a), b): ((usize, char), char)| (a != b).then_some(at);
    let at = query
        .char_indices()
        .zip(source.chars())
        .find_map(same)
        .unwrap_or(query.len().min(source.len()));
    let word = query[..at].rfind(' ').unwrap_or(0);
    let start = query[..word].rfind(' ').map_or(0, |blank| blank + 1);
    query != source
        && [query, source].iter().any(|text| {
            let end = text[at..].find(' ').map_or(text.len(), |n| at + n);
            let words = &text[start..end];
            words.contains(|c: char| c.is_ascii_digit())
                || !quantities(words, lang).found.is_empty()
        })
}

/// Whether the grammar of numbers is known.
fn is_known(lang: &Lang) -> bool {
    match lang.primary().as_str() {
        "en" | "zh" => true,
        "az" => lang.script().as_deref() == Some("Latn"),
        _ => false,
    }
}

/// The quantities of query and source side by side, if there is no other difference.
fn pairs<'a>(
    query: &'a Read<'_>,
    source: &'a Read<'_>,
) -> Option<Vec<(&'a Quantity, &'a Quantity)>> {
    let (asked, stored) = (query.found(), source.found());
    let same = asked.len() == stored.len()
        && same_around(query, source)
        && asked
            .iter()
            .zip(stored)
            .all(|(q, s)| same_form(query.place(q), source.place(s)));
    same.then(|| asked.iter().zip(stored).collect())
}

/// Whether the texts around the quantities are the same, but for the codes of the source.
fn same_around(query: &Read<'_>, source: &Read<'_>) -> bool {
    let asked = query.quantities.around(query.text);
    let stored = source.quantities.around(source.text);
    asked
        .iter()
        .zip(stored)
        .all(|(asked, stored)| *asked == stored || *asked == without_codes(stored))
}

/// A piece of text without its codes; the blanks on both sides of one are one.
fn without_codes(piece: &str) -> String {
    let mut out = String::with_capacity(piece.len());
    for c in piece.chars().filter(|c| *c != CODE_MARK) {
        if !(c == ' ' && out.ends_with(' ')) {
            out.push(c);
        }
    }
    out
}

/// Whether a quantity may be part of a date, so that a day of the week speaks of it.
fn is_of_a_date(quantity: &Quantity) -> bool {
    match quantity.kind {
        QuantityKind::Day | QuantityKind::Month => true,
        QuantityKind::Time => false,
        QuantityKind::Number => quantity
            .value
            .whole()
            .is_some_and(|n| n <= 31 || (1000..3000).contains(&n)),
    }
}

/// Whether every day stands in a month that has it, and a 29 February in a leap year where a year stands beside it.
fn has_real_dates(read: &Read<'_>) -> bool {
    let found = read.found();
    found.windows(2).enumerate().all(|(at, two)| {
        let date = match (two[0].kind, two[1].kind) {
            (QuantityKind::Month, QuantityKind::Day) => [&two[0], &two[1]],
            (QuantityKind::Day, QuantityKind::Month) => [&two[1], &two[0]],
            _ => return true,
        };
        let [month, day] = date.map(|quantity| quantity.value.whole().unwrap_or(0));
        let beside = [at.checked_sub(1), Some(at + 2)];
        let mut years = beside.into_iter().flatten().filter_map(|place| {
            let number = found.get(place)?.value.whole()?;
            (1000..3000).contains(&number).then_some(number)
        });
        day <= most_days(month) && ((month, day) != (2, 29) || years.all(is_leap_year))
    })
}

/// Whether a quantity may be an hour.
fn is_of_a_day(quantity: &Quantity) -> bool {
    quantity.kind == QuantityKind::Time
        || quantity.kind == QuantityKind::Number && quantity.value.whole().is_some_and(|n| n <= 24)
}

/// The quantities of the target that stand for the source's `n`-th: those of its value, if there are as many of them
/// in both texts and all of them change alike. Days, months and other numbers are told apart only where they must be.
fn counterparts(
    pairs: &[(&Quantity, &Quantity)],
    n: usize,
    source: &Read<'_>,
    target: &Read<'_>,
) -> Option<Vec<usize>> {
    let (new, old) = (pairs[n].0.value, pairs[n].1);
    let elsewhere = |read: &Read<'_>| read.quantities.others.contains(&old.value);
    if elsewhere(source) || elsewhere(target) {
        return None;
    }
    let apart = matches!(old.kind, QuantityKind::Month | QuantityKind::Time);
    let one_kind = |kind: QuantityKind| kind == old.kind;
    let count = |kind: QuantityKind| {
        matches!(kind, QuantityKind::Number | QuantityKind::Day) && !apart || one_kind(kind)
    };
    among(pairs, old.value, new, target, count)
        .or_else(|| among(pairs, old.value, new, target, one_kind))
}

fn among(
    pairs: &[(&Quantity, &Quantity)],
    old: Number,
    new: Number,
    target: &Read<'_>,
    counts: impl Fn(QuantityKind) -> bool,
) -> Option<Vec<usize>> {
    let mut times = 0;
    for (asked, stored) in pairs {
        if stored.value == old && counts(stored.kind) {
            if asked.value != new {
                return None;
            }
            times += 1;
        }
    }
    let places: Vec<usize> = (0..target.found().len())
        .filter(|at| target.found()[*at].value == old && counts(target.found()[*at].kind))
        .collect();
    (places.len() == times).then_some(places)
}

fn carry_out(
    plan: &[Option<usize>],
    pairs: &[(&Quantity, &Quantity)],
    query: &Read<'_>,
    source: &Read<'_>,
    target: &Read<'_>,
) -> Option<Adjusted> {
    let mut text = String::with_capacity(target.text.len() + 8);
    let mut exchanges = Vec::new();
    let mut at = 0;
    for (place, n) in plan.iter().enumerate() {
        let Some(n) = n else {
            continue;
        };
        let quantity = &target.found()[place];
        let (asked, stored) = pairs[*n];
        let to = exchange(
            target.place(quantity),
            source.place(stored),
            query.place(asked),
        )?;
        text.push_str(&target.text[at..quantity.span.start]);
        let start = text.len();
        text.push_str(&to);
        exchanges.push(Exchange {
            from: target.text[quantity.span.clone()].to_owned(),
            to,
            span: start..text.len(),
        });
        at = quantity.span.end;
    }
    text.push_str(&target.text[at..]);
    // What was written must be read as what was meant.
    let again = Read::new(&text, target.lang);
    let meant =
        |place: usize| plan[place].map_or(target.found()[place].value, |n| pairs[n].0.value);
    let right = again.found().len() == plan.len()
        && again.quantities.others == target.quantities.others
        && again
            .found()
            .iter()
            .enumerate()
            .all(|(place, q)| q.value == meant(place) && q.kind == target.found()[place].kind);
    if !right {
        return None;
    }
    for exchange in &mut exchanges {
        let codes = text[..exchange.span.start].matches(CODE_MARK).count() * CODE_MARK.len_utf8();
        exchange.span = exchange.span.start - codes..exchange.span.end - codes;
    }
    text.retain(|c| c != CODE_MARK);
    Some(Adjusted { text, exchanges })
}
