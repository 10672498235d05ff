//! Units that are passed over, because they stand where TMX has none or are not written as its own: each is rejected.

use super::xml::{Element, Fault, is_like};
use crate::format::oddity::Remarks;

pub(super) const IN_ANNOTATION: &str =
    "it stands inside of a note or property, where TMX has no unit";
pub(super) const IN_SEGMENT: &str = "it stands inside of a segment, where TMX has no unit";
pub(super) const TOO_DEEP: &str = "it stands inside of more units than are followed";
const OTHER_CASE: &str = "TMX writes its elements in small letters: <tu>";
const OTHER_NAMESPACE: &str = "its element has a prefix that those of this TMX have not";

/// Of more units than this only the line is noted.
const MOST_NAMED: usize = 10_000;

/// Whether an element is a unit, in whatever namespace and in small letters or large.
pub(super) fn is_unit(name: &str) -> bool {
    is_like(name, "tu")
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
