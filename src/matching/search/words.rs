//! The Levenshtein distance between the words of the query and those of an entry, 64 at a time: a bound from below of
//! what the entry costs. Marks are left out, all figures are one, and whatever stands for a word of the same class is
//! free.
//!
//! Myers, "A fast bit-vector algorithm for approximate string matching based on dynamic programming", 1999, in the form
//! of Hyyrö, "A bit-vector algorithm for computing Levenshtein and Damerau edit distances", 2003.

/// Takes the words of an entry one after the other.
pub(super) trait Words {
    /// Goes on by a figure.
    fn next_figure(&mut self);
    /// Goes on by a word of this class, or of none that the query has.
    fn next(&mut self, class: Option<u32>);
}

/// The words of a query, and how far those of an entry that were given so far are from them.
#[derive(Debug)]
pub(super) struct WordDistance {
    length: u32,
    /// For each class, a bit for each place where the query has it, in blocks of 64 places; then the same for figures.
    places: Vec<u64>,
    blocks: Vec<Block>,
    distance: u32,
}

/// What distinguishes neighbouring rows of the table, for 64 of them.
#[derive(Debug, Clone, Copy)]
struct Block {
    up: u64,
    down: u64,
}

/// What changes from one row to the next at the border of two blocks: whether it grows, whether it falls.
#[derive(Debug, Clone, Copy)]
struct Border {
    grows: u64,
    falls: u64,
}

impl Block {
    const FIRST: Self = Self { up: !0, down: 0 };

    /// Goes on by a word that the query has at the places `equal`. Gives the changes of the rows before they are
    /// shifted, and what leaves the block.
    #[inline]
    fn step(&mut self, equal: u64, into: Border) -> (u64, u64, Border) {
        let vertical = equal | self.down;
        let equal = equal | into.falls;
        let diagonal = ((equal & self.up).wrapping_add(self.up) ^ self.up) | equal;
        let plus = self.down | !(diagonal | self.up);
        let minus = self.up & diagonal;
        let (into_plus, into_minus) = (plus << 1 | into.grows, minus << 1 | into.falls);
        self.up = into_minus | !(vertical | into_plus);
        self.down = into_plus & vertical;
        let out = Border {
            grows: plus >> 63,
            falls: minus >> 63,
        };
        (plus, minus, out)
    }
}

/// The first row grows by one with every word.
const TOP: Border = Border { grows: 1, falls: 0 };

/// The distance from a query of up to 64 words, in registers.
#[derive(Debug)]
pub(super) struct ShortDistance<'w> {
    places: &'w [u64],
    block: Block,
    last: u32,
    distance: u32,
}

impl Words for ShortDistance<'_> {
    #[inline]
    fn next_figure(&mut self) {
        self.step(self.places.last().copied().unwrap_or(0));
    }

    #[inline]
    fn next(&mut self, class: Option<u32>) {
        let equal = class.and_then(|class| self.places.get(class as usize));
        self.step(equal.copied().unwrap_or(0));
    }
}

impl ShortDistance<'_> {
    #[inline]
    fn step(&mut self, equal: u64) {
        let (plus, minus, _) = self.block.step(equal, TOP);
        self.distance += (plus >> self.last & 1) as u32;
        self.distance -= (minus >> self.last & 1) as u32;
    }

    /// The distance from the words that were given.
    pub(super) fn distance(&self) -> u32 {
        self.distance
    }
}

impl Words for WordDistance {
    #[inline]
    fn next_figure(&mut self) {
        self.step(self.places.len() - self.blocks.len());
    }

    #[inline]
    fn next(&mut self, class: Option<u32>) {
        match class {
            Some(class) => self.step(class as usize * self.blocks.len()),
            None => self.step(usize::MAX),
        }
    }
}

impl WordDistance {
    /// For the classes of a query's words in order; `None` is a figure.
    pub(super) fn new(words: &[Option<usize>], classes: usize) -> Self {
        let blocks = words.len().div_ceil(64);
        let mut places = vec![0; (classes + 1) * blocks];
        for (n, class) in words.iter().enumerate() {
            places[class.unwrap_or(classes) * blocks + n / 64] |= 1 << (n % 64);
        }
        Self {
            length: words.len() as u32,
            places,
            blocks: vec![Block::FIRST; blocks],
            distance: 0,
        }
    }

    /// How many words the query has.
    pub(super) fn length(&self) -> u32 {
        self.length
    }

    /// From the beginning, where the query is short.
    #[inline]
    pub(super) fn short(&self) -> Option<ShortDistance<'_>> {
        (self.blocks.len() == 1).then(|| ShortDistance {
            places: &self.places,
            block: Block::FIRST,
            last: self.length - 1,
            distance: self.length,
        })
    }

    /// Begins with another entry.
    #[inline]
    pub(super) fn begin(&mut self) {
        self.distance = self.length;
        self.blocks.fill(Block::FIRST);
    }

    /// The distance from the words that were given.
    #[inline]
    pub(super) fn distance(&self) -> u32 {
        self.distance
    }

    #[inline]
    fn step(&mut self, places: usize) {
        let equal = self.places.get(places..).unwrap_or(&[]);
        let mut border = TOP;
        let last = self.blocks.len() - 1;
        let bit = 1u64 << ((self.length - 1) % 64);
        for (n, block) in self.blocks.iter_mut().enumerate() {
            let equal = equal.get(n).copied().unwrap_or(0);
            let (plus, minus, out) = block.step(equal, border);
            if n == last {
                self.distance += u32::from(plus & bit != 0);
                self.distance -= u32::from(minus & bit != 0);
            }
            border = out;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn levenshtein(a: &[Option<usize>], b: &[Option<usize>]) -> u32 {
        let mut row: Vec<u32> = (0..=b.len() as u32).collect();
        for (i, x) in a.iter().enumerate() {
            let mut corner = row[0];
            row[0] = i as u32 + 1;
            for (j, y) in b.iter().enumerate() {
                let cost = (corner + u32::from(x != y))
                    .min(row[j] + 1)
                    .min(row[j + 1] + 1);
                corner = std::mem::replace(&mut row[j + 1], cost);
            }
        }
        row[b.len()]
    }

    proptest! {
        #[test]
        fn the_distance_is_that_of_the_table(
            query in proptest::collection::vec(proptest::option::of(0usize..6), 1..200),
            entries in proptest::collection::vec(proptest::collection::vec(proptest::option::of(0usize..9), 0..200), 1..4),
        ) {
            let mut words = WordDistance::new(&query, 6);
            for entry in entries {
                let class = |class: usize| (class < 6).then_some(class as u32);
                if let Some(mut short) = words.short() {
                    for word in &entry {
                        match word {
                            None => short.next_figure(),
                            Some(word) => short.next(class(*word)),
                        }
                    }
                    prop_assert_eq!(short.distance(), levenshtein(&query, &entry));
                }
                words.begin();
                for word in &entry {
                    match word {
                        None => words.next_figure(),
                        Some(word) => words.next(class(*word)),
                    }
                }
                prop_assert_eq!(words.distance(), levenshtein(&query, &entry));
            }
        }
    }
}
