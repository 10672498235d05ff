//! What a format has no place for, counted while it is written.

use crate::model::{Annotation, Attributes, Neighbour, Tu, Tuv};

/// What was left out, by kind, with the number of units (of variants, for variants) that it concerns.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct LeftOut {
    counts: Vec<(&'static str, u64)>,
}

/// Variants that have no place in a table or a pair.
pub(super) const VARIANTS: &str = "variants in other languages";
/// Control characters, in formats of XML; JSON lines hold them.
pub const FORBIDDEN: &str = "characters that XML forbids";
/// Inline codes.
pub(super) const CODES: &str = "inline codes";

impl LeftOut {
    /// Each kind with its count, in the order in which they were met first.
    pub fn counts(&self) -> &[(&'static str, u64)] {
        &self.counts
    }

    /// Counts some more of a kind.
    pub(super) fn add(&mut self, kind: &'static str, count: usize) {
        if count == 0 {
            return;
        }
        match self.counts.iter_mut().find(|(known, _)| *known == kind) {
            Some((_, sum)) => *sum += count as u64,
            None => self.counts.push((kind, count as u64)),
        }
    }

    /// Counts all that a unit has beyond its identifier, the texts of these variants, and the annotations that
    /// have a `place`.
    pub(super) fn beyond_text(
        &mut self,
        tu: &Tu,
        shown: &[&Tuv],
        place: impl Fn(&Annotation) -> bool,
    ) {
        self.add(VARIANTS, tu.variants.len().saturating_sub(shown.len()));
        let any = |test: &dyn Fn(&Tuv) -> bool| usize::from(shown.iter().any(|tuv| test(tuv)));
        self.add(CODES, any(&|tuv| tuv.segment.has_codes()));
        let annotations = || {
            let all = tu.annotations.iter();
            all.chain(shown.iter().flat_map(|tuv| &tuv.annotations))
                .filter(|annotation| !place(annotation))
        };
        let notes = annotations().any(|a| matches!(a, Annotation::Note(_)));
        let props = annotations().any(|a| matches!(a, Annotation::Prop(_)));
        self.add("notes", usize::from(notes));
        self.add("properties", usize::from(props));
        let said = |attributes: &Attributes| *attributes != Attributes::default();
        let known = said(&tu.attributes) || shown.iter().any(|tuv| said(&tuv.attributes));
        self.add("dates, users and other attributes", usize::from(known));
        let origin = tu.origin.is_some() || tu.alignment.is_some();
        self.add("origins and alignments", usize::from(origin));
        let neighbours =
            any(&|tuv| tuv.before != Neighbour::Unknown || tuv.after != Neighbour::Unknown);
        self.add("neighbouring segments", neighbours);
    }
}
