//! The entries of the index that reach a threshold, the best first, complete.
//!
//! What an entry shares with the query bounds its score from above: the cost is at least the larger weight less the
//! weight of the shared tokens, because every other token of the heavier text costs its weight. So only entries can
//! match that stand in the lists of the query's rarest terms, as far as the others together could not make up a match
//! (prefix filtering: Chaudhuri, Ganti and Kaushik 2006; Bayardo, Ma and Srikant 2007). These candidates wait in a
//! heap under their bounds; the one with the highest bound is looked at more closely, first its exact weight, then its
//! tokens, then the cheapest edit script, and put back under its better bound, until what is on top is exact. Whoever
//! takes the best five has looked closely at little more than five.
//!
//! Lists of frequent terms are read only when bounds turn out too loose: when as much work went into candidates that
//! came to nothing as reading the next list would take.

use super::coded::{Coded, Room};
use super::rank::PenaltyKind;
use super::score::{Prepared, Score, costs, most_cost, weight_window};
use crate::error::Result;
use crate::lang::Lang;
use crate::store::index::facts::flags;
use crate::store::index::posting::{bucket, bucket_floor};
use crate::store::index::{Facts, IndexReader, LEAST_SHARE, PostingKey, TermRow};
use crate::text::{TokenKind, WEIGHT_UNIT};
use std::cmp::Ordering;
use std::collections::BinaryHeap;
use std::ops::RangeInclusive;

/// An entry of the index that reaches the threshold.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Entry {
    /// The least variant with its text.
    pub variant: u32,
    /// Its score. Whether it is identical is not known yet where the cost is 0: `identical` is then `true`.
    pub score: Score,
    /// The highest value that a unit with this text can have.
    pub potential: f64,
    /// Minutes since 1970 of the unit's latest date; `u32::MAX` where there are several.
    pub minute: u32,
    /// Whether several variants have its text.
    pub many: bool,
}

/// How far a candidate has been looked at.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Stage {
    /// Its number and its bucket.
    Listed(u8),
    /// Its weight, date and penalties.
    Known(Facts),
    /// Its score.
    Scored(Score, Facts),
}

#[derive(Debug, Clone, Copy)]
struct Candidate {
    potential: f64,
    minute: u32,
    entry: u32,
    stage: Stage,
}

impl Candidate {
    fn key(&self) -> (u64, u32, u32) {
        // Bits of numbers that are not negative are ordered as the numbers are.
        (self.potential.to_bits(), self.minute, self.entry)
    }
}

impl PartialEq for Candidate {
    fn eq(&self, other: &Self) -> bool {
        self.key() == other.key()
    }
}
impl Eq for Candidate {}
impl PartialOrd for Candidate {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}
impl Ord for Candidate {
    fn cmp(&self, other: &Self) -> Ordering {
        self.key().cmp(&other.key())
    }
}

/// A list that can be read.
#[derive(Debug)]
struct List {
    term: TermRow,
    /// What an entry in it can share, in units of weight.
    units: u16,
}

/// One search.
#[derive(Debug)]
pub struct Search<'q, 's> {
    query: &'q Prepared,
    min: f64,
    index: IndexReader<'s>,
    family: i64,
    coded: Coded,
    /// The lists that were not read yet, the longest first.
    unread: Vec<List>,
    /// What the unread lists and the marks can add to what an entry shares, in units of weight.
    rest: u32,
    /// What each entry shares by the lists that were read, in units of weight.
    hits: Vec<u16>,
    /// The entries that were met.
    met: Vec<PostingKey>,
    heap: BinaryHeap<Candidate>,
    buckets: RangeInclusive<u8>,
    room: Room,
    /// Nanoseconds, by estimate, that went into candidates that came to nothing.
    wasted: u64,
}

/// Estimates for weighing work, in nanoseconds: looking at an entry's tokens, reading one posting.
const ENTRY_NS: u64 = 1_500;
const POSTING_NS: u64 = 3;
/// Queries of more tokens than this are not searched by the index: what they share would not fit its counters.
const MOST_TOKENS: usize = 10_000;

impl<'q, 's> Search<'q, 's> {
    /// Begins a search. `None`: the index cannot answer completely, and all texts are to be scored.
    ///
    /// # Errors
    /// When the memory cannot be read.
    pub fn new(
        index: IndexReader<'s>,
        query: &'q Prepared,
        lang: &Lang,
        min: f64,
    ) -> Result<Option<Self>> {
        if min < LEAST_SHARE * 100.0 || query.tokens() > MOST_TOKENS {
            return Ok(None);
        }
        let family = index.family(lang)?;
        let coded = Coded::new(query, lang, &index, family)?;
        let window = weight_window(query.weight(), min);
        let mut search = Self {
            unread: Vec::new(),
            rest: 0,
            hits: index.take_counters(),
            met: Vec::new(),
            heap: BinaryHeap::new(),
            buckets: bucket(*window.start())..=bucket(*window.end()),
            room: Room::default(),
            wasted: 0,
            family: family.unwrap_or_default(),
            query,
            min,
            index,
            coded,
        };
        if family.is_some() {
            search.plan()?;
            search.collect()?;
        }
        Ok(Some(search))
    }

    /// The lists of the query's terms, and what each can add.
    fn plan(&mut self) -> Result<()> {
        let whole = |kind: TokenKind| kind.weight() / WEIGHT_UNIT;
        let other_figure = (TokenKind::Number.weight() - costs::NUMBER) / WEIGHT_UNIT;
        for class in self.coded.classes() {
            let each = match class.kind {
                TokenKind::Punctuation => continue,
                TokenKind::Number => whole(class.kind) - other_figure,
                TokenKind::Word | TokenKind::Han => whole(class.kind),
            };
            if let Some(term) = &class.term {
                self.unread.push(List {
                    term: term.clone(),
                    units: (class.count * each) as u16,
                });
            }
        }
        if self.coded.figures() > 0
            && let Some(term) = self.index.any_figure(self.family)?
        {
            self.unread.push(List {
                term,
                units: (self.coded.figures() * other_figure) as u16,
            });
        }
        self.unread
            .sort_by_key(|list| std::cmp::Reverse(list.term.segments));
        self.rest = self.unread.iter().map(|l| u32::from(l.units)).sum::<u32>()
            + self.coded.marks() / WEIGHT_UNIT;
        Ok(())
    }

    /// Reads lists until no entry that stands in none of them can match.
    fn collect(&mut self) -> Result<()> {
        // The least weight that a match shares; a little less, so that no rounding leaves one out.
        let least = self.min / 100.0 * f64::from(self.query.weight()) - 1e-6;
        while f64::from(self.rest * WEIGHT_UNIT) >= least {
            let Some(list) = self.unread.pop() else {
                break;
            };
            self.read_list(&list, true)?;
        }
        if f64::from(self.rest * WEIGHT_UNIT) >= least
            && let Some(term) = self.index.marked(self.family)?
        {
            // Marks alone can make a match.
            self.read_list(&List { term, units: 0 }, true)?;
        }
        let candidates: Vec<Candidate> = self
            .met
            .iter()
            .filter_map(|key| self.bounded(key.entry(), Stage::Listed(key.bucket())))
            .collect();
        self.heap = BinaryHeap::from(candidates);
        Ok(())
    }

    /// Counts what the entries of a list share; entries that were not met before are candidates only where asked.
    fn read_list(&mut self, list: &List, new: bool) -> Result<()> {
        self.rest -= u32::from(list.units);
        let (hits, met) = (&mut self.hits, &mut self.met);
        self.index
            .postings(self.family, &list.term, self.buckets.clone(), |key| {
                let entry = key.entry() as usize;
                if entry >= hits.len() {
                    if !new {
                        return;
                    }
                    hits.resize(entry + 1 + entry / 4, 0);
                }
                let count = &mut hits[entry];
                if *count == 0 {
                    if !new {
                        return;
                    }
                    // One more than it shares, so that 0 means "not met".
                    *count = 1;
                    met.push(key);
                }
                *count += list.units;
            })
    }

    /// A candidate with its bound by what the lists say; `None` where it cannot reach the threshold.
    fn bounded(&self, entry: u32, stage: Stage) -> Option<Candidate> {
        let hits = u32::from(self.hits[entry as usize]).saturating_sub(1);
        let shared = (hits + self.rest) * WEIGHT_UNIT;
        let (weight, facts) = match stage {
            Stage::Listed(bucket) => (bucket_floor(bucket), None),
            Stage::Known(facts) | Stage::Scored(_, facts) => (facts.weight, Some(facts)),
        };
        self.candidate(entry, shared, self.coded.larger(weight), facts, stage)
    }

    fn candidate(
        &self,
        entry: u32,
        shared: u32,
        weight: u32,
        facts: Option<Facts>,
        stage: Stage,
    ) -> Option<Candidate> {
        let bound = Score {
            cost: weight.saturating_sub(shared),
            weight,
            identical: shared >= weight,
        };
        self.valued(entry, bound, facts, stage)
    }

    fn valued(
        &self,
        entry: u32,
        score: Score,
        facts: Option<Facts>,
        stage: Stage,
    ) -> Option<Candidate> {
        let many = facts.is_none_or(|f| f.flags & flags::MANY != 0);
        let off = facts.filter(|_| !many).map_or(0.0, |f| points(f.flags));
        let potential = (score.value() - off).max(0.0);
        (potential >= self.min).then_some(Candidate {
            potential,
            minute: facts.filter(|_| !many).map_or(u32::MAX, |f| f.minute),
            entry,
            stage,
        })
    }

    /// The next entry: by potential, then the newest, then the largest number.
    ///
    /// # Errors
    /// When the memory cannot be read, or the index is damaged.
    pub fn next_entry(&mut self) -> Result<Option<Entry>> {
        while let Some(candidate) = self.heap.pop() {
            match candidate.stage {
                Stage::Listed(_) => {
                    let facts = self.index.facts(candidate.entry)?;
                    if facts.weight == 0 {
                        return Err(self.index.damaged());
                    }
                    let known = self.bounded(candidate.entry, Stage::Known(facts));
                    self.heap.extend(known);
                }
                Stage::Known(facts) => {
                    if self.wasted >= self.next_list_ns() {
                        self.heap.push(candidate);
                        self.read_next_list()?;
                        continue;
                    }
                    let scored = self.weighed(candidate.entry, facts)?;
                    if scored.is_none_or(|s| s.potential < candidate.potential) {
                        self.wasted += ENTRY_NS;
                    }
                    self.heap.extend(scored);
                }
                Stage::Scored(score, facts) => {
                    return Ok(Some(Entry {
                        variant: candidate.entry,
                        score,
                        potential: candidate.potential,
                        minute: candidate.minute,
                        many: facts.flags & flags::MANY != 0,
                    }));
                }
            }
        }
        Ok(None)
    }

    fn next_list_ns(&self) -> u64 {
        self.unread
            .last()
            .map_or(u64::MAX, |list| list.term.segments * POSTING_NS)
    }

    /// Reads one more list for the candidates there are, and bounds them anew.
    fn read_next_list(&mut self) -> Result<()> {
        let Some(list) = self.unread.pop() else {
            return Ok(());
        };
        self.wasted = 0;
        self.read_list(&list, false)?;
        let candidates: Vec<Candidate> = std::mem::take(&mut self.heap)
            .into_vec()
            .into_iter()
            .filter_map(|c| match c.stage {
                Stage::Scored(..) => Some(c),
                stage => self.bounded(c.entry, stage),
            })
            .collect();
        self.heap = BinaryHeap::from(candidates);
        Ok(())
    }

    /// The score of an entry by its tokens.
    fn weighed(&mut self, entry: u32, facts: Facts) -> Result<Option<Candidate>> {
        let (coded, room, query) = (&mut self.coded, &mut self.room, self.query);
        let read = self
            .index
            .sequence(self.family, entry, |record| coded.read(query, record, room))?;
        let (weight, shared) = read.ok_or_else(|| self.index.damaged())?;
        let weight = self.coded.larger(weight);
        let most = most_cost(weight, self.min);
        if weight - shared.min(weight) > most {
            return Ok(None);
        }
        let Some(cost) = self.coded.cost(&mut self.room, most) else {
            return Ok(None);
        };
        let score = Score {
            cost,
            weight,
            identical: cost == 0,
        };
        Ok(self.valued(entry, score, Some(facts), Stage::Scored(score, facts)))
    }
}

/// What the penalties of an entry's unit take off.
fn points(bits: u8) -> f64 {
    [
        (flags::CODES, PenaltyKind::Codes),
        (flags::REVERSED, PenaltyKind::Reversed),
        (flags::UNSURE, PenaltyKind::UnsureAlignment),
    ]
    .into_iter()
    .filter(|(bit, _)| bits & bit != 0)
    .map(|(_, penalty)| penalty.points())
    .sum()
}

impl Drop for Search<'_, '_> {
    fn drop(&mut self) {
        for key in &self.met {
            self.hits[key.entry() as usize] = 0;
        }
        self.index
            .give_counters_back(std::mem::take(&mut self.hits));
    }
}
