//! Writing what one family has in the index: its terms, posting lists and entries.

use super::block::{BLOCK, OpenBlock};
use super::dictionary::{self, Dictionary};
use super::facts::Facts;
use super::forms::{KnownCodes, Numbered};
use super::listing::Listing;
use super::posting::{self, PostingKey};
use super::sequence;
use super::sorter::Sorter;
use super::terms;
use super::{damaged, lists};
use crate::lang::Lang;
use crate::store::seal::{ENTRY, FAMILY};
use crate::text::{Token, each_token};
use rusqlite::{Connection, OptionalExtension, params};
use rustc_hash::FxHashSet;
use std::sync::LazyLock;

/// So many postings that are taken out are held in memory: 8 MiB.
const MOST_REMOVED: usize = 1 << 20;
/// So many entries of a list are added at once, so that the longest list does not have to be in memory.
const MOST_AT_ONCE: usize = 1 << 17;

static BLOCK_OF: LazyLock<String> =
    LazyLock::new(|| format!("SELECT block, {} FROM entry WHERE id = ?1", ENTRY.holds()));
static PUT_BLOCK: LazyLock<String> =
    LazyLock::new(|| ENTRY.insert().replacen("INSERT", "INSERT OR REPLACE", 1));

/// A block of entries that is being changed.
#[derive(Debug)]
struct HeldBlock {
    /// Its row.
    id: i64,
    block: OpenBlock,
    changed: bool,
}

/// The terms, posting lists and entries of one family.
#[derive(Debug)]
pub(super) struct FamilyWriter {
    id: i64,
    dictionary: Dictionary,
    codes: KnownCodes,
    postings: Sorter,
    /// Postings of entries that were taken out. None of them is held back in `postings`, so they go first.
    removed: Sorter,
    /// The least entry whose postings are held back there.
    first_held: u32,
    /// Entries that took the place of others and have no postings yet: of the many units with one text, an act may take out
    /// one after the other.
    heirs: FxHashSet<u32>,
    /// The block of entries that was touched last.
    block: Option<HeldBlock>,
}

impl FamilyWriter {
    pub(super) fn open(connection: &Connection, name: &str) -> rusqlite::Result<Self> {
        let known: Option<i64> = connection
            .query_row("SELECT id FROM family WHERE name = ?1", [name], |row| {
                row.get(0)
            })
            .optional()?;
        let id = match known {
            Some(id) => id,
            None => create_family(connection, name)?,
        };
        Ok(Self {
            id,
            dictionary: Dictionary::open(connection, id, Lang::stored(name))?,
            codes: KnownCodes::default(),
            postings: Sorter::new(),
            removed: Sorter::holding(MOST_REMOVED),
            first_held: u32::MAX,
            heirs: FxHashSet::default(),
            block: None,
        })
    }

    /// Adds an entry with its normalized text and what is known about it. A text without tokens is no entry.
    pub(super) fn insert(
        &mut self,
        connection: &Connection,
        entry: u32,
        known: Facts,
        text: &str,
        (tokens, numbers): (Option<&[Token]>, &Numbered),
    ) -> rusqlite::Result<()> {
        let mut record = Vec::new();
        let mut listing = Listing::default();
        self.codes.follow(numbers);
        let mut take = |place: usize, token: &Token| -> rusqlite::Result<()> {
            let number = numbers.get(place);
            let code = match number.and_then(|number| self.codes.get(number)) {
                Some(code) => code,
                None => self
                    .dictionary
                    .code(connection, token.kind, token.text(text))?,
            };
            if let Some(number) = number {
                self.codes.set(number, code);
            }
            sequence::put_code(&mut record, code);
            listing.add(token.kind, code.term);
            Ok(())
        };
        if let Some(tokens) = tokens {
            let mut tokens = tokens.iter().enumerate();
            tokens.try_for_each(|(place, token)| take(place, token))?;
        } else {
            let mut place = 0;
            each_token(text, |token| {
                place += 1;
                take(place - 1, &token)
            })?;
        }
        let facts = Facts {
            weight: listing.weight(),
            signature: listing.signature(),
            ..known
        };
        if facts.weight == 0 {
            return Ok(());
        }
        let (key, terms) = listing.of(entry);
        for term in terms {
            self.postings
                .push(posting::pack(term, key))
                .map_err(super::io)?;
        }
        self.first_held = self.first_held.min(entry);
        let held = self.open_block(connection, entry)?;
        held.block.put(entry, facts, record);
        held.changed = true;
        Ok(())
    }

    /// The block of an entry, made the one that is held.
    fn open_block(
        &mut self,
        connection: &Connection,
        entry: u32,
    ) -> rusqlite::Result<&mut HeldBlock> {
        let id = terms::row_id(self.id, entry / BLOCK);
        if self.block.as_ref().is_none_or(|held| held.id != id) {
            self.write_block(connection)?;
            let bytes: Vec<u8> = connection
                .prepare_cached(&BLOCK_OF)?
                .query_row([id], |row| {
                    super::sound(row, 1)?;
                    row.get(0)
                })
                .optional()?
                .unwrap_or_default();
            self.block = Some(HeldBlock {
                id,
                block: OpenBlock::read(&bytes).ok_or_else(damaged)?,
                changed: false,
            });
        }
        self.block.as_mut().ok_or_else(damaged)
    }

    fn write_block(&mut self, connection: &Connection) -> rusqlite::Result<()> {
        let Some(held) = self.block.take().filter(|held| held.changed) else {
            return Ok(());
        };
        let bytes = held.block.bytes();
        if bytes.is_empty() {
            connection
                .prepare_cached("DELETE FROM entry WHERE id = ?1")?
                .execute([held.id])?;
        } else {
            connection
                .prepare_cached(&PUT_BLOCK)?
                .execute(params![held.id, bytes])?;
        }
        Ok(())
    }

    /// What is known about an entry; `None`: there is none with this number.
    pub(super) fn facts(
        &mut self,
        connection: &Connection,
        entry: u32,
    ) -> rusqlite::Result<Option<Facts>> {
        let held = self.open_block(connection, entry)?;
        Ok(held.block.facts(entry).copied())
    }

    pub(super) fn set_facts(
        &mut self,
        connection: &Connection,
        entry: u32,
        facts: Facts,
    ) -> rusqlite::Result<()> {
        let held = self.open_block(connection, entry)?;
        if let Some(known) = held.block.facts(entry) {
            *known = facts;
            held.changed = true;
        }
        Ok(())
    }

    /// Takes an entry out, if it is there, and gives its facts and tokens back.
    pub(super) fn take(
        &mut self,
        connection: &Connection,
        entry: u32,
    ) -> rusqlite::Result<Option<(Facts, Vec<u8>)>> {
        let is_heir = self.heirs.remove(&entry);
        if !is_heir && entry >= self.first_held {
            self.flush(connection)?;
        }
        let held = self.open_block(connection, entry)?;
        let Some((facts, record)) = held.block.take(entry) else {
            return Ok(None);
        };
        held.changed = true;
        if !is_heir {
            let (key, listed) = listing(&record)?.of(entry);
            for term in listed {
                self.removed
                    .push(posting::pack(term, key))
                    .map_err(super::io)?;
            }
        }
        Ok(Some((facts, record)))
    }

    /// Another entry with the same text takes the place of one.
    pub(super) fn hand_on(
        &mut self,
        connection: &Connection,
        entry: u32,
        heir: u32,
    ) -> rusqlite::Result<()> {
        let Some((facts, record)) = self.take(connection, entry)? else {
            return Ok(());
        };
        self.heirs.insert(heir);
        let held = self.open_block(connection, heir)?;
        held.block.put(heir, facts, record);
        held.changed = true;
        Ok(())
    }

    /// Holds the postings of the heirs back with those of the others.
    fn list_heirs(&mut self, connection: &Connection) -> rusqlite::Result<()> {
        let mut heirs: Vec<u32> = self.heirs.drain().collect();
        heirs.sort_unstable();
        for heir in heirs {
            let held = self.open_block(connection, heir)?;
            let (key, terms) = match held.block.record(heir) {
                Some(record) => listing(record)?.of(heir),
                None => continue,
            };
            for term in terms {
                self.postings
                    .push(posting::pack(term, key))
                    .map_err(super::io)?;
            }
        }
        Ok(())
    }

    pub(super) fn flush(&mut self, connection: &Connection) -> rusqlite::Result<()> {
        self.list_heirs(connection)?;
        self.write_block(connection)?;
        self.first_held = u32::MAX;
        let row = |term| terms::row_id(self.id, term);
        by_term(&mut self.removed, |term, keys| {
            lists::remove(connection, row(term), keys)
        })?;
        by_term(&mut self.postings, |term, keys| {
            lists::add(connection, row(term), keys)
        })
    }
}

/// The terms of an entry's tokens.
fn listing(record: &[u8]) -> rusqlite::Result<Listing> {
    let mut listing = Listing::default();
    sequence::for_each_code(record, |code| {
        listing.add(terms::kind_of(code.term), code.term);
    })
    .ok_or_else(damaged)?;
    Ok(listing)
}

/// Empties a sorter, and gives its postings by term, with the keys of each in order; those of a long list in several parts.
fn by_term(
    sorter: &mut Sorter,
    mut each: impl FnMut(u32, &[PostingKey]) -> rusqlite::Result<()>,
) -> rusqlite::Result<()> {
    if sorter.is_empty() {
        return Ok(());
    }
    let mut sorted = sorter.drain().map_err(super::io)?;
    let mut keys: Vec<PostingKey> = Vec::new();
    let mut term = None;
    while let Some(packed) = sorted.next().map_err(super::io)? {
        let (next, key) = posting::unpack(packed);
        if let Some(done) = term.filter(|t| *t != next || keys.len() >= MOST_AT_ONCE) {
            each(done, &keys)?;
            keys.clear();
        }
        term = Some(next);
        keys.push(key);
    }
    match term {
        Some(done) => each(done, &keys),
        None => Ok(()),
    }
}

fn create_family(connection: &Connection, name: &str) -> rusqlite::Result<i64> {
    let next = "SELECT coalesce(max(id), 0) + 1 FROM family";
    let id = connection.query_row(next, [], |row| row.get(0))?;
    connection.execute(&FAMILY.insert(), params![id, name])?;
    for (number, class) in [
        (terms::ANY_FIGURE, terms::ANY_FIGURE_CLASS),
        (terms::MARKED, terms::MARKED_CLASS),
    ] {
        dictionary::insert_term(connection, id, number, class, &[])?;
    }
    Ok(id)
}
