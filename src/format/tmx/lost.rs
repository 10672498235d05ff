//! Units that are passed over, because they stand where TMX has none or are not written as its own: each is rejected.

use super::root;
use super::xml::{Element, Fault, is_like};
use crate::format::oddity::Remarks;

pub(super) const IN_ANNOTATION: &str =
    "it stands inside of a note or property, where TMX has no unit";
pub(super) const IN_SEGMENT: &str = "it stands inside of a segment, where TMX has no unit";
pub(super) const TOO_DEEP: &str = "it stands inside of more units than are followed";
pub(super) const WITHOUT_TAG: &str =
    "its variants stand outside of a unit: the start tag of a <tu> is missing before them";
const OTHER_CASE: &str = "TMX writes its elements in small letters: <tu>";
const OTHER_NAMESPACE: &str = "its element has a prefix that those of this TMX have not";

/// More languages than a unit has that lost its tag.
const MOST_VARIANTS: usize = 64;
/// Of more units than this only the line is noted.
const MOST_NAMED: usize = 10_000;

/// Whether an element is a unit, in whatever namespace and in small letters or large.
pub(super) fn is_unit(name: &str) -> bool {
    is_like(name, "tu")
}

/// The languages of the variants that stand outside of a unit, one after another, and would be in one.
#[derive(Debug, Clone, Default)]
pub(super) struct Loose {
    languages: Vec<String>,
    /// They are those of a unit that is rejected already.
    known: bool,
}

impl Loose {
    /// Takes an element that stands between units; the variants of a unit without its start tag are noted as one that is rejected,
    /// unless they are the rest of a unit that was ended before them.
    pub(super) fn take(
        &mut self,
        element: &Element<'_>,
        is_rest: bool,
        remarks: &mut Remarks,
    ) -> Result<(), Fault> {
        let name = element.name();
        if !is_like(name, "tuv") {
            // What stands in a variant does not end its unit.
            if !root::is_element(name) {
                self.languages.clear();
                self.known = is_unit(name);
            }
            return check(element, TOO_DEEP, remarks);
        }
        let mut lang = String::new();
        element.attributes(|name, value| {
            if name == "xml:lang" {
                lang = value.into_owned();
            }
        })?;
        // A language that was there already is that of the next unit.
        let known = &self.languages;
        if known.is_empty() || known.contains(&lang) || known.len() >= MOST_VARIANTS {
            self.languages.clear();
            if !self.known && !is_rest {
                remarks.pass_over(None, WITHOUT_TAG);
            }
        }
        self.languages.push(lang);
        Ok(())
    }

    /// A unit begins.
    pub(super) fn end(&mut self) {
        *self = Self::default();
    }
}

/// Checks the attributes of an element that is passed over, and notes it where it is a unit; `place` says why.
pub(super) fn check(
    element: &Element<'_>,
    place: &'static str,
    remarks: &mut Remarks,
) -> Result<(), Fault> {
    let name = element.name();
    if !is_unit(name) {
        return element.check();
    }
    let reason = match name {
        "tu" => place,
        name if name.contains(':') => OTHER_NAMESPACE,
        _ => OTHER_CASE,
    };
    let mut id = None;
    element.attributes(|name, value| {
        if name == "tuid" {
            id = Some(value.as_ref().into());
        }
    })?;
    let id = id.filter(|_| remarks.passed() < MOST_NAMED);
    remarks.pass_over(id, reason);
    Ok(())
}
