//! What a person has gone through stays in the memory, in whatever order and company its texts are aligned again.

mod memory_support;

use karvan::align::AlignedRow;
use karvan::memory::{
    DocumentSource, Reviewed, reviews_of, store_alignment, store_alignment_beside, store_review,
};
use karvan::store::Store;
use memory_support::{all, lang, store};

fn text(name: &str, tag: &str, segments: [&str; 2]) -> DocumentSource {
    DocumentSource {
        name: Some(name.into()),
        lang: lang(tag),
        segments: segments.map(str::to_owned).into(),
    }
}

fn en() -> DocumentSource {
    text("a, b.en.txt", "en", ["The bridge is closed.", "It is old."])
}

fn az() -> DocumentSource {
    text("a.az.txt", "az", ["Körpü bağlıdır.", "O köhnədir."])
}

fn zh() -> DocumentSource {
    text("a.zh.txt", "zh", ["桥已关闭。", "它很旧。"])
}

fn rows(sides: usize, score: f64) -> Vec<AlignedRow> {
    let row = |at: usize| AlignedRow::new(vec![at..at + 1; sides], score);
    vec![row(0), row(1)]
}

#[allow(clippy::redundant_closure_for_method_calls)] // the method itself is not general enough
fn reviewed() -> (tempfile::TempDir, Store) {
    let (folder, mut store) = store();
    let texts = [en(), az()];
    store_alignment(&mut store, &texts, &rows(2, 0.6), 0.0, |w| w.commit()).unwrap();
    assert_eq!(reviews_of(&store, &texts).unwrap(), []);
    // The second pair was rejected.
    let kept = &rows(2, 1.0)[..1];
    store_review(&mut store, &texts, kept, 0.0, |w| w.commit()).unwrap();
    (folder, store)
}

#[test]
fn a_review_is_known_in_any_order_and_among_three_texts() {
    let (_folder, store) = reviewed();
    let known = |texts: &[DocumentSource]| reviews_of(&store, texts).unwrap();
    assert_eq!(known(&[en(), az()]), [((0, 1), Reviewed::AsItIs)]);
    assert_eq!(known(&[az(), en()]), [((0, 1), Reviewed::AsItIs)]);
    assert_eq!(known(&[zh(), az(), en()]), [((1, 2), Reviewed::AsItIs)]);
    assert_eq!(known(&[en(), zh()]), []);
    // A text is what it consists of: its file may be moved.
    let moved = |text: DocumentSource| DocumentSource {
        name: text.name.map(|name| format!("2026/{name}")),
        ..text
    };
    assert_eq!(known(&[moved(en()), az()]), [((0, 1), Reviewed::AsItIs)]);
    assert_eq!(
        known(&[moved(az()), moved(en())]),
        [((0, 1), Reviewed::AsItIs)]
    );
    let unnamed = DocumentSource { name: None, ..en() };
    assert_eq!(known(&[unnamed, az()]), [((0, 1), Reviewed::AsItIs)]);
    let edited = text("a.az.txt", "az", ["Körpü bağlıdır.", "O çox köhnədir."]);
    assert_eq!(known(&[en(), edited]), [((0, 1), Reviewed::Before)]);
    // A part of a name is none.
    let other = text("b.en.txt", "en", ["The bridge is closed.", "It is old."]);
    assert_eq!(known(&[text("az.txt", "az", ["A.", "B."]), other]), []);
}

#[test]
#[allow(clippy::redundant_closure_for_method_calls)]
fn a_third_text_leaves_the_review_as_it_is_however_often_it_is_aligned() {
    let (_folder, mut store) = reviewed();
    let texts = [en(), az(), zh()];
    for _ in 0..2 {
        let kept = reviews_of(&store, &texts).unwrap();
        assert_eq!(kept, [((0, 1), Reviewed::AsItIs)]);
        // The Chinese text was found to belong to the first pair alone.
        let found = &rows(3, 0.9)[..1];
        store_alignment_beside(&mut store, &texts, found, 0.0, &[(0, 1)], |w| w.commit()).unwrap();
        let units = all(&store);
        assert_eq!(units.len(), 1, "the rejected pair did not come back");
        assert_eq!(units[0].variants.len(), 3);
    }
    // Stored as a whole, the alignment takes the place of the review.
    store_alignment(&mut store, &texts, &rows(3, 0.9), 0.0, |w| w.commit()).unwrap();
    assert_eq!(reviews_of(&store, &texts).unwrap(), []);
    assert_eq!(all(&store).len(), 2);
}

#[test]
#[allow(clippy::redundant_closure_for_method_calls)]
fn a_review_goes_with_its_files_when_they_are_moved_or_copied() {
    for copied in [false, true] {
        let (folder, mut store) = reviewed();
        let named = |tag: &str, text: DocumentSource| DocumentSource {
            name: Some(format!("2026/{tag}.txt")),
            ..text
        };
        if copied {
            for text in [en(), az()] {
                std::fs::write(folder.path().join(text.name.unwrap()), "").unwrap();
            }
        }
        let texts = [named("en", en()), named("az", az())];
        for _ in 0..2 {
            let kept = reviews_of(&store, &texts).unwrap();
            assert_eq!(kept, [((0, 1), Reviewed::AsItIs)]);
            let found = rows(2, 0.9);
            let report =
                store_alignment_beside(&mut store, &texts, &found, 0.0, &[(0, 1)], |w| w.commit())
                    .unwrap();
            assert_eq!((report.added, report.changed, report.removed), (0, 0, 0));
            assert_eq!(all(&store).len(), 1, "the rejected pair did not come back");
        }
        assert_eq!(
            reviews_of(&store, &[en(), az()]).unwrap(),
            [((0, 1), Reviewed::AsItIs)]
        );
        // An edited copy is a version beside the one that was reviewed; a file that was moved has one version.
        let edited = text("2026/az.txt", "az", ["Körpü təmirdədir.", "O köhnədir."]);
        let texts = [named("en", en()), edited];
        assert_eq!(
            reviews_of(&store, &texts).unwrap(),
            [((0, 1), Reviewed::Before)]
        );
        store_alignment(&mut store, &texts, &rows(2, 0.9), 0.0, |w| w.commit()).unwrap();
        assert_eq!(all(&store).len(), if copied { 3 } else { 2 });
    }
}

#[test]
#[allow(clippy::redundant_closure_for_method_calls)]
fn a_rejected_pair_does_not_come_back_through_a_third_text() {
    let (_folder, mut store) = reviewed();
    for pair in [[en(), zh()], [az(), zh()]] {
        store_alignment(&mut store, &pair, &rows(2, 0.9), 0.0, |w| w.commit()).unwrap();
    }
    let units = all(&store);
    let sides: Vec<Vec<String>> = units
        .iter()
        .map(|tu| tu.variants.iter().map(|v| v.segment.text()).collect())
        .collect();
    assert_eq!(
        sides,
        [
            vec!["The bridge is closed.", "Körpü bağlıdır.", "桥已关闭。"],
            vec!["It is old.", "它很旧。"],
            vec!["O köhnədir.", "它很旧。"],
        ]
    );
    // Aligned by the program, they are one unit.
    let pair = [en(), az()];
    store_alignment(&mut store, &pair, &rows(2, 0.9), 0.0, |w| w.commit()).unwrap();
    assert_eq!(all(&store).len(), 2);
}
