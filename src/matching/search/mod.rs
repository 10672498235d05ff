//! The entries of the index that reach a threshold, the best first, complete.
//!
//! What an entry shares with the query bounds its score from above: the cost is at least the larger weight less the
//! weight of the shared tokens, because every other token of the heavier text costs its weight. So only entries can
//! match that stand in the lists of the query's rarest terms, as far as the others together could not make up a match
//! (prefix filtering: Chaudhuri, Ganti and Kaushik 2006; Bayardo, Ma and Srikant 2007). These candidates wait in
//! levels of their bounds; those of the highest level are looked at more closely, first at their exact weight, then at
//! their tokens and the cheapest edit script, until a scored one has more than any that waits can have. Whoever
//! takes the best five has looked closely at little more than five.
//!
//! Lists of frequent terms are read only when bounds turn out too loose: when as much work went into looking closer as
//! reading the next list would take. And as soon as as many entries are scored as are wanted, what cannot reach the last
//! of them is left out, lists and all: should its taker turn out to want more after all, the search begins anew for
//! more.

mod coded;
mod levels;
mod prefix;
mod ready;
mod rest;
mod tally;
mod words;

use super::rank::PenaltyKind;
use super::score::{Prepared, Score, most_cost};
use crate::error::Result;
use crate::lang::Lang;
use crate::store::index::facts::flags;
use crate::store::index::{Facts, IndexReader, LEAST_SHARE, PostingKey};
use crate::text::WEIGHT_UNIT;
use coded::{Coded, Room};
use levels::Levels;
use prefix::List;
use ready::Ready;
use rest::Rest;
use rustc_hash::FxHashSet;
use std::cmp::Reverse;
use std::collections::BinaryHeap;

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

impl Candidate {
    /// What it shares at most, with what the lists that were not read add.
    #[inline]
    fn shared(&self, rest: u32) -> u32 {
        (u32::from(self.hits) + rest) * WEIGHT_UNIT
    }

    /// What it can have at most, by what is known about it.
    #[inline]
    fn most(&self, facts: &Facts, rest: &Rest, coded: &Coded) -> f64 {
        let shared = self.shared(rest.with(facts.signature));
        potential(bound(shared, coded.larger(facts.weight)), *facts)
    }
}

/// How far a candidate has been looked at. Thousands are kept, so it is a small number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct State(u32);

impl State {
    /// Nothing but its number and its bucket is known.
    const LISTED: Self = Self(u32::MAX);
    /// It is scored, or cannot match.
    const DONE: Self = Self(u32::MAX - 1);

    /// Its weight, date and penalties are known: where they lie in [`Search::known`].
    #[inline]
    fn known(self) -> Option<usize> {
        (self != Self::LISTED && self != Self::DONE).then_some(self.0 as usize)
    }
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
    rest: Rest,
    /// Sorted by key.
    candidates: Vec<Candidate>,
    /// What is known about some of them.
    known: Vec<Facts>,
    levels: Levels,
    /// Entries that can be given out.
    ready: BinaryHeap<Ready>,
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
    /// Room for candidates that are looked at together, and for their facts.
    some: Vec<usize>,
    found: Vec<Facts>,
    /// How many entries are looked at together: more, the more of them there were one after the other.
    together: usize,
}

/// Estimates for weighing work, in nanoseconds: looking at an entry's facts, at its tokens; reading an entry of a list.
const FACTS_NS: u64 = 100;
const TOKENS_NS: u64 = 600;
const POSTING_NS: u64 = 2;
/// What reading a block of the index for that takes more.
const LOAD_NS: u64 = 4_000;
/// So many entries are looked at together, at first and at most.
const FIRST_TOGETHER: usize = 4;
const MOST_TOGETHER: usize = 64;
/// Queries of more tokens than this are not searched by the index: what they share would not fit its counters.
const MOST_TOKENS: usize = 16_000;

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
            rest: Rest::new(0, &[]),
            candidates: Vec::new(),
            known: Vec::new(),
            levels: Levels::default(),
            ready: BinaryHeap::new(),
            best: BinaryHeap::new(),
            wanted,
            floor: min,
            scored: FxHashSet::default(),
            given: FxHashSet::default(),
            room: Room::default(),
            spent: 0,
            some: Vec::new(),
            found: Vec::new(),
            together: FIRST_TOGETHER,
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
        self.ready.clear();
        self.candidates.clear();
        self.known.clear();
        self.unread.clear();
        self.floor = self.min;
        self.begin()
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
            let top = self.ready.peek().map(|ready| ready.potential);
            let level = self.levels.highest();
            let bound = level.map(|level| self.levels.most(level));
            let most = top.into_iter().chain(bound).fold(0.0, f64::max);
            if most < self.floor && at_least < self.floor && self.floor > self.min {
                // All that reached the floor was taken, and it is not enough.
                self.begin_for_more()?;
                continue;
            }
            if most < at_least.max(self.min) {
                return Ok(None);
            }
            if let Some(level) = level
                && top <= bound
            {
                if self.spent > self.next_list_ns() {
                    self.read_next_list()?;
                } else {
                    self.look_at_some(family, level)?;
                }
                continue;
            }
            let Some(ready) = self.ready.pop() else {
                return Ok(None);
            };
            self.together = FIRST_TOGETHER;
            if self.given.insert(ready.entry) {
                return Ok(Some(Entry {
                    variant: ready.entry,
                    score: ready.score,
                    potential: ready.potential,
                    minute: ready.facts.minute,
                    many: ready.facts.flags & flags::MANY != 0,
                }));
            }
        }
    }

    fn next_list_ns(&self) -> u64 {
        self.unread
            .last()
            .map_or(u64::MAX, |list| list.term.segments * POSTING_NS)
    }

    /// Looks at some candidates of the highest level: at their facts, and, where these leave them in it, at their tokens.
    /// Rows lie far apart: asked for one after the other, they come at the same time.
    fn look_at_some(&mut self, family: i64, level: usize) -> Result<()> {
        self.some.clear();
        while self.some.len() < self.together
            && let Some(n) = self.levels.take(level)
        {
            self.some.push(n);
        }
        self.together = (self.together * 2).min(MOST_TOGETHER);
        let loads = self.index.loads();
        self.look_at_facts(family, level)?;
        self.spent += self.some.len() as u64 * TOKENS_NS;
        let entries = self.some.iter().map(|n| self.candidates[*n].key.entry());
        self.index.touch_tokens(family, entries)?;
        self.spent += (self.index.loads() - loads) * LOAD_NS;
        for n in std::mem::take(&mut self.some) {
            let candidate = &mut self.candidates[n];
            let state = std::mem::replace(&mut candidate.state, State::DONE);
            if let Some(known) = state.known() {
                let entry = candidate.key.entry();
                self.look_closer(family, entry, self.known[known])?;
            }
        }
        Ok(())
    }

    /// Looks at the facts of the candidates in `some` of which nothing is known yet, and leaves those there that stay in
    /// their level.
    fn look_at_facts(&mut self, family: i64, level: usize) -> Result<()> {
        let listed = |c: &Candidate| c.state == State::LISTED;
        self.found.clear();
        self.index.facts_of(
            family,
            self.some
                .iter()
                .map(|n| &self.candidates[*n])
                .filter(|c| listed(c))
                .map(|c| c.key.entry()),
            &mut self.found,
        )?;
        self.spent += self.found.len() as u64 * FACTS_NS;
        let mut found = self.found.iter();
        let mut damaged = false;
        self.some.retain(|n| {
            let candidate = &mut self.candidates[*n];
            if listed(candidate)
                && let Some(facts) = found.next()
            {
                damaged |= facts.weight == 0;
                candidate.state = State(self.known.len() as u32);
                self.known.push(*facts);
            }
            let Some(known) = candidate.state.known() else {
                return false;
            };
            let potential = candidate.most(&self.known[known], &self.rest, &self.coded);
            if potential < self.floor {
                candidate.state = State::DONE;
                return false;
            }
            let lower = self.levels.level(potential);
            if lower < level {
                self.levels.put(*n, lower);
            }
            lower >= level
        });
        if damaged {
            return Err(self.index.damaged());
        }
        Ok(())
    }

    /// Scores an entry by its tokens, if it can reach the floor.
    fn look_closer(&mut self, family: i64, entry: u32, facts: Facts) -> Result<()> {
        let (coded, room, query) = (&mut self.coded, &mut self.room, self.query);
        let least = (self.floor + points(facts.flags)).min(100.0);
        // The weight of a very long text is not known exactly before it is read.
        let most = facts
            .is_exact()
            .then(|| most_cost(coded.larger(facts.weight), least));
        let read = self.index.tokens(family, entry, |record| {
            if most.is_some_and(|most| coded.is_near(record, most) == Some(false)) {
                return Some(None);
            }
            coded.read(query, record, room).map(Some)
        })?;
        self.scored.insert(entry);
        let Some((weight, shared)) = read.ok_or_else(|| self.index.damaged())? else {
            return Ok(());
        };
        let weight = self.coded.larger(weight);
        let most = most_cost(weight, least);
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
        self.ready.push(Ready {
            potential,
            entry,
            facts,
            score,
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
    if bits & !flags::MANY == 0 {
        return 0.0;
    }
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
