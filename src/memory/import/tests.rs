//! A crowd is a quicker way to the same answer.

use super::{Import, OnDuplicate};
use crate::error::Result;
use crate::format::{Entry, UnitReader};
use crate::lang::Lang;
use crate::model::{Annotation, Header, Neighbour, Note, Prop, Tu, Tuv};
use crate::store::{Mode, Store};
use proptest::prelude::*;

struct Units {
    rest: std::vec::IntoIter<Tu>,
    header: Header,
}

impl UnitReader for Units {
    fn next_entry(&mut self) -> Option<Result<Entry>> {
        let tu = Box::new(self.rest.next()?);
        Some(Ok(Entry::Unit {
            tu,
            line: 1,
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

/// Units of few texts, so that most of them share some: by language a text or none, a language that stands twice at
/// times, a note or a document, what stood before the first variant, and the source language.
fn unit() -> impl Strategy<Value = Tu> {
    let texts = proptest::collection::vec(
        prop_oneof![2 => Just(None), 3 => (0..2u8).prop_map(Some)],
        3,
    );
    (texts, 0..8u8, 0..5u8, 0..4u8, 0..4u8).prop_map(|(texts, twice, noted, before, source)| {
        let lang = |place: usize| Lang::parse(["en", "az", "zh"][place]).unwrap();
        let mut variants: Vec<Tuv> = Vec::new();
        for (place, text) in texts.into_iter().enumerate() {
            variants.extend(
                text.map(|text| Tuv::plain(lang(place), ["Bakı", "Pekin"][usize::from(text)])),
            );
        }
        if variants.is_empty() {
            variants.push(Tuv::plain(lang(0), "Bakı"));
        }
        if twice == 0 {
            variants.push(Tuv::plain(variants[0].lang.clone(), "Pekin"));
        }
        if before == 0 {
            variants[0].before = Neighbour::Border;
        }
        let note = Annotation::Note(Note {
            text: "ad".into(),
            attributes: Vec::new(),
        });
        let place = Annotation::Prop(Prop {
            kind: "file".into(),
            value: "a".into(),
            attributes: Vec::new(),
        });
        let annotations = match noted {
            0 => vec![note],
            1 => vec![place],
            _ => Vec::new(),
        };
        Tu {
            annotations,
            source_lang: (source < 3).then(|| lang(usize::from(source))),
            variants,
            ..Tu::default()
        }
    })
}

/// What two imports of units leave behind and report.
fn imported(acts: &[Vec<Tu>], on_duplicate: OnDuplicate, few: usize) -> (Vec<Tu>, Vec<[u64; 3]>) {
    let folder = tempfile::tempdir().unwrap();
    let mut store = Store::open(&folder.path().join("tm.db"), Mode::Create).unwrap();
    let mut counts = Vec::new();
    for units in acts {
        let mut reader = Units {
            rest: units.clone().into_iter(),
            header: Header::default(),
        };
        let mut import = Import::new(Vec::new(), on_duplicate, false);
        import.few = Some(few);
        #[allow(clippy::redundant_closure_for_method_calls)]
        // the method itself is not general enough
        let done = import.run(
            &mut store,
            "a.tmx",
            &mut reader,
            |_| (),
            |ready| ready.commit(),
        );
        let done = done.unwrap();
        counts.push([done.added, done.merged, done.unchanged]);
        let findings = crate::memory::verify(&store, |_| ()).unwrap();
        assert!(findings.is_empty(), "{findings:?}");
    }
    let mut units = Vec::new();
    let read = store.for_each_unit(|stored| {
        units.push(stored.tu);
        Ok(())
    });
    read.unwrap();
    (units, counts)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn a_crowd_decides_as_its_members_do(
        acts in proptest::collection::vec(proptest::collection::vec(unit(), 1..24), 2..4),
        on_duplicate in proptest::sample::select(vec![OnDuplicate::Add, OnDuplicate::Keep, OnDuplicate::Update]),
        few in 0..3usize,
    ) {
        prop_assert_eq!(imported(&acts, on_duplicate, few), imported(&acts, on_duplicate, usize::MAX));
    }
}
