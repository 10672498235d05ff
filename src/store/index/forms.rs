//! Numbers of written forms, given out by the thread that cuts texts into tokens, so that the thread that writes finds
//! the codes of nearly all tokens by number instead of by their letters.

use super::sequence::Code;
use rustc_hash::FxHashMap;

/// Written forms that have a number at a time.
const MOST: usize = 200_000;

/// Gives numbers out. When there are too many, it begins anew with the next generation.
#[derive(Debug, Default)]
pub struct Forms {
    generation: u32,
    numbers: FxHashMap<Box<str>, u32>,
}

/// The numbers of the tokens of a text, in order.
#[derive(Debug, Clone, Default)]
pub(in crate::store) struct Numbered {
    generation: u32,
    numbers: Vec<u32>,
}

impl Forms {
    /// The numbers of the tokens of a text.
    pub(in crate::store) fn number<'t>(
        &mut self,
        tokens: impl Iterator<Item = &'t str>,
    ) -> Numbered {
        if self.numbers.len() >= MOST {
            self.generation += 1;
            self.numbers.clear();
        }
        let numbers = tokens.map(|written| {
            if let Some(number) = self.numbers.get(written) {
                return *number;
            }
            let number = self.numbers.len() as u32;
            self.numbers.insert(written.into(), number);
            number
        });
        let numbers = numbers.collect();
        Numbered {
            generation: self.generation,
            numbers,
        }
    }
}

impl Numbered {
    /// The number of a token; `None` where none were given.
    pub(super) fn get(&self, token: usize) -> Option<u32> {
        self.numbers.get(token).copied()
    }
}

/// The codes of numbered forms in one family.
#[derive(Debug, Default)]
pub(super) struct KnownCodes {
    generation: u32,
    codes: Vec<Option<Code>>,
}

impl KnownCodes {
    /// Forgets the numbers of another generation than this text's.
    pub(super) fn follow(&mut self, text: &Numbered) {
        if text.generation != self.generation {
            self.generation = text.generation;
            self.codes.clear();
        }
    }

    pub(super) fn get(&self, number: u32) -> Option<Code> {
        self.codes.get(number as usize).copied().flatten()
    }

    pub(super) fn set(&mut self, number: u32, code: Code) {
        let place = number as usize;
        if place >= self.codes.len() {
            self.codes.resize(place + 1, None);
        }
        self.codes[place] = Some(code);
    }
}
