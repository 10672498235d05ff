//! What people do with a memory: import units, look up, search.

mod memory_support;

use karvan::lang::Lang;
use karvan::matching::{Kind, Ranking};
use karvan::memory::{Concordance, Lookup, OnDuplicate, Query, Side, TranslationMatch, Wanted};
use karvan::model::{Neighbour, Tu, Tuv};
use karvan::store::{DerivedState, Mode, Store};
use memory_support::{KindOf, all, find, import_with, lang, store};
use proptest::prelude::*;
use std::collections::BTreeSet;

fn pair(en: &str, az: &str) -> Tu {
    Tu {
        variants: vec![Tuv::plain(lang("en"), en), Tuv::plain(lang("az"), az)],
        ..Tu::default()
    }
}

fn import(store: &mut Store, units: Vec<Tu>) -> (u64, u64, u64) {
    import_with(store, units, OnDuplicate::Add)
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
        history in proptest::collection::vec(proptest::collection::vec(prop_oneof![
            3 => proptest::collection::vec((proptest::collection::vec(0usize..40, 0..6), 0usize..4), 1..14).prop_map(Act::Add),
            1 => (0usize..40, proptest::collection::vec(0usize..40, 1..9)).prop_map(|(unit, text)| Act::Edit(unit, text)),
            1 => (0usize..40).prop_map(Act::Delete),
        ], 1..6), 1..6),
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
        for together in history {
            let mut writing = store.write("edit", None, true).unwrap();
            for act in together {
                match act {
                    Act::Add(units) => for (text, kind) in units {
                        last = writing.add(&unit(&text, kind), None).unwrap();
                    },
                    Act::Edit(n, text) => writing.edit(1 + n as i64 % last.max(1), &unit(&text, 0)).unwrap(),
                    Act::Delete(n) => writing.delete(1 + n as i64 % last.max(1)).unwrap(),
                }
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

/// Version 1 of what is derived read `zh-CHT` as simplified, so that the index has its texts among those.
#[test]
fn a_memory_that_read_a_tag_otherwise_answers_all_the_same_and_asks_for_a_new_index() {
    let (folder, mut store) = store();
    let mut unit = pair("joint statement", "birgə bəyanat");
    let (traditional, _) = Lang::parse_lenient("zh-CHT").unwrap();
    unit.variants.push(Tuv::plain(traditional, "聯合聲明"));
    assert_eq!(import(&mut store, vec![unit]), (1, 0, 0));
    drop(store);
    let path = folder.path().join("tm.db");
    let older =
        "UPDATE guard SET karvan = 1; UPDATE family SET name = 'zh-hans' WHERE name = 'zh-hant';
        UPDATE variant SET lang = 'zh-cht', seal = NULL WHERE lang = 'zh-CHT';
        UPDATE meta SET value = '1' WHERE key = 'text_version'; UPDATE guard SET karvan = 0";
    let other = rusqlite::Connection::open(&path).unwrap();
    other.execute_batch(older).unwrap();
    drop(other);
    let mut store = Store::open(&path, Mode::Write).unwrap();
    let found = |store: &Store| find(store, "zh-TW", "en", "聯合聲明文", Ranking::default()).len();
    assert_eq!(found(&store), 1);
    assert_eq!(store.derived_state().unwrap(), DerivedState::OldText);
    #[allow(clippy::redundant_closure_for_method_calls)] // the method itself is not general enough
    store.reindex(|_| (), |ready| ready.commit()).unwrap();
    assert_eq!(store.derived_state().unwrap(), DerivedState::Current);
    assert_eq!(found(&store), 1);
    assert_eq!(karvan::memory::verify(&store, |_| ()).unwrap(), []);
}
