//! Glossaries that go to other programs and come back.

use karvan::format::csv;
use karvan::format::terms::{
    Meant, TbxVersion, TermOptions, meant, omegat, read_terms, terms_of, write_tbx,
};
use karvan::lang::Lang;
use karvan::model::{LanguageEntry, Term, TermEntry, TermStatus};
use karvan::termbase::Glossary;
use karvan::termbase::edit::GlossaryText;
use karvan::termbase::merge::merge;
use karvan::termbase::table::{columns, marked_table, table};
use proptest::prelude::*;
use std::path::Path;

fn lang(tag: &str) -> Lang {
    Lang::parse(tag).unwrap()
}

fn read_back(text: &str, name: &str) -> Vec<TermEntry> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    std::fs::write(&path, text).unwrap();
    let options = TermOptions {
        source: Some(lang("en")),
        target: Some(lang("az")),
        ..TermOptions::default()
    };
    let read = read_terms(&path, &options).unwrap();
    assert_eq!(read.refused, []);
    let mut entries = read.entries;
    for entry in &mut entries {
        entry.line = 0;
        entry.prefer_first();
    }
    entries
}

/// A glossary file of entries.
fn glossary_of(entries: &[TermEntry]) -> Glossary {
    let text = GlossaryText::new(columns(entries).join("\t") + "\n");
    let empty = Glossary::parse_to_fill(text.text(), Path::new("g.tsv")).unwrap();
    let (text, reports) = merge(&empty, &text, &[entries.to_vec()], false).unwrap();
    assert_eq!(reports[0].added.len(), entries.len());
    Glossary::parse(text.text(), Path::new("g.tsv")).unwrap()
}

/// The concepts of a glossary as entries; columns stand in the order in which they were met.
fn sorted(glossary: &Glossary) -> Vec<TermEntry> {
    let mut entries = glossary.to_entries();
    for entry in &mut entries {
        entry.other.sort();
        entry.languages.sort_by(|a, b| a.lang.cmp(&b.lang));
    }
    entries
}

/// One line of text as a cell holds it: no blanks at its ends, no usual one doubled, and what XML has to escape.
fn words() -> impl Strategy<Value = String> {
    let words = proptest::collection::vec("[a-zA-Zəğıöşçü条约&<>\"',;=.-]{1,6}", 1..4);
    let blank = prop_oneof![4 => Just(" "), 1 => Just("\u{a0}"), 1 => Just("\u{3000}")];
    (words, blank).prop_map(|(words, blank)| words.join(blank))
}

fn maybe(text: impl Strategy<Value = String>) -> impl Strategy<Value = String> {
    prop_oneof![Just(String::new()), text]
}

fn language(tag: &'static str) -> impl Strategy<Value = LanguageEntry> {
    let terms = proptest::collection::btree_map(words(), 0..3_u8, 1..4);
    (terms, maybe(words()), maybe(words())).prop_map(move |(terms, definition, note)| {
        let status = [
            TermStatus::Preferred,
            TermStatus::Admitted,
            TermStatus::Forbidden,
        ];
        LanguageEntry {
            lang: lang(tag),
            definition,
            note,
            terms: terms
                .into_iter()
                .map(|(text, n)| Term {
                    lang: lang(tag),
                    text,
                    status: status[usize::from(n)],
                })
                .collect(),
        }
    })
}

fn entry() -> impl Strategy<Value = TermEntry> {
    let texts = (
        maybe(words()),
        prop_oneof![
            Just("noun"),
            Just("abbreviation"),
            Just("proper noun"),
            Just("gerund"),
            Just("")
        ],
        maybe(words()),
        maybe(words()),
        maybe(words()),
    );
    let flags = prop_oneof![Just(""), Just("dnt case"), Just("domain-only")];
    let status = proptest::sample::select(vec!["", "", "obsolete", "forbidden", "approved", "new"]);
    let marks = (flags, status);
    (texts, marks, language("en"), language("az"), maybe(words())).prop_map(
        |((domain, pos, definition, note, source), (flags, status), en, az, colour)| {
            let mut entry = TermEntry {
                domain,
                pos: pos.into(),
                definition,
                note,
                source,
                flags: flags.into(),
                status: status.into(),
                languages: vec![en, az],
                other: if colour.is_empty() {
                    Vec::new()
                } else {
                    vec![("colour".into(), colour)]
                },
                ..TermEntry::default()
            };
            entry.prefer_first();
            entry
        },
    )
}

fn entries() -> impl Strategy<Value = Vec<TermEntry>> {
    proptest::collection::vec(entry(), 1..5).prop_map(|mut entries| {
        for (n, entry) in entries.iter_mut().enumerate() {
            // Some keys are names of XML, some are not.
            entry.id = Some(if n % 2 == 0 {
                format!("T-{n}")
            } else {
                format!("{n} x")
            });
        }
        entries
    })
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(128) })]

    #[test]
    fn tbx_keeps_everything(entries in entries()) {
        for version in [TbxVersion::Two, TbxVersion::Three] {
            let text = write_tbx(&entries, version).0;
            prop_assert_eq!(&read_back(&text, "g.tbx"), &entries, "{}", text);
        }
    }

    #[test]
    fn a_glossary_comes_back_from_tbx(entries in entries()) {
        let glossary = glossary_of(&entries);
        let again = read_back(&write_tbx(&glossary.to_entries(), TbxVersion::Two).0, "g.tbx");
        prop_assert_eq!(sorted(&glossary_of(&again)), sorted(&glossary));
    }

    /// Into an empty glossary, and onto itself.
    #[test]
    fn a_glossary_comes_back_from_tables(mut entries in entries(), says_yes in any::<bool>()) {
        // A ban may be a word of yes or no, and so may all of them.
        let languages = entries.iter_mut().flat_map(|entry| &mut entry.languages);
        for (n, term) in languages.flat_map(|language| &mut language.terms).enumerate() {
            if says_yes && term.status == TermStatus::Forbidden {
                ["да", "yox", "Y", "是"][n % 4].clone_into(&mut term.text);
            }
        }
        for language in entries.iter_mut().flat_map(|entry| &mut entry.languages) {
            let mut known = std::collections::BTreeSet::new();
            language.terms.retain(|term| known.insert(term.text.clone()));
        }
        let glossary = glossary_of(&entries);
        let entries = glossary.to_entries();
        let lines: Vec<String> = table(&entries).iter().map(|row| row.join("\t")).collect();
        let own = GlossaryText::new(lines.join("\n") + "\n");
        let marked = marked_table(&entries);
        let tabs: Vec<String> = marked.iter().map(|row| row.join("\t")).collect();
        let commas: Vec<String> = marked.iter().map(|row| csv::row(row)).collect();
        for (name, rows) in [("g.tsv", tabs), ("g.csv", commas)] {
            let text = rows.join("\n") + "\n";
            let again = read_back(&text, name);
            prop_assert_eq!(sorted(&glossary_of(&again)), sorted(&glossary), "{}", text);
            let (after, reports) = merge(&glossary, &own, std::slice::from_ref(&again), false).unwrap();
            prop_assert_eq!(reports[0].unchanged, entries.len(), "{:?}\n{}", reports, text);
            prop_assert_eq!(&after, &own);
        }
        // The export is a glossary itself.
        let text: Vec<String> = marked.iter().map(|row| row.join("\t")).collect();
        let read = Glossary::parse(&(text.join("\n") + "\n"), Path::new("g.tsv")).unwrap();
        let statuses = |glossary: &Glossary| -> Vec<String> {
            glossary.concepts.iter().map(|concept| concept.status.clone()).collect()
        };
        prop_assert_eq!(statuses(&read), statuses(&glossary));
        prop_assert_eq!(read.languages().count(), glossary.languages().count());
    }

    #[test]
    fn what_was_imported_is_known(entries in entries()) {
        let glossary = glossary_of(&entries);
        let lines: Vec<String> = table(&glossary.to_entries()).iter().map(|row| row.join("\t")).collect();
        let text = GlossaryText::new(lines.join("\n") + "\n");
        let glossary = Glossary::parse(text.text(), Path::new("g.tsv")).unwrap();
        let (after, reports) = merge(&glossary, &text, std::slice::from_ref(&entries), false).unwrap();
        prop_assert_eq!(reports[0].unchanged, entries.len(), "{:?}", reports);
        prop_assert_eq!(after, text);
    }

    #[test]
    fn omegat_lists_what_may_be_used(entries in entries()) {
        let written = omegat::write(&entries, &lang("en"), &lang("az"), false);
        let (text, without) = (written.text, written.without_pair);
        let pairs: usize = entries
            .iter()
            .map(|entry| {
                let approved = |at: usize| {
                    let terms = entry.languages[at].terms.iter();
                    terms.filter(|term| term.status != TermStatus::Forbidden).count()
                };
                approved(0) * approved(1)
            })
            .sum();
        prop_assert_eq!(text.lines().count(), pairs);
        prop_assert_eq!(without, entries.iter().filter(|entry| entry.languages.iter().any(|language| {
            language.terms.iter().all(|term| term.status == TermStatus::Forbidden)
        })).count());
    }
}

#[test]
fn concepts_that_share_two_terms_stay_apart_where_a_third_differs() {
    let glossary = |rows: &[&str]| {
        let text = format!("id\ten\taz\tzh\n{}\n", rows.join("\n"));
        Glossary::parse(&text, Path::new("g.tsv")).unwrap()
    };
    let both = glossary(&[
        "a1\tPrime Minister\tBaş nazir\t总理",
        "a2\tPremier\tBaş nazir\t总理",
    ]);
    assert_eq!(
        glossary_of(&both.to_entries()).to_entries(),
        both.to_entries()
    );
    // Without an identifier of its own, and with one where nothing differs, an entry is the concept that is known.
    let own = ["a1\tPrime Minister|Premier\tBaş nazir\t总理"];
    let text = GlossaryText::new(format!("id\ten\taz\tzh\n{}\n", own[0]));
    let mut entries = glossary(&["b7\tPremier\tBaş nazir\t总理"]).to_entries();
    entries[0]
        .languages
        .retain(|language| language.lang != lang("en"));
    for id in [Some("b7".to_owned()), None] {
        entries[0].id = id;
        let (_, reports) = merge(
            &glossary(&own),
            &text,
            std::slice::from_ref(&entries),
            false,
        )
        .unwrap();
        let report = &reports[0];
        assert_eq!((report.added.len(), report.unchanged), (0, 1), "{report:?}");
    }
}

#[test]
fn a_byte_that_is_no_character_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("terms.tbx");
    let file = b"<?xml version=\"1.0\" encoding=\"windows-1252\"?><martif><text><body><termEntry>\n\
        <langSet xml:lang=\"de\"><tig><term>Gespr\xe4ch\x81\x81</term></tig></langSet></termEntry></body></text></martif>";
    std::fs::write(&path, file).unwrap();
    let read = read_terms(&path, &TermOptions::default()).unwrap();
    assert_eq!(
        read.remarks,
        [
            "the byte 0x81 stands for no character in windows-1252: read as the control character U+0081 (line 2, and 1 more)"
        ]
    );
}

#[test]
fn kinds_of_what_is_left_out_are_named_up_to_a_hundred() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("many.tbx");
    let odd: Vec<String> = (0..300).map(|n| format!("<w{n}/>")).collect();
    let odd = odd.concat();
    let text = format!(
        "<martif type=\"TBX\"><text><body>{odd}<w0/><termEntry><langSet xml:lang=\"az\"><tig><term>səfər</term></tig></langSet></termEntry></body></text></martif>"
    );
    std::fs::write(&path, text).unwrap();
    let read = read_terms(&path, &TermOptions::default()).unwrap();
    assert_eq!(read.left_out.len(), 101);
    assert_eq!(read.left_out["<w0> outside of entries"], 2);
    assert_eq!(read.left_out["things of further kinds"], 200);
    assert_eq!(read.entries.len(), 1);
}

/// The table of docs/terms.md is what `term import` understands.
#[test]
fn words_of_other_languages_are_read_as_documented() {
    let docs = include_str!("../docs/terms.md");
    let row = |name: &str| -> Vec<&str> {
        let start = format!("| {name} |");
        let line = docs.lines().find(|line| line.starts_with(&start)).unwrap();
        let cells = line.split('|').skip(2);
        let words = cells.flat_map(|cell| cell.split(',')).map(str::trim);
        words.filter(|word| !word.is_empty()).collect()
    };
    for column in ["domain", "pos", "definition", "note", "status"] {
        for name in row(&format!("`{column}`")) {
            let column = Meant::Column(column.into());
            assert_eq!(meant(name), Some(column), "{name}");
        }
    }
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("terms.csv");
    for (name, kind) in [
        ("preferred", "preferred"),
        ("admitted", "admitted"),
        ("forbidden", "forbidden"),
        ("`dnt`, a flag", "the flag"),
    ] {
        for word in row(name) {
            std::fs::write(&path, format!("id,az,az_status\n1,sərhəd,{word}\n")).unwrap();
            let read = read_terms(&path, &TermOptions::default()).unwrap();
            assert_eq!(read.remarks, [""; 0], "{word}");
            let told: Vec<&String> = read.left_out.keys().collect();
            let told = format!("{told:?}");
            assert!(told.contains(&format!("read as {kind}")), "{word}: {told}");
        }
    }
}

#[test]
fn documents_of_office_programs_are_told_with_what_to_do() {
    let compound = |stream: &str| -> Vec<u8> {
        let name = stream.encode_utf16().flat_map(u16::to_le_bytes);
        let head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".iter().copied();
        head.chain([0; 504]).chain(name).collect()
    };
    let archive = |name: &str, content: &str| -> Vec<u8> {
        let head = [b"PK\x03\x04".as_slice(), &[0; 26]].concat();
        [&head, name.as_bytes(), content.as_bytes()].concat()
    };
    for (bytes, kind) in [
        (
            compound("Workbook"),
            "a Microsoft Office workbook of the old kind (.xls)",
        ),
        (
            compound("EncryptedPackage"),
            "a Microsoft Office document with a password",
        ),
        (
            archive("mimetype", "application/vnd.oasis.opendocument.spreadsheet"),
            "a document of LibreOffice (.ods, .odt)",
        ),
        (archive("word/document.xml", ""), "a Word document (.docx)"),
    ] {
        let error = terms_of(&bytes, Path::new("old"), &TermOptions::default()).unwrap_err();
        assert_eq!(
            error.to_string(),
            format!("old: this is {kind}, not a glossary that karvan reads")
        );
        let help = error.help().unwrap_or_default();
        assert!(
            help.contains("as XLSX") && help.contains("as CSV"),
            "{help}"
        );
    }
}

/// Blanks of other kinds than the usual one stay in every format, and are no conflict; of usual ones in a row one stays.
#[test]
fn blanks_come_back_as_they_are() {
    let file = "id\ten\taz\taz_forbidden\tdefinition\tnote\nc1\tfive\u{a0}%\tbeş\u{202f}faiz\tbeş\u{a0}%\ta\u{a0}b\tn\u{3000}n\n";
    let text = GlossaryText::new(file);
    let glossary = Glossary::parse(file, Path::new("g.tsv")).unwrap();
    let entries = glossary.to_entries();
    let marked = marked_table(&entries);
    let commas: Vec<String> = marked.iter().map(|row| csv::row(row)).collect();
    let tabs: Vec<String> = marked.iter().map(|row| row.join("\t")).collect();
    let files = [
        ("g.tbx", write_tbx(&entries, TbxVersion::Two).0),
        ("g3.tbx", write_tbx(&entries, TbxVersion::Three).0),
        ("g.csv", commas.join("\n") + "\n"),
        ("g.tsv", tabs.join("\n") + "\n"),
    ];
    let import = |text: &GlossaryText, glossary: &Glossary, entries: &[TermEntry]| {
        let (text, reports) = merge(glossary, text, &[entries.to_vec()], false).unwrap();
        (text, reports[0].clone())
    };
    let own = |bytes: &str, name: &str| {
        let read = terms_of(bytes.as_bytes(), Path::new(name), &TermOptions::default()).unwrap();
        assert!(read.left_out.is_empty(), "{:?}", read.left_out);
        read.entries
    };
    for (name, bytes) in &files {
        let again = own(bytes, name);
        assert_eq!(sorted(&glossary_of(&again)), sorted(&glossary), "{name}");
        // Programs that know one blank alone bring the same terms.
        let plain = own(
            &bytes.replace(['\u{a0}', '\u{202f}', '\u{3000}'], " "),
            name,
        );
        for entries in [again, plain.clone()] {
            let (after, report) = import(&text, &glossary, &entries);
            assert_eq!((report.unchanged, report.kept.len()), (1, 0), "{report:?}");
            assert_eq!(after, text, "{name}");
        }
        let without_ids: Vec<TermEntry> = (plain.into_iter())
            .map(|entry| TermEntry { id: None, ..entry })
            .collect();
        assert_eq!(import(&text, &glossary, &without_ids).0, text, "{name}");
    }
    let pair = omegat::write(&entries, &lang("en"), &lang("az"), false).text;
    assert!(
        pair.starts_with("five\u{a0}%\tbeş\u{202f}faiz\tn\u{3000}n;"),
        "{pair:?}"
    );
    let spaced = "en,az\na  b, c \u{a0}d\ne\u{a0},\"f\ng\"\n";
    let read = terms_of(
        spaced.as_bytes(),
        Path::new("s.csv"),
        &TermOptions::default(),
    )
    .unwrap();
    let texts = |entry: &TermEntry| -> Vec<String> {
        let languages = entry.languages.iter();
        let terms = languages.flat_map(|language| &language.terms);
        terms.map(|term| term.text.clone()).collect()
    };
    assert_eq!(texts(&read.entries[0]), ["a b", "c \u{a0}d"]);
    assert_eq!(texts(&read.entries[1]), ["e", "f g"]);
    let told = "blanks and tabs in a row, of which one blank was kept";
    assert_eq!(read.left_out.get(told), Some(&1));
}

/// However often a term stands in a file and a glossary, and in how many ways it is written: the second import changes nothing.
#[test]
fn ways_to_write_a_term_come_to_rest() {
    let file = "id,en,az,az_forbidden\n3,,az\u{2003}a,\n3,b,az a|az\u{3000}a,\n4,c\u{a0}c|c c,d d,d\u{a0}d\n4,c\u{3000}c,,\n";
    let read = terms_of(file.as_bytes(), Path::new("f.csv"), &TermOptions::default()).unwrap();
    let text = GlossaryText::new("id\ten\taz\n");
    let files = [read.entries];
    let parse =
        |text: &GlossaryText| Glossary::parse_to_fill(text.text(), Path::new("g.tsv")).unwrap();
    let (once, _) = merge(&parse(&text), &text, &files, false).unwrap();
    assert_eq!(
        once.text(),
        "id\ten\taz\taz_forbidden\n3\tb\taz\u{2003}a\t\n4\tc\u{a0}c|c c\td d\td\u{a0}d\n"
    );
    let (twice, reports) = merge(&parse(&once), &once, &files, false).unwrap();
    assert_eq!((twice, reports[0].unchanged), (once, 4));
}
