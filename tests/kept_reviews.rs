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
