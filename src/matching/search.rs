//! The entries of the index that reach a threshold, the best first, complete.
//!
//! What an entry shares with the query bounds its score from above: the cost is at least the larger weight less the
//! weight of the shared tokens, because every other token of the heavier text costs its weight. So only entries can
//! match that stand in the lists of the query's rarest terms, as far as the others together could not make up a match
//! (prefix filtering: Chaudhuri, Ganti and Kaushik 2006; Bayardo, Ma and Srikant 2007). These candidates wait in a
//! heap under their bounds; the one with the highest bound is looked at more closely, first its exact weight, then its
//! tokens and the cheapest edit script, and put back under its better bound, until what is on top is exact. Whoever
//! takes the best five has looked closely at little more than five.
//!
//! Lists of frequent terms are read only when bounds turn out too loose: when as much work went into looking closer as
//! reading the next list would take. And as soon as as many entries are scored as are wanted, what cannot reach the last
//! of them is left out, lists and all: should its taker turn out to want more after all, the search begins anew for
//! more.

use super::coded::{Coded, Room};
use super::met::Met;
use super::rank::PenaltyKind;
use super::score::{Prepared, Score, costs, most_cost, weight_window};
use crate::error::Result;
use crate::lang::Lang;
use crate::store::index::facts::flags;
use crate::store::index::posting::{bucket, bucket_floor};
use crate::store::index::{Facts, IndexReader, LEAST_SHARE, PostingKey, TermRow};
use crate::text::{TokenKind, WEIGHT_UNIT};
use rustc_hash::FxHashSet;
use std::cell::Cell;
use std::cmp::{Ordering, Reverse};
use std::collections::BinaryHeap;
use std::ops::RangeInclusive;
use std::rc::Rc;

/// An entry of the index that reaches the threshold.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Entry {
    /// The least variant with its text.
    pub variant: u32,
    /// Its score. Whether it is identical is not known yet where the cost is 0: `identical` is then `true`.
    pub score: Score,
    /// The highest value that a unit with this text can have.
    pub potential: f64,
    /// Minutes since 1970 of the latest date of a unit with this text.
    pub minute: u32,
    /// Whether several variants have its text.
    pub many: bool,
}

/// An entry that stands in a list of the query's rarest terms.
#[derive(Debug, Clone, Copy)]
struct Candidate {
    key: PostingKey,
    /// What it shares by the lists that were read, in units of weight.
    hits: u16,
    state: State,
}

/// How far a candidate has been looked at.
#[derive(Debug, Clone, Copy)]
enum State {
    /// Nothing but its number and its bucket is known.
    Listed,
    /// Its weight, date and penalties are known.
    Known(Facts),
    /// It is scored, or cannot match.
    Done,
}

/// What waits in the heap.
#[derive(Debug, Clone, Copy)]
struct Waiting {
    potential: f64,
    entry: u32,
    facts: Facts,
    next: Next,
}

#[derive(Debug, Clone, Copy)]
enum Next {
    /// The candidate with this number is to be looked at more closely.
    Look(usize),
    /// It can be given out.
    Give(Score),
}

impl Waiting {
    fn key(&self) -> (u64, u32, u32) {
        // Bits of numbers that are not negative are ordered as the numbers are. The last variant of several is not
        // known.
        let many = self.facts.flags & flags::MANY != 0;
        let last = if many { u32::MAX } else { self.entry };
        (self.potential.to_bits(), self.facts.minute, last)
    }
}

impl PartialEq for Waiting {
    fn eq(&self, other: &Self) -> bool {
        self.key() == other.key()
    }
}
impl Eq for Waiting {}
impl PartialOrd for Waiting {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}
impl Ord for Waiting {
    fn cmp(&self, other: &Self) -> Ordering {
        self.key().cmp(&other.key())
    }
}

/// A list that can be read.
#[derive(Debug)]
struct List {
    term: Rc<TermRow>,
    /// What an entry in it can share, in units of weight.
    units: u16,
}

/// One search.
#[derive(Debug)]
pub struct Search<'q, 's> {
    query: &'q Prepared,
    min: f64,
    index: IndexReader<'s>,
    family: Option<i64>,
    coded: Coded,
    /// The lists that were not read yet, the longest first.
    unread: Vec<List>,
    /// What the unread lists and the marks can add to what an entry shares, in units of weight.
    rest: u32,
    candidates: Vec<Candidate>,
    /// Whether they are sorted by key.
    sorted: bool,
    /// Candidates that were not looked at, by their bound.
    levels: Vec<Vec<u32>>,
    heap: BinaryHeap<Waiting>,
    /// The potentials of the best scored entries, as many as are wanted.
    best: BinaryHeap<Reverse<u64>>,
    wanted: usize,
    /// What can reach less than this is left out: `min`, or the least of `best`.
    floor: f64,
    /// Entries that were scored, and those that were given out. Neither waits a second time.
    scored: FxHashSet<u32>,
    given: FxHashSet<u32>,
    room: Room,
    /// Nanoseconds, by estimate, that went into looking closer since a list was read.
    spent: u64,
}

/// Estimates for weighing work, in nanoseconds: looking at an entry's facts, at its tokens; reading an entry of a list.
const FACTS_NS: u64 = 100;
const TOKENS_NS: u64 = 600;
const POSTING_NS: u64 = 2;
/// Before a list of more entries than this is read, it is tried to get on without it.
const LONG_LIST: u64 = 4_000;
/// How many promising entries are scored for that.
const PROBES: usize = 8;
/// Queries of more tokens than this are not searched by the index: what they share would not fit its counters.
const MOST_TOKENS: usize = 16_000;
/// Steps between the threshold and 100 by which entries wait.
const LEVELS: usize = 200;

impl<'q, 's> Search<'q, 's> {
    /// Begins a search of which the best `wanted` entries are going to be taken, or more. `None`: the index cannot
    /// answer completely, and all texts are to be scored.
    ///
    /// # Errors
    /// When the memory cannot be read.
    pub fn new(
        index: IndexReader<'s>,
        query: &'q Prepared,
        lang: &Lang,
        min: f64,
        wanted: usize,
    ) -> Result<Option<Self>> {
        if min < LEAST_SHARE * 100.0 || query.tokens() > MOST_TOKENS {
            return Ok(None);
        }
        let family = index.family(lang)?;
        let coded = Coded::new(query, lang, &index, family)?;
        let mut search = Self {
            unread: Vec::new(),
            rest: 0,
            candidates: Vec::new(),
            sorted: false,
            levels: Vec::new(),
            heap: BinaryHeap::new(),
            best: BinaryHeap::new(),
            wanted,
            floor: min,
            scored: FxHashSet::default(),
            given: FxHashSet::default(),
            room: Room::default(),
            spent: 0,
            family,
            query,
            min,
            index,
            coded,
        };
        search.begin()?;
        Ok(Some(search))
    }

    fn begin(&mut self) -> Result<()> {
        let Some(family) = self.family else {
            return Ok(());
        };
        self.plan(family)?;
        self.collect(family)
    }

    /// Begins anew, for more entries than were wanted.
    fn begin_for_more(&mut self) -> Result<()> {
        self.wanted = self.wanted.saturating_mul(8).max(64);
        self.best.clear();
        self.scored.clear();
        self.heap.clear();
        self.levels.clear();
        self.candidates.clear();
        self.unread.clear();
        self.floor = self.min;
        self.begin()
    }

    /// The lists of the query's terms, and what each can add.
    fn plan(&mut self, family: i64) -> Result<()> {
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
            && let Some(term) = self.index.any_figure(family)?
        {
            self.unread.push(List {
                term,
                units: (self.coded.figures() * other_figure) as u16,
            });
        }
        self.unread.sort_by_key(|list| Reverse(list.term.segments));
        self.rest = self.unread.iter().map(|l| u32::from(l.units)).sum::<u32>()
            + self.coded.marks() / WEIGHT_UNIT;
        Ok(())
    }

    /// Reads lists until no entry that stands in none of them can match, and keeps what can.
    fn collect(&mut self, family: i64) -> Result<()> {
        let mut met = Met::in_room(self.index.take_room());
        let read = self.read_rarest(family, &mut met);
        let least = self.least_hits();
        let candidates = met
            .reaching(&least)
            .into_iter()
            .filter(|(key, _)| !self.scored.contains(&key.entry()))
            .map(|(key, hits)| Candidate {
                key,
                hits,
                state: State::Listed,
            })
            .collect();
        self.index.give_room_back(met.into_room());
        read?;
        self.candidates = candidates;
        self.sorted = false;
        self.sort_into_levels();
        Ok(())
    }

    fn read_rarest(&mut self, family: i64, met: &mut Met) -> Result<()> {
        let mut promising = Promising::new(self.query.weight());
        while self.misses_possible() {
            let Some(next) = self.unread.last() else {
                break;
            };
            if next.term.segments > LONG_LIST && self.probe(family, &mut promising)? {
                continue;
            }
            let Some(list) = self.unread.pop() else {
                break;
            };
            // An entry that no list had so far can share what this list and those after it have.
            let newest = self.last_bucket_within(self.rest);
            self.rest -= u32::from(list.units);
            let buckets = self.buckets();
            // About half of a list is of the right length.
            met.reserve(list.term.segments as usize / 2);
            let visit = |key: PostingKey| {
                if key.bucket() <= newest {
                    let hits = met.add(key, list.units);
                    promising.see(key, hits);
                } else {
                    met.add_to_known(key, list.units);
                }
            };
            self.index
                .postings(family, &list.term, &buckets, |_| false, visit)?;
        }
        if self.misses_possible()
            && let Some(term) = self.index.marked(family)?
        {
            // Marks alone can make a match.
            let buckets = self.buckets();
            self.index.postings(
                family,
                &term,
                &buckets,
                |_| false,
                |key| {
                    met.add(key, 0);
                },
            )?;
        }
        // Further lists that are as cheap as looking at what they would rule out.
        while let Some(list) = self.unread.last() {
            if list.term.segments > met.len() as u64 {
                break;
            }
            self.rest -= u32::from(list.units);
            let buckets = self.buckets();
            self.index.postings(
                family,
                &list.term,
                &buckets,
                |_| false,
                |key| {
                    met.add_to_known(key, list.units);
                },
            )?;
            self.unread.pop();
        }
        Ok(())
    }

    /// The last bucket of which an entry reaches the floor that shares no more than these units of weight.
    fn last_bucket_within(&self, units: u32) -> u8 {
        let most = f64::from(units * WEIGHT_UNIT) / self.floor * 100.0 + 1e-6;
        bucket(most.clamp(1.0, f64::from(u32::MAX)) as u32)
    }

    /// Whether an entry can reach the floor that stands in none of the lists that were read.
    fn misses_possible(&self) -> bool {
        // The least weight that a match shares; a little less, so that no rounding leaves one out.
        let least = self.floor / 100.0 * f64::from(self.query.weight()) - 1e-6;
        f64::from(self.rest * WEIGHT_UNIT) >= least
    }

    /// Scores some promising entries, so that the floor may rise. Whether it did.
    fn probe(&mut self, family: i64, promising: &mut Promising) -> Result<bool> {
        let before = self.floor;
        for key in promising.take() {
            if self.scored.contains(&key.entry()) {
                continue;
            }
            let facts = self.index.facts(key.entry())?;
            let waiting = Waiting {
                potential: 100.0,
                entry: key.entry(),
                facts,
                next: Next::Look(usize::MAX),
            };
            self.look_closer(family, &waiting)?;
        }
        Ok(self.floor > before)
    }

    /// The buckets of the entries that can reach the floor.
    fn buckets(&self) -> RangeInclusive<u8> {
        let window = weight_window(self.query.weight(), self.floor);
        bucket(*window.start())..=bucket(*window.end())
    }

    /// The weight of the heavier of the pair, at least, by the bucket of the entry.
    fn weights(&self) -> [u32; 128] {
        let mut weights = [0; 128];
        for bucket in 0..128u8 {
            weights[usize::from(bucket)] = self.coded.larger(bucket_floor(bucket));
        }
        weights
    }

    /// The least that an entry of a bucket must share by the lists that were read to be a match, in units of weight.
    fn least_hits(&self) -> [u32; 128] {
        self.weights().map(|weight| {
            let least = self.floor / 100.0 * f64::from(weight) / f64::from(WEIGHT_UNIT) - 1e-6;
            (least.ceil().max(0.0) as u32).saturating_sub(self.rest)
        })
    }

    /// Reads one more list for the candidates that there are, and leaves out those that cannot match any more.
    fn read_next_list(&mut self, family: i64) -> Result<()> {
        let Some(list) = self.unread.pop() else {
            return Ok(());
        };
        self.spent = 0;
        self.rest -= u32::from(list.units);
        let buckets = self.buckets();
        if !std::mem::replace(&mut self.sorted, true) {
            self.candidates.sort_unstable_by_key(|c| c.key);
        }
        let keys: Vec<PostingKey> = self.candidates.iter().map(|c| c.key).collect();
        let candidates = &mut self.candidates;
        // The first candidate that the list has not passed yet, and its key.
        let place = Cell::new((0, keys.first().copied().unwrap_or(PostingKey::LAST)));
        self.index.postings(
            family,
            &list.term,
            &buckets,
            |last| place.get().1 > last,
            |key| {
                let (mut n, mut next) = place.get();
                if key < next {
                    return;
                }
                while next < key {
                    n += 1;
                    next = keys.get(n).copied().unwrap_or(PostingKey::LAST);
                }
                if next == key {
                    candidates[n].hits += list.units;
                }
                place.set((n, next));
            },
        )?;
        let least = self.least_hits();
        self.candidates.retain(|c| {
            !matches!(c.state, State::Done)
                && buckets.contains(&c.key.bucket())
                && u32::from(c.hits) >= least[usize::from(c.key.bucket())]
        });
        self.wait_anew();
        self.sort_into_levels();
        Ok(())
    }

    /// Puts those into the heap that are to be looked at more closely, by what is known of them now.
    fn wait_anew(&mut self) {
        let mut waiting = std::mem::take(&mut self.heap).into_vec();
        waiting.retain(|w| matches!(w.next, Next::Give(_)));
        for n in 0..self.candidates.len() {
            if let State::Known(facts) = self.candidates[n].state {
                waiting.extend(self.waiting(n, facts));
            }
        }
        self.heap = BinaryHeap::from(waiting);
    }

    /// A candidate as it waits by what it shares; `None` where it cannot match.
    fn waiting(&self, n: usize, facts: Facts) -> Option<Waiting> {
        let candidate = &self.candidates[n];
        let shared = (u32::from(candidate.hits) + self.rest) * WEIGHT_UNIT;
        let score = bound(shared, self.coded.larger(facts.weight));
        let potential = potential(score, facts);
        (potential >= self.floor).then_some(Waiting {
            potential,
            entry: candidate.key.entry(),
            facts,
            next: Next::Look(n),
        })
    }

    /// Sorts the candidates that were not looked at yet by what they can reach.
    fn sort_into_levels(&mut self) {
        self.levels.iter_mut().for_each(Vec::clear);
        self.levels.resize(LEVELS + 1, Vec::new());
        let weights = self.weights();
        for (n, candidate) in self.candidates.iter().enumerate() {
            if !matches!(candidate.state, State::Listed) {
                continue;
            }
            let shared = (u32::from(candidate.hits) + self.rest) * WEIGHT_UNIT;
            let potential = bound(shared, weights[usize::from(candidate.key.bucket())]).value();
            if potential >= self.floor {
                let level = ((potential - self.min) / self.step()) as usize;
                self.levels[level.min(LEVELS)].push(n as u32);
            }
        }
        self.drop_empty_levels();
    }

    /// Between two levels.
    fn step(&self) -> f64 {
        (100.0 - self.min).max(0.1) / LEVELS as f64
    }

    fn drop_empty_levels(&mut self) {
        while self.levels.last().is_some_and(Vec::is_empty) {
            self.levels.pop();
        }
    }

    /// What the candidates of the highest level can reach at most.
    fn highest(&self) -> Option<f64> {
        let level = self.levels.len().checked_sub(1)?;
        Some(self.min + (level + 1) as f64 * self.step())
    }

    /// Looks at the facts of the candidates of the highest level.
    fn look_at_level(&mut self) -> Result<()> {
        let Some(level) = self.levels.pop() else {
            return Ok(());
        };
        self.spent += level.len() as u64 * FACTS_NS;
        for n in level {
            let n = n as usize;
            let facts = self.index.facts(self.candidates[n].key.entry())?;
            if facts.weight == 0 {
                return Err(self.index.damaged());
            }
            self.candidates[n].state = State::Known(facts);
            let waiting = self.waiting(n, facts);
            self.heap.extend(waiting);
        }
        self.drop_empty_levels();
        Ok(())
    }

    /// The next entry: by potential, then the newest, then the largest number. `None`: no further one can have a
    /// potential of `at_least` or more.
    ///
    /// # Errors
    /// When the memory cannot be read, or the index is damaged.
    pub fn next_entry(&mut self, at_least: f64) -> Result<Option<Entry>> {
        let Some(family) = self.family else {
            return Ok(None);
        };
        loop {
            let top = self.heap.peek().map(|waiting| waiting.potential);
            let highest = self.highest();
            let most = top.into_iter().chain(highest).fold(0.0, f64::max);
            if most < self.floor && at_least < self.floor && self.floor > self.min {
                // All that reached the floor was taken, and it is not enough.
                self.begin_for_more()?;
                continue;
            }
            if most < at_least.max(self.min) {
                return Ok(None);
            }
            if let Some(highest) = highest
                && top.is_none_or(|top| top <= highest)
            {
                let waiting = self.levels.last().map_or(0, Vec::len) as u64;
                if self.spent + waiting * FACTS_NS > self.next_list_ns() {
                    self.read_next_list(family)?;
                } else {
                    self.look_at_level()?;
                }
                continue;
            }
            let Some(waiting) = self.heap.pop() else {
                return Ok(None);
            };
            match waiting.next {
                Next::Look(_) if self.spent > self.next_list_ns() => {
                    self.read_next_list(family)?;
                }
                Next::Look(n) => {
                    self.spent += TOKENS_NS;
                    self.candidates[n].state = State::Done;
                    self.look_closer(family, &waiting)?;
                }
                Next::Give(score) => {
                    if self.given.insert(waiting.entry) {
                        return Ok(Some(Entry {
                            variant: waiting.entry,
                            score,
                            potential: waiting.potential,
                            minute: waiting.facts.minute,
                            many: waiting.facts.flags & flags::MANY != 0,
                        }));
                    }
                }
            }
        }
    }

    fn next_list_ns(&self) -> u64 {
        self.unread
            .last()
            .map_or(u64::MAX, |list| list.term.segments * POSTING_NS)
    }

    /// Scores an entry by its tokens, if it can reach the floor.
    fn look_closer(&mut self, family: i64, waiting: &Waiting) -> Result<()> {
        let (entry, facts) = (waiting.entry, waiting.facts);
        if facts.weight == 0 {
            return Err(self.index.damaged());
        }
        let (coded, room, query) = (&mut self.coded, &mut self.room, self.query);
        let read = self
            .index
            .sequence(family, entry, |record| coded.read(query, record, room))?;
        let (weight, shared) = read.ok_or_else(|| self.index.damaged())?;
        let weight = self.coded.larger(weight);
        let most = most_cost(weight, (self.floor + points(facts.flags)).min(100.0));
        self.scored.insert(entry);
        if weight.saturating_sub(shared) > most {
            return Ok(());
        }
        let Some(cost) = self.coded.cost(&mut self.room, most) else {
            return Ok(());
        };
        let score = Score {
            cost,
            weight,
            identical: cost == 0,
        };
        let potential = potential(score, facts);
        if potential < self.floor {
            return Ok(());
        }
        self.heap.push(Waiting {
            potential,
            entry,
            facts,
            next: Next::Give(score),
        });
        self.best.push(Reverse(potential.to_bits()));
        if self.best.len() > self.wanted {
            self.best.pop();
        }
        if self.best.len() == self.wanted
            && let Some(least) = self.best.peek()
        {
            self.floor = f64::from_bits(least.0).max(self.min);
        }
        Ok(())
    }
}

/// Entries near the query in weight that share most of what was read.
#[derive(Debug)]
struct Promising {
    bucket: u8,
    hits: u16,
    keys: [Option<PostingKey>; PROBES],
    next: usize,
}

impl Promising {
    fn new(weight: u32) -> Self {
        Self {
            bucket: bucket(weight),
            hits: 1,
            keys: [None; PROBES],
            next: 0,
        }
    }

    #[inline]
    fn see(&mut self, key: PostingKey, hits: u16) {
        if hits >= self.hits && key.bucket().abs_diff(self.bucket) <= 1 {
            self.hits = hits;
            self.keys[self.next % PROBES] = Some(key);
            self.next += 1;
        }
    }

    fn take(&mut self) -> impl Iterator<Item = PostingKey> {
        std::mem::take(&mut self.keys).into_iter().flatten()
    }
}

/// What a unit with this score and these facts can have at most.
fn potential(score: Score, facts: Facts) -> f64 {
    (score.value() - points(facts.flags)).max(0.0)
}

/// The best score of a pair that shares this weight of tokens: all others cost theirs.
fn bound(shared: u32, weight: u32) -> Score {
    Score {
        cost: weight.saturating_sub(shared),
        weight,
        identical: shared >= weight,
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
