//! Places in a text.

/// A line and a column, from 1; the column counts code points. A line ends with LF, CR, or both in this order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mark {
    /// The line.
    pub line: usize,
    /// The column.
    pub column: usize,
    /// Whether a CR stands before it, whose line end an LF may still belong to.
    after_cr: bool,
}

impl Mark {
    /// The beginning of a file.
    pub const START: Self = Self {
        line: 1,
        column: 1,
        after_cr: false,
    };

    /// The mark after this text.
    #[must_use]
    pub fn after(self, text: &[u8]) -> Self {
        let text = match text {
            [] => return self,
            [b'\n', rest @ ..] if self.after_cr => rest,
            _ => text,
        };
        let mut lines = text.iter().filter(|b| **b == b'\n').count();
        if text.contains(&b'\r') {
            // An LF behind a CR is part of the same line end.
            lines += text.iter().filter(|b| **b == b'\r').count();
            let next = text.iter().skip(1);
            let both = text.iter().zip(next);
            lines -= both.filter(|(a, b)| **a == b'\r' && **b == b'\n').count();
        }
        let after_cr = text.last() == Some(&b'\r');
        if lines == 0 {
            return Self {
                line: self.line,
                column: self.column + code_points(text),
                after_cr,
            };
        }
        let ends = |b: &u8| matches!(b, b'\n' | b'\r');
        let last = text.iter().rposition(ends).map_or(0, |at| at + 1);
        Self {
            line: self.line + lines,
            column: code_points(&text[last..]) + 1,
            after_cr,
        }
    }
}

fn code_points(text: &[u8]) -> usize {
    text.iter().filter(|b| **b & 0xc0 != 0x80).count()
}

/// Marks of places in a block, counted on from one another.
pub(super) struct Places {
    mark: Mark,
    counted: usize,
}

impl From<Mark> for Places {
    fn from(mark: Mark) -> Self {
        Self { mark, counted: 0 }
    }
}

impl Places {
    pub(super) fn after(&mut self, out: &[u8]) -> Mark {
        self.mark = self.mark.after(&out[self.counted..]);
        self.counted = out.len();
        self.mark
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_line_end_counts_once_wherever_the_text_is_cut() {
        for (text, line, column) in [
            ("ab", 1, 3),
            ("a\nə", 2, 2),
            ("a\r\nə北", 2, 3),
            ("a\rb", 2, 2),
            ("a\r\rb\n\r\n\n", 6, 1),
            ("\n\r", 3, 1),
        ] {
            for size in 1..=text.len() {
                let pieces = text.as_bytes().chunks(size);
                let mark = pieces.fold(Mark::START, Mark::after);
                assert_eq!((mark.line, mark.column), (line, column), "{text:?} {size}");
            }
        }
    }
}
