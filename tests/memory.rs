//! What people do with a memory: look up, search, align into it.

use karvan::align::AlignedRow;
use karvan::error::Result;
use karvan::format::{Entry, UnitReader};
use karvan::lang::Lang;
use karvan::matching::{Kind, Ranking};
use karvan::memory::{
    AlignmentReport, Concordance, DocumentSource, Import, Lookup, OnDuplicate, Query, Side,
    TranslationMatch, Wanted,
};
use karvan::model::{Header, Neighbour, Tu, Tuv};
use karvan::store::{Mode, Store};
use proptest::prelude::*;
use std::collections::BTreeSet;

fn lang(tag: &str) -> Lang {
    Lang::parse(tag).unwrap()
}

fn store() -> (tempfile::TempDir, Store) {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(&folder.path().join("tm.db"), Mode::Create).unwrap();
    (folder, store)
}

fn pair(en: &str, az: &str) -> Tu {
    Tu {
        variants: vec![Tuv::plain(lang("en"), en), Tuv::plain(lang("az"), az)],
        ..Tu::default()
    }
}

/// Units as a reader gives them.
struct Units {
    rest: std::vec::IntoIter<Tu>,
    header: Header,
    line: usize,
}

impl UnitReader for Units {
    fn next_entry(&mut self) -> Option<Result<Entry>> {
        self.line += 1;
        let (tu, line) = (Box::new(self.rest.next()?), self.line);
        Some(Ok(Entry::Unit {
            tu,
            line,
            remarks: Vec::new(),
        }))
    }
    fn header(&self) -> &Header {
        &self.header
    }
    fn position(&self) -> u64 {
        0
    }
}

/// Imports and gives added, merged, unchanged.
fn import_with(store: &mut Store, units: Vec<Tu>, on_duplicate: OnDuplicate) -> (u64, u64, u64) {
    let mut reader = Units {
        rest: units.into_iter(),
        header: Header::default(),
        line: 0,
    };
    let mut import = Import::new(Vec::new(), on_duplicate, false);
    #[allow(clippy::redundant_closure_for_method_calls)] // the method itself is not general enough
    let report = import
        .run(
            store,
            "a.tmx",
            &mut reader,
            |_| (),
            |writing| writing.commit(),
        )
        .unwrap();
    assert_eq!(
        report.read,
        report.added + report.merged + report.unchanged + report.rejected
    );
    (report.added, report.merged, report.unchanged)
}

fn import(store: &mut Store, units: Vec<Tu>) -> (u64, u64, u64) {
    import_with(store, units, OnDuplicate::Add)
}

fn find(
    store: &Store,
    source: &str,
    target: &str,
    text: &str,
    around: Ranking,
) -> Vec<TranslationMatch> {
    let lookup = Lookup {
        source: lang(source),
        target: lang(target),
        min: 50.0,
        limit: 5,
        exhaustive: false,
        pivot: None,
    };
    lookup
        .find(
            store,
            &Query {
                text: text.into(),
                around,
            },
        )
        .unwrap()
}

fn all(store: &Store) -> Vec<Tu> {
    let mut out = Vec::new();
    store
        .for_each_unit(|stored| {
            out.push(stored.tu);
            Ok(())
        })
        .unwrap();
    out
}

#[test]
fn a_unit_is_compared_with_what_was_there_before() {
    let (_folder, mut store) = store();
    let unit = pair("one", "bir");
    assert_eq!(
        import(&mut store, vec![unit.clone(), unit.clone()]),
        (2, 0, 0),
        "not with its own import"
    );
    assert_eq!(import(&mut store, vec![unit.clone()]), (0, 0, 1));
    let mut more = unit.clone();
    more.variants.push(Tuv::plain(lang("zh"), "一"));
    assert_eq!(
        import(&mut store, vec![more.clone()]),
        (0, 1, 0),
        "a further language is merged"
    );
    assert_eq!(import(&mut store, vec![more]), (0, 0, 1));
    assert_eq!(
        import(&mut store, vec![pair("one", "tək")]),
        (1, 0, 0),
        "another translation is added"
    );
    let mut named = pair("two", "iki");
    named.tuid = Some("x".into());
    let mut other = pair("three", "üç");
    other.tuid = Some("x".into());
    assert_eq!(import(&mut store, vec![named]), (1, 0, 0));
    assert_eq!(
        import(&mut store, vec![other]),
        (1, 0, 0),
        "never by tuid alone"
    );
}

#[test]
fn units_of_one_import_never_meet() {
    let (_folder, mut store) = store();
    let zh = |text: &str| Tu {
        variants: vec![
            Tuv::plain(lang("en"), "Hello."),
            Tuv::plain(lang("zh"), text),
        ],
        ..Tu::default()
    };
    let file = || vec![pair("Hello.", "Salam."), zh("你好。")];
    assert_eq!(import(&mut store, file()), (2, 0, 0));
    assert_eq!(
        import(&mut store, file()),
        (0, 0, 2),
        "an equal unit comes before one that could be extended"
    );
    // Two that would extend the same unit by the same language: the second is a unit of its own.
    let (_folder, mut store) = self::store();
    import(&mut store, vec![pair("Hello.", "Salam.")]);
    assert_eq!(
        import(&mut store, vec![zh("你好。"), zh("您好。")]),
        (1, 1, 0)
    );
    // Two other translations of the same source: none takes the place of the other.
    let (_folder, mut store) = self::store();
    import(&mut store, vec![pair("Hello.", "Salam.")]);
    let others = vec![pair("Hello.", "X1"), pair("Hello.", "X2")];
    assert_eq!(
        import_with(&mut store, others, OnDuplicate::Update),
        (1, 1, 0)
    );
    let targets: BTreeSet<String> = all(&store)
        .iter()
        .map(|tu| tu.variants[1].segment.text())
        .collect();
    assert_eq!(targets, BTreeSet::from(["X1".to_owned(), "X2".to_owned()]));
}

/// More units than after which an import keeps its own account of the texts that it has met.
#[test]
fn a_large_import_finds_the_texts_that_it_has_met() {
    let units = |last: usize| -> Vec<Tu> {
        (0..last)
            .map(|n| {
                let text = format!("Round {} of the talks.", n % (last / 2 + 100));
                pair(&text, &format!("Danışıqlar {n}"))
            })
            .collect()
    };
    let (_folder, mut store) = store();
    assert_eq!(import(&mut store, units(2500)), (2500, 0, 0));
    assert_eq!(karvan::memory::verify(&store, |_| ()).unwrap(), []);
    let found = find(
        &store,
        "en",
        "az",
        "Round 7 of the talks.",
        Ranking::default(),
    );
    let same = |m: &&TranslationMatch| m.source == "Round 7 of the talks.";
    assert_eq!(found.iter().filter(same).count(), 2, "{found:?}");
    // Again, into a memory that holds units.
    assert!(import(&mut store, units(4000)).0 > 1500);
    assert_eq!(karvan::memory::verify(&store, |_| ()).unwrap(), []);
}

#[test]
fn another_translation_can_be_left_out_or_take_over() {
    let (_folder, mut store) = store();
    import(&mut store, vec![pair("one", "bir")]);
    assert_eq!(
        import_with(&mut store, vec![pair("one", "tək")], OnDuplicate::Keep),
        (0, 0, 1)
    );
    assert_eq!(
        import_with(&mut store, vec![pair("one", "tək")], OnDuplicate::Update),
        (0, 1, 0)
    );
    assert_eq!(all(&store).len(), 1);
    assert_eq!(
        find(&store, "en", "az", "one", Ranking::default())[0].target,
        "tək"
    );
}

#[test]
fn the_same_translation_is_shown_once_with_its_count() {
    let (_folder, mut store) = store();
    let unit = pair("the visit begins", "səfər başlayır");
    import(
        &mut store,
        vec![
            unit.clone(),
            unit.clone(),
            pair("the visit begins", "ziyarət başlayır"),
            unit,
        ],
    );
    let found = find(&store, "en", "az", "The visit begins", Ranking::default());
    let shown: Vec<(&str, usize, i64)> = found
        .iter()
        .map(|m| (m.target.as_str(), m.units, m.unit))
        .collect();
    assert_eq!(
        shown,
        [("səfər başlayır", 3, 4), ("ziyarət başlayır", 1, 3)]
    );
    assert_eq!(
        find(&store, "az", "en", "səfər başlayır", Ranking::default())[0].kind(),
        Kind::Exact
    );
}

/// The translations of one unit stay in its order, whichever way they are found.
#[test]
fn the_translations_of_one_unit_keep_their_order() {
    let (_folder, mut store) = store();
    let mut both = pair("the visit begins", "səfər başlayır");
    (both.variants).push(Tuv::plain(lang("az"), "ziyarət başlayır"));
    import(
        &mut store,
        vec![pair("the visit begins", "ziyarət başlayır"), both],
    );
    let lookup = Lookup {
        source: lang("en"),
        target: lang("az"),
        min: 70.0,
        limit: 1,
        exhaustive: false,
        pivot: None,
    };
    let query = Query {
        text: "the visit begins".into(),
        around: Ranking::default(),
    };
    let first = |exhaustive: bool| {
        let lookup = Lookup {
            exhaustive,
            ..lookup.clone()
        };
        let found = lookup.find(&store, &query).unwrap();
        (found[0].target.clone(), found[0].units)
    };
    assert_eq!(first(false), ("səfər başlayır".to_owned(), 1));
    assert_eq!(first(true), first(false));
}

fn store_alignment(
    store: &mut Store,
    texts: &[DocumentSource],
    rows: &[AlignedRow],
    min: f64,
) -> Result<AlignmentReport> {
    #[allow(clippy::redundant_closure_for_method_calls)] // the method itself is not general enough
    karvan::memory::store_alignment(store, texts, rows, min, |writing| writing.commit())
}

trait KindOf {
    fn kind(&self) -> Kind;
}

impl KindOf for TranslationMatch {
    fn kind(&self) -> Kind {
        self.scored.kind
    }
}

#[test]
fn regions_answer_for_one_another_and_scripts_do_not() {
    let (_folder, mut store) = store();
    let unit = |target: &str, text: &str| Tu {
        variants: vec![
            Tuv::plain(lang("en-GB"), "peace"),
            Tuv::plain(lang(target), text),
        ],
        ..Tu::default()
    };
    import(
        &mut store,
        vec![unit("zh-TW", "和平（繁）"), unit("zh-CN", "和平")],
    );
    let found = find(&store, "en-US", "zh", "peace", Ranking::default());
    assert_eq!(found.len(), 1);
    assert_eq!(
        (found[0].target.as_str(), found[0].fallback),
        ("和平", true)
    );
    assert_eq!(
        find(&store, "en-GB", "zh-Hant", "peace", Ranking::default())[0].target,
        "和平（繁）"
    );
}

/// A text of one-word sentences.
fn text(name: &str, tag: &str, segments: &[&str]) -> DocumentSource {
    DocumentSource {
        name: Some(name.into()),
        lang: lang(tag),
        segments: segments.iter().map(ToString::to_string).collect(),
    }
}

fn rows(sides: &[&[std::ops::Range<usize>]]) -> Vec<AlignedRow> {
    sides
        .iter()
        .map(|sides| AlignedRow::new(sides.to_vec(), 0.95))
        .collect()
}

fn en() -> DocumentSource {
    text("a.en.txt", "en", &["One.", "Two.", "Three.", "Four."])
}

fn az() -> DocumentSource {
    text("a.az.txt", "az", &["Bir.", "İki, üç.", "Dörd."])
}

fn zh() -> DocumentSource {
    text("a.zh.txt", "zh", &["一。", "二。", "三。", "四。"])
}

fn en_az() -> Vec<AlignedRow> {
    rows(&[&[0..1, 0..1], &[1..3, 1..2], &[3..4, 2..3]])
}

fn en_zh() -> Vec<AlignedRow> {
    rows(&[&[0..1, 0..1], &[1..2, 1..2], &[2..3, 2..3], &[3..4, 3..4]])
}

fn az_zh() -> Vec<AlignedRow> {
    rows(&[&[0..1, 0..1], &[1..2, 1..3], &[2..3, 3..4]])
}

/// The units as sets of texts, without order.
fn shape(store: &Store) -> BTreeSet<BTreeSet<String>> {
    all(store)
        .iter()
        .map(|tu| tu.variants.iter().map(|v| v.segment.text()).collect())
        .collect()
}

/// The units of three languages, and those that the pairs with Chinese have beside them where `finer`.
fn trilingual(finer: bool) -> BTreeSet<BTreeSet<String>> {
    let joined: [&[&str]; 3] = [
        &["One.", "Bir.", "一。"],
        &["Two. Three.", "İki, üç.", "二。三。"],
        &["Four.", "Dörd.", "四。"],
    ];
    let pairs: [&[&str]; 2] = [&["Two.", "二。"], &["Three.", "三。"]];
    let pairs = pairs.into_iter().filter(|_| finer);
    let units = joined.into_iter().chain(pairs);
    units
        .map(|unit| unit.iter().map(ToString::to_string).collect())
        .collect()
}

#[test]
fn three_texts_become_units_of_three_languages_in_any_order() {
    let steps: [(&str, DocumentSource, DocumentSource, Vec<AlignedRow>); 3] = [
        ("en-az", en(), az(), en_az()),
        ("en-zh", en(), zh(), en_zh()),
        ("az-zh", az(), zh(), az_zh()),
    ];
    for order in [[0, 1], [1, 0], [0, 2], [2, 0], [1, 2], [2, 1]] {
        let (_folder, mut store) = store();
        for step in order {
            let (_, a, b, rows) = &steps[step];
            store_alignment(&mut store, &[a.clone(), b.clone()], rows, 0.0).unwrap();
        }
        // English and Chinese have as many sentences; it counts only where they were aligned with each other.
        let finer = order.contains(&1);
        assert_eq!(shape(&store), trilingual(finer), "order {order:?}");
        assert_eq!(karvan::memory::stats(&store).unwrap().documents, 1);
    }
    let (_folder, mut store) = store();
    let three = rows(&[
        &[0..1, 0..1, 0..1],
        &[1..3, 1..2, 1..3],
        &[3..4, 2..3, 3..4],
    ]);
    store_alignment(&mut store, &[en(), az(), zh()], &three, 0.0).unwrap();
    assert_eq!(shape(&store), trilingual(false));
}

#[test]
fn aligning_again_changes_nothing_or_replaces() {
    let (_folder, mut store) = store();
    store_alignment(&mut store, &[en(), az()], &en_az(), 0.0).unwrap();
    store_alignment(&mut store, &[en(), zh()], &en_zh(), 0.0).unwrap();
    let before = all(&store);
    let again = store_alignment(&mut store, &[en(), az()], &en_az(), 0.0).unwrap();
    assert_eq!(
        again,
        AlignmentReport {
            unchanged: 5,
            ..AlignmentReport::default()
        }
    );
    assert_eq!(all(&store), before);

    // The Azerbaijani text is corrected and aligned again: its unit is replaced, the Chinese stays with it.
    let corrected = text("a.az.txt", "az", &["Bir.", "İki; üç.", "Dörd."]);
    let report = store_alignment(&mut store, &[en(), corrected], &en_az(), 0.0).unwrap();
    assert_eq!((report.added, report.removed), (0, 0));
    let texts = shape(&store);
    assert_eq!(texts.len(), 5);
    assert!(
        texts
            .iter()
            .any(|u| u.contains("İki; üç.") && u.contains("二。三。")),
        "{texts:?}"
    );
    assert!(!texts.iter().any(|u| u.contains("İki, üç.")));

    // A sentence is taken out of the English text.
    let shorter = text("a.en.txt", "en", &["One.", "Four."]);
    let rows = rows(&[&[0..1, 0..1], &[1..2, 2..3]]);
    let report = store_alignment(&mut store, &[shorter, az()], &rows, 0.0).unwrap();
    assert_eq!(report.removed, 3);
    assert_eq!(shape(&store).len(), 2);
    assert!(
        shape(&store).iter().all(|u| u.len() == 3),
        "the Chinese is carried over"
    );
}

/// `en` and `en-GB` are the same text of the same document; the last tag that is said of it counts.
#[test]
fn a_document_stays_the_same_with_another_region() {
    let (_folder, mut store) = store();
    let british = DocumentSource {
        lang: lang("en-GB"),
        ..en()
    };
    store_alignment(&mut store, &[en(), az()], &en_az(), 0.0).unwrap();
    store_alignment(&mut store, &[en(), zh()], &en_zh(), 0.0).unwrap();
    let before = shape(&store);
    let report = store_alignment(&mut store, &[british.clone(), az()], &en_az(), 0.0).unwrap();
    assert_eq!((report.added, report.removed), (0, 0), "{report:?}");
    assert_eq!(karvan::memory::stats(&store).unwrap().documents, 1);
    assert_eq!(shape(&store), before);
    let tags = |store: &Store| -> BTreeSet<String> {
        let units = all(store);
        let variants = units.iter().flat_map(|tu| &tu.variants);
        variants.map(|v| v.lang.as_str().to_owned()).collect()
    };
    assert_eq!(
        tags(&store),
        ["az", "en-GB", "zh"].map(str::to_owned).into()
    );
    // Under another name it is known by its content; its own units are known as such, and teach it nothing.
    let moved = DocumentSource {
        name: Some("archive/a.en.txt".into()),
        ..en()
    };
    let own = store.documents_with(None, &lang("en"), &en().segments);
    assert_eq!(own.unwrap().len(), 1);
    store_alignment(&mut store, &[moved, az()], &en_az(), 0.0).unwrap();
    assert_eq!(karvan::memory::stats(&store).unwrap().documents, 1);
    assert_eq!(shape(&store), before);
}

#[test]
fn a_text_is_known_under_another_name_by_its_content() {
    let (_folder, mut store) = store();
    store_alignment(&mut store, &[en(), az()], &en_az(), 0.0).unwrap();
    let moved = DocumentSource {
        name: Some("archive/a.en.txt".into()),
        ..en()
    };
    store_alignment(&mut store, &[moved, zh()], &en_zh(), 0.0).unwrap();
    assert_eq!(shape(&store), trilingual(true));
    // Two documents that share a text are still two documents.
    let other = text("b.az.txt", "az", &["Vahid.", "Cüt, tək.", "Son."]);
    let same = DocumentSource {
        name: Some("b.en.txt".into()),
        ..en()
    };
    store_alignment(&mut store, &[same, other], &en_az(), 0.0).unwrap();
    assert_eq!(shape(&store).len(), 8);
}

#[test]
fn what_is_unsure_stays_out() {
    let (_folder, mut store) = store();
    let mut rows = en_az();
    rows[1].score = 0.4;
    let report = store_alignment(&mut store, &[en(), az()], &rows, 0.5).unwrap();
    assert_eq!((report.added, report.unsure), (2, 1));
}

#[test]
fn neighbours_make_context_matches() {
    let (_folder, mut store) = store();
    store_alignment(&mut store, &[en(), az()], &en_az(), 0.0).unwrap();
    let around = |before: Neighbour, after: Neighbour| Ranking { before, after };
    let text = |t: &str| Neighbour::Text(t.into());
    let best = |around| {
        let found = find(&store, "en", "az", "Four.", around);
        (found[0].scored.value, found[0].kind())
    };
    assert_eq!(best(Ranking::default()), (100.0, Kind::Exact));
    assert_eq!(
        best(around(text("Three."), Neighbour::Unknown)),
        (101.0, Kind::Context)
    );
    assert_eq!(
        best(around(text("Three."), Neighbour::Border)),
        (102.0, Kind::Context)
    );
    assert_eq!(
        best(around(text("Two."), text("Five."))),
        (100.0, Kind::Exact)
    );
    let reversed = find(
        &store,
        "az",
        "en",
        "Dörd.",
        around(text("İki, üç."), Neighbour::Unknown),
    );
    assert_eq!(
        reversed[0].scored.value, 101.0,
        "an aligned article has no direction"
    );
}

#[test]
fn an_unsure_alignment_is_never_exact() {
    let (_folder, mut store) = store();
    let mut rows = en_az();
    rows[0].score = 0.6;
    store_alignment(&mut store, &[en(), az()], &rows, 0.0).unwrap();
    let found = find(&store, "en", "az", "One.", Ranking::default());
    assert_eq!(
        (found[0].scored.value, found[0].kind()),
        (98.0, Kind::Fuzzy)
    );
}

#[test]
fn concordance_finds_in_either_language_with_translations() {
    let (_folder, mut store) = store();
    import(
        &mut store,
        vec![
            pair(
                "The Silk Road links both.",
                "İpək Yolu hər ikisini birləşdirir.",
            ),
            pair("None", "Heç"),
        ],
    );
    let search = |tag: &str, pattern: &str| {
        let lang = lang(tag);
        let concordance = Concordance {
            lang,
            target: None,
            side: Side::Source,
            limit: 10,
            exhaustive: false,
        };
        let mut hits = Vec::new();
        concordance
            .search(&store, &Wanted::Phrase(pattern.into()), |hit| {
                hits.push(hit);
                Ok(())
            })
            .unwrap();
        hits
    };
    let hits = search("az", "ipək yol");
    assert_eq!(hits.len(), 1);
    assert_eq!(&hits[0].text[hits[0].spans[0].clone()], "İpək Yol");
    assert_eq!(hits[0].translations[0].1, "The Silk Road links both.");
    assert_eq!(search("en", "SILK").len(), 1);
    assert_eq!(search("en", "ilk").len(), 0);
}

/// What is done to a memory between two questions.
#[derive(Debug, Clone)]
enum Act {
    Add(Vec<(Vec<usize>, usize)>),
    Edit(usize, Vec<usize>),
    Delete(usize),
}

/// Tokens that are near one another in every way that the score knows.
fn words(tag: &str) -> &'static [&'static str] {
    match tag {
        "az" => &[
            "səfər",
            "səfərin",
            "Səfərə",
            "2024",
            "2026-cı",
            "2024-cü",
            ",",
            ".",
            "ölkə",
            "iki",
            "ölkənin",
            "“",
            "\"",
            "BMT-nin",
            "…",
            "—",
        ],
        "en" => &[
            "The",
            "the",
            "visit",
            "visits",
            "visited",
            "3.5",
            "35",
            ",",
            ".",
            "(",
            ")",
            "treaty",
            "Treaty",
            "’s",
            "ＢＲＩ",
            "BRI",
            "  ",
        ],
        _ => &[
            "两", "国", "签", "署", "声", "明", "，", "。", ",", "2025", "35亿", "（", "(", "年",
            "十", "BRI",
        ],
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    /// The index leaves nothing out: the same answers as scoring every unit, after any history of the memory.
    #[test]
    fn indexed_equals_exhaustive(
        tag in proptest::sample::select(vec!["en", "az", "zh"]),
        history in proptest::collection::vec(prop_oneof![
            3 => proptest::collection::vec((proptest::collection::vec(0usize..40, 0..6), 0usize..4), 1..14).prop_map(Act::Add),
            1 => (0usize..40, proptest::collection::vec(0usize..40, 1..9)).prop_map(|(unit, text)| Act::Edit(unit, text)),
            1 => (0usize..40).prop_map(Act::Delete),
        ], 1..8),
        query in proptest::collection::vec(0usize..40, 1..14),
        min in 0u32..=100,
        limit in proptest::sample::select(vec![1, 3, usize::MAX]),
        context in any::<bool>(),
    ) {
        let words = words(tag);
        let sentence = |indices: &[usize]| {
            let gap = if tag == "zh" { "" } else { " " };
            indices.iter().map(|w| words[w % words.len()]).collect::<Vec<_>>().join(gap)
        };
        let other = if tag == "en" { "az" } else { "en" };
        let unit = |text: &[usize], kind: usize| {
            let mut tu = Tu {
                variants: vec![Tuv::plain(lang(tag), sentence(text)), Tuv::plain(lang(other), format!("{kind}"))],
                ..Tu::default()
            };
            // Penalties, dates and other regions take part in the order.
            tu.source_lang = (kind == 1).then(|| lang(other));
            tu.attributes.change_date = (kind == 2).then(|| "20240101T000000Z".to_owned());
            let region = lang(match tag {
                "zh" => "zh-SG",
                "az" => "az-AZ",
                _ => "en-US",
            });
            if kind == 2 && text.len().is_multiple_of(2) {
                tu.variants[0].lang = region.clone();
            }
            if kind == 3 {
                tu.variants.push(Tuv::plain(region, sentence(text)));
            }
            tu
        };
        let (_folder, mut store) = store();
        let mut last = 0;
        for act in history {
            let mut writing = store.write("edit", None, true).unwrap();
            match act {
                Act::Add(units) => for (text, kind) in units {
                    last = writing.add(&unit(&text, kind), None).unwrap();
                },
                Act::Edit(n, text) => writing.edit(1 + n as i64 % last.max(1), &unit(&text, 0)).unwrap(),
                Act::Delete(n) => writing.delete(1 + n as i64 % last.max(1)).unwrap(),
            }
            writing.commit().unwrap();
        }
        prop_assert_eq!(karvan::memory::verify(&store, |_| ()).unwrap(), []);
        let ask = |exhaustive: bool| {
            let lookup = Lookup {
                source: lang(tag), target: lang(other), min: f64::from(min), limit, exhaustive, pivot: None,
            };
            let around = if context {
                Ranking { before: Neighbour::Border, after: Neighbour::Unknown }
            } else {
                Ranking::default()
            };
            lookup.find(&store, &Query { text: sentence(&query), around })
        };
        match (ask(false), ask(true)) {
            (Ok(indexed), Ok(scanned)) => prop_assert_eq!(indexed, scanned),
            // A query without a token.
            (indexed, scanned) => prop_assert!(indexed.is_err() && scanned.is_err()),
        }
    }
}

/// An alignment learns from all units but those of its own document, whatever name the text comes by.
#[test]
fn a_document_does_not_teach_itself() {
    let (_folder, mut store) = store();
    let text = |name: &str, tag: &str, segments: &[&str]| DocumentSource {
        name: Some(name.into()),
        lang: lang(tag),
        segments: segments.iter().map(|s| (*s).to_owned()).collect(),
    };
    let row = |at: usize, score| AlignedRow::new(vec![at..at + 1, at..at + 1], score);
    let harbour = [
        text("a.en", "en", &["The harbour is open.", "Ships come."]),
        text("a.az", "az", &["Liman açıqdır.", "Gəmilər gəlir."]),
    ];
    let bridge = [
        text("b.en", "en", &["The bridge is new.", "It is long."]),
        text("b.az", "az-AZ", &["Körpü təzədir.", "O, uzundur."]),
    ];
    let rows = [row(0, 0.95), row(1, 0.95)];
    store_alignment(&mut store, &harbour, &rows, 0.0).unwrap();
    store_alignment(&mut store, &bridge, &[row(0, 0.95), row(1, 0.4)], 0.0).unwrap();
    let taught = |store: &Store, texts: &[DocumentSource]| -> Vec<String> {
        let langs: Vec<_> = texts.iter().map(|text| text.lang.clone()).collect();
        let examples = karvan::memory::examples(store, &langs, texts).unwrap();
        assert_eq!(examples.len(), 1);
        examples[0]
            .pairs
            .iter()
            .map(|pair| pair.0.clone())
            .collect()
    };
    assert_eq!(taught(&store, &harbour), ["The bridge is new."]);
    assert_eq!(
        taught(&store, &bridge),
        ["Ships come.", "The harbour is open."]
    );
    let renamed = harbour
        .clone()
        .map(|text| DocumentSource { name: None, ..text });
    assert_eq!(taught(&store, &renamed), ["The bridge is new."]);
    let edited = text("a.en", "en", &["The harbour is closed."]);
    assert_eq!(
        taught(&store, &[edited, harbour[1].clone()]),
        ["The bridge is new."]
    );
    let foreign = [harbour[0].clone(), text("a.zh", "zh", &["港口开放。"])];
    assert!(taught(&store, &foreign).is_empty());
}
