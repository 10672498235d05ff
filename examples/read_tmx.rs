//! Read a TMX and count its units: `cargo run --example read_tmx -- FILE.tmx`

use karvan::error::Result;
use karvan::format::Entry;
use karvan::format::detect::{ReadOptions, open_units};
use std::path::Path;

fn main() {
    for file in std::env::args().skip(1) {
        if let Err(error) = count(Path::new(&file)) {
            eprintln!("error: {error}");
            std::process::exit(2);
        }
    }
}

fn count(file: &Path) -> Result<()> {
    let mut reader = open_units(file, &ReadOptions::default())?;
    let (mut units, mut variants, mut rejected) = (0, 0, 0);
    while let Some(entry) = reader.next_entry() {
        match entry? {
            Entry::Unit { tu, line, remarks } => {
                units += 1;
                variants += tu.variants.len();
                for remark in remarks {
                    eprintln!("{}:{line}: {}", file.display(), remark.text);
                }
            }
            Entry::Rejected(unit) => {
                rejected += 1;
                let (line, reason) = (unit.line, unit.named());
                eprintln!("{}:{line}: rejected: {reason}", file.display());
            }
        }
    }
    println!("{units} units, {variants} variants, {rejected} rejected");
    Ok(())
}
