//! What the tests of a memory share: a memory, and what is in it.

// Each test program takes what it needs.
#![allow(dead_code)]

use karvan::error::Result;
use karvan::format::{Entry, UnitReader};
use karvan::lang::Lang;
use karvan::matching::{Kind, Ranking};
use karvan::memory::{Import, Lookup, OnDuplicate, Query, TranslationMatch};
use karvan::model::{Header, Tu};
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

/// Units as a reader gives them.
struct Units {
    rest: std::vec::IntoIter<Tu>,
    header: Header,
    line: usize,
}

impl UnitReader for Units {
    fn next_entry(&mut self) -> Option<Result<Entry>> {
        self.line += 1;
        let (tu, line) = (Box::new(self.rest.next()?), self.line);
        Some(Ok(Entry::Unit {
            tu,
            line,
            remarks: Vec::new(),
        }))
    }
    fn header(&self) -> &Header {
        &self.header
    }
    fn position(&self) -> u64 {
        0
    }
}

/// Imports and gives added, merged, unchanged.
pub(crate) fn import_with(
    store: &mut Store,
    units: Vec<Tu>,
    on_duplicate: OnDuplicate,
) -> (u64, u64, u64) {
    let mut reader = Units {
        rest: units.into_iter(),
        header: Header::default(),
        line: 0,
    };
    let mut import = Import::new(Vec::new(), on_duplicate, false);
    #[allow(clippy::redundant_closure_for_method_calls)] // the method itself is not general enough
    let report = import
        .run(
            store,
            "a.tmx",
            &mut reader,
            |_| (),
            |writing| writing.commit(),
        )
        .unwrap();
    assert_eq!(
        report.read,
        report.added + report.merged + report.unchanged + report.rejected
    );
    (report.added, report.merged, report.unchanged)
}

pub(crate) trait KindOf {
    fn kind(&self) -> Kind;
}

impl KindOf for TranslationMatch {
    fn kind(&self) -> Kind {
        self.scored.kind
    }
}
