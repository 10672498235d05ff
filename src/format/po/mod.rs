//! PO, the files of GNU gettext.
//!
//! The crate `polib` reads whole files into memory, in UTF-8 only, and drops obsolete entries, previous sources and
//! line numbers; so the format is read here.
//!
//! | in the file | in the unit |
//! | --- | --- |
//! | `Language`, `X-Source-Language` in the header | the languages; else those that the user names |
//! | the other fields of the header, its comment | properties `x-po:FIELD` and a note of the header, with the language of the translations as `xml:lang` |
//! | `#` comments of translators | a note |
//! | `#.` `#:` `#,` | properties `x-po:extracted`, `x-po:reference`, `x-po:flags` |
//! | `#|` | properties `x-po:previous-msgctxt`, `x-po:previous-msgid`, `x-po:previous-msgid_plural` |
//! | `msgctxt` | a property `x-po:msgctxt` |
//! | an entry with plural forms | a unit a form, with `x-po:form` its number, and `x-po:msgid_plural` or `x-po:msgid` for the other text |
//! | `#~` | a property `x-po:obsolete` |
//!
//! The first form translates `msgid`, the others `msgid_plural`; where a language has one form only, it translates
//! `msgid_plural`.

mod body;
mod comment;
mod entry;
mod finished;
mod header;
mod known;
mod locale;
mod places;
mod plural;
mod quoted;
mod reader;
mod waiting;
mod writer;

pub use reader::Reader;
pub use writer::Writer;

use super::bilingual::own_prop;
use crate::model::{Tu, Tuv};

/// What begins the names of properties for what PO says.
const PROP: &str = "x-po:";
/// The property of an entry that is no longer in use.
const OBSOLETE: &str = "obsolete";
/// What begins a context, or the last word of one, that karvan supplied to tell two units of one source apart. It is taken
/// off when it is read.
const SUPPLIED: &str = "karvan-";

/// Whether a unit comes from an entry that is no longer in use (`#~`).
pub fn is_obsolete(tu: &Tu) -> bool {
    tu.annotations
        .iter()
        .any(|annotation| own_prop(annotation, PROP) == Some((OBSOLETE, "yes")))
}

/// The text of the program itself in a unit that is a plural form: it tells which entry it is a form of, where the unit is
/// written as a pair of two translations too.
pub fn original(tu: &Tu) -> Option<&Tuv> {
    let is_form = |annotation| own_prop(annotation, PROP).is_some_and(|(name, _)| name == "form");
    let lang = tu.source_lang.as_ref()?;
    let mut variants = tu.variants.iter().filter(|tuv| tuv.lang == *lang);
    variants
        .next()
        .filter(|_| tu.annotations.iter().any(is_form))
}

/// Whether a file that begins with this text is one: the first line that is no comment begins an entry.
pub(super) fn begins(head: &str) -> bool {
    let mut lines = head
        .lines()
        .map(str::trim_start)
        .filter(|line| !line.is_empty());
    let entry = |line: &str| {
        ["msgid", "msgctxt", "domain"].iter().any(|keyword| {
            let rest = line.strip_prefix(keyword);
            let text = rest.map(str::trim_start);
            // The text may begin on the next line.
            text.is_some_and(|text| text.is_empty() || text.starts_with('"'))
        })
    };
    lines
        .find_map(|line| match line.strip_prefix("#~") {
            // A mark alone is an empty line, and a previous text is a comment.
            Some(obsolete) if obsolete.trim().is_empty() || obsolete.starts_with('|') => None,
            Some(obsolete) => Some(entry(obsolete.trim_start())),
            None if line.starts_with('#') => None,
            None => Some(entry(line)),
        })
        .unwrap_or(false)
}
