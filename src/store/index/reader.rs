//! Reading the index: one statement a row, blocks kept for the next question.

use super::facts::{self, Facts};
use super::posting::PostingKey;
use super::terms::{self, TermRow};
use super::{damaged, lists, sequence};
use crate::error::Result;
use crate::lang::Lang;
use crate::store::Store;
use rusqlite::{OptionalExtension, params};
use rustc_hash::FxHashMap;
use std::ops::RangeInclusive;
use std::rc::Rc;

/// Bytes that are kept.
const KEPT_BYTES: usize = 96 << 20;
/// What a block and a term take beyond their bytes.
const BLOCK_BYTES: usize = 64;
const TERM_BYTES: usize = 160;

/// Blocks and terms of the index as they were read, for as long as nobody writes to the memory.
#[derive(Debug, Default)]
pub(in crate::store) struct Cache {
    version: i64,
    blocks: FxHashMap<(Table, i64), Rc<[u8]>>,
    bytes: usize,
    /// Room for searches to count in.
    room: Vec<u64>,
    terms: FxHashMap<i64, FxHashMap<Box<str>, Option<Rc<TermRow>>>>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Table {
    Sequence,
    Facts,
}

impl Cache {
    pub(in crate::store) fn clear(&mut self) {
        self.blocks.clear();
        self.terms.clear();
        self.bytes = 0;
    }

    /// Makes room for so many bytes more.
    fn make_room(&mut self, bytes: usize) {
        if self.bytes > KEPT_BYTES {
            self.clear();
        }
        self.bytes += bytes;
    }
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
            term.forms.len() + term.postings.as_ref().map_or(0, Vec::len) + TERM_BYTES
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

    /// Visits the entries that hold a term and lie in the given buckets of weight, in order. Entries up to a key that
    /// `skip` names may be left out.
    pub fn postings(
        &self,
        family: i64,
        term: &TermRow,
        buckets: &RangeInclusive<u8>,
        skip: impl FnMut(PostingKey) -> bool,
        visit: impl FnMut(PostingKey),
    ) -> Result<()> {
        match &term.postings {
            Some(row) => lists::read(row, buckets, visit).map(|_| ()),
            None => lists::read_rows(
                self.store.connection(),
                terms::row_id(family, term.number),
                buckets,
                skip,
                visit,
            ),
        }
        .map_err(|e| self.store.failed(e))
    }

    /// What is known about an entry.
    pub fn facts(&self, entry: u32) -> Result<Facts> {
        let block = self.block(Table::Facts, i64::from(entry / facts::BLOCK))?;
        Ok(Facts::read(&block, entry))
    }

    /// Gives the tokens of an entry to `read` (see [`sequence::for_each_code`]).
    pub fn sequence<T>(&self, family: i64, entry: u32, read: impl FnOnce(&[u8]) -> T) -> Result<T> {
        let id = terms::row_id(family, entry / sequence::BLOCK);
        let block = self.block(Table::Sequence, id)?;
        match sequence::find(&block, entry) {
            Some(span) => Ok(read(&block[span])),
            None => Err(self.store.failed(damaged())),
        }
    }

    /// Room to count in that an earlier search gave back.
    pub fn take_room(&self) -> Vec<u64> {
        std::mem::take(&mut self.store.cache.borrow_mut().room)
    }

    /// Gives room back for later searches.
    pub fn give_room_back(&self, room: Vec<u64>) {
        self.store.cache.borrow_mut().room = room;
    }

    /// The error of an index that does not make sense.
    pub fn damaged(&self) -> crate::error::Error {
        self.store.failed(damaged())
    }

    fn block(&self, table: Table, id: i64) -> Result<Rc<[u8]>> {
        if let Some(block) = self.store.cache.borrow().blocks.get(&(table, id)) {
            return Ok(Rc::clone(block));
        }
        let sql = match table {
            Table::Sequence => "SELECT records FROM sequence WHERE id = ?1",
            Table::Facts => "SELECT facts FROM facts WHERE id = ?1",
        };
        let block: Rc<[u8]> = self
            .store
            .connection()
            .prepare_cached(sql)
            .and_then(|mut s| {
                s.query_row(params![id], |row| Ok(Rc::from(row.get_ref(0)?.as_blob()?)))
                    .optional()
            })
            .map_err(|e| self.store.failed(e))?
            .unwrap_or_else(|| Rc::from(&[][..]));
        let mut cache = self.store.cache.borrow_mut();
        cache.make_room(block.len() + BLOCK_BYTES);
        cache.blocks.insert((table, id), Rc::clone(&block));
        Ok(block)
    }
}
