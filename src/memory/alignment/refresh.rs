//! Bringing the units of a document in line with its ladders, with as little change as possible.

use super::AlignmentReport;
use super::units::units_of_document;
use crate::error::Result;
use crate::lang::Lang;
use crate::model::{Tu, Tuv};
use crate::store::{StoredTu, Writing};
use rustc_hash::FxHashMap;

/// Makes the units of a document what its ladders say, and leaves alone those that already are.
pub(super) fn refresh_units(writing: &mut Writing<'_>, document: i64) -> Result<AlignmentReport> {
    let wanted = units_of_document(writing, document)?;
    let mut existing = Existing::new(writing.units_of(document)?);
    let mut report = AlignmentReport::default();
    // First those that are the same, so that a unit is never changed into one that is there already.
    let mut open = Vec::new();
    for tu in wanted {
        let Some(old) = existing.take_same(&tu) else {
            open.push(tu);
            continue;
        };
        let renewed = renewed(&old.tu, &tu, None);
        if renewed == old.tu {
            report.unchanged += 1;
        } else {
            writing.edit(old.id, &renewed)?;
            report.changed += 1;
        }
    }
    let now = writing.now().to_owned();
    for mut tu in open {
        if let Some(old) = existing.take_near(&tu) {
            writing.edit(old.id, &renewed(&old.tu, &tu, Some(&now)))?;
            report.changed += 1;
        } else {
            tu.attributes.creation_date = Some(now.clone());
            writing.add(&tu, Some(document))?;
            report.added += 1;
        }
    }
    for gone in existing.units.into_iter().flatten() {
        writing.delete(gone.id)?;
        report.removed += 1;
    }
    Ok(report)
}

type TextKey = (Lang, String);

/// The units that a document had, found by their texts and each used once.
struct Existing {
    units: Vec<Option<StoredTu>>,
    by_all: FxHashMap<Vec<TextKey>, Vec<usize>>,
    by_one: FxHashMap<TextKey, Vec<usize>>,
}

impl Existing {
    fn new(units: Vec<StoredTu>) -> Self {
        let mut by_all: FxHashMap<_, Vec<usize>> = FxHashMap::default();
        let mut by_one: FxHashMap<_, Vec<usize>> = FxHashMap::default();
        // From the end, so that `pop` gives the first.
        for (n, unit) in units.iter().enumerate().rev() {
            let keys = keys(&unit.tu);
            for key in &keys {
                by_one.entry(key.clone()).or_default().push(n);
            }
            by_all.entry(keys).or_default().push(n);
        }
        Self {
            units: units.into_iter().map(Some).collect(),
            by_all,
            by_one,
        }
    }

    /// A unit with the very same languages and texts.
    fn take_same(&mut self, tu: &Tu) -> Option<StoredTu> {
        let n = self.by_all.get_mut(&keys(tu))?.pop()?;
        self.units[n].take()
    }

    /// A unit that shares a text, most likely the same sentence with a further or a changed language.
    fn take_near(&mut self, tu: &Tu) -> Option<StoredTu> {
        for key in keys(tu) {
            for n in self.by_one.get(&key).into_iter().flatten().rev() {
                if let Some(unit) = self.units[*n].take() {
                    return Some(unit);
                }
            }
        }
        None
    }
}

fn keys(tu: &Tu) -> Vec<TextKey> {
    tu.variants
        .iter()
        .map(|v| (v.lang.clone(), v.segment.text()))
        .collect()
}

/// The old unit with the new texts: what people added to it stays.
fn renewed(old: &Tu, new: &Tu, changed: Option<&str>) -> Tu {
    let mut tu = old.clone();
    tu.alignment = new.alignment;
    tu.variants = new
        .variants
        .iter()
        .map(|variant| {
            let kept = old
                .variants
                .iter()
                .find(|o| o.lang == variant.lang && o.segment.text() == variant.segment.text());
            match kept {
                Some(kept) => Tuv {
                    before: variant.before.clone(),
                    after: variant.after.clone(),
                    ..kept.clone()
                },
                None => variant.clone(),
            }
        })
        .collect();
    if let Some(date) = changed {
        tu.attributes.change_date = Some(date.to_owned());
    }
    tu
}
