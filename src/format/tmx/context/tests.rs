//! What is read from each tool.

use super::*;
use crate::lang::Lang;
use crate::model::Tuv;

pub(in crate::format::tmx) fn prop(kind: &str, value: &str) -> Annotation {
    Annotation::Prop(Prop {
        kind: kind.into(),
        value: value.into(),
        attributes: Vec::new(),
    })
}

pub(in crate::format::tmx) fn unit(on_unit: &[(&str, &str)], on_source: &[(&str, &str)]) -> Tu {
    let all = |list: &[(&str, &str)]| list.iter().map(|(k, v)| prop(k, v)).collect();
    let mut source = Tuv::plain(Lang::parse("en").unwrap(), "Yes.");
    source.annotations = all(on_source);
    Tu {
        source_lang: Some(source.lang.clone()),
        annotations: all(on_unit),
        variants: vec![Tuv::plain(Lang::parse("az").unwrap(), "Bəli."), source],
        ..Tu::default()
    }
}

fn known(text: &str) -> Neighbour {
    match text {
        "" => Neighbour::Unknown,
        text => Neighbour::Text(text.into()),
    }
}

#[test]
fn context_is_found_where_each_tool_keeps_it() {
    for (on_unit, on_source, source, target) in [
        (
            &[("prev", "Before."), ("next", "After.")][..],
            &[][..],
            ["Before.", "After."],
            ["", ""],
        ),
        (
            &[],
            &[(
                "x-context-pre",
                " <seg>A &amp; <bpt i=\"1\">&lt;b&gt;</bpt>B<ept i=\"1\"/></seg>",
            )],
            ["A & B", ""],
            ["", ""],
        ),
        (
            &[],
            &[("x-context-post", "<seg>not closed")],
            ["", "<seg>not closed"],
            ["", ""],
        ),
        (&[("x-context-pre", "% w/w")], &[], ["% w/w", ""], ["", ""]),
        (
            &[("x-ContextContent", "A || B | Zm9v | C |  |  | ")],
            &[],
            ["", ""],
            ["", ""],
        ),
        (
            &[("x-ContextContent", "A || B | Zm9v | C | ")],
            &[],
            ["A | B", ""],
            ["C", ""],
        ),
        (
            &[("prev", "one"), ("prev", "two")],
            &[],
            ["one", ""],
            ["", ""],
        ),
        (
            &[("x-previous-target-text", "Əvvəl.")],
            &[("context_next", "After.")],
            ["", "After."],
            ["Əvvəl.", ""],
        ),
    ] {
        let found = neighbours(&unit(on_unit, on_source), Third::TargetBefore);
        assert_eq!(found[1], source.map(known), "{on_unit:?} {on_source:?}");
        assert_eq!(found[0], target.map(known), "{on_unit:?} {on_source:?}");
    }
}

/// Trados Studio's, memoQ's and OmegaT's units that stand in several places.
#[test]
fn every_place_of_a_unit_is_found() {
    const STUDIO: &str = "x-ContextContent";
    for (on_unit, on_source, third, source, target) in [
        (
            &[
                (STUDIO, "A |  |  | "),
                (STUDIO, "B |  | D | "),
                (STUDIO, "no fields"),
            ][..],
            &[][..],
            Third::TargetBefore,
            &[["A", ""], ["B", ""]][..],
            &[["", ""], ["D", ""]][..],
        ),
        (
            &[(STUDIO, "A |  |  | "), (STUDIO, "B |  | D | ")],
            &[],
            Third::SourceAfter,
            &[["A", ""], ["B", "D"]],
            &[["", ""], ["", ""]],
        ),
        (
            &[],
            &[
                ("x-context-pre", "A"),
                ("x-context-post", "B"),
                ("x-context-pre", "<seg>C</seg>"),
                ("x-context-post", "D"),
            ],
            Third::TargetBefore,
            &[["A", "B"], ["C", "D"]],
            &[],
        ),
        (
            &[
                ("prev", "A"),
                ("prev", "B"),
                ("next", "C"),
                ("x-previous-target-text", "E"),
            ],
            &[],
            Third::TargetBefore,
            &[["A", ""], ["B", ""], ["", "C"]],
            &[["E", ""]],
        ),
        (
            &[
                ("prev", "A"),
                ("x-context-pre", "B"),
                ("x-context-post", "C"),
            ],
            &[],
            Third::TargetBefore,
            &[["A", "C"], ["A", ""], ["B", "C"]],
            &[],
        ),
    ] {
        let mut tu = unit(on_unit, on_source);
        let first = neighbours(&tu, third);
        for (tuv, [before, after]) in tu.variants.iter_mut().zip(first) {
            (tuv.before, tuv.after) = (before, after);
        }
        let all = |at| {
            let found = contexts(&tu, at);
            assert!(
                found.contains(&[
                    tu.variants[at].before.clone(),
                    tu.variants[at].after.clone()
                ]) || found.is_empty()
            );
            found
        };
        let expected = |list: &[[&str; 2]]| {
            list.iter()
                .map(|sides| sides.map(known))
                .collect::<Vec<_>>()
        };
        assert_eq!(all(1), expected(source), "{on_unit:?} {on_source:?}");
        assert_eq!(all(0), expected(target), "{on_unit:?} {on_source:?}");
    }
}
