//! Sorts more numbers than memory should hold: sorted runs in a temporary file, merged at the end.

use super::varint;
use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::fs::File;
use std::io::{self, BufReader, BufWriter, Read, Seek, SeekFrom, Write};
use std::sync::Arc;

/// Numbers that are held in memory: 24 MiB.
const HELD: usize = 3 << 20;
/// Bytes that are read of a run at a time.
const READ_BYTES: usize = 1 << 16;

/// Collects numbers and gives them back in order, equal ones once.
#[derive(Debug)]
pub(super) struct Sorter {
    held: Vec<u64>,
    most: usize,
    file: Option<File>,
    runs: Vec<(u64, u64)>,
}

impl Sorter {
    pub(super) fn new() -> Self {
        Self::holding(HELD)
    }

    pub(super) fn holding(most: usize) -> Self {
        Self {
            held: Vec::new(),
            most,
            file: None,
            runs: Vec::new(),
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.held.is_empty() && self.runs.is_empty()
    }

    pub(super) fn push(&mut self, number: u64) -> io::Result<()> {
        self.held.push(number);
        if self.held.len() >= self.most {
            self.spill()?;
        }
        Ok(())
    }

    /// Writes what is held as a run: the first number, then the differences.
    fn spill(&mut self) -> io::Result<()> {
        self.held.sort_unstable();
        self.held.dedup();
        let file = match &mut self.file {
            Some(file) => file,
            none => none.insert(tempfile::tempfile()?),
        };
        let start = file.seek(SeekFrom::End(0))?;
        let mut out = BufWriter::with_capacity(1 << 20, file);
        let mut bytes = Vec::with_capacity(16);
        let mut last = 0;
        let mut length = 0;
        for number in self.held.drain(..) {
            bytes.clear();
            varint::put(&mut bytes, number - last);
            out.write_all(&bytes)?;
            length += bytes.len() as u64;
            last = number;
        }
        out.flush()?;
        self.runs.push((start, length));
        Ok(())
    }

    /// All numbers in order. The sorter is empty afterwards.
    pub(super) fn drain(&mut self) -> io::Result<Sorted> {
        self.held.sort_unstable();
        self.held.dedup();
        let held = std::mem::take(&mut self.held);
        let Some(file) = self.file.take() else {
            self.runs.clear();
            return Ok(Sorted {
                held: held.into_iter(),
                runs: Vec::new(),
                heap: BinaryHeap::new(),
                last: None,
            });
        };
        let file = Arc::new(file);
        let runs = self
            .runs
            .drain(..)
            .map(|(start, length)| Run {
                bytes: BufReader::with_capacity(
                    READ_BYTES,
                    Part {
                        file: Arc::clone(&file),
                        at: start,
                        end: start + length,
                    },
                ),
                last: 0,
            })
            .collect();
        let mut sorted = Sorted {
            held: held.into_iter(),
            runs,
            heap: BinaryHeap::new(),
            last: None,
        };
        for run in 0..=sorted.runs.len() {
            sorted.refill(run)?;
        }
        Ok(sorted)
    }
}

/// A stretch of the file.
#[derive(Debug)]
struct Part {
    file: Arc<File>,
    at: u64,
    end: u64,
}

impl Read for Part {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let most = buffer
            .len()
            .min(usize::try_from(self.end - self.at).unwrap_or(usize::MAX));
        if most == 0 {
            return Ok(0);
        }
        let mut file = &*self.file;
        file.seek(SeekFrom::Start(self.at))?;
        let read = file.read(&mut buffer[..most])?;
        self.at += read as u64;
        Ok(read)
    }
}

#[derive(Debug)]
struct Run {
    bytes: BufReader<Part>,
    last: u64,
}

impl Run {
    fn next(&mut self) -> io::Result<Option<u64>> {
        let mut value = 0u64;
        let mut shift = 0;
        let mut byte = [0];
        loop {
            if self.bytes.read(&mut byte)? == 0 {
                return Ok(None);
            }
            value |= u64::from(byte[0] & 0x7f) << shift;
            if byte[0] < 0x80 {
                break;
            }
            shift += 7;
        }
        self.last += value;
        Ok(Some(self.last))
    }
}

/// Numbers in order, equal ones once.
#[derive(Debug)]
pub(super) struct Sorted {
    held: std::vec::IntoIter<u64>,
    runs: Vec<Run>,
    /// The next number of each run; the run after the last is what was held.
    heap: BinaryHeap<Reverse<(u64, usize)>>,
    last: Option<u64>,
}

impl Sorted {
    fn refill(&mut self, run: usize) -> io::Result<()> {
        let next = match self.runs.get_mut(run) {
            Some(run) => run.next()?,
            None => self.held.next(),
        };
        if let Some(number) = next {
            self.heap.push(Reverse((number, run)));
        }
        Ok(())
    }

    pub(super) fn next(&mut self) -> io::Result<Option<u64>> {
        if self.runs.is_empty() {
            return Ok(self.held.next());
        }
        while let Some(Reverse((number, run))) = self.heap.pop() {
            self.refill(run)?;
            if self.last != Some(number) {
                self.last = Some(number);
                return Ok(Some(number));
            }
        }
        Ok(None)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn numbers_come_back_in_order_once(numbers in proptest::collection::vec(prop_oneof![0u64..50, any::<u64>()], 0..200), most in 1usize..40) {
            let mut sorter = Sorter::holding(most);
            for number in &numbers {
                sorter.push(*number).unwrap();
            }
            prop_assert_eq!(sorter.is_empty(), numbers.is_empty());
            let mut sorted = sorter.drain().unwrap();
            let mut back = Vec::new();
            while let Some(number) = sorted.next().unwrap() {
                back.push(number);
            }
            let wanted: Vec<u64> = numbers.into_iter().collect::<std::collections::BTreeSet<_>>().into_iter().collect();
            prop_assert_eq!(back, wanted);
            prop_assert!(sorter.is_empty());
        }
    }
}
