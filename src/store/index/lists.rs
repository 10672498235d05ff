//! Posting lists in their rows: adding keys to a list, taking one out, reading a stretch.

use super::damaged;
use super::posting::{self, CHUNK_BYTES, INLINE_BYTES, PostingKey};
use rusqlite::{Connection, params};
use std::ops::RangeInclusive;

/// Adds keys, sorted and new, to the list of a term.
pub(super) fn add(connection: &Connection, term: i64, keys: &[PostingKey]) -> rusqlite::Result<()> {
    let (segments, inline): (i64, Option<Vec<u8>>) = connection
        .prepare_cached("SELECT segments, postings FROM term WHERE id = ?1")?
        .query_row([term], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let total = segments + keys.len() as i64;
    if segments > 0 && inline.is_none() {
        set(connection, term, total, None)?;
        return add_to_rows(connection, term, keys);
    }
    let mut all = posting::decode_all(&inline.unwrap_or_default()).ok_or_else(damaged)?;
    merge(&mut all, keys);
    let row = posting::encode(&all);
    if row.len() <= INLINE_BYTES {
        return set(connection, term, total, Some(&row));
    }
    set(connection, term, total, None)?;
    for (last, row) in posting::chunks(&all) {
        insert(connection, term, last, &row)?;
    }
    Ok(())
}

/// Takes a key out of the list of a term.
pub(super) fn remove(connection: &Connection, term: i64, key: PostingKey) -> rusqlite::Result<()> {
    let (segments, inline): (i64, Option<Vec<u8>>) = connection
        .prepare_cached("SELECT segments, postings FROM term WHERE id = ?1")?
        .query_row([term], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let total = (segments - 1).max(0);
    if let Some(inline) = inline {
        let mut all = posting::decode_all(&inline).ok_or_else(damaged)?;
        all.retain(|k| *k != key);
        return set(connection, term, total, Some(&posting::encode(&all)));
    }
    // A list in rows stays there, and one that is empty is a short one again.
    set(connection, term, total, (total == 0).then_some(&[][..]))?;
    let Some((last, row)) = row_from(connection, term, key)? else {
        return Ok(());
    };
    let mut all = posting::decode_all(&row).ok_or_else(damaged)?;
    all.retain(|k| *k != key);
    delete(connection, term, last)?;
    match all.last() {
        Some(last) => insert(connection, term, *last, &posting::encode(&all)),
        None => Ok(()),
    }
}

/// Puts keys into the rows of a long list: each row that takes some up is written anew, parted where it grows too large.
fn add_to_rows(connection: &Connection, term: i64, keys: &[PostingKey]) -> rusqlite::Result<()> {
    let mut rest = keys;
    while let Some(first) = rest.first() {
        let place = match row_from(connection, term, *first)? {
            Some(found) => Some(found),
            None => last_row(connection, term)?,
        };
        let Some((last, row)) = place else {
            for (last, row) in posting::chunks(rest) {
                insert(connection, term, last, &row)?;
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
        delete(connection, term, last)?;
        for (last, row) in parted(&all) {
            insert(connection, term, last, &row)?;
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

fn set(
    connection: &Connection,
    term: i64,
    segments: i64,
    inline: Option<&[u8]>,
) -> rusqlite::Result<()> {
    connection
        .prepare_cached("UPDATE term SET segments = ?2, postings = ?3 WHERE id = ?1")?
        .execute(params![term, segments, inline])?;
    Ok(())
}

fn insert(
    connection: &Connection,
    term: i64,
    last: PostingKey,
    row: &[u8],
) -> rusqlite::Result<()> {
    connection
        .prepare_cached("INSERT INTO posting (term, last, entries) VALUES (?1, ?2, ?3)")?
        .execute(params![term, last.number() as i64, row])?;
    Ok(())
}

fn delete(connection: &Connection, term: i64, last: PostingKey) -> rusqlite::Result<()> {
    connection
        .prepare_cached("DELETE FROM posting WHERE term = ?1 AND last = ?2")?
        .execute(params![term, last.number() as i64])?;
    Ok(())
}

type Row = (PostingKey, Vec<u8>);

/// The first row whose last key is not below `key`.
fn row_from(connection: &Connection, term: i64, key: PostingKey) -> rusqlite::Result<Option<Row>> {
    one_row(
        connection,
        "SELECT last, entries FROM posting WHERE term = ?1 AND last >= ?2 ORDER BY last LIMIT 1",
        params![term, key.number() as i64],
    )
}

fn last_row(connection: &Connection, term: i64) -> rusqlite::Result<Option<Row>> {
    one_row(
        connection,
        "SELECT last, entries FROM posting WHERE term = ?1 ORDER BY last DESC LIMIT 1",
        params![term],
    )
}

fn one_row(
    connection: &Connection,
    sql: &str,
    parameters: impl rusqlite::Params,
) -> rusqlite::Result<Option<Row>> {
    use rusqlite::OptionalExtension;
    connection
        .prepare_cached(sql)?
        .query_row(parameters, |row| {
            let last = row.get::<_, i64>(0)? as u64;
            Ok((PostingKey::from_number(last), row.get(1)?))
        })
        .optional()
}

/// Visits the keys of a long list in the given buckets, in order; rows whose last key `skip` names are left out.
pub(super) fn read_rows(
    connection: &Connection,
    term: i64,
    buckets: &RangeInclusive<u8>,
    mut skip: impl FnMut(PostingKey) -> bool,
    mut visit: impl FnMut(PostingKey),
) -> rusqlite::Result<()> {
    let first = PostingKey::least(*buckets.start());
    let mut statement = connection.prepare_cached(
        "SELECT last, entries FROM posting WHERE term = ?1 AND last >= ?2 ORDER BY last",
    )?;
    let mut rows = statement.query(params![term, first.number() as i64])?;
    while let Some(row) = rows.next()? {
        let last = PostingKey::from_number(row.get::<_, i64>(0)? as u64);
        if skip(last) {
            if last.bucket() > *buckets.end() {
                break;
            }
            continue;
        }
        if !read(row.get_ref(1)?.as_blob()?, buckets, &mut visit)? {
            break;
        }
    }
    Ok(())
}

/// Visits the keys of one row in the given buckets; `false` when the row goes beyond them.
#[inline]
pub(super) fn read(
    row: &[u8],
    buckets: &RangeInclusive<u8>,
    mut visit: impl FnMut(PostingKey),
) -> rusqlite::Result<bool> {
    let first = PostingKey::least(*buckets.start());
    let end = PostingKey::least(buckets.end().saturating_add(1));
    posting::decode(row, |key| {
        if key >= end {
            return false;
        }
        if key >= first {
            visit(key);
        }
        true
    })
    .ok_or_else(damaged)
}
