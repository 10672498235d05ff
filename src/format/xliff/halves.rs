//! Inline codes that begin or end something, and whether the other half of each is there: a pair may reach over the segments
//! of a unit, and no further.

use super::content::take;
use crate::format::remarks::excerpt;
use crate::format::{Oddity, Remark};
use crate::model::{Code, CodeKind, Inline, Segment};
use std::collections::BTreeMap;

/// The halves of pairs on one side of a unit, in all its segments.
#[derive(Debug, Clone, Default)]
pub(super) struct Halves {
    /// By the number of a pair, how often it begins and ends.
    pairs: BTreeMap<String, (u64, u64)>,
}

impl Halves {
    /// Notes a code that was read. What says that it has no other half is taken away: it shows by itself.
    pub(super) fn meet(&mut self, code: &mut Code) {
        let begins = match code.kind {
            CodeKind::Bpt => true,
            CodeKind::Ept => false,
            _ => return,
        };
        let alone = take(&mut code.attributes, "isolated").is_some_and(|value| value == "yes");
        let number = code.attribute("i").unwrap_or_default();
        // Of those that have no number, our own writer says so.
        if alone && !number.is_empty() {
            return;
        }
        let (begun, ended) = match self.pairs.get_mut(number) {
            Some(counts) => counts,
            None => self.pairs.entry(number.to_owned()).or_default(),
        };
        *(if begins { begun } else { ended }) += 1;
    }

    /// Takes those of a further segment.
    pub(super) fn append(&mut self, other: Self) {
        for (number, (begun, ended)) in other.pairs {
            let counts = self.pairs.entry(number).or_default();
            counts.0 += begun;
            counts.1 += ended;
        }
    }

    /// What to say of those without their other half: the first of each kind is named, the others are counted with it.
    pub(super) fn remarks(&self, place: &str) -> Vec<Remark> {
        let lone = |what: &str, own: fn(&(u64, u64)) -> u64| {
            let mut found = self.pairs.iter().filter(|(_, counts)| own(counts) > 0);
            let (number, _) = found.clone().next()?;
            let number = match number.as_str() {
                "" => String::new(),
                number => format!(": id={}", excerpt(number)),
            };
            let text = format!("an inline code of {place} {what}{number}");
            let count = found.by_ref().map(|(_, counts)| own(counts)).sum();
            let remark = Remark::new(Oddity::UnpairedCode, 0, text);
            Some(Remark { count, ..remark })
        };
        let begun = lone("begins and is not ended in its unit", |counts| {
            counts.0.saturating_sub(counts.1)
        });
        let ended = lone("ends and was not begun in its unit", |counts| {
            counts.1.saturating_sub(counts.0)
        });
        begun.into_iter().chain(ended).collect()
    }
}

/// The segment of a content. One half of a pair whose other half stands elsewhere is isolated.
pub(super) fn isolated(mut content: Vec<Inline>) -> Segment {
    let (mut begins, mut ends) = (Vec::new(), Vec::new());
    halves(&content, &mut begins, &mut ends);
    begins.sort_unstable();
    ends.sort_unstable();
    if begins != ends {
        isolate(&mut content, &begins, &ends);
    }
    Segment { content }
}

fn halves(content: &[Inline], begins: &mut Vec<String>, ends: &mut Vec<String>) {
    for piece in content {
        let Inline::Code(code) = piece else { continue };
        let number = || code.attribute("i").unwrap_or_default().to_owned();
        match code.kind {
            CodeKind::Bpt => begins.push(number()),
            CodeKind::Ept => ends.push(number()),
            kind if kind.holds_text() => halves(&code.content, begins, ends),
            _ => {}
        }
    }
}

/// The halves of pairs in a content whose other half stands elsewhere, and whether there are other codes beside them.
pub(super) fn without_other(content: Vec<Inline>) -> (Vec<Inline>, bool) {
    let (mut begins, mut ends) = (Vec::new(), Vec::new());
    halves(&content, &mut begins, &mut ends);
    let (mut found, mut has_others) = (Vec::new(), false);
    let mut rest: Vec<Inline> = content.into_iter().rev().collect();
    while let Some(piece) = rest.pop() {
        let Inline::Code(mut code) = piece else {
            continue;
        };
        let number = || code.attribute("i").unwrap_or_default();
        let is_alone = match code.kind {
            CodeKind::Bpt => !ends.iter().any(|end| end == number()),
            CodeKind::Ept => !begins.iter().any(|begin| begin == number()),
            kind => {
                if kind.holds_text() {
                    rest.extend(std::mem::take(&mut code.content).into_iter().rev());
                }
                false
            }
        };
        if is_alone {
            found.push(Inline::Code(code));
        } else {
            has_others = true;
        }
    }
    (found, has_others)
}

fn isolate(content: &mut [Inline], begins: &[String], ends: &[String]) {
    for piece in content {
        let Inline::Code(code) = piece else { continue };
        let number = code.attribute("i").unwrap_or_default().to_owned();
        let others = match code.kind {
            CodeKind::Bpt => ends,
            CodeKind::Ept => begins,
            kind => {
                if kind.holds_text() {
                    isolate(&mut code.content, begins, ends);
                }
                continue;
            }
        };
        if others.binary_search(&number).is_err() {
            isolate_half(code);
        }
    }
}

/// Makes half of a pair a code whose other half is in another segment.
pub(super) fn isolate_half(code: &mut Code) {
    let end = match code.kind {
        CodeKind::Bpt => "begin",
        CodeKind::Ept => "end",
        _ => return,
    };
    code.kind = CodeKind::It;
    let has_x = code.attribute("x").is_some();
    match code.attributes.iter().position(|(name, _)| name == "i") {
        Some(at) if has_x => drop(code.attributes.remove(at)),
        Some(at) => "x".clone_into(&mut code.attributes[at].0),
        None => {}
    }
    code.attributes.push(("pos".into(), end.into()));
}
