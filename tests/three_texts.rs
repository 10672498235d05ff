//! Three texts: the rows hold all beads of all pairs, and the memory gets the units that an export writes.

use karvan::align::{AlignedRow, Bead, InputText, Ladder, Options, PairBead, align_texts, join};
use karvan::lang::Lang;
use karvan::memory::{AlignmentReport, DocumentSource, aligned_units, store_alignment};
use karvan::model::Tu;
use karvan::segmentation::{LineMode, Rules, sentences};
use karvan::store::{Mode, Store};
use proptest::prelude::*;
use std::ops::Range;
use std::path::Path;

const PAIRS: [(usize, usize); 3] = [(0, 1), (0, 2), (1, 2)];

fn lang(tag: &str) -> Lang {
    Lang::parse(tag).unwrap()
}

/// Beads over two texts of any length, some of them with an empty side.
fn ladder(source: usize, target: usize) -> impl Strategy<Value = Ladder> {
    let cuts = |n: usize| proptest::collection::vec(0..=n, 0..8);
    let scores = proptest::collection::vec(0.3..1.0, 9);
    (cuts(source), cuts(target), scores).prop_map(move |(mut a, mut b, scores)| {
        let count = a.len().min(b.len());
        a.truncate(count);
        b.truncate(count);
        a.sort_unstable();
        b.sort_unstable();
        let (mut i, mut j) = (0, 0);
        let mut beads = Vec::new();
        let borders = a.into_iter().zip(b).chain([(source, target)]);
        for ((x, y), score) in borders.zip(scores) {
            if x > i || y > j {
                let linked = x > i && y > j;
                beads.push(Bead {
                    source: i..x,
                    target: j..y,
                    score: if linked { score } else { 0.0 },
                });
            }
            (i, j) = (x, y);
        }
        Ladder { beads }
    })
}

/// The numbers of segments of three texts, and a ladder for each pair.
fn ladders() -> impl Strategy<Value = ([usize; 3], [Ladder; 3])> {
    (1_usize..8, 1_usize..8, 1_usize..8).prop_flat_map(|(a, b, c)| {
        let all = (ladder(a, b), ladder(a, c), ladder(b, c));
        all.prop_map(move |(first, second, others)| ([a, b, c], [first, second, others]))
    })
}

fn joined(ladders: &[Ladder; 3]) -> Vec<AlignedRow> {
    join(&ladders[0], &ladders[1], &ladders[2])
}

fn texts(lengths: [usize; 3]) -> Vec<DocumentSource> {
    let text = |(tag, length): (&str, usize)| DocumentSource {
        name: Some(format!("text.{tag}.txt")),
        lang: lang(tag),
        // A sentence that is said again is not another one.
        segments: (0..length).map(|n| format!("{tag} {}", n % 5)).collect(),
    };
    ["en", "az", "zh"]
        .into_iter()
        .zip(lengths)
        .map(text)
        .collect()
}

fn new_store() -> (tempfile::TempDir, Store) {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(&folder.path().join("tm.db"), Mode::Create).unwrap();
    (folder, store)
}

fn stored(
    store: &mut Store,
    texts: &[DocumentSource],
    rows: &[AlignedRow],
    min_score: f64,
) -> AlignmentReport {
    #[allow(clippy::redundant_closure_for_method_calls)] // the method itself is not general enough
    store_alignment(store, texts, rows, min_score, |writing| writing.commit()).unwrap()
}

fn units(store: &Store) -> Vec<Tu> {
    let mut out = Vec::new();
    store
        .for_each_unit(|unit| {
            out.push(unit.tu);
            Ok(())
        })
        .unwrap();
    out
}

/// What makes a unit, whatever its order and its dates.
fn shapes(units: &[Tu]) -> Vec<String> {
    let shape = |tu: &Tu| {
        let variants = tu.variants.iter();
        let texts: Vec<_> = variants
            .map(|v| {
                (
                    v.lang.as_str().to_owned(),
                    v.segment.text(),
                    &v.before,
                    &v.after,
                )
            })
            .collect();
        format!("{texts:?} {:?} {:?}", tu.alignment, tu.origin)
    };
    let mut shapes: Vec<String> = units.iter().map(shape).collect();
    shapes.sort();
    shapes
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    /// Every bead of every pair lies in one row, and no row could be cut in two.
    #[test]
    fn rows_hold_the_beads_of_all_pairs((lengths, ladders) in ladders()) {
        let rows = joined(&ladders);
        for (text, length) in lengths.into_iter().enumerate() {
            let mut end = 0;
            for row in &rows {
                prop_assert_eq!(row.sides[text].start, end);
                end = row.sides[text].end;
            }
            prop_assert_eq!(end, length);
        }
        for (ladder, texts) in ladders.iter().zip(PAIRS) {
            let held: Vec<PairBead> = rows.iter().flat_map(|row| row.pair(texts.0, texts.1)).collect();
            let linked: Vec<PairBead> = ladder.linked().map(|bead| PairBead {
                texts,
                source: bead.source.clone(),
                target: bead.target.clone(),
                score: bead.score,
            }).collect();
            prop_assert_eq!(held, linked);
        }
        for row in &rows {
            let inside = |text: usize, side: &Range<usize>| {
                side.start >= row.sides[text].start && side.end <= row.sides[text].end
            };
            for bead in &row.beads {
                prop_assert!(inside(bead.texts.0, &bead.source) && inside(bead.texts.1, &bead.target));
                prop_assert!(row.score <= bead.score);
            }
            prop_assert_eq!(row.is_linked(), !row.beads.is_empty());
        }
    }

    /// The same units in the memory and in an export, at any least score; storing them again changes nothing.
    #[test]
    fn the_memory_gets_what_is_exported((lengths, ladders) in ladders(), min_score in prop_oneof![Just(0.0), 0.3..1.0]) {
        let (texts, rows) = (texts(lengths), joined(&ladders));
        let (_folder, mut store) = new_store();
        let report = stored(&mut store, &texts, &rows, min_score);
        let exported = aligned_units(&texts, &rows, min_score);
        prop_assert_eq!(shapes(&units(&store)), shapes(&exported));
        prop_assert_eq!(report.added, exported.len());
        prop_assert!(exported.iter().all(|tu| tu.alignment.is_some_and(|score| score >= min_score)));
        let before = units(&store);
        let again = stored(&mut store, &texts, &rows, min_score);
        prop_assert_eq!((again.added, again.changed, again.removed), (0, 0, 0));
        prop_assert_eq!(units(&store), before);
    }

    /// Three texts at once, or pair by pair in some order: the same units.
    #[test]
    fn the_order_of_pairs_does_not_matter((lengths, ladders) in ladders(), first in 0_usize..3) {
        let texts = texts(lengths);
        let (_folder, mut at_once) = new_store();
        stored(&mut at_once, &texts, &joined(&ladders), 0.0);
        let (_folder, mut one_by_one) = new_store();
        for step in 0..3 {
            let at = (first + step) % 3;
            let (a, b) = PAIRS[at];
            let pair = [texts[a].clone(), texts[b].clone()];
            stored(&mut one_by_one, &pair, &karvan::align::rows(&ladders[at]), 0.0);
        }
        let texts_of = |store: &Store| {
            let mut out: Vec<Vec<(String, String)>> = units(store)
                .iter()
                .map(|tu| {
                    let mut texts: Vec<_> = tu.variants.iter().map(|v| (v.lang.as_str().to_owned(), v.segment.text())).collect();
                    texts.sort();
                    texts
                })
                .collect();
            out.sort();
            out
        };
        prop_assert_eq!(texts_of(&at_once), texts_of(&one_by_one));
    }
}

/// Each pair of our article gets within three what it gets alone: the same beads, or more that are right.
#[test]
fn pairs_of_the_article_are_as_fine_as_alone() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let input = |tag: &str| {
        let path = root.join(format!("examples/communique.{tag}.txt"));
        let text = std::fs::read_to_string(path).unwrap();
        let rules = Rules::built_in().unwrap();
        InputText {
            name: tag.to_owned(),
            lang: lang(tag),
            segments: sentences(&text, &lang(tag), &rules, LineMode::Paragraph).unwrap(),
            paragraphs: Vec::new(),
        }
    };
    let three = [input("en"), input("az"), input("zh")];
    let together = align_texts(three.to_vec(), &Options::default()).unwrap();
    for (a, b) in PAIRS {
        let alone = align_texts(
            vec![three[a].clone(), three[b].clone()],
            &Options::default(),
        )
        .unwrap();
        let beads: Vec<(Range<usize>, Range<usize>)> = together
            .rows
            .iter()
            .flat_map(|row| row.pair(a, b))
            .map(|bead| (bead.source, bead.target))
            .collect();
        let same = alone
            .linked()
            .filter(|row| beads.contains(&(row.sides[0].clone(), row.sides[1].clone())))
            .count();
        let linked = alone.linked().count();
        assert!(same * 20 >= linked * 19, "{a}-{b}: {same} of {linked}");
        assert!(beads.len() * 20 >= linked * 19, "{a}-{b}: {}", beads.len());
    }
}
