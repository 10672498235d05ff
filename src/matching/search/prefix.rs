//! Reading posting lists: the rarest first, until no entry that stands in none of them can match.

use super::rest::Rest;
use super::tally::Tally;
use super::{Candidate, Search, State, bound};
use crate::error::Result;
use crate::matching::score::{costs, weight_window};
use crate::store::index::posting::{bucket, bucket_floor};
use crate::store::index::terms::ANY_FIGURE;
use crate::store::index::{PostingKey, TermRow};
use crate::text::{TokenKind, WEIGHT_UNIT};
use std::cell::Cell;
use std::cmp::Reverse;
use std::ops::RangeInclusive;
use std::rc::Rc;

/// Before a list of more entries than this is read, it is tried to get on without it.
const LONG_LIST: u64 = 4_000;
/// A tally is made ready beforehand for so many keys at most. One that has to grow keeps what met in the smaller one.
const MOST_EXPECTED: usize = 256_000;
/// With fewer keys than this, a tally is small.
const SMALL_TALLY: u64 = 16_000;
/// How many promising entries are scored for that.
const PROBES: usize = 8;

/// A list that can be read.
#[derive(Debug)]
pub(super) struct List {
    pub(super) term: Rc<TermRow>,
    /// What an entry in it can share, in units of weight.
    pub(super) units: u16,
}

impl List {
    /// Whether it is that of all entries with a figure.
    pub(super) fn is_figures(&self) -> bool {
        self.term.number == ANY_FIGURE
    }
}

impl Search<'_, '_> {
    /// The lists of the query's terms, and what each can add.
    pub(super) fn plan(&mut self, family: i64) -> Result<()> {
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
        self.rest = Rest::new(self.coded.marks() / WEIGHT_UNIT, &self.unread);
        Ok(())
    }

    /// Reads lists until no entry that stands in none of them can match, and keeps what can.
    pub(super) fn collect(&mut self, family: i64) -> Result<()> {
        let mut tally = Tally::in_room(self.index.take_room());
        let read = self.read_rarest(family, &mut tally);
        let least = self.least_hits();
        tally.reaching(&least);
        self.candidates.clear();
        self.candidates.reserve(tally.keys().len());
        for key in tally.keys() {
            if self.scored.is_empty() || !self.scored.contains(&key.entry()) {
                self.candidates.push(Candidate {
                    key: *key,
                    hits: tally.count_of(*key),
                    state: State::LISTED,
                });
            }
        }
        self.index.give_room_back(tally.into_room());
        read?;
        self.sort_into_levels();
        Ok(())
    }

    fn read_rarest(&mut self, family: i64, tally: &mut Tally) -> Result<()> {
        let mut promising = Promising::new(self.query.weight());
        tally.reserve(self.expected());
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
            let newest = self.last_bucket_within(self.rest.total());
            self.rest.remove(&list);
            let buckets = self.buckets();
            // About half of a list is of the right length.
            tally.reserve(tally.len() + list.term.segments as usize / 2);
            let visit = |keys: &[PostingKey]| {
                let new = keys.partition_point(|key| key.bucket() <= newest);
                tally.note(&keys[..new]);
                tally.count(keys, list.units, |key, hits| promising.see(key, hits));
            };
            self.index
                .postings(&list.term, &buckets, |_| false, visit)?;
        }
        if self.misses_possible()
            && let Some(term) = self.index.marked(family)?
        {
            // Marks alone can make a match.
            let buckets = self.buckets();
            self.index
                .postings(&term, &buckets, |_| false, |keys| tally.note(keys))?;
        }
        // Where good matches are found already, what follows reads less.
        self.probe(family, &mut promising)?;
        // Further lists that are as cheap as looking at what they would rule out.
        while let Some(list) = self.unread.last() {
            // A small table stays near, so counting in it costs less.
            let pays = match tally.len() as u64 {
                few @ ..SMALL_TALLY => 2 * few,
                many => many,
            };
            if list.term.segments > pays {
                break;
            }
            self.rest.remove(list);
            let buckets = self.buckets();
            self.index.postings(
                &list.term,
                &buckets,
                |_| false,
                |keys| tally.count(keys, list.units, |_, _| ()),
            )?;
            self.unread.pop();
        }
        Ok(())
    }

    /// About how many keys the lists hold that have to be read if the floor does not rise.
    fn expected(&self) -> usize {
        let mut rest = f64::from(self.rest.total() * WEIGHT_UNIT);
        let least = self.floor / 100.0 * f64::from(self.query.weight());
        let mut segments = 0;
        for list in self.unread.iter().rev() {
            if rest < least || segments > MOST_EXPECTED {
                break;
            }
            rest -= f64::from(u32::from(list.units) * WEIGHT_UNIT);
            segments += list.term.segments as usize;
        }
        segments / 2
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
        f64::from(self.rest.total() * WEIGHT_UNIT) >= least
    }

    /// Scores some promising entries, so that the floor may rise. Whether it did.
    fn probe(&mut self, family: i64, promising: &mut Promising) -> Result<bool> {
        let before = self.floor;
        for key in promising.take() {
            if self.scored.contains(&key.entry()) {
                continue;
            }
            let facts = self.index.facts(family, key.entry())?;
            if facts.weight == 0 {
                return Err(self.index.damaged());
            }
            self.look_closer(family, key.entry(), facts)?;
        }
        Ok(self.floor > before)
    }

    /// The buckets of the entries that can reach the floor.
    fn buckets(&self) -> RangeInclusive<u8> {
        let window = weight_window(self.query.weight(), self.floor);
        bucket(*window.start())..=bucket(*window.end())
    }

    /// The least that an entry of a bucket must share by the lists that were read to be a match, in units of weight.
    fn least_hits(&self) -> [u32; 128] {
        std::array::from_fn(|bucket| {
            let weight = self.coded.larger(bucket_floor(bucket as u8));
            let least = self.floor / 100.0 * f64::from(weight) / f64::from(WEIGHT_UNIT) - 1e-6;
            (least.ceil().max(0.0) as u32).saturating_sub(self.rest.total())
        })
    }

    /// Reads one more list for the candidates that there are, and leaves out those that cannot match any more.
    pub(super) fn read_next_list(&mut self) -> Result<()> {
        let Some(list) = self.unread.pop() else {
            return Ok(());
        };
        self.spent = 0;
        self.rest.remove(&list);
        let buckets = self.buckets();
        let keys: Vec<PostingKey> = self.candidates.iter().map(|c| c.key).collect();
        let candidates = &mut self.candidates;
        // The first candidate that the list has not passed yet, and its key.
        let place = Cell::new((0, keys.first().copied().unwrap_or(PostingKey::LAST)));
        self.index.postings(
            &list.term,
            &buckets,
            |last| place.get().1 > last,
            |listed| {
                let (mut n, mut next) = place.get();
                for key in listed {
                    if *key < next {
                        continue;
                    }
                    while next < *key {
                        n += 1;
                        next = keys.get(n).copied().unwrap_or(PostingKey::LAST);
                    }
                    if next == *key {
                        candidates[n].hits = candidates[n].hits.saturating_add(list.units);
                    }
                }
                place.set((n, next));
            },
        )?;
        let least = self.least_hits();
        self.candidates.retain(|c| {
            c.state != State::DONE
                && buckets.contains(&c.key.bucket())
                && u32::from(c.hits) >= least[usize::from(c.key.bucket())]
        });
        self.sort_into_levels();
        Ok(())
    }

    /// Sorts the candidates into levels by what they can reach.
    fn sort_into_levels(&mut self) {
        self.levels.begin(self.candidates.len(), self.min);
        let (rest, coded) = (&self.rest, &self.coded);
        let mut weights = (0, 0);
        for (n, candidate) in self.candidates.iter().enumerate() {
            let potential = if let Some(known) = candidate.state.known() {
                candidate.most(&self.known[known], rest, coded)
            } else if candidate.state == State::LISTED {
                // Sorted by their buckets, so that few weights are worked out.
                let bucket = candidate.key.bucket();
                if weights.0 != bucket {
                    weights = (bucket, coded.larger(bucket_floor(bucket)));
                }
                bound(candidate.shared(rest.total()), weights.1).value()
            } else {
                continue;
            };
            if potential >= self.floor {
                self.levels.put(n, self.levels.level(potential));
            }
        }
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
