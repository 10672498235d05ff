//! Alignment end to end as a regression test: our own article as running text against its true alignment.

use karvan::align::{InputText, Options, align_texts};
use karvan::lang::Lang;
use karvan::segmentation::{LineMode, Rules, sentences};
use std::collections::HashSet;
use std::ops::Range;

/// Spans of the groups of one side over the text without white space.
fn spans<'a>(sides: impl Iterator<Item = &'a str>) -> Vec<Range<usize>> {
    let mut at = 0;
    sides
        .map(|side| {
            let start = at;
            at += side.chars().filter(|c| !c.is_whitespace()).count();
            start..at
        })
        .collect()
}

/// A found pair is right when both sides lie inside one true group; a group is found when right pairs cover it.
fn f1(found: &[(String, String)], truth: &[(String, String)]) -> f64 {
    let groups = |pairs: &[(String, String)]| {
        let source = spans(pairs.iter().map(|pair| pair.0.as_str()));
        let target = spans(pairs.iter().map(|pair| pair.1.as_str()));
        source
            .into_iter()
            .zip(target)
            .filter(|(a, b)| !a.is_empty() && !b.is_empty())
            .collect::<Vec<_>>()
    };
    let (found, truth) = (groups(found), groups(truth));
    let inside = |a: &Range<usize>, b: &Range<usize>| a.start >= b.start && a.end <= b.end;
    let mut covered = vec![(0, 0); truth.len()];
    let mut right = 0_usize;
    for (a, b) in &found {
        if let Some(at) = truth.iter().position(|(x, y)| inside(a, x) && inside(b, y)) {
            right += 1;
            covered[at].0 += a.len();
            covered[at].1 += b.len();
        }
    }
    let whole = truth
        .iter()
        .zip(&covered)
        .filter(|((a, b), c)| a.len() == c.0 && b.len() == c.1)
        .count();
    let (precision, recall) = (
        right as f64 / found.len() as f64,
        whole as f64 / truth.len() as f64,
    );
    2.0 * precision * recall / (precision + recall)
}

fn read(path: &str) -> String {
    std::fs::read_to_string(std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).unwrap()
}

fn input(tag: &str) -> InputText {
    let lang = Lang::parse(tag).unwrap();
    let text = read(&format!("examples/communique.{tag}.txt"));
    let segments = sentences(
        &text,
        &lang,
        &Rules::built_in().unwrap(),
        LineMode::Paragraph,
    )
    .unwrap();
    InputText {
        name: tag.to_owned(),
        lang,
        segments,
        paragraphs: Vec::new(),
    }
}

fn truth(pair: &str) -> Vec<(String, String)> {
    read(&format!("tests/data/communique.{pair}.tsv"))
        .lines()
        .map(|line| {
            line.split_once('\t')
                .map(|(a, b)| (a.to_owned(), b.to_owned()))
                .unwrap()
        })
        .collect()
}

#[test]
fn each_pair_of_the_article() {
    for (a, b, floor) in [("en", "az", 0.98), ("en", "zh", 0.98), ("az", "zh", 0.98)] {
        let aligned = align_texts(vec![input(a), input(b)], &Options::default()).unwrap();
        let found: Vec<_> = aligned
            .rows
            .iter()
            .map(|row| (aligned.side(row, 0), aligned.side(row, 1)))
            .collect();
        let measured = f1(&found, &truth(&format!("{a}-{b}")));
        assert!(measured >= floor, "{a}-{b}: {measured:.4}");
    }
}

/// A translation of the beginning alone belongs to the whole text, and its sentences find theirs.
#[test]
fn the_beginning_of_a_translation_is_found() {
    for (a, b, count) in [
        ("en", "az", 8),
        ("en", "zh", 8),
        ("az", "zh", 10),
        ("zh", "az", 8),
    ] {
        let mut part = input(a);
        part.segments.truncate(count);
        let aligned = align_texts(vec![part, input(b)], &Options::default())
            .unwrap_or_else(|error| panic!("{a}-{b}: {error}"));
        let (pair, turned) = match (a, b) {
            ("zh", "az") => ("az-zh".to_owned(), true),
            _ => (format!("{a}-{b}"), false),
        };
        let squeeze = |text: &str| -> String { text.split_whitespace().collect() };
        let truth: Vec<(String, String)> = truth(&pair)
            .into_iter()
            .map(|(x, y)| if turned { (y, x) } else { (x, y) })
            .map(|(x, y)| (squeeze(&x), squeeze(&y)))
            .collect();
        let right = aligned
            .linked()
            .filter(|row| {
                let (x, y) = (
                    squeeze(&aligned.side(row, 0)),
                    squeeze(&aligned.side(row, 1)),
                );
                truth.iter().any(|(a, b)| a.contains(&x) && b.contains(&y))
            })
            .count();
        assert!(right + 2 >= count, "{a}-{b}: {right} of {count}");
    }
}

#[test]
fn three_texts_lose_nothing() {
    let aligned = align_texts(
        vec![input("en"), input("az"), input("zh")],
        &Options::default(),
    )
    .unwrap();
    for text in 0..3 {
        let numbers: Vec<usize> = aligned
            .rows
            .iter()
            .flat_map(|row| row.sides[text].clone())
            .collect();
        assert_eq!(
            numbers,
            (0..aligned.texts[text].segments.len()).collect::<Vec<_>>()
        );
    }
    for (b, pair, floor) in [(1, "en-az", 0.92), (2, "en-zh", 0.92)] {
        let found: Vec<_> = aligned
            .rows
            .iter()
            .map(|row| (aligned.side(row, 0), aligned.side(row, b)))
            .collect();
        let measured = f1(&found, &truth(pair));
        assert!(measured >= floor, "{pair} of three: {measured:.4}");
    }
    let scores: HashSet<bool> = aligned
        .rows
        .iter()
        .map(|row| (0.0..=1.0).contains(&row.score))
        .collect();
    assert_eq!(scores, HashSet::from([true]));
}
