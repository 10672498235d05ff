//! Reading the index: one statement a row, blocks kept for the next question.

use super::facts::{self, Facts};
use super::lists::ListRow;
use super::posting::PostingKey;
use super::terms::{self, List, TermRow};
use super::{damaged, lists, sequence};
use crate::error::Result;
use crate::lang::Lang;
use crate::store::Store;
use rusqlite::{OptionalExtension, params};
use rustc_hash::FxHashMap;
use std::ops::RangeInclusive;
use std::rc::Rc;

/// Bytes that are kept: of blocks and terms, and of lists.
const KEPT_BYTES: usize = 96 << 20;
const KEPT_LIST_BYTES: usize = 32 << 20;
/// Lists of more entries are read where they lie each time.
const MOST_KEPT_OF_A_LIST: u64 = 30_000;
/// What a block and a term take beyond their bytes.
const BLOCK_BYTES: usize = 64;
const TERM_BYTES: usize = 160;

/// Blocks and terms of the index as they were read, for as long as nobody writes to the memory.
#[derive(Debug, Default)]
pub(in crate::store) struct Cache {
    version: i64,
    facts: Blocks,
    sequences: FxHashMap<i64, Blocks>,
    lists: FxHashMap<i64, Rc<[ListRow]>>,
    terms: FxHashMap<i64, FxHashMap<Box<str>, Option<Rc<TermRow>>>>,
    bytes: usize,
    list_bytes: usize,
    /// How many blocks were read from the memory.
    loads: u64,
    /// Room for searches to count in.
    room: TallyRoom,
}

/// Blocks by their numbers: found without hashing, because thousands are asked for in a search.
#[derive(Debug, Default)]
struct Blocks(Vec<Option<Box<[u8]>>>);

impl Blocks {
    #[inline]
    fn get(&self, number: u32) -> Option<&[u8]> {
        self.0.get(number as usize)?.as_deref()
    }

    fn put(&mut self, number: u32, block: Box<[u8]>) {
        let number = number as usize;
        if self.0.len() <= number {
            self.0.resize(number + 1, None);
        }
        self.0[number] = Some(block);
    }
}

impl Cache {
    pub(in crate::store) fn clear(&mut self) {
        self.facts.0.clear();
        self.sequences.clear();
        self.lists.clear();
        self.list_bytes = 0;
        self.terms.clear();
        self.bytes = 0;
    }

    #[inline]
    fn record(&self, family: i64, entry: u32) -> Option<&[u8]> {
        let block = self.sequences.get(&family)?.get(entry / sequence::BLOCK)?;
        block.get(sequence::find(block, entry)?)
    }

    /// Makes room for so many bytes more.
    fn make_room(&mut self, bytes: usize) {
        if self.bytes > KEPT_BYTES {
            self.clear();
        }
        self.bytes += bytes;
    }
}

/// Room that a search counts in, kept for the next one.
#[derive(Debug, Default)]
pub struct TallyRoom {
    /// Counters.
    pub counts: Vec<u16>,
    /// Keys of postings.
    pub keys: Vec<PostingKey>,
}

/// Reads the index of a memory. What one reader answers belongs together only inside one transaction
/// ([`Store::snapshot`]).
#[derive(Debug)]
pub struct IndexReader<'s> {
    pub(super) store: &'s Store,
}

impl Store {
    /// The index, to read.
    ///
    /// # Errors
    /// When the memory cannot be read.
    pub fn index(&self) -> Result<IndexReader<'_>> {
        let version: i64 = self.one("PRAGMA data_version", [], |row| row.get(0))?;
        let mut cache = self.cache.borrow_mut();
        if cache.version != version {
            cache.clear();
            cache.version = version;
        }
        Ok(IndexReader { store: self })
    }
}

impl IndexReader<'_> {
    /// The number of the family of a language; `None`: the memory has no text in it.
    pub fn family(&self, lang: &Lang) -> Result<Option<i64>> {
        self.store
            .connection()
            .prepare_cached("SELECT id FROM family WHERE name = ?1")
            .and_then(|mut s| s.query_row([lang.family()], |row| row.get(0)).optional())
            .map_err(|e| self.store.failed(e))
    }

    /// The term of a class; `None`: no entry has it.
    pub fn term(&self, family: i64, class: &str) -> Result<Option<Rc<TermRow>>> {
        if let Some(known) = self.store.cache.borrow().terms.get(&family)
            && let Some(term) = known.get(class)
        {
            return Ok(term.clone());
        }
        let term = terms::find(self.store.connection(), family, class)
            .map_err(|e| self.store.failed(e))?
            .map(Rc::new);
        let mut cache = self.store.cache.borrow_mut();
        let size = |term: &TermRow| {
            let list = match &term.list {
                List::Here(row) => row.len(),
                List::Rows(_) => 0,
            };
            term.forms.len() + list + TERM_BYTES
        };
        cache.make_room(term.as_deref().map_or(TERM_BYTES, size));
        let known = cache.terms.entry(family).or_default();
        known.insert(class.into(), term.clone());
        Ok(term)
    }

    /// The term that all entries with a figure are listed under.
    pub fn any_figure(&self, family: i64) -> Result<Option<Rc<TermRow>>> {
        self.term(family, terms::ANY_FIGURE_CLASS)
    }

    /// The term that entries with many marks are listed under (see [`super::is_marked`]).
    pub fn marked(&self, family: i64) -> Result<Option<Rc<TermRow>>> {
        self.term(family, terms::MARKED_CLASS)
    }

    /// The term that rare marks share.
    pub fn other_marks(&self, family: i64) -> Result<Option<Rc<TermRow>>> {
        self.term(family, terms::OTHER_MARKS)
    }

    /// Visits the entries that hold a term and lie in the given buckets of weight, in order, a slice at a time. Entries up
    /// to a key that `skip` names may be left out.
    pub fn postings(
        &self,
        term: &TermRow,
        buckets: &RangeInclusive<u8>,
        skip: impl FnMut(PostingKey) -> bool,
        visit: impl FnMut(&[PostingKey]),
    ) -> Result<()> {
        let mut visiting = lists::Visiting {
            buckets,
            skip,
            visit,
            keys: Vec::new(),
        };
        match &term.list {
            List::Here(row) => visiting.short(row),
            List::Rows(number) if term.segments <= MOST_KEPT_OF_A_LIST => {
                self.rows(*number).and_then(|rows| visiting.loaded(&rows))
            }
            List::Rows(number) => visiting.long(self.store.connection(), *number),
        }
        .map_err(|e| self.store.failed(e))
    }

    /// The rows of a list that is kept.
    fn rows(&self, number: i64) -> rusqlite::Result<Rc<[ListRow]>> {
        if let Some(rows) = self.store.cache.borrow().lists.get(&number) {
            return Ok(Rc::clone(rows));
        }
        let rows = lists::load(self.store.connection(), number)?;
        let bytes: usize = rows.iter().map(|(_, row)| row.len() + BLOCK_BYTES).sum();
        let mut cache = self.store.cache.borrow_mut();
        if cache.list_bytes > KEPT_LIST_BYTES {
            cache.lists.clear();
            cache.list_bytes = 0;
        }
        cache.list_bytes += bytes;
        cache.lists.insert(number, Rc::clone(&rows));
        Ok(rows)
    }

    /// What is known about an entry.
    #[inline]
    pub fn facts(&self, entry: u32) -> Result<Facts> {
        let number = entry / facts::BLOCK;
        if let Some(block) = self.store.cache.borrow().facts.get(number) {
            return Ok(Facts::read(block, entry));
        }
        let block = self.block("SELECT facts FROM facts WHERE id = ?1", i64::from(number))?;
        let facts = Facts::read(&block, entry);
        let mut cache = self.store.cache.borrow_mut();
        cache.make_room(block.len() + BLOCK_BYTES);
        cache.facts.put(number, block);
        Ok(facts)
    }

    /// Appends what is known about entries, in their order.
    pub fn facts_of(
        &self,
        mut entries: impl Iterator<Item = u32>,
        out: &mut Vec<Facts>,
    ) -> Result<()> {
        loop {
            // Those in blocks that are here, in one go: they come near at the same time.
            let cache = self.store.cache.borrow();
            let missing = loop {
                let Some(entry) = entries.next() else {
                    return Ok(());
                };
                match cache.facts.get(entry / facts::BLOCK) {
                    Some(block) => out.push(Facts::read(block, entry)),
                    None => break entry,
                }
            };
            drop(cache);
            out.push(self.facts(missing)?);
        }
    }

    /// Gives the tokens of an entry to `read` (see [`sequence::for_each_code`]), which must not use the index.
    #[inline]
    pub fn sequence<T>(&self, family: i64, entry: u32, read: impl FnOnce(&[u8]) -> T) -> Result<T> {
        self.load_block(family, entry / sequence::BLOCK)?;
        let cache = self.store.cache.borrow();
        match cache.record(family, entry) {
            Some(record) => Ok(read(record)),
            None => Err(self.damaged()),
        }
    }

    /// Touches the tokens of entries, so that they come near at the same time.
    pub fn touch_sequences(
        &self,
        family: i64,
        entries: impl Iterator<Item = u32> + Clone,
    ) -> Result<()> {
        for entry in entries.clone() {
            self.load_block(family, entry / sequence::BLOCK)?;
        }
        let cache = self.store.cache.borrow();
        let Some(blocks) = cache.sequences.get(&family) else {
            return Ok(());
        };
        // First where the records are, then the records.
        let mut touched = 0;
        for entry in entries.clone() {
            let block = blocks.get(entry / sequence::BLOCK).unwrap_or(&[]);
            touched ^= sequence::touch(block, entry);
        }
        for entry in entries {
            let block = blocks.get(entry / sequence::BLOCK).unwrap_or(&[]);
            if let Some(span) = sequence::find(block, entry) {
                touched ^= block.get(span.start).copied().unwrap_or_default();
            }
        }
        std::hint::black_box(touched);
        Ok(())
    }

    #[inline]
    fn load_block(&self, family: i64, number: u32) -> Result<()> {
        let cache = self.store.cache.borrow();
        let blocks = cache.sequences.get(&family);
        if blocks.is_some_and(|blocks| blocks.get(number).is_some()) {
            return Ok(());
        }
        drop(cache);
        let id = terms::row_id(family, number);
        let block = self.block("SELECT records FROM sequence WHERE id = ?1", id)?;
        let mut cache = self.store.cache.borrow_mut();
        cache.make_room(block.len() + BLOCK_BYTES);
        let blocks = cache.sequences.entry(family).or_default();
        blocks.put(number, block);
        Ok(())
    }

    /// Room to count in that an earlier search gave back.
    pub fn take_room(&self) -> TallyRoom {
        std::mem::take(&mut self.store.cache.borrow_mut().room)
    }

    /// Gives room back for later searches.
    pub fn give_room_back(&self, room: TallyRoom) {
        self.store.cache.borrow_mut().room = room;
    }

    /// The error of an index that does not make sense.
    pub fn damaged(&self) -> crate::error::Error {
        self.store.failed(damaged())
    }

    /// How many blocks were read from the memory so far: each takes many times as long as one that is kept.
    pub fn loads(&self) -> u64 {
        self.store.cache.borrow().loads
    }

    fn block(&self, sql: &str, id: i64) -> Result<Box<[u8]>> {
        self.store.cache.borrow_mut().loads += 1;
        let read = |row: &rusqlite::Row<'_>| Ok(Box::from(row.get_ref(0)?.as_blob()?));
        self.store
            .connection()
            .prepare_cached(sql)
            .and_then(|mut s| s.query_row(params![id], read).optional())
            .map(Option::unwrap_or_default)
            .map_err(|e| self.store.failed(e))
    }
}
