//! What the formats with a column a language have in common.

use crate::lang::Lang;
use crate::model::Tu;

/// The texts of a unit in these languages, each of the variant that fits best; `None` where it has none of them.
pub(super) fn texts(tu: &Tu, langs: &[Lang]) -> Option<Vec<Option<String>>> {
    let texts: Vec<Option<String>> = langs
        .iter()
        .map(|lang| tu.variant(lang).map(|tuv| tuv.segment.text()))
        .collect();
    texts.iter().any(Option::is_some).then_some(texts)
}
