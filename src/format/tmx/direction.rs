//! From which language a unit is said to be translated.

use crate::lang::Lang;
use crate::model::Tu;
use std::borrow::Cow;

/// From any.
pub(super) const ALL: &str = "*all*";

/// The source language as it is written: the tag of the unit's own variant that fits it, or `*all*`.
pub(super) fn source_of(tu: &Tu) -> &str {
    tu.source_lang
        .as_ref()
        .and_then(|lang| tu.variant(lang))
        .map_or(ALL, |tuv| tuv.lang.as_str())
}

/// The unit as one that is translated from the language asked for, where it has that.
pub(super) fn directed<'a>(tu: &'a Tu, asked: Option<&Lang>) -> Cow<'a, Tu> {
    let source = asked.and_then(|lang| tu.variant(lang)).map(|tuv| &tuv.lang);
    let Some(source) = source.filter(|lang| lang.as_str() != source_of(tu)) else {
        return Cow::Borrowed(tu);
    };
    let mut directed = tu.clone();
    directed.source_lang = Some(source.clone());
    // What the unit itself said of it.
    directed
        .attributes
        .other
        .retain(|(name, _)| name != "srclang");
    Cow::Owned(directed)
}
