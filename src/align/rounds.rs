//! The rounds of an alignment: length alone, then anchors, then a lexicon learned from the text, each round
//! with priors and lengths estimated from the one before it.

use super::anchors::{Pair, anchors, turned};
use super::band::Band;
use super::borders::BorderModel;
use super::chain::{Point, chain};
use super::chinese::Sightings;
use super::dictionary::{dictionary_pairs, known_words};
use super::dynamic::{FEW_KINDS, KINDS, Models, Step, best_path};
use super::length::LengthModel;
use super::lexical::Lexicon;
use super::lexicon::{BeadWords, Counts, table, train_both};
use super::phrase::Finder;
use super::posterior::Gains;
use super::seed::seed_pairs;
use super::stretches::Lexicons;
use super::support::Support;
use super::words::Side;
use super::{Options, Text};
use crate::lang::Lang;
use rustc_hash::{FxHashMap, FxHashSet};
use std::ops::Range;

/// The prior of each kind of bead before anything is known of the text.
const FIRST_PRIORS: [f64; KINDS.len()] = [
    0.029, 0.029, 0.807, 0.039, 0.039, 0.012, 0.012, 0.012, 0.003, 0.003, 0.003, 0.003, 0.0015,
    0.001, 0.001, 0.0008, 0.0008,
];
/// How many beads the first priors weigh against the counted ones.
const PRIOR_WEIGHT: f64 = 40.0;
/// Rounds in which the lexicon is learned.
const LEARNING_ROUNDS: usize = 4;
/// The rounds over a long text end when fewer than one bead in so many is new; shorter ones have all rounds.
const SETTLED: usize = 1_000;
/// A path worth so much a segment needs no comparison with chance.
const CLEAR_VALUE: f64 = 0.5;
/// In how many other orders of the target chance is measured.
const DISORDERS: usize = 3;
/// Of a bead no more words than these teach: what a longer one says is lost among all pairs of its words, which grow with
/// the square of its length.
const MOST_WORDS: usize = 400;
/// Beads with less gain teach the lexicon nothing.
const LEAST_GAIN: f64 = -1.0;
/// Up to so many cells, all of them are looked at.
const WHOLE_CELLS: usize = 1 << 20;
/// The same in the rounds that learn, which only correct what is nearly right.
const WHOLE_CELLS_LEARNING: usize = 1 << 16;
/// The least half width of the first band, by length alone, and of those around a path: with the words that are
/// known beforehand, and while learning.
const WIDE_BAND: usize = 300;
const SEEDED_BAND: usize = 60;
const NARROW_BAND: usize = 16;

/// What is known at the end of the rounds.
pub(super) struct Outcome {
    pub(super) steps: Vec<Step>,
    /// The gains of all beads that were looked at in the last round.
    pub(super) gains: Gains,
    pub(super) evidence: Evidence,
    pub(super) support: Support,
}

/// Whether the texts belong together: what a path by length, anchors and handed-in words is worth, and what the
/// best path is worth to the same target in other orders, which is chance. What the text taught itself is no
/// evidence.
#[derive(Debug, Clone, Copy)]
pub(super) struct Evidence {
    pub(super) value: f64,
    pub(super) by_chance: f64,
    /// The gains along the path, its priors left out: the log-likelihood ratio against texts that have nothing to do with
    /// each other.
    pub(super) gain: f64,
}

/// Aligns two texts that both have segments.
pub(super) fn run(source: Text<'_>, target: Text<'_>, options: &Options) -> Outcome {
    let langs = (source.lang, target.lang);
    let mut rounds = Rounds::new(source.segments, target.segments, langs, options);
    rounds.source.mark_paragraphs(source.paragraphs);
    rounds.target.mark_paragraphs(target.paragraphs);
    let seeded = Lexicons::whole(rounds.lexicon(None));
    rounds.begin(&seeded);
    let evidence = rounds.evidence(&seeded);
    rounds.update();
    rounds.learning = true;
    let mut gains = Gains::default();
    let mut last = seeded;
    for round in 0..LEARNING_ROUNDS {
        last = rounds.lexicons(round == 0);
        let before = rounds.steps.clone();
        gains = Gains::default();
        rounds.align(Some(&last), Some(&mut gains));
        rounds.update();
        if rounds.steps.len() >= SETTLED && rounds.has_settled(&before) {
            break;
        }
    }
    // What the stretches of a short text think of its beads is right more often than it is sure: the score asks what the whole taught.
    let stretched = last.judging().len() > 1;
    let whole = Lexicons::whole(last.into_whole());
    if stretched {
        let steps = rounds.steps.clone();
        gains = Gains::default();
        rounds.align(Some(&whole), Some(&mut gains));
        rounds.steps = steps;
    }
    Outcome {
        gains,
        steps: rounds.steps,
        evidence,
        support: Support::new(
            rounds.source,
            rounds.target,
            whole.into_whole(),
            rounds.length,
        ),
    }
}

/// Two texts as words, and the pairs of them that are known beforehand.
pub(super) fn known_of(
    source: &[String],
    target: &[String],
    langs: (&Lang, &Lang),
    options: &Options,
) -> (Side, Side, Vec<Pair>) {
    let rounds = Rounds::new(source, target, langs, options);
    (rounds.source, rounds.target, rounds.seeds)
}

struct Rounds {
    source: Side,
    target: Side,
    length: LengthModel,
    priors: [f64; KINDS.len()],
    seeds: Vec<Pair>,
    /// The way through long texts by their rare words, if these show one.
    chain: Option<Vec<Point>>,
    steps: Vec<Step>,
    /// Whether the path has been found with words already.
    learning: bool,
}

impl Rounds {
    fn new(source: &[String], target: &[String], langs: (&Lang, &Lang), options: &Options) -> Self {
        let known = known_words(&options.dictionaries, langs);
        let seen = options
            .shared
            .as_ref()
            .map_or_else(Default::default, |shared| shared.seen(langs));
        let none = FxHashSet::default();
        let read = |segments: &[String], lang: &Lang, seen: &Sightings| {
            let known = if lang.is_chinese() { &known } else { &none };
            Side::cut(segments, lang, known, seen)
        };
        let (source, target) = rayon::join(
            || read(source, langs.0, &seen.0),
            || read(target, langs.1, &seen.1),
        );
        let (from, to) = (Finder::new(&source, &known), Finder::new(&target, &known));
        let mut seeds = anchors(&source, &target, langs.0, langs.1);
        seeds.extend(seed_pairs(&from, &to, langs.0, langs.1));
        seeds.extend(dictionary_pairs(
            (&from, langs.0),
            (&to, langs.1),
            &options.dictionaries,
        ));
        if let Some(shared) = &options.shared {
            seeds.extend(shared.pairs(&source, &target, langs));
        }
        let mut best: FxHashMap<(u32, u32), f64> = FxHashMap::default();
        for (a, b, weight) in seeds {
            let kept = best.entry((a, b)).or_default();
            *kept = kept.max(weight);
        }
        let mut seeds: Vec<Pair> = best.into_iter().map(|((a, b), w)| (a, b, w)).collect();
        seeds.sort_unstable_by_key(|(a, b, _)| (*a, *b));
        let long = source.segments.len() * target.segments.len() > WHOLE_CELLS;
        Self {
            chain: if long {
                chain(&source, &target, &seeds)
            } else {
                None
            },
            length: LengthModel::new(&source.lengths, &target.lengths),
            priors: FIRST_PRIORS.map(f64::ln),
            seeds,
            steps: Vec::new(),
            learning: false,
            source,
            target,
        }
    }

    /// Finds the first path. Where one text may lack a large part, the ratio of the whole texts leads astray, and the
    /// path is looked for with that of their segments too; the better one is kept.
    fn begin(&mut self, seeded: &Lexicons) {
        self.find_way(seeded);
        let other = LengthModel::of_segments(&self.source.lengths, &self.target.lengths);
        let Some(length) = other else {
            return;
        };
        let value = self.value();
        let length = std::mem::replace(&mut self.length, length);
        let priors = std::mem::replace(&mut self.priors, FIRST_PRIORS.map(f64::ln));
        let steps = std::mem::take(&mut self.steps);
        self.find_way(seeded);
        if self.value() < value {
            self.length = length;
            self.priors = priors;
            self.steps = steps;
        }
    }

    fn find_way(&mut self, seeded: &Lexicons) {
        for _ in 0..2 {
            self.align(None, None);
            self.update();
        }
        self.align(Some(seeded), None);
    }

    /// What the path is worth.
    fn value(&self) -> f64 {
        let worth = |step: &Step| step.gain + self.priors[step.kind];
        self.steps.iter().map(worth).sum()
    }

    fn align(&mut self, lexicons: Option<&Lexicons>, gains: Option<&mut Gains>) {
        let (n, m) = (self.source.segments.len(), self.target.segments.len());
        // The less is known, the farther from the last path is looked.
        let (whole, half) = match (lexicons.is_some(), self.learning) {
            (_, true) => (WHOLE_CELLS_LEARNING, NARROW_BAND),
            (true, false) => (WHOLE_CELLS, SEEDED_BAND),
            (false, false) => (WHOLE_CELLS, WIDE_BAND / 2),
        };
        let band = if n * m <= whole {
            Band::whole(n, m)
        } else if let (Some(chain), false) = (&self.chain, self.learning) {
            Band::along_chain(chain, n, m, SEEDED_BAND)
        } else if self.steps.is_empty() {
            Band::diagonal(n, m, WIDE_BAND.max(n.abs_diff(m) * 3 / 2))
        } else {
            Band::along(&self.steps, n, m, half)
        };
        // By length alone a wide band is searched for the way, not for each bead.
        let only_the_way = lexicons.is_none() && n * m > whole;
        let borders = (!only_the_way)
            .then(|| BorderModel::new(&self.source.marks, &self.target.marks, &self.steps));
        let models = Models {
            source: &self.source,
            target: &self.target,
            length: &self.length,
            borders: borders.as_ref(),
            lexicons,
            priors: &self.priors,
            kinds: if only_the_way { FEW_KINDS } else { KINDS.len() },
        };
        self.steps = best_path(&models, &band, gains);
    }

    /// Whether hardly a bead of the path is new.
    fn has_settled(&self, before: &[Step]) -> bool {
        let bead = |step: &Step| (step.source, step.target, step.kind);
        let known: FxHashSet<_> = before.iter().map(bead).collect();
        let is_new = |step: &&Step| !known.contains(&bead(step));
        self.steps.iter().filter(is_new).count() * SETTLED < self.steps.len()
    }

    /// The value of the path against that of the best path to a target in disorder.
    fn evidence(&mut self, lexicons: &Lexicons) -> Evidence {
        let kept = self.steps.clone();
        let gain = kept.iter().map(|step| step.gain).sum();
        let in_order = self.value();
        let mut by_chance = f64::NEG_INFINITY;
        let segments = self.source.segments.len().max(self.target.segments.len());
        if in_order >= CLEAR_VALUE * segments as f64 {
            return Evidence {
                value: in_order,
                by_chance,
                gain,
            };
        }
        for _ in 0..DISORDERS {
            self.target.shuffle();
            self.align(Some(lexicons), None);
            by_chance = by_chance.max(self.value());
        }
        for _ in 0..DISORDERS {
            self.target.unshuffle();
        }
        self.steps = kept;
        Evidence {
            value: in_order,
            by_chance,
            gain,
        }
    }

    /// Estimates priors and lengths from the path.
    fn update(&mut self) {
        let mut counts = FIRST_PRIORS.map(|p| p * PRIOR_WEIGHT);
        let mut lengths = Vec::with_capacity(self.steps.len());
        for step in &self.steps {
            counts[step.kind] += 1.0;
            if step.is_linked() {
                let (a, b) = step.size();
                let sum = |side: &Side, from: usize, count: usize| {
                    side.lengths[from..from + count].iter().sum()
                };
                lengths.push((
                    sum(&self.source, step.source, a),
                    sum(&self.target, step.target, b),
                ));
            }
        }
        let total: f64 = counts.iter().sum();
        self.priors = counts.map(|count| (count / total).ln());
        self.length.update(&lengths);
    }

    fn lexicon(&self, counts: Option<&(Counts, Counts)>) -> Lexicon {
        let turned = turned(&self.seeds);
        let (words, others) = (self.source.vocabulary.len(), self.target.vocabulary.len());
        let forward = table(words, &self.seeds, counts.map(|c| &c.0));
        let backward = table(others, &turned, counts.map(|c| &c.1));
        Lexicon::new(forward, backward, words)
    }

    /// The lexicons that the path teaches; in the first round only its beads of one segment a side do.
    fn lexicons(&self, single_only: bool) -> Lexicons {
        let sizes = (self.source.segments.len(), self.target.segments.len());
        Lexicons::learn(sizes, |left_out| {
            self.lexicon(Some(&self.learn(single_only, &left_out)))
        })
    }

    /// Learns from the beads of the path that do not touch a range of source segments.
    fn learn(&self, single_only: bool, left_out: &Range<usize>) -> (Counts, Counts) {
        let beads: Vec<BeadWords> = self
            .steps
            .iter()
            .filter(|step| step.is_linked() && step.gain >= LEAST_GAIN)
            .filter(|step| !single_only || step.size() == (1, 1))
            .filter(|step| {
                let end = step.source + step.size().0;
                end <= left_out.start || step.source >= left_out.end
            })
            .map(|step| {
                let (a, b) = step.size();
                let words = |side: &Side, from: usize, count: usize| {
                    let mut words = side.segments[from..from + count].concat();
                    words.truncate(MOST_WORDS);
                    words
                };
                (
                    words(&self.source, step.source, a),
                    words(&self.target, step.target, b),
                )
            })
            .collect();
        let words = (self.source.vocabulary.len(), self.target.vocabulary.len());
        train_both(&beads, words, &self.seeds)
    }
}
