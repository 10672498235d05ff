//! Places in a text.

/// A line and a column, from 1; the column counts code points.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mark {
    /// The line.
    pub line: usize,
    /// The column.
    pub column: usize,
}

impl Mark {
    /// The beginning of a file.
    pub const START: Self = Self { line: 1, column: 1 };

    /// The mark after this text.
    #[must_use]
    pub fn after(self, text: &[u8]) -> Self {
        let lines = text.iter().filter(|b| **b == b'\n').count();
        if lines == 0 {
            return Self {
                line: self.line,
                column: self.column + code_points(text),
            };
        }
        let last = text
            .iter()
            .rposition(|b| *b == b'\n')
            .map_or(0, |at| at + 1);
        Self {
            line: self.line + lines,
            column: code_points(&text[last..]) + 1,
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
