//! Numbers of lines, of which a file may have as many as it has bytes.

/// Numbers of lines in the order of the file. Each takes a byte or two: how far it is from the one before, seven bits a byte, the
/// last of them without the eighth bit.
#[derive(Debug, Default)]
pub(super) struct LineList {
    bytes: Vec<u8>,
    /// The last one that was added.
    last: usize,
}

impl LineList {
    /// Adds a line that is not before the last one.
    pub(super) fn add(&mut self, line: usize) {
        let mut step = line.saturating_sub(self.last);
        self.last = self.last.max(line);
        while step >= 0x80 {
            self.bytes
                .push(0x80 | u8::try_from(step & 0x7f).unwrap_or_default());
            step >>= 7;
        }
        self.bytes.push(u8::try_from(step).unwrap_or_default());
    }

    pub(super) fn clear(&mut self) {
        self.bytes.clear();
        self.last = 0;
    }

    /// Moves all lines of another list, which are not before the last one here, to the end of this one.
    pub(super) fn append(&mut self, other: &mut Self) {
        for line in std::mem::take(other) {
            self.add(line);
        }
    }
}

impl IntoIterator for LineList {
    type Item = usize;
    type IntoIter = IntoLines;

    fn into_iter(self) -> IntoLines {
        IntoLines {
            bytes: self.bytes,
            at: 0,
            line: 0,
        }
    }
}

/// The lines of a list, one after another.
#[derive(Debug, Default)]
pub(super) struct IntoLines {
    bytes: Vec<u8>,
    at: usize,
    line: usize,
}

impl IntoLines {
    /// Whether all have come.
    pub(super) fn is_empty(&self) -> bool {
        self.at >= self.bytes.len()
    }
}

impl Iterator for IntoLines {
    type Item = usize;

    fn next(&mut self) -> Option<usize> {
        let mut shift = 0;
        loop {
            let byte = *self.bytes.get(self.at)?;
            self.at += 1;
            self.line += usize::from(byte & 0x7f) << shift;
            shift += 7;
            if byte < 0x80 {
                return Some(self.line);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn lines_come_back(mut lines in prop::collection::vec(0usize..10_000_000, 0..50)) {
            lines.sort_unstable();
            let mut list = LineList::default();
            for line in &lines {
                list.add(*line);
            }
            let mut all = LineList::default();
            all.add(0);
            all.append(&mut list);
            prop_assert!(list.into_iter().is_empty());
            prop_assert_eq!(all.into_iter().skip(1).collect::<Vec<_>>(), lines);
        }
    }

    #[test]
    fn lines_take_a_byte() {
        let mut list = LineList::default();
        for line in 1..=100_000 {
            list.add(line);
        }
        assert_eq!(list.bytes.len(), 100_000);
    }
}
