//! Units of several files in one, each thing once.

use super::{OnDuplicate, Question, source};
use crate::model::{Tu, Tuv};
use rustc_hash::{FxHashMap, FxHashSet};
use serde::Serialize;
use std::borrow::Cow;
use xxhash_rust::xxh3::xxh3_128;

/// What a unit is compared by: a hash instead of the unit, so that memory grows by a few bytes a unit.
type Key = u128;

/// Decides which units of several files stay, as if they were imported one after another. Units of one file are never
/// compared with one another; a unit counts as known when it has the same texts, codes, notes and properties as one of an
/// earlier file, whatever its dates and its identifier.
#[derive(Debug, Default)]
pub struct Merging {
    on_duplicate: OnDuplicate,
    /// For each source text in its context, and each language that it is translated into: who has the say.
    deciding: FxHashMap<Key, Deciding>,
    /// The translations of each file with all that its units say beside them, and its units.
    said: FxHashSet<Key>,
    /// For each file, the one translation that it has; `None`: several.
    only: FxHashMap<Key, Option<Key>>,
    /// For each unit, the last file that has it; where later files have the say.
    latest: FxHashMap<Key, usize>,
    /// For each unit that was kept, the first file that has it.
    kept: FxHashMap<Key, usize>,
    left_out: LeftOutUnits,
}

/// The file that has the say.
#[derive(Debug, Clone, Copy)]
struct Deciding {
    file: usize,
    /// The one that had it before this file.
    before: Option<usize>,
}

/// What a merge left out so far.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct LeftOutUnits {
    /// Units that another file has too.
    pub known: u64,
    /// Units that gave way to another translation.
    pub gave_way: u64,
    /// Translations that gave way in units that stay for other languages.
    pub translations: u64,
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
        let asked = questions(tu);
        let whole = content(tu);
        // What the memory would hold already leaves it as it is: a unit as it stands, or one translation of it.
        let holds = |(question, target): &(Key, &Tuv)| {
            let decides = self.deciding.get(question);
            let before = decides.and_then(|d| {
                if d.file < file {
                    Some(d.file)
                } else {
                    d.before
                }
            });
            before.is_some_and(|before| {
                let said = if asked.len() == 1 {
                    saying(*question, tu, target, before)
                } else {
                    of_file(whole, before)
                };
                self.said.contains(&said)
            })
        };
        let news = self.on_duplicate == OnDuplicate::Update && !asked.iter().all(holds);
        self.said.insert(of_file(whole, file));
        for (question, target) in asked {
            let answer = answer(target);
            let only = self.only.entry(of_file(question, file));
            let only = only.or_insert(Some(answer));
            *only = only.filter(|only| *only == answer);
            self.said.insert(saying(question, tu, target, file));
            let decides = self
                .deciding
                .entry(question)
                .or_insert(Deciding { file, before: None });
            if news && decides.file < file {
                *decides = Deciding {
                    file,
                    before: Some(decides.file),
                };
            }
        }
        if self.on_duplicate == OnDuplicate::Update {
            self.latest.insert(content(tu), file);
        }
    }

    /// What stays of a unit of a file (from 0); `None`: nothing. The files come in order. A unit stands back where
    /// another file has the say in all of its languages, or, to be kept, says something else in one of them; where later
    /// files win, it keeps the languages that they do not have. One that the deciding file has just so stays where it was
    /// read first, so that what did not change keeps its place.
    pub fn kept<'t>(&mut self, file: usize, tu: &'t Tu) -> Option<Cow<'t, Tu>> {
        let (mut stay, mut there, mut overruled) = (Vec::new(), 0, 0);
        let all = content(tu);
        for (question, target) in questions(tu) {
            let decides = self.deciding.get(&question).map_or(file, |d| d.file);
            if decides == file || self.latest.get(&all) == Some(&decides) {
                stay.push(&target.lang);
            } else if self.said.contains(&saying(question, tu, target, decides)) {
                there += 1;
            } else if self.only.get(&of_file(question, decides)) == Some(&Some(answer(target))) {
                stay.push(&target.lang);
            } else {
                overruled += 1;
            }
        }
        if overruled > 0 && (stay.is_empty() || self.on_duplicate == OnDuplicate::Keep) {
            self.left_out.gave_way += 1;
            return None;
        }
        let mut kept = Cow::Borrowed(tu);
        if overruled > 0
            && let Some(source) = source(tu)
        {
            let stays = |tuv: &Tuv| tuv.lang == source.lang || stay.contains(&&tuv.lang);
            kept.to_mut().variants.retain(stays);
        }
        let is_known = there > 0 && stay.is_empty()
            || *self.kept.entry(content(&kept)).or_insert(file) != file;
        if is_known {
            self.left_out.known += 1;
            return None;
        }
        self.left_out.translations += overruled;
        Some(kept)
    }

    /// What was left out so far.
    pub fn left_out(&self) -> LeftOutUnits {
        self.left_out
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

fn of_file(question: Key, file: usize) -> Key {
    xxh3_128(&bytes(&(question.to_string(), file)))
}

/// A translation.
fn answer(target: &Tuv) -> Key {
    xxh3_128(&bytes(&(&target.segment, &target.annotations)))
}

/// A translation of a file with all that its unit says beside it.
fn saying(question: Key, tu: &Tu, target: &Tuv, file: usize) -> Key {
    let source = source(tu).map(|source| &source.annotations);
    let what = (
        &target.segment,
        &target.annotations,
        &tu.annotations,
        source,
    );
    xxh3_128(&bytes(&(question.to_string(), what, file)))
}

fn bytes(what: &impl Serialize) -> Vec<u8> {
    // What the model holds can always be written as JSON.
    serde_json::to_vec(what).unwrap_or_default()
}
