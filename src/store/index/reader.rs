//! Reading the index: one statement a row, blocks kept for the next question.

use super::facts::Facts;
use super::group::{self, Group, GroupBuilder, NUMBERS};
use super::lists::ListRow;
use super::posting::PostingKey;
use super::terms::{self, List, TermRow};
use super::{damaged, lists};
use crate::error::Result;
use crate::lang::Lang;
use crate::store::Store;
use crate::store::seal::{ENTRY, FAMILY};
use rustc_hash::FxHashMap;
use std::ops::RangeInclusive;
use std::rc::Rc;
use std::sync::LazyLock;

/// Bytes of blocks and terms that are kept: a share of a memory's bytes, within limits.
const KEPT_SHARE: u64 = 8;
const LEAST_KEPT_BYTES: u64 = 96 << 20;
const MOST_KEPT_BYTES: u64 = 1 << 30;
/// Of the first few questions less is kept, because most calls ask no more: so one question with tens of thousands of near
/// matches does not fill the memory of a call from the shell.
const FIRST_QUESTIONS: u32 = 4;
const FIRST_KEPT_BYTES: usize = 12 << 20;
/// Of lists a third of that is kept, and of one list no more entries than one for so many of those bytes: longer ones are
/// read where they lie each time.
const LIST_SHARE: usize = 3;
const BYTES_AN_ENTRY_OF_A_LIST: usize = 150;
/// A row of a list has no more keys than bytes.
const MOST_KEYS_OF_A_ROW: usize = super::posting::CHUNK_BYTES;
/// What a block and a term take beyond their bytes.
const BLOCK_BYTES: usize = 64;
const TERM_BYTES: usize = 160;

/// Blocks that lie beside each other, and whether each is sound.
static BLOCKS: LazyLock<String> = LazyLock::new(|| {
    let holds = ENTRY.holds();
    format!("SELECT id, block, {holds} FROM entry WHERE id BETWEEN ?1 AND ?2")
});

static FAMILIES: LazyLock<String> = LazyLock::new(|| {
    let holds = FAMILY.holds();
    format!("SELECT id, name, {holds} FROM family ORDER BY id")
});

/// Blocks and terms of the index as they were read, for as long as nobody writes to the memory.
#[derive(Debug, Default)]
pub(in crate::store) struct Cache {
    version: i64,
    groups: FxHashMap<i64, Groups>,
    lists: FxHashMap<i64, Rc<[ListRow]>>,
    terms: FxHashMap<i64, FxHashMap<Box<str>, Option<Rc<TermRow>>>>,
    bytes: usize,
    most_bytes: usize,
    /// How often the index was asked for.
    questions: u32,
    list_bytes: usize,
    /// How many blocks were read from the memory.
    loads: u64,
    /// Room for searches to count in.
    room: TallyRoom,
}

/// Groups by their numbers: found without hashing, because thousands are asked for in a search.
#[derive(Debug, Default)]
struct Groups(Vec<Option<Box<Group>>>);

impl Groups {
    /// The group of an entry.
    #[inline]
    fn of(&self, entry: u32) -> Option<&Group> {
        self.0.get((entry / NUMBERS) as usize)?.as_deref()
    }

    fn put(&mut self, number: u32, group: Group) {
        let number = number as usize;
        if self.0.len() <= number {
            self.0.resize_with(number + 1, || None);
        }
        self.0[number] = Some(Box::new(group));
    }
}

impl Cache {
    pub(in crate::store) fn clear(&mut self) {
        self.groups.clear();
        self.lists.clear();
        self.list_bytes = 0;
        self.terms.clear();
        self.bytes = 0;
    }

    #[inline]
    fn group(&self, family: i64, entry: u32) -> Option<&Group> {
        self.groups.get(&family)?.of(entry)
    }

    /// Bytes of blocks and terms that are kept now.
    fn most(&self) -> usize {
        match self.questions {
            0..=FIRST_QUESTIONS => FIRST_KEPT_BYTES,
            _ => self.most_bytes,
        }
    }

    /// Makes room for so many bytes more.
    fn make_room(&mut self, bytes: usize) {
        if self.bytes > self.most() {
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
        if self.cache.borrow().version != version {
            let pages: i64 = self.one("PRAGMA page_count", [], |row| row.get(0))?;
            let page: i64 = self.one("PRAGMA page_size", [], |row| row.get(0))?;
            let share = pages.saturating_mul(page).unsigned_abs() / KEPT_SHARE;
            let mut cache = self.cache.borrow_mut();
            cache.clear();
            cache.version = version;
            cache.most_bytes = share.clamp(LEAST_KEPT_BYTES, MOST_KEPT_BYTES) as usize;
        }
        let mut cache = self.cache.borrow_mut();
        cache.questions = cache.questions.saturating_add(1);
        drop(cache);
        Ok(IndexReader { store: self })
    }
}

impl IndexReader<'_> {
    /// The number of the family of a language; `None`: the memory has no text in it.
    pub fn family(&self, lang: &Lang) -> Result<Option<i64>> {
        self.store
            .connection()
            .prepare_cached(&FAMILIES)
            .and_then(|mut s| {
                // All of them: they are few, and the index of the names would have to be trusted.
                let mut rows = s.query([])?;
                let (name, mut found) = (lang.family(), None);
                while let Some(row) = rows.next()? {
                    super::sound(row, 2)?;
                    if row.get_ref(1)?.as_str()? == name {
                        found = Some(row.get(0)?);
                    }
                }
                Ok(found)
            })
            .map_err(|e| self.store.failed(e))
    }

    /// The term of a class; `None`: no entry has it.
    pub fn term(&self, family: i64, class: &str) -> Result<Option<Rc<TermRow>>> {
        if let Some(known) = self.store.cache.borrow().terms.get(&family)
            && let Some(term) = known.get(class)
        {
            return Ok(term.clone());
        }
        let term = terms::find_surely(self.store.connection(), family, class)
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
            keys: Vec::with_capacity(MOST_KEYS_OF_A_ROW),
        };
        match &term.list {
            List::Here(row) => visiting.short(row),
            List::Rows(number) if term.segments <= self.most_kept_of_a_list() => {
                self.rows(*number).and_then(|rows| visiting.loaded(&rows))
            }
            List::Rows(number) => visiting.long(self.store.connection(), *number),
        }
        .map_err(|e| self.store.failed(e))
    }

    fn most_kept_of_a_list(&self) -> u64 {
        (self.store.cache.borrow().most() / LIST_SHARE / BYTES_AN_ENTRY_OF_A_LIST) as u64
    }

    /// The rows of a list that is kept.
    fn rows(&self, number: i64) -> rusqlite::Result<Rc<[ListRow]>> {
        if let Some(rows) = self.store.cache.borrow().lists.get(&number) {
            return Ok(Rc::clone(rows));
        }
        let rows = lists::load(self.store.connection(), number)?;
        let bytes: usize = rows.iter().map(|(_, row)| row.len() + BLOCK_BYTES).sum();
        let mut cache = self.store.cache.borrow_mut();
        if cache.list_bytes > cache.most() / LIST_SHARE {
            cache.lists.clear();
            cache.list_bytes = 0;
        }
        cache.list_bytes += bytes;
        cache.lists.insert(number, Rc::clone(&rows));
        Ok(rows)
    }

    /// What is known about an entry; the default where there is none with this number.
    #[inline]
    pub fn facts(&self, family: i64, entry: u32) -> Result<Facts> {
        self.with_group(family, entry, |group| group.facts(entry))
    }

    /// Appends what is known about entries, in their order.
    pub fn facts_of(
        &self,
        family: i64,
        mut entries: impl Iterator<Item = u32>,
        out: &mut Vec<Facts>,
    ) -> Result<()> {
        loop {
            // Those that are here, in one go: they come near at the same time.
            let cache = self.store.cache.borrow();
            let groups = cache.groups.get(&family);
            let missing = loop {
                let Some(entry) = entries.next() else {
                    return Ok(());
                };
                match groups.and_then(|all| all.of(entry)) {
                    Some(group) => out.push(group.facts(entry)),
                    None => break entry,
                }
            };
            drop(cache);
            out.push(self.facts(family, missing)?);
        }
    }

    /// Gives the tokens of an entry to `read` (see [`super::sequence::for_each_code`]), which must not use the index.
    #[inline]
    pub fn tokens<T>(&self, family: i64, entry: u32, read: impl FnOnce(&[u8]) -> T) -> Result<T> {
        self.with_group(family, entry, |group| read(group.tokens(entry)))
    }

    /// Touches the tokens of entries, so that they come near at the same time.
    pub fn touch_tokens(&self, family: i64, entries: impl Iterator<Item = u32>) -> Result<()> {
        let mut touched = 0;
        for entry in entries {
            touched ^= self.with_group(family, entry, |group| {
                group.tokens(entry).first().copied().unwrap_or_default()
            })?;
        }
        std::hint::black_box(touched);
        Ok(())
    }

    /// Gives the group of an entry to `read`, which must not use the index.
    #[inline]
    fn with_group<T>(&self, family: i64, entry: u32, read: impl FnOnce(&Group) -> T) -> Result<T> {
        if let Some(group) = self.store.cache.borrow().group(family, entry) {
            return Ok(read(group));
        }
        let number = entry / NUMBERS;
        let group = self.load_group(family, number)?;
        let answer = read(&group);
        let mut cache = self.store.cache.borrow_mut();
        cache.loads += 1;
        cache.make_room(group.bytes());
        cache.groups.entry(family).or_default().put(number, group);
        Ok(answer)
    }

    /// Reads blocks that lie beside each other: most of the time goes into finding the first.
    #[cold]
    fn load_group(&self, family: i64, group: u32) -> Result<Group> {
        let first = group * group::BLOCKS;
        let ids = [first, first + group::BLOCKS - 1].map(|number| terms::row_id(family, number));
        let read = || -> rusqlite::Result<Group> {
            let mut group = GroupBuilder::new();
            let mut statement = self.store.connection().prepare_cached(&BLOCKS)?;
            let mut rows = statement.query(ids)?;
            while let Some(row) = rows.next()? {
                super::sound(row, 2)?;
                let place = terms::number_of(row.get(0)?) - first;
                group.add(place, row.get_ref(1)?.as_blob()?);
            }
            Ok(group.build())
        };
        read().map_err(|e| self.store.failed(e))
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
}
