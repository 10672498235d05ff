//! Makes a memory, adds two units and looks a sentence up.
//!
//! `cargo run --example lookup`

use karvan::error::Result;
use karvan::lang::Lang;
use karvan::matching::Ranking;
use karvan::memory::{Lookup, Query};
use karvan::model::{Tu, Tuv};
use karvan::store::{Mode, Store};

fn main() -> Result<()> {
    let (en, az) = (Lang::parse("en")?, Lang::parse("az")?);
    let path = std::env::temp_dir().join(format!("karvan-example-{}.db", std::process::id()));
    let mut store = Store::open(&path, Mode::Create)?;

    let mut writing = store.write("edit", Some("by hand"), true)?;
    for (source, target) in [
        (
            "The ministers met in Baku on Monday.",
            "Nazirlər bazar ertəsi Bakıda görüşüblər.",
        ),
        (
            "The ambassador presented his credentials.",
            "Səfir etimadnaməsini təqdim edib.",
        ),
    ] {
        let tu = Tu {
            variants: vec![
                Tuv::plain(en.clone(), source),
                Tuv::plain(az.clone(), target),
            ],
            ..Tu::default()
        };
        writing.add(&tu, None)?;
    }
    writing.commit()?;

    let lookup = Lookup {
        source: en,
        target: az,
        min: 70.0,
        limit: 5,
        exhaustive: false,
        pivot: None,
    };
    let query = Query {
        text: "The ministers met in Beijing on Monday.".into(),
        around: Ranking::default(),
    };
    for found in lookup.find(&store, &query)? {
        println!(
            "{:.1}  {}  {}",
            found.scored.value, found.source, found.target
        );
    }
    drop(store);
    // A memory of an example is not worth keeping; a failure to remove it is not worth a message.
    let _ = std::fs::remove_file(path);
    Ok(())
}
