//! What quantities are beside one another: day and month of a date, ends of a range, figures of one number.

use super::isolated::is_dash;
use super::{Quantity, QuantityKind, Tail};
use crate::lang::Lang;

/// Says which are days and months, and which are bound to a neighbour that makes them no quantity of their own.
pub(super) fn settle(text: &str, lang: &Lang, candidates: &mut [(Quantity, bool)]) {
    for at in 0..candidates.len() {
        if is_chinese_month(text, lang, &candidates[at].0) {
            candidates[at].0.kind = QuantityKind::Month;
        } else if is_day(text, lang, candidates, at) {
            candidates[at].0.kind = QuantityKind::Day;
        }
    }
    let linked: Vec<bool> = (0..candidates.len())
        .map(|at| at > 0 && is_linked(text, &candidates[at - 1].0, &candidates[at].0))
        .collect();
    for at in (1..candidates.len()).rev() {
        let day = candidates[at].0.kind == QuantityKind::Day;
        if day && linked[at] && is_day_number(&candidates[at - 1].0) {
            candidates[at - 1].0.kind = QuantityKind::Day;
        }
    }
    let mut start = 0;
    while start < candidates.len() {
        let more = linked[start + 1..].iter().take_while(|l| **l).count();
        let links = &mut candidates[start..=start + more];
        // A telephone number, a date in figures; or a range of which one end is bound.
        let open = links[0].0.joined[0] || links[more].0.joined[1];
        if more > 1 || open || links.iter().any(|(_, free)| !free) {
            for (_, free) in links.iter_mut() {
                *free = false;
            }
        }
        start += more + 1;
    }
    // Two numbers side by side: `2 min 400`, `1亿2000万`.
    for at in 1..candidates.len() {
        let (left, right) = (&candidates[at - 1].0, &candidates[at].0);
        let gap = &text[left.whole.end..right.whole.start];
        let numbers = [left, right].iter().all(|q| q.kind == QuantityKind::Number);
        if numbers && gap.trim().is_empty() {
            candidates[at - 1].1 = false;
            candidates[at].1 = false;
        }
    }
}

/// Whether one dash parts two quantities.
fn is_linked(text: &str, left: &Quantity, right: &Quantity) -> bool {
    let mut between = text[left.span.end..right.span.start].chars();
    right.joined[0] && between.next().is_some_and(is_dash) && between.next().is_none()
}

fn is_chinese_month(text: &str, lang: &Lang, quantity: &Quantity) -> bool {
    lang.is_chinese()
        && quantity.kind == QuantityKind::Number
        && quantity.power == 0
        && quantity
            .value
            .whole()
            .is_some_and(|n| (1..=12).contains(&n))
        && text[quantity.span.end..].starts_with('月')
}

fn is_day(text: &str, lang: &Lang, candidates: &[(Quantity, bool)], at: usize) -> bool {
    let quantity = &candidates[at].0;
    if !is_day_number(quantity) {
        return false;
    }
    let after = &text[quantity.span.end..];
    if lang.is_chinese() {
        return after.starts_with(['日', '号', '號']);
    }
    let month = |n: Option<usize>| {
        let quantity = &candidates.get(n?)?.0;
        (quantity.kind == QuantityKind::Month).then_some(quantity)
    };
    let between = |from: &Quantity, to: &Quantity| text[from.span.end..to.span.start].trim();
    let precedes =
        month(at.checked_add(1)).is_some_and(|m| matches!(between(quantity, m), "" | "of"));
    // A month has one day: the second 24 of `24 August 24 ministers` is none.
    let follows = month(at.checked_sub(1)).is_some_and(|m| {
        let has_its_day = at.checked_sub(2).is_some_and(|before| {
            let day = &candidates[before].0;
            day.kind == QuantityKind::Day && matches!(between(day, m), "" | "of")
        });
        matches!(between(m, quantity), "" | "the") && !has_its_day && takes_a_day(text, lang, m)
    });
    follows || precedes
}

/// Whether a day may follow a month: in Azerbaijani after the genitive, `avqustun 24-də`, not `avqustda 24 nazir`.
fn takes_a_day(text: &str, lang: &Lang, month: &Quantity) -> bool {
    match month.tail {
        Tail::Ending(at) if lang.primary() == "az" => {
            matches!(&text[month.span.clone()][at..], "ın" | "in" | "un" | "ün")
        }
        _ => true,
    }
}

fn is_day_number(quantity: &Quantity) -> bool {
    quantity.kind == QuantityKind::Number
        && quantity.power == 0
        && quantity
            .value
            .whole()
            .is_some_and(|n| (1..=31).contains(&n))
}
