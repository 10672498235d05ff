//! What is asked of a memory and put into it, at 30,000 units.

use super::made::Sentences;
use divan::{Bencher, black_box};
use karvan::lang::Lang;
use karvan::matching::Ranking;
use karvan::memory::{Concordance, Lookup, Query, Side, Wanted};
use karvan::model::{Tu, Tuv};
use karvan::store::{Mode, Store};
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

const UNITS: usize = 30_000;

/// Queries that a benchmark goes through one after the other.
const QUERIES: usize = 200;

/// The folder of the memories.
static PLACE: OnceLock<PathBuf> = OnceLock::new();

/// Where memories are made. The caller owns the folder, because what is static is never dropped.
pub(crate) fn keep_in(folder: &Path) {
    PLACE.get_or_init(|| folder.to_owned());
}

/// A memory with the first language as the source, and sentences like its own.
struct Bench {
    store: Store,
    source: Lang,
    target: Lang,
    sentences: Sentences,
    queries: Vec<String>,
}

impl Bench {
    /// Makes the memory unless it is there already; `edits` words of each query are other ones than in its unit.
    fn new(source: &str, target: &str, edits: usize) -> Self {
        let path = PLACE.get().unwrap().join(format!("{source}-{target}.db"));
        let known = path.exists();
        let (source, target) = (Lang::parse(source).unwrap(), Lang::parse(target).unwrap());
        let mut store = Store::open(&path, Mode::Create).unwrap();
        let (mut sources, mut targets) = (Sentences::new(&source), Sentences::new(&target));
        let texts: Vec<String> = (0..UNITS).map(|_| sources.sentence()).collect();
        if !known {
            let mut writing = store.write("import", None, true).unwrap();
            for text in &texts {
                let tu = unit(&source, text, &target, &targets.sentence());
                writing.add(&tu, None).unwrap();
            }
            writing.commit().unwrap();
        }
        let origins = texts.iter().step_by(UNITS / QUERIES);
        let queries = origins.map(|text| sources.edited(text, edits)).collect();
        Self {
            store,
            source,
            target,
            sentences: sources,
            queries,
        }
    }

    /// Answers one query a round.
    fn look_up(self, bencher: Bencher, min: f64, exhaustive: bool) {
        let lookup = Lookup {
            source: self.source,
            target: self.target,
            min,
            limit: 5,
            exhaustive,
            pivot: None,
        };
        let mut queries = self.queries.into_iter().cycle();
        bencher
            .with_inputs(|| Query {
                text: queries.next().unwrap(),
                around: Ranking::default(),
            })
            .bench_local_refs(|query| lookup.find(&self.store, query).unwrap());
    }

    /// Finds the last ten texts that hold a phrase.
    fn search(self, bencher: Bencher, phrase: &str) {
        let concordance = Concordance {
            lang: self.source,
            target: Some(self.target),
            side: Side::Source,
            limit: 10,
            exhaustive: false,
        };
        let wanted = Wanted::Phrase(phrase.to_owned());
        bencher.bench_local(|| {
            let visit = |hit| {
                black_box(hit);
                Ok(())
            };
            concordance.search(&self.store, &wanted, visit).unwrap()
        });
    }
}

fn unit(source: &Lang, text: &str, target: &Lang, translation: &str) -> Tu {
    Tu {
        variants: vec![
            Tuv::plain(source.clone(), text),
            Tuv::plain(target.clone(), translation),
        ],
        ..Tu::default()
    }
}

/// A sentence of the memory with so many words exchanged.
#[divan::bench(args = [0, 2, 5])]
fn look_up_edited(bencher: Bencher, edits: usize) {
    Bench::new("en", "az", edits).look_up(bencher, 70.0, false);
}

/// A sentence with two words exchanged, for every match of at least so much.
#[divan::bench(args = [50.0, 85.0])]
fn look_up_from(bencher: Bencher, min: f64) {
    Bench::new("en", "az", 2).look_up(bencher, min, false);
}

/// The same in Chinese, two characters exchanged.
#[divan::bench]
fn look_up_chinese(bencher: Bencher) {
    Bench::new("zh", "en", 2).look_up(bencher, 70.0, false);
}

/// The same as `look_up_edited` with two words, every unit scored.
#[divan::bench(sample_count = 10, sample_size = 1)]
fn look_up_by_a_full_scan(bencher: Bencher) {
    Bench::new("en", "az", 2).look_up(bencher, 70.0, true);
}

/// A unit of its own act, until it is safe on disk. The memory is not that of the other benchmarks, because it grows.
#[divan::bench]
fn add_a_unit(bencher: Bencher) {
    let Bench {
        mut store,
        source,
        target,
        mut sentences,
        ..
    } = Bench::new("en", "zh", 0);
    bencher
        .with_inputs(|| unit(&source, &sentences.sentence(), &target, "新的一句。"))
        .bench_local_refs(|tu| {
            let mut writing = store.write("edit", None, true).unwrap();
            writing.add(tu, None).unwrap();
            writing.commit().unwrap();
        });
}

/// The first hits of a word that many texts have, of a rarer phrase, and of letters inside words.
#[divan::bench(args = ["the", "Joint Statement", "*sovereign*"])]
fn first_hits(bencher: Bencher, phrase: &str) {
    Bench::new("en", "az", 0).search(bencher, phrase);
}

/// The first hits of a Chinese phrase.
#[divan::bench]
fn first_hits_chinese(bencher: Bencher) {
    Bench::new("zh", "en", 0).search(bencher, "联合声明");
}
