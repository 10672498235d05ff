//! Importing glossaries a second time changes nothing, whatever they say.

use karvan::lang::Lang;
use karvan::model::{LanguageEntry, Term, TermEntry, TermStatus};
use karvan::termbase::Glossary;
use karvan::termbase::edit::GlossaryText;
use karvan::termbase::merge::{MergeReport, merge};
use karvan::termbase::table::columns;
use proptest::prelude::*;
use std::path::Path;

const TERMS: [(&str, &[&str]); 4] = [
    ("en", &["summit", "pact", "ally", "treaty"]),
    ("az", &["zirvə", "pakt", "sammit", "saziş"]),
    ("zh", &["峰会", "条约", "盟友"]),
    ("ru", &["саммит", "пакт"]),
];

fn language(n: usize) -> impl Strategy<Value = LanguageEntry> {
    let (tag, terms) = TERMS[n];
    let status = prop_oneof![
        2 => Just(TermStatus::Preferred),
        2 => Just(TermStatus::Admitted),
        2 => Just(TermStatus::Forbidden),
    ];
    let term = (proptest::sample::select(terms), status);
    proptest::collection::vec(term, 1..=2).prop_map(move |terms| {
        let lang = Lang::parse(tag).unwrap();
        let mut out = LanguageEntry::new(lang.clone());
        for (text, status) in terms {
            let term = Term {
                lang: lang.clone(),
                text: text.to_owned(),
                status,
            };
            // As it is read: twice only where it contradicts itself.
            let forbids = |term: &Term| term.status == TermStatus::Forbidden;
            let is_known = |own: &Term| own.text == term.text && forbids(own) == forbids(&term);
            if !out.terms.iter().any(is_known) {
                out.terms.push(term);
            }
        }
        out
    })
}

fn entry() -> impl Strategy<Value = TermEntry> {
    let all = (language(0), language(1), language(2), language(3));
    let which = proptest::sample::subsequence(vec![0, 1, 2, 3], 1..=4);
    // One is as karvan makes them.
    let ids = vec![
        None,
        None,
        Some("c1"),
        Some("c2"),
        Some("c3"),
        Some("new-002"),
    ];
    let seldom = |text: &'static [&'static str]| {
        prop_oneof![
            4 => Just(""),
            1 => proptest::sample::select(text),
        ]
    };
    let texts = (
        seldom(&["law", "war"]),
        seldom(&["one", "two"]),
        seldom(&["case", "case dnt", "dnt case"]),
        seldom(&["n1", "n2", "n1; n3"]),
    );
    (all, which, proptest::sample::select(ids), texts).prop_map(
        |((en, az, zh, ru), which, id, (domain, definition, flags, note))| {
            let all = [en, az, zh, ru];
            let mut entry = TermEntry {
                id: id.map(str::to_owned),
                domain: domain.into(),
                definition: definition.into(),
                flags: flags.into(),
                note: note.into(),
                languages: which.into_iter().map(|n| all[n].clone()).collect(),
                ..TermEntry::default()
            };
            entry.settle();
            entry
        },
    )
}

fn files(entries: usize) -> impl Strategy<Value = Vec<Vec<TermEntry>>> {
    let file = proptest::collection::vec(entry(), 1..=entries);
    proptest::collection::vec(file, 1..=2)
}

fn import(
    text: &GlossaryText,
    files: &[Vec<TermEntry>],
    theirs: bool,
) -> (GlossaryText, Vec<MergeReport>) {
    let glossary = Glossary::parse_to_fill(text.text(), Path::new("g.tsv")).unwrap();
    merge(&glossary, text, files, theirs).unwrap()
}

fn listed(files: &[Vec<TermEntry>]) -> String {
    let mut out = String::new();
    for file in files {
        for entry in file {
            out.push_str(&format!("{:?}", entry.id));
            for language in &entry.languages {
                for term in &language.terms {
                    out.push_str(&format!(
                        " {}:{}:{}",
                        term.lang,
                        term.text,
                        term.status.name()
                    ));
                }
            }
            out.push_str(&format!(
                " ({}; {}; {}; {})\n",
                entry.domain, entry.definition, entry.flags, entry.note
            ));
        }
        out.push_str("--\n");
    }
    out
}

fn pair(id: Option<&str>, en: &str, az: &str) -> TermEntry {
    let mut entry = TermEntry {
        id: id.map(str::to_owned),
        ..TermEntry::default()
    };
    for (tag, text) in [("en", en), ("az", az)] {
        let lang = Lang::parse(tag).unwrap();
        let term = Term {
            lang: lang.clone(),
            text: text.to_owned(),
            status: TermStatus::Preferred,
        };
        entry.language(&lang).terms.push(term);
    }
    entry
}

/// An identifier that karvan gives is none that stands further down, or in a further file.
#[test]
fn a_given_identifier_is_that_of_no_other_entry() {
    let files = [
        vec![
            pair(Some("new-001"), "treaty", "müqavilə"),
            pair(None, "war", "müharibə"),
            pair(Some("new-002"), "peace", "sülh"),
        ],
        vec![pair(Some("new-003"), "ally", "müttəfiq")],
    ];
    let empty = GlossaryText::new(columns(&files[0]).join("\t") + "\n");
    let (once, reports) = import(&empty, &files, false);
    assert_eq!(
        once.text().lines().skip(1).collect::<Vec<_>>(),
        [
            "new-001\ttreaty\tmüqavilə",
            "new-002\tpeace\tsülh",
            "new-003\tally\tmüttəfiq",
            "new-004\twar\tmüharibə",
        ]
    );
    assert!(reports.iter().all(|report| report.conflicts.is_empty()));
    assert_eq!(import(&once, &files, false).0.text(), once.text());
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(600) })]

    #[test]
    fn a_second_import_changes_nothing(base in files(3), files in files(5), theirs: bool) {
        let empty = GlossaryText::new(columns(&base[0]).join("\t") + "\n");
        let (before, _) = import(&empty, &base, theirs);
        let (once, first) = import(&before, &files, theirs);
        let (twice, second) = import(&once, &files, theirs);
        let told = || format!("theirs {theirs}\n{}\n{}\n{}", before.text(), listed(&files), once.text());
        prop_assert_eq!(once.text(), twice.text(), "{}", told());
        for ((first, second), file) in first.iter().zip(&second).zip(&files) {
            prop_assert_eq!(&second.added, &Vec::<String>::new(), "{}", told());
            prop_assert_eq!(&second.merged, &Vec::<String>::new(), "{}", told());
            prop_assert_eq!(second.merged_entries, 0, "{}", told());
            prop_assert_eq!(&first.conflicts, &second.conflicts, "{}", told());
            prop_assert_eq!(first.entries_in_conflict, second.entries_in_conflict);
            for report in [first, second] {
                let all = report.added.len() + report.merged_entries + report.unchanged + report.entries_in_conflict;
                prop_assert_eq!(all, file.len());
            }
        }
    }
}
