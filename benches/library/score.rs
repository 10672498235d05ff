//! The score and what it stands on.

use super::made::{Sentences, article};
use divan::{Bencher, black_box};
use karvan::lang::Lang;
use karvan::matching::{Prepared, score, score_at_least};

const LANGS: [&str; 3] = ["en", "az", "zh"];

/// Folds, cuts and stems the sentences of an article: the time is that of the whole article.
#[divan::bench(args = LANGS)]
fn prepare_an_article(bencher: Bencher, tag: &str) {
    let lang = Lang::parse(tag).unwrap();
    let article = article(&lang);
    bencher.bench_local(|| {
        for sentence in &article {
            black_box(Prepared::new(sentence, &lang));
        }
    });
}

/// The score of each sentence of an article and the same with two words exchanged.
#[divan::bench(args = LANGS)]
fn score_near_pairs(bencher: Bencher, tag: &str) {
    let lang = Lang::parse(tag).unwrap();
    let mut sentences = Sentences::new(&lang);
    let pairs: Vec<(Prepared, Prepared)> = article(&lang)
        .iter()
        .map(|text| {
            let edited = sentences.edited(text, 2);
            (Prepared::new(text, &lang), Prepared::new(&edited, &lang))
        })
        .collect();
    bencher.bench_local(|| {
        for (a, b) in &pairs {
            black_box(score(a, b));
        }
    });
}

/// The score of each sentence of an article and the next one.
#[divan::bench(args = LANGS)]
fn score_far_pairs(bencher: Bencher, tag: &str) {
    let texts = prepared(tag);
    bencher.bench_local(|| {
        for pair in texts.windows(2) {
            black_box(score(&pair[0], &pair[1]));
        }
    });
}

/// The same pairs, where only 70 and more is of interest.
#[divan::bench(args = LANGS)]
fn rule_far_pairs_out(bencher: Bencher, tag: &str) {
    let texts = prepared(tag);
    bencher.bench_local(|| {
        for pair in texts.windows(2) {
            black_box(score_at_least(&pair[0], &pair[1], 70.0));
        }
    });
}

fn prepared(tag: &str) -> Vec<Prepared> {
    let lang = Lang::parse(tag).unwrap();
    let article = article(&lang);
    article.iter().map(|s| Prepared::new(s, &lang)).collect()
}
