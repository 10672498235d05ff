//! What the tests of a memory share: a memory, and what is in it.

// Each test program takes what it needs.
#![allow(dead_code)]

use karvan::lang::Lang;
use karvan::matching::{Kind, Ranking};
use karvan::memory::{Lookup, Query, TranslationMatch};
use karvan::model::Tu;
use karvan::store::{Mode, Store};

pub(crate) fn lang(tag: &str) -> Lang {
    Lang::parse(tag).unwrap()
}

pub(crate) fn store() -> (tempfile::TempDir, Store) {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(&folder.path().join("tm.db"), Mode::Create).unwrap();
    (folder, store)
}

pub(crate) fn find(
    store: &Store,
    source: &str,
    target: &str,
    text: &str,
    around: Ranking,
) -> Vec<TranslationMatch> {
    let lookup = Lookup {
        source: lang(source),
        target: lang(target),
        min: 50.0,
        limit: 5,
        exhaustive: false,
        pivot: None,
    };
    lookup
        .find(
            store,
            &Query {
                text: text.into(),
                around,
            },
        )
        .unwrap()
}

pub(crate) fn all(store: &Store) -> Vec<Tu> {
    let mut out = Vec::new();
    store
        .for_each_unit(|stored| {
            out.push(stored.tu);
            Ok(())
        })
        .unwrap();
    out
}

pub(crate) trait KindOf {
    fn kind(&self) -> Kind;
}

impl KindOf for TranslationMatch {
    fn kind(&self) -> Kind {
        self.scored.kind
    }
}
