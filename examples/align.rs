//! Align two texts: `cargo run --example align`.

use karvan::align::{Options, Text, align};
use karvan::lang::Lang;
use karvan::segmentation::{LineMode, Rules, sentences};

fn main() -> karvan::error::Result<()> {
    let (en, az) = (Lang::parse("en")?, Lang::parse("az")?);
    let rules = Rules::built_in()?;
    let source = sentences(
        include_str!("communique.en.txt"),
        &en,
        &rules,
        LineMode::Paragraph,
    )?;
    let target = sentences(
        include_str!("communique.az.txt"),
        &az,
        &rules,
        LineMode::Paragraph,
    )?;
    let texts = (Text::new(&source, &en), Text::new(&target, &az));
    let ladder = align(texts.0, texts.1, &Options::default())?;
    for bead in &ladder.beads {
        println!(
            "{:.2}  {}  =  {}",
            bead.score,
            source[bead.source.clone()].join(" "),
            target[bead.target.clone()].join(" ")
        );
    }
    Ok(())
}
