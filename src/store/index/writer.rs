//! Keeping the index in step with the units, inside the transaction that changes them.
//!
//! Of several variants of one family with the same text, the one with the least number is the entry of all of them.

use super::crowd::Crowds;
use super::facts::{Facts, flags};
use super::family::FamilyWriter;
use super::firsts::{self, Firsts};
use super::forms::Numbered;
use super::posting::MOST_ENTRIES;
use super::seen::Seen;
use super::{damaged, full};
use crate::lang::Lang;
use crate::model::Tu;
use crate::store::analysis::Analysis;
use crate::store::derived;
use crate::store::stored;
use crate::store::units::UnitId;
use crate::text::normalized;
use rusqlite::Connection;
use rustc_hash::FxHashMap;

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
            None => self.insert(connection, variant),
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
    fn insert(&mut self, connection: &Connection, variant: Variant<'_>) -> rusqlite::Result<()> {
        if variant.id >= MOST_ENTRIES {
            return Err(full());
        }
        let entry = variant.id as u32;
        let family = self.family(connection, variant.lang)?;
        let known = Facts {
            minute: variant.minute,
            flags: variant.flags,
            ..Facts::default()
        };
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
            family.insert(
                connection,
                entry,
                known,
                &text,
                (None, &Numbered::default()),
            )
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
        let heir = firsts::after(connection, variant)?;
        let family = self.family(connection, variant.lang)?;
        match heir {
            Some(heir) if i64::from(heir) >= MOST_ENTRIES => return Err(full()),
            Some(heir) => family.hand_on(connection, entry, heir)?,
            None => {
                family.take(connection, entry)?;
            }
        }
        self.crowds.rename(connection, entry, heir)
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
    let stored = stored::load(connection, unit)?.ok_or_else(damaged)?;
    Ok(derived::twin(&stored.tu))
}
