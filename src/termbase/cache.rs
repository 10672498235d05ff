//! The labels of words that were looked at already, shared between threads and bounded in size.

use super::recognise::Fit;
use rustc_hash::{FxHashMap, FxHasher};
use std::hash::{Hash, Hasher};
use std::sync::{Arc, Mutex, PoisonError};

/// What a step of a term's path accepts.
pub(super) type Label = u32;

/// What was found out about words: the labels that accept them.
pub(super) struct WordCache {
    shards: Vec<Mutex<FxHashMap<Box<str>, Labels>>>,
}

/// Labels with how surely the word has them.
pub(super) type Labels = Arc<[(Label, Fit)]>;

impl WordCache {
    const SHARDS: usize = 32;
    /// Words kept in a shard before it is emptied: bounds the memory over endless input.
    const MOST: usize = 8192;

    /// An empty cache.
    pub(super) fn new() -> Self {
        Self {
            shards: (0..Self::SHARDS).map(|_| Mutex::default()).collect(),
        }
    }

    /// The labels of a word, from the cache or made now.
    pub(super) fn get(&self, word: &str, make: impl FnOnce() -> Labels) -> Labels {
        let mut hasher = FxHasher::default();
        word.hash(&mut hasher);
        // The high bits: the low ones choose the place within the shard's table.
        let shard = (hasher.finish() >> 57) as usize % Self::SHARDS;
        let mut words = self.shards[shard]
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        if let Some(labels) = words.get(word) {
            return Arc::clone(labels);
        }
        let labels = make();
        if words.len() >= Self::MOST {
            words.clear();
        }
        words.insert(word.into(), Arc::clone(&labels));
        labels
    }
}
