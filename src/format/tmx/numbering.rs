//! The numbers of inline codes as other programs need them.
//!
//! `i` ties a `bpt` to its `ept`, `x` a code to the same one in the other languages. OmegaT takes `x` for the place of
//! the code in its segment, and loses a match where it is another number; where two segments do not have the same `x`,
//! it does better without. So `i` is counted from 1 in each segment, `x` in the order of the source, which is left out unless all
//! variants have the same. Numbers that are so already stay. Codes that change places need an `x`, and get one where
//! they have none ([`super::order`]). What a code really had is kept by [`super::codes`].

use super::context::source;
use super::order::{self, Order};
use crate::model::{CodeKind, Inline, Tu};
use rustc_hash::FxHashMap;
use std::collections::BTreeSet;

/// What becomes of the number of a code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum X {
    Kept,
    LeftOut,
    Now(usize),
}

/// The numbers of a unit's codes; empty where all stay.
#[derive(Debug, Default)]
pub(super) struct Numbering<'a> {
    /// Of each variant.
    i: Vec<FxHashMap<&'a str, usize>>,
    x: FxHashMap<&'a str, usize>,
    without_x: bool,
    orders: Vec<Order>,
}

impl<'a> Numbering<'a> {
    /// That of a unit.
    pub(super) fn of(tu: &'a Tu) -> Self {
        let mut numbering = Self::default();
        if !tu.variants.iter().any(|tuv| tuv.segment.has_codes()) {
            return numbering;
        }
        let mut found: Vec<Found<'a>> = tu
            .variants
            .iter()
            .map(|tuv| {
                let mut found = Found::default();
                found.collect(&tuv.segment.content);
                found
            })
            .collect();
        numbering.i = (found.iter())
            .map(|of| {
                if counts_from_one(&of.i) {
                    FxHashMap::default()
                } else {
                    count(of.i.iter().copied())
                }
            })
            .collect();
        // The source counts first.
        let first = source(tu).unwrap_or(0);
        found.swap(0, first);
        let sets: Vec<BTreeSet<&str>> = found
            .iter()
            .map(|of| of.x.iter().copied().collect())
            .collect();
        if sets.windows(2).any(|pair| pair[0] != pair[1]) {
            numbering.without_x = true;
        } else if !found.iter().all(|of| counts_from_one(&of.x)) {
            numbering.x = count(found.iter().flat_map(|of| &of.x).copied());
        }
        if numbering.without_x || sets.iter().all(BTreeSet::is_empty) {
            numbering.orders = order::of(&tu.variants, first);
        }
        numbering
    }

    /// What other programs may stumble over in the numbers of the codes as they are.
    pub(super) fn faults(&self) -> impl Iterator<Item = &'static str> {
        [
            (
                self.i.iter().any(|numbers| !numbers.is_empty()),
                "the numbers of the codes (i) do not count from 1 in each segment",
            ),
            (
                !self.x.is_empty(),
                "the numbers of the codes (x) do not count from 1 in each segment",
            ),
            (
                self.without_x,
                "the codes of the variants do not have the same numbers (x)",
            ),
        ]
        .into_iter()
        .filter_map(|(is_so, what)| is_so.then_some(what))
    }

    /// The `i` of a code in a variant, which is counted from 0.
    pub(super) fn i(&self, variant: usize, value: &str) -> X {
        (self.i.get(variant))
            .and_then(|numbers| numbers.get(value))
            .map_or(X::Kept, |now| now_or_kept(value, *now))
    }

    /// The `x` that a code without one gets: `variant` from 0 in its unit, `code` from 0 in its segment, in the order of
    /// start tags.
    pub(super) fn place(&self, variant: usize, code: usize) -> Option<usize> {
        *self.orders.get(variant)?.get(code)?
    }

    pub(super) fn x(&self, value: &str) -> X {
        if self.without_x {
            return X::LeftOut;
        }
        self.x
            .get(value)
            .map_or(X::Kept, |now| now_or_kept(value, *now))
    }
}

fn now_or_kept(value: &str, now: usize) -> X {
    if value == now.to_string() {
        X::Kept
    } else {
        X::Now(now)
    }
}

/// The numbers of a segment's codes, in order.
#[derive(Debug, Default)]
struct Found<'a> {
    i: Vec<&'a str>,
    x: Vec<&'a str>,
}

impl<'a> Found<'a> {
    fn collect(&mut self, content: &'a [Inline]) {
        for piece in content {
            let Inline::Code(code) = piece else { continue };
            for (name, value) in &code.attributes {
                match name.as_str() {
                    "i" if matches!(code.kind, CodeKind::Bpt | CodeKind::Ept) => self.i.push(value),
                    "x" if !matches!(code.kind, CodeKind::Ept | CodeKind::Sub) => {
                        self.x.push(value);
                    }
                    _ => {}
                }
            }
            self.collect(&code.content);
        }
    }
}

/// Whether values are the numbers from 1 on, in any order, each perhaps several times.
fn counts_from_one(values: &[&str]) -> bool {
    let set: BTreeSet<&str> = values.iter().copied().collect();
    (1..=set.len()).all(|number| set.contains(number.to_string().as_str()))
}

fn count<'a>(values: impl Iterator<Item = &'a str>) -> FxHashMap<&'a str, usize> {
    let mut numbers = FxHashMap::default();
    for value in values {
        let next = numbers.len() + 1;
        numbers.entry(value).or_insert(next);
    }
    numbers
}
