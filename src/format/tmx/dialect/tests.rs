//! What each tool is told, and what is read from it.

use super::super::context::tests::unit;
use super::super::context::{contexts, neighbours as said};
use super::*;

fn neighbours(tu: &Tu) -> Vec<[Neighbour; 2]> {
    said(tu, Third::TargetBefore)
}

fn dressed(tu: &Tu, dialect: Dialect) -> Cow<'_, Tu> {
    super::dressed(tu, dialect, Third::TargetBefore)
}

#[test]
fn what_is_written_for_a_tool_is_read_from_it() {
    let mut tu = unit(&[("x-document", "talks.docx"), ("client", "MFA")], &[]);
    tu.variants[1].before = Neighbour::Text("A | <b> & c".into());
    tu.variants[1].after = Neighbour::Text("After.".into());
    for dialect in [Dialect::Omegat, Dialect::Memoq] {
        let dressed = dressed(&tu, dialect);
        let sides = [tu.variants[1].before.clone(), tu.variants[1].after.clone()];
        assert_eq!(neighbours(&dressed)[1], sides, "{dialect:?}");
    }
    tu.variants[0].before = Neighbour::Text("Əvvəl.".into());
    let studio = neighbours(&dressed(&tu, Dialect::Trados));
    assert_eq!(studio[1][0], tu.variants[1].before);
    assert_eq!(studio[0][0], tu.variants[0].before);
    let omegat = dressed(&tu, Dialect::Omegat);
    let kinds: Vec<&str> = props(&omegat.annotations)
        .map(|p| p.kind.as_str())
        .collect();
    assert_eq!(kinds, ["file", "prev", "next"]);
    let moved: Vec<&str> = props(&omegat.variants[1].annotations)
        .map(|p| p.kind.as_str())
        .collect();
    assert_eq!(moved, ["x-document", "client"]);
}

#[test]
fn the_document_of_a_variant_is_that_of_its_unit() {
    for (on_unit, on_source, file) in [
        (
            &[][..],
            &[("x-document", "talks.docx")][..],
            Some("talks.docx"),
        ),
        (
            &[],
            &[("filename", " "), ("x-document", "visit.docx")],
            Some("visit.docx"),
        ),
        (
            &[("x-document", "visit.docx")],
            &[("x-document", "talks.docx")],
            Some("visit.docx"),
        ),
        (&[("client", "MFA")], &[], None),
    ] {
        let mut tu = unit(on_unit, on_source);
        tu.variants[1].before = Neighbour::Text("Before.".into());
        let omegat = dressed(&tu, Dialect::Omegat);
        assert_eq!(
            value(&omegat.annotations, "file"),
            file,
            "{on_unit:?} {on_source:?}"
        );
        let memoq = dressed(&tu, Dialect::Memoq);
        assert_eq!(
            value(&memoq.annotations, "x-document"),
            file,
            "{on_unit:?} {on_source:?}"
        );
    }
}

/// Back and forth between tools, a unit is the same from the second round on.
#[test]
fn going_back_and_forth_adds_nothing() {
    let mut tu = unit(&[("x-document", "talks.docx"), ("client", "MFA")], &[]);
    tu.variants[1].before = Neighbour::Text("Before.".into());
    let tools = [Dialect::Omegat, Dialect::Memoq, Dialect::Trados];
    let round = |tu: &Tu| {
        tools.iter().fold(tu.clone(), |tu, dialect| {
            dressed(&tu, *dialect).into_owned()
        })
    };
    let first = round(&tu);
    let second = round(&first);
    assert_eq!(round(&second), second);
    let documents = |annotations| {
        props(annotations)
            .filter(|p| p.kind == "x-document")
            .count()
    };
    assert_eq!(documents(&second.annotations), 1);
    assert_eq!(documents(&second.variants[1].annotations), 0);
}

/// What another tool's properties say of further places is found beside what an export adds, on the unit or, where it names a
/// document, on the source variant.
#[test]
fn every_place_of_a_unit_is_found_after_an_export() {
    const STUDIO: &str = "x-ContextContent";
    let memoq = [("x-context-pre", "x-context-post"); 2];
    let xtm = [("x-previous-source-text", "x-next-source-text"); 2];
    for kinds in [memoq, xtm] {
        for document in [&[][..], &[("x-document", "talks.docx")]] {
            let mut list = document.to_vec();
            for ((before, after), [a, b]) in kinds.into_iter().zip([["A1", "B1"], ["A2", "B2"]]) {
                list.extend([(before, a), (after, b)]);
            }
            let tu = known_first(unit(&list, &[]), Third::TargetBefore);
            for dialect in [Dialect::Omegat, Dialect::Trados, Dialect::Memoq] {
                let found = contexts(&dressed(&tu, dialect), 1);
                for place in [["A1", "B1"], ["A2", "B2"]] {
                    let place = place.map(|text| Neighbour::Text(text.into()));
                    assert!(found.contains(&place), "{dialect:?} {list:?} {found:?}");
                }
            }
        }
    }
    let list = [
        ("x-document", "talks.docx"),
        (STUDIO, "A1 |  | B1 | "),
        (STUDIO, "A2 |  | B2 | "),
    ];
    let third = Third::SourceAfter;
    let tu = known_first(unit(&list, &[]), third);
    let exported = super::dressed(&tu, Dialect::Omegat, third);
    let place = ["A2", "B2"].map(|text| Neighbour::Text(text.into()));
    assert!(contexts(&exported, 1).contains(&place));
}

/// The unit as it is read: its variants have the neighbours of the first place.
fn known_first(mut tu: Tu, third: Third) -> Tu {
    let first = said(&tu, third);
    for (tuv, [before, after]) in tu.variants.iter_mut().zip(first) {
        (tuv.before, tuv.after) = (before, after);
    }
    tu
}
