//! Keeping the index in step with the units, inside the transaction that changes them.
//!
//! Of several variants of one family with the same text, the one with the least number is the entry of all of them.

use super::block::{BLOCK, OpenBlock};
use super::crowd::Crowds;
use super::dictionary::{self, Dictionary};
use super::facts::{Facts, flags};
use super::firsts::{self, Firsts};
use super::forms::{KnownCodes, Numbered};
use super::listing::Listing;
use super::posting::{self, MOST_ENTRIES, PostingKey};
use super::seen::Seen;
use super::sequence;
use super::sorter::Sorter;
use super::terms;
use super::{damaged, full};
use crate::lang::Lang;
use crate::model::Tu;
use crate::store::analysis::Analysis;
use crate::store::derived;
use crate::store::units::{self, UnitId};
use crate::text::{Token, normalized, tokenize};
use rusqlite::{Connection, OptionalExtension, params};
use rustc_hash::FxHashMap;

/// So many entries of a list are added at once, so that the longest list does not have to be in memory.
const MOST_AT_ONCE: usize = 1 << 17;

/// A variant to be indexed.
#[derive(Debug, Clone, Copy)]
pub(in crate::store) struct Variant<'a> {
    pub(in crate::store) id: i64,
    pub(in crate::store) unit: UnitId,
    pub(in crate::store) lang: &'a Lang,
    pub(in crate::store) text: &'a str,
    pub(in crate::store) hash: i64,
    /// Of the text, where it was made already.
    pub(in crate::store) analysis: Option<&'a Analysis>,
    /// Minutes since 1970 of the unit's latest date.
    pub(in crate::store) minute: u32,
    /// See [`flags`].
    pub(in crate::store) flags: u8,
    pub(in crate::store) tu: &'a Tu,
    /// Whether an earlier variant of its unit has its text.
    pub(in crate::store) repeats: bool,
}

impl Variant<'_> {
    /// The same for units that have all the same to show (see `crowd`).
    pub(super) fn twin(&self) -> i64 {
        derived::twin(self.tu)
    }
}

/// Adds to the index and takes out of it. What is held back is written by [`IndexWriter::flush`].
#[derive(Debug, Default)]
pub(in crate::store) struct IndexWriter {
    families: FxHashMap<String, FamilyWriter>,
    seen: Seen,
    firsts: Firsts,
    crowds: Crowds,
}

impl IndexWriter {
    /// Adds a variant that is in the table already.
    pub(in crate::store) fn add(
        &mut self,
        connection: &Connection,
        variant: Variant<'_>,
    ) -> rusqlite::Result<()> {
        let first = if self.seen.again(connection, variant.hash)? {
            self.firsts.before(connection, variant)?
        } else {
            None
        };
        match first {
            Some(entry) => self.join(connection, entry, variant),
            None => self.insert(connection, variant, None),
        }
    }

    /// Adds a variant to those of an entry.
    fn join(
        &mut self,
        connection: &Connection,
        entry: u32,
        variant: Variant<'_>,
    ) -> rusqlite::Result<()> {
        let family = self.family(connection, variant.lang)?;
        let Some(before) = family.facts(connection, entry)? else {
            return Ok(());
        };
        // The facts of several are bounds: the latest date, the penalties that all have.
        let after = Facts {
            weight: before.weight,
            signature: before.signature,
            minute: before.minute.max(variant.minute),
            flags: before.flags & (variant.flags | flags::MANY) | flags::MANY,
        };
        if after != before {
            family.set_facts(connection, entry, after)?;
        }
        if before.flags & flags::MANY == 0 {
            let twin = match unit_of(connection, entry)? {
                unit if unit == variant.unit => variant.twin(),
                unit => twin_of(connection, unit)?,
            };
            let minute = before.minute;
            self.crowds
                .add(connection, entry, twin, i64::from(entry), minute)?;
        }
        if variant.repeats {
            return Ok(());
        }
        self.crowds.add(
            connection,
            entry,
            variant.twin(),
            variant.id,
            variant.minute,
        )
    }

    /// Adds a variant whose text no earlier one has.
    fn insert(
        &mut self,
        connection: &Connection,
        variant: Variant<'_>,
        facts: Option<Facts>,
    ) -> rusqlite::Result<()> {
        if variant.id >= MOST_ENTRIES {
            return Err(full());
        }
        let entry = variant.id as u32;
        let family = self.family(connection, variant.lang)?;
        let known = facts.unwrap_or(Facts {
            minute: variant.minute,
            flags: variant.flags,
            ..Facts::default()
        });
        if let Some(analysis) = variant.analysis {
            let (tokens, numbers) = (analysis.tokens(), analysis.numbers());
            family.insert(
                connection,
                entry,
                known,
                analysis.normal(),
                (tokens, numbers),
            )
        } else {
            let text = normalized(variant.text);
            let tokens = (&tokenize(&text)[..], &Numbered::default());
            family.insert(connection, entry, known, &text, tokens)
        }
    }

    /// Takes a variant out that is still in the table. Another one with its text takes its place.
    pub(in crate::store) fn remove(
        &mut self,
        connection: &Connection,
        variant: Variant<'_>,
    ) -> rusqlite::Result<()> {
        self.firsts.forget(variant.hash);
        let first = firsts::before(connection, variant)?;
        let entry = first.unwrap_or(variant.id as u32);
        let family = self.family(connection, variant.lang)?;
        let facts = family.facts(connection, entry)?;
        if facts.is_some_and(|f| f.flags & flags::MANY != 0) && !variant.repeats {
            self.crowds
                .remove(connection, entry, variant.twin(), variant.id)?;
        }
        if first.is_some() {
            return Ok(());
        }
        self.family(connection, variant.lang)?
            .remove(connection, entry)?;
        let heir = firsts::after(connection, variant)?;
        self.crowds.rename(connection, entry, heir)?;
        let Some(heir) = heir else {
            return Ok(());
        };
        let heir = Variant {
            id: i64::from(heir),
            ..variant
        };
        self.insert(connection, heir, facts)
    }

    fn family(
        &mut self,
        connection: &Connection,
        lang: &Lang,
    ) -> rusqlite::Result<&mut FamilyWriter> {
        let name = lang.family();
        if !self.families.contains_key(&name) {
            let writer = FamilyWriter::open(connection, &name)?;
            self.families.insert(name.clone(), writer);
        }
        self.families.get_mut(&name).ok_or_else(damaged)
    }

    /// Writes all that is held back.
    pub(in crate::store) fn flush(&mut self, connection: &Connection) -> rusqlite::Result<()> {
        for family in self.families.values_mut() {
            family.flush(connection)?;
        }
        self.crowds.flush(connection)
    }
}

fn unit_of(connection: &Connection, variant: u32) -> rusqlite::Result<UnitId> {
    connection
        .prepare_cached("SELECT unit FROM variant WHERE id = ?1")?
        .query_row([variant], |row| row.get(0))
}

fn twin_of(connection: &Connection, unit: UnitId) -> rusqlite::Result<i64> {
    let stored = units::load(connection, unit)?.ok_or_else(damaged)?;
    Ok(derived::twin(&stored.tu))
}

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
struct FamilyWriter {
    id: i64,
    dictionary: Dictionary,
    codes: KnownCodes,
    postings: Sorter,
    /// The least entry whose postings are held back.
    first_held: u32,
    /// The block of entries that was touched last.
    block: Option<HeldBlock>,
}

impl FamilyWriter {
    fn open(connection: &Connection, name: &str) -> rusqlite::Result<Self> {
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
            first_held: u32::MAX,
            block: None,
        })
    }

    /// Adds an entry with its normalized text and what is known about it. A text without tokens is no entry.
    fn insert(
        &mut self,
        connection: &Connection,
        entry: u32,
        known: Facts,
        text: &str,
        (tokens, numbers): (&[Token], &Numbered),
    ) -> rusqlite::Result<()> {
        let mut record = Vec::new();
        let mut listing = Listing::default();
        self.codes.follow(numbers);
        for (place, token) in tokens.iter().enumerate() {
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
                .prepare_cached("SELECT block FROM entry WHERE id = ?1")?
                .query_row([id], |row| row.get(0))
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
                .prepare_cached("INSERT OR REPLACE INTO entry (id, block) VALUES (?1, ?2)")?
                .execute(params![held.id, bytes])?;
        }
        Ok(())
    }

    /// What is known about an entry; `None`: there is none with this number.
    fn facts(&mut self, connection: &Connection, entry: u32) -> rusqlite::Result<Option<Facts>> {
        let held = self.open_block(connection, entry)?;
        Ok(held.block.facts(entry).copied())
    }

    fn set_facts(
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

    /// Takes an entry out, if it is there.
    fn remove(&mut self, connection: &Connection, entry: u32) -> rusqlite::Result<()> {
        if entry >= self.first_held {
            self.flush(connection)?;
        }
        let held = self.open_block(connection, entry)?;
        let Some((_, record)) = held.block.take(entry) else {
            return Ok(());
        };
        held.changed = true;
        let mut listing = Listing::default();
        sequence::for_each_code(&record, |code| {
            listing.add(terms::kind_of(code.term), code.term);
        })
        .ok_or_else(damaged)?;
        let (key, listed) = listing.of(entry);
        for term in listed {
            super::lists::remove(connection, terms::row_id(self.id, term), key)?;
        }
        Ok(())
    }

    fn flush(&mut self, connection: &Connection) -> rusqlite::Result<()> {
        self.write_block(connection)?;
        self.first_held = u32::MAX;
        if self.postings.is_empty() {
            return Ok(());
        }
        let mut sorted = self.postings.drain().map_err(super::io)?;
        let mut keys: Vec<PostingKey> = Vec::new();
        let mut term = None;
        while let Some(packed) = sorted.next().map_err(super::io)? {
            let (next, key) = posting::unpack(packed);
            if let Some(done) = term.filter(|t| *t != next)
                && !keys.is_empty()
            {
                super::lists::add(connection, terms::row_id(self.id, done), &keys)?;
                keys.clear();
            }
            term = Some(next);
            keys.push(key);
            if keys.len() >= MOST_AT_ONCE {
                super::lists::add(connection, terms::row_id(self.id, next), &keys)?;
                keys.clear();
            }
        }
        if let Some(done) = term.filter(|_| !keys.is_empty()) {
            super::lists::add(connection, terms::row_id(self.id, done), &keys)?;
        }
        Ok(())
    }
}

fn create_family(connection: &Connection, name: &str) -> rusqlite::Result<i64> {
    connection.execute("INSERT INTO family (name) VALUES (?1)", [name])?;
    let id = connection.last_insert_rowid();
    for (number, class) in [
        (terms::ANY_FIGURE, terms::ANY_FIGURE_CLASS),
        (terms::MARKED, terms::MARKED_CLASS),
    ] {
        dictionary::insert_term(connection, id, number, class, &[])?;
    }
    Ok(id)
}
