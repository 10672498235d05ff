//! What is done with files of units alone: compared, merged, split.

mod merging;

use karvan::format::units::{Differences, Fate, OnDuplicate, SplitBy, changes};
use karvan::lang::Lang;
use karvan::model::{Annotation, Code, CodeKind, Inline, Neighbour, Prop, Tu, Tuv};
use merging::merged;
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use std::collections::BTreeMap;

/// Units of few words, so that many share a text, an identifier, or all of it.
fn unit() -> impl Strategy<Value = Tu> {
    let variant = |tag: &'static str| {
        ("[ab]", any::<bool>(), option::of("[ab]")).prop_map(move |(text, code, before)| {
            let mut tuv = Tuv::plain(Lang::parse(tag).unwrap(), text);
            if code {
                tuv.segment.content.push(Inline::Code(Code {
                    kind: CodeKind::Ph,
                    attributes: Vec::new(),
                    content: Vec::new(),
                }));
            }
            tuv.before = before.map_or(Neighbour::Unknown, Neighbour::Text);
            tuv
        })
    };
    let variants = (variant("en"), option::weighted(0.8, variant("az")));
    let client = option::of("[ab]");
    (option::of("[1-3]"), client, option::of(0..3u8), variants).prop_map(
        |(tuid, client, day, (en, az))| {
            let mut tu = Tu {
                tuid,
                source_lang: Some(en.lang.clone()),
                variants: std::iter::once(en).chain(az).collect(),
                ..Tu::default()
            };
            tu.attributes.change_date = day.map(|day| format!("2026010{day}T000000Z"));
            tu.annotations.extend(client.map(|value| {
                Annotation::Prop(Prop {
                    kind: "client".to_owned(),
                    value,
                    attributes: Vec::new(),
                })
            }));
            tu
        },
    )
}

fn fates(first: &[Tu], second: &[Tu]) -> Vec<Fate> {
    let mut differences = Differences::default();
    for tu in first {
        differences.first(tu);
    }
    for tu in second {
        differences.second(tu);
    }
    differences.fates()
}

fn parts(units: &[Tu], by: &SplitBy) -> Vec<Vec<Tu>> {
    let mut parts: BTreeMap<Option<String>, Vec<Tu>> = BTreeMap::new();
    for (number, tu) in (0..).zip(units) {
        let part = parts.entry(by.part(number, tu).value).or_default();
        part.push(tu.clone());
    }
    parts.into_values().collect()
}

/// The units as texts, in an order of their own.
fn sorted(units: &[Tu]) -> Vec<String> {
    let json = |tu| serde_json::to_string(tu).unwrap();
    let mut all: Vec<String> = units.iter().map(json).collect();
    all.sort();
    all
}

#[test]
fn another_translation_of_a_known_source_is_one_whatever_else_the_units_hold() {
    let unit = |texts: &[(&str, &str)]| Tu {
        variants: texts
            .iter()
            .map(|(tag, text)| karvan::model::Tuv::plain(karvan::lang::Lang::stored(*tag), *text))
            .collect(),
        ..Tu::default()
    };
    let three = unit(&[("en", "Multilateral"), ("az", "Çoxtərəfli"), ("zh", "多边")]);
    let two = unit(&[("en", "Multilateral"), ("az", "Çox tərəfli")]);
    let files = [std::slice::from_ref(&three), std::slice::from_ref(&two)];
    assert_eq!(merged(&files, OnDuplicate::Keep), files[0]);
    // The Chinese has no other place to stand.
    let rest = unit(&[("en", "Multilateral"), ("zh", "多边")]);
    assert_eq!(merged(&files, OnDuplicate::Update), [rest, two.clone()]);
    assert_eq!(merged(&files, OnDuplicate::Add), [three, two]);
}

proptest! {
    #![proptest_config(ProptestConfig {
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn a_file_is_the_same_as_itself(units in vec(unit(), 0..8)) {
        let fates = fates(&units, &units);
        let same: Vec<Fate> = (0..units.len()).map(|at| Fate::Same(at, at)).collect();
        prop_assert_eq!(&fates, &same);
        prop_assert_eq!(Differences::moved(&fates), []);
    }

    #[test]
    fn each_unit_has_one_fate_and_a_change_says_something(
        first in vec(unit(), 0..8),
        second in vec(unit(), 0..8),
    ) {
        let (mut ours, mut theirs) = (Vec::new(), Vec::new());
        for fate in fates(&first, &second) {
            match fate {
                Fate::Same(a, b) => {
                    prop_assert_eq!(&first[a], &second[b]);
                    ours.push(a);
                    theirs.push(b);
                }
                Fate::Changed(a, b) => {
                    prop_assert_ne!(changes(&first[a], &second[b]), []);
                    ours.push(a);
                    theirs.push(b);
                }
                Fate::Removed(a) => ours.push(a),
                Fate::Added(b) => theirs.push(b),
            }
        }
        prop_assert!(ours.iter().copied().eq(0..first.len()));
        theirs.sort_unstable();
        prop_assert!(theirs.iter().copied().eq(0..second.len()));
    }

    #[test]
    fn merged_with_itself_a_file_stays_as_it_is(units in vec(unit(), 0..8)) {
        for policy in [OnDuplicate::Add, OnDuplicate::Keep, OnDuplicate::Update] {
            let merged = merged(&[&units, &units], policy);
            prop_assert_eq!(merged, units.clone(), "{:?}", policy);
        }
    }

    #[test]
    fn what_was_split_is_whole_again_when_it_is_merged(units in vec(unit(), 0..8), size in 1..4u64) {
        // What a file has twice comes together when its parts are merged.
        let mut once: Vec<Tu> = Vec::new();
        for (number, mut tu) in units.into_iter().enumerate() {
            tu.variants[0].segment.content.push(Inline::Text(number.to_string()));
            once.push(tu);
        }
        let by_units = parts(&once, &SplitBy::Units(size));
        prop_assert!(by_units.iter().all(|part| part.len() as u64 <= size));
        let files: Vec<&[Tu]> = by_units.iter().map(Vec::as_slice).collect();
        prop_assert_eq!(merged(&files, OnDuplicate::Add), once.clone());
        for by in [SplitBy::Languages, SplitBy::Property("client".to_owned())] {
            let parts = parts(&once, &by);
            let files: Vec<&[Tu]> = parts.iter().map(Vec::as_slice).collect();
            prop_assert_eq!(sorted(&merged(&files, OnDuplicate::Add)), sorted(&once));
        }
    }
}
