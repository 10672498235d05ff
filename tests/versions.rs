//! Several versions of a text in one document of a memory: an edited one under another name, a second translation.

mod memory_support;

use karvan::align::AlignedRow;
use karvan::memory::{AlignmentReport, DocumentSource, stats};
use karvan::store::Store;
use memory_support::{all, lang, store};
use std::collections::BTreeSet;

const ONE: &str = "The harbour opened in May.";
const TWO: &str = "It cost two million manats.";
const TWO_NEW: &str = "It cost three million manats.";
const BIR: &str = "Liman may ayında açılıb.";
const IKI: &str = "Tikintisi iki milyon manata başa gəlib.";
const IKI_NEW: &str = "Tikintisinə iki milyon manat xərclənib.";
const YI: &str = "港口于五月开放。";
const ER: &str = "耗资两百万马纳特。";

fn text(name: &str, tag: &str, segments: [&str; 2]) -> DocumentSource {
    DocumentSource {
        name: Some(name.into()),
        lang: lang(tag),
        segments: segments.map(str::to_owned).into(),
    }
}

fn en() -> DocumentSource {
    text("article.en.txt", "en", [ONE, TWO])
}

fn en_new() -> DocumentSource {
    text("article-v2.en.txt", "en", [ONE, TWO_NEW])
}

fn az() -> DocumentSource {
    text("article.az.txt", "az", [BIR, IKI])
}

fn az_new() -> DocumentSource {
    text("checked/article.az.txt", "az", [BIR, IKI_NEW])
}

fn zh() -> DocumentSource {
    text("article.zh.txt", "zh", [YI, ER])
}

/// Stores these texts, sentence by sentence.
fn put(store: &mut Store, texts: &[DocumentSource]) -> AlignmentReport {
    let row = |at: usize| AlignedRow::new(vec![at..at + 1; texts.len()], 0.95);
    let rows = [row(0), row(1)];
    #[allow(clippy::redundant_closure_for_method_calls)] // the method itself is not general enough
    karvan::memory::store_alignment(store, texts, &rows, 0.0, |writing| writing.commit()).unwrap()
}

/// The units, each with its texts in the order of their languages; none twice and none with two texts of a language.
fn units(store: &Store) -> BTreeSet<Vec<String>> {
    let mut out = BTreeSet::new();
    for tu in all(store) {
        let mut texts: Vec<(String, String)> = tu
            .variants
            .iter()
            .map(|v| (v.lang.as_str().to_owned(), v.segment.text()))
            .collect();
        texts.sort();
        assert!(
            texts.windows(2).all(|two| two[0].0 != two[1].0),
            "two texts of a language: {texts:?}"
        );
        let unit: Vec<String> = texts.into_iter().map(|(_, text)| text).collect();
        assert!(out.insert(unit.clone()), "twice: {unit:?}");
    }
    out
}

fn set(units: &[&[&str]]) -> BTreeSet<Vec<String>> {
    let own = |unit: &&[&str]| unit.iter().map(ToString::to_string).collect();
    units.iter().map(own).collect()
}

#[test]
fn a_new_version_under_another_name_has_units_of_its_own_where_it_differs() {
    let (_folder, mut store) = store();
    assert_eq!(put(&mut store, &[en(), az()]).versions, [""; 0]);
    let report = put(&mut store, &[en_new(), az()]);
    assert_eq!(report.versions, ["article.en.txt"]);
    assert_eq!((report.added, report.removed), (1, 0), "{report:?}");
    let both = set(&[&[BIR, ONE], &[IKI, TWO], &[IKI, TWO_NEW]]);
    assert_eq!(units(&store), both);
    for texts in [[en(), az()], [en_new(), az()], [en(), az()]] {
        let again = put(&mut store, &texts);
        assert_eq!((again.added, again.changed, again.removed), (0, 0, 0));
        assert_eq!(units(&store), both);
    }
    assert_eq!(stats(&store).unwrap().documents, 1);
}

#[test]
fn so_has_a_second_translation_and_a_third_language_joins_those_it_was_aligned_with() {
    let (_folder, mut store) = store();
    put(&mut store, &[en(), az()]);
    put(&mut store, &[en(), az_new()]);
    assert_eq!(
        units(&store),
        set(&[&[BIR, ONE], &[IKI, TWO], &[IKI_NEW, TWO]])
    );
    put(&mut store, &[en(), zh()]);
    let three = set(&[&[BIR, ONE, YI], &[IKI, TWO, ER], &[IKI_NEW, TWO, ER]]);
    assert_eq!(units(&store), three);
    put(&mut store, &[en(), az_new(), zh()]);
    assert_eq!(units(&store), three);
}

#[test]
fn documents_that_a_text_joins_keep_their_versions_apart() {
    let (_folder, mut store) = store();
    put(&mut store, &[en(), az()]);
    put(&mut store, &[en_new(), zh()]);
    assert_eq!(stats(&store).unwrap().documents, 2);
    put(&mut store, &[az(), zh()]);
    assert_eq!(stats(&store).unwrap().documents, 1);
    let joined = set(&[&[BIR, ONE, YI], &[IKI, TWO, ER], &[IKI, TWO_NEW, ER]]);
    assert_eq!(units(&store), joined);
}

/// Memories of earlier versions of this program have such units.
#[test]
fn a_unit_with_two_texts_of_a_language_is_mended_when_its_document_is_aligned_again() {
    let (_folder, mut store) = store();
    put(&mut store, &[en(), az()]);
    let mut writing = store.write("edit", None, true).unwrap();
    let document = writing.texts_named("article.en.txt", &lang("en")).unwrap()[0].document;
    for unit in writing.units_of(document).unwrap() {
        let mut tu = unit.tu.clone();
        let mut second = tu.variants[0].clone();
        if second.segment.text() == TWO {
            second = karvan::model::Tuv::plain(lang("en"), TWO_NEW);
        }
        tu.variants.push(second);
        writing.edit(unit.id, &tu).unwrap();
    }
    writing.commit().unwrap();
    assert!(all(&store).iter().all(|tu| tu.variants.len() == 3));
    put(&mut store, &[en_new(), az()]);
    assert_eq!(
        units(&store),
        set(&[&[BIR, ONE], &[IKI, TWO], &[IKI, TWO_NEW]])
    );
}

#[test]
fn a_copy_that_is_edited_leaves_the_pairs_of_its_original() {
    let (folder, mut store) = store();
    put(&mut store, &[en(), az()]);
    for text in [en(), az()] {
        std::fs::write(folder.path().join(text.name.unwrap()), "").unwrap();
    }
    let copy = |name: &str, text: DocumentSource| DocumentSource {
        name: Some(name.into()),
        ..text
    };
    let report = put(
        &mut store,
        &[copy("v2.en.txt", en()), copy("v2.az.txt", az())],
    );
    assert_eq!((report.added, report.unchanged), (0, 2));
    assert_eq!(report.versions, ["article.en.txt", "article.az.txt"]);
    let edited = text("v2.en.txt", "en", [ONE, TWO_NEW]);
    let report = put(&mut store, &[edited, copy("v2.az.txt", az_new())]);
    assert_eq!((report.added, report.removed), (1, 0));
    assert_eq!(
        units(&store),
        set(&[&[BIR, ONE], &[IKI, TWO], &[IKI_NEW, TWO_NEW]])
    );
}
