//! What a format has no place for, counted while it is written.

use crate::model::{Annotation, Attributes, Header, Neighbour, Tu, Tuv};

/// What was left out, by kind, with the number of units (of variants, for variants) that it concerns.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct LeftOut {
    counts: Vec<(&'static str, u64)>,
    units: u64,
    replaced: u64,
    nuls: u64,
}

/// Variants that have no place in a table or a pair.
pub(super) const VARIANTS: &str = "variants in other languages";
/// Second texts of a unit in a language that has one place.
pub(super) const SECOND_TEXTS: &str = "second variants in a language";
/// Units of which a pair of languages has no use.
pub(super) const NO_PAIR: &str = "units without a text in both languages";
/// Units that stand in the file as untranslated: whoever reads it finds a source to translate, and no unit.
pub(super) const UNTRANSLATED: &str = "units without a translation, written as untranslated";
/// Units of which a row would be blank.
pub(super) const NO_TEXT: &str = "units without text";
/// Units that no format of translations can hold, as another program leaves them in a memory when it takes their texts away.
pub(super) const TEXTLESS: &str = "units without a text in any language";
/// Texts whose empty cells nobody tells from those of languages that a unit does not have.
pub(super) const EMPTY_TEXTS: &str = "variants without text";
/// Units of which a table of some languages has no use.
pub(super) const NO_LANGUAGE: &str = "units without a text in these languages";
/// What a tag says beyond that of the column or the file that its text stands in.
pub(super) const TAGS: &str = "regions or scripts of language tags";
/// Texts and identifiers in which tabs and line ends became blanks.
pub(super) const LINE_ENDS: &str = "tabs and line ends in texts and identifiers, now blanks";
/// Inline codes.
pub(super) const CODES: &str = "inline codes";

impl LeftOut {
    /// Each kind with its count, in the order in which they were met first.
    pub fn counts(&self) -> &[(&'static str, u64)] {
        &self.counts
    }

    /// Whether TMX has a place for what was left out.
    pub fn is_in_tmx(&self) -> bool {
        self.counts.iter().any(|(kind, _)| *kind != TEXTLESS)
    }

    /// How many units are not in the file, or not as a unit.
    pub fn units(&self) -> u64 {
        self.units
    }

    /// How many characters that XML forbids stand in the file as U+FFFD.
    pub fn replaced(&self) -> u64 {
        self.replaced
    }

    /// How many NUL characters stand in the file as U+FFFD: no program takes a text with one.
    pub fn nuls(&self) -> u64 {
        self.nuls
    }

    /// Gives NUL its final form in what was written, and counts it.
    pub(super) fn settle_nul(&mut self, out: &mut String) {
        let count = out.bytes().filter(|byte| *byte == 0).count();
        if count > 0 {
            *out = out.replace('\0', "\u{fffd}");
            self.nuls += count as u64;
        }
    }

    /// Counts some more characters that XML forbids.
    pub(super) fn replace(&mut self, count: usize) {
        self.replaced += count as u64;
    }

    /// Counts a unit that is not in the file, or not as a unit.
    pub(super) fn unit(&mut self, why: &'static str) {
        self.units += 1;
        self.add(why, 1);
    }

    /// Counts all that a header says beyond what karvan writes of itself, without the annotations that have a `place`.
    pub fn header(&mut self, header: &Header, place: impl Fn(&Annotation) -> bool) {
        // The source language and the programs that wrote a file are the business of each file.
        let usual = |name: &str, value: &str| match name {
            "creationtool" | "creationtoolversion" | "o-tmf" | "srclang" => true,
            "segtype" => value == "sentence",
            "adminlang" => value == "en",
            "datatype" => value == "plaintext",
            _ => false,
        };
        let attributes = header.attributes.iter();
        let attributes = attributes.filter(|(name, value)| !usual(name, value));
        let rest = || header.annotations.iter().filter(|a| !place(a));
        let notes = rest().filter(|a| matches!(a, Annotation::Note(_)));
        let props = rest().filter(|a| matches!(a, Annotation::Prop(_)));
        self.add("notes of the header", notes.count());
        self.add("properties of the header", props.count());
        self.add("attributes of the header", attributes.count());
        self.add("encodings of the header", header.encodings.len());
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
        let is_shown = |tuv: &&Tuv| shown.iter().any(|own| own.lang == tuv.lang);
        let of_shown = tu.variants.iter().filter(is_shown).count();
        self.add(SECOND_TEXTS, of_shown.saturating_sub(shown.len()));
        self.add(VARIANTS, tu.variants.len().saturating_sub(of_shown));
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
