//! Does the index agree with the units? Everything is worked out anew and compared.

use super::block::{self, BLOCK, OpenBlock};
use super::facts::{Facts, flags};
use super::firsts::Firsts;
use super::listing::Listing;
use super::posting::{self, PostingKey};
use super::sequence::{self, Code};
use super::sorter::Sorter;
use super::terms::List;
use super::{Variant, terms};
use crate::error::Result;
use crate::lang::Lang;
use crate::store::{Store, derived};
use crate::text::{TokenKind, class_of_written, each_token, normalize};
use rusqlite::{Connection, OptionalExtension};
use rustc_hash::FxHashMap;

/// How many of what there is do not agree.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Disagreement {
    /// Texts whose entry is missing, differs, or stands where there should be none.
    pub entries: u64,
    /// Terms whose list is not that of the entries that hold them.
    pub lists: u64,
}

impl Store {
    /// Compares the index with the units. It must be current ([`Store::derived_state`]).
    ///
    /// # Errors
    /// When the memory cannot be read.
    pub fn index_disagreement(&self) -> Result<Disagreement> {
        let _snapshot = self.snapshot()?;
        Check::run(self.connection()).map_err(|e| self.failed(e))
    }
}

/// Written forms whose terms are held in memory, of each family.
const MOST_KNOWN: usize = 300_000;

/// What the entries of a family should be listed under.
struct FamilyCheck {
    id: i64,
    name: String,
    wanted: Sorter,
    entries: u64,
    /// The term and form of each written form met; `None`: the index has none.
    known: FxHashMap<Box<str>, Option<Code>>,
    /// Entries are looked up in their order, a block after the other.
    block: HeldBlock,
}

/// The block that was read last.
#[derive(Debug, Default)]
struct HeldBlock {
    id: Option<i64>,
    bytes: Vec<u8>,
}

impl HeldBlock {
    /// The block with an entry; empty where there is none.
    fn get(&mut self, connection: &Connection, family: i64, entry: u32) -> rusqlite::Result<&[u8]> {
        let id = terms::row_id(family, entry / BLOCK);
        if self.id != Some(id) {
            self.id = None;
            let read = connection
                .prepare_cached("SELECT block FROM entry WHERE id = ?1")?
                .query_row([id], |row| row.get(0))
                .optional()?;
            self.bytes = read.unwrap_or_default();
            self.id = Some(id);
        }
        Ok(&self.bytes)
    }
}

struct Check<'c> {
    connection: &'c Connection,
    families: Vec<FamilyCheck>,
    /// The place of each family by its name.
    places: FxHashMap<String, usize>,
    /// Units and the newest variant behind each entry of several, by kind.
    crowd: FxHashMap<(u32, i64), (i64, (u32, i64))>,
    found: Disagreement,
}

impl<'c> Check<'c> {
    fn run(connection: &'c Connection) -> rusqlite::Result<Disagreement> {
        let families: Vec<FamilyCheck> = connection
            .prepare("SELECT id, name FROM family")?
            .query_map([], |row| {
                Ok(FamilyCheck {
                    id: row.get(0)?,
                    name: row.get(1)?,
                    wanted: Sorter::new(),
                    entries: 0,
                    known: FxHashMap::default(),
                    block: HeldBlock::default(),
                })
            })?
            .collect::<rusqlite::Result<_>>()?;
        let named = families.iter().enumerate();
        let places = named.map(|(n, f)| (f.name.clone(), n)).collect();
        let mut check = Self {
            connection,
            families,
            places,
            crowd: FxHashMap::default(),
            found: Disagreement::default(),
        };
        check.check_entries()?;
        check.check_strangers()?;
        check.check_lists()?;
        check.check_crowd()?;
        Ok(check.found)
    }

    /// Each variant is an entry exactly when no earlier one has its text, and the entry says what the text says.
    fn check_entries(&mut self) -> rusqlite::Result<()> {
        let connection = self.connection;
        let mut firsts = Firsts::default();
        derived::for_each_variant(connection, |variant, _| {
            let earlier = firsts.before(connection, variant)?;
            let agrees = match earlier {
                Some(_) => self.facts_of(variant, variant.id as u32)?.is_none(),
                None => self.entry_agrees(variant)?,
            };
            self.found.entries += u64::from(!agrees);
            self.meet(earlier.unwrap_or(variant.id as u32), variant)
        })
    }

    /// Counts a variant behind its entry, and looks whether the entry's facts bound it.
    fn meet(&mut self, entry: u32, variant: Variant<'_>) -> rusqlite::Result<()> {
        let Some(facts) = self.facts_of(variant, entry)? else {
            return Ok(());
        };
        let many = facts.flags & flags::MANY != 0;
        let bound =
            facts.minute >= variant.minute && facts.flags & !flags::MANY & !variant.flags == 0;
        self.found.entries += u64::from(!bound || !many && i64::from(entry) != variant.id);
        if many && !variant.repeats {
            let (units, newest) = self.crowd.entry((entry, variant.twin())).or_default();
            *units += 1;
            *newest = (*newest).max((variant.minute, variant.id));
        }
        Ok(())
    }

    /// Each entry of several variants counts the units behind it.
    fn check_crowd(&mut self) -> rusqlite::Result<()> {
        let mut all = self
            .connection
            .prepare("SELECT entry, twin, units, newest FROM crowd")?;
        let mut rows = all.query([])?;
        while let Some(row) = rows.next()? {
            let wanted = self.crowd.remove(&(row.get(0)?, row.get(1)?));
            let newest: Option<i64> = row.get(3)?;
            let agrees = wanted.is_some_and(|(units, best)| {
                row.get::<_, i64>(2) == Ok(units) && newest.is_none_or(|n| n == best.1)
            });
            self.found.entries += u64::from(!agrees);
        }
        self.found.entries += self.crowd.len() as u64;
        Ok(())
    }

    /// The facts of an entry in the language of a variant. `None`: there is no such entry.
    fn facts_of(&mut self, variant: Variant<'_>, entry: u32) -> rusqlite::Result<Option<Facts>> {
        let place = self.places.get(&variant.lang.family());
        match place.and_then(|place| self.families.get_mut(*place)) {
            Some(family) => {
                let block = family.block.get(self.connection, family.id, entry)?;
                Ok(block::facts(block, entry))
            }
            None => Ok(None),
        }
    }

    fn entry_agrees(&mut self, variant: Variant<'_>) -> rusqlite::Result<bool> {
        let entry = variant.id as u32;
        let place = self.places.get(&variant.lang.family());
        let Some(family) = place.and_then(|place| self.families.get_mut(*place)) else {
            return Ok(false);
        };
        let Some(wanted) = family.wanted_of(self.connection, entry, variant.text)? else {
            return Ok(false);
        };
        if wanted.weight == 0 {
            return Ok(self.facts_of(variant, entry)?.is_none());
        }
        family.entries += 1;
        let codes_agree = family.codes_of(self.connection, entry)? == Some(wanted.codes);
        let Some(kept) = self.facts_of(variant, entry)? else {
            return Ok(false);
        };
        let facts = Facts {
            weight: wanted.weight,
            minute: variant.minute,
            flags: variant.flags,
            signature: wanted.signature,
        }
        .kept();
        // Of an entry of several variants the date and the penalties are bounds, see `meet`.
        let facts_agree = (kept.weight, kept.signature) == (facts.weight, facts.signature)
            && (kept.flags & flags::MANY != 0 || kept == facts);
        Ok(facts_agree && codes_agree)
    }

    /// No entries but those of the texts.
    fn check_strangers(&mut self) -> rusqlite::Result<()> {
        for family in &self.families {
            let (first, end) = (terms::row_id(family.id, 0), terms::row_id(family.id + 1, 0));
            let mut blocks = self
                .connection
                .prepare("SELECT block FROM entry WHERE id >= ?1 AND id < ?2")?;
            let mut rows = blocks.query([first, end])?;
            let mut entries = 0;
            while let Some(row) = rows.next()? {
                entries += OpenBlock::read(row.get_ref(0)?.as_blob()?)
                    .map_or(0, |block| block.len() as u64);
            }
            self.found.entries += entries.abs_diff(family.entries);
        }
        Ok(())
    }

    /// Each list holds exactly the entries with the term.
    fn check_lists(&mut self) -> rusqlite::Result<()> {
        for family in &mut self.families {
            let mut sorted = family.wanted.drain().map_err(super::io)?;
            let mut next = sorted.next().map_err(super::io)?;
            let mut terms_of = self.connection.prepare(
                "SELECT id, segments, postings, list FROM term WHERE family = ?1 ORDER BY id",
            )?;
            let mut rows = terms_of.query([family.id])?;
            while let Some(row) = rows.next()? {
                let id: i64 = row.get(0)?;
                let number = terms::number_of(id);
                let mut agrees = true;
                let mut count = 0u64;
                let mut compare = |key: PostingKey| -> rusqlite::Result<()> {
                    count += 1;
                    if next == Some(posting::pack(number, key)) {
                        next = sorted.next().map_err(super::io)?;
                    } else {
                        agrees = false;
                    }
                    Ok(())
                };
                for key in keys_of(self.connection, &List::read(row.get(2)?, row.get(3)?))? {
                    compare(key)?;
                }
                // What the list lacks.
                while let Some(packed) = next {
                    if posting::unpack(packed).0 != number {
                        break;
                    }
                    agrees = false;
                    next = sorted.next().map_err(super::io)?;
                }
                if !agrees || row.get::<_, i64>(1)? as u64 != count {
                    self.found.lists += 1;
                }
            }
            self.found.lists += u64::from(next.is_some());
        }
        let lost: i64 = self.connection.query_row(
            "SELECT count(*) FROM posting WHERE id >> 37 NOT IN \
             (SELECT list FROM term WHERE postings IS NULL AND list IS NOT NULL)",
            [],
            |row| row.get(0),
        )?;
        self.found.lists += lost.unsigned_abs();
        Ok(())
    }
}

/// The whole list of a term, sorted as it should be. Rows that cannot be read count as empty.
fn keys_of(connection: &Connection, list: &List) -> rusqlite::Result<Vec<PostingKey>> {
    let number = match list {
        List::Here(row) => return Ok(posting::decode_all(row).unwrap_or_default()),
        List::Rows(number) => *number,
    };
    let mut keys = Vec::new();
    let mut rows = connection
        .prepare_cached("SELECT entries FROM posting WHERE id >= ?1 AND id <= ?2 ORDER BY id")?;
    let mut rows = rows.query([
        posting::row_id(number, PostingKey::least(0)),
        posting::row_id(number, PostingKey::GREATEST),
    ])?;
    while let Some(row) = rows.next()? {
        keys.extend(posting::decode_all(row.get_ref(0)?.as_blob()?).unwrap_or_default());
    }
    Ok(keys)
}

/// What the index should say of an entry.
struct Wanted {
    weight: u32,
    signature: u64,
    codes: Vec<Code>,
}

impl FamilyCheck {
    /// Works an entry out anew and notes the lists that should hold it; `None` when the index lacks a term of it.
    fn wanted_of(
        &mut self,
        connection: &Connection,
        entry: u32,
        text: &str,
    ) -> rusqlite::Result<Option<Wanted>> {
        let text = normalize(text);
        let lang = Lang::stored(self.name.as_str());
        let mut codes = Vec::new();
        let mut listing = Listing::default();
        let visited = each_token(&text, |token| {
            let code = self.code_of(connection, &lang, token.kind, token.text(&text));
            let code = code.map_err(Some)?.ok_or(None)?;
            codes.push(code);
            listing.add(token.kind, code.term);
            Ok(())
        });
        match visited {
            Ok(()) => {}
            Err(None) => return Ok(None),
            Err(Some(error)) => return Err(error),
        }
        let (weight, signature) = (listing.weight(), listing.signature());
        if weight > 0 {
            let (key, terms) = listing.of(entry);
            for term in terms {
                let packed = posting::pack(term, key);
                self.wanted.push(packed).map_err(super::io)?;
            }
        }
        Ok(Some(Wanted {
            weight,
            signature,
            codes,
        }))
    }

    fn code_of(
        &mut self,
        connection: &Connection,
        lang: &Lang,
        kind: TokenKind,
        written: &str,
    ) -> rusqlite::Result<Option<Code>> {
        if let Some(known) = self.known.get(written) {
            return Ok(*known);
        }
        let class = class_of_written(kind, written, lang);
        let mut code = None;
        for class in [class.as_ref(), terms::OTHER_MARKS] {
            if let Some(row) = terms::find(connection, self.id, class)?
                && let Some(form) = terms::place_of(&row.forms, written)
            {
                let term = row.number;
                code = Some(Code { term, form });
                break;
            }
        }
        if self.known.len() >= MOST_KNOWN {
            self.known.clear();
        }
        self.known.insert(written.into(), code);
        Ok(code)
    }

    fn codes_of(
        &mut self,
        connection: &Connection,
        entry: u32,
    ) -> rusqlite::Result<Option<Vec<Code>>> {
        let block = self.block.get(connection, self.id, entry)?;
        let Some(span) = block::tokens(block, entry) else {
            return Ok(None);
        };
        let mut codes = Vec::new();
        let read = sequence::for_each_code(&block[span], |code| codes.push(code));
        Ok(read.map(|()| codes))
    }
}
