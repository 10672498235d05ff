//! Codes that stand in another order in the translation.
//!
//! Without `x`, OmegaT numbers the codes of each segment as they come, and so puts the address of the first link
//! into whichever link the translation has first. Where the segments of a unit hold the same codes in another order,
//! those without `x` therefore get one: their place in the source. Which code is which says its native content,
//! together with its kind and type; of equal ones the first is the first. Where one segment lacks a code of another,
//! none gets an `x`, because OmegaT wants the same in all ([`super::numbering`]).

use crate::format::xml::escape::is_allowed;
use crate::model::{Code, CodeKind, Inline, Tuv};
use rustc_hash::FxHashMap;
use std::collections::VecDeque;

/// For each code of a segment, in the order of the start tags, the `x` that it gets.
pub(super) type Order = Vec<Option<usize>>;

/// Those of a unit's variants, in their order; empty where no code gets an `x`. `source` is the variant that counts
/// first. Only for units of which no code is written with an `x` of its own.
pub(super) fn of(variants: &[Tuv], source: usize) -> Vec<Order> {
    let known: Vec<Vec<Option<Known>>> = variants.iter().map(known).collect();
    let Some(first) = known.get(source) else {
        return Vec::new();
    };
    let in_order = |codes: &[Option<Known>]| codes.iter().flatten().eq(first.iter().flatten());
    if known.iter().all(|codes| in_order(codes)) {
        return Vec::new();
    }
    let orders: Option<Vec<Order>> = known.iter().map(|codes| places(codes, first)).collect();
    orders.unwrap_or_default()
}

/// The place of each code in the source, from 1; `None` where the two have not the same codes.
fn places(codes: &[Option<Known>], source: &[Option<Known>]) -> Option<Order> {
    let mut free: FxHashMap<&Known, VecDeque<usize>> = FxHashMap::default();
    for (at, code) in source.iter().flatten().enumerate() {
        free.entry(code).or_default().push_back(at + 1);
    }
    let mut order = Order::with_capacity(codes.len());
    for code in codes {
        order.push(match code {
            Some(code) => Some(free.get_mut(code)?.pop_front()?),
            None => None,
        });
    }
    free.values().all(VecDeque::is_empty).then_some(order)
}

/// By what a code is known again: its kind, type and native content.
type Known = (&'static str, String, String);

/// The codes of a segment in the order of their start tags; `None` for those that get no `x` in any case: ends of
/// pairs, marked stretches, and whatever stands inside a native code.
fn known(tuv: &Tuv) -> Vec<Option<Known>> {
    let mut out = Vec::new();
    collect(&tuv.segment.content, true, &mut out);
    out
}

fn collect(content: &[Inline], in_text: bool, out: &mut Vec<Option<Known>>) {
    for piece in content {
        let Inline::Code(code) = piece else { continue };
        let counts = matches!(
            code.kind,
            CodeKind::Bpt | CodeKind::Ph | CodeKind::It | CodeKind::Ut
        );
        out.push((in_text && counts).then(|| known_by(code)));
        collect(&code.content, in_text && code.kind.holds_text(), out);
    }
}

fn known_by(code: &Code) -> Known {
    // As a file holds it, so that whoever reads the file finds the same order.
    let held = |text: &str| text.replace(|c| !is_allowed(c), "\u{fffd}");
    let kind = code.attribute("type").unwrap_or_default();
    (code.kind.name(), held(kind), held(&code.native()))
}
