//! What an expression says about the characters around a place, so that most places need no look at the expression
//! itself: which character can be its last or its first one, which ones it can hold, and how many.
//!
//! Every answer may allow too much, never too little: what is not understood allows everything.

use fancy_regex::{Expr, LookAround};
use regex_syntax::hir::{Class, ClassUnicode, ClassUnicodeRange, HirKind};

/// A set of characters, quick to ask.
#[derive(Debug)]
pub(super) struct Characters {
    ascii: u128,
    ranges: Vec<ClassUnicodeRange>,
}

impl Characters {
    fn new(class: &ClassUnicode) -> Self {
        let ascii = ('\0'..='\x7f')
            .filter(|c| {
                class
                    .ranges()
                    .iter()
                    .any(|r| r.start() <= *c && *c <= r.end())
            })
            .fold(0, |bits, c| bits | 1_u128 << u32::from(c));
        Self {
            ascii,
            ranges: class.ranges().to_vec(),
        }
    }

    pub(super) fn contains(&self, c: char) -> bool {
        if c.is_ascii() {
            return self.ascii >> u32::from(c) & 1 == 1;
        }
        let at = self.ranges.partition_point(|range| range.end() < c);
        self.ranges.get(at).is_some_and(|range| range.start() <= c)
    }
}

/// Which side of an expression.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    First,
    Last,
}

/// The characters with which what an expression matches can begin; `None` where it can match without any, or where
/// that is not known.
pub(super) fn first(expression: &str) -> Option<Characters> {
    edge_of(expression, Side::First)
}

/// The characters that can stand before the end of what an expression matches, as [`first`]. What the expression
/// wants to follow does not count.
pub(super) fn last(expression: &str) -> Option<Characters> {
    edge_of(expression, Side::Last)
}

fn edge_of(expression: &str, side: Side) -> Option<Characters> {
    let tree = Expr::parse_tree(expression).ok()?;
    let edge = edge(&tree.expr, side);
    (!edge.open && edge.class != everything()).then(|| Characters::new(&edge.class))
}

/// The characters at one side of an expression, and whether it can be empty there.
struct Edge {
    class: ClassUnicode,
    open: bool,
}

impl Edge {
    fn empty() -> Self {
        Self {
            class: ClassUnicode::empty(),
            open: true,
        }
    }

    fn of(class: ClassUnicode) -> Self {
        Self { class, open: false }
    }
}

fn edge(expression: &Expr, side: Side) -> Edge {
    match expression {
        Expr::Any { .. } => Edge::of(everything()),
        Expr::Literal { val, casei } => {
            let character = match side {
                Side::First => val.chars().next(),
                Side::Last => val.chars().next_back(),
            };
            character.map_or_else(Edge::empty, |c| Edge::of(literal(c, *casei)))
        }
        Expr::Delegate { inner, casei } => Edge::of(class(inner, *casei)),
        Expr::Concat(parts) => match side {
            Side::First => sequence(parts.iter(), side),
            Side::Last => sequence(parts.iter().rev(), side),
        },
        Expr::Alt(branches) => {
            let mut all = Edge::of(ClassUnicode::empty());
            for branch in branches {
                let one = edge(branch, side);
                all.class.union(&one.class);
                all.open |= one.open;
            }
            all
        }
        Expr::Group(inner) => edge(inner, side),
        Expr::AtomicGroup(inner) => edge(inner, side),
        // What stands before the end, or after the beginning, is looked at from there too.
        Expr::LookAround(inner, LookAround::LookBehind) if side == Side::Last => edge(inner, side),
        Expr::LookAround(inner, LookAround::LookAhead) if side == Side::First => edge(inner, side),
        Expr::Repeat { child, lo, .. } => {
            let mut one = edge(child, side);
            one.open |= *lo == 0;
            one
        }
        Expr::Empty
        | Expr::Assertion(_)
        | Expr::LookAround(..)
        | Expr::KeepOut
        | Expr::ContinueFromPreviousMatchEnd => Edge::empty(),
        _ => Edge {
            class: everything(),
            open: true,
        },
    }
}

fn sequence<'a>(parts: impl Iterator<Item = &'a Expr>, side: Side) -> Edge {
    let mut all = Edge::empty();
    for part in parts {
        let one = edge(part, side);
        all.class.union(&one.class);
        if !one.open {
            all.open = false;
            break;
        }
    }
    all
}

/// How far before its end what an expression matches can begin.
#[derive(Debug)]
pub(super) struct Reach {
    /// The characters that it can hold.
    holds: Characters,
    /// The most characters that it can hold; `None` for any number.
    longest: Option<usize>,
}

/// The reach of an expression.
pub(super) fn reach(expression: &str) -> Reach {
    let mut holds = ClassUnicode::empty();
    let tree = Expr::parse_tree(expression).ok();
    let longest = tree.and_then(|tree| extent(&tree.expr, &mut holds));
    Reach {
        longest: longest.filter(|longest| *longest < usize::MAX),
        holds: Characters::new(&longest.map_or_else(everything, |_| holds)),
    }
}

impl Reach {
    /// The places of a text at which a match that ends here can begin, the nearest first.
    pub(super) fn starts<'a>(&'a self, text: &'a str, end: usize) -> impl Iterator<Item = usize> {
        let before = text[..end].char_indices().rev();
        let held = before
            .take(self.longest.unwrap_or(usize::MAX))
            .take_while(|(_, c)| self.holds.contains(*c));
        std::iter::once(end).chain(held.map(|(at, _)| at))
    }
}

/// The most characters that an expression can hold (`usize::MAX` for any number), and which, added to `holds`.
fn extent(expression: &Expr, holds: &mut ClassUnicode) -> Option<usize> {
    Some(match expression {
        Expr::Empty | Expr::Assertion(_) | Expr::LookAround(..) => 0,
        Expr::Any { .. } => {
            holds.union(&everything());
            1
        }
        Expr::Literal { val, casei } => {
            for c in val.chars() {
                holds.union(&literal(c, *casei));
            }
            val.chars().count()
        }
        Expr::Delegate { inner, casei } => {
            holds.union(&class(inner, *casei));
            1
        }
        Expr::Concat(parts) => {
            let mut sum = 0_usize;
            for part in parts {
                sum = sum.saturating_add(extent(part, holds)?);
            }
            sum
        }
        Expr::Alt(branches) => {
            let mut most = 0;
            for branch in branches {
                most = most.max(extent(branch, holds)?);
            }
            most
        }
        Expr::Group(inner) => extent(inner, holds)?,
        Expr::AtomicGroup(inner) => extent(inner, holds)?,
        Expr::Repeat { child, hi, .. } => extent(child, holds)?.saturating_mul(*hi),
        _ => return None,
    })
}

fn everything() -> ClassUnicode {
    ClassUnicode::new([ClassUnicodeRange::new('\0', char::MAX)])
}

/// The characters of an expression for one character; everything where that is not known.
fn class(expression: &str, casei: bool) -> ClassUnicode {
    let parsed = regex_syntax::ParserBuilder::new()
        .case_insensitive(casei)
        .build()
        .parse(expression);
    match parsed.map(regex_syntax::hir::Hir::into_kind) {
        Ok(HirKind::Class(Class::Unicode(class))) => class,
        Ok(HirKind::Literal(literal)) => match std::str::from_utf8(&literal.0).map(str::chars) {
            Ok(characters) => ClassUnicode::new(characters.map(|c| ClassUnicodeRange::new(c, c))),
            Err(_) => everything(),
        },
        _ => everything(),
    }
}

fn literal(c: char, casei: bool) -> ClassUnicode {
    if casei {
        class(&regex_syntax::escape(&c.to_string()), true)
    } else {
        ClassUnicode::new([ClassUnicodeRange::new(c, c)])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use fancy_regex::Regex;
    use proptest::prelude::*;

    #[test]
    fn edges_are_those_of_the_expression() {
        for (expression, firsts, lasts) in [
            (r"(?:Dr|St)\.", "DS", "."),
            (r"[a-c]x?", "abc", "abcx"),
            (r"(?i:k)ş", "kK\u{212a}", "ş"),
            (r"(?=ab)", "a", ""),
            (r"\G(?<=x|yz)(?=ab)", "a", "xz"),
            (r"(?<!q)(a|b)\1?", "ab", ""),
            (r"x*", "", ""),
            (r"\b", "", ""),
        ] {
            for (found, wanted) in [(first(expression), firsts), (last(expression), lasts)] {
                assert_eq!(found.is_none(), wanted.is_empty(), "{expression}");
                if let Some(found) = found {
                    let all: String = ('\0'..='\u{ffff}').filter(|c| found.contains(*c)).collect();
                    let mut wanted: Vec<char> = wanted.chars().collect();
                    wanted.sort_unstable();
                    assert_eq!(all, String::from_iter(wanted), "{expression}");
                }
            }
        }
    }

    proptest! {
        /// Wherever an expression matches, its edges and its reach allow it.
        #[test]
        fn nothing_that_matches_is_ruled_out(
            parts in proptest::collection::vec(proptest::sample::select(vec![
                "a", "b?", "[ab]+", "(?:ab|c)", "(a|bc)", "(?!c)", "(?<=a)", "(?=b|a)", r"\.", r"\s*", r"\p{Lu}{1,2}",
                "(?i:ş)", "[^ab]", ".", r"\b", "(?>a+)", "^", "$",
            ]), 1..5),
            text in "[abcAŞş. ]{0,12}",
        ) {
            let expression = parts.concat();
            let regex = Regex::new(&expression).unwrap();
            let (first, last, reach) = (first(&expression), last(&expression), reach(&expression));
            for found in regex.find_iter(&text) {
                let found = found.unwrap();
                if let Some(first) = &first {
                    prop_assert!(text[found.start()..].chars().next().is_some_and(|c| first.contains(c)));
                }
                if let Some(last) = &last {
                    prop_assert!(text[..found.end()].chars().next_back().is_some_and(|c| last.contains(c)));
                }
                prop_assert!(reach.starts(&text, found.end()).any(|start| start == found.start()));
            }
        }
    }
}
