//! XLIFF, the exchange format of localisation: 1.2 and 2.0 to 2.2 in one reader, with what Trados Studio (SDLXLIFF) and
//! memoQ (MQXLIFF) add to 1.2; a writer for each.
//!
//! A segment with a translation is a unit; codes around segments go into them. What the file says about it is kept: notes as notes, `state`, `approved`
//! and the other attributes as properties `x-xliff:NAME` (`x-sdl:NAME`, `x-mq:NAME`), contexts as
//! `x-xliff:context-TYPE`. The document that `original` names is the unit's origin. Matches of other memories
//! (`alt-trans`, `mtc:matches`) are left out and counted.
//!
//! What a unit has beyond XLIFF goes out under names of karvan's own ([`super::bilingual`]): in 1.2 as contexts of
//! groups with the purpose `x-karvan-unit`, `x-karvan-source` and `x-karvan-target`, in 2.0 as metadata of those categories.

mod around;
mod content;
mod context;
mod foreign;
mod halves;
mod ids;
mod misplaced;
mod reader;
mod said;
mod segmentation;
mod tag_defs;
mod unit_v1;
mod unit_v2;
mod v1;
mod v2;
mod writer_v1;
mod writer_v2;

use context::Context;
use ids::GENERATED;
pub use reader::Reader;
pub use writer_v1::Writer;
pub use writer_v2::Writer as Writer2;

use super::left_out::{LeftOut, NO_PAIR, SECOND_TEXTS, UNTRANSLATED, VARIANTS};
use super::xml::escape;
use crate::lang::Lang;
use crate::model::{Tu, Tuv};
use ids::Ids;

/// The namespace of XLIFF 1.2.
const NAMESPACE_1: &str = "urn:oasis:names:tc:xliff:document:1.2";
/// The namespace of XLIFF 2.0, which 2.1 and 2.2 kept.
const NAMESPACE_2: &str = "urn:oasis:names:tc:xliff:document:2.0";
/// The namespace of the metadata of XLIFF 2.0.
const METADATA: &str = "urn:oasis:names:tc:xliff:metadata:2.0";
/// What begins the names of properties that stand for XLIFF's own attributes.
const PROP: &str = "x-xliff:";
/// The properties for the contexts of 1.2.
const CONTEXT: &str = "context-";
/// The properties that say more about the note before them.
const NOTE: &str = "note-";

/// The name of an element without the prefix that the file uses for XLIFF.
fn local<'a>(name: &'a str, prefix: &str) -> &'a str {
    if prefix.is_empty() {
        return name;
    }
    name.strip_prefix(prefix).unwrap_or(name)
}

/// What a file says about the units that follow.
#[derive(Debug, Clone, Default)]
struct Document {
    source: Option<Lang>,
    target: Option<Lang>,
    /// The file itself names the language of its sources.
    says_source: bool,
    /// What it says for that, where it is no language tag.
    unusable_source: Option<String>,
    /// The file itself names the language of its translations.
    says_target: bool,
    /// What it says for that, where it is no language tag.
    unusable_target: Option<String>,
    origin: Option<String>,
}

/// The values of a `state-qualifier` of 1.2; others begin with `x-`.
const QUALIFIERS: [&str; 13] = [
    "exact-match",
    "fuzzy-match",
    "id-match",
    "leveraged-glossary",
    "leveraged-inherited",
    "leveraged-mt",
    "leveraged-repository",
    "leveraged-tm",
    "mt-suggestion",
    "rejected-grammar",
    "rejected-inaccurate",
    "rejected-length",
    "rejected-spelling",
];

/// The variants that a file of these languages holds; further ones are counted, and a unit without one of the two.
fn pair<'t>(
    tu: &'t Tu,
    source: &Lang,
    target: &Lang,
    left_out: &mut LeftOut,
) -> Option<(&'t Tuv, &'t Tuv)> {
    let found = tu.variant(source).zip(tu.variant(target));
    let found = found.filter(|(from, to)| !std::ptr::eq(*from, *to));
    let blank = |tuv: &Tuv| tuv.segment.text().trim().is_empty() && !tuv.segment.has_codes();
    match found {
        Some((from, to)) => {
            let others = || {
                tu.variants
                    .iter()
                    .filter(|tuv| !std::ptr::eq(*tuv, from) && !std::ptr::eq(*tuv, to))
            };
            let second = others().filter(|tuv| tuv.lang == from.lang || tuv.lang == to.lang);
            let second = second.count();
            left_out.add(SECOND_TEXTS, second);
            left_out.add(VARIANTS, others().count() - second);
            // As the reader sees it.
            if blank(to) && !blank(from) {
                left_out.unit(UNTRANSLATED);
            }
        }
        None => left_out.unit(NO_PAIR),
    }
    found
}

/// Whether an identifier was only supplied by karvan, or is none.
fn is_supplied(id: Option<&str>) -> bool {
    id.is_none_or(|id| id.is_empty() || id.starts_with(GENERATED))
}

/// Writes the identifier of a unit; `true` where it is the unit's own. One that XLIFF cannot hold, or that the file has already, becomes a name beside
/// an identifier of ours.
fn write_id(out: &mut String, tuid: Option<&str>, name: &str, ids: &mut Ids) -> bool {
    if let Some(tuid) = tuid.filter(|tuid| ids.claim(tuid)) {
        escape::attribute(out, "id", tuid);
        return true;
    }
    escape::attribute(out, "id", &ids.supply());
    if let Some(tuid) = tuid {
        escape::attribute(out, name, tuid);
    }
    false
}
