//! What becomes of alignments in a memory: units, documents, and what they teach.

mod memory_support;

use karvan::align::AlignedRow;
use karvan::error::Result;
use karvan::matching::{Kind, Ranking};
use karvan::memory::{AlignmentReport, DocumentSource};
use karvan::model::Neighbour;
use karvan::store::Store;
use memory_support::{KindOf, all, find, lang, store};
use std::collections::BTreeSet;

fn store_alignment(
    store: &mut Store,
    texts: &[DocumentSource],
    rows: &[AlignedRow],
    min: f64,
) -> Result<AlignmentReport> {
    #[allow(clippy::redundant_closure_for_method_calls)] // the method itself is not general enough
    karvan::memory::store_alignment(store, texts, rows, min, |writing| writing.commit())
}

/// A text of one-word sentences.
fn text(name: &str, tag: &str, segments: &[&str]) -> DocumentSource {
    DocumentSource {
        name: Some(name.into()),
        lang: lang(tag),
        segments: segments.iter().map(ToString::to_string).collect(),
    }
}

fn rows(sides: &[&[std::ops::Range<usize>]]) -> Vec<AlignedRow> {
    sides
        .iter()
        .map(|sides| AlignedRow::new(sides.to_vec(), 0.95))
        .collect()
}

fn en() -> DocumentSource {
    text("a.en.txt", "en", &["One.", "Two.", "Three.", "Four."])
}

fn az() -> DocumentSource {
    text("a.az.txt", "az", &["Bir.", "İki, üç.", "Dörd."])
}

fn zh() -> DocumentSource {
    text("a.zh.txt", "zh", &["一。", "二。", "三。", "四。"])
}

fn en_az() -> Vec<AlignedRow> {
    rows(&[&[0..1, 0..1], &[1..3, 1..2], &[3..4, 2..3]])
}

fn en_zh() -> Vec<AlignedRow> {
    rows(&[&[0..1, 0..1], &[1..2, 1..2], &[2..3, 2..3], &[3..4, 3..4]])
}

fn az_zh() -> Vec<AlignedRow> {
    rows(&[&[0..1, 0..1], &[1..2, 1..3], &[2..3, 3..4]])
}

/// The units as sets of texts, without order.
fn shape(store: &Store) -> BTreeSet<BTreeSet<String>> {
    all(store)
        .iter()
        .map(|tu| tu.variants.iter().map(|v| v.segment.text()).collect())
        .collect()
}

/// The units of three languages, and those that the pairs with Chinese have beside them where `finer`.
fn trilingual(finer: bool) -> BTreeSet<BTreeSet<String>> {
    let joined: [&[&str]; 3] = [
        &["One.", "Bir.", "一。"],
        &["Two. Three.", "İki, üç.", "二。三。"],
        &["Four.", "Dörd.", "四。"],
    ];
    let pairs: [&[&str]; 2] = [&["Two.", "二。"], &["Three.", "三。"]];
    let pairs = pairs.into_iter().filter(|_| finer);
    let units = joined.into_iter().chain(pairs);
    units
        .map(|unit| unit.iter().map(ToString::to_string).collect())
        .collect()
}

#[test]
fn three_texts_become_units_of_three_languages_in_any_order() {
    let steps: [(&str, DocumentSource, DocumentSource, Vec<AlignedRow>); 3] = [
        ("en-az", en(), az(), en_az()),
        ("en-zh", en(), zh(), en_zh()),
        ("az-zh", az(), zh(), az_zh()),
    ];
    for order in [[0, 1], [1, 0], [0, 2], [2, 0], [1, 2], [2, 1]] {
        let (_folder, mut store) = store();
        for step in order {
            let (_, a, b, rows) = &steps[step];
            store_alignment(&mut store, &[a.clone(), b.clone()], rows, 0.0).unwrap();
        }
        // English and Chinese have as many sentences; it counts only where they were aligned with each other.
        let finer = order.contains(&1);
        assert_eq!(shape(&store), trilingual(finer), "order {order:?}");
        assert_eq!(karvan::memory::stats(&store).unwrap().documents, 1);
    }
    let (_folder, mut store) = store();
    let three = rows(&[
        &[0..1, 0..1, 0..1],
        &[1..3, 1..2, 1..3],
        &[3..4, 2..3, 3..4],
    ]);
    store_alignment(&mut store, &[en(), az(), zh()], &three, 0.0).unwrap();
    assert_eq!(shape(&store), trilingual(false));
}

#[test]
fn aligning_again_changes_nothing_or_replaces() {
    let (_folder, mut store) = store();
    store_alignment(&mut store, &[en(), az()], &en_az(), 0.0).unwrap();
    store_alignment(&mut store, &[en(), zh()], &en_zh(), 0.0).unwrap();
    let before = all(&store);
    let again = store_alignment(&mut store, &[en(), az()], &en_az(), 0.0).unwrap();
    assert_eq!(
        again,
        AlignmentReport {
            unchanged: 5,
            ..AlignmentReport::default()
        }
    );
    assert_eq!(all(&store), before);

    // The Azerbaijani text is corrected and aligned again: its unit is replaced, the Chinese stays with it.
    let corrected = text("a.az.txt", "az", &["Bir.", "İki; üç.", "Dörd."]);
    let report = store_alignment(&mut store, &[en(), corrected], &en_az(), 0.0).unwrap();
    assert_eq!((report.added, report.removed), (0, 0));
    let texts = shape(&store);
    assert_eq!(texts.len(), 5);
    assert!(
        texts
            .iter()
            .any(|u| u.contains("İki; üç.") && u.contains("二。三。")),
        "{texts:?}"
    );
    assert!(!texts.iter().any(|u| u.contains("İki, üç.")));

    // A sentence is taken out of the English text.
    let shorter = text("a.en.txt", "en", &["One.", "Four."]);
    let rows = rows(&[&[0..1, 0..1], &[1..2, 2..3]]);
    let report = store_alignment(&mut store, &[shorter, az()], &rows, 0.0).unwrap();
    assert_eq!(report.removed, 3);
    assert_eq!(shape(&store).len(), 2);
    assert!(
        shape(&store).iter().all(|u| u.len() == 3),
        "the Chinese is carried over"
    );
}

/// `en` and `en-GB` are the same text of the same document; the last tag that is said of it counts.
#[test]
fn a_document_stays_the_same_with_another_region() {
    let (_folder, mut store) = store();
    let british = DocumentSource {
        lang: lang("en-GB"),
        ..en()
    };
    store_alignment(&mut store, &[en(), az()], &en_az(), 0.0).unwrap();
    store_alignment(&mut store, &[en(), zh()], &en_zh(), 0.0).unwrap();
    let before = shape(&store);
    let report = store_alignment(&mut store, &[british.clone(), az()], &en_az(), 0.0).unwrap();
    assert_eq!((report.added, report.removed), (0, 0), "{report:?}");
    assert_eq!(karvan::memory::stats(&store).unwrap().documents, 1);
    assert_eq!(shape(&store), before);
    let tags = |store: &Store| -> BTreeSet<String> {
        let units = all(store);
        let variants = units.iter().flat_map(|tu| &tu.variants);
        variants.map(|v| v.lang.as_str().to_owned()).collect()
    };
    assert_eq!(
        tags(&store),
        ["az", "en-GB", "zh"].map(str::to_owned).into()
    );
    // Under another name it is known by its content; its own units are known as such, and teach it nothing.
    let moved = DocumentSource {
        name: Some("archive/a.en.txt".into()),
        ..en()
    };
    let own = store.documents_with(None, &lang("en"), &en().segments);
    assert_eq!(own.unwrap().len(), 1);
    store_alignment(&mut store, &[moved, az()], &en_az(), 0.0).unwrap();
    assert_eq!(karvan::memory::stats(&store).unwrap().documents, 1);
    assert_eq!(shape(&store), before);
}

#[test]
fn a_text_is_known_under_another_name_by_its_content() {
    let (_folder, mut store) = store();
    store_alignment(&mut store, &[en(), az()], &en_az(), 0.0).unwrap();
    let moved = DocumentSource {
        name: Some("archive/a.en.txt".into()),
        ..en()
    };
    store_alignment(&mut store, &[moved, zh()], &en_zh(), 0.0).unwrap();
    assert_eq!(shape(&store), trilingual(true));
    // Two documents that share a text are still two documents.
    let other = text("b.az.txt", "az", &["Vahid.", "Cüt, tək.", "Son."]);
    let same = DocumentSource {
        name: Some("b.en.txt".into()),
        ..en()
    };
    store_alignment(&mut store, &[same, other], &en_az(), 0.0).unwrap();
    assert_eq!(shape(&store).len(), 8);
}

#[test]
fn what_is_unsure_stays_out() {
    let (_folder, mut store) = store();
    let mut rows = en_az();
    rows[1].score = 0.4;
    let report = store_alignment(&mut store, &[en(), az()], &rows, 0.5).unwrap();
    assert_eq!((report.added, report.unsure), (2, 1));
}

#[test]
fn neighbours_make_context_matches() {
    let (_folder, mut store) = store();
    store_alignment(&mut store, &[en(), az()], &en_az(), 0.0).unwrap();
    let around = |before: Neighbour, after: Neighbour| Ranking { before, after };
    let text = |t: &str| Neighbour::Text(t.into());
    let best = |around| {
        let found = find(&store, "en", "az", "Four.", around);
        (found[0].scored.value, found[0].kind())
    };
    assert_eq!(best(Ranking::default()), (100.0, Kind::Exact));
    assert_eq!(
        best(around(text("Three."), Neighbour::Unknown)),
        (101.0, Kind::Context)
    );
    assert_eq!(
        best(around(text("Three."), Neighbour::Border)),
        (102.0, Kind::Context)
    );
    assert_eq!(
        best(around(text("Two."), text("Five."))),
        (100.0, Kind::Exact)
    );
    let reversed = find(
        &store,
        "az",
        "en",
        "Dörd.",
        around(text("İki, üç."), Neighbour::Unknown),
    );
    assert_eq!(
        reversed[0].scored.value, 101.0,
        "an aligned article has no direction"
    );
}

#[test]
fn an_unsure_alignment_is_never_exact() {
    let (_folder, mut store) = store();
    let mut rows = en_az();
    rows[0].score = 0.6;
    store_alignment(&mut store, &[en(), az()], &rows, 0.0).unwrap();
    let found = find(&store, "en", "az", "One.", Ranking::default());
    assert_eq!(
        (found[0].scored.value, found[0].kind()),
        (98.0, Kind::Fuzzy)
    );
}

/// An alignment learns from all units but those of its own document, whatever name the text comes by.
#[test]
fn a_document_does_not_teach_itself() {
    let (_folder, mut store) = store();
    let text = |name: &str, tag: &str, segments: &[&str]| DocumentSource {
        name: Some(name.into()),
        lang: lang(tag),
        segments: segments.iter().map(|s| (*s).to_owned()).collect(),
    };
    let row = |at: usize, score| AlignedRow::new(vec![at..at + 1, at..at + 1], score);
    let harbour = [
        text("a.en", "en", &["The harbour is open.", "Ships come."]),
        text("a.az", "az", &["Liman açıqdır.", "Gəmilər gəlir."]),
    ];
    let bridge = [
        text("b.en", "en", &["The bridge is new.", "It is long."]),
        text("b.az", "az-AZ", &["Körpü təzədir.", "O, uzundur."]),
    ];
    let rows = [row(0, 0.95), row(1, 0.95)];
    store_alignment(&mut store, &harbour, &rows, 0.0).unwrap();
    store_alignment(&mut store, &bridge, &[row(0, 0.95), row(1, 0.4)], 0.0).unwrap();
    let taught = |store: &Store, texts: &[DocumentSource]| -> Vec<String> {
        let langs: Vec<_> = texts.iter().map(|text| text.lang.clone()).collect();
        let examples = karvan::memory::examples(store, &langs, texts).unwrap();
        assert_eq!(examples.len(), 1);
        examples[0]
            .pairs
            .iter()
            .map(|pair| pair.0.clone())
            .collect()
    };
    assert_eq!(taught(&store, &harbour), ["The bridge is new."]);
    assert_eq!(
        taught(&store, &bridge),
        ["Ships come.", "The harbour is open."]
    );
    let renamed = harbour
        .clone()
        .map(|text| DocumentSource { name: None, ..text });
    assert_eq!(taught(&store, &renamed), ["The bridge is new."]);
    let edited = text("a.en", "en", &["The harbour is closed."]);
    assert_eq!(
        taught(&store, &[edited, harbour[1].clone()]),
        ["The bridge is new."]
    );
    let foreign = [harbour[0].clone(), text("a.zh", "zh", &["港口开放。"])];
    assert!(taught(&store, &foreign).is_empty());
}
