//! Units of several files in one, each thing once.

use super::OnDuplicate;
use crate::model::{Tu, Tuv};
use rustc_hash::FxHashMap;
use serde::Serialize;
use xxhash_rust::xxh3::xxh3_128;

/// What a unit is compared by: a hash instead of the unit, so that memory grows by a few bytes a unit.
type Key = u128;

/// Decides which units of several files stay. Units of one file are never compared with one another; a unit counts as
/// known when it has the same texts, codes, notes and properties as one of an earlier file, whatever its dates and its
/// identifier.
#[derive(Debug, Default)]
pub struct Merging {
    on_duplicate: OnDuplicate,
    /// For each source text in its context, with its target languages: the file that has the say.
    deciding: FxHashMap<Key, usize>,
    /// For each unit as it stands, dates and identifier included, the last file that has it; where later files have the say.
    latest: FxHashMap<Key, usize>,
    /// For each unit that was kept, the first file that has it.
    kept: FxHashMap<Key, usize>,
}

impl Merging {
    /// Merging with a policy for other translations of a known source.
    pub fn new(on_duplicate: OnDuplicate) -> Self {
        Self {
            on_duplicate,
            ..Self::default()
        }
    }

    /// Whether every unit has to be shown to [`Self::note`] before the first one is judged.
    pub fn looks_ahead(&self) -> bool {
        self.on_duplicate != OnDuplicate::Add
    }

    /// Takes note of a unit of a file (from 0).
    pub fn note(&mut self, file: usize, tu: &Tu) {
        let Some(key) = question(tu) else { return };
        match self.on_duplicate {
            OnDuplicate::Add => {}
            OnDuplicate::Keep => {
                self.deciding.entry(key).or_insert(file);
            }
            OnDuplicate::Update => {
                self.deciding.insert(key, file);
                self.latest.insert(xxh3_128(&bytes(tu)), file);
            }
        }
    }

    /// Whether a unit of a file (from 0) stays. The files come in order. One that the deciding file has just so stays
    /// where it was read first, so that what did not change keeps its place.
    pub fn keeps(&mut self, file: usize, tu: &Tu) -> bool {
        let decides = question(tu).and_then(|key| self.deciding.get(&key));
        if let Some(decides) = decides
            && *decides != file
            && self.latest.get(&xxh3_128(&bytes(tu))) != Some(decides)
        {
            return false;
        }
        *self.kept.entry(content(tu)).or_insert(file) == file
    }
}

/// All that a unit says.
fn content(tu: &Tu) -> Key {
    let said = |tuv: &Tuv| {
        let what = (
            &tuv.lang,
            &tuv.segment,
            &tuv.annotations,
            &tuv.before,
            &tuv.after,
        );
        bytes(&what)
    };
    let mut variants: Vec<Vec<u8>> = tu.variants.iter().map(said).collect();
    variants.sort_unstable();
    xxh3_128(&bytes(&(&tu.annotations, variants)))
}

/// What a unit translates, where, and into which languages; `None` for one without a translation.
fn question(tu: &Tu) -> Option<Key> {
    let named = tu.source_lang.as_ref().and_then(|lang| tu.variant(lang));
    let source = named.or(tu.variants.first())?;
    let others = tu.variants.iter().filter(|tuv| tuv.lang != source.lang);
    let mut targets: Vec<&str> = others.map(|tuv| tuv.lang.as_str()).collect();
    if targets.is_empty() {
        return None;
    }
    targets.sort_unstable();
    let what = (
        &source.lang,
        &source.segment,
        &source.before,
        &source.after,
        targets,
    );
    Some(xxh3_128(&bytes(&what)))
}

fn bytes(what: &impl Serialize) -> Vec<u8> {
    // What the model holds can always be written as JSON.
    serde_json::to_vec(what).unwrap_or_default()
}
