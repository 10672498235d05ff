//! What the formats with a column a language have in common.

use crate::lang::Lang;
use crate::model::{Tu, Tuv};

/// The variant that each of these columns shows. A variant whose very tag is a column stands there and nowhere
/// else, so that nothing is said twice; what is left goes to the column that it fits best.
pub fn variants<'t>(tu: &'t Tu, langs: &[Lang]) -> Vec<Option<&'t Tuv>> {
    langs
        .iter()
        .map(|lang| {
            tu.variants
                .iter()
                .filter(|tuv| tuv.lang == *lang || !langs.contains(&tuv.lang))
                .filter_map(|tuv| Some((lang.fit(&tuv.lang)?, tuv)))
                .min_by_key(|(fit, _)| *fit)
                .map(|(_, tuv)| tuv)
        })
        .collect()
}

/// The texts of a unit in these columns; `None` where it has none of them.
pub(super) fn texts(tu: &Tu, langs: &[Lang]) -> Option<Vec<Option<String>>> {
    let texts: Vec<Option<String>> = variants(tu, langs)
        .into_iter()
        .map(|tuv| tuv.map(|tuv| tuv.segment.text()))
        .collect();
    texts.iter().any(Option::is_some).then_some(texts)
}
