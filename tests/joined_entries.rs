//! Entries without identifiers that share terms: one concept, or homonyms.

use karvan::lang::Lang;
use karvan::model::{LanguageEntry, Term, TermEntry, TermStatus};
use karvan::termbase::Glossary;
use karvan::termbase::edit::GlossaryText;
use karvan::termbase::merge::{MergeReport, merge};
use karvan::termbase::table::columns;
use proptest::prelude::*;
use std::path::Path;

fn language(tag: &str, terms: &[&str]) -> LanguageEntry {
    let lang = Lang::parse(tag).unwrap();
    let mut out = LanguageEntry::new(lang.clone());
    for (n, text) in terms.iter().enumerate() {
        out.terms.push(Term {
            lang: lang.clone(),
            text: (*text).to_owned(),
            status: if n == 0 {
                TermStatus::Preferred
            } else {
                TermStatus::Admitted
            },
        });
    }
    out
}

/// A row of a table without identifiers.
fn row(en: &[&str], az: &[&str], domain: &str, definition: &str) -> TermEntry {
    TermEntry {
        domain: domain.into(),
        definition: definition.into(),
        languages: vec![language("en", en), language("az", az)],
        ..TermEntry::default()
    }
}

fn import(text: &GlossaryText, entries: &[TermEntry]) -> (GlossaryText, MergeReport) {
    let glossary = Glossary::parse_to_fill(text.text(), Path::new("g.tsv")).unwrap();
    let (text, mut reports) = merge(&glossary, text, &[entries.to_vec()], false).unwrap();
    (text, reports.remove(0))
}

fn empty(entries: &[TermEntry]) -> GlossaryText {
    GlossaryText::new(columns(entries).join("\t") + "\n")
}

fn rows() -> impl Strategy<Value = Vec<TermEntry>> {
    const TERMS: [&str; 6] = ["bank", "shore", "spring", "season", "well", "source"];
    let terms = || proptest::sample::subsequence(&TERMS[..], 1..=2).prop_shuffle();
    let sense = || proptest::sample::select(vec!["", "", "one", "another", "a third"]);
    let entry = (terms(), terms(), sense(), sense())
        .prop_map(|(en, az, domain, definition)| row(&en, &az, domain, definition));
    proptest::collection::vec(entry, 1..12)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    /// No row contradicts another one, none of its terms is lost, and the file is known when it comes again.
    #[test]
    fn rows_of_one_file_are_never_in_conflict(rows in rows()) {
        let (text, report) = import(&empty(&rows), &rows);
        prop_assert_eq!(&report.conflicts, &[], "{}", text.text());
        let first = report.added.len() + report.merged_entries + report.unchanged;
        prop_assert_eq!(first, rows.len());
        let (again, report) = import(&text, &rows);
        prop_assert_eq!(report.unchanged, rows.len(), "{:?}\n{}", report, text.text());
        prop_assert_eq!(again, text);
    }
}

/// Homonyms by the thousand take a time that grows with their number.
#[test]
fn rows_of_one_term_in_many_senses_are_many_concepts() {
    let rows: Vec<TermEntry> = (0..3000)
        .map(|n| row(&["run"], &["qaçış"], "", &format!("sense {n}")))
        .collect();
    let (text, report) = import(&empty(&rows), &rows);
    assert_eq!(report.added.len(), rows.len());
    let (_, report) = import(&text, &rows);
    assert_eq!(report.unchanged, rows.len());
}

/// What the glossary had before is not changed by a row that says something else.
#[test]
fn the_glossary_that_was_there_is_contradicted() {
    let known = [row(&["treaty"], &["müqavilə"], "", "")];
    let (text, _) = import(&empty(&known), &known);
    let other = [row(&["treaty"], &["saziş"], "", "")];
    let (after, report) = import(&text, &other);
    let [conflict] = report.conflicts.as_slice() else {
        panic!("{report:?}");
    };
    assert_eq!(
        conflict.what,
        "az: the preferred term is \"saziş\" there and \"müqavilə\" in the glossary"
    );
    assert_eq!(after, text);
}
