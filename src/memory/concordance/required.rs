//! What a text must have among its tokens to hold a pattern: the condition that the index can look for.
//!
//! It follows from the expression alone. A run of letters and figures lies inside one token of the text, whatever
//! stands around it, and a Chinese character is a token; blanks and marks say nothing. What is not certain is left out,
//! so that the condition never drops a text that the expression finds.

use crate::text::is_han;
use regex_syntax::hir::{Class, Hir, HirKind, Look};
use unicode_normalization::char::is_combining_mark;

/// A condition on the tokens of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Need {
    /// A token holds these letters.
    Letters(Letters),
    /// This Chinese character is one of them.
    Han(char),
    /// All of these hold.
    All(Vec<Need>),
    /// One of these holds.
    Any(Vec<Need>),
}

/// Letters and figures that stand together inside a token, folded.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Letters {
    pub(super) text: String,
    /// No letter stands before them.
    pub(super) begins: bool,
    /// No letter stands after them.
    pub(super) ends: bool,
}

impl Letters {
    /// Whether a folded token holds them.
    pub(super) fn are_in(&self, token: &str) -> bool {
        // Most tokens do not, and are told apart faster so.
        if !token.contains(&self.text) {
            return false;
        }
        // Also where they overlap, as `00` in `000`.
        token.char_indices().any(|(at, _)| {
            let Some(rest) = token[at..].strip_prefix(self.text.as_str()) else {
                return false;
            };
            let before = token[..at].chars().next_back();
            let after = rest.chars().next();
            !(self.begins && before.is_some_and(is_letter)
                || self.ends && after.is_some_and(is_letter))
        })
    }
}

/// A letter or a figure that shares a token with those beside it.
fn is_letter(c: char) -> bool {
    c.is_ascii_alphanumeric()
        || !c.is_ascii() && c.is_alphabetic() && !is_han(c) && !is_combining_mark(c)
}

/// A character that is a token of its own in every text that folds to it. Kana are not: their half width forms and
/// voiced marks are put together by the fold.
fn is_lone(c: char) -> bool {
    matches!(
        u32::from(c),
        0x3005..=0x3007 | 0x3400..=0x4dbf | 0x4e00..=0x9fff | 0x20000..=0x2f7ff | 0x30000..=0x323af
    )
}

/// The condition for an expression. `begins`: no letter stands before what it finds; `ends`: none after it.
pub(super) fn required(expression: &Hir, begins: bool, ends: bool) -> Option<Need> {
    let mut parts = Vec::new();
    flatten(expression, &mut parts);
    let mut needs = Vec::new();
    let mut at = 0;
    while at < parts.len() {
        let clear_before = match at.checked_sub(1) {
            None => begins,
            Some(last) => is_clear(parts[last], Side::Before),
        };
        let clear_after = |next: usize| match parts.get(next) {
            None => ends,
            Some(next) => is_clear(next, Side::After),
        };
        let mut literal = String::new();
        let mut next = at;
        while let Some(HirKind::Literal(bytes)) = parts.get(next).map(|part| part.kind()) {
            literal.push_str(std::str::from_utf8(&bytes.0).ok()?);
            next += 1;
        }
        if next > at {
            split(&literal, clear_before, clear_after(next), &mut needs);
            at = next;
            continue;
        }
        match parts[at].kind() {
            HirKind::Repetition(repeated) if repeated.min > 0 => {
                needs.extend(required(&repeated.sub, false, false));
            }
            HirKind::Alternation(branches) => {
                let after = clear_after(at + 1);
                let each: Option<Vec<Need>> = branches
                    .iter()
                    .map(|branch| required(branch, clear_before, after))
                    .collect();
                needs.extend(each.map(Need::Any));
            }
            HirKind::Class(class) => needs.extend(one_of(class)),
            _ => {}
        }
        at += 1;
    }
    match needs.len() {
        0 => None,
        1 => needs.pop(),
        _ => Some(Need::All(needs)),
    }
}

/// The parts of an expression that follow one another.
fn flatten<'h>(expression: &'h Hir, parts: &mut Vec<&'h Hir>) {
    match expression.kind() {
        HirKind::Concat(all) => all.iter().for_each(|part| flatten(part, parts)),
        HirKind::Capture(group) => flatten(&group.sub, parts),
        HirKind::Empty => {}
        _ => parts.push(expression),
    }
}

/// What a piece of text says.
fn split(text: &str, clear_before: bool, clear_after: bool, needs: &mut Vec<Need>) {
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let end = rest.find(|c| !is_letter(c)).unwrap_or(rest.len());
        if end > 0 {
            let letters = Letters {
                text: rest[..end].to_owned(),
                begins: rest.len() < text.len() || clear_before,
                ends: end < rest.len() || clear_after,
            };
            // A letter anywhere in a word is in nearly every text.
            let says_much = letters.begins || letters.ends || end > c.len_utf8();
            let need = Need::Letters(letters);
            if says_much && !needs.contains(&need) {
                needs.push(need);
            }
            rest = &rest[end..];
        } else {
            if is_lone(c) && !needs.contains(&Need::Han(c)) {
                needs.push(Need::Han(c));
            }
            rest = &rest[c.len_utf8()..];
        }
    }
}

/// More characters than these are not looked through.
const MOST_OF_A_CLASS: usize = 4_096;
/// A choice among more Chinese characters than these says too little.
const MOST_CHOICES: usize = 16;

fn characters(class: &Class) -> Option<Vec<char>> {
    let Class::Unicode(class) = class else {
        return None;
    };
    let count: usize = class
        .iter()
        .map(regex_syntax::hir::ClassUnicodeRange::len)
        .sum();
    (count <= MOST_OF_A_CLASS).then(|| {
        class
            .iter()
            .flat_map(|range| range.start()..=range.end())
            .collect()
    })
}

/// A choice among Chinese characters.
fn one_of(class: &Class) -> Option<Need> {
    let choices = characters(class)?;
    if choices.len() > MOST_CHOICES || !choices.iter().all(|c| is_lone(*c)) {
        return None;
    }
    Some(Need::Any(choices.into_iter().map(Need::Han).collect()))
}

/// On which side of a piece of text a part stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Side {
    Before,
    After,
}

/// Whether the character next to a piece of text is certainly no letter, or there is none.
fn is_clear(part: &Hir, side: Side) -> bool {
    match part.kind() {
        HirKind::Literal(bytes) => std::str::from_utf8(&bytes.0).is_ok_and(|text| {
            let next = match side {
                Side::Before => text.chars().next_back(),
                Side::After => text.chars().next(),
            };
            next.is_some_and(|c| !is_letter(c))
        }),
        HirKind::Class(class) => {
            characters(class).is_some_and(|all| !all.is_empty() && !all.into_iter().any(is_letter))
        }
        // Next to a letter a border of a word has no letter on its other side.
        HirKind::Look(look) => match side {
            Side::Before => matches!(
                look,
                Look::Start
                    | Look::WordUnicode
                    | Look::WordStartUnicode
                    | Look::WordStartHalfUnicode
            ),
            Side::After => matches!(
                look,
                Look::End | Look::WordUnicode | Look::WordEndUnicode | Look::WordEndHalfUnicode
            ),
        },
        HirKind::Repetition(repeated) => repeated.min > 0 && is_clear(&repeated.sub, side),
        HirKind::Capture(group) => is_clear(&group.sub, side),
        HirKind::Concat(parts) => match side {
            Side::Before => parts.last(),
            Side::After => parts.first(),
        }
        .is_some_and(|part| is_clear(part, side)),
        HirKind::Alternation(branches) => branches.iter().all(|branch| is_clear(branch, side)),
        HirKind::Empty => false,
    }
}
