//! The columns of a file of units that is written: the tags that its units have.

use super::unit_output::UnitFormat;
use karvan::lang::{Fit, Lang};
use karvan::model::{Answer, Tu};

/// Whether the format has no place for the tag of a text but the name of its column.
pub(super) fn needs_tags(format: UnitFormat) -> bool {
    matches!(format, UnitFormat::Tsv | UnitFormat::Csv | UnitFormat::Po)
}

/// Adds the tags of a unit that are written where these languages are asked for.
pub(super) fn add_tags(held: &mut Vec<Lang>, tu: &Tu, asked: &[Lang]) {
    let asked: Vec<&Lang> = asked.iter().collect();
    for (tuv, answer) in tu.variants.iter().zip(tu.answers(&asked)) {
        if matches!(answer, Answer::Best(..)) && !held.contains(&tuv.lang) {
            held.push(tuv.lang.clone());
        }
    }
}

/// The columns that show the units whole: the languages asked for, under the very tags that the units have. A table has a column for
/// each of them (`en-GB` and `en-US` for `en`), so that what is read from it again is what was there; a PO names one source and one
/// target, and does so exactly where there is only one tag.
pub(super) fn exact_columns(format: UnitFormat, asked: Vec<Lang>, held: &[Lang]) -> Vec<Lang> {
    if !needs_tags(format) {
        // In the letters that the units have.
        let spelled = |lang: Lang| {
            let mut held = held.iter();
            let same = held.find(|own| lang.fit(own) == Some(Fit::Same));
            same.cloned().unwrap_or(lang)
        };
        return asked.into_iter().map(spelled).collect();
    }
    let is_table = format != UnitFormat::Po;
    let mut columns: Vec<Lang> = Vec::new();
    for lang in asked {
        let mut fitting: Vec<(Fit, &Lang)> = held
            .iter()
            .filter_map(|own| Some((lang.fit(own)?, own)))
            .collect();
        fitting.sort();
        if fitting.is_empty() || fitting.len() > 1 && !is_table {
            columns.push(lang);
        } else {
            let fitting = fitting.into_iter().map(|(_, own)| own.clone());
            columns.extend(fitting);
        }
    }
    // Two that were asked for may have a tag in common.
    let mut seen = Vec::new();
    columns.retain(|lang| {
        let is_new = !seen.contains(lang);
        seen.push(lang.clone());
        is_new || !is_table
    });
    columns
}
