//! Columns of a line in characters. A long line is not counted anew for each of its findings.

/// Bytes between two places up to which characters were counted.
const STEP: usize = 1024;

/// The counts of the line that was asked for last.
#[derive(Debug, Default)]
pub(super) struct Columns {
    start: usize,
    /// The places, each in bytes of the text with the characters of the line before it.
    counted: Vec<(usize, usize)>,
}

impl Columns {
    /// How many characters stand between the beginning of a line and a place on it, both in bytes of the text.
    pub(super) fn before(&mut self, text: &str, start: usize, at: usize) -> usize {
        if self.start != start || self.counted.is_empty() {
            self.start = start;
            self.counted.clear();
            self.counted.push((start, 0));
        }
        let found = self.counted.partition_point(|(place, _)| *place <= at);
        let (mut from, mut count) = self.counted[found - 1];
        while at - from > STEP {
            let next = boundary(text, from + STEP);
            count += text[from..next].chars().count();
            from = next;
            if self.counted.last().is_some_and(|(last, _)| *last < from) {
                self.counted.push((from, count));
            }
        }
        count + text[from..at].chars().count()
    }
}

/// The place, or the last one before it where a character begins.
fn boundary(text: &str, at: usize) -> usize {
    let at = at.min(text.len());
    (0..=at)
        .rev()
        .find(|at| text.is_char_boundary(*at))
        .unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn every_place_is_counted_as_from_the_beginning(
            text in "[aə北]{0,3000}", start in 0..50_usize, places in proptest::collection::vec(0..9_000_usize, 1..9)
        ) {
            let mut columns = Columns::default();
            let start = boundary(&text, start);
            for at in places {
                let at = boundary(&text, at).max(start);
                prop_assert_eq!(columns.before(&text, start, at), text[start..at].chars().count());
            }
        }
    }
}
