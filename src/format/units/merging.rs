//! Units of several files in one, each thing once.

use super::{OnDuplicate, Question, source};
use crate::model::{Tu, Tuv};
use rustc_hash::{FxHashMap, FxHashSet};
use serde::Serialize;
use std::borrow::Cow;
use xxhash_rust::xxh3::xxh3_128;

/// What a unit is compared by: a hash instead of the unit, so that memory grows by a few bytes a unit.
type Key = u128;

/// Decides which units of several files stay. Units of one file are never compared with one another; a unit counts as
/// known when it has the same texts, codes, notes and properties as one of an earlier file, whatever its dates and its
/// identifier.
#[derive(Debug, Default)]
pub struct Merging {
    on_duplicate: OnDuplicate,
    /// For each source text in its context, and each language that it is translated into: the file that has the say.
    deciding: FxHashMap<Key, usize>,
    /// For each unit as it stands, dates and identifier included, the last file that has it; where later files have the say.
    latest: FxHashMap<Key, usize>,
    /// The translations of each of them, with their files.
    said: FxHashSet<Key>,
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
        if !self.looks_ahead() {
            return;
        }
        for (question, target) in questions(tu) {
            let decides = self.deciding.entry(question).or_insert(file);
            if self.on_duplicate == OnDuplicate::Update {
                *decides = file;
            }
            if *decides == file {
                self.said.insert(answer(question, target, file));
            }
        }
        if self.on_duplicate == OnDuplicate::Update {
            self.latest.insert(xxh3_128(&bytes(tu)), file);
        }
    }

    /// What stays of a unit of a file (from 0); `None`: nothing. The files come in order. A unit stands back where
    /// another file has the say in all of its languages, or, to be kept, says something else in one of them; where later
    /// files win, it keeps the languages that they do not have. One that the deciding file has just so stays where it was
    /// read first, so that what did not change keeps its place.
    pub fn kept<'t>(&mut self, file: usize, tu: &'t Tu) -> Option<Cow<'t, Tu>> {
        let latest = self.latest.get(&xxh3_128(&bytes(tu))).copied();
        let mut unchanged = latest.is_some();
        let mut own = Vec::new();
        let (mut others, mut overruled) = (0, false);
        for (question, target) in questions(tu) {
            match self.deciding.get(&question) {
                Some(decides) if *decides != file => {
                    others += 1;
                    unchanged &= latest == Some(*decides);
                    overruled |= !self.said.contains(&answer(question, target, *decides));
                }
                _ => own.push(&target.lang),
            }
        }
        if others > 0 && own.is_empty() && !unchanged
            || overruled && self.on_duplicate == OnDuplicate::Keep
        {
            return None;
        }
        let mut kept = Cow::Borrowed(tu);
        if overruled && let Some(source) = source(tu) {
            let stays = |tuv: &Tuv| tuv.lang == source.lang || own.contains(&&tuv.lang);
            kept.to_mut().variants.retain(stays);
        }
        (*self.kept.entry(content(&kept)).or_insert(file) == file).then_some(kept)
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

/// What a unit translates, where, and into which language, with the translation: one for each variant but the source.
fn questions(tu: &Tu) -> Vec<(Key, &Tuv)> {
    let Some(source) = source(tu) else {
        return Vec::new();
    };
    let targets = tu.variants.iter().filter(|tuv| tuv.lang != source.lang);
    let asked = Question::of(tu, source);
    let question = |target: &Tuv| xxh3_128(&bytes(&(&asked, &target.lang)));
    targets.map(|target| (question(target), target)).collect()
}

/// A translation of a file.
fn answer(question: Key, target: &Tuv, file: usize) -> Key {
    xxh3_128(&bytes(&(question.to_string(), &target.segment, file)))
}

fn bytes(what: &impl Serialize) -> Vec<u8> {
    // What the model holds can always be written as JSON.
    serde_json::to_vec(what).unwrap_or_default()
}
