//! What is odd about the way in which a unit is cut into segments: halves of pairs, numbers of segments, and a `seg-source` that is not the text of its `source`.

use super::content::{Content, Part};
use super::said::Said;
use crate::format::remarks::{excerpt, note as remark};
use crate::format::{Oddity, Remark};
use rustc_hash::FxHashSet;

/// Tells codes without their other half in all of a source, cut or not, and in a target that is complete: of another one the other
/// half may stand in a segment that is still to be translated.
pub(super) fn tell_halves(
    said: &mut Said,
    sources: [Option<&Content>; 2],
    target: Option<&Content>,
) {
    for content in sources.into_iter().flatten() {
        for remark in content.halves.remarks("the source") {
            // The same code stands in `source` and in `seg-source`.
            if !said.odd.iter().any(|known| known.text == remark.text) {
                said.odd.push(remark);
            }
        }
    }
    if let Some(target) = target {
        said.odd.extend(target.halves.remarks("the target"));
    }
}

/// The first of several that there was before.
fn twice<'t>(mut all: impl Iterator<Item = &'t str>) -> Option<&'t str> {
    let mut seen: FxHashSet<&str> = FxHashSet::default();
    all.find(|one| !seen.insert(one))
}

/// Tells an identifier that several segments of a unit of 2.0 have.
pub(super) fn tell_ids<'t>(said: &mut Said, ids: impl Iterator<Item = &'t str>) {
    if let Some(id) = twice(ids) {
        let text = format!("several segments of the unit have id={}", excerpt(id));
        said.odd.push(Remark::new(Oddity::SameId, 0, text));
    }
}

/// Tells a number that several segments of a source have.
pub(super) fn tell_numbers(said: &mut Said, segments: &[Part]) {
    let Some(twice) = twice(segments.iter().map(|part| part.mid.as_str())) else {
        return;
    };
    let what = match twice {
        "" => "several segments of the source have no mid".to_owned(),
        mid => format!("several segments of the source have mid={}", excerpt(mid)),
    };
    let text = format!("{what}: those of the target were taken in the order of the file");
    said.odd.push(Remark::new(Oddity::SameId, 0, text));
}

/// Tells a `source` and a `seg-source` whose texts differ in more than blanks; `read` is the one that was read.
pub(super) fn tell_difference(said: &mut Said, source: &Content, cut: &Content, read: &str) {
    let [whole, cut] = [source.text(), cut.text()];
    let Some(starts) = difference(&whole, &cut) else {
        return;
    };
    let [whole, cut] = [(&whole, starts[0]), (&cut, starts[1])].map(|(text, at)| shown(text, at));
    remark(&mut said.remarks, || {
        format!("the texts of <source> and <seg-source> differ, {read} was read: {whole} and {cut}")
    });
}

/// The places, in bytes, from which two texts differ in more than blanks.
fn difference(one: &str, other: &str) -> Option<[usize; 2]> {
    fn filled(text: &str) -> impl Iterator<Item = (usize, char)> {
        text.char_indices().filter(|(_, c)| !c.is_whitespace())
    }
    let (mut first, mut second) = (filled(one), filled(other));
    loop {
        match (first.next(), second.next()) {
            (None, None) => return None,
            (Some((_, a)), Some((_, b))) if a == b => {}
            (a, b) => {
                let place = |found: Option<(usize, char)>, text: &str| {
                    found.map_or(text.len(), |(at, _)| at)
                };
                return Some([place(a, one), place(b, other)]);
            }
        }
    }
}

/// So many characters before a difference are shown at most.
const BEFORE: usize = 15;

/// An excerpt of a text that shows what stands at this place of it.
fn shown(text: &str, at: usize) -> String {
    let before = text.get(..at).unwrap_or_default();
    match before.char_indices().nth_back(BEFORE) {
        Some((start, _)) => {
            // From the beginning of a word, where there are blanks between words.
            let word = before
                .get(start..)
                .and_then(|it| it.find(char::is_whitespace));
            let start = start + word.unwrap_or_default();
            let rest = text.get(start..).unwrap_or_default();
            excerpt(&format!("…{}", rest.trim())).into_owned()
        }
        None => excerpt(text).into_owned(),
    }
}
