//! `--on-duplicate`, of an import and of files that are merged: what is another translation of the same.

mod memory_support;
mod merging;

use karvan::memory::OnDuplicate::{self, Add, Keep, Update};
use karvan::model::{Annotation, Prop, Tu, Tuv};
use memory_support::{all, import_with, lang, store};
use merging::merged;
use proptest::collection::vec;
use proptest::prelude::*;
use std::collections::BTreeSet;

fn pair(en: &str, az: &str) -> Tu {
    Tu {
        source_lang: Some(lang("en")),
        variants: vec![Tuv::plain(lang("en"), en), Tuv::plain(lang("az"), az)],
        ..Tu::default()
    }
}

/// A unit with properties on it, its source or its target, as `type=value; type=value`.
fn placed(on: &str, props: &str, target: &str) -> Tu {
    let mut tu = pair("Open", target);
    let props = props.split("; ").filter_map(|prop| prop.split_once('='));
    let props = props.map(|(kind, value)| {
        Annotation::Prop(Prop {
            kind: kind.to_owned(),
            value: value.to_owned(),
            attributes: Vec::new(),
        })
    });
    match on {
        "tu" => &mut tu.annotations,
        "source" => &mut tu.variants[0].annotations,
        _ => &mut tu.variants[1].annotations,
    }
    .extend(props);
    tu
}

#[test]
fn another_context_is_another_unit() {
    let cases = include_str!("data/contexts.tsv").lines().skip(1);
    for case in cases {
        let cells: Vec<&str> = case.split('\t').collect();
        let [on, first, second, same] = cells[..] else {
            panic!("{case}");
        };
        let first = [placed(on, first, "Aç")];
        let second = [placed(on, second, "Açıq")];
        let add = ((1, 0, 0), 2);
        let keep = if same == "yes" { ((0, 0, 1), 1) } else { add };
        let update = if same == "yes" { ((0, 1, 0), 1) } else { add };
        for (policy, expected) in [(Add, add), (Keep, keep), (Update, update)] {
            let (_folder, mut store) = store();
            import_with(&mut store, first.to_vec(), Add);
            let counts = import_with(&mut store, second.to_vec(), policy);
            assert_eq!((counts, all(&store).len()), expected, "{case} {policy:?}");
            let merged = merged(&[&first, &second], policy);
            assert_eq!(merged.len(), expected.1, "{case} {policy:?} merged");
        }
    }
}

type Said = BTreeSet<(String, String, String)>;

/// Source, language and text of every translation.
fn said(units: &[Tu]) -> Said {
    let of = |tu: &Tu| {
        let source = tu.variants[0].segment.text();
        let targets = tu.variants[1..].iter();
        let said = targets.map(|tuv| (source.clone(), tuv.lang.to_string(), tuv.segment.text()));
        said.collect::<Vec<_>>()
    };
    units.iter().flat_map(of).collect()
}

fn unit(texts: &[(&str, &str)]) -> Tu {
    let variants = texts.iter();
    Tu {
        source_lang: Some(lang("en")),
        variants: variants
            .map(|(tag, text)| Tuv::plain(lang(tag), *text))
            .collect(),
        ..Tu::default()
    }
}

/// What a memory of some units holds after a file, with the counts (added, merged, unchanged), and again after the same
/// file.
fn taken(known: &[Tu], file: &[Tu], policy: OnDuplicate) -> ((u64, u64, u64), Vec<Tu>) {
    let (_folder, mut store) = store();
    import_with(&mut store, known.to_vec(), Add);
    let counts = import_with(&mut store, file.to_vec(), policy);
    let after = all(&store);
    let again = import_with(&mut store, file.to_vec(), policy);
    assert_eq!(again, (0, 0, file.len() as u64), "{known:?} {file:?}");
    assert_eq!(all(&store), after);
    assert_eq!(karvan::memory::verify(&store, |_| ()).unwrap(), []);
    (counts, after)
}

#[test]
fn the_order_of_a_file_does_not_matter() {
    let known = [unit(&[("en", "One"), ("az", "Bir")])];
    let other = unit(&[("en", "One"), ("az", "Birdənə")]);
    let file = [unit(&[("en", "One"), ("zh", "一")]), other.clone()];
    let swapped = [file[1].clone(), file[0].clone()];
    let kept = [unit(&[("en", "One"), ("az", "Bir"), ("zh", "一")])];
    let updated = [unit(&[("en", "One"), ("az", "Birdənə"), ("zh", "一")])];
    for file in [&file, &swapped] {
        assert_eq!(taken(&known, file, Keep), ((0, 1, 1), kept.to_vec()));
        assert_eq!(taken(&known, file, Update), ((0, 2, 0), updated.to_vec()));
    }
}

/// All known translations give way, and none that the new file has too.
#[test]
fn every_known_translation_gives_way() {
    let one = |az| unit(&[("en", "One"), ("az", az)]);
    let known = [one("Bir"), one("Tək")];
    let file = [one("Vahid")];
    assert_eq!(taken(&known, &file, Update), ((0, 1, 0), file.to_vec()));
    assert_eq!(merged(&[&known, &file], Update), file);
    assert_eq!(taken(&known, &file, Keep), ((0, 0, 1), known.to_vec()));
    assert_eq!(merged(&[&known, &file], Keep), known);
    for file in [[one("Tək"), one("Vahid")], [one("Vahid"), one("Tək")]] {
        let (counts, after) = taken(&known, &file, Update);
        assert_eq!((counts, said(&after)), ((0, 1, 1), said(&file)));
        assert_eq!(said(&merged(&[&known, &file], Update)), said(&file));
    }
    // What is known already makes nothing give way.
    let file = [one("Tək")];
    assert_eq!(taken(&known, &file, Update), ((0, 0, 1), known.to_vec()));
    assert_eq!(merged(&[&known, &file], Update), known);
}

/// A unit that says nothing new is known, and stays as it was there first, with its dates and its identifier.
#[test]
fn a_later_date_alone_changes_nothing() {
    let dated = |tuid: &str, date: &str| {
        let mut tu = unit(&[("en", "One"), ("az", "Bir")]);
        tu.tuid = Some(tuid.into());
        tu.attributes.change_date = Some(date.into());
        tu.attributes.change_id = Some(tuid.into());
        tu
    };
    let first = [dated("first", "20200101T000000Z")];
    let second = [dated("second", "20250101T000000Z")];
    for policy in [Add, Keep, Update] {
        let (counts, after) = taken(&first, &second, policy);
        assert_eq!((counts, &after[..]), ((0, 0, 1), &first[..]), "{policy:?}");
        assert_eq!(merged(&[&first, &second], policy), first, "{policy:?}");
    }
}

/// A unit of few texts: a source with one or two translations, by number, and a client or none.
fn made(&(az, zh, client): &(usize, usize, u8)) -> Tu {
    let mut tu = unit(&[("en", "One")]);
    let texts = [("az", az, ["Bir", "Tək"]), ("zh", zh, ["一", "壹"])];
    for (tag, which, texts) in texts {
        let text = texts.get(which);
        tu.variants
            .extend(text.map(|text| Tuv::plain(lang(tag), *text)));
    }
    if tu.variants.len() == 1 {
        tu.variants.push(Tuv::plain(lang("az"), "Vahid"));
    }
    if client == 0 {
        tu.annotations = placed("tu", "client=MFA", "").annotations;
    }
    tu
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 64,
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn an_import_leaves_what_a_merge_leaves_in_any_order(
        known in vec((0..3usize, 0..3usize, 0..4u8), 1..5),
        file in vec((0..3usize, 0..3usize, 0..4u8), 1..5),
        policy in prop_oneof![Just(Keep), Just(Update)],
    ) {
        let known: Vec<Tu> = known.iter().map(made).collect();
        let file: Vec<Tu> = file.iter().map(made).collect();
        let (_, there) = taken(&[], &known, Add);
        let (_, after) = taken(&known, &file, policy);
        let backwards: Vec<Tu> = file.iter().rev().cloned().collect();
        let (_, reversed) = taken(&known, &backwards, policy);
        prop_assert_eq!(said(&after), said(&reversed));
        prop_assert_eq!(said(&after), said(&merged(&[&there, &file], policy)));
    }
}
