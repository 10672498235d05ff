//! Tables with several rows a concept: what a file says is in the glossary afterwards, or named in the report.

use karvan::format::terms::{ReadTerms, TermOptions, terms_of};
use karvan::model::{Concept, TermEntry, TermStatus};
use karvan::termbase::Glossary;
use karvan::termbase::edit::GlossaryText;
use karvan::termbase::merge::{MergeReport, merge};
use karvan::termbase::table::columns;
use proptest::prelude::*;
use std::collections::BTreeSet;
use std::path::Path;

/// A row of a table; an empty cell says nothing.
#[derive(Debug, Clone)]
struct Row {
    id: &'static str,
    en: &'static str,
    az: &'static str,
    status: &'static str,
    note: &'static str,
    az_note: &'static str,
    source: &'static str,
    definition: &'static str,
}

/// Whether rows have identifiers, and whether their status is that of the terms in Azerbaijani.
#[derive(Debug, Clone, Copy)]
struct Shape {
    has_ids: bool,
    of_language: bool,
}

const UNKNOWN: [&str; 3] = ["Pending", "Draft", "Final"];

fn row() -> impl Strategy<Value = Row> {
    let one_of = |texts: &'static [&'static str]| proptest::sample::select(texts);
    let seldom = |texts: &'static [&'static str]| prop_oneof![2 => Just(""), 1 => one_of(texts)];
    let statuses = &[
        "",
        "preferred",
        "preferred",
        "admitted",
        "admitted",
        "deprecated",
        "Pending",
        "Draft",
        "Final",
    ];
    (
        one_of(&["1", "2"]),
        one_of(&["cat", "feline", "dog", "hound"]),
        one_of(&["pişik", "məstan", "it", "köpək"]),
        one_of(statuses),
        seldom(&["n1", "n2", "n3", "n1; n3"]),
        seldom(&["a1", "a2"]),
        seldom(&["s1", "s2"]),
        seldom(&["d1", "d2"]),
    )
        .prop_map(
            |(id, en, az, status, note, az_note, source, definition)| Row {
                id,
                en,
                az,
                status,
                note,
                az_note,
                source,
                definition,
            },
        )
}

fn rows(most: usize) -> impl Strategy<Value = Vec<Row>> {
    proptest::collection::vec(row(), 1..=most)
}

fn shape() -> impl Strategy<Value = Shape> {
    (any::<bool>(), any::<bool>()).prop_map(|(has_ids, of_language)| Shape {
        has_ids,
        of_language,
    })
}

fn csv(rows: &[Row], shape: Shape) -> String {
    let id = if shape.has_ids { "id," } else { "" };
    let status = if shape.of_language {
        "az_status"
    } else {
        "status"
    };
    let mut out = format!("{id}en,az,{status},note,az_note,source,definition\n");
    for row in rows {
        let id = if shape.has_ids {
            format!("{},", row.id)
        } else {
            String::new()
        };
        out.push_str(&format!(
            "{id}{},{},{},{},{},{},{}\n",
            row.en, row.az, row.status, row.note, row.az_note, row.source, row.definition
        ));
    }
    out
}

fn read(rows: &[Row], shape: Shape) -> ReadTerms {
    let text = csv(rows, shape);
    terms_of(text.as_bytes(), Path::new("q.csv"), &TermOptions::default()).unwrap()
}

fn glossary(text: &GlossaryText) -> Glossary {
    Glossary::parse_to_fill(text.text(), Path::new("g.tsv")).unwrap()
}

fn import(text: &GlossaryText, entries: &[TermEntry], theirs: bool) -> (GlossaryText, MergeReport) {
    let files = [entries.to_vec()];
    let (text, mut reports) = merge(&glossary(text), text, &files, theirs).unwrap();
    (text, reports.remove(0))
}

fn empty(entries: &[TermEntry]) -> GlossaryText {
    GlossaryText::new(columns(entries).join("\t") + "\n")
}

fn az(concept: &Concept) -> Vec<(&str, TermStatus)> {
    let terms = concept.terms.iter();
    let terms = terms.filter(|term| term.lang.as_str() == "az");
    terms.map(|term| (&*term.text, term.status)).collect()
}

fn has_part(cell: &str, text: &str) -> bool {
    let mut parts = text.split("; ");
    parts.all(|part| cell.split("; ").any(|own| own == part))
}

fn other<'c>(concept: &'c Concept, name: &str) -> &'c str {
    let mut other = concept.other.iter();
    let found = other.find(|(own, _)| own == name);
    found.map_or("", |(_, text)| text)
}

/// What of the rows is neither in the glossary nor named for its row.
fn lost(rows: &[Row], shape: Shape, after: &Glossary, report: &MergeReport) -> Vec<String> {
    let mut out = Vec::new();
    for (n, row) in rows.iter().enumerate() {
        let line = n + 2;
        let is_named = |text: &str| {
            let mut conflicts = report.conflicts.iter().filter(|c| c.line == line);
            let mut kept = report.kept.iter().filter(|k| k.line == line);
            let quoted = format!("{text:?}");
            conflicts.any(|c| c.what.contains(quoted.trim_matches('"')))
                || kept.any(|k| has_part(&k.left, text))
        };
        let mut check = |text: &str, is_there: &dyn Fn(&Concept) -> bool| {
            let parts = || text.split("; ");
            let is_taken = after.concepts.iter().any(is_there);
            if !text.is_empty() && !is_taken && !parts().all(is_named) {
                out.push(format!("row {line}: {text}"));
            }
        };
        let has_text = |concept: &Concept, text: &str| {
            let terms = concept.terms.iter();
            terms.into_iter().any(|term| term.text == text)
        };
        check(row.en, &|concept| has_text(concept, row.en));
        let judged = |concept: &Concept| {
            let forbids = |status| status == TermStatus::Forbidden;
            let wanted = forbids(if row.status == "deprecated" {
                TermStatus::Forbidden
            } else {
                TermStatus::Preferred
            });
            let mut terms = az(concept).into_iter();
            terms.any(|(text, status)| text == row.az && forbids(status) == wanted)
        };
        check(row.az, &judged);
        // Parts that stand already are not named.
        for note in row.note.split("; ") {
            check(note, &|concept| has_part(&concept.note, note));
        }
        check(row.az_note, &|concept| {
            has_part(other(concept, "az_note"), row.az_note)
        });
        check(row.source, &|concept| concept.source == row.source);
        check(row.definition, &|concept| {
            concept.definition == row.definition
        });
        if UNKNOWN.contains(&row.status) && shape.of_language {
            let note = format!("status {:?}", row.status);
            check(&note, &|concept| has_part(other(concept, "az_note"), &note));
        } else if row.status != "deprecated" && !shape.of_language {
            check(row.status, &|concept| has_part(&concept.status, row.status));
        }
    }
    out
}

/// What the glossary judged or preferred, does no longer, and is not named to have given way.
fn turned_unnamed(before: &Glossary, after: &Glossary, report: &MergeReport) -> Vec<String> {
    let mut out = Vec::new();
    for concept in &before.concepts {
        let mut concepts = after.concepts.iter();
        let Some(now) = concepts.find(|now| now.id == concept.id) else {
            continue;
        };
        let own = report.gave_way.iter().filter(|gone| gone.id == concept.id);
        let named: Vec<&str> = own.map(|gone| &*gone.what).collect();
        for (text, status) in az(concept) {
            let is_kept = az(now).into_iter().any(|(now, its)| {
                let forbids = |status| status == TermStatus::Forbidden;
                let is_preferred = |status| status == TermStatus::Preferred;
                now == text
                    && forbids(its) == forbids(status)
                    && (!is_preferred(status) || is_preferred(its))
            });
            let quoted = format!("{text:?}");
            if !is_kept && !named.iter().any(|what| what.contains(&quoted)) {
                out.push(format!("{}: {text} ({})", concept.id, status.name()));
            }
        }
    }
    out
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(600) })]

    /// Every term, note and status of the rows is in the glossary or named, and importing them again changes nothing.
    #[test]
    fn nothing_of_the_rows_is_lost(base in rows(3), rows in rows(6), base_shape in shape(), shape in shape(), is_new: bool, theirs: bool) {
        let file = read(&rows, shape);
        let before = if is_new {
            empty(&file.entries)
        } else {
            let base = read(&base, base_shape).entries;
            import(&empty(&base), &base, false).0
        };
        let (once, first) = import(&before, &file.entries, theirs);
        let told = || format!("{}\n{}\n{}\n{first:?}", before.text(), csv(&rows, shape), once.text());
        let lost = lost(&rows, shape, &glossary(&once), &first);
        prop_assert_eq!(&lost, &Vec::<String>::new(), "{}", told());
        let unnamed = turned_unnamed(&glossary(&before), &glossary(&once), &first);
        prop_assert_eq!(&unnamed, &Vec::<String>::new(), "{}", told());
        let (twice, second) = import(&once, &file.entries, theirs);
        prop_assert!(second.gave_way.is_empty(), "{}", told());
        prop_assert_eq!(once.text(), twice.text(), "{}", told());
        prop_assert_eq!(&first.conflicts, &second.conflicts, "{}", told());
        if shape.has_ids {
            // What the file said first is the glossary's the second time.
            let kept = |report: &MergeReport| {
                let kept = report.kept.iter();
                let told = kept.map(|k| (k.line, k.field.clone(), k.left.clone(), k.stays.clone()));
                told.collect::<Vec<_>>()
            };
            prop_assert_eq!(kept(&first), kept(&second), "{}", told());
            prop_assert_eq!(first.second_preferred, second.second_preferred, "{}", told());
        }
    }

    /// The term that a row of a concept calls preferred comes first in whatever order the rows stand, also where the glossary has
    /// another one and the file wins; and what is counted is true.
    #[test]
    fn the_preferred_term_of_the_rows_comes_first(base in rows(3), rows in rows(6), shape in shape(), is_new: bool) {
        let mut rows = rows;
        if !shape.has_ids {
            // Rows of one concept.
            for row in &mut rows {
                (row.id, row.en, row.definition) = ("new-001", "cat", "");
            }
        }
        let file = read(&rows, shape);
        let is_new = is_new || !shape.has_ids;
        let before = if is_new {
            empty(&file.entries)
        } else {
            // Each identifier is that of a concept.
            let mut base = base;
            base.extend(["1", "2"].map(|id| Row { id, status: "", ..base[0].clone() }));
            let base = read(&base, shape).entries;
            import(&empty(&base), &base, false).0
        };
        let (text, report) = import(&before, &file.entries, !is_new);
        let told = || format!("{}\n{}\n{}\n{report:?}", before.text(), csv(&rows, shape), text.text());
        if !report.conflicts.is_empty() {
            return Ok(());
        }
        let mut admitted_alone = 0;
        for concept in &glossary(&text).concepts {
            let own = || rows.iter().filter(|row| row.id == concept.id);
            let preferred: Vec<&str> = own().filter(|row| row.status == "preferred").map(|row| row.az).collect();
            let unsaid: Vec<&str> = own().filter(|row| row.status.is_empty()).map(|row| row.az).collect();
            if let Some(wanted) = preferred.first().or(unsaid.first()) {
                prop_assert_eq!(az(concept)[0], (*wanted, TermStatus::Preferred), "{}", told());
            } else if own().any(|row| row.status == "admitted" || UNKNOWN.contains(&row.status)) {
                admitted_alone += 1;
            }
            let different: BTreeSet<&str> = preferred.into_iter().collect();
            if shape.of_language && different.len() > 1 {
                prop_assert!(report.second_preferred > 0, "{}", told());
            }
        }
        if shape.of_language {
            let counted = file.left_out.iter().find(|(kind, _)| kind.starts_with("languages with admitted terms alone"));
            prop_assert_eq!(counted.map_or(0, |(_, count)| *count), admitted_alone, "{}", told());
        }
    }
}
