//! The tokens of an entry as numbers: enough to weigh it under the score without its text.
//!
//! A token is the number of its term and, where it is not the term's first form, the number of its form. The marks
//! have the least numbers. Entries lie in blocks by their numbers; a record is the entry's place in its block, the
//! length of its tokens in bytes, and the tokens.

use super::varint;

/// Numbers in a block.
pub(super) const BLOCK: u32 = 64;

/// A token of an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Code {
    /// The number of its term in its language.
    pub term: u32,
    /// Which of the term's forms it is, from 0.
    pub form: u32,
}

/// Appends a token.
pub(super) fn put_code(out: &mut Vec<u8>, code: Code) {
    varint::put(out, (u64::from(code.term) << 1) | u64::from(code.form != 0));
    if code.form != 0 {
        varint::put(out, u64::from(code.form));
    }
}

/// Visits the tokens of a record. `None`: the bytes are damaged.
#[inline]
pub fn for_each_code(record: &[u8], mut visit: impl FnMut(Code)) -> Option<()> {
    let mut at = 0;
    while at < record.len() {
        let head = varint::get(record, &mut at)?;
        let form = if head & 1 == 0 {
            0
        } else {
            u32::try_from(varint::get(record, &mut at)?).ok()?
        };
        visit(Code {
            term: u32::try_from(head >> 1).ok()?,
            form,
        });
    }
    Some(())
}

/// The bytes of an entry's tokens inside its block. `None`: it is not there, or the block is damaged.
pub(super) fn find(block: &[u8], number: u32) -> Option<std::ops::Range<usize>> {
    let place = (number % BLOCK) as u8;
    let mut at = 0;
    while at < block.len() {
        let here = block[at];
        at += 1;
        let record = varint::get_bytes(block, &mut at)?;
        if here == place {
            return Some(at - record.len()..at);
        }
    }
    None
}

/// Appends the record of an entry to its block.
pub(super) fn append(block: &mut Vec<u8>, number: u32, record: &[u8]) {
    block.push((number % BLOCK) as u8);
    varint::put_bytes(block, record);
}

/// Takes the record of an entry out of its block and gives it back.
pub(super) fn take(block: &mut Vec<u8>, number: u32) -> Option<Vec<u8>> {
    let span = find(block, number)?;
    let record = block[span.clone()].to_vec();
    let mut head = vec![(number % BLOCK) as u8];
    varint::put(&mut head, record.len() as u64);
    block.drain(span.start - head.len()..span.end);
    Some(record)
}

/// The numbers of the entries of a block, in the order in which they lie. `None`: the block is damaged.
pub(super) fn entries(block: &[u8], number_of_block: u32) -> Option<Vec<u32>> {
    let mut out = Vec::new();
    let mut at = 0;
    while at < block.len() {
        let place = block[at];
        at += 1;
        varint::get_bytes(block, &mut at)?;
        out.push(number_of_block * BLOCK + u32::from(place));
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn records_come_back_and_can_be_taken_out(
            entries in proptest::collection::btree_map(0u32..BLOCK, proptest::collection::vec((0u32..1 << 27, 0u32..300), 0..200), 0..12),
        ) {
            let mut block = Vec::new();
            let record = |codes: &[(u32, u32)]| {
                let mut out = Vec::new();
                for (term, form) in codes {
                    put_code(&mut out, Code { term: *term, form: *form });
                }
                out
            };
            for (number, codes) in &entries {
                append(&mut block, 7 * BLOCK + number, &record(codes));
            }
            for (number, codes) in &entries {
                let span = find(&block, 7 * BLOCK + number).unwrap();
                let mut back = Vec::new();
                for_each_code(&block[span], |code| back.push((code.term, code.form))).unwrap();
                prop_assert_eq!(&back, codes);
            }
            for (number, codes) in &entries {
                prop_assert_eq!(take(&mut block, *number), Some(record(codes)));
                prop_assert_eq!(find(&block, *number), None);
            }
            prop_assert!(block.is_empty());
        }

        #[test]
        fn any_bytes_are_read_or_refused(mut bytes in proptest::collection::vec(any::<u8>(), 0..60), number in 0..BLOCK) {
            let _ = entries(&bytes, 0);
            let _ = for_each_code(&bytes, |_| ());
            let _ = take(&mut bytes, number);
        }
    }
}
