//! Read a TMX and write it as karvan writes it: `cargo run --example tmx_round_trip -- IN.tmx > OUT.tmx`

use karvan::error::{Error, Result};
use karvan::format::detect::{ReadOptions, open_units};
use karvan::format::{Entry, UnitWriter, tmx};
use std::io::BufWriter;
use std::path::Path;

fn main() {
    let Some(file) = std::env::args().nth(1) else {
        eprintln!("usage: tmx_round_trip IN.tmx > OUT.tmx");
        std::process::exit(2);
    };
    if let Err(error) = copy(Path::new(&file)) {
        eprintln!("error: {error}");
        if let Some(help) = error.help() {
            eprintln!("help: {help}");
        }
        std::process::exit(2);
    }
}

fn copy(file: &Path) -> Result<()> {
    let failed = |source| Error::write("standard output", source);
    let mut reader = open_units(file, &ReadOptions::default())?;
    // The header is complete once the first entry was read.
    let mut next = reader.next_entry();
    let out = BufWriter::new(std::io::stdout().lock());
    let mut writer = tmx::Writer::new(out, reader.header(), None);
    while let Some(entry) = next {
        if let Entry::Unit { tu, .. } = entry? {
            writer.write(&tu).map_err(failed)?;
        }
        next = reader.next_entry();
    }
    writer.finish().map_err(failed)
}
