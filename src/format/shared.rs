//! The text of a packed file, which is read on to its end when something is wrong with it: whether the packed file is damaged is
//! known only there.

use std::io::{self, Read};
use std::sync::{Arc, Mutex};

/// An input that two hold. One reads it; the other reads what that leaves.
#[derive(Clone)]
pub(super) struct Shared(Arc<Mutex<Box<dyn Read + Send>>>);

impl Shared {
    pub(super) fn new(input: Box<dyn Read + Send>) -> Self {
        Self(Arc::new(Mutex::new(input)))
    }

    /// What is wrong with the packed file, where reading it to its end shows that.
    pub(super) fn damage(&mut self) -> Option<io::Error> {
        io::copy(self, &mut io::sink()).err()
    }
}

impl Read for Shared {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        match self.0.lock() {
            Ok(mut input) => input.read(out),
            Err(_) => Err(io::Error::other("another thread failed while it read this")),
        }
    }
}
