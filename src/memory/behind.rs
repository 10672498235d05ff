//! The units behind a text: the newest of each kind stands for all of it.

use crate::error::Result;
use crate::model::Tuv;
use crate::store::{Store, StoredTu};
use crate::text::normalize;

/// What is done with a unit: it is given with the place of the variant that has the text, and with how many units it
/// stands for. Variants of one unit come one after the other.
pub(super) type Visit<'v> = dyn FnMut(&StoredTu, usize, usize) -> Result<()> + 'v;

/// Visits the unit of a variant; `false` where there is none.
pub(super) fn visit_variant(store: &Store, variant: i64, visit: &mut Visit<'_>) -> Result<bool> {
    if let Some(unit) = store.unit_of(variant)?
        && let Some(stored) = store.unit_as_stored(unit, store.trust()?)?
        && let Some(place) = stored.numbers.iter().position(|n| *n == variant)
    {
        visit(&stored, place, 1)?;
        return Ok(true);
    }
    Ok(false)
}

/// Visits the units behind an entry of the index, of which `many` variants have the text or one. `each`: every unit
/// on its own, because its neighbours count.
pub(super) fn visit_entry(
    store: &Store,
    entry: u32,
    many: bool,
    each: bool,
    visit: &mut Visit<'_>,
) -> Result<()> {
    if !many {
        let found = visit_variant(store, i64::from(entry), visit)?;
        return found.then_some(()).ok_or_else(|| store.index_damaged());
    }
    let crowd = store.crowd(entry)?;
    // A text without a token has no crowd.
    if each || crowd.is_empty() || crowd.iter().any(|twins| twins.newest.is_none()) {
        for row in store.same_text(i64::from(entry))? {
            visit_variant(store, row.id, visit)?;
        }
        return Ok(());
    }
    for twins in crowd {
        let newest = twins.newest.unwrap_or_default();
        let unit = store.unit_of(newest)?.map(|unit| store.unit(unit));
        let Some(stored) = unit.transpose()?.flatten() else {
            return Err(store.index_damaged());
        };
        let text = |tuv: &Tuv| normalize(&tuv.segment.text());
        let place = stored.numbers.iter().position(|n| *n == newest);
        let wanted = place.map(|place| text(&stored.tu.variants[place]));
        for (n, tuv) in stored.tu.variants.iter().enumerate() {
            if Some(n) == place || Some(text(tuv)) == wanted {
                visit(&stored, n, twins.units)?;
            }
        }
    }
    Ok(())
}
