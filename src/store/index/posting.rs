//! Posting lists: the entries that hold a term, sorted by length and then by number.
//!
//! An entry's length goes into the key as a bucket, four to the octave of its weight, so that the entries of a
//! similar length lie together in a list and a look-up reads only those that can reach its threshold. A short list
//! lies in the term's own row, a long one in rows of `posting`, each under [`CHUNK_BYTES`], so that one entry more
//! writes one small row anew.

use super::varint;
use std::ops::RangeInclusive;

/// A list that takes more bytes than this moves from the term's row into rows of its own.
pub(super) const INLINE_BYTES: usize = 240;
/// A row of a longer list is parted when it grows beyond this. A row of a page of 8 KiB stays inside the page's tree
/// up to 2,030 bytes (SQLite file format, section 1.6).
pub(super) const CHUNK_BYTES: usize = 1_950;

/// Bits of an entry's number: a memory holds up to 2^30 variants.
const ENTRY_BITS: u32 = 30;
/// Bits of a bucket.
const BUCKET_BITS: u32 = 7;
/// Entries are numbered below this.
pub(super) const MOST_ENTRIES: i64 = 1 << ENTRY_BITS;
/// Long lists are numbered below this.
pub(super) const MOST_LISTS: i64 = 1 << (63 - ENTRY_BITS - BUCKET_BITS);
/// Terms of a language are numbered below this.
pub(super) const MOST_TERMS: u32 = 1 << (64 - ENTRY_BITS - BUCKET_BITS);

/// An entry under its bucket: what a posting list is sorted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PostingKey(u64);

impl PostingKey {
    /// Greater than the key of any entry.
    pub const LAST: Self = Self(u64::MAX);
    /// The greatest key that an entry can have.
    pub(super) const GREATEST: Self = Self((1 << (ENTRY_BITS + BUCKET_BITS)) - 1);

    /// The key of an entry of this weight.
    pub fn new(weight: u32, entry: u32) -> Self {
        Self((u64::from(bucket(weight)) << ENTRY_BITS) | u64::from(entry))
    }

    /// The least key of a bucket.
    pub fn least(bucket: u8) -> Self {
        Self(u64::from(bucket) << ENTRY_BITS)
    }

    /// The entry.
    pub fn entry(self) -> u32 {
        (self.0 & ((1 << ENTRY_BITS) - 1)) as u32
    }

    /// Its bucket.
    pub fn bucket(self) -> u8 {
        (self.0 >> ENTRY_BITS) as u8
    }

    /// The key as a number; never 0, because no entry has the weight 0.
    pub fn number(self) -> u64 {
        self.0
    }

    /// The way back from [`PostingKey::number`].
    pub fn from_number(number: u64) -> Self {
        Self(number)
    }
}

/// The number of a row of `posting`: that of its list, and the last key in it.
pub(super) fn row_id(list: i64, last: PostingKey) -> i64 {
    (list << (ENTRY_BITS + BUCKET_BITS)) | last.0 as i64
}

/// The list of a row of `posting`.
pub(super) fn list_of(row_id: i64) -> i64 {
    row_id >> (ENTRY_BITS + BUCKET_BITS)
}

/// The last key of a row of `posting`.
pub(super) fn last_of(row_id: i64) -> PostingKey {
    PostingKey(row_id as u64 & ((1 << (ENTRY_BITS + BUCKET_BITS)) - 1))
}

/// A term and a key in one number, for sorting many.
pub(super) fn pack(term: u32, key: PostingKey) -> u64 {
    (u64::from(term) << (ENTRY_BITS + BUCKET_BITS)) | key.0
}

/// The way back from [`pack`].
pub(super) fn unpack(packed: u64) -> (u32, PostingKey) {
    (
        (packed >> (ENTRY_BITS + BUCKET_BITS)) as u32,
        PostingKey(packed & ((1 << (ENTRY_BITS + BUCKET_BITS)) - 1)),
    )
}

/// 2^(1/4), 2^(2/4), 2^(3/4), times 2^16.
const QUARTERS: [u64; 3] = [77_936, 92_682, 110_218];

/// The bucket of a weight: four to the octave.
pub fn bucket(weight: u32) -> u8 {
    let octave = weight.max(1).ilog2();
    let mantissa = (u64::from(weight.max(1)) << 16) >> octave;
    let quarter = QUARTERS.iter().filter(|q| mantissa >= **q).count();
    (octave * 4) as u8 + quarter as u8
}

/// A weight that no weight of the bucket is below.
pub fn bucket_floor(bucket: u8) -> u32 {
    let octave = u32::from(bucket / 4);
    let mantissa = match bucket % 4 {
        0 => 1 << 16,
        quarter => QUARTERS[usize::from(quarter) - 1],
    };
    ((mantissa << octave) >> 16) as u32
}

/// The bytes of sorted keys, in groups of one bucket each: the bucket; how many entries, times 4, plus the bytes of a
/// difference less one; the first entry; and the differences between the entries, all in the same number of bytes, so
/// that reading them takes no decisions.
pub(super) fn encode(keys: &[PostingKey]) -> Vec<u8> {
    let mut out = Vec::with_capacity(keys.len() * 2 + 8);
    for group in keys.chunk_by(|a, b| a.bucket() == b.bucket()) {
        let [first, rest @ ..] = group else { continue };
        let steps = || std::iter::zip(group, rest).map(|(a, b)| b.entry() - a.entry());
        let width = steps().map(width).max().unwrap_or(1);
        out.push(first.bucket());
        varint::put(&mut out, (group.len() as u64) << 2 | (width - 1) as u64);
        varint::put(&mut out, u64::from(first.entry()));
        for step in steps() {
            out.extend_from_slice(&step.to_le_bytes()[..width]);
        }
    }
    out
}

/// Bytes that a difference takes.
fn width(step: u32) -> usize {
    (u32::BITS - step.leading_zeros()).div_ceil(8).max(1) as usize
}

/// Appends the keys of a row, in order. `None`: the bytes are damaged.
pub(super) fn decode(bytes: &[u8], out: &mut Vec<PostingKey>) -> Option<()> {
    let mut at = 0;
    while let Some(&bucket) = bytes.get(at) {
        at += 1;
        let head = varint::get(bytes, &mut at)?;
        let first = varint::get(bytes, &mut at)?;
        let (more, width) = ((head >> 2).checked_sub(1)?, (head & 3) as usize + 1);
        let length = usize::try_from(more).ok()?.checked_mul(width)?;
        let steps = bytes.get(at..at.checked_add(length)?)?;
        at += length;
        let mut key = (u64::from(bucket) << ENTRY_BITS).checked_add(first)?;
        out.push(PostingKey(key));
        let mut step = |step: u32| {
            key += u64::from(step);
            PostingKey(key)
        };
        match width {
            1 => out.extend(steps.iter().map(|b| step(u32::from(*b)))),
            2 => out.extend(
                steps
                    .as_chunks()
                    .0
                    .iter()
                    .map(|b| step(u32::from(u16::from_le_bytes(*b)))),
            ),
            3 => out.extend(
                steps
                    .as_chunks()
                    .0
                    .iter()
                    .map(|&[a, b, c]| step(u32::from_le_bytes([a, b, c, 0]))),
            ),
            _ => out.extend(
                steps
                    .as_chunks()
                    .0
                    .iter()
                    .map(|b| step(u32::from_le_bytes(*b))),
            ),
        }
        if key > PostingKey::GREATEST.0 || PostingKey(key).bucket() != bucket {
            return None;
        }
    }
    Some(())
}

/// All keys of a row.
pub(super) fn decode_all(bytes: &[u8]) -> Option<Vec<PostingKey>> {
    let mut keys = Vec::new();
    decode(bytes, &mut keys)?;
    Some(keys)
}

/// The keys of a sorted slice that lie in the given buckets.
pub(super) fn within<'k>(keys: &'k [PostingKey], buckets: &RangeInclusive<u8>) -> &'k [PostingKey] {
    let first = PostingKey::least(*buckets.start());
    let end = PostingKey::least(buckets.end().saturating_add(1));
    let keys = match keys.first() {
        Some(key) if *key < first => &keys[keys.partition_point(|key| *key < first)..],
        _ => keys,
    };
    match keys.last() {
        Some(key) if *key >= end => &keys[..keys.partition_point(|key| *key < end)],
        _ => keys,
    }
}

/// Parts sorted keys into rows of at most [`CHUNK_BYTES`], each with its last key.
pub(super) fn chunks(keys: &[PostingKey]) -> Vec<(PostingKey, Vec<u8>)> {
    let mut out = Vec::new();
    let mut begin = 0;
    // The bytes of the row's groups before this one, the place of this one, and the bytes of its differences.
    let (mut before, mut group, mut wide) = (0, 0, 1);
    for n in 0..keys.len() {
        let step = if n > group && keys[n].bucket() == keys[group].bucket() {
            width(keys[n].entry() - keys[n - 1].entry())
        } else {
            if n > begin {
                before += GROUP_BYTES + (n - group - 1) * wide;
            }
            (group, wide) = (n, 1);
            1
        };
        wide = wide.max(step);
        if before + GROUP_BYTES + (n - group) * wide > CHUNK_BYTES {
            out.push((keys[n - 1], encode(&keys[begin..n])));
            (begin, before, group, wide) = (n, 0, n, 1);
        }
    }
    if let Some(last) = keys.last() {
        out.push((*last, encode(&keys[begin..])));
    }
    out
}

/// The most that a group takes before its differences.
const GROUP_BYTES: usize = 1 + 2 + 5;

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    proptest! {
        #[test]
        fn keys_come_back_in_rows_of_bounded_size(numbers in proptest::collection::btree_set((0u64..5, 0u64..1 << 30), 0..3_000), near in 0u64..24) {
            let numbers: BTreeSet<u64> = numbers.into_iter().map(|(bucket, entry)| bucket << ENTRY_BITS | entry >> near).collect();
            let keys: Vec<PostingKey> = numbers.into_iter().map(PostingKey).collect();
            prop_assert_eq!(decode_all(&encode(&keys)), Some(keys.clone()));
            let mut back = Vec::new();
            for (last, row) in chunks(&keys) {
                prop_assert!(row.len() <= CHUNK_BYTES);
                back.extend(decode_all(&row).unwrap());
                prop_assert_eq!(back.last(), Some(&last));
            }
            prop_assert_eq!(back, keys);
        }

        #[test]
        fn a_bucket_holds_weights_from_its_floor_on(weight in 1u32..) {
            let b = bucket(weight);
            prop_assert!(bucket_floor(b) <= weight);
            prop_assert!(bucket(weight.saturating_add(weight / 5 + 1)) > b || !(5..=u32::MAX / 2).contains(&weight));
            prop_assert!(bucket(weight.saturating_add(1)) >= b);
        }

        #[test]
        fn term_and_key_come_back(term in 0..MOST_TERMS, weight in any::<u32>(), entry in 0u32..1 << 30) {
            let key = PostingKey::new(weight, entry);
            prop_assert_eq!(unpack(pack(term, key)), (term, key));
            prop_assert_eq!((key.entry(), key.bucket()), (entry, bucket(weight)));
        }

        #[test]
        fn any_bytes_are_read_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..40)) {
            let _ = decode_all(&bytes);
        }
    }
}
