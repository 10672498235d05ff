//! What becomes of a unit, and of a file that cannot be read.

use super::xml::CutTag;
use crate::error::Error;
use crate::format::mending::Mend;
use crate::format::oddity::Passed;
use crate::format::{Entry, Oddity, Rejected, Remark};
use crate::model::Tu;

const LOST: &str = "a unit begins in a comment, in CDATA, between <? and ?> or in a document type that does not end as XML wants it: it was not read";

/// A unit that begins on this line and is not read.
pub(super) fn lost(line: usize) -> Entry {
    Entry::Rejected(Rejected::new(line, None, LOST).broken())
}

/// A unit in whose start tag the file ends.
pub(super) fn cut_off(tag: &CutTag) -> Entry {
    let ids = tag.attributes.iter().filter(|(name, _)| name == "tuid");
    let id = ids.map(|(_, value)| value.clone()).next();
    let reason = "the file is cut off in the start tag of this unit";
    Entry::Rejected(Rejected::new(tag.line, id, reason).broken())
}

/// A unit that was passed over.
pub(super) fn passed_over(passed: Passed) -> Entry {
    let Passed { line, id, reason } = passed;
    Entry::Rejected(Rejected::new(line, id.map(String::from), reason).broken())
}

/// What was mended, as a remark.
pub(super) fn remark(mend: Mend) -> Remark {
    let oddity = if mend.is_character {
        Oddity::Replaced
    } else {
        Oddity::NotWellFormed
    };
    Remark {
        count: mend.count,
        ..Remark::new(oddity, mend.mark.line, mend.what)
    }
}

/// A unit that was read, with what is odd about it; rejected, where nothing of it can be read.
pub(super) fn entry(tu: Box<Tu>, line: usize, remarks: Vec<Remark>) -> Entry {
    if tu.variants.is_empty() {
        let reason = "there is no variant that can be read".to_owned();
        return rejected(tu.tuid, line, reason, &remarks);
    }
    Entry::Unit { tu, line, remarks }
}

/// A reason holds so many remarks; a unit may have very many.
const MOST_REASONS: usize = 8;

/// A unit that is rejected, with why.
pub(super) fn rejected(
    unit: Option<String>,
    line: usize,
    mut reason: String,
    remarks: &[Remark],
) -> Entry {
    // Nothing of it is kept as a property.
    let is_kept =
        |remark: &&Remark| matches!(remark.oddity, Oddity::UnknownAttribute | Oddity::Date);
    let reasons = remarks.iter().filter(|remark| !is_kept(remark));
    for remark in reasons.take(MOST_REASONS) {
        reason.push_str("; ");
        reason.push_str(&remark.text);
    }
    let rejected = Rejected::new(line, unit, reason);
    // A unit that has nothing is none; of one that has something it cannot be read.
    Entry::Rejected(if remarks.is_empty() {
        rejected
    } else {
        rejected.broken()
    })
}

/// The error of a file that is not well-formed says that there is another way to read it.
pub(super) fn refusal(error: Error) -> Error {
    match error {
        Error::Malformed { place, what, .. } if place.line > 0 => Error::malformed(
            place,
            what,
            "nothing was taken from this file; mend it, export it again from its program, or see what --lenient can read",
        ),
        other => other,
    }
}
