//! Look-up through a third language: against a model that knows no index, no cache and no order of work.

use karvan::lang::{Fit, Lang};
use karvan::matching::{Kind, PenaltyKind, Prepared, Ranking, Side, score};
use karvan::memory::{Lookup, Pivot, Query, TranslationMatch};
use karvan::model::{Code, CodeKind, Inline, Neighbour, Tu, Tuv, minute};
use karvan::store::{Mode, Store, StoredTu};
use karvan::text::normalize;
use proptest::prelude::*;
use std::cmp::Reverse;
use std::collections::BTreeSet;

fn lang(tag: &str) -> Lang {
    Lang::parse(tag).unwrap()
}

fn store() -> (tempfile::TempDir, Store) {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(&folder.path().join("tm.db"), Mode::Create).unwrap();
    (folder, store)
}

/// A unit of texts with their languages.
fn unit(texts: &[(&str, &str)]) -> Tu {
    Tu {
        variants: (texts.iter().map(|(tag, text)| Tuv::plain(lang(tag), *text))).collect(),
        ..Tu::default()
    }
}

fn add(store: &mut Store, units: &[Tu]) {
    let mut writing = store.write("edit", None, true).unwrap();
    for unit in units {
        writing.add(unit, None).unwrap();
    }
    writing.commit().unwrap();
}

fn az_zh(pivot: Option<Pivot>) -> Lookup {
    Lookup {
        source: lang("az"),
        target: lang("zh"),
        min: 50.0,
        limit: 5,
        exhaustive: false,
        pivot,
    }
}

fn query(text: &str) -> Query {
    Query {
        text: text.into(),
        around: Ranking::default(),
    }
}

/// The answers of the index, which are those of the scan.
fn find(lookup: &Lookup, store: &Store, text: &str) -> Vec<TranslationMatch> {
    let found = lookup.find(store, &query(text)).unwrap();
    let exhaustive = Lookup {
        exhaustive: true,
        ..lookup.clone()
    };
    assert_eq!(exhaustive.find(store, &query(text)).unwrap(), found);
    found
}

fn shown(found: &[TranslationMatch]) -> Vec<(f64, &str, usize)> {
    (found
        .iter()
        .map(|m| (m.scored.value, m.target.as_str(), m.units)))
    .collect()
}

const EN: &str = "The visit begins on Monday.";
const AZ: &str = "Səfər bazar ertəsi başlayır.";

#[test]
fn a_shared_text_of_the_pivot_leads_on() {
    let (_folder, mut store) = store();
    let mut named = unit(&[("az", AZ), ("en", EN)]);
    named.tuid = Some("a1".into());
    let blanks = format!(" {}", EN.replace(' ', "  "));
    add(
        &mut store,
        &[
            named,
            unit(&[("en", &blanks), ("zh", "访问于星期一开始。")]),
            unit(&[("en", &EN.to_uppercase()), ("zh", "全大写。")]),
        ],
    );
    assert_eq!(find(&az_zh(None), &store, AZ), []);
    let found = find(&az_zh(Some(Pivot::Through(lang("en")))), &store, AZ);
    assert_eq!(shown(&found), [(97.0, "访问于星期一开始。", 1)]);
    assert_eq!(found[0].scored.kind, Kind::Fuzzy);
    let path = found[0].pivot.as_ref().unwrap();
    assert_eq!((path.lang.as_str(), path.text.as_str()), ("en", EN));
    assert_eq!(
        (found[0].name(), path.target_name()),
        ("a1".into(), "#2".into())
    );
    assert_eq!(
        find(&az_zh(Some(Pivot::Auto)), &store, AZ),
        found,
        "the only third language"
    );
    assert_eq!(
        find(&az_zh(Some(Pivot::Through(lang("ru")))), &store, AZ),
        []
    );
}

#[test]
fn both_legs_take_their_points_off() {
    let (_folder, mut store) = store();
    let mut first = unit(&[("en", EN), ("az", AZ)]);
    first.source_lang = Some(lang("en"));
    let mut second = unit(&[("zh", "访问于星期一开始。"), ("en", EN)]);
    second.source_lang = Some(lang("zh"));
    second.alignment = Some(0.7);
    add(&mut store, &[first, second]);
    let found = find(&az_zh(Some(Pivot::Auto)), &store, AZ);
    let penalties: Vec<_> = (found[0].penalties().iter().map(|p| (p.name, p.leg))).collect();
    assert_eq!(
        penalties,
        [
            (PenaltyKind::Reversed, Some(Side::Source)),
            (PenaltyKind::Reversed, Some(Side::Target)),
            (PenaltyKind::UnsureAlignment, Some(Side::Target)),
            (PenaltyKind::Pivot, None),
        ]
    );
    assert_eq!(found[0].scored.value, 93.0);
}

#[test]
fn a_pivoted_translation_is_shown_once_and_not_beside_a_better_direct_one() {
    let (_folder, mut store) = store();
    let zh = |text: &str| unit(&[("en", EN), ("zh", text)]);
    add(
        &mut store,
        &[
            unit(&[("az", AZ), ("en", EN)]),
            unit(&[("az", AZ), ("en", EN)]),
            // The same translation by a direct match: a little worse, and much better.
            unit(&[
                ("az", "Səfər şənbə günü başlayır."),
                ("zh", "访问即将开始。"),
            ]),
            unit(&[("az", AZ), ("zh", "访问于周一开始。")]),
            zh("访问即将开始。"),
            zh("访问即将开始。"),
            zh("访问于周一开始。"),
            zh("访问于星期一开始。"),
        ],
    );
    let found = find(&az_zh(Some(Pivot::Through(lang("en")))), &store, AZ);
    assert_eq!(
        shown(&found[..3]),
        [
            (100.0, "访问于周一开始。", 1),
            (97.0, "访问于星期一开始。", 1),
            (97.0, "访问即将开始。", 2),
        ],
        "the newest first, with how many units translate the pivot so"
    );
    assert_eq!(found.len(), 4);
    assert_eq!(
        (found[3].target.as_str(), &found[3].pivot),
        ("访问即将开始。", &None)
    );
    assert_eq!(found[1].unit, 2, "the newest of the first legs");
    let path = found[2].pivot.as_ref().unwrap();
    assert_eq!(path.unit, 6, "the newest of the second legs");
}

/// What leads nowhere neither takes a place nor ends the search.
#[test]
fn matches_without_a_second_leg_take_no_place() {
    let (_folder, mut store) = store();
    let mut units: Vec<Tu> = (0..200)
        .map(|n| unit(&[("az", &format!("{AZ} {n}")), ("en", &format!("{EN} {n}"))]))
        .collect();
    units.push(unit(&[
        ("az", "Səfər bazar günü başlayır."),
        ("en", "It begins."),
    ]));
    units.push(unit(&[("en", "It begins."), ("zh", "访问开始。")]));
    add(&mut store, &units);
    let lookup = Lookup {
        limit: 1,
        ..az_zh(Some(Pivot::Auto))
    };
    assert_eq!(find(&lookup, &store, AZ)[0].target, "访问开始。");
}

#[test]
fn context_orders_pivoted_matches_and_lifts_none() {
    let (_folder, mut store) = store();
    let mut near = unit(&[("az", AZ), ("en", "A.")]);
    near.variants[0].before = Neighbour::Border;
    add(
        &mut store,
        &[
            near,
            unit(&[("az", AZ), ("en", "B.")]),
            unit(&[("en", "A."), ("zh", "甲。")]),
            unit(&[("en", "B."), ("zh", "乙。")]),
        ],
    );
    let ask = Query {
        text: AZ.into(),
        around: Ranking {
            before: Neighbour::Border,
            after: Neighbour::Unknown,
        },
    };
    let found = az_zh(Some(Pivot::Auto)).find(&store, &ask).unwrap();
    assert_eq!(shown(&found), [(97.0, "甲。", 1), (97.0, "乙。", 1)]);
}

#[test]
fn a_pivot_is_a_third_language() {
    let (_folder, store) = store();
    for (source, target, pivot, message) in [
        (
            "az",
            "zh",
            "az-AZ",
            "the pivot az-AZ is no third language: the source is az",
        ),
        (
            "az",
            "zh-CN",
            "zh",
            "the pivot zh is no third language: the target is zh-CN",
        ),
        (
            "en-GB",
            "en-US",
            "az",
            "no pivot stands between en-GB and en-US: they are one language",
        ),
    ] {
        let lookup = Lookup {
            source: lang(source),
            target: lang(target),
            ..az_zh(Some(Pivot::Through(lang(pivot))))
        };
        let error = lookup.find(&store, &query("a")).unwrap_err();
        assert_eq!(error.to_string(), message);
    }
    let traditional = Pivot::Through(lang("zh-Hant"));
    assert!(traditional.check(&lang("en"), &lang("zh-Hans")).is_ok());
}

#[test]
fn the_memory_says_whether_it_has_a_pivot() {
    let (_folder, mut store) = store();
    let held =
        |store: &Store, pivot: &Pivot| pivot.is_held(store, &lang("az"), &lang("zh-CN")).unwrap();
    let en = Pivot::Through(lang("en-GB"));
    add(
        &mut store,
        &[unit(&[("az-AZ", "Salam."), ("zh", "你好。")])],
    );
    assert!(!held(&store, &Pivot::Auto) && !held(&store, &en));
    add(&mut store, &[unit(&[("az", "Salam."), ("en", "Hello.")])]);
    assert!(held(&store, &Pivot::Auto) && held(&store, &en));
}

/// What a match is, but for what follows from its units.
type Row = (f64, String, String, i64, usize, Option<(Lang, String, i64)>);

fn row(m: &TranslationMatch) -> Row {
    let path = m.pivot.as_ref();
    let path = path.map(|p| (p.lang.clone(), p.text.clone(), p.unit));
    (
        m.scored.value,
        m.source.clone(),
        m.target.clone(),
        m.unit,
        m.units,
        path,
    )
}

/// What takes points off a leg that begins at `from`.
fn points(tu: &Tu, from: &Tuv) -> f64 {
    let reversed = tu
        .source_lang
        .as_ref()
        .is_some_and(|l| l.fit(&from.lang).is_none());
    let unsure = tu.alignment.is_some_and(|sure| sure < 0.9);
    f64::from(from.segment.has_codes()) + f64::from(reversed) + 2.0 * f64::from(unsure)
}

/// The variants into a language: those that fit it best.
fn into<'a>(tu: &'a Tu, target: &Lang) -> Vec<&'a Tuv> {
    let best = tu.variants.iter().filter_map(|v| target.fit(&v.lang)).min();
    let fits = |v: &&Tuv| best.is_some() && target.fit(&v.lang) == best;
    tu.variants.iter().filter(fits).collect()
}

/// Every way through a third language, by three loops over all units.
fn model(lookup: &Lookup, units: &[StoredTu], text: &str, direct: &[TranslationMatch]) -> Vec<Row> {
    let (source, target) = (&lookup.source, &lookup.target);
    let other_region = |wanted: &Lang, v: &Tuv| wanted.fit(&v.lang) == Some(Fit::Fallback);
    let asked = Prepared::new(text, source);
    let mut ways = Vec::new();
    for u in units {
        for (a, number) in u.tu.variants.iter().zip(&u.numbers) {
            if source.fit(&a.lang).is_none() {
                continue;
            }
            let value = score(&asked, &Prepared::new(&a.segment.text(), source)).value();
            for e in &u.tu.variants {
                let third = match lookup.pivot.as_ref().unwrap() {
                    Pivot::Auto => source.fit(&e.lang).is_none() && target.fit(&e.lang).is_none(),
                    Pivot::Through(pivot) => pivot.fit(&e.lang).is_some(),
                };
                let wanted = normalize(&e.segment.text());
                if !third || wanted.is_empty() {
                    continue;
                }
                let same = |v: &Tuv| {
                    v.lang.fit(&e.lang).is_some() && normalize(&v.segment.text()) == wanted
                };
                let leading = |z: &str| {
                    let has = |v: &&&StoredTu| {
                        v.tu.variants.iter().any(same)
                            && into(&v.tu, target)
                                .iter()
                                .any(|t| normalize(&t.segment.text()) == z)
                    };
                    units.iter().collect::<Vec<_>>().iter().filter(has).count()
                };
                for v in units {
                    for (e2, number2) in v.tu.variants.iter().zip(&v.numbers) {
                        if !same(e2) {
                            continue;
                        }
                        for z in into(&v.tu, target) {
                            let off = points(&u.tu, a) + points(&v.tu, e2) + 3.0;
                            let value = (value - off).max(0.0);
                            let key = normalize(&z.segment.text());
                            if key.is_empty() || value < lookup.min {
                                continue;
                            }
                            let fallback = other_region(source, a) || other_region(target, z);
                            let rank = (
                                Reverse(value.to_bits()),
                                fallback,
                                Reverse((minute(u.date()), *number)),
                                e.lang.primary() != "en",
                                Reverse((minute(v.date()), *number2)),
                            );
                            let path = (e.lang.clone(), e.segment.text(), v.id);
                            let texts = (a.segment.text(), z.segment.text());
                            let units = leading(&key);
                            ways.push((
                                rank,
                                key,
                                (value, texts.0, texts.1, u.id, units, Some(path)),
                            ));
                        }
                    }
                }
            }
        }
    }
    ways.sort_by_key(|(rank, ..)| *rank);
    let mut all: Vec<Row> = direct.iter().map(row).collect();
    let mut brought = BTreeSet::new();
    for (_, key, way) in ways {
        let mut before = direct.iter().filter(|d| d.scored.value >= way.0);
        if before.any(|d| normalize(&d.target) == key) || !brought.insert(key) {
            continue;
        }
        let place = all.iter().take_while(|m| m.0 >= way.0).count();
        all.insert(place, way);
    }
    all.truncate(lookup.limit);
    all
}

/// What is done to a memory between two questions.
#[derive(Debug, Clone)]
enum Act {
    Add(Vec<Plan>),
    Edit(usize, Plan),
    Delete(usize),
}

/// A unit: for each of its texts the language and which of its sentences; and what else is to be said about it.
#[derive(Debug, Clone)]
struct Plan {
    texts: Vec<(usize, usize)>,
    kind: usize,
}

const TAGS: [&str; 7] = ["az", "az-AZ", "en", "en-GB", "zh", "zh-SG", "ru"];

/// Sentences that are near one another, and some that are the same to the eye.
fn sentence(tag: &str, n: usize) -> &'static str {
    let all: &[&str] = match &tag[..2] {
        "az" => &[
            "Səfər bazar ertəsi başlayır.",
            "Səfər bazar ertəsi başladı.",
            "Rəsmi səfər bazar ertəsi başlayır.",
            "Səfər  bazar ertəsi başlayır.",
            "Səfər cümə başlayır!",
        ],
        "en" => &[
            "The visit begins.",
            "The visit  begins.",
            "the visit begins.",
            "A visit",
            "…",
            " ",
        ],
        "zh" => &["访问开始。", "访问 开始。", "访问开始", "来访", ""],
        _ => &["Визит.", "Визит", "The visit begins."],
    };
    all[n % all.len()]
}

impl Plan {
    fn unit(&self) -> Tu {
        let mut tu = Tu::default();
        for (tag, n) in &self.texts {
            let tag = TAGS[tag % TAGS.len()];
            let mut tuv = Tuv::plain(lang(tag), sentence(tag, *n));
            if self.kind == 4 {
                tuv.segment.content.push(Inline::Code(Code {
                    kind: CodeKind::Ph,
                    attributes: Vec::new(),
                    content: Vec::new(),
                }));
            }
            tu.variants.push(tuv);
        }
        tu.source_lang = match self.kind {
            1 => Some(lang("en")),
            2 => Some(lang("az")),
            _ => None,
        };
        tu.alignment = (self.kind == 3).then_some(0.5);
        tu.attributes.change_date = (self.kind == 5).then(|| "20240101T000000Z".to_owned());
        tu
    }
}

fn plan() -> impl Strategy<Value = Plan> {
    let text = (0usize..TAGS.len(), 0usize..6);
    (proptest::collection::vec(text, 1..4), 0usize..8)
        .prop_map(|(texts, kind)| Plan { texts, kind })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]
    /// The index, the scan and the model give the same answers, after any history of the memory.
    #[test]
    fn indexed_equals_exhaustive_equals_the_model(
        history in proptest::collection::vec(prop_oneof![
            4 => proptest::collection::vec(plan(), 1..16).prop_map(Act::Add),
            1 => (0usize..40, plan()).prop_map(|(unit, plan)| Act::Edit(unit, plan)),
            1 => (0usize..40).prop_map(Act::Delete),
        ], 1..6),
        asked in 0usize..5,
        source in proptest::sample::select(vec!["az", "az-AZ"]),
        target in proptest::sample::select(vec!["zh", "zh-CN"]),
        pivot in proptest::sample::select(vec![
            Pivot::Auto, Pivot::Through(lang("en")), Pivot::Through(lang("ru")),
        ]),
        min in proptest::sample::select(vec![0.0, 28.0, 50.0, 70.0, 96.0, 97.0, 100.0]),
        limit in proptest::sample::select(vec![1, 2, 3, usize::MAX]),
    ) {
        let (_folder, mut store) = store();
        let mut last = 0;
        for act in history {
            let mut writing = store.write("edit", None, true).unwrap();
            match act {
                Act::Add(plans) => for plan in plans {
                    last = writing.add(&plan.unit(), None).unwrap();
                },
                Act::Edit(n, plan) => writing.edit(1 + n as i64 % last.max(1), &plan.unit()).unwrap(),
                Act::Delete(n) => writing.delete(1 + n as i64 % last.max(1)).unwrap(),
            }
            writing.commit().unwrap();
        }
        let text = sentence("az", asked);
        let lookup = |exhaustive: bool, limit: usize, pivot: Option<Pivot>| Lookup {
            source: lang(source), target: lang(target), min, limit, exhaustive, pivot,
        };
        let ask = |lookup: &Lookup| lookup.find(&store, &query(text)).unwrap();
        let indexed = lookup(false, limit, Some(pivot.clone()));
        let found = ask(&indexed);
        prop_assert_eq!(&found, &ask(&lookup(true, limit, Some(pivot))));

        let mut units = Vec::new();
        store.for_each_unit(|stored| { units.push(stored); Ok(()) }).unwrap();
        let direct = ask(&lookup(true, usize::MAX, None));
        let rows: Vec<Row> = found.iter().map(row).collect();
        prop_assert_eq!(rows, model(&indexed, &units, text, &direct));
    }
}
