//! Posting lists in their rows: adding keys to a list, taking them out, reading a stretch.

use super::posting::{self, CHUNK_BYTES, INLINE_BYTES, PostingKey};
use super::terms::List;
use super::{damaged, full, sound};
use crate::store::seal::{POSTING, TERM};
use rusqlite::{Connection, OptionalExtension, params};
use std::ops::RangeInclusive;
use std::rc::Rc;
use std::sync::LazyLock;

/// How many entries a term has, its list, and whether the row is sound.
static OF: LazyLock<String> = LazyLock::new(|| {
    let holds = TERM.holds();
    format!("SELECT segments, postings, list, {holds} FROM term WHERE id = ?1")
});
static SET: LazyLock<String> = LazyLock::new(|| {
    let values = [("segments", "?2"), ("postings", "?3"), ("list", "?4")];
    TERM.update(&values, "id = ?1")
});
/// Rows of a list in order, and whether each is sound.
static ROWS: LazyLock<String> = LazyLock::new(|| {
    let holds = POSTING.holds();
    format!("SELECT id, entries, {holds} FROM posting WHERE id >= ?1 AND id <= ?2 ORDER BY id")
});
static INSERT: LazyLock<String> = LazyLock::new(|| POSTING.insert());

/// Adds keys, sorted and new, to the list of a term.
pub(super) fn add(connection: &Connection, term: i64, keys: &[PostingKey]) -> rusqlite::Result<()> {
    let (segments, list) = of(connection, term)?;
    let total = segments + keys.len() as i64;
    match list {
        List::Rows(number) => {
            set(connection, term, total, &list)?;
            add_to_rows(connection, number, keys)
        }
        List::Here(row) => {
            let mut all = posting::decode_all(&row).ok_or_else(damaged)?;
            merge(&mut all, keys);
            let row = posting::encode(&all);
            if row.len() <= INLINE_BYTES {
                return set(connection, term, total, &List::Here(row));
            }
            let number = new_number(connection)?;
            set(connection, term, total, &List::Rows(number))?;
            for (last, row) in posting::chunks(&all) {
                insert(connection, number, last, &row)?;
            }
            Ok(())
        }
    }
}

/// Takes keys, sorted, out of the list of a term that has them.
pub(super) fn remove(
    connection: &Connection,
    term: i64,
    keys: &[PostingKey],
) -> rusqlite::Result<()> {
    let (segments, list) = of(connection, term)?;
    let total = (segments - keys.len() as i64).max(0);
    match list {
        List::Here(row) => {
            let mut all = posting::decode_all(&row).ok_or_else(damaged)?;
            all.retain(|key| keys.binary_search(key).is_err());
            set(connection, term, total, &List::Here(posting::encode(&all)))
        }
        List::Rows(number) => {
            remove_from_rows(connection, number, keys)?;
            // A list in rows stays there, and one that has none is a short one again: its number is free.
            let list = match row_from(connection, number, PostingKey::least(0))? {
                Some(_) => List::Rows(number),
                None => List::Here(Vec::new()),
            };
            set(connection, term, total, &list)
        }
    }
}

/// Takes keys out of the rows of a long list, each row once.
fn remove_from_rows(
    connection: &Connection,
    list: i64,
    keys: &[PostingKey],
) -> rusqlite::Result<()> {
    let mut rest = keys;
    while let Some(first) = rest.first() {
        let Some((last, row)) = row_from(connection, list, *first)? else {
            return Ok(());
        };
        let here;
        (here, rest) = rest.split_at(rest.partition_point(|key| *key <= last));
        let mut all = posting::decode_all(&row).ok_or_else(damaged)?;
        all.retain(|key| here.binary_search(key).is_err());
        delete(connection, list, last)?;
        if let Some(last) = all.last() {
            insert(connection, list, *last, &posting::encode(&all))?;
        }
    }
    Ok(())
}

/// How many entries a term has, and its list.
fn of(connection: &Connection, term: i64) -> rusqlite::Result<(i64, List)> {
    connection.prepare_cached(&OF)?.query_row([term], |row| {
        sound(row, 3)?;
        Ok((row.get(0)?, List::read(row.get(1)?, row.get(2)?)))
    })
}

/// A number that no list has.
fn new_number(connection: &Connection) -> rusqlite::Result<i64> {
    let last: Option<i64> = connection
        .prepare_cached("SELECT max(id) FROM posting")?
        .query_row([], |row| row.get(0))?;
    let number = last.map_or(0, |id| posting::list_of(id) + 1);
    if number >= posting::MOST_LISTS {
        return Err(full());
    }
    Ok(number)
}

/// Puts keys into the rows of a long list: each row that takes some up is written anew, parted where it grows too large.
fn add_to_rows(connection: &Connection, list: i64, keys: &[PostingKey]) -> rusqlite::Result<()> {
    let mut rest = keys;
    while let Some(first) = rest.first() {
        let place = match row_from(connection, list, *first)? {
            Some(found) => Some(found),
            None => last_row(connection, list)?,
        };
        let Some((last, row)) = place else {
            for (last, row) in posting::chunks(rest) {
                insert(connection, list, last, &row)?;
            }
            return Ok(());
        };
        // All keys up to the row's end belong into it, and behind the last row all that are left.
        let mut take = rest.partition_point(|key| *key <= last);
        if take == 0 {
            take = rest.len();
        }
        let mut all = posting::decode_all(&row).ok_or_else(damaged)?;
        merge(&mut all, &rest[..take]);
        delete(connection, list, last)?;
        for (last, row) in parted(&all) {
            insert(connection, list, last, &row)?;
        }
        rest = &rest[take..];
    }
    Ok(())
}

/// Rows of about the same size, so that the next keys find room.
fn parted(keys: &[PostingKey]) -> Vec<(PostingKey, Vec<u8>)> {
    let whole = posting::encode(keys);
    match keys.last() {
        Some(last) if whole.len() <= CHUNK_BYTES => vec![(*last, whole)],
        Some(_) if whole.len() <= 2 * CHUNK_BYTES => {
            let (low, high) = keys.split_at(keys.len() / 2);
            [low, high].into_iter().flat_map(posting::chunks).collect()
        }
        _ => posting::chunks(keys),
    }
}

fn merge(all: &mut Vec<PostingKey>, keys: &[PostingKey]) {
    let sorted = all.last().is_none_or(|last| Some(last) < keys.first());
    all.extend_from_slice(keys);
    if !sorted {
        // Two sorted runs: the stable sort merges them in one pass.
        all.sort();
        all.dedup();
    }
}

fn set(connection: &Connection, term: i64, segments: i64, list: &List) -> rusqlite::Result<()> {
    let (row, number) = match list {
        List::Here(row) => (Some(row), None),
        List::Rows(number) => (None, Some(number)),
    };
    connection
        .prepare_cached(&SET)?
        .execute(params![term, segments, row, number])?;
    Ok(())
}

fn insert(
    connection: &Connection,
    list: i64,
    last: PostingKey,
    row: &[u8],
) -> rusqlite::Result<()> {
    connection
        .prepare_cached(&INSERT)?
        .execute(params![posting::row_id(list, last), row])?;
    Ok(())
}

fn delete(connection: &Connection, list: i64, last: PostingKey) -> rusqlite::Result<()> {
    connection
        .prepare_cached("DELETE FROM posting WHERE id = ?1")?
        .execute([posting::row_id(list, last)])?;
    Ok(())
}

type Row = (PostingKey, Vec<u8>);

/// The first row whose last key is not below `key`.
fn row_from(connection: &Connection, list: i64, key: PostingKey) -> rusqlite::Result<Option<Row>> {
    one_row(connection, &format!("{} LIMIT 1", *ROWS), list, key)
}

fn last_row(connection: &Connection, list: i64) -> rusqlite::Result<Option<Row>> {
    one_row(
        connection,
        &format!("{} DESC LIMIT 1", *ROWS),
        list,
        PostingKey::least(0),
    )
}

fn one_row(
    connection: &Connection,
    sql: &str,
    list: i64,
    from: PostingKey,
) -> rusqlite::Result<Option<Row>> {
    connection
        .prepare_cached(sql)?
        .query_row(
            [
                posting::row_id(list, from),
                posting::row_id(list, PostingKey::GREATEST),
            ],
            |row| {
                sound(row, 2)?;
                Ok((posting::last_of(row.get(0)?), row.get(1)?))
            },
        )
        .optional()
}

/// A row of a long list: its last key, and the bytes of its keys.
pub(super) type ListRow = (PostingKey, Box<[u8]>);

/// All rows of a long list.
pub(super) fn load(connection: &Connection, list: i64) -> rusqlite::Result<Rc<[ListRow]>> {
    let mut rows = Vec::new();
    each_row(connection, list, PostingKey::least(0), |last, row| {
        rows.push((last, Box::from(row)));
        Ok(true)
    })?;
    Ok(rows.into())
}

/// Gives the rows of a long list from the one with this key on, until `each` says `false`.
fn each_row(
    connection: &Connection,
    list: i64,
    from: PostingKey,
    mut each: impl FnMut(PostingKey, &[u8]) -> rusqlite::Result<bool>,
) -> rusqlite::Result<()> {
    let mut statement = connection.prepare_cached(&ROWS)?;
    let mut rows = statement.query([
        posting::row_id(list, from),
        posting::row_id(list, PostingKey::GREATEST),
    ])?;
    while let Some(row) = rows.next()? {
        sound(row, 2)?;
        if !each(posting::last_of(row.get(0)?), row.get_ref(1)?.as_blob()?)? {
            break;
        }
    }
    Ok(())
}

/// Visits the keys of a list in the given buckets, in order, a slice at a time; rows whose last key `skip` names are
/// left out.
pub(super) struct Visiting<'b, S, V> {
    pub(super) buckets: &'b RangeInclusive<u8>,
    pub(super) skip: S,
    pub(super) visit: V,
    pub(super) keys: Vec<PostingKey>,
}

impl<S: FnMut(PostingKey) -> bool, V: FnMut(&[PostingKey])> Visiting<'_, S, V> {
    /// The least key that is visited.
    fn first(&self) -> PostingKey {
        PostingKey::least(*self.buckets.start())
    }

    /// A short list.
    pub(super) fn short(&mut self, row: &[u8]) -> rusqlite::Result<()> {
        self.keys.clear();
        posting::decode(row, &mut self.keys).ok_or_else(damaged)?;
        (self.visit)(posting::within(&self.keys, self.buckets));
        Ok(())
    }

    /// A row of a long list; `false` when those after it go beyond the buckets.
    fn row(&mut self, last: PostingKey, row: &[u8]) -> rusqlite::Result<bool> {
        if !(self.skip)(last) {
            self.short(row)?;
        }
        Ok(last.bucket() <= *self.buckets.end())
    }

    /// A long list as it lies in the memory.
    pub(super) fn long(&mut self, connection: &Connection, list: i64) -> rusqlite::Result<()> {
        each_row(connection, list, self.first(), |last, row| {
            self.row(last, row)
        })
    }

    /// A long list that was loaded.
    pub(super) fn loaded(&mut self, rows: &[ListRow]) -> rusqlite::Result<()> {
        let from = rows.partition_point(|(last, _)| *last < self.first());
        for (last, row) in &rows[from..] {
            if !self.row(*last, row)? {
                break;
            }
        }
        Ok(())
    }
}
