//! Inline codes around the segments that a text is cut into (XLIFF 1.2, `mrk mtype="seg"`), and the segment that each
//! of them belongs to.
//!
//! A pair around one segment is part of it. Of a pair around several the opening half is in the first and the closing
//! half in the last of them, as where SRX cuts a text; each is isolated there. What stands between two segments
//! belongs to the one before.

use super::content::{Content, Part};
use super::halves::{isolate_half, isolated};
use crate::model::{Code, CodeKind, Inline, Segment};
use rustc_hash::FxHashMap;

/// What a code does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Role {
    Begins,
    Ends,
    StandsAlone,
}

/// An end of a segment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum End {
    Front,
    Back,
}

/// What a code does, and its identifier: by these it is the same in source and target.
type Key = (Role, String);

/// In which segment of the source, by its number, each code is that stood around segments; `None` for pairs that are one
/// segment's own, and for codes that share an identifier.
#[derive(Debug, Default)]
pub(super) struct Homes(FxHashMap<Key, Option<(String, End)>>);

/// A content that is cut into segments, with the codes around them in their places.
#[derive(Debug, Default)]
pub(super) struct Shared {
    /// The segments with their numbers, by which source and target are paired.
    pub(super) parts: Vec<(String, Segment)>,
    /// Text that stands in none of them.
    pub(super) text: String,
    /// Whether codes were left out: there is no segment for them, or they mark text that stands in none.
    pub(super) lost_codes: bool,
    /// Where the codes are, of a source.
    pub(super) homes: Homes,
}

/// A code outside of segments.
struct Outer {
    code: Code,
    key: Key,
    /// So many segments stand before it, of those that say something.
    gap: usize,
    /// Where the other half of its pair stands among the codes outside of segments, and its gap, if it is one of them.
    other: Option<(usize, usize)>,
}

impl Outer {
    fn new(code: Code, gap: usize) -> Self {
        let is_end = || matches!(code.attribute("pos"), Some("end" | "close"));
        let (role, name) = match code.kind {
            CodeKind::Bpt => (Role::Begins, "i"),
            CodeKind::Ept => (Role::Ends, "i"),
            CodeKind::It if is_end() => (Role::Ends, "x"),
            CodeKind::It => (Role::Begins, "x"),
            _ => (Role::StandsAlone, "x"),
        };
        let id = code.attribute(name).unwrap_or_default().to_owned();
        Self {
            code,
            key: (role, id),
            gap,
            other: None,
        }
    }

    /// Whether it is half of a pair that has a whole segment, or more, between its halves, or whose other half is in one.
    fn reaches(&self) -> bool {
        self.key.0 != Role::StandsAlone && self.other.is_none_or(|(_, gap)| gap != self.gap)
    }

    /// Whether its pair is around one segment.
    fn is_of_one(&self) -> bool {
        self.other
            .is_some_and(|(_, gap)| gap.abs_diff(self.gap) == 1)
    }
}

/// Puts the codes around the segments of a content into them. A segment that says nothing gets none: it is still to be
/// translated. With the homes of the source, the codes of a target go with the segment whose source has them, so that
/// the two variants of a unit have the same ones, however the translation orders them; where that segment is not
/// translated, they are left out with it.
pub(super) fn share_out(content: Content, of_source: Option<&Homes>) -> Shared {
    let Content { outside, parts, .. } = content;
    let mut shared = Shared::default();
    let says: Vec<usize> = (0..parts.len()).filter(|at| parts[*at].says()).collect();
    let outer = outer_codes(outside.content, &parts, &mut shared);
    let mut by_mid: FxHashMap<&str, usize> = FxHashMap::default();
    if of_source.is_some_and(|homes| !homes.0.is_empty()) {
        for (at, part) in parts.iter().enumerate() {
            by_mid.entry(&part.mid).or_insert(at);
        }
    }
    let mut places: Vec<Option<(usize, End)>> = Vec::with_capacity(outer.len());
    // The gap in which a pair was begun that goes on: what follows there stands in it.
    let mut begun_in = None;
    for outer in &outer {
        let gap = outer.gap;
        let begins = outer.reaches() && outer.key.0 == Role::Begins;
        let follows = begins || gap == 0 || (!outer.reaches() && begun_in == Some(gap));
        if begins {
            begun_in = Some(gap);
        }
        let local = match says.get(gap) {
            Some(next) if follows => Some((*next, End::Front)),
            _ => says[..gap].last().map(|before| (*before, End::Back)),
        };
        let home = of_source.and_then(|homes| homes.0.get(&outer.key)?.as_ref());
        let place = match home {
            Some((mid, end)) => {
                let at = by_mid.get(mid.as_str()).copied();
                at.filter(|at| parts[*at].says()).map(|at| (at, *end))
            }
            None => local,
        };
        // A target that is still to be translated loses nothing.
        shared.lost_codes |= place.is_none() && of_source.is_none();
        places.push(place);
    }
    let mut added: Vec<[Vec<Inline>; 2]> = parts.iter().map(|_| Default::default()).collect();
    for (n, mut outer) in outer.into_iter().enumerate() {
        let Some((at, end)) = places[n] else { continue };
        let is_apart =
            |(other, _): (usize, usize)| places[other].is_none_or(|(there, _)| there != at);
        let is_split = outer.other.is_some_and(is_apart);
        if is_split {
            isolate_half(&mut outer.code);
        }
        if of_source.is_none() && !outer.key.1.is_empty() {
            let home = (!outer.is_of_one()).then(|| (parts[at].mid.clone(), end));
            let known = shared.homes.0.entry(outer.key);
            known.and_modify(|home| *home = None).or_insert(home);
        }
        let [front, back] = &mut added[at];
        match end {
            End::Front => front.push(Inline::Code(outer.code)),
            End::Back => back.push(Inline::Code(outer.code)),
        }
    }
    let parts = parts.into_iter().zip(added);
    shared.parts = parts
        .map(|(part, [mut content, back])| {
            content.extend(part.segment.content);
            content.extend(back);
            (part.mid, isolated(content))
        })
        .collect();
    shared
}

/// The codes outside of these segments, in the order of the file. Text there is noted; a mark of such text goes with it.
fn outer_codes(outside: Vec<Inline>, parts: &[Part], shared: &mut Shared) -> Vec<Outer> {
    let mut found: Vec<Outer> = Vec::new();
    let mut begun: FxHashMap<String, Vec<usize>> = FxHashMap::default();
    let mut rest = parts.iter().peekable();
    let mut gap = 0;
    for (at, piece) in outside.into_iter().enumerate() {
        while let Some(part) = rest.next_if(|part| part.at <= at) {
            gap += usize::from(part.says());
        }
        let code = match piece {
            Inline::Text(text) => {
                shared.text.push_str(&text);
                continue;
            }
            Inline::Code(code) if code.kind.holds_text() => {
                let content = code.content;
                shared.text.push_str(&Segment { content }.text());
                shared.lost_codes = true;
                continue;
            }
            Inline::Code(code) => code,
        };
        let mut outer = Outer::new(code, gap);
        match outer.code.kind {
            CodeKind::Bpt => {
                let open = begun.entry(outer.key.1.clone()).or_default();
                open.push(found.len());
            }
            CodeKind::Ept => {
                let first = begun.get_mut(&outer.key.1).and_then(Vec::pop);
                let last = found.len();
                if let Some((at, first)) = first.and_then(|at| Some((at, found.get_mut(at)?))) {
                    first.other = Some((last, gap));
                    outer.other = Some((at, first.gap));
                }
            }
            _ => {}
        }
        found.push(outer);
    }
    found
}
