//! The tokens of an entry as numbers: enough to weigh it under the score without its text.
//!
//! A token is the number of its term and, where it is not the term's first form, the number of its form. The marks
//! have the least numbers.

use super::varint;

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

/// Visits the terms of the tokens of a record. `None`: the bytes are damaged.
#[inline]
pub fn for_each_term(record: &[u8], mut visit: impl FnMut(u32)) -> Option<()> {
    let mut rest = record;
    // Nearly all tokens take one to three bytes.
    loop {
        let head = match *rest {
            [] => return Some(()),
            [a, ref after @ ..] if a < 0x80 => {
                rest = after;
                u32::from(a)
            }
            [a, b, ref after @ ..] if b < 0x80 => {
                rest = after;
                u32::from(a & 0x7f) | u32::from(b) << 7
            }
            [a, b, c, ref after @ ..] if c < 0x80 => {
                rest = after;
                u32::from(a & 0x7f) | u32::from(b & 0x7f) << 7 | u32::from(c) << 14
            }
            _ => {
                let mut at = 0;
                let head = varint::get(rest, &mut at)?;
                rest = &rest[at..];
                u32::try_from(head).ok()?
            }
        };
        if head & 1 == 1 {
            match *rest {
                [form, ref after @ ..] if form < 0x80 => rest = after,
                _ => {
                    let mut at = 0;
                    varint::get(rest, &mut at)?;
                    rest = &rest[at..];
                }
            }
        }
        visit(head >> 1);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn tokens_come_back(codes in proptest::collection::vec((0u32..1 << 27, 0u32..300), 0..200)) {
            let mut record = Vec::new();
            for (term, form) in &codes {
                put_code(&mut record, Code { term: *term, form: *form });
            }
            let mut back = Vec::new();
            for_each_code(&record, |code| back.push((code.term, code.form))).unwrap();
            prop_assert_eq!(&back, &codes);
            let mut found = Vec::new();
            for_each_term(&record, |term| found.push(term)).unwrap();
            prop_assert_eq!(found, codes.iter().map(|(term, _)| *term).collect::<Vec<_>>());
        }

        #[test]
        fn any_bytes_are_read_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..60)) {
            let _ = for_each_code(&bytes, |_| ());
            let _ = for_each_term(&bytes, |_| ());
        }
    }
}
