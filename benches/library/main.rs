//! The inner pieces of the library: `cargo bench`, or `cargo bench -- look_up` for some.
//!
//! Memories of a million units and the processor time of each query are measured by `benches/table.py`.

mod made;
mod memory;
mod score;

fn main() {
    let place = tempfile::tempdir().unwrap();
    memory::keep_in(place.path());
    divan::main();
}
