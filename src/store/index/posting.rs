//! Posting lists: the entries that hold a term, sorted by length and then by number.
//!
//! An entry's length goes into the key as a bucket, four to the octave of its weight, so that the entries of a
//! similar length lie together in a list and a look-up reads only those that can reach its threshold. A short list
//! lies in the term's own row, a long one in rows of `posting`, each under [`CHUNK_BYTES`], so that one entry more
//! writes one small row anew.

use super::varint;

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
/// Terms of a language are numbered below this.
pub(super) const MOST_TERMS: u32 = 1 << (64 - ENTRY_BITS - BUCKET_BITS);

/// An entry under its bucket: what a posting list is sorted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PostingKey(u64);

impl PostingKey {
    /// Greater than the key of any entry.
    pub const LAST: Self = Self(u64::MAX);

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

/// Appends sorted keys: the first as it is, then the differences.
pub(super) fn encode(keys: &[PostingKey]) -> Vec<u8> {
    let mut out = Vec::with_capacity(keys.len() * 2 + 4);
    let mut last = 0;
    for key in keys {
        varint::put(&mut out, key.0 - last);
        last = key.0;
    }
    out
}

/// Visits the keys of a row in order until `visit` says `false`. `None`: the bytes are damaged.
#[inline]
pub(super) fn decode(bytes: &[u8], mut visit: impl FnMut(PostingKey) -> bool) -> Option<bool> {
    let mut at = 0;
    let mut key = 0u64;
    while let Some(&byte) = bytes.get(at) {
        // Most differences take one byte or two.
        let step = match bytes.get(at + 1) {
            _ if byte < 0x80 => {
                at += 1;
                u64::from(byte)
            }
            Some(&next) if next < 0x80 => {
                at += 2;
                u64::from(byte & 0x7f) | u64::from(next) << 7
            }
            _ => varint::get(bytes, &mut at)?,
        };
        key = key.checked_add(step)?;
        if !visit(PostingKey(key)) {
            return Some(false);
        }
    }
    Some(true)
}

/// All keys of a row.
pub(super) fn decode_all(bytes: &[u8]) -> Option<Vec<PostingKey>> {
    let mut keys = Vec::with_capacity(bytes.len() / 2);
    decode(bytes, |key| {
        keys.push(key);
        true
    })?;
    Some(keys)
}

/// Parts sorted keys into rows of at most [`CHUNK_BYTES`], each with its last key.
pub(super) fn chunks(keys: &[PostingKey]) -> Vec<(PostingKey, Vec<u8>)> {
    let mut out = Vec::new();
    let mut row: Vec<u8> = Vec::new();
    let mut last = 0;
    for key in keys {
        let mut next = Vec::with_capacity(6);
        varint::put(&mut next, key.0 - last);
        if row.len() + next.len() > CHUNK_BYTES {
            out.push((PostingKey(last), std::mem::take(&mut row)));
            next.clear();
            varint::put(&mut next, key.0);
        }
        row.extend_from_slice(&next);
        last = key.0;
    }
    if !row.is_empty() {
        out.push((PostingKey(last), row));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn keys_come_back_in_rows_of_bounded_size(numbers in proptest::collection::btree_set(0u64..1 << 37, 0..3_000)) {
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
