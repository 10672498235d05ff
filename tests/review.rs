//! The review of an alignment: what a result may hold, in `tests/data/review.tsv`, and what holds for any.

use karvan::align::{AlignedRow, AlignedTexts, InputText};
use karvan::format::review::{FORMAT, VERSION, parse};
use karvan::lang::Lang;
use karvan::report::review::write_page;
use proptest::prelude::*;
use serde_json::json;
use std::path::Path;

const SOUND: &str = include_str!("cmd/memory/review.in/visit.en.review.json");

fn read(text: &str) -> Result<AlignedTexts, String> {
    parse(text, Path::new("r.json")).map_err(|error| error.to_string())
}

#[test]
fn a_damaged_result_is_refused_with_its_place() {
    let mut wrong = Vec::new();
    for (number, line) in include_str!("data/review.tsv").lines().enumerate().skip(1) {
        let columns: Vec<&str> = line.split('\t').collect();
        let [from, to, message] = columns[..] else {
            panic!("line {}: {line}", number + 1);
        };
        assert_eq!(SOUND.matches(from).count(), 1, "line {}", number + 1);
        let found = read(&SOUND.replace(from, to)).err();
        if found.as_deref() != Some(message) {
            wrong.push(format!("line {}: {found:?}\n  not {message:?}", number + 1));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_torn_result_is_refused_wherever_it_ends() {
    let end = SOUND.trim_end().len();
    for at in (0..end).filter(|at| SOUND.is_char_boundary(*at)) {
        assert!(read(&SOUND[..at]).is_err(), "{at}");
    }
}

fn page(texts: &AlignedTexts) -> String {
    let mut out = Vec::new();
    write_page(&mut out, texts, "2 rows & <more>").unwrap();
    String::from_utf8(out).unwrap()
}

fn text(name: &str, lang: &str, segments: &[&str]) -> InputText {
    InputText {
        name: name.into(),
        lang: Lang::parse(lang).unwrap(),
        segments: segments.iter().map(|s| (*s).to_owned()).collect(),
        paragraphs: Vec::new(),
    }
}

#[test]
fn all_texts_are_escaped_and_nothing_comes_from_outside() {
    let script = "</script><script>alert(1)</script>";
    let texts = AlignedTexts {
        texts: vec![
            text("a\"><b>.txt", "en", &[script, "{{rows}} & <b>bold</b>"]),
            text("b.txt", "zh", &["<!--注释-->", "“引号”"]),
        ],
        rows: vec![
            AlignedRow::new(vec![0..1, 0..1], 0.8999),
            AlignedRow::new(vec![1..2, 1..2], 0.95),
        ],
    };
    let page = page(&texts);
    assert_eq!(page.matches("<script").count(), 1);
    assert_eq!(page.matches("</script").count(), 1);
    assert_eq!(page.matches("<table").count(), 1);
    assert!(!page.contains("<b>") && !page.contains("<!--") && !page.contains("<more>"));
    assert!(page.contains("<p>{{rows}} &amp; &lt;b&gt;bold&lt;/b&gt;</p>"));
    assert!(page.contains("<td role=\"gridcell\" lang=\"zh\">"));
    // Scores are rounded as everywhere; what decides is the score itself.
    assert!(page.contains("0.90 doubtful") && page.contains("<span class=\"state\">0.95<"));
    for outside in ["http:", "https:", "src=", "url(", "@import", "<link"] {
        assert!(!page.contains(outside), "{outside}");
    }
}

/// The sizes of the sides of each bead, and what was said of it.
fn beads() -> impl Strategy<Value = Vec<(Vec<usize>, &'static str, f64)>> {
    (2..4usize).prop_flat_map(|texts| {
        let sizes = prop::collection::vec(0..4usize, texts)
            .prop_filter("a bead holds a segment", |sizes| {
                sizes.iter().any(|n| *n > 0)
            });
        let mark = prop::sample::select(vec!["open", "sure", "rejected"]);
        let bead = (
            sizes,
            mark,
            (0..=10_000u32).prop_map(|n| f64::from(n) / 1e4),
        );
        prop::collection::vec(bead, 1..20)
    })
}

/// A result as the page writes it, and how many segments each text has.
fn written(beads: &[(Vec<usize>, &str, f64)]) -> (serde_json::Value, Vec<usize>) {
    let mut ends = vec![0; beads[0].0.len()];
    let mut list = Vec::new();
    for (sizes, mark, score) in beads {
        let sides: Vec<Vec<usize>> = sizes
            .iter()
            .zip(&mut ends)
            .map(|(size, end)| {
                *end += size;
                (*end - size..*end).collect()
            })
            .collect();
        list.push(json!({"sides": sides, "mark": mark, "score": score}));
    }
    let texts: Vec<_> = ["en", "az", "zh"]
        .iter()
        .zip(&ends)
        .map(|(lang, end)| {
            let segments: Vec<String> = (0..*end).map(|n| format!("{lang} {n}")).collect();
            json!({"name": format!("{lang}.txt"), "lang": lang, "segments": segments})
        })
        .collect();
    let result = json!({"format": FORMAT, "version": VERSION, "texts": texts, "beads": list});
    (result, ends)
}

proptest! {
    #[test]
    fn every_segment_stands_in_one_row_and_in_order(beads in beads()) {
        let (result, ends) = written(&beads);
        let texts = read(&result.to_string()).unwrap();
        let mut places = vec![0; ends.len()];
        for row in &texts.rows {
            for (side, place) in row.sides.iter().zip(&mut places) {
                prop_assert_eq!(side.start, *place);
                *place = side.end;
            }
        }
        prop_assert_eq!(&places, &ends);
        // Only what was accepted is sure, and nothing that was rejected is linked.
        let linked = |sizes: &[usize]| sizes.iter().filter(|n| **n > 0).count() > 1;
        let expected: Vec<f64> = beads
            .iter()
            .filter(|(sizes, mark, _)| linked(sizes) && *mark != "rejected")
            .map(|(_, mark, score)| if *mark == "sure" { 1.0 } else { *score })
            .collect();
        let found: Vec<f64> = texts.linked().map(|row| row.score).collect();
        prop_assert_eq!(found, expected);
    }

    #[test]
    fn a_result_with_one_number_changed_is_refused(beads in beads(), at in any::<prop::sample::Index>(), to in 0..80usize) {
        let (mut result, _) = written(&beads);
        let places: Vec<String> = beads
            .iter()
            .enumerate()
            .flat_map(|(bead, (sizes, ..))| sizes.iter().enumerate().flat_map(move |(text, size)| {
                (0..*size).map(move |n| format!("/beads/{bead}/sides/{text}/{n}"))
            }))
            .collect();
        let place: &String = at.get(&places);
        let number = result.pointer_mut(place).unwrap();
        prop_assume!(*number != json!(to));
        *number = json!(to);
        prop_assert!(read(&result.to_string()).is_err());
    }
}

/// What the page carries along for the result is what the result gives back.
#[test]
fn finer_pairs_go_through_the_page() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cmd/align/review");
    let result = std::fs::read_to_string(folder.join("finer.json")).unwrap();
    let texts = read(&result).unwrap();
    let kept: Vec<_> = texts.rows.iter().flat_map(AlignedRow::finer).collect();
    assert_eq!(kept.len(), 2);
    let page = page(&texts);
    let (_, rest) = page.split_once("data-finer=\"").unwrap();
    let written = rest.split('"').next().unwrap().replace("&quot;", "\"");
    let mut again: serde_json::Value = serde_json::from_str(&result).unwrap();
    again["finer"] = serde_json::from_str(&written).unwrap();
    assert_eq!(read(&again.to_string()), Ok(texts));
}
