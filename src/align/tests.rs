use super::evaluate::{Link, evaluate};
use super::*;
use crate::lang::Lang;
use proptest::prelude::*;

fn lang(tag: &str) -> Lang {
    Lang::parse(tag).unwrap()
}

fn strings(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|text| (*text).to_owned()).collect()
}

fn forced() -> Options {
    Options {
        force: true,
        ..Options::default()
    }
}

/// Our own article: its segments by the true alignment, and the ladder over them.
fn gold(table: &str) -> (Vec<String>, Vec<String>, Vec<Link>) {
    let (mut source, mut target, mut links) = (Vec::new(), Vec::new(), Vec::new());
    for line in table.lines() {
        let (a, b) = line.split_once('\t').unwrap();
        let side = |text: &str, segments: &mut Vec<String>| {
            let before = segments.len();
            segments.extend((!text.is_empty()).then(|| text.to_owned()));
            (before..segments.len()).collect()
        };
        links.push((side(a, &mut source), side(b, &mut target)));
    }
    (source, target, links)
}

fn found(ladder: &Ladder) -> Vec<Link> {
    ladder
        .beads
        .iter()
        .map(|bead| (bead.source.clone().collect(), bead.target.clone().collect()))
        .collect()
}

const EN_AZ: &str = include_str!("../../tests/data/communique.en-az.tsv");
const EN_ZH: &str = include_str!("../../tests/data/communique.en-zh.tsv");
const AZ_ZH: &str = include_str!("../../tests/data/communique.az-zh.tsv");

/// Given the true groups as segments, the beads are the groups.
#[test]
fn groups_of_the_article_find_each_other() {
    for (table, a, b, floor) in [
        (EN_AZ, "en", "az", 0.99),
        (EN_ZH, "en", "zh", 0.95),
        (AZ_ZH, "az", "zh", 0.95),
    ] {
        let (source, target, links) = gold(table);
        let ladder = align(
            Text::new(&source, &lang(a)),
            Text::new(&target, &lang(b)),
            &Options::default(),
        )
        .unwrap();
        let quality = evaluate(&found(&ladder), &links);
        assert!(quality.f1 >= floor, "{a}-{b}: {quality:?}");
    }
}

/// A credit and a remark that only the English text has are not made part of what stands beside them.
#[test]
fn a_remark_that_one_text_has_stays_alone() {
    for (at, remark) in [
        (3, "Photo: J. Smith"),
        (9, "Advertisement"),
        (20, "He did not smile."),
    ] {
        let (mut source, target, mut links) = gold(EN_AZ);
        source.insert(at, remark.to_owned());
        let place = links.iter().position(|(a, _)| a.contains(&at)).unwrap();
        for n in links[place..].iter_mut().flat_map(|(a, _)| a) {
            *n += 1;
        }
        links.insert(place, (vec![at], vec![]));
        let ladder = align(
            Text::new(&source, &lang("en")),
            Text::new(&target, &lang("az")),
            &Options::default(),
        )
        .unwrap();
        assert!(
            found(&ladder).contains(&links[place]),
            "{remark}: {:?}",
            found(&ladder)
        );
        let quality = evaluate(&found(&ladder), &links);
        assert!(quality.f1 > 0.97, "{remark}: {quality:?}");
    }
}

#[test]
fn swapped_texts_give_the_same_links() {
    let (source, target, _) = gold(EN_AZ);
    let there = align(
        Text::new(&source, &lang("en")),
        Text::new(&target, &lang("az")),
        &Options::default(),
    )
    .unwrap();
    let back = align(
        Text::new(&target, &lang("az")),
        Text::new(&source, &lang("en")),
        &Options::default(),
    )
    .unwrap();
    let quality = evaluate(&found(&back.reversed()), &found(&there));
    assert!(quality.f1 > 0.97, "{quality:?}");
}

#[test]
fn three_sentences_are_enough() {
    let en = strings(&[
        "The visit ended on 24 April.",
        "Two documents were signed.",
        "The delegation left Baku.",
    ]);
    let az = strings(&[
        "Səfər aprelin 24-də başa çatıb.",
        "İki sənəd imzalanıb.",
        "Nümayəndə heyəti Bakıdan yola düşüb.",
    ]);
    let ladder = align(
        Text::new(&en, &lang("en")),
        Text::new(&az, &lang("az")),
        &Options::default(),
    )
    .unwrap();
    assert_eq!(
        found(&ladder),
        [(vec![0], vec![0]), (vec![1], vec![1]), (vec![2], vec![2])]
    );
}

/// Our article against a text about something else, which is aligned only when the user insists.
#[test]
fn texts_that_do_not_belong_together_are_refused() {
    let (source, _, _) = gold(EN_AZ);
    let target = strings(&[
        "Nənəm hər səhər təndirdə çörək bişirir.",
        "Un, su, duz və bir az maya götürülür, xəmir bir saat dincə qoyulur.",
        "Uşaqlar həyətdə oynayırlar!",
        "Qonşunun pişiyi yenə damın üstündədir, onu heç kim düşürə bilmir.",
        "Axşam yağış yağdı.",
        "Bu il bağda 3 alma ağacı bar verib, meyvələri isə xırdadır.",
        "Babam köhnə radionu təmir edir və mahnı oxuyur.",
        "Sabah bazara gedəcəyik, çünki evdə pendir qalmayıb.",
        "Kim gəlir?",
        "Yolda bir çoban 40 qoyunu ilə dayanmışdı, itləri bizə hürürdü.",
        "Qar əriyəndən sonra çay daşır, körpünü su aparır.",
        "Biz səhərə qədər danışdıq.",
    ]);
    let refused = align(
        Text::new(&source, &lang("en")),
        Text::new(&target, &lang("az")),
        &Options::default(),
    );
    assert!(
        matches!(refused, Err(crate::error::Error::Unrelated { .. })),
        "{refused:?}"
    );
    assert!(
        align(
            Text::new(&source, &lang("en")),
            Text::new(&target, &lang("az")),
            &forced()
        )
        .is_ok()
    );
}

/// A third text about something else is refused too, however well the other two fit.
#[test]
fn a_third_text_that_does_not_belong_is_refused() {
    let (en, az, _) = gold(EN_AZ);
    let zh = strings(&[
        "奶奶每天早上都在院子里烙饼。",
        "面粉里加上水、盐和一点酵母，和好以后醒一个小时。",
        "孩子们在门口玩耍！",
        "邻居家的猫又爬上了房顶，谁也没办法把它弄下来。",
        "傍晚下了一场雨。",
        "今年园子里只有3棵苹果树结果，果子还很小。",
        "爷爷一边修旧收音机，一边哼着小曲。",
        "明天得去赶集，家里的奶酪吃完了。",
        "谁来了？",
        "路上有个牧人赶着40只羊，他的狗冲我们直叫。",
        "雪一化，河水就涨，把桥都冲走了。",
        "我们一直聊到天亮。",
    ]);
    let langs = [lang("en"), lang("az"), lang("zh")];
    let texts = [
        Text::new(&en, &langs[0]),
        Text::new(&az, &langs[1]),
        Text::new(&zh, &langs[2]),
    ];
    let refused = align3(texts, &Options::default()).unwrap_err();
    assert_eq!(
        refused.to_string(),
        "the text in zh does not seem to be a translation of the two others: \
         their sentences fit together no better than in disorder"
    );
    assert!(align3(texts, &forced()).is_ok());
}

/// Handed-in words decide where nothing else speaks: the second segment goes where its words lead.
#[test]
fn known_words_count() {
    let en = strings(&["alpha beta", "gamma delta", "omega sigma"]);
    let other = strings(&["trill wumm", "zack bong"]);
    for (words, target) in [
        (["alpha", "beta", "gamma", "delta"], 1),
        (["gamma", "delta", "omega", "sigma"], 0),
    ] {
        let entries = words
            .iter()
            .zip(["trill", "wumm", "zack", "bong"])
            .map(|(left, right)| Entry {
                left: (*left).to_owned(),
                right: right.to_owned(),
                weight: 1.0,
            });
        let options = Options {
            dictionaries: vec![Dictionary {
                langs: None,
                entries: entries.collect(),
            }],
            ..forced()
        };
        let ladder = align(
            Text::new(&en, &lang("en")),
            Text::new(&other, &lang("eo")),
            &options,
        )
        .unwrap();
        let bead = ladder
            .beads
            .iter()
            .find(|bead| bead.source.contains(&1))
            .unwrap();
        assert!(bead.target.contains(&target), "{ladder:?}");
    }
}

/// Examples teach words: the second segment goes where the words of the examples lead.
#[test]
fn examples_teach() {
    let en = strings(&["alpha beta", "gamma delta", "omega sigma"]);
    let other = strings(&["trill wumm", "zack bong"]);
    for (words, target) in [
        (["alpha", "beta", "gamma", "delta"], 1),
        (["gamma", "delta", "omega", "sigma"], 0),
    ] {
        let known: Vec<(&str, &str)> = words
            .into_iter()
            .zip(["trill", "wumm", "zack", "bong"])
            .collect();
        let mut pairs = Vec::new();
        for (a, a_other) in &known {
            for (b, b_other) in &known {
                pairs.push((format!("{a_other} {b_other}"), format!("{a} {b}")));
            }
        }
        let options = Options {
            shared: Some(Arc::new(SharedLexicon::from_units(&Examples {
                langs: (lang("eo"), lang("en")),
                pairs,
            }))),
            ..forced()
        };
        let ladder = align(
            Text::new(&en, &lang("en")),
            Text::new(&other, &lang("eo")),
            &options,
        )
        .unwrap();
        let mut beads = ladder.beads.iter();
        let bead = beads.find(|bead| bead.source.contains(&1)).unwrap();
        assert!(bead.target.contains(&target), "{ladder:?}");
    }
}

fn assert_tiles(
    sides: &[std::ops::Range<usize>],
    length: usize,
) -> std::result::Result<(), TestCaseError> {
    let mut end = 0;
    for side in sides {
        prop_assert_eq!(side.start, end);
        prop_assert!(side.end >= side.start);
        end = side.end;
    }
    prop_assert_eq!(end, length);
    Ok(())
}

fn segments() -> impl Strategy<Value = Vec<String>> {
    proptest::collection::vec("[a-zə0-9一二国。., ]{0,12}|\\PC{0,6}", 0..9)
}

/// A ladder over texts of any length.
fn ladders(source: usize, target: usize) -> impl Strategy<Value = Ladder> {
    let cuts = |n: usize| proptest::collection::vec(0..=n, 0..6);
    (cuts(source), cuts(target)).prop_map(move |(mut a, mut b)| {
        let count = a.len().min(b.len());
        a.truncate(count);
        b.truncate(count);
        a.sort_unstable();
        b.sort_unstable();
        a.push(source);
        b.push(target);
        let (mut i, mut j) = (0, 0);
        let mut beads = Vec::new();
        for (x, y) in a.into_iter().zip(b) {
            if x > i || y > j {
                beads.push(Bead {
                    source: i..x,
                    target: j..y,
                    score: 0.5,
                });
            }
            (i, j) = (x, y);
        }
        Ladder { beads }
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn every_segment_is_in_one_bead(a in segments(), b in segments(), pair in proptest::sample::select(vec![("en", "az"), ("en", "zh"), ("az", "zh"), ("de", "fr")])) {
        let ladder = align(Text::new(&a, &lang(pair.0)), Text::new(&b, &lang(pair.1)), &forced()).unwrap();
        let (source, target): (Vec<_>, Vec<_>) =
            ladder.beads.iter().map(|bead| (bead.source.clone(), bead.target.clone())).unzip();
        assert_tiles(&source, a.len())?;
        assert_tiles(&target, b.len())?;
        for bead in &ladder.beads {
            prop_assert!((0.0..=1.0).contains(&bead.score));
            prop_assert!(!bead.source.is_empty() || !bead.target.is_empty());
        }
    }

    /// Whatever the three texts are, each segment is in one row, and no pair of a row leaves it.
    #[test]
    fn three_texts_keep_every_segment(a in segments(), b in segments(), c in segments()) {
        let texts = [a.as_slice(), &b, &c];
        let langs = [lang("en"), lang("az"), lang("zh")];
        let input = [0, 1, 2].map(|at| Text::new(texts[at], &langs[at]));
        let rows = align3(input, &forced()).unwrap();
        for (text, segments) in texts.iter().enumerate() {
            let sides: Vec<_> = rows.iter().map(|row| row.sides[text].clone()).collect();
            assert_tiles(&sides, segments.len())?;
        }
        for row in &rows {
            prop_assert!((0.0..=1.0).contains(&row.score));
            for bead in &row.beads {
                prop_assert!((0.0..=1.0).contains(&bead.score));
                for (text, side) in [(bead.texts.0, &bead.source), (bead.texts.1, &bead.target)] {
                    let held = &row.sides[text];
                    prop_assert!(!side.is_empty() && side.start >= held.start && side.end <= held.end);
                }
            }
        }
    }

    #[test]
    fn joined_rows_hold_every_segment((first, second, others) in (0_usize..8, 0_usize..8, 0_usize..8).prop_flat_map(|(a, b, c)| (ladders(a, b), ladders(a, c), ladders(b, c)))) {
        let end = |ladder: &Ladder, side: fn(&Bead) -> usize| ladder.beads.last().map_or(0, side);
        let lengths = [
            end(&first, |bead| bead.source.end),
            end(&first, |bead| bead.target.end).max(end(&others, |bead| bead.source.end)),
            end(&second, |bead| bead.target.end).max(end(&others, |bead| bead.target.end)),
        ];
        let rows = join(&first, &second, &others);
        for (text, length) in lengths.into_iter().enumerate() {
            let sides: Vec<_> = rows.iter().map(|row| row.sides[text].clone()).collect();
            assert_tiles(&sides, length)?;
        }
        for row in &rows {
            prop_assert!(row.sides.iter().any(|side| !side.is_empty()));
            prop_assert!((0.0..=1.0).contains(&row.score));
        }
    }
}
