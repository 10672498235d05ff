//! Which texts the memory has surely not: most texts of a large import are new, and asking the table about each of them
//! takes longer than all else that the index does with it.
//!
//! A Bloom filter over the hashes of the texts (B. H. Bloom, Space/time trade-offs in hash coding with allowable errors,
//! CACM 13(7), 1970). Its size is fixed, so that memory does not grow with the file: among 20 million texts one new one
//! in twenty is looked up in vain.

use rusqlite::Connection;

/// 16 MiB.
const BITS: u64 = 1 << 27;
/// Bits of a text. The hash has 64 bits, which is three places of 21 bits: the last place takes bits of the others too.
const PLACES: u32 = 3;
/// Fewer additions are not worth the look at all hashes.
const LEAST_ADDED: u64 = 1000;
/// One addition is worth the look at so many hashes.
const WORTH: u64 = 32;

/// Says of an act's additions whether their texts may be in the memory already.
#[derive(Debug, Default)]
pub(super) struct Seen {
    added: u64,
    bits: Option<Vec<u64>>,
}

impl Seen {
    /// Whether the table `variant`, which holds the text of this hash once by now, may hold it more than once.
    pub(super) fn again(&mut self, connection: &Connection, hash: i64) -> rusqlite::Result<bool> {
        if let Some(bits) = &mut self.bits {
            return Ok(put(bits, hash));
        }
        self.added += 1;
        if self.added.is_multiple_of(LEAST_ADDED) {
            let last: Option<i64> =
                connection.query_row("SELECT max(id) FROM variant", [], |row| row.get(0))?;
            if last.is_some_and(|last| last.unsigned_abs() <= self.added * WORTH) {
                self.bits = Some(all(connection)?);
            }
        }
        Ok(true)
    }
}

/// The filter of all hashes of the table.
fn all(connection: &Connection) -> rusqlite::Result<Vec<u64>> {
    let mut bits = vec![0; (BITS / 64) as usize];
    let mut hashes = connection.prepare("SELECT hash FROM variant ORDER BY hash")?;
    let mut rows = hashes.query([])?;
    while let Some(row) = rows.next()? {
        put(&mut bits, row.get(0)?);
    }
    Ok(bits)
}

/// Puts a hash in; whether it may have been there.
fn put(bits: &mut [u64], hash: i64) -> bool {
    let hash = hash.cast_unsigned();
    let mut there = true;
    for n in 0..PLACES {
        let place = hash.rotate_left(n * 21) % BITS;
        let word = &mut bits[(place / 64) as usize];
        let bit = 1 << (place % 64);
        there &= *word & bit != 0;
        *word |= bit;
    }
    there
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_there_is_never_taken_for_new_and_what_is_new_seldom_for_known() {
        let hash = |n: u64| xxhash_rust::xxh3::xxh3_64(&n.to_le_bytes()).cast_signed();
        let mut bits = vec![0; (BITS / 64) as usize];
        let in_vain = (0..1_000_000).filter(|n| put(&mut bits, hash(*n))).count();
        assert!(in_vain < 100, "{in_vain}");
        assert!((0..1_000_000).all(|n| put(&mut bits, hash(n))));
    }
}
