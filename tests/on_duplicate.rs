//! `--on-duplicate`, of an import and of files that are merged: what is another translation of the same.

mod memory_support;

use karvan::format::units::Merging;
use karvan::memory::OnDuplicate::{self, Add, Keep, Update};
use karvan::model::{Annotation, Prop, Tu, Tuv};
use memory_support::{all, import_with, lang, store};

fn pair(en: &str, az: &str) -> Tu {
    Tu {
        source_lang: Some(lang("en")),
        variants: vec![Tuv::plain(lang("en"), en), Tuv::plain(lang("az"), az)],
        ..Tu::default()
    }
}

/// The units of several files as a merge leaves them.
fn merged(files: &[&[Tu]], on_duplicate: OnDuplicate) -> Vec<Tu> {
    let mut merging = Merging::new(on_duplicate);
    for (number, file) in files.iter().enumerate() {
        for tu in *file {
            merging.note(number, tu);
        }
    }
    let mut out = Vec::new();
    for (number, file) in files.iter().enumerate() {
        let kept = file.iter().filter_map(|tu| merging.kept(number, tu));
        out.extend(kept.map(std::borrow::Cow::into_owned));
    }
    out
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
