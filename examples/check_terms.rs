//! Check one translation against a glossary: `cargo run --example check_terms`.

use karvan::check::{BilingualUnit, Checker, Terminology, TerminologyOptions};
use karvan::lang::Lang;
use karvan::termbase::Glossary;
use std::path::Path;

const GLOSSARY: &str = "id\ten\taz\taz_forbidden\n\
    T1\tterritorial integrity\tərazi bütövlüyü\ttorpaq bütövlüyü\n\
    T2\tsovereignty\tsuverenlik\tsuverenitet\n";

fn main() -> karvan::error::Result<()> {
    let (en, az) = (Lang::parse("en")?, Lang::parse("az")?);
    let glossary = Glossary::parse(GLOSSARY, Path::new("glossary.tsv"))?;
    let terminology = Terminology::new(&glossary, &en, &az, TerminologyOptions::default())?;
    let checker = Checker::new().with(terminology);

    let source = "They respect sovereignty and territorial integrity.";
    let target = "Onlar suverenitetə və ərazi bütövlüyünə hörmət edirlər.";
    let unit = BilingualUnit::new("example", "1", (source, &en), (target, &az));
    let mut findings = Vec::new();
    checker.check(&unit.into(), &mut findings);
    for finding in &findings {
        println!("{}: {}", finding.code.name(), finding.message);
    }
    Ok(())
}
