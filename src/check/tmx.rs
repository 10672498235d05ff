//! How a TMX file is made: what of it breaks the format's rules, or is odd.

use super::{About, BilingualUnit, Code, Diagnostic, Severity, Sink};
use crate::error::Result;
use crate::format::{Entry, Oddity, Rejected, Remark, UnitReader, excerpt, other_script};
use crate::lang::Lang;
use crate::model::{Tu, Tuv};
use rustc_hash::FxHashSet;
use std::sync::Arc;
use xxhash_rust::xxh3::xxh3_64;

macro_rules! about {
    ($($oddity:ident $name:literal $description:literal $help:literal)*) => {
        /// What an oddity is, in words.
        pub(super) fn about(oddity: Oddity) -> &'static About {
            match oddity {
                $(Oddity::$oddity => {
                    const ABOUT: About = About {
                        name: concat!("tmx-", $name),
                        rule: "tmx",
                        kind: $name,
                        description: $description,
                        help: $help,
                        severity: severity(Oddity::$oddity),
                        on: true,
                    };
                    &ABOUT
                })*
            }
        }

        /// The codes of findings in TMX files.
        pub const CODES: &[Code] = &[$(Code::Tmx(Oddity::$oddity),)*];
    };
}

const fn severity(oddity: Oddity) -> Severity {
    if oddity.is_error() {
        Severity::Error
    } else {
        Severity::Warning
    }
}

about! {
    Replaced "forbidden-character"
        "A character that XML forbids, or bytes that are no text in the file's encoding."
        "Other programs refuse the whole file. `--fix` writes U+FFFD there; find out what was meant."
    ControlCharacter "control-character"
        "A byte stands for no character in the file's encoding, and is read as a control character."
        "Find out in which encoding the file really is, or what was meant."
    NotWellFormed "not-well-formed"
        "The file is not well-formed XML."
        "Other programs refuse the whole file. `--fix` writes what seems to be meant."
    Prolog "prolog"
        "What stands before the first element is not so, or is not followed: the encoding, the version of XML, files that the document type names."
        "Other programs may refuse the file, or read something else. `--fix` writes UTF-8, XML 1.0 and no document type of its own."
    Version "version"
        "The version of the file is not 1.4, the only one that the DTD of TMX 1.4 allows."
        "Write `<tmx version=\"1.4\">`; OmegaT 6 refuses `1.4b`. `--fix` does it."
    Header "header"
        "The header is missing, comes twice, or stands behind the body."
        "There must be one header, before the body. `--fix` does it."
    Body "body"
        "The body is missing, comes twice, or units stand outside of it."
        "There must be one body, with all units. `--fix` does it."
    UnknownElement "unknown-element"
        "An element that TMX does not have, or not in this place."
        "Keep what tools add in `prop` elements. `--fix` keeps the units and the text of segments only."
    UnknownAttribute "unknown-attribute"
        "An attribute that TMX does not have on this element."
        "Keep what tools add in `prop` elements. `--fix` makes properties of those on units and variants."
    MissingAttribute "missing-attribute"
        "An attribute that the DTD requires is missing."
        "`--fix` supplies it."
    AttributeValue "attribute-value"
        "An attribute has a value that it cannot have."
        "`--fix` takes the usual value and keeps the other one as a property."
    StrayText "stray-text"
        "Text stands between elements, where TMX allows none."
        "Readers leave such text out. Put it into a `note` if it matters."
    Order "element-order"
        "Elements stand in an order that the DTD does not allow."
        "Notes and properties come before the variants of a unit and before the segment of a variant. `--fix` does it."
    Date "date"
        "A date is not written as `YYYYMMDDThhmmssZ`, or is none."
        "`--fix` converts the usual spellings and keeps what is no date as a property."
    LanguageSpelling "language-spelling"
        "A language code is not spelled as BCP 47 has it."
        "Write `en-US`, not `en_US`. `--fix` does it."
    LanguageFallback "language-fallback"
        "A variant stands for another language than its own."
        "Use one code for one language throughout."
    UnknownLanguage "unknown-language"
        "A language code has the shape of one, but names no known language."
        "Use a code of BCP 47, such as `en`, `az`, `zh-Hans`."
    NoLanguage "no-language"
        "A variant has no language code that can be used; readers leave it out."
        "Add the code that the message proposes, or the right one."
    SameLanguage "same-language"
        "A unit has several variants in one language."
        "Many programs read the first or the last one only. Make units of their own of them."
    ManyVariants "many-variants"
        "A unit has more variants than any translation has."
        "Divide it into units."
    SameId "same-id"
        "Two units have one identifier (`tuid`). TMX allows it; programs that find units by it meet one of them only."
        "Give each an identifier of its own, or none. `--fix` leaves it, since others may refer to it."
    OneLanguage "one-language"
        "A unit has variants in one language only: it translates nothing."
        "Add the translation, or take the unit out."
    SourceLanguage "source-language"
        "The source language (`srclang`) is missing, is no language, or no variant of the unit is in it."
        "Name the language of a variant, or `*all*`. `--fix` does it."
    NoSegment "no-segment"
        "A variant has no segment; readers leave it out."
        "Add the `seg`, or take the variant out. `--fix` takes it out."
    ManySegments "many-segments"
        "A variant has more than one segment; readers take the first."
        "Make one `seg` of them, or variants or units of their own."
    EmptySegment "empty-segment"
        "A segment has no text."
        "Translate it, or take the variant out."
    IdenticalSegments "identical-segments"
        "All variants of a unit have the same text."
        "Check whether it was translated at all. Names and numbers may be right as they stand."
    OtherScript "other-script"
        "A text is plainly in another script than its language is written in."
        "Correct the language code, or the text."
    UnpairedCode "unpaired-code"
        "A `bpt` or `ept` has no other half in its segment, or shares its number with another one."
        "Give both halves one number in `i`, of their own in the segment; use `it` for a half that stands alone."
    CodePlace "code-place"
        "An inline code stands where the DTD does not allow it."
        "In codes only `sub` may stand, and `sub` nowhere else. `--fix` writes the nearest allowed shape."
    CodeNumber "code-number"
        "The numbers of inline codes (`i`, `x`) do not count from 1 in their segment, or `x` is not the same in all variants of a unit."
        "OmegaT takes `x` for the place of a code, and loses matches where it is another number. `--fix` counts anew."
    DeepCodes "deep-codes"
        "Inline codes are nested deeper than any format needs."
        "`--fix` keeps their text."
    Property "property"
        "A property has no type."
        "Give it a `type`; `name` is not of TMX."
    Note "note"
        "Something was left alone or out, or read in a way that is not the only one."
        "Look at the message; it is no fault."
    Refused "unit"
        "A unit holds nothing that can be read."
        "Give it variants with a language and a segment, or take it out. `--fix` takes it out."
    Other "odd"
        "Something is odd."
        "Look at the message."
}

/// What stood in a file and cannot be read: a copy of it does not hold it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Lost {
    /// Units.
    pub units: u64,
    /// Variants of other units.
    pub variants: u64,
    /// Second segments of a variant.
    pub segments: u64,
    /// Stretches of text that stand where TMX has none.
    pub stray: u64,
}

impl Lost {
    fn count(&mut self, remarks: &[Remark]) {
        for remark in remarks {
            let counted = match remark.oddity {
                Oddity::ManySegments => &mut self.segments,
                Oddity::StrayText => &mut self.stray,
                oddity if oddity.costs_variant() => &mut self.variants,
                _ => continue,
            };
            *counted += remark.count;
        }
    }

    /// Whether it is something that translates: all but stray text.
    pub fn matters(&self) -> bool {
        self.units + self.variants + self.segments > 0
    }
}

/// What a file holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Validated {
    /// Its units, those that cannot be read among them.
    pub units: usize,
    /// What of it cannot be read.
    pub lost: Lost,
}

/// Reads a file to its end and emits what is odd about it. `each` gets every unit that can be read.
/// Memory grows by a hash an identifier.
///
/// # Errors
/// When the file cannot be read as TMX at all, and what `each` returns.
pub fn validate(
    reader: &mut dyn UnitReader,
    file: &str,
    sink: &mut dyn Sink,
    mut each: impl FnMut(&Tu) -> Result<()>,
) -> Result<Validated> {
    let mut found = Validated::default();
    let mut ids = FxHashSet::default();
    loop {
        let entry = reader.next_entry();
        let about_file = reader.remarks();
        found.lost.count(&about_file);
        // In the order of lines, as far as what was read together goes.
        let mut findings = diagnostics(&blank(file, ""), 0, about_file);
        match entry {
            None => {
                emit_all(sink, findings);
                return Ok(found);
            }
            Some(Err(error)) => {
                emit_all(sink, findings);
                return Err(error);
            }
            Some(Ok(Entry::Rejected(Rejected {
                line, unit, reason, ..
            }))) => {
                found.units += 1;
                found.lost.units += 1;
                let refused = Remark::new(Oddity::Refused, line, reason);
                let unit = unit.unwrap_or_else(|| found.units.to_string());
                let unit = blank(file, &unit);
                findings.extend(diagnostics(&unit, line, vec![refused]));
                emit_all(sink, findings);
            }
            Some(Ok(Entry::Unit {
                tu,
                line,
                mut remarks,
            })) => {
                found.units += 1;
                for tuv in &tu.variants {
                    remarks.extend(other_script(&tuv.lang, &tuv.segment.text()));
                }
                if let Some(id) = &tu.tuid
                    && !ids.insert(xxh3_64(id.as_bytes()))
                {
                    let text = format!("an earlier unit has the tuid {}", excerpt(id));
                    remarks.push(Remark::new(Oddity::SameId, line, text));
                }
                found.lost.count(&remarks);
                if !remarks.is_empty() {
                    let unit = shown(file, found.units, &tu);
                    findings.extend(diagnostics(&unit, line, remarks));
                }
                emit_all(sink, findings);
                each(&tu)?;
            }
        }
    }
}

fn emit_all(sink: &mut dyn Sink, mut findings: Vec<Diagnostic>) {
    findings.sort_by_key(|finding| finding.line);
    for finding in findings {
        sink.emit(finding);
    }
}

/// The findings on a unit that begins on this line.
fn diagnostics(unit: &Arc<BilingualUnit>, line: usize, remarks: Vec<Remark>) -> Vec<Diagnostic> {
    let finding = |remark: Remark| {
        let mut message = remark.text;
        if remark.count > 1 {
            message = format!("{message} ({} times)", remark.count);
        }
        let mut finding = Diagnostic::new(unit, Code::Tmx(remark.oddity), message);
        let line = if remark.line > 0 { remark.line } else { line };
        finding.line = (line > 0).then_some(line);
        finding
    };
    remarks.into_iter().map(finding).collect()
}

/// A unit of which nothing can be shown.
fn blank(file: &str, unit: &str) -> Arc<BilingualUnit> {
    let none = Lang::stored("und");
    Arc::new(BilingualUnit::new(file, unit, ("", &none), ("", &none)))
}

/// A unit with its source and the first translation.
fn shown(file: &str, number: usize, tu: &Tu) -> Arc<BilingualUnit> {
    let source = tu.source_lang.as_ref().and_then(|lang| tu.variant(lang));
    let source = source.or(tu.variants.first());
    let target = tu
        .variants
        .iter()
        .find(|tuv| source.is_none_or(|source| !std::ptr::eq(*tuv, source)));
    let none = Lang::stored("und");
    let side = |tuv: Option<&Tuv>| {
        let lang = tuv.map_or(&none, |tuv| &tuv.lang).clone();
        (tuv.map(|tuv| tuv.segment.text()).unwrap_or_default(), lang)
    };
    let ((from, from_lang), (to, to_lang)) = (side(source), side(target));
    let number = number.to_string();
    let unit = tu.tuid.as_deref().unwrap_or(&number);
    Arc::new(BilingualUnit::new(
        file,
        unit,
        (&from, &from_lang),
        (&to, &to_lang),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_oddity_is_described_under_its_name() {
        for code in CODES {
            let Code::Tmx(oddity) = code else {
                panic!("{code:?}")
            };
            assert_eq!(about(*oddity).kind, oddity.name());
            assert!(about(*oddity).description.ends_with('.'));
        }
    }
}
